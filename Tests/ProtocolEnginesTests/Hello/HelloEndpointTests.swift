import Testing

@testable import ProtocolEngines

/// Two hello ends whose datagrams take 10 ms, with what a test does to them on the way.
private struct HelloPair {
  var ends: [HelloEndpoint]
  var now = Instant()
  var flights: [(due: Instant, to: Int, octets: [UInt8])] = []
  var sent: [[[UInt8]]] = [[], []]
  var events: [[EndpointEvent]] = [[], []]
  var delivered: [[[UInt8]]] = [[], []]
  var drops: (Int, [UInt8]) -> Bool = { _, _ in false }

  init(_ change: (inout TunnelSettings) -> Void = { _ in }) {
    var s = TunnelSettings()
    change(&s)
    ends = [PPPSide.client, .server].map { side in
      HelloEndpoint(
        EndpointPlan(side: side, settings: s, ppp: s.ppp(side, of: .hello), port: HelloPort.server),
        dice: Dice(seed: side == .client ? 1 : 2))
    }
  }

  mutating func command(_ c: EndpointCommand, _ i: Int) {
    ends[i].command(c, at: now)
    drain(i)
  }

  mutating func drain(_ i: Int) {
    while let o = ends[i].poll() {
      switch o {
      case .open:
        ends[i].transport(.connected, at: now)
      case .send(let octets, on: let channel):
        let right: Channel = i == 0 ? .udp(local: nil, remote: HelloPort.server) : .udp(local: HelloPort.server, remote: 5000)
        #expect(channel == right)
        sent[i].append(octets)
        if !drops(i, octets) { flights.append((now + .milliseconds(10), 1 - i, octets)) }
      case .deliver(_, let packet): delivered[i].append(packet)
      case .event(let e): events[i].append(e)
      case .listen, .close, .refuse, .note: break
      }
    }
  }

  mutating func deliver(_ octets: [UInt8], to i: Int) {
    ends[i].transport(
      .received(octets, on: i == 1 ? .udp(local: HelloPort.server, remote: 5000) : .udp(local: nil, remote: HelloPort.server)), at: now)
    drain(i)
  }

  mutating func run(for time: Delay = .seconds(20), until done: (HelloPair) -> Bool = { _ in false }) {
    let limit = now + time
    for _ in 0..<20_000 where !done(self) {
      let flight = flights.indices.min { flights[$0].due < flights[$1].due }
      let timer = ends.compactMap(\.nextTimeout).min()
      guard let next = earliest(flight.map { flights[$0].due }, timer), next <= limit else { break }
      #expect(next >= now, "a timer in the past")
      now = max(now, next)
      if let f = flight, flights[f].due == next {
        let parcel = flights.remove(at: f)
        deliver(parcel.octets, to: parcel.to)
      } else {
        for i in 0..<2 where ends[i].nextTimeout.map({ $0 <= now }) ?? false {
          ends[i].tick(at: now)
          drain(i)
        }
      }
    }
    if !done(self) { now = max(now, limit) }
  }

  var isUp: Bool { ends.allSatisfy { $0.holds(.tunnelUp) } }
  static func up(_ change: (inout TunnelSettings) -> Void = { _ in }) -> HelloPair {
    var p = HelloPair(change)
    p.command(.listen, 1)
    p.command(.open, 0)
    p.run { $0.isUp }
    return p
  }
}

