/// What `new KIND key=value…` decides of a tunnel; `connect` and `serve` take the same words.
public struct TunnelSettings: Sendable, Equatable {
  public enum Start: String, Sendable, CaseIterable { case client, server, both }

  /// What may differ between the ends.
  public struct End: Sendable, Equatable {
    public var auth: [AuthMethod] = [.mschapv2]
    public var user = TunnelSettings.demoUser
    public var password = TunnelSettings.demoPassword
    public var expired = false
    public var newPassword: String?
    public var reading = MSCHAP.PasswordReading.unicode
    public var rogue = false
    /// nil: the kind's default.
    public var mppe: [MPPEStrength]?
    public var stateful = false
    public var flush = MPPEFlush.rfc
    public var mtu: UInt16 = 1400
    public var ipv6 = true
    /// Of keys that only one kind of tunnel has: name and value as typed, in the order of the names.
    public private(set) var own: [OwnSetting] = []

    public func own(_ name: String) -> String? { own.first { $0.name == name }?.value }
    mutating func set(own name: String, _ value: String) {
      own.removeAll { $0.name == name }
      own.insert(OwnSetting(name: name, value: value), at: own.firstIndex { name < $0.name } ?? own.count)
    }
  }
  public struct OwnSetting: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  public var incoming = false
  public var start = Start.client
  /// The port of the server; nil: the kind's own.
  public var port: UInt16?
  public var client = End()
  public var server = End()

  public init() {}

  // Recognisable in every dump, and obviously nobody's real secret.
  public static let demoUser = "student", demoPassword = "lesson"
  public static let serverName = "vpnlab"
  public static let serverInside = IPv4Address(192, 168, 77, 1), clientInside = IPv4Address(192, 168, 77, 10)

  public subscript(_ side: PPPSide) -> End {
    get { side == .client ? client : server }
    set { if side == .client { client = newValue } else { server = newValue } }
  }

  /// Changes one end, or both where `side` is nil.
  public mutating func change(_ side: PPPSide?, _ change: (inout End) -> Void) {
    if side != .server { change(&client) }
    if side != .client { change(&server) }
  }

  /// The configuration of the link at one end. `client`: which of the server's clients is meant, from 0.
  public func ppp(_ side: PPPSide, client number: Int = 0, of kind: TunnelKind) -> PPPConfig {
    let e = self[side]
    var c = PPPConfig(side: side)
    c.auth = e.auth
    c.user = e.user
    c.password = e.password
    c.serverName = Self.serverName
    c.accounts = side == .server ? [Account(name: e.user, password: e.password, expired: e.expired)] : []
    c.expired = side == .server && e.expired
    c.newPassword = side == .client ? e.newPassword : nil
    c.reading = e.reading
    c.rogue = side == .server && e.rogue
    c.mppe = mppe(side, of: kind)
    c.mppeRequired = !c.mppe.isEmpty
    c.stateful = e.stateful
    c.flush = e.flush
    c.mru = e.mtu
    c.ipv6 = e.ipv6
    c.localAddress = side == .server ? Self.serverInside : .any
    c.peerAddress = side == .server ? IPv4Address(Self.clientInside.raw + UInt32(number)) : .any
    c.dns = side == .server ? [Self.serverInside] : []
    return c
  }

  /// The strengths an end allows, the default worked out.
  public func mppe(_ side: PPPSide, of kind: TunnelKind) -> [MPPEStrength] {
    let e = self[side]
    if let m = e.mppe { return m }
    guard kind.encryptsByDefault else { return [] }
    let keyed: [AuthMethod] = [.mschap, .mschapv2, .eapTLS, .eapMSCHAPv2]
    return e.auth.contains { keyed.contains($0) } ? [.b128] : []
  }
}

/// What one end of a tunnel needs to know before it begins.
public struct EndpointPlan: Sendable, Equatable {
  public var side: PPPSide
  public var settings: TunnelSettings
  public var ppp: PPPConfig
  /// Addresses of the two ends on the outer network.
  public var localAddress = IPv4Address.any, remoteAddress = IPv4Address.any
  /// The server's port.
  public var port: UInt16

  public init(side: PPPSide, settings: TunnelSettings, ppp: PPPConfig, port: UInt16) {
    self.side = side
    self.settings = settings
    self.ppp = ppp
    self.port = port
  }
}
