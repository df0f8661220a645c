/// An IPv6 header (RFC 8200 §3).
public struct IPv6Header: WireMessage {
  public var versionClassFlow: UInt32 = 0x6000_0000, payloadLength: UInt16 = 0, nextHeader = IPProtocol.udp, hopLimit: UInt8 = 64
  public var source = IPv6Address(), destination = IPv6Address()
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &versionClassFlow, Field("ipv6.head", "Version, class, flow", "RFC 8200 §3"),
      bits: { b in
        b(0...3, Field("ipv6.version", "Version", "RFC 8200 §3"))
        b(4...11, Field("ipv6.tclass", "Traffic class", "RFC 8200 §3"))
        b(4...9, Field("ipv6.tclass.dscp", "DSCP", "RFC 2474 §3"))
        b(10...11, Field("ipv6.tclass.ecn", "ECN", "RFC 3168 §5"))
        b(12...31, Field("ipv6.flow", "Flow label", "RFC 8200 §3"))
      })
    try c.int(&payloadLength, Field("ipv6.plen", "Payload length", "RFC 8200 §3", "octets behind this header"))
    try c.code(&nextHeader, Field("ipv6.nxt", "Next header", "RFC 8200 §3", "which protocol or extension follows"))
    try c.int(&hopLimit, Field("ipv6.hlim", "Hop limit", "RFC 8200 §3", "routers left before the packet is dropped"))
    try c.ipv6(&source, Field("ipv6.src", "Source address", "RFC 8200 §3"))
    try c.ipv6(&destination, Field("ipv6.dst", "Destination address", "RFC 8200 §3"))
  }
}

/// One option of a hop-by-hop or destination options header (RFC 8200 §4.2). Pad1 is a single octet.
public struct IPv6Option: WireMessage {
  public var type: UInt8 = 0, length: UInt8 = 0, alert: UInt16 = 0, data: [UInt8] = []
  public init() {}
  static func typeName(_ v: UInt8) -> String? {
    switch v {
    case 0: "Pad1"
    case 1: "PadN"
    case 5: "router alert"
    case 0xc2: "jumbo payload"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("ipv6.opt.type", "Option type", "RFC 8200 §4.2")) { IPv6Option.typeName($0) }
    guard type != 0 else { return }
    try c.int(&length, Field("ipv6.opt.length", "Option length", "RFC 8200 §4.2", "of the data that follows"))
    if type == 5 && length == 2 {
      try c.int(&alert, Field("ipv6.opt.router_alert", "Router alert", "RFC 2711 §2.1")) { $0 == 0 ? "multicast listener discovery" : nil }
    } else {
      try c.bytes(&data, count: Int(length), Field("ipv6.opt.value", "Option data", "RFC 8200 §4.2"))
    }
  }
}

/// A hop-by-hop options, destination options or routing header (RFC 8200 §4.3, §4.4, §4.6).
public struct IPv6Extension: WireMessage {
  /// Not on the wire here: which of the three it is.
  public var kind = IPProtocol(rawValue: 0)
  public var nextHeader = IPProtocol.udp, length: UInt8 = 0, options: [IPv6Option] = []
  public var routingType: UInt8 = 0, segmentsLeft: UInt8 = 0, data: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&nextHeader, Field("ipv6.ext.nxt", "Next header", "RFC 8200 §4", "which protocol or extension follows"))
    try c.int(&length, Field("ipv6.ext.len", "Extension length", "RFC 8200 §4", "in units of 8 octets, the first not counted")) {
      "\((Int($0) + 1) * 8) octets"
    }
    if kind == .routing {
      try c.int(&routingType, Field("ipv6.routing.type", "Routing type", "RFC 8200 §4.4"))
      try c.int(&segmentsLeft, Field("ipv6.routing.segleft", "Segments left", "RFC 8200 §4.4"))
      try c.bytes(&data, count: Int(length) * 8 + 4, Field("ipv6.routing.value", "Type-specific data", "RFC 8200 §4.4"))
    } else {
      try c.within(Int(length) * 8 + 6, Field("ipv6.options", "Options", "RFC 8200 §4.2")) { c throws(WireError) in
        try c.list(&options, each: Field("ipv6.opt", "Option", "RFC 8200 §4.2"))
      }
    }
  }
}

/// A fragment header (RFC 8200 §4.5).
public struct IPv6Fragment: WireMessage {
  public var nextHeader = IPProtocol.udp, reserved: UInt8 = 0, offsetAndFlag: UInt16 = 0, identification: UInt32 = 0
  public init() {}
  public var fragmentOffset: Int { Int(offsetAndFlag & 0xfff8) }
  public var moreFragments: Bool { offsetAndFlag & 1 != 0 }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&nextHeader, Field("ipv6.fraghdr.nxt", "Next header", "RFC 8200 §4.5"))
    try c.int(&reserved, Field("ipv6.fraghdr.reserved_octet", "Reserved", "RFC 8200 §4.5"))
    try c.int(
      &offsetAndFlag, Field("ipv6.fraghdr.offset_flag", "Offset, more flag", "RFC 8200 §4.5"),
      bits: { b in
        b(0...12, Field("ipv6.fraghdr.offset", "Fragment offset", "RFC 8200 §4.5", "in units of 8 octets")) { "octet \($0 * 8)" }
        b(13...14, Field("ipv6.fraghdr.reserved_bits", "Reserved", "RFC 8200 §4.5"))
        b(15, Field("ipv6.fraghdr.more", "More fragments", "RFC 8200 §4.5"))
      })
    try c.int(&identification, Field("ipv6.fraghdr.ident", "Identification", "RFC 8200 §4.5", "the same in all fragments of a packet"))
  }
}
