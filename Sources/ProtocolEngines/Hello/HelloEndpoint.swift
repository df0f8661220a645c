/// The state of one end of a hello tunnel.
public enum HelloState: String, MachineState {
  case idle, asking, up

  public static var machine: String { "the hello tunnel" }
  public var about: String {
    switch self {
    case .idle: "There is no tunnel, and none is being made."
    case .asking: "The client has sent a Hello and waits for the Welcome."
    case .up: "Welcome was said: Data carries PPP frames."
    }
  }
  public var ref: StaticString { "hello §3" }
}

/// Why a hello tunnel ends: the codes that decisions read.
public enum HelloReason: String, ReasonCodes {
  case noAnswer = "hello.no-answer"
  case peerSilent = "hello.peer-silent"
  case refused = "hello.refused"
  case peerLeft = "hello.peer-left"
  case version = "hello.version"
  case room = "hello.room"
  case stopped = "hello.stopped"
  case linkEnded = "hello.link-ended"
}

/// One end of a hello tunnel: a number agreed in two messages, and one PPP link.
public struct HelloEndpoint: TunnelEndpoint {
  let plan: EndpointPlan
  public private(set) var state = HelloState.idle
  /// What the server gave this tunnel; 0 before.
  public private(set) var number: UInt16 = 0
  public private(set) var failure: Reason?
  public private(set) var ppp: PPPLink?
  private var channel: Channel?
  /// When the next Hello goes out, or the peer counts as gone.
  private var due: Instant?
  /// Hellos without an answer.
  private var unanswered = 0
  /// When the peer was heard last.
  private var heard = Instant()
  private var tunnelUp = false
  /// This end was told to end; when it goes on without LCP's answer.
  private var leaving = false
  private var leaveDue: Instant?
  private var dice: Dice
  private var queue = Fifo<EndpointOutput>()

  static let restart = Delay.seconds(3), tries = 5
  static let keepalive = Delay.seconds(30), patience = Delay.seconds(100)

  public init(_ plan: EndpointPlan, dice: Dice) {
    self.plan = plan
    self.dice = dice
  }

  private var isClient: Bool { plan.side == .client }
  private var version: UInt8 { plan.settings[plan.side].own("version").flatMap { UInt8($0) } ?? HelloMessage.version }
  private var hasRoom: Bool { plan.settings[plan.side].own("room") != "no" }

  public mutating func poll() -> EndpointOutput? { queue.next() }

  // MARK: Inputs

  public mutating func command(_ c: EndpointCommand, at now: Instant) {
    switch c {
    case .open: open()
    case .listen: if !isClient { queue.append(.listen(.udp(port: plan.port))) }
    case .hangup: hangUp(at: now)
    case .stop: leave(.wish, Reason(HelloReason.stopped, "a stop was asked for", ref: "hello §5"), wanted: true, at: now)
    case .tell(let name, let words): tell(name, words, at: now)
    case .send(let proto, let payload):
      if ppp == nil || ppp?.send(proto, payload, at: now) == nil {
        note(.ignored, "There is no tunnel: nothing can be sent into it.", "hello §4")
      }
    }
    settle(at: now)
  }

  public mutating func transport(_ e: TransportEvent, at now: Instant) {
    switch e {
    case .connected: if state == .asking, isClient { greet(at: now) }
    case .failed(let reason): end(Reason(HelloReason.noAnswer, "no way to the server: \(reason.sentence)"), wanted: false, at: now)
    case .received(let octets, let on): receive(octets, on, at: now)
    case .accepted, .closed: break
    }
    settle(at: now)
  }

  public mutating func tick(at now: Instant) {
    if let d = due, d <= now { timeOut(at: now) }
    if let d = leaveDue, d <= now {
      leaveDue = nil
      note(.timer, "LCP did not end in time: Bye goes out without it.", "hello §5")
      leave(.wish, Reason(HelloReason.stopped, "a hang-up was asked for", ref: "hello §5"), wanted: true, at: now)
    }
    ppp?.tick(at: now)
    settle(at: now)
  }

  // MARK: Messages

