import HexViews
import ProtocolEngines

/// A dissected frame cut into layers, outermost first; layers behind decryption or reassembly follow in their own buffer.
struct Packet {
  struct Layer {
    var key: LayerKey
    /// The name of its heading, spelled as in the RFC.
    var title: String
    /// The dotted id of its heading or first leaf.
    var id: String
    var buffer: Int
    var range: Range<Int>
    /// Indices into the buffer's notes.
    var notes: Range<Int>
    var summary: String
    /// Nobody's protocol here: payload, ciphertext, leftovers.
    var isOpaque: Bool
    var hasHeading: Bool
  }
  let dissection: Dissection
  let layers: [Layer]

  init(_ d: Dissection) {
    dissection = d
    var all: [Layer] = []
    for (index, buffer) in d.buffers.enumerated() { all += Self.layers(buffer, index) }
    layers = all
  }

  /// The layer a reader wants to see first: the innermost that has a layout.
  var focus: Int? {
    // Padding and the like behind the last header has no heading.
    layers.lastIndex { !$0.isOpaque && $0.hasHeading } ?? layers.lastIndex { !$0.isOpaque } ?? layers.indices.last
  }

  /// A layer and the payload that belongs to it: what is explained together.
  func family(of i: Int) -> [Int] {
    guard layers.indices.contains(i) else { return [] }
    let next = i + 1
    return layers.indices.contains(next) && layers[next].isOpaque && layers[next].buffer == layers[i].buffer ? [i, next] : [i]
  }

  func notes(of l: Layer) -> ArraySlice<FieldNote> { dissection.buffers[l.buffer].notes[l.notes] }
  func octets(_ range: Range<Int>, buffer: Int) -> [UInt8] {
    guard dissection.buffers.indices.contains(buffer) else { return [] }
    let o = dissection.buffers[buffer].octets
    return [UInt8](o[range.clamped(to: 0..<o.count)])
  }
  func problems(in l: Layer) -> [Problem] {
    dissection.problems.filter { p in
      p.buffer == l.buffer
        && (p.range.isEmpty ? l.range.contains(p.range.lowerBound) || l.range.upperBound == p.range.lowerBound : p.range.overlaps(l.range))
    }
  }

  private static func layers(_ b: AnnotatedBuffer, _ index: Int) -> [Layer] {
    var out: [Layer] = []
    var i = 0
    while i < b.notes.count {
      var end = i + 1
      let n = b.notes[i]
      while end < b.notes.count, b.notes[end].depth > n.depth || b.notes[end].kind == .bits { end += 1 }
      let opaque = n.kind == .data || n.kind == .ciphertext || n.kind == .compressed || n.kind == .unexplained
      let id = n.field.id.string
      let key = Self.payloadKey(n.kind) ?? (n.kind == .group ? .of(id) : .ofLeaf(id))
      // Leaves side by side without a heading are one layer.
      if !opaque, n.kind != .group, let last = out.last, last.notes.upperBound == i, !last.isOpaque, last.key == key,
        b.notes[last.notes.lowerBound].kind != .group
      {
        out[out.count - 1].notes = last.notes.lowerBound..<end
        out[out.count - 1].range = last.range.lowerBound..<n.range.upperBound
      } else {
        var layer = Layer(
          key: key, title: n.field.name.string, id: id, buffer: index, range: n.range, notes: i..<end, summary: n.meaningText,
          isOpaque: opaque, hasHeading: n.kind == .group)
        // Payload at the end of a header's group is a layer of its own: what is header and what is carried shows.
        let tail = opaque ? nil : (i + 1..<end).last { b.notes[$0].tiles }
        if let tail, tail > i, tail == end - 1, let key = Self.payloadKey(b.notes[tail].kind),
          b.notes[tail].range.upperBound == layer.range.upperBound
        {
          let t = b.notes[tail]
          layer.notes = i..<tail
          layer.range = n.range.lowerBound..<t.range.lowerBound
          out.append(layer)
          out.append(
            Layer(
              key: key, title: t.field.name.string, id: t.field.id.string, buffer: index, range: t.range, notes: tail..<end,
              summary: t.meaningText, isOpaque: true, hasHeading: false))
        } else {
          out.append(layer)
        }
      }
      i = end
    }
    for k in out.indices where out[k].summary.isEmpty {
      let first = b.notes[out[k].notes.lowerBound].field
      // Padding has nothing to sum up but what it is for.
      out[k].summary = LayerKey.isFiller(out[k].id) ? first.about.string : summary(out[k], b.notes[out[k].notes])
    }
    return out
  }

  private static func payloadKey(_ k: FieldNote.Kind) -> LayerKey? {
    switch k {
    case .data: .data
    case .ciphertext: .ciphertext
    case .compressed: .compressed
    case .unexplained: .unexplained
    case .group, .leaf, .bits: nil
    }
  }

  /// A line made of the fields everybody looks at first.
  private static func summary(_ l: Layer, _ notes: ArraySlice<FieldNote>) -> String {
    func text(_ id: StaticString) -> String? {
      guard let n = notes.first(where: { $0.field.id.equals(id) }) else { return nil }
      return n.meaning.map(String.init(describing:)) ?? n.number.map { String($0) }
    }
    func number(_ id: StaticString) -> UInt64? { notes.first { $0.field.id.equals(id) }?.number }
    var parts: [String] = []
    switch l.id.prefix(while: { $0 != "." }) {
    case "eth":
      if let s = text("eth.src"), let d = text("eth.dst") { parts.append("\(s) → \(d)") }
    case "ip", "ipv6":
      if let s = text("ip.src") ?? text("ipv6.src"), let d = text("ip.dst") ?? text("ipv6.dst") { parts.append("\(s) → \(d)") }
      if let p = text("ip.proto") ?? text("ipv6.nxt") { parts.append("carries \(p)") }
    case "tcp":
      if let s = number("tcp.srcport"), let d = number("tcp.dstport") { parts.append("port \(s) → \(d)") }
      let flags: [(StaticString, String)] = [
        ("tcp.flags.syn", "SYN"), ("tcp.flags.fin", "FIN"), ("tcp.flags.reset", "RST"), ("tcp.flags.push", "PSH"), ("tcp.flags.ack", "ACK"),
      ]
      let set = flags.filter { number($0.0) == 1 }.map(\.1)
      if !set.isEmpty { parts.append(set.joined(separator: " ")) }
    case "udp":
      if let s = number("udp.srcport"), let d = number("udp.dstport") { parts.append("port \(s) → \(d)") }
    case "gre":
      if let c = number("gre.key.call_id") { parts.append("call \(c)") }
      if let s = number("gre.sequence_number") { parts.append("sequence \(s)") }
      if let a = number("gre.ack_number") { parts.append("acknowledges \(a)") }
    case "ppp":
      if let p = text("ppp.protocol") { parts.append("carries \(p)") }
    default: break
    }
    return parts.joined(separator: ", ")
  }
}
