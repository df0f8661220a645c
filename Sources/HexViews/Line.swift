/// One line of the screen: cleaned spans and how many columns they take.
struct Line {
  private(set) var spans: [StyledText.Span] = []
  private(set) var width = 0

  init() {}
  init(_ text: String, _ style: Style = .plain) { add(text, style) }

  /// `text` must be clean already.
  mutating func add(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    width += DisplayWidth.of(text)
    if let last = spans.indices.last, spans[last].style == style { spans[last].text += text } else { spans.append(.init(text, style)) }
  }

  mutating func add(_ other: Line) { for s in other.spans { add(s.text, s.style) } }

  mutating func pad(to column: Int) { if column > width { add(String(repeating: " ", count: column - width)) } }

  func padded(to column: Int, right: Bool = false) -> Line {
    guard column > width else { return self }
    var out = Line()
    if right { out.add(String(repeating: " ", count: column - width)) }
    out.add(self)
    out.pad(to: column)
    return out
  }

  /// At most `columns` wide; what is cut away is shown by `mark`.
  func clipped(to columns: Int, mark: String) -> Line {
    guard width > columns else { return self }
    let room = max(0, columns - DisplayWidth.of(mark))
    var out = Line()
    outer: for s in spans {
      var piece = ""
      var n = out.width
      for c in s.text {
        let w = DisplayWidth.of(c)
        if n + w > room {
          out.add(piece, s.style)
          break outer
        }
        piece.append(c)
        n += w
      }
      out.add(piece, s.style)
    }
    if columns >= DisplayWidth.of(mark) { out.add(mark, .faint) }
    return out
  }

  var isEmpty: Bool { spans.isEmpty }
}

/// Breaks styled text into lines.
enum Wrap {
  private struct Word {
    var parts: [StyledText.Span] = []
    var width = 0
    /// Spaces in front of the word when it does not begin a line.
    var gap = 0
    var gapStyle = Style.plain
  }

  /// Lines of at most `width` columns (at least 1). Words longer than a line are broken.
  static func lines(_ spans: [StyledText.Span], width: Int, first: Int? = nil) -> [Line] {
    let width = max(1, width)
    var out: [Line] = []
    var line = Line()
    var limit = max(1, first ?? width)
    for word in words(spans) {
      let gap = line.isEmpty ? 0 : word.gap
      if line.width + gap + word.width <= limit {
        if gap > 0 { line.add(String(repeating: " ", count: gap), word.gapStyle) }
        for p in word.parts { line.add(p.text, p.style) }
        continue
      }
      if !line.isEmpty {
        out.append(line)
        line = Line()
        limit = width
      }
      for p in word.parts { broken(p, into: &line, &out, &limit, width) }
    }
    if !line.isEmpty || out.isEmpty { out.append(line) }
    return out
  }

  /// Adds a span, breaking it wherever the line is full.
  private static func broken(_ p: StyledText.Span, into line: inout Line, _ out: inout [Line], _ limit: inout Int, _ width: Int) {
    if line.width + DisplayWidth.of(p.text) <= limit {
      line.add(p.text, p.style)
      return
    }
    var piece = ""
    var n = line.width
    for c in p.text {
      let w = DisplayWidth.of(c)
      if n + w > limit, n > 0 {
        // Names like Start-Control-Connection-Request break at their hyphens where that leaves a decent line.
        var rest = ""
        if let hyphen = piece.lastIndex(where: { $0 == "-" || $0 == "." || $0 == "," || $0 == "/" || $0 == "_" }),
          piece.distance(from: piece.startIndex, to: hyphen) >= limit / 2
        {
          rest = String(piece[piece.index(after: hyphen)...])
          piece = String(piece[...hyphen])
        }
        line.add(piece, p.style)
        out.append(line)
        line = Line()
        limit = width
        piece = rest
        n = DisplayWidth.of(rest)
      }
      // A wide character in a column of width 1 cannot be shown at all.
      if w > limit { continue }
      piece.append(c)
      n += w
    }
    line.add(piece, p.style)
  }

  private static func words(_ spans: [StyledText.Span]) -> [Word] {
    var out: [Word] = []
    var word = Word()
    var gap = 0
    var gapStyle = Style.plain
    for s in spans {
      for piece in s.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
        if piece.offset > 0 {
          if word.width > 0 {
            out.append(word)
            word = Word()
            gap = 0
          }
          gap += 1
          gapStyle = s.style
        }
        guard !piece.element.isEmpty else { continue }
        if word.width == 0 {
          word.gap = gap
          word.gapStyle = gapStyle
          gap = 0
        }
        let text = String(piece.element)
        word.parts.append(.init(text, s.style))
        word.width += DisplayWidth.of(text)
      }
    }
    if !word.parts.isEmpty { out.append(word) }
    return out
  }
}
