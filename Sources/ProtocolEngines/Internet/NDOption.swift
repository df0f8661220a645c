/// Neighbour Discovery option types (RFC 4861 §4.6 and the IANA registry).
public struct NDOptionType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let table: CodeTable = [
    1: "source link-layer address",
    2: "target link-layer address",
    3: "prefix information",
    4: "redirected header",
    5: "MTU",
    14: "nonce",
    24: "route information",
    25: "recursive DNS server",
    31: "DNS search list",
  ]
}

/// One Neighbour Discovery option (RFC 4861 §4.6). Its length counts units of eight octets, type and length included.
public struct NDOption: WireMessage {
  public var type = NDOptionType(rawValue: 1), length: UInt8 = 1
  public var link = MACAddress(0), prefixLength: UInt8 = 0, flags: UInt8 = 0, reserved: UInt16 = 0, word: UInt32 = 0
  public var valid: UInt32 = 0, preferred: UInt32 = 0, prefix = IPv6Address(), servers: [NDServer] = [], data: [UInt8] = []
  public init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("icmpv6.opt.type", "Type", "RFC 4861 §4.6"))
    try c.int(&length, Field("icmpv6.opt.length", "Length", "RFC 4861 §4.6", "in units of 8 octets")) { "\(Int($0) * 8) octets" }
    switch (type.rawValue, length) {
    case (1, 1), (2, 1): try c.mac(&link, Field("icmpv6.opt.linkaddr", "Link-layer address", "RFC 4861 §4.6.1"))
    case (3, 4): try prefixInformation(&c)
    case (4, 1...):
      try c.int(&reserved, Field("icmpv6.opt.reserved", "Reserved", "RFC 4861 §4.6.3"))
      try c.int(&word, Field("icmpv6.opt.reserved", "Reserved", "RFC 4861 §4.6.3"))
      try c.bytes(&data, count: Int(length) * 8 - 8, .data, Field("icmpv6.opt.redirected.data", "IP header and data", "RFC 4861 §4.6.3"))
    case (5, 1):
      try c.int(&reserved, Field("icmpv6.opt.reserved", "Reserved", "RFC 4861 §4.6.4"))
      try c.int(&word, Field("icmpv6.opt.mtu", "MTU", "RFC 4861 §4.6.4"))
    case (25, 3...):
      try c.int(&reserved, Field("icmpv6.opt.reserved", "Reserved", "RFC 8106 §5.1"))
      try c.int(&valid, Field("icmpv6.opt.rdnss.lifetime", "Lifetime", "RFC 8106 §5.1", "in seconds"))
      try c.within(Int(length) * 8 - 8, Field("icmpv6.opt.rdnss.servers", "Servers", "RFC 8106 §5.1")) { c throws(WireError) in
        try c.list(&servers, each: Field("icmpv6.opt.rdnss.server", "Server", "RFC 8106 §5.1"))
      }
    default:
      try c.bytes(
        &data,
        count: try c.left(Int(length), head: 1, Field("icmpv6.opt.length", "Length", "RFC 4861 §4.6", "in units of 8 octets")) * 8 + 6,
        Field("icmpv6.opt.value", "Value", "RFC 4861 §4.6"))
    }
  }

  @inline(__always)
  private mutating func prefixInformation<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&prefixLength, Field("icmpv6.opt.prefix.length", "Prefix length", "RFC 4861 §4.6.2", "in bits"))
    try c.int(
      &flags, Field("icmpv6.opt.prefix.flag", "Flags", "RFC 4861 §4.6.2"),
      bits: { b in
        b(0, Field("icmpv6.opt.prefix.flag.l", "On-link", "RFC 4861 §4.6.2"))
        b(1, Field("icmpv6.opt.prefix.flag.a", "Autonomous address configuration", "RFC 4861 §4.6.2"))
        b(2...7, Field("icmpv6.opt.prefix.flag.reserved", "Reserved", "RFC 4861 §4.6.2"))
      })
    try c.int(&valid, Field("icmpv6.opt.prefix.valid_lifetime", "Valid lifetime", "RFC 4861 §4.6.2", "in seconds"))
    try c.int(&preferred, Field("icmpv6.opt.prefix.preferred_lifetime", "Preferred lifetime", "RFC 4861 §4.6.2", "in seconds"))
    try c.int(&word, Field("icmpv6.opt.reserved", "Reserved", "RFC 4861 §4.6.2"))
    try c.ipv6(&prefix, Field("icmpv6.opt.prefix", "Prefix", "RFC 4861 §4.6.2"))
  }
}

public struct NDServer: WireMessage {
  public var address = IPv6Address()
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.ipv6(&address, Field("icmpv6.opt.rdnss", "DNS server", "RFC 8106 §5.1"))
  }
}
