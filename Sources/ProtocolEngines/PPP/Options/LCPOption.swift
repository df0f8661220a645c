/// LCP option types (RFC 1661 §6, RFC 1662 §7, RFC 1570 §2, RFC 1990 §5, RFC 1663 §5, RFC 2125, RFC 2153, RFC 2686, IANA).
public struct LCPOptionType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let vendor = Self(rawValue: 0), mru = Self(rawValue: 1), accm = Self(rawValue: 2), auth = Self(rawValue: 3),
    quality = Self(rawValue: 4)
  public static let magic = Self(rawValue: 5), pfc = Self(rawValue: 7), acfc = Self(rawValue: 8), fcsAlternatives = Self(rawValue: 9)
  public static let selfDescribingPadding = Self(rawValue: 10), numberedMode = Self(rawValue: 11), multiLinkProcedure = Self(rawValue: 12)
  public static let callback = Self(rawValue: 13), connectTime = Self(rawValue: 14), compoundFrames = Self(rawValue: 15),
    nominalData = Self(rawValue: 16)
  public static let mrru = Self(rawValue: 17), shortSequence = Self(rawValue: 18), endpointDiscriminator = Self(rawValue: 19),
    linkDiscriminator = Self(rawValue: 23)
  public static let table: CodeTable = [
    0: "Vendor-Specific",
    1: "Maximum-Receive-Unit",
    2: "Async-Control-Character-Map",
    3: "Authentication-Protocol",
    4: "Quality-Protocol",
    5: "Magic-Number",
    6: "reserved (old Quality-Protocol)",
    7: "Protocol-Field-Compression",
    8: "Address-and-Control-Field-Compression",
    9: "FCS-Alternatives",
    10: "Self-Describing-Padding",
    11: "Numbered-Mode",
    12: "Multi-Link-Procedure",
    13: "Callback",
    14: "Connect-Time",
    15: "Compound-Frames",
    16: "Nominal-Data-Encapsulation",
    17: "Multilink-MRRU",
    18: "Multilink-Short-Sequence-Number-Header",
    19: "Multilink-Endpoint-Discriminator",
    20: "Proprietary",
    21: "DCE-Identifier",
    22: "Multi-Link-Plus-Procedure",
    23: "Link-Discriminator",
    24: "LCP-Authentication",
    25: "Consistent-Overhead-Byte-Stuffing",
    26: "Prefix-Elision",
    27: "Multilink-Header-Format",
    28: "Internationalization",
    29: "Simple-Data-Link-on-SONET/SDH",
    30: "PPP-Muxing",
  ]
}

/// One LCP option. `number` and `second` hold the value of the kinds that are numbers; `data` what follows.
/// A length that does not suit the type leaves the value in `data`.
struct LCPOption: ConfigurationOption {
  var type = LCPOptionType.mru, length: UInt8 = 2, number: UInt64 = 0, second: UInt64 = 0, data: [UInt8] = []
  init() {}
  init(_ type: LCPOptionType, length: UInt8 = 2, number: UInt64 = 0, second: UInt64 = 0, data: [UInt8] = []) {
    self.type = type
    self.length = length
    self.number = number
    self.second = second
    self.data = data
  }

  static func mru(_ n: UInt16) -> Self { Self(.mru, length: 4, number: UInt64(n)) }
  static func accm(_ map: UInt32) -> Self { Self(.accm, length: 6, number: UInt64(map)) }
  static func magic(_ n: UInt32) -> Self { Self(.magic, length: 6, number: UInt64(n)) }
  static let pfc = Self(.pfc), acfc = Self(.acfc)
  /// `algorithm` only for CHAP (RFC 1994 §3).
  static func auth(_ proto: PPPProtocol, algorithm: CHAPAlgorithm? = nil) -> Self {
    Self(.auth, length: algorithm == nil ? 4 : 5, number: UInt64(proto.rawValue), second: UInt64(algorithm?.rawValue ?? 0))
  }
  private static var chap: UInt64 { UInt64(PPPProtocol.chap.rawValue) }
  private static var lqr: UInt64 { UInt64(PPPProtocol.lqr.rawValue) }

