import Glibc
import HexViews
import ProtocolEngines

extension LiveSession {
  /// Does what endpoint and host want done, until both are silent.
  mutating func drain(_ live: inout LiveShared) {
    var busy = true
    while busy {
      busy = false
      while let o = endpoint.poll() {
        busy = true
        // Without chance every challenge, key and call ID can be guessed: nothing more goes out.
        if live.system.chanceFault() != 0 { continue }
        obey(o, &live)
      }
      while let o = host.poll() {
        busy = true
        obey(o, &live)
      }
    }
    if tcp.closing, tcp.waiting == 0, tcp.isOpen, !tcp.connecting, deadline == nil { deadline = live.now + .seconds(2) }
  }

  mutating func obey(_ o: EndpointOutput, _ live: inout LiveShared) {
    switch o {
    case .open(let request): connect(request, &live)
    // The runner listens, before there is any session.
    case .listen: break
    case .send(let octets, on: .tcp):
      guard tcp.isOpen else { break }
      live.keep(wire.data(octets, fromUs: true))
      if let e = tcp.send(octets, live.system) { tcpEnded(e, &live) }
    case .close(on: .udp(_, let remote)):
      for u in udp where u.remote == remote { live.system.close(u.fd) }
      udp.removeAll { $0.remote == remote }
    case .close:
      guard tcp.isOpen, !tcp.closing else { break }
      tcp.closing = true
      _ = tcp.flush(live.system)
      live.system.finish(tcp.fd)
      deadline = live.now + .seconds(2)
    // A session has one TCP connection; the runner turns others away.
    case .refuse: break
    case .send(let octets, on: .ip(let proto)): sendRaw(octets, proto, &live)
    case .send(let octets, on: .udp(let local, let remote)): send(octets, from: local, to: remote, &live)
    case .deliver(let proto, let packet):
      if proto == .ipv4 || proto == .ipv6 { host.receive(packet, at: live.now) }
    case .event(let e): show(e, &live)
    case .note(let n):
      live.steps.note(n)
      let refused = n.kind == .refused && n.machine == "auth"
      if n.kind == .problem, problems.count < 20 { problems.append(n.text) }
      if refused { refusal = n.text }
      if live.verbose || n.kind == .problem && notConnected == nil || refused { show(n, live) }
    }
  }

  private mutating func obey(_ o: PingHost.Output, _ live: inout LiveShared) {
    switch o {
    case .send(let ipv6, let packet): endpoint.command(.send(ipv6 ? .ipv6 : .ipv4, packet), at: live.now)
    case .reply(let r):
      errand.answered += 1
      errand.open -= 1
      say(
        "Answer from \(strong: r.from): \(r.size) octets, sequence \(r.sequence), TTL \(r.ttl), \(r.rtt.text)", "ping",
        [
          .init("from", .string(r.from)), .init("sequence", .number(r.sequence)), .init("rtt_us", .int(r.rtt.micros)),
        ], live)
      errand.due = errand.due ?? live.now
    case .timeout(let sequence, let to):
      errand.open -= 1
      say("No answer from \(strong: to) to sequence \(sequence).", "ping-timeout", live)
      errand.due = errand.due ?? live.now
    case .unreachable(let from, let why): say("\(from) says: \(why)", "unreachable", live)
    case .datagram(let from, let port, let octets):
      say("\(octets.count) octets of UDP from \(from) to port \(port).", "udp", live)
    case .note(let n):
      if live.verbose { show(n, live) }
    }
  }

  mutating func problem(_ text: String, _ live: inout LiveShared) {
    if problems.count < 20 { problems.append(text) }
    show(problem: text, live)
  }

  private mutating func sendRaw(_ octets: [UInt8], _ proto: IPProtocol, _ live: inout LiveShared) {
    guard let raw = live.raws.first(where: { $0.proto == proto }) else { return }
    let n = live.system.sendRaw(raw.fd, local: ours.address, peer: peer.address, octets)
    if n < 0, n != -Int(EAGAIN), n != -Int(ENOBUFS) {
      // By the letter's name: an ESP packet, a GRE packet.
      let article = proto.meaning.first.map { "AEFHILMNORSX".contains($0) } ?? false ? "An" : "A"
      problem("\(article) \(proto.meaning) packet could not be sent: \(sentence(-n)).", &live)
    }
    live.keep([wire.raw(proto, octets)])
  }

  // MARK: What happened

  private var terms: TunnelTerms { plan.settings.kind.terms }

  private mutating func show(_ e: EndpointEvent, _ live: inout LiveShared) {
    switch e {
    case .controlUp: say("The control connection is established.", "control.up", live)
    case .callUp(let local, let remote):
      say(
        "The \(terms.session) is up: our \(terms.number) \(local), theirs \(remote). \(terms.carrier) carries PPP now.", "call.up",
        [.init("local", .number(local)), .init("remote", .number(remote))], live)
    case .ppp(let e): show(e, &live)
    case .tunnelUp: tunnelUp(&live)
    case .callDown(let reason):
      say("The \(terms.session) is down: \(reason.text)", "call.down", [.init("reason", .string(reason.text))], live)
    case .down(let reason):
      if !tcp.isOpen { ended = ended ?? reason } else { ended = ended ?? (tcp.closing ? nil : reason) }
    }
  }

