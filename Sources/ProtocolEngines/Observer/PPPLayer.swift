extension Observer {
  /// A PPP capture of a bare line: link types 9, 50, 51 and 204.
  mutating func linkPPP(_ link: LinkType, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var side = 0
    x.say("PPP")
    if link == .pppEther { return try ethernetPayload(.pppoeSession, &r, &x) }
    if link == .pppWithDirection {
      var direction: UInt8 = 0
      try r.int(
        &direction,
        Field("ppp.direction", "Direction", "LINKTYPE_PPP_WITH_DIR", "0: received by the capturing host; anything else: sent by it")
      ) { $0 == 0 ? "received" : "sent" }
      side = direction == 0 ? 0 : 1
      x.sourceText = direction == 0 ? "peer" : "here"
      x.destinationText = direction == 0 ? "here" : "peer"
    }
    if isFramed(r, side) { return framed(side, &r, &x) }
    if link == .pppWithDirection { return try ppp(conversations.line(), side, nil, &r, &x) }
    try linePacket(side, &r, &x)
  }

  /// What a serial line carries, without flags: PPP, or Cisco's HDLC.
  mutating func linePacket(_ side: Int, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    if let first = r.octet(0), first == 0x0f || first == 0x8f { return try ciscoHDLC(&r, &x) }
    try ppp(conversations.line(), side, nil, &r, &x)
  }

  /// Cisco's HDLC: address 0f (unicast) or 8f (broadcast), a zero, then an Ethernet type.
  private mutating func ciscoHDLC(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var address: UInt8 = 0
    var control: UInt8 = 0
    var type = EtherType.ipv4
    try r.group(Field("chdlc", "Cisco HDLC", "LINKTYPE_C_HDLC")) { c throws(WireError) in
      try c.int(&address, Field("chdlc.address", "Address", "LINKTYPE_C_HDLC")) { $0 == 0x0f ? "unicast" : "broadcast" }
      try c.int(&control, Field("chdlc.control", "Control", "LINKTYPE_C_HDLC"))
      try c.code(&type, Field("chdlc.protocol", "Protocol", "LINKTYPE_C_HDLC"))
    }
    try ethernetPayload(type, &r, &x)
  }

  /// PPP where nothing tells which link it belongs to.
  mutating func barePPP(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    try ppp(x.quoted == 0 ? conversations.line() : nil, 0, nil, &r, &x)
  }

  /// A PPP frame of link `c`, sent by end `side`.
  mutating func ppp(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var h = PPPHeader()
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { c throws(WireError) in try h.code(&c) }
    evenProtocol(h.proto, note, &r, x)
    try pppPayload(h.proto, c, side, callID, &r, &x)
  }

  /// The Protocol field's last octet is odd and no other is: so a reader finds its end (RFC 1661 §2).
  func evenProtocol(_ proto: PPPProtocol, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard proto.rawValue & 1 == 0, x.quoted == 0 else { return }
    r.fault(
      note, "ppp.protocol",
      "the protocol number \(HexText.number(proto.rawValue, width: 4)) ends in an even octet: no protocol can have it", "RFC 1661 §2")
  }

  /// What the Protocol field names.
  mutating func pppPayload(_ proto: PPPProtocol, _ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext)
    throws(WireError)
  {
    guard x.nesting < FrameContext.deepest else { return tooDeep(&r) }
    x.nesting += 1
    defer { x.nesting -= 1 }
    switch proto {
    case .ipv4, .ipv6:
      if let c {
        phase(network: proto, c, side, &r, x)
        conversations[c].worked = true
      }
      try anyIP(&r, &x)
      // Padding up to the MRU is allowed in PPP; IP's total length tells where the packet ends (RFC 1661 §2).
      if r.remaining > 0 { r.restLeaf(.leaf, Field("ppp.padding", "Padding", "RFC 1661 §2", "octets behind the packet")) }
    case .lcp:
      let p = try control(LCPDialect.self, Field("lcp", "Link Control Protocol", "RFC 1661 §5"), c, side, &r, &x)
      if x.quoted == 0, !x.isCopy { followLCP(p, c, side, &x) }
    case .ccp, .ccpLink:
      let p = try control(CCPDialect.self, Field("ccp", "Compression Control Protocol", "RFC 1962 §2"), c, side, &r, &x)
      if let c, x.quoted == 0, !x.isCopy { followCCP(p, c, side, callID, &x) }
    case .ipcp: _ = try control(IPCPDialect.self, Field("ipcp", "Internet Protocol Control Protocol", "RFC 1332 §2"), c, side, &r, &x)
    case .ipv6cp: _ = try control(IPV6CPDialect.self, Field("ipv6cp", "IPv6 Control Protocol", "RFC 5072 §3"), c, side, &r, &x)
    case .pap, .chap, .eap: try login(proto, c, side, &r, &x)
    case .compressed, .compressedLink: try compressedDatagram(c, side, callID, &r, &x)
    case .vjUncompressed: try vjUncompressed(&r, &x)
    case .vjCompressed: try vjCompressed(&r, &x)
    case .lqr: try linkQuality(&r, &x)
    case .multilink: try multilink(c, side, callID, &r, &x)
    case .cbcp, .bacp, .osinlcp, .ipxcp, .atcp, .bcp, .nbfcp, .ecp, .mplscp, PPPProtocol(rawValue: 0x8207):
      let name = proto.label?.string ?? "NCP"
      _ = try control(OtherDialect.self, Field("ncp", "Network Control Protocol", "RFC 1661 §2"), nil, side, &r, &x, title: name)
    default:
      if x.quoted == 0 {
        x.say("PPP")
        x.info.add(proto.meaning)
      }
      r.restLeaf(.data, Field("ppp.data", "Information", "RFC 1661 §2", "of a protocol this program does not read"), proto.label?.string)
    }
  }

  private mutating func control<D: ControlDialect>(
    _: D.Type, _ group: Field, _ link: Int?, _ side: Int, _ r: inout TreeReader, _ x: inout FrameContext, title: String? = nil
  ) throws(WireError) -> ControlPacket<D> {
    var p = ControlPacket<D>()
    let faults = r.notes.problems.count
    let before = r.notes.notes.count
    let start = r.offset
    try r.group(group, { title }) { c throws(WireError) in
      try p.code(&c)
      if D.proto == .lcp, p.code == .protocolReject { self.rejected(p.rejectedProtocol, &c, &x) }
    }
    if x.quoted == 0 {
      x.say(D.proto == .lcp ? "LCP" : D.proto == .ccp ? "CCP" : D.proto == .ipcp ? "IPCP" : D.proto == .ipv6cp ? "IPV6CP" : "NCP")
      if let title {
        x.info.add(title)
        x.info.add(": ")
      }
      x.info.add(p.summary(whole: r.notes.problems.count == faults))
      let isRead = r.notes.problems.count == faults
      // Only these have options of their own: a Protocol-Reject holds those of another protocol.
      if ControlCode.configurations.contains(p.code.rawValue) {
        optionLengths(D.Option.self, since: before, &r)
        if isRead { negotiation(p, link, side, start, note: before, &r, x) }
      }
      if !D.defines(p.code), let codes = D.codes {
        r.notes.problem(
          start..<start + 1, D.ids.code, "\(D.title) has no code \(p.code.rawValue): its codes are \(codes.text.string)", codes.ref)
      }
    }
    return p
  }

  /// Options whose type fixes another length than they have: the fault stands at the length octet (RFC 1661 §6).
  private func optionLengths<O: ConfigurationOption>(_: O.Type, since: Int, _ r: inout TreeReader) {
    for i in since..<r.notes.notes.count where r.notes.notes[i].field.id.hasSuffix(".opt.length") {
      let at = Int(r.notes.notes[i].lower)
      guard at > 0, let rule = O.rule(r.base[at - 1]), !rule.allowed.contains(Int(r.base[at])) else { continue }
      let f = r.notes.notes[i].field
      let low = rule.allowed.lowerBound
      let right = low == rule.allowed.upperBound ? "\(low)" : "at least \(low)"
      r.notes.problem(
        at..<at + 1, Field(f, ref: rule.ref),
        "the length of \(O.Kind(rawValue: r.base[at - 1]).meaning) is \(r.base[at]), it should be \(right)")
    }
  }

  /// A Protocol-Reject gives back what it refuses (RFC 1661 §5.7): read like the packet it was.
  private mutating func rejected(_ proto: PPPProtocol, _ r: inout TreeReader, _ x: inout FrameContext) {
    guard let last = r.notes.notes.last, last.field.id.equals("lcp.rejected_information"), Int(last.upper) == r.offset else { return }
    r.notes.notes.removeLast()
    let outer = r.limit
    (r.offset, r.limit) = (Int(last.lower), Int(last.upper))
    quotation(&r, &x, Field("lcp.rejected", "Rejected packet", "RFC 1661 §5.7", "a copy of what was refused"), rest: last.field, .leaf) {
      me, r, x throws(WireError) in
      try me.pppPayload(proto, nil, 0, nil, &r, &x)
    }
    r.limit = outer
  }

  private mutating func linkQuality(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    var p = LinkQualityReport()
    try r.group(Field("ppp.lqr", "Link-Quality-Report", "RFC 1989 §2.6")) { c throws(WireError) in try p.code(&c) }
    // Padding up to the MRU is allowed in PPP.
    if r.remaining > 0 { r.restLeaf(.leaf, Field("ppp.padding", "Padding", "RFC 1661 §2", "octets behind the packet")) }
    guard x.quoted == 0 else { return }
    x.say("LQR")
    x.info.add("Link-Quality-Report ")
    x.info.add(p.peerOutLQRs)
    x.info.add(", sent ")
    x.info.add(p.peerOutPackets)
    x.info.add(" packets, received ")
    x.info.add(p.peerInPackets)
  }

  /// Multilink fragments (RFC 1990 §3): the header, and the packet where it is in one piece.
  private mutating func multilink(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext)
    throws(WireError)
  {
    var h = MultilinkHeader()
    try r.group(Field("mp", "PPP Multilink", "RFC 1990 §3")) { c throws(WireError) in try h.code(&c) }
    guard h.isWhole else {
      x.say("PPP MP")
      x.info.add("fragment ")
      x.info.add(h.word & 0xff_ffff)
      r.restLeaf(.data, Field("mp.data", "Fragment", "RFC 1990 §3", "part of a packet cut for several links"))
      return
    }
    var inner = PPPHeader()
    inner.hasAddressControl = false
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { c throws(WireError) in try inner.code(&c) }
    evenProtocol(inner.proto, note, &r, x)
    try pppPayload(inner.proto, c, side, callID, &r, &x)
  }
}

