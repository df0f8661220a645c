import ProtocolEngines

/// One end of a tunnel in a node, with its TCP connections.
struct NodeEnd: ServedEnd, Sendable, Equatable {
  /// The node at the other end.
  let name: String
  let peer: Peer
  var endpoint: Endpoint
  /// The TCP connections of the control connection: the one that this end opened, and the one that the other end opened.
  var dialled: Int?, accepted: Int?
  /// One that the other end opened beside `accepted`, until it is refused.
  var extra: Int?
  /// Our own connection has been established.
  var connected = false
  /// The UDP port that the host chose for this end.
  var port: UInt16?

  func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool { endpoint.owns(octets, on: channel) }
  func has(_ connection: Int) -> Bool { connection == dialled || connection == accepted || connection == extra }
  func which(_ connection: Int) -> ControlTCP? { connection == dialled ? .own : connection == accepted ? .peers : nil }
  func connection(_ which: ControlTCP) -> Int? { which == .own ? dialled : accepted }
}

/// One machine of the lab: its outer network stack, its ends of tunnels (a client has one, a server one for each client), and the IP
/// host inside them.
public struct Node: Sendable, Equatable {
  public let name: String
  public let side: PPPSide
  public internal(set) var host: HostStack
  /// In the order of the clients.
  var ends: Server<NodeEnd>
  public internal(set) var inside: PingHost
  /// When its first timer runs out; kept up to date after every turn.
  private(set) var due: Instant?
  /// True until the node has made its opening move.
  public internal(set) var opens: Bool

  /// What came out of one turn.
  struct Turn {
    var frames: [[UInt8]] = []
    var notes: [Note] = []
    var pings: [PingReply] = []
  }
  /// No turn of an endpoint makes this many outputs; a loop of two machines that answer each other would.
  private static let turnLimit = 10_000

  /// A client's node, or the server's. More ends than one are made in `addEnds`, after all nodes have their dice.
  init(_ side: PPPSide, client number: Int, _ settings: LabSettings, dice: inout Dice) {
    self.side = side
    let isClient = side == .client
    let client = LabSettings.clientName(number)
    name = isClient ? client : "server"
    let neighbours: [HostStack.Neighbour] =
      isClient
      ? [.init(LabSettings.serverAddress, LabSettings.serverMAC)]
      : (0..<settings.clients).map { .init(LabSettings.clientAddress($0), LabSettings.clientMAC($0)) }
    host = HostStack(
      mac: isClient ? LabSettings.clientMAC(number) : LabSettings.serverMAC,
      address: isClient ? LabSettings.clientAddress(number) : LabSettings.serverAddress, neighbours: neighbours, dice: dice.split())
    for proto in settings.kind.protocols { host.listen(ip: proto) }
    ends = Server(most: LabSettings.mostClients)
    let endpoint = settings.kind.make(settings.plan(side, client: number), dice.split())
    inside = PingHost(dice: dice.split())
    let start = settings.tunnel.start
    opens = start == .both || (start == .client) == isClient
    add(endpoint, isClient ? "server" : client, isClient ? LabSettings.serverAddress : LabSettings.clientAddress(number))
  }

  /// The server's end for one more client.
  mutating func addEnd(client number: Int, _ settings: LabSettings, dice: inout Dice) {
    let endpoint = settings.kind.make(settings.plan(side, client: number), dice.split())
    add(endpoint, LabSettings.clientName(number), LabSettings.clientAddress(number))
  }

  /// Either end may be reached first, so both listen.
  private mutating func add(_ endpoint: Endpoint, _ peer: String, _ address: IPv4Address) {
    var end = NodeEnd(name: peer, peer: Peer(address), endpoint: endpoint)
    end.endpoint.command(.listen, at: Instant())
    while let o = end.endpoint.poll() { if case .listen(let r) = o { listen(r) } }
    ends.admit(end)
  }

  private mutating func listen(_ request: ChannelRequest) {
    switch request {
    case .tcp(let port): host.listen(port)
    case .udp(let port): host.listen(udp: port)
    }
  }

  /// Its end; a server's first.
  public var endpoint: Endpoint { ends[0].endpoint }

  /// The end for a client, by its name; the first where there is none of that name.
  func end(_ peer: String? = nil) -> Int { peer.flatMap { p in ends.firstIndex { $0.name == p } } ?? 0 }

  // MARK: Turns

  mutating func open(at now: Instant) -> Turn {
    opens = false
    return turn(at: now) { n in for i in n.ends.indices { n.ends[i].endpoint.command(.open, at: now) } }
  }
  mutating func receive(_ frame: [UInt8], at now: Instant) -> Turn { turn(at: now) { $0.host.receive(frame, at: now) } }
  /// `end`: which of its ends.
  mutating func command(_ c: EndpointCommand, end: Int = 0, at now: Instant) -> Turn {
    turn(at: now) { $0.ends[end].endpoint.command(c, at: now) }
  }

