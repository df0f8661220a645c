/// EAP's codes (RFC 3748 §4).
public struct EAPCode: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let request = Self(rawValue: 1), response = Self(rawValue: 2), success = Self(rawValue: 3), failure = Self(rawValue: 4)
  public static let table: CodeTable = [
    1: "Request",
    2: "Response",
    3: "Success",
    4: "Failure",
    5: "Initiate",
    6: "Finish",
  ]
}

/// EAP's method types (RFC 3748 §5, IANA "EAP Registry").
public struct EAPType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 0), identity = Self(rawValue: 1), notification = Self(rawValue: 2), nak = Self(rawValue: 3),
    md5 = Self(rawValue: 4)
  public static let otp = Self(rawValue: 5), gtc = Self(rawValue: 6), tls = Self(rawValue: 13), ttls = Self(rawValue: 21),
    peap = Self(rawValue: 25)
  public static let mschapv2 = Self(rawValue: 26), expanded = Self(rawValue: 254)
  public static let table: CodeTable = [
    0: "none",
    1: "Identity",
    2: "Notification",
    3: "Nak",
    4: "MD5-Challenge",
    5: "One-Time Password",
    6: "Generic Token Card",
    13: "EAP-TLS",
    17: "Cisco LEAP",
    18: "EAP-SIM",
    21: "EAP-TTLS",
    23: "EAP-AKA",
    25: "PEAP",
    26: "EAP-MS-CHAPv2",
    43: "EAP-FAST",
    47: "EAP-PSK",
    49: "EAP-IKEv2",
    50: "EAP-AKA'",
    52: "EAP-pwd",
    55: "TEAP",
    254: "Expanded Types",
    255: "Experimental",
  ]
}

/// One octet of a Nak: a method the sender would take instead.
struct EAPDesiredType: WireMessage {
  var type = EAPType.none
  init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("eap.desired_type", "Desired Authentication Type", "RFC 3748 §5.3.1", "a method the sender would take"))
  }
}

/// A packet of the Extensible Authentication Protocol (RFC 3748 §4).
public struct EAPPacket: WireMessage {
  public var code = EAPCode.request, identifier: UInt8 = 0, length: UInt16 = 4
  /// Requests and responses name a method.
  public var hasType = false
  public var type = EAPType.none
  /// Identity, Notification, OTP, token: text. Otherwise whatever has no layout.
  public var data: [UInt8] = []
  var desired: [EAPDesiredType] = []
  /// MD5-Challenge (RFC 3748 §5.4).
  public var valueSize: UInt8 = 0, value: [UInt8] = [], name: [UInt8] = []
  var tls = EAPTLSPart()
  var mschap = EAPMSCHAPPart()
  /// Expanded types (RFC 3748 §5.7).
  public var vendor: UInt64 = 0, vendorType: UInt32 = 0
  /// Octets behind Length: ignored, kept.
  public var padding: [UInt8] = []
  public init() {}