  private mutating func show(_ e: PPPEvent, _ live: inout LiveShared) {
    var tree = StateTree()
    endpoint.inspect(&tree)
    func value(_ path: String) -> String { tree[path]?.text ?? "" }
    switch e {
    case .lcpUp: say("LCP is open.", "lcp.opened", live)
    case .authenticated:
      refusal = nil
      say("Authentication has succeeded\(value("auth.method").isEmpty ? "" : " (\(value("auth.method")))").", "auth.done", live)
    case .passwordChanged(let account):
      changedAccounts.append(account)
      live.observer.learn(Keyring.User(name: account.name, password: account.password))
      let text: StyledText =
        plan.side == .client
        ? "The password has been changed; the new one counts from now on."
        : "\(strong: account.name) has changed the password. It is kept while this server runs; the accounts file is not changed."
      say(text, "password.changed", [.init("account", .string(account.name))], live)
    case .encryptionUp:
      let bits = value("ccp.mppe.bits")
      say(
        "MPPE encrypts\(bits.isEmpty ? "" : " with \(bits) bits, \(value("ccp.mppe.stateless") == "yes" ? "stateless" : "stateful")").",
        "ccp.opened", live)
    case .networkUp(let p):
      say("\(p == .ipv4 ? "IPv4" : p == .ipv6 ? "IPv6" : "A network protocol") is up.", "network.up", live)
      setOut(&live)
    case .networkDown(let p):
      // A server may take back the address it has just given, as pppd does where the account allows none.
      guard !farewell, endpoint.ppp?.lcpOpened == true else { break }
      let said = endpoint.ppp?.peerReason(p).map { $0.isEmpty ? "" : ", the other end says: \($0)" } ?? ""
      let text = "\(p == .ipv4 ? "IPv4" : p == .ipv6 ? "IPv6" : "A network protocol") is down again\(said)."
      if p == .ipv4 { host.address = nil }
      if p == .ipv6 { host.address6 = nil }
      guard errand.needs(p) else { return say(StyledText(text), "network.down", live) }
      problem(text, &live)
      hangup(&live)
    case .down(let reason):
      say("PPP is down: \(reason.text)", "ppp.down", [.init("reason", .string(reason.text))], live)
    }
  }

  private mutating func tunnelUp(_ live: inout LiveShared) {
    guard !tunnelWasUp else { return }
    tunnelWasUp = true
    say("The tunnel is up.", "tunnel.up", live)
    setOut(&live)
  }

  /// What the errand needs goes through the tunnel: it can begin.
  private mutating func setOut(_ live: inout LiveShared) {
    guard tunnelWasUp, let ppp = endpoint.ppp else { return }
    if host.address6 == nil, ppp.ipv6cpOpened, let id = ppp.localInterfaceID, let other = ppp.peerInterfaceID {
      let (here, there) = (IPv6Address.linkLocal(id), IPv6Address.linkLocal(other))
      host.address6 = here
      say(
        "IPv6 addresses in the tunnel: \(strong: here.description) here, \(strong: there.description) there.", "addresses6",
        [
          .init("local", .string(here.description)), .init("peer", .string(there.description)),
        ], live)
      if case .address6? = plan.ping { begin(plan.ping, &live) }
    }
    if host.address == nil, ppp.ipcpOpened, let local = ppp.localAddress, let remote = ppp.peerAddress {
      host.address = local
      say(
        "Addresses in the tunnel: \(strong: local.description) here, \(strong: remote.description) there.", "addresses",
        [
          .init("local", .string(local.description)), .init("peer", .string(remote.description)),
        ], live)
      errand.local = local.description
      errand.peer = remote.description
      if case .address6? = plan.ping {} else { begin(plan.ping == .peer ? .address(remote) : plan.ping, &live) }
    }
  }

  /// Addresses are agreed, but the other end's kernel may need a moment to set its interface up; a ping before that is lost.
  private mutating func begin(_ target: LivePlan.PingTarget?, _ live: inout LiveShared) {
    errand.target = target
    errand.due = live.now + .milliseconds(300)
  }

  // MARK: The errand: pings, a command, and home

  mutating func errand(_ at: ProtocolEngines.Instant, _ live: inout LiveShared) {
    errand.due = nil
    if farewell { return }
    if errand.pingsLeft > 0, let to = errand.target {
      errand.pingsLeft -= 1
      errand.sent += 1
      errand.open += 1
      switch to {
      case .address(let a): host.ping(a, at: at)
      case .address6(let a): host.ping(a, at: at)
      case .peer: break
      }
      errand.due = at + .milliseconds(250)
      return
    }
    if errand.open > 0 { return }
    if let command = errand.command {
      errand.command = nil
      say("Running: \(command)", "run", live)
      errand.process = live.system.spawn(command, local: errand.local, peer: errand.peer)
      if errand.process < 0 { errand.commandStatus = 127 }
    }
    if errand.process > 0 {
      guard let status = live.system.reap(errand.process) else {
        errand.due = at + .milliseconds(50)
        return
      }
      errand.process = 0
      errand.commandStatus = status
      say("The command ended with \(status).", "ran", [.init("status", .number(status))], live)
    }
    if errand.isDone, plan.side == .client {
      say(errand.summary, "summary", [.init("sent", .number(errand.sent)), .init("answered", .number(errand.answered))], live)
      hangup(&live)
    } else if errand.isDone, errand.sent > 0, !errand.told {
      errand.told = true
      say(errand.summary, "summary", [.init("sent", .number(errand.sent)), .init("answered", .number(errand.answered))], live)
    }
  }
}
