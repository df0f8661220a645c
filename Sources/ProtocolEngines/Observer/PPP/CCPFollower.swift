/// What one end has said in CCP: how what it receives is compressed or encrypted (RFC 1962).
struct CCPFollower: Sendable {
  /// Of its last Configure-Request.
  var identifier: UInt8?
  /// What it is ready to receive, as it asked last.
  var request: CCPOption?
  /// That request once the other end has acknowledged it: it rules what this end receives.
  var receives: CCPOption?
  /// When that was, in nanoseconds since 1970.
  var receivesSince: Int64 = 0
  /// It has sent an encrypted packet since.
  var encrypts = false
}

extension PPPConversation {
  /// CCP decides how the packets that follow are compressed or encrypted. Gives what the sender of a Configure-Ack may encrypt
  /// with from now on.
  mutating func follow(ccp p: CCPPacket, from side: Int, _ frame: FrameContext) -> MPPEBits? {
    let peer = 1 - side
    phase(ccp: p, from: side, frame)
    switch p.code {
    case .configureRequest:
      sides[side].ccp.identifier = p.identifier
      sides[side].ccp.request = p.options.first
    case .configureAck:
      // The request says what its sender is ready to receive, so it rules what the acknowledging end sends (RFC 1962 §2).
      guard sides[peer].ccp.identifier == p.identifier else { return nil }
      let agreed = sides[peer].ccp.request ?? p.options.first
      sides[peer].ccp.receives = agreed
      guard let agreed, agreed.isMPPE else { return nil }
      refusal = nil
      return agreed.bits
    case .configureNak, .configureReject:
      guard let o = p.options.first(where: { $0.isMPPE }) else { return nil }
      refused(mppe: o.bits, by: side, rejected: p.code == .configureReject)
    case .terminateRequest, .terminateAck:
      sides[0].mppe.stop()
      sides[1].mppe.stop()
    default: break
    }
    return nil
  }

  private mutating func refused(mppe answer: MPPEBits, by side: Int, rejected: Bool) {
    let theirs = sides[1 - side].ccp.request?.bits ?? answer
    if let text = disagreement {
      refuse(text, "RFC 3078 §2")
    } else if rejected {
      refuse("\(name(side)) refuses MPPE (\(theirs.text)): no encryption with it", "RFC 3078 §2")
    } else {
      refuse("\(name(side)) wants MPPE \(answer.text) instead of \(theirs.text)", "RFC 3078 §2")
    }
  }

  /// Two requests for MPPE that cannot both be granted: no key length in common, or one stateless and one stateful.
  var disagreement: String? {
    guard let a = sides[0].ccp.request, let b = sides[1].ccp.request, a.isMPPE, b.isMPPE else { return nil }
    let both = "\(name(0)) asks for \(a.bits.text), \(name(1)) for \(b.bits.text)"
    if a.bits.intersection(.strengths).isDisjoint(with: b.bits.intersection(.strengths)) { return "no common MPPE key length: \(both)" }
    if a.bits.contains(.stateless) != b.bits.contains(.stateless) { return "one end wants MPPE stateless, the other stateful: \(both)" }
    return nil
  }
}
