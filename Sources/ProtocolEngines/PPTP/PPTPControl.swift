/// The states of a control connection (RFC 2637 §3.1); the raw values are the RFC's names.
public enum PPTPControlState: String, Sendable, CaseIterable {
  case idle
  case waitCtlReply = "wait_ctl_reply"
  case established
  case waitStopReply = "wait_stop_reply"
}

/// What a control connection wants done.
enum PPTPControlOutput: Sendable, Equatable {
  case tcpOpen, tcpListen
  case send([UInt8], on: ControlTCP)
  case close(on: ControlTCP)
  /// The TCP connection that was accepted last is one too many.
  case refuse
  case up
  /// The connection is gone, and with it every call.
  case down(Reason, wanted: Bool)
  /// A message that concerns a call.
  case call(PPTPMessage)
  case note(Note)
}

/// The control connection of one end: originator, receiver, and what happens when both ends begin at once (RFC 2637 §3.1).
struct PPTPControl: Sendable, Equatable {
  /// One element, kept by all parts of an endpoint together.
  private let shared: [PPTPConfig]
  var config: PPTPConfig { shared[0] }
  var state = PPTPControlState.idle
  /// The connection in use; nil while there is none.
  var tcp: ControlTCP?
  /// Who began: the originator sent the Start-Control-Connection-Request.
  var isOriginator = false
  var version: PPTPVersion
  private(set) var peerHost = "", peerVendor = ""
  /// Echo-Requests without an answer, oldest first.
  private var echoes: [PendingEcho] = []
  private static let mostEchoes = 16
  var echoSent: UInt32? { echoes.first?.identifier }
  var opening = false
  /// The other TCP connection of the two, while there are two.
  var rival: ControlTCP?
  var rivalDue: Instant?
  /// Why the connection was stopped from here; nil while it was not.
  var stopping: Reason?
  /// That wish came from something wrong, not from a person.
  var stopsInVain = false
  var ownStream = PPTPStream(), peersStream = PPTPStream()
  var replyDue: Instant?
  private(set) var echoDue: Instant?
  private var nextEcho: UInt32 = 1
  var queue = Fifo<PPTPControlOutput>()
  var sent = 0, received = 0

  init(_ shared: [PPTPConfig]) {
    self.shared = shared
    version = shared[0].version
  }

  mutating func poll() -> PPTPControlOutput? { queue.next() }
  var isUp: Bool { state == .established }
  /// No connection, and none being made.
  var isDown: Bool { state == .idle && tcp == nil && rival == nil && !opening }

  // MARK: Commands

  mutating func open() {
    guard isDown else {
      note(.ignored, "There is a control connection already, or one is being made.", "RFC 2637 §3.1.3")
      return
    }
    opening = true
    stopping = nil
    stopsInVain = false
    queue.append(.tcpOpen)
  }

  mutating func listen() { queue.append(.tcpListen) }

  /// Local terminate (RFC 2637 §3.1.1, §3.1.2).
  mutating func stop(_ reason: PPTPStopReason, because text: Sentence, at now: Instant, within limit: Delay? = nil) {
    switch state {
    case .established:
      stopping = Reason(PPTPReason.stopped, text, ref: ref)
      var m = PPTPStopRequest()
      m.reason = reason
      send(.stopRequest(m))
      go(to: .waitStopReply, because: ("\(text): a Stop-Control-Connection-Request went out." as Sentence).asSentence, ref: ref)
      echoDue = nil
      replyDue = now + (limit ?? config.replyTimeout)
    case .waitStopReply: break
    case .idle, .waitCtlReply:
      guard !isDown else { return }
      stopping = Reason(PPTPReason.stopped, text, ref: ref)
      abandon(because: Reason(PPTPReason.stopped, "\(text), before the control connection was established", ref: ref), wanted: true)
    }
  }

  /// Sends an Echo-Request now (RFC 2637 §2.5).
  mutating func echo(identifier: UInt32? = nil, at now: Instant) {
    guard state == .established else {
      note(.ignored, "No control connection is established: no Echo-Request.", "RFC 2637 §3.1.4")
      return
    }
    let id = identifier ?? nextEcho
    nextEcho = id &+ 1
    var m = PPTPEchoRequest()
    m.identifier = id
    send(.echoRequest(m))
    // The oldest one decides when the peer counts as gone; one more question does not put that off.
    echoes.append(PendingEcho(identifier: id, due: now + config.replyTimeout))
    if echoes.count > Self.mostEchoes { echoes.remove(at: 1) }
    echoDue = echoes[0].due
  }

  /// Closes TCP without a word.
  mutating func drop(because reason: Reason) { abandon(because: reason, wanted: true) }

  /// A message of a call.
  mutating func sendCall(_ body: PPTPMessage.Body) {
    guard state == .established || state == .waitStopReply else { return }
    send(body)
  }

  // MARK: Messages

  var ref: String { isOriginator ? "RFC 2637 §3.1.1" : "RFC 2637 §3.1.2" }

