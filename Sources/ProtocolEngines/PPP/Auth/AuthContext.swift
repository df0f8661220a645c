/// What every method of authentication is given and gives back: role, settings, time and dice, where the exchange is, its timer, and
/// what goes out. It knows no method; a machine takes it as an argument and holds only what is its own.
struct AuthContext: Sendable, Equatable {
  typealias State = AuthEngine.State

  let role: AuthEngine.Role
  let config: PPPConfig
  var dice: Dice
  var now = Instant()
  private(set) var state = State.initial
  /// Authenticator: who has proved to be themselves, as in the Name field. Peer: who it says it is.
  var user: [UInt8] = []
  /// Of the exchange that counts now.
  var identifier: UInt8 = 0
  /// Packets sent without an answer.
  var transmissions = 0
  /// Wrong passwords so far.
  var refusals = 0
  /// One is enough: an end waits for one thing at a time.
  private(set) var timer: PendingTimer?
  /// How it ended, in words.
  private(set) var result = ""
  /// Authenticator: the account whose password the peer has just changed.
  private(set) var changedAccount: Account?
  private var hasSucceeded = false
  private var queue = Fifo<AuthOutput>()

  init(role: AuthEngine.Role, config: PPPConfig, dice: Dice) {
    self.role = role
    self.config = config
    self.dice = dice
    if role == .peer { user = Array(config.user.utf8) }
  }

  var userText: String { HexText.printable(user) }
  /// What this end does, for notes about packets that are not for it.
  var deed: String { role == .peer ? "gives" : "demands" }

  // MARK: what goes out

  mutating func poll() -> AuthOutput? { queue.next() }

  mutating func send(_ proto: PPPProtocol, _ octets: [UInt8]) { queue.append(.send(proto, octets)) }

  mutating func note(_ kind: Note.Kind, _ text: Sentence, ref: String) { queue.append(.note(Note(kind, "auth", text, ref: ref))) }

  mutating func explain(_ key: KeyNote, ref: String) {
    queue.append(.note(Note(.key, "auth", "\(key.name) = \(key.formula)", ref: ref, key: key)))
  }

  mutating func explain(_ name: String, _ octets: [UInt8], formula: String, ref: String, inputs: KeyValuePairs<String, [UInt8]>) {
    explain(KeyNote(name, octets, formula: formula, inputs: inputs.map { .init($0.key, $0.value) }), ref: ref)
  }

  // MARK: where it is

  mutating func go(to next: State, because text: Sentence, ref: String) {
    queue.append(.note(.transition("auth", from: state.rawValue, to: next.rawValue, because: text, ref: ref)))
    state = next
  }

  /// The end of it. `keys` for MPPE, where the method gives any.
  mutating func succeed(keys: MPPEKeys? = nil) {
    timer = nil
    result = "success"
    // A later Challenge on a running link is answered, but changes nothing above (RFC 1994 §4.1).
    guard !hasSucceeded else { return }
    hasSucceeded = true
    queue.append(.succeeded(keys: keys))
  }

  /// The end of it. `reason`: a clause without capital and full stop.
  mutating func fail(_ code: AuthReason, _ reason: Sentence, ref: String) {
    guard state != .failed else { return }
    go(to: .failed, because: "Authentication has failed: \(reason).", ref: ref)
    timer = nil
    result = reason.text
    queue.append(.failed(Reason(code, reason, ref: ref)))
  }

  // MARK: the timer

  /// Another transmission is allowed (RFC 1661 §4.6, Max-Configure).
  var hasTries: Bool { transmissions < config.maxConfigure }
  /// For how long one end waits for the other to do something that only the other can repeat.
  var patience: Delay { config.restart * Int64(max(1, config.maxConfigure)) }

  /// What has just gone out waits for an answer.
  mutating func awaitAnswer(again: String, last: String) {
    timer = PendingTimer(name: "auth.restart", due: now + config.restart, purpose: hasTries ? again : last)
  }
  /// The next step is the other end's.
  mutating func awaitOtherEnd() {
    timer = PendingTimer(name: "auth.patience", due: now + patience, purpose: "give up waiting for the other end")
  }
  /// Time for a person to type another password: "disables short timeouts" (RFC 2759 §6).
  mutating func awaitPerson() {
    timer = PendingTimer(name: "auth.patience", due: now + .seconds(60), purpose: "give up waiting for another try")
  }
  /// True if the timer has run out; it is stopped then.
  mutating func takeTimeout(at now: Instant) -> Bool {
    guard let timer, timer.due <= now else { return false }
    self.timer = nil
    self.now = now
    return true
  }

  // MARK: accounts

  /// The account of a name: as it stands, without its domain, or the one for everybody (`*`).
  func account(of name: [UInt8]) -> Account? {
    let bare = MSCHAP.nameWithoutDomain(name)
    if let changed = changedAccount, Array(changed.name.utf8) == name || Array(changed.name.utf8) == bare { return changed }
    let all = config.accounts
    guard
      var found = all.first(where: { Array($0.name.utf8) == name }) ?? all.first(where: { Array($0.name.utf8) == bare })
        ?? all.first(where: { $0.name == "*" })
    else { return nil }
    if config.expired { found.expired = true }
    return found
  }

  /// Authenticator: the account of the peer that has proved itself; nil before, and for a server that only pretends.
  var admitted: Account? { state == .authenticated && role == .authenticator && !config.rogue ? account(of: user) : nil }

  /// The peer's password is a new one from now on. Comes before `succeed`.
  mutating func changed(_ account: Account) {
    if role == .authenticator { changedAccount = account }
    queue.append(.changed(account))
  }
}
