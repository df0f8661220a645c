/// What an IP packet carries (IANA protocol numbers).
public struct IPProtocol: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let icmp = Self(rawValue: 1), igmp = Self(rawValue: 2), ipv4 = Self(rawValue: 4), tcp = Self(rawValue: 6),
    udp = Self(rawValue: 17)
  public static let ipv6 = Self(rawValue: 41), gre = Self(rawValue: 47), esp = Self(rawValue: 50), ah = Self(rawValue: 51)
  public static let icmpv6 = Self(rawValue: 58), l2tp = Self(rawValue: 115)
  /// Extension headers of IPv6 (RFC 8200 §4).
  public static let hopByHop = Self(rawValue: 0), routing = Self(rawValue: 43), fragment = Self(rawValue: 44),
    destinationOptions = Self(rawValue: 60)
  public static let table: CodeTable = [
    0: "IPv6 hop-by-hop options",
    1: "ICMP",
    2: "IGMP",
    4: "IPv4",
    6: "TCP",
    17: "UDP",
    41: "IPv6",
    43: "IPv6 routing header",
    44: "IPv6 fragment header",
    47: "GRE",
    50: "ESP",
    51: "AH",
    58: "ICMPv6",
    59: "no next header",
    60: "IPv6 destination options",
    115: "L2TP",
  ]
}

/// One IPv4 option (RFC 791 §3.1). Types 0 and 1 are a single octet.
public struct IPv4Option: WireMessage {
  public var type: UInt8 = 1, length: UInt8 = 0, data: [UInt8] = []
  public init() {}
  static func typeName(_ v: UInt8) -> String? {
    switch v & 0x1f {
    case 0: "end of options"
    case 1: "no operation"
    case 7: "record route"
    case 20: "router alert"
    case 4: "timestamp"
    default: nil
    }
  }
  static var lengthField: Field { Field("ip.opt.len", "Option length", "RFC 791 §3.1", "type and length included") }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &type, Field("ip.opt.type", "Option type", "RFC 791 §3.1"),
      { IPv4Option.typeName($0) },
      bits: { b in
        b(0, Field("ip.opt.type.copy", "Copied", "RFC 791 §3.1", "into every fragment"))
        b(1...2, Field("ip.opt.type.class", "Option class", "RFC 791 §3.1"))
        b(3...7, Field("ip.opt.type.number", "Option number", "RFC 791 §3.1"))
      })
    guard type & 0x1f > 1 else { return }
    try c.int(&length, Self.lengthField)
    try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ip.opt.value", "Option data", "RFC 791 §3.1"))
  }
}

/// An IPv4 header with its options (RFC 791 §3.1).
public struct IPv4Header: WireMessage {
  public var versionAndLength: UInt8 = 0x45, service: UInt8 = 0, totalLength: UInt16 = 20, identification: UInt16 = 0
  public var flagsAndOffset: UInt16 = 0x4000, ttl: UInt8 = 64, proto = IPProtocol.udp, checksum: UInt16 = 0
  public var source = IPv4Address.any, destination = IPv4Address.any, options: [IPv4Option] = []
  public init() {}

