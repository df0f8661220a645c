extension Renderer {
  /// A row a layer; the bar shows where in the packet the layer lies, drawn with its letter.
  mutating func onion(_ o: Onion) {
    if options.reader { return spoken(o) }
    let total = max(1, o.total)
    let name = min(max(8, o.layers.map { DisplayWidth.of(clean($0.name)) }.max() ?? 8), 22)
    let digits = max(4, String(total).utf8.count)
    let lead = 2 + name + 3 * (digits + 1) + 2
    let bar = min(48, width - lead)
    var head = Line("  layer", .faint)
    head.pad(to: 2 + name)
    for title in ["at", "own", "sum"] { head.add(Line(title, .faint).padded(to: digits + 1, right: true)) }
    put(head)
    var sum = 0
    for (i, l) in o.layers.enumerated() {
      if !l.buffer.isEmpty {
        // A new buffer counts from 0 again; the bars go on inside what the ciphertext left.
        put(Line("  \(art.across)\(art.across) \(clean(l.buffer))", .faint))
      }
      sum += l.own
      var line = Line(clean(String(l.letter)), .strongTint(l.tint))
      line.add(" ")
      line.add(Line(clean(l.name), .strongTint(l.tint)).clipped(to: name, mark: art.ellipsis).padded(to: name))
      for n in [l.offset, l.own, sum] { line.add(Line(String(n)).padded(to: digits + 1, right: true)) }
      line.add("  ")
      if bar >= 16 {
        let isLast = i == o.layers.count - 1
        let from = min(bar - 1, (sum - l.own) * bar / total)
        let to = isLast ? max(from + 1, min(bar, sum * bar / total)) : max(from + 1, sum * bar / total)
        line.add(String(repeating: options.ascii ? "." : "·", count: from), .faint)
        line.add(String(repeating: clean(String(l.letter)), count: min(to, bar) - from), .strongTint(l.tint))
      }
      put(line)
      if !l.summary.isEmpty { hanging(Line("    "), [.init(clean(l.summary), .faint)], gap: 0) }
    }
  }

  private mutating func spoken(_ o: Onion) {
    var sum = 0
    for l in o.layers {
      if !l.buffer.isEmpty { put(Wrap.lines([.init(clean("Inside: \(l.buffer)."))], width: width)) }
      sum += l.own
      let summary = l.summary.isEmpty ? "" : ": \(l.summary)"
      put(
        Wrap.lines(
          [.init(clean("\(l.letter), \(l.name), \(l.own) octets at \(l.offset), \(sum) of \(o.total) so far\(summary)."))], width: width))
    }
  }
}
