extension Observer {
  /// The outermost layer of a frame.
  mutating func link(_ link: LinkType, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    switch link {
    case .ethernet: try ethernet(&r, &frame)
    case .rawIP, .ipv4, .ipv6, .rawIPOfBSD, .rawIPOfOpenBSD: try anyIP(&r, &frame)
    case .null, .loop: try loopback(&r, &frame, networkOrder: link == .loop)
    case .sll:
      var h = CookedHeader()
      try r.group(Field("sll", "Linux cooked capture", "LINKTYPE_LINUX_SLL")) { coder throws(WireError) in try h.code(&coder) }
      try ethernetPayload(h.proto, &r, &frame)
    case .sll2:
      var h = CookedHeader2()
      try r.group(Field("sll", "Linux cooked capture v2", "LINKTYPE_LINUX_SLL2")) { coder throws(WireError) in try h.code(&coder) }
      try ethernetPayload(h.proto, &r, &frame)
    case .ppp, .pppSerial, .pppEther, .pppWithDirection: try linkPPP(link, &r, &frame)
    default:
      frame.say("frame")
      frame.info.add("link type ")
      frame.info.add(link.rawValue)
      frame.info.add(" is not known here")
      r.restLeaf(.data, Field("frame.data", "Frame", "", "a link type this program does not read"))
    }
  }

  /// Ethernet II or IEEE 802.3, with VLAN tags, payload and padding.
  mutating func ethernet(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = EthernetHeader()
    try r.group(Field("eth", "Ethernet", "IEEE 802.3 §3.1")) { coder throws(WireError) in try h.code(&coder) }
    if frame.buffer == 0, frame.quoted == 0, frame.nesting == 0 {
      frame.sourceText = h.source.description
      frame.destinationText = h.destination.description
      frame.say("Ethernet")
    }
    var type = h.type
    var tags = 0
    while type == .vlan || type == .qinq || type == .qinqOld, tags < 4 {
      var tag = VLANTag()
      try r.group(Field("vlan", "802.1Q VLAN tag", "IEEE 802.1Q §9.3")) { coder throws(WireError) in try tag.code(&coder) }
      type = tag.type
      tags += 1
    }
    if type.rawValue < 1536 {
      // A length: 802.3 with LLC behind it.
      let count = min(Int(type.rawValue), r.remaining)
      if Int(type.rawValue) > r.remaining, frame.captured == frame.wireLength {
        r.notes.problem(
          start + 12..<start + 14, "eth.type", "the length \(type.rawValue) is more than the \(r.remaining) octets that follow",
          "IEEE 802.3 §3.2.6")
      }
      try r.within(count, Field("llc", "Logical Link Control", "IEEE 802.2")) { coder throws(WireError) in try self.llc(&coder, &frame) }
    } else {
      try ethernetPayload(type, &r, &frame)
    }
    if r.offset < r.limit {
      // Padding fills a frame up to its least size; anything further is a trailer.
      let minimum = max(start + 60 - r.offset, 0)
      r.leaf(minimum, .leaf, Field("eth.padding", "Padding", "IEEE 802.3 §3.2.8", "fills the frame up to 60 octets"))
      r.restLeaf(.leaf, Field("eth.trailer", "Trailer", "IEEE 802.3 §3.2.8", "octets behind the packet that are no part of it"))
    }
  }

  /// What an EtherType names. IP leaves what lies behind its total length to the caller.
  mutating func ethernetPayload(_ type: EtherType, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    switch type {
    case .ipv4, .ipv6: try anyIP(&r, &frame)
    case .arp: try arp(&r, &frame)
    case .pppoeDiscovery, .pppoeSession: try pppoe(type, &r, &frame)
    case .ppp: try barePPP(&r, &frame)
    default:
      if frame.proto.utf8CodeUnitCount == 0 { frame.say("frame") }
      frame.info.clear()
      frame.info.add(type.meaning)
      frame.info.add(", type ")
      frame.info.hex(type.rawValue, width: 4)
      r.restLeaf(.data, Field("eth.data", "Payload", "", "of a protocol this program does not read"), type.label?.string)
    }
  }

  private mutating func llc(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = LLCHeader()
    try r.group(Field("llc", "Logical Link Control", "IEEE 802.2 §3.2")) { coder throws(WireError) in try h.code(&coder) }
    if h.isSNAP, h.organization == 0, h.proto.rawValue >= 1536 {
      try ethernetPayload(h.proto, &r, &frame)
    } else {
      frame.say("LLC")
      frame.info.add(LLCHeader.sapName(h.dsap) ?? "SAP \(HexText.number(h.dsap, width: 2))")
      r.restLeaf(.data, Field("llc.data", "Payload", "IEEE 802.2", "of a protocol this program does not read"))
    }
  }

  private mutating func arp(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var p = ARPPacket()
    try r.group(Field("arp", "Address Resolution Protocol", "RFC 826")) { coder throws(WireError) in try p.code(&coder) }
    frame.say("ARP")
    switch p.operation {
    case 1 where p.senderIP == p.targetIP:
      frame.info.add("announcement of ")
      frame.info.add(p.senderIP.description)
    case 1:
      frame.info.add("who has ")
      frame.info.add(p.targetIP.description)
      frame.info.add("? tell ")
      frame.info.add(p.senderIP.description)
    case 2:
      frame.info.add(p.senderIP.description)
      frame.info.add(" is at ")
      frame.info.add(p.senderMAC.description)
    default:
      frame.info.add("operation ")
      frame.info.add(p.operation)
    }
  }

  private mutating func loopback(_ r: inout TreeReader, _ frame: inout FrameContext, networkOrder: Bool) throws(WireError) {
    var h = LoopbackHeader(isNetworkOrder: networkOrder)
    try r.group(Field("null", "Loopback", "LINKTYPE_NULL")) { coder throws(WireError) in try h.code(&coder) }
    frame.say("loopback")
    try anyIP(&r, &frame)
  }

  /// IPv4 or IPv6, as the first four bits say.
  mutating func anyIP(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    switch r.octet(0).map({ $0 >> 4 }) {
    case 4: try ipv4(&r, &frame)
    case 6: try ipv6(&r, &frame)
    case nil: throw WireError(.truncated, at: r.offset, need: 1, have: 0, Field("ip.version", "IP version", "RFC 791 §3.1", "4"))
    case let v?:
      throw WireError(.badValue, at: r.offset, need: Int(v), have: r.remaining, Field("ip.version", "IP version", "RFC 791 §3.1", "4"))
    }
  }

  private mutating func pppoe(_ type: EtherType, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = PPPoEHeader()
    try r.group(Field("pppoe", "PPP over Ethernet", "RFC 2516 §4")) { coder throws(WireError) in try h.code(&coder) }
    frame.say("PPPoE")
    frame.info.add(PPPoEHeader.codeName(h.code) ?? "code \(h.code)")
    try r.within(Int(h.length), Field("pppoe.payload", "Payload", "RFC 2516 §4")) { coder throws(WireError) in
      if type == .pppoeDiscovery {
        var tags: [PPPoETag] = []
        try coder.list(&tags, each: Field("pppoed.tag", "Tag", "RFC 2516 §5"), { PPPoETag.typeName($0.type) })
      } else {
        try self.barePPP(&coder, &frame)
      }
    }
  }
}
