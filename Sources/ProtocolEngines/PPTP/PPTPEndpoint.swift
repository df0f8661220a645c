/// One whole end of a PPTP tunnel: control connection, one call, GRE and PPP.
///
/// Every input may leave outputs: `poll` until nil after each. The parts never call each other; `settle` carries what one
/// wants done to the next.
public struct PPTPEndpoint: TunnelEndpoint {
  /// How far a polite goodbye has come.
  enum Farewell: String, Sendable { case none, ppp, call, control }

  private var shared: [PPTPConfig]
  public var config: PPTPConfig { shared[0] }
  public internal(set) var ppp: PPPLink?
  public internal(set) var gre: GREWindow?
  /// Why it ended or could not begin; nil while nothing is wrong, and after a hang-up of our own.
  public internal(set) var failure: Reason?
  var control: PPTPControl
  var call: PPTPCall
  var farewell = Farewell.none
  var farewellDue: Instant?
  /// This end was told to end.
  var wanted = false
  var dice: Dice
  /// GRE and TCP race: the peer's first packets may come before the message that makes the call.
  private var early: [[UInt8]] = []
  private static let mostEarly = 8
  private var queue = Fifo<EndpointOutput>()

  public init(config: PPTPConfig, dice: Dice) {
    var dice = dice
    shared = [config]
    control = PPTPControl(shared)
    call = PPTPCall(shared, dice: dice.split())
    self.dice = dice
  }

  public var controlState: PPTPControlState { control.state }
  public var callState: PPTPCallState { call.state }
  /// The control connection is established.
  public var controlUp: Bool { control.isUp }
  /// The number this end gave its call: in the GRE headers it receives (RFC 2637 §2.7).
  public var localCallID: UInt16 { call.localID }
  /// The call is established.
  public var callUp: Bool { call.isUp }
  /// A network protocol is open, and encryption is on where it is required.
  public private(set) var tunnelUp = false
  /// The call or the link has said something that `tunnelUp` depends on.
  private var mayCarry = false
  /// A TCP connection that the peer opens now would be taken; otherwise `accepted` is answered with `refuse`.
  public var takesConnection: Bool { control.takesConnection }
  /// No call and no control connection, and none being made.
  public var down: Bool { control.isDown && call.state == .idle }
  public mutating func poll() -> EndpointOutput? { queue.next() }

  // MARK: Inputs

  public mutating func command(_ c: EndpointCommand, at now: Instant) {
    switch c {
    case .open: open()
    case .listen: control.listen()
    case .hangup: hangUp(because: "a hang-up was asked for", at: now)
    case .stop:
      stop(.localShutdown, at: now)
    case .tell(let name, let words): tell(name, words, at: now)
    case .send(let proto, let payload):
      if !call.isUp || ppp?.send(proto, payload, at: now) == nil {
        note(.ignored, "There is no call: nothing can be sent into the tunnel.", "RFC 2637 §4")
      }
    }
    settle(at: now)
  }

  /// Opens the control connection; the call follows when it is up.
  mutating func open() {
    if control.isDown {
      failure = nil
      wanted = false
    }
    control.open()
  }

  public mutating func transport(_ e: TransportEvent, at now: Instant) {
    switch e {
    case .connected: control.tcpConnected(at: now)
    case .accepted:
      if control.isDown {
        failure = nil
        wanted = false
        farewell = .none
        farewellDue = nil
      }
      control.tcpAccepted(at: now)
    case .received(let octets, on: .tcp(let which)): control.tcpReceived(octets, on: which, at: now)
    case .closed(let reason, on: .tcp(let which)): control.tcpClosed(reason, on: which, at: now)
    case .failed(let reason): control.tcpFailed(reason)
    case .received(let octets, on: .ip(.gre)):
      if call.isUp, gre != nil {
        gre?.receive(octets, at: now)
      } else if call.awaitsPeer, early.count < Self.mostEarly {
        note(.fact, "A GRE packet has overtaken the answer on the control connection: it waits for the call.", "RFC 2637 §4.1")
        early.append(octets)
      } else {
        note(.ignored, "A GRE packet came, and there is no call: it is discarded.", "RFC 2637 §4.1")
      }
    case .received, .closed: note(.ignored, "PPTP has a TCP connection and GRE, and nothing else.", "RFC 2637 §1.3")
    }
    settle(at: now)
  }

  public mutating func tick(at now: Instant) {
    control.tick(at: now)
    settle(at: now)
    call.tick(at: now)
    settle(at: now)
    if call.isUp { gre?.tick(at: now) }
    settle(at: now)
    ppp?.tick(at: now)
    if let due = farewellDue, due <= now {
      farewellDue = nil
      farewellLate(at: now)
    }
    settle(at: now)
  }

  // MARK: Carrying

  /// Carries what the parts want done until all are silent.
  mutating func settle(at now: Instant) {
    while true {
      if let o = control.poll() {
        obey(o, at: now)
      } else if let o = call.poll() {
        obey(o, at: now)
      } else if let o = gre?.poll() {
        obey(o, at: now)
      } else if let o = ppp?.poll() {
        obey(o, at: now)
      } else {
        break
      }
    }
    // Asked only when it may have changed: the question copies the link.
    guard mayCarry else { return }
    mayCarry = false
    guard tunnelUp != carries else { return }
    tunnelUp.toggle()
    if tunnelUp { queue.append(.event(.tunnelUp)) }
  }

  private var carries: Bool {
    call.isUp && ppp?.carries == true
  }

