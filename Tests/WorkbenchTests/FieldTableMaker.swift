import TestSupport

@testable import ProtocolEngines

/// What `FieldTable` has to say: ids, names and meanings as the sources of the layouts write them, the forms of the values as samples show
/// them.
enum FieldTableMaker {
  struct Fact: Hashable {
    var id, name, ref, about: String
  }

  /// The table's four parts: its name in the source, the name of its file, and its layers; the last has all others.
  static let parts: [(name: String, layers: [String])] =
    [
      (
        "internet",
        [
          "eth", "vlan", "sll", "llc", "null", "arp", "pppoe", "pppoed", "chdlc", "ip", "ipv6", "tcp", "udp", "icmp", "icmpv6", "igmp",
          "esp",
          "ah", "frame", "wire",
        ]
      ),
      ("tunnel", ["pptp", "gre", "hdlc", "ppp", "mp", "vjc", "mppe", "mppc", "bsdcomp", "deflate"]),
      ("control", ["lcp", "ccp", "ipcp", "ipv6cp", "ncp"]),
    ] + TunnelKind.all.filter { $0.fields != nil }.map { ($0.name, $0.layers.map(\.layer)) } + [("login", [])]
  static func path(_ part: String) -> String {
    let kind = TunnelKind.all.first { $0.name == part && $0.fields != nil }
    if let kind { return "Sources/ProtocolEngines/\(kind.title)/FieldTable+\(kind.title).swift" }
    return "Sources/ProtocolEngines/Protocols/FieldTable+\(part.prefix(1).uppercased())\(part.dropFirst()).swift"
  }

  /// The file of a part as it has to be.
  static func text(_ part: (name: String, layers: [String])) -> String {
    let others = Set(parts.flatMap(\.layers))
    let lines = all.filter { line in
      let layer = String(line.prefix { $0 != "." && $0 != "|" })
      return part.layers.isEmpty ? !others.contains(layer) : part.layers.contains(layer)
    }
    let body = lines.flatMap { folded($0) }.map { "    \($0)\n" }.joined()
    return """
      // Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
      extension FieldTable {
        static let \(part.name): StaticString = #\"\"\"
      \(body)    \"\"\"#
      }

      """
  }

  /// A line that is too long goes on in the next.
  private static func folded(_ line: String) -> [String] {
    var out: [String] = []
    var rest = Substring(line)
    while rest.count > 134 {
      let cut = rest.prefix(132).lastIndex(of: " ").map { rest.index(after: $0) } ?? rest.index(rest.startIndex, offsetBy: 132)
      out.append(rest[..<cut] + "\\#")
      rest = rest[cut...]
    }
    return out + [String(rest)]
  }

  /// The lines of the table, sorted by id.
  static let all: [String] = {
    let forms = Self.forms()
    var facts: [String: [Fact]] = [:]
    func add(_ f: Fact) {
      if !facts[f.id, default: []].contains(where: { $0.name == f.name && $0.about == f.about }) { facts[f.id, default: []].append(f) }
    }
    let written = Self.written
    for f in written.whole { add(f) }
    for f in sampled.sorted(by: { ($0.id, $0.name, $0.about, $0.ref) < ($1.id, $1.name, $1.about, $1.ref) }) { add(f) }
    for f in written.inPart where facts[f.id] == nil { add(f) }
    return written.ids.flatMap { id in
      let all = facts[id] ?? [Fact(id: id, name: "", ref: "", about: "")]
      // Where a fault is reported, a field is often written without its meaning.
      return all.filter { f in !f.about.isEmpty || !all.contains { $0.name == f.name && !$0.about.isEmpty } }.map {
        "\(id)|\(forms[id] ?? "")|\($0.name)|\($0.ref)|\($0.about)"
      }
    }
  }()

  // MARK: What the sources write

  /// Fields written with their id, name, section and meaning; those whose section is worked out; all ids.
  static let written: (whole: [Fact], inPart: [Fact], ids: [String]) = {
    var whole: [Fact] = []
    var inPart: [Fact] = []
    var ids: Set<String> = []
    let texts = SourceTree.files("Sources/ProtocolEngines").filter { !$0.path.contains("/Protocols/FieldTable+") }.map {
      $0.lines.joined(separator: "\n")
    }
    // Layouts that have several names get their ids in one call, each with a label.
    var labels: [(label: String, id: String)] = []
    for part in texts.flatMap({ $0.components("IDs(").dropFirst() }) {
      let inside = part.prefix { $0 != ")" }
      for (i, quoted) in inside.split(separator: "\"", omittingEmptySubsequences: false).enumerated() where i % 2 == 1 {
        ids.insert(String(quoted))
        let label = inside[..<quoted.startIndex].dropLast().reversed().drop { $0 == " " || $0 == ":" }.prefix { $0.isLetter }.reversed()
        labels.append((String(label), String(quoted)))
      }
    }
    for part in texts.flatMap({ $0.components("Field(").dropFirst() }) {
      var source = Literals(part[...])
      var owners: [String] = []
      if let id = source.literal() {
        owners = [id]
        ids.insert(id)
      } else if part.hasPrefix("ids.") {
        let label = part.dropFirst(4).prefix { $0.isLetter }
        owners = labels.filter { $0.label == label }.map(\.id)
        source = Literals(part.dropFirst(4 + label.count))
      }
      guard !owners.isEmpty, let name = source.argument() else { continue }
      let ref = source.argument()
      let about = source.isAtEnd ? "" : source.argument() ?? ""
      for id in owners {
        if let ref { whole.append(Fact(id: id, name: name, ref: ref, about: about)) }
        if ref == nil { inPart.append(Fact(id: id, name: name, ref: "", about: about)) }
      }
    }
    return (whole, inPart, ids.sorted())
  }()

