import ProtocolEngines

/// The fields there are: every id that a layout or the Observer can give, and what a field's value may be.
public struct FieldCatalogue: Sendable {
  /// Those of all kinds of tunnel in the program.
  public static let all = FieldCatalogue(TunnelKind.all, FieldTable.entries, ProtocolInfo.all)

  /// Those that a program with these kinds of tunnel has.
  public static func of(_ kinds: [TunnelKind]) -> FieldCatalogue {
    kinds == TunnelKind.all ? all : FieldCatalogue(kinds, FieldTable.entries(of: kinds), ProtocolInfo.all(of: kinds))
  }

  public let kinds: [TunnelKind]
  public let entries: [FieldEntry]
  public let protocols: [ProtocolInfo]
  /// All ids, sorted.
  public let names: [String]
  /// Ids and the beginnings of ids at a dot: all that a packet can be asked for.
  private let known: Set<String>
  /// First components: `"lcp"`, `"gre"`.
  public let layers: Set<String>
  /// Layers of the protocols that are still to come: known by name, with no field yet.
  private let later: Set<String>

  private init(_ kinds: [TunnelKind], _ entries: [FieldEntry], _ protocols: [ProtocolInfo]) {
    self.kinds = kinds
    self.entries = entries
    self.protocols = protocols
    var names: [String] = []
    for e in entries where !(names.last.map { $0 == e.field.id.string } ?? false) { names.append(e.field.id.string) }
    var out: Set<String> = []
    for name in names {
      var rest = name[...]
      while out.insert(String(rest)).inserted, let dot = rest.lastIndex(of: ".") { rest = rest[..<dot] }
    }
    self.names = names
    known = out
    layers = Set(names.map { String($0.prefix { $0 != "." }) })
    later = Set(protocols.filter(\.isToCome).map(\.layer) + ["l2f"])
  }

  func notYet(_ layer: String) -> UsageError? { later.contains(layer) ? .notYet(layer) : nil }

  /// The ids below a layer or group.
  func within(_ id: String) -> [String] { names.filter { $0.hasPrefix(id + ".") } }

  /// What is wrong with the id of a layer or field, or nil.
  func refusal(_ id: String) -> UsageError? {
    if known.contains(id) { return nil }
    let layer = String(id.prefix { $0 != "." })
    if let e = notYet(layer) { return e }
    guard layers.contains(layer) else {
      return UsageError("“\(id)” is no field", suggestion: Spelling.nearest(id, among: Array(layers).sorted()))
    }
    // The last component alone may be right: pptp.message_type is meant to be pptp.control_message_type.
    let near = within(layer)
    let last = id.split(separator: ".").last.map(String.init) ?? id
    let suggestion = Spelling.nearest(id, among: near) ?? near.first { $0.hasSuffix(last) }
    return UsageError("“\(id)” is no field here", allowed: suggestion == nil ? near : [], suggestion: suggestion).listing(12)
  }

  // MARK: Values

  /// What is known of a field's values.
  struct Values: Sendable {
    /// The number of bits, the largest where layouts differ.
    var width: Int
    /// What is printed for them; empty where they are numbers and nothing else.
    var printed: [FieldValues]
    /// So few bits that every number can be gone through.
    var complete: Bool { width <= 16 }
    var isNamed: Bool { !printed.isEmpty }
    /// Every number it can have.
    var numbers: Range<UInt64> { 0..<(1 << UInt64(min(width, 16))) }
  }

  /// The numbers a field can have, with what is printed for them; nil for fields that are (also) octets or text, or of which
  /// nothing is known.
  func values(of id: String) -> Values? {
    let width: Int
    switch FieldTable.of(id, in: entries).first?.form {
    case .number(let bits): width = bits
    case .ipv4(let bits?): width = bits
    default: return nil
    }
    return Values(width: width, printed: ProtocolInfo.values(of: id, in: protocols))
  }

