/// Codes of LCP and the protocols made like it (RFC 1661 §5; 0: RFC 2153 §1; 12, 13: RFC 1570 §1; 14, 15: RFC 1962 §3).
public struct ControlCode: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let vendor = Self(rawValue: 0)
  public static let configureRequest = Self(rawValue: 1), configureAck = Self(rawValue: 2), configureNak = Self(rawValue: 3),
    configureReject = Self(rawValue: 4)
  public static let terminateRequest = Self(rawValue: 5), terminateAck = Self(rawValue: 6), codeReject = Self(rawValue: 7)
  public static let protocolReject = Self(rawValue: 8), echoRequest = Self(rawValue: 9), echoReply = Self(rawValue: 10),
    discardRequest = Self(rawValue: 11)
  public static let identification = Self(rawValue: 12), timeRemaining = Self(rawValue: 13)
  /// The codes whose packets are lists of options.
  static let configurations: ClosedRange<UInt8> = 1...4
  public static let resetRequest = Self(rawValue: 14), resetAck = Self(rawValue: 15)
  public static let table: CodeTable = [
    0: "Vendor-Specific",
    1: "Configure-Request",
    2: "Configure-Ack",
    3: "Configure-Nak",
    4: "Configure-Reject",
    5: "Terminate-Request",
    6: "Terminate-Ack",
    7: "Code-Reject",
    8: "Protocol-Reject",
    9: "Echo-Request",
    10: "Echo-Reply",
    11: "Discard-Request",
    12: "Identification",
    13: "Time-Remaining",
    14: "Reset-Request",
    15: "Reset-Ack",
  ]
}

/// A configuration option: type, length, and a value by type (RFC 1661 §6). The value's fields are faithful to what came.
protocol ConfigurationOption: WireMessage {
  associatedtype Kind: Codepoint where Kind.RawValue == UInt8
  var type: Kind { get }
  /// `"MRU 1400"`: for summaries and notes.
  var text: String { get }
  /// The lengths that an option of this type may have, type and length octets included, and where it is said; nil where nothing is fixed.
  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)?
}

extension ConfigurationOption {
  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)? { nil }
}

/// What tells LCP, CCP, IPCP and IPV6CP packets apart: their options, the codes they know, the ids of their fields.
protocol ControlDialect: Sendable {
  associatedtype Option: ConfigurationOption
  /// `"LCP"`.
  static var title: String { get }
  static var proto: PPPProtocol { get }
  static func knows(_ code: ControlCode) -> Bool
  /// The codes that `knows` lets through, in words, and where they are given; nil where this program does not know them.
  static var codes: (text: StaticString, ref: StaticString)? { get }
  /// Where the protocol says what its packets look like.
  static var section: StaticString { get }
  static var ids: ControlFieldIDs { get }
}

extension ControlDialect {
  /// What the protocol calls a code. Vendor-Specific is "a general feature of all PPP Control Protocols" (RFC 2153 §1.1).
  static func name(_ code: ControlCode) -> String { defines(code) ? code.meaning : "unknown (\(code.rawValue))" }
  static func defines(_ code: ControlCode) -> Bool { codes == nil || code == .vendor || knows(code) }
}

