/// What an Ethernet frame carries (IEEE 802.3, RFC 894).
public struct EtherType: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let ipv4 = Self(rawValue: 0x0800), arp = Self(rawValue: 0x0806), vlan = Self(rawValue: 0x8100)
  public static let qinq = Self(rawValue: 0x88a8), ipv6 = Self(rawValue: 0x86dd), ppp = Self(rawValue: 0x880b)
  /// Outer tags of equipment older than 802.1ad.
  public static let qinqOld = Self(rawValue: 0x9100)
  public static let pppoeDiscovery = Self(rawValue: 0x8863), pppoeSession = Self(rawValue: 0x8864)
  /// A whole Ethernet frame inside GRE (RFC 1701).
  public static let bridged = Self(rawValue: 0x6558)
  public static let table: CodeTable = [
    0x0800: "IPv4",
    0x0806: "ARP",
    0x6558: "Transparent Ethernet bridging",
    0x8100: "802.1Q VLAN tag",
    0x86dd: "IPv6",
    0x880b: "PPP",
    0x8863: "PPPoE Discovery",
    0x8864: "PPPoE Session",
    0x88a8: "802.1ad VLAN tag",
    0x9100: "VLAN tag, as used before 802.1ad",
  ]
}

/// An Ethernet II header (RFC 894). The frame check sequence is not part of what we send or capture.
public struct EthernetHeader: WireMessage {
  public var destination = MACAddress(0), source = MACAddress(0), type = EtherType.ipv4
  public init() {}
  public init(destination: MACAddress, source: MACAddress, type: EtherType) {
    self.destination = destination
    self.source = source
    self.type = type
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.mac(
      &destination, Field("eth.dst", "Destination", "IEEE 802.3 §3.2", "hardware address of the next hop"),
      bits: { b in
        b(
          6,
          Field(
            "eth.dst.lg", "Locally administered", "IEEE 802 §8.2",
            "1: the address was not given in the factory but by hand or by a program; the broadcast address has this bit too")
        ) { EthernetHeader.origin($0) }
        b(7, Field("eth.dst.ig", "Group", "IEEE 802 §8.2", "0: one station is meant; 1: several or all")) { EthernetHeader.audience($0) }
      })
    try c.mac(
      &source, Field("eth.src", "Source", "IEEE 802.3 §3.2", "hardware address of the sender"),
      bits: { b in
        b(
          6,
          Field(
            "eth.src.lg", "Locally administered", "IEEE 802 §8.2",
            "1: the address was not given in the factory but by hand or by a program; the broadcast address has this bit too")
        ) { EthernetHeader.origin($0) }
        b(7, Field("eth.src.ig", "Group", "IEEE 802 §8.2", "0 in the address of a sender")) { EthernetHeader.audience($0) }
      })
    try c.int(&type.rawValue, Field("eth.type", "Type", "RFC 894", "which protocol follows")) { EthernetHeader.typeName($0) }
  }

  /// The two bits that rule an address (IEEE 802 §8.2).
  static func origin(_ v: UInt64) -> String { v == 1 ? "not the factory's address" : "the factory's address" }
  static func audience(_ v: UInt64) -> String { v == 1 ? "multicast or broadcast" : "one station" }
  /// Below 1536 it is a length (802.3), not a type.
  static func typeName(_ v: UInt16) -> String { v < 1536 ? "length \(v) (IEEE 802.3)" : EtherType(rawValue: v).meaning }
}

/// An 802.1Q tag: priority, drop eligibility, VLAN number, then the real type.
public struct VLANTag: WireMessage {
  public var control: UInt16 = 0, type = EtherType.ipv4
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &control, Field("vlan.control", "Tag control", "IEEE 802.1Q §9.6"),
      bits: { b in
        b(0...2, Field("vlan.priority", "Priority", "IEEE 802.1Q §9.6"))
        b(3, Field("vlan.dei", "Drop eligible", "IEEE 802.1Q §9.6"))
        b(4...15, Field("vlan.id", "VLAN ID", "IEEE 802.1Q §9.6"))
      })
    try c.code(&type, Field("vlan.type", "Type", "IEEE 802.1Q §9.6", "which protocol follows the tag"))
  }
}

/// Address Resolution (RFC 826): who has this IP address?
public struct ARPPacket: WireMessage {
  public var hardware: UInt16 = 1, proto = EtherType.ipv4.rawValue, hardwareSize: UInt8 = 6, protoSize: UInt8 = 4, operation: UInt16 = 1
  public var senderMAC = MACAddress(0), senderIP = IPv4Address.any, targetMAC = MACAddress(0), targetIP = IPv4Address.any
  /// The addresses as octets where the sizes are not those of Ethernet and IPv4.
  public var other: [UInt8] = []
  static func hardwareName(_ v: UInt16) -> String? { v == 1 ? "Ethernet" : nil }
  static func operationName(_ v: UInt16) -> String? { v == 1 ? "request" : v == 2 ? "reply" : nil }
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&hardware, Field("arp.hw.type", "Hardware type", "RFC 826")) { ARPPacket.hardwareName($0) }
    try c.int(&proto, Field("arp.proto.type", "Protocol type", "RFC 826")) { EtherType(rawValue: $0).meaning }
    try c.int(&hardwareSize, Field("arp.hw.size", "Hardware size", "RFC 826"))
    try c.int(&protoSize, Field("arp.proto.size", "Protocol size", "RFC 826"))
    try c.int(&operation, Field("arp.opcode", "Operation", "RFC 826")) { ARPPacket.operationName($0) }
    if hardwareSize == 6 && protoSize == 4 {
      try c.mac(&senderMAC, Field("arp.src.hw_mac", "Sender MAC address", "RFC 826"))
      try c.ipv4(&senderIP, Field("arp.src.proto_ipv4", "Sender IP address", "RFC 826"))
      try c.mac(&targetMAC, Field("arp.dst.hw_mac", "Target MAC address", "RFC 826"))
      try c.ipv4(&targetIP, Field("arp.dst.proto_ipv4", "Target IP address", "RFC 826"))
    } else {
      try c.bytes(&other, count: 2 * (Int(hardwareSize) + Int(protoSize)), Field("arp.addresses", "Addresses", "RFC 826"))
    }
  }
}
