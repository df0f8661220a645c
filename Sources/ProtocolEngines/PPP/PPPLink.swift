/// The phases of a link (RFC 1661 §3.2).
public enum PPPPhase: String, Sendable, CaseIterable { case dead, establish, authenticate, network, terminate }

/// What happened on a link, for whoever carries it.
public enum PPPEvent: Sendable, Equatable {
  /// LCP is Opened. The maps tell an asynchronous link below which octets to escape (in PPTP: Set-Link-Info).
  case lcpUp(sendACCM: UInt32, receiveACCM: UInt32)
  /// Every authentication LCP agreed on has succeeded.
  case authenticated
  /// Packets of this network protocol may go now.
  case networkUp(PPPProtocol)
  case networkDown(PPPProtocol)
  case encryptionUp
  /// The link has ended: the carrier should hang up.
  case down(reason: String)
}

public enum PPPOutput: Sendable, Equatable {
  /// A PPP frame for the wire: [FF 03] protocol, payload; no flags, no FCS.
  case transmit([UInt8])
  /// A network packet for the host.
  case deliver(PPPProtocol, [UInt8])
  case event(PPPEvent)
  case note(Note)
}

/// What a person can make an end of a link do (`tell client echo`).
public enum PPPCommand: Sendable, Equatable {
  /// LCP Echo-Request (RFC 1661 §5.8).
  case echo
  /// LCP Discard-Request (RFC 1661 §5.9).
  case discard
  /// LCP Identification with this text (RFC 1570 §1.1).
  case identify(String)
  /// LCP Time-Remaining, in seconds (RFC 1570 §1.2).
  case timeRemaining(UInt32)
  /// LCP from the start, as the Open event with the restart option does (RFC 1661 §4.3).
  case renegotiate
  /// CCP from the start: MPPE begins again at its start keys.
  case rekey
  /// CCP Reset-Request: the peer is asked to begin RC4 anew (RFC 3078 §8).
  case resetRequest
}

/// One end of a PPP link: LCP, authentication, CCP with MPPE, IPCP and IPV6CP over whatever carries frames.
public struct PPPLink: Sendable, Equatable {
  public let config: PPPConfig
  public private(set) var phase = PPPPhase.dead
  /// Why the link ended, in words; nil while nothing is wrong.
  public private(set) var failure: String?
  private var dice: Dice
  private var queue: [PPPOutput] = []

  public init(config: PPPConfig, dice: Dice) {
    self.config = config
    self.dice = dice
  }

  public var lcpOpened: Bool { false }
  public var authDone: Bool { false }
  public var ccpOpened: Bool { false }
  public var ipcpOpened: Bool { false }
  public var ipv6cpOpened: Bool { false }
  /// Network packets leave encrypted.
  public var encrypting: Bool { false }
  public var localAddress: IPv4Address? { nil }
  public var peerAddress: IPv4Address? { nil }
  public var localInterfaceID: UInt64? { nil }
  public var peerInterfaceID: UInt64? { nil }
  /// Due first.
  public var timers: [PendingTimer] { [] }

  /// The carrier can move frames now.
  public mutating func lowerUp(at now: Instant) {}
  /// The carrier is gone.
  public mutating func lowerDown(because: String, at now: Instant) {}
  /// A PPP frame as carried in GRE: [FF 03] protocol, payload.
  public mutating func receive(_ frame: [UInt8], at now: Instant) {}
  public mutating func tick(at now: Instant) {}
  /// Sends a network packet; false, with a note that says why, when it may not go yet.
  public mutating func send(_ proto: PPPProtocol, _ payload: [UInt8], at now: Instant) -> Bool { false }
  /// Ends the link with an LCP Terminate-Request.
  public mutating func terminate(because: String, at now: Instant) {}
  public mutating func command(_ c: PPPCommand, at now: Instant) {}
  public mutating func poll() -> PPPOutput? { queue.isEmpty ? nil : queue.removeFirst() }
  public func inspect(_ tree: inout StateTree) {}
}
