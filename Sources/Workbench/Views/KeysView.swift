import HexViews
import ProtocolEngines

extension Views {
  /// Every key derived so far: name, octets, formula, inputs, section.
  public static func keys(_ lab: Lab) -> Document {
    struct Found {
      var key: KeyNote
      var ref: String
      var owners: [(node: String, step: Int)]
    }
    var found: [Found] = []
    // A stateless tunnel makes a key for every packet: found again by name and octets, not by looking at all of them.
    struct Mark: Hashable {
      var name: String
      var octets: [UInt8]
    }
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
      if lab.holds(.authDone) {
        let method = lab.stateTree(node: lab.nodeNames[0], at: lab.current)["auth.method"]?.text ?? "none"
        d.add(
          .paragraph(
            StyledText(
              """
                There are no keys, and none will come: \
                \(method == "none" ? "nobody has authenticated" : "\(method) gives none, only MS-CHAP does"). This tunnel is not \
                encrypted.
                """
            )))
        d.add(.callout(.hint, "\(command: "new pptp auth=mschapv2 mppe=128") makes one that is."))
      } else {
        d.add(.paragraph("No key has been derived yet."))
        d.add(.callout(.hint, "MPPE's keys come out of the authentication: \(command: "run until auth.done")."))
      }
    }
    // Keys made anew for each packet would bury the others: the first and the last are shown.
    struct Kind: Hashable {
      var family: String
      var node: String
    }
    let kinds = found.map { Kind(family: family($0.key.name), node: $0.owners.first?.node ?? "") }
    let same = Dictionary(grouping: found.indices) { kinds[$0] }
    let shown = found.indices.filter { i in
      guard let all = same[kinds[i]] else { return true }
      return all.count <= 3 || i == all.first || i == all.last
    }
    for i in shown {
      let f = found[i]
      let who = f.owners.map { "\($0.node) in step \($0.step)" }.joined(separator: ", ")
      d.add(.paragraph("\(strong: f.key.name)\(faint: "  \(f.key.octets.count) octets, \(who)")"))
      var facts = [KeyValue("value", "\(HexText.string(f.key.octets), .strong)")]
      if !f.key.formula.isEmpty { facts.append(KeyValue("=", StyledText(f.key.formula))) }
      for input in f.key.inputs { facts.append(KeyValue("\(faint: input.name)", StyledText(octets(input.octets), .faint))) }
      if !f.ref.isEmpty { facts.append(KeyValue("rule", StyledText(f.ref))) }
      d.add(.indented([.keyValues(facts)]))
    }
    if shown.count < found.count {
      d.add(.callout(.note, "\(found.count - shown.count) keys in between are left out; \(command: "keys --json") has all."))
    }
    d.json = found.map { f in
      .object([
        .init("key", json(f.key)), .init("ref", .string(f.ref)),
        .init("owners", .array(f.owners.map { ["node": .string($0.node), "step": .number($0.step)] })),
      ])
    }
    return d
  }

  /// The name without the count of changes: keys that follow one another.
  private static func family(_ name: String) -> String { String(name.filter { !$0.isNumber }) }

  /// All octets of an input, never cut: the key can be computed again from it. A sentence is its own best form.
  private static func octets(_ o: [UInt8]) -> String {
    if o.isEmpty { return "nothing" }
    let hex = HexText.string(o)
    // A password in UTF-16.
    if o.count >= 4, o.count % 2 == 0, o.indices.allSatisfy({ $0 % 2 == 1 ? o[$0] == 0 : o[$0] >= 0x20 && o[$0] < 0x7f }) {
      return "\(hex) “\(String(decoding: o.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), as: UTF8.self))”"
    }
    let readable = o.count >= 4 && o.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    if readable, o.count > 24 { return "“\(String(decoding: o, as: UTF8.self))” (\(o.count) octets, ASCII)" }
    return readable ? "\(hex) “\(String(decoding: o, as: UTF8.self))”" : hex
  }
}
