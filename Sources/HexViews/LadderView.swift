extension Renderer {
  /// Lifelines downwards, one line a message.
  mutating func ladder(_ l: Ladder) {
    guard !l.lifelines.isEmpty else { return }
    if options.reader { return spoken(l) }
    let painter = LadderPainter(l, width: width, art: art, ascii: options.ascii)
    put(painter.names())
    for r in l.rows { put(painter.row(r)) }
  }

  private mutating func spoken(_ l: Ladder) {
    func name(_ i: Int) -> String { l.lifelines.indices.contains(i) ? l.lifelines[i].name : "?" }
    for r in l.rows {
      let lead = (r.number.isEmpty ? "" : "Step \(r.number), ") + (r.time.isEmpty ? "" : "\(r.time), ")
      let text: String
      switch r.event {
      case .message(let from, let to, let t, _): text = "\(name(from)) to \(name(to)): \(t)"
      case .lost(let from, let to, let t, let why): text = "\(name(from)) to \(name(to)), lost: \(t) (\(why))"
      case .at(let who, let sign, let t): text = "\(name(who)), \(sign): \(t)"
      case .band(let t): text = t
      }
      put(Wrap.lines([.init(clean("\(lead)\(text).\(r.current ? " You are here." : "")"))], width: width))
    }
  }
}

private struct LadderPainter {
  let ladder: Ladder
  let width: Int
  let art: Art
  let ascii: Bool
  let lead: Int
  let numbers: Int
  let times: Int

  init(_ l: Ladder, width: Int, art: Art, ascii: Bool) {
    ladder = l
    self.width = width
    self.art = art
    self.ascii = ascii
    numbers = l.rows.map { DisplayWidth.of($0.number) }.max() ?? 0
    let times = l.rows.map { DisplayWidth.of(Clean.text($0.time, ascii: ascii)) }.max() ?? 0
    // On a narrow screen the arrows need the room more than the clock does.
    self.times = width >= 60 ? times : 0
    lead = 2 + (numbers > 0 ? numbers + 1 : 0) + (self.times > 0 ? self.times + 2 : 0)
  }

  private func clean(_ s: String) -> String { Clean.text(s, ascii: ascii) }

  /// The column of lifeline `i`.
  private func column(_ i: Int) -> Int {
    let n = ladder.lifelines.count
    let first = lead + 4
    let last = width - 5
    return n == 1 ? first : first + (last - first) * max(0, min(i, n - 1)) / (n - 1)
  }

  func names() -> [Line] {
    var l = Line()
    for (i, life) in ladder.lifelines.enumerated() {
      let name = clean(life.name)
      let half = DisplayWidth.of(name) / 2
      let at = min(max(column(i) - half, l.width + (i > 0 ? 1 : 0)), max(0, width - DisplayWidth.of(name)))
      l.pad(to: at)
      l.add(name, .strongTint(life.tint))
    }
    return [l]
  }

  func row(_ r: Ladder.Row) -> [Line] {
    switch r.event {
    case .message(let from, let to, let text, let tint): return arrow(r, from: from, to: to, text, .tint(tint), lost: nil)
    case .lost(let from, let to, let text, let why): return arrow(r, from: from, to: to, text, .bad, lost: why)
    case .at(let who, let sign, let text): return [event(r, who, sign, text)]
    case .band(let text):
      var l = start(r)
      l.pad(to: lead)
      let t = " " + clean(text) + " "
      l.add(art.across + art.across + t, .strong)
      l.add(String(repeating: art.across, count: max(0, width - l.width)), .faint)
      return [l]
    }
  }

  private func start(_ r: Ladder.Row) -> Line {
    var l = Line(r.current ? art.here + " " : "  ", .strong)
    if numbers > 0 {
      l.add(Line(clean(r.number), r.current ? .strong : .plain).padded(to: numbers, right: true))
      l.add(" ")
    }
    if times > 0 {
      l.add(Line(clean(r.time), .faint).padded(to: times, right: true))
      l.add("  ")
    }
    return l
  }

  /// Draws the lifelines left of `column`.
  private func lifelines(_ l: inout Line, upTo limit: Int, from start: Int = 0) {
    for (i, life) in ladder.lifelines.enumerated() where column(i) < limit && column(i) >= max(start, l.width) {
      l.pad(to: column(i))
      l.add(art.down, .tint(life.tint))
    }
  }

  private func arrow(_ r: Ladder.Row, from: Int, to: Int, _ text: String, _ style: Style, lost: String?) -> [Line] {
    guard from != to else { return [event(r, from, "", text)] }
    let a = min(column(from), column(to))
    let b = max(column(from), column(to))
    let rightward = column(to) > column(from)
    let inside = b - a - 1
    // Of a lost message the loss comes first: it must not be what a narrow screen cuts off.
    let words = (lost.map { "\(art.cross) lost (\(clean($0))): " } ?? "") + clean(text)
    let label = Line(" " + words + " ", lost == nil ? .plain : .bad).clipped(to: max(3, inside - 4), mark: art.ellipsis + " ")
    // The line runs from the sender up to the text and on to the head; a lost message stops at a cross.
    var shaft = Line()
    let rest = max(0, inside - label.width - 1)
    let lead = min(2, rest)
    let trail = rest - lead
    if rightward {
      shaft.add(String(repeating: art.across, count: lead), style)
      shaft.add(label)
      if lost == nil {
        shaft.add(String(repeating: art.across, count: trail) + art.right, style)
      } else {
        shaft.add(String(repeating: " ", count: trail + 1))
      }
    } else {
      if lost == nil {
        shaft.add(art.left + String(repeating: art.across, count: trail), style)
      } else {
        shaft.add(String(repeating: " ", count: trail + 1))
      }
      shaft.add(label)
      shaft.add(String(repeating: art.across, count: lead), style)
    }
    var l = start(r)
    lifelines(&l, upTo: a + 1)
    l.pad(to: a + 1)
    l.add(shaft.clipped(to: inside, mark: ""))
    l.pad(to: b)
    lifelines(&l, upTo: width, from: b)
    return [l]
  }

  /// Something at one lifeline: its text is beside it, on the side where there is room.
  private func event(_ r: Ladder.Row, _ who: Int, _ sign: String, _ text: String) -> Line {
    let at = column(who)
    // The name is there too: text beside a line is not at the line.
    let name = ladder.lifelines.indices.contains(who) ? clean(ladder.lifelines[who].name) + " " : ""
    let words = (sign.isEmpty ? "" : "[" + name + clean(sign) + "] ") + clean(text)
    var l = start(r)
    if who == ladder.lifelines.count - 1, ladder.lifelines.count > 1 {
      let room = at - column(0) - 3
      let t = Line(words).clipped(to: max(1, room), mark: art.ellipsis)
      lifelines(&l, upTo: at - t.width - 1)
      l.pad(to: at - t.width - 1)
      l.add(t)
      l.pad(to: at)
      lifelines(&l, upTo: width, from: at)
      return l
    }
    lifelines(&l, upTo: at + 1)
    let next = ladder.lifelines.indices.contains(who + 1) ? column(who + 1) : width
    l.add(" ")
    l.add(Line(words).clipped(to: max(1, next - at - 3), mark: art.ellipsis))
    lifelines(&l, upTo: width, from: next)
    return l
  }
}
