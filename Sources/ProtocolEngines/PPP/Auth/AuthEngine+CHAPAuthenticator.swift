/// The end of CHAP, MS-CHAP and MS-CHAPv2 that demands the proof.
extension AuthEngine {
  /// Asks for proof again on a running link, as may be done at any time (RFC 1994 §2); false where that cannot be.
  @discardableResult public mutating func rechallenge(at now: Instant) -> Bool {
    guard role == .authenticator, state == .authenticated, CHAPAlgorithm(method) != nil else { return false }
    transmissions = 0
    sendChallenge(at: now, "Proof is wanted again, to see that the other end is still the same.")
    return true
  }

  mutating func sendChallenge(at now: Instant, _ why: String) {
    identifier &+= 1
    transmissions += 1
    verdictFor = nil
    challenge = dice.octets(method == .mschap ? 8 : 16)
    if state != .challenged { go(.challenged, "\(why) A Challenge of \(challenge.count) random octets goes out.", "RFC 1994 §4.1") }
    send(.chap, CHAPPacket.challenge(algorithm, id: identifier, value: challenge, name: Array(config.serverName.utf8)).encoded())
    deadline = now + config.restart
  }

  /// Gives `name`'s hashes, in the order in which they are tried.
  private func hashes(of account: Account) -> [(MSCHAP.PasswordReading, [UInt8])] {
    if let known = account.hashes { return [(reading, known.nt)] }
    return MSCHAP.readings(of: account.password, first: config.reading).map { ($0, MSCHAP.ntPasswordHash(account.password, $0)) }
  }

  mutating func judgeResponse(_ p: CHAPPacket, at now: Instant) {
    if p.identifier == verdictFor, !verdict.isEmpty {
      note(.received, "The Response again: its verdict was lost. The same goes back.", "RFC 1994 §4.1")
      return send(.chap, verdict)
    }
    guard state == .challenged || state == .retry && expiredHash == nil else {
      return note(.ignored, "A Response while \(state.rawValue): dropped.", "RFC 1994 §4.1")
    }
    guard p.identifier == identifier else {
      return note(.ignored, "The Response has identifier \(p.identifier), \(identifier) is due: dropped.", "RFC 1994 §4.1")
    }
    user = p.name
    switch method {
    case .mschap, .mschapv2:
      guard p.form == (method == .mschap ? .mschap : .mschapv2) else {
        let text = "the Response has \(p.value.count) octets, \(title) has 49"
        note(.problem, text.prefix(1).uppercased() + text.dropFirst() + ".", method == .mschap ? "RFC 2433 §6" : "RFC 2759 §4")
        return refuse(.authenticationFailure, text, at: now)
      }
      method == .mschap ? judgeMS(p, at: now) : judgeMS2(p, at: now)
    default: judgeMD5(p, at: now)
    }
  }

  private mutating func judgeMD5(_ p: CHAPPacket, at now: Instant) {
    if config.rogue {
      note(.fact, "This server does not know the password. It accepts whatever comes; with MD5 nobody can tell.", "RFC 1994 §2.1")
    } else {
      guard let account = account(of: user) else { return refuse(.authenticationFailure, "there is no account \"\(userText)\"", at: now) }
      guard account.hashes == nil else {
        return refuse(
          .authenticationFailure, "of the password of \"\(userText)\" only its MS-CHAP hashes are known, since it was changed", at: now)
      }
      let secret = Array(account.password.utf8)
      let expected = Digests.md5([p.identifier], secret, challenge)
      explain(
        "CHAP response expected", expected, "MD5(Identifier, password, Challenge)", "RFC 1994 §4.1", ("Identifier", [p.identifier]),
        ("password", secret), ("Challenge", challenge))
      guard ConstantTime.equal(expected, p.value) else {
        return refuse(.authenticationFailure, "the Response of \"\(userText)\" is not what the password gives", at: now)
      }
    }
    accept("Access granted", keys: nil, "The Response of \"\(userText)\" is what the password gives.")
  }

