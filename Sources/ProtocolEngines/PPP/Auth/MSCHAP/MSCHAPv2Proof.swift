/// MS-CHAPv2's two proofs (RFC 2759 §8): over both challenges and the name each end shows that it knows the password. Each value comes
/// with the notes that say how it is computed.
struct MSCHAPv2Proof {
  let authenticatorChallenge: [UInt8], peerChallenge: [UInt8], user: [UInt8]
  /// Eight octets (RFC 2759 §8.2).
  let challengeHash: [UInt8]

  init(authenticatorChallenge: [UInt8], peerChallenge: [UInt8], user: [UInt8]) {
    self.authenticatorChallenge = authenticatorChallenge
    self.peerChallenge = peerChallenge
    self.user = user
    challengeHash = MSCHAP.challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: authenticatorChallenge, user: user)
  }

  /// The peer's proof (RFC 2759 §8.5): 24 octets. `how`: more about the hash, where it matters.
  func ntResponse(named name: String, passwordHash: [UInt8], how: String = "", _ x: inout AuthContext) -> [UInt8] {
    x.explain(
      "ChallengeHash", challengeHash,
      formula: "SHA1(Peer-Challenge, Authenticator-Challenge, user name) cut to 8; the name without its domain", ref: "RFC 2759 §8.2",
      inputs: [
        "Peer-Challenge": peerChallenge, "Authenticator-Challenge": authenticatorChallenge, "user name": MSCHAP.nameWithoutDomain(user),
      ])
    let response = MSCHAP.challengeResponse(challenge: challengeHash, passwordHash: passwordHash)
    x.explain(
      .response(name, response, challenge: .init("ChallengeHash", challengeHash), hash: .init("NtPasswordHash", passwordHash), how: how),
      ref: "RFC 2759 §8.5")
    return response
  }

  /// The authenticator's proof, S= of its Success (RFC 2759 §8.7): 20 octets.
  func authenticatorResponse(named name: String, hashHash: [UInt8], ntResponse: [UInt8], _ x: inout AuthContext) -> [UInt8] {
    let proof = MSCHAP.authenticatorResponse(passwordHashHash: hashHash, ntResponse: ntResponse, challengeHash: challengeHash)
    x.explain(
      name, proof, formula: "SHA1(SHA1(NtPasswordHashHash, NT-Response, Magic1), ChallengeHash, Magic2)", ref: "RFC 2759 §8.7",
      inputs: [
        "NtPasswordHashHash": hashHash, "NT-Response": ntResponse, "ChallengeHash": challengeHash, "Magic1": MSCHAP.serverSigning,
        "Magic2": MSCHAP.iteration,
      ])
    return proof
  }
}
