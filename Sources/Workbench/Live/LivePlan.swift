import CSystem
import ProtocolEngines

/// What `connect` and `serve` were asked to do.
public struct LivePlan: Sendable {
  public var side: PPPSide
  /// Where to connect to, or where to listen.
  public var address: IPv4Address
  /// As it was typed.
  public var host: String
  public var port: UInt16
  public var settings: LabSettings
  public var accounts: [Account] = []
  /// The server's own address inside the tunnel, and those it gives away.
  public var local = IPv4Address(10, 88, 0, 1)
  public var poolFirst = IPv4Address(10, 88, 0, 10), poolLast = IPv4Address(10, 88, 0, 50)
  public var ping: PingTarget?
  public var pingCount = 5
  /// A shell command to run while the tunnel is up.
  public var command: String?
  public var capture: String?
  public var step = false
  /// Tell every note, not only the turning points.
  public var verbose = false
  /// Serve one client, then end.
  public var once = false
  /// A server turns away clients beyond this many at a time.
  public var maxClients = 16

  public enum PingTarget: Sendable, Equatable {
    case address(IPv4Address)
    case address6(IPv6Address)
    /// The other end's address inside the tunnel.
    case peer
  }

  public init(side: PPPSide, address: IPv4Address, host: String, settings: LabSettings) {
    self.side = side
    self.address = address
    self.host = host
    self.settings = settings
    port = settings.port
  }

  /// `key=value` words for the real world: Linux's reading of FLUSHED unless another is asked for, no seed.
  public static func settings(_ words: [String], of kind: TunnelKind) -> Result<LabSettings, UsageError> {
    for w in words {
      for key in ["seed=", "start=", "clients=", "nat=", "rogue="]
      where w.hasPrefix(key) || w.hasPrefix("client." + key) || w.hasPrefix("server." + key) {
        let why = key == "seed=" ? "on a real network chance comes from the system" : "that belongs to the lab"
        return .failure(UsageError("\(key) has no place here: \(why)"))
      }
    }
    return LabSettings.parse([kind.name] + words, kinds: [kind]).map { settings in
      var s = settings
      if !words.contains(where: { $0.contains("mppe-flush=") }) {
        s.client.flush = .linux
        s.server.flush = .linux
      }
      return s
    }
  }

  /// How many sessions there may be at a time.
  var mostSessions: Int { side == .client || once ? 1 : maxClients }

  /// One end of the tunnel; `given` is what the pool has for the client.
  func end(given: IPv4Address) -> EndpointPlan {
    var p = EndpointPlan(side: side, settings: settings.tunnel, ppp: settings.ppp(side), port: port)
    p.localAddress = side == .client ? LabSettings.clientAddress : LabSettings.serverAddress
    p.remoteAddress = side == .client ? LabSettings.serverAddress : LabSettings.clientAddress
    // One note a packet costs more than half as much again, and is shown only here.
    p.ppp.notesPacketKeys = verbose || step
    if side == .server {
      p.ppp.accounts = accounts
      p.ppp.localAddress = local
      p.ppp.peerAddress = given
      p.ppp.dns = []
    }
    return p
  }

  /// Keeps a password that a client has changed, for as long as this server runs.
  mutating func keep(_ changed: Account) {
    var c = end(given: poolFirst).ppp
    c.keep(changed)
    accounts = c.accounts
    settings.server.expired = c.expired
  }

  /// Chance for a live end: the system's generator, never a seed. When it fails the octets are zeros, and `LiveSystem.chanceFault`
  /// reports it: nothing that was made from them may leave this machine.
  public static func dice() -> Dice {
    Dice { count in
      var out = [UInt8](repeating: 0, count: count)
      _ = out.withUnsafeMutableBytes { lab_getrandom($0.baseAddress, count) }
      return out
    }
  }
}
