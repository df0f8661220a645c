public enum AuthOutput: Sendable, Equatable {
  case send(PPPProtocol, [UInt8])
  /// `keys` for MPPE, where the method gives any.
  case succeeded(keys: MPPEKeys?)
  /// The peer's password is another from now on, and both ends know it: for the owner to keep. Comes before `succeeded`.
  case changed(Account)
  /// The end of it: LCP should close the link.
  case failed(Reason)
  case note(Note)
}

/// One authentication at one end of a link: a context that all methods share, and the machine of the method LCP agreed on.
public struct AuthEngine: Sendable, Equatable {
  public enum Role: String, Sendable, CaseIterable {
    /// Demands proof.
    case authenticator
    /// Gives it.
    case peer
  }
  public enum State: String, Sendable, CaseIterable {
    case initial
    /// Peer: for a Challenge. Authenticator with PAP: for a request.
    case waiting
    /// Peer with PAP: the request is out.
    case requested
    /// Authenticator: the Challenge is out.
    case challenged
    /// Peer: the Response is out.
    case responded
    /// Authenticator: a Failure is out that lets the peer try again, or change its password.
    case retry
    /// Peer: the Change-Password packet is out.
    case changing
    case authenticated, failed
  }

  public let method: AuthMethod
  private var x: AuthContext
  private var machine: Machine?

  public init(method: AuthMethod, role: Role, config: PPPConfig, dice: Dice) {
    self.method = method
    x = AuthContext(role: role, config: config, dice: dice)
    machine = Machine(method, config)
  }

  public var role: Role { x.role }
  public var state: State { x.state }
  public var isOver: Bool { state == .authenticated || state == .failed }
  /// Authenticator: who has proved to be themselves, as in the Name field. Peer: who it says it is.
  public var user: [UInt8] { x.user }
  /// Authenticator: the account of the peer that has proved itself; nil before, and for a server that only pretends.
  public var admitted: Account? { x.admitted }
  /// Authenticator: the account whose password the peer has just changed.
  public var changedAccount: Account? { x.changedAccount }
  /// What a person may want otherwise with MS-CHAP; set before `start`. No other method has a use for it.
  public var choices: MSCHAPChoices {
    get { if case .msCHAP(let m) = machine { m.choices } else { MSCHAPChoices() } }
    set {
      guard case .msCHAP(var m) = machine else { return }
      m.choices = newValue
      machine = .msCHAP(m)
    }
  }

  /// LCP is Opened: begin. A method that this version does not run ends in `failed` at once.
  public mutating func start(at now: Instant) {
    x.now = now
    guard machine?.handle(.start, &x) == nil else { return }
    switch method {
    case .none:
      x.go(to: .authenticated, because: "Nobody asked for authentication.", ref: "RFC 1661 §3.5")
      x.succeed()
    case .spap:
      x.fail(
        .notRun, "SPAP is known by name only: its packets were never published, so this end cannot run it", ref: "IANA PPP Numbers 0xc027")
    default: x.fail(.notRun, "EAP (\(method.rawValue)) is shown but not run by this version", ref: "RFC 3748 §4")
    }
  }

  /// Packets of `proto` are for this engine.
  public func takes(_ proto: PPPProtocol) -> Bool { method.proto == proto }

  /// A packet of `proto` (PAP, CHAP, EAP), from its Code on.
  public mutating func receive(_ proto: PPPProtocol, _ octets: [UInt8], at now: Instant) {
    x.now = now
    guard takes(proto), machine?.handle(.packet(octets), &x) != nil else {
      return x.note(.ignored, "A packet of \(proto.shortName) came, and \(method.title) was agreed: dropped.", ref: "RFC 1661 §3.5")
    }
  }

  public mutating func tick(at now: Instant) {
    if x.takeTimeout(at: now) { _ = machine?.handle(.timeout, &x) }
  }

  /// Asks for proof again on a running link, as may be done at any time (RFC 1994 §2); false where that cannot be.
  @discardableResult public mutating func rechallenge(at now: Instant) -> Bool {
    guard role == .authenticator, state == .authenticated else { return false }
    x.now = now
    return machine?.handle(.rechallenge, &x) ?? false
  }

  public mutating func poll() -> AuthOutput? { x.poll() }

  public var nextTimeout: Instant? { x.timer?.due }
  /// Due first.
  public var timers: [PendingTimer] { x.timer.map { [$0] } ?? [] }

  /// Adds `auth.state`, `auth.method`, `auth.role`, `auth.result` and the method's variables.
  public func inspect(_ tree: inout StateTree) {
    tree.add("auth.state", state.rawValue, "where authentication stands")
    tree.add("auth.method", method.rawValue, "what LCP agreed on")
    tree.add("auth.role", role.rawValue, "authenticator: demands proof; peer: gives it")
    tree.add("auth.result", x.result, "how it ended")
    tree.add("auth.user", x.userText, "who says or proved to be whom")
    tree.add("auth.identifier", x.identifier, "of the exchange that counts now")
    if let machine { machine.inspect(&tree) } else { tree.addChallenges() }
    tree.add("auth.transmissions", x.transmissions, "packets sent without an answer")
    tree.add("auth.refusals", x.refusals, "wrong passwords so far")
  }
}
