/// Reads a lesson file. Whatever is not front matter or one of our fences is Markdown text and kept as it is.
struct LessonParser {
  /// Lessons are written by people; a file beyond this is something else.
  static let maximumOctets = 1 << 20
  static let maximumBlocks = 1000

  private let path: String
  private let lines: [String]
  private var position = 0
  private var blocks: [LessonBlock] = []
  private var counts: [(kind: String, count: Int)] = []
  private var front = FrontMatter()

  static func parse(_ octets: [UInt8], path: String) throws(LessonError) -> Lesson {
    guard octets.count <= maximumOctets else { throw LessonError(path: path, line: 0, text: "is larger than 1 MiB; no lesson is") }
    let text = String(decoding: octets, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    var parser = LessonParser(path: path, lines: lines)
    return try parser.lesson()
  }

  private init(path: String, lines: [String]) {
    self.path = path
    self.lines = lines
  }

  private func problem(_ line: Int, _ text: String) -> LessonError { LessonError(path: path, line: line, text: text) }

  private mutating func lesson() throws(LessonError) -> Lesson {
    try frontMatter()
    var text: [String] = []
    var textLine = position + 1
    while position < lines.count {
      if let fence = Fence(lines[position]) {
        let begun = position
        let body = try body(of: fence)
        guard let kind = fence.kind else {
          // Any other code is part of the text.
          if text.isEmpty { textLine = begun + 1 }
          text += lines[begun..<position]
          continue
        }
        try flush(&text, at: textLine)
        try add(kind, fence, body, line: begun + 1)
        textLine = position + 1
      } else {
        if text.isEmpty { textLine = position + 1 }
        text.append(lines[position])
        position += 1
      }
    }
    try flush(&text, at: textLine)
    try checkIds()
    return Lesson(
      path: path, id: front.id, titles: front.titles, needs: front.needs, seed: front.seed, minutes: front.minutes, goal: front.goal,
      blocks: blocks)
  }

  private mutating func frontMatter() throws(LessonError) {
    guard lines.first == "---" else { throw problem(1, "a lesson begins with front matter between two lines “---”") }
    position = 1
    while position < lines.count, lines[position] != "---" {
      do { try front.take(lines[position]) } catch { throw problem(position + 1, error.text) }
      position += 1
    }
    guard position < lines.count else { throw problem(1, "the front matter has no closing “---”") }
    position += 1
    if let missing = front.missing { throw problem(1, "the front matter lacks “\(missing):”") }
  }

  /// The lines inside the fence that begins at `position`; moves past its end.
  private mutating func body(of fence: Fence) throws(LessonError) -> Range<Int> {
    let begun = position
    position += 1
    while position < lines.count {
      if fence.closes(lines[position]) {
        defer { position += 1 }
        return begun + 1..<position
      }
      position += 1
    }
    throw problem(begun + 1, "this block is never closed: a line of \(fence.ticks) backticks is missing")
  }

  private mutating func flush(_ text: inout [String], at line: Int) throws(LessonError) {
    defer { text = [] }
    guard let first = text.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }) else { return }
    let last = text.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? first
    try append(LessonBlock(id: nextId("text"), line: line + first, content: .text(Array(text[first...last]))))
  }

  private mutating func append(_ block: LessonBlock) throws(LessonError) {
    guard blocks.count < Self.maximumBlocks else { throw problem(block.line, "more than \(Self.maximumBlocks) blocks") }
    blocks.append(block)
  }

  private mutating func nextId(_ kind: String) -> String {
    let i = counts.firstIndex { $0.kind == kind } ?? counts.endIndex
    if i == counts.endIndex { counts.append((kind, 0)) }
    counts[i].count += 1
    return "\(kind)\(counts[i].count)"
  }

  private mutating func add(_ kind: Fence.Kind, _ fence: Fence, _ range: Range<Int>, line: Int) throws(LessonError) {
    if let wrong = fence.unknownWord { throw problem(line, "a “\(kind.rawValue)” block does not know “\(wrong)”") }
    let id = fence.id ?? nextId(kind.rawValue)
    let content: LessonBlock.Content
    switch kind {
    case .vpnlab: content = .session(try exchanges(range), task: fence.task)
    case .predict: content = .predict(try prediction(range, id: id, line: line))
    case .check:
      let checks = range.compactMap { i in
        let text = lines[i].trimmed
        return text.isEmpty || text.hasPrefix("#") ? nil : Check(text: text, line: i + 1)
      }
      guard !checks.isEmpty else { throw problem(line, "a check block without an expression") }
      content = .check(checks)
    case .hint:
      let text = lines[range].filter { !$0.trimmed.isEmpty }
      guard !text.isEmpty else { throw problem(line, "an empty hint") }
      content = .hint(Array(lines[range]))
    }
    try append(LessonBlock(id: id, line: line, content: content))
  }

  private func exchanges(_ range: Range<Int>) throws(LessonError) -> [Exchange] {
    var out: [Exchange] = []
    for i in range {
      let line = lines[i]
      if line.hasPrefix("> ") || line == ">" {
        let command = String(line.dropFirst(2)).trimmed
        guard !command.isEmpty else { throw problem(i + 1, "a “>” without a command") }
        out.append(Exchange(command: command, line: i + 1, expected: []))
      } else if out.isEmpty {
        guard line.trimmed.isEmpty else { throw problem(i + 1, "output before the first command; commands begin with “> ”") }
      } else {
        out[out.count - 1].expected.append(line)
      }
    }
    guard !out.isEmpty else { throw problem(range.lowerBound, "a vpnlab block without a command; commands begin with “> ”") }
    for i in out.indices { out[i].expected = OutputLines.tidy(out[i].expected) }
    return out
  }

  private func prediction(_ range: Range<Int>, id: String, line: Int) throws(LessonError) -> Prediction {
    var p = Prediction(id: id, question: [], choices: [], why: [])
    var open = false  // the last line belonged to a choice
    for i in range {
      let text = lines[i]
      if text.hasPrefix("- [") {
        guard p.why.allSatisfy({ $0.trimmed.isEmpty }) else {
          throw problem(i + 1, "a choice behind the explanation; choices stand together")
        }
        p.choices.append(try choice(text, line: i + 1))
        open = true
      } else if p.choices.isEmpty {
        p.question.append(text)
      } else if open, text.hasPrefix("  "), !text.trimmed.isEmpty {
        p.choices[p.choices.count - 1].feedback += (p.choices.last?.feedback.isEmpty ?? true ? "" : " ") + text.trimmed
      } else {
        open = false
        p.why.append(text)
      }
    }
    p.question = OutputLines.trimmedBlank(p.question)
    p.why = OutputLines.trimmedBlank(p.why)
    guard !p.question.isEmpty else { throw problem(line, "a prediction without a question") }
    guard p.choices.count >= 2 else { throw problem(line, "a prediction needs at least two choices (“- [ ] text {#id} feedback”)") }
    guard p.choices.contains(where: \.right) else { throw problem(line, "no choice is marked as right with “[x]”") }
    guard p.choices.contains(where: { !$0.right }) else { throw problem(line, "every choice is right: that asks nothing") }
    for (k, c) in p.choices.enumerated() {
      if p.choices[..<k].contains(where: { $0.id == c.id }) { throw problem(line, "two choices are called {#\(c.id)}") }
      guard !c.feedback.isEmpty else { throw problem(line, "choice {#\(c.id)} has no feedback") }
    }
    return p
  }

  /// `- [x] text {#id} feedback`
  private func choice(_ line: String, line number: Int) throws(LessonError) -> Prediction.Choice {
    let u = Array(line)
    guard u.count > 6, u[4] == "]", u[5] == " ", u[3] == " " || u[3] == "x" || u[3] == "X" else {
      throw problem(number, "a choice begins with “- [ ] ” or “- [x] ”")
    }
    let rest = String(u[6...])
    guard let open = rest.firstRange(of: "{#"), let close = rest[open.upperBound...].firstIndex(of: "}") else {
      throw problem(number, "a choice needs its id: “- [ ] text {#a} feedback”")
    }
    let id = String(rest[open.upperBound..<close])
    let text = String(rest[..<open.lowerBound]).trimmed
    guard Fence.isName(id) else { throw problem(number, "“{#\(id)}” is no id: letters, digits and “-” only") }
    guard !text.isEmpty else { throw problem(number, "a choice without text") }
    return Prediction.Choice(id: id, text: text, right: u[3] != " ", feedback: String(rest[rest.index(after: close)...]).trimmed)
  }

  private func checkIds() throws(LessonError) {
    var seen: Set<String> = []
    for b in blocks {
      guard seen.insert(b.id).inserted else { throw problem(b.line, "two blocks have the id “\(b.id)”") }
    }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[first...last])
  }
}
