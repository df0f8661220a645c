import HexViews
import ProtocolEngines

extension Views {
  /// The state figures of RFC 2637 §3 as tables, with the arrows that leave the present state marked; nil for machines without one.
  static func figures(_ lab: Lab, _ machine: String) -> (blocks: [Block], json: JSONValue)? {
    guard machine == "pptp.control" || machine == "pptp.call" else { return nil }
    var seen: [PPTPFigure: [(node: String, state: String)]] = [:]
    var order: [PPTPFigure] = []
    for n in lab.world.nodes {
      let control = machine == "pptp.control"
      let figure = control ? n.endpoint.controlFigure : n.endpoint.callFigure
      if seen[figure] == nil { order.append(figure) }
      seen[figure, default: []].append((n.name, control ? n.endpoint.controlState.rawValue : n.endpoint.callState.rawValue))
    }
    var blocks: [Block] = []
    for f in order {
      let here = seen[f] ?? []
      blocks.append(.blank)
      blocks.append(.heading(2, StyledText("\(f.title): \(here.map { "the \($0.node)" }.joined(separator: ", ")) · \(f.section)")))
      let rows = f.arrows.map { a -> [StyledText] in
        let marked = here.contains { $0.state == a.from }
        let style: Style = marked ? .strong : .plain
        return [
          StyledText(marked ? "▶" : " ", style), StyledText(a.from, style), StyledText(a.event), StyledText(a.action),
          StyledText(a.to == a.from ? "stays" : a.to, style),
        ]
      }
      blocks.append(
        .table(
          Table(
            [
              .init("", minimum: 1), .init("in", minimum: 8), .init("when", minimum: 16), .init("does", minimum: 12),
              .init("new state", minimum: 9),
            ], rows)))
    }
    let legend = """
      ▶ where the end is now. A malformed message closes the control connection (RFC 2637 §3); a sound one that fits no arrow is refused \
      or passed over, and why says so.
      """
    blocks.append(.paragraph("\(faint: legend)"))
    let json = JSONValue.array(
      order.map { f in
        [
          "figure": .string(f.title), "ref": .string(f.section), "nodes": .array((seen[f] ?? []).map { .string($0.node) }),
          "arrows": .array(
            f.arrows.map { ["from": .string($0.from), "event": .string($0.event), "action": .string($0.action), "to": .string($0.to)] }),
        ]
      })
    return (blocks, json)
  }
}
