/// The two parts of PPTP (RFC 2637 §1.2): the PNS (network server) places calls through the PAC (access concentrator).
/// In virtual private networks the client is the PNS and the server the PAC.
public enum PPTPRole: String, Sendable, CaseIterable { case pns, pac }

/// What to do with GRE packets that overtake others (RFC 2637 §4.3: discard the late one, or put them in order; RFC 2890 §2.2).
public enum GREReorder: Sendable, Equatable {
  /// A packet that was overtaken is discarded.
  case drop
  /// A packet that came too early waits for the missing ones: at most so many packets, at most so long.
  case hold(packets: Int, for: Delay)
}

/// Everything one end of a PPTP tunnel is told before it starts.
public struct PPTPConfig: Sendable, Equatable {
  public var ppp: PPPConfig
  public var role: PPTPRole
  /// The PAC asks for the call (Incoming-Call-Request) instead of the PNS (Outgoing-Call-Request). The same at both ends.
  public var incoming = false
  /// The version offered, and the oldest one spoken (RFC 2637 §3.1).
  public var version = PPTPVersion.v1
  public var oldestVersion = PPTPVersion.v1
  public var hostName = "vpnlab"
  public var vendor = "vpnlab"
  public var firmware: UInt16 = 0
  /// Framing and bearer capabilities offered: bit mask of 1 (asynchronous, analog) and 2 (synchronous, digital).
  public var framing: UInt32 = 3, bearer: UInt32 = 3
  /// Sessions a PAC can carry; a PNS says 0 (RFC 2637 §2.1, §2.2).
  public var maximumChannels: UInt16
  /// Data packets this end will buffer: the peer's largest sending window (RFC 2637 §2.7).
  public var window: UInt16 = 64
  /// In tenths of a second (RFC 2637 §4.4).
  public var processingDelay: UInt16 = 0
  public var minimumBPS: UInt32 = 300, maximumBPS: UInt32 = 100_000_000
  public var phoneNumber = "", subaddress = ""
  /// What the PAC answers to an Outgoing-Call-Request, and the PNS to an Incoming-Call-Request.
  public var outgoingResult = PPTPOutgoingResult.connected
  public var incomingResult = PPTPIncomingResult.connect
  /// Silence on the control connection after which an Echo-Request goes out (RFC 2637 §3.1.4); nil: never.
  public var echoInterval: Delay? = .seconds(60)
  /// How long to wait for any reply (RFC 2637 §3, §3.1.4, §3.2.1).
  public var replyTimeout = Delay.seconds(60)
  /// How long a polite goodbye waits for each answer before it goes on without.
  public var farewellTimeout = Delay.seconds(5)
  /// How long the last acknowledgement may wait for data to ride on.
  public var ackDelay = Delay.milliseconds(100)
  /// Keeps to the sending window of RFC 2637 §4.2; false: sends at once whatever it says, as pptpd and pptp-linux do.
  public var enforceWindow = true
  public var reorder = GREReorder.hold(packets: 8, for: .milliseconds(200))
  /// Limits of the adaptive time-out (RFC 2637 §4.4.1).
  public var minimumTimeout = Delay.milliseconds(500), maximumTimeout = Delay.seconds(10)
  /// Addresses of the two ends as they meet on the outer network: they decide a collision (RFC 2637 §3.1.3).
  public var localAddress = IPv4Address.any, remoteAddress = IPv4Address.any
  /// The server's TCP port.
  public var port = PPTPPort.control
  /// This end's own call ID; nil: from the dice.
  public var callID: UInt16?
  /// Sends a Set-Link-Info with all control characters escaped right after the call is up, as Windows does.
  public var earlyLinkInfo = false

  public init(ppp: PPPConfig, role: PPTPRole? = nil) {
    self.ppp = ppp
    self.role = role ?? (ppp.side == .client ? .pns : .pac)
    maximumChannels = self.role == .pac ? 1 : 0
  }
}

/// The port control connections are made to (RFC 2637 §1.4).
public enum PPTPPort { public static let control: UInt16 = 1723 }
