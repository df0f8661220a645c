/// The states of a call (RFC 2637 §3.2); the raw values are the RFC's names. Which of them occur depends on role and direction.
public enum PPTPCallState: String, Sendable, CaseIterable {
  case idle
  /// PNS after Outgoing-Call-Request, PAC after Incoming-Call-Request.
  case waitReply = "wait_reply"
  /// PAC: the number is being dialled (§3.2.4.1).
  case waitAnswer = "wait_cs_ans"
  /// PNS after Incoming-Call-Reply (§3.2.3.2).
  case waitConnect = "wait_connect"
  case established
  /// PNS after Call-Clear-Request.
  case waitDisconnect = "wait_disconnect"
}

/// What a call wants done.
enum PPTPCallOutput: Sendable, Equatable {
  case send(PPTPMessage.Body)
  /// GRE carries PPP now. Window and delay (tenths of a second) are the peer's.
  case up(localID: UInt16, peerID: UInt16, window: UInt16, delay: UInt16)
  case down(Reason, wanted: Bool)
  /// Nothing happened for a minute: the entire control connection is to be closed (§3.2.1).
  case giveUp(Reason)
  case note(Note)
}

/// One call, in either role and direction (RFC 2637 §3.2).
struct PPTPCall: Sendable, Equatable {
  /// One element, kept by all parts of an endpoint together.
  private let shared: [PPTPConfig]
  var config: PPTPConfig { shared[0] }
  private(set) var state = PPTPCallState.idle
  /// In this call the PAC began.
  private(set) var incoming = false
  private(set) var localID: UInt16 = 0
  private(set) var peerID: UInt16?
  private(set) var serial: UInt16 = 0
  private(set) var connectSpeed: UInt32 = 0
  private(set) var peerWindow: UInt16 = 0, peerDelay: UInt16 = 0
  /// What the PNS has told the PAC about the line (§2.15).
  private(set) var sendACCM = UInt32.max, receiveACCM = UInt32.max
  /// What the PAC has told the PNS about the line (§2.14).
  private(set) var wanErrors: PPTPWANErrorNotify?
  private var clearing: Reason?
  private var due: Instant?
  private var dice: Dice
  private var queue = Fifo<PPTPCallOutput>()

  init(_ shared: [PPTPConfig], dice: Dice) {
    self.shared = shared
    self.dice = dice
  }

  mutating func poll() -> PPTPCallOutput? { queue.next() }
  var isUp: Bool { state == .established }
  /// The peer may count the call as established already.
  var awaitsPeer: Bool { state == .waitReply && isPNS || state == .waitConnect }
  private var isPNS: Bool { config.role == .pns }

  // MARK: Commands

  /// Places the call: the PNS asks the PAC to dial, the PAC tells that its telephone rings.
  mutating func place(at now: Instant) {
    guard state == .idle else {
      note(.ignored, "There is a call already.", ref)
      return
    }
    begin(incoming: !isPNS)
    serial = dice.uint16()
    if isPNS {
      var m = PPTPOutgoingCallRequest()
      m.callID = localID
      m.serial = serial
      m.minimumBPS = config.minimumBPS
      m.maximumBPS = config.maximumBPS
      m.window = config.window
      m.processingDelay = config.processingDelay
      m.phoneNumber = PPTPText.padded(config.phoneNumber)
      m.phoneNumberLength = UInt16(min(64, config.phoneNumber.utf8.count))
      m.subaddress = PPTPText.padded(config.subaddress)
      queue.append(.send(.outgoingCallRequest(m)))
      go(to: .waitReply, because: "An Outgoing-Call-Request went out, with call ID \(localID).", ref: ref)
    } else {
      var m = PPTPIncomingCallRequest()
      m.callID = localID
      m.serial = serial
      m.bearer = 1
      m.dialed = PPTPText.padded(config.phoneNumber)
      m.dialedLength = UInt16(min(64, config.phoneNumber.utf8.count))
      m.subaddress = PPTPText.padded(config.subaddress)
      queue.append(.send(.incomingCallRequest(m)))
      go(to: .waitReply, because: "The telephone rings: an Incoming-Call-Request went out, with call ID \(localID).", ref: ref)
    }
    due = now + config.replyTimeout
  }

