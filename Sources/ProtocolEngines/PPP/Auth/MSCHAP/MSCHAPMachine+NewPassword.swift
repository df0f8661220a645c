/// The peer's side of a change: the password has expired (error 648), and a Change-Password packet brings the new one.
extension MSCHAPMachine {
  /// `refusal`: what `failure` says, for where the change is impossible.
  mutating func sendNewPassword(_ new: String, after failure: CHAPPacket, _ refusal: Sentence, _ x: inout AuthContext) {
    let text = failure.text
    let old = hash(of: password, &x)
    let hash = hash(of: new, &x)
    var p = CHAPPacket(version.algorithm)
    p.identifier = failure.identifier &+ 1
    let ref: String
    switch version {
    case .v2:
      guard let c = text.challenge, c.count == 16 else {
        return x.fail(.passwordNotChanged, "\(refusal); its C= is missing, so the password cannot be changed", ref: "RFC 2759 §6")
      }
      ref = "RFC 2759 §7"
      exchange.challenge = c
      peerChallenge = x.dice.octets(16)
      p.code = .changePassword
      p.change.peerChallenge = peerChallenge
      p.change.reserved = [UInt8](repeating: 0, count: 8)
      p.change.ntResponse = proof(x).ntResponse(named: "NT-Response", passwordHash: hash, &x)
    case .v1 where text.version ?? 1 >= 2:
      ref = "RFC 2433 §10"
      p.code = .changePassword2
      p.change.encryptedPasswordLM = [UInt8](repeating: 0, count: 516)
      p.change.encryptedHashLM = [UInt8](repeating: 0, count: 16)
      p.change.lmResponse = [UInt8](repeating: 0, count: 24)
      p.change.ntResponse = MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash)
      p.change.flags = 1
    case .v1:
      guard choices.sendsChangeVersion1 else {
        return x.fail(
          .passwordNotChanged, "\(refusal); it takes only Change-Password version 1, which would tell every listener the new hash",
          ref: "RFC 2433 §11")
      }
      ref = "RFC 2433 §9"
      p.code = .changePassword1
      p.change.oldNT = MSCHAP.hashEncrypted(old, challenge: challenge)
      p.change.newNT = MSCHAP.hashEncrypted(hash, challenge: challenge)
      p.change.oldLM = MSCHAP.hashEncrypted(MSCHAP.lmPasswordHash(password), challenge: challenge)
      p.change.newLM = MSCHAP.hashEncrypted(MSCHAP.lmPasswordHash(new), challenge: challenge)
      p.change.passwordLength = UInt16(truncatingIfNeeded: new.utf8.count)
      p.change.flags = 1
      x.note(.problem, "Both hashes are encrypted with the challenge, which everybody saw: whoever listens has them.", ref: "RFC 2433 §11")
    }
    if p.code != .changePassword1 {
      p.change.encryptedPassword = MSCHAP.encryptedPasswordBlock(
        MSCHAP.passwordOctets(new, reading), passwordHash: old, filling: x.dice.octets(512))
      p.change.encryptedHash = MSCHAP.hashEncrypted(old, block: hash)
      x.explain(.encryptedHash(p.change.encryptedHash, old: old, new: hash), ref: "RFC 2759 §8.12")
    }
    x.identifier = p.identifier
    ntResponse = p.change.ntResponse
    password = new
    exchange.submit(
      p, goingTo: .changing, because: "The password has expired (error 648): a \(p.code.meaning) packet brings the new one.", ref: ref, &x)
  }
}
