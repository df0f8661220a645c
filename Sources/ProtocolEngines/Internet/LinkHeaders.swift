/// The header Linux puts before packets captured on "any" (LINKTYPE_LINUX_SLL).
public struct CookedHeader: WireMessage {
  public var packetType: UInt16 = 0, hardware: UInt16 = 1, addressLength: UInt16 = 6, address: UInt64 = 0, proto = EtherType.ipv4
  public init() {}
  static func direction(_ v: UInt64) -> String? {
    switch v {
    case 0: "to us"
    case 1: "broadcast"
    case 2: "multicast"
    case 3: "to another host"
    case 4: "sent by us"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&packetType, Field("sll.pkttype", "Packet type", "LINKTYPE_LINUX_SLL")) { CookedHeader.direction(UInt64($0)) }
    try c.int(&hardware, Field("sll.hatype", "Hardware type", "LINKTYPE_LINUX_SLL", "Linux's ARPHRD number of the interface"))
    try c.int(&addressLength, Field("sll.halen", "Address length", "LINKTYPE_LINUX_SLL"))
    try c.uint(&address, octets: 8, octetString: true, Field("sll.src", "Sender's address", "LINKTYPE_LINUX_SLL", "padded with zeros")) {
      _ in nil
    }
    try c.int(&proto.rawValue, Field("sll.etype", "Protocol", "LINKTYPE_LINUX_SLL")) { $0 < 1536 ? nil : EtherType(rawValue: $0).meaning }
  }
}

/// Its second version (LINKTYPE_LINUX_SLL2).
public struct CookedHeader2: WireMessage {
  public var proto = EtherType.ipv4, reserved: UInt16 = 0, interface: UInt32 = 0, hardware: UInt16 = 1, packetType: UInt8 = 0,
    addressLength: UInt8 = 6, address: UInt64 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&proto.rawValue, Field("sll.etype", "Protocol", "LINKTYPE_LINUX_SLL2")) { $0 < 1536 ? nil : EtherType(rawValue: $0).meaning }
    try c.int(&reserved, Field("sll.reserved", "Reserved", "LINKTYPE_LINUX_SLL2"))
    try c.int(&interface, Field("sll.ifindex", "Interface index", "LINKTYPE_LINUX_SLL2"))
    try c.int(&hardware, Field("sll.hatype", "Hardware type", "LINKTYPE_LINUX_SLL2", "Linux's ARPHRD number of the interface"))
    try c.int(&packetType, Field("sll.pkttype", "Packet type", "LINKTYPE_LINUX_SLL2")) { CookedHeader.direction(UInt64($0)) }
    try c.int(&addressLength, Field("sll.halen", "Address length", "LINKTYPE_LINUX_SLL2"))
    try c.uint(&address, octets: 8, octetString: true, Field("sll.src", "Sender's address", "LINKTYPE_LINUX_SLL2", "padded with zeros")) {
      _ in nil
    }
  }
}

/// An 802.2 LLC header, with SNAP where it stands (IEEE 802.2, RFC 1042).
public struct LLCHeader: WireMessage {
  public var dsap: UInt8 = 0xaa, ssap: UInt8 = 0xaa, control: UInt8 = 3, controlHigh: UInt8 = 0
  public var organization: UInt64 = 0, proto = EtherType.ipv4
  public init() {}
  public var isSNAP: Bool { dsap == 0xaa && ssap == 0xaa && control == 3 }
  static func sapName(_ v: UInt8) -> String? {
    switch v & 0xfe {
    case 0x42: "spanning tree"
    case 0xaa: "SNAP"
    case 0xfe: "OSI"
    case 0xe0: "IPX"
    case 0xf0: "NetBIOS"
    case 0: "null"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&dsap, Field("llc.dsap", "DSAP", "IEEE 802.2 §3.2")) { LLCHeader.sapName($0) }
    try c.int(&ssap, Field("llc.ssap", "SSAP", "IEEE 802.2 §3.2")) { LLCHeader.sapName($0) }
    try c.int(&control, Field("llc.control", "Control", "IEEE 802.2 §5.2")) { $0 == 3 ? "unnumbered information" : nil }
    // Numbered frames have two control octets.
    if control & 3 != 3 { try c.int(&controlHigh, Field("llc.control_high", "Control, second octet", "IEEE 802.2 §5.2")) }
    if isSNAP {
      try c.uint(&organization, octets: 3, octetString: true, Field("llc.oui", "Organization code", "RFC 1042")) {
        $0 == 0 ? "what follows is an Ethernet type" : nil
      }
      let plain = organization == 0
      try c.int(&proto.rawValue, Field("llc.type", "Protocol", "RFC 1042")) { [plain] in plain ? EtherType(rawValue: $0).meaning : nil }
    }
  }
}

