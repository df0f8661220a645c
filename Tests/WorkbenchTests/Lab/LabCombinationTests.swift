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
      // The first hint is the cause.
      let telling =
        c.auth == "spap"
        ? "SPAP is known by name only"
        : c.auth == "none"
          ? "MPPE needs keys, and there are none: nobody has authenticated"
          : "MPPE needs keys, and authentication with \(c.auth) gives none"
      #expect(end.why.first?.text.hasPrefix(telling) == true, "\(c): \(end)")
      #expect(end.why.first?.ref == (c.auth == "spap" ? "IANA PPP Numbers 0xc027" : "RFC 3078 §4"), "\(c): \(end)")
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

  /// A hint says the failure in words, with its rule; what led to it comes before it.
  static let failures: [(words: String, telling: String, ref: String)] = [
    ("client.password=wrong", "error 691, authentication failure", "RFC 2759 §6"),
    ("client.user=nobody", "the server refuses \"nobody\"", "RFC 2759 §6"),
    ("rogue=on", "does not fit: a server that does not know the password, or the packet was altered on the way", "RFC 2759 §5"),
    ("client.auth=pap server.auth=mschapv2", "refused to authenticate in any way that is allowed here", "RFC 1661 §6.2"),
    ("client.mppe=off server.mppe=128", "MPPE is required here, and the peer rejects 128 bit", "RFC 3078 §2"),
    ("expired=on", "error 648, password expired", "RFC 2759 §6"),
    (
      "client.mppe-mode=stateless server.mppe=40 client.mppe=128",
      "the peer asks for MPPE with 40 bit, stateless, and only 128 bit is allowed here", "RFC 3078 §2"
    ),
  ]

  @Test(arguments: failures) func failuresAreExplained(_ c: (words: String, telling: String, ref: String)) throws {
    var lab = Lab(settings: try LabSettings.parse(c.words.split(separator: " ").map(String.init)).get())
    let end = try lab.run("tunnel.up")
    #expect(!end.reached)
    #expect(end.why.first { $0.text.contains(c.telling) }?.ref == c.ref, "\(end.why)")
    #expect(end.why.map(\.step) == end.why.map(\.step).sorted(), "\(end.why)")
  }

  @Test func anExpiredPasswordCanBeChanged() throws {
    var lab = try makeLab("expired=on", "new-password=better")
    let end1 = try lab.run("tunnel.up")
    #expect(end1.reached)
  }
}
