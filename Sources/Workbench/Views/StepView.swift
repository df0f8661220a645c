import HexViews
import ProtocolEngines

extension Views {
  /// What happened in step `n`: cause, packet, state change, what can come next.
  public static func step(_ lab: Lab, _ n: Int) -> Document {
    if let d = missing(n, lab) { return d }
    guard let r = lab.record(n) else { return Document() }
    let frames = lab.dissections(of: n)
    let p = frames.first.map(PacketBlocks.init)
    let changes = StepWords.changes(lab, n)
    let next = next(lab, r)
    // The values hold what is made for the screen anyway, and never the lab: it goes on while the document is kept.
    var d = Document([.heading(1, StyledText("Step \(r.number) · \(Clock.lab(r.time)) · \(StepWords.way(r))"))]) {
      [json(r, frames, changes, next)]
    }
    d.add(.paragraph(StyledText(StepWords.line(r, summary: summary(frames.first)), isLost(r) ? .bad : .strong)))
    d.add(.paragraph(cause(lab, r)))
    if let p { d.blocks += packetPart(p) }
    d.blocks += notesPart(r)
    d.blocks += changesPart(lab.nodeNames, r, changes)
    let folded = r.frames.count - 1
    if folded > 0 {
      d.add(
        .callout(
          .note,
          """
          \(folded) TCP acknowledgement\(folded == 1 ? "" : "s") went with it (\(command: "set tcp-acks show") makes them steps of \
          their own).
          """
        ))
    }
    if let next { d.blocks += nextPart(next) }
    return d
  }

  /// The values of the step's screen without its blocks.
  static func stepValues(_ lab: Lab, _ n: Int) -> [JSONValue] {
    lab.record(n).map { [json(lab, $0, lab.dissections(of: n))] } ?? []
  }

  /// One line a step, for `run`. `asCurrent`: with the values that the step had when it was the last one.
  ///
  /// The values hold the lab: a caller that makes many of these does it when the lab has come to where it stays.
  public static func brief(_ lab: Lab, _ n: Int, asCurrent: Bool = false) -> Document {
    if let d = missing(n, lab) { return d }
    guard let r = lab.record(n) else { return Document() }
    let frames = lab.dissections(of: n)
    let time = Clock.lab(r.time)
    let lead = "\(padded(String(n), 4, right: true)) \(padded(time, 10, right: true))  "
    let words = StepWords.line(r, summary: summary(frames.first))
    let tint = NodeKey.tint(r.from.isEmpty ? r.node : r.from)
    let line: StyledText = "\(faint: lead)\(padded(StepWords.way(r), 15), .tint(tint))  \(words, isLost(r) ? .bad : .plain)"
    return Document([.line(line)]) {
      guard asCurrent, lab.current != n else { return [json(lab, r, frames)] }
      var then = lab
      then.restore(after: n)
      return [json(then, r, frames)]
    }
  }

