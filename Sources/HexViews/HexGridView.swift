extension Renderer {
  mutating func hex(_ h: HexGrid) {
    let sections = Self.covering(h)
    if options.reader { return spoken(h, sections) }
    let grid = GridPainter(h, width: width, art: art)
    for s in sections {
      if !s.title.isEmpty { sectionTitle(s) }
      put(grid.lines(of: s))
    }
  }

  private mutating func sectionTitle(_ s: HexGrid.Section) {
    var l = Line(clean(String(s.letter)), .strongTint(s.tint))
    l.add(" ")
    l.add(clean(s.title), .strongTint(s.tint))
    l.add(", \(s.range.count) octet\(s.range.count == 1 ? "" : "s") at \(s.range.lowerBound)", .faint)
    guard !s.summary.isEmpty else { return put(l) }
    let text = clean(s.summary)
    if l.width + 2 + DisplayWidth.of(text) <= width {
      l.add("  " + text)
      put(l)
    } else {
      put(l)
      hanging(Line("  "), [.init(text)], gap: 0)
    }
  }

  /// For screen readers: the octets of each layer, field by field where there are fields.
  private mutating func spoken(_ h: HexGrid, _ sections: [HexGrid.Section]) {
    for s in sections {
      let name = s.title.isEmpty ? "Octets" : "Layer \(s.letter), \(s.title)"
      let summary = s.summary.isEmpty ? "" : ": \(s.summary)"
      put(Wrap.lines([.init(clean("\(name), \(s.range.count) octets at \(s.range.lowerBound)\(summary)."), .strong)], width: width))
      // Lettered fields are spoken with their octets by the listing that follows.
      let wrong = h.problems.filter { $0.overlaps(s.range) }
      if s.marks.contains(where: { $0.label != " " }), !h.complete {
        for p in wrong { put(Wrap.lines([.init("Problem at octet \(p.lowerBound).")], width: width)) }
        continue
      }
      let parts = s.marks.isEmpty ? [HexGrid.Mark(s.range, " ", isData: !h.complete)] : s.marks
      for m in parts {
        let range = m.range.clamped(to: 0..<h.octets.count)
        let most = m.isData && !h.complete ? 16 : 64
        var text = hexPairs(h.octets[range].prefix(h.complete ? range.count : most))
        if !h.complete, range.count > most { text += " and \(range.count - most) more" }
        let label = m.label == " " ? "" : "\(m.label), "
        let wrong = h.problems.contains { $0.overlaps(range) } ? " Problem here." : ""
        let place = range.count == 1 ? "octet \(range.lowerBound)" : "\(range.count) octets at \(range.lowerBound)"
        put(Wrap.lines([.init(clean("\(label)\(place): \(text).\(wrong)"))], width: width))
      }
    }
  }

  /// Sections that cover the octets once, in order; what the caller left out gets a section without a name.
  private static func covering(_ h: HexGrid) -> [HexGrid.Section] {
    var out: [HexGrid.Section] = []
    var at = 0
    for s in h.sections.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      var s = s
      s.range = max(at, s.range.lowerBound)..<max(at, min(s.range.upperBound, h.octets.count))
      guard !s.range.isEmpty, s.range.upperBound <= h.octets.count else { continue }
      if s.range.lowerBound > at { out.append(.init(at..<s.range.lowerBound, letter: "?", tint: .grey, title: "")) }
      out.append(s)
      at = s.range.upperBound
    }
    if at < h.octets.count { out.append(.init(at..<h.octets.count, letter: out.isEmpty ? " " : "?", tint: .grey, title: "")) }
    guard let window = h.window else { return out }
    return out.compactMap { s in
      var s = s
      s.range = s.range.clamped(to: window)
      return s.range.isEmpty ? nil : s
    }
  }
}

func hexPairs(_ octets: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  var out = ""
  for o in octets {
    if !out.isEmpty { out.append(" ") }
    out.append(digits[Int(o >> 4)])
    out.append(digits[Int(o & 15)])
  }
  return out
}

/// Draws rows of octets. A row is `L offset  hex  text`; below it, where fields begin, their letters.
private struct GridPainter {
  let grid: HexGrid
  let art: Art
  let perRow: Int
  let offsetWidth: Int
  let showsText: Bool

  init(_ h: HexGrid, width: Int, art: Art) {
    grid = h
    self.art = art
    offsetWidth = max(4, String(h.octets.count).utf8.count)
    let lead = 2 + offsetWidth + 1
    // Each octet takes three columns, each group of eight one more, and two are before the text.
    func needed(_ n: Int, text: Bool) -> Int { lead + 3 * n + (n > 8 ? 1 : 0) + (text ? 2 + n : 0) }
    perRow = [16, 8, 4].first { needed($0, text: $0 > 8) <= width } ?? 4
    showsText = needed(perRow, text: true) <= width
  }

