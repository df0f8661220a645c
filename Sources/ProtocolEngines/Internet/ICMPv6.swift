/// What an ICMPv6 message is (RFC 4443, RFC 4861, RFC 2710, RFC 3810).
public struct ICMPv6Type: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let unreachable = Self(rawValue: 1), tooBig = Self(rawValue: 2), timeExceeded = Self(rawValue: 3),
    parameterProblem = Self(rawValue: 4)
  public static let echoRequest = Self(rawValue: 128), echoReply = Self(rawValue: 129)
  public static let routerSolicitation = Self(rawValue: 133), routerAdvertisement = Self(rawValue: 134)
  public static let neighborSolicitation = Self(rawValue: 135), neighborAdvertisement = Self(rawValue: 136), redirect = Self(rawValue: 137)
  public static let table: CodeTable = [
    1: "destination unreachable",
    2: "packet too big",
    3: "time exceeded",
    4: "parameter problem",
    128: "echo request",
    129: "echo reply",
    130: "multicast listener query",
    131: "multicast listener report",
    132: "multicast listener done",
    133: "router solicitation",
    134: "router advertisement",
    135: "neighbor solicitation",
    136: "neighbor advertisement",
    137: "redirect",
    143: "multicast listener report v2",
  ]
}

/// The fixed part of an ICMPv6 message; what follows depends on the type.
public struct ICMPv6Header: WireMessage {
  public var type = ICMPv6Type.echoRequest, code: UInt8 = 0, checksum: UInt16 = 0
  public init() {}
  static func codeName(_ type: UInt8, _ v: UInt8) -> String? {
    switch (type, v) {
    case (1, 0): "no route"
    case (1, 1): "administratively prohibited"
    case (1, 3): "address unreachable"
    case (1, 4): "port unreachable"
    case (3, 0): "hop limit ran out"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("icmpv6.type", "Type", "RFC 4443 §2.1"))
    let type = type
    try c.int(&code, Field("icmpv6.code", "Code", "RFC 4443 §2.1")) { [type] v in ICMPv6Header.codeName(type.rawValue, v) }
    try c.int(&checksum, Field("icmpv6.checksum", "Checksum", "RFC 4443 §2.3", "over addresses and the whole message"))
  }
}

