import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// PPTP on real sockets, in one poll loop: the listener, the raw socket of IP protocol 47 with its packets handed to their sessions,
/// signals and the clock. What concerns one client is a `LiveSession`; there is a table of them, which holds one so far.
public struct LiveRunner {
  private var plan: LivePlan
  private var x: LiveShared
  private(set) var sessions: [LiveSession] = []
  /// Clients beyond this many are turned away.
  private static let mostSessions = 1
  private var listener: Int32 = -1
  private var interrupts = 0
  private var outcome: ExitStatus?
  /// How the command of `--run` ended; nil while there was none.
  public private(set) var commandStatus: Int32?
  private var nextAddress: UInt32
  private var system: any LiveSystem { x.system }

  public init(_ plan: LivePlan, show: @escaping (Document) -> Void) { self.init(plan, LiveKernel(), show: show) }

  init(_ plan: LivePlan, _ system: any LiveSystem, show: @escaping (Document) -> Void) {
    self.plan = plan
    x = LiveShared(plan, system, show: show)
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
    // Whoever asked for a capture must not take half of one for the whole.
    if x.captureBroke, outcome == .ok { return .environment }
    return outcome ?? .failed
  }

  /// All sessions have their say; those that are over leave.
  private mutating func turn() {
    for i in sessions.indices { sessions[i].drain(&x) }
    if let fault = chanceFault() {
      outcome = fault
      return
    }
    // Numbered now, so that only a signal that comes while somebody reads a step ends the reading.
    let seen = interrupts
    let system = system
    x.steps.pause(x.show, at: x.now) { system.interrupts() > seen }
    if x.steps.wantsHangup {
      x.steps.wantsHangup = false
      for i in sessions.indices {
        sessions[i].hangup(&x)
        sessions[i].drain(&x)
      }
    }
    for i in sessions.indices.reversed() where sessions[i].ended != nil { finish(i) }
  }

  /// Opens what is needed; a status when the machine does not allow it.
  private mutating func open() -> ExitStatus? {
    x.raw = system.rawSocket(.gre)
    if x.raw < 0 {
      let needs = x.raw == -EPERM || x.raw == -EACCES
      return refuse(
        "Raw IP protocol \(IPProtocol.gre.rawValue) (GRE) cannot be opened: \(sentence(Int(-x.raw))).",
        hint: needs
          ? "Run it with sudo, or allow the program once and for all: sudo setcap cap_net_raw+ep \(Files.program() ?? "vpnlab")"
          : "vpnlab doctor tells what this machine allows.")
    }
    if let path = plan.capture {
      switch LiveCapture.open(path) {
      case .success(let c): x.capture = c
      case .failure(let e): return refuse("“\(path)” cannot be written: \(e.text).", hint: "Choose a folder that you may write to.")
      }
    }
    if plan.side == .client {
      var session = LiveSession(plan, given: .any, x)
      if let fault = chanceFault() { return fault }
      session.open(&x)
      sessions.append(session)
      return nil
    }
    listener = system.listen(plan.address, port: plan.port)
    guard listener >= 0 else {
      return refuse(
        "TCP port \(plan.port) on \(plan.host) cannot be listened on: \(sentence(Int(-listener))).",
        hint: listener == -EADDRINUSE
          ? "Another server has the port (ss -ltnp shows which), or choose another: --port N"
          : "Choose one of this machine's addresses: --listen ADDRESS")
    }
    x.show(
      LiveReport.line("Listening on \(plan.host), TCP port \(plan.port), for one client at a time; Ctrl-C ends it.", "listening", at: x.now)
    )
    return nil
  }

  private func refuse(_ text: String, hint: String? = nil) -> ExitStatus {
    x.show(LiveReport.problem(text, at: x.now, hint: hint))
    return .environment
  }

  /// Nothing may be sent whose secrets anybody could guess.
  private func chanceFault() -> ExitStatus? {
    let fault = system.chanceFault()
    guard fault != 0 else { return nil }
    return refuse("The system gives no random numbers: \(sentence(Int(fault))). Without them no secret is safe, so nothing is sent.")
  }

  private mutating func closeAll() {
    for i in sessions.indices { sessions[i].leave(x) }
    if listener >= 0 { system.close(listener) }
    if x.raw >= 0 { system.close(x.raw) }
    x.capture?.close()
  }

