import Testing

@testable import ProtocolEngines

/// Authentication and encryption between two ends: what works, and how what cannot work ends.
@Suite struct PPPSecurityTests {
  static let packet: [UInt8] = [0x45, 0, 0, 20] + [UInt8](repeating: 0xab, count: 60)

  static func crossing(_ p: inout PPPPair, _ times: Int = 1) -> Bool {
    let c = p.clientGot.count
    let s = p.serverGot.count
    for _ in 0..<times {
      guard p.client.send(.ipv4, packet, at: p.now), p.server.send(.ipv4, packet, at: p.now) else { return false }
      p.drain()
      p.settle(timers: false)
    }
    return p.clientGot.count == c + times && p.serverGot.count == s + times && p.clientGot.last?.1 == packet
      && p.serverGot.last?.1 == packet
  }

  @Test(arguments: [AuthMethod.none, .pap, .chap, .mschap, .mschapv2])
  func everyMethodInClear(_ method: AuthMethod) {
    var p = PPPPair { c, s in
      c.auth = [method]
      s.auth = [method]
      c.mppe = []
      s.mppe = []
    }
    p.run()
    #expect(p.bothUp && !p.client.encrypting && p.client.authDone && p.server.authDone)
    #expect(p.clientEvents.contains(.authenticated) && p.serverEvents.contains(.authenticated))
    let ok = Self.crossing(&p)
    #expect(ok)
  }

  @Test(arguments: [AuthMethod.mschap, .mschapv2], MPPEStrength.allCases)
  func everyStrengthAndMode(_ method: AuthMethod, _ strength: MPPEStrength) {
    for stateful in [false, true] {
      for flush in MPPEFlush.allCases {
        var p = PPPPair { c, s in
          c.auth = [method]
          s.auth = [method]
          c.mppe = [strength]
          s.mppe = [strength]
          c.stateful = stateful
          s.stateful = stateful
          c.flush = flush
          s.flush = flush
        }
        p.run()
        #expect(p.bothUp && p.client.encrypting && p.server.encrypting, "\(p.client.failure?.text ?? "") \(p.server.failure?.text ?? "")")
        var tree = StateTree()
        p.client.inspect(&tree)
        #expect(tree["ccp.mppe.bits"] == .number(Int64(strength.rawValue)) && tree["ccp.mppe.stateless"] == .flag(!stateful))
        let ok = Self.crossing(&p, 600)
        #expect(ok, "\(method) \(strength) stateful \(stateful)")
        #expect(p.log.last.map { $0.frame[0] } == 0xfd, "one octet names the compressed datagram")
        #expect(p.clientEvents.contains(.encryptionUp))
      }
    }
  }

