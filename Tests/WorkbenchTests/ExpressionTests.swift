import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct ExpressionTests {
  private func parses(_ t: String) -> Bool { if case .success = Expression.parse(t) { true } else { false } }
  private func fault(_ t: String) -> UsageError? { if case .failure(let e) = Expression.parse(t) { e } else { nil } }

  @Test func grammar() {
    for t in [
      "lcp.code == nak", "gre.sequence_number == 3 and from == client", "server.ccp.state == opened", "tunnel.up", "not tunnel.up or down",
      "outer.ip.ttl < 64",
      "(gre or tcp) and from == client", "pptp.type == \"Start-Control-Connection-Request\"", "ip.src == 10.0.0.1",
      "lcp.magic == 0x1234abcd",
      "note contains \"key\"", "client.lcp.state != closed && !gre", "eth.src == 02:00:00:00:00:01", "mppe", "step >= 10",
      "client.ipcp.local == server.ipcp.peer",
    ] { #expect(parses(t), "\(t)") }
  }

  @Test func errorsSayWhereAndWhat() {
    #expect(fault("lcp.code = nak")?.position == 9)
    #expect(fault("lcp.code = nak")?.suggestion == "==")
    #expect(fault("tunel.up")?.suggestion == "tunnel.up")
    #expect(fault("(gre")?.position == 0)
    #expect(fault("gre and")?.position == 7)
    #expect(fault("gre tcp")?.position == 4)
    #expect(fault("lcp.code ==")?.position == 11)
    #expect(fault("")?.position == 0)
    #expect(fault("5")?.position == 0)
    #expect(fault("\"never closed")?.position == 0)
    #expect(fault("tunnel.up == 3") != nil)
    #expect(fault(String(repeating: "(", count: 500) + "gre" + String(repeating: ")", count: 500)) != nil)
  }

  @Test func symbolsMatchMeanings() {
    for (symbol, meaning) in [
      ("nak", "Configure-Nak"), ("Configure-Nak", "Configure-Nak"), ("configurenak", "Configure-Nak"),
      ("sccrq", "Start-Control-Connection-Request"),
      ("ocrp", "Outgoing-Call-Reply"), ("iccn", "Incoming-Call-Connected"), ("mschapv2", "MS-CHAPv2 (0x81)"), ("opened", "Opened"),
      ("stopccrq", "Stop-Control-Connection-Request"),
      ("ack", "Authenticate-Ack"), ("10.0.0.1", "10.0.0.1"),
    ] { #expect(Symbols.matches(symbol, meaning: meaning), "\(symbol) is \(meaning)") }
    for (symbol, meaning) in [
      ("ack", "Terminate-Ack"), ("request", "Echo-Request"), ("nak", "Configure-Ack"), ("open", "Opened"), ("", "x"), ("-", "Opened"),
    ] {
      #expect(!Symbols.matches(symbol, meaning: meaning), "\(symbol) is not \(meaning)")
    }
  }

  @Test func randomTextNeverTraps() {
    var dice = Dice(seed: 3)
    let pieces = [
      "lcp", ".code", "==", " ", "(", ")", "\"", "'", "and", "or", "not", "!", "&&", "0x", "12", "é", "=", "<", "contains", "server.",
      "tunnel.up", "outer.",
    ]
    for _ in 0..<5000 {
      var t = ""
      for _ in 0..<dice.below(12) { t += pieces[Int(dice.below(UInt64(pieces.count)))] + (dice.chance(perMille: 500) ? " " : "") }
      _ = Expression.parse(t)
    }
  }
}