@Suite struct HelloEndpointTests {
  @Test(arguments: [AuthMethod.mschapv2, .mschap, .chap, .pap, .none]) func itComesUpAndCarries(_ auth: AuthMethod) {
    var p = HelloPair.up { s in s.change(nil) { $0.auth = [auth] } }
    #expect(p.isUp && p.ends[0].number == p.ends[1].number && p.ends[0].number != 0)
    // The first two datagrams, octet for octet (docs/adding-a-tunnel.md §2).
    #expect(p.sent[0].first == [1, 1, 0, 0])
    #expect(p.sent[1].first == [2, 1, UInt8(p.ends[1].number >> 8), UInt8(p.ends[1].number & 255)])
    p.run(for: .seconds(1))
    p.command(.send(.ipv4, [0x45, 1, 2, 3]), 0)
    p.run(for: .seconds(1))
    #expect(p.delivered[1] == [[0x45, 1, 2, 3]])
    p.command(.hangup, 0)
    p.run { $0.ends.allSatisfy { $0.holds(.down) } }
    #expect(p.ends.allSatisfy { $0.holds(.down) && $0.failure == nil })
    #expect(p.sent[0].last?.prefix(2) == [4, 1])
  }

  @Test func versionsAndRoomAreRefusedWithAReason() {
    for (words, client, server) in [
      (("version", "2"), HelloReason.refused, HelloReason.version), (("room", "no"), HelloReason.refused, HelloReason.room),
    ] {
      let p = HelloPair.up { s in s.change(words.0 == "version" ? .client : .server) { $0.set(own: words.0, words.1) } }
      #expect(!p.isUp && p.ends[0].failure?.code == ReasonCode(client) && p.ends[1].failure?.code == ReasonCode(server))
      #expect(p.ends[0].holds(.down))
    }
  }

  @Test func silenceEndsItOnEitherSide() {
    var unheard = HelloPair()
    unheard.drops = { _, _ in true }
    unheard.command(.open, 0)
    unheard.run(for: .seconds(60))
    #expect(unheard.sent[0].count == HelloEndpoint.tries && unheard.ends[0].failure?.code == ReasonCode(HelloReason.noAnswer))
    #expect(unheard.ends[0].holds(.down) && unheard.ends[0].nextTimeout == nil)

    var p = HelloPair.up()
    let before = p.sent[0].count
    p.run(for: .seconds(300))
    // The keep-alive: a Hello with the number, each answered.
    #expect(p.isUp && p.sent[0].count >= before + 9 && p.sent[0].last?.first == 1 && p.sent[1].last?.first == 2)
    p.drops = { _, _ in true }
    p.run(for: .seconds(300))
    #expect(p.ends.allSatisfy { $0.holds(.down) && $0.failure?.code == ReasonCode(HelloReason.peerSilent) })
  }

  @Test func aHelloThatIsLostGoesAgain() {
    var p = HelloPair()
    var first = true
    p.drops = { _, _ in
      defer { first = false }
      return first
    }
    p.command(.open, 0)
    p.run { $0.isUp }
    #expect(p.isUp && p.now.micros > 3_000_000)
  }

  /// Octets from outside change nothing that they must not, and trap nothing.
  @Test func hostileOctets() {
    var p = HelloPair.up()
    let number = p.ends[0].number
    var dice = Dice(seed: 3)
    for _ in 0..<3000 {
      var octets = dice.octets(Int(dice.below(24)))
      if !octets.isEmpty, dice.chance(perMille: 700) { octets[0] = UInt8(dice.below(6)) }
      // With the right number a Bye or Data may well end it: those are told apart by it alone.
      if octets.count >= 4, octets[0] == 4 { octets[2] = UInt8((number >> 8) & 255) ^ 0x55 }
      p.deliver(octets, to: Int(dice.below(2)))
    }
    p.run(for: .seconds(1))
    #expect(p.ends[0].state == .up && p.ends[1].state == .up && p.ends[0].number == number)
    p.deliver([4, 1, 0, 0, 9], to: 0)
    #expect(p.ends[0].state == .up, "octets follow the Bye")
  }

  @Test func everyActionIsUnderstood() {
    for side in 0..<2 {
      for action in HelloEndpoint.actions {
        var p = HelloPair.up()
        p.command(.tell(action.name, []), side)
        p.run(for: .seconds(30))
        if action.isFarewell { #expect(p.ends.allSatisfy { $0.holds(.down) }, "\(action.name)") }
      }
    }
  }
}