  static var lengthField: Field { Field("eap.len", "Length", "RFC 3748 §4", "of the packet, Code included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&code, Field("eap.code", "Code", "RFC 3748 §4", "what this packet is"))
    try c.int(&identifier, Field("eap.id", "Identifier", "RFC 3748 §4", "joins a response to its request"))
    try c.int(&length, Self.lengthField)
    try c.within(try c.left(Int(length), head: 4, size: 2, goOn: true, Self.lengthField), Field("eap.body", "Data", "RFC 3748 §4")) {
      c throws(WireError) in try part(&c)
    }
    guard !padding.isEmpty || c.remaining > 0 else { return }
    try c.rest(&padding, Field("eap.padding", "Padding", "RFC 3748 §4", "octets behind Length: ignored"))
  }

  @inline(__always)
  private mutating func part<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&hasType) { [code] in (code == .request || code == .response) && $0.count > 0 }
    guard hasType else {
      return try c.rest(&data, Field("eap.extra", "Octets that do not belong here", "RFC 3748 §4.2", "Success and Failure have no data"))
    }
    try c.code(&type, Field("eap.type", "Type", "RFC 3748 §4.1", "the method, or what is asked"))
    switch type {
    case .identity:
      try c.rest(
        &data,
        Field(
          "eap.identity", code == .request ? "Displayable Message" : "Identity", "RFC 3748 §5.1", "who the other end is, or the question")
      ) { HexText.printable($0) }
    case .notification:
      try c.rest(&data, Field("eap.notification", "Displayable Message", "RFC 3748 §5.2", "for people")) { HexText.printable($0) }
    case .nak: try c.list(&desired, each: Field("eap.nak", "Desired method", "RFC 3748 §5.3.1")) { $0.type.meaning }
    case .md5:
      try c.int(&valueSize, Field("eap.md5.value_size", "Value-Size", "RFC 1994 §4.1"))
      try c.bytes(
        &value, count: Int(valueSize),
        Field("eap.md5.value", "Value", "RFC 3748 §5.4", "as in CHAP: a challenge, or MD5 over Identifier, password and challenge"))
      try c.rest(&name, Field("eap.md5.extra_data", "Name", "RFC 1994 §4.1")) { HexText.printable($0) }
    case .otp, .gtc:
      try c.rest(&data, Field("eap.token", "Text", "RFC 3748 §5.5", "the question, or the password that is used up by being used")) {
        HexText.printable($0)
      }
    case .tls, .ttls, .peap: try tls.code(&c)
    case .mschapv2: try mschap.code(&c)
    case .expanded:
      try c.uint(&vendor, octets: 3, Field("eap.ext.vendor_id", "Vendor-Id", "RFC 3748 §5.7", "whose types these are; 0: IETF's"))
      try c.int(&vendorType, Field("eap.ext.vendor_type", "Vendor-Type", "RFC 3748 §5.7"))
      try c.rest(&data, Field("eap.ext.vendor_value", "Vendor data", "RFC 3748 §5.7"))
    default:
      try c.rest(&data, .data, Field("eap.data", "Type-Data", "RFC 3748 §4.1", "of a method without a layout here"))
    }
  }

  /// Octets of a TLS message, or of a part of one, that this packet carries; nil for other methods.
  public var tlsData: [UInt8]? { hasType && (type == .tls || type == .ttls || type == .peap) ? tls.encodedData : nil }
  /// More of the TLS message follows (RFC 5216 §2.1.5).
  public var moreFragments: Bool { tlsData != nil && tls.flags.bit(1) }

  public var summary: String { summary(whole: true) }

  /// One line: `"Request id 3, EAP-TLS, start"`. `whole`: false where a fault kept the rest from being read: nothing is told
  /// then that may not have been there.
  func summary(whole: Bool) -> String {
    var s = "\(code.meaning) id \(identifier)"
    guard hasType else { return s }
    s += ", \(type.meaning)"
    guard whole else { return s }
    switch type {
    case .identity, .notification: if !data.isEmpty { s += ", \"\(HexText.printable(data))\"" }
    case .nak: s += desired.map { ", wants \($0.type.meaning)" }.joined()
    case .tls, .ttls, .peap: s += tls.summary
    case .mschapv2: s += ", \(mschap.code.meaning)"
    default: break
    }
    return s
  }
}

/// EAP-TLS and its relatives (RFC 5216 §3.1): flags, the whole length, TLS records or a fragment of them.
struct EAPTLSPart: Sendable, Equatable {
  var flags: UInt8 = 0, total: UInt32 = 0
  /// Whether the octets are whole TLS records (seen by looking), or a part that only makes sense with the others.
  var isWhole = false
  var flight = TLSFlight()
  var fragment: [UInt8] = []
  var hasFlags = true

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&hasFlags) { $0.count > 0 }
    guard hasFlags else { return }
    try c.int(
      &flags, Field("eap.tls.flags", "Flags", "RFC 5216 §3.1"), { _ in nil },
      bits: { b in
        b(0, Field("eap.tls.flags.len_included", "L, length included", "RFC 5216 §3.1")) { $0 == 1 ? "TLS Message Length follows" : nil }
        b(1, Field("eap.tls.flags.more_fragments", "M, more fragments", "RFC 5216 §3.1")) { $0 == 1 ? "not the last fragment" : nil }
        b(2, Field("eap.tls.flags.start", "S, start", "RFC 5216 §3.1")) { $0 == 1 ? "begin" : nil }
        b(3...4, Field("eap.tls.flags.reserved", "R, reserved", "RFC 5216 §3.1"))
        b(5...7, Field("eap.tls.flags.version", "R or version", "RFC 5216 §3.1", "reserved; PEAP and EAP-TTLS keep their version here"))
      })
    if flags.bit(0) {
      try c.int(&total, Field("eap.tls.len", "TLS Message Length", "RFC 5216 §3.1", "of the whole message, all fragments together"))
    }
    c.learn(&isWhole) { [flags] a in !flags.bit(1) && TLSFlight.fills(a) }
    if isWhole {
      try flight.code(&c)
    } else {
      try c.rest(&fragment, Field("eap.tls.fragment", "TLS data", "RFC 5216 §2.1.5", "a fragment: it is read when the message is complete"))
    }
  }

  var encodedData: [UInt8] { isWhole ? flight.encoded() : fragment }
  var summary: String {
    if flags.bit(2) { return ", start" }
    if isWhole { return flight.records.isEmpty ? ", acknowledgement" : ", " + flight.summary }
    return fragment.isEmpty ? ", acknowledgement" : ", fragment of \(fragment.count) octets"
  }
}