  private mutating func judgeMS(_ p: CHAPPacket, at now: Instant) {
    var notes: [KeyNote] = []
    if config.rogue {
      let guess = dice.octets(16)
      note(
        .fact,
        """
          This server does not know the password. It accepts whatever comes; MS-CHAP gives the client no way to tell, but the keys of \
          MPPE will not fit.
          """,
        "RFC 2433 §7")
      return accept(
        "Access granted", keys: .msCHAPv1(challenge: challenge, ntHash: guess, lmHash: guess, notes: &notes),
        "A rogue server accepts everybody.")
    }
    guard let account = account(of: user) else { return refuse(.authenticationFailure, "there is no account \"\(userText)\"", at: now) }
    let lm = account.hashes.map(\.lm) ?? MSCHAP.lmPasswordHash(account.password)
    var found: [UInt8]?
    if p.flags & 1 == 1 {
      for (reading, hash) in hashes(of: account) where found == nil {
        let expected = MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash)
        explain(
          .response(
            "Windows NT response expected", expected, "Challenge", challenge, "NtPasswordHash", hash, "password read as \(reading.rawValue)"
          ), "RFC 2433 §A.5")
        if ConstantTime.equal(expected, p.ntResponse) { (found, self.reading) = (hash, reading) }
      }
    } else if let lm {
      note(.fact, "The flag says that the LAN Manager response counts, which is deprecated and weak.", "RFC 2433 §6")
      let expected = MSCHAP.challengeResponse(challenge: challenge, passwordHash: lm)
      if account.hashes == nil { explain(.lmPasswordHash(account.password), "RFC 2433 §A.2") }
      explain(.response("LAN Manager response expected", expected, "Challenge", challenge, "LmPasswordHash", lm), "RFC 2433 §A.1")
      if ConstantTime.equal(expected, p.lmResponse) { found = hashes(of: account).first?.1 }
    }
    guard let hash = found else {
      return refuse(.authenticationFailure, "the Response of \"\(userText)\" is not what the password gives", at: now)
    }
    if account.expired { return expire(hash, at: now) }
    if account.hashes == nil, p.flags & 1 == 1 { explain(.lmPasswordHash(account.password), "RFC 2433 §A.2") }
    let keys = MPPEKeys.msCHAPv1(challenge: challenge, ntHash: hash, lmHash: lm, notes: &notes)
    for n in notes { explain(n, "RFC 3079 §2.4") }
    accept("Access granted", keys: keys, "The Response of \"\(userText)\" is what the password gives.")
  }

  private mutating func judgeMS2(_ p: CHAPPacket, at now: Instant) {
    peerChallenge = p.peerChallenge
    if config.rogue {
      note(
        .fact, "This server does not know the password. It accepts whatever comes, but has to guess S=, and the client will notice.",
        "RFC 2759 §5")
      return accept2(p.ntResponse, hash: dice.octets(16), "A rogue server accepts everybody.")
    }
    guard let account = account(of: user) else { return refuse(.authenticationFailure, "there is no account \"\(userText)\"", at: now) }
    var found: [UInt8]?
    for (reading, hash) in hashes(of: account) where found == nil {
      if matches(p.ntResponse, hash, "password read as \(reading.rawValue)") { (found, self.reading) = (hash, reading) }
    }
    guard let hash = found else {
      return refuse(.authenticationFailure, "the Response of \"\(userText)\" is not what the password gives", at: now)
    }
    if account.expired { return expire(hash, at: now) }
    accept2(p.ntResponse, hash: hash, "The Response of \"\(userText)\" is what the password gives.")
  }

  private mutating func matches(_ response: [UInt8], _ hash: [UInt8], _ how: String) -> Bool {
    let c = MSCHAP.challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: challenge, user: user)
    explain(
      "ChallengeHash", c, "SHA1(Peer-Challenge, Authenticator-Challenge, user name) cut to 8; the name without its domain", "RFC 2759 §8.2",
      ("Peer-Challenge", peerChallenge), ("Authenticator-Challenge", challenge), ("user name", MSCHAP.nameWithoutDomain(user)))
    let expected = MSCHAP.challengeResponse(challenge: c, passwordHash: hash)
    explain(.response("NT-Response expected", expected, "ChallengeHash", c, "NtPasswordHash", hash, how), "RFC 2759 §8.5")
    return ConstantTime.equal(expected, response)
  }

  /// Success with the proof that this end knows the password too.
  private mutating func accept2(_ response: [UInt8], hash: [UInt8], _ why: String) {
    let hashHash = MSCHAP.ntPasswordHashHash(hash)
    explain("NtPasswordHashHash", hashHash, "MD4(NtPasswordHash)", "RFC 2759 §8.4", ("NtPasswordHash", hash))
    let c = MSCHAP.challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: challenge, user: user)
    let proof = MSCHAP.authenticatorResponse(passwordHashHash: hashHash, ntResponse: response, challengeHash: c)
    explain(
      "authenticator response", proof, "SHA1(SHA1(NtPasswordHashHash, NT-Response, Magic1), ChallengeHash, Magic2)", "RFC 2759 §8.7",
      ("NtPasswordHashHash", hashHash), ("NT-Response", response), ("ChallengeHash", c), ("Magic1", MSCHAP.serverSigning),
      ("Magic2", MSCHAP.iteration))
    var notes: [KeyNote] = []
    let keys = MPPEKeys.msCHAPv2(passwordHashHash: hashHash, ntResponse: response, authenticator: true, notes: &notes)
    for n in notes { explain(n, "RFC 3079 §3.4") }
    accept(MSCHAP.authenticatorText(proof) + " M=Access granted", keys: keys, why)
  }

  private mutating func accept(_ text: String, keys: MPPEKeys?, _ why: String) {
    pronounce(.success, text)
    go(.authenticated, why, "RFC 1994 §4.2")
    succeed(keys: keys)
  }

  private mutating func pronounce(_ code: CHAPCode, _ text: String) {
    verdictFor = identifier
    send(.chap, CHAPPacket.text(algorithm, code, id: identifier, text).encoded())
    verdict = lastSent
  }

  /// Failure; with MS-CHAP another try while there are any left.
  private mutating func refuse(_ error: MSCHAPError, _ reason: String, at now: Instant) {
    refusals += 1
    guard method != .chap else {
      pronounce(.failure, "Access denied")
      return fail(reason, "RFC 1994 §4.2")
    }
    let ref = method == .mschap ? "RFC 2433 §8" : "RFC 2759 §6"
    let again = error == .authenticationFailure && refusals < allowedTries
    note(.refused, "Refused: \(reason).", ref)
    failure(error, retry: again, again ? "Access denied" : "Access denied, no more tries")
    guard again else { return fail(reason, ref) }
    identifier &+= 1
    go(.retry, "The client may try again (R=1, try \(refusals + 1) of \(allowedTries)), with the next identifier and a new challenge.", ref)
    deadline = now + humanPatience
  }

  /// Right, but too old: the client may change it (RFC 2759 §6, §7).
  private mutating func expire(_ hash: [UInt8], at now: Instant) {
    failure(.passwordExpired, retry: false, "Password expired")
    expiredHash = hash
    identifier &+= 1
    go(
      .retry, "The password of \"\(userText)\" is right but has expired: error 648 asks for a Change-Password packet.",
      method == .mschap ? "RFC 2433 §10" : "RFC 2759 §7")
    deadline = now + humanPatience
  }

  /// Sends Failure and sets the challenge for what comes next.
  private mutating func failure(_ error: MSCHAPError, retry: Bool, _ words: String) {
    var text = "E=\(error.rawValue) R=\(retry ? 1 : 0)"
    if method == .mschapv2 || retry && sendsNewChallenge {
      challenge = dice.octets(method == .mschap ? 8 : 16)
      text += " C=" + String(MSCHAP.authenticatorText(challenge).dropFirst(2))
    } else if retry {
      challenge[0] &+= 23
    }
    if changeVersion > 0 { text += " V=\(changeVersion)" }
    // RFC 2433 §8 knows no M=; text that is not recognised is ignored.
    if method == .mschapv2 { text += " M=\(words)" }
    pronounce(.failure, text)
  }

  // MARK: Changing the password

  mutating func judgeChange(_ p: CHAPPacket, at now: Instant) {
    if p.identifier == verdictFor, !verdict.isEmpty {
      note(.received, "The Change-Password packet again: its verdict was lost. The same goes back.", "RFC 1994 §4.1")
      return send(.chap, verdict)
    }
    guard state == .retry, let old = expiredHash, p.identifier == identifier else {
      return note(.ignored, "A \(p.code.meaning) packet that nobody asked for: dropped.", "RFC 2759 §7")
    }
    guard (p.code == .changePassword) == (method == .mschapv2) else {
      return note(
        .ignored, "A \(p.code.meaning) packet does not belong to \(title): dropped.", method == .mschap ? "RFC 2433 §9" : "RFC 2759 §7")
    }
    p.code == .changePassword1 ? change1(p.change, old) : change2(p, old)
  }

  /// Codes 6 and 7: the new password comes encrypted with the old hash.
  private mutating func change2(_ p: CHAPPacket, _ old: [UInt8]) {
    let ref = p.code == .changePassword ? "RFC 2759 §7" : "RFC 2433 §10"
    guard let octets = MSCHAP.openPasswordBlock(p.change.encryptedPassword, passwordHash: old) else {
      return refuseChange("the password block does not open with the old hash", ref)
    }
    let hash = Digests.md4(octets)
    explain(
      "new NtPasswordHash", hash, "MD4(new password); the password stood in the block that RC4 under old NtPasswordHash opens",
      "RFC 2759 §8.9", ("old NtPasswordHash", old), ("new password", octets))
    guard ConstantTime.equal(MSCHAP.hashEncrypted(old, block: hash), p.change.encryptedHash) else {
      return refuseChange("the old hash, encrypted with the new one, is not what it should be", ref)
    }
    peerChallenge = p.change.peerChallenge
    let right =
      p.code == .changePassword
      ? matches(p.change.ntResponse, hash, "the new password")
      : ConstantTime.equal(MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash), p.change.ntResponse)
    guard right else { return refuseChange("the response with the new password is wrong", ref) }
    let password = MSCHAP.password(fromOctets: octets, reading)
    // Some sequences of octets are no text, and would hash to something else next time.
    let isText = MSCHAP.passwordOctets(password, reading) == octets
    var new = account(of: user) ?? Account(name: HexText.printable(user), password: "")
    new.password = password
    new.expired = false
    new.hashes = isText ? nil : .init(nt: hash, lm: nil)
    changed(new, hash, lm: isText ? MSCHAP.lmPasswordHash(password) : nil, response: p.change.ntResponse)
  }

  /// Code 5: the hashes come encrypted with the challenge.
  private mutating func change1(_ c: ChangePassword, _ old: [UInt8]) {
    guard c.flags & 1 == 1 else { return refuseChange("the packet carries no Windows NT hashes", "RFC 2433 §9") }
    guard ConstantTime.equal(MSCHAP.hashDecrypted(c.oldNT, challenge: challenge), old) else {
      return refuseChange("the old hash is wrong", "RFC 2433 §9")
    }
    let new = MSCHAP.hashDecrypted(c.newNT, challenge: challenge)
    explain(.openedHash(new, encrypted: c.newNT, challenge: challenge), "RFC 2433 §A.9, §A.10")
    let lm = c.passwordLength <= 14 ? MSCHAP.hashDecrypted(c.newLM, challenge: challenge) : nil
    var renamed = account(of: user) ?? Account(name: HexText.printable(user), password: "")
    renamed.expired = false
    renamed.hashes = .init(nt: new, lm: lm)
    changed(renamed, new, lm: lm, response: [])
  }

  private mutating func changed(_ account: Account, _ hash: [UInt8], lm: [UInt8]?, response: [UInt8]) {
    expiredHash = nil
    // An account for everybody (`*`) stays; whoever came by it now has one of their own.
    changedAccount = account
    if account.name == "*" { changedAccount?.name = String(decoding: MSCHAP.nameWithoutDomain(user), as: UTF8.self) }
    if let changedAccount { queue.append(.changed(changedAccount)) }
    let why = "The password of \"\(userText)\" is changed, and the proof with the new one is right."
    guard method == .mschap else { return accept2(response, hash: hash, why) }
    if account.hashes == nil { explain(.lmPasswordHash(account.password), "RFC 2433 §A.2") }
    var notes: [KeyNote] = []
    let keys = MPPEKeys.msCHAPv1(challenge: challenge, ntHash: hash, lmHash: lm, notes: &notes)
    for n in notes { explain(n, "RFC 3079 §2.4") }
    accept("Access granted", keys: keys, why)
  }

  /// "Response retry is never allowed after Change Password" (RFC 2759 §9.1).
  private mutating func refuseChange(_ reason: String, _ ref: String) {
    refusals += 1
    note(.refused, "The password is not changed: \(reason).", ref)
    failure(.changingPassword, retry: false, "Password not changed")
    fail("the password could not be changed: \(reason)", ref)
  }
}
