@testable import ProtocolEngines

extension Reason {
  /// A reason of a test's own.
  static func test(_ sentence: Sentence) -> Reason { Reason(PPPReason.ended, sentence) }
}

extension PPTPEndpoint {
  /// Due first.
  var timers: [PendingTimer] { Endpoint(self).timers }
}

/// Two endpoints with a virtual network between them: two possible TCP connections and GRE, each packet taking `delay`.
struct EndpointPair {
  enum End: Int {
    case client = 0
    case server = 1
  }
  enum Parcel: Equatable {
    case connect
    /// On the connection the sender (true) or the receiver opened.
    case tcp([UInt8], own: Bool)
    case fin(own: Bool)
    case gre([UInt8])
    case connected
  }
  struct Flight {
    var due: Instant, order: Int, to: Int, parcel: Parcel
    /// Counts flights from 1.
    var number: Int { order }
  }
  var ends: [PPTPEndpoint]
  var now = Instant()
  var delay = Delay.milliseconds(10)
  var flights: [Flight] = []
  var notes: [[Note]] = [[], []]
  var events: [[EndpointEvent]] = [[], []]
  var delivered: [[(PPPProtocol, [UInt8])]] = [[], []]
  /// Every control message and GRE packet, by sender.
  var messages: [(from: Int, PPTPMessage)] = []
  var packets: [(from: Int, GREHeader, [UInt8])] = []
  var dropGRE = false
  /// TCP connections turned away, by end.
  var refusals = [0, 0]
  private var order = 0

  init(client: PPTPConfig, server: PPTPConfig, seed: UInt64 = 1) {
    var c = client
    var s = server
    (c.localAddress, c.remoteAddress) = (IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2))
    (s.localAddress, s.remoteAddress) = (IPv4Address(10, 0, 0, 2), IPv4Address(10, 0, 0, 1))
    ends = [PPTPEndpoint(config: c, dice: Dice(seed: seed)), PPTPEndpoint(config: s, dice: Dice(seed: seed + 1000))]
  }

  /// No authentication and no encryption: PPTP itself is what is looked at.
  static func plain(_ change: (inout PPTPConfig) -> Void = { _ in }) -> (PPTPConfig, PPTPConfig) {
    configs {
      $0.ppp.auth = [.none]
      $0.ppp.mppe = []
      $0.ppp.mppeRequired = false
      change(&$0)
    }
  }

  static func configs(_ change: (inout PPTPConfig) -> Void = { _ in }) -> (PPTPConfig, PPTPConfig) {
    var client = PPPConfig(side: .client)
    var server = PPPConfig(side: .server)
    server.accounts = [Account(name: client.user, password: client.password)]
    server.localAddress = IPv4Address(10, 88, 0, 1)
    server.peerAddress = IPv4Address(10, 88, 0, 10)
    client.mppe = [.b128]
    var c = PPTPConfig(ppp: client)
    var s = PPTPConfig(ppp: server)
    change(&c)
    change(&s)
    return (c, s)
  }

  subscript(e: End) -> PPTPEndpoint { ends[e.rawValue] }

  mutating func command(_ c: EndpointCommand, _ e: End) {
    ends[e.rawValue].command(c, at: now)
    drain(e.rawValue)
  }

  private mutating func put(_ p: Parcel, to: Int) {
    order += 1
    flights.append(Flight(due: now + delay, order: order, to: to, parcel: p))
  }

  var flightsMade: Int { order }
  /// The same packet once more, a little later.
  mutating func copy(_ i: Int, later: Delay) {
    var f = flights[i]
    order += 1
    f.order = order
    f.due = f.due + later
    flights.append(f)
  }
  /// Octets that nobody sent, on the control connection.
  mutating func inject(_ octets: [UInt8], to i: Int) { put(.tcp(octets, own: i == 1), to: i) }

  mutating func drain(_ i: Int) {
    while let o = ends[i].poll() {
      switch o {
      case .open: put(.connect, to: 1 - i)
      case .listen: break
      case .send(let octets, on: .tcp(let on)):
        if let m = try? PPTPMessage(parsing: octets) { messages.append((i, m)) }
        put(.tcp(octets, own: on == .own), to: 1 - i)
      case .refuse: refusals[i] += 1
      case .close(on: .tcp(let on)): put(.fin(own: on == .own), to: 1 - i)
      case .close: break
      case .send(let octets, _):
        if let p = try? GREPacket(parsing: octets) { packets.append((i, p.header, p.payload)) }
        if !dropGRE { put(.gre(octets), to: 1 - i) }
      case .deliver(let proto, let payload): delivered[i].append((proto, payload))
      case .event(let e): events[i].append(e)
      case .note(let n): notes[i].append(n)
      }
    }
  }

  /// Delivers what is due next, or fires the next timer. False when nothing is left before `limit`.
  mutating func step(until limit: Instant) -> Bool {
    let flight = flights.min { ($0.due, $0.order) < ($1.due, $1.order) }
    let timers = ends.compactMap(\.nextTimeout).min()
    guard let next = earliest(flight?.due, timers), next <= limit else { return false }
    precondition(next >= now, "a timer in the past: \(ends.map(\.timers)) at \(now)")
    now = next
    if let f = flight, f.due == next {
      flights.removeAll { $0.order == f.order }
      let i = f.to
      switch f.parcel {
      case .connect:
        ends[i].transport(.accepted, at: now)
        put(.connected, to: 1 - i)
      case .connected: ends[i].transport(.connected, at: now)
      case .tcp(let o, let own): ends[i].transport(.received(o, on: .tcp(own ? .peers : .own)), at: now)
      case .fin(let own):
        let reason = Reason(TransportReason.closedByPeer, "closed by the peer")
        ends[i].transport(.closed(reason, on: .tcp(own ? .peers : .own)), at: now)
      case .gre(let o): ends[i].transport(.received(o, on: .ip(.gre)), at: now)
      }
      drain(i)
    } else {
      for i in 0..<2 where ends[i].nextTimeout.map({ $0 <= now }) ?? false {
        ends[i].tick(at: now)
        drain(i)
      }
    }
    return true
  }

  /// Runs until `done` or until `time` has passed.
  @discardableResult
  mutating func run(for time: Delay = .seconds(30), until done: (EndpointPair) -> Bool = { _ in false }) -> Bool {
    let limit = now + time
    for _ in 0..<100_000 {
      if done(self) { return true }
      if !step(until: limit) {
        now = max(now, limit)
        return done(self)
      }
    }
    return false
  }

  var bothUp: Bool { ends[0].tunnelUp && ends[1].tunnelUp }
  var bothDown: Bool { ends[0].down && ends[1].down }
  func transitions(_ e: End, _ machine: String) -> [String] {
    notes[e.rawValue].filter { $0.kind == .transition && $0.machine == machine }.map(\.to)
  }
  func sent(_ e: End) -> [String] { messages.filter { $0.from == e.rawValue }.map(\.1.name) }
  /// The last notes of both ends, for messages of failed tests.
  var story: String {
    notes.map { $0.suffix(12).map { "\($0.machine): \($0.from)>\($0.to) \($0.text)" }.joined(separator: "\n") }.joined(
      separator: "\n--- server\n")
  }
}
