extension Document {
  /// The document as text, each line ended by a newline, none wider than `options.width` columns.
  public func render(_ options: RenderOptions) -> String {
    var r = Renderer(options)
    for b in blocks { r.block(b) }
    return r.finish()
  }
}

/// Turns blocks into lines. One method a kind of block; the larger ones are in files of their own.
struct Renderer {
  let options: RenderOptions
  let art: Art
  private var lines: [Line] = []
  /// Columns to the left that belong to the blocks around.
  private(set) var indent = 0

  init(_ options: RenderOptions) {
    self.options = options
    art = options.ascii ? .ascii : .unicode
  }

  /// Columns there are for a block.
  var width: Int { max(20, options.width - indent) }

  mutating func block(_ b: Block) {
    switch b {
    case .heading(let level, let t): heading(level, t)
    case .paragraph(let t): put(Wrap.lines(clean(t), width: width))
    case .labelled(let label, let t): labelled(label, t)
    case .line(let t):
      if options.reader { put(Wrap.lines(clean(t), width: width)) } else { put(line(t)) }
    case .keyValues(let facts): keyValues(facts)
    case .list(let style, let items): list(style, items)
    case .table(let t): table(t)
    case .hex(let h): hex(h)
    case .fields(let f): fields(f)
    case .bits(let b): bits(b)
    case .onion(let o): onion(o)
    case .ladder(let l): ladder(l)
    case .code(let texts): code(texts)
    case .callout(let kind, let t): callout(kind, t)
    case .indented(let inner):
      let step = options.reader ? 0 : 2
      indent += step
      for b in inner { block(b) }
      indent -= step
    case .rule: if options.reader { put(Line()) } else { put(Line(String(repeating: art.across, count: width), .faint)) }
    case .blank: put(Line())
    }
  }

  // MARK: Output

  mutating func put(_ line: Line) {
    var full = Line(String(repeating: " ", count: line.isEmpty ? 0 : indent))
    full.add(line)
    lines.append(full.clipped(to: options.width, mark: art.ellipsis))
  }
  mutating func put(_ many: [Line]) { for l in many { put(l) } }

  func finish() -> String {
    var out = ""
    for line in lines {
      for (i, s) in line.spans.enumerated() {
        // Blanks that must not break a line are ordinary ones from here on.
        var text = s.text.utf8.contains(0xc2) ? String(s.text.map { $0 == "\u{a0}" ? " " : $0 }) : s.text
        // No line ends in blanks: they would break comparisons and copies.
        if i == line.spans.count - 1 { while text.last == " " { text.removeLast() } }
        let sgr = options.color ? Palette.sgr(s.style, on: options.background) : ""
        if sgr.isEmpty || text.isEmpty { out += text } else { out += "\u{1b}[\(sgr)m\(text)\u{1b}[0m" }
      }
      out += "\n"
    }
    return out
  }

  func clean(_ t: StyledText) -> [StyledText.Span] { t.spans.map { .init(clean($0.text), $0.style) } }
  /// Text made safe, and sections of RFCs kept on one line.
  func clean(_ s: String) -> String { Clean.joined(Clean.text(s, ascii: options.ascii)) }
  func line(_ t: StyledText) -> Line {
    var l = Line()
    for s in clean(t) { l.add(s.text, s.style) }
    return l
  }

  // MARK: Simple blocks

  private mutating func heading(_ level: Int, _ t: StyledText) {
    if options.reader || level > 1 {
      put(Wrap.lines(clean(t).map { .init($0.text, $0.style == .plain ? .strong : $0.style) }, width: width))
      return
    }
    // A bar as long as the screen is wide: screens are easy to tell apart when one scrolls back.
    let wrapped = Wrap.lines(clean(t).map { .init($0.text, $0.style == .plain ? .strong : $0.style) }, width: width - 6)
    for (i, text) in wrapped.enumerated() {
      var l = Line(i == 0 ? art.heavy + art.heavy + " " : "   ", .faint)
      l.add(text)
      if i == wrapped.count - 1 {
        l.add(" ", .faint)
        l.add(String(repeating: art.heavy, count: max(0, width - l.width)), .faint)
      }
      put(l)
    }
  }

  private mutating func labelled(_ label: StyledText, _ t: StyledText) {
    hanging(line(label), clean(t), gap: 1)
  }

  /// `head`, then `text` wrapped beside it; beneath it where the head takes too much room.
  mutating func hanging(_ head: Line, _ text: [StyledText.Span], gap: Int) {
    let column = head.width + gap
    if column > width / 2 {
      var spans = head.spans
      spans.append(.init(String(repeating: " ", count: gap)))
      put(Wrap.lines(spans + text, width: width))
      return
    }
    for (i, l) in Wrap.lines(text, width: width - column).enumerated() {
      var full = i == 0 ? head.padded(to: column) : Line(String(repeating: " ", count: column))
      full.add(l)
      put(full)
    }
  }

  private mutating func keyValues(_ facts: [KeyValue]) {
    let keys = facts.map { line($0.key) }
    let column = min(keys.map(\.width).max() ?? 0, width / 3)
    for (fact, key) in zip(facts, keys) {
      var text = clean(fact.value)
      if !fact.aside.isEmpty {
        text.append(.init(options.reader ? ", " : "  "))
        text += clean(fact.aside).map { .init($0.text, $0.style == .plain ? .faint : $0.style) }
      }
      if options.reader {
        put(Wrap.lines(key.spans + [.init(": ")] + text, width: width))
      } else if key.width > column {
        put(Wrap.lines(key.spans, width: width))
        hanging(Line(String(repeating: " ", count: column)), text, gap: 2)
      } else {
        hanging(key.padded(to: column), text, gap: 2)
      }
    }
  }

  private mutating func list(_ style: ListStyle, _ items: [StyledText]) {
    let digits = String(items.count).utf8.count
    for (i, item) in items.enumerated() {
      let sign: String
      switch style {
      case .bullets: sign = art.bullet
      case .numbers:
        let n = String(i + 1)
        sign = String(repeating: " ", count: digits - n.utf8.count) + n + "."
      }
      hanging(Line(sign, .faint), clean(item), gap: 1)
    }
  }

  private mutating func code(_ texts: [StyledText]) {
    for t in texts {
      let whole = line(t)
      if whole.width <= width - 2 {
        var l = Line("  ")
        l.add(whole)
        put(l)
        continue
      }
      for (i, part) in Wrap.lines(clean(t), width: width - 4).enumerated() {
        var l = i == 0 ? Line("  ") : Line("  " + art.continued, .faint)
        l.add(part)
        put(l)
      }
    }
  }

  private mutating func callout(_ kind: CalloutKind, _ t: StyledText) {
    let head: Line
    switch kind {
    case .problem: head = Line("Problem:", .bad)
    case .hint: head = Line("Next:", .strong)
    case .note: head = Line("Note:", .strong)
    case .success: head = Line("Done:", .good)
    }
    hanging(head, clean(t), gap: 1)
  }
}
