import Testing

@testable import ProtocolEngines

/// Faults on the way of GRE, each in a thousand; and now and then octets into TCP that no peer sends.
struct HostileWorld {
  var pair: EndpointPair
  var dice: Dice
  var loss = 0, duplicate = 0, late = 0, cut = 0, flip = 0, garbage = 0
  private var seen: [UInt32?] = [nil, nil]

  init(seed: UInt64, encrypted: Bool) {
    let (c, s) = encrypted ? EndpointPair.configs() : EndpointPair.plain()
    pair = EndpointPair(client: c, server: s, seed: seed)
    dice = Dice(seed: seed ^ 0xbad)
  }

  /// Wounds what was sent since `known` flights were under way.
  private mutating func wound(after known: Int) {
    for f in pair.flights where f.number > known {
      guard case .gre(var o) = f.parcel, let i = pair.flights.firstIndex(where: { $0.number == f.number }) else { continue }
      if dice.chance(perMille: loss) {
        pair.flights.remove(at: i)
        continue
      }
      if dice.chance(perMille: cut) { o.removeLast(min(o.count, 1 + Int(dice.below(30)))) }
      if dice.chance(perMille: flip), !o.isEmpty { o[Int(dice.below(UInt64(o.count)))] ^= 1 << UInt8(dice.below(8)) }
      pair.flights[i].parcel = .gre(o)
      if dice.chance(perMille: late) { pair.flights[i].due = pair.flights[i].due + .milliseconds(Int64(dice.below(400))) }
      if dice.chance(perMille: duplicate) { pair.copy(i, later: .milliseconds(Int64(dice.below(300)))) }
    }
  }

  /// Gives what is wrong, or nil.
  mutating func run(for time: Delay) -> String? {
    let limit = pair.now + time
    pair.command(.listen, .server)
    pair.command(.open, .client)
    var known = 0
    var sendAt = Instant(micros: 5_000_000)
    for _ in 0..<20_000 {
      wound(after: known)
      known = pair.flightsMade
      if pair.now >= sendAt, pair.now < limit {
        sendAt = pair.now + .milliseconds(700)
        for end in [EndpointPair.End.client, .server] { pair.command(.send(.ipv4, [0x45, UInt8(end.rawValue)] + dice.octets(30)), end) }
        if dice.chance(perMille: garbage) { pair.inject(dice.octets(1 + Int(dice.below(40))), to: Int(dice.below(2))) }
      }
      if pair.now + .milliseconds(1) > limit { break }
      if !pair.step(until: limit) { break }
      if let fault = fault() { return fault }
    }
    pair.command(.hangup, .client)
    pair.command(.hangup, .server)
    for _ in 0..<20_000 where !(pair.bothDown && pair.flights.isEmpty) {
      wound(after: known)
      known = pair.flightsMade
      if !pair.step(until: limit + .seconds(180)) { break }
      if let fault = fault() { return fault }
    }
    return pair.bothDown ? nil : "never down: \(pair.ends.map { "\($0.controlState) \($0.callState) \($0.timers.map(\.name))" })"
  }

  private mutating func fault() -> String? {
    for (i, e) in pair.ends.enumerated() {
      if let due = e.nextTimeout, due < pair.now { return "a timer in the past: \(e.timers)" }
      if e.nextTimeout != e.timers.first?.due { return "nextTimeout \(String(describing: e.nextTimeout)) is not the first of \(e.timers)" }
      guard let g = e.gre else { continue }
      if g.waitingCount > GREWindow.longestQueue || g.heldCount > 8 || g.outstandingCount > GREWindow.largestWindow {
        return "a buffer without bound"
      }
      if g.window < 1 || g.window > g.maximum { return "window \(g.window) of \(g.maximum)" }
      if e.callUp, let last = seen[i], let now = g.delivered, now &- last >= 0x8000_0000 { return "delivered \(now) after \(last)" }
      seen[i] = e.callUp ? g.delivered : nil
    }
    return nil
  }
}

@Suite struct HostileWorlds {
  /// What an end sends in clear that should have been encrypted.
  static func clear(_ p: EndpointPair) -> Int {
    p.packets.count { packet in
      guard let (proto, _) = PPPFrame.open(packet.2) else { return false }
      return proto == .ipv4 || proto == .ipv6
    }
  }

  @Test func lossyWorldsComeUpAndKeepTheRules() {
    for (loss, least) in [(0, 16), (50, 16), (1000, 0)] {
      var up = 0
      for seed in 0..<16 {
        var w = HostileWorld(seed: UInt64(seed), encrypted: seed % 2 == 0)
        w.loss = loss
        if loss > 0, loss < 1000 { (w.duplicate, w.late) = (30, 50) }
        let fault = w.run(for: .seconds(60))
        #expect(fault == nil, "seed \(seed), loss \(loss): \(fault ?? "")")
        if seed % 2 == 0 { #expect(Self.clear(w.pair) == 0, "seed \(seed): network packets in clear") }
        if w.pair.events[0].contains(.tunnelUp), w.pair.events[1].contains(.tunnelUp) { up += 1 }
      }
      #expect(up >= least && (loss < 1000 || up == 0), "loss \(loss): \(up) of 16 up")
    }
  }

  @Test func damagedPacketsBreakNothing() {
    for seed in 0..<40 {
      var w = HostileWorld(seed: UInt64(seed), encrypted: seed % 2 == 0)
      (w.loss, w.duplicate, w.late, w.cut, w.flip, w.garbage) = (50, 50, 80, 40, 60, seed % 3 == 0 ? 100 : 0)
      let fault = w.run(for: .seconds(40))
      #expect(fault == nil, "seed \(seed): \(fault ?? "")")
      if seed % 2 == 0 { #expect(Self.clear(w.pair) == 0, "seed \(seed): network packets in clear") }
    }
  }
}
