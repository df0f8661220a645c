/// What follows protocol 0x00fd under CCP option Deflate (RFC 1979 §2.1).
struct DeflatePacket: WireMessage {
  var sequence: UInt16 = 0, data: [UInt8] = []
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&sequence, Field("deflate.seq", "Sequence number", "RFC 1979 §2.1"))
    try c.rest(
      &data, .compressed, Field("deflate.compressed", "Compressed data", "RFC 1979 §2.1", "protocol field and packet, compressed by zlib"))
  }
}

/// The same under BSD Compress (RFC 1977 §2.1).
struct BSDCompressPacket: WireMessage {
  var sequence: UInt16 = 0, data: [UInt8] = []
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&sequence, Field("bsdcomp.seq", "Sequence number", "RFC 1977 §2.1"))
    try c.rest(
      &data, .compressed,
      Field("bsdcomp.compressed", "Compressed data", "RFC 1977 §2.1", "protocol field and packet, compressed like Unix compress"))
  }
}
