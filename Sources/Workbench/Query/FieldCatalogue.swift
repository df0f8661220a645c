import ProtocolEngines
import Synchronization

/// The fields there are: every id that a layout or the Observer can give, and what a field's value may be.
public enum FieldCatalogue {
  /// All ids, sorted.
  public static let names: [String] = FieldTable.text.split { $0 == " " || $0 == "\n" }.map(String.init)
  /// Ids and the beginnings of ids at a dot: all that a packet can be asked for.
  private static let known: Set<String> = {
    var out: Set<String> = []
    for name in names {
      var rest = name[...]
      while out.insert(String(rest)).inserted, let dot = rest.lastIndex(of: ".") { rest = rest[..<dot] }
    }
    return out
  }()
  /// First components: `"lcp"`, `"gre"`.
  public static let layers: Set<String> = Set(names.map { String($0.prefix { $0 != "." }) })
  /// Layers of the protocols that are still to come.
  private static let later: Set<String> = ["l2tp", "isakmp", "l2f"]

  static func notYet(_ layer: String) -> UsageError? { later.contains(layer) ? .notYet(layer) : nil }

  /// The ids below a layer or group.
  static func within(_ id: String) -> [String] { names.filter { $0.hasPrefix(id + ".") } }

  /// What is wrong with the id of a layer or field, or nil.
  static func refusal(_ id: String) -> UsageError? {
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

  /// A place where a layout shows the field: in octets for which it does so.
  private struct Place: Sendable {
    var entry: Int
    var octets: [UInt8]
    var note: FieldNote
    var width: Int { note.kind == .bits ? Int(note.lastBit) - Int(note.firstBit) + 1 : 8 * note.range.count }
  }
  private struct Found: Sendable {
    var places: [String: [Place]] = [:]
    /// Fields some layout shows without a number, as octets or as a group.
    var unnumbered: Set<String> = []
    /// Fields that every layout shows as an address, of this kind; nil where one does not.
    var addresses: [String: AddressForm?] = [:]
  }

  /// Layouts shown octets of the dice, biased to small numbers as types and lengths are.
  private static let found: Found = {
    var out = Found()
    var dice = Dice(seed: 42)
    for (i, entry) in WireCatalog.all.enumerated() {
      var here: Set<String> = []
      /// Many fields mean what a type in front of them says: each of the small types is tried.
      func context(_ octets: [UInt8], _ n: FieldNote) -> String {
        n.lower == 0 || n.range.count > 1 ? "" : octets[0] < 16 ? " type \(octets[0])" : " type"
      }
      for _ in 0..<200 {
        let octets = dice.octets(Int(dice.below(64))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }
        for n in entry.annotate(octets).notes {
          let id = n.field.id.string
          let form = AddressForm(n)
          out.addresses[id] = .some(out.addresses[id, default: form] == form ? form : nil)
          guard n.number != nil, n.range.count <= 8 else {
            out.unnumbered.insert(id)
            continue
          }
          if here.insert("\(id) \(n.range.count) \(n.kind.rawValue)\(context(octets, n))").inserted {
            out.places[id, default: []].append(Place(entry: i, octets: shortened(octets, n, entry), note: n))
          }
        }
      }
    }
    return out
  }()

  /// The octets up to the field, where the layout shows it there all the same.
  private static func shortened(_ octets: [UInt8], _ n: FieldNote, _ entry: WireCatalog.Entry) -> [UInt8] {
    let short = Array(octets[..<n.range.upperBound])
    return same(n, in: entry.annotate(short).notes) == nil ? octets : short
  }

  private static func same(_ n: FieldNote, in notes: [FieldNote]) -> FieldNote? {
    notes.first {
      $0.lower == n.lower && $0.upper == n.upper && $0.kind == n.kind && $0.firstBit == n.firstBit && $0.field.id.equals(n.field.id)
    }
  }

  /// A number of a field that has a name.
  struct Named: Sendable, Equatable {
    var number: UInt64
    var meaning: String
  }
  /// What is known of a field's values.
  struct Values: Sendable {
    /// The number of bits, the largest where layouts differ.
    var width: Int
    var named: [Named]
    /// All numbers were tried; otherwise too many are possible, and only a sample was.
    var complete: Bool
  }
  private static let cache = Mutex<[String: Values]>([:])

  /// The numbers a field can have, with the meanings that layouts print for them; nil for fields that are (also) octets or
  /// text, or of which nothing is known.
  static func values(of id: String) -> Values? {
    guard !found.unnumbered.contains(id), let places = found.places[id], !places.isEmpty else { return nil }
    if let known = cache.withLock({ $0[id] }) { return known }
    var out = Values(width: 0, named: [], complete: true)
    for p in places {
      let width = p.width
      out.width = max(out.width, width)
      let entry = WireCatalog.all[p.entry]
      func meaning(_ v: UInt64) -> String? { same(p.note, in: entry.annotate(with(v, p, width)).notes)?.meaning }
      var numbers: [UInt64] = []
      if width <= 16 {
        numbers = Array(0..<(1 << UInt64(width)))
      } else {
        out.complete = false
        var dice = Dice(seed: 7)
        let most = width >= 64 ? UInt64.max : (1 << UInt64(width)) - 1
        numbers =
          [0, 1, most] + (0..<61).map { _ in UInt64(truncatingIfNeeded: dice.octets(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) & most }
      }
      for v in numbers { if let m = meaning(v) { out.named.append(Named(number: v, meaning: m)) } }
    }
    let result = out
    cache.withLock { $0[id] = result }
    return result
  }

  private static func with(_ v: UInt64, _ p: Place, _ width: Int) -> [UInt8] {
    var o = p.octets
    let range = p.note.range
    let all = o[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let shift = UInt64(p.note.kind == .bits ? 8 * range.count - 1 - Int(p.note.lastBit) : 0)
    let mask = (width >= 64 ? UInt64.max : (1 << UInt64(width)) - 1) << shift
    let new = all & ~mask | v << shift & mask
    for (i, at) in range.enumerated() { o[at] = UInt8(truncatingIfNeeded: new >> UInt64(8 * (range.count - 1 - i))) }
    return o
  }

  /// Names of a field's values, for people; "unknown (7)" is none.
  static func meanings(of id: String) -> [String] {
    guard let v = values(of: id), v.complete else { return [] }
    let layer = id.hasSuffix(".code") ? String(id.dropLast(5)) : ""
    var out: [String] = []
    for n in v.named where !n.meaning.hasPrefix("unknown") && !out.contains(n.meaning) && ControlCode.isOwn(n.number, of: layer) {
      out.append(n.meaning)
      // So many are no list of names but numbers in words.
      if out.count > 256 { return [] }
    }
    return out
  }

  /// The number whose meaning a word is.
  static func number(of id: String, meaning word: String) -> UInt64? {
    values(of: id)?.named.first { Symbols.matches(word, meaning: $0.meaning) }?.number
  }

  /// What the Observer says of every checksum, beside what layouts print.
  private static let checksumWords = ["correct", "wrong", "none", "left to the network card", "0: left to the network card"]

  /// What is wrong with a number as the value of a field, or nil.
  static func refusal(_ id: String, number n: UInt64) -> UsageError? {
    guard !found.unnumbered.contains(id), let width = found.places[id]?.map(\.width).max(), width < 64, n >> UInt64(width) > 0 else {
      return nil
    }
    return UsageError("\(id) has \(width) bit\(width == 1 ? "" : "s"): it is at most \((1 << UInt64(width)) - 1)")
  }

  /// What is wrong with a word as the value of a field, or nil. Where nothing is known of the field, nothing is.
  static func refusal(_ id: String, symbol: String) -> UsageError? {
    if let form = found.addresses[id] ?? nil {
      return form.reads(symbol) ? nil : UsageError("\(id) is an \(form.name), and “\(symbol)” is none")
    }
    guard let v = values(of: id) else { return nil }
    if number(of: id, meaning: symbol) != nil { return nil }
    if v.width == 1, Symbols.truth(symbol) != nil { return nil }
    if v.width % 8 == 0, HexText.octets(symbol)?.count == v.width / 8 { return nil }
    if id.hasSuffix("checksum"), checksumWords.contains(where: { Symbols.matches(symbol, meaning: $0) }) { return nil }
    // Numbers in words, such as a time: a sample does not tell which there are.
    if !v.complete, !v.named.isEmpty { return nil }
    let names = meanings(of: id)
    if names.isEmpty {
      return UsageError(
        v.named.isEmpty
          ? "\(id) is a number of \(v.width) bit\(v.width == 1 ? "" : "s"), and “\(symbol)” is none" : "\(id) is never “\(symbol)”",
        allowed: v.width == 1 ? ["0", "1"] : [])
    }
    let short = names.flatMap { name in [name] + [name.split(separator: "-").last.map { Spelling.lower(String($0)) }].compactMap { $0 } }
    let suggestion = Spelling.nearest(symbol, among: short.filter { !$0.isEmpty })
    return UsageError("\(id) is never “\(symbol)”", allowed: names, suggestion: suggestion).listing(24)
  }
}
