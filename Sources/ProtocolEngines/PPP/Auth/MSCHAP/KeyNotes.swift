/// How the values of MS-CHAP that rest on DES came to be, so that each can be computed again from what is shown.
extension KeyNote {
  /// DES takes keys of 8 octets: seven octets spread over eight, a parity bit behind every seven bits (RFC 2759 §8.6).
  private static func keys(_ names: [String], _ octets: [UInt8]) -> [Input] {
    names.indices.map { Input(names[$0], DESBlock.withParity(Array(octets[(7 * $0)..<(7 * $0 + 7)]))) }
  }
  private static let spread = "cut into pieces of 7 octets, with a parity bit behind every 7 bits"

  /// ChallengeResponse (RFC 2759 §8.5): 24 octets.
  static func response(
    _ name: String, _ octets: [UInt8], challenge: Input, hash: Input, how: String = ""
  ) -> KeyNote {
    KeyNote(
      name, octets,
      formula:
        """
        DES(K1, \(challenge.name)), DES(K2, \(challenge.name)), DES(K3, \(challenge.name)); K1, K2, K3: \(hash.name) and 5 x 00, \
        \(spread)\(how.isEmpty ? "" : " (\(how))")
        """,
      inputs: [challenge, hash] + keys(["K1", "K2", "K3"], sized(hash.octets, 16) + [0, 0, 0, 0, 0]))
  }

  /// LmPasswordHash (RFC 2433 §A.2): 16 octets.
  static func lmPasswordHash(_ password: String) -> KeyNote {
    let upper = sized(password.utf8.prefix(14).map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }, 14)
    return KeyNote(
      "LmPasswordHash", MSCHAP.lmPasswordHash(password),
      formula: "DES(K1, StdText), DES(K2, StdText); K1, K2: the password in capitals, filled with 00 to 14 octets, \(spread)",
      inputs: [.init("password in capitals", upper), .init("StdText", Array("KGS!@#$%".utf8))] + keys(["K1", "K2"], upper))
  }

  /// NtPasswordHashEncryptedWithBlock (RFC 2759 §8.13): 16 octets.
  static func encryptedHash(_ octets: [UInt8], old: [UInt8], new: [UInt8]) -> KeyNote {
    KeyNote(
      "Encrypted-Hash", octets,
      formula:
        """
        DES(K1, first half), DES(K2, second half); the halves are those of old NtPasswordHash; K1, K2: the first 14 octets of new \
        NtPasswordHash, \(spread)
        """,
      inputs: [
        .init("old NtPasswordHash", old), .init("new NtPasswordHash", new), .init("first half", Array(old.prefix(8))),
        .init("second half", Array(old.dropFirst(8))),
      ] + keys(["K1", "K2"], sized(new, 14)))
  }

  /// What Change-Password version 1 hides from nobody (RFC 2433 §A.10): 16 octets.
  static func openedHash(_ octets: [UInt8], encrypted: [UInt8], challenge: [UInt8]) -> KeyNote {
    KeyNote(
      "new NtPasswordHash", octets,
      formula:
        """
        DES-decrypt(K1, first half), DES-decrypt(K1, second half); the halves are those of the packet's field; K1: the first 7 octets \
        of Challenge, with a parity bit behind every 7 bits: every listener has it
        """,
      inputs: [
        .init("Challenge", challenge), .init("first half", Array(encrypted.prefix(8))), .init("second half", Array(encrypted.dropFirst(8))),
      ] + keys(["K1"], sized(challenge, 7)))
  }

  private static func sized(_ octets: [UInt8], _ n: Int) -> [UInt8] { Array((octets + [UInt8](repeating: 0, count: n)).prefix(n)) }
}
