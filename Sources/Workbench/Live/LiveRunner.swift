import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// A tunnel of any kind on real sockets, in one poll loop: a server's ports and the raw sockets, with what comes handed to its session,
/// signals and the clock. What concerns one client is a `LiveSession`; `Server` finds the one that a packet is for.
public struct LiveRunner {
  private var plan: LivePlan
  private var live: LiveShared
  private(set) var sessions: Server<LiveSession>
  private var turnedAway = TurnedAway()
  private var interrupts = 0
  private var outcome: ExitStatus?
  /// How the command of `--run` ended; nil while there was none.
  public private(set) var commandStatus: Int32?
  /// Where in the pool the search for a free address begins.
  private var nextAddress: UInt32
  private var system: any LiveSystem { live.system }

  public init(_ plan: LivePlan, show: @escaping (Document) -> Void) { self.init(plan, LiveKernel(), show: show) }

  init(_ plan: LivePlan, _ system: any LiveSystem, show: @escaping (Document) -> Void) {
    self.plan = plan
    live = LiveShared(plan, system, show: show)
    sessions = Server(most: plan.mostSessions)
    nextAddress = plan.poolFirst.raw
  }

  // MARK: From beginning to end

  public mutating func run() -> ExitStatus {
    system.countInterrupts()
    defer { closeAll() }
    if let refusal = open() { return refusal }
    while outcome == nil {
      turn()
      if outcome == nil { wait() }
    }
    // Half of a capture must not pass for the whole.
    if live.captureBroke, outcome == .ok { return .environment }
    return outcome ?? .failed
  }

  /// All sessions have their say; those that are over leave.
  private mutating func turn() {
    for i in sessions.indices { sessions[i].drain(&live) }
    if let fault = chanceFault() {
      outcome = fault
      return
    }
    // Numbered now, so that only a signal that comes while a step is being read ends the reading.
    let seen = interrupts
    let system = system
    live.steps.pause(live.show, at: live.now) { system.interrupts() > seen }
    if live.steps.wantsHangup {
      live.steps.wantsHangup = false
      for i in sessions.indices {
        sessions[i].hangup(&live)
        sessions[i].drain(&live)
      }
    }
    for i in sessions.indices.reversed() where sessions[i].ended != nil { finish(i) }
  }

  /// Opens what is needed; a status when the machine does not allow it.
  private mutating func open() -> ExitStatus? {
    for proto in plan.settings.kind.protocols {
      let fd = system.rawSocket(proto)
      guard fd >= 0 else {
        let needs = fd == -EPERM || fd == -EACCES
        return refuse(
          "Raw IP protocol \(proto.rawValue) (\(proto.meaning)) cannot be opened: \(sentence(Int(-fd))).",
          hint: needs
            ? "Run it with sudo, or allow the program once and for all: sudo setcap cap_net_raw+ep \(Files.program() ?? "vpnlab")"
            : "vpnlab doctor tells what this machine allows.")
      }
      live.raws.append((proto, fd))
    }
    if let path = plan.capture {
      switch LiveCapture.open(path, comment: LiveWire.comment(plan.settings.kind)) {
      case .success(let c): live.capture = c
      case .failure(let e): return refuse("“\(path)” cannot be written: \(e.text).", hint: "Choose a folder that you may write to.")
      }
    }
    if plan.side == .client {
      var session = LiveSession(plan, given: .any, peer: Peer(plan.address), live)
      if let fault = chanceFault() { return fault }
      session.open(&live)
      sessions.admit(session)
      return nil
    }
    // Each end of a kind listens to the same ports: one that serves no client says to which.
    var asked = plan.settings.kind.make(plan.end(given: .any), system.dice())
    asked.command(.listen, at: live.now)
    while let o = asked.poll() { if case .listen(let request) = o, let refusal = listen(request) { return refusal } }
    let ports = live.ports.map(\.request.text).joined(separator: " and ")
    let many = plan.mostSessions == 1 ? "one client at a time" : "at most \(plan.mostSessions) clients"
    live.show(LiveReport.line("Listening on \(plan.host), \(ports), for \(many); Ctrl-C ends it.", "listening", at: live.now))
    return nil
  }

  private mutating func listen(_ request: ChannelRequest) -> ExitStatus? {
    let fd: Int32
    switch request {
    case .tcp(let port): fd = system.listen(plan.address, port: port)
    case .udp(let port): fd = system.bindUDP(plan.address, port: port)
    }
    guard fd >= 0 else {
      let flag = if case .udp = request { "u" } else { "t" }
      return refuse(
        "\(request.text) on \(plan.host) cannot be listened on: \(sentence(Int(-fd))).",
        hint: fd == -EADDRINUSE
          ? "Another server has the port (ss -l\(flag)np shows which), or choose another: --port N"
          : "Choose one of this machine's addresses: --listen ADDRESS")
    }
    live.ports.append(LivePort(request: request, fd: fd))
    return nil
  }

