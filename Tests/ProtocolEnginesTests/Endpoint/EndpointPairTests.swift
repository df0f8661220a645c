import Testing

@testable import ProtocolEngines

@Suite struct EndpointPairs {
  @Test(arguments: [false, true], [false, true]) func tunnelComesUpAndGoesDown(incoming: Bool, encrypted: Bool) {
    let (c, s) = encrypted ? EndpointPair.configs { $0.incoming = incoming } : EndpointPair.plain { $0.incoming = incoming }
    var p = EndpointPair(client: c, server: s)
    p.command(.listen, .server)
    p.command(.open, .client)
    #expect(p.run { $0.bothUp }, "\(p.story)")
    p.run(for: .seconds(1))
    #expect(p[.client].controlUp && p[.server].callUp)
    #expect(p.events[0].contains(.tunnelUp) && p.events[1].contains(.tunnelUp))
    p.command(.send(.ipv4, [0x45, 1, 2, 3]), .client)
    p.run(for: .seconds(1))
    #expect(p.delivered[1].contains { $0.0 == .ipv4 && $0.1 == [0x45, 1, 2, 3] })
    p.command(.hangup, .client)
    #expect(p.run { $0.bothDown }, "\(p.story)")
    #expect(p[.client].failure == nil, "\(p[.client].failure?.text ?? "")")
    #expect(p[.client].timers.isEmpty && p[.server].timers.isEmpty, "\(p[.client].timers) \(p[.server].timers)")
    #expect(
      p.sent(.client) == [
        "Start-Control-Connection-Request", incoming ? "Incoming-Call-Reply" : "Outgoing-Call-Request", "Set-Link-Info",
        "Call-Clear-Request", "Stop-Control-Connection-Request",
      ])
    #expect(p.transitions(.client, "pptp.control") == ["wait_ctl_reply", "established", "wait_stop_reply", "idle"])
    #expect(p.transitions(.server, "pptp.control") == ["established", "idle"])
    #expect(p.transitions(.client, "pptp.call") == [incoming ? "wait_connect" : "wait_reply", "established", "wait_disconnect", "idle"])
    #expect(p.transitions(.server, "pptp.call") == [incoming ? "wait_reply" : "wait_cs_ans", "established", "idle"])
    // §4.1: each end's packets carry the other's call ID, and numbers count from 0 without a gap.
    for end in 0..<2 {
      let mine = p.packets.filter { $0.from == end }
      let other = p.packets.first { $0.from != end }
      #expect(mine.allSatisfy { $0.1.callID == mine[0].1.callID } && mine[0].1.callID != other?.1.callID)
      #expect(mine.filter { $0.1.has(GREHeader.sequenceBit) }.enumerated().allSatisfy { $0.element.1.sequence == $0.offset })
    }
  }

  /// An expired password is changed; from then on the new one counts at both ends, and the old one no longer.
  @Test(arguments: [AuthMethod.mschap, .mschapv2]) func changedPasswordOutlivesTheCall(method: AuthMethod) {
    func configs(_ password: String?, _ accounts: [Account], expired: Bool) -> (PPTPConfig, PPTPConfig) {
      EndpointPair.configs {
        $0.ppp.auth = [method]
        if $0.ppp.side == .server {
          $0.ppp.accounts = accounts
          $0.ppp.expired = expired
        } else {
          if let password { $0.ppp.password = password } else { $0.ppp.newPassword = "new" }
        }
      }
    }
    let (c, s) = configs(nil, [Account(name: "user", password: "password"), Account(name: "other", password: "x")], expired: true)
    var p = EndpointPair(client: c, server: s)
    for round in 0..<2 {
      p.command(.open, .client)
      #expect(p.run { $0.bothUp }, "round \(round): \(p.story)")
      p.command(.hangup, .client)
      #expect(p.run { $0.bothDown })
      // The last FIN has to arrive before the next SYN.
      p.run(for: .seconds(1))
    }
    #expect(
      p.events[1].filter { if case .ppp(.passwordChanged(let a)) = $0 { a.password == "new" && a.name == "user" } else { false } }.count
        == 1, "changed once, not again")
    let kept = p[.server].config.ppp
    #expect(kept.accounts.map(\.password) == ["new", "x"] && kept.accounts.map(\.expired) == [false, true])
    for (password, works) in [("new", true), ("password", false)] {
      let (c, s) = configs(password, kept.accounts, expired: kept.expired)
      var q = EndpointPair(client: c, server: s)
      q.command(.open, .client)
      #expect(q.run { $0.bothUp } == works, "\(password)")
    }
  }

  /// RFC 1332 §3.3 with the addresses of chap-secrets: an account gets those it may have, and none otherwise.
  @Test func addressesOfTheAccount() {
    let own = IPv4Address(10, 88, 0, 77)
    let second = IPv4Address(10, 88, 0, 78)
    let pool = IPv4Address(10, 88, 0, 10)
    let cases: [(Account.Addresses, asks: IPv4Address, gets: IPv4Address?)] = [
      (.any, .any, pool), (.only([own]), .any, own), (.only([own, second]), second, second), (.only([pool]), .any, pool),
      (.only([own]), second, nil), (.none, .any, nil), (.none, pool, nil),
    ]
    for (addresses, asks, gets) in cases {
      let (c, s) = EndpointPair.configs {
        $0.ppp.ipv6 = false
        if $0.ppp.side == .server { $0.ppp.accounts[0].addresses = addresses } else { $0.ppp.localAddress = asks }
      }
      var p = EndpointPair(client: c, server: s)
      p.command(.open, .client)
      #expect(p.run(for: .seconds(20)) { $0.bothUp } == (gets != nil), "\(addresses): \(p.story)")
      if let gets {
        #expect(p[.client].ppp?.localAddress == gets && p[.server].ppp?.peerAddress == gets)
      } else {
        #expect(!p.delivered[1].contains { $0.0 == .ipv4 } && p[.server].ppp?.ipcpOpened != true)
      }
      if addresses == .none { #expect(p.notes[1].contains { $0.kind == .refused && $0.text.contains("no address at all") }) }
    }
  }

  /// Somebody opens a second TCP connection to a server in use: the tunnel does not notice.
  @Test func aSecondConnectionLeavesTheTunnelAlone() {
    let (c, s) = EndpointPair.configs()
    var p = EndpointPair(client: c, server: s)
    p.command(.open, .client)
    #expect(p.run { $0.bothUp })
    p.ends[1].transport(.accepted, at: p.now)
    p.drain(1)
    #expect(p.refusals == [0, 1])
    p.run(for: .seconds(150))
    p.command(.send(.ipv4, [0x45, 1, 2, 3]), .client)
    p.run(for: .seconds(1))
    #expect(p.bothUp && p.delivered[1].contains { $0.1 == [0x45, 1, 2, 3] })
  }

  /// RFC 1994 §2: a server may ask for proof at any time, and who cannot give it any more is thrown out. Keys stay as they are.
  @Test(arguments: [AuthMethod.chap, .mschap, .mschapv2]) func challengedAgain(method: AuthMethod) {
    let (c, s) = EndpointPair.configs {
      $0.ppp.auth = [method]
      if method == .chap { $0.ppp.mppe = [] }
    }
    var p = EndpointPair(client: c, server: s)
    p.command(.tell("rechallenge", []), .server)
    #expect(p.notes[1].contains { $0.kind == .ignored && $0.text.contains("no call") })
    p.command(.open, .client)
    #expect(p.run { $0.bothUp })
    p.run(for: .seconds(1))
    let before = p.notes[1].count { $0.machine == "auth" && $0.to == "authenticated" }
    p.command(.tell("rechallenge", []), .server)
    p.run(for: .seconds(2))
    #expect(p.notes[1].count { $0.machine == "auth" && $0.to == "authenticated" } == before + 1)
    p.command(.send(.ipv4, [0x45, 1, 2, 3]), .client)
    p.run(for: .seconds(1))
    #expect(p.bothUp && p.delivered[1].contains { $0.1 == [0x45, 1, 2, 3] })
    // The client demands nothing, so it cannot.
    p.command(.tell("rechallenge", []), .client)
    #expect(p.notes[0].contains { $0.kind == .refused && $0.ref == "RFC 1994 §2" })
  }

  @Test func greOvertakesTheReply() {
    let (c, s) = EndpointPair.plain()
    var p = EndpointPair(client: c, server: s)
    p.command(.open, .client)
    #expect(p.run { $0.sent(.server).last == "Outgoing-Call-Reply" })
    // Everything of TCP now on its way to the client takes a little longer than GRE.
    for i in p.flights.indices { if case .tcp = p.flights[i].parcel { p.flights[i].due = p.flights[i].due + .milliseconds(5) } }
    let before = p.now
    #expect(p.run { $0.bothUp })
    #expect((p.now - before) < .seconds(1), "the first Configure-Request was not lost")
    #expect(p.notes[0].contains { $0.text.contains("overtaken") })
  }

  @Test func serverHangsUp() {
    let (c, s) = EndpointPair.configs()
    var p = EndpointPair(client: c, server: s)
    p.command(.open, .client)
    #expect(p.run { $0.bothUp })
    p.command(.hangup, .server)
    #expect(p.run { $0.bothDown }, "\(p.story)")
    #expect(p[.server].failure == nil)
  }

  @Test func callClearedByThePNSAndDisconnectedByThePAC() {
    for (end, words) in [(EndpointPair.End.client, "call-clear"), (.server, "call-disconnect")] {
      let (c, s) = EndpointPair.plain()
      var p = EndpointPair(client: c, server: s)
      p.command(.open, .client)
      #expect(p.run { $0.bothUp })
      p.command(.tell(words, []), end)
      #expect(p.run { $0.bothDown }, "\(p.story)")
      #expect(p.sent(.server).contains("Call-Disconnect-Notify"))
      #expect(p.sent(.client).last == "Stop-Control-Connection-Request")
    }
  }

  @Test func wrongPasswordEndsWithItsReason() {
    var (c, s) = EndpointPair.configs()
    c.ppp.password = "wrong"
    s.ppp.mppeRequired = true
    var p = EndpointPair(client: c, server: s)
    p.command(.open, .client)
    p.run(for: .seconds(60)) { $0.bothDown && $0.events[0].count > 2 }
    #expect(p.bothDown, "\(p.story)")
    #expect(p[.client].failure != nil && p[.server].failure != nil)
    #expect(!p.events[0].contains(.tunnelUp))
  }

  @Test func blockedGREEndsTheCall() {
    let (c, s) = EndpointPair.configs()
    var p = EndpointPair(client: c, server: s)
    p.dropGRE = true
    p.command(.open, .client)
    p.run(for: .seconds(120)) { $0.bothDown && $0.events[0].count > 2 }
    #expect(p.bothDown, "\(p.story)")
    #expect(p[.client].failure?.text.contains("protocol 47") == true, "\(p[.client].failure?.text ?? "none")")
    #expect(p[.server].failure?.text.contains("Configure-Request") == true, "\(p[.server].failure?.text ?? "none")")
  }

  @Test func tcpEndingEndsEverything() {
    let (c, s) = EndpointPair.plain()
    var p = EndpointPair(client: c, server: s)
    p.command(.open, .client)
    #expect(p.run { $0.bothUp })
    p.command(.tell("tcp-close", []), .server)
    #expect(p.run { $0.bothDown })
    #expect(!p[.client].callUp && p[.client].failure != nil)
    #expect(p.sent(.server).contains("Stop-Control-Connection-Request") == false)
  }

  @Test func everyTellActionIsUnderstood() {
    let (c, s) = EndpointPair.configs()
    for action in PPTPEndpoint.actions {
      #expect(TellAction.check(action.name, [], among: PPTPEndpoint.actions) == nil)
      for end in [EndpointPair.End.client, .server] {
        var p = EndpointPair(client: c, server: s)
        p.command(.open, .client)
        #expect(p.run { $0.bothUp })
        let (notes, sent) = (p.notes[end.rawValue].count, p.messages.count + p.packets.count)
        p.command(.tell(action.name, action.arguments.map { "\($0.name)=1" }), end)
        let did = p.notes[end.rawValue].count > notes || p.messages.count + p.packets.count > sent
        #expect(did, "\(action.name) at \(end)")
        p.run(for: .seconds(10))
      }
    }
    #expect(TellAction.check("echo", ["accm=0"], among: PPTPEndpoint.actions) != nil
        && TellAction.check("dance", [], among: PPTPEndpoint.actions) != nil)
  }

  @Test func sameSeedSameOctets() {
    let (c, s) = EndpointPair.configs()
    var one = EndpointPair(client: c, server: s)
    var two = EndpointPair(client: c, server: s)
    var other = EndpointPair(client: c, server: s, seed: 2)
    for i in 0..<3 {
      var p = i == 0 ? one : i == 1 ? two : other
      p.command(.open, .client)
      p.run(for: .seconds(5))
      if i == 0 { one = p } else if i == 1 { two = p } else { other = p }
    }
    #expect(one.ends == two.ends && one.packets.map(\.2) == two.packets.map(\.2))
    #expect(one.packets.map(\.2) != other.packets.map(\.2))
  }
}
