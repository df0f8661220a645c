import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// One end of PPTP on the kernel's sockets: the endpoint of the lab with TCP and raw IP protocol 47 around it, in one poll loop.
public struct LiveRunner {
  let plan: LivePlan
  let show: (Document) -> Void
  let started = lab_monotonic_micros()

  var endpoint: PPTPEndpoint
  var host: PingHost
  var tcp = LiveTCP()
  var listener: Int32 = -1
  var raw: Int32 = -1
  var wire = LiveWire()
  var capture: LiveCapture?
  var observer: Observer
  var frames = 0
  var peer = SocketName()
  var errand = LiveErrand()
  var steps: LiveSteps

  var tunnelWasUp = false
  var farewell = false
  var interrupts = 0
  /// When waiting for the other end's part of the goodbye, or for TCP to stand, is over.
  var deadline: ProtocolEngines.Instant?
  var outcome: ExitStatus?
  /// The client's end of this round; why, in words.
  var ended: String?
  var problems: [String] = []
  /// What this end refused in the authentication.
  var refusal: String?
  /// Why there is no TCP connection, with the port that was tried.
  var notConnected: String?
  var nextAddress: UInt32

  public init(_ plan: LivePlan, show: @escaping (Document) -> Void) {
    self.plan = plan
    self.show = show
    nextAddress = plan.poolFirst.raw
    var dice = LivePlan.dice()
    endpoint = PPTPEndpoint(config: plan.configuration(given: plan.poolFirst), dice: dice.split())
    host = PingHost(dice: dice.split())
    var keyring = plan.settings.keyring
    for a in plan.accounts { keyring.users.append(.init(name: a.name, password: a.password)) }
    observer = Observer(keyring: keyring)
    steps = LiveSteps(on: plan.step)
    errand.pingsLeft = plan.ping == nil ? 0 : plan.pingCount
    errand.command = plan.command
  }

  var now: ProtocolEngines.Instant { .init(micros: lab_monotonic_micros() - started) }

  // MARK: From beginning to end

  public mutating func run() -> ExitStatus {
    lab_count_interrupts()
    defer { closeAll() }
    if let refusal = open() { return refusal }
    while outcome == nil {
      drain()
      if let s = ended { finishRound(s) }
      if outcome != nil { break }
      wait()
    }
    return outcome ?? .failed
  }

  /// Opens what is needed; a status when the machine does not allow it.
  private mutating func open() -> ExitStatus? {
    raw = lab_raw_socket(Int32(IPProtocol.gre.rawValue))
    if raw < 0 {
      let needs = raw == -EPERM || raw == -EACCES
      show(LiveReport.problem("Raw IP protocol \(IPProtocol.gre.rawValue) (GRE) cannot be opened: \(sentence(Int(-raw))).", at: now,
        hint: needs ? "Run it with sudo, or allow the program once and for all: sudo setcap cap_net_raw+ep \(Self.program)" : "vpnlab doctor tells what this machine allows."))
      return .environment
    }
    if let path = plan.capture {
      capture = LiveCapture(path)
      if capture == nil {
        show(LiveReport.problem("“\(path)” cannot be written: \(sentence(Int(errno))).", at: now, hint: "Choose a folder that you may write to."))
        return .environment
      }
    }
    if plan.side == .client {
      endpoint.command(.open, at: now)
      return nil
    }
    listener = lab_tcp_listen(plan.address.raw, plan.port)
    guard listener >= 0 else {
      show(LiveReport.problem("TCP port \(plan.port) on \(plan.host) cannot be listened on: \(sentence(Int(-listener))).", at: now,
        hint: listener == -EADDRINUSE ? "Another server has the port (ss -ltnp shows which), or choose another: --port N" : "Choose one of this machine's addresses: --listen ADDRESS"))
      return .environment
    }
    endpoint.command(.listen, at: now)
    show(LiveReport.line("Listening on \(plan.host), TCP port \(plan.port), for one client at a time; Ctrl-C ends it.", "listening", at: now))
    return nil
  }

  static var program: String {
    var room = [CChar](repeating: 0, count: 4096)
    let n = readlink("/proc/self/exe", &room, room.count - 1)
    return n > 0 ? String(decoding: room[..<n].map { UInt8(bitPattern: $0) }, as: UTF8.self) : "vpnlab"
  }

  private mutating func closeAll() {
    tcp.close()
    if listener >= 0 { lab_close(listener) }
    if raw >= 0 { lab_close(raw) }
    capture?.close()
  }

  /// The connection is over: the client ends, the server waits for the next.
  private mutating func finishRound(_ reason: String) {
    errand.abandon()
    let failure = whyItFailed
    if !tunnelWasUp, interrupts > 0 {
      show(LiveReport.line("Stopped before the tunnel was up.", "ended", at: now))
    } else if !tunnelWasUp {
      show(LiveReport.problem("The tunnel did not come up: \(Self.plain(failure ?? reason))", at: now, hint: hint(for: failure ?? reason)))
    } else {
      let text = farewell && endpoint.down ? "Hung up; nothing is left open." : "The connection has ended: \(Self.plain(whyItFailed ?? reason))"
      show(LiveReport.line(StyledText(text), "ended", at: now, [.init("reason", .string(reason))]))
    }
    let status: ExitStatus = !tunnelWasUp ? (interrupts > 0 ? .interrupted : .failed) : errand.status(interrupted: interrupts > 0 && plan.ping != nil && plan.side == .client)
    if plan.side == .client || plan.once {
      outcome = status
    } else if interrupts > 0 {
      outcome = .ok
    } else {
      reset()
    }
  }

