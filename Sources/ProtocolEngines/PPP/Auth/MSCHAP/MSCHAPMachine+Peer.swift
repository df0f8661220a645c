/// The end that proves who it is.
extension MSCHAPMachine {
  mutating func respond(to c: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isNew(challenge: c, &x) else { return }
    guard c.value.count == version.challengeSize else {
      return x.fail(
        .malformed, "the Challenge has \(c.value.count) octets, \(version.algorithm.meaning) needs \(version.challengeSize)",
        ref: version.challengeRef)
    }
    let why = exchange.adopt(challenge: c, &x)
    respond(&x, because: why)
  }

  /// Sends a Response to the challenge that counts now.
  private mutating func respond(_ x: inout AuthContext, because why: Sentence) {
    var p = CHAPPacket(version.algorithm)
    p.code = .response
    p.identifier = x.identifier
    p.name = x.user
    p.form = version.form
    switch version {
    case .v1: fillInV1(&p, &x)
    case .v2: fillInV2(&p, &x)
    }
    ntResponse = p.ntResponse
    exchange.submit(p, because: why, &x)
  }

  private func fillInV1(_ p: inout CHAPPacket, _ x: inout AuthContext) {
    let hash = hash(of: password, &x)
    p.ntResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash)
    x.explain(
      .response("Windows NT response", p.ntResponse, challenge: .init("Challenge", challenge), hash: .init("NtPasswordHash", hash)),
      ref: "RFC 2433 §A.5")
    p.lmResponse = [UInt8](repeating: 0, count: 24)
    if choices.sendsLMResponse {
      let lm = MSCHAP.lmPasswordHash(password)
      p.lmResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: lm)
      x.explain(.lmPasswordHash(password), ref: "RFC 2433 §A.2")
      x.explain(
        .response("LAN Manager response", p.lmResponse, challenge: .init("Challenge", challenge), hash: .init("LmPasswordHash", lm)),
        ref: "RFC 2433 §A.1")
    }
    p.flags = 1
  }

  private mutating func fillInV2(_ p: inout CHAPPacket, _ x: inout AuthContext) {
    peerChallenge = x.dice.octets(16)
    p.peerChallenge = peerChallenge
    p.reserved = [UInt8](repeating: 0, count: 8)
    let hash = hash(of: password, &x)
    p.ntResponse = proof(x).ntResponse(named: "NT-Response", passwordHash: hash, &x)
  }

  /// The hash of a password as it is read now, with its note.
  func hash(of password: String, _ x: inout AuthContext) -> [UInt8] {
    let hash = MSCHAP.ntPasswordHash(password, reading)
    let how =
      reading == .unicode
      ? "MD4(password); the password in UTF-16, low octet first" : "MD4(password); each octet of its UTF-8 widened to 16 bits, as pppd does"
    x.explain(
      "NtPasswordHash", hash, formula: how, ref: "RFC 2759 §8.3", inputs: ["password": MSCHAP.passwordOctets(password, reading)])
    return hash
  }

  // MARK: the verdict

  mutating func accepted(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(verdict: p, &x) else { return }
    let keys: MPPEKeys
    var notes: [KeyNote] = []
    let hash = MSCHAP.ntPasswordHash(password, reading)
    switch version {
    case .v1:
      x.explain(.lmPasswordHash(password), ref: "RFC 2433 §A.2")
      keys = .msCHAPv1(challenge: challenge, ntHash: hash, lmHash: MSCHAP.lmPasswordHash(password), notes: &notes)
    case .v2:
      let hashHash = MSCHAP.ntPasswordHashHash(hash)
      guard knowsPassword(p, hashHash, &x) else { return }
      keys = .msCHAPv2(passwordHashHash: hashHash, ntResponse: ntResponse, authenticator: false, notes: &notes)
    }
    for n in notes { x.explain(n, ref: version.keysRef) }
    let isNew = x.state == .changing
    if isNew { x.changed(Account(name: String(decoding: x.user, as: UTF8.self), password: password)) }
    x.go(
      to: .authenticated, because: "The server accepts \"\(x.userText)\"\(isNew ? " with the new password" : "").", ref: "RFC 1994 §4.2")
    x.succeed(keys: keys)
  }

  /// Version 2: the server proves itself too. Fails where it does not.
  private func knowsPassword(_ p: CHAPPacket, _ hashHash: [UInt8], _ x: inout AuthContext) -> Bool {
    guard let shown = p.text.authenticator else {
      x.fail(
        .noServerProof, "the Success carries no authenticator response (S=), so nothing shows that the server knows the password",
        ref: "RFC 2759 §5")
      return false
    }
    let expected = proof(x).authenticatorResponse(
      named: "authenticator response expected", hashHash: hashHash, ntResponse: ntResponse, &x)
    guard ConstantTime.equal(shown, expected) else {
      x.note(
        .problem,
        """
        The server says \"accepted\", but its S= is not what the password gives: a rogue server that does not know the password, or \
        the packet was altered on the way. The farewell says \"Failed to authenticate ourselves to peer\": pppd's words also where \
        it is the server whose proof failed.
        """,
        ref: "RFC 2759 §8.8")
      x.fail(
        .wrongServerProof,
        "the server's proof (S=) does not fit: a server that does not know the password, or the packet was altered on the way",
        ref: "RFC 2759 §5")
      return false
    }
    x.note(.fact, "S= is right: the server knows the password too.", ref: "RFC 2759 §8.8")
    return true
  }

  mutating func refused(_ p: CHAPPacket, _ x: inout AuthContext) {
    guard exchange.isDue(verdict: p, &x) else { return }
    let text = p.text
    let ref = version.failureRef
    let words = p.hasParts ? text.message : p.message
    let error: Sentence = if let e = text.error { ": error \(e.rawValue), \(e.meaning)" } else { "" }
    let said: Sentence = words.isEmpty ? "" : " (\"\(HexText.printable(words))\")"
    let reason: Sentence = "the server refuses \"\(x.userText)\"\(error)\(said)"
    x.refusals += 1
    guard x.state == .responded else { return x.fail(.refused, reason, ref: ref) }
    if text.error == .passwordExpired {
      guard let new = x.config.newPassword else { return x.fail(.refused, "\(reason); there is no new password to change to", ref: ref) }
      return sendNewPassword(new, after: p, reason, &x)
    }
    guard text.retry else { return x.fail(.refused, reason, ref: ref) }
    guard let next = nextPassword(&x) else {
      x.note(
        .fact, "The server allows another try (R=1), but there is no other password to try: the same one would be refused again.", ref: ref)
      return x.fail(.refused, reason, ref: ref)
    }
    x.note(.refused, "The server refuses and allows another try (R=1).", ref: ref)
    if let c = text.challenge {
      exchange.challenge = c
    } else if version == .v1, !challenge.isEmpty {
      exchange.challenge[0] &+= 23
      x.note(
        .fact, "No C= in the Failure: the challenge for the next try is the last one with 23 added to its first octet.", ref: "RFC 2433 §8")
    } else {
      return x.fail(.refused, "\(reason); its C= is missing, so no other try is possible", ref: ref)
    }
    (password, reading) = next
    x.identifier = p.identifier &+ 1
    let which: Sentence = text.challenge == nil ? "the implied challenge" : "the challenge in the Failure"
    respond(&x, because: "Another try, with the next identifier and \(which).")
  }

  /// The other reading of the same password first, then the passwords left.
  private mutating func nextPassword(_ x: inout AuthContext) -> (String, MSCHAP.PasswordReading)? {
    if !triedBoth, MSCHAP.readings(of: password).count > 1 {
      triedBoth = true
      let other: MSCHAP.PasswordReading = reading == .unicode ? .widened : .unicode
      x.note(
        .fact,
        """
        The password is not plain ASCII: the other end may read it \
        \(other == .widened ? "octet by octet, as pppd does" : "as UTF-16, as the RFC says").
        """,
        ref: "RFC 2759 §8.3")
      return (password, other)
    }
    triedBoth = false
    return choices.retryPasswords.isEmpty ? nil : (choices.retryPasswords.removeFirst(), x.config.reading)
  }
}
