/// What one end has said in LCP that matters for reading what follows (RFC 1661).
struct LCPFollower: Sendable {
  /// Of its last Configure-Request.
  var identifier: UInt8?
  /// The authentication that it demands of the other end there, as a person calls it.
  var demands: String?
  /// The CHAP algorithm that it demands.
  var algorithm = CHAPAlgorithm.unknown
  /// The other end has acknowledged that request.
  var isTaken = false

  mutating func requested(_ p: LCPPacket) {
    isTaken = false
    identifier = p.identifier
    let auth = p.options.first { $0.type == .auth }
    demands = auth.map(Self.name)
    algorithm = auth.map { CHAPAlgorithm(rawValue: UInt8(truncatingIfNeeded: $0.second)) } ?? .unknown
  }

  /// The authentication that an option asks for.
  static func name(_ o: LCPOption) -> String {
    let proto = PPPProtocol(rawValue: UInt16(truncatingIfNeeded: o.number))
    guard proto == .chap else { return proto.shortName }
    // CHAP's algorithm 5 is the one that people call just CHAP.
    let name = LCPOption.chapAlgorithm(UInt8(truncatingIfNeeded: o.second))
    return name == "MD5" ? "CHAP-MD5" : name
  }
}

extension PPPConversation {
  /// What an LCP packet means for what follows: which authentication is asked, and why a link comes down.
  mutating func follow(lcp p: LCPPacket, from side: Int, _ frame: inout FrameContext) {
    phase(lcp: p, from: side)
    switch p.code {
    case .configureRequest:
      sides[side].lcp.requested(p)
      // LCP begins anew: everything above it falls (RFC 1661 §4.4, Down).
      if worked || sides[0].mppe.isReady { restart() }
    case .configureNak, .configureReject:
      guard let refused = p.options.first(where: { $0.type == .auth }) else { return }
      let wanted = sides[1 - side].lcp.demands ?? sides[side].lcp.demands ?? "authentication"
      if p.code == .configureReject {
        refuse("\(name(side)) rejects \(wanted): it will not prove who it is", "RFC 1661 §5.4")
      } else {
        refuse("no common authentication: \(wanted) is demanded, \(name(side)) offers \(LCPFollower.name(refused))", "RFC 1661 §5.3")
      }
    case .protocolReject where p.rejectedProtocol == .ccp:
      refuse("\(name(side)) has no CCP: no encryption with it", "RFC 1661 §5.7")
    case .terminateRequest: ended(p, side, &frame)
    default: break
    }
  }

  /// A link that is ended before it carried anything failed; the reason is what was refused before.
  private mutating func ended(_ p: LCPPacket, _ side: Int, _ frame: inout FrameContext) {
    guard !causeTold, !worked || Self.soundsLikeFailure(p.data) else { return }
    var text = "\(name(side)) ends the link"
    if !p.data.isEmpty, !Self.isBinary(p.data) { text += ": \"\(HexText.printable(p.data))\"" }
    let cause: (text: String, ref: StaticString)? =
      login.failure.map { ($0, "RFC 1661 §3.5") } ?? refusal.map { ($0, refusalRef) } ?? disagreement.map { ($0, "RFC 3078 §2") }
    guard cause != nil || Self.soundsLikeFailure(p.data) else { return }
    if let cause { text += "; \(cause.text)" }
    causeTold = true
    frame.problems.append(
      Problem(buffer: frame.buffer, range: frame.headRange, field: "lcp.code", text: text, ref: (cause?.ref ?? "RFC 1661 §3.7").string))
  }

  private static func isBinary(_ o: [UInt8]) -> Bool { o.contains { $0 < 0x20 || $0 > 0x7e } }

  /// A peer's own words, of which no code says whether they are a complaint.
  private static func soundsLikeFailure(_ octets: [UInt8]) -> Bool {
    let text = String(decoding: octets, as: UTF8.self).lowercased()
    return ["fail", "refused", "required", "denied", "not authenticate", "error"].contains { text.contains($0) }
  }

  mutating func refuse(_ text: String, _ ref: StaticString) {
    refusal = text
    refusalRef = ref
  }

  /// LCP started again: keys, authentication and compression start again with it.
  private mutating func restart() {
    for i in sides.indices {
      var fresh = PPPEnd()
      fresh.lcp = sides[i].lcp
      fresh.lcp.isTaken = false
      fresh.order = sides[i].order
      fresh.requests = sides[i].requests
      sides[i] = fresh
    }
    login = LoginFollower()
    refusal = nil
    worked = false
  }
}

extension FrameContext {
  /// The whole buffer being read: where a fault belongs that no single octet has.
  var headRange: Range<Int> { 0..<(buffers.indices.contains(buffer) ? buffers[buffer].octets.count : 0) }
}
