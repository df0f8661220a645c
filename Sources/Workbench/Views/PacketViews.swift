import HexViews
import ProtocolEngines

/// One packet, many faces.
extension Views {
  /// A whole packet: all layers, all octets, all fields of the innermost one.
  public static func show(_ lab: Lab, _ n: Int, complete: Bool = false) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let p):
      let dissection = p.packet.dissection
      return Document([.heading(1, title(record, dissection))] + shown(p, complete: complete)) { [json(record, dissection)] }
    }
  }

  /// One frame of a live tunnel, in short.
  public static func frame(_ f: Dissection, complete: Bool = false) -> Document {
    Document([.heading(1, title(f))] + shown(PacketBlocks(f), complete: complete))
  }

  private static func title(_ f: Dissection) -> StyledText {
    let ends = [f.source, f.destination].filter { !$0.isEmpty }.joined(separator: " → ")
    return StyledText(["Frame \(f.number)", ends, f.proto].filter { !$0.isEmpty }.joined(separator: " · "))
  }

  /// One frame of a capture, all of it: the onion, then each layer's octets with its fields. `time` in nanoseconds since 1970.
  public static func frame(_ f: Dissection, time: Int64) -> Document {
    let p = PacketBlocks(f)
    var d = Document([.heading(1, title(f))])
    d.add(.paragraph("\(faint: "\(Clock.iso(nanoseconds: time)), \(f.buffers.first?.octets.count ?? 0) octets")"))
    if !f.summary.isEmpty { d.add(.paragraph(StyledText(f.summary, .strong))) }
    d.blocks += p.problemBlocks()
    let onion = self.onion(p).0
    if !onion.layers.isEmpty { d.blocks += [.blank, .onion(onion)] }
    var told = Set<Int>()
    var buffer = 0
    for i in p.packet.layers.indices where !told.contains(i) {
      let family = p.packet.family(of: i)
      told.formUnion(family)
      d.add(.blank)
      if p.packet.layers[i].buffer != buffer {
        buffer = p.packet.layers[i].buffer
        d.add(.paragraph(p.bufferTitle(buffer)))
      }
      if let grid = p.grid(of: i, complete: true, summaries: true) { d.add(.hex(grid)) }
      d.add(.fields(p.listing(family: i)))
    }
    return d
  }

  private static func shown(_ p: PacketBlocks, complete: Bool) -> [Block] {
    var out: [Block] = []
    let d = p.packet.dissection
    if !d.summary.isEmpty { out.append(.paragraph(StyledText(d.summary, .strong))) }
    out += p.problemBlocks()
    out.append(.paragraph(p.chain()))
    let focus = p.packet.focus
    for b in d.buffers.indices {
      out.append(.blank)
      if d.buffers.count > 1 { out.append(.paragraph(p.bufferTitle(b))) }
      if let grid = p.grid(buffer: b, marked: Set(focus.map { p.packet.family(of: $0) } ?? []), complete: complete) {
        out.append(.hex(grid))
      }
    }
    if let focus {
      let l = p.packet.layers[focus]
      let listing = p.listing(family: focus)
      if !listing.lines.isEmpty { out += [.blank, .heading(2, fieldsTitle(l)), .fields(listing)] }
    }
    return out
  }

  private static func fieldsTitle(_ l: Packet.Layer) -> StyledText {
    """
      \("[\(l.key.letter)]", .strongTint(l.key.tint)) \
      \(l.isOpaque || l.title.isEmpty ? l.key.name : l.title)\(faint: l.summary.isEmpty ? "" : "  " + l.summary)
      """
  }

  /// The octets, layer by layer.
  public static func hex(_ lab: Lab, _ n: Int, complete: Bool = false) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let p):
      var d = Document([.heading(1, title(record, p.packet.dissection))])
      for b in p.packet.dissection.buffers.indices {
        if b > 0 { d.add(.blank) }
        if p.packet.dissection.buffers.count > 1 { d.add(.paragraph(p.bufferTitle(b))) }
        if let grid = p.grid(buffer: b, marked: [], complete: complete) { d.add(.hex(grid)) }
      }
      d.blocks += p.problemBlocks()
      d.json = [
        .object([
          .init("step", .number(n)),
          .init(
            "buffers",
            .array(p.packet.dissection.buffers.map { ["source": .string($0.source.rawValue), "hex": .string(HexText.string($0.octets))] })),
        ])
      ]
      return d
    }
  }

  /// Every field of every layer.
  public static func fields(_ lab: Lab, _ n: Int) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let p):
      let dissection = p.packet.dissection
      var d = Document([.heading(1, title(record, dissection))]) { [json(record, dissection)] }
      var buffer = -1
      for l in p.packet.layers {
        if l.buffer != buffer, p.packet.dissection.buffers.count > 1 {
          buffer = l.buffer
          if buffer > 0 { d.add(.blank) }
          d.add(.paragraph(p.bufferTitle(buffer)))
        }
        d.add(.heading(2, fieldsTitle(l)))
        d.add(.fields(p.listing(of: l, everyBit: true)))
      }
      return d
    }
  }

  /// The onion: what each layer adds.
  public static func layers(_ lab: Lab, _ n: Int) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let p):
      let (onion, used) = self.onion(p)
      var d = Document([.heading(1, title(record, p.packet.dissection)), .onion(onion), .blank])
      let user =
        inner(p.packet).map { first in
          p.packet.layers[first...].filter { $0.buffer == p.packet.layers[first].buffer }.reduce(0) { $0 + $1.range.count }
        } ?? 0
      let overhead = used - user
      if user > 0, used > 0 {
        d.add(
          .paragraph(
            """
              The user's packet has \(strong: "\(user)") octets; the tunnel puts \(strong: "\(overhead)") around it: \
              \((overhead * 200 + used) / (used * 2)) % of what is on the wire is overhead.
              """
          ))
      } else {
        d.add(.paragraph("\(strong: "\(used)") octets, all of them for the tunnel itself: this packet carries no user data."))
      }
      d.json = [
        .object([
          .init("step", .number(n)), .init("length", .number(used)), .init("overhead", .number(overhead)),
          .init(
            "layers",
            .array(
              p.packet.layers.map { l in
                [
                  "letter": .string(String(l.key.letter)), "name": .string(l.key.name), "buffer": .number(l.buffer),
                  "range": [.number(l.range.lowerBound), .number(l.range.upperBound)], "length": .number(l.range.count),
                ]
              })),
        ])
      ]
      return d
    }
  }

  /// Layers with their sizes. Ciphertext that was opened is replaced by what is inside; what is inside adds up to it.
  private static func onion(_ p: PacketBlocks) -> (Onion, Int) {
    var rows: [Onion.Layer] = []
    let total = p.packet.dissection.buffers.first?.octets.count ?? 0
    func add(_ buffer: Int, from: String) {
      var first = from
      for l in p.packet.layers where l.buffer == buffer && !l.range.isEmpty {
        let opened = p.packet.notes(of: l).first { $0.opens > Int32(buffer) }.map { Int($0.opens) }
        if let opened, p.packet.dissection.buffers.indices.contains(opened), p.packet.dissection.buffers[opened].source != .tcp, l.isOpaque
        {
          // Padding and the like that is part of the ciphertext only.
          let extra = l.range.count - p.size(opened)
          if extra > 0 {
            rows.append(
              .init(
                letter: l.key.letter, tint: l.key.tint, name: l.key.name, offset: l.range.lowerBound, own: extra, summary: "", buffer: first
              ))
          }
          add(
            opened, from: "\(l.key.name), \(l.range.count) octets at \(l.range.lowerBound), opened (\(p.source(opened))): buffer \(opened)")
          first = ""
          continue
        }
        rows.append(
          .init(
            letter: l.key.letter, tint: l.key.tint, name: l.key.name, offset: l.range.lowerBound, own: l.range.count,
            summary: l.isOpaque ? "" : l.summary, buffer: first))
        first = ""
      }
    }
    add(0, from: "")
    return (Onion(rows, total: total), total)
  }

  /// What `view` can show of a packet.
  static let faces = ["wire", "mppe", "inner"]

  /// `wire`: what anyone on the way sees. `mppe`: after decryption. `inner`: the user's packet.
  public static func view(_ lab: Lab, _ n: Int, _ what: String) -> Document {
    switch packet(lab, n) {
    case .nothing(let d): return d
    case .packet(let record, let full):
      let f = full.packet.dissection
      let p = what == "wire" ? asSeenOutside(full) : full
      var only: [Packet.Layer] = []
      var lead: StyledText
      switch what {
      case "wire":
        only = p.packet.layers.filter { $0.buffer == 0 }
        let hidden = only.filter { $0.key == .ciphertext }.reduce(0) { $0 + $1.range.count }
        lead =
          hidden > 0
          ? "What anyone on the way sees: \(hidden) of \(f.buffers[0].octets.count) octets are ciphertext."
          : "What anyone on the way sees: nothing of it is encrypted."
      case "mppe":
        guard let b = f.buffers.firstIndex(where: { $0.source == .mppe }) else { return noMPPE(p, n) }
        only = p.packet.layers.filter { $0.buffer == b }
        lead = p.bufferTitle(b) + "."
      default:
        guard let first = inner(p.packet) else {
          return problem(
            "Step \(n) carries no user packet.",
            hint: "\(command: "layers \(n)") shows what it carries; after tunnel.up, \(command: "ping") sends one.")
        }
        only = p.packet.layers.enumerated().filter { $0.offset >= first && $0.element.buffer == p.packet.layers[first].buffer }.map(
          \.element)
        lead = "The user's packet, as it enters and leaves the tunnel: \(only.reduce(0) { $0 + $1.range.count }) octets."
      }
      var d = Document([.heading(1, title(record, f)), .paragraph(lead)]) { [json(record, f)] }
      let focus = p.packet.layers.indices.last { i in
        !p.packet.layers[i].isOpaque && only.contains { $0.notes == p.packet.layers[i].notes && $0.buffer == p.packet.layers[i].buffer }
      }
      if let b = only.first?.buffer, let from = only.first?.range.lowerBound, let to = only.last?.range.upperBound, from < to,
        var grid = p.grid(buffer: b, marked: Set(focus.map { p.packet.family(of: $0) } ?? []), complete: false)
      {
        grid.window = from..<to
        d.add(.hex(grid))
      }
      if let focus { d.blocks += [.blank, .heading(2, fieldsTitle(p.packet.layers[focus])), .fields(p.listing(family: focus))] }
      return d
    }
  }

  /// The packet without what can be known of it only with the keys.
  private static func asSeenOutside(_ p: PacketBlocks) -> PacketBlocks {
    var d = p.packet.dissection
    d.buffers.removeSubrange(1...)
    for i in d.buffers[0].notes.indices where d.buffers[0].notes[i].kind == .ciphertext {
      d.buffers[0].notes[i].opens = -1
      d.buffers[0].notes[i].meaning = nil
    }
    return PacketBlocks(Packet(d))
  }

  /// Where the user's packet begins: the first network layer above PPP.
  private static func inner(_ p: Packet) -> Int? {
    guard let ppp = p.layers.firstIndex(where: { $0.key.letter == "F" }) else { return nil }
    return p.layers.indices.first { $0 > ppp && p.layers[$0].key.letter == "I" }
  }

  private static func noMPPE(_ p: PacketBlocks, _ n: Int) -> Document {
    if p.packet.layers.contains(where: { $0.key == .ciphertext }) {
      return problem("Step \(n) has ciphertext, but nothing opened it.", hint: "\(command: "show \(n)") tells why.")
    }
    return problem("Step \(n) is not encrypted.", hint: "MPPE begins when CCP is Opened at both ends: \(command: "explain MPPE").")
  }

  static func title(_ r: StepRecord, _ f: Dissection) -> StyledText {
    let number = f.number == r.number ? "" : " · frame \(f.number)"
    return StyledText("Step \(r.number) · \(Clock.lab(r.time)) · \(StepWords.way(r))\(number)")
  }

  static func json(_ r: StepRecord, _ f: Dissection) -> JSONValue {
    .object([.init("step", .number(r.number)), .init("frame", frameJSON(f, r.frame?.time ?? r.time))])
  }
}