  private mutating func open() {
    guard isClient else { return note(.ignored, "A server waits to be greeted.", "hello §3") }
    guard state == .idle else { return note(.ignored, "There is a tunnel already, or one is being made.", "hello §3") }
    failure = nil
    leaving = false
    unanswered = 0
    channel = .udp(local: nil, remote: plan.port)
    go(.asking, "A tunnel is wanted: the server is greeted.", "hello §3")
    queue.append(.open(.udp(port: plan.port)))
  }

  private mutating func greet(at now: Instant) {
    send(.hello)
    unanswered += 1
    due = now + (state == .up ? Self.keepalive : Self.restart)
  }

  private mutating func receive(_ octets: [UInt8], _ on: Channel, at now: Instant) {
    let message: HelloMessage
    let used: Int
    do throws(WireError) { (message, used) = try HelloMessage.prefix(of: octets) } catch {
      return note(.ignored, "A datagram is dropped: octet \(error.at): \(error.description).", "hello §2")
    }
    if message.type != .data, used < octets.count {
      return note(.ignored, "A \(message.name) is dropped: \(octets.count - used) octets follow it.", "hello §2")
    }
    switch (message.type, isClient) {
    case (.hello, false): greeted(message, on, at: now)
    case (.welcome, true): welcomed(message, at: now)
    case (.data, _): data(message, Array(octets[used...]), at: now)
    case (.bye, _): bye(message, at: now)
    default: note(.ignored, "A \(message.name) has no place here: it is dropped.", "hello §2")
    }
  }

  /// The server's part.
  private mutating func greeted(_ m: HelloMessage, _ on: Channel, at now: Instant) {
    if state == .up {
      guard m.number == number || m.number == 0 else {
        return note(.ignored, "A Hello for number \(m.number) is dropped: this client has number \(number).", "hello §4")
      }
      heard = now
      return send(.welcome)
    }
    channel = on
    guard m.version == version else {
      note(.refused, "The client speaks version \(m.version); version \(version) is spoken here: Bye.", "hello §3")
      send(.bye, .version, number: 0)
      return fail(Reason(HelloReason.version, "the client speaks version \(m.version) only", ref: "hello §3"))
    }
    guard hasRoom else {
      note(.refused, "There is no room for one more client: Bye.", "hello §3")
      send(.bye, .room, number: 0)
      return fail(Reason(HelloReason.room, "there is no room for the client", ref: "hello §3"))
    }
    guard m.number == 0 else {
      note(.refused, "No tunnel here has number \(m.number): Bye.", "hello §4")
      return send(.bye, .stranger, number: m.number)
    }
    failure = nil
    leaving = false
    number = UInt16(1 + dice.below(65_535))
    send(.welcome)
    up("A Hello came: the client gets number \(number).", at: now)
    due = now + Self.patience
  }

  /// The client's part.
  private mutating func welcomed(_ m: HelloMessage, at now: Instant) {
    unanswered = 0
    heard = now
    if state == .up {
      guard m.number == number else { return note(.ignored, "A Welcome for \(m.number) is dropped: our number is \(number).", "hello §4") }
      return
    }
    guard state == .asking else { return note(.ignored, "A Welcome that was not asked for is dropped.", "hello §3") }
    guard m.number != 0 else { return note(.problem, "A Welcome without a number is dropped.", "hello §3") }
    number = m.number
    up("The Welcome came: our number is \(number).", at: now)
    due = now + Self.keepalive
  }

  private mutating func data(_ m: HelloMessage, _ frame: [UInt8], at now: Instant) {
    guard state == .up, m.number == number else {
      return note(.ignored, "Data for number \(m.number) is dropped: there is no such tunnel here.", "hello §4")
    }
    heard = now
    ppp?.receive(frame, at: now)
  }

