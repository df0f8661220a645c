@testable import ProtocolEngines

// A kind of tunnel that only the tests know: two messages over UDP and one PPP link. Nothing of it is anywhere else.

extension TunnelKind {
  static let fake = TunnelKind(
    name: "fake", title: "Fake", about: "two messages, for the tests", port: 61888, transport: "UDP",
    keys: SettingKey.link + [patience] + SettingKey.authentication,
    actions: FakeEndpoint.actions, machines: "fake.", layers: [.fake], fields: FakeMessage.fields,
    messages: [WireCatalog.entry(FakeMessage.self)], datagrams: FakeMessage.reader,
    terms: TunnelTerms(session: "pipe", number: "tag", carrier: "UDP"),
    hint: { $0.code == FakeReason.noAnswer ? "Look whether the fake server runs." : nil },
    tellingFailures: [ReasonCode(FakeReason.noAnswer)],
    make: { plan, dice in Endpoint(FakeEndpoint(plan, dice: dice)) })

  private static let patience = SettingKey("patience", "fake", [], "Opens without an answer before an end gives up (3)", form: "1 to 9") {
    s, v, end throws(SettingKey.Fault) in
    guard let n = Int(v), (1...9).contains(n) else { throw .unknown }
    s.change(end) { $0.set(own: "patience", v) }
  }
}

extension ProtocolInfo {
  static let fake = ProtocolInfo(
    "fake", "Fake", letter: "P", .vermilion, .tunnel, machines: [Machine("fake.state", FakeState.self)],
    fields: [.code(FakeType.self, "fake.type")],
    glossary: [.init("fake tunnel", "", "Open and Frame: what a kind of tunnel needs at the least.", "fake §1", see: ["PPP"])])
}

enum FakeState: String, MachineState {
  case idle, opening, open
  static var machine: String { "the fake tunnel" }
  var about: String { self == .open ? "Open was answered: Frames carry PPP." : "There is no tunnel yet." }
  var ref: StaticString { "fake §2" }
}

enum FakeReason: String, ReasonCodes {
  case noAnswer = "fake.no-answer"
  case over = "fake.over"
}

struct FakeType: Codepoint {
  var rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  static let open = Self(rawValue: 7), frame = Self(rawValue: 9)
  static let table: CodeTable = [7: "Open", 9: "Frame"]
}

