/// Link Control Protocol (RFC 1661).
enum LCPDialect: ControlDialect {
  typealias Option = LCPOption
  static var title: String { "LCP" }
  static var proto: PPPProtocol { .lcp }
  static func knows(_ code: ControlCode) -> Bool { code.rawValue <= 13 }
}

/// Compression Control Protocol (RFC 1962).
enum CCPDialect: ControlDialect {
  typealias Option = CCPOption
  static var title: String { "CCP" }
  static var proto: PPPProtocol { .ccp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) || code == .resetRequest || code == .resetAck }
}

/// Internet Protocol Control Protocol (RFC 1332).
enum IPCPDialect: ControlDialect {
  typealias Option = IPCPOption
  static var title: String { "IPCP" }
  static var proto: PPPProtocol { .ipcp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
}

/// IPv6 Control Protocol (RFC 5072).
enum IPV6CPDialect: ControlDialect {
  typealias Option = IPV6CPOption
  static var title: String { "IPV6CP" }
  static var proto: PPPProtocol { .ipv6cp }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
}

typealias LCPPacket = ControlPacket<LCPDialect>
typealias CCPPacket = ControlPacket<CCPDialect>
typealias IPCPPacket = ControlPacket<IPCPDialect>
typealias IPV6CPPacket = ControlPacket<IPV6CPDialect>

extension LCPDialect {
  static var code: Field { Field("lcp.code", "Code", "RFC 1661 §5", "what this packet is") }
  static var identifier: Field { Field("lcp.id", "Identifier", "RFC 1661 §5", "joins an answer to its request") }
  static var length: Field { Field("lcp.length", "Length", "RFC 1661 §5", "of the whole packet, Code included, in octets") }
  static var body: Field { Field("lcp.body", "Packet", "RFC 1661 §5") }
  static var options: Field { Field("lcp.options", "Options", "RFC 1661 §5") }
  static var option: Field { Field("lcp.option", "Option", "RFC 1661 §6") }
  static var text: Field { Field("lcp.message", "Data", "RFC 1661 §5.5", "free for the sender; usually a reason for people") }
  static var value: Field { Field("lcp.value", "Data", "RFC 1661 §5") }
  static var rejected: Field { Field("lcp.rejected_packet", "Rejected-Packet", "RFC 1661 §5.6", "a copy of the packet whose code the sender does not know") }
  static var rejectedCode: Field { Field("lcp.rejected_code", "Rejected code", "RFC 1661 §5.6", "the code that was not known") }
  static var rejectedIdentifier: Field { Field("lcp.rejected_id", "Rejected identifier", "RFC 1661 §5.6") }
  static var rejectedLength: Field { Field("lcp.rejected_length", "Rejected length", "RFC 1661 §5.6") }
  static var padding: Field { Field("lcp.padding", "Padding", "RFC 1661 §5", "octets behind Length are ignored") }
}

extension CCPDialect {
  static var code: Field { Field("ccp.code", "Code", "RFC 1962 §2", "what this packet is") }
  static var identifier: Field { Field("ccp.id", "Identifier", "RFC 1962 §2", "joins an answer to its request") }
  static var length: Field { Field("ccp.length", "Length", "RFC 1962 §2", "of the whole packet, Code included, in octets") }
  static var body: Field { Field("ccp.body", "Packet", "RFC 1962 §2") }
  static var options: Field { Field("ccp.options", "Options", "RFC 1962 §2") }
  static var option: Field { Field("ccp.option", "Option", "RFC 1661 §6") }
  static var text: Field { Field("ccp.message", "Data", "RFC 1661 §5.5", "free for the sender; usually a reason for people") }
  static var value: Field { Field("ccp.value", "Data", "RFC 1962 §2") }
  static var rejected: Field { Field("ccp.rejected_packet", "Rejected-Packet", "RFC 1661 §5.6", "a copy of the packet whose code the sender does not know") }
  static var rejectedCode: Field { Field("ccp.rejected_code", "Rejected code", "RFC 1661 §5.6", "the code that was not known") }
  static var rejectedIdentifier: Field { Field("ccp.rejected_id", "Rejected identifier", "RFC 1661 §5.6") }
  static var rejectedLength: Field { Field("ccp.rejected_length", "Rejected length", "RFC 1661 §5.6") }
  static var padding: Field { Field("ccp.padding", "Padding", "RFC 1661 §5", "octets behind Length are ignored") }
}

extension IPCPDialect {
  static var code: Field { Field("ipcp.code", "Code", "RFC 1332 §2", "what this packet is") }
  static var identifier: Field { Field("ipcp.id", "Identifier", "RFC 1332 §2", "joins an answer to its request") }
  static var length: Field { Field("ipcp.length", "Length", "RFC 1332 §2", "of the whole packet, Code included, in octets") }
  static var body: Field { Field("ipcp.body", "Packet", "RFC 1332 §2") }
  static var options: Field { Field("ipcp.options", "Options", "RFC 1332 §2") }
  static var option: Field { Field("ipcp.option", "Option", "RFC 1661 §6") }
  static var text: Field { Field("ipcp.message", "Data", "RFC 1661 §5.5", "free for the sender; usually a reason for people") }
  static var value: Field { Field("ipcp.value", "Data", "RFC 1332 §2") }
  static var rejected: Field { Field("ipcp.rejected_packet", "Rejected-Packet", "RFC 1661 §5.6", "a copy of the packet whose code the sender does not know") }
  static var rejectedCode: Field { Field("ipcp.rejected_code", "Rejected code", "RFC 1661 §5.6", "the code that was not known") }
  static var rejectedIdentifier: Field { Field("ipcp.rejected_id", "Rejected identifier", "RFC 1661 §5.6") }
  static var rejectedLength: Field { Field("ipcp.rejected_length", "Rejected length", "RFC 1661 §5.6") }
  static var padding: Field { Field("ipcp.padding", "Padding", "RFC 1661 §5", "octets behind Length are ignored") }
}

extension IPV6CPDialect {
  static var code: Field { Field("ipv6cp.code", "Code", "RFC 5072 §3", "what this packet is") }
  static var identifier: Field { Field("ipv6cp.id", "Identifier", "RFC 5072 §3", "joins an answer to its request") }
  static var length: Field { Field("ipv6cp.length", "Length", "RFC 5072 §3", "of the whole packet, Code included, in octets") }
  static var body: Field { Field("ipv6cp.body", "Packet", "RFC 5072 §3") }
  static var options: Field { Field("ipv6cp.options", "Options", "RFC 5072 §3") }
  static var option: Field { Field("ipv6cp.option", "Option", "RFC 1661 §6") }
  static var text: Field { Field("ipv6cp.message", "Data", "RFC 1661 §5.5", "free for the sender; usually a reason for people") }
  static var value: Field { Field("ipv6cp.value", "Data", "RFC 5072 §3") }
  static var rejected: Field { Field("ipv6cp.rejected_packet", "Rejected-Packet", "RFC 1661 §5.6", "a copy of the packet whose code the sender does not know") }
  static var rejectedCode: Field { Field("ipv6cp.rejected_code", "Rejected code", "RFC 1661 §5.6", "the code that was not known") }
  static var rejectedIdentifier: Field { Field("ipv6cp.rejected_id", "Rejected identifier", "RFC 1661 §5.6") }
  static var rejectedLength: Field { Field("ipv6cp.rejected_length", "Rejected length", "RFC 1661 §5.6") }
  static var padding: Field { Field("ipv6cp.padding", "Padding", "RFC 1661 §5", "octets behind Length are ignored") }
}
