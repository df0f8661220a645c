/// The link and the Internet's own protocols: they carry the tunnel, and most are carried by it.
extension ProtocolInfo {
  static let eth = ProtocolInfo(
    "eth", "Ethernet", letter: "E", .slate, .either,
    summary: .parts([.pair("", from: ["eth.src"], to: ["eth.dst"])]),
    fields: [
      .words("eth.dst.lg", "eth.src.lg") { EthernetHeader.origin($0) },
      .words("eth.dst.ig", "eth.src.ig") { EthernetHeader.audience($0) },
      .words("eth.type", named: EtherType.table) { EthernetHeader.typeName(UInt16(truncatingIfNeeded: $0)) },
    ],
    glossary: ethWords)

  private static let ethWords: [GlossaryEntry] = [
    .init(
      "Ethernet", "", also: ["ieee"],
      "The frames of local networks (IEEE 802.3): two MAC addresses of six octets, two octets of type, then the packet.", "RFC 894",
      see: ["MAC address", "padding"]),
    .init(
      "MAC address", "", also: ["mac"],
      """
      The six octets by which an Ethernet card is addressed: 02:00:00:00:00:01. It counts on one wire only.
      """, "RFC 894", see: ["Ethernet"]),
  ]

  static let vlan = ProtocolInfo(
    "vlan", "VLAN", letter: "V", .khaki, .outside,
    summary: .none,
    fields: [
      .code(EtherType.self, "vlan.type")
    ])

  static let sll = ProtocolInfo(
    "sll", "Linux cooked", letter: "E", .slate, .outside,
    summary: .none,
    fields: [
      .words("sll.pkttype") { CookedHeader.direction($0) },
      .code(EtherType.self, "sll.etype"),
    ])

  static let llc = ProtocolInfo(
    "llc", "LLC", letter: "E", .slate, .either,
    summary: .none,
    fields: [
      .words("llc.dsap", "llc.ssap") { LLCHeader.sapName(UInt8(truncatingIfNeeded: $0)) },
      .words("llc.control") { $0 == 3 ? "unnumbered information" : nil },
    ])

  static let null = ProtocolInfo(
    "null", "Loopback", letter: "E", .slate, .outside,
    summary: .none,
    fields: [.words("null.family") { LoopbackHeader.familyName(UInt32(truncatingIfNeeded: $0)) }])

  static let arp = ProtocolInfo(
    "arp", "ARP", letter: "R", .coral, .outside,
    fields: [
      .words("arp.hw.type") { ARPPacket.hardwareName(UInt16(truncatingIfNeeded: $0)) },
      .code(EtherType.self, "arp.proto.type"),
      .words("arp.opcode") { ARPPacket.operationName(UInt16(truncatingIfNeeded: $0)) },
    ],
    glossary: arpWords)

  private static let arpWords: [GlossaryEntry] = [
    .init(
      "ARP", "Address Resolution Protocol", "Asks a local network which MAC address belongs to an IP address.", "RFC 826",
      see: ["MAC address"])
  ]

  static let pppoe = ProtocolInfo(
    "pppoe", "PPPoE", letter: "E", .slate, .outside,
    summary: .none,
    fields: [
      .words("pppoe.code") { PPPoEHeader.codeName(UInt8(truncatingIfNeeded: $0)) }
    ])

  static let ip = ProtocolInfo(
    "ip", "IP", letter: "I", .teal, .either,
    summary: .parts([
      .pair("", from: ["ip.src", "ipv6.src"], to: ["ip.dst", "ipv6.dst"]), .field("carries", ["ip.proto", "ipv6.nxt"]),
    ]),
    fields: [
      .code(IPProtocol.self, "ip.proto"),
      .words("ip.hdr_len") { "\($0 * 4) octets" },
      .words("ip.frag_offset") { $0 == 0 ? nil : "octet \($0 * 8)" },
      .words("ip.opt.type") { IPv4Option.typeName(UInt8(truncatingIfNeeded: $0)) },
    ],
    glossary: ipWords)

  private static let ipWords: [GlossaryEntry] = [
    .init(
      "IP", "Internet Protocol", also: ["ipv4", "Internet Protocol version 4"],
      "Carries packets from host to host by their addresses. It promises nothing: packets may be lost, doubled or come in another order.",
      "RFC 791 §1.2", see: ["IPv6", "TCP", "address"]),
    .init(
      "TTL", "Time to Live", "Each router on the way takes one off; at 0 the packet is thrown away, so that none can go round for ever.",
      "RFC 791 §3.2", see: ["IP"]),
  ]

  static let ipv6 = ProtocolInfo(
    "ipv6", "IPv6", letter: "I", .teal, .either,
    summary: .parts([
      .pair("", from: ["ip.src", "ipv6.src"], to: ["ip.dst", "ipv6.dst"]), .field("carries", ["ip.proto", "ipv6.nxt"]),
    ]),
    fields: [
      .code(IPProtocol.self, "ipv6.nxt", "ipv6.ext.nxt", "ipv6.fraghdr.nxt"),
      .words("ipv6.ext.len") { "\(($0 + 1) * 8) octets" },
      .words("ipv6.fraghdr.offset") { "octet \($0 * 8)" },
      .words("ipv6.opt.type") { IPv6Option.typeName(UInt8(truncatingIfNeeded: $0)) },
    ],
    glossary: ipv6Words)

  private static let ipv6Words: [GlossaryEntry] = [
    .init(
      "IPv6", "Internet Protocol version 6", "The successor of IPv4, with addresses of 128 bits.", "RFC 8200 §1", see: ["IP", "IPV6CP"])
  ]

