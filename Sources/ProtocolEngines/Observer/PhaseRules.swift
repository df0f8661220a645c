/// When a link may carry what (RFC 1661 §3.4 to §3.6). Packets that are on their way while a phase ends are not to blame: a rule speaks
/// only where the link was seen from its call's request on, nothing was missing or out of turn, and nothing is negotiated a second time.
extension Observer {
  private func isSeenWhole(_ c: Int) -> Bool {
    conversations[c].origin == .allocated && !conversations[c].isNegotiatedAgain && conversations[c].sides[0].order.last != nil
      && conversations[c].sides[1].order.last != nil
  }

  /// LCP or CCP begins or ends: what was agreed, and whether it is agreed anew.
  mutating func phase(lcp p: LCPPacket, _ c: Int, _ side: Int) {
    switch p.code {
    case .configureRequest: if conversations[c][side].lcpTaken { conversations[c].isNegotiatedAgain = true }
    case .configureAck: if conversations[c][1 - side].lcpIdentifier == p.identifier { conversations[c][1 - side].lcpTaken = true }
    // The other end goes on for as long as the request is on its way.
    case .terminateRequest: conversations[c].isNegotiatedAgain = true
    case .protocolReject where p.rejectedProtocol == .ccp: conversations[c].isNegotiatedAgain = true
    default: break
    }
  }

  mutating func phase(ccp p: CCPPacket, _ c: Int, _ side: Int, _ x: FrameContext) {
    switch p.code {
    case .configureRequest: if conversations[c][side].receives != nil { conversations[c].isNegotiatedAgain = true }
    case .configureAck: if conversations[c][1 - side].ccpIdentifier == p.identifier { conversations[c][1 - side].receivesSince = x.time }
    case .terminateRequest, .terminateAck: conversations[c].isNegotiatedAgain = true
    default: break
    }
  }

  /// A network packet on link `c`, sent by end `side`.
  func phase(network proto: PPPProtocol, _ c: Int, _ side: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard x.quoted == 0, !x.isCopy, x.buffers[x.buffer].source != .mppe, isSeenWhole(c) else { return }
    // Once its demand is taken neither end may go past authentication.
    for end in 0...1 where conversations[c][end].lcpTaken && !conversations[c][end].isSatisfied {
      guard let demand = conversations[c][end].demands else { continue }
      r.fault(
        0, "ppp.protocol",
        "\(proto.shortName) before authentication is done: \(conversations[c].name(end)) demands \(demand), and has not granted it yet",
        "RFC 1661 §3.5")
    }
    guard conversations[c][1 - side].receives?.isMPPE == true, conversations[c][side].receives?.isMPPE == true, proto.isEncryptedByMPPE
    else { return }
    // It has encrypted before, or has long received what opens its CCP.
    guard conversations[c][side].encrypts || x.time - conversations[c][side].receivesSince >= 1_000_000_000 else { return }
    r.fault(0, "ppp.protocol", "\(proto.shortName) in clear, although CCP has agreed on MPPE in both directions", "RFC 3078 §3")
  }

  /// An encrypted packet on link `c`, sent by end `side`.
  mutating func phase(mppe head: MPPEHeader, _ c: Int, _ side: Int, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard !x.isCopy, isSeenWhole(c) else { return }
    guard let receives = conversations[c][1 - side].receives else {
      let why = conversations[c][1 - side].ccpIdentifier == nil ? "has sent no Configure-Request of CCP" : "has got no Configure-Ack of CCP"
      r.fault(0, "ppp.protocol", "encrypted before CCP is Opened: \(conversations[c].name(1 - side)) \(why)", "RFC 3078 §3, RFC 1962 §2.1")
      return
    }
    guard receives.isMPPE else { return }
    conversations[c][side].encrypts = true
    if receives.bits.contains(.stateless), !head.flushed {
      r.fault(note, "mppe.flushed", "FLUSHED is not set: CCP agreed on stateless, and then every encrypted packet has it", "RFC 3078 §3.1")
    }
  }
}
