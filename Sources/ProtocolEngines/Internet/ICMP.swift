/// An ICMP message (RFC 792): echo, and the errors that quote the packet they are about.
public struct ICMPMessage: WireMessage {
  public var type: UInt8 = 8, code: UInt8 = 0, checksum: UInt16 = 0
  /// Echo and the other queries: identifier and sequence number.
  public var identifier: UInt16 = 0, sequence: UInt16 = 0
  /// The four octets behind the checksum in all other messages.
  public var rest: UInt32 = 0, data: [UInt8] = []
  public init() {}
  public var isEcho: Bool { type == 8 || type == 0 }
  /// Errors quote the header and the first octets of the packet they are about (RFC 1122 §3.2.2).
  public var isError: Bool { type == 3 || type == 4 || type == 5 || type == 11 || type == 12 }
  /// Queries with identifier and sequence number.
  var hasSequence: Bool { isEcho || (13...18).contains(type) }

  static func typeName(_ t: UInt8) -> String? {
    switch t {
    case 0: "echo reply"
    case 3: "destination unreachable"
    case 4: "source quench"
    case 5: "redirect"
    case 8: "echo request"
    case 9: "router advertisement"
    case 10: "router solicitation"
    case 11: "time exceeded"
    case 12: "parameter problem"
    case 13: "timestamp request"
    case 14: "timestamp reply"
    case 15: "information request"
    case 16: "information reply"
    case 17: "address mask request"
    case 18: "address mask reply"
    default: nil
    }
  }

  static func codeName(_ type: UInt8, _ code: UInt8) -> String? {
    switch (type, code) {
    case (3, 0): "network unreachable"
    case (3, 1): "host unreachable"
    case (3, 2): "protocol unreachable"
    case (3, 3): "port unreachable"
    case (3, 4): "fragmentation needed"
    case (3, 5): "source route failed"
    case (3, 9), (3, 10), (3, 13): "administratively prohibited"
    case (5, 0): "for the network"
    case (5, 1): "for the host"
    case (11, 0): "TTL ran out"
    case (11, 1): "fragments did not all come"
    default: nil
    }
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header(&c)
    try c.rest(&data, .data, Field("icmp.data", "Data", "RFC 792", "chosen by the sender, returned as it is"))
  }

  /// All but the data, which the Observer reads itself where it quotes a packet.
  @inline(__always)
  mutating func header<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("icmp.type", "Type", "RFC 792", "what the message says: echo request, echo reply, not reachable")) {
      ICMPMessage.typeName($0)
    }
    let kind = type
    try c.int(&code, Field("icmp.code", "Code", "RFC 792", "tells kinds of one type apart")) { [kind] v in ICMPMessage.codeName(kind, v) }
    try c.int(&checksum, Field("icmp.checksum", "Checksum", "RFC 792", "over the whole message"))
    if hasSequence {
      try c.int(&identifier, Field("icmp.ident", "Identifier", "RFC 792", "which ping this belongs to"))
      try c.int(&sequence, Field("icmp.seq", "Sequence number", "RFC 792", "which of its echoes"))
      return
    }
    switch (type, code) {
    case (3, 4):
      var unused = UInt16(rest >> 16)
      var mtu = UInt16(rest & 0xffff)
      try c.int(&unused, Field("icmp.unused", "Unused", "RFC 1191 §4"))
      try c.int(&mtu, Field("icmp.mtu", "MTU of next hop", "RFC 1191 §4", "the largest packet that would have passed"))
      rest = UInt32(unused) << 16 | UInt32(mtu)
    case (5, _):
      try c.int(&rest, Field("icmp.redir_gw", "Gateway address", "RFC 792", "the better way")) { IPv4Address($0).description }
    case (12, _):
      var pointer = UInt8(rest >> 24)
      var unused = UInt64(rest & 0xff_ffff)
      try c.int(&pointer, Field("icmp.pointer", "Pointer", "RFC 792", "the octet of the packet that is wrong"))
      try c.uint(&unused, octets: 3, Field("icmp.unused", "Unused", "RFC 792"))
      rest = UInt32(pointer) << 24 | UInt32(truncatingIfNeeded: unused)
    default:
      try c.int(&rest, Field("icmp.unused", "Unused", "RFC 792"))
    }
  }

  /// The message with its checksum, as octets.
  public func sealed() -> [UInt8] {
    var m = self
    m.checksum = 0
    var octets = m.encoded()
    let sum = InternetChecksum.compute(octets)
    octets[2] = UInt8(sum >> 8)
    octets[3] = UInt8(sum & 255)
    return octets
  }
}