  private mutating func bye(_ m: HelloMessage, at now: Instant) {
    // While a client asks, it has no number yet: 0, as in its Hello.
    guard state != .idle, m.number == number else {
      return note(.ignored, "A Bye for number \(m.number) is dropped: there is no such tunnel here.", "hello §5")
    }
    let words = m.goodbye.meaning
    if state == .asking {
      end(Reason(HelloReason.refused, "the server says Bye: \(words)", ref: "hello §3"), wanted: false, at: now)
    } else {
      end(Reason(HelloReason.peerLeft, "the peer says Bye: \(words)", ref: "hello §5"), wanted: leaving || m.goodbye == .wish, at: now)
    }
  }

  // MARK: Time

  private mutating func timeOut(at now: Instant) {
    due = nil
    switch (state, isClient) {
    case (.asking, true):
      guard unanswered < Self.tries else {
        return end(Reason(HelloReason.noAnswer, "no answer to \(unanswered) Hellos", ref: "hello §3"), wanted: false, at: now)
      }
      note(.timer, "No Welcome within \(Self.restart.text): the Hello goes again.", "hello §3")
      greet(at: now)
    case (.up, true):
      guard unanswered < 3 else {
        return end(Reason(HelloReason.peerSilent, "no answer to \(unanswered) Hellos", ref: "hello §4"), wanted: false, at: now)
      }
      greet(at: now)
    case (.up, false):
      guard now - heard >= Self.patience else {
        due = heard + Self.patience
        return
      }
      let reason = Reason(HelloReason.peerSilent, "nothing was heard for \(Self.patience.text)", ref: "hello §4")
      note(.timer, "Nothing was heard for \(Self.patience.text): the tunnel ends.", "hello §4")
      end(reason, wanted: false, at: now)
    default: break
    }
  }

  public var nextTimeout: Instant? { earliest(earliest(due, leaveDue), ppp?.nextTimeout ?? nil) }

  public func addTimers(_ out: inout [PendingTimer]) {
    if let due {
      switch (state, isClient) {
      case (.asking, _): out.append(PendingTimer(name: "hello.restart", due: due, purpose: "send the Hello again, or give up"))
      case (.up, true): out.append(PendingTimer(name: "hello.keepalive", due: due, purpose: "say Hello again", keepalive: true))
      default: out.append(PendingTimer(name: "hello.silence", due: due, purpose: "end a tunnel that is silent", keepalive: true))
      }
    }
    if let leaveDue { out.append(PendingTimer(name: "hello.farewell", due: leaveDue, purpose: "go on without LCP's answer")) }
    if let more = ppp?.timers { out += more }
  }

  // MARK: The link

  private mutating func up(_ why: Sentence, at now: Instant) {
    heard = now
    go(.up, why, "hello §3")
    queue.append(.event(.controlUp))
    queue.append(.event(.callUp(localID: number, peerID: number)))
    var link = PPPLink(config: plan.ppp, dice: dice.split())
    link.lowerUp(at: now)
    ppp = link
  }

  private mutating func settle(at now: Instant) {
    while let o = ppp?.poll() {
      switch o {
      case .transmit(let frame): if state == .up { send(.data, frame: frame) }
      case .deliver(let proto, let payload): queue.append(.deliver(proto, payload))
      case .note(let n): queue.append(.note(n))
      case .event(let e):
        queue.append(.event(.ppp(e)))
        if case .down(let reason) = e { linkDown(reason, at: now) }
      }
    }
    let carries = state == .up && ppp?.carries == true
    if carries != tunnelUp {
      tunnelUp = carries
      if carries { queue.append(.event(.tunnelUp)) }
    }
  }

  private mutating func linkDown(_ reason: Reason, at now: Instant) {
    guard state == .up else { return }
    if !leaving, let why = ppp?.failure { fail(why) }
    leave(.wish, Reason(HelloReason.linkEnded, "the PPP link has ended (\(reason.sentence))"), wanted: leaving, at: now)
  }

  // MARK: Ending

  private mutating func hangUp(at now: Instant) {
    guard state != .idle else { return note(.ignored, "There is nothing to hang up.", "hello §5") }
    guard !leaving else { return }
    leaving = true
    guard state == .up, let phase = ppp?.phase, phase != .dead else {
      return leave(.wish, Reason(HelloReason.stopped, "a hang-up was asked for", ref: "hello §5"), wanted: true, at: now)
    }
    leaveDue = now + .seconds(5)
    if phase != .terminate { ppp?.terminate(because: Reason(PPPReason.hangup, "User request"), at: now) }
  }