/// A PPPoE header (RFC 2516 §4).
public struct PPPoEHeader: WireMessage {
  public var versionAndType: UInt8 = 0x11, code: UInt8 = 0, session: UInt16 = 0, length: UInt16 = 0
  public init() {}
  static func codeName(_ v: UInt8) -> String? {
    switch v {
    case 0: "session data"
    case 7: "PADO, offer"
    case 9: "PADI, initiation"
    case 0x19: "PADR, request"
    case 0x65: "PADS, confirmation"
    case 0xa7: "PADT, terminate"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &versionAndType, Field("pppoe.version_type", "Version, type", "RFC 2516 §4"),
      bits: { b in
        b(0...3, Field("pppoe.version", "Version", "RFC 2516 §4"))
        b(4...7, Field("pppoe.type", "Type", "RFC 2516 §4"))
      })
    try c.int(&code, Field("pppoe.code", "Code", "RFC 2516 §4")) { PPPoEHeader.codeName($0) }
    try c.int(&session, Field("pppoe.session_id", "Session ID", "RFC 2516 §4"))
    try c.int(&length, Field("pppoe.payload_length", "Length", "RFC 2516 §4", "octets behind this header"))
  }
}

/// A tag of PPPoE discovery (RFC 2516 §5).
public struct PPPoETag: WireMessage {
  public var type: UInt16 = 0, length: UInt16 = 0, value: [UInt8] = []
  public init() {}
  static func typeName(_ v: UInt16) -> String? {
    switch v {
    case 0: "end of list"
    case 0x0101: "Service-Name"
    case 0x0102: "AC-Name"
    case 0x0103: "Host-Uniq"
    case 0x0104: "AC-Cookie"
    case 0x0105: "Vendor-Specific"
    case 0x0110: "Relay-Session-Id"
    case 0x0201: "Service-Name-Error"
    case 0x0202: "AC-System-Error"
    case 0x0203: "Generic-Error"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("pppoed.tag", "Tag type", "RFC 2516 §5")) { PPPoETag.typeName($0) }
    try c.int(&length, Field("pppoed.tag_length", "Tag length", "RFC 2516 §5"))
    try c.bytes(&value, count: Int(length), Field("pppoed.tag_value", "Tag value", "RFC 2516 §5")) { HexText.printable($0) }
  }
}

/// Cisco's HDLC: address 0f (unicast) or 8f (broadcast), a zero, then an Ethernet type.
public struct CiscoHDLCHeader: WireMessage {
  public var address: UInt8 = 0x0f, control: UInt8 = 0, type = EtherType.ipv4
  public init() {}
  static func addressName(_ v: UInt8) -> String { v == 0x0f ? "unicast" : "broadcast" }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&address, Field("chdlc.address", "Address", "LINKTYPE_C_HDLC")) { CiscoHDLCHeader.addressName($0) }
    try c.int(&control, Field("chdlc.control", "Control", "LINKTYPE_C_HDLC"))
    try c.code(&type, Field("chdlc.protocol", "Protocol", "LINKTYPE_C_HDLC"))
  }
}

/// BSD loopback: an address family before the packet (LINKTYPE_NULL, LINKTYPE_LOOP).
public struct LoopbackHeader: WireMessage {
  public var family: UInt32 = 2
  /// From the link type, not on the wire: whether the capturing host's byte order is left out of it.
  var isNetworkOrder = true
  public init() {}
  init(isNetworkOrder: Bool) { self.isNetworkOrder = isNetworkOrder }

  /// Families are small numbers, so the byte order shows.
  static func familyName(_ v: UInt32) -> String {
    switch v < 1 << 16 ? v : v.byteSwapped {
    case 2: "IPv4"
    case 24, 28, 30, 10: "IPv6"
    case let f: "unknown (\(f))"
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    let isNetworkOrder = isNetworkOrder
    try c.int(
      &family,
      Field(
        "null.family", "Address family", "LINKTYPE_NULL",
        isNetworkOrder ? "in network byte order" : "in the byte order of the capturing host")
    ) { LoopbackHeader.familyName($0) }
  }
}

/// Which way a PPP frame went (LINKTYPE_PPP_WITH_DIR).
public struct PPPDirectionHeader: WireMessage {
  public var direction: UInt8 = 0
  public init() {}
  public var isSent: Bool { direction != 0 }
  static func directionName(_ v: UInt8) -> String { v == 0 ? "received" : "sent" }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &direction,
      Field("ppp.direction", "Direction", "LINKTYPE_PPP_WITH_DIR", "0: received by the capturing host; anything else: sent by it")
    ) { PPPDirectionHeader.directionName($0) }
  }
}
