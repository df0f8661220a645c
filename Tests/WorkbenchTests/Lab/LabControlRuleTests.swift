import ProtocolEngines
import Testing

@testable import Workbench

/// Rules of the control connection that only show when two ends meet.
@Suite struct LabControlRuleTests {
  private func said(_ lab: Lab, _ words: String) -> Bool { lab.records.contains { $0.notes.contains { $0.note.text.contains(words) } } }

  @Test func twoEchoesAreBothAnswered() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    for line in ["tell client echo id=5", "tell client echo id=6"] { _ = try lab.perform(line) }
    lab.run()
    #expect(!said(lab, "answers no request of ours"))
    #expect(lab.holds(.tunnelUp))
  }

  /// RFC 2637 §3.1.3: the winner of a collision says nothing on the loser's connection, however late the loser's request is.
  @Test func theWinnerOfACollisionIsSilent() throws {
    var lab = try makeLab("start=both")
    _ = try lab.perform("delay 25ms next if pptp and from == client")
    try lab.run("control.up")
    lab.run()
    #expect(said(lab, "the winner says nothing"))
    #expect(!said(lab, "the peer's second one is refused"))
    #expect(lab.holds(.tunnelUp))
  }

  /// RFC 2637 §2.3: with a Stop-Control-Connection-Request every call is cleared, also when no answer comes.
  @Test func aStopClearsTheCallAtOnce() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = try lab.perform("drop every if tcp and from == server")
    _ = try lab.perform("tell client stop")
    #expect(lab.world.node("client")?.endpoint.holds(.callUp) == false)
    lab.run()
    let last = lab.records.flatMap(\.notes).last { $0.note.text.contains("Stop-Control-Connection-Reply came in time") }
    #expect(last?.note.ref == "RFC 2637 §3")
  }
}