  /// Says Bye and ends.
  private mutating func leave(_ why: HelloGoodbye, _ reason: Reason, wanted: Bool, at now: Instant) {
    guard state != .idle else { return }
    send(.bye, why)
    end(reason, wanted: wanted, at: now)
  }

  private mutating func end(_ reason: Reason, wanted: Bool, at now: Instant) {
    guard state != .idle else { return }
    if !wanted { fail(reason) }
    due = nil
    leaveDue = nil
    let hadLink = ppp?.phase != .dead && ppp != nil
    queue.append(
      .note(
        .transition(
          "hello.tunnel", from: state.rawValue, to: HelloState.idle.rawValue, because: reason.sentence.asSentence,
          ref: reason.ref.isEmpty ? "hello §5" : reason.ref, code: reason.code)))
    state = .idle
    if hadLink { ppp?.lowerDown(because: reason, at: now) }
    settle(at: now)
    queue.append(.event(.callDown(reason)))
    queue.append(.event(.down(failure ?? reason)))
    number = 0
    leaving = false
  }

  /// Remembers the first reason.
  private mutating func fail(_ why: Reason) { failure = failure ?? why }

  // MARK: Machinery

  /// `number`: nil for the tunnel's own.
  private mutating func send(_ type: HelloType, _ goodbye: HelloGoodbye = .wish, number other: UInt16? = nil, frame: [UInt8] = []) {
    guard let channel else { return }
    var m = HelloMessage()
    m.type = type
    m.version = version
    m.goodbye = goodbye
    m.number = other ?? number
    queue.append(.send(m.encoded() + frame, on: channel))
  }

  private mutating func go(_ next: HelloState, _ why: Sentence, _ ref: String) {
    queue.append(.note(.transition("hello.tunnel", from: state.rawValue, to: next.rawValue, because: why, ref: ref)))
    state = next
  }

  private mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) {
    queue.append(.note(Note(kind, "hello.tunnel", text, ref: ref)))
  }

  private mutating func tell(_ name: String, _ words: [String], at now: Instant) {
    if let wrong = TellAction.check(name, words, among: Self.actions) { return note(.problem, "\(wrong)", "") }
    switch name {
    case "open": open()
    case "greet":
      guard state == .up, isClient else { return note(.ignored, "Only a client with a tunnel says Hello again.", "hello §4") }
      greet(at: now)
    case "bye": leave(.wish, Reason(HelloReason.stopped, "a Bye was asked for", ref: "hello §5"), wanted: true, at: now)
    case "hangup": hangUp(at: now)
    default:
      guard let command = PPPLink.command(name, words) else { return }
      guard state == .up else { return note(.ignored, "There is no tunnel, so there is no PPP link to tell.", "hello §4") }
      ppp?.command(command, at: now)
    }
  }

  // MARK: Asking

  public func holds(_ m: Milestone) -> Bool {
    switch m {
    case .controlUp, .callUp: state == .up
    case .lcpOpened, .authDone, .ccpOpened: ppp?.holds(m) == true
    case .tunnelUp: tunnelUp
    case .down: state == .idle
    }
  }

  public var localCallID: UInt16 { number }

  public func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool {
    guard case .udp = channel, let (m, _) = try? HelloMessage.prefix(of: Array(octets.prefix(4))) else { return false }
    return m.number == number && number != 0
  }

  public func inspect(_ tree: inout StateTree) {
    tree.add("role", plan.side.rawValue, "client or server")
    tree.add("tunnel.up", tunnelUp, "a network protocol is open")
    tree.add("down", state == .idle, "no tunnel")
    tree.add("failure", optional: failure.map { .text($0.text) }, "why it ended")
    tree.add("hello.state", state.rawValue, "hello §3")
    tree.add("hello.number", number, "what the server gave this client; 0: nothing yet")
    tree.add("hello.unanswered", unanswered, "Hellos without a Welcome")
    ppp?.inspect(&tree)
  }
}
