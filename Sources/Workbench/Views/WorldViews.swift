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
        guard let e = entries.first(where: { $0.path == path }) else { row.append(""); continue }
        if about.isEmpty { about = e.about }
        let isNew = lab.current > 0 && before[i].first { $0.path == path }?.value != e.value
        changed = changed || isNew
        let text = value(e.value)
        row.append(isNew ? "\(text, .strong)*" : StyledText(text))
      }
      rows.append(row + [StyledText(about, .faint)])
    }
    d.add(.table(Table([.init("variable", minimum: 22)] + nodes.map { .init($0, minimum: 14) } + [.init("", priority: 1, minimum: wanted.isEmpty ? 40 : 24)], rows)))
    if changed { d.add(.paragraph("\(faint: "* changed by step \(lab.current)")")) }
    d.json = zip(nodes, now).map { node, entries in
      .object([.init("node", .string(node)), .init("step", .number(lab.current)), .init("state", .object(entries.map { .init($0.path, StepWords.json($0.value)) }))])
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

  /// Every key derived so far: name, octets, formula, inputs, section.
  public static func keys(_ lab: Lab) -> Document {
    struct Found { var key: KeyNote; var ref: String; var owners: [(node: String, step: Int)] }
    var found: [Found] = []
    // A stateless tunnel makes a key for every packet: found again by name and octets, not by looking at all of them.
    struct Mark: Hashable { var name: String; var octets: [UInt8] }
    var places: [Mark: [Int]] = [:]
    for r in lab.records.prefix(lab.current) {
      for n in r.notes {
        guard let k = n.note.key else { continue }
        let mark = Mark(name: k.name, octets: k.octets)
        if let i = places[mark]?.first(where: { found[$0].key == k }) {
          if !found[i].owners.contains(where: { $0.node == n.node }) { found[i].owners.append((n.node, r.number)) }
        } else {
          places[mark, default: []].append(found.count)
          found.append(Found(key: k, ref: n.note.ref, owners: [(n.node, r.number)]))
        }
      }
    }
    var d = Document([.heading(1, "Keys after step \(lab.current)")])
    if found.isEmpty {
      d.add(.paragraph("No key has been derived yet."))
      d.add(.callout(.hint, "MPPE's keys come out of the authentication: \(command: "run until auth.done")."))
    }
    // Keys made anew for each packet would bury the others: the first and the last are shown.
    struct Kind: Hashable { var name: String; var node: String }
    let kinds = found.map { Kind(name: $0.key.name, node: $0.owners.first?.node ?? "") }
    let same = Dictionary(grouping: found.indices) { kinds[$0] }
    let shown = found.indices.filter { i in
      guard let all = same[kinds[i]] else { return true }
      return all.count <= 3 || i == all.first || i == all.last
    }
    for i in shown {
      let f = found[i]
      let who = f.owners.map { "\($0.node) in step \($0.step)" }.joined(separator: ", ")
      d.add(.paragraph("\(strong: f.key.name)\(faint: "  \(f.key.octets.count) octets, \(who)")"))
      var facts = [KeyValue("value", "\(HexText.string(f.key.octets), .tint(.violet))")]
      if !f.key.formula.isEmpty { facts.append(KeyValue("=", StyledText(f.key.formula))) }
      for input in f.key.inputs { facts.append(KeyValue("\(faint: input.name)", StyledText(octets(input.octets), .faint))) }
      if !f.ref.isEmpty { facts.append(KeyValue("rule", StyledText(f.ref))) }
      d.add(.indented([.keyValues(facts)]))
    }
    if shown.count < found.count { d.add(.callout(.note, "\(found.count - shown.count) keys in between are left out; \(command: "keys --json") has all.")) }
    d.json = found.map { f in
      .object([
        .init("key", json(f.key)), .init("ref", .string(f.ref)), .init("owners", .array(f.owners.map { ["node": .string($0.node), "step": .number($0.step)] })),
      ])
    }
    return d
  }

  private static func octets(_ o: [UInt8]) -> String {
    if o.isEmpty { return "nothing" }
    let hex = o.count > 40 ? HexText.string(o.prefix(40)) + "…" : HexText.string(o)
    // A password in UTF-16.
    if o.count >= 4, o.count % 2 == 0, o.indices.allSatisfy({ $0 % 2 == 1 ? o[$0] == 0 : o[$0] >= 0x20 && o[$0] < 0x7f }) {
      return "\(hex) “\(String(decoding: o.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), as: UTF8.self))”"
    }
    let readable = o.count >= 4 && o.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    return readable ? "\(hex) “\(String(decoding: o, as: UTF8.self))”" : hex
  }
}