  mutating func receive(_ m: PPTPMessage, at now: Instant) {
    if state == .established {
      // Any control message shows that the peer lives.
      if echoSent == nil { echoDue = config.echoInterval.map { now + $0 } }
      if m.header.reserved0 != 0 { note(.problem, "Reserved0 of the \(m.name) is \(m.header.reserved0); it must be 0.", "RFC 2637 §2") }
    }
    guard m.header.messageType == .control else {
      note(
        .problem,
        """
        A message of type \(m.header.messageType.rawValue) (\(m.header.messageType.meaning)) came: only control messages are defined. \
        The control connection is closed.
        """,
        "RFC 2637 §1.4")
      return abandon(
        because: Reason(
          PPTPReason.notControl, "the peer sent what is no control message (type \(m.header.messageType.rawValue))", ref: "RFC 2637 §3"),
        wanted: false)
    }
    switch (state, m.body) {
    case (.idle, .startRequest(let r)): startRequest(r, at: now)
    case (.idle, _): notConnected(m)
    case (.waitCtlReply, .startReply(let r)): startReply(r, at: now)
    case (_, .stopRequest(let r)): stopRequest(r)
    case (.waitStopReply, .stopReply(let r)):
      abandon(
        because: Reason(PPTPReason.stopped, "the peer has answered the Stop-Control-Connection-Request: \(r.result.meaning)", ref: ref),
        wanted: true)
    case (.established, .echoRequest(let r)), (.waitStopReply, .echoRequest(let r)):
      var reply = PPTPEchoReply()
      reply.identifier = r.identifier
      send(.echoReply(reply))
    case (.established, .echoReply(let r)): echoReply(r, at: now)
    case (.waitStopReply, _):
      note(.ignored, "A \(m.name) crossed our Stop-Control-Connection-Request: nothing is done about it.", ref)
    case (.established, .outgoingCallRequest), (.established, .outgoingCallReply), (.established, .incomingCallRequest),
      (.established, .incomingCallReply),
      (.established, .incomingCallConnected), (.established, .callClearRequest), (.established, .callDisconnectNotify),
      (.established, .wanErrorNotify),
      (.established, .setLinkInfo):
      queue.append(.call(m))
    default: invalid(m)
    }
  }

  /// RFC 2637 §3: an invalid message closes the connection, so that both ends are in a known state again.
  mutating func invalid(_ m: PPTPMessage) {
    note(.problem, "A \(m.name) has no place in state \(state.rawValue): the control connection is closed.", "RFC 2637 §3")
    abandon(
      because: Reason(PPTPReason.outOfPlace, "the peer sent a \(m.name) in state \(state.rawValue)", ref: "RFC 2637 §3"), wanted: false)
  }

  mutating func startRequest(_ r: PPTPStartRequest, at now: Instant) {
    learn(r.hostName, r.vendor)
    guard r.version >= config.oldestVersion else {
      replyToStart(.badVersion, version: config.version)
      note(
        .refused, "The peer speaks version \(r.version); the oldest spoken here is \(config.oldestVersion): the connection is refused.",
        "RFC 2637 §3.1.2")
      abandon(
        because: Reason(PPTPReason.version, "the peer speaks version \(r.version) of PPTP only", ref: "RFC 2637 §3.1.2"), wanted: false)
      return
    }
    version = min(r.version, config.version)
    if opening {
      // Nothing has been said on our own connection yet: the peer's is the one.
      opening = false
      queue.append(.close(on: .own))
    }
    replyToStart(.ok, version: version)
    go(
      to: .established, because: "The peer's Start-Control-Connection-Request for version \(r.version) is accepted.", ref: "RFC 2637 §3.1.2"
    )
    up(at: now)
  }

  private mutating func startReply(_ r: PPTPStartReply, at now: Instant) {
    learn(r.hostName, r.vendor)
    if r.result != .ok {
      let why = r.result.meaning + (r.error == .none ? "" : " (\(r.error.meaning))")
      note(.refused, "The peer refuses the control connection: \(why).", "RFC 2637 §2.2")
      abandon(because: Reason(PPTPReason.refused, "the peer refused the control connection: \(why)", ref: "RFC 2637 §2.2"), wanted: false)
    } else if r.version < config.oldestVersion {
      note(
        .refused, "The peer's version \(r.version) is older than what is spoken here (\(config.oldestVersion) and later).",
        "RFC 2637 §3.1.1")
      stopping = Reason(PPTPReason.version, "the peer speaks version \(r.version) of PPTP only", ref: "RFC 2637 §3.1.1")
      stopsInVain = true
      var m = PPTPStopRequest()
      m.reason = .stopProtocol
      send(.stopRequest(m))
      go(
        to: .waitStopReply, because: "The version of the reply is not supported: a Stop-Control-Connection-Request went out.",
        ref: "RFC 2637 §3.1.1")
      replyDue = now + config.replyTimeout
    } else {
      version = min(r.version, config.version)
      if r.version > config.version {
        note(
          .problem, "The reply names version \(r.version), higher than the \(config.version) that was asked for: \(version) is kept.",
          "RFC 2637 §2.2")
      }
      go(
        to: .established,
        because: r.version > config.version ? "The peer has answered; version \(version) is kept." : "The peer accepts version \(version).",
        ref: "RFC 2637 §3.1.1")
      up(at: now)
    }
  }

