/// What LCP asks for and takes (RFC 1661 §6).
struct LCPPolicy: ControlPolicy {
  typealias Dialect = LCPDialect
  static var machine: String { "lcp" }
  static var restartTimer: String { "lcp.restart" }

  /// Times our own magic number may come back before the link counts as looped (pppd: 10).
  static var loopLimit: Int { 10 }

  var fatal: Fatal?
  /// What this end asks for now; nil or false: not asked.
  private(set) var mru: UInt16?, accm: UInt32?, magic: UInt32?, pfc = false, acfc = false
  /// How this end wants the peer to authenticate, and what else it would take.
  private(set) var auth: AuthMethod?
  private var otherAuth: [AuthMethod] = []
  /// The peer would not authenticate in any way we take.
  private(set) var authRefused = false
  /// What the peer asked for and we acknowledged; otherwise the defaults.
  private(set) var peerMRU: UInt16 = 1500, peerACCM: UInt32 = ~0, peerMagic: UInt32 = 0, peerPFC = false, peerACFC = false
  /// How the peer wants us to authenticate.
  private(set) var peerAuth: AuthMethod?
  /// How it wanted that last, where this end would not: "auth CHAP MD5".
  private(set) var declinedAuth: String?
  private var hasAsked = false
  private var magicRejected = false
  private(set) var loops = 0
  private var lastNakMagic: UInt32?

  static func drawMagic(_ x: inout LinkContext) -> UInt32 {
    let n = x.dice.uint32()
    return n == 0 ? 1 : n
  }

  mutating func reset(_ x: inout LinkContext) {
    let loops = self.loops
    let lastNak = lastNakMagic
    self = Self()
    self.loops = loops
    lastNakMagic = lastNak
    let c = x.config
    mru = c.mru == 1500 ? nil : c.mru
    accm = c.accm
    magic = c.magic ? Self.drawMagic(&x) : nil
    pfc = c.pfc
    acfc = c.acfc
    if c.side == .server {
      otherAuth = c.auth.filter { $0 != .none }
      if !otherAuth.isEmpty { auth = otherAuth.removeFirst() }
    }
  }

  mutating func request(_ x: inout LinkContext) -> [LCPOption] {
    hasAsked = true
    var out: [LCPOption] = []
    if let mru { out.append(.mru(mru)) }
    if let accm { out.append(.accm(accm)) }
    if let o = auth?.option { out.append(o) }
    if let magic, !magicRejected { out.append(.magic(magic)) }
    if pfc { out.append(.pfc) }
    if acfc { out.append(.acfc) }
    return out
  }

  mutating func judge(_ o: LCPOption, _ x: inout LinkContext) -> OptionVerdict<LCPOption> {
    switch (o.type, o.length) {
    case (.mru, 4):
      return o.number >= 128 ? .accept : .nak(.mru(128), because: "packets so small carry nothing useful", ref: "RFC 1661 §6.1")
    case (.accm, 6): return .accept
    case (.auth, 4...): return judgeAuth(o, x.config)
    case (.magic, 6): return judgeMagic(o, &x)
    case (.pfc, 2):
      return x.config.pfc ? .accept : .reject(because: "protocol field compression is switched off here", ref: "RFC 1661 §6.5")
    case (.acfc, 2):
      return x.config.acfc ? .accept : .reject(because: "address and control field compression is switched off here", ref: "RFC 1661 §6.6")
    case (.mru, _), (.accm, _), (.auth, _), (.magic, _), (.pfc, _), (.acfc, _):
      return .reject(because: "its length \(o.length) is wrong", ref: "RFC 1661 §6")
    default: return Self.unwanted(o)
    }
  }

  private mutating func judgeAuth(_ o: LCPOption, _ c: PPPConfig) -> OptionVerdict<LCPOption> {
    guard c.side == .client else {
      return .reject(because: "this end authenticates others and has no credentials of its own", ref: "RFC 1661 §6.2")
    }
    if AuthMethod.asked(by: o, among: c.auth) != nil { return .accept }
    declinedAuth = o.text
    guard let best = c.auth.lazy.compactMap(\.option).first else {
      return .reject(because: "this end does not authenticate itself", ref: "RFC 1661 §6.2")
    }
    return .nak(best, because: "this end is not ready for that method", ref: "RFC 1661 §6.2")
  }

  private mutating func judgeMagic(_ o: LCPOption, _ x: inout LinkContext) -> OptionVerdict<LCPOption> {
    if o.number == 0 { return .nak(.magic(Self.drawMagic(&x)), because: "zero is no magic number", ref: "RFC 1661 §6.4", always: true) }
    guard hasAsked, let magic, o.number == UInt64(magic) else {
      loops = 0
      return .accept
    }
    loops += 1
    if loops >= Self.loopLimit {
      fatal = Fatal(
        message: "Loopback detected",
        reason: Reason(
          PPPReason.loopedBack, "the link is looped back: our own magic number came back \(loops) times", ref: "RFC 1661 §6.4"))
    }
    let other = Self.drawMagic(&x)
    lastNakMagic = other
    return .nak(
      .magic(other), because: "this is our own magic number, so perhaps our own request came back", ref: "RFC 1661 §6.4", code: .ownMagic,
      always: true)
  }

