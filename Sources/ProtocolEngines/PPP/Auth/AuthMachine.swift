/// The exchange of one method, at either end of a link.
///
/// A machine decides what is sent and when proof is good. It sets the context's state and timer, and ends with `succeed` or `fail`.
protocol AuthMachine: Sendable, Equatable {
  /// LCP is Opened: begin.
  mutating func start(_ x: inout AuthContext)
  /// A packet of the method's protocol, from its Code on. Hostile input ends in a note.
  mutating func receive(_ octets: [UInt8], _ x: inout AuthContext)
  /// The context's timer has run out.
  mutating func timeout(_ x: inout AuthContext)
  /// Authenticator, authenticated: asks for proof again on the running link; false where the method has no such thing.
  mutating func rechallenge(_ x: inout AuthContext) -> Bool
  /// Adds the variables that only this method has.
  func inspect(_ tree: inout StateTree)
}

extension AuthMachine {
  mutating func rechallenge(_ x: inout AuthContext) -> Bool { false }
  func inspect(_ tree: inout StateTree) { tree.addChallenges() }

  /// False only for what the method does not have.
  mutating func handle(_ event: AuthEngine.Event, _ x: inout AuthContext) -> Bool {
    switch event {
    case .start: start(&x)
    case .packet(let octets): receive(octets, &x)
    case .timeout: timeout(&x)
    case .rechallenge: return rechallenge(&x)
    }
    return true
  }
}

extension AuthEngine {
  /// What can happen to a machine.
  enum Event {
    case start
    case packet([UInt8])
    case timeout, rechallenge
  }

  /// The machine of the method LCP agreed on: a new method is a case here and a file of its own.
  enum Machine: Sendable, Equatable {
    case pap(PAPMachine)
    case chap(CHAPMachine)
    case msCHAP(MSCHAPMachine)

    /// Nil for a method that this version does not run, and for `none`.
    init?(_ method: AuthMethod, _ config: PPPConfig) {
      switch method {
      case .pap: self = .pap(PAPMachine())
      case .chap: self = .chap(CHAPMachine())
      case .mschap: self = .msCHAP(MSCHAPMachine(.v1, config))
      case .mschapv2: self = .msCHAP(MSCHAPMachine(.v2, config))
      case .none, .spap, .eapMD5, .eapTLS, .eapMSCHAPv2: return nil
      }
    }

    mutating func handle(_ event: Event, _ x: inout AuthContext) -> Bool {
      switch self {
      case .pap(var m):
        defer { self = .pap(m) }
        return m.handle(event, &x)
      case .chap(var m):
        defer { self = .chap(m) }
        return m.handle(event, &x)
      case .msCHAP(var m):
        defer { self = .msCHAP(m) }
        return m.handle(event, &x)
      }
    }

    func inspect(_ tree: inout StateTree) {
      switch self {
      case .pap(let m): m.inspect(&tree)
      case .chap(let m): m.inspect(&tree)
      case .msCHAP(let m): m.inspect(&tree)
      }
    }
  }
}

extension StateTree {
  /// The random octets of both ends; a method without them has empty ones.
  mutating func addChallenges(authenticator: [UInt8] = [], peer: [UInt8] = []) {
    add("auth.challenge", optional: authenticator.isEmpty ? nil : .octets(authenticator), "the authenticator's random octets")
    add("auth.peer_challenge", optional: peer.isEmpty ? nil : .octets(peer), "the peer's random octets (MS-CHAPv2)")
  }
}