  private mutating func obey(_ o: PPTPControlOutput, at now: Instant) {
    switch o {
    case .tcpOpen: queue.append(.open(.tcp(port: config.port)))
    case .tcpListen: queue.append(.listen(.tcp(port: config.port)))
    case .send(let octets, let on): queue.append(.send(octets, on: .tcp(on)))
    case .close(let on): queue.append(.close(on: .tcp(on)))
    case .refuse: queue.append(.refuse)
    case .call(let m): call.receive(m, at: now)
    case .note(let n): queue.append(.note(n))
    case .up:
      queue.append(.event(.controlUp))
      // The PNS places calls, unless both ends agreed that the PAC has one coming in.
      if config.incoming == (config.role == .pac) { call.place(at: now) }
    case .down(let reason, let asked):
      if !asked, !wanted { fail(reason) }
      call.controlDown(because: reason)
      while let o = call.poll() { obey(o, at: now) }
      farewell = .none
      farewellDue = nil
      queue.append(.event(.down(failure ?? reason)))
    }
  }

  private mutating func obey(_ o: PPTPCallOutput, at now: Instant) {
    switch o {
    case .send(let body): control.sendCall(body)
    case .note(let n): queue.append(.note(n))
    case .giveUp(let why):
      if farewell == .none {
        fail(why)
        control.drop(because: why)
      }
    case .up(let local, let peer, let window, let delay): begin(local, peer, window, delay, at: now)
    case .down(let reason, let asked):
      // What PPP says of its end is nearer to the cause than how the call was cleared.
      if !asked, !wanted { fail(ppp?.failure ?? reason) }
      early = []
      mayCarry = true
      ppp?.lowerDown(because: reason, at: now)
      queue.append(.event(.callDown(reason)))
      goOn(at: now)
    }
  }

  private mutating func begin(_ local: UInt16, _ peer: UInt16, _ window: UInt16, _ delay: UInt16, at now: Instant) {
    let c = config
    gre = GREWindow(
      GREWindow.Limits(
        localID: local, peerID: peer, peerWindow: window, ownWindow: c.window, peerDelay: delay, ackDelay: c.ackDelay, reorder: c.reorder,
        minimumTimeout: c.minimumTimeout, maximumTimeout: c.maximumTimeout, enforced: c.enforceWindow))
    queue.append(.event(.callUp(localID: local, peerID: peer)))
    if c.earlyLinkInfo, c.role == .pns { call.setLinkInfo(send: .max, receive: .max) }
    var link = PPPLink(config: c.ppp, dice: dice.split())
    link.lowerUp(at: now)
    ppp = link
    let packets = early
    early = []
    for octets in packets { gre?.receive(octets, at: now) }
  }

  private mutating func obey(_ o: GREOutput, at now: Instant) {
    switch o {
    case .transmit(let octets): queue.append(.send(octets, on: .ip(.gre)))
    case .deliver(let frame): ppp?.receive(frame, at: now)
    case .note(let n): queue.append(.note(n))
    }
  }

  private mutating func obey(_ o: PPPOutput, at now: Instant) {
    switch o {
    case .transmit(let frame): if call.isUp { gre?.send(frame, at: now) }
    case .deliver(let proto, let payload): queue.append(.deliver(proto, payload))
    case .note(let n): queue.append(.note(n))
    case .event(let e):
      mayCarry = true
      queue.append(.event(.ppp(e)))
      switch e {
      case .lcpUp(let send, let receive):
        // §2.15: the PNS tells the PAC what LCP has agreed, so that its line can follow.
        if config.role == .pns, call.isUp { call.setLinkInfo(send: send, receive: receive) }
      case .down(let reason): pppDown(reason, at: now)
      case .passwordChanged(let account): shared[0].ppp.keep(account)
      default: break
      }
    }
  }

  mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) { queue.append(.note(Note(kind, "pptp", text, ref: ref))) }

  // MARK: Timers

  public var nextTimeout: Instant? {
    var due = earliest(control.nextTimeout, call.nextTimeout)
    due = earliest(due, farewellDue)
    if call.isUp { due = earliest(due, gre?.nextTimeout ?? nil) }
    return earliest(due, ppp?.nextTimeout ?? nil)
  }

  public func addTimers(_ all: inout [PendingTimer]) {
    control.addTimers(&all)
    call.addTimers(&all)
    if call.isUp { gre?.addTimers(&all) }
    if let more = ppp?.timers { all += more }
    if let due = farewellDue {
      all.append(PendingTimer(name: "pptp.farewell", due: due, purpose: "go on saying goodbye without an answer"))
    }
  }

  public func holds(_ m: Milestone) -> Bool {
    switch m {
    case .controlUp: controlUp
    case .callUp: callUp
    case .lcpOpened, .authDone, .ccpOpened: ppp?.holds(m) == true
    case .tunnelUp: tunnelUp
    case .down: down
    }
  }

  public func figure(of machine: String) -> (figure: StateFigure, state: String)? {
    switch machine {
    case "pptp.control": (controlFigure.figure, controlState.rawValue)
    case "pptp.call": (callFigure.figure, callState.rawValue)
    default: nil
    }
  }

  /// The low half of the key is the number that the receiver gave the call (RFC 2637 §4.1).
  public func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool {
    guard channel == .ip(.gre), let (h, _) = try? GREHeader.prefix(of: Array(octets.prefix(16))) else { return false }
    return h.callID == localCallID
  }
}
