/// The phases of a link (RFC 1661 §3.2).
public enum PPPPhase: String, Sendable, CaseIterable { case dead, establish, authenticate, network, terminate }

/// What happened on a link, for whoever carries it.
public enum PPPEvent: Sendable, Equatable {
  /// LCP is Opened. The maps tell an asynchronous link below which octets to escape (in PPTP: Set-Link-Info).
  case lcpUp(sendACCM: UInt32, receiveACCM: UInt32)
  /// Every authentication LCP agreed on has succeeded.
  case authenticated
  /// The client's password has been changed. This link keeps it; whoever makes the next one has to as well.
  indirect case passwordChanged(Account)
  /// Packets of this network protocol may go now.
  case networkUp(PPPProtocol)
  case networkDown(PPPProtocol)
  case encryptionUp
  /// The link has ended: the carrier should hang up.
  case down(Reason)
}

public enum PPPOutput: Sendable, Equatable {
  /// A PPP frame for the wire: [FF 03] protocol, payload; no flags, no FCS.
  case transmit([UInt8])
  /// A network packet for the host.
  case deliver(PPPProtocol, [UInt8])
  case event(PPPEvent)
  case note(Note)
}

/// What a person can make an end of a link do (`tell client echo`).
public enum PPPCommand: Sendable, Equatable {
  /// LCP Echo-Request (RFC 1661 §5.8).
  case echo
  /// LCP Discard-Request (RFC 1661 §5.9).
  case discard
  /// LCP Identification with this text (RFC 1570 §1.1).
  case identify(String)
  /// LCP Time-Remaining, in seconds (RFC 1570 §1.2).
  case timeRemaining(UInt32)
  /// LCP from the start, as the Open event with the restart option does (RFC 1661 §4.3).
  case renegotiate
  /// CCP from the start: MPPE begins again at its start keys.
  case rekey
  /// Another Challenge on the running link (RFC 1994 §2).
  case rechallenge
  /// CCP Reset-Request: the peer is asked to begin RC4 anew (RFC 3078 §8).
  case resetRequest
}

/// One end of a PPP link: LCP, authentication, CCP with MPPE, IPCP and IPV6CP over whatever carries frames.
///
/// The parts: `lcp`, `ccp`, `ipcp`, `ipv6cp` are automata with policies; `PPPLink+Auth`, `+LCP`, `+Network`, `+Encryption`
/// join them as RFC 1661 §3 says.
public struct PPPLink: Sendable, Equatable {
  public internal(set) var phase = PPPPhase.dead
  /// Why the link ended; nil while nothing is wrong, and after a hang-up of our own.
  public internal(set) var failure: Reason?

  var x: LinkContext
  var lcp = ControlMachine(LCPPolicy())
  var ccp = ControlMachine(CCPPolicy())
  var ipcp = ControlMachine(IPCPPolicy())
  var ipv6cp = ControlMachine(IPV6CPPolicy())
  var echo = EchoKeeper()
  /// The peer proves itself to us.
  var authenticator: AuthEngine?
  /// We prove ourselves to the peer.
  var authenticatee: AuthEngine?
  var authenticatorDone = true, authenticateeDone = true
  var keys: MPPEKeys?
  /// This end demanded the proof that `keys` come from.
  var keysAsAuthenticator = false
  var sendCipher: MPPECipher?
  var receiveCipher: MPPECipher?
  /// Until when no further Reset-Request goes out, while one is unanswered.
  var resetDeadline: Instant?
  var resetWanted = false
  var networkStarted = false
  /// What `.down` says.
  var endReason: Reason?

  public init(config: PPPConfig, dice: Dice) { x = LinkContext(config: config, dice: dice) }

  public var config: PPPConfig { x.config }
  public var lcpOpened: Bool { lcp.isOpened }
  /// No proof is open: a challenge during the network phase (RFC 1994 §2) opens it again.
  public var authDone: Bool { phase == .network && [authenticator, authenticatee].allSatisfy { $0?.isOver ?? true } }
  public var ccpOpened: Bool { ccp.isOpened }
  public var ipcpOpened: Bool { ipcp.isOpened }
  public var ipv6cpOpened: Bool { ipv6cp.isOpened }
  /// Network packets leave encrypted.
  public var encrypting: Bool { sendCipher != nil }
  /// The text of the peer's Terminate-Request for a network protocol (RFC 1661 §5.5); nil where none came.
  public func peerReason(_ p: PPPProtocol) -> String? { p == .ipv4 ? ipcp.peerReason : p == .ipv6 ? ipv6cp.peerReason : nil }
  public var localAddress: IPv4Address? { ipcpOpened ? ipcp.policy.address : nil }
  public var peerAddress: IPv4Address? { ipcpOpened ? ipcp.policy.peerAddress : nil }
  public var localInterfaceID: UInt64? { ipv6cpOpened ? ipv6cp.policy.identifier : nil }
  public var peerInterfaceID: UInt64? { ipv6cpOpened ? ipv6cp.policy.peerIdentifier : nil }
  /// Name servers a client was told.
  public var nameServers: [IPv4Address] { ipcpOpened ? [ipcp.policy.dns1, ipcp.policy.dns2].compactMap { $0 == .any ? nil : $0 } : [] }
  /// Network packets may only go encrypted.
  var encryptionRequired: Bool { x.config.mppeRequired && !x.config.mppe.isEmpty }

  // MARK: from outside

