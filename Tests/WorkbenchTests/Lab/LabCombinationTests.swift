import ProtocolEngines
import Testing
@testable import Workbench

/// Every authentication with every MPPE setting, stateless and stateful, ends as the RFCs say.
@Suite struct LabCombinationTests {
  static let cases: [(auth: String, mppe: String, mode: String)] = ["pap", "chap", "mschap", "mschapv2", "spap", "none"].flatMap { auth in
    ["40", "56", "128", "off"].flatMap { mppe in ["stateless", "stateful"].map { (auth, mppe, $0) } }
  }

  @Test(arguments: cases) func combination(_ c: (auth: String, mppe: String, mode: String)) throws {
    var lab = try makeLab("auth=\(c.auth)", "mppe=\(c.mppe)", "mppe-mode=\(c.mode)")
    let end = try lab.run("tunnel.up")
    // MPPE takes its keys from the authentication (RFC 3079): MS-CHAP of either version yields them, nothing else here does.
    let keyed = c.auth == "mschap" || c.auth == "mschapv2"
    let comesUp = (c.mppe == "off" || keyed) && c.auth != "spap"
    #expect(end.reached == comesUp, "\(c): \(end)")
    if comesUp {
      #expect(lab.value(of: "client.ccp.state") == .text("opened") || c.mppe == "off")
      let ping = lab.ping()
      #expect(ping.reply != nil, "\(c): \(ping.end)")
      // More packets than one key lives for in the stateful mode (RFC 3078 §7.3).
      if c.auth == "mschapv2", c.mppe != "off" {
        for _ in 0..<260 { _ = lab.ping() }
        do {
          let reply = lab.ping().reply
          #expect(reply != nil, "\(c) after 260 pings")
        }
      }
    } else {
      #expect(!end.why.isEmpty && end.why.contains { !$0.ref.isEmpty }, "\(c): \(end)")
    }
  }

  @Test(arguments: ["call=incoming", "start=server", "start=both", "ipv6=off", "mtu=576", "mppe-flush=linux"])
  func variations(_ word: String) throws {
    for mode in ["stateless", "stateful"] {
      var lab = try makeLab(word, "mppe-mode=\(mode)")
      let end = try lab.run("tunnel.up")
      #expect(end.reached, "\(word): \(end)")
      do {
        let reply = lab.ping().reply
        #expect(reply != nil, "\(word)")
      }
      if word == "start=both" {
        #expect(lab.value(of: "client.tcp.connections") == .number(1) || lab.world.node("client")?.host.timers.isEmpty == false)
      }
    }
  }

  @Test func failuresAreExplained() throws {
    for (words, telling) in [
      (["client.password=wrong"], "password"), (["client.user=nobody"], ""), (["rogue=on"], ""), (["client.auth=pap", "server.auth=mschapv2"], ""),
      (["client.mppe=off", "server.mppe=128"], ""), (["expired=on"], ""), (["client.mppe-mode=stateless", "server.mppe=40", "client.mppe=128"], ""),
    ] {
      var lab = Lab(settings: try LabSettings.parse(words).get())
      let end = try lab.run("tunnel.up")
      #expect(!end.reached, "\(words)")
      #expect(!end.why.isEmpty, "\(words)")
      if !telling.isEmpty { #expect(end.why.contains { $0.text.lowercased().contains(telling) }, "\(words): \(end.why)") }
    }
    var lab = try makeLab("expired=on", "new-password=better")
    let end1 = try lab.run("tunnel.up")
    #expect(end1.reached)
  }
}