  /// Names of a field's values, for people; "unknown (7)" is none.
  func meanings(of id: String) -> [String] {
    guard let v = values(of: id), v.complete else { return [] }
    let layer = id.hasSuffix(".code") ? String(id.dropLast(5)) : ""
    var out: [String] = []
    func add(_ number: UInt64, _ name: String) {
      if !name.hasPrefix("unknown"), !out.contains(name), ControlCode.isOwn(number, of: layer) { out.append(name) }
    }
    for p in v.printed {
      switch p.others {
      case .unknown: for e in p.table.entries where v.numbers.contains(UInt64(e.number)) { add(UInt64(e.number), e.name.string) }
      case .words:
        for n in v.numbers {
          if let name = p.text(n) { add(n, name) }
          // So many are no list of names but numbers in words.
          if out.count > 256 { return [] }
        }
      }
    }
    return out.count > 256 ? [] : out
  }

  /// The number whose meaning a word is.
  func number(of id: String, meaning word: String) -> UInt64? {
    guard let v = values(of: id) else { return nil }
    if case .ipv4 = FieldTable.of(id, in: entries).first?.form, let a = IPv4Address(word) { return UInt64(a.raw) }
    let wanted = Symbols.Word(word)
    for p in v.printed {
      let most = v.width >= 64 ? UInt64.max : (1 << UInt64(v.width)) - 1
      for e in p.table.entries where UInt64(e.number) <= most && wanted.fits(e.name.string) { return UInt64(e.number) }
      switch p.others {
      case .unknown:
        // “unknown” alone is the first number without a name.
        let first = (0...UInt64(p.table.entries.count)).first { p.table[$0] == nil } ?? 0
        for n in [first] + wanted.numbers where n <= most && p.table[n] == nil && wanted.fits("unknown (\(n))") { return n }
      case .words(let text):
        // Mostly the number is in the words; otherwise all are gone through.
        if v.width > 8 { for n in wanted.likely(most) { if let t = text(n), wanted.fits(t) { return n } } }
        if v.complete { for n in v.numbers { if let t = text(n), wanted.fits(t) { return n } } }
      }
    }
    return nil
  }

  /// What the Observer says of every checksum, beside what layouts print.
  private static let checksumWords = ["correct", "wrong", "none", "left to the network card", "0: left to the network card"]

  /// What is wrong with a number as the value of a field, or nil.
  func refusal(_ id: String, number n: UInt64) -> UsageError? {
    guard let width = values(of: id)?.width, width < 64, n >> UInt64(width) > 0 else { return nil }
    return UsageError("\(id) has \(width) bit\(width == 1 ? "" : "s"): it is at most \((1 << UInt64(width)) - 1)")
  }

  /// What is wrong with a word as the value of a field, or nil. Where nothing is known of the field, nothing is.
  func refusal(_ id: String, symbol: String) -> UsageError? {
    if let form = FieldTable.of(id, in: entries).first.flatMap({ AddressForm($0.form) }) {
      return form.reads(symbol) ? nil : UsageError("\(id) is an \(form.name), and “\(symbol)” is none")
    }
    guard let v = values(of: id) else { return nil }
    if number(of: id, meaning: symbol) != nil { return nil }
    if v.width == 1, Symbols.truth(symbol) != nil { return nil }
    if v.width % 8 == 0, HexText.octets(symbol)?.count == v.width / 8 { return nil }
    if id.hasSuffix("checksum"), Self.checksumWords.contains(where: { Symbols.matches(symbol, meaning: $0) }) { return nil }
    // Numbers in words, such as a time: a sample does not tell which there are.
    if !v.complete, v.isNamed { return nil }
    let names = meanings(of: id)
    if names.isEmpty {
      return UsageError(
        !v.isNamed
          ? "\(id) is a number of \(v.width) bit\(v.width == 1 ? "" : "s"), and “\(symbol)” is none" : "\(id) is never “\(symbol)”",
        allowed: v.width == 1 ? ["0", "1"] : [])
    }
    let short = names.flatMap { name in [name] + [name.split(separator: "-").last.map { Spelling.lower(String($0)) }].compactMap { $0 } }
    let suggestion = Spelling.nearest(symbol, among: short.filter { !$0.isEmpty })
    return UsageError("\(id) is never “\(symbol)”", allowed: names, suggestion: suggestion).listing(24)
  }
}
