import Testing

/// What the program says where the order is wrong, where a script stops, and where a screen is too low.
@Suite struct CommandLineOrderTests {
  @Test func optionsStandBehindTheTool() throws {
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

  @Test(.enabled(if: Terminal.exists && Program.path != nil)) func longOutputComesAScreenAtATime() throws {
    let t = try Terminal("sh -c 'stty rows 12 cols 80; exec \(Program.path ?? "")'", environment: ["HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent"])
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
}
