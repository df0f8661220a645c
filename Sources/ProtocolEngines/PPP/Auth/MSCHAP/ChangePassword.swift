/// The body of the three Change-Password packets. The code says which fields there are: version 1 (code 5, RFC 2433 §9),
/// version 2 (code 6, RFC 2433 §10), MS-CHAPv2's (code 7, RFC 2759 §7).
public struct ChangePassword: Sendable, Equatable {
  // Version 1: hashes encrypted with the challenge.
  public var oldLM: [UInt8] = [], newLM: [UInt8] = [], oldNT: [UInt8] = [], newNT: [UInt8] = []
  public var passwordLength: UInt16 = 0
  // Versions 2 and MS-CHAPv2.
  /// The new password in a block of 516 octets, encrypted with the old hash.
  public var encryptedPassword: [UInt8] = []
  /// The old hash, encrypted with the new one.
  public var encryptedHash: [UInt8] = []
  // Version 2 only.
  public var encryptedPasswordLM: [UInt8] = [], encryptedHashLM: [UInt8] = [], lmResponse: [UInt8] = []
  // MS-CHAPv2 only.
  public var peerChallenge: [UInt8] = [], reserved: [UInt8] = []
  public var ntResponse: [UInt8] = []
  public var flags: UInt16 = 0
  public init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C, _ code: CHAPCode) throws(WireError) {
    switch code {
    case .changePassword1:
      try c.bytes(&oldLM, count: 16, Field("chap.change.old_lm", "Encrypted LAN Manager Old password Hash", "RFC 2433 §9"))
      try c.bytes(&newLM, count: 16, Field("chap.change.new_lm", "Encrypted LAN Manager New Password Hash", "RFC 2433 §9"))
      try c.bytes(
        &oldNT, count: 16,
        Field(
          "chap.change.old_nt", "Encrypted Windows NT Old Password Hash", "RFC 2433 §9", "encrypted with the challenge, which everybody saw"
        ))
      try c.bytes(
        &newNT, count: 16,
        Field(
          "chap.change.new_nt", "Encrypted Windows NT New Password Hash", "RFC 2433 §9", "encrypted with the challenge, which everybody saw"
        ))
      try c.int(
        &passwordLength,
        Field(
          "chap.change.password_length", "Password Length", "RFC 2433 §9",
          "of the new password for LAN Manager; above 14: no LAN Manager hashes"))
      try c.int(
        &flags, Field("chap.change.flags", "Flags", "RFC 2433 §9"),
        bits: { b in
          b(0...14, Field("chap.change.flags.reserved", "Reserved", "RFC 2433 §9", "must be zero"))
          b(15, Field("chap.change.flags.nt", "Windows NT hashes count", "RFC 2433 §9"))
        })
    case .changePassword2:
      try c.bytes(
        &encryptedPassword, count: 516,
        Field("chap.change.password", "Password Encrypted with Old NT Hash", "RFC 2433 §10", "the new password, under the old one's hash"))
      try c.bytes(
        &encryptedHash, count: 16,
        Field("chap.change.hash", "Old NT Hash Encrypted with New NT Hash", "RFC 2433 §10", "shows that the sender knows the old password"))
      try c.bytes(
        &encryptedPasswordLM, count: 516,
        Field("chap.change.password_lm", "Password Encrypted with Old LM Hash", "RFC 2433 §10", "deprecated: should be zero"))
      try c.bytes(
        &encryptedHashLM, count: 16,
        Field("chap.change.hash_lm", "Old LM Hash Encrypted With New NT Hash", "RFC 2433 §10", "deprecated: should be zero"))
      try c.bytes(
        &lmResponse, count: 24,
        Field("chap.change.lm_response", "LAN Manager compatible challenge response", "RFC 2433 §10", "deprecated: should be zero"))
      try c.bytes(
        &ntResponse, count: 24,
        Field("chap.change.nt_response", "Windows NT compatible challenge response", "RFC 2433 §10", "made with the new password"))
      try c.int(
        &flags, Field("chap.change.flags", "Flags", "RFC 2433 §10"),
        bits: { b in
          b(0...13, Field("chap.change.flags.reserved", "Reserved", "RFC 2433 §10", "must be zero"))
          b(14, Field("chap.change.flags.lm", "LM fields count", "RFC 2433 §10", "should be zero"))
          b(15, Field("chap.change.flags.nt", "Use Windows NT response", "RFC 2433 §10"))
        })
    default:
      try c.bytes(
        &encryptedPassword, count: 516,
        Field("chap.change.password", "Encrypted-Password", "RFC 2759 §7", "the new password, under the old one's hash"))
      try c.bytes(
        &encryptedHash, count: 16,
        Field("chap.change.hash", "Encrypted-Hash", "RFC 2759 §7", "the old hash under the new one: the sender knows the old password"))
      try c.bytes(&peerChallenge, count: 16, Field("chap.change.peer_challenge", "Peer-Challenge", "RFC 2759 §7"))
      try c.bytes(&reserved, count: 8, Field("chap.change.reserved", "Reserved", "RFC 2759 §7", "must be zero"))
      try c.bytes(
        &ntResponse, count: 24,
        Field("chap.change.nt_response", "NT-Response", "RFC 2759 §7", "made with the new password and the challenge in the Failure"))
      try c.int(&flags, Field("chap.change.flags", "Flags", "RFC 2759 §7", "must be zero"))
    }
  }
}
