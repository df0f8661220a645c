import ProtocolEngines

/// One machine of the lab: its outer network stack, its end of the tunnel, and the IP host inside the tunnel.
public struct Node: Sendable, Equatable {
  public let name: String
  public let peer: String
  public let peerAddress: IPv4Address
  public let side: PPPSide
  public internal(set) var host: HostStack
  public internal(set) var endpoint: PPTPEndpoint
  public internal(set) var inside: PingHost
  /// When its first timer runs out; kept up to date after every turn.
  private(set) var due: Instant?
  /// True until the node has made its opening move.
  public internal(set) var opens: Bool
  /// The TCP connections of the control connection: ours, and the one the other end opened.
  private var own: Int?, peers: Int?
  /// One that the other end opened beside `peers`, until it is refused.
  private var extra: Int?

  /// Our own connection has stood.
  private var connected = false

  /// What came out of one turn.
  struct Turn {
    var frames: [[UInt8]] = []
    var notes: [Note] = []
    var pings: [PingReply] = []
  }
  /// No turn of an endpoint makes this many outputs; a loop of two machines that answer each other would.
  private static let turnLimit = 10_000

  init(name: String, peer: String, side: PPPSide, settings: LabSettings, dice: inout Dice) {
    self.name = name
    self.peer = peer
    self.side = side
    let client = side == .client
    let own = client ? LabSettings.clientAddress : LabSettings.serverAddress
    peerAddress = client ? LabSettings.serverAddress : LabSettings.clientAddress
    var host = HostStack(
      mac: client ? LabSettings.clientMAC : LabSettings.serverMAC, address: own,
      neighbours: [.init(peerAddress, client ? LabSettings.serverMAC : LabSettings.clientMAC)], dice: dice.split())
    var endpoint = PPTPEndpoint(config: settings.pptp(side), dice: dice.split())
    inside = PingHost(dice: dice.split())
    opens = settings.start == .both || (settings.start == .client) == client
    // Either end may open the control connection (RFC 2637 §3.1), so both listen.
    host.listen(PPTPPort.control)
    endpoint.command(.listen, at: Instant())
    while let o = endpoint.poll() { if case .tcpListen(let port) = o { host.listen(port) } }
    self.host = host
    self.endpoint = endpoint
  }

  // MARK: Turns

  mutating func open(at now: Instant) -> Turn {
    opens = false
    return turn(at: now) { $0.endpoint.command(.open, at: now) }
  }
  mutating func receive(_ frame: [UInt8], at now: Instant) -> Turn { turn(at: now) { $0.host.receive(frame, at: now) } }
  mutating func command(_ c: EndpointCommand, at now: Instant) -> Turn { turn(at: now) { $0.endpoint.command(c, at: now) } }

  mutating func tick(at now: Instant) -> Turn {
    turn(at: now) {
      if $0.host.nextTimeout.map({ $0 <= now }) ?? false { $0.host.tick(at: now) }
      if $0.endpoint.nextTimeout.map({ $0 <= now }) ?? false { $0.endpoint.tick(at: now) }
      if $0.inside.nextTimeout.map({ $0 <= now }) ?? false { $0.inside.tick(at: now) }
    }
  }

  /// Sends an echo request; to the tunnel's other end unless told otherwise.
  mutating func ping(_ to: String?, at now: Instant) -> Turn {
    turn(at: now) { n in
      if let to, to == "ipv6" || to.contains(":") {
        guard let id = n.endpoint.insidePeerInterface else { return n.refuse("Ping not sent: IPV6CP is not Opened.", .notYet) }
        let peer = IPv6Address.linkLocal(id)
        guard to == "ipv6" || to == peer.description else {
          return n.refuse("Ping not sent: over IPv6 only the peer's \(peer) is known here.")
        }
        n.inside.ping(peer, at: now)
      } else {
        guard let peer = n.endpoint.insidePeer else { return n.refuse("Ping not sent: IPCP is not Opened.", .notYet) }
        n.inside.ping(to.flatMap { IPv4Address($0) } ?? peer, at: now)
      }
    }
  }

  mutating func udp(_ text: String, at now: Instant) -> Turn {
    turn(at: now) { n in
      guard let peer = n.endpoint.insidePeer else { return n.refuse("Datagram not sent: IPCP is not Opened.", .notYet) }
      n.inside.sendUDP(to: peer, Array(text.utf8.prefix(1000)), at: now)
    }
  }

  private var refusals: [Note] = []
  private mutating func refuse(_ text: Sentence, _ code: PPPReason? = nil) {
    let words: Sentence = code == .notYet ? "\(text) Network packets go only when the network phase is reached." : text
    refusals.append(Note(.problem, "ip", words, ref: "RFC 1661 §3.6", code: code.map { ReasonCode($0) }))
  }

