/// One Source Route Entry of a GRE header (RFC 1701, "Routing"). Address family 0 with length 0 ends the list.
public struct GRERoute: WireMessage {
  public var addressFamily: UInt16 = 0, offset: UInt8 = 0, length: UInt8 = 0, information: [UInt8] = []
  public init() {}
  public var isLast: Bool { addressFamily == 0 && length == 0 }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&addressFamily, Field("gre.routing.address_family", "Address Family", "RFC 1701")) { $0 == 0 ? "none" : nil }
    try c.int(&offset, Field("gre.routing.sre_offset", "SRE Offset", "RFC 1701"))
    try c.int(&length, Field("gre.routing.sre_length", "SRE Length", "RFC 1701")) { $0 == 0 ? "last entry" : nil }
    guard length > 0 else { return }
    try c.bytes(&information, count: Int(length), Field("gre.routing.information", "Routing Information", "RFC 1701"))
  }
}

/// A GRE header: version 0 (RFC 1701, 2784, 2890) and the enhanced version 1 of PPTP (RFC 2637 §4.1) in one layout.
///
/// Which optional fields there are is said by `flags` alone.
public struct GREHeader: WireMessage {
  public static let checksumBit: UInt16 = 0x8000, routingBit: UInt16 = 0x4000, keyBit: UInt16 = 0x2000, sequenceBit: UInt16 = 0x1000
  public static let strictBit: UInt16 = 0x0800, ackBit: UInt16 = 0x0080
  /// Recur, and in version 1 Flags.
  static let recursionBits: UInt16 = 0x0700, reservedBits: UInt16 = 0x0078

  /// C R K S s Recur A Flags Ver.
  public var flags: UInt16 = 0, proto = EtherType(rawValue: 0)
  public var checksum: UInt16 = 0, offset: UInt16 = 0
  /// Version 0: the key as it is.
  public var key: UInt32 = 0
  /// Version 1: the key's high half; octets after this header.
  public var payloadLength: UInt16 = 0
  /// Version 1: the key's low half; the receiver's call ID.
  public var callID: UInt16 = 0
  public var sequence: UInt32 = 0, acknowledgement: UInt32 = 0
  public var routes: [GRERoute] = []
  public init() {}
  static func versionName(_ v: UInt64) -> String? {
    switch v {
    case 0: "GRE"
    case 1: "enhanced GRE, as PPTP uses it"
    default: "not defined"
    }
  }

  /// A header of PPTP (RFC 2637 §4.1): with `sequence` when there is a payload, with `acknowledgement` when something is acknowledged.
  public init(callID: UInt16, payloadLength: Int, sequence: UInt32?, acknowledgement: UInt32?) {
    flags = Self.keyBit | 1
    proto = .ppp
    self.callID = callID
    self.payloadLength = UInt16(clamping: payloadLength)
    if let sequence {
      flags |= Self.sequenceBit
      self.sequence = sequence
    }
    if let acknowledgement {
      flags |= Self.ackBit
      self.acknowledgement = acknowledgement
    }
  }

  public var version: UInt16 { flags & 7 }
  public func has(_ bit: UInt16) -> Bool { flags & bit != 0 }
  /// Enhanced GRE: the key has two halves and there may be an acknowledgement.
  public var isEnhanced: Bool { version == 1 }
  public var hasAcknowledgement: Bool { isEnhanced && has(Self.ackBit) }

