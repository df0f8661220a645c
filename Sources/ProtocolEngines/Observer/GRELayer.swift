extension Observer {
  /// GRE of either version; version 1 belongs to a PPTP call.
  mutating func gre(_ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    let note = r.notes.notes.count
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
    if x.quoted == 0 { illegal(h, start, note, &r, x) }
    guard h.isEnhanced, h.has(GREHeader.keyBit) else {
      try grePayload(h.proto, &r, &x)
      return
    }
    if !h.has(GREHeader.sequenceBit), h.payloadLength > 0 {
      r.notes.problem(
        start + 4..<start + 6, "gre.key.payload_length", "a payload of \(h.payloadLength) octets without a sequence number", "RFC 2637 §4.1"
      )
    }
    var count = Int(h.payloadLength)
    if count > r.remaining, x.quoted > 0 || x.captured < x.wireLength { count = r.remaining }
    guard count > 0 else {
      if h.hasAcknowledgement, x.quoted == 0, h.proto == .ppp,
        let (c, side) = conversations.known(.pptp, x.source, x.destination, UInt32(h.callID))
      {
        acknowledged(h, c, side, note, &r, x)
      }
      if r.remaining > 0 { excess(&r) }
      return
    }
    let call: (Int, side: Int)? =
      h.proto == .ppp && x.quoted == 0 ? conversations.packet(.pptp, x.source, x.destination, UInt32(h.callID)) : nil
    let outer = x.isCopy
    var original: Int?
    if let (c, side) = call {
      allocated(h, c, side, note, &r, x)
      if h.hasAcknowledgement { acknowledged(h, c, side, note, &r, x) }
      if h.has(GREHeader.sequenceBit), count <= r.remaining {
        let whole = conversations[c][side].order.isWhole
        let (copy, other) = conversations[c][side].order.note(
          h.sequence, UnsafeRawBufferPointer(rebasing: r.base[r.offset..<r.offset + count]), frame: x.number)
        original = copy
        if let other, whole, conversations[c].origin == .allocated {
          r.fault(
            note, "gre.sequence_number",
            "Sequence Number is \(h.sequence), and so it was in frame \(other), with another payload: each packet has the next number",
            "RFC 2637 §4.1")
        }
      }
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
    // A tunnel in a tunnel that is a copy is one by that.
    if let original, !outer {
      x.info.add(" (a copy of frame ")
      x.info.add(original)
      x.info.add(")")
    }
  }

  /// What PPTP's header must not have, or must have (RFC 2637 §4.1).
  private func illegal(_ h: GREHeader, _ start: Int, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard h.isEnhanced else {
      // PPP in plain GRE is other people's business, except between the two ends of a PPTP call.
      if h.proto == .ppp, !conversations.calls(x.source, x.destination, { c, _ in c.origin == .allocated }).isEmpty {
        r.notes.problem(start..<start + 2, "gre.flags.version", "Ver is \(h.version), PPTP's GRE has 1", "RFC 2637 §4.1")
      }
      return
    }
    if let why = h.fault { r.notes.problem(start..<start + 2, why.field, why.text, "RFC 2637 §4.1") }
    if h.proto != .ppp {
      r.fault(
        note, "gre.proto",
        """
          Protocol Type is \(HexText.number(h.proto.rawValue, width: 4)), enhanced GRE carries PPP: \
          \(HexText.number(EtherType.ppp.rawValue, width: 4))
          """,
        "RFC 2637 §4.1")
    }
    if h.has(GREHeader.sequenceBit), h.has(GREHeader.keyBit), h.payloadLength == 0 {
      r.notes.problem(
        start..<start + 2, "gre.flags.sequence_number", "a sequence number (S), but no payload that it counts", "RFC 2637 §4.1")
    }
  }

  /// A Call ID is the one its receiver has given out (RFC 2637 §4.1). That is known where the only control connection was seen from its
  /// beginning, and every call's two numbers with it.
  private mutating func allocated(_ h: GREHeader, _ c: Int, _ side: Int, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    if conversations[c].origin == .unknown { conversations[c].origin = isStray(x) ? .stray : .unseen }
    guard conversations[c].origin == .stray else { return }
    let calls = conversations.calls(x.source, x.destination) { c, _ in c.origin == .allocated }
    let own = calls.compactMap { conversations[$0.index].key.numbers[$0.side] }
    let right = calls.compactMap { conversations[$0.index].key.numbers[1 - $0.side] }
    guard !right.isEmpty else { return }
    let text =
      own.contains(UInt32(h.callID))
      ? "Call ID is \(h.callID), its sender's own number for the call" : "Call ID is \(h.callID), which \(x.destination) has not given out"
    r.fault(note, "gre.key.call_id", right.count == 1 ? "\(text); \(x.destination)'s is \(right[0])" : text, "RFC 2637 §4.1")
  }

  private func isStray(_ x: FrameContext) -> Bool {
    guard conversations.all.count < ConversationTable.most, streams.areWhole(x.source, x.destination) else { return false }
    let calls = conversations.calls(x.source, x.destination) { c, _ in c.origin == .allocated }
    return !calls.isEmpty && calls.allSatisfy { conversations[$0.index].key.numbers.allSatisfy { $0 != nil } }
  }

  /// An acknowledgement of what was never sent. A few packets may be missing from the capture, but not as many as no window lets out.
  private func acknowledged(_ h: GREHeader, _ c: Int, _ side: Int, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard conversations[c].origin == .allocated, let last = conversations[c][1 - side].order.last,
      Int32(bitPattern: h.acknowledgement &- last) > 64
    else { return }
    r.fault(
      note, "gre.ack_number", "Acknowledgment Number is \(h.acknowledgement), but \(x.destination) has sent no packet beyond \(last)",
      "RFC 2637 §4.1")
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