/// Puts the fragments of one direction together (RFC 5216 §2.1.5).
public struct EAPFragments: Sendable, Equatable {
  private var octets: [UInt8] = []
  /// Octets of the message that is not complete yet.
  public var waiting: Int { octets.count }
  /// TLS messages of a handshake stay far below this.
  private static let limit = 1 << 16
  public init() {}

  /// The whole message when `packet` completes one of several fragments; nil while more is to come, and for messages in one piece.
  public mutating func take(_ packet: EAPPacket) -> [UInt8]? {
    guard let data = packet.tlsData else {
      octets = []
      return nil
    }
    if packet.moreFragments {
      // Too long for any message: what went before belongs to something else.
      octets = octets.count + data.count > Self.limit ? data : octets + data
      return nil
    }
    guard !octets.isEmpty, !data.isEmpty else { return nil }
    let whole = octets + data
    octets = []
    return whole
  }
}

/// The codes inside EAP-MS-CHAPv2.
struct EAPMSCHAPCode: Codepoint {
  var rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  static var table: CodeTable { CHAPCode.table }
}

/// EAP-MS-CHAPv2 (draft-kamath-pppext-eap-mschapv2 §2): MS-CHAPv2's packets inside EAP; a Success or Failure is answered by its code alone.
struct EAPMSCHAPPart: Sendable, Equatable {
  var code = EAPMSCHAPCode(rawValue: 1)
  var hasBody = false
  var identifier: UInt8 = 0, length: UInt16 = 0
  var valueSize: UInt8 = 0, isResponse = false
  var value: [UInt8] = [], peerChallenge: [UInt8] = [], reserved: [UInt8] = [], ntResponse: [UInt8] = [], flags: UInt8 = 0,
    name: [UInt8] = []
  var hasParts = false
  var parts: [CHAPTextPart] = [], message: [UInt8] = []
  var change = ChangePassword()

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&code, Field("eap.ms_chap_v2.opcode", "OpCode", "draft-kamath-pppext-eap-mschapv2 §2", "MS-CHAPv2's own code"))
    c.learn(&hasBody) { $0.count > 0 }
    guard hasBody else { return }
    try c.int(&identifier, Field("eap.ms_chap_v2.id", "MS-CHAPv2-ID", "draft-kamath-pppext-eap-mschapv2 §2"))
    try c.int(&length, Field("eap.ms_chap_v2.length", "MS-Length", "draft-kamath-pppext-eap-mschapv2 §2", "from OpCode on"))
    switch code.rawValue {
    case 1, 2: try proof(&c)
    case 3, 4:
      c.learn(&hasParts) { ($0.octet(0) == 0x53 || $0.octet(0) == 0x45) && $0.octet(1) == 0x3d }
      if hasParts {
        try c.list(&parts, each: Field("eap.ms_chap_v2.message", "Message", code.rawValue == 3 ? "RFC 2759 §5" : "RFC 2759 §6"))
      } else {
        try c.rest(&message, Field("eap.ms_chap_v2.message", "Message", code.rawValue == 3 ? "RFC 2759 §5" : "RFC 2759 §6")) {
          HexText.printable($0)
        }
      }
    case 7: try change.code(&c, .changePassword)
    default: try c.rest(&message, Field("eap.ms_chap_v2.unknown_code", "Data of an unknown code", "draft-kamath-pppext-eap-mschapv2 §2"))
    }
  }

  @inline(__always)
  private mutating func proof<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&valueSize, Field("eap.ms_chap_v2.value_size", "Value-Size", "draft-kamath-pppext-eap-mschapv2 §2.1"))
    isResponse = code.rawValue == 2 && valueSize == 49
    if isResponse {
      try MSCHAPv2Response.code(
        &c, .eap, peerChallenge: &peerChallenge, reserved: &reserved, ntResponse: &ntResponse, flags: &flags)
    } else {
      try c.bytes(&value, count: Int(valueSize), Field("eap.ms_chap_v2.challenge", "Challenge", "RFC 2759 §3"))
    }
    try c.rest(&name, Field("eap.ms_chap_v2.name", "Name", "RFC 2759 §4")) { HexText.printable($0) }
  }
}
