import TestSupport
import Testing

/// Decisions read codes, never sentences: prose changes, and is translated.
@Suite struct DecisionRuleTests {
  private typealias File = SourceTree.File

  /// Places that compare prose to show it well, not to decide; each with what it is.
  private static let shown: [String: String] = [
    "Workbench/Commands/ExplainWords.swift": "a timer's purpose without its name before it",
    "Workbench/Lessons/LessonPlayer.swift": "a full stop after an author's words",
    "Workbench/Views/StepView.swift": "a summary that begins with its protocol does not have it twice",
    "Workbench/Views/WhyView.swift": "a formula that is in the text already is not shown again",
  ]
  /// Names of what holds prose.
  private static let prose = ["text", "meaning", "summary", "sentence", "reason", "message", "description", "about", "title"]
  private static let tests = ["hasPrefix", "hasSuffix", "contains", "starts", "firstRange"]

  /// Comparisons with a literal of several words, and questions about what something says.
  private static func faults(_ files: [File]) -> [String] {
    files.filter { shown[String($0.path.dropFirst("Sources/".count))] == nil }.flatMap { f in
      f.lines.indices.compactMap { i -> String? in
        let code = f.code[i]
        guard !code.allSatisfy({ $0 == " " }) else { return nil }
        if let literal = compared(f.lines[i]).first(where: isProse) { return "\(f.path):\(i + 1): compares with “\(literal)”" }
        let t = f.tokens[i].filter { $0 != "?" }
        for j in t.indices.dropFirst(2) where t[j - 1] == "." && tests.contains(t[j]) && prose.contains(t[j - 2]) {
          // A variable of that name is its own affair; a member says what somebody is told.
          if j >= 3, t[j - 3] == "." { return "\(f.path):\(i + 1): asks what a \(t[j - 2]) says" }
        }
        return nil
      }
    }
  }

  /// The literals of a line that something is compared with.
  private static func compared(_ line: String) -> [String] {
    var out: [String] = []
    for before in ["hasPrefix(\"", "hasSuffix(\"", "contains(\"", "== \"", "!= \"", "case \"", "firstRange(of: \"", "starts(with: \""] {
      var rest = line[...]
      while let at = rest.firstRange(of: before) {
        rest = rest[at.upperBound...]
        out.append(String(rest.prefix { $0 != "\"" }))
      }
    }
    return out
  }

  private static func isProse(_ literal: String) -> Bool { literal.contains(" ") && literal.contains(where: \.isLetter) }

  @Test func noDecisionReadsASentence() {
    let sources = SourceTree.files("Sources")
    #expect(sources.count > 150)
    for found in Self.faults(sources) { Issue.record("\(found)") }
    for (text, what) in [
      ("if reason.text.hasPrefix(\"no answer\") { retry() }", "a prefix"),
      ("let gone = p.text.hasSuffix(\"timed out\")", "a suffix"),
      ("if n.meaning != \"sent again\" { wait() }", "a comparison"), ("switch why { case \"peer is silent\": stop() }", "a case"),
      ("if note.text.contains(word) { return }", "a word in a note"),
      ("guard d.summary.firstRange(of: name) == nil else { return }", "a search"),
      ("if failure?.message.contains(\"x\") ?? false {", "an optional"),
      ("let isLocal = \"the reason is \\(a)\" == \"the reason is local\"", "made texts"),
    ] { #expect(Self.faults([File("Sources/X.swift", text)]).count == 1, "not found: \(what)") }
    for text in [
      "if reason.code == AuthReason.refused { return }", "let wrapped = text.hasSuffix(\".\") ? text : text + \".\"",
      "say(\"no answer to \\(n) requests\")", "if word == \"delete\" { return }", "// if p.text.hasPrefix(\"no answer\")",
      "if line.hasPrefix(\"# \") { heading() }",
    ] { #expect(Self.faults([File("Sources/X.swift", text)]).isEmpty, "taken for a fault: \(text)") }
    for path in Self.shown.keys { #expect(sources.contains { $0.path == "Sources/" + path }, "\(path) is not there any more") }
  }
}