  mutating func tick(at now: Instant) -> Turn {
    turn(at: now) {
      if $0.host.nextTimeout.map({ $0 <= now }) ?? false { $0.host.tick(at: now) }
      for i in $0.ends.indices where $0.ends[i].endpoint.nextTimeout.map({ $0 <= now }) ?? false { $0.ends[i].endpoint.tick(at: now) }
      if $0.inside.nextTimeout.map({ $0 <= now }) ?? false { $0.inside.tick(at: now) }
    }
  }

  /// Sends an echo request; to the tunnel's other end unless another address is given.
  mutating func ping(_ to: String?, at now: Instant) -> Turn {
    turn(at: now) { n in
      if let to, to == "ipv6" || to.contains(":") {
        let peers = n.ends.indices.compactMap { n.ends[$0].endpoint.insidePeerInterface.map { IPv6Address.linkLocal($0) } }
        guard let first = peers.first else { return n.refuse("Ping not sent: IPV6CP is not Opened.", .notYet) }
        guard let peer = to == "ipv6" ? first : peers.first(where: { to == $0.description }) else {
          return n.refuse("Ping not sent: over IPv6 only the peer's \(first) is known here.")
        }
        n.inside.ping(peer, at: now)
      } else {
        guard let peer = n.insidePeer else { return n.refuse("Ping not sent: IPCP is not Opened.", .notYet) }
        n.inside.ping(to.flatMap { IPv4Address($0) } ?? peer, at: now)
      }
    }
  }

  mutating func udp(_ text: String, at now: Instant) -> Turn {
    turn(at: now) { n in
      guard let peer = n.insidePeer else { return n.refuse("Datagram not sent: IPCP is not Opened.", .notYet) }
      n.inside.sendUDP(to: peer, Array(text.utf8.prefix(1000)), at: now)
    }
  }

