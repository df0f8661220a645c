import HexViews
import ProtocolEngines

/// The parts of which packet screens are put together.
struct PacketBlocks {
  let packet: Packet
  init(_ d: Dissection) { packet = Packet(d) }
  init(_ p: Packet) { packet = p }

  /// `[E] Ethernet 14  [I] IP 20  [G] GRE 12`: the layers on one line, with their sizes.
  func chain() -> StyledText {
    var out = StyledText()
    var buffer = 0
    for l in packet.layers where l.range.count > 0 {
      if l.buffer != buffer {
        out += " \("opened (\(source(l.buffer)), \(size(l.buffer)) octets):", .faint)"
        buffer = l.buffer
      }
      if !out.isEmpty { out += "  " }
      out += "\("[\(l.key.letter)]", .strongTint(l.key.tint)) \(l.key.name) \(faint: String(l.range.count))"
    }
    return out
  }

  /// The octets of these layers of one buffer. Fields of the layers in `marked` have letters below them.
  func grid(buffer: Int, marked: Set<Int>, complete: Bool, summaries: Bool = true) -> HexGrid? {
    guard packet.dissection.buffers.indices.contains(buffer) else { return nil }
    var sections: [HexGrid.Section] = []
    var letters = 0
    for (i, l) in packet.layers.enumerated() where l.buffer == buffer {
      var s = HexGrid.Section(l.range, letter: l.key.letter, tint: l.key.tint, title: title(l), summary: summaries ? l.summary : "")
      s.marks = marks(l, from: marked.contains(i) ? letters : nil)
      if marked.contains(i) { letters += s.marks.count }
      sections.append(s)
    }
    let problems = packet.dissection.problems.filter { $0.buffer == buffer }.map(\.range)
    return HexGrid(octets: packet.dissection.buffers[buffer].octets, sections: sections, problems: problems, complete: complete)
  }

  /// The octets of one layer only; offsets stay those of the whole buffer.
  func grid(of index: Int, complete: Bool, summaries: Bool = false) -> HexGrid? {
    let family = packet.family(of: index)
    guard let first = family.first, let last = family.last else { return nil }
    var g = grid(buffer: packet.layers[first].buffer, marked: Set(family), complete: complete, summaries: summaries)
    g?.window = packet.layers[first].range.lowerBound..<packet.layers[last].range.upperBound
    return g
  }

  func title(_ l: Packet.Layer) -> String {
    if LayerKey.isFiller(l.id), !l.hasHeading { return l.key.name }
    if l.isOpaque { return l.title.isEmpty || l.title.lowercased().hasPrefix(l.key.name) ? l.key.name : "\(l.key.name): \(l.title)" }
    return l.title.isEmpty || l.title == l.key.name ? l.key.name : l.id.contains(".") ? "\(l.key.name): \(l.title)" : l.key.name
  }

  private func marks(_ l: Packet.Layer, from first: Int?) -> [HexGrid.Mark] {
    var out: [HexGrid.Mark] = []
    for (_, n, label) in lettered(l, from: first ?? 0) {
      out.append(
        .init(
          n.range, first == nil ? " " : label,
          isData: n.kind == .data || n.kind == .ciphertext || n.kind == .compressed || n.range.count > 96))
    }
    return out
  }

  /// The leaves of a layer with their letters: a to z, then again from a.
  private func lettered(_ l: Packet.Layer, from first: Int = 0) -> [(index: Int, note: FieldNote, label: Character)] {
    var out: [(Int, FieldNote, Character)] = []
    let notes = packet.notes(of: l)
    for i in notes.indices where notes[i].tiles { out.append((i, notes[i], Self.label(first + out.count))) }
    return out
  }
  static func label(_ n: Int) -> Character { Character(Unicode.Scalar(UInt8(97 + n % 26))) }

