import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// One client of a live end (a client has one session, itself): the endpoint of the lab, its control connection, the host inside the
/// tunnel, the errand and the deadlines. Listening, the raw socket and signals are the runner's.
struct LiveSession {
  let plan: LivePlan
  var endpoint: Endpoint
  var host: PingHost
  var tcp = LiveTCP()
  var wire = LiveWire()
  var ours = SocketName(), peer = SocketName()
  var errand = LiveErrand()

  var tunnelWasUp = false
  var farewell = false
  /// Somebody pressed Ctrl-C during this session.
  var interrupted = false
  /// When waiting for the other end's part of the goodbye, or for TCP to stand, is over.
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

  /// `given`: the address for the client.
  init(_ plan: LivePlan, given: IPv4Address, _ x: LiveShared) {
    self.plan = plan
    var dice = x.system.dice()
    endpoint = plan.settings.kind.make(plan.end(given: given), dice.split())
    host = PingHost(dice: dice.split())
    errand.pingsLeft = plan.ping == nil ? 0 : plan.pingCount
    errand.command = plan.side == .client ? plan.command : nil
  }

  // MARK: Beginning

  /// A client's beginning.
  mutating func open(_ x: inout LiveShared) { endpoint.command(.open, at: x.now) }

  /// A server's: somebody has connected.
  mutating func begin(accepted fd: Int32, _ x: inout LiveShared) {
    tcp = LiveTCP(fd: fd)
    stands(&x)
    x.show(LiveReport.line("\(strong: peer.address.description) has connected.", "accepted", at: x.now))
    endpoint.command(.listen, at: x.now)
    endpoint.transport(.accepted, at: x.now)
    x.event("TCP connection from \(peer.address)")
  }

  mutating func connect(_ x: inout LiveShared) {
    x.show(LiveReport.line("Connecting to \(plan.host), TCP port \(plan.port).", "connecting", at: x.now))
    let fd = x.system.connect(plan.address, port: plan.port)
    guard fd >= 0 else {
      notConnected = noConnection(sentence(Int(-fd)))
      endpoint.transport(.failed(systemReason(Int(-fd))), at: x.now)
      ended = ended ?? notConnected
      return
    }
    tcp = LiveTCP(fd: fd, connecting: true)
    deadline = x.now + .seconds(15)
  }

  /// Addresses are known.
  private mutating func stands(_ x: inout LiveShared) {
    peer = x.system.name(tcp.fd, peer: true)
    ours = x.system.name(tcp.fd, peer: false)
    if plan.side == .client {
      let r = x.system.tie(x.raw, local: ours.address, peer: peer.address)
      if r < 0 { problem("GRE cannot be tied to \(peer.address): \(sentence(Int(-r))).", &x) }
    }
    x.keep(wire.opened(ours: ours, theirs: peer, byUs: plan.side == .client))
  }

  // MARK: TCP

  /// A session has one TCP connection; who opened it follows from the side.
  private var which: ControlTCP { plan.side == .client ? .own : .peers }

  mutating func serveTCP(_ got: Int32, _ x: inout LiveShared) {
    if tcp.connecting {
      let r = x.system.connected(tcp.fd)
      deadline = nil
      tcp.connecting = false
      if r < 0 {
        tcp.close(x.system)
        notConnected = noConnection(sentence(Int(-r)))
        endpoint.transport(.failed(systemReason(Int(-r))), at: x.now)
        drain(&x)
        ended = ended ?? notConnected
        return
      }
      stands(&x)
      endpoint.transport(.connected, at: x.now)
      if let e = tcp.flush(x.system) { tcpEnded(e, &x) }
      x.event("TCP connection stands")
      return
    }
    if got & Int32(LAB_WRITE) != 0, let e = tcp.flush(x.system) { return tcpEnded(e, &x) }
    guard got & (Int32(LAB_READ) | Int32(LAB_HANGUP)) != 0 else { return }
    switch tcp.receive(x.system, &x.room) {
    case .nothing: break
    case .closed(let why): tcpEnded(why, &x)
    case .octets(let o):
      x.keep(wire.data(o, fromUs: false), received: true)
      endpoint.transport(.received(o, on: .tcp(which)), at: x.now)
      x.event("")
    }
  }

  mutating func tcpEnded(_ why: Reason, _ x: inout LiveShared) {
    guard tcp.isOpen else { return }
    x.keep(wire.closed(byUs: tcp.closing))
    tcp.close(x.system)
    deadline = nil
    endpoint.transport(.closed(why, on: .tcp(which)), at: x.now)
    x.event("TCP connection ended: \(why.text)")
    drain(&x)
    ended = ended ?? why
  }

  // MARK: GRE

