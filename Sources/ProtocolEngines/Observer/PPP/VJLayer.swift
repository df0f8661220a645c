extension Observer {
  /// An uncompressed packet that fills a slot of Van Jacobson's compressor: the IP protocol field holds the slot number
  /// (RFC 1144 §3.2.3); everything else is a plain TCP/IP packet.
  mutating func vjUncompressed(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    if let first = r.octet(0), first & 15 < 5 || first >> 4 != 4 {
      throw WireError(.badValue, at: start, need: Int(first), have: r.remaining, Field("ip.version", "IP version", "RFC 1144 §3.2.3", "4"))
    }
    var h = IPv4Header()
    try r.group(Field("ip", "Internet Protocol version 4", "RFC 791 §3.1"), { "protocol field replaced by a slot number" }) {
      coder throws(WireError) in try h.code(&coder)
    }
    let used = r.offset - start
    let slot = h.proto.rawValue
    if let i = r.notes.notes.lastIndex(where: { $0.kind == .leaf && Int($0.lower) == start + 9 }) {
      r.notes.notes[i].field = Field(
        "vjc.connection_number", "Connection number", "RFC 1144 §3.2.3", "the slot this packet fills; the real protocol is TCP")
      r.notes.notes[i].meaning = nil
    }
    // The checksum is that of the real header (RFC 1144 §3.2.3: only the protocol field is replaced).
    let sum = InternetChecksum.sum(r.base, start..<start + used) &+ 6 &+ UInt64(~UInt16(slot))
    let folded = InternetChecksum.fold(sum)
    if folded == 0xffff {
      r.notes.mean(start + 10, "correct")
    } else {
      let expected = ~InternetChecksum.fold(UInt64(folded) + UInt64(~h.checksum))
      r.notes.problem(
        start + 10..<start + 12, "ip.checksum",
        "the header checksum is \(HexText.number(h.checksum, width: 4)), it should be \(HexText.number(expected, width: 4))", "RFC 791 §3.1"
      )
    }
    frame.source = HostAddress(h.source)
    frame.destination = HostAddress(h.destination)
    if frame.quoted == 0 {
      frame.sourceText = h.source.description
      frame.destinationText = h.destination.description
    }
    var payload = try r.left(Int(h.totalLength), head: used, size: 2, back: used - 4, goOn: true, IPv4Header.totalLengthField)
    if payload > r.remaining, frame.captured < frame.wireLength { payload = r.remaining }
    try r.within(payload, Field("ip.len", "Total length", "RFC 791 §3.1")) { coder throws(WireError) in try self.tcp(&coder, &frame) }
    if frame.quoted == 0 {
      frame.info.add(", VJ slot ")
      frame.info.add(slot)
    }
  }

  /// A compressed packet: what changed since the last one of its slot (RFC 1144 §3.2.2).
  mutating func vjCompressed(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    var h = VJHeader()
    try r.group(Field("vjc", "Van Jacobson compressed TCP/IP", "RFC 1144 §3.2.2")) { coder throws(WireError) in try h.code(&coder) }
    frame.say("VJ TCP")
    frame.info.add("compressed TCP/IP, ")
    frame.info.add(r.remaining)
    frame.info.add(" octets of data")
    r.restLeaf(.data, Field("vjc.data", "TCP payload", "RFC 1144 §3.2.2", "part of the application's stream of octets"))
  }
}
