import HexViews

/// The Markdown of lesson texts as document blocks: headings, paragraphs, lists, tables, code, quotations, and inside them
/// `code`, *strong*, **strong** and [links](to).
enum LessonMarkdown {
  static func document(_ lines: [String]) -> Document {
    var reader = Reader(lines: lines)
    return Document(reader.blocks())
  }

  private struct Reader {
    let lines: [String]
    var i = 0

    init(lines: [String]) { self.lines = lines }

    mutating func blocks() -> [Block] {
      var out: [Block] = []
      func add(_ b: Block) {
        if !out.isEmpty { out.append(.blank) }
        out.append(b)
      }
      while i < lines.count {
        let line = lines[i]
        if line.trimmed.isEmpty {
          i += 1
        } else if Fence(line) != nil {
          add(.code(code().map { StyledText($0) }))
        } else if line.hasPrefix("#") {
          let level = line.prefix { $0 == "#" }.count
          add(.heading(min(level, 2), inline(String(line.dropFirst(level)).trimmed)))
          i += 1
        } else if line.hasPrefix("---"), line.allSatisfy({ $0 == "-" }) {
          add(.rule)
          i += 1
        } else if line.hasPrefix("|") {
          add(.table(table()))
        } else if LessonMarkdown.item(line) != nil {
          add(list())
        } else if line.hasPrefix(">") {
          var quoted: [String] = []
          while i < lines.count, lines[i].hasPrefix(">") {
            quoted.append(String(lines[i].dropFirst()).trimmed)
            i += 1
          }
          add(.indented([.paragraph(inline(quoted.joined(separator: " ")))]))
        } else {
          add(.paragraph(inline(paragraph())))
        }
      }
      return out
    }

    private mutating func code() -> [String] {
      guard let fence = Fence(lines[i]) else { return [] }
      var out: [String] = []
      i += 1
      while i < lines.count, !fence.closes(lines[i]) {
        out.append(lines[i])
        i += 1
      }
      i += 1
      return out
    }

    private mutating func paragraph() -> String {
      var words: [String] = []
      while i < lines.count, !lines[i].trimmed.isEmpty, Fence(lines[i]) == nil, !"#|>".contains(lines[i].first ?? " ") || words.isEmpty,
        words.isEmpty || LessonMarkdown.item(lines[i]) == nil
      {
        words.append(lines[i].trimmed)
        i += 1
      }
      return words.joined(separator: " ")
    }

    private mutating func list() -> Block {
      var items: [String] = []
      let numbered = lines[i].first?.isNumber ?? false
      while i < lines.count {
        if let text = LessonMarkdown.item(lines[i]) {
          items.append(text)
        } else if lines[i].hasPrefix("  "), !lines[i].trimmed.isEmpty, !items.isEmpty {
          items[items.count - 1] += " " + lines[i].trimmed
        } else {
          break
        }
        i += 1
      }
      return .list(numbered ? .numbers : .bullets, items.map(inline))
    }

    private mutating func table() -> Table {
      var rows: [[StyledText]] = []
      while i < lines.count, lines[i].hasPrefix("|") {
        let cells = lines[i].trimmed.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map { String($0).trimmed }
        let row = lines[i].trimmed.hasSuffix("|") ? Array(cells.dropLast()) : Array(cells)
        if !row.allSatisfy({ $0.allSatisfy { "-:".contains($0) } }) { rows.append(row.map(inline)) }
        i += 1
      }
      let head = rows.first ?? []
      return Table(
        head.map { Table.Column($0.string) },
        rows.dropFirst().map { row in head.indices.map { $0 < row.count ? row[$0] : "" } })
    }
  }

  /// The text after `- ` or `1. `, or nil.
  static func item(_ line: String) -> String? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") { return String(line.dropFirst(2)).trimmed }
    let digits = line.prefix { $0.isNumber }
    guard !digits.isEmpty, digits.count < 4, line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return String(line.dropFirst(digits.count + 2)).trimmed
  }

  /// Inline marks. An opening mark without its closing one is plain text.
  static func inline(_ text: String) -> StyledText {
    var out = StyledText()
    var plain = ""
    var rest = Substring(text)
    func flush() {
      out += StyledText(plain)
      plain = ""
    }
    while let c = rest.first {
      if c == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        flush()
        out += StyledText(String(rest[rest.index(after: rest.startIndex)..<end]), .command)
        rest = rest[rest.index(after: end)...]
      } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
        flush()
        out += StyledText(String(rest.dropFirst(2)[..<end.lowerBound]), .strong)
        rest = rest[end.upperBound...]
      } else if c == "*", let next = rest.dropFirst().first, !next.isWhitespace, let end = rest.dropFirst().firstIndex(of: "*") {
        flush()
        out += StyledText(String(rest.dropFirst()[..<end]), .strong)
        rest = rest[rest.index(after: end)...]
      } else if c == "[", let mid = rest.firstRange(of: "]("), let end = rest[mid.upperBound...].firstIndex(of: ")") {
        plain += rest[rest.index(after: rest.startIndex)..<mid.lowerBound] + " (" + rest[mid.upperBound..<end] + ")"
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(c)
        rest = rest.dropFirst()
      }
    }
    flush()
    return out
  }
}
