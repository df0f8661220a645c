/// A field that a layout or the Observer can show.
public struct FieldEntry: Sendable {
  public enum Form: Sendable, Equatable {
    /// Nothing is known of its values.
    case unknown
    /// Octets or text, at least in some layout; or a heading.
    case octets
    /// A number of at most so many bits.
    case number(bits: Int)
    /// An address, with its bits where it is a number as well.
    case ipv4(bits: Int?)
    case ipv6, ethernet
  }
  /// With the name and the line of meaning that the field has in one of the layouts.
  public var field: Field
  public var form: Form
}

/// All fields there are, from the sources of the layouts: made and checked by `FieldCatalogueTests`.
public enum FieldTable {
  /// Sorted by id. A field that has another name or meaning in another message has an entry for each.
  public static let entries = entries(of: TunnelKind.all)

  /// Those that a program with these kinds of tunnel has.
  public static func entries(of kinds: [TunnelKind]) -> [FieldEntry] {
    var out: [FieldEntry] = []
    out.reserveCapacity(1200)
    for text in [internet, tunnel, control, login] + kinds.compactMap(\.fields) { read(text, &out) }
    // The entries of one field stay in the order of the sources.
    let order = out.indices.sorted { a, b in
      let (x, y) = (out[a].field.id, out[b].field.id)
      return precedes(x, y) || (a < b && !precedes(y, x))
    }
    return order.map { out[$0] }
  }

  /// The entries of one field.
  public static func of(_ id: String, in entries: [FieldEntry] = entries) -> ArraySlice<FieldEntry> {
    var id = id
    return id.withUTF8 { wanted in
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        if entries[middle].field.id.utf8.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
      }
      var end = low
      while end < entries.count, entries[end].field.id.utf8.elementsEqual(wanted) { end += 1 }
      return entries[low..<end]
    }
  }

  private static func precedes(_ a: Text, _ b: Text) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  /// Lines of `id|form|name|section|meaning`. The texts of the entries point into the table.
  private static func read(_ table: StaticString, _ out: inout [FieldEntry]) {
    let start = table.utf8Start
    let count = table.utf8CodeUnitCount
    var at = 0
    func part() -> Text {
      let begin = at
      while at < count, start[at] != UInt8(ascii: "|"), start[at] != UInt8(ascii: "\n") { at += 1 }
      defer { at += 1 }
      return Text(start + begin, UInt16(truncatingIfNeeded: at - begin))
    }
    while at < count {
      let (id, form, name, ref, about) = (part(), part(), part(), part(), part())
      out.append(FieldEntry(field: Field(id: id, name: name, ref: ref, about: about), form: Self.form(form)))
    }
  }

  private static func form(_ t: Text) -> FieldEntry.Form {
    if t.isEmpty { return .unknown }
    if t.equals("octets") { return .octets }
    if t.equals("ipv4") { return .ipv4(bits: nil) }
    if t.equals("ipv6") { return .ipv6 }
    if t.equals("ethernet") { return .ethernet }
    // `8,16`: where layouts differ, the widest counts.
    var bits = 0
    var n = 0
    for u in t.utf8 {
      if u == UInt8(ascii: ",") {
        bits = max(bits, n)
        n = 0
      } else if u >= 0x30, u <= 0x39 {
        n = 10 * n + Int(u - 0x30)
      }
    }
    bits = max(bits, n)
    return t.utf8.first == UInt8(ascii: "i") ? .ipv4(bits: bits) : .number(bits: bits)
  }
}
