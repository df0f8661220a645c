import Testing

@testable import ProtocolEngines

/// Two ends of a link joined by queues, with a clock of their own: 1 ms a frame.
struct PPPPair {
  var client: PPPLink, server: PPPLink
  var now = Instant()
  /// Frames under way, in the order they were sent; `true`: towards the server.
  var wire: [(toServer: Bool, frame: [UInt8])] = []
  var clientEvents: [PPPEvent] = [], serverEvents: [PPPEvent] = []
  var clientNotes: [Note] = [], serverNotes: [Note] = []
  var clientGot: [(PPPProtocol, [UInt8])] = [], serverGot: [(PPPProtocol, [UInt8])] = []
  /// Every frame that ever went, with its direction.
  var log: [(toServer: Bool, frame: [UInt8])] = []
  /// Frame numbers (in the order of sending) that are lost.
  var lost: Set<Int> = []

  static let account = Account(name: "user", password: "password")

  static func configs() -> (client: PPPConfig, server: PPPConfig) {
    let client = PPPConfig(side: .client)
    var server = PPPConfig(side: .server)
    server.accounts = [account]
    server.localAddress = IPv4Address(10, 88, 0, 1)
    server.peerAddress = IPv4Address(10, 88, 0, 10)
    server.dns = [IPv4Address(10, 88, 0, 1)]
    return (client, server)
  }

  init(seed: UInt64 = 1, _ set: (inout PPPConfig, inout PPPConfig) -> Void = { _, _ in }) {
    var (c, s) = Self.configs()
    set(&c, &s)
    client = PPPLink(config: c, dice: Dice(seed: seed))
    server = PPPLink(config: s, dice: Dice(seed: seed &+ 1000))
  }

  mutating func drain() {
    while let o = client.poll() {
      switch o {
      case .transmit(let f): send(toServer: true, f)
      case .deliver(let p, let d): clientGot.append((p, d))
      case .event(let e): clientEvents.append(e)
      case .note(let n): clientNotes.append(n)
      }
    }
    while let o = server.poll() {
      switch o {
      case .transmit(let f): send(toServer: false, f)
      case .deliver(let p, let d): serverGot.append((p, d))
      case .event(let e): serverEvents.append(e)
      case .note(let n): serverNotes.append(n)
      }
    }
  }

  private mutating func send(toServer: Bool, _ f: [UInt8]) {
    if !lost.contains(log.count) { wire.append((toServer, f)) }
    log.append((toServer, f))
  }

  mutating func up() {
    client.lowerUp(at: now)
    server.lowerUp(at: now)
    drain()
  }

  /// Delivers the oldest frame, or lets the next timer fire; false if neither is there.
  mutating func step(timers: Bool = true) -> Bool {
    if !wire.isEmpty {
      let (toServer, frame) = wire.removeFirst()
      now = now + .milliseconds(1)
      if toServer { server.receive(frame, at: now) } else { client.receive(frame, at: now) }
      drain()
      return true
    }
    let due = [client.nextTimeout, server.nextTimeout].compactMap { $0 }.min()
    guard timers, let due else { return false }
    now = max(now, due)
    client.tick(at: now)
    server.tick(at: now)
    drain()
    return true
  }

  mutating func run(limit: Int = 2000, timers: Bool = true) {
    up()
    settle(limit: limit, timers: timers)
  }
  mutating func settle(limit: Int = 2000, timers: Bool = true) {
    for _ in 0..<limit { if !step(timers: timers) { return } }
  }

  var bothUp: Bool { client.ipcpOpened && server.ipcpOpened }

  /// The control packets of one protocol in the order they went: `"> Configure-Request id 1, …"`.
  func talk<D: ControlDialect>(_ d: D.Type) -> [String] {
    log.compactMap { entry in
      guard let (proto, start) = PPPFrame.open(entry.frame), proto == D.proto,
        let p = try? ControlPacket<D>(parsing: Array(entry.frame[start...]))
      else { return nil }
      return (entry.toServer ? "> " : "< ") + p.summary
    }
  }
}
