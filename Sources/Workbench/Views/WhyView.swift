import HexViews
import ProtocolEngines

extension Views {
  /// Why step `n` happened and did what it did: the chain of steps that led to it, then every note it left.
  public static func why(_ lab: Lab, _ n: Int) -> Document {
    if let d = missing(n, lab) { return d }
    guard let r = lab.record(n) else { return Document() }
    let frame = lab.dissections(of: n).first
    var d = Document([.heading(1, "Why step \(n)?"), .paragraph("\(StepWords.line(r, summary: summary(frame)), .strong)")])
    let chain = self.chain(lab, r)
    d.add(.heading(2, "Because"))
    for (i, c) in chain.enumerated() {
      // Left out in the middle of a long chain.
      if i == 1, c.origin != chain[0].number { d.add(.line("\(faint: "     … and so on …")")) }
      d.blocks += brief(lab, c.number).blocks
    }
    d.add(.paragraph(trigger(r)))
    d.add(.heading(2, "What it did"))
    let notes = r.notes.filter { $0.note.kind != .sent && $0.note.kind != .received }
    if notes.isEmpty { d.add(.paragraph("It changed no state machine and met no rule worth telling.")) }
    for n in notes {
      switch n.note.kind {
      case .transition: d.add(.paragraph(StepWords.move(n)))
      case .key: d.add(.paragraph("\(n.node, .strongTint(NodeKey.tint(n.node))) \(strong: n.note.machine)  key: \(strong: n.note.key?.name ?? "")"))
      default:
        d.add(.paragraph("\(n.node, .strongTint(NodeKey.tint(n.node))) \(strong: n.note.machine)  \(StepWords.kind(n.note.kind), StepWords.style(n.note.kind))"))
      }
      var facts: [KeyValue] = []
      if !n.note.text.isEmpty { facts.append(KeyValue("why", StyledText(n.note.text))) }
      if let k = n.note.key, !k.formula.isEmpty, !n.note.text.contains(k.formula) { facts.append(KeyValue("formula", StyledText(k.formula))) }
      if !n.note.ref.isEmpty { facts.append(KeyValue("rule", StyledText(n.note.ref))) }
      d.add(.indented([.keyValues(facts)]))
    }
    let sent = self.sent(lab, r)
    if !sent.isEmpty {
      d.add(.heading(2, "What it sent"))
      d.add(.list(.bullets, sent))
    }
    d.json = [
      .object([
        .init("step", .number(n)), .init("chain", .array(chain.map { c in ["step": .number(c.number), "cause": cause(c.cause), "node": .string(c.node)] })),
        .init("notes", .array(r.notes.map(json))),
      ])
    ]
    return d
  }

  /// The steps that led to this one, the first cause first; at most seven, the middle ones left out.
  private static func chain(_ lab: Lab, _ r: StepRecord) -> [StepRecord] {
    var all = [r]
    var at = r
    while at.origin > 0, at.origin < at.number, let before = lab.record(at.origin) {
      all.append(before)
      at = before
    }
    all.reverse()
    return all.count <= 7 ? all : [all[0]] + all.suffix(6)
  }

  private static func trigger(_ r: StepRecord) -> StyledText {
    switch r.cause {
    case .command: if case .command = r.choice { "You said so." } else { "The \(r.node) begins by itself." }
    case .delivered: "Step \(r.origin) sent the packet of this step; the wire brought it to the \(r.to).\(r.frame?.tampered.map { " On the way: \($0)." } ?? "", .warning)"
    case .lost(let why): "Step \(r.origin) sent the packet; it was lost: \(why)."
    case .timer(let name, _): "Timer \(strong: name) ran out; nothing had stopped it."
    }
  }

  /// The packets step `r` put on the wire, as the Observer reads them.
  private static func sent(_ lab: Lab, _ r: StepRecord) -> [StyledText] {
    guard !r.sent.isEmpty, lab.worlds.indices.contains(r.number) else { return [] }
    let flights = lab.worlds[r.number].flights
    return r.sent.compactMap { number in
      guard let f = flights.first(where: { $0.packet == number }) else { return nil }
      if f.pureAck { return nil }
      let arrival = lab.records.first { $0.frame?.packet == number }
      // One that has come in was explained then; the Observer would take it for a copy now.
      let known = arrival.flatMap { $0.frame?.octets == f.octets ? lab.dissections(of: $0.number).first : nil }
      return "packet \(number), \(f.from) → \(f.to): \(summary(known ?? lab.dissection(of: f)))\(faint: arrival.map { "; step \($0.number)" } ?? "")"
    }
  }
}
