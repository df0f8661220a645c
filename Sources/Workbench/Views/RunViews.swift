import HexViews
import ProtocolEngines

/// What can happen, what is on its way, how a run ended.
extension Views {
  public static func events(_ lab: Lab) -> Document {
    let choices = lab.choices()
    var d = Document([.heading(1, StyledText("What can happen next · now \(Clock.lab(lab.world.clock))"))])
    if choices.isEmpty {
      d.add(.paragraph("Nothing: no packet is on its way and no timer is set."))
      d.add(.callout(.hint, "\(command: "ping"), \(command: "hangup") or \(command: "tell") start something."))
    } else {
      d.add(
        .table(
          Table(
            [.init("pick", .right, minimum: 4), .init("due", .right, minimum: 9), .init("where", minimum: 6), .init("what", minimum: 24)],
            choices.map { c in
              [
                "\(strong: String(c.index))", StyledText(Clock.lab(c.due)), "\(c.node, .tint(NodeKey.tint(c.node)))",
                "\(kind(c)): \(words(lab, c))\(faint: isKeepalive(c) ? "  (keep-alive)" : "")",
              ]
            })))
      d.add(.callout(.hint, "\(command: "step") does number 1; \(command: "pick N") another one first."))
    }
    d.json = choices.map { json(lab, $0) }
    return d
  }

  /// Without the timer's name in front, which is beside it.
  private static func words(_ lab: Lab, _ c: Choice) -> String {
    let t = text(lab, c)
    guard case .timer(let name) = c.kind, t.hasPrefix(name + ": ") else { return t }
    return String(t.dropFirst(name.count + 2))
  }

  /// An echo. TCP's time to forget a connection changes nothing that matters either, but keeps nothing alive.
  private static func isKeepalive(_ c: Choice) -> Bool {
    if case .timer(let name) = c.kind { c.keepalive && name.hasSuffix(".echo") } else { false }
  }

  private static func kind(_ c: Choice) -> StyledText {
    switch c.kind {
    case .packet: "arrives"
    case .timer(let name): "timer \(strong: name)"
    case .opening: "opening"
    }
  }

  public static func timers(_ lab: Lab) -> Document {
    let set = lab.choices().compactMap { c -> (Choice, String)? in if case .timer(let name) = c.kind { (c, name) } else { nil } }
    var d = Document([.heading(1, StyledText("Timers · now \(Clock.lab(lab.world.clock))"))])
    if set.isEmpty {
      d.add(.paragraph("No timer is set."))
    } else {
      d.add(
        .table(
          Table(
            [
              .init("in", .right, minimum: 7), .init("where", minimum: 6), .init("timer", minimum: 12),
              .init("what it will do", minimum: 24), .init("pick", .right, priority: 1, minimum: 4),
            ],
            set.map { c, name in
              [
                StyledText((c.due - lab.world.clock).text), "\(c.node, .tint(NodeKey.tint(c.node)))", "\(strong: name)",
                "\(words(lab, c))\(faint: isKeepalive(c) ? "  (keep-alive)" : "")", StyledText(String(c.index)),
              ]
            })))
      if let first = set.first {
        d.add(
          .callout(.hint, "\(command: "advance \((first.0.due - lab.world.clock).text.filter { $0 != " " })") lets the first one run out."))
      }
    }
    d.json = set.map { json(lab, $0.0) }
    return d
  }

  public static func queue(_ lab: Lab) -> Document {
    let flights = lab.world.flights
    var d = Document([.heading(1, StyledText("On the wire · now \(Clock.lab(lab.world.clock))"))])
    if flights.isEmpty {
      d.add(.paragraph("No packet is on its way."))
    } else {
      d.add(
        .table(
          Table(
            [
              .init("packet", .right, minimum: 6), .init("due", .right, minimum: 9), .init("way", minimum: 15), .init("what", minimum: 24),
              .init("octets", .right, priority: 2, minimum: 6), .init("step", .right, priority: 1, minimum: 4),
            ],
            flights.map { f in
              let fate = f.lost.map { "will be lost: \($0.text)" } ?? f.tampered?.text ?? ""
              return [
                "\(strong: String(f.packet))", StyledText(Clock.lab(max(f.due, lab.world.clock))),
                "\(f.from + " → " + f.to, .tint(NodeKey.tint(f.from)))",
                "\(f.pureAck ? "TCP acknowledgement" : summary(lab.dissection(of: f)))\(fate.isEmpty ? "" : "  [\(fate)]", .warning)",
                StyledText(String(f.octets.count)), StyledText(String(f.origin)),
              ]
            })))
      d.add(.callout(.hint, "\(command: "drop \(flights[0].packet)") loses the first one; \(command: "events") lists timers too."))
    }
    d.json = flights.map { f in
      .object([
        .init("packet", .number(f.packet)), .init("time", .string(Clock.iso(max(f.due, lab.world.clock)))), .init("from", .string(f.from)),
        .init("to", .string(f.to)), .init("origin", .number(f.origin)),
        .init("lost", (f.lost?.text).map(JSONValue.string) ?? .null), .init("tampered", (f.tampered?.text).map(JSONValue.string) ?? .null),
        .init("hex", .string(HexText.string(f.octets))),
      ])
    }
    return d
  }

