extension Renderer {
  /// The figure as RFCs draw it: a scale, then for each row of boxes names and live bits.
  mutating func bits(_ b: BitBoxes) {
    if options.reader { return spoken(b) }
    let perRow = [32, 16, 8].first { $0 <= b.rowBits && 2 * $0 + 1 <= width } ?? 8
    scale(perRow)
    var legend: [StyledText] = []
    var labels = Self.labels(
      b.boxes.filter { $0.width > 0 && $0.width <= 2 * perRow && DisplayWidth.of(clean($0.name)) > 2 * min($0.width, perRow) - 1 }.map {
        clean($0.name)
      })[...]
    var row: [Piece] = []
    var used = 0
    var closed = Line(border(perRow), .faint)
    for box in b.boxes where box.width > 0 {
      // A long field is one flat box, whatever its length.
      if box.width > 2 * perRow {
        flush(&row, &used, perRow, &closed)
        put(closed)
        longBox(box, perRow)
        closed = Line(border(perRow), .faint)
        continue
      }
      var name = clean(box.name)
      if DisplayWidth.of(name) > 2 * min(box.width, perRow) - 1 {
        let short = String(labels.popFirst() ?? " ")
        legend.append("\(short, .strong) \(box.name)\(box.value.isEmpty ? "" : " = " + box.value)")
        name = short
      } else if !box.value.isEmpty, box.marked {
        legend.append("\(box.name, .strong) = \(box.value)")
      }
      var start = 0
      while start < box.width {
        let n = min(box.width - start, perRow - used)
        row.append(Piece(name: start == 0 ? name : "", bits: Array(box.bits.dropFirst(start).prefix(n)), width: n, box: box))
        used += n
        start += n
        if used == perRow { flush(&row, &used, perRow, &closed) }
      }
    }
    flush(&row, &used, perRow, &closed)
    put(closed)
    list(legend)
  }

  /// One character for each name, all different: its first letter, as in the RFCs' figures, or another of its letters, or any. Flags are
  /// known by their last ones best (SYN and FIN, ACK rather than AE), so these choose first.
  static func labels(_ names: [String]) -> [Character] {
    var used = Set<Character>()
    let spare =
      (97...122).map { Character(UnicodeScalar(UInt8($0))) } + (65...90).map { Character(UnicodeScalar(UInt8($0))) }
      + (48...57).map { Character(UnicodeScalar(UInt8($0))) }
    return names.reversed().map { name in
      let own = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
      let c = own.first { !used.contains($0) } ?? spare.first { !used.contains($0) } ?? "?"
      used.insert(c)
      return c
    }.reversed()
  }

  private struct Piece {
    var name: String
    var bits: [UInt8]
    var width: Int
    var box: BitBoxes.Box
  }

  private mutating func list(_ legend: [StyledText]) {
    for item in legend { hanging(Line(" "), clean(item), gap: 1) }
  }

  private mutating func scale(_ n: Int) {
    var tens = " "
    var ones = " "
    for i in 0..<n {
      tens += i % 10 == 0 ? String(i / 10) + " " : "  "
      ones += String(i % 10) + " "
    }
    if n > 10 { put(Line(tens, .faint)) }
    put(Line(ones, .faint))
  }

  private func border(_ n: Int) -> String { String(repeating: "+-", count: n) + "+" }

  private mutating func flush(_ row: inout [Piece], _ used: inout Int, _ perRow: Int, _ closed: inout Line) {
    guard !row.isEmpty else { return }
    put(closed)
    var names = Line("|", .faint)
    var values = Line("|", .faint)
    for p in row {
      let inside = 2 * p.width - 1
      let style: Style = p.box.marked ? .strongTint(p.box.tint) : .tint(p.box.tint)
      let left = max(0, (inside - DisplayWidth.of(p.name)) / 2)
      var name = Line(String(repeating: " ", count: left))
      name.add(p.name, style)
      names.add(name.clipped(to: inside, mark: "").padded(to: inside))
      names.add("|", .faint)
      let digits = p.bits.map { $0 == 0 ? "0" : "1" }.joined(separator: " ")
      values.add(Line(digits, style).padded(to: inside))
      values.add("|", .faint)
    }
    put(names)
    put(values)
    // Under a marked box the border itself is the mark: `^` instead of `-`.
    var bottom = ""
    for p in row {
      bottom += "+" + (p.box.marked ? String(repeating: "^", count: 2 * p.width - 1) : String(border(p.width).dropFirst().dropLast()))
    }
    closed = Line(bottom + "+", .faint)
    row = []
    used = 0
  }

  private mutating func longBox(_ box: BitBoxes.Box, _ perRow: Int) {
    let inside = 2 * perRow - 1
    let style: Style = box.marked ? .strongTint(box.tint) : .tint(box.tint)
    for text in [box.name + ", \(box.width / 8) octets", box.value] where !text.isEmpty {
      var l = Line("/ ", .faint)
      l.add(Line(clean(text), style).clipped(to: inside - 2, mark: art.ellipsis).padded(to: inside - 2))
      l.add(" /", .faint)
      put(l)
    }
  }

  private mutating func spoken(_ b: BitBoxes) {
    var at = 0
    for box in b.boxes {
      let place = box.width == 1 ? "Bit \(at)" : "Bits \(at) to \(at + box.width - 1)"
      let digits =
        box.bits.isEmpty || box.bits.count > 64 || (box.width == 1 && !box.value.isEmpty)
        ? "" : ": " + box.bits.map { $0 == 0 ? "0" : "1" }.joined()
      let value = box.value.isEmpty ? "" : ", \(box.value)"
      put(
        Wrap.lines([.init(clean("\(place), \(box.name)\(digits)\(value).\(box.marked ? " This one was asked for." : "")"))], width: width))
      at += box.width
    }
  }
}
