/// An answer to an echo request.
public struct PingReply: Sendable, Equatable {
  /// `"192.168.77.1"` or an IPv6 address.
  public var from: String
  public var sequence: UInt16
  /// Octets of ICMP data that came back.
  public var size: Int
  public var ttl: UInt8
  public var rtt: Delay
}

/// The IP end inside the tunnel: answers echo requests, makes them and matches the replies, handles a little UDP.
public struct PingHost: Sendable, Equatable {
  public enum Output: Sendable, Equatable {
    /// An IP packet to be sent through the tunnel.
    case send(ipv6: Bool, [UInt8])
    case reply(PingReply)
    /// No answer came in time.
    case timeout(sequence: UInt16, to: String)
    /// A UDP datagram arrived.
    case datagram(from: String, port: UInt16, [UInt8])
    case note(Note)
  }
  public var address: IPv4Address?
  public var address6: IPv6Address?
  public private(set) var timers: [PendingTimer] = []
  private var outputs: [Output] = []

  public init(dice: Dice) {}

  /// An IPv4 or IPv6 packet out of the tunnel.
  public mutating func receive(_ packet: [UInt8], at now: Instant) {}
  /// Sends an echo request with `size` octets of data; gives its sequence number.
  @discardableResult public mutating func ping(_ to: IPv4Address, size: Int = 56, at now: Instant) -> UInt16 { 0 }
  @discardableResult public mutating func ping(_ to: IPv6Address, size: Int = 56, at now: Instant) -> UInt16 { 0 }
  public mutating func sendUDP(to: IPv4Address, port: UInt16, _ data: [UInt8], at now: Instant) {}
  public mutating func tick(at now: Instant) {}
  public mutating func poll() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }
  public func inspect(_ tree: inout StateTree) {}
}