  var text: String {
    switch (type, length) {
    case (.mru, 4): "MRU \(number)"
    case (.accm, 6): "ACCM \(HexText.number(number, width: 8))"
    case (.magic, 6): "Magic-Number \(HexText.number(number, width: 8))"
    case (.pfc, 2): "PFC"
    case (.acfc, 2): "ACFC"
    case (.mrru, 4): "MRRU \(number)"
    case (.auth, 5...) where number == Self.chap:
      "auth \(PPPProtocol.chap.shortName) \(Self.chapAlgorithm(UInt8(truncatingIfNeeded: second)))"
    case (.auth, 4...): "auth \(PPPProtocol(rawValue: UInt16(truncatingIfNeeded: number)).shortName)"
    case (.callback, 3...): "Callback \(number)"
    default: type.meaning
    }
  }

  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)? {
    switch LCPOptionType(rawValue: type) {
    case .mru: (4...4, "RFC 1661 §6.1")
    case .accm: (6...6, "RFC 1662 §7.1")
    case .auth: (4...255, "RFC 1661 §6.2")
    case .quality: (4...255, "RFC 1661 §6.3")
    case .magic: (6...6, "RFC 1661 §6.4")
    case .pfc: (2...2, "RFC 1661 §6.5")
    case .acfc: (2...2, "RFC 1661 §6.6")
    case .fcsAlternatives: (3...3, "RFC 1570 §2.1")
    case .selfDescribingPadding: (3...3, "RFC 1570 §2.2")
    case .callback: (3...255, "RFC 1570 §2.3")
    case .compoundFrames: (2...2, "RFC 1570 §2.4")
    case .numberedMode: (4...255, "RFC 1663 §4")
    case .mrru: (4...4, "RFC 1990 §5.1.1")
    case .shortSequence: (2...2, "RFC 1990 §5.1.2")
    case .endpointDiscriminator: (3...255, "RFC 1990 §5.1.3")
    case .linkDiscriminator: (4...4, "RFC 2125 §2.1")
    default: nil
    }
  }

  static var lengthField: Field { Field("lcp.opt.length", "Length", "RFC 1661 §6", "of the option, type and length included") }

  /// CHAP algorithms (RFC 1994 §3, RFC 2433 §2, RFC 2759 §3).
  static func chapAlgorithm(_ n: UInt8) -> String {
    switch CHAPAlgorithm(rawValue: n) {
    case .md5: "MD5"
    case .mschap: "MS-CHAP"
    case .mschapv2: "MS-CHAPv2"
    default: n == 6 ? "SHA-1" : "algorithm \(n)"
    }
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("lcp.opt.type", "Type", "RFC 1661 §6", "which option")) { LCPOptionType(rawValue: $0).meaning }
    try c.int(&length, Self.lengthField)
    switch (type, length) {
    case (.mru, 4):
      try c.uint(
        &number, octets: 2,
        Field("lcp.opt.mru", "Maximum-Receive-Unit", "RFC 1661 §6.1", "largest information field the sender wants to receive")
      ) { "\($0) octets" }
    case (.accm, 6):
      try c.uint(
        &number, octets: 4, octetString: false,
        Field("lcp.opt.accm", "ACCM", "RFC 1662 §7.1", "control octets (0 to 31) to be escaped on an asynchronous line"),
        { ACCMBits.mapName($0) }, bits: { ACCMBits.note(&$0) })
    case (.magic, 6):
      try c.uint(
        &number, octets: 4, Field("lcp.opt.magic", "Magic-Number", "RFC 1661 §6.4", "drawn at random: one's own coming back means a loop")
      ) { HexText.number($0, width: 8) }
    case (.fcsAlternatives, 3): try fcs(&c)
    case (.selfDescribingPadding, 3):
      try c.uint(&number, octets: 1, Field("lcp.opt.maximum_pad", "Maximum", "RFC 1570 §2.2", "most padding octets in a frame"))
    case (.mrru, 4):
      try c.uint(
        &number, octets: 2,
        Field("lcp.opt.mrru", "Max-Receive-Reconstructed-Unit", "RFC 1990 §5.1.1", "largest packet put together from fragments")
      ) { "\($0) octets" }
    case (.linkDiscriminator, 4):
      try c.uint(
        &number, octets: 2, Field("lcp.opt.link_discriminator", "Link Discriminator", "RFC 2125 §2.1", "tells the links of a bundle apart"))
    case (.auth, 4...), (.quality, 4...), (.numberedMode, 3...), (.callback, 3...), (.endpointDiscriminator, 3...), (.vendor, 6...):
      try compound(&c)
    default: try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("lcp.opt.value", "Value", "RFC 1661 §6"))
    }
  }

  /// Options with more than one field. `within` keeps the next option readable when one is broken.
  private mutating func compound<C: WireCoder>(_ c: inout C) throws(WireError) {
    let count = Int(length) - 2
    try c.within(count, Field("lcp.opt.value", "Value", "RFC 1661 §6")) { c throws(WireError) in
      switch type {
      case .auth:
        try c.uint(
          &number, octets: 2,
          Field("lcp.opt.auth", "Authentication-Protocol", "RFC 1661 §6.2", "how the receiver of this option is to prove who it is")
        ) { PPPProtocol(rawValue: UInt16(truncatingIfNeeded: $0)).meaning }
        if count >= 3, number == Self.chap {
          try c.uint(&second, octets: 1, Field("lcp.opt.algorithm", "Algorithm", "RFC 1994 §3", "which hash CHAP uses")) {
            LCPOption.chapAlgorithm(UInt8(truncatingIfNeeded: $0))
          }
        }
        try c.rest(&data, Field("lcp.opt.auth_value", "Data", "RFC 1661 §6.2"))
      case .quality:
        try c.uint(&number, octets: 2, Field("lcp.opt.quality", "Quality-Protocol", "RFC 1661 §6.3", "how line quality is to be reported"))
        { PPPProtocol(rawValue: UInt16(truncatingIfNeeded: $0)).meaning }
        if count == 6, number == Self.lqr {
          try c.uint(
            &second, octets: 4, Field("lcp.opt.reporting_period", "Reporting-Period", "RFC 1989 §2.5", "in hundredths of a second"))
        }
        try c.rest(&data, Field("lcp.opt.quality_value", "Data", "RFC 1661 §6.3"))
      case .numberedMode:
        try c.uint(&number, octets: 1, Field("lcp.opt.window", "Window", "RFC 1663 §4", "frames that may go without acknowledgement"))
        try c.rest(&data, Field("lcp.opt.hdlc_address", "Address", "RFC 1663 §4"))
      case .callback:
        try c.uint(&number, octets: 1, Field("lcp.opt.operation", "Operation", "RFC 1570 §2.3", "how the place to call back is told")) {
          LCPOption.callbackOperation($0)
        }
        try c.rest(&data, Field("lcp.opt.callback_message", "Message", "RFC 1570 §2.3")) { HexText.printable($0) }
      case .endpointDiscriminator:
        try c.uint(&number, octets: 1, Field("lcp.opt.ed_class", "Class", "RFC 1990 §5.1.3", "what kind of name the address is")) {
          LCPOption.endpointClass($0)
        }
        try c.rest(&data, Field("lcp.opt.ed_address", "Address", "RFC 1990 §5.1.3", "names this system in the class"))
      default:
        try c.uint(
          &number, octets: 3, octetString: true,
          Field("lcp.opt.oui", "OUI", "RFC 2153 §2.1", "whose option this is: a hardware maker's number")
        ) { _ in nil }
        try c.uint(&second, octets: 1, Field("lcp.opt.kind", "Kind", "RFC 2153 §2.1", "the vendor's own sub-type"))
        try c.rest(&data, Field("lcp.opt.vendor_value", "Value(s)", "RFC 2153 §2.1"))
      }
    }
  }

  private mutating func fcs<C: WireCoder>(_ c: inout C) throws(WireError) {
    var octet = UInt8(truncatingIfNeeded: number)
    try c.int(
      &octet, Field("lcp.opt.fcs", "Options", "RFC 1570 §2.1", "which frame checks the sender takes"),
      bits: { b in
        b(0...4, Field("lcp.opt.fcs.reserved", "Reserved", "RFC 1570 §2.1"))
        b(5, Field("lcp.opt.fcs.ccitt32", "CCITT 32-bit FCS", "RFC 1570 §2.1"))
        b(6, Field("lcp.opt.fcs.ccitt16", "CCITT 16-bit FCS", "RFC 1570 §2.1"))
        b(7, Field("lcp.opt.fcs.null", "Null FCS", "RFC 1570 §2.1"))
      })
    number = UInt64(octet)
  }

  private static func callbackOperation(_ n: UInt64) -> String? {
    switch n {
    case 0: "by user authentication"
    case 1: "dialing string"
    case 2: "location identifier"
    case 3: "E.164 number"
    case 4: "distinguished name"
    case 6: "decided by CBCP (Microsoft)"
    default: nil
    }
  }
  private static func endpointClass(_ n: UInt64) -> String? {
    switch n {
    case 0: "null"
    case 1: "locally assigned address"
    case 2: "IP address"
    case 3: "IEEE 802.1 MAC address"
    case 4: "PPP magic-number block"
    case 5: "public switched network directory number"
    default: nil
    }
  }
}
