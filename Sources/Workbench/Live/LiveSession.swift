import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// One client of a live end (a client has one session, itself): the endpoint of the lab, its connection and sockets, the host inside
/// the tunnel, the errand and the deadlines. Listening, raw sockets and signals are the runner's.
struct LiveSession: ServedEnd {
  let plan: LivePlan
  var endpoint: Endpoint
  var host: PingHost
  /// Who the other end is. A client has one peer, and learns its address from the socket.
  var peer: Peer
  /// The address for the client, from the pool.
  let given: IPv4Address
  var tcp = LiveTCP()
  /// A client's UDP sockets, one for each port of the server.
  var udp: [LiveUDP] = []
  var wire = LiveWire()
  /// This end's name on the outer network, as the peer sees it.
  var ours = SocketName()
  var errand = LiveErrand()

  var tunnelWasUp = false
  var farewell = false
  /// The user pressed Ctrl-C during this session.
  var interrupted = false
  /// When waiting for the other end's part of the goodbye, or for the TCP connection, is over.
  var deadline: ProtocolEngines.Instant?
  /// The session is over; why.
  var ended: Reason?
  var problems: [String] = []
  /// What this end refused in the authentication.
  var refusal: String?
  /// Why there is no TCP connection, with the port that was tried.
  var notConnected: Reason?
  /// Passwords changed since the runner last looked.
  var changedAccounts: [Account] = []

  init(_ plan: LivePlan, given: IPv4Address, peer: Peer, _ live: LiveShared) {
    self.plan = plan
    self.peer = peer
    self.given = given
    var dice = live.system.dice()
    endpoint = plan.settings.kind.make(plan.end(given: given), dice.split())
    host = PingHost(dice: dice.split())
    errand.pingsLeft = plan.ping == nil ? 0 : plan.pingCount
    errand.command = plan.side == .client ? plan.command : nil
  }

  func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool { endpoint.owns(octets, on: channel) }

  /// An address inside the tunnel that no other client may have.
  func has(_ address: IPv4Address) -> Bool { address == given || address == endpoint.insidePeer }

  /// There is a way to the other end.
  var isOpen: Bool { tcp.isOpen || !udp.isEmpty || peer.port != 0 }

  // MARK: Telling

  private func client(_ live: LiveShared) -> String? { live.several ? peer.description : nil }

  func say(_ text: StyledText, _ event: String, _ live: LiveShared) { say(text, event, [], live) }
  func say(_ text: StyledText, _ event: String, _ more: [JSONValue.Member], _ live: LiveShared) {
    live.show(LiveReport.line(text, event, at: live.now, client: client(live), more))
  }
  func show(_ n: Note, _ live: LiveShared) { live.show(LiveReport.note(n, at: live.now, client: client(live))) }
  func show(problem text: String, hint: String? = nil, _ live: LiveShared) {
    live.show(LiveReport.problem(text, at: live.now, hint: hint, client: client(live)))
  }

  // MARK: Beginning

  /// A client's beginning.
  mutating func open(_ live: inout LiveShared) { endpoint.command(.open, at: live.now) }

  /// A server's: a client has connected.
  mutating func begin(accepted fd: Int32, _ live: inout LiveShared) {
    tcp = LiveTCP(fd: fd)
    let theirs = tcpIsEstablished(&live)
    live.show(LiveReport.line("\(strong: theirs.description) has connected.", "accepted", at: live.now))
    endpoint.command(.listen, at: live.now)
    endpoint.transport(.accepted, at: live.now)
    live.event("TCP connection from \(theirs)")
  }

  mutating func connect(_ request: ChannelRequest, _ live: inout LiveShared) {
    say("Connecting to \(plan.host), \(request.text).", "connecting", live)
    let fd: Int32
    switch request {
    case .tcp(let port): fd = live.system.connect(plan.address, port: port)
    case .udp(let port): fd = udp.first { $0.remote == port }?.fd ?? live.system.connectUDP(plan.address, port: port)
    }
    guard fd >= 0 else {
      notConnected = noConnection(sentence(Int(-fd)))
      endpoint.transport(.failed(systemReason(Int(-fd))), at: live.now)
      ended = ended ?? notConnected
      return
    }
    switch request {
    case .tcp:
      tcp = LiveTCP(fd: fd, connecting: true)
      deadline = live.now + .seconds(15)
    case .udp(let port):
      udpIsReady(fd, port, &live)
      endpoint.transport(.connected, at: live.now)
      live.event("UDP socket for port \(port)")
    }
  }