  /// A GRE packet between these addresses, for this call ID (RFC 2637 §4.1), is this session's.
  func owns(_ header: IPv4Header, callID: UInt16) -> Bool {
    tcp.isOpen && header.source == peer.address && header.destination == ours.address && callID == endpoint.localCallID
  }

  mutating func receive(_ packet: [UInt8], gre payload: ArraySlice<UInt8>, _ x: inout LiveShared) {
    x.keep([LiveWire.Packet(octets: packet, fromUs: false)], received: true)
    endpoint.transport(.received(Array(payload), on: .ip(.gre)), at: x.now)
    x.event("")
    drain(&x)
  }

  // MARK: Time

  var nextTimeout: ProtocolEngines.Instant? { [endpoint.nextTimeout, host.nextTimeout, errand.due, deadline].compactMap { $0 }.min() }

  mutating func tick(_ x: inout LiveShared) {
    let at = x.now
    if let due = endpoint.nextTimeout, due <= at {
      let t = x.steps.on ? endpoint.timers.first : nil
      endpoint.tick(at: at)
      x.event(t.map { "timer \($0.name): \($0.purpose)" } ?? "")
    }
    if let due = host.nextTimeout, due <= at { host.tick(at: at) }
    if let d = errand.due, d <= at { errand(at, &x) }
    guard let d = deadline, d <= at else { return }
    deadline = nil
    if tcp.connecting {
      tcp.close(x.system)
      notConnected = Reason(LiveReason.noConnection, "\(plan.host) did not answer on TCP port \(plan.port) within 15 seconds")
      endpoint.transport(.failed(Reason(TransportReason.timedOut, "nobody answered within 15 seconds")), at: at)
      ended = ended ?? notConnected
    } else if tcp.closing {
      tcpEnded(Reason(LiveReason.closed, "the connection is closed"), &x)
    } else if farewell {
      x.show(LiveReport.line("The other end does not answer the goodbye; leaving without it.", "timeout", at: at))
      ended = ended ?? Reason(LiveReason.noFarewell, "no answer to the goodbye")
    }
  }

  // MARK: Ending

  mutating func hangup(_ x: inout LiveShared) {
    guard !farewell else { return }
    farewell = true
    deadline = x.now + .seconds(12)
    if tcp.connecting {
      tcp.close(x.system)
      ended = Reason(LiveReason.interrupted, "interrupted")
    } else {
      endpoint.command(.hangup, at: x.now)
      x.event("command hangup")
    }
  }

  /// The tunnel is gone: whoever still uses it is told to stop, sockets are closed.
  mutating func leave(_ x: LiveShared) {
    if errand.process > 0 { x.system.terminate(errand.process) }
    errand.process = 0
    errand.due = nil
    tcp.close(x.system)
  }

  /// How it went.
  var status: ExitStatus {
    guard tunnelWasUp else { return interrupted ? .interrupted : .failed }
    return errand.status(interrupted: interrupted && plan.ping != nil && plan.side == .client)
  }

  /// Tells how it ended.
  func report(_ reason: Reason, _ x: LiveShared) {
    let failure = whyItFailed
    if !tunnelWasUp, interrupted {
      x.show(LiveReport.line("Stopped before the tunnel was up.", "ended", at: x.now))
    } else if !tunnelWasUp {
      x.show(
        LiveReport.problem(
          "The tunnel did not come up: \(Self.plain((failure ?? reason).text))", at: x.now, hint: hint(for: failure ?? reason)))
    } else {
      let text =
        farewell && endpoint.down ? "Hung up; nothing is left open." : "The connection has ended: \(Self.plain((failure ?? reason).text))"
      x.show(LiveReport.line(StyledText(text), "ended", at: x.now, [.init("reason", .string(reason.text))]))
    }
  }

  /// The most telling reason: that a peer which gives up also clears the call and closes TCP is no news.
  private var whyItFailed: Reason? {
    if let notConnected { return notConnected }
    let whole = endpoint.failure
    if let ppp = endpoint.ppp?.failure, whole.map({ $0.code != PPTPReason.noGRE }) ?? true {
      guard let refusal, ppp.code == PPPReason.peerTerminated else { return ppp }
      return Reason(AuthReason.failed, "\(refusal) Then \(ppp.sentence)", ref: ppp.ref)
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
    if reason.code == PPPReason.noAnswer && peer.port != 0 {
      return "The control connection stands but PPP gets no answer: often a firewall that stops IP protocol 47 (GRE)."
    }
    return nil
  }

  private func noConnection(_ why: String) -> Reason {
    Reason(LiveReason.noConnection, "no connection to \(plan.host), TCP port \(plan.port): \(why)")
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