  private static func unwanted(_ o: LCPOption) -> OptionVerdict<LCPOption> {
    switch o.type {
    case .quality: .reject(because: "line quality is not reported in a tunnel", ref: "RFC 1661 §6.3")
    case .callback: .reject(because: "nobody is called back here", ref: "RFC 1570 §2.3")
    case .mrru, .shortSequence, .endpointDiscriminator, .linkDiscriminator:
      .reject(because: "there is only one link, so no Multilink", ref: "RFC 1990 §5.1")
    case .fcsAlternatives: .reject(because: "frames in a tunnel have no FCS", ref: "RFC 1570 §2.1")
    case .selfDescribingPadding, .compoundFrames: .reject(because: "frames are neither padded nor joined", ref: "RFC 1570 §2.2")
    case .numberedMode: .reject(because: "there is no numbered mode here", ref: "RFC 1663 §4")
    case .vendor: .reject(because: "this vendor's extension is not known", ref: "RFC 2153 §2.1")
    default: .reject(because: o.type.label == nil ? "this option is not known" : "this option is not used here", ref: "RFC 1661 §5.4")
    }
  }

  mutating func agree(_ options: [LCPOption], _ x: inout LinkContext) {
    peerMRU = 1500
    peerACCM = ~0
    peerMagic = 0
    peerPFC = false
    peerACFC = false
    peerAuth = nil
    for o in options {
      switch o.type {
      case .mru: peerMRU = UInt16(truncatingIfNeeded: o.number)
      case .accm: peerACCM = UInt32(truncatingIfNeeded: o.number)
      case .magic: peerMagic = UInt32(truncatingIfNeeded: o.number)
      case .pfc: peerPFC = true
      case .acfc: peerACFC = true
      case .auth: peerAuth = AuthMethod.asked(by: o, among: x.config.auth)
      default: break
      }
    }
  }

  mutating func nakked(_ options: [LCPOption], _ x: inout LinkContext) -> Bool {
    for o in options {
      switch (o.type, o.length) {
      case (.mru, 4): if (128...1500).contains(o.number) { mru = UInt16(o.number) }
      case (.accm, 6): accm = (accm ?? 0) | UInt32(truncatingIfNeeded: o.number)
      case (.auth, _): authNakked(o, &x)
      case (.magic, 6):
        guard magic != nil else { break }
        let n = UInt32(truncatingIfNeeded: o.number)
        if n == 0 || n == lastNakMagic {
          magic = Self.drawMagic(&x)
          if n != 0 {
            x.note(
              .fact, Self.machine,
              "The number in the peer's Nak is the one we sent in ours: more likely still a loop. A new magic number is drawn.",
              ref: "RFC 1661 §6.4")
          }
        } else {
          magic = n
        }
      // A boolean cannot be nakked (RFC 1661 §5.3): the peer wants it gone.
      case (.pfc, _): pfc = false
      case (.acfc, _): acfc = false
      default: break
      }
    }
    return true
  }

  private mutating func authNakked(_ o: LCPOption, _ x: inout LinkContext) {
    guard let refused = auth else { return }
    let wanted = AuthMethod.asked(by: o, among: otherAuth)
    if let wanted {
      otherAuth.removeAll { $0 == wanted }
      auth = wanted
      x.note(
        .fact, Self.machine, "The peer has \(wanted.rawValue) to offer instead of \(refused.rawValue), and that is allowed.",
        ref: "RFC 1661 §6.2")
    } else {
      dropAuth(refused, "The peer would rather do \(o.text), which is not allowed here.", &x)
    }
  }

  /// The next method in our list, or none: then the link ends as soon as LCP can say so.
  private mutating func dropAuth(_ refused: AuthMethod, _ text: Sentence, _ x: inout LinkContext) {
    if otherAuth.isEmpty {
      auth = nil
      authRefused = true
      x.note(.refused, Self.machine, "\(text) There is no other method to ask for: the link will end.", ref: "RFC 1661 §6.2")
    } else {
      auth = otherAuth.removeFirst()
      x.note(.fact, Self.machine, "\(text) After \(refused.rawValue) we ask for \(auth?.rawValue ?? "").", ref: "RFC 1661 §6.2")
    }
  }

  mutating func rejected(_ options: [LCPOption], _ x: inout LinkContext) -> Bool {
    for o in options {
      switch o.type {
      case .mru: mru = nil
      case .accm: accm = nil
      // RFC 1661 §6.4: the link is not looped, and our number holds as if it had been acknowledged.
      case .magic: magicRejected = true
      case .pfc: pfc = false
      case .acfc: acfc = false
      case .auth:
        otherAuth = []
        if let refused = auth { dropAuth(refused, "The peer refuses to authenticate at all.", &x) }
      default: break
      }
    }
    return true
  }
}
