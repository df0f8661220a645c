import HexViews
import ProtocolEngines

extension Views {
  /// The figures that documents draw of a machine as tables, with the arrows that leave the present state marked; nil for machines
  /// without one.
  static func figures(_ lab: Lab, _ machine: String) -> (blocks: [Block], json: JSONValue)? {
    var found: [(figure: StateFigure, here: [(node: String, state: String)])] = []
    for n in lab.world.nodes {
      for i in n.ends.indices {
        guard let (figure, state) = n.ends[i].endpoint.figure(of: machine) else { continue }
        let name = i == 0 ? n.name : "\(n.name).\(n.ends[i].name)"
        if let at = found.firstIndex(where: { $0.figure == figure }) {
          found[at].here.append((name, state))
        } else {
          found.append((figure, [(name, state)]))
        }
      }
    }
    guard let first = found.first else { return nil }
    var blocks: [Block] = []
    for (f, here) in found {
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
    let legend = "▶ where the end is now. \(first.figure.legend)"
    blocks.append(.paragraph("\(faint: legend)"))
    let json = JSONValue.array(
      found.map { f, here in
        [
          "figure": .string(f.title), "ref": .string(f.section), "nodes": .array(here.map { .string($0.node) }),
          "arrows": .array(
            f.arrows.map { ["from": .string($0.from), "event": .string($0.event), "action": .string($0.action), "to": .string($0.to)] }),
        ]
      })
    return (blocks, json)
  }
}
