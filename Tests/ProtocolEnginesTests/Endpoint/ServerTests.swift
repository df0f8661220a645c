import Testing

@testable import ProtocolEngines

/// Which end of a server a packet is for.
@Suite struct ServerTests {
  /// An end that knows one number.
  private struct End: ServedEnd, Equatable {
    var name: String
    var peer: Peer
    var number: UInt8 = 0
    func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool { number != 0 && octets.first == number }
  }
  private static let a = IPv4Address(10, 0, 0, 1), b = IPv4Address(10, 0, 0, 3), c = IPv4Address(10, 0, 0, 4)
  private static let udp = Channel.udp(local: 5000, remote: 7)

  private func server(_ ends: [End], most: Int = 16) -> Server<End> {
    var s = Server<End>(most: most)
    for e in ends { s.admit(e) }
    return s
  }
  /// The name of the end that gets these octets.
  private func route(_ s: Server<End>, _ number: UInt8, _ peer: Peer, on channel: Channel = .ip(.gre)) -> String? {
    s.route([number, 1, 2], on: channel, from: peer).map { s[$0].name }
  }

  @Test func differentAddresses() {
    let s = server([
      End(name: "one", peer: Peer(Self.b), number: 1), End(name: "two", peer: Peer(Self.a), number: 2),
      End(name: "three", peer: Peer(Self.c), number: 3),
    ])
    // The address decides, whatever the number: the end itself says what is wrong with it.
    for (peer, name) in [(Self.a, "two"), (Self.b, "one"), (Self.c, "three")] {
      for number in [UInt8(0), 1, 2, 3, 9] { #expect(route(s, number, Peer(peer)) == name) }
    }
    #expect(route(s, 1, Peer(IPv4Address(10, 0, 0, 2))) == nil && route(s, 1, Peer(IPv4Address(10, 0, 0, 9))) == nil)
    #expect(route(server([]), 1, Peer(Self.a)) == nil)
    let one = server([End(name: "one", peer: Peer(Self.a), number: 1)])
    #expect(route(one, 9, Peer(Self.a)) == "one" && route(one, 1, Peer(Self.b)) == nil)
  }

  @Test func oneAddressAndManyNumbers() {
    for count in 2...5 {
      let s = server((1...count).map { End(name: "\($0)", peer: Peer(Self.a), number: UInt8($0)) } + [End(name: "b", peer: Peer(Self.b))])
      for i in 1...count { #expect(route(s, UInt8(i), Peer(Self.a)) == "\(i)") }
      // No one's number: it is not guessed whose it may be.
      #expect(route(s, 77, Peer(Self.a)) == nil && route(s, 0, Peer(Self.a)) == nil)
      #expect(route(s, 77, Peer(Self.b)) == "b")
    }
  }

  @Test func addressAndPort() {
    var s = server([
      End(name: "a7", peer: Peer(Self.a, port: 7)), End(name: "b7", peer: Peer(Self.b, port: 7)),
      End(name: "a9", peer: Peer(Self.a, port: 9)),
      End(name: "a8", peer: Peer(Self.a, port: 8)),
    ])
    for (peer, name) in [
      (Peer(Self.a, port: 7), "a7"), (Peer(Self.a, port: 8), "a8"), (Peer(Self.a, port: 9), "a9"), (Peer(Self.b, port: 7), "b7"),
    ] {
      #expect(route(s, 1, peer, on: Self.udp) == name)
    }
    for stranger in [Peer(Self.a, port: 10), Peer(Self.a, port: 6), Peer(Self.b, port: 8), Peer(Self.c, port: 7)] {
      #expect(route(s, 1, stranger, on: Self.udp) == nil)
    }
    s.remove(at: 0)
    #expect(route(s, 1, Peer(Self.a, port: 7), on: Self.udp) == nil && route(s, 1, Peer(Self.a, port: 9), on: Self.udp) == "a9")
    let one = server([End(name: "a7", peer: Peer(Self.a, port: 7))])
    #expect(route(one, 1, Peer(Self.a, port: 7)) == "a7" && route(one, 1, Peer(Self.a, port: 8)) == nil)
  }

  /// The end of the same port comes first, even where one without a port knows the number.
  @Test func aPortComesBeforeANumber() {
    for ends in [
      [End(name: "any", peer: Peer(Self.a), number: 1), End(name: "seven", peer: Peer(Self.a, port: 7), number: 2)],
      [End(name: "seven", peer: Peer(Self.a, port: 7), number: 2), End(name: "any", peer: Peer(Self.a), number: 1)],
    ] {
      let s = server(ends)
      #expect(route(s, 1, Peer(Self.a, port: 7), on: Self.udp) == "seven")
      #expect(route(s, 1, Peer(Self.a, port: 8), on: Self.udp) == "any" && route(s, 9, Peer(Self.a, port: 8), on: Self.udp) == "any")
      #expect(route(s, 2, Peer(Self.a)) == "seven" && route(s, 9, Peer(Self.a)) == nil)
    }
  }

  @Test func roomAndOrder() {
    var s = server([], most: 3)
    #expect(s.isEmpty && !s.isFull)
    for (i, peer) in [Self.c, Self.a, Self.b].enumerated() { #expect(s.admit(End(name: "\(i)", peer: Peer(peer))) == i) }
    #expect(s.isFull && s.count == 3)
    let before = s
    #expect(s.admit(End(name: "no", peer: Peer(Self.a))) == nil && s == before)
    #expect(s.ends.map(\.name) == ["0", "1", "2"] && s.firstIndex { $0.peer.address == Self.b } == 2)
    #expect(s.remove(at: 1).name == "1")
    #expect(s.ends.map(\.name) == ["0", "2"] && route(s, 0, Peer(Self.a)) == nil)
    #expect(route(s, 0, Peer(Self.b)) == "2" && route(s, 0, Peer(Self.c)) == "0")
    #expect(s.admit(End(name: "3", peer: Peer(Self.a))) == 2 && route(s, 0, Peer(Self.a)) == "3")
    s[2].number = 5
    #expect(s[2].number == 5 && s != before)
  }

  /// Ends come and go, and the answer is always that of a search through all of them.
  @Test func routingIsThatOfAPlainSearch() {
    var dice = Dice(seed: 4)
    let addresses = [Self.a, Self.b, Self.c]
    for _ in 0..<60 {
      var s = server([], most: 8)
      for step in 0..<80 {
        let peer = Peer(addresses[Int(dice.below(3))], port: UInt16(dice.below(4)))
        switch dice.below(3) {
        case 0: s.admit(End(name: "\(step)", peer: peer, number: UInt8(dice.below(5))))
        case 1: if !s.isEmpty { s.remove(at: Int(dice.below(UInt64(s.count)))) }
        default: break
        }
        #expect(s.count <= 8)
        let asked = Peer(addresses[Int(dice.below(3))], port: UInt16(dice.below(5)))
        let octets = [UInt8(dice.below(6))]
        let fit = s.indices.filter {
          s[$0].peer.address == asked.address && (s[$0].peer.port == 0 || asked.port == 0 || s[$0].peer.port == asked.port)
        }
        let sorted = fit.sorted { s[$0].peer.port == s[$1].peer.port ? $0 < $1 : s[$0].peer.port < s[$1].peer.port }
        let right =
          s.count == 1
          ? fit.first
          : sorted.first { asked.port != 0 && s[$0].peer.port == asked.port } ?? sorted.first {
            s[$0].number == octets[0] && octets[0] != 0
          }
            ?? (fit.count == 1 ? fit[0] : nil)
        let found = s.route(octets[...], on: Self.udp, from: asked)
        #expect(found.map { s[$0] } == right.map { s[$0] }, "\(asked) \(octets) among \(s.ends)")
      }
    }
  }

  // MARK: With real ends

  private struct Served: ServedEnd, Equatable {
    var peer: Peer
    var endpoint: Endpoint
    func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool { endpoint.owns(octets, on: channel) }
  }

  /// Two clients behind one address are told apart by the Call IDs that this end gave out (RFC 2637 §4.1), and each gets its own packets.
  @Test(arguments: [true, false]) func twoPPTPClients(oneAddress: Bool) throws {
    var pairs = [3, 4].map { seed in
      let (c, v) = EndpointPair.plain()
      return EndpointPair(client: c, server: v, seed: UInt64(seed))
    }
    for i in 0..<2 {
      pairs[i].command(.listen, .server)
      pairs[i].command(.open, .client)
      while pairs[i].step(until: Instant() + .seconds(20)), !pairs[i].ends.allSatisfy(\.tunnelUp) {}
      try #require(pairs[i][.client].tunnelUp && pairs[i][.server].tunnelUp)
    }
    let ids = pairs.map { $0[.server].localCallID }
    try #require(ids[0] != ids[1] && !ids.contains(0))
    var s = Server<Served>(most: 2)
    for i in 0..<2 { s.admit(Served(peer: Peer(oneAddress || i == 0 ? Self.a : Self.b), endpoint: Endpoint(pairs[i][.server]))) }
    for i in 0..<2 {
      let from = s[i].peer
      pairs[i].packets = []
      pairs[i].command(.send(.ipv4, [0x45, UInt8(i)]), .client)
      let (_, header, payload) = try #require(pairs[i].packets.last)
      #expect(header.callID == ids[i])
      let octets = header.encoded() + payload
      #expect(s.route(octets[...], on: .ip(.gre), from: from) == i)
      var strange = header
      strange.callID = ids[0] ^ ids[1]
      let other = s.route((strange.encoded() + payload)[...], on: .ip(.gre), from: from)
      #expect(other == (oneAddress ? nil : i))
      // Octets of no GRE.
      for junk in [[], [0x30], [0x20, 0x81, 0x88, 0x0b]] as [[UInt8]] {
        #expect(s.route(junk[...], on: .ip(.gre), from: from) == (oneAddress ? nil : i))
      }
      s[i].endpoint.transport(.received(octets, on: .ip(.gre)), at: pairs[i].now)
      var delivered: [[UInt8]] = []
      while let o = s[i].endpoint.poll() { if case .deliver(_, let p) = o { delivered.append(p) } }
      #expect(delivered == [[0x45, UInt8(i)]])
    }
    // One leaves: the other has the address for itself.
    s.remove(at: 0)
    #expect(s.route([0x30][...], on: .ip(.gre), from: s[0].peer) == 0)
    #expect(oneAddress || s.route([0x30][...], on: .ip(.gre), from: Peer(Self.a)) == nil)
  }

  /// A datagram costs its sender nothing: those of many ports fill the places there are and no more.
  @Test func floodsOfFirstDatagrams() {
    var settings = TunnelSettings()
    settings.server.auth = [.none]
    let plan = EndpointPlan(side: .server, settings: settings, ppp: settings.ppp(.server, of: .hello), port: HelloPort.server)
    func flood(_ seed: UInt64) -> Server<Served> {
      var s = Server<Served>(most: 16)
      var dice = Dice(seed: seed)
      for n in 0..<5000 {
        let peer = Peer(IPv4Address(10, 0, UInt8(dice.below(4)), UInt8(dice.below(8))), port: UInt16(1 + dice.below(2000)))
        let octets = dice.below(2) == 0 ? [1, 1, 0, 0] : dice.octets(Int(dice.below(12)))
        let channel = Channel.udp(local: HelloPort.server, remote: peer.port)
        let now = Instant(micros: Int64(n) * 1000)
        if let i = s.route(octets[...], on: channel, from: peer) {
          s[i].endpoint.transport(.received(octets, on: channel), at: now)
          while s[i].endpoint.poll() != nil {}
        } else if !s.isFull {
          var end = TunnelKind.hello.make(plan, dice.split())
          end.transport(.received(octets, on: channel), at: now)
          while end.poll() != nil {}
          if !end.down { s.admit(Served(peer: peer, endpoint: end)) }
        }
      }
      return s
    }
    let s = flood(1)
    #expect(s.count == 16 && Set(s.ends.map(\.peer)).count == 16)
    #expect(s == flood(1) && s != flood(2))
    // They are gone when their time is over: none of them has a client.
    var ends = s
    for i in ends.indices {
      for _ in 0..<1000 {
        guard let due = ends[i].endpoint.nextTimeout else { break }
        ends[i].endpoint.tick(at: due)
        while ends[i].endpoint.poll() != nil {}
      }
    }
    for i in ends.indices.reversed() where ends[i].endpoint.down { ends.remove(at: i) }
    #expect(ends.isEmpty)
  }
}
