// Two clients of a hello tunnel, one server that serves both (and whoever else sends it a first datagram), and the same hostile network
// between them.
import ProtocolEngines

struct HelloWorld {
  /// An end of the server.
  struct Served: ServedEnd {
    var peer: Peer
    var endpoint: Endpoint
    func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool {
      endpoint.owns(octets, on: channel)
    }
  }
  struct Parcel {
    /// A client's number; nil for the server.
    var to: Int?
    var from: Peer
    var octets: [UInt8]
  }
  static let most = 4
  static let address = IPv4Address(10, 0, 0, 1)

  var clients: [Endpoint] = []
  var server = Server<Served>(most: most)
  var queue: [Parcel] = []
  var now = Instant()
  let plan: EndpointPlan
  var dice = Dice(seed: 7)

  init(_ s: inout Script) {
    let auth = [AuthMethod.mschapv2, .mschap, .chap, .pap, .none][s.next(5)]
    let bits = s.next()
    var settings = TunnelSettings()
    settings.change(nil) { $0.auth = [auth] }
    if bits & 1 != 0 { settings.change(.client) { $0.password = "wrong" } }
    if bits & 2 != 0 { settings.change(.server) { $0.expired = true } }
    if bits & 4 != 0 { settings.change(.client) { $0.newPassword = "new" } }
    if bits & 8 != 0 { settings.change(nil) { $0.mppe = [.b128] } }
    if bits & 16 != 0 { settings.change(.client) { $0.ipv6 = false } }
    func made(_ side: PPPSide) -> EndpointPlan {
      EndpointPlan(
        side: side, settings: settings, ppp: settings.ppp(side, of: .hello), port: HelloPort.server)
    }
    plan = made(.server)
    clients = (0..<2).map { TunnelKind.hello.make(made(.client), Dice(seed: UInt64($0))) }
    for i in 0..<2 { command(.open, .client(i)) }
  }

  enum End {
    case client(Int)
    case served(Int)
  }

  /// Both clients are at one address.
  static func peer(_ i: Int) -> Peer { Peer(address, port: UInt16(5000 + i)) }

  subscript(_ e: End) -> Endpoint {
    get {
      switch e {
      case .client(let i): clients[i]
      case .served(let i): server[i].endpoint
      }
    }
    _modify {
      switch e {
      case .client(let i): yield &clients[i]
      case .served(let i): yield &server[i].endpoint
      }
    }
  }
  var ends: [End] { [.client(0), .client(1)] + server.indices.map { .served($0) } }

  mutating func command(_ c: EndpointCommand, _ e: End) {
    self[e].command(c, at: now)
    drain(e)
  }

  mutating func drain(_ e: End) {
    var made = 0
    while let o = self[e].poll() {
      made += 1
      if made > 5000 { fatalError("one event made more than 5000 outputs") }
      switch (o, e) {
      case (.open, _): self[e].transport(.connected, at: now)
      case (.send(let octets, on: .udp), .client(let i)):
        put(Parcel(to: nil, from: Self.peer(i), octets: octets))
      case (.send(let octets, on: .udp(_, let remote)), .served(let i)):
        let to = server[i].peer
        if to.port != remote { fatalError("an answer for port \(remote) of the peer \(to)") }
        if let client = (0..<2).first(where: { Self.peer($0) == to }) {
          put(Parcel(to: client, from: Peer(Self.address, port: HelloPort.server), octets: octets))
        }
      default: break
      }
    }
  }

  mutating func put(_ p: Parcel) { if queue.count < 200 { queue.append(p) } }

  mutating func deliver(_ p: Parcel) {
    if let i = p.to {
      clients[i].transport(
        .received(p.octets, on: .udp(local: nil, remote: HelloPort.server)), at: now)
      return drain(.client(i))
    }
    let channel = Channel.udp(local: HelloPort.server, remote: p.from.port)
    if let i = server.route(p.octets[...], on: channel, from: p.from) {
      server[i].endpoint.transport(.received(p.octets, on: channel), at: now)
      drain(.served(i))
      return
    }
    guard !server.isFull else { return }
    var end = TunnelKind.hello.make(plan, dice.split())
    end.command(.listen, at: now)
    end.transport(.received(p.octets, on: channel), at: now)
    guard !end.down, let i = server.admit(Served(peer: p.from, endpoint: end)) else { return }
    drain(.served(i))
  }

  mutating func honest() -> Bool {
    if queue.isEmpty { return false }
    deliver(queue.removeFirst())
    return true
  }

  var due: Instant? { ends.compactMap { self[$0].nextTimeout }.min() }

