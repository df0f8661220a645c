/// How wide each column of a table is, and which ones are left out.
struct ColumnPlan: Equatable {
  /// Indices of the columns shown.
  var shown: [Int]
  /// Widths of the columns shown.
  var widths: [Int]
  static let gap = 2

  /// nil when not even the narrowest form fits: the rows are then written one field a line.
  static func fit(_ columns: [Table.Column], natural: [Int], width: Int) -> ColumnPlan? {
    var shown = Array(columns.indices)
    while true {
      let least = shown.map { min(natural[$0], max(columns[$0].minimum, 1)) }
      let gaps = gap * max(0, shown.count - 1)
      if least.reduce(gaps, +) <= width {
        return ColumnPlan(shown: shown, widths: grown(least, to: shown.map { natural[$0] }, room: width - gaps))
      }
      guard let drop = shown.filter({ columns[$0].priority > 0 }).max(by: { columns[$0].priority < columns[$1].priority }) else {
        return nil
      }
      shown.removeAll { $0 == drop }
    }
  }

  /// What is left over goes to the narrowest column that lacks something: short columns get all they need, long texts share the rest.
  private static func grown(_ least: [Int], to natural: [Int], room: Int) -> [Int] {
    var widths = least
    var left = room - least.reduce(0, +)
    while left > 0 {
      var poorest = -1
      for i in widths.indices where widths[i] < natural[i] && (poorest < 0 || widths[i] < widths[poorest]) { poorest = i }
      guard poorest >= 0 else { break }
      widths[poorest] += 1
      left -= 1
    }
    return widths
  }
}

extension Renderer {
  mutating func table(_ t: Table) {
    let cells = t.rows.map { row in t.columns.indices.map { $0 < row.count ? clean(row[$0]) : [] } }
    if options.reader { return records(t, cells) }
    var natural = t.columns.map { DisplayWidth.of(clean($0.title)) }
    for row in cells {
      for (i, cell) in row.enumerated() { natural[i] = max(natural[i], cell.reduce(0) { $0 + DisplayWidth.of($1.text) }) }
    }
    let sign = t.current == nil ? 0 : 2
    guard let plan = ColumnPlan.fit(t.columns, natural: natural, width: width - sign) else { return records(t, cells) }
    if t.columns.contains(where: { !$0.title.isEmpty }) {
      let titles = plan.shown.map { i in [StyledText.Span(clean(t.columns[i].title), .faint)] }
      row(titles, plan, t.columns, lead: String(repeating: " ", count: sign))
    }
    for (n, cell) in cells.enumerated() {
      let here = t.current == n
      let lead = sign == 0 ? "" : here ? art.here + " " : "  "
      row(
        plan.shown.map { i in here ? cell[i].map { .init($0.text, $0.style == .plain ? .strong : $0.style) } : cell[i] }, plan, t.columns,
        lead: lead)
    }
  }

  private mutating func row(_ cells: [[StyledText.Span]], _ plan: ColumnPlan, _ columns: [Table.Column], lead: String) {
    let wrapped = zip(cells, plan.widths).map { $0.isEmpty ? [Line()] : Wrap.lines($0, width: $1) }
    for n in 0..<(wrapped.map(\.count).max() ?? 0) {
      var l = Line(n == 0 ? lead : String(repeating: " ", count: DisplayWidth.of(lead)), .strong)
      for (k, cell) in wrapped.enumerated() {
        if k > 0 { l.add(String(repeating: " ", count: ColumnPlan.gap)) }
        let part = n < cell.count ? cell[n] : Line()
        l.add(part.padded(to: plan.widths[k], right: columns[plan.shown[k]].alignment == .right))
      }
      put(l)
    }
  }

  /// One row as one sentence: `Name: value; name: value`.
  private mutating func records(_ t: Table, _ cells: [[[StyledText.Span]]]) {
    for (n, row) in cells.enumerated() {
      var spans: [StyledText.Span] = t.current == n ? [.init("(here) ", .strong)] : []
      var first = true
      for (i, cell) in row.enumerated() where cell.contains(where: { !$0.text.isEmpty }) {
        if !first { spans.append(.init("; ")) }
        first = false
        let title = clean(t.columns[i].title)
        if !title.isEmpty { spans.append(.init(title + ": ", .faint)) }
        spans += cell
      }
      hanging(Line(art.bullet, .faint), spans, gap: 1)
    }
  }
}
