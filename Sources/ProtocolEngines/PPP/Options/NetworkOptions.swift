/// IPCP option types (RFC 1332 §3, RFC 1877 §1, RFC 2290).
public struct IPCPOptionType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let addresses = Self(rawValue: 1), compression = Self(rawValue: 2), address = Self(rawValue: 3), mobile = Self(rawValue: 4)
  public static let dns1 = Self(rawValue: 129), nbns1 = Self(rawValue: 130), dns2 = Self(rawValue: 131), nbns2 = Self(rawValue: 132)
  public static let table: CodeTable = [
    1: "IP-Addresses (old)",
    2: "IP-Compression-Protocol",
    3: "IP-Address",
    4: "Mobile-IPv4",
    129: "Primary DNS Server Address",
    130: "Primary NBNS Server Address",
    131: "Secondary DNS Server Address",
    132: "Secondary NBNS Server Address",
  ]
  /// The value is one IPv4 address.
  var isAddress: Bool { self == .address || self == .mobile || (129...132).contains(rawValue) }
}

/// One IPCP option.
struct IPCPOption: ConfigurationOption {
  var type = IPCPOptionType.address, length: UInt8 = 2, address = IPv4Address.any, second: UInt64 = 0, data: [UInt8] = []
  /// IP-Compression-Protocol.
  var proto = PPPProtocol.vjCompressed
  init() {}
  init(_ type: IPCPOptionType, _ address: IPv4Address) {
    self.type = type
    self.address = address
    length = 6
  }
  var text: String {
    if type.isAddress, length == 6 {
      switch type {
      case .address: return "address \(address)"
      case .dns1: return "DNS \(address)"
      case .dns2: return "second DNS \(address)"
      case .nbns1: return "NBNS \(address)"
      case .nbns2: return "second NBNS \(address)"
      default: break
      }
    }
    if type == .compression, length >= 4 { return "compression \(proto.shortName)" }
    return type.meaning
  }

  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)? {
    switch IPCPOptionType(rawValue: type) {
    case .addresses: (10...10, "RFC 1172 §5.1")
    case .compression: (4...255, "RFC 1332 §3.2")
    case .address: (6...6, "RFC 1332 §3.3")
    case .dns1: (6...6, "RFC 1877 §1.1")
    case .nbns1: (6...6, "RFC 1877 §1.2")
    case .dns2: (6...6, "RFC 1877 §1.3")
    case .nbns2: (6...6, "RFC 1877 §1.4")
    default: nil
    }
  }

  static var lengthField: Field { Field("ipcp.opt.length", "Length", "RFC 1332 §3", "of the option, type and length included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("ipcp.opt.type", "Type", "RFC 1332 §3", "which option")) { IPCPOptionType(rawValue: $0).meaning }
    try c.int(&length, Self.lengthField)
    switch (type, length) {
    case (.address, 6):
      try c.ipv4(&address, Field("ipcp.opt.address", "IP-Address", "RFC 1332 §3.3", "the sender's address; 0.0.0.0 asks to be given one"))
    case (.mobile, 6): try c.ipv4(&address, Field("ipcp.opt.home_address", "Home address", "RFC 2290 §3"))
    case (.dns1, 6): try c.ipv4(&address, Field("ipcp.opt.dns1", "Primary DNS", "RFC 1877 §1.1", "0.0.0.0 asks to be told"))
    case (.nbns1, 6): try c.ipv4(&address, Field("ipcp.opt.nbns1", "Primary NBNS", "RFC 1877 §1.2", "0.0.0.0 asks to be told"))
    case (.dns2, 6): try c.ipv4(&address, Field("ipcp.opt.dns2", "Secondary DNS", "RFC 1877 §1.3", "0.0.0.0 asks to be told"))
    case (.nbns2, 6): try c.ipv4(&address, Field("ipcp.opt.nbns2", "Secondary NBNS", "RFC 1877 §1.4", "0.0.0.0 asks to be told"))
    case (.addresses, 10):
      try c.ipv4(&address, Field("ipcp.opt.source", "Source-IP-Address", "RFC 1172 §5.1", "the sender's address"))
      try c.uint(
        &second, octets: 4, octetString: true, Field("ipcp.opt.destination", "Destination-IP-Address", "RFC 1172 §5.1", "the other end's")
      ) { IPv4Address(UInt32(truncatingIfNeeded: $0)).description }
    case (.compression, 4...): try compression(&c)
    default: try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ipcp.opt.value", "Value", "RFC 1332 §3"))
    }
  }

  private mutating func compression<C: WireCoder>(_ c: inout C) throws(WireError) {
    let count = Int(length) - 2
    try c.within(count, Field("ipcp.opt.value", "Value", "RFC 1332 §3.2")) { c throws(WireError) in
      try c.int(
        &proto.rawValue,
        Field("ipcp.opt.compression", "IP-Compression-Protocol", "RFC 1332 §3.2", "which header compression the sender can undo")
      ) { PPPProtocol(rawValue: $0).meaning }
      if proto == .vjCompressed, count == 4 {
        var slots = UInt16(truncatingIfNeeded: second)
        var most = UInt8(slots >> 8)
        var ids = UInt8(truncatingIfNeeded: slots)
        try c.int(&most, Field("ipcp.opt.vj.max_slot", "Max-Slot-Id", "RFC 1332 §4", "highest number of a slot")) { "\(Int($0) + 1) slots" }
        try c.int(&ids, Field("ipcp.opt.vj.comp_slot", "Comp-Slot-Id", "RFC 1332 §4", "1: the slot number may be left out")) {
          $0 == 0 ? "slot always sent" : "slot may be left out"
        }
        slots = UInt16(most) << 8 | UInt16(ids)
        second = UInt64(slots)
      } else {
        try c.rest(&data, Field("ipcp.opt.compression_value", "Data", "RFC 1332 §3.2"))
      }
    }
  }
}

