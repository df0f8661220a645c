import HexViews
import ProtocolEngines

extension Views {
  /// The RFC's box figure with live bits around the field with this id or name.
  public static func bits(_ lab: Lab, _ n: Int, field: String) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let p):
      guard let (layer, index) = find(field, in: p.packet) else {
        let near =
          p.packet.layers.filter { !$0.isOpaque }.last.map { l in
            p.packet.notes(of: l).filter { $0.kind != .group }.prefix(6).map { $0.field.id.string }
          } ?? []
        return problem(
          "This packet has no field “\(field)”.",
          hint: "\(command: "fields \(n)") lists all of them\(near.isEmpty ? "" : ", for instance " + near.joined(separator: ", ")).")
      }
      let l = p.packet.layers[layer]
      let notes = p.packet.dissection.buffers[l.buffer].notes
      let f = notes[index]
      let octets = "  octets \(l.range.lowerBound) to \(max(l.range.lowerBound, l.range.upperBound - 1))"
      var d = Document([
        .heading(1, title(record, p.packet.dissection)),
        .paragraph("\(strong: l.title.isEmpty ? l.key.name : l.title)\(faint: octets)"),
      ])
      d.add(.bits(boxes(p.packet, l, marking: index)))
      if f.kind != .group {
        let (value, meaning) = PacketBlocks.words(f, octets: p.packet.octets(f.range, buffer: l.buffer))
        let where_ =
          f.kind == .bits
          ? "bits \(f.firstBit) to \(f.lastBit) of octet \(f.range.lowerBound)"
          : "octets \(f.range.lowerBound) to \(f.range.upperBound - 1)"
        let place =
          f.kind == .bits && f.firstBit == f.lastBit
          ? "bit \(f.firstBit) of octet \(f.range.lowerBound)"
          : f.range.count == 1 && f.kind != .bits ? "octet \(f.range.lowerBound)" : where_
        d.add(.blank)
        var facts = [KeyValue("\(strong: f.field.name.string)", "\([value, meaning].filter { !$0.isEmpty }.joined(separator: " = "))")]
        if !f.field.about.isEmpty { facts.append(KeyValue("means", StyledText(f.field.about.string))) }
        facts.append(KeyValue("where", StyledText(place)))
        facts.append(KeyValue("id", "\(command: f.field.id.string)"))
        if !f.field.ref.isEmpty { facts.append(KeyValue("from", StyledText(f.field.ref.string))) }
        d.add(.keyValues(facts))
      }
      d.json = [
        .object([
          .init("step", .number(n)), .init("field", .string(f.field.id.string)), .init("buffer", .number(l.buffer)),
          .init("range", [.number(f.range.lowerBound), .number(f.range.upperBound)]),
          .init("bits", .string(bitText(p.packet.octets(f.range, buffer: l.buffer), f))),
        ])
      ]
      return d
    }
  }

  private static func bitText(_ octets: [UInt8], _ f: FieldNote) -> String {
    let all = bits(octets.prefix(64))
    guard f.kind == .bits, Int(f.lastBit) < all.count, f.firstBit <= f.lastBit else { return all.map(String.init).joined() }
    return all[Int(f.firstBit)...Int(f.lastBit)].map(String.init).joined()
  }

  /// By id, then by the end of an id, then by name; the innermost layer first.
  private static func find(_ text: String, in p: Packet) -> (layer: Int, note: Int)? {
    let wanted = text.lowercased()
    let tests: [(FieldNote) -> Bool] = [
      { $0.field.id.string == wanted }, { $0.field.id.string.hasPrefix(wanted) && $0.kind != .group },
      { $0.field.id.string.hasSuffix("." + wanted) }, { $0.field.name.string.lowercased() == wanted },
      { $0.field.name.string.lowercased().contains(wanted) },
    ]
    for test in tests {
      for (i, l) in p.layers.enumerated().reversed() {
        if let n = p.dissection.buffers[l.buffer].notes[l.notes].firstIndex(where: test) { return (i, n) }
      }
    }
    return nil
  }

  private static func bits(_ octets: some Sequence<UInt8>) -> [UInt8] {
    octets.flatMap { o in (0..<8).map { o >> UInt8(7 - $0) & 1 } }
  }

  /// All leaves of a layer; those with named bits as one box a name.
  static func boxes(_ p: Packet, _ l: Packet.Layer, marking marked: Int) -> BitBoxes {
    let notes = p.dissection.buffers[l.buffer].notes
    var out: [BitBoxes.Box] = []
    var i = l.notes.lowerBound
    while i < l.notes.upperBound {
      let n = notes[i]
      guard n.tiles else {
        i += 1
        continue
      }
      var inner: [Int] = []
      var k = i + 1
      while k < l.notes.upperBound, notes[k].kind == .bits {
        inner.append(k)
        k += 1
      }
      let octets = p.octets(n.range, buffer: l.buffer)
      let all = octets.count <= 8 ? bits(octets) : []
      // Thirty-two bits by name would bury the field that was asked for.
      if inner.count > 16, !inner.contains(marked), marked != i { inner = [] }
      let isIn =
        marked == i
        || (notes.indices.contains(marked) && notes[marked].kind == .group && marked != l.notes.lowerBound
          && notes[marked].range.contains(n.range.lowerBound))
      if inner.isEmpty || all.isEmpty {
        let (value, meaning) = PacketBlocks.words(n, octets: octets)
        out.append(
          .init(n.field.name.string, width: n.range.count * 8, bits: all, value: short(value, meaning, n), tint: l.key.tint, marked: isIn))
      } else {
        out += named(inner.map { ($0, notes[$0]) }, all, l.key.tint, marked, wholeMarked: isIn)
      }
      i = k
    }
    return BitBoxes(out)
  }

  private static func named(_ parts: [(index: Int, note: FieldNote)], _ all: [UInt8], _ tint: Tint, _ marked: Int, wholeMarked: Bool)
    -> [BitBoxes.Box]
  {
    var out: [BitBoxes.Box] = []
    var at = 0
    for (index, n) in parts.sorted(by: { $0.note.firstBit < $1.note.firstBit }) {
      let first = Int(n.firstBit)
      let last = Int(n.lastBit)
      guard first >= at, last >= first, last < all.count else { continue }
      if first > at { out.append(.init("", width: first - at, bits: Array(all[at..<first]), tint: tint, marked: wholeMarked)) }
      let (value, meaning) = PacketBlocks.words(n, octets: [])
      out.append(
        .init(
          n.field.name.string, width: last - first + 1, bits: Array(all[first...last]), value: short(value, meaning, n), tint: tint,
          marked: wholeMarked || index == marked))
      at = last + 1
    }
    if at < all.count { out.append(.init("", width: all.count - at, bits: Array(all[at...]), tint: tint, marked: wholeMarked)) }
    return out
  }

  private static func short(_ value: String, _ meaning: String, _ n: FieldNote) -> String {
    let words = [value, meaning].filter { !$0.isEmpty }.joined(separator: " = ")
    return n.kind == .bits && !n.field.about.isEmpty ? "\(words)  (\(n.field.about.string))" : words
  }
}
