import HexViews
import ProtocolEngines

extension Views {
  /// The automaton of a machine with the present state marked: for LCP, CCP, IPCP and IPV6CP the table of RFC 1661 §4.1,
  /// for control connection and call the figures of RFC 2637 §3, for all but the first the states gone through.
  public static func automaton(_ lab: Lab, machine: String = "lcp") -> Document {
    if Lab.pppMachines.contains(machine) { return optionAutomaton(lab, machine) }
    // `call` and `control` are short for PPTP's machines, as in their variables.
    let all = lab.records.prefix(lab.current).flatMap(\.transitions)
    let long = all.contains { $0.note.machine == machine } ? nil : all.first { $0.note.machine.hasSuffix("." + machine) }?.note.machine
    return path(lab, long ?? machine)
  }

  private static func current(_ lab: Lab, _ node: String, _ machine: String) -> String? {
    let tree = lab.stateTree(node: node, at: lab.current)
    // The machines `pptp.control` and `pptp.call` keep their variables under `control` and `call`.
    return (tree[machine + ".state"] ?? tree[String(machine.drop { $0 != "." }.dropFirst()) + ".state"])?.text
  }

  private static func optionAutomaton(_ lab: Lab, _ machine: String) -> Document {
    let states = lab.nodeNames.map { node -> (String, PPPAutomaton.State?) in
      let name = current(lab, node, machine)?.lowercased()
      return (node, PPPAutomaton.State.allCases.first { $0.name == name })
    }
    var d = Document([.heading(1, StyledText("\(machine.uppercased()) automaton after step \(lab.current) · RFC 1661 §4.1"))])
    for (node, s) in states { d.add(.labelled("\(Views.padded(node, 7), .strongTint(NodeKey.tint(node)))", road(s))) }
    var told: [PPPAutomaton.State] = []
    for (_, s) in states {
      guard let s, !told.contains(s) else { continue }
      told.append(s)
      let who = states.filter { $0.1 == s }.map { "the \($0.0)" }.joined(separator: " and ")
      d.add(.blank)
      d.add(.heading(2, "In \(s.name) (\(who)), what moves it"))
      d.add(
        .table(
          Table(
            [.init("event", minimum: 5), .init("when", minimum: 20), .init("does", minimum: 8), .init("new state", minimum: 9)],
            moves(s, machine))))
      let still = PPPAutomaton.Event.allCases.filter { e in
        (e != .echo || machine == "lcp") && PPPAutomaton.transition(s, e).map { $0.next == s && $0.actions.isEmpty } ?? false
      }
      if !still.isEmpty {
        d.add(.paragraph("\(faint: "\(Say.list(still.map(\.name))) may happen too and change\(still.count == 1 ? "s" : "") nothing.")"))
      }
    }
    d.add(.blank)
    d.add(.heading(2, "The whole table"))
    // In two parts, as the RFC prints it.
    for part in [PPPAutomaton.State.allCases.prefix(6), PPPAutomaton.State.allCases.dropFirst(6)] {
      let columns = part.map { s -> Table.Column in
        let here = states.filter { $0.1 == s }.map { String($0.0.prefix(1)).uppercased() }.joined()
        return .init("\(s.rawValue) \(s.name)\(here.isEmpty ? "" : " [\(here)]")", minimum: 13)
      }
      let rows = PPPAutomaton.Event.allCases.map { e in
        [StyledText(e.name, .strong)] + part.map { s in square(s, e, marked: states.contains { $0.1 == s }) }
      }
      d.add(.table(Table([.init("", minimum: 5)] + columns, rows)))
      d.add(.blank)
    }
    let legend = """
      A square says what is done, then the new state; a dash: cannot happen. r, p and x behind a state are the RFC's remarks: r, an end \
      may take Open for Down and then Up (restart option); p, an end that gave up may go on waiting for a Configure-Request (passive \
      option); x, an answer out of turn, as where two connections crossed.
      """
    d.add(.paragraph("\(faint: legend + (told.isEmpty ? "" : " [C] and [S]: where client and server are."))"))
    d.add(.paragraph("\(faint: PPPAutomaton.Action.allCases.map { "\($0.name) \(words($0))" }.joined(separator: ", ") + ".")"))
    d.json = [
      .object([
        .init("machine", .string(machine)), .init("step", .number(lab.current)),
        .init("states", .object(states.map { .init($0.0, $0.1.map { .string($0.name) } ?? .null) })),
        .init(
          "table",
          .array(
            PPPAutomaton.Event.allCases.map { e in
              [
                "event": .string(e.name),
                "squares": .array(PPPAutomaton.State.allCases.map { PPPAutomaton.transition($0, e).map { .string($0.text) } ?? .null }),
              ]
            })),
      ])
    ]
    return d
  }

