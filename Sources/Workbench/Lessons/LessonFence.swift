/// The opening line of a fenced block.
struct Fence {
  enum Kind: String { case vpnlab, predict, check, hint }

  /// How many backticks; a longer row may hold shorter ones.
  var ticks: Int
  /// Nil for code that is none of ours.
  var kind: Kind?
  var id: String?
  /// The commands are the solution of a task and not shown before it is done.
  var task = false
  var unknownWord: String?

  init?(_ line: String) {
    ticks = line.prefix { $0 == "`" }.count
    guard ticks >= 3 else { return nil }
    let words = line.dropFirst(ticks).split(separator: " ").map(String.init)
    kind = words.first.flatMap(Kind.init)
    guard let kind else { return }
    for word in words.dropFirst() {
      if word.hasPrefix("id="), Self.isName(String(word.dropFirst(3))) {
        id = String(word.dropFirst(3))
      } else if word == "task", kind == .vpnlab {
        task = true
      } else {
        unknownWord = word
      }
    }
  }

  func closes(_ line: String) -> Bool {
    let n = line.prefix { $0 == "`" }.count
    return n >= ticks && line.dropFirst(n).allSatisfy(\.isWhitespace)
  }

  static func isName(_ s: String) -> Bool {
    !s.isEmpty && s.utf8.count <= 40
      && s.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || (65...90).contains($0) }
  }
}

/// The lines between the two `---`: a small part of YAML, enough for what a lesson has to say of itself.
struct FrontMatter {
  var id = ""
  var titles: [Lesson.Title] = []
  var needs: [String] = []
  var seed: UInt64 = 1
  var minutes: Int?
  var goal = ""

  var missing: String? { id.isEmpty ? "id" : titles.isEmpty ? "title" : nil }

  mutating func take(_ line: String) throws(UsageError) {
    if line.trimmed.isEmpty || line.hasPrefix("#") { return }
    guard let colon = line.firstIndex(of: ":") else { throw UsageError("expected “key: value”") }
    let key = String(line[..<colon]).trimmed
    let value = String(line[line.index(after: colon)...]).trimmed
    switch key {
    case "id":
      guard Fence.isName(value) else { throw UsageError("“\(value)” is no id: letters, digits and “-” only") }
      id = value
    case "title":
      titles = try Self.titles(value)
    case "needs":
      needs = try Self.list(value)
    case "seed":
      guard let n = UInt64(value) else { throw UsageError("seed takes a number, not “\(value)”") }
      seed = n
    case "minutes":
      guard let n = Int(value), (1...600).contains(n) else { throw UsageError("minutes takes a number from 1 to 600, not “\(value)”") }
      minutes = n
    case "goal":
      goal = try Self.text(value)
    default:
      throw UsageError("“\(key)” is not known here: id, title, needs, seed, minutes, goal")
    }
  }

  /// `[a, b]`
  private static func list(_ value: String) throws(UsageError) -> [String] {
    guard value.hasPrefix("["), value.hasSuffix("]") else { throw UsageError("expected a list: [id, id]") }
    let ids = value.dropFirst().dropLast().split(separator: ",").map { String($0).trimmed }
    for id in ids where !Fence.isName(id) { throw UsageError("“\(id)” is no id") }
    return ids
  }

  /// Text as it is, or in double quotes.
  private static func text(_ value: String) throws(UsageError) -> String {
    guard value.hasPrefix("\"") else { return value }
    guard value.count >= 2, value.hasSuffix("\"") else { throw UsageError("the closing quote is missing") }
    return String(value.dropFirst().dropLast())
  }

  /// `text`, or `{en: "text", zh: "…"}`
  private static func titles(_ value: String) throws(UsageError) -> [Lesson.Title] {
    guard value.hasPrefix("{") else {
      let t = try text(value)
      guard !t.isEmpty else { throw UsageError("the title is empty") }
      return [Lesson.Title(language: "en", text: t)]
    }
    guard value.hasSuffix("}") else { throw UsageError("the closing “}” is missing") }
    var out: [Lesson.Title] = []
    var rest = value.dropFirst().dropLast()
    while let colon = rest.firstIndex(of: ":") {
      let language = String(rest[..<colon]).trimmed
      let behind = rest[rest.index(after: colon)...].drop { $0.isWhitespace }
      guard Fence.isName(language), behind.first == "\"", let end = behind.dropFirst().firstIndex(of: "\"") else {
        throw UsageError("titles are written {en: \"…\", zh: \"…\"}")
      }
      out.append(Lesson.Title(language: language, text: String(behind[behind.index(after: behind.startIndex)..<end])))
      rest = behind[behind.index(after: end)...].drop { $0.isWhitespace || $0 == "," }
    }
    guard !out.isEmpty, rest.allSatisfy(\.isWhitespace) else { throw UsageError("titles are written {en: \"…\", zh: \"…\"}") }
    return out
  }
}
