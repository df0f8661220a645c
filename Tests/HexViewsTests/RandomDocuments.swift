import HexViews

/// Seeded chance for tests.
struct Die {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ n: Int) -> Int { n <= 0 ? 0 : Int(next() % UInt64(n)) }
  mutating func octets(_ n: Int) -> [UInt8] { (0..<n).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// Words a terminal may stumble over: wide, combining, control and direction characters, long ones.
  mutating func text(_ most: Int) -> String {
    let alphabet = [
      "a", "b", "LCP", "Configure-Request", " ", " ", " ", "é", "e\u{301}", "中", "日本語", "한", "🙂", "👨‍👩‍👧", "🇩🇪", "→", "§4.1",
      "RFC 1661 §4.1",
      "…", "\u{1b}[31m", "\n", "\t",
      "\u{202e}", "\u{0}", "0x1a2b3c4d", "verylongwordwithoutanybreakwhatsoeverthatgoesonandonandon", "ｆｕｌｌ", "\u{200d}", "─",
    ]
    var out = ""
    for _ in 0..<below(most + 1) { out += alphabet[below(alphabet.count)] }
    return out
  }

  mutating func styled(_ most: Int) -> StyledText {
    let styles: [Style] = [.plain, .strong, .faint, .command, .good, .warning, .bad, .tint(.blue), .strongTint(.pink)]
    return StyledText(spans: (0..<below(4)).map { _ in .init(text(most), styles[below(styles.count)]) })
  }

  mutating func tint() -> Tint { Tint.allCases[below(Tint.allCases.count)] }
}

enum RandomDocument {
  static func make(_ d: inout Die) -> Document { Document((0..<1 + d.below(6)).map { _ in block(&d, 2) }) }

  static func block(_ d: inout Die, _ depth: Int) -> Block {
    switch d.below(depth > 0 ? 16 : 15) {
    case 0: return .heading(1 + d.below(2), d.styled(8))
    case 1: return .paragraph(d.styled(40))
    case 2: return .labelled(d.styled(3), d.styled(30))
    case 3: return .keyValues((0..<d.below(5)).map { _ in KeyValue(d.styled(3), d.styled(12), d.styled(6)) })
    case 4: return .list(d.below(2) == 0 ? .bullets : .numbers, (0..<d.below(12)).map { _ in d.styled(15) })
    case 5, 6: return .table(table(&d))
    case 7: return .hex(grid(&d))
    case 8: return .fields(FieldListing((0..<d.below(12)).map { _ in field(&d) }))
    case 9: return .bits(boxes(&d))
    case 10:
      return .onion(
        Onion(
          (0..<d.below(7)).map { _ in
            Onion.Layer(
              letter: "G", tint: d.tint(), name: d.text(4), offset: d.below(100), own: d.below(1500), summary: d.text(10),
              buffer: d.below(4) == 0 ? d.text(5) : "")
          }, total: d.below(1600)))
    case 11: return .ladder(ladder(&d))
    case 12: return .code((0..<d.below(4)).map { _ in d.styled(30) })
    case 13: return .callout([.problem, .hint, .note, .success][d.below(4)], d.styled(30))
    case 14: return d.below(2) == 0 ? .rule : .line(d.styled(20))
    default: return .indented((0..<d.below(3)).map { _ in block(&d, depth - 1) })
    }
  }

  static func table(_ d: inout Die) -> Table {
    let n = 1 + d.below(6)
    let columns = (0..<n).map { _ in
      Table.Column(d.text(2), d.below(2) == 0 ? .left : .right, priority: d.below(4), minimum: 1 + d.below(20))
    }
    return Table(
      columns, (0..<d.below(6)).map { _ in (0..<d.below(n + 2)).map { _ in d.styled(8) } }, current: d.below(2) == 0 ? d.below(6) : nil)
  }

  static func grid(_ d: inout Die) -> HexGrid {
    let octets = d.below(3) == 0 ? [UInt8](repeating: 0, count: d.below(300)) : d.octets(d.below(300))
    var sections: [HexGrid.Section] = []
    var at = 0
    while at < octets.count, d.below(6) > 0 {
      let end = min(octets.count, at + 1 + d.below(80))
      var marks: [HexGrid.Mark] = []
      var m = at
      while m < end, d.below(5) > 0 {
        let e = min(end, m + 1 + d.below(30))
        marks.append(.init(m..<e, Character(Unicode.Scalar(UInt8(97 + d.below(26)))), isData: d.below(3) == 0))
        m = e
      }
      sections.append(
        .init(at..<end, letter: ["E", "G", "?"][d.below(3)], tint: d.tint(), title: d.text(3), summary: d.text(10), marks: marks))
      at = end
    }
    let problems = (0..<d.below(3)).map { _ in
      let a = d.below(300)
      return a..<a + d.below(9)
    }
    return HexGrid(
      octets: octets, sections: sections, problems: problems, complete: d.below(2) == 0,
      window: d.below(4) == 0 ? d.below(50)..<50 + d.below(250) : nil)
  }

  static func field(_ d: inout Die) -> FieldListing.Line {
    let at = d.below(2000)
    let n = 1 + d.below(90)
    let first = d.below(8)
    let kinds: [FieldListing.Line.Kind] = [
      .group, .leaf, .bits(first: first, last: first + d.below(12), of: [8, 16, 32][d.below(3)], value: d.next() >> 50),
    ]
    return .init(
      label: d.below(2) == 0 ? "a" : nil, tint: d.tint(), kind: kinds[d.below(3)], depth: d.below(9), range: at..<at + n,
      octets: d.octets(n), name: d.text(4), value: d.text(4), meaning: d.text(9),
      about: d.text(9), ref: d.below(2) == 0 ? "RFC 2637 §4.1" : d.text(3), problems: d.below(4) == 0 ? [d.text(12)] : [])
  }

  static func boxes(_ d: inout Die) -> BitBoxes {
    BitBoxes(
      (0..<d.below(9)).map { _ in
        let w = [1, 1, 3, 4, 8, 13, 16, 32, 64, 200][d.below(10)]
        return .init(
          d.text(3), width: w, bits: d.below(5) == 0 ? [] : (0..<w).map { _ in UInt8(d.below(2)) }, value: d.text(4), tint: d.tint(),
          marked: d.below(4) == 0)
      })
  }

  static func ladder(_ d: inout Die) -> Ladder {
    let n = 1 + d.below(4)
    return Ladder(
      (0..<n).map { _ in .init(d.text(2), d.tint()) },
      (0..<d.below(8)).map { _ in
        let event: Ladder.Event
        switch d.below(4) {
        case 0: event = .message(from: d.below(n), to: d.below(n), text: d.text(12), tint: d.tint())
        case 1: event = .lost(from: d.below(n), to: d.below(n), text: d.text(12), reason: d.text(4))
        case 2: event = .at(d.below(n), sign: d.text(1), text: d.text(10))
        default: event = .band(d.text(5))
        }
        return .init(number: String(d.below(2000)), time: "\(d.below(99)).123 s", event, current: d.below(5) == 0)
      })
  }
}
