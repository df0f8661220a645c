import Testing

@testable import HexViews

@Suite struct WidthTests {
  @Test func charactersTakeTheirColumns() {
    let cases: [(String, Int)] = [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中文", 4), ("日本", 4), ("한글", 4), ("ﾊﾝ", 2), ("ｆ", 2), ("→─…§", 4),
      ("🙂", 2), ("👨‍👩‍👧", 2),
      ("🇩🇪", 2), ("❤️", 2), ("☺", 1),
      ("\u{1b}", 0), ("a\u{200d}", 1), ("\u{1100}", 2),
    ]
    for (text, width) in cases { #expect(DisplayWidth.of(text) == width, "\(text)") }
  }

  static let looks: [(color: Bool, ascii: Bool, reader: Bool)] = [
    (false, false, false), (true, false, false), (false, true, false), (true, true, false), (false, false, true), (false, true, true),
  ]

  /// Removes what colours a text, and nothing else.
  static func bare(_ s: String) -> String {
    var out = ""
    var inside = false
    for c in s.unicodeScalars {
      if c == "\u{1b}" {
        inside = true
        continue
      }
      if inside {
        if c == "m" { inside = false }
        continue
      }
      out.unicodeScalars.append(c)
    }
    return out
  }

  @Test func nothingIsWiderThanTheScreen() {
    var d = Die(2637)
    for round in 0..<600 {
      let document = RandomDocument.make(&d)
      let width = 40 + d.below(161)
      let look = Self.looks[round % Self.looks.count]
      let text = document.render(RenderOptions(width: width, color: look.color, ascii: look.ascii, reader: look.reader))
      for line in Self.bare(text).split(separator: "\n", omittingEmptySubsequences: false) {
        let columns = DisplayWidth.of(String(line))
        #expect(columns <= width, "round \(round), width \(width): \(columns) columns: \(line)")
      }
      #expect(text.isEmpty || text.hasSuffix("\n"))
    }
  }

  /// Where columns must stay, each character has one for it.
  @Test func asciiKeepsColumns() {
    #expect(String(decoding: ASCII.columns("RFC 2637 §4.1 “x” … 5 µs → 语é\n"), as: UTF8.self) == "RFC 2637 s4.1 \"x\" . 5 us - ??\n")
  }

  @Test func asciiIsASCII() {
    var d = Die(7)
    for _ in 0..<300 {
      let document = RandomDocument.make(&d)
      for reader in [false, true] {
        let text = document.render(RenderOptions(width: 40 + d.below(120), color: false, ascii: true, reader: reader))
        #expect(text.utf8.allSatisfy { $0 == 0x0a || ($0 >= 0x20 && $0 < 0x7f) }, "\(text)")
      }
    }
  }

  /// Whatever a name from outside contains, it moves no cursor and hides no text.
  @Test func nothingFromOutsideReachesTheTerminalAsAControl() {
    var d = Die(11)
    for _ in 0..<300 {
      let text = RandomDocument.make(&d).render(RenderOptions(width: 40 + d.below(120)))
      for s in text.unicodeScalars {
        let v = s.value
        #expect(
          v == 0x0a
            || (v >= 0x20 && v != 0x7f && !(0x80..<0xa0).contains(v) && !(0x202a...0x202e).contains(v) && !(0x2066...0x2069).contains(v)))
      }
    }
  }

  /// Colour only repeats: without it the text is the same, letter for letter.
  @Test func colourIsNeverTheOnlySign() {
    var d = Die(13)
    for _ in 0..<300 {
      let document = RandomDocument.make(&d)
      let width = 40 + d.below(120)
      for ascii in [false, true] {
        let colored = document.render(RenderOptions(width: width, color: true, ascii: ascii))
        let plain = document.render(RenderOptions(width: width, color: false, ascii: ascii))
        #expect(Self.bare(colored).split(separator: "\n").map(trimmed) == plain.split(separator: "\n").map(trimmed))
      }
    }
  }

  private func trimmed(_ s: Substring) -> Substring {
    var s = s
    while s.last == " " { s.removeLast() }
    return s
  }

  @Test func longWordsBreakAtHyphens() {
    let lines = Wrap.lines([.init("Start-Control-Connection-Request")], width: 26).map { $0.spans.map(\.text).joined() }
    #expect(lines == ["Start-Control-Connection-", "Request"])
  }

  @Test func sectionsOfRFCsStayTogether() {
    let text = Document.text("See the table of RFC 1661 §4.1 and more of it").render(RenderOptions(width: 40))
    #expect(text == "See the table of RFC 1661 §4.1 and more\nof it\n")
    let narrow = Document([.paragraph("It is said so very clearly in RFC 1661 §4.1.")]).render(RenderOptions(width: 40))
    #expect(narrow == "It is said so very clearly in\nRFC 1661 §4.1.\n")
  }
}