/// An IGMP message of any version (RFC 1112, RFC 2236, RFC 3376).
public struct IGMPMessage: WireMessage {
  public var type: UInt8 = 0x11, maxResponse: UInt8 = 0, checksum: UInt16 = 0, group = IPv4Address.any
  public var flags: UInt8 = 0, interval: UInt8 = 0, count: UInt16 = 0, sources: [IGMPSource] = []
  public var reserved: UInt16 = 0, records: [IGMPRecord] = [], extra: [UInt8] = []
  var isLongQuery = false
  public init() {}
  static func typeName(_ t: UInt8) -> String? {
    switch t {
    case 0x11: "membership query"
    case 0x12: "version 1 membership report"
    case 0x16: "version 2 membership report"
    case 0x17: "leave group"
    case 0x22: "version 3 membership report"
    default: nil
    }
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("igmp.type", "Type", "RFC 3376 §4")) { IGMPMessage.typeName($0) }
    try c.int(&maxResponse, Field("igmp.max_resp", "Max response time", "RFC 3376 §4.1.1", "in tenths of a second"))
    try c.int(&checksum, Field("igmp.checksum", "Checksum", "RFC 3376 §4.1.2", "over the whole message"))
    if type == 0x22 {
      try c.int(&reserved, Field("igmp.reserved", "Reserved", "RFC 3376 §4.2"))
      try c.int(&count, Field("igmp.num_grp_recs", "Number of group records", "RFC 3376 §4.2.3"))
      try c.list(&records, each: Field("igmp.record", "Group record", "RFC 3376 §4.2.4"))
      return
    }
    try c.ipv4(&group, Field("igmp.maddr", "Group address", "RFC 3376 §4.1.3"))
    let query = type == 0x11
    c.learn(&isLongQuery) { [query] in query && $0.count >= 4 }
    if isLongQuery {
      try c.int(
        &flags, Field("igmp.flags", "Suppress, robustness", "RFC 3376 §4.1.5"),
        bits: { b in
          b(0...3, Field("igmp.resv", "Reserved", "RFC 3376 §4.1.4"))
          b(4, Field("igmp.s", "Suppress router processing", "RFC 3376 §4.1.5"))
          b(5...7, Field("igmp.qrv", "Querier's robustness", "RFC 3376 §4.1.6"))
        })
      try c.int(&interval, Field("igmp.qqic", "Querier's query interval", "RFC 3376 §4.1.7"))
      try c.int(&count, Field("igmp.num_src", "Number of sources", "RFC 3376 §4.1.8"))
      try c.list(&sources, each: Field("igmp.source", "Source", "RFC 3376 §4.1.9"))
    } else {
      try c.rest(&extra, .data, Field("igmp.data", "Further octets", "RFC 2236 §2.5", "to be ignored, but part of the checksum"))
    }
  }
}

public struct IGMPSource: WireMessage {
  public var address = IPv4Address.any
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.ipv4(&address, Field("igmp.saddr", "Source address", "RFC 3376 §4.1.9"))
  }
}

extension IGMPRecord {
  /// What a host says about a group; MLDv2 has the same numbers (RFC 3810 §5.2.12).
  static func typeName(_ t: UInt8) -> String? {
    switch t {
    case 1: "is include"
    case 2: "is exclude"
    case 3: "change to include"
    case 4: "change to exclude"
    case 5: "allow new sources"
    case 6: "block old sources"
    default: nil
    }
  }
}

/// One group record of an IGMPv3 report (RFC 3376 §4.2.4).
public struct IGMPRecord: WireMessage {
  public var type: UInt8 = 0, auxiliaryLength: UInt8 = 0, count: UInt16 = 0, group = IPv4Address.any, sources: [IGMPSource] = [],
    auxiliary: [UInt8] = []
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("igmp.record_type", "Record type", "RFC 3376 §4.2.12")) { IGMPRecord.typeName($0) }
    try c.int(&auxiliaryLength, Field("igmp.aux_data_len", "Auxiliary data length", "RFC 3376 §4.2.6", "in 32-bit words"))
    try c.int(&count, Field("igmp.num_src", "Number of sources", "RFC 3376 §4.2.7"))
    try c.ipv4(&group, Field("igmp.maddr", "Group address", "RFC 3376 §4.2.8"))
    if count > 0 {
      try c.within(Int(count) * 4, Field("igmp.sources", "Sources", "RFC 3376 §4.2.9")) { c throws(WireError) in
        try c.list(&sources, each: Field("igmp.source", "Source", "RFC 3376 §4.2.9"))
      }
    }
    if auxiliaryLength > 0 {
      try c.bytes(&auxiliary, count: Int(auxiliaryLength) * 4, .data, Field("igmp.aux.data", "Auxiliary data", "RFC 3376 §4.2.10"))
    }
  }
}