/// Four octets; after those of a Frame comes PPP.
struct FakeMessage: WireMessage {
  var type = FakeType.open
  var zero: UInt8 = 0
  /// What the server chose; 0 in a client's Open.
  var tag: UInt16 = 0

  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("fake.type", "Fake type", "fake §2", "which of the two messages this is"))
    try c.int(&zero, Field("fake.zero", "Zero", "fake §2", "nothing"))
    try c.int(&tag, Field("fake.tag", "Tag", "fake §2", "which tunnel of the server this is"))
  }

  static let fields: StaticString = #"""
    fake||Fake tunnel|fake §1|
    fake.tag|16|Tag|fake §2|which tunnel of the server this is
    fake.type|8|Fake type|fake §2|which of the two messages this is
    fake.zero|8|Zero|fake §2|nothing
    """#

  static let reader = DatagramReader(name: "Fake") { r throws(WireError) in
    var m = FakeMessage()
    try r.group(Field("fake", "Fake tunnel", "fake §1"), { "\(m.type.meaning) \(m.tag)" }) { c throws(WireError) in try m.code(&c) }
    return DatagramReader.Content(session: m.type == .frame ? UInt32(m.tag) : nil, summary: "\(m.type.meaning) \(m.tag)")
  }
}

struct FakeEndpoint: TunnelEndpoint {
  let plan: EndpointPlan
  var state = FakeState.idle
  var tag: UInt16 = 0
  var failure: Reason?
  var ppp: PPPLink?
  private var channel: Channel?
  private var due: Instant?
  private var unanswered = 0
  private var leaving = false
  private var tunnelUp = false
  private var dice: Dice
  private var queue = Fifo<EndpointOutput>()

  static let actions = [TellAction(name: "shout", arguments: [], about: "send an Open that no one needs", ref: "fake §3")] + PPPLink.actions

  init(_ plan: EndpointPlan, dice: Dice) {
    self.plan = plan
    self.dice = dice
  }

  private var isClient: Bool { plan.side == .client }
  private var patience: Int { plan.settings[plan.side].own("patience").flatMap { Int($0) } ?? 3 }

  mutating func poll() -> EndpointOutput? { queue.next() }

  mutating func command(_ c: EndpointCommand, at now: Instant) {
    switch c {
    case .open where isClient && state == .idle:
      (failure, leaving, unanswered) = (nil, false, 0)
      channel = .udp(local: nil, remote: plan.port)
      go(.opening, "A tunnel is wanted.")
      queue.append(.open(.udp(port: plan.port)))
    case .open: break
    case .listen: if !isClient { queue.append(.listen(.udp(port: plan.port))) }
    case .hangup:
      leaving = true
      ppp?.terminate(because: Reason(PPPReason.hangup, "User request"), at: now)
    case .stop: end(Reason(FakeReason.over, "a stop was asked for"), at: now)
    case .tell(let name, let words):
      if name == "shout" { send(.open) } else if let c = PPPLink.command(name, words) { ppp?.command(c, at: now) }
    case .send(let proto, let payload): _ = ppp?.send(proto, payload, at: now)
    }
    settle(at: now)
  }

  mutating func transport(_ e: TransportEvent, at now: Instant) {
    switch e {
    case .connected: if state == .opening { greet(at: now) }
    case .failed(let why): end(why, at: now)
    case .received(let octets, let on):
      guard let (m, used) = try? FakeMessage.prefix(of: octets) else { break }
      switch (m.type, isClient, state) {
      case (.open, false, .idle):
        channel = on
        tag = UInt16(1 + dice.below(65_535))
        send(.open)
        up(at: now)
      case (.open, false, _): if m.tag == 0 { send(.open) }
      case (.open, true, .opening):
        tag = m.tag
        up(at: now)
      case (.frame, _, .open) where m.tag == tag: ppp?.receive(Array(octets[used...]), at: now)
      default: queue.append(.note(Note(.ignored, "fake.tunnel", "A \(m.type.meaning) is dropped.", ref: "fake §2")))
      }
    case .accepted, .closed: break
    }
    settle(at: now)
  }

  mutating func tick(at now: Instant) {
    if let d = due, d <= now {
      if unanswered < patience {
        greet(at: now)
      } else {
        end(Reason(FakeReason.noAnswer, "no answer to \(unanswered) Opens", ref: "fake §3"), at: now)
      }
    }
    ppp?.tick(at: now)
    settle(at: now)
  }

  private mutating func greet(at now: Instant) {
    send(.open)
    unanswered += 1
    due = now + .seconds(1)
  }

  private mutating func send(_ type: FakeType, _ frame: [UInt8] = []) {
    guard let channel else { return }
    var m = FakeMessage()
    m.type = type
    m.tag = tag
    queue.append(.send(m.encoded() + frame, on: channel))
  }

  private mutating func up(at now: Instant) {
    due = nil
    go(.open, "Open was answered.")
    queue.append(.event(.controlUp))
    queue.append(.event(.callUp(localID: tag, peerID: tag)))
    var link = PPPLink(config: plan.ppp, dice: dice.split())
    link.lowerUp(at: now)
    ppp = link
  }

  private mutating func settle(at now: Instant) {
    var over: Reason?
    while let o = ppp?.poll() {
      switch o {
      case .transmit(let frame): if state == .open { send(.frame, frame) }
      case .deliver(let proto, let payload): queue.append(.deliver(proto, payload))
      case .note(let n): queue.append(.note(n))
      case .event(let e):
        queue.append(.event(.ppp(e)))
        if case .down(let reason) = e { over = reason }
      }
    }
    let carries = state == .open && ppp?.carries == true
    if carries, !tunnelUp { queue.append(.event(.tunnelUp)) }
    tunnelUp = carries
    if let over, state == .open { end(leaving ? over : ppp?.failure ?? over, at: now) }
  }

  private mutating func end(_ why: Reason, at now: Instant) {
    guard state != .idle else { return }
    if !leaving { failure = why }
    due = nil
    go(.idle, why.sentence.asSentence)
    if ppp != nil, ppp?.phase != .dead { ppp?.lowerDown(because: why, at: now) }
    settle(at: now)
    queue.append(.event(.callDown(why)))
    queue.append(.event(.down(why)))
    tag = 0
  }

  private mutating func go(_ next: FakeState, _ why: Sentence) {
    queue.append(.note(.transition("fake.tunnel", from: state.rawValue, to: next.rawValue, because: why, ref: "fake §2")))
    state = next
  }

  var nextTimeout: Instant? { earliest(due, ppp?.nextTimeout ?? nil) }
  func addTimers(_ out: inout [PendingTimer]) {
    if let due { out.append(PendingTimer(name: "fake.restart", due: due, purpose: "send the Open again, or give up")) }
    if let more = ppp?.timers { out += more }
  }
  func holds(_ m: Milestone) -> Bool {
    switch m {
    case .controlUp, .callUp: state == .open
    case .lcpOpened, .authDone, .ccpOpened: ppp?.holds(m) == true
    case .tunnelUp: tunnelUp
    case .down: state == .idle
    }
  }
  var localCallID: UInt16 { tag }
  func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool {
    guard let (m, _) = try? FakeMessage.prefix(of: Array(octets.prefix(4))) else { return false }
    return tag != 0 && m.tag == tag
  }
  func inspect(_ tree: inout StateTree) {
    tree.add("role", plan.side.rawValue, "client or server")
    tree.add("tunnel.up", tunnelUp, "a network protocol is open")
    tree.add("down", state == .idle, "no tunnel")
    tree.add("failure", optional: failure.map { .text($0.text) }, "why it ended")
    tree.add("fake.state", state.rawValue, "fake §2")
    tree.add("fake.tag", tag, "what the server chose")
    ppp?.inspect(&tree)
  }
}