  /// Ends the call from here: the PNS asks the PAC, the PAC tells the PNS.
  mutating func clear(
    because reason: Reason, result: PPTPDisconnectResult = .adminShutdown, at now: Instant, within limit: Delay? = nil
  ) {
    guard state != .idle else { return }
    clearing = reason
    if isPNS {
      guard state != .waitDisconnect else { return }
      var m = PPTPCallClearRequest()
      m.callID = localID
      queue.append(.send(.callClearRequest(m)))
      go(to: .waitDisconnect, because: ("\(reason.sentence): a Call-Clear-Request went out." as Sentence).asSentence, ref: ref)
      due = now + (limit ?? config.replyTimeout)
    } else {
      disconnect(result)
      end(
        because: ("\(reason.sentence): a Call-Disconnect-Notify went out." as Sentence).asSentence, ref: ref, reason: reason, wanted: true)
    }
  }

  /// The control connection is gone: so is every call (§2.3, §3).
  mutating func controlDown(because reason: Reason) {
    guard state != .idle else { return }
    end(
      because: "The control connection is gone, and every call with it.", ref: "RFC 2637 §2.3", reason: clearing ?? reason,
      wanted: clearing != nil)
  }

  /// Set-Link-Info, from the PNS only (§2.15).
  mutating func setLinkInfo(send: UInt32, receive: UInt32) {
    guard isPNS, state == .established, let peerID else {
      note(.ignored, "Only a PNS with an established call sends Set-Link-Info.", "RFC 2637 §2.15")
      return
    }
    var m = PPTPSetLinkInfo()
    m.peerCallID = peerID
    m.sendACCM = send
    m.receiveACCM = receive
    sendACCM = send
    receiveACCM = receive
    queue.append(.send(.setLinkInfo(m)))
  }

  /// WAN-Error-Notify, from the PAC only (§2.14).
  mutating func wanError(crc: UInt32, framing: UInt32) {
    guard !isPNS, state == .established, let peerID else {
      note(.ignored, "Only a PAC with an established call sends WAN-Error-Notify.", "RFC 2637 §2.14")
      return
    }
    var m = wanErrors ?? PPTPWANErrorNotify()
    m.peerCallID = peerID
    m.crcErrors &+= crc
    m.framingErrors &+= framing
    wanErrors = m
    queue.append(.send(.wanErrorNotify(m)))
  }

  // MARK: Messages

  mutating func receive(_ m: PPTPMessage, at now: Instant) {
    switch m.body {
    case .outgoingCallRequest(let r): outgoingRequest(r, at: now)
    case .outgoingCallReply(let r): outgoingReply(r, at: now)
    case .incomingCallRequest(let r): incomingRequest(r, at: now)
    case .incomingCallReply(let r): incomingReply(r, at: now)
    case .incomingCallConnected(let r): incomingConnected(r)
    case .callClearRequest(let r): clearRequest(r)
    case .callDisconnectNotify(let r): disconnected(r)
    case .wanErrorNotify(let r):
      guard isPNS, state == .established, r.peerCallID == localID else { return stray(m) }
      wanErrors = r
      note(
        .fact,
        """
        The PAC reports errors on its line: \(r.crcErrors) CRC, \(r.framingErrors) framing, \(r.hardwareOverruns &+ r.bufferOverruns) \
        overruns.
        """,
        "RFC 2637 §2.14")
    case .setLinkInfo(let r):
      guard !isPNS, state == .established, r.peerCallID == localID else { return stray(m) }
      sendACCM = r.sendACCM
      receiveACCM = r.receiveACCM
      note(
        .fact,
        """
        The PNS has set the control character maps of the line: send \(HexText.number(r.sendACCM, width: 8)), receive \
        \(HexText.number(r.receiveACCM, width: 8)). GRE carries frames unescaped, so nothing else changes.
        """,
        "RFC 2637 §2.15")
    default: stray(m)
    }
  }

