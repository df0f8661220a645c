import ProtocolEngines

/// `FIELD=VALUE`: one field of a packet on the wire gets another value. The checksums of the outer IP, TCP and UDP headers are
/// made right again, so that the receiver takes the packet for what it seems to be.
public struct Poke: Sendable, Equatable {
  /// The field's id as typed, `outer.` or `inner.` in front included.
  public let field: String
  /// A number, a printed meaning, an address, octets after `0x`, or text.
  public let value: String
  private let id: String
  private let scope: Operand.Scope
  /// The number that the value is a word for, and the words that there are.
  private let meant: UInt64?, words: [String]

  /// Reads `pptp.magic_cookie=0x1234`. Fails where there is no such field, or the value can never be one of its.
  public init(_ word: String, fields: FieldCatalogue = .all) throws(UsageError) {
    guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
      throw UsageError("poke needs FIELD=VALUE first", suggestion: "poke pptp.magic_cookie=0x1234 next")
    }
    field = String(word[..<equals])
    value = String(word[word.index(after: equals)...])
    (id, scope) = Operand.fieldName(field.lowercased())
    if let e = fields.refusal(id) { throw e }
    guard id.contains(".") else {
      throw UsageError("“\(field)” is a layer, not a field", allowed: Array(fields.within(id).prefix(12)))
    }
    guard !value.isEmpty else { throw UsageError("\(field)= lacks a value") }
    if let n = ExpressionParser.number(value) {
      if let e = fields.refusal(id, number: n) { throw e }
      (meant, words) = (n, [])
    } else {
      if let e = fields.refusal(id, symbol: value) { throw e }
      (meant, words) = (fields.number(of: id, meaning: value), Array(fields.meanings(of: id).prefix(12)))
    }
  }

  public var text: String { LabCommand.quoted("\(field)=\(value)") }

  /// Does the packet have the field, in clear or not?
  func occurs(in d: Dissection) -> Bool { place(in: d) != nil || !parts(in: d).isEmpty }

  /// The fields below a heading of that name: chap.message is one field in CHAP, and several in MS-CHAP.
  private func parts(in d: Dissection) -> [String] {
    var out: [String] = []
    for b in d.buffers {
      for i in b.notes.indices where b.notes[i].kind == .group && b.notes[i].field.id.string == id {
        for n in b.notes[(i + 1)...].prefix(while: { $0.depth > b.notes[i].depth })
        where n.kind != .group && !out.contains(n.field.id.string) { out.append(n.field.id.string) }
      }
    }
    return out
  }

  private func place(in d: Dissection) -> (buffer: Int, note: FieldNote)? {
    let all = d.notes(scope).filter { $0.note.field.id.string == id && $0.note.kind != .group }
    // What is in the frame itself before what had to be opened.
    return all.first { $0.buffer == 0 } ?? all.first
  }

  /// The frame with its field set, and what was done in words. `d` is what the Observer says of `frame`.
  func applied(to frame: [UInt8], _ d: Dissection) throws(UsageError) -> (frame: [UInt8], said: String) {
    guard let (buffer, note) = place(in: d) else {
      let parts = parts(in: d)
      if !parts.isEmpty {
        throw UsageError("\(field) is no field in this packet but the heading of several: \(parts.joined(separator: ", "))")
      }
      throw UsageError("this packet has no \(field)")
    }
    guard buffer == 0 else {
      switch d.buffers[buffer].source {
      case .tcp, .ip, .eap: throw UsageError("\(field) lies in a message that several packets carry; none of them holds it alone")
      default:
        throw UsageError(
          "\(field) lies in ciphertext: on the wire there is no such field to set, only an end with the key could (RFC 3078 §3.1)")
      }
    }
    var out = frame
    let range = note.range
    guard range.upperBound <= out.count else { throw UsageError("\(field) lies beyond the frame's end") }
    let before = Array(out[range])
    let said: String
    if let old = note.number, range.count <= 8 {
      let all = before.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let width = note.kind == .bits ? Int(note.lastBit) - Int(note.firstBit) + 1 : 8 * range.count
      // Bits are counted from the most significant one, as in the RFCs' figures.
      let shift = note.kind == .bits ? 8 * range.count - 1 - Int(note.lastBit) : 0
      guard shift >= 0, width > 0 else { throw UsageError("\(field) cannot be set") }
      let most = width >= 64 ? UInt64.max : (1 << UInt64(width)) - 1
      let new = try number(isBit: note.kind == .bits && width == 1)
      guard new <= most else { throw UsageError("\(field) has \(width) bit\(width == 1 ? "" : "s"): a number up to \(most)") }
      let result = all & ~(most << UInt64(shift)) | new << UInt64(shift)
      for (i, at) in range.enumerated() { out[at] = UInt8(truncatingIfNeeded: result >> UInt64(8 * (range.count - 1 - i))) }
      let digits = (width + 3) / 4
      said = width == 1 ? "\(old) to \(new)" : "\(HexText.number(old, width: digits)) to \(HexText.number(new, width: digits))"
    } else {
      let new = try octets(range.count)
      out.replaceSubrange(range, with: new)
      func show(_ o: [UInt8]) -> String { o.count > 16 ? HexText.string(o.prefix(16)) + "…" : HexText.string(o) }
      said = "\(show(before)) to \(show(new))"
    }
    FrameFacts.mendChecksums(of: &out, except: id)
    return (out, "\(field) changed from \(said)")
  }

  private func number(isBit: Bool) throws(UsageError) -> UInt64 {
    if let n = meant { return n }
    if isBit, let truth = Symbols.truth(value) { return truth ? 1 : 0 }
    throw UsageError(
      "“\(value)” is no value of \(field)", allowed: ["a number, decimal or after 0x"] + words)
  }

  /// Exactly `count` octets: hexadecimal after `0x`, an address, or text filled up with zeros.
  private func octets(_ count: Int) throws(UsageError) -> [UInt8] {
    if count == 4, let a = IPv4Address(value) { return (0..<4).map { UInt8(truncatingIfNeeded: a.raw >> UInt32(24 - 8 * $0)) } }
    if value.hasPrefix("0x") || value.utf8.contains(UInt8(ascii: ":")), let o = HexText.octets(value) {
      guard o.count == count else { throw UsageError("\(field) has \(count) octets here, “\(value)” has \(o.count)") }
      return o
    }
    let text = Array(value.utf8)
    guard text.count <= count else { throw UsageError("\(field) has \(count) octets here, “\(value)” is longer") }
    return text + [UInt8](repeating: 0, count: count - text.count)
  }
}

