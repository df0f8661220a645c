/// Echo-Requests that tell whether the peer is still there (RFC 1661 §5.8).
struct EchoKeeper: Sendable, Equatable {
  /// When the next one goes; nil: none.
  var deadline: Instant?
  /// Sent since the last Echo-Reply.
  var unanswered = 0
  /// The peer's Code-Reject took our right to send them.
  var forbidden = false
}

extension PPPLink {
  /// RFC 1661 §6.4: our own number in echo packets, zero while none is negotiated.
  var ownMagic: UInt32 { lcp.isOpened ? lcp.policy.magic ?? 0 : 0 }

  mutating func lcpUp() {
    let p = lcp.policy
    x.pfc = p.peerPFC
    x.acfc = p.peerACFC
    x.peerMRU = Int(p.peerMRU)
    failure = nil
    x.event(.lcpUp(sendACCM: p.peerACCM, receiveACCM: p.accm ?? ~0))
    echo = EchoKeeper()
    if let every = x.config.echoInterval { echo.deadline = x.now + every }
    if p.authRefused {
      fail(
        "peer refused to authenticate",
        because: Reason(
          PPPReason.authRefused, "the peer refused to authenticate in any way that is allowed here", ref: "RFC 1661 §6.2"))
      return
    }
    startAuthentication()
  }

  mutating func lcpDown() {
    echo = EchoKeeper()
    authenticator = nil
    authenticatee = nil
    authenticatorDone = true
    authenticateeDone = true
    let why: Sentence = "LCP left Opened"
    if ccp.state != .initial { ccp.down(&x, because: why) }
    if ccp.state != .initial { ccp.close(&x, message: "", because: "it waits for LCP and authentication, should LCP be negotiated again") }
    if ipcp.state != .initial { ipcp.down(&x, because: why) }
    if ipcp.state != .initial {
      ipcp.close(&x, message: "", because: "it waits for LCP and authentication, should LCP be negotiated again")
    }
    if ipv6cp.state != .initial { ipv6cp.down(&x, because: why) }
    if ipv6cp.state != .initial {
      ipv6cp.close(&x, message: "", because: "it waits for LCP and authentication, should LCP be negotiated again")
    }
    for (signals, proto) in [(ipcp.takeSignals().rawValue, PPPProtocol.ipv4), (ipv6cp.takeSignals().rawValue, .ipv6)] where signals & 2 != 0
    { x.event(.networkDown(proto)) }
    _ = ccp.takeSignals()
    ccp.policy = CCPPolicy()
    forgetEncryption()
    keys = nil
    networkStarted = false
    x.pfc = false
    x.acfc = false
    x.peerMRU = 1500
    if phase == .network || phase == .authenticate {
      if lcp.state == .stopping, let reason = lcp.peerReason {
        failure = failure ?? peerEnded(reason)
        endReason = endReason ?? Reason(repeating: peerEnded(reason), as: reason.isEmpty ? "Terminate-Request from the peer" : "\(reason)")
        go(to: .terminate, because: "The peer's Terminate-Request came.", ref: "RFC 1661 §3.7")
      } else if lcp.isAlive {
        go(to: .establish, because: "LCP is negotiated anew.", ref: "RFC 1661 §3.4")
      }
    }
  }

  mutating func lcpFinished() {
    if failure == nil, phase == .establish {
      failure =
        lcp.peerReason.map(peerEnded) ?? lcp.rejected
        ?? Reason(PPPReason.noAnswer, "no answer to \(x.config.maxConfigure) LCP Configure-Requests")
    }
    finish()
  }

  /// `text`: what the peer's Terminate-Request says.
  private func peerEnded(_ text: String) -> Reason {
    Reason(PPPReason.peerTerminated, text.isEmpty ? "the peer ended the link" : "the peer ended the link: \(text)")
  }

