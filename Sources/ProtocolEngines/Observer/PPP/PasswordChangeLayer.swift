extension Observer {
  /// A Change-Password packet (RFC 2433 §9, §10; RFC 2759 §7): from here on the new password counts, and the proof with it.
  mutating func passwordChange(_ p: CHAPPacket, _ end: LinkEnd, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let login = links[end.link].login
    guard let failed = login.challenge else { return }
    // MS-CHAPv2 answers the challenge of the Failure, MS-CHAP the one of its last Response; a C= in between counts too.
    let challenges = p.code == .changePassword ? [failed.value, login.answered] : [login.answered, failed.value]
    let found =
      p.code == .changePassword1
      ? hashesInClear(p.change, challenges: challenges, login, &r, &frame)
      : newPassword(p, challenges: challenges.filter { $0.count >= 8 }, login, &r, &frame)
    guard let found else {
      links[end.link].login.proof = nil
      links[end.link].login.mismatch = true
      return
    }
    var notes: [KeyNote] = []
    let hashHash = MSCHAP.ntPasswordHashHash(found.hash)
    let keys =
      p.code == .changePassword
      ? MPPEKeys.msCHAPv2(passwordHashHash: hashHash, ntResponse: p.change.ntResponse, authenticator: true, notes: &notes)
      : MPPEKeys.msCHAPv1(challenge: found.challenge, ntHash: found.hash, lmHash: found.lmHash, notes: &notes)
    remember(notes)
    links[end.link].login.proof = .init(
      user: found.user, source: found.source, keys: keys, authenticator: end.peer.side, hash: found.hash, hashHash: hashHash)
    links[end.link].login.mismatch = false
    links[end.link].login.answered = found.challenge
    links[end.link].login.challenge?.value = found.challenge
    // What the Success will answer (RFC 2759 §5).
    var response = CHAPPacket(p.algorithm)
    response.code = .response
    response.identifier = p.identifier
    response.form = p.code == .changePassword ? .mschapv2 : .mschap
    response.name = login.response?.name ?? Array(found.user.utf8)
    response.peerChallenge = p.change.peerChallenge
    response.ntResponse = p.change.ntResponse
    links[end.link].login.response = response
  }

  private struct NewPassword {
    var user: String
    var source: Keyring.Source
    var hash: [UInt8]
    var lmHash: [UInt8]?
    var challenge: [UInt8]
  }

  /// Version 1: the hashes are encrypted with the challenge, which everybody saw (RFC 2433 §9, §A.9).
  private mutating func hashesInClear(
    _ change: ChangePassword, challenges: [[UInt8]], _ login: LoginFollower, _ r: inout TreeReader, _ frame: inout FrameContext
  ) -> NewPassword? {
    let user = login.response.map { HexText.printable($0.name) } ?? ""
    let known = candidates(login)
    // Where the old hash is known, it tells which of two challenges was meant.
    let challenge =
      challenges.first { ch in
        ch.count >= 7
          && known.contains {
            $0.hash == MSCHAP.hashDecrypted(change.oldNT, challenge: ch) || $0.hash == MSCHAP.hashDecrypted(change.newNT, challenge: ch)
          }
      } ?? challenges.last { $0.count >= 7 }
    guard let challenge else { return nil }
    let hasNT = change.flags & 1 == 1
    let hasLM = change.passwordLength <= 14
    var parts: [(id: StaticString, octets: [UInt8], field: Field)] = []
    if hasLM {
      parts.append(("chap.change.old_lm", change.oldLM, Field("chap.change.opened.old_lm", "Old LmPasswordHash", "RFC 2433 §A.8")))
      parts.append(("chap.change.new_lm", change.newLM, Field("chap.change.opened.new_lm", "New LmPasswordHash", "RFC 2433 §A.8")))
    }
    if hasNT {
      parts.append(("chap.change.old_nt", change.oldNT, Field("chap.change.opened.old_nt", "Old NtPasswordHash", "RFC 2433 §A.10, §A.14")))
      parts.append(("chap.change.new_nt", change.newNT, Field("chap.change.opened.new_nt", "New NtPasswordHash", "RFC 2433 §A.10")))
    }
    for part in parts {
      open(
        part.id, as: MSCHAP.hashDecrypted(part.octets, challenge: challenge), meaning: "opened with the challenge, as every listener can",
        &r, &frame
      ) {
        _, r, _ throws(WireError) in
        r.restLeaf(.leaf, part.field)
      }
    }
    guard hasNT else { return nil }
    return NewPassword(
      user: user, source: .init(secret: nil, text: "the new password hash of \(user)"),
      hash: MSCHAP.hashDecrypted(change.newNT, challenge: challenge),
      lmHash: hasLM ? MSCHAP.hashDecrypted(change.newLM, challenge: challenge) : nil, challenge: challenge)
  }

  /// Version 2 and MS-CHAPv2: the response shows whether a password of the key file is the new one; an old one opens the block
  /// that the new one is in.
  private mutating func newPassword(
    _ p: CHAPPacket, challenges: [[UInt8]], _ login: LoginFollower, _ r: inout TreeReader, _ frame: inout FrameContext
  ) -> NewPassword? {
    let users = candidates(login)
    func answers(_ hash: [UInt8], _ user: String) -> [UInt8]? {
      challenges.first { ch in
        let response =
          p.code == .changePassword
          ? MSCHAP.generateNTResponse(
            authenticatorChallenge: ch, peerChallenge: p.change.peerChallenge, user: login.response?.name ?? Array(user.utf8),
            passwordHash: hash)
          : MSCHAP.challengeResponse(challenge: Array(ch.prefix(8)), passwordHash: hash)
        return response == p.change.ntResponse
      }
    }
    for u in users {
      guard let challenge = answers(u.hash, u.user) else { continue }
      let old = MSCHAP.hashDecrypted(p.change.encryptedHash, block: u.hash)
      showBlock(p, old, &r, &frame)
      r.notes.mean(id: "chap.change.nt_response", "made with the password of \(u.user)")
      return NewPassword(
        user: u.user, source: .init(secret: .user(u.user), text: "the password of \(u.user)"), hash: u.hash,
        lmHash: u.password.map(MSCHAP.lmPasswordHash), challenge: challenge
      )
    }
    for u in users {
      guard let octets = MSCHAP.openPasswordBlock(p.change.encryptedPassword, passwordHash: u.hash) else { continue }
      let hash = Digests.md4(octets)
      guard MSCHAP.hashEncrypted(u.hash, block: hash) == p.change.encryptedHash, let challenge = answers(hash, u.user) else { continue }
      showBlock(p, u.hash, &r, &frame)
      r.notes.mean(id: "chap.change.nt_response", "made with the new password")
      return NewPassword(
        user: u.user, source: .init(secret: .user(u.user), text: "the new password of \(u.user)"), hash: hash,
        lmHash: MSCHAP.lmPasswordHash(PasswordBlock.text(octets)),
        challenge: challenge)
    }
    r.notes.mean(id: "chap.change.password", "neither the old password nor the new one is at hand")
    return nil
  }

  /// Every hash that the user may have had: the one that proved itself first.
  private func candidates(_ login: LoginFollower) -> [(user: String, password: String?, hash: [UInt8])] {
    var out: [(user: String, password: String?, hash: [UInt8])] = []
    if let proof = login.proof { out.append((proof.user, nil, proof.hash)) }
    for u in keyring.users where login.response.map({ u.isNamed($0.name) }) ?? true {
      for reading in MSCHAP.readings(of: u.password) {
        let hash = MSCHAP.ntPasswordHash(u.password, reading)
        if let i = out.firstIndex(where: { $0.hash == hash && $0.user == u.name }) {
          out[i].password = u.password
        } else {
          out.append((u.name, u.password, hash))
        }
      }
    }
    return out
  }

  private mutating func showBlock(_ p: CHAPPacket, _ oldHash: [UInt8], _ r: inout TreeReader, _ frame: inout FrameContext) {
    open("chap.change.hash", as: oldHash, meaning: "the sender knows the old password; opened with the new one's hash", &r, &frame) {
      _, r, _ throws(WireError) in
      r.restLeaf(.leaf, Field("chap.change.opened.old_nt", "Old NtPasswordHash", "RFC 2433 §A.10, §A.14"))
    }
    guard MSCHAP.openPasswordBlock(p.change.encryptedPassword, passwordHash: oldHash) != nil else { return }
    open(
      "chap.change.password", as: RC4State.once(key: oldHash, p.change.encryptedPassword), meaning: "opened with the old password's hash",
      &r, &frame
    ) {
      _, r, _ throws(WireError) in
      var block = PasswordBlock()
      try r.group(Field("chap.block", "PWBLOCK", "RFC 2433 §A.11")) { coder throws(WireError) in try block.code(&coder) }
    }
  }

  /// The last leaf called `id` was encrypted; `clear` is what it holds.
  private mutating func open(
    _ id: StaticString, as clear: [UInt8], meaning: String, _ r: inout TreeReader, _ frame: inout FrameContext,
    _ body: (inout Observer, inout TreeReader, inout FrameContext) throws(WireError) -> Void
  ) {
    guard let leaf = r.notes.notes.lastIndex(where: { $0.field.id.equals(id) && $0.tiles }) else { return }
    let from = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: r.notes.notes[leaf].range)
    let buffer = openBuffer(.chap, from: [from], clear, &frame, body)
    r.notes.notes[leaf].meaning = meaning
    r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
  }
}

extension Keyring.User {
  var source: Keyring.Source { Keyring.Source(secret: .user(name), text: "the password of \(name)") }

  /// Names are compared without their domain, as MS-CHAP hashes them (RFC 2759 §8.2).
  func isNamed(_ name: [UInt8]) -> Bool {
    let own = Array(self.name.utf8)
    return own == name || MSCHAP.nameWithoutDomain(own) == MSCHAP.nameWithoutDomain(name)
  }
}
