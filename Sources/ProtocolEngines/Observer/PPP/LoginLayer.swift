/// What an authentication has shown so far, and the keys that follow from it.
struct LoginFollower: Sendable {
  struct Challenge: Sendable {
    var side: Int
    var identifier: UInt8
    var value: [UInt8]
    var name: [UInt8]
  }
  var challenge: Challenge?
  var response: CHAPPacket?
  /// Identifiers of the last Challenges; whether a Failure has allowed another Response since, under a number of its own.
  var challenges: [UInt8] = []
  var mayTryAgain = false
  /// Identifiers of what was sent for a verdict.
  var asked: [UInt8] = []
  /// The challenge value that `response` answers: a Failure may have set another one since.
  var answered: [UInt8] = []
  /// What the response was made with, where the keyring knows it.
  var proof: Proof?
  /// Names whose password in the keyring is another one.
  var mismatch = false
  /// User of a PAP request.
  var papUser = ""
  /// The name EAP's Identity gave, and the TLS alert that ended it.
  var eapUser = ""
  var alert: String?
  /// Why it failed, for people.
  var failure: String?

  struct Proof: Sendable {
    var user: String
    var source: Keyring.Source
    /// Of the end that demanded the proof.
    var keys: MPPEKeys
    var authenticator: Int
    /// NtPasswordHash, and the hash of it.
    var hash: [UInt8]
    var hashHash: [UInt8]
  }
}

extension Observer {
  mutating func login(_ proto: PPPProtocol, _ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    switch proto {
    case .pap: try pap(end, &r, &frame)
    case .chap: try chap(end, &r, &frame)
    default: try eap(frame.isCopy ? nil : end, &r, &frame)
    }
  }

