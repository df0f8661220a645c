import HexViews
import ProtocolEngines

/// A dissected frame cut into layers, outermost first; layers found by decryption or reassembly follow in their own buffer.
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
    /// No protocol of ours: payload, ciphertext, leftovers.
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
    // Padding and the like after the last header has no heading.
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

  /// A line made of the fields that its protocol names for it.
  private static func summary(_ l: Layer, _ notes: ArraySlice<FieldNote>) -> String {
    let layer = l.id.prefix { $0 != "." }
    guard let p = ProtocolInfo.all.first(where: { $0.layer == layer }), case .parts(let parts) = p.summary else { return "" }
    func text(_ ids: [StaticString]) -> String? {
      for id in ids {
        if let n = notes.first(where: { $0.field.id.equals(id) }), let text = n.meaning ?? n.number.map({ String($0) }) { return text }
      }
      return nil
    }
    func number(_ id: StaticString) -> UInt64? { notes.first { $0.field.id.equals(id) }?.number }
    func after(_ word: StaticString, _ text: String) -> String { word.utf8CodeUnitCount == 0 ? text : "\(word) \(text)" }
    return parts.compactMap { part -> String? in
      switch part {
      case .pair(let word, let from, let to):
        guard let a = text(from), let b = text(to) else { return nil }
        return after(word, "\(a) → \(b)")
      case .numbers(let word, let from, let to):
        guard let a = number(from), let b = number(to) else { return nil }
        return after(word, "\(a) → \(b)")
      case .field(let word, let ids): return text(ids).map { after(word, $0) }
      case .number(let word, let id): return number(id).map { after(word, String($0)) }
      case .flags(let flags):
        let set = flags.filter { number($0.0) == 1 }.map(\.1)
        return set.isEmpty ? nil : set.joined(separator: " ")
      }
    }.joined(separator: ", ")
  }
}
