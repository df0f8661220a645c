/// Bits A to D and the Coherency Count in front of what MPPE encrypted, or MPPC compressed (RFC 3078 §3.1, RFC 2118 §3).
public struct MPPEHeader: WireMessage {
  public var rawValue: UInt16 = 0
  public init() {}
  static func flushedName(_ v: UInt64) -> String { v == 1 ? "flushed" : "not flushed" }
  static func movedName(_ v: UInt64) -> String? { v == 1 ? "packet moved to front" : nil }
  static func compressedName(_ v: UInt64) -> String { v == 1 ? "compressed" : "not compressed" }
  static func encryptedName(_ v: UInt64) -> String { v == 1 ? "encrypted" : "not encrypted" }
  public init(flushed: Bool, encrypted: Bool, coherency: UInt16) {
    rawValue = (flushed ? Self.flushedBit : 0) | (encrypted ? Self.encryptedBit : 0) | coherency & Self.countMask
  }

  static let flushedBit: UInt16 = 0x8000, movedBit: UInt16 = 0x4000, compressedBit: UInt16 = 0x2000, encryptedBit: UInt16 = 0x1000,
    countMask: UInt16 = 0x0fff

  /// Bit A.
  public var flushed: Bool { rawValue & Self.flushedBit != 0 }
  /// Bit C: MPPC compressed the packet.
  public var compressed: Bool { rawValue & Self.compressedBit != 0 }
  /// One of the two bits that belong to MPPC is set.
  var isMPPCs: Bool { rawValue & (Self.compressedBit | Self.movedBit) != 0 }
  /// Bit D.
  public var encrypted: Bool { rawValue & Self.encryptedBit != 0 }
  public var coherency: UInt16 { rawValue & Self.countMask }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &rawValue, Field("mppe.head", "Bits and Coherency Count", "RFC 3078 §3.1", "four flags and the count of packets"),
      bits: { b in
        b(0, Field("mppe.flushed", "A, FLUSHED", "RFC 3078 §3.1", "the RC4 tables were made anew before this packet")) {
          MPPEHeader.flushedName($0)
        }
        b(1, Field("mppe.b", "B", "RFC 3078 §3.1", "nothing to MPPE; MPPC: history begins at the front")) { MPPEHeader.movedName($0) }
        b(2, Field("mppe.c", "C", "RFC 3078 §3.1", "nothing to MPPE; MPPC: compressed")) { MPPEHeader.compressedName($0) }
        b(3, Field("mppe.encrypted", "D, encrypted", "RFC 3078 §3.1", "1: what follows is encrypted")) { MPPEHeader.encryptedName($0) }
        b(4...15, Field("mppe.coherency", "Coherency Count", "RFC 3078 §3.1", "counts packets; 4095 is followed by 0"))
      })
  }
}

/// What follows protocol 0x00fd: the head and the encrypted rest, not opened here.
public struct MPPEPacket: WireMessage {
  public var header = MPPEHeader()
  public var body: [UInt8] = []
  /// From CCP, not on the wire: bit C says something only where MPPC was agreed (RFC 3078 §3.1).
  var mayBeCompressed = true
  public init() {}
  init(mayBeCompressed: Bool) { self.mayBeCompressed = mayBeCompressed }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header.code(&c)
    if header.encrypted {
      try c.rest(
        &body, .ciphertext, Field("mppe.ciphertext", "Encrypted Data", "RFC 3078 §3.1", "protocol field and packet, encrypted with RC4"))
    } else if header.compressed, mayBeCompressed {
      try c.rest(&body, .compressed, Field("mppe.compressed", "Compressed Data", "RFC 2118 §3", "protocol field and packet, compressed"))
    } else {
      try c.rest(&body, .data, Field("mppe.data", "Data", "RFC 3078 §3.1", "protocol field and packet, neither encrypted nor compressed"))
    }
  }
}
