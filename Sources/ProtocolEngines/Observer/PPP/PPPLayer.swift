extension Observer {
  /// A PPP capture of a bare line: link types 9, 50, 51 and 204.
  mutating func linkPPP(_ link: LinkType, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var side = 0
    frame.say("PPP")
    if link == .pppEther { return try ethernetPayload(.pppoeSession, &r, &frame) }
    if link == .pppWithDirection {
      var h = PPPDirectionHeader()
      try h.code(&r)
      side = h.isSent ? 1 : 0
      frame.sourceText = h.isSent ? "here" : "peer"
      frame.destinationText = h.isSent ? "peer" : "here"
    }
    if isFramed(r, side) { return framed(side, &r, &frame) }
    if link == .pppWithDirection { return try ppp(links.line(side), &r, &frame) }
    try linePacket(side, &r, &frame)
  }

  /// What a serial line carries, without flags: PPP, or Cisco's HDLC.
  mutating func linePacket(_ side: Int, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    if let first = r.octet(0), first == 0x0f || first == 0x8f { return try ciscoHDLC(&r, &frame) }
    try ppp(links.line(side), &r, &frame)
  }

  /// Cisco's HDLC: address 0f (unicast) or 8f (broadcast), a zero, then an Ethernet type.
  private mutating func ciscoHDLC(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = CiscoHDLCHeader()
    try r.group(Field("chdlc", "Cisco HDLC", "LINKTYPE_C_HDLC")) { coder throws(WireError) in try h.code(&coder) }
    try ethernetPayload(h.type, &r, &frame)
  }

  /// PPP where nothing tells which link it belongs to.
  mutating func barePPP(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    try ppp(frame.quoted == 0 ? links.line(0) : nil, &r, &frame)
  }

  /// A PPP frame; `end`: who sent it, nil where it belongs to no link that is followed.
  mutating func ppp(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = PPPHeader()
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { coder throws(WireError) in try h.code(&coder) }
    evenProtocol(h.proto, note, &r, frame)
    try pppPayload(h.proto, end, &r, &frame)
  }

  /// The Protocol field's last octet is odd and no other is: so a reader finds its end (RFC 1661 §2).
  func evenProtocol(_ proto: PPPProtocol, _ note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard proto.rawValue & 1 == 0, frame.quoted == 0 else { return }
    r.fault(
      note, "ppp.protocol",
      "the protocol number \(HexText.number(proto.rawValue, width: 4)) ends in an even octet: no protocol can have it", "RFC 1661 §2")
  }

  /// What the Protocol field names.
  mutating func pppPayload(_ proto: PPPProtocol, _ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext)
    throws(WireError)
  {
    guard frame.nesting < FrameContext.deepest else { return tooDeep(&r) }
    frame.nesting += 1
    defer { frame.nesting -= 1 }
    switch proto {
    case .ipv4, .ipv6:
      if let end {
        links[end.link].phase(network: proto, from: end.side, &r, frame)
        links[end.link].worked = true
      }
      try anyIP(&r, &frame)
      // Padding up to the MRU is allowed in PPP; IP's total length tells where the packet ends (RFC 1661 §2).
      if r.remaining > 0 { r.restLeaf(.leaf, Field("ppp.padding", "Padding", "RFC 1661 §2", "octets behind the packet")) }
    case .lcp:
      let p = try control(LCPDialect.self, Field("lcp", "Link Control Protocol", "RFC 1661 §5"), from: end, &r, &frame)
      if let end, frame.quoted == 0, !frame.isCopy { links[end.link].follow(lcp: p, from: end.side, &frame) }
    case .ccp, .ccpLink:
      let p = try control(CCPDialect.self, Field("ccp", "Compression Control Protocol", "RFC 1962 §2"), from: end, &r, &frame)
      if let end, frame.quoted == 0, !frame.isCopy, let bits = links[end.link].follow(ccp: p, from: end.side, frame) {
        startMPPE(end, bits, &frame)
      }
    case .ipcp: _ = try control(IPCPDialect.self, Field("ipcp", "Internet Protocol Control Protocol", "RFC 1332 §2"), from: end, &r, &frame)
    case .ipv6cp: _ = try control(IPV6CPDialect.self, Field("ipv6cp", "IPv6 Control Protocol", "RFC 5072 §3"), from: end, &r, &frame)
    case .pap, .chap, .eap: try login(proto, end, &r, &frame)
    case .compressed, .compressedLink: try compressedDatagram(end, &r, &frame)
    case .vjUncompressed: try vjUncompressed(&r, &frame)
    case .vjCompressed: try vjCompressed(&r, &frame)
    case .lqr: try linkQuality(&r, &frame)
    case .multilink: try multilink(end, &r, &frame)
    case .cbcp, .bacp, .osinlcp, .ipxcp, .atcp, .bcp, .nbfcp, .ecp, .mplscp, PPPProtocol(rawValue: 0x8207):
      let name = proto.label?.string ?? "NCP"
      _ = try control(OtherDialect.self, Field("ncp", "Network Control Protocol", "RFC 1661 §2"), from: nil, &r, &frame, title: name)
    default:
      if frame.quoted == 0 {
        frame.say("PPP")
        frame.info.add(proto.meaning)
      }
      r.restLeaf(.data, Field("ppp.data", "Information", "RFC 1661 §2", "of a protocol this program does not read"), proto.label?.string)
    }
  }

  private mutating func control<D: ControlDialect>(
    _: D.Type, _ group: Field, from end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext, title: String? = nil
  ) throws(WireError) -> ControlPacket<D> {
    var p = ControlPacket<D>()
    let faults = r.notes.problems.count
    let before = r.notes.notes.count
    let start = r.offset
    try r.group(group, { title }) { coder throws(WireError) in
      try p.code(&coder)
      if D.proto == .lcp, p.code == .protocolReject { self.rejected(p.rejectedProtocol, &coder, &frame) }
    }
    if frame.quoted == 0 {
      frame.say(D.proto == .lcp ? "LCP" : D.proto == .ccp ? "CCP" : D.proto == .ipcp ? "IPCP" : D.proto == .ipv6cp ? "IPV6CP" : "NCP")
      if let title {
        frame.info.add(title)
        frame.info.add(": ")
      }
      frame.info.add(p.summary(whole: r.notes.problems.count == faults))
      let isRead = r.notes.problems.count == faults
      // Only these have options of their own: a Protocol-Reject holds those of another protocol.
      if ControlCode.configurations.contains(p.code.rawValue) {
        optionLengths(D.Option.self, since: before, &r)
        if isRead {
          if p.code == .configureRequest || p.code == .configureNak {
            OptionRules.judge(p.options, request: p.code == .configureRequest, note: before, &r)
          }
          if let end, !frame.isCopy {
            links[end.link].negotiation(p, from: end.side, body: start + 4..<start + max(4, Int(p.length)), note: before, &r)
          }
        }
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
  private mutating func rejected(_ proto: PPPProtocol, _ r: inout TreeReader, _ frame: inout FrameContext) {
    guard let last = r.notes.notes.last, last.field.id.equals("lcp.rejected_information"), Int(last.upper) == r.offset else { return }
    r.notes.notes.removeLast()
    let outer = r.limit
    (r.offset, r.limit) = (Int(last.lower), Int(last.upper))
    quotation(
      &r, &frame, Field("lcp.rejected", "Rejected packet", "RFC 1661 §5.7", "a copy of what was refused"), rest: last.field, kind: .leaf
    ) {
      me, r, frame throws(WireError) in
      try me.pppPayload(proto, nil, &r, &frame)
    }
    r.limit = outer
  }

  private mutating func linkQuality(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var p = LinkQualityReport()
    try r.group(Field("ppp.lqr", "Link-Quality-Report", "RFC 1989 §2.6")) { coder throws(WireError) in try p.code(&coder) }
    // Padding up to the MRU is allowed in PPP.
    if r.remaining > 0 { r.restLeaf(.leaf, Field("ppp.padding", "Padding", "RFC 1661 §2", "octets behind the packet")) }
    guard frame.quoted == 0 else { return }
    frame.say("LQR")
    frame.info.add("Link-Quality-Report ")
    frame.info.add(p.peerOutLQRs)
    frame.info.add(", sent ")
    frame.info.add(p.peerOutPackets)
    frame.info.add(" packets, received ")
    frame.info.add(p.peerInPackets)
  }

  /// Multilink fragments (RFC 1990 §3): the header, and the packet where it is in one piece.
  private mutating func multilink(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext)
    throws(WireError)
  {
    var h = MultilinkHeader()
    try r.group(Field("mp", "PPP Multilink", "RFC 1990 §3")) { coder throws(WireError) in try h.code(&coder) }
    guard h.isWhole else {
      frame.say("PPP MP")
      frame.info.add("fragment ")
      frame.info.add(h.word & 0xff_ffff)
      r.restLeaf(.data, Field("mp.data", "Fragment", "RFC 1990 §3", "part of a packet cut for several links"))
      return
    }
    var inner = PPPHeader()
    inner.hasAddressControl = false
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { coder throws(WireError) in try inner.code(&coder) }
    evenProtocol(inner.proto, note, &r, frame)
    try pppPayload(inner.proto, end, &r, &frame)
  }
}
