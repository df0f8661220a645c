/// The end that demands the proof.
extension MSCHAPMachine {
  mutating func judge(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(response: p, retry: expiredHash == nil, &x) else { return }
    x.user = p.name
    guard p.form == version.form else {
      let text: Sentence = "the Response has \(p.value.count) octets, \(version.algorithm.meaning) has 49"
      x.note(.problem, "\(text.capitalised).", ref: version.responseRef)
      return refuse(text, &x)
    }
    peerChallenge = p.peerChallenge
    guard !x.config.rogue else { return pretend(p, &x) }
    guard let account = x.account(of: x.user) else { return refuse("there is no account \"\(x.userText)\"", &x) }
    guard let hash = version == .v1 ? provenHashV1(p, account, &x) : provenHashV2(p, account, &x) else {
      return refuse("the Response of \"\(x.userText)\" is not what the password gives", &x)
    }
    if account.expired { return expire(hash, &x) }
    let why: Sentence = "The Response of \"\(x.userText)\" is what the password gives."
    switch version {
    case .v1:
      if account.hashes == nil, p.flags & 1 == 1 { x.explain(.lmPasswordHash(account.password), ref: "RFC 2433 §A.2") }
      acceptV1(hash, lm: lmHash(of: account), because: why, &x)
    case .v2: acceptV2(p.ntResponse, hash: hash, because: why, &x)
    }
  }

  /// The hashes of an account, in the order in which they are tried.
  private func hashes(of account: Account, _ x: AuthContext) -> [(MSCHAP.PasswordReading, [UInt8])] {
    if let known = account.hashes { return [(reading, known.nt)] }
    return MSCHAP.readings(of: account.password, first: x.config.reading).map { ($0, MSCHAP.ntPasswordHash(account.password, $0)) }
  }

  /// Nil where only the other hash is known.
  private func lmHash(of account: Account) -> [UInt8]? {
    if let known = account.hashes { known.lm } else { MSCHAP.lmPasswordHash(account.password) }
  }