  /// What an enhanced header has that PPTP forbids, or lacks that it demands (RFC 2637 §4.1).
  var fault: (field: StaticString, text: String)? {
    if has(Self.checksumBit) { return ("gre.flags.checksum", "a checksum (C) must not be present") }
    if has(Self.routingBit) { return ("gre.flags.routing", "routing (R) must not be present") }
    if !has(Self.keyBit) { return ("gre.flags.key", "there is no key (K), and so no call ID") }
    if has(Self.strictBit) { return ("gre.flags.strict_source_route", "strict source route (s) must be 0") }
    if flags & Self.recursionBits != 0 {
      return ("gre.flags.recursion_control", "Recur is \((flags & Self.recursionBits) >> 8) and must be 0")
    }
    if flags & Self.reservedBits != 0 { return ("gre.flags.reserved", "Flags is \((flags & Self.reservedBits) >> 3) and must be 0") }
    return nil
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &flags, Field("gre.flags_and_version", "Flags and version", "RFC 2637 §4.1, RFC 1701", "says which parts follow, and the version"),
      bits: { b in
        b(0, Field("gre.flags.checksum", "C", "RFC 2637 §4.1", "checksum present"))
        b(1, Field("gre.flags.routing", "R", "RFC 2637 §4.1", "routing present"))
        b(2, Field("gre.flags.key", "K", "RFC 2637 §4.1", "key present: always in PPTP"))
        b(3, Field("gre.flags.sequence_number", "S", "RFC 2637 §4.1", "sequence number present: in PPTP exactly when there is a payload"))
        b(4, Field("gre.flags.strict_source_route", "s", "RFC 2637 §4.1", "strict source route"))
        b(5...7, Field("gre.flags.recursion_control", "Recur", "RFC 2637 §4.1", "how many more encapsulations are allowed"))
        if b.value & 7 == 1 {
          b(8, Field("gre.flags.ack", "A", "RFC 2637 §4.1", "acknowledgment number present"))
          b(9...12, Field("gre.flags.reserved", "Flags", "RFC 2637 §4.1", "0 when sent")) { PPTPMeaning.reserved($0) }
        } else {
          b(8...12, Field("gre.flags.reserved", "Flags", "RFC 1701", "0 when sent")) { PPTPMeaning.reserved($0) }
        }
        b(13...15, Field("gre.flags.version", "Ver", "RFC 2637 §4.1", "which GRE this is: PPTP needs 1")) { GREHeader.versionName($0) }
      })
    try c.code(&proto, Field("gre.proto", "Protocol Type", "RFC 2637 §4.1, RFC 1701", "what the payload is"))
    guard version <= 1 else { return }
    if has(Self.checksumBit) || has(Self.routingBit) {
      try c.int(&checksum, Field("gre.checksum", "Checksum", "RFC 1701", "over GRE header and payload; valid only with the C bit"))
      try c.int(&offset, Field("gre.offset", "Offset", "RFC 1701", "where the active source route entry is; valid only with the R bit"))
    }
    if has(Self.keyBit) {
      if version == 1 {
        try c.int(
          &payloadLength,
          Field("gre.key.payload_length", "Payload Length", "RFC 2637 §4.1", "octets after this header (the high half of the key)"))
        try c.int(
          &callID, Field("gre.key.call_id", "Call ID", "RFC 2637 §4.1", "the receiver's number for this call (the low half of the key)"))
      } else {
        try c.int(&key, Field("gre.key", "Key", "RFC 2890 §2.1"))
      }
    }
    if has(Self.sequenceBit) {
      try c.int(
        &sequence, Field("gre.sequence_number", "Sequence Number", "RFC 2637 §4.1, RFC 2890 §2.2", "counts packets with a payload, from 0"))
    }
    if version == 1, has(Self.ackBit) {
      try c.int(
        &acknowledgement,
        Field("gre.ack_number", "Acknowledgment Number", "RFC 2637 §4.1", "the highest sequence number the sender has received"))
    }
    if has(Self.routingBit) { try codeRoutes(&c) }
  }

  @inline(__always)
  private mutating func codeRoutes<C: WireCoder>(_ c: inout C) throws(WireError) {
    // The list ends with an empty entry, so a reader finds its length only by reading it; a writer goes through what is there.
    var reading = false
    c.learn(&reading) { _ in true }
    if reading {
      routes = []
      repeat {
        var r = GRERoute()
        try c.group(Field("gre.routing", "Source Route Entry", "RFC 1701")) { c throws(WireError) in try r.code(&c) }
        routes.append(r)
      } while !(routes.last?.isLast ?? true)
    } else {
      for r in routes {
        var r = r
        try r.code(&c)
      }
    }
  }
}

/// A GRE packet of PPTP: header, payload, and what the payload length does not cover.
public struct GREPacket: WireMessage {
  public var header = GREHeader(), payload: [UInt8] = [], excess: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header.code(&c)
    guard header.isEnhanced, header.has(GREHeader.keyBit) else {
      try c.rest(&payload, .data, Field("gre.data", "Payload", "RFC 1701"))
      excess = []
      return
    }
    try c.bytes(&payload, count: Int(header.payloadLength), .data, Field("gre.data", "Payload", "RFC 2637 §4.1"))
    if c.remaining > 0 { try c.rest(&excess, .unexplained, Field("gre.unexplained", "Octets beyond the payload length", "RFC 2637 §4.1")) }
  }
}
