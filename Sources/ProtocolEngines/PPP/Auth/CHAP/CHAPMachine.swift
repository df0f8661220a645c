/// CHAP with MD5 (RFC 1994): the password stays at home, and the server proves nothing.
struct CHAPMachine: AuthMachine {
  private var exchange = CHAPExchange(.md5, challengeSize: 16)

  mutating func start(_ x: inout AuthContext) { exchange.start(&x) }

  mutating func receive(_ octets: [UInt8], _ x: inout AuthContext) {
    guard let p = exchange.parse(octets, &x) else { return }
    switch (p.code, x.role) {
    case (.challenge, .peer): respond(to: p, &x)
    case (.success, .peer): accepted(p, &x)
    case (.failure, .peer): refused(p, &x)
    case (.response, .authenticator): judge(p, &x)
    case (.changePassword, .authenticator), (.changePassword1, .authenticator), (.changePassword2, .authenticator):
      if !exchange.repeatsVerdict(on: p, what: "The Change-Password packet", &x) { exchange.ignoreChange(p, &x) }
    default: exchange.ignore(p, &x)
    }
  }

  mutating func timeout(_ x: inout AuthContext) { exchange.timeout(&x) }

  mutating func rechallenge(_ x: inout AuthContext) -> Bool {
    exchange.rechallenge(&x)
    return true
  }

  func inspect(_ tree: inout StateTree) { tree.addChallenges(authenticator: exchange.challenge) }

  /// The Value of a Response (RFC 1994 §4.1).
  private func value(named name: String, id: UInt8, _ password: String, _ x: inout AuthContext) -> [UInt8] {
    let secret = Array(password.utf8)
    let value = Digests.md5([id], secret, exchange.challenge)
    x.explain(
      name, value, formula: "MD5(Identifier, password, Challenge)", ref: "RFC 1994 §4.1",
      inputs: ["Identifier": [id], "password": secret, "Challenge": exchange.challenge])
    return value
  }

  // MARK: the peer

  private mutating func respond(to c: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isNew(challenge: c, &x) else { return }
    guard !c.value.isEmpty else { return x.fail(.malformed, "the Challenge is empty", ref: "RFC 1994 §4.1") }
    let why = exchange.adopt(challenge: c, &x)
    var p = CHAPPacket(exchange.algorithm)
    p.code = .response
    p.identifier = x.identifier
    p.name = x.user
    p.value = value(named: "CHAP response", id: x.identifier, x.config.password, &x)
    exchange.submit(p, because: why, &x)
  }

  private func accepted(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(verdict: p, &x) else { return }
    x.go(to: .authenticated, because: "The server accepts \"\(x.userText)\".", ref: "RFC 1994 §4.2")
    x.succeed()
  }

  private func refused(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(verdict: p, &x) else { return }
    x.refusals += 1
    let said: Sentence = p.message.isEmpty ? "" : " (\"\(HexText.printable(p.message))\")"
    x.fail(.refused, "the server refuses \"\(x.userText)\"\(said)", ref: "RFC 1994 §4.2")
  }

  // MARK: the authenticator

  private mutating func judge(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(response: p, &x) else { return }
    x.user = p.name
    if x.config.rogue {
      x.note(.fact, "This server does not know the password. It accepts whatever comes; with MD5 nobody can tell.", ref: "RFC 1994 §2.1")
    } else {
      guard let account = x.account(of: x.user) else { return refuse("there is no account \"\(x.userText)\"", &x) }
      guard account.hashes == nil else {
        return refuse("of the password of \"\(x.userText)\" only its MS-CHAP hashes are known, since it was changed", &x)
      }
      let expected = value(named: "CHAP response expected", id: p.identifier, account.password, &x)
      guard ConstantTime.equal(expected, p.value) else {
        return refuse("the Response of \"\(x.userText)\" is not what the password gives", &x)
      }
    }
    exchange.sendVerdict(.success, "Access granted", &x)
    x.go(to: .authenticated, because: "The Response of \"\(x.userText)\" is what the password gives.", ref: "RFC 1994 §4.2")
    x.succeed()
  }

  private mutating func refuse(_ reason: Sentence, _ x: inout AuthContext) {
    x.refusals += 1
    exchange.sendVerdict(.failure, "Access denied", &x)
    x.fail(.denied, reason, ref: "RFC 1994 §4.2")
  }
}