  func lines(of s: HexGrid.Section) -> [Line] {
    var out: [Line] = []
    var at = s.range.lowerBound
    while at < s.range.upperBound {
      if !grid.complete, let skip = squeeze(from: at, in: s) {
        out.append(skip.line)
        at = skip.end
        continue
      }
      let end = min(at + perRow, s.range.upperBound)
      out.append(row(at..<end, s))
      if let labels = labels(at..<end, s) { out.append(labels) }
      at = end
    }
    return out
  }

  private func column(_ i: Int) -> Int { 2 + offsetWidth + 1 + 3 * i + (i >= 8 ? 1 : 0) }

  private func row(_ range: Range<Int>, _ s: HexGrid.Section) -> Line {
    var l = Line(Clean.text(String(s.letter), ascii: true), .strongTint(s.tint))
    let offset = String(range.lowerBound)
    l.pad(to: 2 + offsetWidth - offset.utf8.count)
    l.add(offset, .faint)
    l.add(" ")
    for (i, at) in range.enumerated() {
      // A problem of a whole message is marked where it begins.
      let wrong = grid.problems.contains { $0.count <= 16 ? $0.contains(at) : $0.lowerBound == at }
      l.pad(to: column(i))
      l.add(wrong ? "!" : " ", wrong ? .bad : .tint(s.tint))
      l.add(hexPairs(CollectionOfOne(grid.octets[at])), wrong ? .bad : .tint(s.tint))
    }
    guard showsText else { return l }
    l.pad(to: column(perRow) + 2)
    let text = grid.octets[range].map { $0 >= 0x20 && $0 < 0x7f ? Character(Unicode.Scalar($0)) : "." }
    l.add(String(text), .faint)
    return l
  }

  /// The letters of fields that begin in this row, each with a line under its octets; nil when there is nothing to mark.
  private func labels(_ range: Range<Int>, _ s: HexGrid.Section) -> Line? {
    let here = s.marks.filter { $0.range.overlaps(range) && $0.label != " " }
    // A field that fills whole rows needs no line under each.
    if here.isEmpty || (here.count == 1 && here[0].range.lowerBound < range.lowerBound) { return nil }
    var l = Line()
    for m in here {
      let first = max(m.range.lowerBound, range.lowerBound) - range.lowerBound
      let last = min(m.range.upperBound, range.upperBound) - 1 - range.lowerBound
      l.pad(to: column(first) + 1)
      let begins = m.range.lowerBound >= range.lowerBound
      if begins { l.add(String(m.label), .strongTint(s.tint)) }
      let end = column(last) + 3
      if end > l.width { l.add(String(repeating: art.fieldLine, count: end - l.width), .tint(s.tint)) }
    }
    return l
  }

  /// Rows that say nothing new: long payload, or many times the same octet.
  private func squeeze(from at: Int, in s: HexGrid.Section) -> (line: Line, end: Int)? {
    guard at > s.range.lowerBound else { return nil }
    if let data = s.marks.first(where: { $0.isData && $0.range.contains(at) }), at >= data.range.lowerBound + perRow {
      // The last row is shown, so that padding and ends can be seen.
      let end = min(data.range.upperBound, s.range.upperBound) - perRow
      if end - at >= 3 * perRow { return (gap(end - at, "of data", s), end) }
    }
    let value = grid.octets[at]
    var end = at
    while end + perRow <= s.range.upperBound, uniform(end..<end + perRow, value, s) { end += perRow }
    if end - at >= 2 * perRow { return (gap(end - at, "all \(hexPairs(CollectionOfOne(value)))", s), end) }
    return nil
  }

  private func uniform(_ range: Range<Int>, _ value: UInt8, _ s: HexGrid.Section) -> Bool {
    grid.octets[range].allSatisfy { $0 == value } && !s.marks.contains { range.contains($0.range.lowerBound) }
      && !grid.problems.contains { $0.count <= 16 && $0.overlaps(range) }
  }

  private func gap(_ count: Int, _ what: String, _ s: HexGrid.Section) -> Line {
    var l = Line(Clean.text(String(s.letter), ascii: true), .strongTint(s.tint))
    l.pad(to: 2 + offsetWidth + 1 - DisplayWidth.of(art.ellipsis))
    l.add(" \(art.ellipsis) \(count) octets \(what)", .faint)
    return l
  }
}
