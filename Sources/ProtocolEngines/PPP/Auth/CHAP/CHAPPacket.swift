/// CHAP's codes (RFC 1994 §4; 5, 6: RFC 2433 §9, §10; 7: RFC 2759 §7).
public struct CHAPCode: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let challenge = Self(rawValue: 1), response = Self(rawValue: 2), success = Self(rawValue: 3), failure = Self(rawValue: 4)
  public static let changePassword1 = Self(rawValue: 5), changePassword2 = Self(rawValue: 6), changePassword = Self(rawValue: 7)
  public static let table: CodeTable = [
    1: "Challenge",
    2: "Response",
    3: "Success",
    4: "Failure",
    5: "Change-Password version 1",
    6: "Change-Password version 2",
    7: "Change-Password",
  ]
}

/// The Algorithm octet of LCP's option 3 (RFC 1994 §3, RFC 2433 §4, RFC 2759 §2): it rules what a CHAP value means.
public struct CHAPAlgorithm: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Not known from outside: the layout is told from the octets.
  public static let unknown = Self(rawValue: 0)
  public static let md5 = Self(rawValue: 5), mschap = Self(rawValue: 0x80), mschapv2 = Self(rawValue: 0x81)
  public static let table: CodeTable = [
    0: "not known",
    5: "CHAP with MD5",
    6: "CHAP with SHA-1",
    0x80: "MS-CHAP",
    0x81: "MS-CHAPv2",
  ]
  init?(_ method: AuthMethod) {
    switch method {
    case .chap: self = .md5
    case .mschap: self = .mschap
    case .mschapv2: self = .mschapv2
    default: return nil
    }
  }
}

/// A packet of the Challenge Handshake Authentication Protocol and of Microsoft's two extensions of it.
public struct CHAPPacket: WireMessage {
  /// Which layout the Value has.
  public enum Form: UInt8, Sendable { case plain, mschap, mschapv2 }

  /// From LCP, not on the wire: hand it in by `annotate(octets, into: CHAPPacket(.mschapv2))`.
  public var algorithm = CHAPAlgorithm.unknown
  public var code = CHAPCode.challenge, identifier: UInt8 = 0, length: UInt16 = 4
  public var valueSize: UInt8 = 0
  public var form = Form.plain
  /// A challenge, or a response that is one run of octets.
  public var value: [UInt8] = []
  /// MS-CHAPv2's response (RFC 2759 §4).
  public var peerChallenge: [UInt8] = [], reserved: [UInt8] = []
  /// MS-CHAP's response (RFC 2433 §6).
  public var lmResponse: [UInt8] = []
  public var ntResponse: [UInt8] = [], flags: UInt8 = 0
  public var name: [UInt8] = []
  /// Success, Failure: text in parts, or plain.
  public var parts: [CHAPTextPart] = []
  public var hasParts = false
  public var message: [UInt8] = []
  public var change = ChangePassword()
  /// Codes not known.
  public var unknown: [UInt8] = []
  /// Octets behind Length: ignored (RFC 1994 §4), kept.
  public var padding: [UInt8] = []
  public init() {}
  public init(_ algorithm: CHAPAlgorithm) { self.algorithm = algorithm }

  public var text: CHAPText { CHAPText(parts) }

  static var lengthField: Field { Field("chap.length", "Length", "RFC 1994 §4", "of the packet, Code included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&code, Field("chap.code", "Code", "RFC 1994 §4", "what this packet is"))
    try c.int(&identifier, Field("chap.identifier", "Identifier", "RFC 1994 §4", "joins challenge, response and verdict"))
    try c.int(&length, Self.lengthField)
    try c.within(try c.left(Int(length), head: 4, size: 2, goOn: true, Self.lengthField), Field("chap.body", "Data", "RFC 1994 §4")) {
      c throws(WireError) in try part(&c)
    }
    guard !padding.isEmpty || c.remaining > 0 else { return }
    try c.rest(&padding, Field("chap.padding", "Padding", "RFC 1994 §4", "octets behind Length: ignored"))
  }

  @inline(__always)
  private mutating func part<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch code {
    case .challenge, .response:
      try c.int(&valueSize, Field("chap.value_size", "Value-Size", "RFC 1994 §4.1", "octets of the Value"))
      try c.within(Int(valueSize), Field("chap.value", "Value", "RFC 1994 §4.1")) { c throws(WireError) in try value(&c) }
      try c.rest(&name, Field("chap.name", "Name", "RFC 1994 §4.1", "who sends this")) { HexText.printable($0) }
    case .success, .failure:
      c.learn(&hasParts) { [algorithm] a in
        let u = a.octet(0)
        return algorithm != .md5 && (u == 0x53 || u == 0x45) && a.octet(1) == 0x3d
      }
      if hasParts {
        try c.list(
          &parts,
          each: Field(
            "chap.message", "Message", code == .success ? "RFC 2759 §5" : algorithm == .mschap ? "RFC 2433 §8" : "RFC 2759 §6",
            "the verdict in words, with MS-CHAP also for programs to read"))
      } else {
        try c.rest(&message, Field("chap.message", "Message", "RFC 1994 §4.2", "for people")) { HexText.printable($0) }
      }
    case .changePassword1, .changePassword2, .changePassword:
      try change.code(&c, code)
    default:
      try c.rest(&unknown, Field("chap.unknown_code", "Data of an unknown code", "RFC 1994 §4"))
    }
  }