/// What follows the header of an ICMPv6 message, without the packet an error quotes.
public struct ICMPv6Body: WireMessage {
  /// Not on the wire here: what the header said.
  public var type = ICMPv6Type.echoRequest
  public var identifier: UInt16 = 0, sequence: UInt16 = 0, word: UInt32 = 0
  public var hopLimit: UInt8 = 0, flags: UInt8 = 0, lifetime: UInt16 = 0, reachable: UInt32 = 0, retransmit: UInt32 = 0
  public var target = IPv6Address(), destination = IPv6Address(), options: [NDOption] = []
  public var delay: UInt16 = 0, reserved: UInt16 = 0, count: UInt16 = 0, qrv: UInt8 = 0, qqic: UInt8 = 0
  public var records: [MLDRecord] = [], sources: [IPv6Source] = [], data: [UInt8] = []
  var isLongQuery = false
  public init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch type.rawValue {
    case 128, 129:
      try c.int(&identifier, Field("icmpv6.echo.identifier", "Identifier", "RFC 4443 §4.1"))
      try c.int(&sequence, Field("icmpv6.echo.sequence_number", "Sequence number", "RFC 4443 §4.1"))
      try c.rest(&data, .data, Field("icmpv6.data", "Data", "RFC 4443 §4.1", "chosen by the sender, returned as it is"))
    case 1, 3: try c.int(&word, Field("icmpv6.reserved", "Unused", "RFC 4443 §3.1"))
    case 2: try c.int(&word, Field("icmpv6.mtu", "MTU", "RFC 4443 §3.2", "the largest packet that would have passed"))
    case 4: try c.int(&word, Field("icmpv6.pointer", "Pointer", "RFC 4443 §3.4", "the octet of the packet that is wrong"))
    case 133:
      try c.int(&word, Field("icmpv6.reserved", "Reserved", "RFC 4861 §4.1"))
      try ndOptions(&c)
    case 134:
      try c.int(&hopLimit, Field("icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", "RFC 4861 §4.2"))
      try c.int(
        &flags, Field("icmpv6.nd.ra.flag", "Flags", "RFC 4861 §4.2"),
        bits: { b in
          b(0, Field("icmpv6.nd.ra.flag.m", "Managed address configuration", "RFC 4861 §4.2"))
          b(1, Field("icmpv6.nd.ra.flag.o", "Other configuration", "RFC 4861 §4.2"))
          b(2, Field("icmpv6.nd.ra.flag.h", "Home agent", "RFC 6275 §7.1"))
          b(3...4, Field("icmpv6.nd.ra.flag.prf", "Router preference", "RFC 4191 §2.2"))
          b(5...7, Field("icmpv6.nd.ra.flag.rsv", "Reserved", "RFC 4861 §4.2"))
        })
      try c.int(&lifetime, Field("icmpv6.nd.ra.router_lifetime", "Router lifetime", "RFC 4861 §4.2", "in seconds"))
      try c.int(&reachable, Field("icmpv6.nd.ra.reachable_time", "Reachable time", "RFC 4861 §4.2", "in milliseconds"))
      try c.int(&retransmit, Field("icmpv6.nd.ra.retrans_timer", "Retrans timer", "RFC 4861 §4.2", "in milliseconds"))
      try ndOptions(&c)
    case 135:
      try c.int(&word, Field("icmpv6.reserved", "Reserved", "RFC 4861 §4.3"))
      try c.ipv6(&target, Field("icmpv6.nd.ns.target_address", "Target address", "RFC 4861 §4.3"))
      try ndOptions(&c)
    case 136:
      try c.int(
        &word, Field("icmpv6.nd.na.flag", "Flags", "RFC 4861 §4.4"),
        bits: { b in
          b(0, Field("icmpv6.nd.na.flag.r", "Router", "RFC 4861 §4.4"))
          b(1, Field("icmpv6.nd.na.flag.s", "Solicited", "RFC 4861 §4.4"))
          b(2, Field("icmpv6.nd.na.flag.o", "Override", "RFC 4861 §4.4"))
          b(3...31, Field("icmpv6.nd.na.flag.rsv", "Reserved", "RFC 4861 §4.4"))
        })
      try c.ipv6(&target, Field("icmpv6.nd.na.target_address", "Target address", "RFC 4861 §4.4"))
      try ndOptions(&c)
    case 137:
      try c.int(&word, Field("icmpv6.reserved", "Reserved", "RFC 4861 §4.5"))
      try c.ipv6(&target, Field("icmpv6.rd.na.target_address", "Target address", "RFC 4861 §4.5"))
      try c.ipv6(&destination, Field("icmpv6.rd.na.destination_address", "Destination address", "RFC 4861 §4.5"))
      try ndOptions(&c)
    case 130, 131, 132: try listener(&c)
    case 143:
      try c.int(&reserved, Field("icmpv6.reserved", "Reserved", "RFC 3810 §5.2"))
      try c.int(&count, Field("icmpv6.mldr.nb_mcast_records", "Number of records", "RFC 3810 §5.2.3"))
      try c.list(&records, each: Field("icmpv6.mldr.mar", "Multicast address record", "RFC 3810 §5.2.4"))
    default: try c.rest(&data, .data, Field("icmpv6.data", "Message body", "RFC 4443 §2.1"))
    }
  }

  @inline(__always)
  private mutating func ndOptions<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.list(&options, each: Field("icmpv6.opt", "Option", "RFC 4861 §4.6"), { $0.type.meaning })
  }

  @inline(__always)
  private mutating func listener<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&delay, Field("icmpv6.mld.maximum_response_delay", "Maximum response delay", "RFC 2710 §3.4", "in milliseconds"))
    try c.int(&reserved, Field("icmpv6.mld.reserved", "Reserved", "RFC 2710 §3"))
    try c.ipv6(&target, Field("icmpv6.mld.multicast_address", "Multicast address", "RFC 2710 §3.5"))
    let query = type.rawValue == 130
    c.learn(&isLongQuery) { [query] in query && $0.count >= 4 }
    if isLongQuery {
      try c.int(
        &qrv, Field("icmpv6.mld.flag", "Suppress, robustness", "RFC 3810 §5.1.7"),
        bits: { b in
          b(0...3, Field("icmpv6.mld.flag.reserved", "Reserved", "RFC 3810 §5.1"))
          b(4, Field("icmpv6.mld.flag.s", "Suppress router processing", "RFC 3810 §5.1.7"))
          b(5...7, Field("icmpv6.mld.flag.qrv", "Querier's robustness", "RFC 3810 §5.1.8"))
        })
      try c.int(&qqic, Field("icmpv6.mld.qqi", "Querier's query interval", "RFC 3810 §5.1.9"))
      try c.int(&count, Field("icmpv6.mld.nb_sources", "Number of sources", "RFC 3810 §5.1.10"))
      try c.list(&sources, each: Field("icmpv6.mld.source", "Source", "RFC 3810 §5.1.11"))
    } else {
      try c.rest(&data, .data, Field("icmpv6.mld.data", "Further octets", "RFC 2710 §5"))
    }
  }
}

/// A multicast address record of an MLDv2 report (RFC 3810 §5.2.4).
public struct MLDRecord: WireMessage {
  public var type: UInt8 = 0, auxiliaryLength: UInt8 = 0, count: UInt16 = 0, address = IPv6Address(), sources: [IPv6Source] = [],
    auxiliary: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("icmpv6.mldr.mar.record_type", "Record type", "RFC 3810 §5.2.12")) { IGMPRecord.typeName($0) }
    try c.int(&auxiliaryLength, Field("icmpv6.mldr.mar.aux_data_len", "Auxiliary data length", "RFC 3810 §5.2.6", "in 32-bit words"))
    try c.int(&count, Field("icmpv6.mldr.mar.nb_sources", "Number of sources", "RFC 3810 §5.2.7"))
    try c.ipv6(&address, Field("icmpv6.mldr.mar.multicast_address", "Multicast address", "RFC 3810 §5.2.8"))
    if count > 0 {
      try c.within(Int(count) * 16, Field("icmpv6.mldr.mar.sources", "Sources", "RFC 3810 §5.2.9")) { c throws(WireError) in
        try c.list(&sources, each: Field("icmpv6.mldr.mar.source", "Source", "RFC 3810 §5.2.9"))
      }
    }
    if auxiliaryLength > 0 {
      try c.bytes(
        &auxiliary, count: Int(auxiliaryLength) * 4, .data, Field("icmpv6.mldr.mar.aux.data", "Auxiliary data", "RFC 3810 §5.2.10"))
    }
  }
}

public struct IPv6Source: WireMessage {
  public var address = IPv6Address()
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.ipv6(&address, Field("icmpv6.mldr.mar.source_address", "Source address", "RFC 3810 §5.1.11"))
  }
}
