/// One whole end of a PPTP tunnel: control connection, one call, GRE and PPP.
public struct PPTPEndpoint: Sendable, Equatable {
  public let config: PPTPConfig
  public private(set) var ppp: PPPLink?
  /// Why it ended or could not begin, in words; nil while nothing is wrong.
  public private(set) var failure: String?
  private var dice: Dice
  private var queue: [EndpointOutput] = []

  public init(config: PPTPConfig, dice: Dice) {
    self.config = config
    self.dice = dice
  }
  /// The control connection is established.
  public var controlUp: Bool { false }
  /// The call is established.
  public var callUp: Bool { false }
  /// A network protocol is open, and encryption is on where it is required.
  public var tunnelUp: Bool { false }
  /// No call and no control connection.
  public var down: Bool { true }
  /// Due first.
  public var timers: [PendingTimer] { [] }
  public var nextTimeout: Instant? { nil }

  public mutating func command(_ c: EndpointCommand, at now: Instant) {}
  public mutating func transport(_ e: TransportEvent, at now: Instant) {}
  public mutating func tick(at now: Instant) {}
  public mutating func poll() -> EndpointOutput? { queue.isEmpty ? nil : queue.removeFirst() }
  public func inspect(_ tree: inout StateTree) {}
}
