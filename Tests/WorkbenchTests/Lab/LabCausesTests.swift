import HexViews
import ProtocolEngines
import Testing

@testable import Workbench

/// Who is to blame, and who is not.
@Suite struct LabCausesTests {
  private func text(_ d: Document) -> String { d.render(RenderOptions(width: 300)) }
  private func lab(_ words: String) throws -> Lab {
    Lab(settings: try LabSettings.parse(["pptp"] + words.split(separator: " ").map(String.init)).get())
  }

  /// What was refused and then agreed on kept nothing from coming.
  @Test(arguments: [("", "ccp.code == configure-reject"), ("auth=pap mppe=off", "ccp.opened"), ("", "down")])
  func aHealthyTunnelBlamesNoEnd(_ words: String, _ goal: String) throws {
    var lab = try self.lab(words)
    let end = lab.run(until: try lab.expression(goal).get())
    #expect(
      !end.reached && end.why.count == 1 && end.why[0].step == 0 && end.why[0].text.hasPrefix("the tunnel is up, and nothing is left"),
      "\(end.why)")
    let said = text(Views.runEnd(lab, end, goal: goal))
    #expect(!said.contains("Nak") && !said.contains("why ") && said.contains("state and timeline"), "\(said)")
  }

  /// Network protocols that wait for encryption are no reason, and `why` leads to the step where it was given up.
  @Test func whatOnlyWaitedIsNoReason() throws {
    var lab = try self.lab("client.mppe=off server.mppe=128")
    let why = lab.run().why
    #expect(why.count == 3 && !why.contains { $0.text.contains("Terminate-Ack") }, "\(why)")
    #expect(why.telling?.node == "server" && why.telling?.text.contains("MPPE is required here") == true, "\(why)")
    #expect(text(Views.why(lab)).contains("Why step \(try #require(why.telling?.step))?"))
  }

  @Test func aLostPacketExplainsNothingItself() throws {
    var lab = try makeLab()
    try lab.perform("firewall block gre")
    let why = lab.run().why
    #expect(why.first?.node == "wire" && why.telling?.node == "server" && why.telling?.ref == "RFC 1661 §4.1", "\(why)")
  }

  /// Where PPTP began it, PPTP's section is cited, and not that of PPP, which only follows.
  @Test(arguments: [
    ("tunnel.up", "tell server call-disconnect", "client", "RFC 2637 §3.2.4.2"),
    ("control.up", "tell client call-clear", "server", "RFC 2637 §3.2.4.1"),
  ])
  func pptpIsCitedForPPTP(_ goal: String, _ command: String, _ node: String, _ ref: String) throws {
    var lab = try makeLab()
    try lab.run(goal)
    try lab.perform(command)
    let end = lab.run()
    #expect(end.why.first { $0.node == node }?.ref == ref, "\(end.why)")
    let said = text(Views.runEnd(lab, end))
    #expect(said.contains(goal == "tunnel.up" ? "Note: the tunnel has ended" : "Note: the tunnel was given up before it was up"), "\(said)")
  }

  @Test func aFailureIsNoFarewell() throws {
    var lab = try makeLab("client.password=wrong")
    _ = lab.run()
    try lab.perform("hangup")
    let end = lab.run()
    #expect(!lab.wasGivenUp && text(Views.runEnd(lab, end)).contains("the tunnel has failed"))
  }

  @Test(arguments: ["linux", "rfc"])
  func twoReadingsOfFlushedAreNamed(_ server: String) throws {
    var lab = try self.lab("mppe-mode=stateful client.mppe-flush=linux server.mppe-flush=\(server)")
    try lab.run("tunnel.up")
    let ping = lab.ping()
    #expect((ping.reply == nil) == (server == "rfc"))
    #expect(
      ping.end.why.contains { $0.text.contains("server.mppe-flush=rfc") && $0.ref == "RFC 3078 §8.2" } == (server == "rfc"),
      "\(ping.end.why)")
  }

  /// What wore an established tunnel down happened while it was up.
  @Test func aTunnelWornDown() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    try lab.perform("firewall block tcp")
    let why = lab.run().why
    let lost = lab.records.filter { if case .lost = $0.cause { true } else { false } }
    #expect(
      why.first?.node == "wire" && why.first?.step == lost.first?.number
        && why.first?.text.hasPrefix("\(lost.count) packets blocked") == true, "\(why)")
    #expect(why.telling?.text.contains("did not answer the Echo-Request") == true)
  }

  /// A run in two parts gives the same verdict as one run.
  @Test(arguments: [("client.mppe=off server.mppe=128", 17), ("client.password=wrong", 20), ("client.auth=pap server.auth=chap", 11)])
  func theCauseMayLieBeforeTheRun(_ words: String, _ at: Int) throws {
    var whole = try lab(words)
    var parts = try lab(words)
    let all = whole.run().why
    parts.goto(at)
    #expect(try parts.run("tunnel.up").why == all)
  }

  @Test func machinesThatGiveUpSaySo() throws {
    var lab = try lab("ipv6=off")
    try lab.perform("drop every if ipcp")
    let why = lab.run().why
    #expect(why.contains { $0.text == "IPCP had no answer to its Configure-Requests and gives up" && $0.node == "server" }, "\(why)")
    let place = try #require(why.firstIndex { $0.isFailure })
    #expect(why[place].step > 0 && place > 1 && !why.contains { $0.text.contains("Nak") }, "\(why)")
  }

  /// Who would not authenticate says so, instead of blaming the encryption.
  @Test func whoDeclinedTheMethodSaysSo() throws {
    var lab = try lab("client.auth=pap,mschapv2 server.auth=chap")
    let why = lab.run().why
    #expect(
      why.contains { $0.node == "client" && $0.isFailure && $0.text.contains("the peer wanted auth CHAP MD5, which this end refused") },
      "\(why)")
  }

  @Test func aLoopIsNoRefusal() throws {
    var lab = try makeLab()
    try lab.perform("loop server")
    let why = lab.run().why
    #expect(why.first?.ref == "RFC 1661 §6.4" && !why.contains { $0.text.contains("auth") }, "\(why)")
  }

  @Test func damagedPacketsAreCounted() throws {
    var lab = try makeLab()
    lab.goto(8)
    try lab.perform("corrupt every")
    let why = lab.run().why
    let damaged = lab.records.count { $0.frame.map { $0.lost == nil && $0.tampered != nil } ?? false }
    #expect(why.filter { $0.node == "wire" }.map(\.count).reduce(0, +) == damaged, "\(why)")
    #expect(why.contains { $0.isFailure })
  }

  @Test func aLostPingLeadsOn() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    try lab.perform("corrupt next at 58 xor 1 if gre")
    let (reply, end) = lab.ping()
    #expect(reply == nil && end.why.contains { $0.node == "server" }, "\(end.why)")
    #expect(text(Views.ping(lab, reply, end)).contains("why \(try #require(end.why.telling?.step)) tells more"))
  }

  // MARK: Picking and timers

  @Test func whatWasPickedSaysSo() throws {
    var lab = try makeLab()
    for _ in 0..<3 { lab.step() }
    let due = try #require(lab.choices().first?.due)
    lab.pick(2)
    for d in [Views.step(lab, lab.current), Views.why(lab, lab.current)] {
      #expect(text(d).contains("You picked it before packet 4, due at \(Clock.lab(due))."), "\(text(d))")
    }
    #expect(text(Views.why(lab, lab.current)).contains("step 3 had set it"))
    lab.pick(1)
    #expect(!text(Views.step(lab, lab.current)).contains("picked"))
  }

  /// The chain of causes goes on through a timer to the step that set it.
  @Test func aTimersCauseIsWhoSetIt() throws {
    var lab = try makeLab()
    try lab.perform("firewall block gre")
    let end = lab.run()
    let step = try #require(end.why.telling?.step)
    let record = try #require(lab.record(step))
    let set = try #require(lab.timerSet(record))
    #expect(set < step && lab.record(set)?.node == record.node)
    #expect(text(Views.why(lab, step)).contains("step \(set) had set it"))
  }

  // MARK: Names

  @Test func variablesThereMayBe() throws {
    let lab = try makeLab()
    for known in [
      "server.ccp.send.key", "client.gre.window", "server.auth.challenge", "client.failure", "client.ipcp.dns1", "pac.call.wan.crc",
      "client.tcp.sendNext",
    ] {
      #expect(lab.refusal(ofState: known) == nil, "\(known)")
    }
    #expect(lab.refusal(ofState: "server.lcp.sate")?.suggestion == "server.lcp.state")
    for (wrong, meant) in [
      ("klient.lcp.state", "client.lcp.state"), ("sever.gre.window", "server.gre.window"), ("ping.answered", "client.ping.answered"),
    ] {
      #expect(lab.refusal(ofState: wrong)?.suggestion == meant, "\(wrong)")
    }
    #expect(
      lab.refusal(ofState: "server.foo") != nil && lab.refusal(ofState: "lcp.state") != nil && lab.refusal(ofState: "server.lcp") != nil)
    // All variables there ever are in a tunnel are among them.
    var up = lab
    try up.run("tunnel.up")
    for path in up.paths { #expect(lab.refusal(ofState: path) == nil, "\(path)") }
  }

  @Test(arguments: [
    ("server.lcp.state == opend", "opened"), ("server.control.state == establishd", "established"),
    ("server.auth.state == autenticated", "authenticated"),
    ("client.control.up == maybe", nil), ("client.control.sent == many", nil), ("lcp.opend", "lcp.opened"),
    ("cleint.lcp.state == opened", "client.lcp.state"),
    ("ip.src == 10.0.0.999", nil), ("eth.dst == 02:00", nil), ("ipv6.src == zzz", nil), ("client.auth.method == mschapv3", "mschapv2"),
    ("lcp.code == nack", "nak"), ("lcp.cod == nak", "lcp.code"),
  ])
  func impossibleValues(_ text: String, _ meant: String?) throws {
    let lab = try makeLab()
    guard case .failure(let e) = lab.expression(text) else {
      Issue.record("\(text) is taken")
      return
    }
    #expect(e.suggestion == meant, "\(e)")
  }

  @Test func possibleValues() throws {
    let lab = try makeLab()
    for fine in [
      "server.lcp.state == req-sent", "client.auth.state == idle", "client.control.up == yes", "client.control.sent == 3",
      "server.tcp.state == established", "client.ppp.phase == network", "client.control.peer.host == foo",
      "ip.src == 192.0.2.1", "ip.src == c0000201", "eth.dst == 02:00:00:00:00:01", "ipv6.src == fe80::1", "client.auth.method == mschapv2",
      "server.lcp.peer.auth == none",
    ] {
      #expect(throws: Never.self, "\(fine)") { try lab.expression(fine).get() }
    }
  }

  // MARK: Screens

  @Test func keysThatWillNeverCome() throws {
    for (method, words) in [("pap", "pap gives none"), ("none", "nobody has authenticated")] {
      var lab = try self.lab("auth=\(method) mppe=off")
      #expect(text(Views.keys(lab)).contains("run until auth.done"))
      try lab.run("tunnel.up")
      #expect(text(Views.keys(lab)).contains(words) && !text(Views.keys(lab)).contains("run until auth.done"))
    }
  }

  @Test func authenticationIsOpenWhileAChallengeIs() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    #expect(lab.holds(.authDone))
    try lab.perform("tell server rechallenge")
    #expect(!lab.holds(.authDone) && lab.holds(.tunnelUp))
    try lab.run("auth.done")
    #expect(lab.stateTree(node: "server", at: lab.current)["auth.state"] == .text("authenticated"))
  }

  @Test func faultsSayWhatBecomesOfAPacket() throws {
    var lab = try makeLab()
    try lab.run("call.up")
    let packet = try #require(lab.world.flights.first?.packet)
    for (command, said) in [
      ("drop \(packet)", "will be lost: dropped on the wire"), ("delay 2s \(packet + 1)", "delayed by 2 s"),
      ("dup \(packet + 2)", "will come twice"),
    ] {
      let notes = try lab.perform(command).notes.map(\.note.text)
      #expect(notes.contains { $0.contains(said) }, "\(notes)")
    }
    // A packet that is to change places and finds none says so.
    try lab.run("tunnel.up")
    try lab.perform("swap next if gre")
    _ = lab.ping()
    #expect(lab.records.contains { $0.frame?.tampered?.code == ReasonCode(WireReason.heldInVain) })
  }

  @Test func bitsOfADifferentFieldAreNotThirtyTwo() throws {
    var lab = try makeLab()
    try lab.run("lcp.code == configure-ack")
    #expect(!text(Views.bits(lab, lab.current, field: "lcp.opt.mru")).contains("as it is"))
    let map = text(Views.bits(lab, lab.current, field: "lcp.opt.asyncmap"))
    #expect(map.contains("US = 0 = as it is  (character 31)"), "\(map)")
  }
}