  /// Addresses are known; gives that of the peer.
  private mutating func tcpIsEstablished(_ live: inout LiveShared) -> IPv4Address {
    let theirs = live.system.name(tcp.fd, peer: true)
    know(live.system.name(tcp.fd, peer: false), theirs, &live)
    live.keep(wire.opened(ours: ours, theirs: theirs, byUs: plan.side == .client))
    return theirs.address
  }

  /// A client's raw sockets hear its server only.
  mutating func know(_ ours: SocketName, _ theirs: SocketName, _ live: inout LiveShared) {
    self.ours = ours
    wire.between(ours: ours, theirs: theirs)
    guard plan.side == .client else { return }
    peer.address = theirs.address
    for raw in live.raws {
      let r = live.system.tie(raw.fd, local: ours.address, peer: theirs.address)
      if r < 0 { problem("\(raw.proto.meaning) cannot be tied to \(theirs.address): \(sentence(Int(-r))).", &live) }
    }
  }

  // MARK: TCP

  /// A session has one TCP connection; who opened it follows from the side.
  private var which: ControlTCP { plan.side == .client ? .own : .peers }

  mutating func serveTCP(_ got: Int32, _ live: inout LiveShared) {
    if tcp.connecting {
      let r = live.system.connected(tcp.fd)
      deadline = nil
      tcp.connecting = false
      if r < 0 {
        tcp.close(live.system)
        notConnected = noConnection(sentence(Int(-r)))
        endpoint.transport(.failed(systemReason(Int(-r))), at: live.now)
        drain(&live)
        ended = ended ?? notConnected
        return
      }
      _ = tcpIsEstablished(&live)
      endpoint.transport(.connected, at: live.now)
      if let e = tcp.flush(live.system) { tcpEnded(e, &live) }
      live.event("TCP connection stands")
      return
    }
    if got & Int32(LAB_WRITE) != 0, let e = tcp.flush(live.system) { return tcpEnded(e, &live) }
    guard got & (Int32(LAB_READ) | Int32(LAB_HANGUP)) != 0 else { return }
    switch tcp.receive(live.system, &live.room) {
    case .nothing: break
    case .closed(let why): tcpEnded(why, &live)
    case .octets(let o):
      live.keep(wire.data(o, fromUs: false), received: true)
      endpoint.transport(.received(o, on: .tcp(which)), at: live.now)
      live.event("")
    }
  }

  mutating func tcpEnded(_ why: Reason, _ live: inout LiveShared) {
    guard tcp.isOpen else { return }
    live.keep(wire.closed(byUs: tcp.closing))
    tcp.close(live.system)
    deadline = nil
    endpoint.transport(.closed(why, on: .tcp(which)), at: live.now)
    live.event("TCP connection ended: \(why.text)")
    drain(&live)
    ended = ended ?? why
  }

  // MARK: Raw packets

  /// A packet of this peer is for this session: it was sent to our address, and it has the number that this end gave out. Before there
  /// is one, a packet may have overtaken the message that makes it.
  func takes(_ header: IPv4Header, _ payload: ArraySlice<UInt8>) -> Bool {
    ended == nil && isOpen && header.destination == ours.address
      && (endpoint.localCallID == 0 || owns(payload, on: .ip(header.proto)))
  }

  mutating func receive(_ packet: [UInt8], _ proto: IPProtocol, _ payload: ArraySlice<UInt8>, _ live: inout LiveShared) {
    live.keep([LiveWire.Packet(octets: packet, fromUs: false)], received: true)
    endpoint.transport(.received(Array(payload), on: .ip(proto)), at: live.now)
    live.event("")
    drain(&live)
  }

  // MARK: Time

  var nextTimeout: ProtocolEngines.Instant? { [endpoint.nextTimeout, host.nextTimeout, errand.due, deadline].compactMap { $0 }.min() }

