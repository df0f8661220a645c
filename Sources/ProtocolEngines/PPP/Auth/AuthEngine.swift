public enum AuthOutput: Sendable, Equatable {
  case send(PPPProtocol, [UInt8])
  /// `keys` for MPPE, where the method gives any.
  case succeeded(keys: MPPEKeys?)
  /// The end of it: LCP should close the link.
  case failed(reason: String, ref: String)
  case note(Note)
}

/// One authentication method at one end of a link.
public struct AuthEngine: Sendable, Equatable {
  public enum Role: String, Sendable, CaseIterable {
    /// Demands proof.
    case authenticator
    /// Gives it.
    case peer
  }
  public let method: AuthMethod
  public let role: Role
  /// Authenticator: the account whose password the peer has just changed.
  public private(set) var changedAccount: Account?
  private let config: PPPConfig
  private var dice: Dice
  private var queue: [AuthOutput] = []

  public init(method: AuthMethod, role: Role, config: PPPConfig, dice: Dice) {
    self.method = method
    self.role = role
    self.config = config
    self.dice = dice
  }

  /// The methods this version runs; the others end in `failed` at once.
  public static let runs: [AuthMethod] = [.none, .pap, .chap, .mschap, .mschapv2]

  /// LCP is Opened: begin.
  public mutating func start(at now: Instant) {}
  /// A packet of `proto` (PAP, CHAP, EAP), from its Code on.
  public mutating func receive(_ proto: PPPProtocol, _ octets: [UInt8], at now: Instant) {}
  public mutating func tick(at now: Instant) {}
  /// Due first.
  public var timers: [PendingTimer] { [] }
  public mutating func poll() -> AuthOutput? { queue.isEmpty ? nil : queue.removeFirst() }
  /// Adds `auth.state`, `auth.method`, `auth.role`, `auth.result` and the method's variables.
  public func inspect(_ tree: inout StateTree) {}
}
