import Testing

@testable import ProtocolEngines

@Suite struct PPPLinkTests {
  static func plain(_ c: inout PPPConfig, _ s: inout PPPConfig) {
    c.auth = [.none]
    s.auth = [.none]
    c.mppe = []
    s.mppe = []
  }

  /// No authentication, no encryption: LCP, IPCP with address and name servers, IPV6CP, a packet each way, and the end.
  @Test func plainLink() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.run()
    #expect(p.bothUp && p.client.ipv6cpOpened && p.server.ipv6cpOpened)
    #expect(p.client.localAddress == IPv4Address(10, 88, 0, 10) && p.client.peerAddress == IPv4Address(10, 88, 0, 1))
    #expect(p.server.localAddress == IPv4Address(10, 88, 0, 1) && p.server.peerAddress == IPv4Address(10, 88, 0, 10))
    #expect(p.client.nameServers == [IPv4Address(10, 88, 0, 1), IPv4Address(10, 88, 0, 1)])
    #expect(p.client.localInterfaceID == p.server.peerInterfaceID && p.client.localInterfaceID != nil)
    #expect(
      p.clientEvents.contains(.lcpUp(sendACCM: 0, receiveACCM: 0)) && p.clientEvents.contains(.authenticated)
        && p.clientEvents.contains(.networkUp(.ipv4)))
    #expect(p.client.timers.isEmpty && p.server.timers.isEmpty)
    #expect(p.now.micros < 1_000_000, "nothing had to be sent twice")

    let packet: [UInt8] = [0x45, 1, 2, 3]
    let sent = p.client.send(.ipv4, packet, at: p.now)
    #expect(sent)
    p.drain()
    #expect(p.log.last?.frame == [0x21] + packet, "address, control and the first octet of the protocol are saved")
    p.settle()
    #expect(p.serverGot.count == 1 && p.serverGot[0].0 == .ipv4 && p.serverGot[0].1 == packet)

    p.client.terminate(because: .test("User request"), at: p.now)
    p.drain()
    p.settle()
    #expect(p.client.phase == .dead && p.client.failure == nil)
    #expect(p.server.phase == .dead && p.server.failure?.text == "the peer ended the link: User request")
    #expect(p.clientEvents.last == .down(.test("User request")))
  }

  /// The same words pppd used in the same situation (capture pptp-noauth-plain), magic numbers aside.
  @Test func talksLikePppd() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.run()
    let lcp = p.talk(LCPDialect.self).map { $0.replacingMagic() }
    #expect(
      lcp == [
        "> Configure-Request id 1, MRU 1400, ACCM 0x00000000, Magic-Number M, PFC, ACFC",
        "< Configure-Request id 1, MRU 1400, ACCM 0x00000000, Magic-Number M, PFC, ACFC",
        "< Configure-Ack id 1, MRU 1400, ACCM 0x00000000, Magic-Number M, PFC, ACFC",
        "> Configure-Ack id 1, MRU 1400, ACCM 0x00000000, Magic-Number M, PFC, ACFC",
      ])
    #expect(
      p.talk(IPCPDialect.self) == [
        "> Configure-Request id 1, address 0.0.0.0, DNS 0.0.0.0, second DNS 0.0.0.0",
        "< Configure-Request id 1, address 10.88.0.1",
        "< Configure-Nak id 1, address 10.88.0.10, DNS 10.88.0.1, second DNS 10.88.0.1",
        "> Configure-Ack id 1, address 10.88.0.1",
        "> Configure-Request id 2, address 10.88.0.10, DNS 10.88.0.1, second DNS 10.88.0.1",
        "< Configure-Ack id 2, address 10.88.0.10, DNS 10.88.0.1, second DNS 10.88.0.1",
      ])
  }

  /// Every single frame of the set-up lost once: the restart timers mend it.
  @Test func anyOneFrameLost() {
    var whole = PPPPair { Self.plain(&$0, &$1) }
    whole.run()
    for n in 0..<whole.log.count {
      var p = PPPPair { Self.plain(&$0, &$1) }
      p.lost = [n]
      p.run()
      #expect(p.bothUp && p.client.ipv6cpOpened && p.server.ipv6cpOpened, "frame \(n)")
    }
  }

  /// RFC 1661 §4.6: ten Configure-Requests three seconds apart, then the end.
  @Test func nobodyAnswers() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.client.lowerUp(at: p.now)
    p.drain()
    p.wire = []
    while p.client.phase != .dead, let due = p.client.nextTimeout {
      p.now = due
      p.client.tick(at: due)
      p.drain()
      p.wire = []
    }
    #expect(p.log.count == 10)
    #expect(Set(p.log.map(\.frame)).count == 1, "the same packet with the same identifier")
    #expect(p.now.micros == 30_000_000)
    #expect(p.client.failure?.text == "no answer to 10 LCP Configure-Requests")
  }

  /// RFC 1661 §6.4: a looped link never comes up, and says why.
  @Test func loopedLink() {
    for side in [PPPSide.client, .server] {
      var c = PPPConfig(side: side)
      c.auth = side == .server ? [.mschapv2] : []
      var link = PPPLink(config: c, dice: Dice(seed: 3))
      link.lowerUp(at: Instant())
      var wire: [[UInt8]] = []
      var texts: [String] = []
      var frames = 0
      func drain() {
        while let o = link.poll() {
          if case .transmit(let f) = o {
            wire.append(f)
            frames += 1
          }
          if case .note(let n) = o { texts.append(n.text) }
        }
      }
      drain()
      var now = Instant()
      for _ in 0..<300 where link.phase != .dead {
        now = now + .milliseconds(1)
        if wire.isEmpty {
          guard let due = link.nextTimeout else { break }
          now = due
          link.tick(at: now)
        } else {
          link.receive(wire.removeFirst(), at: now)
        }
        drain()
      }
      #expect(link.phase == .dead && !link.lcpOpened)
      #expect(link.failure?.text.contains("looped back") == true, "\(link.failure?.text ?? "nil")")
      #expect(texts.contains { $0.contains("our own magic number") })
      #expect(frames < 100)
    }
  }

  /// Neither end's stubbornness keeps them talking for ever (RFC 1661 §4.6, Max-Failure).
  @Test func fixedAddressesConverge() {
    var p = PPPPair { c, s in
      Self.plain(&c, &s)
      c.localAddress = IPv4Address(192, 168, 7, 7)
    }
    p.run()
    let naks = p.talk(IPCPDialect.self).filter { $0.hasPrefix("< Configure-Nak") }.count
    #expect(naks == 5)
    #expect(p.talk(IPCPDialect.self).contains { $0.hasPrefix("< Configure-Reject") })
    #expect(!p.client.ipcpOpened, "without an address there is no IPv4")
  }

  @Test func unknownProtocolIsRejectedWithItsInformation() throws {
    var p = PPPPair { c, s in
      Self.plain(&c, &s)
      s.ipv6 = false
      c.mru = 200
    }
    p.run()
    #expect(p.bothUp && !p.client.ipv6cpOpened)
    #expect(p.talk(LCPDialect.self).contains("< Protocol-Reject id 2, IPV6CP"))
    #expect(p.clientNotes.contains { $0.text.contains("does not have IPV6CP") })
    // Cut to the peer's MRU: 200 octets of LCP packet.
    let long = [UInt8](repeating: 7, count: 900)
    p.server.receive([0x80, 0x99] + long, at: p.now)
    p.drain()
    let last = try #require(p.log.last)
    let packet = try LCPPacket(parsing: Array(last.frame[4...]))
    #expect(packet.code == .protocolReject && packet.rejectedProtocol.rawValue == 0x8099)
    #expect(packet.length == 200 && packet.data == Array(long.prefix(194)))
  }

  /// RFC 1661 §5.7: none before LCP is Opened.
  @Test func noProtocolRejectBeforeOpened() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.server.lowerUp(at: p.now)
    p.drain()
    let before = p.log.count
    p.server.receive([0x80, 0x99, 1, 1, 0, 4], at: p.now)
    p.drain()
    #expect(p.log.count == before)
    #expect(p.serverNotes.last?.kind == .ignored)
  }

  @Test func unknownCodeIsRejected() throws {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.run()
    p.server.receive([0xff, 3, 0xc0, 0x21, 99, 5, 0, 6, 1, 2], at: p.now)
    p.drain()
    let packet = try LCPPacket(parsing: Array(p.log[p.log.count - 1].frame[4...]))
    #expect(packet.code == .codeReject && packet.rejectedCode.rawValue == 99 && packet.data == [1, 2])
    #expect(p.server.lcpOpened)
    // A Code-Reject of an extension does no harm, of Configure-Request it ends the link.
    p.server.receive([0xff, 3, 0xc0, 0x21, 7, 5, 0, 8, 12, 1, 0, 4], at: p.now)
    #expect(p.server.lcpOpened)
    p.server.receive([0xff, 3, 0xc0, 0x21, 7, 6, 0, 8, 1, 1, 0, 4], at: p.now)
    #expect(!p.server.lcpOpened)
  }

  @Test func echoKeepsAndEnds() {
    var p = PPPPair { c, s in
      Self.plain(&c, &s)
      c.echoInterval = .seconds(10)
      c.echoFailures = 3
    }
    p.run(timers: false)
    #expect(p.client.timers.contains { $0.name == "lcp.echo" && $0.keepalive })
    for _ in 0..<12 { _ = p.step() }
    #expect(p.client.lcpOpened)
    #expect(p.talk(LCPDialect.self).filter { $0.contains("Echo-Reply") }.count >= 3)
    for _ in 0..<20 where p.client.lcpOpened {
      _ = p.step()
      p.wire = []
    }
    #expect(p.client.failure?.text == "no reply to 3 Echo-Requests")
    #expect(p.talk(LCPDialect.self).contains { $0.contains("Terminate-Request") && $0.contains("Peer not responding") })
  }

  @Test func commands() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.run()
    for c in [PPPCommand.echo, .discard, .identify("lab"), .timeRemaining(60)] {
      p.client.command(c, at: p.now)
      p.drain()
      p.settle()
    }
    let talk = p.talk(LCPDialect.self)
    #expect(talk.contains { $0.hasPrefix("> Echo-Request") } && talk.contains { $0.hasPrefix("< Echo-Reply") })
    #expect(talk.contains { $0.hasSuffix("\"lab\"") } && talk.contains { $0.hasSuffix("60 s") })
    #expect(p.serverNotes.contains { $0.text.contains("\"lab\"") } && p.serverNotes.contains { $0.text.contains("60 s") })
    #expect(p.bothUp)
    p.client.command(.renegotiate, at: p.now)
    p.drain()
    #expect(!p.client.lcpOpened && p.client.phase == .establish)
    p.settle()
    #expect(p.bothUp && p.client.ipv6cpOpened, "the link comes up again")
    #expect(p.clientEvents.contains(.networkDown(.ipv4)))
  }

  /// The peer of Windows: one identifier counter from 0 on, options that are refused, no MRU (field notes 1.1).
  @Test func windowsOptions() throws {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.server.lowerUp(at: p.now)
    p.drain()
    let ask = LCPPacket(
      .configureRequest, id: 0,
      [
        .magic(0x1234_5678), .pfc, .acfc, LCPOption(.callback, length: 3, number: 6), LCPOption(.mrru, length: 4, number: 1614),
        LCPOption(.endpointDiscriminator, length: 5, number: 1, data: [1, 2]),
      ]
    ).sealed()
    p.server.receive([0xff, 3, 0xc0, 0x21] + ask.encoded(), at: p.now)
    p.drain()
    var reply = try LCPPacket(parsing: Array(p.log[p.log.count - 1].frame[4...]))
    #expect(reply.code == .configureReject && reply.identifier == 0 && reply.options == Array(ask.options[3...]))
    // SoftEther: nothing at all; this must be acknowledged.
    p.server.receive([0xff, 3, 0xc0, 0x21, 1, 1, 0, 4], at: p.now)
    p.drain()
    reply = try LCPPacket(parsing: Array(p.log[p.log.count - 1].frame[4...]))
    #expect(reply.code == .configureAck && reply.identifier == 1 && reply.options.isEmpty)
  }

  /// RFC 1570 §1.1: who one is may be said at any time; echoes only when Opened (RFC 1661 §5.8).
  @Test func identificationComesEarly() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.server.lowerUp(at: p.now)
    p.drain()
    p.server.receive([0xff, 3, 0xc0, 0x21, 12, 1, 0, 10, 0, 0, 0, 0, 0x61, 0x62], at: p.now)
    p.drain()
    #expect(p.serverNotes.last?.text.contains("\"ab\"") == true)
    let before = p.log.count
    p.server.receive([0xff, 3, 0xc0, 0x21, 9, 1, 0, 8, 0, 0, 0, 0], at: p.now)
    p.drain()
    #expect(p.serverNotes.last?.kind == .ignored && p.log.count == before)
  }

  @Test func falseAnswersAreDropped() {
    var p = PPPPair { Self.plain(&$0, &$1) }
    p.client.lowerUp(at: p.now)
    p.drain()
    let mine = p.client.lcp.asked
    func give(_ code: ControlCode, _ id: UInt8, _ options: [LCPOption]) {
      p.client.receive([0xff, 3, 0xc0, 0x21] + LCPPacket(code, id: id, options).sealed().encoded(), at: p.now)
    }
    give(.configureAck, 9, mine)
    #expect(p.client.lcp.state == .reqSent)
    give(.configureAck, 1, Array(mine.dropLast()))
    #expect(p.client.lcp.state == .reqSent)
    give(.configureAck, 1, mine.reversed())
    #expect(p.client.lcp.state == .reqSent)
    give(.configureReject, 1, [mine[1], mine[0]])
    #expect(p.client.lcp.asked == mine && p.client.lcp.askedID == 1)
    give(.configureReject, 1, [.mru(1)])
    #expect(p.client.lcp.askedID == 1)
    give(.configureReject, 1, [mine[0], mine[2]])
    #expect(p.client.lcp.askedID == 2 && p.client.lcp.asked.count == mine.count - 2)
    give(.configureAck, 1, mine)
    #expect(p.client.lcp.state == .reqSent)
    give(.configureAck, 2, p.client.lcp.asked)
    #expect(p.client.lcp.state == .ackRcvd)
    give(.configureAck, 2, p.client.lcp.asked)
    #expect(p.client.lcp.state == .ackRcvd, "a second Ack is dropped")
  }
}

extension String {
  /// Magic numbers differ from run to run.
  func replacingMagic() -> String {
    guard let r = range(of8: "Magic-Number 0x") else { return self }
    var s = self
    s.replaceSubrange(r..<index(r, offsetBy: 23), with: "Magic-Number M")
    return s
  }
  private func range(of8 needle: String) -> Index? {
    var i = startIndex
    while i < endIndex {
      if self[i...].hasPrefix(needle) { return i }
      i = index(after: i)
    }
    return nil
  }
}
