import Foundation
import Testing

/// What the program says where the order is wrong, where a script stops, and where a screen is too low.
@Suite struct CommandLineOrderTests {
  @Test func optionsFollowTheTool() throws {
    for line in [["--color", "never", "dissect", "F", "--frame", "3"], ["--json", "dissect", "F"], ["--width=80", "lesson", "--again"]] {
      let r = try Program.run(line)
      #expect(r.status == 2 && r.err.contains("Options stand behind the tool"), "\(line): \(r.err)")
    }
    let unknown = try Program.run(["--frame", "3"])
    #expect(unknown.status == 2 && unknown.err.contains("There is no option --frame"))
  }

  @Test func aPipeSaysWhichLineEndedIt() throws {
    let r = try Program.run([], input: "new pptp\nrun until x.y\nstep\n")
    #expect(r.status == 2 && r.err.contains("standard input: line 2 ended it: run until x.y"), "\(r.err)")
  }

  /// What follows the command that failed was not done: that is said, and only on standard error.
  @Test func whatWasNotRunIsNamed() throws {
    let one = try Program.run(["-c", "new pptp client.password=wrong; run until tunnel.up; why"])
    #expect(one.status == 1 && one.err == "vpnlab: -c: command 2 ended it: run until tunnel.up; not run: why\n", "\(one.err)")
    let json = try Program.run(["--json", "-c", "set; new pptp auth=x; why"])
    #expect(json.status == 2 && json.err == "vpnlab: -c: command 2 ended it: new pptp auth=x; not run: why\n", "\(json.err)")
    #expect(json.out.split(separator: "\n").count == 2 && json.out.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
    let several = try Program.run(["-c", "# nothing\nfoo\n\nset", "-c", "help; # nothing", "-c", "quit"])
    #expect(
      several.status == 2 && several.err.hasSuffix("vpnlab: -c: command 1 ended it: foo; not run: set, and 2 more\n"), "\(several.err)")
    let lesson = try Program.run(["-c", "lesson play nosuch; set"])
    #expect(lesson.status == 2 && lesson.err == "vpnlab: -c: command 1 ended it: lesson play nosuch; not run: set\n", "\(lesson.err)")
    // Nothing was left out.
    #expect(try !Program.run(["-c", "set; foo", "-c", "# nothing"]).err.contains("not run"))
  }

  /// In a lesson too, and neither `q` nor Ctrl-C at the pager's question ends the lesson.
  @Test(.enabled(if: Terminal.exists && Program.path != nil)) func longOutputInALessonComesAScreenAtATime() throws {
    let folder = NSTemporaryDirectory() + "vpnlab-pager-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text =
      """
        ---\nid: long\ntitle: Long\n---\n```vpnlab\n> help\n> new pptp\n> help step\n```\n\n```predict id=q\nWhich?\n- [x] this {#a} \
        yes\n- [ ] that {#b} no\n- [ ] the last {#c} no\n```\n
        """
    try text.write(toFile: folder + "/long.md", atomically: true, encoding: .utf8)
    let t = try Terminal(
      "sh -c 'stty rows 12 cols 80; exec \(Program.path ?? "") lesson play long --lessons \(folder)'",
      environment: ["XDG_STATE_HOME": folder + "/state"])
    // The lesson's own command.
    guard t.expect("lesson> ") else { return }
    try t.type("\n")
    guard t.expect("-- more") else { return }
    try t.type("q")
    guard t.expect("[Enter: new pptp] lesson> ") else { return }
    #expect(!t.shown.contains("leave the workbench"))
    // What the learner types; Ctrl-C.
    try t.type("help\n")
    guard t.expect("-- more") else { return }
    try t.type(" ")
    guard t.expect("-- more") else { return }
    try t.type("\u{3}")
    guard t.expect("[Enter: new pptp] lesson> ") else { return }
    #expect(!t.shown.contains("leave the workbench"))
    try t.type("\n")
    guard t.expect("[Enter: help step] lesson> ") else { return }
    // Several parts before the next prompt count together; a question stays whole, whatever the key.
    try t.type("\n")
    guard t.expect("-- more") else { return }
    #expect(!t.shown.contains("Which?"))
    try t.type("q")
    guard t.expect("Your prediction") else { return }
    #expect(t.shown.contains("c)  the last"))
    // A setting holds, also when what was tried is undone.
    try t.type("set pager off\n")
    guard t.expect("pager is now off"), t.expect("Your prediction") else { return }
    try t.type("help\n")
    guard t.expect("leave the workbench"), t.expect("Your prediction") else { return }
    try t.type("quit\n")
    #expect(try t.end() == 0)
  }

  /// At a low terminal, with nowhere to keep anything.
  private func workbench(columns: Int) throws -> Terminal {
    try Terminal(
      "sh -c 'stty rows 12 cols \(columns); exec \(Program.path ?? "")'", environment: ["HOME": "/dev/null", "XDG_STATE_HOME": "/dev/null"])
  }

  @Test(.enabled(if: Terminal.exists && Program.path != nil)) func longOutputComesAScreenAtATime() throws {
    let t = try workbench(columns: 80)
    guard t.expect("vpnlab> ") else { return }
    try t.type("help\n")
    guard t.expect("-- more") else { return }
    try t.type(" ")
    guard t.expect("-- more") else { return }
    try t.type("\n")
    guard t.expect("-- more") else { return }
    try t.type("q")
    guard t.expect("vpnlab> ") else { return }
    #expect(!t.shown.contains("leave the workbench"))
    try t.type("set pager off\nhelp\n")
    guard t.expect("leave the workbench") else { return }
    try t.type("quit\n")
    #expect(try t.end() == 0)
  }

  /// A question that wraps could not be taken away again: the scrolled-off line would be lost.
  @Test(
    .enabled(if: Terminal.exists && Program.path != nil),
    arguments: [(80, "q for no more --"), (50, "-- more: Space, Enter, q --"), (30, "-- more: Space, Enter, q --")])
  func thePagersQuestionFits(_ columns: Int, _ question: String) throws {
    let t = try workbench(columns: columns)
    guard t.expect("vpnlab> ") else { return }
    try t.type("help\n")
    guard t.expect(question) else { return }
    try t.type("q")
    guard t.expect("vpnlab> ") else { return }
    try t.type("quit\n")
    #expect(try t.end() == 0)
  }
}
