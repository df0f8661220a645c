extension Observer {
  /// The sum of the pseudo-header of the innermost IP header.
  func pseudo(_ proto: IPProtocol, _ length: Int, _ frame: FrameContext) -> UInt64 {
    if frame.source.isIPv4 {
      return InternetChecksum.pseudo(
        IPv4Address(UInt32(truncatingIfNeeded: frame.source.low)), IPv4Address(UInt32(truncatingIfNeeded: frame.destination.low)),
        proto: proto.rawValue, length: length)
    }
    return InternetChecksum.pseudo(
      IPv6Address(high: frame.source.high, low: frame.source.low), IPv6Address(high: frame.destination.high, low: frame.destination.low),
      proto: proto.rawValue, length: length)
  }

  /// Checks the Internet checksum over `start` to the end of the part; the checksum is `at` octets after `start`.
  func verify(_ start: Int, at: Int, _ f: @autoclosure () -> Field, pseudo: UInt64, _ r: inout TreeReader, _ frame: FrameContext) {
    // A quoted packet is cut short, and so may a frame be by the capture.
    guard frame.quoted == 0, frame.captured >= frame.wireLength, start + at + 2 <= r.limit else { return }
    let found = UInt16(r.base[start + at]) << 8 | UInt16(r.base[start + at + 1])
    let sum = InternetChecksum.fold(InternetChecksum.sum(r.base, start..<r.limit, pseudo))
    if sum == 0xffff {
      r.notes.mean(start + at, "correct")
      return
    }
    if pseudo > 0, found == InternetChecksum.fold(pseudo) {
      // What a host hands to a card that computes checksums: the sum over the pseudo-header alone.
      r.notes.mean(start + at, "left to the network card")
      return
    }
    let expected = ~InternetChecksum.fold(UInt64(sum) + UInt64(~found))
    r.notes.mean(start + at, "wrong")
    let f = f()
    r.notes.problem(
      start + at..<start + at + 2, f,
      "the checksum is \(HexText.number(found, width: 4)), it should be \(HexText.number(expected, width: 4))")
  }

  mutating func udp(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = UDPHeader()
    try r.group(Field("udp", "User Datagram Protocol", "RFC 768")) { coder throws(WireError) in try h.code(&coder) }
    if h.checksum == 0 {
      r.notes.mean(start + 6, "none")
    } else if Int(h.length) == r.limit - start {
      verify(start, at: 6, Field("udp.checksum", "Checksum", "RFC 768"), pseudo: pseudo(.udp, Int(h.length), frame), &r, frame)
    }
    frame.say("UDP")
    ports(h.sourcePort, h.destinationPort, &frame)
    var count = try r.left(Int(h.length), head: 8, size: 2, back: 2, goOn: true, UDPHeader.lengthField)
    // How much there is, nobody can tell then.
    if count == .min { return r.restLeaf(.unexplained, .unexplained) }
    if count > r.remaining, frame.quoted > 0 || frame.captured < frame.wireLength { count = r.remaining }
    try r.within(count, Field("udp.length", "Length", "RFC 768")) { coder throws(WireError) in
      if let t = self.tunnels.first(where: { $0.port == h.destinationPort || $0.port == h.sourcePort }), let reader = t.kind.datagrams {
        return try self.datagram(reader, port: t.port, &coder, &frame)
      }
      let service = Self.udpServices[h.sourcePort] ?? Self.udpServices[h.destinationPort]
      if let name = service?.name, frame.quoted == 0 {
        frame.info.add(" ")
        frame.info.add(name)
      }
      if let read = service?.read { return try read(&self, &coder, &frame) }
      coder.restLeaf(.data, Field("udp.data", "Payload", "RFC 768", "what the application sent"), service?.name)
    }
  }

  /// Protocols of tunnels whose layouts this version lacks: their octets are nobody's payload, and not explained.
  func later(_ name: StaticString, _ r: inout TreeReader) {
    r.restLeaf(
      .unexplained, Field("udp.unexplained", "Payload", "RFC 768", "of a protocol that this version does not read"), name.description)
  }

  /// Port 4500 (RFC 3948 §2): four octets 0 stand before ISAKMP, a lone 0xff keeps a NAT's table alive, all else is ESP.
  mutating func natTraversal(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    if r.remaining == 1, r.base[r.offset] == 0xff {
      return r.restLeaf(.leaf, Field("udp.nat_keepalive", "NAT keep-alive", "RFC 3948 §2.3", "keeps the entry in the NAT's table"))
    }
    guard r.remaining >= 8, (0..<4).contains(where: { r.base[r.offset + $0] != 0 }) else { return later("ISAKMP", &r) }
    try ipsec(.esp, &r, &frame)
  }

  private func ports(_ a: UInt16, _ b: UInt16, _ frame: inout FrameContext) {
    guard frame.quoted == 0 else { return }
    frame.info.add(a)
    frame.info.add(" > ")
    frame.info.add(b)
  }

  mutating func tcp(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = TCPHeader()
    if let o = r.octet(12), o >> 4 < 5 {
      throw WireError(.badLength, at: start + 12, need: Int(o >> 4), have: 5, Field("tcp.hdr_len", "Data offset", "RFC 9293 §3.1"))
    }
    try r.group(Field("tcp", "Transmission Control Protocol", "RFC 9293 §3.1")) { coder throws(WireError) in
      if frame.quoted > 0 && coder.remaining < 20 {
        try Self.quotedTCP(&coder)
      } else {
        try h.code(&coder)
      }
    }
    guard r.offset - start >= 20 else { return }
    verify(start, at: 16, Field("tcp.checksum", "Checksum", "RFC 9293 §3.1"), pseudo: pseudo(.tcp, r.limit - start, frame), &r, frame)
    if frame.quoted == 0 {
      frame.say("TCP")
      ports(h.sourcePort, h.destinationPort, &frame)
      frame.info.add(" [")
      Self.flags(h, &frame.info)
      frame.info.add("] seq ")
      frame.info.add(h.sequence)
      if h.has(TCPHeader.ack) {
        frame.info.add(" ack ")
        frame.info.add(h.acknowledgement)
      }
      frame.info.add(" len ")
      frame.info.add(r.remaining)
    }
    if frame.quoted == 0, pptp.isControl(h, r, &frame) {
      try pptpSegment(h, &r, &frame)
    } else if r.remaining > 0 {
      r.restLeaf(.data, Field("tcp.data", "Payload", "RFC 9293 §3.1", "part of the application's stream of octets"))
    }
  }

  /// An error quotes at least 8 octets: ports and sequence number (RFC 792).
  private static func quotedTCP(_ coder: inout TreeReader) throws(WireError) {
    var a: UInt16 = 0
    var b: UInt16 = 0
    var s: UInt32 = 0
    try coder.int(&a, Field("tcp.srcport", "Source port", "RFC 9293 §3.1", "the program that sent it, on its host"))
    try coder.int(&b, Field("tcp.dstport", "Destination port", "RFC 9293 §3.1", "the program the segment is for, on its host"))
    try coder.int(&s, Field("tcp.seq", "Sequence number", "RFC 9293 §3.1"))
    coder.restLeaf(.leaf, Field("tcp.quoted", "Rest of the header", "RFC 792", "the error quoted no more"))
  }

  private static func flags(_ h: TCPHeader, _ line: inout InfoLine) {
    var first = true
    func one(_ bit: UInt16, _ name: StaticString, _ line: inout InfoLine, _ first: inout Bool) {
      guard h.has(bit) else { return }
      if !first { line.add(" ") }
      first = false
      line.add(name)
    }
    one(TCPHeader.syn, "SYN", &line, &first)
    one(TCPHeader.fin, "FIN", &line, &first)
    one(TCPHeader.rst, "RST", &line, &first)
    one(TCPHeader.psh, "PSH", &line, &first)
    one(TCPHeader.ack, "ACK", &line, &first)
    one(TCPHeader.urg, "URG", &line, &first)
  }

  mutating func icmp(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var m = ICMPMessage()
    try r.group(Field("icmp", "Internet Control Message Protocol", "RFC 792")) { coder throws(WireError) in
      try m.header(&coder)
      self.verify(start, at: 2, Field("icmp.checksum", "Checksum", "RFC 792"), pseudo: 0, &coder, frame)
      if frame.quoted == 0 {
        frame.say("ICMP")
        frame.info.add(ICMPMessage.typeName(m.type) ?? "type \(m.type)")
        if let code = ICMPMessage.codeName(m.type, m.code) {
          frame.info.add(", ")
          frame.info.add(code)
        }
        if m.isEcho {
          frame.info.add(" id ")
          frame.info.add(m.identifier)
          frame.info.add(" seq ")
          frame.info.add(m.sequence)
        }
      }
      if m.isError {
        self.quotation(&coder, &frame, Self.quoted, rest: Self.quotedRest, kind: .data) { me, coder, frame throws(WireError) in
          try me.anyIP(&coder, &frame)
        }
      } else {
        if m.isEcho { Self.pingTime(&coder, frame) }
        coder.restLeaf(.data, Field("icmp.data", "Data", "RFC 792", "chosen by the sender, returned as it is"))
      }
    }
  }

  /// `ping` of most systems puts the time of day before its data; seconds, then microseconds or nothing.
  private static func pingTime(_ r: inout TreeReader, _ frame: FrameContext) {
    let seconds = frame.time / 1_000_000_000
    guard frame.quoted == 0, seconds > 0, r.remaining >= 16 else { return }
    func near(_ v: UInt64) -> Bool { v < 1 << 40 && abs(Int64(v) - seconds) <= 86_400 }
    let raw = r.base.loadUnaligned(fromByteOffset: r.offset, as: UInt64.self)
    let raw2 = r.base.loadUnaligned(fromByteOffset: r.offset + 8, as: UInt64.self)
    let candidates: [(UInt64, UInt64)] = [
      (UInt64(littleEndian: raw), UInt64(littleEndian: raw2)), (UInt64(bigEndian: raw), UInt64(bigEndian: raw2)),
    ]
    for (s, us) in candidates where near(s) && us < 1_000_000 {
      r.leaf(8, .leaf, Field("icmp.data_time", "Time of sending", "", "put there by ping: seconds since 1970"), "\(s) s")
      r.leaf(8, .leaf, Field("icmp.data_time.usec", "Time of sending, microseconds", "", "put there by ping"), "\(us) µs")
      return
    }
    let halves: [(UInt32, UInt32)] = [
      (
        UInt32(littleEndian: r.base.loadUnaligned(fromByteOffset: r.offset, as: UInt32.self)),
        UInt32(littleEndian: r.base.loadUnaligned(fromByteOffset: r.offset + 4, as: UInt32.self))
      ),
      (
        UInt32(bigEndian: r.base.loadUnaligned(fromByteOffset: r.offset, as: UInt32.self)),
        UInt32(bigEndian: r.base.loadUnaligned(fromByteOffset: r.offset + 4, as: UInt32.self))
      ),
    ]
    for (s, us) in halves where near(UInt64(s)) && us < 1_000_000 {
      r.leaf(
        8, .leaf, Field("icmp.data_time", "Time of sending", "", "put there by ping: seconds since 1970, microseconds"), "\(s) s, \(us) µs")
      return
    }
  }

  /// The packet an error is about: explained like any other, but cut short without complaint and without effect.
  /// What it ends in the middle of becomes a `rest` leaf.
  mutating func quotation(
    _ r: inout TreeReader, _ frame: inout FrameContext, _ group: Field, rest: Field, kind: FieldNote.Kind,
    _ body: (inout Observer, inout TreeReader, inout FrameContext) throws(WireError) -> Void
  ) {
    let (source, destination, proto) = (frame.source, frame.destination, frame.proto)
    frame.quoted += 1
    let depth = r.notes.openDepth
    let mark = r.notes.open(r.offset, group)
    let problems = r.notes.problems.count
    do throws(WireError) { try body(&self, &r, &frame) } catch {
      r.notes.closeDown(to: depth + 1, r.offset)
    }
    // What is missing at the end of a quotation is no fault.
    if r.notes.problems.count > problems { r.notes.problems.removeLast(r.notes.problems.count - problems) }
    r.restLeaf(kind, rest)
    r.notes.close(mark, r.offset, nil)
    frame.quoted -= 1
    (frame.source, frame.destination, frame.proto) = (source, destination, proto)
  }

  private static var quoted: Field { Field("icmp.quoted", "Quoted packet", "RFC 792", "the beginning of the packet that caused this") }
  private static var quotedRest: Field { Field("icmp.quoted.data", "Further quoted octets", "RFC 792") }

  mutating func icmpv6(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = ICMPv6Header()
    try r.group(Field("icmpv6", "Internet Control Message Protocol version 6", "RFC 4443 §2.1")) { coder throws(WireError) in
      try h.code(&coder)
      self.verify(
        start, at: 2, Field("icmpv6.checksum", "Checksum", "RFC 4443 §2.3"), pseudo: self.pseudo(.icmpv6, coder.limit - start, frame),
        &coder, frame)
      if frame.quoted == 0 {
        frame.say("ICMPv6")
        frame.info.add(h.type.meaning)
      }
      var body = ICMPv6Body()
      body.type = h.type
      try body.code(&coder)
      if h.type.rawValue < 128, coder.remaining > 0 {
        self.quotation(&coder, &frame, Self.quoted, rest: Self.quotedRest, kind: .data) { me, coder, frame throws(WireError) in
          try me.anyIP(&coder, &frame)
        }
      }
    }
  }
}