  private func refuse(_ text: String, hint: String? = nil) -> ExitStatus {
    live.show(LiveReport.problem(text, at: live.now, hint: hint))
    return .environment
  }

  /// Nothing may be sent whose secrets can be guessed.
  private func chanceFault() -> ExitStatus? {
    let fault = system.chanceFault()
    guard fault != 0 else { return nil }
    return refuse("The system gives no random numbers: \(sentence(Int(fault))). Without them no secret is safe, so nothing is sent.")
  }

  private mutating func closeAll() {
    for i in sessions.indices { sessions[i].leave(live) }
    for p in live.ports { system.close(p.fd) }
    for raw in live.raws { system.close(raw.fd) }
    live.capture?.close()
  }

  /// A session is over: a client ends with it, a server waits for the next.
  private mutating func finish(_ i: Int) {
    var session = sessions.remove(at: i)
    session.leave(live)
    for a in session.changedAccounts { plan.keep(a) }
    session.report(session.ended ?? Reason(LiveReason.over, ""), live)
    commandStatus = session.errand.commandStatus
    if plan.side == .client || plan.once {
      outcome = session.status
    } else if interrupts > 0 {
      if sessions.isEmpty { outcome = .ok }
    } else if sessions.count == 0 {
      live.show(LiveReport.line("Waiting for the next client.", "listening", at: live.now))
    }
    live.several = sessions.count > 1
  }

  // MARK: Waiting

  private mutating func wait() {
    var watches: [lab_watch] = []
    // TCP first: a call's first GRE packets must not overtake the message that says there is a call.
    for i in sessions.indices where sessions[i].tcp.isOpen {
      watches.append(lab_watch(fd: sessions[i].tcp.fd, want: sessions[i].tcp.wants, got: 0))
    }
    for raw in live.raws { watches.append(lab_watch(fd: raw.fd, want: Int32(LAB_READ), got: 0)) }
    for i in sessions.indices { for u in sessions[i].udp { watches.append(lab_watch(fd: u.fd, want: Int32(LAB_READ), got: 0)) } }
    for p in live.ports { watches.append(lab_watch(fd: p.fd, want: Int32(LAB_READ), got: 0)) }
    var due: ProtocolEngines.Instant?
    for i in sessions.indices { if let t = sessions[i].nextTimeout, due.map({ t < $0 }) ?? true { due = t } }
    let n = system.wait(&watches, micros: due.map { max(0, $0.micros - live.now.micros) } ?? -1)
    if system.interrupts() > interrupts { interrupted() }
    if n < 0, n != -EINTR {
      outcome = refuse("Waiting for the sockets failed: \(sentence(Int(-n))).")
      return
    }
    for w in watches where n > 0 && w.got != 0 {
      if live.raws.contains(where: { $0.fd == w.fd }) {
        readRaw(w.fd)
      } else if let port = live.ports.first(where: { $0.fd == w.fd }) {
        if port.isUDP { readPort(port) } else { accept(port) }
      } else if let i = sessions.firstIndex(where: { $0.tcp.fd == w.fd }) {
        sessions[i].serveTCP(w.got, &live)
      } else if let i = sessions.firstIndex(where: { $0.udp.contains { $0.fd == w.fd } }) {
        sessions[i].serveUDP(w.fd, &live)
      }
      // Each event is a step of its own.
      if live.steps.on { turn() }
      if outcome != nil { return }
    }
    for i in sessions.indices { sessions[i].tick(&live) }
  }

  private mutating func accept(_ port: LivePort) {
    let (fd, peer) = system.accept(port.fd)
    guard fd >= 0 else {
      // The others are the fault of the peer.
      if [-EMFILE, -ENFILE, -ENOBUFS, -ENOMEM, -EBADF, -EINVAL].contains(fd) {
        outcome = refuse("No connection can be accepted any more: \(sentence(Int(-fd))).")
      }
      return
    }
    guard let given = place(for: peer, isUDP: false) else { return system.close(fd) }
    var session = LiveSession(plan, given: given, peer: Peer(peer.address), live)
    session.begin(accepted: fd, &live)
    admit(session)
  }

  // MARK: Clients

