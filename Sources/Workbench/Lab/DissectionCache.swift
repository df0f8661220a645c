import ProtocolEngines
import Synchronization

/// What the Observer said about each step, made when asked for. It follows from the records alone, so it is no part of the
/// lab's value: a class inside the struct, copied before it would be shared by two histories. Memory hardly grows with the
/// number of steps: old blocks are made again from the nearest Observer kept before them, and the older they are, the fewer
/// are kept (a ladder whose rungs are further apart the further down they are: some 32 for every doubling of the distance).
final class DissectionCache: Sendable {
  private struct State {
    var observer: Observer
    /// Steps the observer has seen.
    var seen = 0
    /// `rungs[k]`: the observer before step `k * block + 1`. There is always one for 0, once a step has been seen.
    var rungs: [Int: Observer] = [:]
    /// The same for the places looked at last, so that going through old steps in their order does not climb from afar each time.
    var near: [(k: Int, observer: Observer)] = []
    var blocks: [Int: [[Dissection]]] = [:]
    var recent: [Int] = []
    /// Packets on their way as they would be read if each came next, as frame `awaited`.
    var waiting: [Waiting] = []
    var awaited = 0
    /// How often the Observer has read a packet that was on its way or a step that came next.
    var readings = 0
  }

  /// A packet that was read before it came. The reading follows from what is here and the frames before `awaited`.
  private struct Waiting {
    var octets: [UInt8]
    var medium: LinkType
    /// Nanoseconds since 1970.
    var time: Int64
    var dissection: Dissection
    /// As it is once it has seen the packet.
    var observer: Observer
  }
  private static let block = 32, kept = 128, closest = 32, nearby = 8, mostWaiting = 64
  private let state: Mutex<State>

  init(_ observer: Observer) { state = Mutex(State(observer: observer)) }
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
    // Another history may have other frames with the same numbers.
    s.waiting = []
    s.near.removeAll { $0.k > n / block }
    guard let (k, observer) = rung(s, n / block) else { return }
    s.observer = observer
    s.seen = k * block
    for b in s.rungs.keys where b >= k { s.rungs[b] = nil }
    for b in s.blocks.keys where b >= k { s.blocks[b] = nil }
    s.recent.removeAll { $0 >= k }
  }

  /// The observer kept nearest before block `k`.
  private static func rung(_ s: State, _ k: Int) -> (k: Int, observer: Observer)? {
    let best = s.rungs.keys.filter { $0 <= k }.max()
    if let n = s.near.last(where: { $0.k <= k && $0.k > best ?? -1 }) { return n }
    return best.flatMap { b in s.rungs[b].map { (b, $0) } }
  }

  /// The observer before block `k`, all of whose steps have been seen.
  private static func before(_ s: inout State, _ k: Int, _ records: [StepRecord]) -> Observer? {
    guard var (from, o) = rung(s, k) else { return nil }
    guard from < k else { return o }
    while from < k {
      for i in from * block..<(from + 1) * block { _ = observe(records[i], &o) }
      from += 1
    }
    remember(&s, k, o)
    return o
  }

  private static func remember(_ s: inout State, _ k: Int, _ o: Observer) {
    s.near.removeAll { $0.k == k }
    s.near.append((k, o))
    if s.near.count > nearby { s.near.removeFirst() }
  }

  /// Sets a rung and takes out those that are too close for their age.
  private static func climb(_ s: inout State, _ k: Int) {
    s.rungs[k] = s.observer
    // Only now and then: a few too many do no harm.
    guard k % closest == 0 else { return }
    for r in s.rungs.keys {
      var apart = 1
      while apart * 2 * closest <= k - r { apart *= 2 }
      if r % apart != 0 { s.rungs[r] = nil }
    }
  }

  var readings: Int { state.withLock { $0.readings } }
  /// How many observers are kept.
  var rungCount: Int { state.withLock { $0.rungs.count + $0.near.count } }

  /// The dissections of step `n` (from 1).
  func dissections(of n: Int, _ records: [StepRecord]) -> [Dissection] {
    guard n >= 1, n <= records.count else { return [] }
    return state.withLock { s in
      Self.advance(&s, to: n, records)
      let k = (n - 1) / Self.block
      let at = (n - 1) % Self.block
      if let list = s.blocks[k], at < list.count { return list[at] }
      // The block was given up: make it again.
      guard var o = Self.before(&s, k, records) else { return [] }
      var list: [[Dissection]] = []
      let end = min((k + 1) * Self.block, s.seen)
      for i in k * Self.block..<end { list.append(Self.observe(records[i], &o)) }
      if end == (k + 1) * Self.block { Self.remember(&s, k + 1, o) }
      Self.keep(&s, k, list)
      return list[at]
    }
  }

  /// The observer as it is after step `n`.
  func observer(after n: Int, _ records: [StepRecord]) -> Observer { state.withLock { Self.observer(&$0, after: n, records) } }

  private static func observer(_ s: inout State, after n: Int, _ records: [StepRecord]) -> Observer {
    advance(&s, to: n, records)
    if s.seen == n { return s.observer }
    let k = n / block
    guard var o = before(&s, k, records) else { return s.observer }
    for i in k * block..<min(n, records.count) { _ = observe(records[i], &o) }
    return o
  }

  /// What the Observer would say about a packet still on its way if it came after step `n` as frame `number`. It is read once:
  /// until the next frame comes, for every screen, and when it is the next frame itself, for its step too.
  func dissection(of f: Flight, number: Int, after n: Int, _ records: [StepRecord]) -> Dissection {
    let time = Lab.nanoseconds(f.due)
    return state.withLock { s in
      Self.advance(&s, to: n, records)
      if s.awaited != number {
        s.awaited = number
        s.waiting = []
      }
      if let w = Self.waiting(s, f.octets, f.medium, time) { return s.waiting[w].dissection }
      var o = Self.observer(&s, after: n, records)
      s.readings += 1
      let d = o.observe(f.octets, link: f.medium, time: time, number: number)
      if s.waiting.count < Self.mostWaiting {
        s.waiting.append(Waiting(octets: f.octets, medium: f.medium, time: time, dissection: d, observer: o))
      }
      return d
    }
  }

  private static func waiting(_ s: State, _ octets: [UInt8], _ medium: LinkType, _ time: Int64) -> Int? {
    s.waiting.firstIndex { $0.time == time && $0.medium == medium && $0.octets == octets }
  }

  /// The next step is seen. Its first frame has mostly been read already, on its way.
  private static func next(_ s: inout State, _ r: StepRecord) -> [Dissection] {
    guard let f = r.frames.first else { return [] }
    let read = f.number == s.awaited ? waiting(s, f.octets, f.medium, Lab.nanoseconds(f.time)).map { s.waiting[$0] } : nil
    // What is kept here would have to be copied when the observer goes on.
    s.waiting = []
    s.readings += r.frames.count - (read == nil ? 0 : 1)
    guard let read else { return observe(r, &s.observer) }
    s.observer = read.observer
    return [read.dissection] + r.frames.dropFirst().map { observe($0, &s.observer) }
  }

  private static func advance(_ s: inout State, to n: Int, _ records: [StepRecord]) {
    while s.seen < min(n, records.count) {
      let k = s.seen / block
      if s.seen % block == 0 {
        climb(&s, k)
        keep(&s, k, [])
      }
      let d = next(&s, records[s.seen])
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
    r.frames.map { observe($0, &o) }
  }

  private static func observe(_ f: LabFrame, _ o: inout Observer) -> Dissection {
    o.observe(f.octets, link: f.medium, time: Lab.nanoseconds(f.time), number: f.number)
  }
}
