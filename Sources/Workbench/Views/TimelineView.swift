import HexViews
import ProtocolEngines

extension Views {
  /// The ladder of steps `range` (all up to `current` when nil).
  public static func timeline(_ lab: Lab, _ range: ClosedRange<Int>? = nil) -> Document {
    let first = max(1, range?.lowerBound ?? 1)
    let last = min(lab.records.count, range?.upperBound ?? lab.current)
    var d = Document([.heading(1, first > last ? "Timeline" : "Timeline · steps \(first) to \(last)")])
    guard first <= last else {
      d.add(.callout(.note, "nothing has happened yet."))
      return d
    }
    let nodes = lab.nodeNames
    var ladder = Ladder(nodes.map { .init($0, NodeKey.tint($0)) })
    var reached = milestones(lab, at: first - 1)
    for n in first...last {
      guard let r = lab.record(n) else { continue }
      ladder.rows.append(.init(number: String(n), time: Clock.lab(r.time), event(lab, r, nodes), current: n == lab.current))
      let now = milestones(lab, at: n)
      for m in Milestone.allCases where now.contains(m) && !reached.contains(m) { ladder.rows.append(.init(.band(m.rawValue))) }
      reached = now
      for m in lab.marks where m.step == n && Milestone(rawValue: m.name) == nil { ladder.rows.append(.init(.band("mark \(m.name)"))) }
    }
    d.add(.ladder(ladder))
    d.json = (first...last).compactMap { n in
      guard let r = lab.record(n) else { return nil }
      return .object([
        .init("step", .number(n)), .init("time", .string(Clock.iso(r.time))), .init("cause", cause(r.cause)),
        .init("node", .string(r.node)), .init("from", .string(r.from)),
        .init("to", .string(r.to)), .init("summary", .string(StepWords.line(r, summary: summary(lab.dissections(of: n).first)))),
      ])
    }
    return d
  }

  private static func event(_ lab: Lab, _ r: StepRecord, _ nodes: [String]) -> Ladder.Event {
    let words = summary(lab.dissections(of: r.number).first)
    let from = nodes.firstIndex(of: r.from)
    let to = nodes.firstIndex(of: r.to)
    // The wire and the firewall have no lifeline of their own.
    guard let at = nodes.firstIndex(of: r.node) else { return .band(StepWords.line(r, summary: words)) }
    switch r.cause {
    case .delivered:
      guard let from, let to else { return .at(at, sign: "", text: words) }
      let tint = lab.dissections(of: r.number).first.flatMap { f in Packet(f).focus.map { Packet(f).layers[$0].key.tint } } ?? .grey
      return .message(from: from, to: to, text: words, tint: tint)
    case .lost(let why):
      guard let from, let to else { return .at(at, sign: "lost", text: "\(words) (\(why.text))") }
      return .lost(from: from, to: to, text: words, reason: why.text)
    case .timer(let name, let purpose): return .at(at, sign: "timer", text: "\(name): \(purpose)")
    case .command:
      var sign = "begins"
      if case .command = r.choice { sign = "told" }
      return .at(at, sign: sign, text: StepWords.line(r, summary: ""))
    }
  }

  private static func milestones(_ lab: Lab, at n: Int) -> Set<Milestone> {
    // Before anything happened no end has a call either; that is not worth a line.
    guard n > 0 else { return [.down] }
    var there = lab
    guard there.goto(n) else { return [] }
    return Set(Milestone.allCases.filter { there.holds($0) })
  }
}