extension Dissection {
  /// All notes with the number of their buffer. `inner` begins with the first octet of PPP, in whichever buffer it is: what the tunnel
  /// carries, and whatever is opened from it.
  func notes(_ scope: Operand.Scope) -> [(buffer: Int, note: FieldNote)] {
    var list: [(buffer: Int, note: FieldNote)] = []
    // Where PPP begins in each buffer; 0 where the whole buffer comes out of PPP.
    var begins: [Int] = []
    for (i, b) in buffers.enumerated() {
      let isWithin = b.origins.contains { $0.frame == number && $0.buffer < i && $0.range.lowerBound >= begins[$0.buffer] }
      let ppp = b.notes.firstIndex { $0.field.id.string.prefix { $0 != "." } == ProtocolInfo.linkLayer } ?? b.notes.count
      begins.append(isWithin ? 0 : ppp < b.notes.count ? b.notes[ppp].range.lowerBound : Int.max)
      for (j, n) in b.notes.enumerated() {
        let carried = isWithin || j >= ppp
        if scope == .any || (scope == .inner) == carried { list.append((i, n)) }
      }
    }
    return list
  }
}

extension FrameFacts {
  /// Makes the checksums of the outer IPv4, TCP and UDP headers right (RFC 791 §3.1, RFC 9293 §3.1, RFC 768), but leaves alone
  /// the one whose field is `except`. A frame whose lengths contradict each other stays as it is from there on.
  static func mendChecksums(of f: inout [UInt8], except id: String) {
    guard f.count >= 34, f[12] == 0x08, f[13] == 0x00, f[14] >> 4 == 4 else { return }
    let start = 14 + Int(f[14] & 15) * 4
    guard start >= 34, start <= f.count else { return }
    func put(_ sum: UInt16, _ at: Int) {
      f[at] = UInt8(sum >> 8)
      f[at + 1] = UInt8(sum & 255)
    }
    if id != "ip.checksum" {
      put(0, 24)
      put(InternetChecksum.compute(Array(f[14..<start])), 24)
    }
    let end = 14 + (Int(f[16]) << 8 | Int(f[17]))
    // Only the first fragment has a transport header, and its checksum is over all of them.
    guard end >= start, end <= f.count, f[20] & 0x3f == 0, f[21] == 0 else { return }
    let isTCP = f[23] == IPProtocol.tcp.rawValue
    guard isTCP || f[23] == IPProtocol.udp.rawValue, id != (isTCP ? "tcp.checksum" : "udp.checksum") else { return }
    let at = start + (isTCP ? 16 : 6)
    // A UDP checksum of 0 means that there is none.
    guard at + 2 <= end, isTCP || f[at] != 0 || f[at + 1] != 0 else { return }
    put(0, at)
    func address(_ i: Int) -> IPv4Address { IPv4Address(f[i], f[i + 1], f[i + 2], f[i + 3]) }
    let sum = InternetChecksum.compute(
      Array(f[start..<end]), pseudo: InternetChecksum.pseudo(address(26), address(30), proto: f[23], length: end - start))
    put(!isTCP && sum == 0 ? 0xffff : sum, at)
  }
}
