import CSystem
import Glibc
import HexViews
import ProtocolEngines

extension LiveRunner {
  // MARK: What the endpoint wants done

  mutating func drain() {
    var busy = true
    while busy {
      busy = false
      while let o = endpoint.poll() {
        busy = true
        obey(o)
      }
      while let o = host.poll() {
        busy = true
        obey(o)
      }
    }
    if tcp.closing, tcp.waiting.isEmpty, tcp.isOpen, !tcp.connecting, deadline == nil { deadline = now + .seconds(2) }
    let seen = interrupts
    steps.pause(show, at: now) { lab_interrupts() > seen }
    if steps.wantsHangup {
      steps.wantsHangup = false
      hangup()
    }
  }

  private mutating func obey(_ o: EndpointOutput) {
    switch o {
    case .tcpOpen: connect()
    case .tcpListen: break
    case .tcpSend(let octets, _):
      if let e = tcp.send(octets) { tcpEnded(e) }
      keep(wire.data(octets, fromUs: true))
    case .tcpClose:
      guard tcp.isOpen, !tcp.closing else { break }
      tcp.closing = true
      _ = tcp.flush()
      lab_finish_sending(tcp.fd)
      deadline = now + .seconds(2)
    case .gre(let octets):
      let n = octets.withUnsafeBytes { lab_send_to(raw, peer.address.raw, $0.baseAddress, $0.count) }
      if n < 0, n != -Int(EAGAIN), n != -Int(ENOBUFS) { problem("A GRE packet could not be sent: \(sentence(-n)).") }
      keep([wire.gre(octets)])
    case .deliver(let proto, let packet):
      if proto == .ipv4 || proto == .ipv6 { host.receive(packet, at: now) }
    case .event(let e): tell(e)
    case .note(let n):
      steps.note(n)
      let refused = n.kind == .refused && n.machine == "auth"
      if n.kind == .problem, problems.count < 20 { problems.append(n.text) }
      if refused { refusal = n.text }
      if plan.verbose || n.kind == .problem && notConnected == nil || refused { show(LiveReport.note(n, at: now)) }
    }
  }

  private mutating func obey(_ o: PingHost.Output) {
    switch o {
    case .send(let ipv6, let packet): endpoint.command(.send(ipv6 ? .ipv6 : .ipv4, packet), at: now)
    case .reply(let r):
      errand.answered += 1
      errand.open -= 1
      show(LiveReport.line("Answer from \(strong: r.from): \(r.size) octets, sequence \(r.sequence), TTL \(r.ttl), \(r.rtt.text)", "ping", at: now, [
        .init("from", .string(r.from)), .init("sequence", .number(r.sequence)), .init("rtt_us", .int(r.rtt.micros)),
      ]))
      errand.due = errand.due ?? now
    case .timeout(let sequence, let to):
      errand.open -= 1
      show(LiveReport.line("No answer from \(strong: to) to sequence \(sequence).", "ping-timeout", at: now))
      errand.due = errand.due ?? now
    case .unreachable(let from, let why): show(LiveReport.line("\(from) says: \(why)", "unreachable", at: now))
    case .datagram(let from, let port, let octets):
      show(LiveReport.line("\(octets.count) octets of UDP from \(from) to port \(port).", "udp", at: now))
    case .note(let n):
      if plan.verbose { show(LiveReport.note(n, at: now)) }
    }
  }

  mutating func problem(_ text: String) {
    if problems.count < 20 { problems.append(text) }
    show(LiveReport.problem(text, at: now))
  }

  // MARK: TCP

  private mutating func connect() {
    show(LiveReport.line("Connecting to \(plan.host), TCP port \(plan.port).", "connecting", at: now))
    let fd = lab_tcp_connect(plan.address.raw, plan.port)
    guard fd >= 0 else {
      notConnected = "no connection to \(plan.host), TCP port \(plan.port): \(sentence(Int(-fd)))"
      endpoint.transport(.tcpFailed(reason: sentence(Int(-fd))), at: now)
      ended = ended ?? notConnected
      return
    }
    tcp = LiveTCP(fd: fd, connecting: true)
    deadline = now + .seconds(15)
  }