  /// Version 1: the password's hash where the Response fits it.
  private mutating func provenHashV1(_ p: CHAPPacket, _ account: Account, _ x: inout AuthContext) -> [UInt8]? {
    if p.flags & 1 == 1 {
      for (reading, hash) in hashes(of: account, x) {
        let expected = MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash)
        x.explain(
          .response(
            "Windows NT response expected", expected, challenge: .init("Challenge", challenge), hash: .init("NtPasswordHash", hash),
            how: "password read as \(reading.rawValue)"
          ), ref: "RFC 2433 §A.5")
        guard ConstantTime.equal(expected, p.ntResponse) else { continue }
        self.reading = reading
        return hash
      }
    } else if let lm = lmHash(of: account) {
      x.note(.fact, "The flag says that the LAN Manager response counts, which is deprecated and weak.", ref: "RFC 2433 §6")
      let expected = MSCHAP.challengeResponse(challenge: challenge, passwordHash: lm)
      if account.hashes == nil { x.explain(.lmPasswordHash(account.password), ref: "RFC 2433 §A.2") }
      x.explain(
        .response("LAN Manager response expected", expected, challenge: .init("Challenge", challenge), hash: .init("LmPasswordHash", lm)),
        ref: "RFC 2433 §A.1")
      if ConstantTime.equal(expected, p.lmResponse) { return hashes(of: account, x).first?.1 }
    }
    return nil
  }

  /// Version 2: the same.
  private mutating func provenHashV2(_ p: CHAPPacket, _ account: Account, _ x: inout AuthContext) -> [UInt8]? {
    for (reading, hash) in hashes(of: account, x) where fits(p.ntResponse, hash, "password read as \(reading.rawValue)", &x) {
      self.reading = reading
      return hash
    }
    return nil
  }

  func fits(_ response: [UInt8], _ hash: [UInt8], _ how: String, _ x: inout AuthContext) -> Bool {
    ConstantTime.equal(proof(x).ntResponse(named: "NT-Response expected", passwordHash: hash, how: how, &x), response)
  }

  /// A server that does not know the password, and guesses.
  private mutating func pretend(_ p: CHAPPacket, _ x: inout AuthContext) {
    let why: Sentence = "A rogue server accepts everybody."
    let guess = x.dice.octets(16)
    switch version {
    case .v1:
      x.note(
        .fact,
        """
        This server does not know the password. It accepts whatever comes; MS-CHAP gives the client no way to tell, but the keys of \
        MPPE will not fit.
        """,
        ref: "RFC 2433 §7")
      var notes: [KeyNote] = []
      let keys = MPPEKeys.msCHAPv1(challenge: challenge, ntHash: guess, lmHash: guess, notes: &notes)
      accept("Access granted", keys: keys, because: why, &x)
    case .v2:
      x.note(
        .fact, "This server does not know the password. It accepts whatever comes, but has to guess S=, and the client will notice.",
        ref: "RFC 2759 §5")
      acceptV2(p.ntResponse, hash: guess, because: why, &x)
    }
  }

  // MARK: the verdict

  mutating func acceptV1(_ hash: [UInt8], lm: [UInt8]?, because why: Sentence, _ x: inout AuthContext) {
    var notes: [KeyNote] = []
    let keys = MPPEKeys.msCHAPv1(challenge: challenge, ntHash: hash, lmHash: lm, notes: &notes)
    for n in notes { x.explain(n, ref: version.keysRef) }
    accept("Access granted", keys: keys, because: why, &x)
  }

  /// Success with the proof that this end knows the password too.
  mutating func acceptV2(_ response: [UInt8], hash: [UInt8], because why: Sentence, _ x: inout AuthContext) {
    let hashHash = MSCHAP.ntPasswordHashHash(hash)
    x.explain(
      "NtPasswordHashHash", hashHash, formula: "MD4(NtPasswordHash)", ref: "RFC 2759 §8.4", inputs: ["NtPasswordHash": hash])
    let shown = proof(x).authenticatorResponse(named: "authenticator response", hashHash: hashHash, ntResponse: response, &x)
    var notes: [KeyNote] = []
    let keys = MPPEKeys.msCHAPv2(passwordHashHash: hashHash, ntResponse: response, authenticator: true, notes: &notes)
    for n in notes { x.explain(n, ref: version.keysRef) }
    accept("\(MSCHAP.authenticatorText(shown)) M=Access granted", keys: keys, because: why, &x)
  }

  private mutating func accept(_ text: String, keys: MPPEKeys, because why: Sentence, _ x: inout AuthContext) {
    exchange.sendVerdict(.success, text, &x)
    x.go(to: .authenticated, because: why, ref: "RFC 1994 §4.2")
    x.succeed(keys: keys)
  }

  /// Failure, and another try while there are any left.
  private mutating func refuse(_ reason: Sentence, _ x: inout AuthContext) {
    x.refusals += 1
    let ref = version.failureRef
    let again = x.refusals < choices.allowedTries
    x.note(.refused, "Refused: \(reason).", ref: ref)
    sendFailure(.authenticationFailure, retry: again, again ? "Access denied" : "Access denied, no more tries", &x)
    guard again else { return x.fail(.denied, reason, ref: ref) }
    x.identifier &+= 1
    x.go(
      to: .retry,
      because:
        """
        The client may try again (R=1, try \(x.refusals + 1) of \(choices.allowedTries)), with the next identifier and a new challenge.
        """,
      ref: ref)
    x.awaitPerson()
  }

  /// Right, but too old: the client may change it (RFC 2759 §6, §7).
  private mutating func expire(_ hash: [UInt8], _ x: inout AuthContext) {
    sendFailure(.passwordExpired, retry: false, "Password expired", &x)
    expiredHash = hash
    x.identifier &+= 1
    x.go(
      to: .retry, because: "The password of \"\(x.userText)\" is right but has expired: error 648 asks for a Change-Password packet.",
      ref: version == .v1 ? "RFC 2433 §10" : "RFC 2759 §7")
    x.awaitPerson()
  }

  /// Sends Failure and sets the challenge for what comes next.
  mutating func sendFailure(_ error: MSCHAPError, retry: Bool, _ words: String, _ x: inout AuthContext) {
    var text = "E=\(error.rawValue) R=\(retry ? 1 : 0)"
    if version == .v2 || retry && choices.sendsNewChallenge {
      exchange.challenge = x.dice.octets(version.challengeSize)
      text += " C=" + String(MSCHAP.authenticatorText(challenge).dropFirst(2))
    } else if retry {
      exchange.challenge[0] &+= 23
    }
    let change = choices.changeVersion ?? version.changeVersion
    if change > 0 { text += " V=\(change)" }
    // RFC 2433 §8 knows no M=; text that is not recognised is ignored.
    if version == .v2 { text += " M=\(words)" }
    exchange.sendVerdict(.failure, text, &x)
  }
}