  /// The fields of a layer and of the payload that belongs to it, with the letters of the grid.
  func listing(family index: Int) -> FieldListing {
    var lines: [FieldListing.Line] = []
    var letters = 0
    for i in packet.family(of: index) {
      lines += listing(of: packet.layers[i], from: letters).lines
      letters += lettered(packet.layers[i]).count
    }
    return FieldListing(lines)
  }

  /// The fields of one layer; lettered from the given letter on, or without letters.
  func listing(of l: Packet.Layer, from first: Int? = nil, everyBit: Bool = false) -> FieldListing {
    let labels = Dictionary(uniqueKeysWithValues: lettered(l, from: first ?? 0).map { ($0.index, $0.label) })
    let notes = packet.notes(of: l)
    var lines: [FieldListing.Line] = []
    var told = Set<Int>()
    var skipTo = notes.startIndex
    let problems = packet.problems(in: l)
    // The heading of the layer is the title of its section already.
    let base = notes.first?.kind == .group ? 1 : 0
    for i in notes.indices {
      let n = notes[i]
      if base == 1 && i == notes.startIndex || i < skipTo { continue }
      var line = self.line(
        n, buffer: l.buffer, depth: max(0, Int(n.depth) - base), hasBits: i + 1 < notes.endIndex && notes[i + 1].kind == .bits)
      // Leaves side by side that make one buffer: the first says so, the others what they are.
      if i > notes.startIndex, n.opens >= 0, notes[i - 1].opens == n.opens { line.meaning = n.meaningText }
      line.tint = l.key.tint
      if first != nil { line.label = labels[i] }
      if n.kind != .bits {
        for (k, p) in problems.enumerated() where !told.contains(k) && belongs(p, n, notes, i) {
          told.insert(k)
          line.problems.append(Self.text(p))
        }
      }
      if n.kind == .bits, !everyBit, Self.isClearFlag(n) {
        // A row of flags that are not set says the same in one line.
        var end = i
        while end < notes.endIndex, Self.isClearFlag(notes[end]) { end += 1 }
        if end - i > 6 {
          line.name = "… \(end - i) bits"
          line.kind = .bits(first: Int(n.firstBit), last: Int(notes[end - 1].lastBit), of: 64, value: 0)
          (line.value, line.meaning, line.about) = ("none of them set", "", "")
          skipTo = end
        }
      }
      lines.append(line)
    }
    if let last = lines.indices.last {
      for (k, p) in problems.enumerated() where !told.contains(k) { lines[last].problems.append(Self.text(p)) }
    }
    return FieldListing(lines)
  }

  private static func isClearFlag(_ n: FieldNote) -> Bool { n.kind == .bits && n.firstBit == n.lastBit && n.value == 0 }

  private func belongs(_ p: Problem, _ n: FieldNote, _ notes: ArraySlice<FieldNote>, _ i: Int) -> Bool {
    if !p.field.isEmpty, n.field.id.string == p.field {
      return p.range.isEmpty || p.range.overlaps(n.range) || n.range.contains(p.range.lowerBound)
    }
    return n.tiles && n.range.contains(p.range.lowerBound) && !notes.contains { $0.field.id.string == p.field && $0.kind != .bits }
  }

  static func text(_ p: Problem) -> String { p.ref.isEmpty ? p.text : "\(p.text) (\(p.ref))" }

  private func line(_ n: FieldNote, buffer: Int, depth: Int, hasBits: Bool) -> FieldListing.Line {
    var kind = FieldListing.Line.Kind.leaf
    var octets: [UInt8] = []
    switch n.kind {
    case .group: kind = .group
    case .bits: kind = .bits(first: Int(n.firstBit), last: Int(n.lastBit), of: n.range.count * 8, value: n.value)
    default: octets = packet.octets(n.range.lowerBound..<min(n.range.upperBound, n.range.lowerBound + 32), buffer: buffer)
    }
    if octets.count < n.range.count, case .leaf = kind { octets += [UInt8](repeating: 0, count: n.range.count - octets.count) }
    let (value, meaning) = Self.words(n, octets: octets, hasBits: hasBits)
    var line = FieldListing.Line(
      kind: kind, depth: depth, range: n.range, octets: octets, name: n.field.name.string, value: value, meaning: meaning,
      about: n.field.about.string, ref: n.field.ref.string)
    if n.kind == .group { line.octets = [] }
    if n.opens >= 0 { line.meaning = "opens as buffer \(n.opens) (\(source(Int(n.opens))), \(size(Int(n.opens))) octets)" }
    if n.inFrame > 0 {
      let elsewhere = n.kind == .ciphertext ? "opened in frame \(n.inFrame)" : "part of the message that frame \(n.inFrame) completes"
      line.meaning += (line.meaning.isEmpty ? "" : "; ") + elsewhere
    }
    return line
  }