  mutating func accept() {
    var address: UInt32 = 0
    var port: UInt16 = 0
    let fd = lab_tcp_accept(listener, &address, &port)
    guard fd >= 0 else { return }
    if tcp.isOpen {
      lab_close(fd)
      show(LiveReport.line("\(IPv4Address(address).description) turned away: one client at a time.", "busy", at: now))
      return
    }
    tcp = LiveTCP(fd: fd)
    stands()
    show(LiveReport.line("\(strong: peer.address.description) has connected.", "accepted", at: now))
    endpoint.transport(.tcpAccepted, at: now)
    event("TCP connection from \(peer.address)")
  }

  /// Addresses are known: GRE is tied to this peer.
  private mutating func stands() {
    peer = .of(tcp.fd, peer: true)
    let ours = SocketName.of(tcp.fd, peer: false)
    let r = lab_raw_bind(raw, ours.address.raw, peer.address.raw)
    if r < 0 { problem("GRE cannot be tied to \(peer.address): \(sentence(Int(-r))).") }
    keep(wire.opened(ours: ours, theirs: peer, byUs: plan.side == .client))
  }

  mutating func serveTCP(_ got: Int32) {
    if tcp.connecting {
      let r = lab_tcp_connected(tcp.fd)
      deadline = nil
      tcp.connecting = false
      if r < 0 {
        tcp.close()
        let why = sentence(Int(-r))
        notConnected = "no connection to \(plan.host), TCP port \(plan.port): \(why)"
        endpoint.transport(.tcpFailed(reason: why), at: now)
        drain()
        ended = ended ?? notConnected
        return
      }
      stands()
      endpoint.transport(.tcpConnected, at: now)
      if let e = tcp.flush() { tcpEnded(e) }
      event("TCP connection stands")
      return
    }
    if got & Int32(LAB_WRITE) != 0, let e = tcp.flush() {
      tcpEnded(e)
      return
    }
    guard got & (Int32(LAB_READ) | Int32(LAB_HANGUP)) != 0 else { return }
    switch tcp.receive() {
    case .nothing: break
    case .closed(let why): tcpEnded(why)
    case .octets(let o):
      keep(wire.data(o, fromUs: false), received: true)
      endpoint.transport(.tcpReceived(o), at: now)
      event("")
    }
  }

  mutating func tcpEnded(_ why: String) {
    guard tcp.isOpen else { return }
    keep(wire.closed(byUs: tcp.closing))
    tcp.close()
    deadline = nil
    endpoint.transport(.tcpClosed(reason: why), at: now)
    event("TCP connection ended: \(why)")
    drain()
    ended = ended ?? why
  }

  // MARK: GRE

  mutating func readGRE() {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<(endpoint.callUp ? 64 : 1) {
      let n = room.withUnsafeMutableBytes { lab_receive(raw, $0.baseAddress, $0.count) }
      if n < 0 { return }
      let packet = Array(room[..<n])
      guard case .success(let (header, payload)) = IPv4Header.open(packet), header.proto == .gre, header.source == peer.address, tcp.isOpen else { continue }
      keep([LiveWire.Packet(octets: packet, fromUs: false)], received: true)
      endpoint.transport(.gre(Array(payload)), at: now)
      event("")
      drain()
      if outcome != nil { return }
    }
  }

  // MARK: Seeing

  /// Into the capture, and under the Observer's eyes when somebody looks.
  mutating func keep(_ packets: [LiveWire.Packet], received: Bool = false) {
    guard capture != nil || steps.on else { return }
    let time = lab_wall_nanos()
    for p in packets {
      frames += 1
      capture?.add(p, nanoseconds: time)
      if steps.on { steps.packet(observer.observe(p.octets, link: .rawIP, time: time, number: frames), fromUs: p.fromUs, received: received) }
    }
  }

  mutating func event(_ what: String) { steps.event(what) }

  private mutating func tell(_ e: EndpointEvent) {
    switch e {
    case .controlUp: show(LiveReport.line("The control connection is established.", "control.up", at: now))
    case .callUp(let local, let remote):
      show(LiveReport.line("The call is up: our call ID \(local), theirs \(remote). GRE carries PPP now.", "call.up", at: now, [.init("local", .number(local)), .init("remote", .number(remote))]))
    case .ppp(let e): tell(e)
    case .tunnelUp: tunnelUp()
    case .callDown(let reason): show(LiveReport.line("The call is down: \(reason)", "call.down", at: now, [.init("reason", .string(reason))]))
    case .down(let reason):
      if !tcp.isOpen { ended = ended ?? reason } else { ended = ended ?? (tcp.closing ? nil : reason) }
    }
  }