  static var totalLengthField: Field { Field("ip.len", "Total length", "RFC 791 §3.1", "header and data, in octets") }
  public var headerLength: Int { Int(versionAndLength & 15) * 4 }
  public var fragmentOffset: Int { Int(flagsAndOffset & 0x1fff) * 8 }
  public var moreFragments: Bool { flagsAndOffset & 0x2000 != 0 }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &versionAndLength, Field("ip.version_ihl", "Version, header length", "RFC 791 §3.1", "the version of IP and how long this header is"),
      bits: { b in
        b(0...3, Field("ip.version", "Version", "RFC 791 §3.1", "4"))
        b(4...7, Field("ip.hdr_len", "Header length", "RFC 791 §3.1", "in 32-bit words")) { "\($0 * 4) octets" }
      })
    try c.int(
      &service, Field("ip.dsfield", "Type of service", "RFC 2474 §3", "how routers should treat the packet"),
      bits: { b in
        b(0...5, Field("ip.dsfield.dscp", "DSCP", "RFC 2474 §3", "what treatment routers are asked for; 0 is the ordinary one"))
        b(6...7, Field("ip.dsfield.ecn", "ECN", "RFC 3168 §5", "routers say here that they are overloaded"))
      })
    try c.int(&totalLength, Self.totalLengthField)
    try c.int(&identification, Field("ip.id", "Identification", "RFC 791 §3.1", "the same in all fragments of a packet"))
    try c.int(
      &flagsAndOffset,
      Field("ip.flags_offset", "Flags, fragment offset", "RFC 791 §3.1", "whether and how the packet was cut into fragments"),
      bits: { b in
        b(0, Field("ip.flags.rb", "Reserved", "RFC 791 §3.1", "must be 0"))
        b(1, Field("ip.flags.df", "Don't fragment", "RFC 791 §3.1", "routers must not cut the packet into fragments"))
        b(2, Field("ip.flags.mf", "More fragments", "RFC 791 §3.1", "a fragment that is not the last"))
        b(3...15, Field("ip.frag_offset", "Fragment offset", "RFC 791 §3.1", "in units of 8 octets")) { $0 == 0 ? nil : "octet \($0 * 8)" }
      })
    try c.int(&ttl, Field("ip.ttl", "Time to Live", "RFC 791 §3.1", "routers left before the packet is dropped"))
    try c.code(&proto, Field("ip.proto", "Protocol", "RFC 791 §3.1", "which protocol follows"))
    try c.int(&checksum, Field("ip.checksum", "Header checksum", "RFC 791 §3.1", "over the header only"))
    try c.ipv4(&source, Field("ip.src", "Source address", "RFC 791 §3.1", "the host that sent the packet"))
    try c.ipv4(&destination, Field("ip.dst", "Destination address", "RFC 791 §3.1", "the host the packet is for"))
    let count = headerLength - 20
    guard count != 0 else { return }
    try c.within(count, Field("ip.options", "Options", "RFC 791 §3.1")) { c throws(WireError) in
      try c.list(&options, each: Field("ip.option", "Option", "RFC 791 §3.1"))
    }
  }

  /// A whole packet: header with lengths and checksum computed, then `payload`.
  public static func packet(
    from source: IPv4Address, to destination: IPv4Address, _ proto: IPProtocol, id: UInt16, ttl: UInt8 = 64, _ payload: [UInt8]
  ) -> [UInt8] {
    var w = Writer()
    append(to: &w.octets, from: source, to: destination, proto, id: id, ttl: ttl, payload)
    return w.octets
  }

  /// The same behind what `octets` holds already.
  static func append(
    to octets: inout [UInt8], from source: IPv4Address, to destination: IPv4Address, _ proto: IPProtocol, id: UInt16, ttl: UInt8 = 64,
    _ payload: [UInt8]
  ) {
    var h = IPv4Header()
    h.source = source
    h.destination = destination
    h.proto = proto
    h.identification = id
    h.ttl = ttl
    h.totalLength = UInt16(truncatingIfNeeded: 20 + payload.count)
    let at = octets.count
    var w = Writer(behind: octets)
    octets = []
    // A Writer never throws.
    try? h.code(&w)
    octets = w.octets
    w.octets = []
    let sum = InternetChecksum.compute(octets, in: at..<octets.count)
    octets[at + 10] = UInt8(truncatingIfNeeded: sum >> 8)
    octets[at + 11] = UInt8(truncatingIfNeeded: sum)
    octets.append(contentsOf: payload)
  }

  /// Header and payload of a packet, after the checks every receiver makes; nil with a reason where it must be dropped.
  public static func open(_ packet: [UInt8]) -> Result<(header: IPv4Header, payload: ArraySlice<UInt8>), Refusal> {
    guard let (h, used) = try? prefix(of: packet) else { return .failure(Refusal("IPv4 header is cut short", ref: "RFC 791 §3.1")) }
    guard h.versionAndLength >> 4 == 4 else {
      return .failure(Refusal("IP version is \(h.versionAndLength >> 4), not 4", ref: "RFC 791 §3.1"))
    }
    guard Int(h.totalLength) >= used, Int(h.totalLength) <= packet.count else {
      return .failure(Refusal("IP total length \(h.totalLength) does not fit \(packet.count) octets", ref: "RFC 791 §3.1"))
    }
    guard InternetChecksum.compute(packet, in: 0..<used) == 0 else {
      return .failure(Refusal("IP header checksum is wrong", ref: "RFC 1122 §3.2.1.2"))
    }
    return .success((h, packet[used..<Int(h.totalLength)]))
  }
}

/// Why octets from outside were dropped.
public struct Refusal: Error, Sendable, Equatable {
  public var text: String
  public var ref: String
  public init(_ text: String, ref: String) {
    self.text = text
    self.ref = ref
  }
}