  @inline(__always)
  private mutating func value<C: WireCoder>(_ c: inout C) throws(WireError) {
    if code == .response { c.learn(&form) { [algorithm] in Self.form($0, algorithm) } } else { form = .plain }
    switch form {
    case .plain:
      if code == .challenge {
        try c.rest(&value, Field("chap.value", "Challenge Value", "RFC 1994 §4.1", "random octets, never the same twice"))
      } else {
        try c.rest(&value, Field("chap.value", "Response Value", "RFC 1994 §4.1", "MD5 over Identifier, password and challenge"))
      }
    case .mschap:
      try c.bytes(
        &lmResponse, count: 24, Field("chap.mschap.lm_response", "LAN Manager response", "RFC 2433 §6", "deprecated: should be zero"))
      try c.bytes(
        &ntResponse, count: 24,
        Field("chap.mschap.nt_response", "Windows NT response", "RFC 2433 §6", "the challenge, encrypted with the password's hash"))
      try c.int(&flags, Field("chap.mschap.flags", "Use Windows NT response", "RFC 2433 §6")) {
        $0 == 1 ? "the Windows NT response counts" : $0 == 0 ? "the LAN Manager response counts" : nil
      }
    case .mschapv2:
      try MSCHAPv2Response.code(
        &c, .chap, peerChallenge: &peerChallenge, reserved: &reserved, ntResponse: &ntResponse, flags: &flags)
    }
  }

  /// 49 octets are a response of one of the two MS-CHAPs. Where LCP was not seen: version 2 has eight zeros in the middle and
  /// ends in zero.
  private static func form(_ a: Ahead, _ algorithm: CHAPAlgorithm) -> Form {
    guard a.count == 49 else { return .plain }
    switch algorithm {
    case .mschap: return .mschap
    case .mschapv2: return .mschapv2
    case .unknown:
      guard a.octet(48) == 0 else { return .mschap }
      for i in 16..<24 where a.octet(i) != 0 { return .mschap }
      return .mschapv2
    default: return .plain
    }
  }

  /// One line: `"Response id 143, \"vpnuser\""`.
  public var summary: String {
    var s = "\(code.meaning) id \(identifier)"
    switch code {
    case .challenge, .response: if !name.isEmpty { s += ", \"\(HexText.printable(name))\"" }
    default:
      let all = hasParts ? parts.flatMap { $0.text } : message
      if !all.isEmpty { s += ", \"\(HexText.printable(all, limit: 120))\"" }
    }
    return s
  }
}

extension CHAPPacket {
  public static func challenge(_ algorithm: CHAPAlgorithm, id: UInt8, value: [UInt8], name: [UInt8]) -> CHAPPacket {
    var p = CHAPPacket(algorithm)
    p.identifier = id
    p.value = value
    p.name = name
    return p.sealed()
  }
  public static func text(_ algorithm: CHAPAlgorithm, _ code: CHAPCode, id: UInt8, _ text: String) -> CHAPPacket {
    var p = CHAPPacket(algorithm)
    p.code = code
    p.identifier = id
    p.message = Array(text.utf8)
    return p.sealed()
  }

  /// With Value-Size and Length as they must be.
  public func sealed() -> CHAPPacket {
    var p = self
    switch form {
    case .plain: p.valueSize = UInt8(truncatingIfNeeded: value.count)
    case .mschap, .mschapv2: p.valueSize = 49
    }
    p.length = UInt16(truncatingIfNeeded: p.encoded().count - padding.count)
    return p
  }
}
