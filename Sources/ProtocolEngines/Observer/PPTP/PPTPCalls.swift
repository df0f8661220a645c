extension LinkTable {
  /// What a control message means for the calls. `note`: index of its first note; `range`: where it is.
  mutating func follow(
    _ m: PPTPMessage, note: Int, at range: Range<Int>, _ r: inout TreeReader, _ frame: inout FrameContext
  ) {
    switch m.body {
    case .startReply(let b) where b.result != .ok:
      frame.problem(range, "pptp.control_result", "the control connection was refused: \(b.result.meaning)", "RFC 2637 §2.2")
    // Who wants a call out is the PNS, whose telephone rings the PAC.
    case .outgoingCallRequest(let b): request(.pptp, frame.source, frame.destination, UInt32(b.callID), pns: 0)
    case .incomingCallRequest(let b): request(.pptp, frame.source, frame.destination, UInt32(b.callID), pns: 1)
    case .outgoingCallReply(let b):
      answered(b.callID, to: b.peerCallID, isYes: b.result == .connected, pns: 0, note: note, &r, frame)
      if b.result != .connected { frame.problem(range, "pptp.out_result", "the call was refused: \(b.result.meaning)", "RFC 2637 §2.8") }
    case .incomingCallReply(let b):
      answered(b.callID, to: b.peerCallID, isYes: b.result == .connect, pns: 1, note: note, &r, frame)
      if b.result != .connect { frame.problem(range, "pptp.in_result", "the call was refused: \(b.result.meaning)", "RFC 2637 §2.10") }
    case .callClearRequest: _ = isFromTheWrongEnd(m, pac: true, note: note, "RFC 2637 §2.12", &r, frame)
    case .wanErrorNotify: _ = isFromTheWrongEnd(m, pac: false, note: note, "RFC 2637 §2.14", &r, frame)
    case .callDisconnectNotify(let b):
      if isFromTheWrongEnd(m, pac: false, note: note, "RFC 2637 §2.13", &r, frame) { return }
      if b.error != .none { frame.problem(range, "pptp.error", "the call ended in an error: \(b.error.meaning)", "RFC 2637 §2.13") }
      disconnected(b.callID, note: note, &r, frame)
    case .setLinkInfo(let b):
      let calls = calls(frame.source, frame.destination) { $0.key.numbers[1 - $1] == UInt32(b.peerCallID) }
      if !calls.isEmpty, calls.allSatisfy({ all[$0.link].pns == 1 - $0.side }) {
        r.fault(
          note, "pptp.control_message_type", "Set-Link-Info goes from the PNS to the PAC; this one comes from the PAC", "RFC 2637 §2.15")
      }
    default: break
    }
  }

  private mutating func answered(
    _ number: UInt16, to peer: UInt16, isYes: Bool, pns: Int, note: Int, _ r: inout TreeReader, _ frame: FrameContext
  ) {
    // Where the request may have passed unseen, no rule applies.
    if frame.knowsQuestions, !isAsked(frame.source, frame.destination, UInt32(peer)) {
      r.fault(note, "pptp.peer_call_id", "Peer's Call ID is \(peer), but \(frame.destination) has asked for no call with that Call ID")
    } else if isYes {
      reply(.pptp, frame.source, frame.destination, UInt32(number), to: UInt32(peer), pns: pns)
    }
  }

  /// The Call ID of a Call-Disconnect-Notify is its sender's own (RFC 2637 §2.13).
  private func disconnected(_ number: UInt16, note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    let own = calls(frame.source, frame.destination) { _, _ in true }.map { all[$0.link].key.numbers[$0.side] }
    guard !own.isEmpty, own.allSatisfy({ $0 != nil && $0 != UInt32(number) }) else { return }
    let right = own.count == 1 ? own[0].map { "its sender's number for this call is \($0)" } : nil
    r.fault(note, "pptp.call_id", "Call ID is \(number), but \(right ?? "no call of its sender has that")")
  }

  /// True, and reported, where a message comes from the end that must not send it: from the PAC (`pac`), or from the PNS.
  private func isFromTheWrongEnd(
    _ m: PPTPMessage, pac: Bool, note: Int, _ ref: StaticString, _ r: inout TreeReader, _ frame: FrameContext
  ) -> Bool {
    let calls = calls(frame.source, frame.destination) { call, _ in call.origin == .allocated }
    guard frame.isInTurn, !calls.isEmpty, calls.allSatisfy({ all[$0.link].pns == (pac ? 1 - $0.side : $0.side) }) else {
      return false
    }
    let (right, wrong) = pac ? ("PNS", "PAC") : ("PAC", "PNS")
    r.fault(note, "pptp.control_message_type", "\(m.name) goes from the \(right) to the \(wrong); this one comes from the \(wrong)", ref)
    return true
  }
}