  /// All ten states in a row, the present one in brackets.
  private static func road(_ now: PPPAutomaton.State?) -> StyledText {
    guard let now else { return "not started" }
    return PPPAutomaton.State.allCases.map { $0 == now ? "\("[\($0.name)]", .strong)" : "\(faint: $0.name)" }.joined("  ")
  }

  /// RFC 1661 §4.4.
  static func words(_ a: PPPAutomaton.Action) -> String {
    switch a {
    case .thisLayerUp: "This-Layer-Up"
    case .thisLayerDown: "This-Layer-Down"
    case .thisLayerStarted: "This-Layer-Started"
    case .thisLayerFinished: "This-Layer-Finished"
    case .initRestartCount: "Initialize-Restart-Count"
    case .zeroRestartCount: "Zero-Restart-Count"
    case .sendConfigureRequest: "Send-Configure-Request"
    case .sendConfigureAck: "Send-Configure-Ack"
    case .sendConfigureNak: "Send-Configure-Nak or -Reject"
    case .sendTerminateRequest: "Send-Terminate-Request"
    case .sendTerminateAck: "Send-Terminate-Ack"
    case .sendCodeReject: "Send-Code-Reject"
    case .sendEchoReply: "Send-Echo-Reply"
    }
  }

  private static func square(_ s: PPPAutomaton.State, _ e: PPPAutomaton.Event, marked: Bool) -> StyledText {
    guard let t = PPPAutomaton.transition(s, e) else { return StyledText("-", .faint) }
    return StyledText(t.text, marked ? .strong : .plain)
  }

  private static func moves(_ s: PPPAutomaton.State, _ machine: String) -> [[StyledText]] {
    PPPAutomaton.Event.allCases.compactMap { e in
      // Only LCP has codes 8 to 11 (RFC 1661 §5); to an NCP they are unknown codes.
      guard e != .echo || machine == "lcp" else { return nil }
      guard let t = PPPAutomaton.transition(s, e), t.next != s || !t.actions.isEmpty else { return nil }
      return [
        StyledText(e.name, .strong), StyledText(e.about), StyledText(t.actions.map(\.name).joined(separator: ", ")),
        t.next == s ? "stays" : "\(strong: t.next.name)",
      ]
    }
  }

  /// For machines that are no table: the present state, and each move with its reason.
  private static func path(_ lab: Lab, _ machine: String) -> Document {
    let moves = lab.records.prefix(lab.current).flatMap { r in r.transitions.filter { $0.note.machine == machine }.map { (r.number, $0) } }
    let now = lab.nodeNames.map { ($0, current(lab, $0, machine)) }
    if moves.isEmpty, now.allSatisfy({ $0.1 == nil }) {
      return problem("There is no machine “\(machine)” here (yet).", hint: "Machines so far: \(lab.machines.joined(separator: ", ")).")
    }
    var d = Document([.heading(1, StyledText("\(machine) after step \(lab.current)"))])
    d.add(.keyValues(now.map { node, s in KeyValue("\(node, .strongTint(NodeKey.tint(node)))", "\(strong: s ?? "no state")") }))
    for (node, s) in now {
      let own = moves.filter { $0.1.node == node }
      guard !own.isEmpty else { continue }
      var names: [String] = []
      for m in own { for name in [m.1.note.from, m.1.note.to] where !names.contains(name) { names.append(name) } }
      d.add(.blank)
      d.add(.heading(2, "The \(node)'s way: \(names.map { $0 == (s ?? "") ? "[\($0)]" : $0 }.joined(separator: " → "))"))
      d.add(
        .table(
          Table(
            [
              .init("step", .right, minimum: 4), .init("from", minimum: 10), .init("to", minimum: 10), .init("because", minimum: 24),
              .init("section", priority: 1, minimum: 16),
            ],
            own.map { n, m in
              [
                StyledText(String(n)), StyledText(m.note.from), StyledText(m.note.to, .strong), StyledText(m.note.text),
                StyledText(m.note.ref, .faint),
              ]
            }, current: own.count - 1)))
    }
    let figures = figures(lab, machine)
    d.blocks += figures?.blocks ?? []
    d.json = [
      .object(
        [
          .init("machine", .string(machine)), .init("step", .number(lab.current)),
          .init("states", .object(now.map { .init($0.0, $0.1.map(JSONValue.string) ?? .null) })),
          .init(
            "moves",
            .array(
              moves.map { n, m in
                [
                  "step": .number(n), "node": .string(m.node), "from": .string(m.note.from), "to": .string(m.note.to),
                  "ref": .string(m.note.ref),
                ]
              })),
        ] + (figures.map { [.init("figures", $0.json)] } ?? []))
    ]
    return d
  }
}