  public static func ping(_ lab: Lab, _ reply: PingReply?, _ end: RunEnd) -> Document {
    var d = Document()
    if let reply {
      d.add(
        .callout(
          .success,
          """
            \(strong: "\(reply.size) octets from \(reply.from)"): sequence \(reply.sequence), ttl \(reply.ttl), time \(reply.rtt.text), \
            \(end.steps) step\(end.steps == 1 ? "" : "s").
            """
        ))
      d.json = [
        .object([
          .init("ping", "answered"), .init("from", .string(reply.from)), .init("sequence", .number(reply.sequence)),
          .init("size", .number(reply.size)), .init("ttl", .number(reply.ttl)),
          .init("rtt", .number(reply.rtt.micros)), .init("steps", .number(end.steps)), .init("step", .number(lab.current)),
        ])
      ]
      return d
    }
    d.add(.callout(.problem, "no answer to the ping after \(end.steps) step\(end.steps == 1 ? "" : "s")."))
    d.blocks += reasons(end.why)
    // Without a tunnel the way on is another.
    if lab.holds(.tunnelUp), let first = end.why.telling { d.add(.callout(.hint, "\(command: "why \(first.step)") tells more.")) }
    d.json = [
      .object([
        .init("ping", "unanswered"), .init("steps", .number(end.steps)), .init("step", .number(lab.current)),
        .init("why", .array(end.why.map(json))),
      ])
    ]
    return d
  }

  /// How a run ended; `goal` is what was asked for, as typed.
  public static func runEnd(_ lab: Lab, _ end: RunEnd, goal: String? = nil) -> Document {
    var d = Document()
    let steps = "\(end.steps) step\(end.steps == 1 ? "" : "s")"
    let at = "step \(lab.current), \(Clock.lab(lab.world.clock))"
    switch end.reason {
    case .reached where goal == nil: d.add(.callout(.success, "\(steps); now at \(at)."))
    case .reached: d.add(.callout(.success, "\(strong: goal ?? "") holds after \(steps); now at \(at)."))
    case .quiet where goal != nil && !end.reached:
      d.add(.callout(.problem, "\(strong: goal ?? "") did not come: after \(steps) nothing moves any more (\(at))."))
    case .quiet where !lab.failures.isEmpty:
      let was = lab.lastHeld(.tunnelUp) != nil
      let given = lab.wasGivenUp
      d.add(
        .callout(
          was || given ? .note : .problem,
          """
            the tunnel \(was ? "has ended" : given ? "was given up before it was up" : "has failed"): after \(steps) nothing moves any \
            more (\(at)).
            """
        ))
    case .quiet: d.add(.callout(.note, "quiet after \(steps): \(leftOver(lab)) (\(at))."))
    case .breakpoint(let n):
      let text = lab.breakpoints.first { $0.number == n }?.text ?? ""
      d.add(.callout(.note, "breakpoint \(n)\(text.isEmpty ? "" : " (\(text))") after \(steps); now at \(at)."))
    case .watch(let path, let before, let after):
      d.add(.callout(.note, "\(strong: path) changed: \(before) → \(strong: after), after \(steps); now at \(at)."))
    case .noRequest: d.add(.callout(.note, "no request is open: nobody waits for a reply (\(at))."))
    case .limit: d.add(.callout(.problem, "stopped after \(steps), the most one run takes; now at \(at). Type the command again to go on."))
    case .interrupted: d.add(.callout(.note, "interrupted after \(steps); now at \(at)."))
    }
    if let goal, !end.reached {
      d.blocks +=
        reasons(end.why) + [
          .callout(
            .hint,
            end.why.telling.map { "\(command: "why \($0.step)") tells more." }
              ?? "\(command: "state") and \(command: "timeline") show how far it came. Waited for: \(goal).")
        ]
    } else if let first = end.why.telling {
      d.blocks += reasons(end.why) + [.callout(.hint, "\(command: "why \(first.step)") tells more.")]
    }
    d.json = [
      .object([
        .init("end", .string(name(end.reason))), .init("steps", .number(end.steps)), .init("step", .number(lab.current)),
        .init("goal", goal.map(JSONValue.string) ?? .null),
        .init("reached", .bool(end.reached)), .init("why", .array(end.why.map(json))),
      ])
    ]
    return d
  }

  /// What is still to come when nothing changes any more.
  private static func leftOver(_ lab: Lab) -> String {
    lab.holds(.down) ? "everything is closed" : lab.choices().isEmpty ? "nothing is left to happen" : "only keep-alives are left"
  }

  /// Reasons as bullets, each with its step, its node and its section.
  static func reasons(_ hints: [RunHint]) -> [Block] {
    guard !hints.isEmpty else { return [] }
    return [
      .list(
        .bullets,
        hints.map { h in
          let place = h.step > 0 ? "step \(h.step)" : ""
          let times = h.count > 1 ? " (and \(h.count - 1) more like it)" : ""
          let node = h.node.isEmpty ? "" : (h.step > 0 ? ", " : "") + h.node
          let colon = h.step > 0 || !h.node.isEmpty ? ": " : ""
          let ref = h.ref.isEmpty ? "" : "  \(h.ref)"
          return "\(faint: place)\(node, .tint(NodeKey.tint(h.node)))\(colon)\(h.text)\(times)\(faint: ref)"
        })
    ]
  }

  private static func json(_ h: RunHint) -> JSONValue {
    ["step": .number(h.step), "node": .string(h.node), "text": .string(h.text), "ref": .string(h.ref), "count": .number(h.count)]
  }

  private static func name(_ r: RunReason) -> String {
    switch r {
    case .reached: "reached"
    case .quiet: "quiet"
    case .breakpoint: "breakpoint"
    case .watch: "watch"
    case .noRequest: "no-request"
    case .limit: "limit"
    case .interrupted: "interrupted"
    }
  }
}
