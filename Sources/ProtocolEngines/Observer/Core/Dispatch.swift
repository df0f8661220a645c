/// Who reads what a number names. A later protocol is one more row.
struct PayloadReader<Number: Hashable & Sendable>: Sendable {
  typealias Read = @Sendable (inout Observer, inout TreeReader, inout FrameContext) throws(WireError) -> Void
  var numbers: [Number]
  /// What a summary calls it.
  var name: String
  /// nil: known by name only, its octets are data.
  var read: Read?

  init(_ numbers: Number..., name: String, read: Read? = nil) {
    self.numbers = numbers
    self.name = name
    self.read = read
  }
}

extension Observer {
  /// By protocol number of IPv4 and IPv6; indexed, for every packet asks.
  static let ipReaders: [PayloadReader<UInt8>.Read?] = {
    let rows: [PayloadReader<IPProtocol>] = [
      PayloadReader(.tcp, name: "TCP") { o, r, frame throws(WireError) in try o.tcp(&r, &frame) },
      PayloadReader(.udp, name: "UDP") { o, r, frame throws(WireError) in try o.udp(&r, &frame) },
      PayloadReader(.icmp, name: "ICMP") { o, r, frame throws(WireError) in try o.icmp(&r, &frame) },
      PayloadReader(.icmpv6, name: "ICMPv6") { o, r, frame throws(WireError) in try o.icmpv6(&r, &frame) },
      PayloadReader(.igmp, name: "IGMP") { o, r, frame throws(WireError) in try o.igmp(&r, &frame) },
      PayloadReader(.ipv4, .ipv6, name: "IP") { o, r, frame throws(WireError) in try o.anyIP(&r, &frame) },
      PayloadReader(.gre, name: "GRE") { o, r, frame throws(WireError) in try o.gre(&r, &frame) },
      PayloadReader(.esp, name: "ESP") { o, r, frame throws(WireError) in try o.ipsec(.esp, &r, &frame) },
      PayloadReader(.ah, name: "AH") { o, r, frame throws(WireError) in try o.ipsec(.ah, &r, &frame) },
    ]
    var table = [PayloadReader<UInt8>.Read?](repeating: nil, count: 256)
    for row in rows { for n in row.numbers { table[Int(n.rawValue)] = row.read } }
    return table
  }()

  /// By UDP port; the first of a datagram's two ports that stands here counts.
  static let udpServices: [UInt16: PayloadReader<UInt16>] = {
    let rows: [PayloadReader<UInt16>] = [
      PayloadReader(53, name: "DNS"), PayloadReader(67, 68, name: "DHCP"), PayloadReader(123, name: "NTP"),
      PayloadReader(137, 138, name: "NetBIOS"),
      PayloadReader(500, name: "ISAKMP") { o, r, frame throws(WireError) in o.later("ISAKMP", &r) },
      PayloadReader(546, 547, name: "DHCPv6"),
      PayloadReader(1701, name: "L2TP") { o, r, frame throws(WireError) in o.later("L2TP", &r) }, PayloadReader(1812, 1813, name: "RADIUS"),
      PayloadReader(1900, name: "SSDP"),
      PayloadReader(4500, name: "ESP or ISAKMP in UDP") { o, r, frame throws(WireError) in try o.natTraversal(&r, &frame) },
      PayloadReader(5353, name: "mDNS"), PayloadReader(5355, name: "LLMNR"),
    ]
    var table: [UInt16: PayloadReader<UInt16>] = [:]
    for row in rows { for n in row.numbers { table[n] = row } }
    return table
  }()
}
