extension Observer {
  /// GRE of either version; version 1 belongs to a PPTP call.
  mutating func gre(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    var h = GREHeader()
    try r.group(Field("gre", "Generic Routing Encapsulation", "RFC 2637 §4.1, RFC 1701")) { c throws(WireError) in try h.code(&c) }
    if h.version <= 1, h.has(GREHeader.checksumBit) {
      verify(start, 4, Field("gre.checksum", "Checksum", "RFC 1701"), 0, &r, x)
    }
    if x.quoted == 0 {
      x.say("GRE")
      if h.has(GREHeader.keyBit), h.isEnhanced {
        x.info.add("call ")
        x.info.add(h.callID)
      }
      if h.has(GREHeader.sequenceBit) {
        x.info.add(" seq ")
        x.info.add(h.sequence)
      }
      if h.hasAcknowledgement {
        x.info.add(" ack ")
        x.info.add(h.acknowledgement)
      }
    }
    guard h.version <= 1 else {
      r.notes.problem(start..<start + 2, "gre.flags.version", "GRE version \(h.version) is not defined", "RFC 2637 §4.1")
      r.restLeaf(.unexplained, .unexplained)
      return
    }
    if h.isEnhanced, x.quoted == 0 { illegal(h, start, &r) }
    guard h.isEnhanced, h.has(GREHeader.keyBit) else {
      try grePayload(h.proto, &r, &x)
      return
    }
    if !h.has(GREHeader.sequenceBit), h.payloadLength > 0 {
      r.notes.problem(start + 4..<start + 6, "gre.key.payload_length", "a payload of \(h.payloadLength) octets without a sequence number", "RFC 2637 §4.1")
    }
    var count = Int(h.payloadLength)
    if count > r.remaining, x.quoted > 0 || x.captured < x.wireLength { count = r.remaining }
    guard count > 0 else {
      if r.remaining > 0 { excess(&r) }
      return
    }
    let call: (Int, side: Int)? = h.proto == .ppp && x.quoted == 0 ? conversations.packet(.pptp, x.source, x.destination, UInt32(h.callID)) : nil
    let outer = x.isCopy
    var original: Int?
    if let call, h.has(GREHeader.sequenceBit), count <= r.remaining {
      original = conversations[call.0][call.side].order.note(h.sequence, UnsafeRawBufferPointer(rebasing: r.base[r.offset..<r.offset + count]), frame: x.number)
    }
    x.isCopy = original != nil
    defer { x.isCopy = outer }
    try r.within(count, Field("gre.key.payload_length", "Payload length", "RFC 2637 §4.1")) { c throws(WireError) in
      if h.proto == .ppp {
        try self.ppp(call?.0, call?.side ?? 0, h.callID, &c, &x)
      } else {
        try self.grePayload(h.proto, &c, &x)
      }
    }
    if r.remaining > 0 { excess(&r) }
    if let original {
      x.info.add(" (a copy of frame ")
      x.info.add(original)
      x.info.add(")")
    }
  }

  /// Bits that PPTP's header must not have, or must have (RFC 2637 §4.1).
  private func illegal(_ h: GREHeader, _ start: Int, _ r: inout TreeReader) {
    guard let why = h.fault else { return }
    r.notes.problem(start..<start + 2, why.field, why.text, "RFC 2637 §4.1")
  }

  private func excess(_ r: inout TreeReader) {
    r.notes.problem(r.offset..<r.limit, "gre.key.payload_length", "\(r.remaining) octets lie behind the payload length", "RFC 2637 §4.1")
    r.restLeaf(.unexplained, Field("gre.unexplained", "Octets beyond the payload length", "RFC 2637 §4.1"))
  }

  private mutating func grePayload(_ proto: EtherType, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    guard r.remaining > 0 else { return }
    switch proto {
    case .bridged: try ethernet(&r, &x)
    case .ppp: try ppp(nil, 0, nil, &r, &x)
    case .ipv4, .ipv6: try anyIP(&r, &x)
    default: r.restLeaf(.data, Field("gre.data", "Payload", "RFC 1701", "of a protocol this program does not read"), proto.label?.string)
    }
  }
}
