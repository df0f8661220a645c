/// The end of CHAP, MS-CHAP and MS-CHAPv2 that proves who it is.
extension AuthEngine {
  var algorithm: CHAPAlgorithm { CHAPAlgorithm(method) ?? .unknown }

  mutating func receiveCHAP(_ octets: [UInt8], at now: Instant) {
    var p = CHAPPacket(algorithm)
    do throws(WireError) {
      try octets.reading { r throws(WireError) in try p.code(&r) }
    } catch {
      return note(.ignored, "Not a well-formed CHAP packet: \(error).", error.ref.string)
    }
    switch (p.code, role) {
    case (.challenge, .peer): answer(p, at: now)
    case (.success, .peer): accepted(p)
    case (.failure, .peer): refused(p, at: now)
    case (.response, .authenticator): judgeResponse(p, at: now)
    case (.changePassword, .authenticator), (.changePassword1, .authenticator), (.changePassword2, .authenticator): judgeChange(p, at: now)
    default:
      note(
        .ignored, "\(p.code.meaning) is nothing for the end that \(role == .peer ? "gives" : "demands") the proof: dropped.", "RFC 1994 §4")
    }
  }

  private mutating func answer(_ p: CHAPPacket, at now: Instant) {
    switch state {
    case .waiting, .responded, .authenticated, .changing: break
    default: return note(.ignored, "A Challenge while \(state.rawValue): dropped.", "RFC 1994 §4.1")
    }
    if p.identifier == identifier, p.value == challenge, !lastSent.isEmpty {
      note(.received, "The same Challenge again: the same Response goes back.", "RFC 1994 §4.1")
      return send(.chap, lastSent)
    }
    let size = method == .mschap ? 8 : method == .mschapv2 ? 16 : nil
    if let size, p.value.count != size {
      return fail("the Challenge has \(p.value.count) octets, \(title) needs \(size)", method == .mschap ? "RFC 2433 §5" : "RFC 2759 §3")
    }
    guard !p.value.isEmpty else { return fail("the Challenge is empty", "RFC 1994 §4.1") }
    identifier = p.identifier
    challenge = p.value
    let from = p.name.isEmpty ? "The other end" : "\"\(HexText.printable(p.name))\""
    respond("\(from) wants proof.", at: now)
  }

  /// Sends a Response to `challenge` under `identifier`.
  private mutating func respond(_ why: String, at now: Instant) {
    var p = CHAPPacket(algorithm)
    p.code = .response
    p.identifier = identifier
    p.name = user
    switch method {
    case .mschap: msResponse(&p)
    case .mschapv2: ms2Response(&p)
    default:
      p.value = Digests.md5([identifier], Array(password.utf8), challenge)
      explain(
        "CHAP response", p.value, "MD5(Identifier, password, Challenge)", "RFC 1994 §4.1", ("Identifier", [identifier]),
        ("password", Array(password.utf8)), ("Challenge", challenge))
    }
    go(.responded, why, "RFC 1994 §4.1")
    send(.chap, p.sealed().encoded())
    transmissions = 1
    deadline = now + config.restart
  }

  /// The hash of the password as it is read now, with its note.
  private mutating func hash(of password: String) -> [UInt8] {
    let h = MSCHAP.ntPasswordHash(password, reading)
    let how =
      reading == .unicode
      ? "MD4(password); the password in UTF-16, low octet first" : "MD4(password); each octet of its UTF-8 widened to 16 bits, as pppd does"
    explain("NtPasswordHash", h, how, "RFC 2759 §8.3", ("password", MSCHAP.passwordOctets(password, reading)))
    return h
  }