  private mutating func outgoingRequest(_ r: PPTPOutgoingCallRequest, at now: Instant) {
    var reply = PPTPOutgoingCallReply()
    reply.peerCallID = r.callID
    guard !isPNS, state == .idle else {
      reply.result = .generalError
      reply.error = isPNS ? .badValue : .noResource
      queue.append(.send(.outgoingCallReply(reply)))
      note(
        .refused,
        isPNS
          ? "An Outgoing-Call-Request came to a PNS; only a PAC can dial."
          : "Another Outgoing-Call-Request while there is a call: refused for lack of resources.", "RFC 2637 §3.2.4.1")
      return
    }
    guard r.minimumBPS <= r.maximumBPS else {
      reply.result = .generalError
      reply.error = .badValue
      queue.append(.send(.outgoingCallReply(reply)))
      note(
        .refused,
        """
        The Outgoing-Call-Request wants at least \(r.minimumBPS) and at most \(r.maximumBPS) bits a second: refused, no line is like \
        that.
        """,
        "RFC 2637 §3.2.4.1")
      return
    }
    begin(incoming: false)
    peerID = r.callID
    peerWindow = r.window
    peerDelay = r.processingDelay
    serial = r.serial
    if r.window == 0 {
      note(.problem, "The request names a receive window of 0: it is taken as 1, or no packet could ever be sent.", "RFC 2637 §2.7")
    }
    go(to: .waitAnswer, because: "The Outgoing-Call-Request is in order: the number is dialled.", ref: ref)
    reply.callID = localID
    reply.result = config.outgoingResult
    reply.window = config.window
    reply.processingDelay = config.processingDelay
    switch config.outgoingResult {
    case .connected:
      connectSpeed = min(r.maximumBPS, config.maximumBPS)
      reply.speed = connectSpeed
      queue.append(.send(.outgoingCallReply(reply)))
      establish(because: "The called side answers (there is no telephone in a VPN, so at once): an Outgoing-Call-Reply went out.")
    default:
      // §3.2.4.1: an incomplete call is reported with a non-zero error code.
      if config.outgoingResult == .generalError { reply.error = .pacError }
      if config.outgoingResult == .busy { reply.cause = .userBusy }
      reply.window = 0
      queue.append(.send(.outgoingCallReply(reply)))
      end(
        because: "The call could not be completed (\(config.outgoingResult.meaning)): an Outgoing-Call-Reply says so.", ref: ref,
        reason: Reason(PPTPReason.callIncomplete, "the call could not be completed: \(config.outgoingResult.meaning)", ref: ref),
        wanted: false)
    }
  }

  private mutating func outgoingReply(_ r: PPTPOutgoingCallReply, at now: Instant) {
    guard isPNS, !incoming, state == .waitReply || state == .waitDisconnect, r.peerCallID == localID else {
      return ignore("An Outgoing-Call-Reply for call ID \(r.peerCallID) answers no request of ours.")
    }
    if state == .waitDisconnect {
      // The reply crossed our Call-Clear-Request. A refusal means that there is nothing left to disconnect.
      if r.result == .connected {
        peerID = r.callID
      } else {
        end(because: "The call was refused while it was being cleared.", ref: ref, reason: clearing ?? cleared, wanted: true)
      }
      return
    }
    guard r.result == .connected else {
      let why =
        r.result.meaning + (r.error == .none ? "" : " (\(r.error.meaning))") + (r.cause == .none ? "" : ", cause \(r.cause.meaning)")
      end(
        because: "The Outgoing-Call-Reply says: \(why).", ref: ref,
        reason: Reason(PPTPReason.callRefused, "the peer could not place the call: \(why)", ref: ref), wanted: false)
      return
    }
    peerID = r.callID
    peerWindow = r.window
    peerDelay = r.processingDelay
    connectSpeed = r.speed
    establish(because: "The Outgoing-Call-Reply says connected; the peer's call ID is \(r.callID).")
  }