  mutating func tick(_ live: inout LiveShared) {
    let at = live.now
    if let due = endpoint.nextTimeout, due <= at {
      let t = live.steps.on ? endpoint.timers.first : nil
      endpoint.tick(at: at)
      live.event(t.map { "timer \($0.name): \($0.purpose)" } ?? "")
    }
    if let due = host.nextTimeout, due <= at { host.tick(at: at) }
    if let d = errand.due, d <= at { errand(at, &live) }
    guard let d = deadline, d <= at else { return }
    deadline = nil
    if tcp.connecting {
      tcp.close(live.system)
      notConnected = Reason(
        LiveReason.noConnection, "\(plan.host) did not answer on \(plan.settings.kind.transport) port \(plan.port) within 15 seconds")
      endpoint.transport(.failed(Reason(TransportReason.timedOut, "nobody answered within 15 seconds")), at: at)
      ended = ended ?? notConnected
    } else if tcp.closing {
      tcpEnded(Reason(LiveReason.closed, "the connection is closed"), &live)
    } else if farewell {
      say("The other end does not answer the goodbye; leaving without it.", "timeout", live)
      ended = ended ?? Reason(LiveReason.noFarewell, "no answer to the goodbye")
    }
  }

  // MARK: Ending

  mutating func hangup(_ live: inout LiveShared) {
    guard !farewell else { return }
    farewell = true
    deadline = live.now + .seconds(12)
    if tcp.connecting {
      tcp.close(live.system)
      ended = Reason(LiveReason.interrupted, "interrupted")
    } else {
      endpoint.command(.hangup, at: live.now)
      live.event("command hangup")
    }
  }

  /// The tunnel is gone: the command that still uses it gets a signal, sockets are closed.
  mutating func leave(_ live: LiveShared) {
    if errand.process > 0 { live.system.terminate(errand.process) }
    errand.process = 0
    errand.due = nil
    tcp.close(live.system)
    for u in udp { live.system.close(u.fd) }
    udp = []
  }

  /// How it went.
  var status: ExitStatus {
    guard tunnelWasUp else { return interrupted ? .interrupted : .failed }
    return errand.status(interrupted: interrupted && plan.ping != nil && plan.side == .client)
  }

  /// Tells how it ended.
  func report(_ reason: Reason, _ live: LiveShared) {
    let failure = whyItFailed
    if !tunnelWasUp, interrupted {
      say("Stopped before the tunnel was up.", "ended", live)
    } else if !tunnelWasUp {
      let why = failure ?? reason
      show(problem: "The tunnel did not come up: \(Self.plain(why.text))", hint: hint(for: why), live)
    } else {
      let text =
        farewell && endpoint.down ? "Hung up; nothing is left open." : "The connection has ended: \(Self.plain((failure ?? reason).text))"
      say(StyledText(text), "ended", [.init("reason", .string(reason.text))], live)
    }
  }

  /// The most telling reason: that a peer which gives up also clears the call and closes the connection is no news.
  private var whyItFailed: Reason? {
    if let notConnected { return notConnected }
    let whole = endpoint.failure
    if let ppp = endpoint.ppp?.failure, whole.map({ !plan.settings.kind.tellingFailures.contains($0.code) }) ?? true {
      guard let refusal, ppp.code == PPPReason.peerTerminated else { return ppp }
      return Reason(AuthReason.refused, "\(refusal) Then \(ppp.sentence)", ref: ppp.ref)
    }
    return whole ?? problems.first.map { Reason(LiveReason.problem, "\($0)") }
  }

  private static func plain(_ s: String) -> String { s.hasSuffix(".") ? s : s + "." }

  /// What to try next, where the reason is one of the usual ones.
  private func hint(for reason: Reason) -> String? {
    if reason.code.isOne(of: AuthReason.self) {
      return plan.side == .client
        ? "Look at --user and --password-file." : "Look at the client's name and password, and at --accounts."
    }
    if notConnected != nil { return "Is the server running, is it port \(plan.port), and does a firewall let it through?" }
    if reason.code.isOne(of: MPPEReason.self) {
      return "The two ends want different encryption: mppe=128|56|40|off, mppe-mode=stateless|stateful."
    }
    return plan.settings.kind.hint(reason)
  }

  private func noConnection(_ why: String) -> Reason {
    Reason(LiveReason.noConnection, "no connection to \(plan.host), \(plan.settings.kind.transport) port \(plan.port): \(why)")
  }
}

/// Why a live session ends, where no protocol says so.
enum LiveReason: String, ReasonCodes {
  case noConnection = "live.no-connection"
  case closed = "live.closed"
  case noFarewell = "live.no-farewell"
  case interrupted = "live.interrupted"
  case problem = "live.problem"
  case over = "live.over"
}