  /// Value and meaning as people read them.
  static func words(_ n: FieldNote, octets: [UInt8], hasBits: Bool = false) -> (value: String, meaning: String) {
    let meaning = n.meaningText
    switch n.kind {
    case .group: return ("", meaning)
    case .data: return ("", meaning.isEmpty ? "\(n.range.count) octets of data" : meaning)
    case .ciphertext: return ("", meaning.isEmpty ? "encrypted; no key at hand" : meaning)
    case .compressed: return ("", meaning.isEmpty ? "compressed; there is no decoder" : meaning)
    case .unexplained: return ("", meaning.isEmpty ? "not explained" : meaning)
    case .leaf, .bits: break
    }
    if let v = n.number {
      switch FieldForm.of(v, octets: n.range.count, isBits: n.kind == .bits, hasBits: hasBits, meaning: n.meaning) {
      case .meaningOnly: return ("", meaning)
      case .decimal: return (String(v), meaning)
      case .hex(let digits): return (HexText.number(v, width: digits), meaning)
      case .both: return ("\(v) (\(HexText.number(v)))", meaning)
      }
    }
    if !meaning.isEmpty { return ("", meaning) }
    if octets.allSatisfy({ $0 == 0 }), octets.count > 4 { return ("", "\(octets.count) octets, all zero") }
    let shown = HexText.string(octets.prefix(20), separator: octets.count > 6 ? "" : " ")
    return (octets.count > 20 ? "\(shown)… (\(octets.count) octets)" : shown, "")
  }

  func source(_ buffer: Int) -> String {
    packet.dissection.buffers.indices.contains(buffer) ? packet.dissection.buffers[buffer].source.rawValue : "?"
  }
  func size(_ buffer: Int) -> Int {
    packet.dissection.buffers.indices.contains(buffer) ? packet.dissection.buffers[buffer].octets.count : 0
  }

  /// "buffer 1: 86 octets, mppe, opened from octets 49 to 134 of buffer 0".
  func bufferTitle(_ index: Int) -> StyledText {
    let b = packet.dissection.buffers[index]
    if index == 0 { return "\(strong: "Buffer 0"): the frame as it was on the wire, \(b.octets.count) octets" }
    let from = b.origins.map { o in
      let place = "octets \(o.range.lowerBound) to \(max(o.range.lowerBound, o.range.upperBound - 1))"
      return o.frame == packet.dissection.number ? "\(place) of buffer \(o.buffer)" : "\(place) of frame \(o.frame)"
    }
    let how: String
    switch b.source {
    case .tcp, .ip, .eap: how = "put together from"
    case .hdlc: how = "framing undone, from"
    case .avp: how = "unhidden from"
    case .mppc: how = "decompressed from"
    default: how = "decrypted from"
    }
    let origin = from.isEmpty ? "" : ", \(how) \(from.joined(separator: " and "))"
    return "\(strong: "Buffer \(index)"): \(b.source.rawValue), \(b.octets.count) octets\(origin)"
  }

  /// What is wrong with the frame, all of it.
  func problemBlocks() -> [Block] {
    packet.dissection.problems.map { .callout(.problem, StyledText(Self.text($0))) }
  }
}

extension FieldNote {
  var meaningText: String { meaning.map { String(describing: $0) } ?? "" }
}
