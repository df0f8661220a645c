extension Renderer {
  /// Letter, place, size, name, value with meaning, section. On a wide screen also the octets and what the field is for.
  mutating func fields(_ f: FieldListing) {
    if options.reader { return spoken(f) }
    let plan = FieldColumns(f, width: width)
    var ref = ""
    for var l in f.lines {
      // A section is named where it begins; the lines below it are from the same one.
      if l.ref == ref { l.ref = "" } else { ref = l.ref }
      fieldLine(l, plan)
    }
  }

  private mutating func fieldLine(_ f: FieldListing.Line, _ plan: FieldColumns) {
    let name = fieldName(f, plan)
    let value = fieldValue(f, plan)
    // A heading has no columns of its own: its text runs on.
    if case .group = f.kind {
      var head = lead(f, plan)
      if plan.octets > 0 { head.pad(to: plan.lead + plan.octets + ColumnPlan.gap) }
      head.add(name)
      var text = value
      if plan.ref > 0, !f.ref.isEmpty { text.append(.init("  " + clean(f.ref), .faint)) }
      hanging(head, text, gap: 2)
      return problems(f, plan)
    }
    let names = Wrap.lines(name.spans, width: plan.name)
    let values = Wrap.lines(value, width: plan.value)
    let refs = plan.ref > 0 ? Wrap.lines([.init(clean(f.ref), .faint)], width: plan.ref) : []
    let octets = plan.octets > 0 ? Wrap.lines([.init(octetText(f, plan), .faint)], width: plan.octets) : []
    for n in 0..<max(names.count, values.count, refs.count, octets.count) {
      var l = n == 0 ? lead(f, plan) : Line(String(repeating: " ", count: plan.lead))
      var at = plan.lead
      func column(_ part: [Line], _ width: Int) {
        guard width > 0 else { return }
        l.pad(to: at)
        if n < part.count { l.add(part[n]) }
        at += width + ColumnPlan.gap
      }
      column(octets, plan.octets)
      column(names, plan.name)
      column(values, plan.value)
      column(refs, plan.ref)
      put(l)
    }
    problems(f, plan)
  }

  private mutating func problems(_ f: FieldListing.Line, _ plan: FieldColumns) {
    for p in f.problems {
      var head = Line(String(repeating: " ", count: plan.lead))
      head.add("! ", .bad)
      hanging(head, [.init(clean(p), .bad)], gap: 0)
    }
  }

  private func lead(_ f: FieldListing.Line, _ plan: FieldColumns) -> Line {
    var l = Line(f.label.map { clean(String($0)) } ?? " ", .strongTint(f.tint))
    if case .bits = f.kind {
      l.pad(to: plan.lead)
      return l
    }
    let at = String(f.range.lowerBound)
    let size = String(f.range.count)
    l.pad(to: 2 + plan.at - at.utf8.count)
    l.add(at, .faint)
    l.pad(to: 2 + plan.at + 1 + plan.size + 1 - size.utf8.count)
    l.add("+" + size, .faint)
    l.pad(to: plan.lead)
    return l
  }

  private func fieldName(_ f: FieldListing.Line, _ plan: FieldColumns) -> Line {
    var l = Line(String(repeating: " ", count: 2 * min(f.depth, 6)))
    switch f.kind {
    case .group: l.add(clean(f.name), .strongTint(f.tint))
    case .leaf: l.add(clean(f.name))
    case .bits: l.add(clean(f.name))
    }
    return l
  }

  private func fieldValue(_ f: FieldListing.Line, _ plan: FieldColumns) -> [StyledText.Span] {
    var out: [StyledText.Span] = []
    func add(_ text: String, _ style: Style, _ between: String) {
      guard !text.isEmpty else { return }
      if !out.isEmpty { out.append(.init(between, .faint)) }
      out.append(.init(clean(text), style))
    }
    if case .bits(let first, let last, let width, let value) = f.kind, width <= 16, plan.value >= width * 5 / 4 + 8,
      let picture = bitPicture(first, last, width, value)
    {
      out.append(.init(picture + "  ", .faint))
      // One bit: its picture is its value.
      if first == last {
        out.append(.init(clean(f.meaning.isEmpty ? (value == 0 ? "not set" : "set") : f.meaning), value == 0 ? .plain : .strong))
        if plan.showsAbout, !f.about.isEmpty { out.append(.init((options.ascii ? " - " : " · ") + clean(f.about), .faint)) }
        return out
      }
      out.append(.init(clean(f.value), .strong))
    } else {
      add(f.value, .strong, "")
    }
    if case .group = f.kind { add(f.meaning, .plain, "") } else { add(f.meaning, .plain, " = ") }
    if plan.showsAbout { add(f.about, .faint, options.ascii ? " - " : " · ") }
    return out
  }

  private func octetText(_ f: FieldListing.Line, _ plan: FieldColumns) -> String {
    guard case .leaf = f.kind else { return "" }
    let most = (plan.octets + 1) / 3
    if f.octets.count <= most { return hexPairs(f.octets) }
    let mark = options.ascii ? ".." : "…"
    return hexPairs(f.octets.prefix(most - 1)) + " " + mark
  }

  /// `.... .001`: which bits of the octets these are. The blanks do not break a line.
  private func bitPicture(_ first: Int, _ last: Int, _ width: Int, _ value: UInt64) -> String? {
    guard first >= 0, first <= last, last < width else { return nil }
    var out = ""
    for i in 0..<width {
      if i > 0 && i % 4 == 0 { out += "\u{a0}" }
      out += i >= first && i <= last ? (value >> UInt64(last - i) & 1 == 1 ? "1" : "0") : "."
    }
    return out
  }

  private mutating func spoken(_ f: FieldListing) {
    var ref = ""
    for l in f.lines {
      var parts: [String] = []
      if let label = l.label, label != " " { parts.append("\(label)") }
      switch l.kind {
      case .group: parts.append("\(l.name), \(l.range.count) octets at \(l.range.lowerBound)")
      case .leaf:
        parts.append(l.range.count == 1 ? "octet \(l.range.lowerBound)" : "\(l.range.count) octets at \(l.range.lowerBound)")
        parts.append(l.name)
      case .bits(let first, let last, _, _):
        parts.append(first == last ? "bit \(first)" : "bits \(first) to \(last)")
        parts.append(l.name)
      }
      var text = parts.joined(separator: ", ")
      if !l.value.isEmpty { text += ": \(l.value)" }
      if !l.meaning.isEmpty { text += l.value.isEmpty ? ": \(l.meaning)" : ", \(l.meaning)" }
      if case .leaf = l.kind, !l.octets.isEmpty, l.octets.count <= 8 { text += "; octets \(hexPairs(l.octets))" }
      if !l.ref.isEmpty, l.ref != ref { text += ". \(l.ref)" }
      if !l.ref.isEmpty { ref = l.ref }
      text += "."
      for p in l.problems { text += " Problem: \(p)." }
      put(Wrap.lines([.init(clean(text))], width: width))
    }
  }
}

/// Widths of the columns of a field listing; 0 is a column left out.
struct FieldColumns {
  var at = 1, size = 1, name = 8, value = 12, ref = 0, octets = 0
  var showsAbout = false

  init(_ f: FieldListing, width: Int) {
    var names = 4
    var refs = 0
    for l in f.lines {
      at = max(at, String(l.range.lowerBound).utf8.count)
      size = max(size, String(l.range.count).utf8.count)
      if case .group = l.kind { continue }
      names = max(names, 2 * min(l.depth, 6) + DisplayWidth.of(l.name))
      refs = max(refs, DisplayWidth.of(l.ref))
    }
    let room = width - lead
    let gap = ColumnPlan.gap
    octets = width >= 110 ? 23 : 0
    showsAbout = width >= 110
    ref = width >= 64 ? min(refs, 20) : 0
    let rest = room - (octets > 0 ? octets + gap : 0) - (ref > 0 ? ref + gap : 0)
    name = max(6, min(names, rest * 9 / 20))
    value = max(8, rest - name - gap)
  }

  /// Columns in front of the name: letter, place, size.
  var lead: Int { 2 + at + 1 + size + 1 + 2 }
}