  mutating func finish() {
    guard phase != .dead else { return }
    let reason = endReason ?? failure ?? Reason(PPPReason.ended, "the link is down")
    go(to: .dead, because: "LCP has finished: \(reason.sentence).", ref: "RFC 1661 §3.3")
    x.event(.down(reason))
  }

  // MARK: packets only LCP has

  mutating func receiveLCP(_ payload: [UInt8]) {
    // A request after the end starts the link again (RFC 1661 §4.2, Stopped).
    let wasDead = phase == .dead && lcp.state == .stopped
    if let p = lcp.receive(payload, &x) { receiveLinkPacket(p) }
    if wasDead, lcp.isAlive {
      failure = nil
      endReason = nil
      go(to: .establish, because: "The peer starts LCP anew.", ref: "RFC 1661 §3.4")
    }
    if lcp.state == .stopping || lcp.state == .stopped, phase == .establish, lcp.peerReason != nil {
      endReason = endReason ?? lcp.peerReason.map { Reason(PPPReason.peerTerminated, "\($0)") }
    }
  }

  private mutating func receiveLinkPacket(_ p: LCPPacket) {
    // RFC 1570 §1: these two may come at any time.
    guard lcp.isOpened || p.code == .identification || p.code == .timeRemaining else {
      x.note(
        .ignored, "lcp", "\(p.code.meaning) dropped: LCP is not Opened.", ref: p.code == .protocolReject ? "RFC 1661 §5.7" : "RFC 1661 §5.8"
      )
      return
    }
    switch p.code {
    case .protocolReject: protocolRejected(p)
    case .echoRequest:
      checkMagic(p)
      var reply = p
      reply.code = .echoReply
      reply.magic = ownMagic
      reply.padding = []
      // RFC 1661 §5.8: the same data back; never more than the peer takes.
      if reply.data.count > x.peerMRU - 8 { reply.data.removeLast(reply.data.count - (x.peerMRU - 8)) }
      lcp.echo(reply.sealed().encoded(), &x)
    case .echoReply:
      checkMagic(p)
      echo.unanswered = 0
    case .identification:
      x.note(.fact, "lcp", "The peer says who it is: \"\(HexText.printable(p.data))\".", ref: "RFC 1570 §1.1")
    case .timeRemaining:
      x.note(
        .fact, "lcp",
        p.seconds == .max ? "The peer says the session may last for ever." : "The peer says the session will end in \(p.seconds) s.",
        ref: "RFC 1570 §1.2")
    case .vendor:
      x.note(
        .ignored, "lcp", "A vendor's own packet (OUI \(HexText.number(p.oui, width: 6)), kind \(p.kind)) is ignored.", ref: "RFC 2153 §1.1")
    default: break
    }
  }

  private mutating func checkMagic(_ p: LCPPacket) {
    if p.magic != 0, p.magic == ownMagic {
      x.note(
        .problem, "lcp", "\(p.code.meaning) carries our own magic number: the link is looped back.", ref: "RFC 1661 §6.4",
        code: ReasonCode(PPPReason.loopedBack))
    } else if p.magic != lcp.policy.peerMagic, p.magic != 0 {
      x.note(
        .problem, "lcp", "\(p.code.meaning) carries magic number \(HexText.number(p.magic, width: 8)), which is neither end's.",
        ref: "RFC 1661 §6.4", code: ReasonCode(PPPReason.strangeMagic))
    }
  }

  private mutating func protocolRejected(_ p: LCPPacket) {
    let name = p.rejectedProtocol.shortName
    x.note(.problem, "lcp", "The peer does not have \(name): Protocol-Reject.", ref: "RFC 1661 §5.7")
    switch p.rejectedProtocol {
    case .lcp: lcp.rejectBad(&x, message: "LCP rejected", because: "Protocol-Reject of LCP itself came")
    case .ccp, .compressed:
      if encryptionRequired {
        fail(
          CCPPolicy.failedMessage,
          because: Reason(MPPEReason.protocolRejected, "MPPE is required, and the peer does not have \(name)", ref: "RFC 1661 §5.7"))
      } else {
        ccp.refusedByPeer(&x, because: "the peer does not have CCP")
      }
    case .ipcp, .ipv4: if ipcp.state != .initial { ipcp.refusedByPeer(&x, because: "the peer does not have IPv4") }
    case .ipv6cp, .ipv6: if ipv6cp.state != .initial { ipv6cp.refusedByPeer(&x, because: "the peer does not have IPv6") }
    default: lcp.rejectGood(&x, because: "Protocol-Reject of \(name) came")
    }
  }

