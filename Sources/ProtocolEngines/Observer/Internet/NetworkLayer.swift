extension Observer {
  mutating func ipv4(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = IPv4Header()
    if let first = r.octet(0), first & 15 < 5 {
      throw WireError(.badLength, at: start, need: Int(first & 15), have: 5, Field("ip.hdr_len", "Header length", "RFC 791 §3.1"))
    }
    try r.group(Field("ip", "Internet Protocol version 4", "RFC 791 §3.1")) { coder throws(WireError) in try h.code(&coder) }
    let used = r.offset - start
    check(ipv4: h, start, used, &r)
    frame.source = HostAddress(h.source)
    frame.destination = HostAddress(h.destination)
    if frame.quoted == 0 {
      frame.sourceText = h.source.description
      frame.destinationText = h.destination.description
      frame.say("IPv4")
      frame.info.add(h.proto.meaning)
    }
    var payload = 0
    // A host that leaves cutting to its network card writes 0.
    if h.totalLength == 0 {
      payload = r.remaining
      r.notes.mean(start + 2, "0: left to the network card")
    } else {
      payload = try r.left(Int(h.totalLength), head: used, size: 2, back: used - 4, goOn: true, IPv4Header.totalLengthField)
    }
    if payload > r.remaining, frame.quoted > 0 || frame.captured < frame.wireLength { payload = r.remaining }
    let fragment = h.fragmentOffset > 0 || h.moreFragments
    try r.within(payload, Field("ip.len", "Total length", "RFC 791 §3.1")) { coder throws(WireError) in
      if fragment {
        self.fragment(h, &coder, &frame)
      } else {
        try self.transport(h.proto, &coder, &frame)
      }
    }
  }

  private func check(ipv4 h: IPv4Header, _ start: Int, _ used: Int, _ r: inout TreeReader) {
    let sum = InternetChecksum.fold(InternetChecksum.sum(r.base, start..<start + used))
    if sum == 0xffff {
      r.notes.mean(start + 10, "correct")
    } else {
      // RFC 1624: take the field out of the sum again.
      let expected = ~InternetChecksum.fold(UInt64(sum) + UInt64(~h.checksum))
      if h.checksum == 0 {
        r.notes.mean(start + 10, "0: left to the network card")
      } else {
        r.notes.mean(start + 10, "wrong")
        r.notes.problem(
          start + 10..<start + 12, "ip.checksum",
          "the header checksum is \(HexText.number(h.checksum, width: 4)), it should be \(HexText.number(expected, width: 4))",
          "RFC 791 §3.1")
      }
    }
  }

  private mutating func fragment(_ h: IPv4Header, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let key = FragmentTable.Key(
      source: frame.source, destination: frame.destination, proto: h.proto.rawValue, identification: UInt32(h.identification))
    fragmentBody(key, at: h.fragmentOffset, more: h.moreFragments, h.proto, head: Int(h.versionAndLength & 15) * 4, &r, &frame)
  }

  /// What RFC 791 §3.2 (RFC 8200 §4.5) asks of a fragment: pieces of eight octets, and a packet that a length of 16 bits can tell.
  /// `head`: octets that the length counts besides.
  private func judge(fragment range: Range<Int>, _ at: Int, _ more: Bool, head: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    // What the capture cut off would be missed here.
    guard frame.quoted == 0, frame.captured >= frame.wireLength else { return }
    let ref: StaticString = frame.source.isIPv4 ? "RFC 791 §3.2" : "RFC 8200 §4.5"
    let end = head + at + range.count
    if more, range.count % 8 != 0 {
      r.notes.problem(range, "ip.fragment", "a fragment of \(range.count) octets that is not the last: it must be a multiple of 8", ref)
    }
    if end > IPv4Header.mostOctets {
      r.notes.problem(
        range, "ip.fragment", "with this fragment the packet would have \(end) octets or more: \(IPv4Header.mostOctets) are the most",
        ref)
    }
  }

  /// A fragment's octets: kept until the packet is whole, then read as a buffer of their own.
  mutating func fragmentBody(
    _ key: FragmentTable.Key, at: Int, more: Bool, _ proto: IPProtocol, head: Int, _ r: inout TreeReader, _ frame: inout FrameContext
  ) {
    let range = r.offset..<r.limit
    frame.say("IP fragment")
    frame.info.add(proto.meaning)
    if range.isEmpty {
      frame.info.add(", no octets at ")
      frame.info.add(at)
    } else {
      frame.info.add(", octets ")
      frame.info.add(at)
      frame.info.add(" to ")
      frame.info.add(at + range.count - 1)
    }
    if more { frame.info.add(", more follow") }
    let index = r.notes.notes.count
    r.restLeaf(
      .leaf, Field("ip.fragment", "Fragment", "RFC 791 §2.3", "part of a packet that was cut into pieces"),
      "octets \(at) to \(at + range.count - 1) of the packet's data")
    judge(fragment: range, at, more, head: head, &r, frame)
    guard frame.quoted == 0, frame.nesting < FrameContext.deepest, !range.isEmpty else { return }
    let piece = [UInt8](r.base[range])
    let origin = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: range)
    let fragment = FragmentTable.Fragment(offset: at, more: more, octets: piece, tag: origin)
    let now = Instant(micros: frame.time / 1000)
    guard case .whole(let whole) = fragments.add(fragment, to: key, isCut: frame.captured < frame.wireLength, at: now) else { return }
    frame.nesting += 1
    let buffer = openBuffer(.ip, from: whole.tags, whole.octets, &frame) { me, r, frame throws(WireError) in
      try me.transport(proto, &r, &frame)
    }
    frame.nesting -= 1
    if index < r.notes.notes.count {
      r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
      r.notes.notes[index].inFrame = Int32(truncatingIfNeeded: frame.number)
    }
  }

  mutating func ipv6(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = IPv6Header()
    try r.group(Field("ipv6", "Internet Protocol version 6", "RFC 8200 §3")) { coder throws(WireError) in try h.code(&coder) }
    frame.source = HostAddress(h.source)
    frame.destination = HostAddress(h.destination)
    if frame.quoted == 0 {
      frame.sourceText = h.source.description
      frame.destinationText = h.destination.description
      frame.say("IPv6")
      frame.info.add(h.nextHeader.meaning)
    }
    var payload = Int(h.payloadLength)
    if payload > r.remaining, frame.quoted > 0 || frame.captured < frame.wireLength { payload = r.remaining }
    try r.within(payload, Field("ipv6.plen", "Payload length", "RFC 8200 §3")) { coder throws(WireError) in
      try self.ipv6Payload(h.nextHeader, &coder, &frame)
    }
  }

  private mutating func ipv6Payload(_ first: IPProtocol, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var next = first
    var count = 0
    while count < 16 {
      count += 1
      switch next {
      case .hopByHop, .routing, .destinationOptions:
        var e = IPv6Extension()
        e.kind = next
        try r.group(Field("ipv6.ext", "Extension header", "RFC 8200 §4"), { next.meaning }) { coder throws(WireError) in try e.code(&coder)
        }
        next = e.nextHeader
      case .fragment:
        var f = IPv6Fragment()
        try r.group(Field("ipv6.fraghdr", "Fragment header", "RFC 8200 §4.5")) { coder throws(WireError) in try f.code(&coder) }
        if f.fragmentOffset > 0 || f.moreFragments {
          let key = FragmentTable.Key(
            source: frame.source, destination: frame.destination, proto: f.nextHeader.rawValue, identification: f.identification)
          fragmentBody(key, at: f.fragmentOffset, more: f.moreFragments, f.nextHeader, head: 0, &r, &frame)
          return
        }
        next = f.nextHeader
      default:
        try transport(next, &r, &frame)
        return
      }
    }
    throw WireError(
      .badValue, at: r.offset, need: count, have: r.remaining, Field("ipv6.ext", "number of extension headers", "RFC 8200 §4"))
  }

  /// Octets that this program could read, and does not.
  func tooDeep(_ r: inout TreeReader) {
    guard r.remaining > 0 else { return }
    r.notes.problem(
      r.offset..<r.limit, Field.unexplained,
      """
      packets inside packets are followed \(FrameContext.deepest) deep, and this is deeper: \(r.remaining) \
      octet\(r.remaining == 1 ? " is" : "s are") not explained
      """
    )
    r.restLeaf(.unexplained, .unexplained)
  }

  /// What an IP header carries.
  mutating func transport(_ proto: IPProtocol, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    guard frame.nesting < FrameContext.deepest else { return tooDeep(&r) }
    frame.nesting += 1
    defer { frame.nesting -= 1 }
    if let read = Self.ipReaders[Int(proto.rawValue)] { return try read(&self, &r, &frame) }
    r.restLeaf(.data, Field("ip.data", "Payload", "", "of a protocol this program does not read"), proto.label?.string)
  }

  mutating func igmp(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var m = IGMPMessage()
    let start = r.offset
    try r.group(Field("igmp", "Internet Group Management Protocol", "RFC 3376 §4")) { coder throws(WireError) in try m.code(&coder) }
    verify(start, at: 2, Field("igmp.checksum", "Checksum", "RFC 3376 §4.1.2"), pseudo: 0, &r, frame)
    frame.say("IGMP")
    frame.info.add(IGMPMessage.typeName(m.type) ?? "type \(m.type)")
  }

  /// ESP and AH: their headers; what they hold is for a later day.
  mutating func ipsec(_ proto: IPProtocol, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    if proto == .esp {
      frame.say("ESP")
      var p = ESPPacket()
      try r.group(Field("esp", "Encapsulating Security Payload", "RFC 2406 §2")) { coder throws(WireError) in try p.code(&coder) }
      frame.info.add("SPI ")
      frame.info.hex(p.spi, width: 8)
      frame.info.add(", sequence ")
      frame.info.add(p.sequence)
      return
    }
    var h = AHHeader()
    try r.group(Field("ah", "Authentication Header", "RFC 2402 §2")) { coder throws(WireError) in try h.code(&coder) }
    frame.say("AH")
    try transport(h.nextHeader, &r, &frame)
  }
}