  /// A session is over: a client ends with it, a server waits for the next.
  private mutating func finish(_ i: Int) {
    var session = sessions.remove(at: i)
    session.leave(x)
    for a in session.changedAccounts { plan.keep(a) }
    session.report(session.ended ?? Reason(LiveReason.over, ""), x)
    commandStatus = session.errand.commandStatus
    if plan.side == .client || plan.once {
      outcome = session.status
    } else if interrupts > 0 {
      if sessions.isEmpty { outcome = .ok }
    } else {
      x.show(LiveReport.line("Waiting for the next client.", "listening", at: x.now))
    }
  }

  // MARK: Waiting

  private mutating func wait() {
    var watches: [lab_watch] = []
    // TCP first: a call's first GRE packets must not overtake the message that says there is a call.
    for s in sessions where s.tcp.isOpen { watches.append(lab_watch(fd: s.tcp.fd, want: s.tcp.wants, got: 0)) }
    watches.append(lab_watch(fd: x.raw, want: Int32(LAB_READ), got: 0))
    if listener >= 0 { watches.append(lab_watch(fd: listener, want: Int32(LAB_READ), got: 0)) }
    let due = sessions.compactMap(\.nextTimeout).min()
    let n = system.wait(&watches, micros: due.map { max(0, $0.micros - x.now.micros) } ?? -1)
    if system.interrupts() > interrupts { interrupted() }
    if n < 0, n != -EINTR {
      outcome = refuse("Waiting for the sockets failed: \(sentence(Int(-n))).")
      return
    }
    for w in watches where n > 0 && w.got != 0 {
      if w.fd == x.raw {
        readGRE()
      } else if w.fd == listener {
        accept()
      } else if let i = sessions.firstIndex(where: { $0.tcp.fd == w.fd }) {
        sessions[i].serveTCP(w.got, &x)
      }
      // Each event is a step of its own.
      if x.steps.on { turn() }
      if outcome != nil { return }
    }
    for i in sessions.indices { sessions[i].tick(&x) }
  }

  private mutating func accept() {
    let (fd, peer) = system.accept(listener)
    guard fd >= 0 else {
      // The others are the fault of whoever wanted to connect.
      if [-EMFILE, -ENFILE, -ENOBUFS, -ENOMEM, -EBADF, -EINVAL].contains(fd) {
        outcome = refuse("No connection can be accepted any more: \(sentence(Int(-fd))).")
      }
      return
    }
    // RFC 2637 §3.1.3: one control connection between two ends; and here one client at a time.
    guard sessions.count < Self.mostSessions else {
      system.close(fd)
      x.show(LiveReport.line("\(peer.address.description) turned away: one client at a time.", "busy", at: x.now))
      return
    }
    var session = LiveSession(plan, given: IPv4Address(nextAddress), x)
    nextAddress = nextAddress >= plan.poolLast.raw || nextAddress < plan.poolFirst.raw ? plan.poolFirst.raw : nextAddress + 1
    session.begin(accepted: fd, &x)
    sessions.append(session)
  }

  /// Each packet of protocol 47 to the session whose addresses and call ID it carries; what is nobody's is dropped.
  private mutating func readGRE() {
    for _ in 0..<(x.steps.on ? 1 : 64) {
      let n = system.receive(x.raw, into: &x.room)
      if n < 0 { return }
      let packet = Array(x.room[..<n])
      guard case .success(let (header, payload)) = IPv4Header.open(packet), header.proto == .gre, payload.count >= 8 else { continue }
      // The low half of the key (RFC 2637 §4.1).
      let at = payload.startIndex + 6
      let callID = UInt16(payload[at]) << 8 | UInt16(payload[at + 1])
      guard let i = sessions.firstIndex(where: { $0.owns(header, callID: callID) }) else { continue }
      sessions[i].receive(packet, gre: payload, &x)
      // A control message that is here already comes before the packets after it.
      if sessions[i].ended != nil || !sessions[i].endpoint.holds(.callUp) { return }
    }
  }

  // MARK: Signals

  private mutating func interrupted() {
    interrupts = system.interrupts()
    let idle = sessions.allSatisfy { !$0.tcp.isOpen }
    if interrupts >= 2 || plan.side == .server && idle {
      if plan.side == .client { x.show(LiveReport.line("Stopped at once.", "interrupted", at: x.now)) }
      outcome = plan.side == .server && interrupts < 2 ? .ok : .interrupted
      return
    }
    x.show(LiveReport.line("Hanging up; Ctrl-C again stops at once.", "hangup", at: x.now))
    for i in sessions.indices {
      sessions[i].interrupted = true
      sessions[i].hangup(&x)
    }
  }
}