/// A packet of LCP or of a protocol made like it (RFC 1661 §5): Code, Identifier, Length, and what the code asks for.
struct ControlPacket<D: ControlDialect>: WireMessage {
  var code = ControlCode.configureRequest, identifier: UInt8 = 0, length: UInt16 = 4
  /// Configure-*.
  var options: [D.Option] = []
  /// Echo, Discard, Identification, Time-Remaining, vendor packets.
  var magic: UInt32 = 0
  /// Time-Remaining.
  var seconds: UInt32 = 0
  /// Protocol-Reject.
  var rejectedProtocol = PPPProtocol.ipcp
  /// Code-Reject: the head of the packet that was refused, if so much of it is there.
  var hasRejectedHead = false
  var rejectedCode = ControlCode.vendor, rejectedIdentifier: UInt8 = 0, rejectedLength: UInt16 = 0
  /// Vendor packets: OUI (24 bits) and kind.
  var oui: UInt64 = 0, kind: UInt8 = 0
  /// Text, echoed octets, the refused packet (its options or data): whatever ends the packet.
  var data: [UInt8] = []
  /// Octets behind Length: ignored (RFC 1661 §5), kept.
  var padding: [UInt8] = []
  init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&code.rawValue, D.code) { D.name(ControlCode(rawValue: $0)) }
    try c.int(&identifier, D.identifier)
    try c.int(&length, D.length)
    try c.within(try c.left(Int(length), head: 4, size: 2, goOn: true, D.length), D.body) { c throws(WireError) in try part(&c) }
    guard !padding.isEmpty || c.remaining > 0 else { return }
    try c.rest(&padding, D.padding)
  }

  @inline(__always)
  private mutating func part<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch code {
    case .configureRequest, .configureAck, .configureNak, .configureReject:
      try c.list(&options, each: D.option) { $0.text }
    case .codeReject:
      c.learn(&hasRejectedHead) { $0.count >= 4 }
      if hasRejectedHead {
        try c.int(&rejectedCode.rawValue, D.rejectedCode) { D.name(ControlCode(rawValue: $0)) }
        try c.int(&rejectedIdentifier, D.rejectedIdentifier)
        try c.int(&rejectedLength, D.rejectedLength)
      }
      try c.rest(&data, D.rejected)
    case .terminateRequest, .terminateAck:
      try c.rest(&data, D.text) { HexText.printable($0) }
    default:
      if D.knows(.protocolReject) { try linkPart(&c) } else { try c.rest(&data, D.value) }
    }
  }

  /// The codes that only LCP has.
  @inline(__always)
  private mutating func linkPart<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch code {
    case .protocolReject:
      try c.int(
        &rejectedProtocol.rawValue,
        Field("lcp.rejected_protocol", "Rejected-Protocol", "RFC 1661 §5.7", "the protocol the sender does not have")
      ) { PPPProtocol(rawValue: $0).meaning }
      try c.rest(
        &data,
        Field(
          "lcp.rejected_information", "Rejected-Information", "RFC 1661 §5.7", "a copy of what was refused, from the Information field on"))
    case .echoRequest, .echoReply, .discardRequest:
      try magic(&c)
      try c.rest(&data, Field("lcp.echo_octets", "Data", "RFC 1661 §5.8", "chosen by the sender; an Echo-Reply returns it")) {
        HexText.printable($0)
      }
    case .identification:
      try magic(&c)
      try c.rest(&data, Field("lcp.message", "Message", "RFC 1570 §1.1", "who the sender is, for people")) { HexText.printable($0) }
    case .timeRemaining:
      try magic(&c)
      try c.int(
        &seconds, Field("lcp.seconds_remaining", "Seconds-Remaining", "RFC 1570 §1.2", "how long the session may last; all ones: for ever")
      ) { $0 == .max ? "for ever" : "\($0) s" }
      try c.rest(&data, Field("lcp.message", "Message", "RFC 1570 §1.2")) { HexText.printable($0) }
    case .vendor:
      try magic(&c)
      try c.uint(
        &oui, octets: 3, octetString: true, Field("lcp.oui", "OUI", "RFC 2153 §1.1", "whose packet this is: a hardware maker's number")
      ) { _ in nil }
      try c.int(&kind, Field("lcp.kind", "Kind", "RFC 2153 §1.1", "the vendor's own sub-type"))
      try c.rest(&data, Field("lcp.vendor_value", "Value(s)", "RFC 2153 §1.1"))
    default:
      try c.rest(&data, D.value)
    }
  }

  static func magicName(_ v: UInt32) -> String { v == 0 ? "none negotiated" : HexText.number(v, width: 8) }
  @inline(__always)
  private mutating func magic<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&magic, Field("lcp.magic", "Magic-Number", "RFC 1661 §6.4", "the sender's number; one's own coming back means a loop")) {
      ControlPacket.magicName($0)
    }
  }

  /// The packet with its Length as it must be.
  func sealed() -> Self {
    var p = self
    p.length = UInt16(truncatingIfNeeded: encoded().count - padding.count)
    return p
  }

  var summary: String { summary(whole: true) }

  /// One line: `"Configure-Request id 1, MRU 1400, Magic-Number 0x1234abcd"`.
  /// `whole`: false where a fault kept the rest from being read: nothing is told then that may not have been there.
  func summary(whole: Bool) -> String {
    var s = "\(D.name(code)) id \(identifier)"
    for o in options { s += ", " + o.text }
    guard whole else { return s }
    switch code {
    case .terminateRequest, .terminateAck, .identification: if !data.isEmpty { s += ", \"\(HexText.printable(data))\"" }
    case .protocolReject: s += ", \(rejectedProtocol.shortName)"
    case .codeReject where hasRejectedHead: s += ", \(D.name(rejectedCode))"
    case .timeRemaining: s += ", \(seconds) s"
    default: break
    }
    return s
  }
}

extension ControlPacket {
  init(_ code: ControlCode, id: UInt8, _ options: [D.Option]) {
    self.code = code
    identifier = id
    self.options = options
  }
  init(_ code: ControlCode, id: UInt8, text: [UInt8] = []) {
    self.code = code
    identifier = id
    data = text
  }
}