  /// The other end's address in the first tunnel that has one.
  private var insidePeer: IPv4Address? { first { $0.insidePeer } }

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
    due = nil
    for i in ends.indices { if let t = ends[i].endpoint.nextTimeout, due.map({ t < $0 }) ?? true { due = t } }
    if let t = host.nextTimeout, due.map({ t < $0 }) ?? true { due = t }
    if let t = inside.nextTimeout, due.map({ t < $0 }) ?? true { due = t }
    return t
  }

  /// Carries outputs between the parts until all are silent.
  private mutating func drain(_ t: inout Turn, at now: Instant) {
    for _ in 0..<Self.turnLimit {
      if !host.isSilent, let o = host.poll() {
        hear(o, &t, at: now)
      } else if let (o, i) = nextOutput() {
        obey(o, of: i, &t, at: now)
      } else if !inside.isSilent, let o = inside.poll() {
        carry(o, &t, at: now)
      } else {
        return
      }
    }
    t.notes.append(Note(.problem, name, "The parts of this node never fell silent; the step was cut short."))
  }

  private mutating func nextOutput() -> (EndpointOutput, end: Int)? {
    for i in ends.indices { if let o = ends[i].endpoint.poll() { return (o, i) } }
    return nil
  }

  private mutating func hear(_ o: HostStack.Output, _ t: inout Turn, at now: Instant) {
    switch o {
    case .frame(let f): t.frames.append(f)
    case .note(let n): t.notes.append(n)
    case .ip(let proto, let octets, from: let source):
      guard let i = ends.route(octets[...], on: .ip(proto), from: Peer(source)) else { return }
      ends[i].endpoint.transport(.received(octets, on: .ip(proto)), at: now)
    case .udp(let octets, from: let source, sourcePort: let remote, to: let local):
      let from = Peer(source, port: remote)
      guard let i = ends.route(octets[...], on: .udp(local: local, remote: remote), from: from) else { return }
      let chosen = local == ends[i].port
      ends[i].endpoint.transport(.received(octets, on: .udp(local: chosen ? nil : local, remote: remote)), at: now)
    case .tcp(let id, let event): hear(id, event, at: now)
    }
  }

  /// The node that a frame of this one is for.
  func receiver(of frame: [UInt8]) -> String {
    guard ends.count > 1, let to = host.receiver(of: frame), let i = ends.firstIndex(where: { $0.peer.address == to }) else {
      return ends[0].name
    }
    return ends[i].name
  }

  private mutating func hear(_ id: Int, _ event: HostStack.TCPEvent, at now: Instant) {
    if event == .accepted {
      guard let from = host.remote(of: id), let i = ends.firstIndex(where: { $0.peer.address == from }) else {
        return host.abort(id, at: now)
      }
      // Asked first: a connection that is refused must not take the place of the one in use.
      if ends[i].endpoint.takesConnection { ends[i].accepted = id } else { ends[i].extra = id }
      return ends[i].endpoint.transport(.accepted, at: now)
    }
    guard let i = ends.firstIndex(where: { $0.has(id) }) else {
      if case .finished = event { host.close(id, at: now) }
      return
    }
    let which = ends[i].which(id)
    switch event {
    case .accepted: break
    case .connected:
      ends[i].connected = true
      ends[i].endpoint.transport(.connected, at: now)
    case .received(let octets): if let which { ends[i].endpoint.transport(.received(octets, on: .tcp(which)), at: now) }
    case .finished:
      if let which {
        let reason = Reason(TransportReason.closedByPeer, "the other end closed the TCP connection")
        ends[i].endpoint.transport(.closed(reason, on: .tcp(which)), at: now)
      }
      // An endpoint that learns of the end has no more to say on this connection.
      host.close(id, at: now)
    case .closed(let reason):
      if ends[i].dialled == id { ends[i].dialled = nil }
      if ends[i].accepted == id { ends[i].accepted = nil }
      guard let reason, let which else { return }
      let failed = which == .own && !ends[i].connected
      ends[i].endpoint.transport(failed ? .failed(reason) : .closed(reason, on: .tcp(which)), at: now)
    }
  }

  private mutating func obey(_ o: EndpointOutput, of i: Int, _ t: inout Turn, at now: Instant) {
    let remote = ends[i].peer.address
    switch o {
    case .open(.tcp(let port)):
      ends[i].connected = false
      ends[i].dialled = host.connect(to: remote, port: port, at: now)
    case .open(.udp):
      if ends[i].port == nil { ends[i].port = host.listen(udp: nil) }
      ends[i].endpoint.transport(.connected, at: now)
    case .listen(let request): listen(request)
    case .send(let octets, on: .tcp(let which)): if let id = ends[i].connection(which) { host.send(octets, on: id, at: now) }
    case .send(let octets, on: .ip(let proto)): host.send(ip: proto, octets, to: remote)
    case .send(let octets, on: .udp(let local, let port)):
      if let source = local ?? ends[i].port { host.send(udp: octets, from: source, to: remote, port: port) }
    case .close(on: .tcp(let which)): if let id = ends[i].connection(which) { host.close(id, at: now) }
    case .close: break
    case .refuse:
      if let id = ends[i].extra { host.abort(id, at: now) }
      ends[i].extra = nil
    case .event: settleAddresses()
    case .deliver(let proto, let payload): if proto == .ipv4 || proto == .ipv6 { inside.receive(payload, at: now) }
    case .note(let n): t.notes.append(n)
    }
  }

  private mutating func carry(_ o: PingHost.Output, _ t: inout Turn, at now: Instant) {
    switch o {
    case .send(let ipv6, let packet): ends[way(packet)].endpoint.command(.send(ipv6 ? .ipv6 : .ipv4, packet), at: now)
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

  /// The end whose tunnel leads to a packet's destination; the first where none does.
  private func way(_ packet: [UInt8]) -> Int {
    guard ends.count > 1 else { return 0 }
    let (address, address6) = PingHost.destination(of: packet)
    if let address { return ends.firstIndex { $0.endpoint.insidePeer == address } ?? 0 }
    return ends.firstIndex { $0.endpoint.insidePeerInterface.map { IPv6Address.linkLocal($0) } == address6 } ?? 0
  }

  /// What the first end says that has something to say.
  private func first<T>(_ ask: (Endpoint) -> T?) -> T? {
    for i in ends.indices { if let answer = ask(ends[i].endpoint) { return answer } }
    return nil
  }

  /// The inside host has the addresses that IPCP and IPV6CP agreed on; a server's are the same in all its tunnels.
  private mutating func settleAddresses() {
    var address: IPv4Address?
    var interface: UInt64?
    for i in ends.indices {
      // The link is asked for once: an end gives a copy of it. Both addresses are nil unless the machine is Opened.
      guard let ppp = ends[i].endpoint.ppp else { continue }
      address = address ?? ppp.localAddress
      interface = interface ?? ppp.localInterfaceID
    }
    inside.address = address
    inside.address6 = interface.map { IPv6Address.linkLocal($0) }
  }

  // MARK: Asking

  var timers: [PendingTimer] {
    guard ends.count > 1 else { return ends[0].endpoint.timers + host.timers + inside.timers }
    // Those of later ends carry the client's name, as their variables do.
    let all = ends.indices.flatMap { i in
      ends[i].endpoint.timers.map { t in
        var t = t
        if i > 0 { t.name = "\(ends[i].name).\(t.name)" }
        return t
      }
    }
    return all + host.timers + inside.timers
  }

  func inspect(_ tree: inout StateTree) {
    ends[0].endpoint.inspect(&tree)
    host.inspect(&tree)
    inside.inspect(&tree)
    for i in ends.indices.dropFirst() { tree.add(ends[i].name) { ends[i].endpoint.inspect(&$0) } }
  }

  /// Every end has come so far.
  func holds(_ m: Milestone) -> Bool { ends.indices.allSatisfy { ends[$0].endpoint.holds(m) } }
}
