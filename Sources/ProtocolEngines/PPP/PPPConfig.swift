/// Which end of a PPP link this is. The server authenticates the other end and assigns addresses.
public enum PPPSide: String, Sendable, CaseIterable { case client, server }

/// A name and password a server knows (one line of pppd's `chap-secrets`).
public struct Account: Sendable, Equatable {
  public var name: String
  public var password: String
  /// The password is right but too old: MS-CHAP answers with error 648.
  public var expired: Bool
  public init(name: String, password: String, expired: Bool = false) {
    self.name = name
    self.password = password
    self.expired = expired
  }
}

/// Everything one end of a PPP link is told before it starts. The lab's defaults are those of pppd under PPTP.
public struct PPPConfig: Sendable, Equatable {
  public var side: PPPSide
  /// Server: the methods it demands, best first. Client: those it is ready for, best first.
  public var auth: [AuthMethod] = [.mschapv2]
  /// Who the client says it is.
  public var user = "user"
  public var password = "password"
  /// Who the server says it is, in challenges.
  public var serverName = "server"
  public var accounts: [Account] = []
  /// Server: every password counts as expired.
  public var expired = false
  /// Client: what to change an expired password to.
  public var newPassword: String?
  /// A server that does not know the password and pretends.
  public var rogue = false
  /// Key lengths allowed; empty: MPPE is off, and CCP option 18 is rejected.
  public var mppe: [MPPEStrength] = [.b128]
  public var mppeRequired = true
  /// Asks for stateful MPPE and accepts it; otherwise only stateless.
  public var stateful = false
  public var flush = MPPEFlush.rfc
  /// A note for every key change of MPPE, that is in stateless mode for every packet. Fast tunnels do without.
  public var notesPacketKeys = true
  /// Largest information field this end wants to receive (RFC 1661 §6.1).
  public var mru: UInt16 = 1400
  public var magic = true
  /// The Async-Control-Character-Map asked for; nil asks for none.
  public var accm: UInt32? = 0
  public var pfc = true
  public var acfc = true
  /// How often an Echo-Request goes out in a quiet link; nil: never.
  public var echoInterval: Delay?
  /// Echo-Requests without an answer after which the peer counts as gone.
  public var echoFailures = 4
  public var ipv6 = true
  /// The server's own address; a client's 0.0.0.0 asks to be given one.
  public var localAddress = IPv4Address.any
  /// The address the server gives to its peer; a client's 0.0.0.0 takes what the server says.
  public var peerAddress = IPv4Address.any
  /// Server: name servers to hand out (at most two).
  public var dns: [IPv4Address] = []
  /// Client: asks for name servers.
  public var asksDNS = true
  /// Restart timer (RFC 1661 §4.6).
  public var restart = Delay.seconds(3)
  public var maxConfigure = 10
  public var maxTerminate = 2
  public var maxFailure = 5

  public init(side: PPPSide) { self.side = side }
}