  /// The arguments of a call one after the other.
  private struct Literals {
    var rest: Substring

    init(_ text: Substring) {
      rest = text
      skip()
    }
    private mutating func skip() { rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "," } }
    var isAtEnd: Bool { rest.first == ")" }

    /// The next argument: its literal, the first of several to choose from; nil where there is none.
    mutating func argument() -> String? {
      var depth = 0
      var found: String?
      while let c = rest.first {
        if c == "\"" {
          let text = literal()
          if found == nil { found = text }
          // After a literal the comma is skipped already.
          if depth == 0, rest.first != ":" { return found }
          continue
        }
        if c == ")", depth == 0 { return found }
        if c == ",", depth == 0 {
          skip()
          return found
        }
        depth += c == "(" ? 1 : c == ")" ? -1 : 0
        rest = rest.dropFirst()
      }
      return found
    }

    mutating func literal() -> String? {
      guard rest.first == "\"" else { return nil }
      defer { skip() }
      if rest.hasPrefix("\"\"\"") {
        guard let end = rest.dropFirst(3).firstRange(of: "\"\"\"") else { return nil }
        let lines = rest.dropFirst(3)[..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        let indent = lines.last?.count ?? 0
        var out = ""
        for line in lines.dropLast() {
          let l = line.dropFirst(indent)
          out += l.hasSuffix("\\") ? l.dropLast() : l
        }
        rest = rest[end.upperBound...]
        return out
      }
      var out = ""
      rest = rest.dropFirst()
      while let c = rest.popFirst(), c != "\"" { out.append(c == "\\" ? rest.popFirst() ?? c : c) }
      return out
    }
  }

  // MARK: What samples show

  /// Octets drawn by lot for every message type, biased to small numbers as types and lengths are.
  private static let samples: [[FieldNote]] = {
    var out: [[FieldNote]] = []
    for entry in WireCatalog.all {
      // Dice of its own: a new type changes what samples show of no other.
      var dice = Dice(seed: entry.name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
      for _ in 0..<200 { out.append(entry.annotate(dice.octets(Int(dice.below(64))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }).notes) }
    }
    return out
  }()

  private static let sampled: Set<Fact> = {
    var out: Set<Fact> = []
    for n in samples.joined() {
      out.insert(Fact(id: n.field.id.string, name: n.field.name.string, ref: n.field.ref.string, about: n.field.about.string))
    }
    return out
  }()

  /// How the values of a field look in samples: `8`, `8,16`, `octets`, `ipv4`; nothing for a field that no sample shows.
  static func forms() -> [String: String] {
    var widths: [String: Set<Int>] = [:]
    var octets: Set<String> = []
    var addresses: [String: String] = [:]
    for n in samples.joined() {
      let id = n.field.id.string
      let address = address(n)
      if addresses[id, default: address] == address { addresses[id] = address } else { addresses[id] = "" }
      if n.number != nil, n.range.count <= 8 {
        widths[id, default: []].insert(n.kind == .bits ? Int(n.lastBit) - Int(n.firstBit) + 1 : 8 * n.range.count)
      } else {
        octets.insert(id)
      }
    }
    var out: [String: String] = [:]
    for (id, address) in addresses {
      let numbers = octets.contains(id) ? "" : (widths[id] ?? []).sorted().map(String.init).joined(separator: ",")
      out[id] = address.isEmpty ? numbers.isEmpty ? "octets" : numbers : address + (numbers.isEmpty ? "" : ",\(numbers)")
    }
    return out
  }

  /// The kind of address that is printed for a value; empty for none.
  private static func address(_ n: FieldNote) -> String {
    guard let text = n.meaning, n.tiles else { return "" }
    switch n.range.count {
    case 4: return IPv4Address(text) != nil ? "ipv4" : ""
    case 16: return IPv6Address(text) != nil ? "ipv6" : ""
    case 6: return text.count == 17 && text.split(separator: ":").count == 6 ? "ethernet" : ""
    default: return ""
    }
  }
}
