/// What CCP asks for and takes: MPPE and nothing else (RFC 3078 §2; refusals as pppd makes them).
struct CCPPolicy: ControlPolicy {
  typealias Dialect = CCPDialect
  static var machine: String { "ccp" }
  static var restartTimer: String { "ccp.restart" }

  var fatal: Fatal?
  /// Keys are there, so MPPE can be had.
  var hasKeys = false
  /// What we ask to receive; empty: nothing.
  private(set) var wanted = MPPEBits()
  /// What the peer asked to receive, and we acknowledged.
  private(set) var peerBits = MPPEBits()

  /// The message pppd puts into its Terminate-Request.
  static var refusedMessage: String { "MPPE required but peer refused" }
  static var failedMessage: String { "MPPE required but peer negotiation failed" }

  private func allowed(_ c: PPPConfig) -> MPPEBits {
    hasKeys ? c.mppe.reduce(into: MPPEBits()) { $0.insert(MPPEBits($1)) } : []
  }

  mutating func reset(_ x: inout LinkContext) {
    fatal = nil
    peerBits = []
    wanted = allowed(x.config)
    if !wanted.isEmpty, !x.config.stateful { wanted.insert(.stateless) }
  }

  /// RFC 3078 §2.1: the initiator asks for everything it supports.
  mutating func request(_ x: inout LinkContext) -> [CCPOption] { wanted.isEmpty ? [] : [.mppe(wanted)] }

  private mutating func fail(_ message: String, _ text: Sentence, _ x: LinkContext) {
    guard x.config.mppeRequired, !x.config.mppe.isEmpty else { return }
    fatal = Fatal(message: message, reason: Reason(MPPEReason.disagreement, text, ref: "RFC 3078 §2"))
  }

  mutating func judge(_ o: CCPOption, _ x: inout LinkContext) -> OptionVerdict<CCPOption> {
    guard o.type == .mppe else {
      return .reject(because: "only MPPE is run here", ref: "RFC 1962 §4")
    }
    guard o.isMPPE else { return .reject(because: "its length \(o.length) is not 6", ref: "RFC 3078 §2") }
    let can = allowed(x.config)
    guard !can.isEmpty else {
      return .reject(
        because: x.config.mppe.isEmpty ? "MPPE is switched off here" : "the authentication gave no keys for MPPE",
        ref: x.config.mppe.isEmpty ? "RFC 3078 §2" : "RFC 3078 §4")
    }
    let offered = o.bits
    if !offered.contains(.stateless), !x.config.stateful {
      fail(Self.failedMessage, "the peer asks for stateful MPPE, and only stateless is allowed here", x)
      return .reject(because: "stateful mode is refused: after a lost packet it would use the same RC4 octets twice", ref: "RFC 3078 §9")
    }
    var answer = offered.intersection([.stateless, .b40, .b56, .b128])
    let common = answer.intersection(can)
    if offered.intersection(.strengths).isEmpty {
      return .nak(
        .mppe(can.union(x.config.stateful ? offered.intersection(.stateless) : .stateless)), because: "it names no key length",
        ref: "RFC 3078 §2.1")
    }
    guard let best = Self.strongest(common) else {
      fail(Self.failedMessage, "the peer asks for MPPE with \(offered.text), and only \(Self.lengths(can)) is allowed here", x)
      // pppd rejects, and so do we: a Nak would name what the peer has just said it does not want.
      return .reject(
        because: "only \(Self.lengths(can)) is allowed here (rejected as pppd does; the RFC would rather have a Nak)", ref: "RFC 3078 §2.1")
    }
    answer = answer.subtracting(.strengths).union(best)
    guard answer == offered else {
      let why: Sentence =
        offered.contains(.mppc)
        ? "compression (MPPC) is not run here"
        : offered.contains(.obsolete)
          ? "the D bit is obsolete"
          : offered.subtracting(.known).isEmpty ? "one key length has to be chosen, the strongest" : "reserved bits are set"
      return .nak(.mppe(answer), because: why, ref: "RFC 3078 §2.1")
    }
    return .accept
  }

  /// The strongest key length in the set, alone (RFC 3078 §2.1).
  static func strongest(_ bits: MPPEBits) -> MPPEBits? {
    for b in [MPPEBits.b128, .b56, .b40] where bits.contains(b) { return b }
    return nil
  }
  private static func lengths(_ bits: MPPEBits) -> String {
    bits.lengthText
  }

  mutating func agree(_ options: [CCPOption], _ x: inout LinkContext) {
    peerBits = options.first { $0.isMPPE }?.bits ?? []
  }

  mutating func nakked(_ options: [CCPOption], _ x: inout LinkContext) -> Bool {
    guard let o = options.first(where: { $0.isMPPE }), !wanted.isEmpty else { return true }
    let suggested = o.bits
    let can = wanted.intersection(.strengths)
    let modeFits = suggested.contains(.stateless) || x.config.stateful
    if modeFits, let best = Self.strongest(suggested.intersection(can)), suggested.subtracting([.stateless, .b40, .b56, .b128]).isEmpty {
      wanted = suggested.subtracting(.strengths).union(best)
      x.note(.fact, Self.machine, "The peer chooses MPPE \(wanted.text).", ref: "RFC 3078 §2.1")
      return true
    }
    x.note(.refused, Self.machine, "The peer suggests MPPE \(suggested.text), which is not allowed here.", ref: "RFC 3078 §2.1")
    wanted = []
    fail(Self.failedMessage, "the peer wants MPPE \(suggested.text), which is not allowed here", x)
    return fatal == nil
  }

  mutating func rejected(_ options: [CCPOption], _ x: inout LinkContext) -> Bool {
    guard options.contains(where: { $0.isMPPE }) else { return true }
    x.note(.refused, Self.machine, "The peer rejects MPPE.", ref: "RFC 3078 §2")
    let asked = wanted
    wanted = []
    fail(Self.refusedMessage, "MPPE is required here, and the peer rejects \(asked.text)", x)
    return fatal == nil
  }
}
