import ProtocolEngines
import Synchronization

/// What the Observer said about each step, made when asked for. It follows from the records alone, so it is no part of the
/// lab's value: a class behind the struct, copied before it would be shared by two histories. Memory is bounded: old blocks
/// are made again from the Observer kept before each.
final class DissectionCache: Sendable {
  private struct State {
    var observer: Observer
    /// Steps the observer has seen.
    var seen = 0
    /// `before[k]`: the observer before step `k * block + 1`.
    var before: [Observer] = []
    var blocks: [Int: [[Dissection]]] = [:]
    var recent: [Int] = []
  }
  private static let block = 32, kept = 128
  private let state: Mutex<State>

  init(keyring: Keyring) { state = Mutex(State(observer: Observer(keyring: keyring))) }
  private init(_ s: State) { state = Mutex(s) }

  /// The same without what was learnt after step `n`.
  func copy(keeping n: Int) -> DissectionCache {
    state.withLock { s in
      var c = s
      Self.forget(&c, after: n)
      return DissectionCache(c)
    }
  }

  func forget(after n: Int) { state.withLock { Self.forget(&$0, after: n) } }

  private static func forget(_ s: inout State, after n: Int) {
    guard n < s.seen else { return }
    let k = n / block
    guard k < s.before.count else { return }
    s.observer = s.before[k]
    s.seen = k * block
    s.before.removeSubrange(k...)
    for b in s.blocks.keys where b >= k { s.blocks[b] = nil }
    s.recent.removeAll { $0 >= k }
  }

  /// The dissections of step `n` (from 1).
  func dissections(of n: Int, _ records: [StepRecord]) -> [Dissection] {
    guard n >= 1, n <= records.count else { return [] }
    return state.withLock { s in
      Self.advance(&s, to: n, records)
      let k = (n - 1) / Self.block, at = (n - 1) % Self.block
      if let list = s.blocks[k], at < list.count { return list[at] }
      // The block was given up: make it again.
      var o = s.before[k]
      var list: [[Dissection]] = []
      for i in k * Self.block..<min((k + 1) * Self.block, s.seen) { list.append(Self.observe(records[i], &o)) }
      Self.keep(&s, k, list)
      return list[at]
    }
  }

  /// The observer as it is after step `n`.
  func observer(after n: Int, _ records: [StepRecord]) -> Observer {
    state.withLock { s in
      Self.advance(&s, to: n, records)
      if s.seen == n { return s.observer }
      let k = n / Self.block
      guard k < s.before.count else { return s.observer }
      var o = s.before[k]
      for i in k * Self.block..<min(n, records.count) { _ = Self.observe(records[i], &o) }
      return o
    }
  }

  private static func advance(_ s: inout State, to n: Int, _ records: [StepRecord]) {
    while s.seen < min(n, records.count) {
      let k = s.seen / block
      if s.seen % block == 0 {
        s.before.append(s.observer)
        keep(&s, k, [])
      }
      let d = observe(records[s.seen], &s.observer)
      s.blocks[k, default: []].append(d)
      s.seen += 1
    }
  }

  private static func keep(_ s: inout State, _ k: Int, _ list: [[Dissection]]) {
    s.blocks[k] = list
    s.recent.append(k)
    if s.recent.count > kept {
      // Never the one being filled.
      if let i = s.recent.firstIndex(where: { $0 != s.seen / block && $0 != k }) { s.blocks[s.recent.remove(at: i)] = nil }
    }
  }

  static func observe(_ r: StepRecord, _ o: inout Observer) -> [Dissection] {
    r.frames.map { o.observe($0.octets, link: .ethernet, time: Lab.nanoseconds($0.time), number: $0.number) }
  }
}