  static let tcp = ProtocolInfo(
    "tcp", "TCP", letter: "T", .blue, .either,
    summary: .parts([
      .numbers("port", from: "tcp.srcport", to: "tcp.dstport"),
      .flags([
        ("tcp.flags.syn", "SYN"), ("tcp.flags.fin", "FIN"),
        ("tcp.flags.reset", "RST"), ("tcp.flags.push", "PSH"), ("tcp.flags.ack", "ACK"),
      ]),
    ]),
    machines: [Machine("tcp.state", TCPConnection.State.self)],
    requests: Requests(
      .flags("tcp.flags.syn", "tcp.flags.ack", names: [1: "SYN", 3: "SYN ACK"]), [Request(1, [3], "tcp.retransmit")]),
    fields: [
      .words("tcp.hdr_len") { "\($0 * 4) octets" },
      .words("tcp.option_kind") { TCPOption.kindName(UInt8(truncatingIfNeeded: $0)) },
    ],
    glossary: tcpWords)

  private static let tcpWords: [GlossaryEntry] = [
    .init(
      "TCP", "Transmission Control Protocol",
      """
      Makes a reliable stream out of IP's packets: it counts octets, acknowledges them and sends again what was lost. PPTP's control \
      connection is one.
      """,
      "RFC 9293 §2.2", see: ["SYN", "stream", "port"]),
    .init(
      "SYN", "Synchronize", also: ["handshake"],
      """
      TCP's flag in the first segment of each end: it tells the number from which that end counts its octets. SYN, SYN ACK and ACK are \
      the handshake that opens a connection.
      """,
      "RFC 9293 §3.5", see: ["TCP", "FIN"]),
    .init(
      "FIN", "Finish", "TCP's flag that says: I shall send no more. When both ends have said so, the connection is over.", "RFC 9293 §3.6",
      see: ["TCP", "RST"]),
    .init("RST", "Reset", "TCP's flag that ends a connection at once, or says that there is none.", "RFC 9293 §3.5.2", see: ["FIN"]),
    .init("PSH", "Push", "TCP's flag that asks the receiver to hand the octets to the program at once.", "RFC 9293 §3.9.1", see: ["TCP"]),
    .init("URG", "Urgent", "TCP's flag that the urgent pointer counts. Hardly anything uses it.", "RFC 9293 §3.8.5", see: ["TCP"]),
    .init(
      "MSS", "Maximum Segment Size", "The largest piece of the stream an end takes in one segment; told in an option of its SYN.",
      "RFC 9293 §3.7.1", see: ["SYN", "MTU"]),
  ]

  static let udp = ProtocolInfo(
    "udp", "UDP", letter: "U", .indigo, .either,
    summary: .parts([.numbers("port", from: "udp.srcport", to: "udp.dstport")]),
    glossary: udpWords)

  private static let udpWords: [GlossaryEntry] = [
    .init("UDP", "User Datagram Protocol", "Single messages between ports, without any promise.", "RFC 768", see: ["port"])
  ]

  static let icmp = ProtocolInfo(
    "icmp", "ICMP", letter: "O", .azure, .either,
    requests: Requests(
      .code("icmp.type"), number: "icmp.seq", [Request(8, [0], "ping.timeout")]),
    fields: [
      .words("icmp.type") { ICMPMessage.typeName(UInt8(truncatingIfNeeded: $0)) },
      .words("icmp.code") { ICMPMessage.codeName(5, UInt8(truncatingIfNeeded: $0)) },
      .words("icmp.code") { ICMPMessage.codeName(3, UInt8(truncatingIfNeeded: $0)) },
      .words("icmp.code") { ICMPMessage.codeName(11, UInt8(truncatingIfNeeded: $0)) },
      .words("icmp.redir_gw") { IPv4Address(UInt32(truncatingIfNeeded: $0)).description },
    ],
    glossary: icmpWords)

  private static let icmpWords: [GlossaryEntry] = [
    .init(
      "ICMP", "Internet Control Message Protocol", also: ["ping"],
      "IP's own messages: something cannot be reached, or an echo is asked for. ping sends its echo requests.", "RFC 792")
  ]

  static let icmpv6 = ProtocolInfo(
    "icmpv6", "ICMPv6", letter: "O", .azure, .either,
    fields: [
      .code(ICMPv6Type.self, "icmpv6.type"),
      .words("icmpv6.code") { ICMPv6Header.codeName(3, UInt8(truncatingIfNeeded: $0)) },
      .words("icmpv6.code") { ICMPv6Header.codeName(1, UInt8(truncatingIfNeeded: $0)) },
      .code(NDOptionType.self, "icmpv6.opt.type"),
      .words("icmpv6.opt.length") { "\($0 * 8) octets" },
      .words("icmpv6.mldr.mar.record_type") { IGMPRecord.typeName(UInt8(truncatingIfNeeded: $0)) },
    ])

  static let igmp = ProtocolInfo(
    "igmp", "IGMP", letter: "O", .azure, .either,
    fields: [
      .words("igmp.type") { IGMPMessage.typeName(UInt8(truncatingIfNeeded: $0)) },
      .words("igmp.record_type") { IGMPRecord.typeName(UInt8(truncatingIfNeeded: $0)) },
    ])

  static let pppoed = ProtocolInfo(
    "pppoed", "PPPoE Discovery", letter: "E", .slate, .outside,
    summary: .none,
    fields: [
      .words("pppoed.tag") { PPPoETag.typeName(UInt16(truncatingIfNeeded: $0)) }
    ])
}