/// A Multilink header with long sequence numbers (RFC 1990 §3).
struct MultilinkHeader: WireMessage {
  var word: UInt32 = 0xc000_0000
  /// Begins and ends a packet: nothing was cut.
  var isWhole: Bool { word >> 30 == 3 }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &word, Field("mp.header", "Flags, sequence number", "RFC 1990 §3"),
      bits: { b in
        b(0, Field("mp.first", "B, beginning", "RFC 1990 §3"))
        b(1, Field("mp.last", "E, ending", "RFC 1990 §3"))
        b(2...7, Field("mp.reserved", "Reserved", "RFC 1990 §3"))
        b(8...31, Field("mp.seq", "Sequence number", "RFC 1990 §3"))
      })
  }
}

/// Control protocols that we recognise but do not speak: code, identifier, length and options like LCP's (RFC 1661 §5).
enum OtherDialect: ControlDialect {
  typealias Option = OtherOption
  static var title: String { "NCP" }
  static var proto: PPPProtocol { PPPProtocol(rawValue: 0) }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
  /// Some of them have further codes.
  static var codes: (text: StaticString, ref: StaticString)? { nil }
  static var section: StaticString { "RFC 1661 §5" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "ncp.code", identifier: "ncp.id", length: "ncp.length", body: "ncp.body", option: "ncp.option", text: "ncp.message",
      value: "ncp.value", rejected: "ncp.rejected_packet",
      rejectedCode: "ncp.rejected_code", rejectedIdentifier: "ncp.rejected_id", rejectedLength: "ncp.rejected_length",
      padding: "ncp.padding")
  }
}

struct OtherOption: ConfigurationOption {
  struct Kind: Codepoint {
    var rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }
    static let table: CodeTable = [:]
  }
  var type = Kind(rawValue: 0), length: UInt8 = 2, data: [UInt8] = []
  init() {}
  var text: String { "option \(type.rawValue)" }
  static var lengthField: Field { Field("ncp.opt.length", "Length", "RFC 1661 §6") }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("ncp.opt.type", "Type", "RFC 1661 §6"))
    try c.int(&length, Self.lengthField)
    try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ncp.opt.value", "Value", "RFC 1661 §6"))
  }
}
