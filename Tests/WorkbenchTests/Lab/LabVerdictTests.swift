import HexViews
import ProtocolEngines
import Testing

@testable import Workbench

/// Why something did not come about, as `run` and `why` without more say it.
@Suite struct LabVerdictTests {
  private func text(_ d: Document) -> String { d.render(RenderOptions(width: 200)) }

  @Test func aBareRunNamesTheCauseOfAFailure() throws {
    var lab = try makeLab("client.password=wrong")
    let end = lab.run()
    #expect(end.reason == .quiet && end.reached)
    // The server judges, the client hears of it, and what the server says at the end is its own verdict's echo.
    #expect(end.why.map(\.node) == ["server", "client", "server"] && end.why.map(\.step) == end.why.map(\.step).sorted(), "\(end.why)")
    #expect(end.why[0].text.contains("not what the password gives") && end.why[0].ref == "RFC 2759 §6")
    #expect(end.why[1].text.contains("error 691") && end.why[1].ref == "RFC 2759 §6")
    let said = text(Views.runEnd(lab, end))
    #expect(
      said.contains("the tunnel has failed: after \(end.steps) steps nothing moves any more") && said.contains("why \(end.why[1].step)")
        && said.contains("error 691"), "\(said)")
    #expect(Views.runEnd(lab, end).json.first?["goal"] == .null && Views.runEnd(lab, end).json.first?["reached"] == true)
  }

  @Test func aRunWithoutAFailureNamesNone() throws {
    var lab = try makeLab()
    var end = lab.run()
    #expect(end.why.isEmpty && lab.failures.isEmpty)
    #expect(text(Views.runEnd(lab, end)).contains("only keep-alives are left"))
    try lab.perform("hangup")
    end = lab.run()
    // A farewell is no failure, but who did not begin it says what ended the tunnel.
    #expect(
      end.why.map(\.node) == ["server"] && end.why[0].text == "the peer ended the link: User request"
        && text(Views.runEnd(lab, end)).contains("the tunnel has ended"), "\(end)")
  }

  @Test func aTunnelThatCarriedHasEndedRatherThanFailed() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    try lab.perform("firewall block all")
    var end = lab.advance(.seconds(600))
    end = lab.run()
    #expect(!end.why.isEmpty && text(Views.runEnd(lab, end)).contains("the tunnel has ended"), "\(end)")
  }

  @Test func whyWithoutANumberGoesToTheRoot() throws {
    var lab = try makeLab("client.password=wrong")
    let root = try #require(lab.run().why.telling?.step)
    #expect(root < lab.current)
    let said = text(Views.why(lab))
    #expect(said.contains("Why did it end?") && said.contains("Why step \(root)?") && said.contains("error 691"), "\(said)")
    #expect(text(Views.why(lab, root)).contains("The server allows another try (R=1), but there is no other password"))
    #expect(Views.why(lab).json.last?["step"] == .int(Int64(root)))
    // Standing before the failure there is nothing to explain but the step.
    lab.goto(root - 1)
    #expect(text(Views.why(lab)) == text(Views.why(lab, root - 1)) && !text(Views.why(lab)).contains("Why did it end?"))
    var s = Session()
    _ = s.execute("new pptp client.password=wrong; run")
    #expect(s.execute("why").document.blocks == Views.why(try #require(s.lab)).blocks && s.execute("why").status == .ok)
  }

  @Test func whyWithoutANumberOfWhatWorksIsTheStep() throws {
    var lab = try makeLab()
    try lab.run("lcp.opened")
    #expect(text(Views.why(lab)) == text(Views.why(lab, lab.current)))
  }

  /// What was passed over by `pick` happens now, not in the past.
  @Test func timeNeverRunsBackward() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = try lab.perform("send ping")
    let late = try #require(lab.choices().firstIndex { $0.due > lab.choices()[0].due })
    lab.pick(late + 1)
    let now = lab.world.clock
    #expect(lab.world.events().contains { $0.due < now }, "something is overdue")
    #expect(lab.choices().allSatisfy { $0.due >= now })
    for d in [Views.step(lab, lab.current), Views.events(lab), Views.timers(lab), Views.queue(lab)] { #expect(!text(d).contains("-0.")) }
    for d in [Views.events(lab), Views.queue(lab), Views.timers(lab)] {
      for j in d.json { if case .string(let time)? = j["time"] { #expect(time >= Clock.iso(now), "\(j)") } }
    }
    var before = now
    for _ in 0..<4 {
      guard let r = lab.step() else { break }
      #expect(r.time >= before)
      before = r.time
    }
  }

  /// The step's object says what the wire did to its packet, in the words of `queue`.
  @Test(arguments: [
    ("drop next if gre", "lost", "dropped on the wire"), ("delay 1s next if gre", "tampered", "delayed by 1 s"),
    ("dup next if gre", "tampered", "a duplicate of packet"),
    ("corrupt next at 54 xor 0x01 if gre", "tampered", "octet 54 changed"),
    ("truncate next to 60 if gre", "tampered", "cut off after octet 60"), ("swap next if gre", "tampered", "made to change places"),
  ]) func stepsTellWhatTheWireDid(_ line: String, _ key: String, _ words: String) throws {
    var lab = try makeLab()
    try lab.run("call.up")
    _ = try lab.perform(line)
    lab.run(limit: 40)
    let steps = (1...lab.current).compactMap { Views.brief(lab, $0).json.first }
    let told = steps.compactMap { s -> String? in if case .string(let t)? = s[key] { t } else { nil } }
    #expect(told.count == 1 && told[0].hasPrefix(words), "\(told)")
    #expect(steps.allSatisfy { $0["lost"] != nil && $0["tampered"] != nil } && steps[0]["lost"] == .null)
  }
}
