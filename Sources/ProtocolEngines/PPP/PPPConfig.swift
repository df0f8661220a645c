/// Which end of a PPP link this is. The server authenticates the other end and assigns addresses.
public enum PPPSide: String, Sendable, CaseIterable { case client, server }

/// A name and password a server knows (one line of pppd's `chap-secrets`).
public struct Account: Sendable, Equatable {
  /// Which addresses a client may have inside the tunnel: the fourth and later words of a line of `chap-secrets`.
  public enum Addresses: Sendable, Equatable {
    case any
    /// It may prove who it is, but gets no IPv4.
    case none
    /// The first is given; the others are taken when the client asks for them.
    case only([IPv4Address])

    public func allow(_ a: IPv4Address) -> Bool {
      switch self {
      case .any: true
      case .none: false
      case .only(let list): list.contains(a)
      }
    }
  }
  /// All that Change-Password version 1 tells about a new password (RFC 2433 §9); the LM hash is missing when it is too long.
  public struct Hashes: Sendable, Equatable {
    public var nt: [UInt8]
    public var lm: [UInt8]?
  }
  public var name: String
  public var password: String
  /// The password is right but too old: MS-CHAP answers with error 648.
  public var expired: Bool
  public var addresses: Addresses
  /// Where they are known they count, and the password does not.
  public var hashes: Hashes?
  public init(name: String, password: String, expired: Bool = false, addresses: Addresses = .any) {
    self.name = name
    self.password = password
    self.expired = expired
    self.addresses = addresses
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
  /// Whom the server knows; nobody else comes in.
  public var accounts: [Account] = []
  /// MS-CHAP: how a password that is not ASCII is read first.
  public var reading = MSCHAP.PasswordReading.unicode
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

  /// Keeps a password that has been changed on the wire, for the next time. On a client it is the client's own.
  public mutating func keep(_ changed: Account) {
    guard side == .server else {
      password = changed.password
      newPassword = nil
      return
    }
    if expired {
      // Every password counted as expired; now all but this one do.
      for i in accounts.indices { accounts[i].expired = true }
      expired = false
    }
    if let i = accounts.firstIndex(where: { $0.name == changed.name }) { accounts[i] = changed } else { accounts.insert(changed, at: 0) }
  }
}
