extension Observer {
  /// What an LCP packet means for what follows: which authentication is asked, and why a link comes down.
  mutating func followLCP(_ p: LCPPacket, _ c: Int?, _ side: Int, _ x: inout FrameContext) {
    guard let c else { return }
    let range = x.headRange
    phase(lcp: p, c, side)
    switch p.code {
    case .configureRequest:
      conversations[c][side].lcpTaken = false
      conversations[c][side].lcpIdentifier = p.identifier
      let auth = p.options.first { $0.type == .auth }
      conversations[c][side].demands = auth.map(Self.authName)
      conversations[c][side].algorithm = auth.map { CHAPAlgorithm(rawValue: UInt8(truncatingIfNeeded: $0.second)) } ?? .unknown
      // LCP begins anew: everything above it falls (RFC 1661 §4.4, Down).
      if conversations[c].worked || conversations[c].sides[0].mppe.isReady { conversations[c].restart() }
    case .configureNak, .configureReject:
      guard let refused = p.options.first(where: { $0.type == .auth }) else { return }
      let wanted = conversations[c][1 - side].demands ?? conversations[c][side].demands ?? "authentication"
      if p.code == .configureReject {
        conversations[c].refuse("\(conversations[c].name(side)) rejects \(wanted): it will not prove who it is", "RFC 1661 §5.4")
      } else {
        conversations[c].refuse(
          "no common authentication: \(wanted) is demanded, \(conversations[c].name(side)) offers \(Self.authName(refused))",
          "RFC 1661 §5.3")
      }
    case .protocolReject where p.rejectedProtocol == .ccp:
      conversations[c].refuse("\(conversations[c].name(side)) has no CCP: no encryption with it", "RFC 1661 §5.7")
    case .terminateRequest: ended(p, c, side, range, &x)
    default: break
    }
  }

  private static func authName(_ o: LCPOption) -> String {
    let proto = PPPProtocol(rawValue: UInt16(truncatingIfNeeded: o.number))
    return proto == .chap ? LCPOption.chapAlgorithm(UInt8(truncatingIfNeeded: o.second)).replacingMD5 : proto.shortName
  }

  /// A link that is ended before it carried anything failed; the reason is what was refused before.
  private mutating func ended(_ p: LCPPacket, _ c: Int, _ side: Int, _ range: Range<Int>, _ x: inout FrameContext) {
    let conversation = conversations[c]
    guard !conversation.causeTold, !conversation.worked || Self.soundsLikeFailure(p.data) else { return }
    var text = "\(conversation.name(side)) ends the link"
    if !p.data.isEmpty, !Self.isBinary(p.data) { text += ": \"\(HexText.printable(p.data))\"" }
    let cause = conversation.login.failure ?? conversation.refusal ?? conversation.disagreement
    guard cause != nil || Self.soundsLikeFailure(p.data) else { return }
    if let cause { text += "; \(cause)" }
    conversations[c].causeTold = true
    let ref =
      conversation.login.failure != nil
      ? "RFC 1661 §3.5"
      : conversation.refusal != nil ? conversation.refusalRef.string : conversation.disagreement != nil ? "RFC 3078 §2" : "RFC 1661 §3.7"
    x.problems.append(Problem(buffer: x.buffer, range: range, field: "lcp.code", text: text, ref: ref))
  }

  private static func isBinary(_ o: [UInt8]) -> Bool { o.contains { $0 < 0x20 || $0 > 0x7e } }

  private static func soundsLikeFailure(_ octets: [UInt8]) -> Bool {
    let text = String(decoding: octets, as: UTF8.self).lowercased()
    return ["fail", "refused", "required", "denied", "not authenticate", "error"].contains { text.contains($0) }
  }

  /// CCP decides how the packets that follow are compressed or encrypted.
  mutating func followCCP(_ p: CCPPacket, _ c: Int, _ side: Int, _ callID: UInt16?, _ x: inout FrameContext) {
    let other = 1 - side
    phase(ccp: p, c, side, x)
    switch p.code {
    case .configureRequest:
      conversations[c][side].ccpIdentifier = p.identifier
      conversations[c][side].ccpRequest = p.options.first
    case .configureAck:
      // The request says what its sender is ready to receive, so it rules what we, the acknowledging end, send (RFC 1962 §2).
      guard conversations[c][other].ccpIdentifier == p.identifier else { return }
      let agreed = conversations[c][other].ccpRequest ?? p.options.first
      conversations[c][other].receives = agreed
      guard let agreed, agreed.isMPPE else { return }
      conversations[c].refusal = nil
      startMPPE(c, from: side, agreed.bits, callID, &x)
    case .configureNak, .configureReject:
      guard let o = p.options.first(where: { $0.isMPPE }) else { return }
      let asked = conversations[c][other].ccpRequest?.bits
      refusedMPPE(c, side, asked: asked, answer: o.bits, rejected: p.code == .configureReject)
    case .terminateRequest, .terminateAck:
      conversations[c].sides[0].mppe.stop()
      conversations[c].sides[1].mppe.stop()
    default: break
    }
  }

  private mutating func refusedMPPE(_ c: Int, _ side: Int, asked: MPPEBits?, answer: MPPEBits, rejected: Bool) {
    let who = conversations[c].name(side)
    let theirs = asked ?? answer
    if let text = conversations[c].disagreement {
      conversations[c].refuse(text, "RFC 3078 §2")
    } else if rejected {
      conversations[c].refuse("\(who) refuses MPPE (\(theirs.text)): no encryption with it", "RFC 3078 §2")
    } else {
      conversations[c].refuse("\(who) wants MPPE \(answer.text) instead of \(theirs.text)", "RFC 3078 §2")
    }
  }
}

extension PPPConversation {
  /// Two requests for MPPE that cannot both be granted: no key length in common, or one stateless and one stateful.
  var disagreement: String? {
    guard let a = sides[0].ccpRequest, let b = sides[1].ccpRequest, a.isMPPE, b.isMPPE else { return nil }
    let both = "\(name(0)) asks for \(a.bits.text), \(name(1)) for \(b.bits.text)"
    if a.bits.intersection(.strengths).isDisjoint(with: b.bits.intersection(.strengths)) { return "no common MPPE key length: \(both)" }
    if a.bits.contains(.stateless) != b.bits.contains(.stateless) { return "one end wants MPPE stateless, the other stateful: \(both)" }
    return nil
  }

  mutating func refuse(_ text: String, _ ref: StaticString) {
    refusal = text
    refusalRef = ref
  }

  /// LCP started again: keys, authentication and compression start again with it.
  mutating func restart() {
    for i in sides.indices {
      var fresh = PPPEnd()
      (fresh.lcpIdentifier, fresh.demands, fresh.algorithm, fresh.order) = (
        sides[i].lcpIdentifier, sides[i].demands, sides[i].algorithm, sides[i].order
      )
      fresh.requests = sides[i].requests
      sides[i] = fresh
    }
    login = LoginWatch()
    refusal = nil
    worked = false
  }
}

extension String {
  /// CHAP's algorithm 5 is the one people call just CHAP.
  fileprivate var replacingMD5: String { self == "MD5" ? "CHAP-MD5" : self }
}

extension FrameContext {
  /// The whole buffer being read: where a fault belongs that no single octet has.
  var headRange: Range<Int> { 0..<(buffers.indices.contains(buffer) ? buffers[buffer].octets.count : 0) }
}
