import ProtocolEngines
import Testing

@testable import Workbench

/// What an end gives as the reason of its failure, where something else lies nearer than the truth.
@Suite struct LabReasonTests {
  private func failures(_ commands: String..., settings: [String] = [], until goal: String? = nil) throws -> [RunHint] {
    var lab = try Lab(settings: LabSettings.parse(settings).get())
    for c in commands {
      if c == "up" { _ = try lab.run("tunnel.up") } else { _ = try lab.perform(c) }
    }
    if let goal { try lab.run(goal) } else { lab.run() }
    return lab.failures
  }
  private func failure(_ node: String, _ list: [RunHint]) throws -> RunHint { try #require(list.first { $0.node == node }, "\(list)") }

  @Test func aRejectedConfigureRequestIsNoSilence() throws {
    let f = try failure("server", failures("poke lcp.code=7 next if from == client", until: "tunnel.up"))
    #expect(f.text.contains("rejects Configure-Request") && f.ref == "RFC 1661 §5.6", "\(f)")
  }

  @Test func aBlockedPathIsGuessedOnlyAfterSilence() throws {
    #expect(try !failures("poke pptp.out_result=2 next", until: "tunnel.up").contains { $0.text.contains("protocol 47") })
    #expect(try failures("firewall block gre", until: "tunnel.up").contains { $0.text.contains("protocol 47") })
  }

  @Test func managementMessagesAreNamed() throws {
    let f = try failure("server", failures("poke pptp.type=2 next"))
    #expect(f.text.contains("type 2") && f.ref.hasPrefix("RFC 2637"), "\(f)")
  }

  @Test func anOldVersionIsAFailureAtBothEnds() throws {
    let f = try failure("client", failures("poke pptp.protocol_version=0x0001 next if from == server"))
    #expect(f.text.contains("version 0.1") && f.ref == "RFC 2637 §3.1.1", "\(f)")
  }

  @Test func aHigherVersionInTheReplyIsReported() throws {
    var lab = try makeLab()
    _ = try lab.perform("poke pptp.protocol_version=0x0200 next if from == server")
    #expect(try lab.run("control.up").reached)
    let notes = lab.records.flatMap(\.notes)
    #expect(notes.contains { $0.note.text.contains("names version 2.0") && $0.note.ref == "RFC 2637 §2.2" })
    #expect(!notes.contains { $0.node == "client" && $0.note.text.contains("accepts version") })
  }

  @Test(arguments: [("drop every", "Echo-Request", "RFC 2637 §3.1.4"), ("tell client stop", "asked to stop", "RFC 2637 §3.1.2")])
  func theSectionIsThatOfTheReason(_ command: String, _ words: String, _ ref: String) throws {
    let list = try failures("up", command)
    #expect(list.contains { $0.text.contains(words) && $0.ref == ref }, "\(list)")
    #expect(!list.contains { $0.ref.contains("9293") }, "\(list)")
  }

  @Test func resetsOfRC4AreToldAtBothEnds() throws {
    var lab = try makeLab("mppe-mode=stateful")
    try lab.run("tunnel.up")
    _ = try lab.perform("tell server ccp-reset")
    lab.run()
    let notes = lab.records.flatMap(\.notes).filter { $0.note.machine == "ccp" && $0.note.ref == "RFC 3078 §8.2" }
    #expect(notes.contains { $0.node == "client" && $0.note.text.contains("FLUSHED") })
    #expect(notes.contains { $0.node == "server" && $0.note.text.contains("FLUSHED") })
  }

  @Test func everyInputOfAKeyIsDerived() throws {
    var lab = try makeLab("auth=mschap", "mppe=40")
    try lab.run("tunnel.up")
    for node in ["client", "server"] {
      let keys = lab.records.flatMap(\.notes).filter { $0.node == node }.compactMap(\.note.key)
      #expect(keys.contains { $0.name == "LmPasswordHash" && $0.formula.contains("DES") }, "\(node)")
    }
  }

  /// RFC 1661 §3.7: when LCP leaves Opened because CCP has failed, the network protocols go down in the same step.
  @Test func nothingStaysOpenOverLCP() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    // The second request after a renegotiation that the client hears nothing of: CCP is down already, so only its failure moves LCP.
    _ = try lab.perform("drop every if ccp and from == server")
    _ = try lab.perform("poke ccp.opt.mppe.bits=0x20 next 2 if ccp.code == request and from == client")
    _ = try lab.perform("tell client rekey")
    lab.run()
    #expect(lab.failures.contains { $0.node == "server" && $0.text.contains("MPPE") }, "\(lab.failures)")
    for n in 1...lab.current {
      for node in ["client", "server"] {
        let tree = lab.stateTree(node: node, at: n)
        guard let lcp = tree["lcp.state"]?.text, lcp != "opened" else { continue }
        for machine in ["ccp", "ipcp", "ipv6cp"] { #expect(tree["\(machine).state"]?.text != "opened", "\(node) \(machine), step \(n)") }
      }
    }
  }

  @Test func aWaitingPortListens() throws {
    var lab = try makeLab()
    try lab.run("control.up")
    #expect(
      lab.records.flatMap(\.notes).contains {
        $0.node == "server" && $0.note.machine == "tcp" && $0.note.from == "LISTEN" && $0.note.to == "SYN-RECEIVED"
      })
  }
}