  /// The most telling reason: that a peer which gives up also clears the call and closes TCP is no news.
  private var whyItFailed: String? {
    if let notConnected { return notConnected }
    let whole = endpoint.failure
    if let ppp = endpoint.ppp?.failure, !Spelling.holds(whole ?? "", "GRE") {
      if let refusal, ppp.hasPrefix("the peer ended the link") { return "\(refusal) Then \(ppp)" }
      return ppp
    }
    return whole ?? problems.first
  }

  private static func plain(_ s: String) -> String { s.hasSuffix(".") ? s : s + "." }

  /// What to try next, where the reason is one of the usual ones.
  private func hint(for reason: String) -> String? {
    let r = Spelling.lower(reason)
    if r.contains("691") || r.contains("password") { return plan.side == .client ? "Look at --user and --password-file." : "Look at the client's name and password, and at --accounts." }
    if notConnected != nil { return "Is the server running, is it port \(plan.port), and does a firewall let it through?" }
    if r.contains("mppe") || r.contains("encrypt") { return "The two ends want different encryption: mppe=128|56|40|off, mppe-mode=stateless|stateful." }
    if r.contains("lcp") && tcpStood { return "The control connection stands but PPP gets no answer: often a firewall that stops IP protocol 47 (GRE)." }
    return nil
  }
  private var tcpStood: Bool { peer.port != 0 }

  private mutating func reset() {
    tcp.close()
    // A raw socket that is tied to one peer cannot be tied to another.
    lab_close(raw)
    raw = lab_raw_socket(Int32(IPProtocol.gre.rawValue))
    var given = nextAddress &+ 1
    if given > plan.poolLast.raw || given < plan.poolFirst.raw { given = plan.poolFirst.raw }
    nextAddress = given
    var dice = LivePlan.dice()
    endpoint = PPTPEndpoint(config: plan.configuration(given: IPv4Address(given)), dice: dice.split())
    host = PingHost(dice: dice.split())
    errand = LiveErrand()
    errand.pingsLeft = plan.ping == nil ? 0 : plan.pingCount
    peer = SocketName()
    tunnelWasUp = false
    farewell = false
    deadline = nil
    ended = nil
    problems = []
    refusal = nil
    endpoint.command(.listen, at: now)
    show(LiveReport.line("Waiting for the next client.", "listening", at: now))
  }

  // MARK: Waiting

  private mutating func wait() {
    var watches: [lab_watch] = []
    // TCP first: a call's first GRE packets must not overtake the message that says there is a call.
    if tcp.isOpen { watches.append(lab_watch(fd: tcp.fd, want: tcp.wants, got: 0)) }
    watches.append(lab_watch(fd: raw, want: Int32(LAB_READ), got: 0))
    if listener >= 0 { watches.append(lab_watch(fd: listener, want: Int32(LAB_READ), got: 0)) }
    let due = [endpoint.timers.first?.due, host.timers.first?.due, errand.due, deadline].compactMap { $0 }.min()
    var timeout: Int64 = -1
    if let due { timeout = max(0, due.micros - now.micros) }
    let n = watches.withUnsafeMutableBufferPointer { lab_wait($0.baseAddress, Int32($0.count), timeout) }
    if lab_interrupts() > interrupts { interrupted() }
    if n < 0 { return }
    let at = now
    for w in watches where w.got != 0 {
      if w.fd == raw { readGRE() } else if w.fd == listener { accept() } else if w.fd == tcp.fd { serveTCP(w.got) }
    }
    timers(at)
  }

  private mutating func timers(_ at: ProtocolEngines.Instant) {
    if let t = endpoint.timers.first, t.due <= at {
      endpoint.tick(at: at)
      event("timer \(t.name): \(t.purpose)")
    }
    if let t = host.timers.first, t.due <= at { host.tick(at: at) }
    if let d = errand.due, d <= at { errand(at) }
    if let d = deadline, d <= at {
      deadline = nil
      if tcp.connecting {
        tcp.close()
        notConnected = "\(plan.host) did not answer on TCP port \(plan.port) within 15 seconds"
        endpoint.transport(.tcpFailed(reason: "nobody answered within 15 seconds"), at: at)
      } else if tcp.closing {
        tcpEnded("the connection is closed")
      } else if farewell {
        show(LiveReport.line("The other end does not answer the goodbye; leaving without it.", "timeout", at: at))
        ended = ended ?? "no answer to the goodbye"
      }
    }
  }

  private mutating func interrupted() {
    interrupts = Int(lab_interrupts())
    if interrupts >= 2 || (plan.side == .server && !tcp.isOpen) {
      if plan.side == .client { show(LiveReport.line("Stopped at once.", "interrupted", at: now)) }
      outcome = plan.side == .server && interrupts < 2 ? .ok : .interrupted
      return
    }
    show(LiveReport.line("Hanging up; Ctrl-C again stops at once.", "hangup", at: now))
    hangup()
  }

  mutating func hangup() {
    guard !farewell else { return }
    farewell = true
    deadline = now + .seconds(12)
    if tcp.connecting {
      tcp.close()
      ended = "interrupted"
    } else {
      endpoint.command(.hangup, at: now)
      event("command hangup")
    }
  }
}
