/// A Multilink header with long sequence numbers (RFC 1990 §3).
struct MultilinkHeader: WireMessage {
  var word: UInt32 = 0xc000_0000
  /// Begins and ends a packet: nothing was cut.
  var isWhole: Bool { word >> 30 == 3 }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &word, Field("mp.header", "Flags, sequence number", "RFC 1990 §3"),
      bits: { b in
        b(0, Field("mp.first", "B, beginning", "RFC 1990 §3"))
        b(1, Field("mp.last", "E, ending", "RFC 1990 §3"))
        b(2...7, Field("mp.reserved", "Reserved", "RFC 1990 §3"))
        b(8...31, Field("mp.seq", "Sequence number", "RFC 1990 §3"))
      })
  }
}