  /// The carrier can move frames now.
  public mutating func lowerUp(at now: Instant) {
    x.now = now
    guard phase == .dead, lcp.state == .initial || lcp.state == .starting else { return }
    failure = nil
    endReason = nil
    lcp.policy = LCPPolicy()
    go(to: .establish, because: "The carrier is up.", ref: "RFC 1661 §3.4")
    lcp.open(&x, because: "the link is allowed")
    lcp.up(&x, because: "the carrier is up: negotiation begins")
    settle()
  }

  /// The carrier is gone.
  public mutating func lowerDown(because reason: Reason, at now: Instant) {
    x.now = now
    guard lcp.state != .initial else { return }
    if phase != .dead, phase != .terminate { failure = failure ?? reason }
    if endReason == nil { endReason = reason }
    lcp.down(&x, because: "the carrier is gone: \(reason.sentence)")
    settle()
    lcp.close(&x, message: "", because: "a new call starts from the beginning")
    _ = lcp.takeSignals()
    finish()
  }

  /// A PPP frame as carried in GRE: [FF 03] protocol, payload.
  public mutating func receive(_ frame: [UInt8], at now: Instant) {
    x.now = now
    guard let (proto, start) = PPPFrame.open(frame) else {
      x.note(.ignored, "ppp", "A frame of \(frame.count) octets ends inside its protocol field.", ref: "RFC 1661 §2")
      return
    }
    dispatch(proto, frame, start)
    settle()
  }

  public mutating func tick(at now: Instant) {
    x.now = now
    lcp.tick(&x)
    settle()
    ccp.tick(&x)
    settle()
    ipcp.tick(&x)
    ipv6cp.tick(&x)
    settle()
    tickAuth()
    tickEcho()
    tickReset()
    settle()
  }

  /// Ends the link with an LCP Terminate-Request.
  public mutating func terminate(because reason: Reason, at now: Instant) {
    x.now = now
    endReason = endReason ?? reason
    close(message: reason.text, because: "we hang up: \(reason.sentence)")
    settle()
  }

  public mutating func poll() -> PPPOutput? { x.poll() }

  /// When `tick` has something to do next.
  public var nextTimeout: Instant? {
    var due = earliest(earliest(lcp.deadline, ccp.deadline), earliest(ipcp.deadline, ipv6cp.deadline))
    due = earliest(due, earliest(echo.deadline, resetDeadline))
    return earliest(due, earliest(authenticator?.nextTimeout, authenticatee?.nextTimeout))
  }

  /// Due first.
  public var timers: [PendingTimer] {
    var list: [PendingTimer] = []
    lcp.addTimers(&list, x)
    ccp.addTimers(&list, x)
    ipcp.addTimers(&list, x)
    ipv6cp.addTimers(&list, x)
    if let a = authenticator { list += a.timers }
    if let a = authenticatee { list += a.timers }
    if let d = echo.deadline {
      list.append(PendingTimer(name: "lcp.echo", due: d, purpose: "ask the peer whether it is still there", keepalive: true))
    }
    if let d = resetDeadline {
      list.append(PendingTimer(name: "ccp.reset", due: d, purpose: "send the Reset-Request again if it had no effect"))
    }
    if list.count > 1 { list.sort { $0.due < $1.due } }
    return list
  }

  // MARK: phases

  mutating func go(to next: PPPPhase, because text: Sentence, ref: String) {
    guard next != phase else { return }
    x.note(.transition("ppp", from: phase.rawValue, to: next.rawValue, because: text, ref: ref))
    phase = next
  }

  /// Ends the link for a reason of ours: `message` goes to the peer.
  mutating func fail(_ message: String, because reason: Reason) {
    guard failure == nil, phase != .terminate, phase != .dead else { return }
    failure = reason
    endReason = endReason ?? Reason(repeating: reason, as: "\(message)")
    x.note(.problem, "ppp", "\(reason.sentence.capitalised): the link ends.", ref: reason.ref, code: reason.code)
    close(message: message, because: reason.sentence)
  }

  private mutating func close(message: String, because text: Sentence) {
    guard phase != .dead else { return }
    go(to: .terminate, because: "\(text.capitalised).", ref: "RFC 1661 §3.7")
    lcp.close(&x, message: message, because: text)
  }

  /// Lets every machine's signals and faults take effect, until nothing is left.
  mutating func settle() {
    for _ in 0..<16 {
      let l = lcp.takeSignals()
      let c = ccp.takeSignals()
      let i = ipcp.takeSignals()
      let v = ipv6cp.takeSignals()
      if l.contains(.down) { lcpDown() }
      if c.contains(.down) { ccpDown() }
      if i.contains(.down) { x.event(.networkDown(.ipv4)) }
      if v.contains(.down) { x.event(.networkDown(.ipv6)) }
      if let f = lcp.policy.fatal {
        lcp.policy.fatal = nil
        fail(f.message, because: f.reason)
      } else if l.contains(.up) {
        lcpUp()
      }
      if l.contains(.finished) { lcpFinished() }
      if let f = ccp.policy.fatal {
        ccp.policy.fatal = nil
        fail(f.message, because: f.reason)
      } else if c.contains(.up) {
        ccpUp()
      }
      if c.contains(.finished) { ccpFinished() }
      if i.contains(.up) { ipcpUp() }
      if v.contains(.up) { ipv6cpUp() }
      if i.contains(.finished) || v.contains(.finished) { networkFinished() }
      drainAuth()
      // What failed above may have moved LCP: nothing stays open over it until something else happens.
      if l.isEmpty, c.isEmpty, i.isEmpty, v.isEmpty, !lcp.hasSignals, !ccp.hasSignals, !ipcp.hasSignals, !ipv6cp.hasSignals { return }
    }
  }
}