  private mutating func tell(_ e: PPPEvent) {
    var tree = StateTree()
    endpoint.inspect(&tree)
    func value(_ path: String) -> String { tree[path]?.text ?? "" }
    switch e {
    case .lcpUp: show(LiveReport.line("LCP is open.", "lcp.opened", at: now))
    case .authenticated:
      refusal = nil
      show(LiveReport.line("Authentication has succeeded\(value("auth.method").isEmpty ? "" : " (\(value("auth.method")))").", "auth.done", at: now))
    case .encryptionUp:
      let bits = value("ccp.mppe.bits")
      show(LiveReport.line("MPPE encrypts\(bits.isEmpty ? "" : " with \(bits) bits, \(value("ccp.mppe.stateless") == "yes" ? "stateless" : "stateful")").", "ccp.opened", at: now))
    case .networkUp(let p):
      show(LiveReport.line("\(p == .ipv4 ? "IPv4" : p == .ipv6 ? "IPv6" : "A network protocol") is up.", "network.up", at: now))
      setOut()
    case .networkDown: break
    case .down(let reason): show(LiveReport.line("PPP is down: \(reason)", "ppp.down", at: now, [.init("reason", .string(reason))]))
    }
  }

  private mutating func tunnelUp() {
    guard !tunnelWasUp else { return }
    tunnelWasUp = true
    show(LiveReport.line("The tunnel is up.", "tunnel.up", at: now))
    setOut()
  }

  /// IPv4 goes through the tunnel: the errand can begin.
  private mutating func setOut() {
    if let id = endpoint.ppp?.localInterfaceID, endpoint.ppp?.ipv6cpOpened == true { host.address6 = .linkLocal(id) }
    guard tunnelWasUp, host.address == nil, let ppp = endpoint.ppp, ppp.ipcpOpened, let local = ppp.localAddress, let remote = ppp.peerAddress else { return }
    host.address = local
    show(LiveReport.line("Addresses in the tunnel: \(strong: local.description) here, \(strong: remote.description) there.", "addresses", at: now, [
      .init("local", .string(local.description)), .init("peer", .string(remote.description)),
    ]))
    errand.local = local.description
    errand.peer = remote.description
    switch plan.ping {
    case .address(let a)?: errand.target = a
    case .peer?: errand.target = remote
    case nil: break
    }
    // IPCP is agreed, but the other end's kernel may need a moment to set its interface up; a ping before that is lost.
    errand.due = now + .milliseconds(300)
  }

  // MARK: The errand: pings, a command, and home

  mutating func errand(_ at: ProtocolEngines.Instant) {
    errand.due = nil
    if farewell || host.address == nil { return }
    if errand.pingsLeft > 0, let to = errand.target {
      errand.pingsLeft -= 1
      errand.sent += 1
      errand.open += 1
      host.ping(to, at: at)
      errand.due = at + .milliseconds(250)
      return
    }
    if errand.open > 0 { return }
    if let command = errand.command {
      errand.command = nil
      show(LiveReport.line("Running: \(command)", "run", at: at))
      errand.process = lab_spawn(command, errand.local, errand.peer)
      if errand.process < 0 { errand.commandStatus = 127 }
    }
    if errand.process > 0 {
      var status: Int32 = 0
      if lab_reap(errand.process, &status) == 0 {
        errand.due = at + .milliseconds(50)
        return
      }
      errand.process = 0
      errand.commandStatus = status
      show(LiveReport.line("The command ended with \(status).", "ran", at: at, [.init("status", .number(status))]))
    }
    if errand.isDone, plan.side == .client {
      show(LiveReport.line(errand.summary, "summary", at: at, [.init("sent", .number(errand.sent)), .init("answered", .number(errand.answered))]))
      hangup()
    } else if errand.isDone, errand.sent > 0, !errand.told {
      errand.told = true
      show(LiveReport.line(errand.summary, "summary", at: at, [.init("sent", .number(errand.sent)), .init("answered", .number(errand.answered))]))
    }
  }
}