  private mutating func incomingRequest(_ r: PPTPIncomingCallRequest, at now: Instant) {
    var reply = PPTPIncomingCallReply()
    reply.peerCallID = r.callID
    guard isPNS, state == .idle, config.incomingResult == .connect else {
      reply.result = isPNS && state == .idle ? config.incomingResult : .generalError
      reply.error = reply.result != .generalError ? .none : isPNS ? .noResource : .badValue
      queue.append(.send(.incomingCallReply(reply)))
      note(
        .refused,
        isPNS
          ? "The Incoming-Call-Request is refused: \(reply.result.meaning)."
          : "An Incoming-Call-Request came to a PAC; only a PNS takes calls.", "RFC 2637 §3.2.3.2")
      return
    }
    begin(incoming: true)
    peerID = r.callID
    serial = r.serial
    reply.callID = localID
    reply.window = config.window
    reply.transmitDelay = config.processingDelay
    queue.append(.send(.incomingCallReply(reply)))
    go(
      to: .waitConnect, because: "The Incoming-Call-Request is acceptable: an Incoming-Call-Reply went out, with call ID \(localID).",
      ref: ref)
    due = now + config.replyTimeout
  }

  private mutating func incomingReply(_ r: PPTPIncomingCallReply, at now: Instant) {
    guard !isPNS, incoming, state == .waitReply, r.peerCallID == localID else {
      return ignore("An Incoming-Call-Reply for call ID \(r.peerCallID) answers no request of ours.")
    }
    guard r.result == .connect else {
      let why = r.result.meaning + (r.error == .none ? "" : " (\(r.error.meaning))")
      end(
        because: "The Incoming-Call-Reply says: \(why).", ref: ref,
        reason: Reason(PPTPReason.callRefused, "the peer does not take the call: \(why)", ref: ref), wanted: false)
      return
    }
    peerID = r.callID
    peerWindow = r.window
    peerDelay = r.transmitDelay
    connectSpeed = config.maximumBPS
    var m = PPTPIncomingCallConnected()
    m.peerCallID = r.callID
    m.speed = connectSpeed
    m.window = config.window
    m.transmitDelay = config.processingDelay
    queue.append(.send(.incomingCallConnected(m)))
    establish(because: "The peer takes the call: it is answered, and an Incoming-Call-Connected went out.")
  }

  private mutating func incomingConnected(_ r: PPTPIncomingCallConnected) {
    guard isPNS, state == .waitConnect, r.peerCallID == localID else {
      return ignore("An Incoming-Call-Connected for call ID \(r.peerCallID) belongs to no call that waits for it.")
    }
    peerWindow = r.window
    peerDelay = r.transmitDelay
    connectSpeed = r.speed
    establish(because: "The PAC has answered the telephone: Incoming-Call-Connected.")
  }

  private mutating func clearRequest(_ r: PPTPCallClearRequest) {
    // The number is the PNS's own, which is our peer's (§2.12).
    guard !isPNS, state != .idle, r.callID == peerID || peerID == nil else {
      return ignore("A Call-Clear-Request for call ID \(r.callID) belongs to no call here.")
    }
    disconnect(.request)
    end(
      because: "The PNS asked to clear the call: a Call-Disconnect-Notify went out.", ref: ref, reason: cleared, wanted: true)
  }

  private mutating func disconnected(_ r: PPTPCallDisconnectNotify) {
    // The number is the PAC's own (§2.13); while it is not known yet, the only call there is must be meant.
    guard isPNS, state != .idle, peerID == nil || r.callID == peerID else {
      return ignore("A Call-Disconnect-Notify for call ID \(r.callID) belongs to no call here.")
    }
    let stats = PPTPText.text(r.statistics)
    let why = r.result.meaning + (r.error == .none ? "" : " (\(r.error.meaning))") + (stats.isEmpty ? "" : "; statistics: \(stats)")
    end(
      because: "Call-Disconnect-Notify: \(why).", ref: ref,
      reason: clearing ?? Reason(PPTPReason.callCleared, "the peer disconnected the call: \(r.result.meaning)", ref: ref),
      wanted: clearing != nil || r.result == .request)
  }

  // MARK: Timers

  var timers: [PendingTimer] {
    var out: [PendingTimer] = []
    addTimers(&out)
    return out
  }

  func addTimers(_ out: inout [PendingTimer]) {
    guard let due else { return }
    let what =
      state == .waitDisconnect ? "go on without a Call-Disconnect-Notify" : "close the control connection: the call makes no progress"
    out.append(PendingTimer(name: "pptp.call", due: due, purpose: what))
  }
  var nextTimeout: Instant? { due }

