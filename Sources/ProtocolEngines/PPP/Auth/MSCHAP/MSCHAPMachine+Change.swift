/// The authenticator's side of a change: is the Change-Password packet made with the old password, and what is the new one?
extension MSCHAPMachine {
  mutating func judgeChange(_ p: CHAPPacket, _ x: inout AuthContext) {
    if exchange.repeatsVerdict(on: p, what: "The Change-Password packet", &x) { return }
    guard x.state == .retry, let old = expiredHash, p.identifier == x.identifier else { return exchange.ignoreChange(p, &x) }
    guard (p.code == .changePassword) == (version == .v2) else {
      return x.note(
        .ignored, "A \(p.code.meaning) packet does not belong to \(version.algorithm.meaning): dropped.",
        ref: version == .v1 ? "RFC 2433 §9" : "RFC 2759 §7")
    }
    if p.code == .changePassword1 { takeHashes(p.change, old, &x) } else { takePassword(p, old, &x) }
  }

  /// Codes 6 and 7: the new password comes encrypted with the old hash.
  private mutating func takePassword(_ p: CHAPPacket, _ old: [UInt8], _ x: inout AuthContext) {
    let ref = p.code == .changePassword ? "RFC 2759 §7" : "RFC 2433 §10"
    guard let octets = MSCHAP.openPasswordBlock(p.change.encryptedPassword, passwordHash: old) else {
      return refuseChange("the password block does not open with the old hash", ref: ref, &x)
    }
    let hash = Digests.md4(octets)
    x.explain(
      "new NtPasswordHash", hash, formula: "MD4(new password); the password stood in the block that RC4 under old NtPasswordHash opens",
      ref: "RFC 2759 §8.9", inputs: ["old NtPasswordHash": old, "new password": octets])
    guard ConstantTime.equal(MSCHAP.hashEncrypted(old, block: hash), p.change.encryptedHash) else {
      return refuseChange("the old hash, encrypted with the new one, is not what it should be", ref: ref, &x)
    }
    peerChallenge = p.change.peerChallenge
    let right =
      p.code == .changePassword
      ? fits(p.change.ntResponse, hash, "the new password", &x)
      : ConstantTime.equal(MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash), p.change.ntResponse)
    guard right else { return refuseChange("the response with the new password is wrong", ref: ref, &x) }
    let password = MSCHAP.password(fromOctets: octets, reading)
    // Some sequences of octets are no text, and would hash to something else next time.
    let isText = MSCHAP.passwordOctets(password, reading) == octets
    var new = account(x)
    new.password = password
    new.hashes = isText ? nil : .init(nt: hash, lm: nil)
    accept(new, hash, lm: isText ? MSCHAP.lmPasswordHash(password) : nil, response: p.change.ntResponse, &x)
  }

  /// Code 5: the hashes come encrypted with the challenge.
  private mutating func takeHashes(_ c: ChangePassword, _ old: [UInt8], _ x: inout AuthContext) {
    guard c.flags & 1 == 1 else { return refuseChange("the packet carries no Windows NT hashes", ref: "RFC 2433 §9", &x) }
    guard ConstantTime.equal(MSCHAP.hashDecrypted(c.oldNT, challenge: challenge), old) else {
      return refuseChange("the old hash is wrong", ref: "RFC 2433 §9", &x)
    }
    let hash = MSCHAP.hashDecrypted(c.newNT, challenge: challenge)
    x.explain(.openedHash(hash, encrypted: c.newNT, challenge: challenge), ref: "RFC 2433 §A.9, §A.10")
    let lm = c.passwordLength <= 14 ? MSCHAP.hashDecrypted(c.newLM, challenge: challenge) : nil
    var new = account(x)
    new.hashes = .init(nt: hash, lm: lm)
    accept(new, hash, lm: lm, response: [], &x)
  }

  /// The account whose password changes: no longer expired.
  private func account(_ x: AuthContext) -> Account {
    var account = x.account(of: x.user) ?? Account(name: x.userText, password: "")
    account.expired = false
    return account
  }

  private mutating func accept(_ new: Account, _ hash: [UInt8], lm: [UInt8]?, response: [UInt8], _ x: inout AuthContext) {
    expiredHash = nil
    var account = new
    // An account for everybody (`*`) stays; the user that came in by it now has one of its own.
    if account.name == "*" { account.name = String(decoding: MSCHAP.nameWithoutDomain(x.user), as: UTF8.self) }
    x.changed(account)
    let why: Sentence = "The password of \"\(x.userText)\" is changed, and the proof with the new one is right."
    switch version {
    case .v1:
      if account.hashes == nil { x.explain(.lmPasswordHash(account.password), ref: "RFC 2433 §A.2") }
      acceptV1(hash, lm: lm, because: why, &x)
    case .v2: acceptV2(response, hash: hash, because: why, &x)
    }
  }

  /// "Response retry is never allowed after Change Password" (RFC 2759 §9.1).
  private mutating func refuseChange(_ reason: Sentence, ref: String, _ x: inout AuthContext) {
    x.refusals += 1
    x.note(.refused, "The password is not changed: \(reason).", ref: ref)
    sendFailure(.changingPassword, retry: false, "Password not changed", &x)
    x.fail(.passwordNotChanged, "the password could not be changed: \(reason)", ref: ref)
  }
}
