import ProtocolEngines
import Synchronization

/// The worlds before the one of a lab. Only every 32nd is kept: what happened once happens again in the same way, so the others are made
/// again when asked for. That keeps a step from copying what it changes, and memory from growing with every step.
struct Past: Sendable {
  static let spacing = 32
  /// `kept[k]`: the world after step `k * spacing`.
  private(set) var kept: [World]
  /// Those made again last, for views that go through the steps in their order. No part of the value: it can always be made again.
  private(set) var recent = RecentWorlds()

  init(beginning: World) { kept = [beginning] }

  mutating func keep(_ w: World, after n: Int) {
    // A copy of the lab may go another way from here.
    if !isKnownUniquelyReferenced(&recent) { recent = RecentWorlds() }
    if n == kept.count * Self.spacing { kept.append(w) }
  }

  mutating func forget(after n: Int) {
    let count = n / Self.spacing + 1
    if kept.count > count { kept.removeSubrange(count...) }
    recent = RecentWorlds()
  }
}

final class RecentWorlds: Sendable {
  private let list = Mutex<[(step: Int, world: World)]>([])
  private static let most = 8

  /// The last one not after step `n`, and not before `first`.
  func nearest(to n: Int, from first: Int) -> (step: Int, world: World)? {
    list.withLock { l in l.filter { $0.step >= first && $0.step <= n }.max { $0.step < $1.step } }
  }
  func remember(_ n: Int, _ w: World) {
    list.withLock { l in
      l.removeAll { $0.step == n }
      l.append((n, w))
      if l.count > Self.most { l.removeFirst() }
    }
  }
}

extension Lab {
  /// The world after step `n` of those known.
  func world(after n: Int) -> World {
    if n == current { return world }
    let n = min(max(n, 0), records.count)
    return again(n) { _ in }
  }

  /// Moves to a known step.
  mutating func restore(after n: Int) {
    guard n != current, n >= 0, n <= records.count else { return }
    // One step on from here is done here; anything else begins at a world that was kept.
    if n == current + 1 {
      let acks = showAcks
      showAcks = records[current].acksShown
      _ = try? act(records[current].choice)
      showAcks = acks
    } else {
      world = world(after: n)
    }
    current = n
    past.recent.remember(n, world)
  }

  /// Goes back through the worlds after steps `n`, n-1, … 0 until `body` says false.
  func worldsBack(from n: Int, _ body: (_ step: Int, _ world: World) -> Bool) {
    var last = min(n, records.count)
    while last >= 0 {
      let first = last / Past.spacing * Past.spacing
      var block: [World] = []
      _ = again(last, from: first) { block.append($0) }
      for (i, w) in block.enumerated().reversed() where !body(first + i, w) { return }
      last = first - 1
    }
  }

  /// Does the steps up to `n` again, from the world kept nearest or from the one kept after step `first`. `each` sees all on the way.
  private func again(_ n: Int, from first: Int? = nil, _ each: (World) -> Void) -> World {
    let k = n / Past.spacing
    var lab = self
    lab.current = first ?? k * Past.spacing
    lab.world = past.kept[lab.current / Past.spacing]
    if first == nil, let near = past.recent.nearest(to: n, from: lab.current) { (lab.current, lab.world) = near }
    each(lab.world)
    while lab.current < n {
      lab.showAcks = records[lab.current].acksShown
      _ = try? lab.act(records[lab.current].choice)
      lab.current += 1
      each(lab.world)
    }
    past.recent.remember(n, lab.world)
    return lab.world
  }
}