  /// RFC 1661 §5.7: only in the Opened state; the packet from its Information field on, cut to what the peer takes.
  mutating func rejectProtocol(_ proto: PPPProtocol, _ information: ArraySlice<UInt8>) {
    guard lcp.isOpened else { return }
    var p = LCPPacket(.protocolReject, id: lcp.nextID())
    p.rejectedProtocol = proto
    p.data = Array(information.prefix(max(x.peerMRU - 6, 0)))
    lcp.send(p, &x)
  }

  // MARK: keep-alive and commands

  mutating func tickEcho() {
    guard let due = echo.deadline, due <= x.now, lcp.isOpened, let every = x.config.echoInterval, !echo.forbidden else { return }
    if echo.unanswered >= x.config.echoFailures {
      echo.deadline = nil
      fail(
        "Peer not responding",
        because: Reason(PPPReason.peerSilent, "no reply to \(echo.unanswered) Echo-Requests", ref: "RFC 1661 §5.8"))
      return
    }
    sendEcho()
    echo.deadline = x.now + every
  }

  private mutating func sendEcho() {
    echo.unanswered += 1
    var p = LCPPacket(.echoRequest, id: lcp.nextID())
    p.magic = ownMagic
    lcp.send(p, &x)
  }

  public mutating func command(_ c: PPPCommand, at now: Instant) {
    x.now = now
    defer { settle() }
    switch c {
    case .rekey:
      guard ccp.isAlive else { return refuse("ccp", "CCP is not open: there is nothing to begin again.", ref: "RFC 1962 §2") }
      ccp.down(&x, because: "renegotiation was asked for")
      ccp.up(&x, because: "renegotiation was asked for")
    case .resetRequest:
      guard receiveCipher != nil else { return refuse("ccp", "There is no MPPE to reset.", ref: "RFC 3078 §8") }
      sendResetRequest()
    case .rechallenge:
      guard phase == .network, authenticator?.rechallenge(at: x.now) == true else {
        return refuse(
          "auth", "Only the end that demands proof by CHAP can challenge again, and only once the other has proved itself.",
          ref: "RFC 1994 §2")
      }
      drainAuth()
    case .renegotiate:
      guard phase != .dead else { return refuse("lcp", "The link is down.", ref: "RFC 1661 §4.3") }
      lcp.down(&x, because: "renegotiation was asked for")
      settle()
      go(to: .establish, because: "Renegotiation was asked for.", ref: "RFC 1661 §4.3")
      lcp.up(&x, because: "renegotiation was asked for")
    case .echo, .discard, .identify, .timeRemaining: linkCommand(c)
    }
  }

  private mutating func linkCommand(_ c: PPPCommand) {
    guard lcp.isOpened else { return refuse("lcp", "LCP is not Opened: this packet may not go yet.", ref: "RFC 1661 §5.8") }
    var p = LCPPacket(.discardRequest, id: lcp.nextID())
    p.magic = ownMagic
    switch c {
    case .echo: p.code = .echoRequest
    case .identify(let text):
      p.code = .identification
      p.data = Array(text.utf8.prefix(max(x.peerMRU - 8, 0)))
    case .timeRemaining(let s):
      p.code = .timeRemaining
      p.seconds = s
    default: break
    }
    lcp.send(p, &x)
  }

  private mutating func refuse(_ machine: String, _ text: Sentence, ref: String) { x.note(.refused, machine, text, ref: ref) }
}