  mutating func tick(at now: Instant) {
    guard let d = due, d <= now else { return }
    due = nil
    note(
      .timer, "The call did not leave state \(state.rawValue) in time: the entire control connection is to be closed.", "RFC 2637 §3.2.1")
    let stuck = Reason(PPTPReason.callStuck, "the call did not leave state \(state.rawValue) in time", ref: "RFC 2637 §3.2.1")
    end(because: "No answer came in time.", ref: stuck.ref, reason: clearing ?? stuck, wanted: clearing != nil)
    queue.append(.giveUp(stuck))
  }

  // MARK: Machinery

  private var ref: String {
    switch (isPNS, incoming) {
    case (false, true): "RFC 2637 §3.2.3.1"
    case (true, true): "RFC 2637 §3.2.3.2"
    case (false, false): "RFC 2637 §3.2.4.1"
    case (true, false): "RFC 2637 §3.2.4.2"
    }
  }

  private mutating func begin(incoming: Bool) {
    self.incoming = incoming
    // Its own number for every call (§3.2.2); 0 is as good as any.
    localID = config.callID ?? dice.uint16()
    peerID = nil
    peerWindow = 0
    peerDelay = 0
    connectSpeed = 0
    sendACCM = .max
    receiveACCM = .max
    wanErrors = nil
    clearing = nil
  }

  private mutating func establish(because text: Sentence) {
    due = nil
    go(to: .established, because: text, ref: ref)
    queue.append(.up(localID: localID, peerID: peerID ?? 0, window: peerWindow, delay: peerDelay))
  }

  private mutating func disconnect(_ result: PPTPDisconnectResult) {
    var m = PPTPCallDisconnectNotify()
    m.callID = localID
    m.result = result
    queue.append(.send(.callDisconnectNotify(m)))
  }

  private mutating func end(because text: Sentence, ref: String, reason: Reason, wanted: Bool) {
    due = nil
    clearing = nil
    go(to: .idle, because: text, ref: ref, code: reason.code)
    peerID = nil
    queue.append(.down(reason, wanted: wanted))
  }

  private mutating func stray(_ m: PPTPMessage) { ignore("A \(m.name) belongs to no established call here, or to the other role.") }
  private mutating func ignore(_ text: Sentence) { note(.ignored, "\(text) It is ignored.", ref) }
  private var cleared: Reason { Reason(PPTPReason.callCleared, "the peer cleared the call", ref: ref) }

  private mutating func go(to next: PPTPCallState, because text: Sentence, ref: String, code: ReasonCode? = nil) {
    guard next != state else { return }
    queue.append(.note(.transition("pptp.call", from: state.rawValue, to: next.rawValue, because: text, ref: ref, code: code)))
    state = next
  }

  private mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) {
    queue.append(.note(Note(kind, "pptp.call", text, ref: ref)))
  }

  func inspect(_ tree: inout StateTree) {
    tree.add("call.state", state.rawValue, "RFC 2637 §3.2")
    tree.add("call.up", isUp)
    tree.add("call.incoming", incoming, "the PAC began this call")
    tree.add("call.id", Int(localID), "this end's own number: in the GRE headers it receives")
    tree.add("call.peer.id", peerID.map(Int.init) ?? -1, "the peer's number: in the GRE headers this end sends; -1: not known")
    tree.add("call.serial", Int(serial), "for logs: the same at both ends")
    tree.add("call.peer.window", Int(peerWindow), "packets the peer buffers")
    tree.add("call.peer.delay", Int(peerDelay), "the peer's processing delay in tenths of a second")
    tree.add("call.speed", Int64(connectSpeed), "bits a second")
    tree.add("call.accm.send", HexText.number(sendACCM, width: 8), "RFC 2637 §2.15")
    tree.add("call.accm.receive", HexText.number(receiveACCM, width: 8), "RFC 2637 §2.15")
    tree.add("call.wan.crc", optional: wanErrors.map { .number(Int64($0.crcErrors)) }, "RFC 2637 §2.14")
  }
}
