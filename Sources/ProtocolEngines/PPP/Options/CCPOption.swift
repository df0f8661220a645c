/// CCP option types: the kinds of compression, of which MPPE is one (RFC 1962 §4, IANA).
public struct CCPOptionType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let oui = Self(rawValue: 0), predictor1 = Self(rawValue: 1), predictor2 = Self(rawValue: 2), stac = Self(rawValue: 17)
  public static let mppe = Self(rawValue: 18), bsd = Self(rawValue: 21), lzsDCP = Self(rawValue: 23), deflateOld = Self(rawValue: 24),
    deflate = Self(rawValue: 26)
  public static let table: CodeTable = [
    0: "OUI",
    1: "Predictor type 1",
    2: "Predictor type 2",
    3: "Puddle Jumper",
    16: "Hewlett-Packard PPC",
    17: "Stac Electronics LZS",
    18: "MPPE/MPPC",
    19: "Gandalf FZA",
    20: "V.42bis compression",
    21: "BSD Compress",
    23: "LZS-DCP",
    24: "Deflate (old number)",
    26: "Deflate",
    27: "V.44/X3.102",
  ]
}

/// The Supported Bits of the MPPE/MPPC option (RFC 3078 §2, RFC 2118 §2).
public struct MPPEBits: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// H: stateless, the key changes with every packet.
  public static let stateless = Self(rawValue: 0x0100_0000)
  /// M: 56-bit keys.
  public static let b56 = Self(rawValue: 0x80)
  /// S: 128-bit keys.
  public static let b128 = Self(rawValue: 0x40)
  /// L: 40-bit keys.
  public static let b40 = Self(rawValue: 0x20)
  /// D: obsolete; not to be accepted.
  public static let obsolete = Self(rawValue: 0x10)
  /// C: MPPC compression.
  public static let mppc = Self(rawValue: 0x01)
  public static let strengths: Self = [.b40, .b56, .b128]
  public static let known: Self = [.stateless, .b56, .b128, .b40, .obsolete, .mppc]

  public init(_ s: MPPEStrength) {
    self =
      switch s {
      case .b40: .b40
      case .b56: .b56
      case .b128: .b128
      }
  }
  /// The key length, where exactly one is named.
  public var strength: MPPEStrength? {
    switch intersection(.strengths) {
    case .b40: .b40
    case .b56: .b56
    case .b128: .b128
    default: nil
    }
  }
  /// `"128 bit or 40 bit"`.
  var lengthText: String {
    var parts: [String] = []
    for (bit, name) in [(Self.b128, "128 bit"), (.b56, "56 bit"), (.b40, "40 bit")] where contains(bit) { parts.append(name) }
    return parts.isEmpty ? "no key length" : parts.joined(separator: " or ")
  }
  /// `"128 bit, stateless"`.
  public var text: String {
    var s = lengthText
    s += contains(.stateless) ? ", stateless" : ", stateful"
    if contains(.mppc) { s += ", MPPC" }
    if contains(.obsolete) { s += ", obsolete D bit" }
    if !subtracting(.known).isEmpty { s += ", reserved bits" }
    return s
  }
}

/// One CCP option.
struct CCPOption: ConfigurationOption {
  var type = CCPOptionType.mppe, length: UInt8 = 2, number: UInt64 = 0, second: UInt64 = 0, data: [UInt8] = []
  init() {}
  static func mppe(_ bits: MPPEBits) -> Self {
    var o = Self()
    o.length = 6
    o.number = UInt64(bits.rawValue)
    return o
  }
  var isMPPE: Bool { type == .mppe && length == 6 }
  var bits: MPPEBits { MPPEBits(rawValue: UInt32(truncatingIfNeeded: number)) }

