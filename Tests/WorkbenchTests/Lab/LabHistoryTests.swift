import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct LabHistoryTests {
  /// Three different lives: a plain one, a stateful one with losses, one that fails.
  static func scenario(_ n: Int) throws -> Lab {
    switch n {
    case 0:
      var lab = try makeLab("seed=5")
      try lab.run("tunnel.up")
      _ = lab.ping()
      _ = try lab.perform("hangup")
      lab.run()
      return lab
    case 1:
      var lab = try makeLab("mppe-mode=stateful", "seed=6")
      _ = try lab.perform("drop next 9 if gre")
      _ = try lab.perform("dup every if lcp")
      _ = try lab.perform("corrupt next 12 if gre")
      try lab.run("tunnel.up")
      for _ in 0..<3 { _ = lab.ping() }
      return lab
    default:
      var lab = try makeLab("client.password=wrong", "start=both", "seed=7")
      lab.run()
      return lab
    }
  }

  @Test(arguments: 0..<3) func everyStepTakenBackHasTheSameFuture(_ n: Int) throws {
    let whole = try Self.scenario(n)
    let records = whole.records
    let worlds = (0...whole.records.count).map { whole.world(after: $0) }
    #expect(records.count > 20)
    for start in 0..<records.count {
      var lab = whole
      check(lab.goto(start))
      #expect(lab.world == worlds[start])
      // Done anew, not only remembered: a fork that forgets the future and takes the same choices.
      var again = try Lab.load(lab.saved(upTo: start)).get()
      #expect(again.world == worlds[start], "scenario \(n), step \(start)")
      let next = records[start]
      switch next.choice {
      case .next: again.step()
      case .pick(let k): again.pick(k)
      case .command(let c): _ = try again.perform(c).get()
      }
      #expect(again.records.last == next, "scenario \(n), step \(start)")
      #expect(again.world == worlds[start + 1], "scenario \(n), step \(start)")
      check(lab.goto(records.count) && lab.world == whole.world)
    }
  }

  @Test func backUndoesExactlyWhatStepDid() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    while lab.current > 0 {
      let before = lab.world(after: lab.current - 1)
      let here = lab.world
      check(lab.back() == 1)
      #expect(lab.world == before)
      check(lab.step()?.number == lab.current)
      #expect(lab.world == here)
      lab.back()
    }
    check(lab.back() == 0)
  }

  @Test func sameSeedSameOctets() throws {
    func frames(_ seed: Int) throws -> [[UInt8]] {
      var lab = try makeLab("seed=\(seed)")
      try lab.run("tunnel.up")
      _ = lab.ping()
      return lab.trace
    }
    let one = try frames(1)
    #expect(try frames(1) == one)
    #expect(try frames(2) != one)
  }

  @Test func anotherChoiceForgetsTheOldFuture() throws {
    var lab = try makeLab()
    try lab.run("control.up")
    let old = lab.records
    lab.goto(4)
    let copy = lab
    _ = try lab.perform("firewall block tcp")
    #expect(lab.records.count == 5 && lab.current == 5)
    #expect(copy.records == old)
    #expect(lab.dissections(of: 4).count == lab.records[3].frames.count)
    let end1 = try lab.run("control.up")
    #expect(!end1.reached)
    // What is shown of the new steps is theirs and not what the old future left.
    try #require(lab.current > 5 && old.count >= 5)
    #expect(lab.records[4] != old[4])
    for n in 1...lab.current {
      #expect(lab.dissections(of: n).map { $0.buffers[0].octets } == lab.records[n - 1].frames.map(\.octets), "step \(n)")
    }
    for n in 1...old.count { #expect(copy.dissections(of: n).map { $0.buffers[0].octets } == old[n - 1].frames.map(\.octets), "step \(n)") }
  }

  @Test func savedTextGivesTheLabBack() throws {
    for n in 0..<3 {
      var lab = try Self.scenario(n)
      lab.mark("here")
      lab.goto(7)
      lab.mark("there")
      let again = try Lab.load(lab.saved()).get()
      #expect(again.records == lab.records && again.world == lab.world)
      for n in 0...lab.records.count { #expect(again.world(after: n) == lab.world(after: n), "step \(n)") }
      #expect(again.current == 7 && again.marks.count == 2)
      #expect(again.saved() == lab.saved())
    }
    for bad in ["", "step 3", "new pptp\nstep x", "new pptp\nfly away", "new pptp\ndrop \"", "new pptp seed=x", "new pptp\npick 99"] {
      if case .success = Lab.load(bad) { Issue.record("\(bad) is no lab") }
    }
  }

  @Test func picksAndAcknowledgementsAreKept() throws {
    var lab = try makeLab()
    lab.showAcks = true
    try lab.run("control.up")
    let unfolded = lab.current
    #expect(lab.records.contains { $0.frame.map { FrameFacts($0.octets).isPureAck } ?? false })
    try lab.run("lcp.opened")
    lab.pick(2)
    lab.run()
    let again = try Lab.load(lab.saved()).get()
    #expect(again.records == lab.records)
    var folded = try makeLab()
    try folded.run("control.up")
    #expect(folded.current < unfolded)
    #expect(folded.records.contains { !$0.folded.isEmpty })
  }
}

extension Lab {
  /// The lab as it was saved at step `n`.
  func saved(upTo n: Int) -> String {
    var cut = self
    cut.goto(n)
    // Saving keeps the known future too; the lines up to here are enough.
    cut.forgetFuture()
    return cut.saved()
  }
}
