import HexViews
import ProtocolEngines

extension Views {
  /// Why the tunnel failed, in the ends' own words, and then the step that began it; without a failure, the step where one is.
  public static func why(_ lab: Lab) -> Document {
    let verdict = lab.verdict
    guard let root = verdict.telling else { return why(lab, lab.current) }
    var d = Document([.heading(1, "Why did it end?")])
    d.blocks += reasons(verdict)
    d.append(why(lab, root.step))
    return d
  }

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
    d.add(.paragraph(trigger(lab, r)))
    d.add(.heading(2, "What it did"))
    let notes = r.notes
    if notes.isEmpty { d.add(.paragraph("It changed no state machine and met no rule worth telling.")) }
    for n in notes {
      switch n.note.kind {
      case .transition: d.add(.paragraph(StepWords.move(n)))
      case .key:
        d.add(.paragraph("\(n.node, .strongTint(NodeKey.tint(n.node))) \(strong: n.note.machine)  key: \(strong: n.note.key?.name ?? "")"))
      default:
        d.add(
          .paragraph(
            """
              \(n.node, .strongTint(NodeKey.tint(n.node))) \(strong: n.note.machine)  \
              \(StepWords.kind(n.note.kind), StepWords.style(n.note.kind))
              """
          ))
      }
      var facts: [KeyValue] = []
      if !n.note.text.isEmpty { facts.append(KeyValue("why", StyledText(n.note.text))) }
      if let k = n.note.key, !k.formula.isEmpty, !n.note.text.contains(k.formula) {
        facts.append(KeyValue("formula", StyledText(k.formula)))
      }
      if !n.note.ref.isEmpty { facts.append(KeyValue("rule", StyledText(n.note.ref))) }
      d.add(.indented([.keyValues(facts)]))
    }
    if case .timer = r.cause {
      // Nothing had stopped the timer: perhaps because nothing arrived.
      let lost = lab.losses(1...n, from: r.node)
      if !lost.isEmpty {
        d.add(.heading(2, "What the \(r.node) had sent and the wire did not bring"))
        d.blocks += reasons(lost)
      }
    }
    let sent = self.sent(lab, r)
    if !sent.isEmpty {
      d.add(.heading(2, "What it sent"))
      d.add(.list(.bullets, sent))
    }
    d.json = [
      .object([
        .init("step", .number(n)),
        .init("chain", .array(chain.map { c in ["step": .number(c.number), "cause": cause(c.cause), "node": .string(c.node)] })),
        .init("notes", .array(r.notes.map(json))),
      ])
    ]
    return d
  }

  /// The steps that led to this one, the first cause first; at most seven, the middle ones left out.
  private static func chain(_ lab: Lab, _ r: StepRecord) -> [StepRecord] {
    var all = [r]
    var at = r
    // Looking for who set a timer means going back in the world; no reader goes that far.
    while let from = at.origin > 0 ? at.origin : all.count < 32 ? lab.timerSet(at) : nil, from < at.number, let before = lab.record(from) {
      all.append(before)
      at = before
    }
    all.reverse()
    return all.count <= 7 ? all : [all[0]] + all.suffix(6)
  }

  private static func trigger(_ lab: Lab, _ r: StepRecord) -> StyledText {
    switch r.cause {
    case .command: if case .command = r.choice { "You said so." } else { "The \(r.node) begins by itself." }
    case .delivered:
      """
        Step \(r.origin) sent the packet of this step; the wire brought it to the \
        \(r.to).\(picked(lab, r))\(r.frame?.tampered.map { " On the way: \($0.text)." } ?? "", .warning)
        """
    case .lost(let why): "Step \(r.origin) sent the packet; it was lost: \(why.text)."
    case .timer(let name, _):
      """
        Timer \(strong: name) ran \
        out\(lab.timerSet(r).map { "; step \($0) had set it, and nothing had stopped it" } ?? "; nothing had stopped it").\(picked(lab, r))
        """
    }
  }

  /// The packets step `r` put on the wire, as the Observer reads them.
  private static func sent(_ lab: Lab, _ r: StepRecord) -> [StyledText] {
    guard !r.sent.isEmpty else { return [] }
    let flights = lab.world(after: r.number).flights
    return r.sent.compactMap { number in
      guard let f = flights.first(where: { $0.packet == number }), !f.pureAck else { return nil }
      // What has arrived is shown as it was seen then; a second look would take it for a retransmission.
      let arrival = lab.records.first { $0.frame?.packet == number }
      let text = arrival.flatMap { lab.dissections(of: $0.number).first.map { summary($0) } } ?? summary(lab.dissection(of: f))
      return "packet \(number), \(f.from) → \(f.to): \(text)\(faint: arrival.map { "; step \($0.number)" } ?? "")"
    }
  }
}