  mutating func up(at now: Instant) {
    replyDue = nil
    echoDue = config.echoInterval.map { now + $0 }
    queue.append(.up)
  }

  private mutating func stopRequest(_ r: PPTPStopRequest) {
    send(.stopReply(PPTPStopReply()))
    if state == .waitStopReply {
      note(.fact, "Both ends asked to stop at once: the peer's request is answered, ours is still open.", ref)
      return
    }
    abandon(because: Reason(PPTPReason.peerStopped, "the peer asked to stop (\(r.reason.meaning))", ref: ref), wanted: true)
  }

  private mutating func echoReply(_ r: PPTPEchoReply, at now: Instant) {
    guard let at = echoes.firstIndex(where: { $0.identifier == r.identifier }) else {
      note(.ignored, "An Echo-Reply with identifier \(r.identifier) answers no request of ours.", "RFC 2637 §2.6")
      return
    }
    if r.result != .ok { note(.problem, "The peer did not accept the Echo-Request: \(r.error.meaning).", "RFC 2637 §2.6") }
    echoes.remove(at: at)
    echoDue = echoes.first?.due ?? config.echoInterval.map { now + $0 }
  }

  // MARK: Timers

  var nextTimeout: Instant? { earliest(earliest(replyDue, echoDue), rivalDue) }

  mutating func tick(at now: Instant) {
    if let due = rivalDue, due <= now {
      note(.timer, "The peer did not close the connection that lost the collision: it is closed here.", "RFC 2637 §3.1.3")
      closeRival()
    }
    if let due = replyDue, due <= now {
      replyDue = nil
      let what: Sentence =
        switch state {
        case .waitCtlReply: "no Start-Control-Connection-Reply came in time"
        case .waitStopReply: "no Stop-Control-Connection-Reply came in time"
        default: "no Start-Control-Connection-Request came in time"
        }
      // §3.1.4 is about Start messages; that any expected reply must come within a minute is in §3.
      let rule = state == .waitStopReply ? "RFC 2637 §3" : "RFC 2637 §3.1.4"
      note(.timer, "\(what.capitalised): the control connection is closed.", rule)
      abandon(because: Reason(PPTPReason.noReply, what, ref: rule), wanted: state == .waitStopReply)
    }
    if let due = echoDue, due <= now {
      echoDue = nil
      if echoSent == nil {
        note(
          .timer, "Nothing was heard on the control connection for a while: an Echo-Request asks whether the peer lives.", "RFC 2637 §3.1.4"
        )
        echo(at: now)
      } else {
        note(.timer, "No Echo-Reply came in time: the peer counts as gone.", "RFC 2637 §3.1.4")
        abandon(
          because: Reason(PPTPReason.peerSilent, "the peer did not answer the Echo-Request", ref: "RFC 2637 §3.1.4"), wanted: false)
      }
    }
  }

  // MARK: Machinery

  private mutating func learn(_ host: [UInt8], _ vendor: [UInt8]) {
    peerHost = PPTPText.text(host)
    peerVendor = PPTPText.text(vendor)
  }

  mutating func send(_ body: PPTPMessage.Body, on side: ControlTCP? = nil) {
    guard let side = side ?? tcp else { return }
    sent += 1
    queue.append(.send(PPTPMessage(body).encoded(), on: side))
  }

  /// Closes TCP and goes to idle.
  mutating func abandon(because reason: Reason, wanted: Bool) {
    if let side = tcp { queue.append(.close(on: side)) } else if opening { queue.append(.close(on: .own)) }
    finish(because: "TCP is closed: \(reason.sentence).", ref: reason.ref, reason: stopping ?? reason, wanted: wanted)
  }

  mutating func finish(because text: Sentence, ref: String, reason: Reason, wanted: Bool) {
    closeRival()
    opening = false
    tcp = nil
    replyDue = nil
    echoDue = nil
    echoes = []
    stopping = nil
    let wanted = wanted && !stopsInVain
    stopsInVain = false
    ownStream = PPTPStream()
    peersStream = PPTPStream()
    go(to: .idle, because: text, ref: ref, code: reason.code)
    queue.append(.down(reason, wanted: wanted))
  }

  mutating func go(to next: PPTPControlState, because text: Sentence, ref: String, code: ReasonCode? = nil) {
    guard next != state else { return }
    queue.append(.note(.transition("pptp.control", from: state.rawValue, to: next.rawValue, because: text, ref: ref, code: code)))
    state = next
  }

  mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) { queue.append(.note(Note(kind, "pptp.control", text, ref: ref))) }
}

/// An Echo-Request on its way.
struct PendingEcho: Sendable, Equatable {
  var identifier: UInt32
  /// When the peer counts as gone without its reply.
  var due: Instant
}
