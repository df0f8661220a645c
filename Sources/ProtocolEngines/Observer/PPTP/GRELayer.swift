extension Observer {
  /// GRE of either version; version 1 belongs to a PPTP call.
  mutating func gre(_ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    let note = r.notes.notes.count
    var h = GREHeader()
    try r.group(Field("gre", "Generic Routing Encapsulation", "RFC 2637 §4.1, RFC 1701")) { coder throws(WireError) in try h.code(&coder) }
    if h.version <= 1, h.has(GREHeader.checksumBit) {
      verify(start, at: 4, Field("gre.checksum", "Checksum", "RFC 1701"), pseudo: 0, &r, frame)
    }
    if frame.quoted == 0 {
      frame.say("GRE")
      if h.has(GREHeader.keyBit), h.isEnhanced {
        frame.info.add("call ")
        frame.info.add(h.callID)
      }
      if h.has(GREHeader.sequenceBit) {
        frame.info.add(" seq ")
        frame.info.add(h.sequence)
      }
      if h.hasAcknowledgement {
        frame.info.add(" ack ")
        frame.info.add(h.acknowledgement)
      }
    }
    guard h.version <= 1 else {
      r.notes.problem(start..<start + 2, "gre.flags.version", "GRE version \(h.version) is not defined", "RFC 2637 §4.1")
      r.restLeaf(.unexplained, .unexplained)
      return
    }
    if frame.quoted == 0 { illegal(h, at: start, note: note, &r, frame) }
    guard h.isEnhanced, h.has(GREHeader.keyBit) else {
      try grePayload(h.proto, &r, &frame)
      return
    }
    if !h.has(GREHeader.sequenceBit), h.payloadLength > 0 {
      r.notes.problem(
        start + 4..<start + 6, "gre.key.payload_length", "a payload of \(h.payloadLength) octets without a sequence number", "RFC 2637 §4.1"
      )
    }
    var count = Int(h.payloadLength)
    if count > r.remaining, frame.quoted > 0 || frame.captured < frame.wireLength { count = r.remaining }
    guard count > 0 else {
      if h.hasAcknowledgement, frame.quoted == 0, h.proto == .ppp,
        let end = links.known(.pptp, frame.source, frame.destination, UInt32(h.callID))
      {
        acknowledged(h, end, at: note, &r, frame)
      }
      if r.remaining > 0 { excess(&r) }
      return
    }
    let call: LinkEnd? =
      h.proto == .ppp && frame.quoted == 0 ? links.packet(.pptp, frame.source, frame.destination, UInt32(h.callID)) : nil
    let outer = frame.isCopy
    var original: Int?
    if let end = call {
      allocated(h, end, at: note, &r, frame)
      if h.hasAcknowledgement { acknowledged(h, end, at: note, &r, frame) }
      if h.has(GREHeader.sequenceBit), count <= r.remaining {
        let whole = links[end].order.isWhole
        let (copy, other) = links[end].order.note(
          h.sequence, UnsafeRawBufferPointer(rebasing: r.base[r.offset..<r.offset + count]), frame: frame.number)
        original = copy
        if let other, whole, links[end.link].origin == .allocated {
          r.fault(
            note, "gre.sequence_number",
            "Sequence Number is \(h.sequence), and so it was in frame \(other), with another payload: each packet has the next number",
            "RFC 2637 §4.1")
        }
      }
    }
    frame.isCopy = original != nil
    defer { frame.isCopy = outer }
    try r.within(count, Field("gre.key.payload_length", "Payload length", "RFC 2637 §4.1")) { coder throws(WireError) in
      if h.proto == .ppp {
        try self.ppp(call, &coder, &frame)
      } else {
        try self.grePayload(h.proto, &coder, &frame)
      }
    }
    if r.remaining > 0 { excess(&r) }
    // A tunnel in a tunnel that is a copy is one by that.
    if let original, !outer {
      frame.info.add(" (a copy of frame ")
      frame.info.add(original)
      frame.info.add(")")
    }
  }

  /// What PPTP's header must not have, or must have (RFC 2637 §4.1).
  private func illegal(_ h: GREHeader, at start: Int, note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard h.isEnhanced else {
      // PPP in plain GRE is other people's business, except between the two ends of a PPTP call.
      if h.proto == .ppp, !links.calls(frame.source, frame.destination, { call, _ in call.origin == .allocated }).isEmpty {
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
  private mutating func allocated(_ h: GREHeader, _ end: LinkEnd, at note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    if links[end.link].origin == .unknown { links[end.link].origin = isStray(frame) ? .stray : .unseen }
    guard links[end.link].origin == .stray else { return }
    let calls = links.calls(frame.source, frame.destination) { call, _ in call.origin == .allocated }
    let own = calls.compactMap { links[$0.link].key.numbers[$0.side] }
    let right = calls.compactMap { links[$0.link].key.numbers[1 - $0.side] }
    guard !right.isEmpty else { return }
    let text =
      own.contains(UInt32(h.callID))
      ? "Call ID is \(h.callID), its sender's own number for the call"
      : "Call ID is \(h.callID), which \(frame.destination) has not given out"
    r.fault(note, "gre.key.call_id", right.count == 1 ? "\(text); \(frame.destination)'s is \(right[0])" : text, "RFC 2637 §4.1")
  }

  private func isStray(_ frame: FrameContext) -> Bool {
    guard links.all.count < LinkTable.most, pptp.streams.areWhole(frame.source, frame.destination) else { return false }
    let calls = links.calls(frame.source, frame.destination) { call, _ in call.origin == .allocated }
    return !calls.isEmpty && calls.allSatisfy { links[$0.link].key.numbers.allSatisfy { $0 != nil } }
  }

  /// An acknowledgement of what was never sent. A few packets may be missing from the capture, but not as many as no window lets out.
  private func acknowledged(_ h: GREHeader, _ end: LinkEnd, at note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard links[end.link].origin == .allocated, let last = links[end.peer].order.last,
      Int32(bitPattern: h.acknowledgement &- last) > 64
    else { return }
    r.fault(
      note, "gre.ack_number", "Acknowledgment Number is \(h.acknowledgement), but \(frame.destination) has sent no packet beyond \(last)",
      "RFC 2637 §4.1")
  }

  private func excess(_ r: inout TreeReader) {
    r.notes.problem(r.offset..<r.limit, "gre.key.payload_length", "\(r.remaining) octets lie behind the payload length", "RFC 2637 §4.1")
    r.restLeaf(.unexplained, Field("gre.unexplained", "Octets beyond the payload length", "RFC 2637 §4.1"))
  }

  private mutating func grePayload(_ proto: EtherType, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    guard r.remaining > 0 else { return }
    switch proto {
    case .bridged: try ethernet(&r, &frame)
    case .ppp: try ppp(nil, &r, &frame)
    case .ipv4, .ipv6: try anyIP(&r, &frame)
    default: r.restLeaf(.data, Field("gre.data", "Payload", "RFC 1701", "of a protocol this program does not read"), proto.label?.string)
    }
  }
}
