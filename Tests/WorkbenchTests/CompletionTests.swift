import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct CompletionTests {
  private func at(_ line: String, _ session: Session = Session()) -> [String] {
    let breaks: Set<Character> = [" ", "\t", "\n", "=", "|", ";"]
    let start = line.lastIndex { breaks.contains($0) }.map { line[...$0].utf8.count } ?? 0
    return Completion.candidates(session, line: line, start: start, end: line.utf8.count)
  }

  @Test func commandsSettingsAndValues() {
    #expect(at("ste") == ["step"])
    #expect(at("new ") == TunnelKind.all.map(\.name).sorted())
    #expect(at("new pptp au") == ["auth="])
    #expect(at("new pptp auth=ms").contains("mschapv2"))
    #expect(at("new pptp client.mp").contains("client.mppe="))
    #expect(at("new pptp client.mppe=").contains("off"))
    #expect(at("step; tim") == ["timeline", "timers"])
    #expect(at("run u") == ["until"])
    #expect(at("run until tun") == ["tunnel.up"])
    #expect(at("tell cl") == ["client"])
    #expect(at("tell client ec").contains("echo"))
    #expect(at("display tim") == ["timeline", "timers"])
    #expect(at("help ste") == ["step"])
    #expect(at("nonsense x") == [])
    #expect(at("firewall block ").contains("gre"))
  }

  @Test func placesOutOfRangeGiveNothing() {
    #expect(Completion.candidates(Session(), line: "step", start: 3, end: 9) == [])
    #expect(Completion.candidates(Session(), line: "step", start: -1, end: 2) == [])
    #expect(Completion.candidates(Session(), line: "é", start: 1, end: 2) == [])
  }

  @Test func statePathsComeFromTheLab() {
    var s = Session()
    _ = s.execute("new pptp")
    for p in at("watch ", s) where p != "delete" { #expect(p.hasPrefix("client.") || p.hasPrefix("server.")) }
  }

  @Test func valuesAfterAComparison() {
    #expect(at("break lcp.code == n") == ["nak"] && at("break lcp.code==configure-n") == ["configure-nak"])
    #expect(at("run until not (gre and lcp.code != conf").contains("configure-reject"))
    #expect(at("drop next if pptp.control_message_type == start-").contains("start-control-connection-request"))
    #expect(at("break inner.ppp.protocol == link-c") == ["link-control-protocol"])
    #expect(at("break cause == l") == ["lost"] && at("break from == s") == ["server"])
    #expect(at("break client.lcp.state == op") == ["opened"] && at("break lcp.id == ") == [] && at("break nonsense == x") == [])
    #expect(at("poke lcp.code=configure-a") == ["configure-ack"])
    // Each of them is understood.
    for id in ["lcp.code", "ppp.protocol", "pptp.control_message_type", "chap.code", "ccp.opt.type"] {
      let words = at("break \(id) == ")
      #expect(words.count > 2, "\(id)")
      for w in words { #expect(FieldCatalogue.all.refusal(id, symbol: w) == nil, "\(id) == \(w)") }
    }
  }

  @Test func namesInExpressions() {
    #expect(at("break lcp.co") == ["lcp.code"] && at("break (lcp.co") == ["(lcp.code"] && at("break outer.ip.tt") == ["outer.ip.ttl"])
    #expect(at("break lc").contains("lcp") && at("break lc").contains("lcp.code") && at("break de").contains("delete"))
    #expect(at("run until tunnel.up and lcp.co") == ["lcp.code"] && at("drop next if lcp.co") == ["lcp.code"])
    #expect(at("break caus") == ["cause"])
  }

  @Test func settingsHaveTheirOwnValues() {
    #expect(
      at("set color ") == ["always", "auto", "never"] && at("set tcp-acks ") == ["fold", "show"]
        && at("set back ") == ["auto", "dark", "light"])
    #expect(at("set width ") == ["auto"] && at("set color on ") == [] && at("set nothing ") == [])
  }
}
