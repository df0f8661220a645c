import HexViews
import ProtocolEngines

extension Views {
  /// Both nodes side by side; with a prefix only paths below it (`"lcp"`, `"server.lcp"`).
  public static func state(_ lab: Lab, prefix: String = "") -> Document {
    var nodes = lab.nodeNames
    var wanted = prefix
    if let node = nodes.first(where: { prefix == $0 || prefix.hasPrefix($0 + ".") }) {
      nodes = [node]
      wanted = String(prefix.dropFirst(node.count + 1))
    }
    func fits(_ path: String) -> Bool { wanted.isEmpty || path == wanted || path.hasPrefix(wanted.hasSuffix(".") ? wanted : wanted + ".") }
    let now = nodes.map { lab.stateTree(node: $0, at: lab.current).entries.filter { fits($0.path) } }
    let before = nodes.map { lab.current > 0 ? lab.stateTree(node: $0, at: lab.current - 1).entries : [] }
    if now.allSatisfy(\.isEmpty) {
      let heads = groups(lab)
      return problem("No variable begins with “\(prefix)”.", hint: "There are: \(heads.joined(separator: ", ")).")
    }
    var d = Document([.heading(1, StyledText("State after step \(lab.current) · \(Clock.lab(lab.world.clock))"))])
    var group = ""
    var rows: [[StyledText]] = []
    var changed = false
    for path in union(now.map { $0.map(\.path) }) {
      let head = String(path.prefix { $0 != "." })
      if head != group, !rows.isEmpty { rows.append([]) }
      group = head
      var row: [StyledText] = [StyledText(path)]
      var about = ""
      for (i, entries) in now.enumerated() {
        guard let e = entries.first(where: { $0.path == path }) else {
          row.append("")
          continue
        }
        if about.isEmpty { about = e.about }
        let isNew = lab.current > 0 && before[i].first { $0.path == path }?.value != e.value
        changed = changed || isNew
        let text = value(e.value)
        row.append(isNew ? "\(text, .strong)*" : StyledText(text))
      }
      rows.append(row + [StyledText(about, .faint)])
    }
    d.add(
      .table(
        Table(
          [.init("variable", minimum: 22)] + nodes.map { .init($0, minimum: 14) } + [
            .init("", priority: 1, minimum: wanted.isEmpty ? 40 : 24)
          ], rows)))
    if changed { d.add(.paragraph("\(faint: "* changed by step \(lab.current)")")) }
    d.json = zip(nodes, now).map { node, entries in
      .object([
        .init("node", .string(node)), .init("step", .number(lab.current)),
        .init("state", .object(entries.map { .init($0.path, StepWords.json($0.value)) })),
      ])
    }
    return d
  }

  private static func value(_ v: StateTree.Value) -> String {
    switch v {
    case .octets(let o): o.isEmpty ? "none" : o.count > 16 ? HexText.string(o.prefix(16)) + "…" : HexText.string(o)
    default: v.text.isEmpty ? "none" : v.text
    }
  }

  private static func groups(_ lab: Lab) -> [String] {
    var out: [String] = []
    for node in lab.nodeNames {
      for e in lab.stateTree(node: node, at: lab.current).entries {
        let head = String(e.path.prefix { $0 != "." })
        if !out.contains(head) { out.append(head) }
      }
    }
    return out
  }

  /// All paths, those of one node only beside their neighbours.
  private static func union(_ lists: [[String]]) -> [String] {
    var out = lists.first ?? []
    var have = Set(out)
    for list in lists.dropFirst() {
      var at = 0
      for path in list {
        if have.contains(path) {
          at = (out.firstIndex(of: path) ?? at) + 1
        } else {
          out.insert(path, at: at)
          have.insert(path)
          at += 1
        }
      }
    }
    return out
  }
}
