extension Observer {
  /// One control message that takes `length` octets, whatever its own Length says.
  mutating func pptpMessage(_ length: Int, _ r: inout TreeReader, _ x: inout FrameContext) {
    var m = PPTPMessage()
    let faults = r.notes.problems.count
    let start = r.offset
    let note = r.notes.notes.count
    var said = length
    let place = x.elsewhere.map { "on port \($0) instead of \(PPTPPort.control), known by its first message" }
    // `within` does not throw with notes: a fault becomes a problem, and the octets left are unexplained.
    try? r.within(length, PPTPHeader.lengthField) { c throws(WireError) in
      try c.group(Field("pptp", "Point-to-Point Tunneling Protocol", "RFC 2637 §2"), { place }) { c throws(WireError) in
        said = c.uint16(0).map(Int.init) ?? length
        if said == length { return try m.code(&c) }
        // The engine's layout goes by Length, which is wrong here: header and body by themselves.
        try m.header.code(&c)
        m.body = PPTPMessage.Body(m.header.controlType)
        try m.body.code(&c)
      }
    }
    guard x.quoted == 0 else { return }
    // All the messages of a segment stand in its line.
    x.messages += 1
    if x.messages > 1 { x.info.add("; ") } else { x.say("PPTP") }
    let isRead = r.notes.problems.count == faults
    x.info.add(m.summary(whole: isRead))
    if case .other = m.body { undefined(m.header, start, &r) }
    if m.header.messageType == .control, let right = m.header.controlType.length, right != said {
      // What could not be read for it, or was left over, is the same fault.
      r.notes.problems.removeLast(r.notes.problems.count - faults)
      r.notes.problem(start..<start + 2, "pptp.length", "Length is \(said), it should be \(right) for \(m.name)", "RFC 2637 §2.16")
    }
    followControl(m, isRead: isRead, note, &r, x)
    guard isRead else { return }
    follow(m, note, start..<start + length, &r, &x)
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

  // MARK: What it means for the calls

  private mutating func follow(_ m: PPTPMessage, _ note: Int, _ range: Range<Int>, _ r: inout TreeReader, _ x: inout FrameContext) {
    switch m.body {
    case .startReply(let b) where b.result != .ok:
      x.problem(range, "pptp.control_result", "the control connection was refused: \(b.result.meaning)", "RFC 2637 §2.2")
    // Who wants a call out is the PNS, whose telephone rings the PAC.
    case .outgoingCallRequest(let b): conversations.request(.pptp, x.source, x.destination, UInt32(b.callID), pns: 0)
    case .incomingCallRequest(let b): conversations.request(.pptp, x.source, x.destination, UInt32(b.callID), pns: 1)
    case .outgoingCallReply(let b):
      answered(b.result == .connected, b.callID, b.peerCallID, pns: 0, note, &r, x)
      if b.result != .connected { x.problem(range, "pptp.out_result", "the call was refused: \(b.result.meaning)", "RFC 2637 §2.8") }
    case .incomingCallReply(let b):
      answered(b.result == .connect, b.callID, b.peerCallID, pns: 1, note, &r, x)
      if b.result != .connect { x.problem(range, "pptp.in_result", "the call was refused: \(b.result.meaning)", "RFC 2637 §2.10") }
    case .callClearRequest: _ = isFromTheWrongEnd(pac: true, "Call-Clear-Request", note, "RFC 2637 §2.12", &r, x)
    case .wanErrorNotify: _ = isFromTheWrongEnd(pac: false, "WAN-Error-Notify", note, "RFC 2637 §2.14", &r, x)
    case .callDisconnectNotify(let b):
      if isFromTheWrongEnd(pac: false, "Call-Disconnect-Notify", note, "RFC 2637 §2.13", &r, x) { return }
      if b.error != .none { x.problem(range, "pptp.error", "the call ended in an error: \(b.error.meaning)", "RFC 2637 §2.13") }
      disconnected(b.callID, note, &r, x)
    case .setLinkInfo(let b):
      let calls = conversations.calls(x.source, x.destination) { $0.key.numbers[1 - $1] == UInt32(b.peerCallID) }
      if !calls.isEmpty, calls.allSatisfy({ conversations[$0.index].pns == 1 - $0.side }) {
        r.fault(
          note, "pptp.control_message_type", "Set-Link-Info goes from the PNS to the PAC; this one comes from the PAC", "RFC 2637 §2.15")
      }
    default: break
    }
  }

  private mutating func answered(
    _ yes: Bool, _ number: UInt16, _ peer: UInt16, pns: Int, _ note: Int, _ r: inout TreeReader, _ x: FrameContext
  ) {
    // Where the request may have passed unseen, nobody can tell.
    if x.knowsQuestions, !conversations.isAsked(x.source, x.destination, UInt32(peer)) {
      r.fault(note, "pptp.peer_call_id", "Peer's Call ID is \(peer), but \(x.destination) has asked for no call with that Call ID")
    } else if yes {
      conversations.reply(.pptp, x.source, x.destination, UInt32(number), to: UInt32(peer), pns: pns)
    }
  }

  /// The Call ID of a Call-Disconnect-Notify is its sender's own (RFC 2637 §2.13).
  private func disconnected(_ number: UInt16, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    let own = conversations.calls(x.source, x.destination) { _, _ in true }.map { conversations[$0.index].key.numbers[$0.side] }
    guard !own.isEmpty, own.allSatisfy({ $0 != nil && $0 != UInt32(number) }) else { return }
    let right = own.count == 1 ? own[0].map { "its sender's number for this call is \($0)" } : nil
    r.fault(note, "pptp.call_id", "Call ID is \(number), but \(right ?? "no call of its sender has that")")
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