  static func padded(_ s: String, _ width: Int, right: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, width - DisplayWidth.of(s)))
    return right ? fill + s : s + fill
  }

  private static func isLost(_ r: StepRecord) -> Bool { if case .lost = r.cause { true } else { false } }

  /// `LCP: Configure-Request id 1 …`; the summary alone where it begins with the protocol.
  static func summary(_ f: Dissection?) -> String {
    guard let f else { return "" }
    if f.summary.isEmpty { return f.proto }
    return f.proto.isEmpty || f.summary.hasPrefix(f.proto) ? f.summary : "\(f.proto): \(f.summary)"
  }

  /// " You picked it before …", where the user did.
  static func picked(_ lab: Lab, _ r: StepRecord) -> String {
    guard case .pick(let index) = r.choice, index > 1 else { return "" }
    let passed = lab.passedOver(r.number)
    guard let first = passed.first else { return " You picked it." }
    let what =
      switch first.kind {
      case .packet(let p): "packet \(p)"
      case .timer(let name): "timer \(name) of the \(first.node)"
      case .opening: "the \(first.node)'s beginning"
      }
    return " You picked it before \(what)\(passed.count > 1 ? " and \(passed.count - 1) more" : ""), due at \(Clock.lab(first.due))."
  }

  private static func cause(_ lab: Lab, _ r: StepRecord) -> StyledText {
    switch r.cause {
    case .command:
      if case .command = r.choice { return "\(faint: "Cause:") you said so." }
      return "\(faint: "Cause:") the \(r.node) begins by itself; nobody has sent anything yet."
    case .delivered:
      let tampered = r.frame?.tampered.map { " On the way: \($0.text)." } ?? ""
      return
        """
        \(faint: "Cause:") the \(r.from) sent this \(r.origin > 0 ? "in step \(r.origin)" : "at the beginning"); now it arrives at the \
        \(r.to).\(picked(lab, r))\(tampered, .warning)
        """
    case .lost(let why):
      return
        """
        \(faint: "Cause:") the \(r.from) sent this \(r.origin > 0 ? "in step \(r.origin)" : "at the beginning"); \(why.text). The \(r.to) \
        never learns of it.\(picked(lab, r))
        """
    case .timer(let name, _): return "\(faint: "Cause:") timer \(strong: name) of the \(r.node) ran out.\(picked(lab, r))"
    }
  }

  private static func packetPart(_ p: PacketBlocks) -> [Block] {
    var out: [Block] = [.paragraph(p.chain())]
    out += p.problemBlocks()
    guard let focus = p.packet.focus else { return out }
    out.append(.blank)
    if let grid = p.grid(of: focus, complete: false) { out.append(.hex(grid)) }
    let listing = p.listing(family: focus)
    if !listing.lines.isEmpty { out.append(.fields(listing)) }
    return out
  }

  private static func notesPart(_ r: StepRecord) -> [Block] {
    var out: [Block] = []
    for n in r.notes where n.note.kind == .transition {
      out.append(.paragraph(StepWords.move(n)))
      out.append(.indented([.paragraph(StepWords.reason(n.note))]))
    }
    for n in r.notes {
      switch n.note.kind {
      case .transition, .sent, .received: continue
      case .key:
        guard let k = n.note.key else { continue }
        out.append(
          .labelled("\(n.node, .strongTint(NodeKey.tint(n.node))) key:", "\(k.name)\(faint: n.note.ref.isEmpty ? "" : "  \(n.note.ref)")"))
      default:
        out.append(
          .labelled(
            "\(n.node, .strongTint(NodeKey.tint(n.node))) \(StepWords.kind(n.note.kind), StepWords.style(n.note.kind)):",
            StepWords.reason(n.note)))
      }
    }
    return out.isEmpty ? [] : [.blank] + out
  }

  /// Variables that changed, a line a node. What is shown as a state's move is left out, and so is TCP's bookkeeping.
  private static func changesPart(_ nodes: [String], _ r: StepRecord, _ all: [StepWords.Change]) -> [Block] {
    let moved = r.transitions.map { ($0.node + ".", $0.note.from, $0.note.to) }
    let changes = all.filter { c in
      let isTold = c.path.hasSuffix("state") && moved.contains { c.path.hasPrefix($0.0) && StepWords.text(c.after) == $0.2 }
      return !isTold && !c.path.contains(".tcp.")
    }
    let most = 5
    return nodes.compactMap { node in
      let own = changes.filter { $0.path.hasPrefix(node + ".") }
      guard !own.isEmpty else { return nil }
      var words = own.prefix(most).map { c -> StyledText in
        "\(String(c.path.dropFirst(node.count + 1))) \(faint: StepWords.text(c.before) + " →") \(StepWords.text(c.after))"
      }
      if own.count > most { words.append("\(own.count - most) more (\(command: "state \(node)"))") }
      return .labelled("\(node, .strongTint(NodeKey.tint(node))) \(faint: "changes:")", words.joined(";  "))
    }
  }

  /// What can happen next, each in words; nil when the lab has gone on since the step.
  private static func next(_ lab: Lab, _ r: StepRecord) -> [NextChoice]? {
    r.number == lab.current ? lab.choices().map { NextChoice(choice: $0, text: text(lab, $0)) } : nil
  }

  struct NextChoice: Sendable {
    var choice: Choice
    /// As the Observer reads it.
    var text: String
  }

  private static func nextPart(_ choices: [NextChoice]) -> [Block] {
    if choices.isEmpty {
      return [
        .blank,
        .callout(.hint, "nothing is left to happen. \(command: "ping"), \(command: "hangup") or \(command: "tell") start something."),
      ]
    }
    var rows: [[StyledText]] = choices.prefix(3).map { next in
      let c = next.choice
      return [
        c.index == 1 ? "\(command: "step")" : "\(command: "pick \(c.index)")", StyledText(Clock.lab(c.due)),
        "\(c.node, .tint(NodeKey.tint(c.node)))", StyledText(next.text),
      ]
    }
    if choices.count > 3 { rows.append(["\(command: "events")", "", "", "\(faint: "\(choices.count - 3) more")"]) }
    return [
      .blank, .heading(2, "Next"), .table(Table([.init(""), .init("", .right, minimum: 9), .init(""), .init("", minimum: 24)], rows)),
    ]
  }

  /// A choice in words; a packet's as the Observer reads it.
  static func text(_ lab: Lab, _ c: Choice) -> String {
    guard case .packet(let number) = c.kind, let f = lab.world.flights.first(where: { $0.packet == number }) else { return c.text }
    let words = summary(lab.dissection(of: f))
    return words.isEmpty ? c.text : f.lost == nil ? "packet \(number): \(words)" : "packet \(number) will be lost: \(words)"
  }

  // MARK: JSON

  /// The `step` object of the outside contract. `next` is only at the current step.
  static func json(_ lab: Lab, _ r: StepRecord, _ frames: [Dissection]) -> JSONValue {
    json(r, frames, StepWords.changes(lab, r.number), next(lab, r))
  }

  private static func json(_ r: StepRecord, _ frames: [Dissection], _ changes: [StepWords.Change], _ next: [NextChoice]?) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("step", .number(r.number)), .init("time", .string(Clock.iso(r.time))), .init("cause", cause(r.cause)),
      .init("node", .string(r.node)),
      .init("from", .string(r.from)), .init("to", .string(r.to)), .init("origin", .number(r.origin)),
      // What the wire did to the packet, in the words of `queue`.
      .init("lost", (r.frame?.lost?.text).map(JSONValue.string) ?? .null),
      .init("tampered", (r.frame?.tampered?.text).map(JSONValue.string) ?? .null),
    ]
    members.append(.init("frame", frames.first.map { frameJSON($0, r.frame?.time ?? r.time) } ?? .null))
    if frames.count > 1 {
      members.append(.init("folded", .array(zip(frames, r.frames).dropFirst().map { frameJSON($0, $1.time) })))
    }
    members.append(.init("notes", .array(r.notes.map(json))))
    members.append(
      .init(
        "state",
        .object([
          .init("before", .object(changes.map { .init($0.path, StepWords.json($0.before)) })),
          .init("after", .object(changes.map { .init($0.path, StepWords.json($0.after)) })),
        ])))
    if let next { members.append(.init("next", .array(next.map { json($0.choice, text: $0.text) }))) }
    return .object(members)
  }

  /// A frame exactly as `dissect --format json` gives it.
  static func frameJSON(_ d: Dissection, _ t: Instant) -> JSONValue {
    .raw(String(decoding: DissectionJSON.object(d, time: Lab.nanoseconds(t)), as: UTF8.self))
  }

  static func cause(_ c: Cause) -> JSONValue {
    switch c {
    case .command(let text): ["kind": "command", "text": .string(text)]
    case .delivered: ["kind": "delivered"]
    case .lost(let why): ["kind": "lost", "text": .string(why.text)]
    case .timer(let name, let purpose): ["kind": "timer", "name": .string(name), "text": .string(purpose)]
    }
  }

  static func json(_ n: NodeNote) -> JSONValue {
    var m: [JSONValue.Member] = [
      .init("node", .string(n.node)), .init("kind", .string(n.note.kind.rawValue)), .init("machine", .string(n.note.machine)),
      .init("text", .string(n.note.text)),
    ]
    if !n.note.ref.isEmpty { m.append(.init("ref", .string(n.note.ref))) }
    if n.note.kind == .transition { m += [.init("before", .string(n.note.from)), .init("after", .string(n.note.to))] }
    if let k = n.note.key { m.append(.init("key", json(k))) }
    return .object(m)
  }

  static func json(_ k: KeyNote) -> JSONValue {
    [
      "name": .string(k.name), "octets": .string(HexText.string(k.octets)), "formula": .string(k.formula),
      "inputs": .array(k.inputs.map { ["name": .string($0.name), "octets": .string(HexText.string($0.octets))] }),
    ]
  }

  static func json(_ lab: Lab, _ c: Choice) -> JSONValue { json(c, text: text(lab, c)) }

  private static func json(_ c: Choice, text: String) -> JSONValue {
    var m: [JSONValue.Member] = [.init("pick", .number(c.index)), .init("time", .string(Clock.iso(c.due))), .init("node", .string(c.node))]
    switch c.kind {
    case .packet(let n): m += [.init("kind", "packet"), .init("packet", .number(n)), .init("from", .string(c.from))]
    case .timer(let name): m += [.init("kind", "timer"), .init("name", .string(name)), .init("keepalive", .bool(c.keepalive))]
    case .opening: m.append(.init("kind", "opening"))
    }
    m.append(.init("text", .string(text)))
    return .object(m)
  }
}
