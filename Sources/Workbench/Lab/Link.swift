import ProtocolEngines

/// The wire between two nodes: what it is made of, what fits on it, how long a packet takes.
public struct Link: Sendable, Equatable {
  public let client: String
  public let server: String
  /// The frames that go over it.
  public var medium = LinkType.ethernet
  /// The largest IP packet.
  public var mtu = 1500
  /// From one end to the other.
  public var latency = Delay.milliseconds(10)

  init(client: String, server: String) {
    self.client = client
    self.server = server
  }

  func joins(_ a: String, _ b: String) -> Bool { (client, server) == (a, b) || (client, server) == (b, a) }
}

/// What is between the ends and looks at every packet. A packet that passes one stays one step.
enum Middlebox: Sendable, Equatable {
  case firewall(Firewall)

  /// Why the packet goes no further; nil: it passes.
  func blocks(_ f: Flight) -> Reason? {
    switch self {
    case .firewall(let w): w.blocks(f)
    }
  }
}

/// Rules, the newest first: the first that fits a packet decides, and without one it passes.
struct Firewall: Sendable, Equatable {
  private(set) var rules: [FirewallRule] = []
  private static let most = 64

  mutating func add(_ rule: FirewallRule) {
    rules.insert(rule, at: 0)
    if rules.count > Self.most { rules.removeLast() }
  }

  func blocks(_ f: Flight) -> Reason? {
    guard !rules.isEmpty else { return nil }
    let facts = FrameFacts(f.octets)
    for r in rules {
      if let from = r.from, from != f.from { continue }
      if let proto = r.proto, proto != facts.proto { continue }
      if let port = r.port, port != facts.sourcePort, port != facts.destinationPort { continue }
      return r.block ? Reason(WireReason.blocked, "blocked by “\(r.text)”") : nil
    }
    return nil
  }
}
