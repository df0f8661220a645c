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
    #expect(p[.client].failure == nil, "\(p[.client].failure ?? "")")
    #expect(p[.client].timers.isEmpty && p[.server].timers.isEmpty, "\(p[.client].timers) \(p[.server].timers)")
    #expect(p.sent(.client) == ["Start-Control-Connection-Request", incoming ? "Incoming-Call-Reply" : "Outgoing-Call-Request", "Set-Link-Info", "Call-Clear-Request", "Stop-Control-Connection-Request"])
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
    #expect(p[.client].failure?.contains("protocol 47") == true, "\(p[.client].failure ?? "none")")
    #expect(p[.server].failure?.contains("Configure-Request") == true, "\(p[.server].failure ?? "none")")
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
    for action in TellAction.pptp {
      #expect(TellAction.check(action.name, []) == nil)
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
    #expect(TellAction.check("echo", ["accm=0"]) != nil && TellAction.check("dance", []) != nil)
  }

  @Test func sameSeedSameOctets() {
    let (c, s) = EndpointPair.configs()
    var one = EndpointPair(client: c, server: s), two = EndpointPair(client: c, server: s), other = EndpointPair(client: c, server: s, seed: 2)
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