/// IPV6CP option types (RFC 5072 §4, RFC 5172).
public struct IPV6CPOptionType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let interfaceID = Self(rawValue: 1), compression = Self(rawValue: 2)
  public static let table: CodeTable = [
    1: "Interface-Identifier",
    2: "IPv6-Compression-Protocol",
  ]
}

/// One IPV6CP option.
struct IPV6CPOption: ConfigurationOption {
  var type = IPV6CPOptionType.interfaceID, length: UInt8 = 2, number: UInt64 = 0, data: [UInt8] = []
  init() {}
  static func interfaceID(_ id: UInt64) -> Self {
    var o = Self()
    o.length = 10
    o.number = id
    return o
  }
  var text: String { type == .interfaceID && length == 10 ? "interface \(IPv6Address.linkLocal(number))" : type.meaning }

  static func rule(_ type: UInt8) -> (allowed: ClosedRange<Int>, ref: StaticString)? {
    IPV6CPOptionType(rawValue: type) == .interfaceID ? (10...10, "RFC 5072 §4.1") : nil
  }

  static var lengthField: Field { Field("ipv6cp.opt.length", "Length", "RFC 5072 §4", "of the option, type and length included") }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("ipv6cp.opt.type", "Type", "RFC 5072 §4", "which option")) { IPV6CPOptionType(rawValue: $0).meaning }
    try c.int(&length, Self.lengthField)
    switch (type, length) {
    case (.interfaceID, 10):
      try c.uint(
        &number, octets: 8, octetString: true,
        Field("ipv6cp.opt.interface_id", "Interface-Identifier", "RFC 5072 §4.1", "lower half of the sender's link-local address")
      ) { $0 == 0 ? "asks to be given one" : IPv6Address.linkLocal($0).description }
    case (.compression, 4...):
      try c.within(Int(length) - 2, Field("ipv6cp.opt.value", "Value", "RFC 5172 §2")) { c throws(WireError) in
        try c.uint(&number, octets: 2, Field("ipv6cp.opt.compression", "IPv6-Compression-Protocol", "RFC 5172 §2")) {
          PPPProtocol(rawValue: UInt16(truncatingIfNeeded: $0)).meaning
        }
        try c.rest(&data, Field("ipv6cp.opt.compression_value", "Data", "RFC 5172 §2"))
      }
    default:
      try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ipv6cp.opt.value", "Value", "RFC 5072 §4"))
    }
  }
}