  /// IPCP and IPV6CP do not begin before CCP is Opened (as pppd's do not).
  @Test func networkWaitsForEncryption() throws {
    var p = PPPPair()
    p.up()
    while !(p.client.ccpOpened && p.server.ccpOpened) {
      #expect(p.client.ipcp.state == .initial || p.client.ipcp.state == .closed || p.client.ccpOpened)
      #expect(p.server.ipcp.state == .initial || p.server.ipcp.state == .closed || p.server.ccpOpened)
      let early = p.client.send(.ipv4, Self.packet, at: p.now)
      #expect(!early)
      guard p.step() else { break }
    }
    p.settle()
    #expect(p.bothUp)
    #expect(
      p.talk(CCPDialect.self) == [
        "< Configure-Request id 1, MPPE 128 bit, stateless", "> Configure-Request id 1, MPPE 128 bit, stateless",
        "> Configure-Ack id 1, MPPE 128 bit, stateless", "< Configure-Ack id 1, MPPE 128 bit, stateless",
      ])
    // A packet in clear is refused in both directions.
    p.server.receive([0x21] + Self.packet, at: p.now)
    p.drain()
    #expect(p.serverGot.isEmpty && p.serverNotes.last?.kind == .refused)
  }

  @Test func strengthsThatOverlapSettleOnTheStrongestCommon() {
    var p = PPPPair { c, s in
      c.mppe = [.b128, .b56, .b40]
      s.mppe = [.b40, .b56]
    }
    p.run()
    #expect(p.bothUp && p.client.sendCipher?.strength == .b56 && p.client.receiveCipher?.strength == .b56)
    #expect(p.talk(CCPDialect.self).contains("< Configure-Nak id 1, MPPE 56 bit, stateless"))
    var q = PPPPair { c, s in
      c.mppe = [.b40, .b128]
      s.mppe = [.b128, .b40, .b56]
    }
    q.run()
    #expect(q.bothUp && q.server.sendCipher?.strength == .b128)
  }

  /// What Windows XP first asks for: three lengths and compression (field notes 1.1).
  @Test func wishesAreNakkedDownToOne() throws {
    var p = PPPPair()
    p.run()
    let ask = CCPPacket(.configureRequest, id: 0x77, [.mppe(MPPEBits(rawValue: 0x0100_00e1))]).sealed()
    p.server.receive([0x80, 0xfd] + ask.encoded(), at: p.now)
    p.drain()
    #expect(p.talk(CCPDialect.self).last == "< Configure-Nak id 119, MPPE 128 bit, stateless")
    // No bits at all: told what would do (ppp-project/ppp#558).
    p.server.receive([0x80, 0xfd] + CCPPacket(.configureRequest, id: 0x78, [.mppe([])]).sealed().encoded(), at: p.now)
    p.drain()
    #expect(p.talk(CCPDialect.self).last?.hasPrefix("< Configure-") == true)
  }

  struct Failing: Sendable {
    var name: String
    /// What the Terminate-Request says, and which end's failure names what.
    var message: String
    var client: String
    var server: String
    var set: @Sendable (inout PPPConfig, inout PPPConfig) -> Void
  }

  static let failing: [Failing] = [
    // As in the captures fail-pptp-*: pppd's words.
    Failing(
      name: "no MPPE at the client", message: "MPPE required but peer refused",
      client: "the peer ended the link: MPPE required but peer refused", server: "rejects 128 bit"
    ) { c, _ in c.mppe = [] },
    Failing(
      name: "no MPPE at the server", message: "MPPE required but peer refused", client: "rejects 128 bit",
      server: "the peer ended the link: MPPE required but peer refused"
    ) { _, s in s.mppe = [] },
    Failing(
      name: "40 against 128", message: "MPPE required but peer negotiation failed", client: "only 40 bit is allowed",
      server: "only 128 bit is allowed"
    ) { c, _ in c.mppe = [.b40] },
    Failing(
      name: "stateful refused", message: "MPPE required but peer negotiation failed", client: "rejects 128 bit, stateful",
      server: "only stateless is allowed"
    ) { c, _ in c.stateful = true },
    Failing(
      name: "stateful server", message: "MPPE required but peer negotiation failed", client: "only stateless is allowed",
      server: "rejects 128 bit, stateful"
    ) { _, s in s.stateful = true },
    Failing(
      name: "no common authentication", message: "peer refused to authenticate",
      client: "the peer ended the link: peer refused to authenticate", server: "refused to authenticate"
    ) { c, _ in
      c.auth = [.pap]
      c.mppe = []
    },
    Failing(
      name: "client without authentication", message: "peer refused to authenticate",
      client: "the peer ended the link: peer refused to authenticate", server: "refused to authenticate"
    ) { c, _ in
      c.auth = []
      c.mppe = []
    },
    Failing(name: "MPPE after PAP", message: "MPPE required but not available", client: "", server: "") { c, s in
      c.auth = [.pap]
      s.auth = [.pap]
    },
    Failing(name: "MPPE without authentication", message: "MPPE required but not available", client: "", server: "") { c, s in
      c.auth = [.none]
      s.auth = [.none]
    },
    // The server would allow another try (R=1); the client has no other password.
    Failing(
      name: "wrong password", message: "Failed to authenticate ourselves to peer", client: "error 691", server: "the peer ended the link"
    ) { c, _ in c.password = "wrong" },
    Failing(name: "wrong password, PAP", message: "Authentication failed", client: "", server: "") { c, s in
      c.password = "wrong"
      c.auth = [.pap]
      s.auth = [.pap]
      c.mppe = []
      s.mppe = []
    },
    Failing(name: "wrong password, CHAP", message: "Authentication failed", client: "", server: "") { c, s in
      c.password = "wrong"
      c.auth = [.chap]
      s.auth = [.chap]
      c.mppe = []
      s.mppe = []
    },
    Failing(
      name: "expired password", message: "Failed to authenticate ourselves to peer", client: "error 648", server: "the peer ended the link"
    ) { _, s in s.expired = true },
    Failing(name: "rogue server", message: "Failed to authenticate ourselves to peer", client: "", server: "") { _, s in s.rogue = true },
  ]

  @Test(arguments: 0..<failing.count)
  func endsAsRealPeersDo(_ i: Int) {
    let f = Self.failing[i]
    var p = PPPPair { f.set(&$0, &$1) }
    p.run()
    #expect(p.client.phase == .dead && p.server.phase == .dead, "\(f.name)")
    #expect(!p.bothUp, "\(f.name)")
    #expect(
      p.talk(LCPDialect.self).contains { $0.contains("Terminate-Request") && $0.contains("\"\(f.message)\"") },
      "\(f.name): \(p.talk(LCPDialect.self))")
    #expect(
      p.client.failure?.text.contains(f.client) == true || f.client.isEmpty && p.client.failure != nil,
      "\(f.name): \(p.client.failure?.text ?? "nil")"
    )
    #expect(
      p.server.failure?.text.contains(f.server) == true || f.server.isEmpty && p.server.failure != nil,
      "\(f.name): \(p.server.failure?.text ?? "nil")"
    )
    #expect(p.client.timers.isEmpty && p.server.timers.isEmpty, "\(f.name)")
    #expect(
      (p.clientNotes + p.serverNotes).filter { $0.kind == .problem || $0.kind == .refused }.allSatisfy { !$0.ref.isEmpty }, "\(f.name)")
  }

  /// The server's list of preferences: the client's Nak picks another that is allowed (RFC 1661 §6.2).
  @Test func secondChoiceOfAuthentication() {
    var p = PPPPair { c, s in
      c.auth = [.chap, .pap]
      s.auth = [.mschapv2, .pap, .chap]
      c.mppe = []
      s.mppe = []
    }
    p.run()
    #expect(p.bothUp && p.server.lcp.policy.auth == .chap && p.client.lcp.policy.peerAuth == .chap)
    #expect(p.talk(LCPDialect.self).contains("> Configure-Nak id 1, auth CHAP MD5"))
  }

  @Test func expiredPasswordIsChanged() {
    var p = PPPPair { c, s in
      s.expired = true
      c.newPassword = "better"
    }
    p.run()
    #expect(p.bothUp && p.client.encrypting, "\(p.client.failure?.text ?? "") \(p.server.failure?.text ?? "")")
    let ok = Self.crossing(&p, 3)
    #expect(ok)
  }

  /// Stateful mode and loss: Reset-Request, FLUSHED, and traffic goes on (RFC 3078 §8.2).
  @Test(arguments: MPPEFlush.allCases)
  func statefulModeMendsItself(_ flush: MPPEFlush) {
    var p = PPPPair { c, s in
      c.stateful = true
      s.stateful = true
      c.flush = flush
      s.flush = flush
    }
    p.run()
    var lostOne = false
    for i in 0..<40 {
      let ok = p.client.send(.ipv4, Self.packet, at: p.now)
      #expect(ok)
      p.drain()
      if i == 10 || i == 25 {
        p.wire.removeAll()
        lostOne = true
      }
      p.settle(timers: false)
    }
    #expect(lostOne && p.serverGot.count == 36, "two were lost, the two behind them could not be read: \(p.serverGot.count)")
    #expect(p.talk(CCPDialect.self).filter { $0.hasPrefix("< Reset-Request") }.count == 2)
    #expect(p.talk(CCPDialect.self).filter { $0.hasPrefix("> Reset-Ack") }.count == 2)
    #expect(p.serverGot.allSatisfy { $0.1 == Self.packet })
  }

  /// The Reset-Request is lost too: it is sent again, once a second at most.
  @Test func lostResetRequest() {
    var p = PPPPair { c, s in
      c.stateful = true
      s.stateful = true
    }
    p.run()
    func sendOne() {
      let ok = p.client.send(.ipv4, Self.packet, at: p.now)
      #expect(ok)
      p.drain()
    }
    sendOne()
    p.wire.removeAll()
    for _ in 0..<5 {
      sendOne()
      _ = p.step()
      p.wire.removeAll()
    }
    #expect(p.talk(CCPDialect.self).filter { $0.hasPrefix("< Reset-Request") }.count == 1)
    #expect(p.server.timers.contains { $0.name == "ccp.reset" })
    _ = p.step()
    #expect(p.talk(CCPDialect.self).filter { $0.hasPrefix("< Reset-Request") }.count == 2)
    p.settle(timers: false)
    sendOne()
    p.settle(timers: false)
    #expect(p.serverGot.count == 1)
  }

  @Test func statelessModeJumpsOverLosses() {
    var p = PPPPair()
    p.run()
    for i in 0..<30 {
      _ = p.client.send(.ipv4, Self.packet, at: p.now)
      p.drain()
      if i % 3 == 1 { p.wire.removeAll() }
      p.settle(timers: false)
    }
    #expect(p.serverGot.count == 20)
    #expect(!p.talk(CCPDialect.self).contains { $0.contains("Reset") })
  }

  @Test func rekeyBeginsAgain() {
    for stateful in [false, true] {
      var p = PPPPair { c, s in
        c.stateful = stateful
        s.stateful = stateful
      }
      p.run()
      var ok = Self.crossing(&p, 5)
      #expect(ok)
      p.server.command(.rekey, at: p.now)
      p.drain()
      let early = p.server.send(.ipv4, Self.packet, at: p.now)
      #expect(!early, "nothing goes in clear meanwhile")
      p.settle()
      #expect(p.client.ccpOpened && p.server.ccpOpened && p.bothUp && p.client.failure == nil)
      ok = Self.crossing(&p, 5)
      #expect(ok)
      p.client.command(.resetRequest, at: p.now)
      p.drain()
      p.settle()
      ok = Self.crossing(&p, 5)
      #expect(ok)
    }
  }

  /// The keys each end begins with are each other's mirror, and no note hides them.
  @Test func keysMirror() {
    var p = PPPPair()
    p.run()
    #expect(p.client.keys != nil && p.client.keys?.send == p.server.keys?.receive && p.client.keys?.receive == p.server.keys?.send)
    #expect(p.clientNotes.contains { $0.kind == .key } && p.serverNotes.contains { $0.kind == .key })
  }

  /// Every single frame of an encrypted set-up lost once.
  @Test func anyOneFrameLost() {
    var whole = PPPPair()
    whole.run()
    for n in 0..<whole.log.count {
      var p = PPPPair()
      p.lost = [n]
      p.run()
      #expect(
        p.bothUp && p.client.encrypting && p.server.encrypting,
        "frame \(n): \(p.client.failure?.text ?? "") \(p.server.failure?.text ?? "")")
      let ok = Self.crossing(&p, 2)
      #expect(ok, "frame \(n)")
    }
  }

  /// Same seed, same frames.
  @Test func deterministic() {
    var a = PPPPair(seed: 5)
    var b = PPPPair(seed: 5)
    var c = PPPPair(seed: 6)
    a.run()
    b.run()
    c.run()
    #expect(a.log.map(\.frame) == b.log.map(\.frame) && a.client == b.client)
    #expect(a.log.map(\.frame) != c.log.map(\.frame))
  }
}
