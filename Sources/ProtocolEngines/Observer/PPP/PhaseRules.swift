/// When a link may carry what (RFC 1661 §3.4 to §3.6). Packets that are on their way while a phase ends are not to blame: a rule speaks
/// only where the link was seen from its call's request on, nothing was missing or out of turn, and nothing is negotiated a second time.
extension PPPConversation {
  private var isSeenWhole: Bool {
    origin == .allocated && !isNegotiatedAgain && sides[0].order.last != nil && sides[1].order.last != nil
  }

  /// LCP or CCP begins or ends: what was agreed, and whether it is agreed anew.
  mutating func phase(lcp p: LCPPacket, from side: Int) {
    switch p.code {
    case .configureRequest: if sides[side].lcp.isTaken { isNegotiatedAgain = true }
    case .configureAck: if sides[1 - side].lcp.identifier == p.identifier { sides[1 - side].lcp.isTaken = true }
    // The other end goes on for as long as the request is on its way.
    case .terminateRequest: isNegotiatedAgain = true
    case .protocolReject where p.rejectedProtocol == .ccp: isNegotiatedAgain = true
    default: break
    }
  }

  mutating func phase(ccp p: CCPPacket, from side: Int, _ frame: FrameContext) {
    switch p.code {
    case .configureRequest: if sides[side].ccp.receives != nil { isNegotiatedAgain = true }
    case .configureAck: if sides[1 - side].ccp.identifier == p.identifier { sides[1 - side].ccp.receivesSince = frame.time }
    case .terminateRequest, .terminateAck: isNegotiatedAgain = true
    default: break
    }
  }

  /// A network packet, sent by end `side`.
  func phase(network proto: PPPProtocol, from side: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard frame.quoted == 0, !frame.isCopy, frame.buffers[frame.buffer].source != .mppe, isSeenWhole else { return }
    // Once its demand is taken neither end may go past authentication.
    for end in 0...1 where sides[end].lcp.isTaken && !sides[end].isSatisfied {
      guard let demand = sides[end].lcp.demands else { continue }
      r.fault(
        0, "ppp.protocol",
        "\(proto.shortName) before authentication is done: \(name(end)) demands \(demand), and has not granted it yet",
        "RFC 1661 §3.5")
    }
    guard sides[1 - side].ccp.receives?.isMPPE == true, sides[side].ccp.receives?.isMPPE == true, proto.isEncryptedByMPPE
    else { return }
    // It has encrypted before, or has long received what opens its CCP.
    guard sides[side].ccp.encrypts || frame.time - sides[side].ccp.receivesSince >= 1_000_000_000 else { return }
    r.fault(0, "ppp.protocol", "\(proto.shortName) in clear, although CCP has agreed on MPPE in both directions", "RFC 3078 §3")
  }

  /// An encrypted packet, sent by end `side`; its notes begin at index `note`.
  mutating func phase(mppe head: MPPEHeader, from side: Int, at note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard !frame.isCopy, isSeenWhole else { return }
    guard let receives = sides[1 - side].ccp.receives else {
      let why = sides[1 - side].ccp.identifier == nil ? "has sent no Configure-Request of CCP" : "has got no Configure-Ack of CCP"
      r.fault(0, "ppp.protocol", "encrypted before CCP is Opened: \(name(1 - side)) \(why)", "RFC 3078 §3, RFC 1962 §2.1")
      return
    }
    guard receives.isMPPE else { return }
    sides[side].ccp.encrypts = true
    if receives.bits.contains(.stateless), !head.flushed {
      r.fault(note, "mppe.flushed", "FLUSHED is not set: CCP agreed on stateless, and then every encrypted packet has it", "RFC 3078 §3.1")
    }
  }
}
