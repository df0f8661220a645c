/// The functions of MS-CHAP: RFC 2433 appendix A and RFC 2759 section 8, under the RFCs' names.
public enum MSCHAP {
  /// How the characters of a password become the octets that are hashed.
  ///
  /// The RFCs say Unicode: UTF-16, low octet first. pppd widens each octet of the configured text to 16 bits instead,
  /// so a password that is not plain ASCII gives another hash there; both ends must read alike.
  public enum PasswordReading: String, CaseIterable, Sendable {
    case unicode, widened
  }

  /// The readings that differ for this password: one for plain ASCII, two otherwise.
  public static func readings(of password: String, first: PasswordReading = .unicode) -> [PasswordReading] {
    password.utf8.allSatisfy { $0 < 0x80 } ? [first] : first == .unicode ? [.unicode, .widened] : [.widened, .unicode]
  }

  /// The way back from `passwordOctets`. What is no text in this reading gets replacement characters.
  static func password(fromOctets octets: [UInt8], _ reading: PasswordReading) -> String {
    var units: [UInt16] = []
    for i in stride(from: 0, to: octets.count - 1, by: 2) { units.append(UInt16(octets[i]) | UInt16(octets[i + 1]) << 8) }
    return reading == .unicode
      ? String(decoding: units, as: UTF16.self) : String(decoding: units.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
  }

  /// At most 256 characters, as the RFCs allow (§8.1).
  public static func passwordOctets(_ password: String, _ reading: PasswordReading = .unicode) -> [UInt8] {
    var out: [UInt8] = []
    switch reading {
    case .unicode:
      for u in password.utf16.prefix(256) {
        out.append(UInt8(truncatingIfNeeded: u))
        out.append(UInt8(truncatingIfNeeded: u >> 8))
      }
    case .widened:
      for u in password.utf8.prefix(256) {
        out.append(u)
        out.append(0)
      }
    }
    return out
  }

  /// NtPasswordHash (RFC 2759 §8.3): 16 octets.
  public static func ntPasswordHash(_ password: String, _ reading: PasswordReading = .unicode) -> [UInt8] {
    Digests.md4(passwordOctets(password, reading))
  }

  /// HashNtPasswordHash (RFC 2759 §8.4): 16 octets.
  public static func ntPasswordHashHash(_ hash: [UInt8]) -> [UInt8] { Digests.md4(hash) }

  /// LmPasswordHash (RFC 2433 §A.2): 16 octets. Letters beyond ASCII depend on a code page nobody sends; they are taken as they are.
  public static func lmPasswordHash(_ password: String) -> [UInt8] {
    var upper = password.utf8.prefix(14).map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }
    upper += [UInt8](repeating: 0, count: 14 - upper.count)
    let text = Array("KGS!@#$%".utf8)
    return DESBlock.encrypt(block: text, key: Array(upper[0..<7])) + DESBlock.encrypt(block: text, key: Array(upper[7..<14]))
  }

  /// The name as it is hashed: without the domain before the last backslash (RFC 2759 §8.2).
  public static func nameWithoutDomain(_ name: [UInt8]) -> [UInt8] {
    guard let i = name.lastIndex(of: 0x5c) else { return name }
    return Array(name[(i + 1)...])
  }

  /// ChallengeHash (RFC 2759 §8.2): 8 octets. `user` as in the Name field; its domain is left out here.
  public static func challengeHash(peerChallenge: [UInt8], authenticatorChallenge: [UInt8], user: [UInt8]) -> [UInt8] {
    Array(Digests.sha1(peerChallenge, authenticatorChallenge, nameWithoutDomain(user)).prefix(8))
  }

  /// ChallengeResponse (RFC 2759 §8.5; RFC 2433 §A.7): 24 octets from an 8-octet challenge and a 16-octet hash.
  public static func challengeResponse(challenge: [UInt8], passwordHash: [UInt8]) -> [UInt8] {
    var z = Array(passwordHash.prefix(16))
    z += [UInt8](repeating: 0, count: 21 - z.count)
    return DESBlock.encrypt(block: challenge, key: Array(z[0..<7])) + DESBlock.encrypt(block: challenge, key: Array(z[7..<14]))
      + DESBlock.encrypt(block: challenge, key: Array(z[14..<21]))
  }

  /// GenerateNTResponse (RFC 2759 §8.1): 24 octets.
  public static func generateNTResponse(authenticatorChallenge: [UInt8], peerChallenge: [UInt8], user: [UInt8], passwordHash: [UInt8])
    -> [UInt8]
  {
    challengeResponse(
      challenge: challengeHash(peerChallenge: peerChallenge, authenticatorChallenge: authenticatorChallenge, user: user),
      passwordHash: passwordHash)
  }

  static let serverSigning = Array("Magic server to client signing constant".utf8)
  static let iteration = Array("Pad to make it do more than one iteration".utf8)

  /// GenerateAuthenticatorResponse (RFC 2759 §8.7) without "S=": 20 octets.
  public static func authenticatorResponse(passwordHashHash: [UInt8], ntResponse: [UInt8], challengeHash: [UInt8]) -> [UInt8] {
    Digests.sha1(Digests.sha1(passwordHashHash, ntResponse, serverSigning), challengeHash, iteration)
  }

  /// `"S=407A…"`: upper case, as RFC 2759 §5 demands.
  public static func authenticatorText(_ response: [UInt8]) -> String {
    "S=" + String(decoding: HexText.string(response).utf8.map { (0x61...0x66).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
  }
}