  /// The address for one more client; nil where there is no room for it.
  private mutating func place(for peer: SocketName, isUDP: Bool) -> IPv4Address? {
    let given = free()
    guard let given, !sessions.isFull, interrupts == 0 else {
      let why =
        interrupts > 0 && !sessions.isFull
        ? "this server is about to end"
        : !sessions.isFull
          ? "no address of the pool is free" : sessions.most == 1 ? "one client at a time" : "\(sessions.most) clients are here"
      if turnedAway.isNews(peer, isUDP: isUDP, at: live.now) {
        live.show(LiveReport.line("\(peer.address.description) turned away: \(why).", "busy", at: live.now))
      }
      return nil
    }
    live.several = sessions.count > 0
    return given
  }

  private mutating func admit(_ session: LiveSession) {
    let given = session.given.raw
    nextAddress = given >= plan.poolLast.raw ? plan.poolFirst.raw : given + 1
    sessions.admit(session)
  }

  /// The next address of the pool that no session has.
  private func free() -> IPv4Address? {
    guard plan.poolFirst.raw <= plan.poolLast.raw else { return nil }
    var at = (plan.poolFirst.raw...plan.poolLast.raw).contains(nextAddress) ? nextAddress : plan.poolFirst.raw
    // One more than there are sessions: then one of them is free, unless the pool is smaller.
    for _ in 0...min(UInt32(sessions.count), plan.poolLast.raw - plan.poolFirst.raw) {
      let address = IPv4Address(at)
      if sessions.firstIndex(where: { $0.has(address) }) == nil { return address }
      at = at == plan.poolLast.raw ? plan.poolFirst.raw : at + 1
    }
    return nil
  }

  // MARK: Packets

  /// Each packet of a raw socket to the session whose addresses and number it carries; others are dropped.
  private mutating func readRaw(_ fd: Int32) {
    for _ in 0..<(live.steps.on ? 1 : 64) {
      let n = system.receive(fd, into: &live.room)
      if n < 0 { return }
      let packet = Array(live.room[..<n])
      guard case .success(let (header, payload)) = IPv4Header.open(packet),
        live.raws.contains(where: { $0.proto == header.proto && $0.fd == fd }),
        let i = sessions.route(payload, on: .ip(header.proto), from: Peer(header.source)), sessions[i].takes(header, payload)
      else { continue }
      sessions[i].receive(packet, header.proto, payload, &live)
      // A control message that is here already comes before the packets after it.
      if sessions[i].ended != nil || !sessions[i].endpoint.holds(.callUp) { return }
    }
  }

  /// Each datagram to the session of its peer; one of a new peer may begin a session.
  private mutating func readPort(_ port: LivePort) {
    for _ in 0..<(live.steps.on ? 1 : 64) {
      let d = system.receiveDatagram(port.fd, into: &live.room)
      if d.count < 0 { return }
      let octets = Array(live.room[..<d.count])
      let peer = Peer(d.peer.address, port: d.peer.port)
      if let i = sessions.route(octets[...], on: .udp(local: port.number, remote: peer.port), from: peer) {
        guard sessions[i].ended == nil else { return }
        sessions[i].receive(octets, from: d.peer, at: port.number, &live)
        if sessions[i].ended != nil { return }
      } else if let given = place(for: d.peer, isUDP: true) {
        var session = LiveSession(plan, given: given, peer: peer, live)
        if session.begin(with: octets, from: d.peer, at: SocketName(address: d.local, port: port.number), &live) { admit(session) }
        live.several = sessions.count > 1
      } else if let answer = plan.settings.kind.turnsAway(octets) {
        _ = system.sendDatagram(port.fd, local: d.local, to: d.peer, answer)
      }
    }
  }

  // MARK: Signals

  private mutating func interrupted() {
    interrupts = system.interrupts()
    let idle = sessions.firstIndex { $0.isOpen } == nil
    if interrupts >= 2 || plan.side == .server && idle {
      if plan.side == .client { live.show(LiveReport.line("Stopped at once.", "interrupted", at: live.now)) }
      outcome = plan.side == .server && interrupts < 2 ? .ok : .interrupted
      return
    }
    live.show(LiveReport.line("Hanging up; Ctrl-C again stops at once.", "hangup", at: live.now))
    for i in sessions.indices {
      sessions[i].interrupted = true
      sessions[i].hangup(&live)
    }
  }
}

/// Who was turned away last. A datagram costs its sender nothing, so it has a line of its own only once a second, and not again and
/// again for the same peer.
struct TurnedAway {
  private var last: (peer: SocketName, at: ProtocolEngines.Instant)?

  mutating func isNews(_ peer: SocketName, isUDP: Bool, at now: ProtocolEngines.Instant) -> Bool {
    if isUDP, let last, last.peer == peer || now < last.at + .seconds(1) { return false }
    last = (peer, now)
    return true
  }
}
