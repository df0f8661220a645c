import Testing
@testable import ProtocolEngines

@Suite struct EndpointPairs {
  @Test(arguments: [false, true]) func tunnelComesUpAndGoesDown(incoming: Bool) {
    let (c, s) = EndpointPair.plain { $0.incoming = incoming }
    var p = EndpointPair(client: c, server: s)
    p.command(.listen, .server)
    p.command(.open, .client)
    #expect(p.run { $0.bothUp }, "\(p.notes)")
    #expect(p[.client].controlUp && p[.server].callUp)
    #expect(p.events[0].contains(.tunnelUp) && p.events[1].contains(.tunnelUp))
    p.run(for: .seconds(1))
    p.command(.send(.ipv4, [0x45, 1, 2, 3]), .client)
    p.run(for: .seconds(1))
    #expect(p.delivered[1].contains { $0.0 == .ipv4 && $0.1 == [0x45, 1, 2, 3] })
    p.command(.hangup, .client)
    #expect(p.run { $0.bothDown }, "\(p.notes[0].suffix(10)) \(p.notes[1].suffix(10))")
    #expect(p[.client].failure == nil, "\(p[.client].failure ?? "")")
    #expect(p[.client].timers.isEmpty && p[.server].timers.isEmpty, "\(p[.client].timers) \(p[.server].timers)")
    let expected = incoming
      ? ["Start-Control-Connection-Request", "Incoming-Call-Reply", "Set-Link-Info", "Call-Clear-Request", "Stop-Control-Connection-Request"]
      : ["Start-Control-Connection-Request", "Outgoing-Call-Request", "Set-Link-Info", "Call-Clear-Request", "Stop-Control-Connection-Request"]
    #expect(p.sent(.client) == expected)
    #expect(p.transitions(.client, "pptp.control") == ["wait_ctl_reply", "established", "wait_stop_reply", "idle"])
    #expect(p.transitions(.server, "pptp.control") == ["established", "idle"])
    #expect(p.transitions(.client, "pptp.call") == [incoming ? "wait_connect" : "wait_reply", "established", "wait_disconnect", "idle"])
    #expect(p.transitions(.server, "pptp.call") == [incoming ? "wait_reply" : "wait_cs_ans", "established", "idle"])
  }
}
