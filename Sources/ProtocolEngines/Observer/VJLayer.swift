extension Observer {
  /// An uncompressed packet that fills a slot of Van Jacobson's compressor: the IP protocol field holds the slot number
  /// (RFC 1144 §3.2.3); everything else is a plain TCP/IP packet.
  mutating func vjUncompressed(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    if let first = r.octet(0), first & 15 < 5 || first >> 4 != 4 {
      throw WireError(.badValue, at: start, need: Int(first), have: r.remaining, Field("ip.version", "IP version", "RFC 1144 §3.2.3", "4"))
    }
    var h = IPv4Header()
    try r.group(Field("ip", "Internet Protocol version 4", "RFC 791 §3.1"), { "protocol field replaced by a slot number" }) {
      c throws(WireError) in try h.code(&c)
    }
    let used = r.offset - start
    let slot = h.proto.rawValue
    if let i = r.notes.notes.lastIndex(where: { $0.kind == .leaf && Int($0.lower) == start + 9 }) {
      r.notes.notes[i].field = Field(
        "vjc.connection_number", "Connection number", "RFC 1144 §3.2.3", "the slot this packet fills; the real protocol is TCP")
      r.notes.notes[i].meaning = nil
    }
    // The checksum is that of the real header (RFC 1144 §3.2.3: only the protocol field is replaced).
    let sum = InternetChecksum.sum(r.base, start..<start + used) &+ 6 &+ UInt64(~UInt16(slot))
    let folded = InternetChecksum.fold(sum)
    if folded == 0xffff {
      r.notes.mean(start + 10, "correct")
    } else {
      let expected = ~InternetChecksum.fold(UInt64(folded) + UInt64(~h.checksum))
      r.notes.problem(
        start + 10..<start + 12, "ip.checksum",
        "the header checksum is \(HexText.number(h.checksum, width: 4)), it should be \(HexText.number(expected, width: 4))", "RFC 791 §3.1"
      )
    }
    x.source = HostAddress(h.source)
    x.destination = HostAddress(h.destination)
    if x.quoted == 0 {
      x.sourceText = h.source.description
      x.destinationText = h.destination.description
    }
    var payload = try r.left(Int(h.totalLength), head: used, size: 2, back: used - 4, goOn: true, IPv4Header.totalLengthField)
    if payload > r.remaining, x.captured < x.wireLength { payload = r.remaining }
    try r.within(payload, Field("ip.len", "Total length", "RFC 791 §3.1")) { c throws(WireError) in try self.tcp(&c, &x) }
    if x.quoted == 0 {
      x.info.add(", VJ slot ")
      x.info.add(slot)
    }
  }

  /// A compressed packet: what changed since the last one of its slot (RFC 1144 §3.2.2).
  mutating func vjCompressed(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var h = VJHeader()
    try r.group(Field("vjc", "Van Jacobson compressed TCP/IP", "RFC 1144 §3.2.2")) { c throws(WireError) in try h.code(&c) }
    x.say("VJ TCP")
    x.info.add("compressed TCP/IP, ")
    x.info.add(r.remaining)
    x.info.add(" octets of data")
    r.restLeaf(.data, Field("vjc.data", "TCP payload", "RFC 1144 §3.2.2", "part of the application's stream of octets"))
  }
}

/// The header of a compressed packet: a mask says which differences follow (RFC 1144 §3.2.2).
struct VJHeader: WireMessage {
  var mask: UInt8 = 0, slot: UInt8 = 0, checksum: UInt16 = 0
  var urgent = VJDelta(), window = VJDelta(), acknowledgement = VJDelta(), sequence = VJDelta(), identification = VJDelta()
  init() {}
  static func maskName(_ v: UInt8) -> String? {
    switch v & 15 {
    case 11: "echoed terminal traffic"
    case 15: "one-way data"
    default: nil
    }
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &mask, Field("vjc.change_mask", "Change mask", "RFC 1144 §3.2.2", "which fields differ from the last packet of the slot"),
      { VJHeader.maskName($0) },
      bits: { b in
        b(0, Field("vjc.change_mask.reserved", "Reserved", "RFC 1144 §3.2.2"))
        b(1, Field("vjc.change_mask.connection_number", "C, connection number", "RFC 1144 §3.2.2"))
        b(2, Field("vjc.change_mask.ip_id", "I, IP ID", "RFC 1144 §3.2.2"))
        b(3, Field("vjc.change_mask.psh", "P, push", "RFC 1144 §3.2.2"))
        b(4, Field("vjc.change_mask.seq", "S, sequence", "RFC 1144 §3.2.2"))
        b(5, Field("vjc.change_mask.ack", "A, acknowledgment", "RFC 1144 §3.2.2"))
        b(6, Field("vjc.change_mask.win", "W, window", "RFC 1144 §3.2.2"))
        b(7, Field("vjc.change_mask.urg", "U, urgent", "RFC 1144 §3.2.2"))
      })
    if mask & 0x40 != 0 { try c.int(&slot, Field("vjc.connection_number", "Connection number", "RFC 1144 §3.2.2", "the slot")) }
    try c.int(&checksum, Field("vjc.checksum", "TCP checksum", "RFC 1144 §3.2.2", "of the packet before compression"))
    // Two combinations stand for common cases, with nothing further (RFC 1144 §3.2.3).
    if mask & 15 != 11 && mask & 15 != 15 {
      if mask & 1 != 0 { try urgent.code(&c, Field("vjc.urgent_pointer", "Urgent pointer", "RFC 1144 §3.2.2")) }
      if mask & 2 != 0 { try window.code(&c, Field("vjc.delta_window", "Change of window", "RFC 1144 §3.2.2")) }
      if mask & 4 != 0 { try acknowledgement.code(&c, Field("vjc.delta_ack", "Change of acknowledgment", "RFC 1144 §3.2.2")) }
      if mask & 8 != 0 { try sequence.code(&c, Field("vjc.delta_seq", "Change of sequence", "RFC 1144 §3.2.2")) }
    }
    if mask & 0x20 != 0 { try identification.code(&c, Field("vjc.delta_ipid", "Change of IP ID", "RFC 1144 §3.2.2")) }
  }
}

/// A difference: one octet, or a zero and two octets (RFC 1144 §3.2.2).
struct VJDelta: Equatable, Sendable {
  var value: UInt64 = 0
  var octets = 1
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C, _ f: @autoclosure () -> Field) throws(WireError) {
    c.learn(&octets) { $0.octet(0) == 0 ? 3 : 1 }
    try c.uint(&value, octets: octets, f())
  }
}