  var text: String {
    switch (type, length) {
    case (.mppe, 6): "MPPE \(bits.text)"
    case (.deflate, 4), (.deflateOld, 4): "\(type.meaning) window 2^\((number >> 4) + 8)"
    default: type.meaning
    }
  }

  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)? {
    switch CCPOptionType(rawValue: type) {
    case .mppe: (6...6, "RFC 3078 §2")
    case .bsd: (3...3, "RFC 1977 §3")
    default: nil
    }
  }

  static var lengthField: Field { Field("ccp.opt.length", "Length", "RFC 1962 §4", "of the option, type and length included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("ccp.opt.type", "Type", "RFC 1962 §4", "which kind of compression or encryption")) {
      CCPOptionType(rawValue: $0).meaning
    }
    try c.int(&length, Self.lengthField)
    switch (type, length) {
    case (.mppe, 6): try mppe(&c)
    case (.bsd, 3): try bsd(&c)
    case (.deflate, 4), (.deflateOld, 4): try deflate(&c)
    case (.stac, 5...), (.lzsDCP, 6...), (.oui, 6...): try compound(&c)
    default:
      try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ccp.opt.value", "Values", "RFC 1962 §4.2"))
    }
  }

  @inline(__always)
  private mutating func mppe<C: WireCoder>(_ c: inout C) throws(WireError) {
    var bits = UInt32(truncatingIfNeeded: number)
    try c.int(
      &bits, Field("ccp.opt.mppe.bits", "Supported Bits", "RFC 3078 §2", "which encryption the sender is ready to receive"),
      { MPPEBits(rawValue: $0).text },
      bits: { b in
        b(0...6, Field("ccp.opt.mppe.reserved1", "Reserved", "RFC 3078 §2", "0 when sent"))
        b(7, Field("ccp.opt.mppe.h", "H, stateless", "RFC 3078 §2", "the key changes with every packet"))
        b(8...23, Field("ccp.opt.mppe.reserved2", "Reserved", "RFC 3078 §2", "0 when sent"))
        b(24, Field("ccp.opt.mppe.m", "M, 56 bit", "RFC 3078 §2", "56-bit session keys"))
        b(25, Field("ccp.opt.mppe.s", "S, 128 bit", "RFC 3078 §2", "128-bit session keys"))
        b(26, Field("ccp.opt.mppe.l", "L, 40 bit", "RFC 3078 §2", "40-bit session keys"))
        b(27, Field("ccp.opt.mppe.d", "D, obsolete", "RFC 3078 §2", "not to be accepted"))
        b(28...30, Field("ccp.opt.mppe.reserved3", "Reserved", "RFC 3078 §2", "0 when sent"))
        b(31, Field("ccp.opt.mppe.c", "C, MPPC", "RFC 2118 §2", "compression before encryption"))
      })
    number = UInt64(bits)
  }

  private mutating func bsd<C: WireCoder>(_ c: inout C) throws(WireError) {
    var octet = UInt8(truncatingIfNeeded: number)
    try c.int(
      &octet, Field("ccp.opt.bsd", "Vers, Dict", "RFC 1977 §3"),
      bits: { b in
        b(0...2, Field("ccp.opt.bsd.version", "Vers", "RFC 1977 §3", "must be 1"))
        b(3...7, Field("ccp.opt.bsd.dict", "Dict", "RFC 1977 §3", "bits of the longest code")) { "\($0) bits" }
      })
    number = UInt64(octet)
  }

  private mutating func deflate<C: WireCoder>(_ c: inout C) throws(WireError) {
    var head = UInt8(truncatingIfNeeded: number)
    var check = UInt8(truncatingIfNeeded: second)
    try c.int(
      &head, Field("ccp.opt.deflate", "Window, Method", "RFC 1979 §3"),
      bits: { b in
        b(0...3, Field("ccp.opt.deflate.window", "Window", "RFC 1979 §3", "of the decompressor")) { "2^\($0 + 8) octets" }
        b(4...7, Field("ccp.opt.deflate.method", "Method", "RFC 1979 §3", "must be 8: zlib")) { $0 == 8 ? "zlib" : nil }
      })
    try c.int(
      &check, Field("ccp.opt.deflate.mbz_chk", "MBZ, Chk", "RFC 1979 §3"),
      bits: { b in
        b(0...5, Field("ccp.opt.deflate.mbz", "MBZ", "RFC 1979 §3", "must be zero"))
        b(6...7, Field("ccp.opt.deflate.chk", "Chk", "RFC 1979 §3", "0: sequence numbers"))
      })
    number = UInt64(head)
    second = UInt64(check)
  }

  private mutating func compound<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.within(Int(length) - 2, Field("ccp.opt.value", "Values", "RFC 1962 §4.2")) { c throws(WireError) in
      switch type {
      case .oui:
        try c.uint(&number, octets: 3, octetString: true, Field("ccp.opt.oui", "IEEE OUI", "RFC 1962 §4.1", "whose kind of compression")) {
          _ in nil
        }
        try c.uint(&second, octets: 1, Field("ccp.opt.subtype", "Subtype", "RFC 1962 §4.1"))
        try c.rest(&data, Field("ccp.opt.vendor_value", "Values", "RFC 1962 §4.1"))
      case .lzsDCP:
        try c.uint(&number, octets: 2, Field("ccp.opt.histories", "History Count", "RFC 1967 §4"))
        try c.uint(&second, octets: 1, Field("ccp.opt.check_mode", "Check Mode", "RFC 1967 §4"))
        try c.rest(&data, Field("ccp.opt.process_mode", "Process Mode", "RFC 1967 §4"))
      default:
        try c.uint(&number, octets: 2, Field("ccp.opt.histories", "History Count", "RFC 1974 §4"))
        try c.uint(&second, octets: 1, Field("ccp.opt.check_mode", "Check Mode", "RFC 1974 §4")) {
          switch $0 {
          case 0: "none"
          case 1: "LCB"
          case 2: "CRC"
          case 3: "sequence number"
          case 4: "extended mode"
          default: nil
          }
        }
        try c.rest(&data, Field("ccp.opt.stac_value", "Data", "RFC 1974 §4"))
      }
    }
  }
}
