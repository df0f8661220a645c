extension Observer {
  /// The outermost layer of a frame.
  mutating func link(_ link: LinkType, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    switch link {
    case .ethernet: try ethernet(&r, &x)
    case .rawIP, .ipv4, .ipv6, .rawIPOfBSD, .rawIPOfOpenBSD: try anyIP(&r, &x)
    case .null, .loop: try loopback(&r, &x, networkOrder: link == .loop)
    case .sll:
      var h = CookedHeader()
      try r.group(Field("sll", "Linux cooked capture", "LINKTYPE_LINUX_SLL")) { c throws(WireError) in try h.code(&c) }
      try ethernetPayload(h.proto, &r, &x)
    case .sll2:
      var h = CookedHeader2()
      try r.group(Field("sll", "Linux cooked capture v2", "LINKTYPE_LINUX_SLL2")) { c throws(WireError) in try h.code(&c) }
      try ethernetPayload(h.proto, &r, &x)
    case .ppp, .pppSerial, .pppEther, .pppWithDirection: try linkPPP(link, &r, &x)
    default:
      x.say("frame")
      x.info.add("link type ")
      x.info.add(link.rawValue)
      x.info.add(" is not known here")
      r.restLeaf(.data, Field("frame.data", "Frame", "", "a link type this program does not read"))
    }
  }

  /// Ethernet II or IEEE 802.3, with VLAN tags, payload and padding.
  mutating func ethernet(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = EthernetHeader()
    try r.group(Field("eth", "Ethernet", "IEEE 802.3 §3.1")) { c throws(WireError) in try h.code(&c) }
    if x.buffer == 0, x.quoted == 0, x.nesting == 0 {
      x.sourceText = h.source.description
      x.destinationText = h.destination.description
      x.say("Ethernet")
    }
    var type = h.type
    var tags = 0
    while type == .vlan || type == .qinq || type == .qinqOld, tags < 4 {
      var tag = VLANTag()
      try r.group(Field("vlan", "802.1Q VLAN tag", "IEEE 802.1Q §9.3")) { c throws(WireError) in try tag.code(&c) }
      type = tag.type
      tags += 1
    }
    if type.rawValue < 1536 {
      // A length: 802.3 with LLC behind it.
      let count = min(Int(type.rawValue), r.remaining)
      if Int(type.rawValue) > r.remaining, x.captured == x.wireLength {
        r.notes.problem(
          start + 12..<start + 14, "eth.type", "the length \(type.rawValue) is more than the \(r.remaining) octets that follow",
          "IEEE 802.3 §3.2.6")
      }
      try r.within(count, Field("llc", "Logical Link Control", "IEEE 802.2")) { c throws(WireError) in try self.llc(&c, &x) }
    } else {
      try ethernetPayload(type, &r, &x)
    }
    if r.offset < r.limit {
      // Padding fills a frame up to its least size; anything further is a trailer.
      let minimum = max(start + 60 - r.offset, 0)
      r.leaf(minimum, .leaf, Field("eth.padding", "Padding", "IEEE 802.3 §3.2.8", "fills the frame up to 60 octets"))
      r.restLeaf(.leaf, Field("eth.trailer", "Trailer", "IEEE 802.3 §3.2.8", "octets behind the packet that are no part of it"))
    }
  }

  /// What an EtherType names. IP leaves what lies behind its total length to the caller.
  mutating func ethernetPayload(_ type: EtherType, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    switch type {
    case .ipv4, .ipv6: try anyIP(&r, &x)
    case .arp: try arp(&r, &x)
    case .pppoeDiscovery, .pppoeSession: try pppoe(type, &r, &x)
    case .ppp: try barePPP(&r, &x)
    default:
      if x.proto.utf8CodeUnitCount == 0 { x.say("frame") }
      x.info.clear()
      x.info.add(type.meaning)
      x.info.add(", type ")
      x.info.hex(type.rawValue, width: 4)
      r.restLeaf(.data, Field("eth.data", "Payload", "", "of a protocol this program does not read"), type.label?.string)
    }
  }

  private mutating func llc(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var h = LLCHeader()
    try r.group(Field("llc", "Logical Link Control", "IEEE 802.2 §3.2")) { c throws(WireError) in try h.code(&c) }
    if h.isSNAP, h.organization == 0, h.proto.rawValue >= 1536 {
      try ethernetPayload(h.proto, &r, &x)
    } else {
      x.say("LLC")
      x.info.add(LLCHeader.sapName(h.dsap) ?? "SAP \(HexText.number(h.dsap, width: 2))")
      r.restLeaf(.data, Field("llc.data", "Payload", "IEEE 802.2", "of a protocol this program does not read"))
    }
  }

  private mutating func arp(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var p = ARPPacket()
    try r.group(Field("arp", "Address Resolution Protocol", "RFC 826")) { c throws(WireError) in try p.code(&c) }
    x.say("ARP")
    switch p.operation {
    case 1 where p.senderIP == p.targetIP:
      x.info.add("announcement of ")
      x.info.add(p.senderIP.description)
    case 1:
      x.info.add("who has ")
      x.info.add(p.targetIP.description)
      x.info.add("? tell ")
      x.info.add(p.senderIP.description)
    case 2:
      x.info.add(p.senderIP.description)
      x.info.add(" is at ")
      x.info.add(p.senderMAC.description)
    default:
      x.info.add("operation ")
      x.info.add(p.operation)
    }
  }

  /// BSD loopback: the address family in the capturing host's byte order, or in network order.
  private mutating func loopback(_ r: inout TreeReader, _ x: inout FrameContext, networkOrder: Bool) throws(WireError) {
    var family: UInt32 = 0
    try r.group(Field("null", "Loopback", "LINKTYPE_NULL")) { c throws(WireError) in
      try c.int(
        &family,
        Field(
          "null.family", "Address family", "LINKTYPE_NULL",
          networkOrder ? "in network byte order" : "in the byte order of the capturing host")
      ) { v in
        let f = v < 1 << 16 ? v : v.byteSwapped
        switch f {
        case 2: return "IPv4"
        case 24, 28, 30, 10: return "IPv6"
        default: return "unknown (\(f))"
        }
      }
    }
    x.say("loopback")
    try anyIP(&r, &x)
  }

  /// IPv4 or IPv6, as the first four bits say.
  mutating func anyIP(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    switch r.octet(0).map({ $0 >> 4 }) {
    case 4: try ipv4(&r, &x)
    case 6: try ipv6(&r, &x)
    case nil: throw WireError(.truncated, at: r.offset, need: 1, have: 0, Field("ip.version", "IP version", "RFC 791 §3.1", "4"))
    case let v?:
      throw WireError(.badValue, at: r.offset, need: Int(v), have: r.remaining, Field("ip.version", "IP version", "RFC 791 §3.1", "4"))
    }
  }

  private mutating func pppoe(_ type: EtherType, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var h = PPPoEHeader()
    try r.group(Field("pppoe", "PPP over Ethernet", "RFC 2516 §4")) { c throws(WireError) in try h.code(&c) }
    x.say("PPPoE")
    x.info.add(PPPoEHeader.codeName(h.code) ?? "code \(h.code)")
    try r.within(Int(h.length), Field("pppoe.payload", "Payload", "RFC 2516 §4")) { c throws(WireError) in
      if type == .pppoeDiscovery {
        var tags: [PPPoETag] = []
        try c.list(&tags, each: Field("pppoed.tag", "Tag", "RFC 2516 §5"), { PPPoETag.typeName($0.type) })
      } else {
        try self.barePPP(&c, &x)
      }
    }
  }
}
