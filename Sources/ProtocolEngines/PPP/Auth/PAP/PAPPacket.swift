/// PAP's codes (RFC 1334 §2.2).
public struct PAPCode: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let request = Self(rawValue: 1), ack = Self(rawValue: 2), nak = Self(rawValue: 3)
  public static let table: CodeTable = [
    1: "Authenticate-Request",
    2: "Authenticate-Ack",
    3: "Authenticate-Nak",
  ]
}

/// A packet of the Password Authentication Protocol (RFC 1334 §2.2).
public struct PAPPacket: WireMessage {
  public var code = PAPCode.request, identifier: UInt8 = 0, length: UInt16 = 4
  /// Request: name and password as they are.
  public var peerIDLength: UInt8 = 0, peerID: [UInt8] = [], passwordLength: UInt8 = 0, password: [UInt8] = []
  /// Ack, Nak: some leave out even the length of an empty message.
  public var hasMessage = true
  public var messageLength: UInt8 = 0, message: [UInt8] = []
  /// Codes not known.
  public var unknown: [UInt8] = []
  /// Octets behind Length: ignored, kept.
  public var padding: [UInt8] = []
  public init() {}

  public static func request(id: UInt8, name: [UInt8], password: [UInt8]) -> PAPPacket {
    var p = PAPPacket()
    p.identifier = id
    p.peerID = Array(name.prefix(255))
    p.password = Array(password.prefix(255))
    return p.sealed()
  }
  public static func reply(_ code: PAPCode, id: UInt8, message: String) -> PAPPacket {
    var p = PAPPacket()
    p.code = code
    p.identifier = id
    p.message = Array(message.utf8.prefix(255))
    return p.sealed()
  }

  /// With every length as it must be.
  public func sealed() -> PAPPacket {
    var p = self
    p.peerIDLength = UInt8(truncatingIfNeeded: peerID.count)
    p.passwordLength = UInt8(truncatingIfNeeded: password.count)
    p.messageLength = UInt8(truncatingIfNeeded: message.count)
    p.length = UInt16(truncatingIfNeeded: p.encoded().count - padding.count)
    return p
  }

  static var lengthField: Field { Field("pap.length", "Length", "RFC 1334 §2.2", "of the packet, Code included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&code, Field("pap.code", "Code", "RFC 1334 §2.2", "what this packet is"))
    try c.int(&identifier, Field("pap.identifier", "Identifier", "RFC 1334 §2.2", "joins an answer to its request"))
    try c.int(&length, Self.lengthField)
    try c.within(try c.left(Int(length), head: 4, size: 2, goOn: true, Self.lengthField), Field("pap.body", "Data", "RFC 1334 §2.2")) {
      c throws(WireError) in try part(&c)
    }
    guard !padding.isEmpty || c.remaining > 0 else { return }
    try c.rest(&padding, Field("pap.padding", "Padding", "RFC 1334 §2.2", "octets behind Length: ignored"))
  }

  @inline(__always)
  private mutating func part<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch code {
    case .request:
      try c.int(&peerIDLength, Field("pap.peer_id.length", "Peer-ID Length", "RFC 1334 §2.2.1"))
      try c.bytes(
        &peerID, count: Int(peerIDLength), Field("pap.peer_id", "Peer-ID", "RFC 1334 §2.2.1", "the name of who wants to be let in")
      ) { HexText.printable($0) }
      try c.int(&passwordLength, Field("pap.password.length", "Passwd-Length", "RFC 1334 §2.2.1"))
      try c.bytes(
        &password, count: Int(passwordLength),
        Field("pap.password", "Password", "RFC 1334 §2.2.1", "in clear: whoever listens knows it now")
      ) { HexText.printable($0) }
    case .ack, .nak:
      c.learn(&hasMessage) { $0.count > 0 }
      guard hasMessage else { return }
      try c.int(&messageLength, Field("pap.message.length", "Msg-Length", "RFC 1334 §2.2.2"))
      try c.bytes(&message, count: Int(messageLength), Field("pap.message", "Message", "RFC 1334 §2.2.2", "for people")) {
        HexText.printable($0)
      }
    default:
      try c.rest(&unknown, Field("pap.unknown_code", "Data of an unknown code", "RFC 1334 §2.2"))
    }
  }

  public var summary: String { summary(whole: true) }

  /// One line: `"Authenticate-Request id 1, user \"vpnuser\", password \"vpnpass\""`.
  /// `whole`: false where a fault kept the rest from being read: nothing is told then that may not have been there.
  public func summary(whole: Bool) -> String {
    switch code {
    case .request:
      "\(code.meaning) id \(identifier)" + (whole || !peerID.isEmpty ? ", user \"\(HexText.printable(peerID))\"" : "")
        + (whole || !password.isEmpty ? ", password \"\(HexText.printable(password))\"" : "")
    default: "\(code.meaning) id \(identifier)" + (message.isEmpty ? "" : ", \"\(HexText.printable(message))\"")
    }
  }
}
