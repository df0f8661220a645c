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