  mutating func tick() {
    for e in ends where self[e].nextTimeout.map({ $0 <= now }) ?? false {
      self[e].tick(at: now)
      drain(e)
    }
  }

  mutating func advance(to then: Instant) {
    for _ in 0..<200 {
      guard let due, due <= then else { break }
      now = max(now, due)
      tick()
    }
    now = max(now, then)
    tick()
  }

  mutating func event(_ s: inout Script) {
    let what = s.next()
    switch what & 15 {
    case 0, 1, 2, 3: for _ in 0...s.next(16) { if !honest() { break } }
    case 4: if !queue.isEmpty { queue.removeFirst() }
    case 5: if let p = queue.first { deliver(p) }
    case 6: if queue.count > 1 { deliver(queue.remove(at: s.next(queue.count))) }
    case 7:
      guard !queue.isEmpty else { break }
      var p = queue.removeFirst()
      for _ in 0...s.next(3) where !p.octets.isEmpty { p.octets[s.next(p.octets.count)] = s.next() }
      let cut = s.next(8)
      if cut > 4 { p.octets.removeLast(min(p.octets.count, s.next(32))) }
      deliver(p)
    case 8:
      // From a client's port, or from another.
      deliver(Parcel(to: nil, from: Self.peer(s.next(6)), octets: s.take(s.next(80))))
    case 9:
      deliver(
        Parcel(
          to: s.next(2), from: Peer(Self.address, port: HelloPort.server),
          octets: s.take(s.next(80))))
    case 10, 11:
      // A right header with the number at hand, around PPP of any kind.
      let all = ends
      let e = all[s.next(all.count)]
      let number = self[e].localCallID &+ UInt16(s.next(4) == 0 ? 1 : 0)
      let proto =
        [
          [0xc0, 0x21], [0xc0, 0x23], [0xc2, 0x23], [0x80, 0xfd], [0x80, 0x21], [0x80, 0x57],
          [0x00, 0xfd], [0x00, 0x21], [0x21],
          [0xc2, 0x27],
        ][s.next(10)] as [UInt8]
      var body = s.take(s.next(120))
      if body.count >= 4, s.next() & 1 == 0 {
        (body[2], body[3]) = (UInt8(body.count >> 8), UInt8(body.count & 255))
      }
      let type = UInt8(1 + s.next(4))
      let octets =
        [type, s.next(), UInt8(number >> 8), UInt8(number & 255)] + (type == 3 ? proto + body : [])
      switch e {
      case .client(let i):
        deliver(Parcel(to: i, from: Peer(Self.address, port: HelloPort.server), octets: octets))
      case .served(let i): deliver(Parcel(to: nil, from: server[i].peer, octets: octets))
      }
    case 12: if let due { advance(to: max(now, due)) }
    case 13: advance(to: now + .milliseconds(Int64(s.next()) * Int64(s.next())))
    case 14:
      let all = ends
      let e = all[s.next(all.count)]
      switch s.next(6) {
      case 0: command(.hangup, e)
      case 1: command(.stop, e)
      case 2: command(.open, e)
      default: command(.send(s.next() & 1 == 0 ? .ipv4 : .ipv6, s.take(s.next(64))), e)
      }
    default:
      let all = ends
      let e = all[s.next(all.count)]
      let a = HelloEndpoint.actions[s.next(HelloEndpoint.actions.count)]
      var words: [String] = []
      if let x = a.arguments.first, s.next() & 1 == 0 { words = ["\(x.name)=\(s.next())"] }
      if TellAction.check(a.name, words, among: HelloEndpoint.actions) == nil {
        command(.tell(a.name, words), e)
      }
    }
    for i in server.indices.reversed() where server[i].endpoint.down { server.remove(at: i) }
  }

  func check() {
    if server.count > Self.most || Set(server.ends.map(\.peer)).count != server.count {
      fatalError("the server has \(server.count) ends")
    }
    for (i, e) in server.ends.enumerated() {
      let found = server.route(
        [], on: .udp(local: HelloPort.server, remote: e.peer.port), from: e.peer)
      if found != i {
        fatalError("packets of \(e.peer) go to end \(String(describing: found)), not to \(i)")
      }
    }
    for e in ends {
      let timers = self[e].timers
      if self[e].nextTimeout != timers.first?.due {
        fatalError(
          "nextTimeout \(String(describing: self[e].nextTimeout)) is not the first of \(timers)")
      }
      if let first = timers.first, first.due < now {
        fatalError("a timer in the past: \(timers) at \(now)")
      }
      if timers.count > 16 { fatalError("\(timers.count) timers") }
    }
  }
}
