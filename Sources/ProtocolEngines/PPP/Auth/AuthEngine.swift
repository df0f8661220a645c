public enum AuthOutput: Sendable, Equatable {
  case send(PPPProtocol, [UInt8])
  /// `keys` for MPPE, where the method gives any.
  case succeeded(keys: MPPEKeys?)
  /// The peer's password is another from now on, and both ends know it: for the owner to keep. Comes before `succeeded`.
  case changed(Account)
  /// The end of it: LCP should close the link.
  case failed(reason: String, ref: String)
  case note(Note)
}

/// One authentication method at one end of a link: PAP, CHAP with MD5, MS-CHAP or MS-CHAPv2.
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
  public let role: Role
  public internal(set) var state = State.initial
  /// Authenticator: the account whose password the peer has just changed.
  public internal(set) var changedAccount: Account?
  /// Authenticator: who has proved to be themselves, as in the Name field. Peer: who it says it is.
  public internal(set) var user: [UInt8] = []

  // What a person may want otherwise; set before `start`.
  /// Peer: passwords to try when the first is refused and another try is allowed.
  public var retryPasswords: [String] = []
  /// How a password that is not ASCII is read: by the peer now, by the authenticator in the last Response that was right.
  /// Where the server allows the peer another try, the other reading follows.
  public internal(set) var reading: MSCHAP.PasswordReading
  /// Peer, MS-CHAPv1: fills in the deprecated LAN Manager response too (RFC 2433 §6).
  public var sendsLMResponse = false
  /// Peer: takes part in Change-Password version 1, which tells every listener the new hash (RFC 2433 §11).
  public var sendsChangeVersion1 = false
  /// Authenticator: how often a wrong password may be tried (RFC 2759 §9.1.5).
  public var allowedTries = 3
  /// Authenticator, MS-CHAPv1: the V= it announces; 1 asks for the old Change-Password packet, 0 leaves V= out.
  public var changeVersion: Int
  /// Authenticator, MS-CHAPv1: sends C= in Failures; otherwise the next challenge is the last one plus 23 (RFC 2433 §8).
  public var sendsNewChallenge = true

  var config: PPPConfig
  var dice: Dice
  var queue = Fifo<AuthOutput>()
  var identifier: UInt8 = 0
  /// The authenticator's challenge that counts now.
  var challenge: [UInt8] = []
  var peerChallenge: [UInt8] = []
  /// Peer: its last response, for the check of S=.
  var ntResponse: [UInt8] = []
  /// The octets sent last, for duplicates.
  var lastSent: [UInt8] = []
  /// Authenticator: identifier and octets of the last verdict.
  var verdictFor: UInt8?
  var verdict: [UInt8] = []
  /// Packets sent without an answer.
  var transmissions = 0
  /// Wrong passwords so far.
  var refusals = 0
  var deadline: Instant?
  var result = ""
  /// Peer: what it tries with now.
  var password: String
  /// Authenticator: the account waits for a Change-Password packet; its old hash.
  var expiredHash: [UInt8]?
  /// Peer: the password has been tried in both readings.
  var triedBoth = false
  var succeededOnce = false

  public init(method: AuthMethod, role: Role, config: PPPConfig, dice: Dice) {
    self.method = method
    self.role = role
    self.config = config
    self.dice = dice
    password = config.password
    reading = config.reading
    changeVersion = method == .mschap ? 2 : 3
    if role == .peer { user = Array(config.user.utf8) }
  }

  /// The methods this version runs; the others end in `failed` at once.
  public static let runs: [AuthMethod] = [.none, .pap, .chap, .mschap, .mschapv2]

  /// LCP is Opened: begin.
  public mutating func start(at now: Instant) {
    switch (method, role) {
    case (.none, _):
      go(.authenticated, "Nobody asked for authentication.", "RFC 1661 §3.5")
      succeed(keys: nil)
    case (.pap, .peer):
      identifier = UInt8(truncatingIfNeeded: dice.next())
      sendRequest(at: now, "LCP is open and PAP agreed: the client sends name and password.")
    case (.pap, .authenticator):
      go(.waiting, "LCP is open and PAP agreed: the client has to begin.", "RFC 1334 §2")
      deadline = now + patience
    case (.chap, .peer), (.mschap, .peer), (.mschapv2, .peer):
      go(.waiting, "LCP is open and \(title) agreed: the other end has to send a Challenge.", "RFC 1994 §4.1")
      deadline = now + patience
    case (.chap, .authenticator), (.mschap, .authenticator), (.mschapv2, .authenticator):
      identifier = UInt8(truncatingIfNeeded: dice.next())
      transmissions = 0
      sendChallenge(at: now, "LCP is open and \(title) agreed.")
    case (.spap, _):
      fail("SPAP is known by name only: its packets were never published, so this end cannot run it", "IANA PPP Numbers 0xc027")
    case (.eapMD5, _), (.eapTLS, _), (.eapMSCHAPv2, _):
      fail("EAP (\(method.rawValue)) is shown but not run by this version", "RFC 3748 §4")
    }
  }

  /// A packet of `proto` (PAP, CHAP, EAP), from its Code on.
  public mutating func receive(_ proto: PPPProtocol, _ octets: [UInt8], at now: Instant) {
    switch (proto, method) {
    case (.pap, .pap): receivePAP(octets, at: now)
    case (.chap, .chap), (.chap, .mschap), (.chap, .mschapv2): receiveCHAP(octets, at: now)
    default: note(.ignored, "A packet of \(proto.shortName) came, and \(title) was agreed: dropped.", "RFC 1661 §3.5")
    }
  }

  public mutating func tick(at now: Instant) {
    guard let due = deadline, due <= now else { return }
    deadline = nil
    switch (state, role) {
    case (.challenged, _):
      guard transmissions < config.maxConfigure else { return fail("\(transmissions) Challenges, and no answer", "RFC 1994 §4.1") }
      note(.timer, "No Response within \(config.restart.text): a new Challenge, with a new identifier.", "RFC 1994 §4.1")
      sendChallenge(at: now, "")
    case (.requested, _):
      guard transmissions < config.maxConfigure else {
        return fail("\(transmissions) Authenticate-Requests, and no answer", "RFC 1334 §2.2.1")
      }
      note(.timer, "No answer within \(config.restart.text): the request again, with a new identifier.", "RFC 1334 §2.2.1")
      sendRequest(at: now, "")
    case (.waiting, .peer): fail("no Challenge came within \(patience.text)", "RFC 1994 §4.1")
    case (.waiting, .authenticator): fail("no Authenticate-Request came within \(patience.text)", "RFC 1334 §2.2.1")
    case (.responded, _), (.changing, _):
      guard transmissions < config.maxConfigure else {
        return fail("the proof was sent \(transmissions) times, and no verdict came", "RFC 1994 §4.1")
      }
      note(.timer, "No verdict within \(config.restart.text): the same packet again, as Response or verdict may be lost.", "RFC 1994 §4.1")
      transmissions += 1
      send(.chap, lastSent)
      deadline = now + config.restart
    case (.retry, _): fail("the client did not use its chance to try again", "RFC 2759 §6")
    default: break
    }
  }

  public var nextTimeout: Instant? { deadline }

  /// Due first.
  public var timers: [PendingTimer] {
    guard let deadline else { return [] }
    let purpose =
      switch state {
      case .challenged: transmissions < config.maxConfigure ? "send a new Challenge" : "give up: no Response"
      case .requested: transmissions < config.maxConfigure ? "send the Authenticate-Request again" : "give up: no answer"
      case .responded, .changing: transmissions < config.maxConfigure ? "send the proof again" : "give up: no verdict"
      case .retry: "give up waiting for another try"
      default: "give up waiting for the other end"
      }
    return [PendingTimer(name: "auth.\(state == .waiting || state == .retry ? "patience" : "restart")", due: deadline, purpose: purpose)]
  }

  public var isOver: Bool { state == .authenticated || state == .failed }

  public mutating func poll() -> AuthOutput? { queue.next() }

  /// Adds `auth.state`, `auth.method`, `auth.role`, `auth.result` and the method's variables.
  public func inspect(_ tree: inout StateTree) {
    tree.add("auth.state", state.rawValue, "where authentication stands")
    tree.add("auth.method", method.rawValue, "what LCP agreed on")
    tree.add("auth.role", role.rawValue, "authenticator: demands proof; peer: gives it")
    tree.add("auth.result", result, "how it ended")
    tree.add("auth.user", HexText.printable(user), "who says or proved to be whom")
    tree.add("auth.identifier", identifier, "of the exchange that counts now")
    tree.add("auth.challenge", optional: challenge.isEmpty ? nil : .octets(challenge), "the authenticator's random octets")
    tree.add("auth.peer_challenge", optional: peerChallenge.isEmpty ? nil : .octets(peerChallenge), "the peer's random octets (MS-CHAPv2)")
    tree.add("auth.transmissions", transmissions, "packets sent without an answer")
    tree.add("auth.refusals", refusals, "wrong passwords so far")
  }

  // MARK: Common steps

  /// For how long one end waits for the other to do something that only the other can repeat.
  var patience: Delay { config.restart * Int64(max(1, config.maxConfigure)) }
  /// Time for a person to type another password: "disables short timeouts" (RFC 2759 §6).
  var humanPatience: Delay { .seconds(60) }

  var title: String {
    switch method {
    case .none: "no authentication"
    case .pap: "PAP"
    case .chap: "CHAP with MD5"
    case .mschap: "MS-CHAP"
    case .mschapv2: "MS-CHAPv2"
    case .spap: "SPAP"
    case .eapMD5, .eapTLS, .eapMSCHAPv2: "EAP"
    }
  }
  var userText: String { HexText.printable(user) }

  mutating func go(_ to: State, _ because: String, _ ref: String) {
    queue.append(.note(.transition("auth", from: state.rawValue, to: to.rawValue, because: "\(because)", ref: ref)))
    state = to
  }
  mutating func note(_ kind: Note.Kind, _ text: String, _ ref: String) { queue.append(.note(Note(kind, "auth", "\(text)", ref: ref))) }
  mutating func explain(_ key: KeyNote, _ ref: String) {
    queue.append(.note(Note(.key, "auth", "\(key.name) = \(key.formula)", ref: ref, key: key)))
  }
  mutating func explain(_ name: String, _ octets: [UInt8], _ formula: String, _ ref: String, _ inputs: (String, [UInt8])...) {
    explain(KeyNote(name, octets, formula: formula, inputs: inputs.map { .init($0.0, $0.1) }), ref)
  }
  mutating func send(_ proto: PPPProtocol, _ octets: [UInt8]) {
    lastSent = octets
    queue.append(.send(proto, octets))
  }

  mutating func succeed(keys: MPPEKeys?) {
    deadline = nil
    result = "success"
    // A later Challenge on a running link is answered, but changes nothing above (RFC 1994 §4.1).
    guard !succeededOnce else { return }
    succeededOnce = true
    queue.append(.succeeded(keys: keys))
  }

  mutating func fail(_ reason: String, _ ref: String) {
    guard state != .failed else { return }
    go(.failed, "Authentication has failed: \(reason).", ref)
    deadline = nil
    result = reason
    queue.append(.failed(reason: reason, ref: ref))
  }

  // MARK: Accounts

  /// Authenticator: the account of whoever has proved to be themselves; nil before, and for a server that only pretends.
  public var admitted: Account? { state == .authenticated && role == .authenticator && !config.rogue ? account(of: user) : nil }

  /// The account of a name: as it stands, without its domain, or the one for everybody (`*`).
  func account(of name: [UInt8]) -> Account? {
    if let changed = changedAccount, Array(changed.name.utf8) == name || Array(changed.name.utf8) == MSCHAP.nameWithoutDomain(name) {
      return changed
    }
    let all = config.accounts
    let bare = MSCHAP.nameWithoutDomain(name)
    guard
      var found = all.first(where: { Array($0.name.utf8) == name }) ?? all.first(where: { Array($0.name.utf8) == bare })
        ?? all.first(where: { $0.name == "*" })
    else { return nil }
    if config.expired { found.expired = true }
    return found
  }
}
