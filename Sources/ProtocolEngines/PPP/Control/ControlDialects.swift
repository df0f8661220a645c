/// Link Control Protocol (RFC 1661).
enum LCPDialect: ControlDialect {
  typealias Option = LCPOption
  static var title: String { "LCP" }
  static var proto: PPPProtocol { .lcp }
  static func knows(_ code: ControlCode) -> Bool { code.rawValue <= 13 }
  static var codes: (text: StaticString, ref: StaticString)? { ("0 to 13", "RFC 1661 §5, RFC 1570 §1, RFC 2153 §1") }
  /// The codes with names, for those who choose among them.
  static let table = ControlCode.table.only { defines(ControlCode(rawValue: UInt8(truncatingIfNeeded: $0))) }
  static var section: StaticString { "RFC 1661 §5" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "lcp.code", identifier: "lcp.id", length: "lcp.length", body: "lcp.body", option: "lcp.option", text: "lcp.message",
      value: "lcp.value", rejected: "lcp.rejected_packet",
      rejectedCode: "lcp.rejected_code", rejectedIdentifier: "lcp.rejected_id", rejectedLength: "lcp.rejected_length",
      padding: "lcp.padding")
  }
}

/// Compression Control Protocol (RFC 1962).
enum CCPDialect: ControlDialect {
  typealias Option = CCPOption
  static var title: String { "CCP" }
  static var proto: PPPProtocol { .ccp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) || code == .resetRequest || code == .resetAck }
  static var codes: (text: StaticString, ref: StaticString)? { ("1 to 7, 14 and 15", "RFC 1962 §2") }
  /// The codes with names, for those who choose among them.
  static let table = ControlCode.table.only { defines(ControlCode(rawValue: UInt8(truncatingIfNeeded: $0))) }
  static var section: StaticString { "RFC 1962 §2" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "ccp.code", identifier: "ccp.id", length: "ccp.length", body: "ccp.body", option: "ccp.option", text: "ccp.message",
      value: "ccp.value", rejected: "ccp.rejected_packet",
      rejectedCode: "ccp.rejected_code", rejectedIdentifier: "ccp.rejected_id", rejectedLength: "ccp.rejected_length",
      padding: "ccp.padding")
  }
}

/// Internet Protocol Control Protocol (RFC 1332).
enum IPCPDialect: ControlDialect {
  typealias Option = IPCPOption
  static var title: String { "IPCP" }
  static var proto: PPPProtocol { .ipcp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
  static var codes: (text: StaticString, ref: StaticString)? { ("1 to 7", "RFC 1332 §2") }
  /// The codes with names, for those who choose among them.
  static let table = ControlCode.table.only { defines(ControlCode(rawValue: UInt8(truncatingIfNeeded: $0))) }
  static var section: StaticString { "RFC 1332 §2" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "ipcp.code", identifier: "ipcp.id", length: "ipcp.length", body: "ipcp.body", option: "ipcp.option", text: "ipcp.message",
      value: "ipcp.value", rejected: "ipcp.rejected_packet",
      rejectedCode: "ipcp.rejected_code", rejectedIdentifier: "ipcp.rejected_id", rejectedLength: "ipcp.rejected_length",
      padding: "ipcp.padding")
  }
}

/// IPv6 Control Protocol (RFC 5072).
enum IPV6CPDialect: ControlDialect {
  typealias Option = IPV6CPOption
  static var title: String { "IPV6CP" }
  static var proto: PPPProtocol { .ipv6cp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
  static var codes: (text: StaticString, ref: StaticString)? { ("1 to 7", "RFC 5072 §3") }
  /// The codes with names, for those who choose among them.
  static let table = ControlCode.table.only { defines(ControlCode(rawValue: UInt8(truncatingIfNeeded: $0))) }
  static var section: StaticString { "RFC 5072 §3" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "ipv6cp.code", identifier: "ipv6cp.id", length: "ipv6cp.length", body: "ipv6cp.body", option: "ipv6cp.option",
      text: "ipv6cp.message", value: "ipv6cp.value", rejected: "ipv6cp.rejected_packet",
      rejectedCode: "ipv6cp.rejected_code", rejectedIdentifier: "ipv6cp.rejected_id", rejectedLength: "ipv6cp.rejected_length",
      padding: "ipv6cp.padding")
  }
}

typealias LCPPacket = ControlPacket<LCPDialect>
typealias CCPPacket = ControlPacket<CCPDialect>
typealias IPCPPacket = ControlPacket<IPCPDialect>
typealias IPV6CPPacket = ControlPacket<IPV6CPDialect>

/// The ids of the fields that all these packets share.
struct ControlFieldIDs {
  var code, identifier, length, body, option, text, value, rejected, rejectedCode, rejectedIdentifier, rejectedLength, padding: StaticString
}

/// RFC 1661 §5 says it once for all of them.
extension ControlDialect {
  static var code: Field { Field(ids.code, "Code", section, "what this packet is") }
  static var identifier: Field { Field(ids.identifier, "Identifier", section, "joins an answer to its request") }
  static var length: Field { Field(ids.length, "Length", section, "of the whole packet, Code included, in octets") }
  static var body: Field { Field(ids.body, "Packet", section) }
  static var option: Field { Field(ids.option, "Option", "RFC 1661 §6") }
  static var text: Field { Field(ids.text, "Data", "RFC 1661 §5.5", "free for the sender; usually a reason for people") }
  static var value: Field { Field(ids.value, "Data", section) }
  static var rejected: Field {
    Field(ids.rejected, "Rejected-Packet", "RFC 1661 §5.6", "a copy of the packet whose code the sender does not know")
  }
  static var rejectedCode: Field { Field(ids.rejectedCode, "Rejected code", "RFC 1661 §5.6", "the code that was not known") }
  static var rejectedIdentifier: Field { Field(ids.rejectedIdentifier, "Rejected identifier", "RFC 1661 §5.6") }
  static var rejectedLength: Field { Field(ids.rejectedLength, "Rejected length", "RFC 1661 §5.6") }
  static var padding: Field { Field(ids.padding, "Padding", "RFC 1661 §5", "octets behind Length are ignored") }
}

extension ControlCode {
  /// Is it one of the codes of that protocol (`"lcp"`)? Others are known by name too, but they are not its own. True for what is
  /// no such protocol.
  public static func isOwn(_ code: UInt64, of layer: String) -> Bool {
    let c = Self(rawValue: UInt8(truncatingIfNeeded: code))
    return switch layer {
    case "lcp": LCPDialect.knows(c)
    case "ccp": CCPDialect.knows(c)
    case "ipcp": IPCPDialect.knows(c)
    case "ipv6cp": IPV6CPDialect.knows(c)
    default: true
    }
  }
}
