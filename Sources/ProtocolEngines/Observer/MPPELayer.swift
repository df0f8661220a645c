/// What opens the MPPE packets of one end.
struct MPPEReader: Sendable {
  /// What was agreed; nil until CCP is up in this direction.
  var bits: MPPEBits?
  var isReady: Bool { bits != nil }
  mutating func stop() { bits = nil }
}

extension Observer {
  mutating func startMPPE(_ c: Int, from side: Int, _ bits: MPPEBits, _ x: inout FrameContext) {
    conversations[c][side].mppe.bits = bits
  }

  /// A compressed datagram (protocol 00fd): MPPE, or whatever CCP agreed on.
  mutating func compressedDatagram(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let agreed = c.flatMap { conversations[$0][1 - side].receives }
    switch agreed?.type {
    case .mppe?: try mppe(c, side, callID, &r, &x)
    case .deflate?, .deflateOld?:
      var sequence: UInt16 = 0
      x.say("Deflate")
      try r.group(Field("deflate", "PPP Deflate", "RFC 1979 §2")) { c throws(WireError) in
        try c.int(&sequence, Field("deflate.seq", "Sequence number", "RFC 1979 §2.2"))
        c.restLeaf(.compressed, Field("deflate.compressed", "Compressed data", "RFC 1979 §2.2"))
      }
      x.info.add("compressed packet ")
      x.info.add(sequence)
    case .bsd?:
      var sequence: UInt16 = 0
      x.say("BSD comp")
      try r.group(Field("bsdcomp", "PPP BSD Compression", "RFC 1977 §2")) { c throws(WireError) in
        try c.int(&sequence, Field("bsdcomp.seq", "Sequence number", "RFC 1977 §2.2"))
        c.restLeaf(.compressed, Field("bsdcomp.compressed", "Compressed data", "RFC 1977 §2.2"))
      }
      x.info.add("compressed packet ")
      x.info.add(sequence)
    case nil where (r.octet(0) ?? 0) & 0x10 != 0: try mppe(c, side, callID, &r, &x)
    default:
      x.say("PPP comp")
      x.info.add("compressed datagram")
      r.restLeaf(.compressed, Field("ppp.compressed", "Compressed datagram", "RFC 1962 §2"), agreed?.type.meaning)
    }
  }

  private mutating func mppe(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    x.say("MPPE")
    var head: UInt16 = 0
    try r.group(Field("mppe", "Microsoft Point-to-Point Encryption", "RFC 3078 §3.1")) { c throws(WireError) in
      try c.int(&head, Field("mppe.header", "Flags, coherency count", "RFC 3078 §3.1"), bits: { b in
        b(0, Field("mppe.flushed", "A, flushed", "RFC 3078 §3.1"))
        b(1, Field("mppe.b", "B", "RFC 3078 §3.1"))
        b(2, Field("mppe.c", "C", "RFC 3078 §3.1"))
        b(3, Field("mppe.encrypted", "D, encrypted", "RFC 3078 §3.1"))
        b(4...15, Field("mppe.coherency", "Coherency count", "RFC 3078 §3.1"))
      })
      c.restLeaf(.ciphertext, Field("mppe.ciphertext", "Encrypted data", "RFC 3078 §3.1"))
    }
    x.info.add("encrypted packet, coherency count ")
    x.info.add(head & 0xfff)
  }
}
