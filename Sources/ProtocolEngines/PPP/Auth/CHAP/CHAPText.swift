/// MS-CHAP's failure codes (RFC 2433 §8, RFC 2759 §6).
public struct MSCHAPError: Codepoint {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let restrictedHours = Self(rawValue: 646), accountDisabled = Self(rawValue: 647), passwordExpired = Self(rawValue: 648)
  public static let noDialIn = Self(rawValue: 649), authenticationFailure = Self(rawValue: 691), changingPassword = Self(rawValue: 709)
  public static let table: CodeTable = [
    646: "restricted logon hours",
    647: "account disabled",
    648: "password expired",
    649: "no dial-in permission",
    691: "authentication failure",
    709: "changing password failed",
  ]
}

/// One `X=value` of the text in MS-CHAP's Success and Failure, with the blanks before it.
public struct CHAPTextPart: WireMessage {
  /// As on the wire: `" R=1"`.
  public var text: [UInt8] = []
  public init() {}

  /// `E`, `R`, `C`, `V`, `M`, `S`; 0 where the text has no such form.
  public var letter: UInt8 { Self.letter(text) }
  public var value: [UInt8] {
    guard letter != 0, let i = text.firstIndex(of: 0x3d) else { return text }
    return Array(text[(i + 1)...])
  }

  private static func letter(_ text: [UInt8]) -> UInt8 {
    guard let i = text.firstIndex(where: { $0 != 0x20 }), i + 1 < text.count, text[i + 1] == 0x3d else { return 0 }
    return isLetter(text[i]) ? text[i] : 0
  }
  static func isLetter(_ u: UInt8) -> Bool { u == 0x45 || u == 0x52 || u == 0x43 || u == 0x56 || u == 0x4d || u == 0x53 }

  /// Where this part ends: at the blank before the next `X=`; S= after its 40 digits (Windows Server 2019 puts no blank
  /// before M=); M= takes all the rest.
  private static func end(_ a: Ahead) -> Int {
    var i = 0
    while a.octet(i) == 0x20 { i += 1 }
    guard let first = a.octet(i), a.octet(i + 1) == 0x3d else { return a.count }
    if first == 0x4d { return a.count }
    i += 2
    if first == 0x53 {
      var digits = 0
      while digits < 40, let u = a.octet(i), isHex(u) {
        i += 1
        digits += 1
      }
      if digits == 40 { return i }
    }
    while i < a.count {
      if a.octet(i) == 0x20 {
        var j = i
        while a.octet(j) == 0x20 { j += 1 }
        if let u = a.octet(j), isLetter(u), a.octet(j + 1) == 0x3d { return i }
      }
      i += 1
    }
    return i
  }
  static func isHex(_ u: UInt8) -> Bool { (0x30...0x39).contains(u) || (0x41...0x46).contains(u) || (0x61...0x66).contains(u) }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    var count = text.count
    var kind: UInt8 = letter
    c.learn(&count) { Self.end($0) }
    c.learn(&kind) { a in
      var i = 0
      while a.octet(i) == 0x20 { i += 1 }
      guard let u = a.octet(i), a.octet(i + 1) == 0x3d, Self.isLetter(u) else { return 0 }
      return u
    }
    switch kind {
    case 0x53:
      try c.bytes(
        &text, count: count,
        Field("chap.message.s", "S, authenticator response", "RFC 2759 §5", "proves that the server knows the password too"))
    case 0x45:
      try c.bytes(&text, count: count, Field("chap.message.e", "E, error code", "RFC 2759 §6", "why authentication failed")) {
        Self.error($0)
      }
    case 0x52:
      try c.bytes(&text, count: count, Field("chap.message.r", "R, retry", "RFC 2759 §6")) {
        $0.last == 0x31 ? "another try is allowed" : "no other try"
      }
    case 0x43:
      try c.bytes(&text, count: count, Field("chap.message.c", "C, challenge", "RFC 2759 §6", "for the next try")) { Self.text($0) }
    case 0x56:
      try c.bytes(
        &text, count: count, Field("chap.message.v", "V, version", "RFC 2759 §6", "which Change-Password packet the server takes")
      ) { Self.text($0) }
    case 0x4d:
      try c.bytes(&text, count: count, Field("chap.message.m", "M, message", "RFC 2759 §5, §6", "for people")) { HexText.printable($0) }
    default: try c.bytes(&text, count: count, Field("chap.message.text", "Text", "RFC 1994 §4.2")) { HexText.printable($0) }
    }
  }

  /// What stands behind “C=” or “V=”.
  private static func text(_ text: [UInt8]) -> String {
    var p = CHAPTextPart()
    p.text = text
    return HexText.printable(p.value)
  }

  private static func error(_ text: [UInt8]) -> String? {
    var p = CHAPTextPart()
    p.text = text
    return CHAPText.decimal(p.value).map { MSCHAPError(rawValue: $0).meaning }
  }
}

/// The text of an MS-CHAP Success or Failure, read as leniently as the field asks for.
public struct CHAPText: Sendable, Equatable {
  public var error: MSCHAPError?
  public var retry = false
  public var challenge: [UInt8]?
  public var version: UInt32?
  /// Twenty octets.
  public var authenticator: [UInt8]?
  public var message: [UInt8] = []

  public init(_ parts: [CHAPTextPart]) {
    for p in parts {
      let v = p.value
      switch p.letter {
      case 0x53: authenticator = HexText.octets(String(decoding: v.prefix(40), as: UTF8.self)).flatMap { $0.count == 20 ? $0 : nil }
      case 0x45: error = Self.decimal(v).map { MSCHAPError(rawValue: $0) }
      case 0x52: retry = v.first == 0x31
      case 0x43: challenge = HexText.octets(String(decoding: v.prefix(32), as: UTF8.self))
      case 0x56: version = Self.decimal(v)
      default: message = v
      }
    }
  }

  /// The leading decimal digits; nil if there are none, or too many to matter.
  static func decimal(_ text: [UInt8]) -> UInt32? {
    let digits = text.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt32($1 - 0x30) }
  }
}