  private mutating func pap(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var p = PAPPacket()
    let faults = r.notes.problems.count
    try r.group(Field("pap", "Password Authentication Protocol", "RFC 1334 §2")) { coder throws(WireError) in try p.code(&coder) }
    guard frame.quoted == 0 else { return }
    frame.say("PAP")
    frame.info.add(p.summary(whole: r.notes.problems.count == faults))
    if p.code == .request, let end, !frame.isCopy, r.notes.problems.count == faults {
      links[end.link].login.papUser = HexText.printable(p.peerID)
    }
    if p.code == .ack, let end, !frame.isCopy { links[end].isSatisfied = true }
    if p.code == .nak, !frame.isCopy {
      let user = end.map { links[$0.link].login.papUser } ?? ""
      var text = "PAP authentication\(user.isEmpty ? "" : " of \"\(user)\"") failed"
      if !p.message.isEmpty { text += ": \"\(HexText.printable(p.message))\"" }
      text += "; the password is wrong, or the name is not known"
      failed(text, end, at: (start..<r.offset, "pap.code", "RFC 1334 §2.2.2"), &frame)
    }
  }

  /// Says that an authentication failed; the field is the packet's code.
  private mutating func failed(
    _ text: String, _ end: LinkEnd?, at place: (range: Range<Int>, field: StaticString, ref: StaticString), _ frame: inout FrameContext
  ) {
    frame.problem(place.range, place.field, text, place.ref)
    if let end {
      links[end.link].login.failure = "authentication failed"
      links[end.link].causeTold = true
    }
  }

  // MARK: CHAP

  private mutating func chap(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    let note = r.notes.notes.count
    let faults = r.notes.problems.count
    // Who demands the proof named the algorithm; that is the end that sends challenges and verdicts.
    let isAnswer = (r.octet(0) ?? 0) == 2 || (r.octet(0) ?? 0) >= 5
    var p = CHAPPacket(end.map { links[isAnswer ? $0.peer : $0].lcp.algorithm } ?? .unknown)
    try r.group(Field("chap", "Challenge Handshake Authentication Protocol", "RFC 1994 §4")) { coder throws(WireError) in try p.code(&coder)
    }
    if p.code == .failure, p.hasParts, p.algorithm == .mschap || end.map({ links[$0.link].login.response?.form == .mschap }) ?? false {
      citeVersion1(start, &r)
    }
    guard frame.quoted == 0 else { return }
    frame.say("CHAP")
    frame.info.add(p.summary)
    guard let end, !frame.isCopy else { return }
    if r.notes.problems.count == faults { links[end.link].judge(p, from: end.side, note: note, &r) }
    switch p.code {
    case .challenge:
      links[end.link].login.challenged(p.identifier)
      links[end.link].login.challenge = .init(side: end.side, identifier: p.identifier, value: p.value, name: p.name)
    case .response: prove(p, end, &r)
    case .success:
      links[end].isSatisfied = true
      verdict(p, end, at: start, &r, &frame)
    case .failure: refused(p, end, start..<r.offset, &frame)
    case .changePassword1, .changePassword2, .changePassword: passwordChange(p, end, &r, &frame)
    default: break
    }
  }

  /// The fields of a Failure are those of MS-CHAP's first version here.
  private func citeVersion1(_ start: Int, _ r: inout TreeReader) {
    for i in r.notes.notes.indices.reversed() {
      guard Int(r.notes.notes[i].lower) >= start else { break }
      let f = r.notes.notes[i].field
      if f.ref.equals("RFC 2759 §6") { r.notes.notes[i].field = Field(f, ref: "RFC 2433 §8") }
    }
  }

  /// Tries the keyring's passwords on a response: the one that gives the same octets opens what follows.
  private mutating func prove(_ p: CHAPPacket, _ end: LinkEnd, _ r: inout TreeReader) {
    // The same Response once more still answers the same challenge, whatever a Failure has said in between.
    let again = links[end.link].login.response == p
    links[end.link].login.response = p
    links[end.link].login.proof = nil
    links[end.link].login.mismatch = false
    guard var challenge = links[end.link].login.challenge else { return }
    if again { challenge.value = links[end.link].login.answered }
    links[end.link].login.answered = challenge.value
    for u in keyring.users where u.isNamed(p.name) {
      if p.form == .plain {
        // RFC 1994 §4.1: MD5 over Identifier, secret and challenge.
        if Digests.md5([p.identifier], Array(u.password.utf8), challenge.value) == p.value {
          keyLog.use(u.source)
          r.notes.mean(id: "chap.value", "made with the password of \(u.name)")
          links[end.link].login.mismatch = false
          return
        }
        links[end.link].login.mismatch = true
        continue
      }
      for reading in MSCHAP.readings(of: u.password) {
        if let proof = prove(p, challenge, (u, reading), authenticator: end.peer.side) {
          keyLog.use(proof.source)
          links[end.link].login.proof = proof
          links[end.link].login.mismatch = false
          let how =
            MSCHAP.readings(of: u.password).count > 1
            ? (reading == .widened ? ", its octets widened one by one as pppd does" : ", as UTF-16") : ""
          r.notes.mean(
            id: p.form == .mschapv2 ? "chap.mschapv2.nt_response" : "chap.mschap.nt_response", "made with the password of \(u.name)\(how)")
          return
        }
      }
      links[end.link].login.mismatch = true
    }
    guard links[end.link].login.mismatch else { return }
    r.notes.mean(
      id: p.form == .mschapv2 ? "chap.mschapv2.nt_response" : p.form == .mschap ? "chap.mschap.nt_response" : "chap.value",
      "made with another password than the one at hand")
  }

  private mutating func prove(
    _ p: CHAPPacket, _ challenge: LoginFollower.Challenge, _ candidate: (user: Keyring.User, reading: MSCHAP.PasswordReading),
    authenticator: Int
  ) -> LoginFollower.Proof? {
    let (u, reading) = candidate
    let hash = MSCHAP.ntPasswordHash(u.password, reading)
    let hashHash = MSCHAP.ntPasswordHashHash(hash)
    var notes: [KeyNote] = []
    let keys: MPPEKeys
    if p.form == .mschapv2 {
      guard
        MSCHAP.generateNTResponse(authenticatorChallenge: challenge.value, peerChallenge: p.peerChallenge, user: p.name, passwordHash: hash)
          == p.ntResponse
      else { return nil }
      keys = MPPEKeys.msCHAPv2(passwordHashHash: hashHash, ntResponse: p.ntResponse, authenticator: true, notes: &notes)
    } else {
      guard challenge.value.count >= 8,
        MSCHAP.challengeResponse(challenge: Array(challenge.value.prefix(8)), passwordHash: hash) == p.ntResponse
      else { return nil }
      keys = MPPEKeys.msCHAPv1(challenge: challenge.value, ntHash: hash, lmHash: MSCHAP.lmPasswordHash(u.password), notes: &notes)
    }
    remember(notes)
    return .init(
      user: u.name, source: u.source, keys: keys, authenticator: authenticator, hash: hash, hashHash: hashHash)
  }

  /// Success: in version 2 the server proves that it knows the password too (RFC 2759 §5).
  private mutating func verdict(_ p: CHAPPacket, _ end: LinkEnd, at start: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let login = links[end.link].login
    links[end.link].login.failure = nil
    links[end.link].causeTold = false
    guard let proof = login.proof, let response = login.response, response.form == .mschapv2, let challenge = login.challenge,
      let answer = p.text.authenticator
    else { return }
    let hash = MSCHAP.challengeHash(peerChallenge: response.peerChallenge, authenticatorChallenge: challenge.value, user: response.name)
    let expected = MSCHAP.authenticatorResponse(passwordHashHash: proof.hashHash, ntResponse: response.ntResponse, challengeHash: hash)
    if answer == expected {
      r.notes.mean(id: "chap.message.s", "correct: the server knows the password")
    } else {
      frame.problem(
        start..<r.offset, "chap.message.s",
        """
        the server's proof does not fit: a server that does not know the password of \"\(proof.user)\", or the packet was altered on \
        the way; the proof would be \(MSCHAP.authenticatorText(expected))
        """,
        "RFC 2759 §5")
    }
  }

  private mutating func refused(_ p: CHAPPacket, _ end: LinkEnd, _ range: Range<Int>, _ frame: inout FrameContext) {
    let login = links[end.link].login
    let user = login.response.map { HexText.printable($0.name) } ?? ""
    let version =
      switch login.response?.form {
      case .mschap?: "MS-CHAP"
      case .mschapv2?: "MS-CHAPv2"
      default: "CHAP"
      }
    var text = "\(version) authentication\(user.isEmpty ? "" : " of \"\(user)\"") failed"
    var ref: StaticString = "RFC 1994 §4.2"
    if let error = p.text.error {
      ref = login.response?.form == .mschap ? "RFC 2433 §8" : "RFC 2759 §6"
      text += ", E=\(error.rawValue) (\(error.meaning))"
      if error == .authenticationFailure { text += ": the password is wrong, or the name is not known" }
      if p.text.retry { text += "; another try is allowed" }
    } else if !p.parts.isEmpty {
      ref = login.response?.form == .mschap ? "RFC 2433 §8" : "RFC 2759 §6"
      let has = p.parts.contains { $0.letter == 0x45 }
      text += "; its Message is malformed: \(has ? "behind E= stands no decimal number" : "there is no E="), so it does not tell why"
    } else if !p.message.isEmpty {
      text += ": \"\(HexText.printable(p.message))\"; the password is wrong, or the name is not known"
    } else {
      text += " without a reason: most likely the server does not know this user"
    }
    if p.text.retry { links[end.link].login.mayTryAgain = true }
    if login.mismatch { text += "; the response was made with another password than the key file's" }
    failed(text, end, at: (range, "chap.code", ref), &frame)
    if let fresh = p.text.challenge, !fresh.isEmpty {
      // The next try answers the challenge given here (RFC 2759 §6).
      links[end.link].login.challenge?.value = fresh
    } else if p.text.retry, login.response?.form == .mschap, var implied = login.answered.isEmpty ? nil : login.answered {
      // No C=: "the previous challenge value plus decimal 23 in the first octet" (RFC 2433 §8).
      implied[0] &+= 23
      links[end.link].login.challenge?.value = implied
    }
  }
}

extension FieldTree {
  /// Gives the last leaf of that id a meaning.
  mutating func mean(id: StaticString, _ meaning: String) {
    if let i = notes.lastIndex(where: { $0.field.id.equals(id) && $0.tiles }) { notes[i].meaning = meaning }
  }
}
