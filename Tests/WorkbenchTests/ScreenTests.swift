import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// The screens in docs/screens are printed by the program.
@Suite struct ScreenTests {
  static let screens: [(name: String, before: String, command: String)] = [
    ("step", "new pptp; run until lcp.opened", "step"),
    ("show", "new pptp; run until lcp.opened; run until ccp", "show"),
    ("layers", "new pptp; run until tunnel.up; ping", "layers"),
    ("automaton", "new pptp; run until lcp.opened", "automaton lcp"),
    ("timeline", "new pptp; run until tunnel.up; ping", "timeline"),
    ("keys", "new pptp; run until tunnel.up", "keys"),
    ("why", "new pptp client.mppe=off server.mppe=128; run until tunnel.up", "why"),
  ]

  @Test(arguments: screens.map(\.name)) func screenIsPrintedByTheProgram(name: String) throws {
    let s = try #require(Self.screens.first { $0.name == name })
    var session = Session()
    _ = session.execute(s.before)
    let result = session.execute(s.command)
    let text = result.document.render(RenderOptions(width: 80))
    #expect(!text.isEmpty && result.status == .ok)
    for line in text.split(separator: "\n") { #expect(DisplayColumns.count(String(line)) <= 80, "too wide: \(line)") }
    #expect(Golden.fault("> \(s.before)\n> \(s.command)\n\n" + text, "docs/screens/\(name).txt") == nil)
  }

  @Test(arguments: screens.map(\.name), [40, 80, 120]) func screenFitsTheTerminal(name: String, width: Int) throws {
    let s = try #require(Self.screens.first { $0.name == name })
    var session = Session()
    _ = session.execute(s.before)
    let document = session.execute(s.command).document
    for options in [RenderOptions(width: width), RenderOptions(width: width, ascii: true)] {
      for line in document.render(options).split(separator: "\n") {
        #expect(DisplayColumns.count(String(line)) <= width, "\(name) at \(width): \(line)")
        if options.ascii { #expect(line.utf8.allSatisfy { $0 < 128 }, "\(name): \(line)") }
      }
    }
  }
}

/// A second opinion on how many columns a line takes: enough for what our screens hold.
enum DisplayColumns {
  static func count(_ s: String) -> Int {
    s.unicodeScalars.reduce(0) { n, u in
      if u.properties.generalCategory == .nonspacingMark || u.value == 0x200d { return n }
      let wide =
        (0x1100...0x115f).contains(u.value) || (0x2e80...0xa4cf).contains(u.value) || (0xac00...0xd7a3).contains(u.value)
        || (0xff00...0xff60).contains(u.value)
      return n + (wide ? 2 : 1)
    }
  }
}

/// docs/reference.md: the command table, the settings, what `tell` can make an end do.
@Suite struct ReferenceTests {
  @Test func referenceIsWrittenByTheProgram() {
    var out = "# Reference\n\nWritten by the program (`make screens`); `help NAME` shows the same.\n\n## Commands\n"
    for group in Command.Group.allCases {
      let commands = CommandTable.all.filter { $0.group == group }
      if commands.isEmpty { continue }
      out += "\n### \(group.rawValue)\n"
      for c in commands {
        out += "\n**`\(c.name)`** — \(c.summary)\n\n"
        for s in c.synopsis { out += "    \(s)\n" }
        if !c.details.isEmpty { out += "\n" + c.details.joined(separator: "\n\n") + "\n" }
        let examples = c.examples.filter { !$0.about.isEmpty }
        if !examples.isEmpty { out += "\n" + examples.map { "* `\($0.line)` — \($0.about)\n" }.joined() }
      }
    }
    out += "\n## Settings of `new`\n\nThe first value is the default. Keys marked *each* may carry `client.` or `server.`.\n"
    var group = ""
    for k in LabSettings.keys {
      if k.group != group {
        group = k.group
        out += "\n### \(group)\n\n| key | values | ends | what |\n| --- | --- | --- | --- |\n"
      }
      let values = k.values.isEmpty ? "*\(k.form)*" : k.values.map { "`\($0)`" }.joined(separator: " ") + (k.isList ? " (list)" : "")
      out += "| `\(k.name)=` | \(values) | \(k.only?.rawValue ?? (k.perNode ? "each" : "both")) | \(k.about) |\n"
    }
    out += "\n## What an end can be told (`tell NODE ACTION`)\n\n| action | arguments | what | section |\n| --- | --- | --- | --- |\n"
    for a in TellAction.all {
      let arguments = a.arguments.map { "`\($0.name)=` \($0.about) (\($0.fallback))" }.joined(separator: "; ")
      out += "| `\(a.name)` | \(arguments) | \(a.about) | \(a.ref) |\n"
    }
    out += "\n## Milestones\n\n| milestone | holds when |\n| --- | --- |\n"
    for m in Milestone.allCases { out += "| `\(m.rawValue)` | \(m.about) |\n" }
    #expect(Golden.fault(out, "docs/reference.md") == nil)
  }
}