  private mutating func msResponse(_ p: inout CHAPPacket) {
    let h = hash(of: password)
    p.form = .mschap
    p.ntResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: h)
    explain(.response("Windows NT response", p.ntResponse, "Challenge", challenge, "NtPasswordHash", h), "RFC 2433 §A.5")
    p.lmResponse = [UInt8](repeating: 0, count: 24)
    if sendsLMResponse {
      let lm = MSCHAP.lmPasswordHash(password)
      p.lmResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: lm)
      explain(.lmPasswordHash(password), "RFC 2433 §A.2")
      explain(.response("LAN Manager response", p.lmResponse, "Challenge", challenge, "LmPasswordHash", lm), "RFC 2433 §A.1")
    }
    p.flags = 1
    ntResponse = p.ntResponse
  }

  private mutating func ms2Response(_ p: inout CHAPPacket) {
    peerChallenge = dice.octets(16)
    p.form = .mschapv2
    p.peerChallenge = peerChallenge
    p.reserved = [UInt8](repeating: 0, count: 8)
    p.ntResponse = ms2NTResponse(hash(of: password))
    ntResponse = p.ntResponse
  }

  private mutating func ms2NTResponse(_ hash: [UInt8]) -> [UInt8] {
    let c = MSCHAP.challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: challenge, user: user)
    explain(
      "ChallengeHash", c, "SHA1(Peer-Challenge, Authenticator-Challenge, user name) cut to 8; the name without its domain", "RFC 2759 §8.2",
      ("Peer-Challenge", peerChallenge), ("Authenticator-Challenge", challenge), ("user name", MSCHAP.nameWithoutDomain(user)))
    let r = MSCHAP.challengeResponse(challenge: c, passwordHash: hash)
    explain(.response("NT-Response", r, "ChallengeHash", c, "NtPasswordHash", hash), "RFC 2759 §8.5")
    return r
  }

  private func isDue(_ p: CHAPPacket) -> Bool { (state == .responded || state == .changing) && p.identifier == identifier }

  private mutating func accepted(_ p: CHAPPacket) {
    guard isDue(p) else {
      return note(.ignored, "A Success (identifier \(p.identifier)) that answers nothing under way: dropped.", "RFC 1994 §4.2")
    }
    var keys: MPPEKeys?
    var notes: [KeyNote] = []
    switch method {
    case .mschapv2:
      guard let proof = p.text.authenticator else {
        return fail(
          "the Success carries no authenticator response (S=), so nothing shows that the server knows the password", "RFC 2759 §5")
      }
      let hashHash = MSCHAP.ntPasswordHashHash(MSCHAP.ntPasswordHash(password, reading))
      let c = MSCHAP.challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: challenge, user: user)
      let expected = MSCHAP.authenticatorResponse(passwordHashHash: hashHash, ntResponse: ntResponse, challengeHash: c)
      explain(
        "authenticator response expected", expected, "SHA1(SHA1(NtPasswordHashHash, NT-Response, Magic1), ChallengeHash, Magic2)",
        "RFC 2759 §8.7",
        ("NtPasswordHashHash", hashHash), ("NT-Response", ntResponse), ("ChallengeHash", c), ("Magic1", MSCHAP.serverSigning),
        ("Magic2", MSCHAP.iteration))
      guard ConstantTime.equal(proof, expected) else {
        note(
          .problem,
          """
            The server says \"accepted\", but its S= is not what the password gives: a rogue server that does not know the password, or \
            the packet was altered on the way. The farewell says \"Failed to authenticate ourselves to peer\": pppd's words also where \
            it is the server whose proof failed.
            """,
          "RFC 2759 §8.8")
        return fail(
          "the server's proof (S=) does not fit: a server that does not know the password, or the packet was altered on the way",
          "RFC 2759 §5")
      }
      note(.fact, "S= is right: the server knows the password too.", "RFC 2759 §8.8")
      keys = .msCHAPv2(passwordHashHash: hashHash, ntResponse: ntResponse, authenticator: false, notes: &notes)
    case .mschap:
      explain(.lmPasswordHash(password), "RFC 2433 §A.2")
      keys = .msCHAPv1(
        challenge: challenge, ntHash: MSCHAP.ntPasswordHash(password, reading), lmHash: MSCHAP.lmPasswordHash(password), notes: &notes)
    default: break
    }
    for n in notes { explain(n, method == .mschap ? "RFC 3079 §2.4" : "RFC 3079 §3.4") }
    if state == .changing { queue.append(.changed(Account(name: String(decoding: user, as: UTF8.self), password: password))) }
    go(.authenticated, "The server accepts \"\(userText)\"\(state == .changing ? " with the new password" : "").", "RFC 1994 §4.2")
    succeed(keys: keys)
  }

  private mutating func refused(_ p: CHAPPacket, at now: Instant) {
    guard isDue(p) else {
      return note(.ignored, "A Failure (identifier \(p.identifier)) that answers nothing under way: dropped.", "RFC 1994 §4.2")
    }
    let t = p.text
    let ref = method == .mschap ? "RFC 2433 §8" : method == .mschapv2 ? "RFC 2759 §6" : "RFC 1994 §4.2"
    let words = p.hasParts ? t.message : p.message
    let reason =
      "the server refuses \"\(userText)\"" + (t.error.map { ": error \($0.rawValue), \($0.meaning)" } ?? "")
      + (words.isEmpty ? "" : " (\"\(HexText.printable(words))\")")
    refusals += 1
    guard method != .chap, state == .responded else { return fail(reason, ref) }
    if t.error == .passwordExpired {
      guard let new = config.newPassword else { return fail(reason + "; there is no new password to change to", ref) }
      return changePassword(p, t, to: new, reason, at: now)
    }
    guard t.retry else { return fail(reason, ref) }
    guard let next = nextPassword() else {
      note(.fact, "The server allows another try (R=1), but there is no other password to try: the same one would be refused again.", ref)
      return fail(reason, ref)
    }
    note(.refused, "The server refuses and allows another try (R=1).", ref)
    if let c = t.challenge {
      challenge = c
    } else if method == .mschap, !challenge.isEmpty {
      challenge[0] &+= 23
      note(.fact, "No C= in the Failure: the challenge for the next try is the last one with 23 added to its first octet.", "RFC 2433 §8")
    } else {
      return fail(reason + "; its C= is missing, so no other try is possible", ref)
    }
    (password, reading) = next
    identifier = p.identifier &+ 1
    respond(
      "Another try, with the next identifier and \(t.challenge == nil ? "the implied challenge" : "the challenge in the Failure").", at: now
    )
  }

  /// The other reading of the same password first, then the passwords left.
  private mutating func nextPassword() -> (String, MSCHAP.PasswordReading)? {
    if !triedBoth, MSCHAP.readings(of: password).count > 1 {
      triedBoth = true
      let other: MSCHAP.PasswordReading = reading == .unicode ? .widened : .unicode
      note(
        .fact,
        """
          The password is not plain ASCII: the other end may read it \
          \(other == .widened ? "octet by octet, as pppd does" : "as UTF-16, as the RFC says").
          """,
        "RFC 2759 §8.3")
      return (password, other)
    }
    triedBoth = false
    return retryPasswords.isEmpty ? nil : (retryPasswords.removeFirst(), config.reading)
  }

  private mutating func changePassword(_ failure: CHAPPacket, _ t: CHAPText, to new: String, _ reason: String, at now: Instant) {
    let old = hash(of: password)
    let newHash = hash(of: new)
    var p = CHAPPacket(algorithm)
    p.identifier = failure.identifier &+ 1
    if method == .mschapv2 {
      guard let c = t.challenge, c.count == 16 else {
        return fail(reason + "; its C= is missing, so the password cannot be changed", "RFC 2759 §6")
      }
      challenge = c
      peerChallenge = dice.octets(16)
      p.code = .changePassword
      p.change.peerChallenge = peerChallenge
      p.change.reserved = [UInt8](repeating: 0, count: 8)
      p.change.ntResponse = ms2NTResponse(newHash)
    } else if t.version ?? 1 >= 2 {
      p.code = .changePassword2
      p.change.encryptedPasswordLM = [UInt8](repeating: 0, count: 516)
      p.change.encryptedHashLM = [UInt8](repeating: 0, count: 16)
      p.change.lmResponse = [UInt8](repeating: 0, count: 24)
      p.change.ntResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: newHash)
      p.change.flags = 1
    } else {
      guard sendsChangeVersion1 else {
        return fail(reason + "; it takes only Change-Password version 1, which would tell every listener the new hash", "RFC 2433 §11")
      }
      p.code = .changePassword1
      p.change.oldNT = MSCHAP.hashEncrypted(old, challenge: challenge)
      p.change.newNT = MSCHAP.hashEncrypted(newHash, challenge: challenge)
      p.change.oldLM = MSCHAP.hashEncrypted(MSCHAP.lmPasswordHash(password), challenge: challenge)
      p.change.newLM = MSCHAP.hashEncrypted(MSCHAP.lmPasswordHash(new), challenge: challenge)
      p.change.passwordLength = UInt16(truncatingIfNeeded: new.utf8.count)
      p.change.flags = 1
      note(.problem, "Both hashes are encrypted with the challenge, which everybody saw: whoever listens has them.", "RFC 2433 §11")
    }
    if p.code != .changePassword1 {
      p.change.encryptedPassword = MSCHAP.encryptedPasswordBlock(
        MSCHAP.passwordOctets(new, reading), passwordHash: old, filling: dice.octets(512))
      p.change.encryptedHash = MSCHAP.hashEncrypted(old, block: newHash)
      explain(.encryptedHash(p.change.encryptedHash, old: old, new: newHash), "RFC 2759 §8.12")
    }
    identifier = p.identifier
    ntResponse = p.change.ntResponse
    password = new
    go(
      .changing, "The password has expired (error 648): a \(p.code.meaning) packet brings the new one.",
      method == .mschapv2 ? "RFC 2759 §7" : p.code == .changePassword1 ? "RFC 2433 §9" : "RFC 2433 §10")
    send(.chap, p.sealed().encoded())
    transmissions = 1
    deadline = now + config.restart
  }
}