  private mutating func turn(at now: Instant, _ act: (inout Node) -> Void) -> Turn {
    var t = Turn()
    act(&self)
    if !refusals.isEmpty {
      t.notes += refusals
      refusals.removeAll()
    }
    drain(&t, at: now)
    if host.owesAck { host.settle() }
    drain(&t, at: now)
    due = endpoint.nextTimeout
    if let t = host.nextTimeout, due.map({ t < $0 }) ?? true { due = t }
    if let t = inside.nextTimeout, due.map({ t < $0 }) ?? true { due = t }
    return t
  }

  /// Carries outputs between the three parts until all are silent.
  private mutating func drain(_ t: inout Turn, at now: Instant) {
    for _ in 0..<Self.turnLimit {
      if !host.isSilent, let o = host.poll() {
        hear(o, &t, at: now)
      } else if let o = endpoint.poll() {
        obey(o, &t, at: now)
      } else if !inside.isSilent, let o = inside.poll() {
        carry(o, &t, at: now)
      } else {
        return
      }
    }
    t.notes.append(Note(.problem, name, "The parts of this node never fell silent; the step was cut short."))
  }

  private mutating func hear(_ o: HostStack.Output, _ t: inout Turn, at now: Instant) {
    switch o {
    case .frame(let f): t.frames.append(f)
    case .note(let n): t.notes.append(n)
    case .gre(let octets, from: let source): if source == peerAddress { endpoint.transport(.gre(octets), at: now) }
    case .tcp(let id, let event):
      switch event {
      case .connected:
        connected = true
        endpoint.transport(.tcpConnected, at: now)
      case .accepted:
        // Asked first: a connection that is refused must not take the place of the one in use.
        if endpoint.takesConnection { peers = id } else { extra = id }
        endpoint.transport(.tcpAccepted, at: now)
      case .received(let octets): if let on = which(id) { endpoint.transport(.tcpReceived(octets, on: on), at: now) }
      case .finished:
        if let on = which(id) {
          endpoint.transport(.tcpClosed(Reason(TransportReason.closedByPeer, "the other end closed the TCP connection"), on: on), at: now)
        }
        // An endpoint that is told of the end has no more to say on this connection.
        host.close(id, at: now)
      case .closed(let reason):
        let on = which(id)
        if own == id { own = nil }
        if peers == id { peers = nil }
        guard let reason, let on else { return }
        if on == .own, !connected {
          endpoint.transport(.tcpFailed(reason), at: now)
        } else {
          endpoint.transport(.tcpClosed(reason, on: on), at: now)
        }
      }
    }
  }

  private func which(_ connection: Int) -> ControlTCP? { connection == own ? .own : connection == peers ? .peers : nil }

  private mutating func obey(_ o: EndpointOutput, _ t: inout Turn, at now: Instant) {
    switch o {
    case .tcpOpen(let port):
      connected = false
      own = host.connect(to: peerAddress, port: port, at: now)
    case .tcpListen(let port): host.listen(port)
    case .tcpSend(let octets, let on): if let id = on == .own ? own : peers { host.send(octets, on: id, at: now) }
    case .tcpClose(let on): if let id = on == .own ? own : peers { host.close(id, at: now) }
    case .tcpRefuse:
      if let id = extra { host.abort(id, at: now) }
      extra = nil
    case .event: settleAddresses()
    case .gre(let octets): host.gre(octets, to: peerAddress)
    case .deliver(let proto, let payload):
      if proto == .ipv4 || proto == .ipv6 { inside.receive(payload, at: now) }
    case .note(let n): t.notes.append(n)
    }
  }

  private mutating func carry(_ o: PingHost.Output, _ t: inout Turn, at now: Instant) {
    switch o {
    case .send(let ipv6, let packet): endpoint.command(.send(ipv6 ? .ipv6 : .ipv4, packet), at: now)
    case .reply(let r): t.pings.append(r)
    case .note(let n): t.notes.append(n)
    case .unreachable(let from, let what): t.notes.append(Note(.problem, "ping", "\(from) answers: \(what).", ref: "RFC 792"))
    case .datagram(let from, let port, let octets):
      t.notes.append(
        Note(
          .fact, "udp", "A datagram of \(octets.count) octets from \(from) port \(port): “\(HexText.printable(octets))”.", ref: "RFC 768"))
    case .timeout: break
    }
  }

  /// The inside host has the addresses that IPCP and IPV6CP agreed on.
  private mutating func settleAddresses() {
    // Both are nil unless the machine is Opened.
    inside.address = endpoint.insideAddress
    inside.address6 = endpoint.insideInterface.map { IPv6Address.linkLocal($0) }
  }

  // MARK: Asking

  var timers: [PendingTimer] { endpoint.timers + host.timers + inside.timers }

  func inspect(_ tree: inout StateTree) {
    endpoint.inspect(&tree)
    host.inspect(&tree)
    inside.inspect(&tree)
  }
}
