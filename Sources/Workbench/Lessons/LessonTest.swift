import HexViews

/// Plays a lesson as a test: every command's output must be what the file says, every check must hold.
struct LessonTest {
  struct Failure: Sendable, Equatable {
    var line: Int
    var text: String
    /// `-` expected, `+` printed.
    var difference: [String] = []
  }
  var lesson: Lesson
  var failures: [Failure] = []
  /// The lines printed by each command, by the command's line in the file.
  var printed: [(line: Int, lines: [String])] = []

  /// Output in lessons is plain text of this shape.
  static let options = RenderOptions(width: 80, color: false, ascii: false)
  static let maximumFailures = 20

  init<Bench: LessonBench>(_ lesson: Lesson, on type: Bench.Type) {
    self.lesson = lesson
    var bench = Bench()
    var before = bench
    var task = false
    for block in lesson.blocks {
      switch block.content {
      case .session(let exchanges, let isTask):
        before = bench
        task = isTask
        for e in exchanges { play(e, on: &bench) }
      case .check(let checks):
        for c in checks { check(c, on: bench) }
        // A task that is done before it is begun teaches nothing.
        if task, checks.allSatisfy({ (try? before.holds($0.text).get()) == true }) {
          fail(block.line, "these checks hold before the task is done")
        }
        task = false
      case .text, .predict, .hint: break
      }
    }
  }

  private mutating func fail(_ line: Int, _ text: String, _ difference: [String] = []) {
    if failures.count < Self.maximumFailures { failures.append(Failure(line: line, text: text, difference: difference)) }
  }

  private mutating func play<Bench: LessonBench>(_ e: Exchange, on bench: inout Bench) {
    let result = bench.perform(lesson.complete(e.command))
    let lines = OutputLines.lines(of: result.document.render(Self.options))
    printed.append((e.line, lines))
    if !OutputLines.matches(expected: e.expected, actual: lines) {
      fail(e.line, "“\(e.command)” printed something else", OutputLines.difference(expected: e.expected, actual: lines))
    }
  }

  private mutating func check<Bench: LessonBench>(_ c: Check, on bench: Bench) {
    switch bench.holds(c.text) {
    case .success(true): break
    case .success(false): fail(c.line, "does not hold: \(c.text)")
    case .failure(let e): fail(c.line, "cannot be read: \(c.text): \(e.text)")
    }
  }

  /// The lesson file with what was printed in place of what was expected. `...` stays where it stood.
  func rewritten(_ source: [String]) -> [String] {
    var replacements: [(command: Int, old: Int, new: [String])] = []
    for block in lesson.blocks {
      guard case .session(let exchanges, _) = block.content else { continue }
      for e in exchanges {
        guard let lines = printed.first(where: { $0.line == e.line })?.lines else { continue }
        var end = e.line
        while end < source.count, !source[end].hasPrefix("> "), !isEndOfBlock(source[end]) { end += 1 }
        replacements.append((e.line, end - e.line, OutputLines.rewritten(expected: e.expected, actual: lines)))
      }
    }
    var out = source
    for r in replacements.reversed() { out.replaceSubrange(r.command..<r.command + r.old, with: r.new) }
    return out
  }

  private func isEndOfBlock(_ line: String) -> Bool { line.hasPrefix("```") }
}
