import HexViews
import ProtocolEngines

/// Sentences about steps, the same in every view.
enum StepWords {
  /// `client → server`, or the node alone.
  static func way(_ r: StepRecord) -> String {
    !r.from.isEmpty && !r.to.isEmpty ? "\(r.from) → \(r.to)" : r.node.isEmpty ? "lab" : r.node
  }

  /// What the step was, without the packet's words: "timer lcp.restart".
  static func headline(_ r: StepRecord) -> String {
    switch r.cause {
    case .command(let text): return "the command “\(text)”"
    case .delivered: return "a packet arrives at the \(r.to.isEmpty ? r.node : r.to)"
    case .lost(let why): return "a packet is lost (\(why.text))"
    case .timer(let name, _): return "timer \(name) of the \(r.node)"
    }
  }

  /// One line: what happened, with what the packet says.
  static func line(_ r: StepRecord, summary: String) -> String {
    switch r.cause {
    // What is left of an “advance” after the steps in it.
    case .command where r.choice.waiting != nil: return "\(r.choice.waiting?.text ?? "") pass"
    case .command(let text): return text.hasPrefix(r.node + ": ") ? String(text.dropFirst(r.node.count + 2)) : text
    case .delivered: return summary.isEmpty ? "packet" : summary
    case .lost(let why): return "LOST (\(why.text)): \(summary)"
    case .timer(let name, let purpose): return "timer \(name): \(purpose)"
    }
  }

  /// `req-sent → ack-sent` with its machine.
  static func move(_ n: NodeNote) -> StyledText {
    "\(n.node, .strongTint(NodeKey.tint(n.node))) \(strong: n.note.machine)  \(n.note.from) → \(strong: n.note.to)"
  }

  static func reason(_ n: Note) -> StyledText {
    "\(n.text)\(faint: n.ref.isEmpty ? "" : "  \(n.ref)")"
  }

  /// What comes before a note.
  static func kind(_ k: Note.Kind) -> String {
    switch k {
    case .transition: "state"
    case .key: "key"
    case .sent: "sends"
    case .received: "gets"
    case .refused: "refuses"
    case .ignored: "ignores"
    case .timer: "timer"
    case .fact: "notes"
    case .problem: "problem"
    }
  }

  static func style(_ k: Note.Kind) -> Style {
    switch k {
    case .problem: .bad
    case .refused, .ignored: .warning
    default: .plain
    }
  }

  /// Variables of both ends that step `n` changed.
  struct Change: Sendable {
    var path: String
    var before: StateTree.Value?
    var after: StateTree.Value?
  }

  static func changes(_ lab: Lab, _ n: Int) -> [Change] {
    var out: [Change] = []
    for node in lab.nodeNames {
      compare(lab.stateTree(node: node, at: n - 1).entries, lab.stateTree(node: node, at: n).entries, node, &out)
    }
    return out
  }

  /// Both lists have their variables in one order, but for those that come and go with their machines: so the next one is looked
  /// for where the last one was found.
  private static func compare(_ old: [StateTree.Entry], _ new: [StateTree.Entry], _ node: String, _ out: inout [Change]) {
    var seen = [Bool](repeating: false, count: old.count)
    var at = 0
    for e in new {
      var before: StateTree.Value?
      if let i = old[at...].firstIndex(where: { $0.path == e.path }) ?? old[..<at].firstIndex(where: { $0.path == e.path }) {
        seen[i] = true
        before = old[i].value
        at = i + 1
      }
      if before != e.value { out.append(Change(path: "\(node).\(e.path)", before: before, after: e.value)) }
    }
    for (i, e) in old.enumerated() where !seen[i] { out.append(Change(path: "\(node).\(e.path)", before: e.value, after: nil)) }
  }

  static func text(_ v: StateTree.Value?) -> String {
    guard let v else { return "none" }
    if case .octets(let o) = v, o.count > 8 { return HexText.string(o.prefix(8)) + "…" }
    return v.text.isEmpty ? "none" : v.text
  }

  static func json(_ v: StateTree.Value?) -> JSONValue {
    switch v {
    case nil: .null
    case .number(let n)?: .int(n)
    case .text(let t)?: .string(t)
    case .octets(let o)?: .string(HexText.string(o))
    case .flag(let b)?: .bool(b)
    }
  }
}

extension StepChoice {
  /// How long nothing but the clock moved, or nil.
  var waiting: Delay? { if case .command(.wait(let d)) = self { d } else { nil } }
}

extension Clock {
  /// The lab's time as a date: its clock begins at `Lab.epoch`.
  static func iso(_ t: Instant) -> String { iso(nanoseconds: Lab.nanoseconds(t)) }
}
