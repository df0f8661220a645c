/// An ESP packet as it is on the wire: what it holds is not opened here (RFC 2406 §2).
public struct ESPPacket: WireMessage {
  public var spi: UInt32 = 0, sequence: UInt32 = 0, body: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&spi, Field("esp.spi", "SPI", "RFC 2406 §2.1", "the receiver's name for the security association"))
    try c.int(&sequence, Field("esp.sequence", "Sequence number", "RFC 2406 §2.2"))
    try c.rest(&body, .ciphertext, Field("esp.ciphertext", "Encrypted payload", "RFC 2406 §2.3"))
  }
}

/// An Authentication Header (RFC 2402 §2).
public struct AHHeader: WireMessage {
  public var nextHeader = IPProtocol.udp, length: UInt8 = 4, reserved: UInt16 = 0, spi: UInt32 = 0, sequence: UInt32 = 0, icv: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&nextHeader, Field("ah.next_header", "Next header", "RFC 2402 §2.1"))
    try c.int(&length, Field("ah.length", "Payload length", "RFC 2402 §2.2", "in 32-bit words, minus 2"))
    try c.int(&reserved, Field("ah.reserved", "Reserved", "RFC 2402 §2.3"))
    try c.int(&spi, Field("ah.spi", "SPI", "RFC 2402 §2.4"))
    try c.int(&sequence, Field("ah.sequence", "Sequence number", "RFC 2402 §2.5"))
    try c.bytes(
      &icv,
      count: try c.left(
        Int(length), head: 1, size: 1, back: 10, goOn: false,
        Field("ah.length", "Payload length", "RFC 2402 §2.2", "in 32-bit words, minus 2")) * 4,
      Field("ah.icv", "Integrity check value", "RFC 2402 §2.6"))
  }
}
