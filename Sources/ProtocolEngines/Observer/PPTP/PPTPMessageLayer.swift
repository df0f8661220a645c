extension Observer {
  /// One control message that takes `length` octets, whatever its own Length says.
  mutating func pptpMessage(_ length: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    var m = PPTPMessage()
    let faults = r.notes.problems.count
    let start = r.offset
    let note = r.notes.notes.count
    var said = length
    let place = frame.elsewhere.map { "on port \($0) instead of \(PPTPPort.control), known by its first message" }
    // `within` does not throw with notes: a fault becomes a problem, and the octets left are unexplained.
    try? r.within(length, PPTPHeader.lengthField) { coder throws(WireError) in
      try coder.group(Field("pptp", "Point-to-Point Tunneling Protocol", "RFC 2637 §2"), { place }) { coder throws(WireError) in
        said = coder.uint16(0).map(Int.init) ?? length
        if said == length { return try m.code(&coder) }
        // The engine's layout goes by Length, which is wrong here: header and body by themselves.
        try m.header.code(&coder)
        m.body = PPTPMessage.Body(m.header.controlType)
        try m.body.code(&coder)
      }
    }
    guard frame.quoted == 0 else { return }
    // All the messages of a segment stand in its line.
    frame.messages += 1
    if frame.messages > 1 { frame.info.add("; ") } else { frame.say("PPTP") }
    let isRead = r.notes.problems.count == faults
    frame.info.add(m.summary(whole: isRead))
    if case .other = m.body { undefined(m.header, start, &r) }
    if m.header.messageType == .control, let right = m.header.controlType.length, right != said {
      // What could not be read for it, or was left over, is the same fault.
      r.notes.problems.removeLast(r.notes.problems.count - faults)
      r.notes.problem(start..<start + 2, "pptp.length", "Length is \(said), it should be \(right) for \(m.name)", "RFC 2637 §2.16")
    }
    pptp.follow(m, isRead: isRead, note: note, &r, frame)
    guard isRead else { return }
    links.follow(m, note: note, at: start..<start + length, &r, &frame)
    judge(m, note, &r)
  }

  /// "Management messages are currently not defined", and of control messages there are fifteen (RFC 2637 §1.4).
  private func undefined(_ h: PPTPHeader, _ start: Int, _ r: inout TreeReader) {
    switch h.messageType {
    case .control:
      r.notes.problem(
        start + 8..<start + 10, "pptp.control_message_type", "no control message of type \(h.controlType.rawValue) is defined",
        "RFC 2637 §1.4")
    case .management: r.notes.problem(start + 2..<start + 4, "pptp.type", "management messages are not defined", "RFC 2637 §1.4")
    default: r.notes.problem(start + 2..<start + 4, "pptp.type", "no message type \(h.messageType.rawValue) is defined", "RFC 2637 §1.4")
    }
  }

  // MARK: What a message says by itself

  /// Values that no message may have. Numbers are compared; texts are made only where one is wrong.
  private func judge(_ m: PPTPMessage, _ note: Int, _ r: inout TreeReader) {
    if m.header.reserved0 != 0 { r.fault(note, "pptp.reserved0", "Reserved0 is \(m.header.reserved0), it must be 0") }
    func reserved(_ v: some UnsignedInteger, _ r: inout TreeReader, _ id: StaticString = "pptp.reserved1") {
      if v != 0 { r.fault(note, id, "\(Text(id).hasSuffix("1") ? "Reserved1" : "Reserved2") is \(v), it must be 0") }
    }
    func digits(_ n: UInt16, _ id: StaticString, _ name: StaticString, _ r: inout TreeReader) {
      if n > 64 { r.fault(note, id, "\(name.string) is \(n), but the field has only 64 octets") }
    }
    func result(_ code: some Codepoint, _ id: StaticString, _ most: Int, _ r: inout TreeReader) {
      if code.label == nil { r.fault(note, id, "Result Code is \(code.rawValue), but only 1 to \(most) are defined") }
    }
    switch m.body {
    case .startRequest(let b): reserved(b.reserved1, &r)
    case .stopRequest(let b):
      if b.reason.label == nil { r.fault(note, "pptp.reason", "Reason is \(b.reason.rawValue), but only 1 to 3 are defined") }
      reserved(b.reserved1, &r)
      reserved(b.reserved2, &r, "pptp.reserved2")
    case .stopReply(let b):
      result(b.result, "pptp.stop_result", 2, &r)
      reserved(b.reserved1, &r)
    case .echoReply(let b):
      result(b.result, "pptp.echo_result", 2, &r)
      reserved(b.reserved1, &r)
    case .outgoingCallRequest(let b):
      if b.minimumBPS > b.maximumBPS {
        r.fault(note, "pptp.minimum_bps", "Minimum BPS is \(b.minimumBPS), more than the Maximum BPS of \(b.maximumBPS)")
      }
      digits(b.phoneNumberLength, "pptp.phone_number_length", "Phone Number Length", &r)
      reserved(b.reserved1, &r)
    case .incomingCallRequest(let b):
      digits(b.dialedLength, "pptp.dialed_number_length", "Dialed Number Length", &r)
      digits(b.dialingLength, "pptp.dialing_number_length", "Dialing Number Length", &r)
    case .incomingCallReply(let b): reserved(b.reserved1, &r)
    case .incomingCallConnected(let b): reserved(b.reserved1, &r)
    case .callClearRequest(let b): reserved(b.reserved1, &r)
    case .callDisconnectNotify(let b):
      result(b.result, "pptp.disc_result", 4, &r)
      reserved(b.reserved1, &r)
    case .wanErrorNotify(let b): reserved(b.reserved1, &r)
    case .setLinkInfo(let b): reserved(b.reserved1, &r)
    case .startReply, .echoRequest, .outgoingCallReply, .other: break
    }
  }
}

extension Reader where Notes == FieldTree {
  /// A fault of the field `id`, the last of that name among the notes from index `since` on; its section is the field's own unless one
  /// is given.
  mutating func fault(_ since: Int, _ id: StaticString, _ text: String, _ ref: StaticString? = nil, value: UInt8? = nil) {
    guard
      let i = notes.notes.indices.last(where: {
        $0 >= since && notes.notes[$0].field.id.equals(id) && (value == nil || notes.notes[$0].value == UInt64(value ?? 0))
      })
    else { return }
    let n = notes.notes[i]
    notes.problem(n.range, ref.map { Field(n.field, ref: $0) } ?? n.field, text)
  }
}
