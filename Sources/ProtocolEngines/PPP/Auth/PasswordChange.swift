/// What Change-Password packets carry (RFC 2433 §A.8 to A.17, RFC 2759 §8.9 to 8.13).
extension MSCHAP {
  /// EncryptPwBlockWithPasswordHash: 516 octets. The password stands at the end of 512 octets of `filling`, its length behind.
  public static func encryptedPasswordBlock(_ password: [UInt8], passwordHash: [UInt8], filling: [UInt8]) -> [UInt8] {
    let password = Array(password.prefix(512))
    var block = Array(filling.prefix(512))
    block += [UInt8](repeating: 0, count: 512 - block.count)
    block.replaceSubrange((512 - password.count)..<512, with: password)
    let n = UInt32(password.count)
    // "4-octets PasswordLength", in the low-octet-first order of the machines it was written for.
    block += [UInt8(n & 255), UInt8(n >> 8 & 255), 0, 0]
    return RC4State.once(key: passwordHash, block)
  }

  /// The new password's octets (UTF-16, low octet first), or nil where the length inside cannot be: a wrong old password.
  public static func openPasswordBlock(_ block: [UInt8], passwordHash: [UInt8]) -> [UInt8]? {
    guard block.count == 516 else { return nil }
    let clear = RC4State.once(key: passwordHash, block)
    guard clear[514] == 0, clear[515] == 0 else { return nil }
    let n = Int(clear[512]) | Int(clear[513]) << 8
    guard n <= 512, n & 1 == 0 else { return nil }
    return Array(clear[(512 - n)..<512])
  }

  /// NtPasswordHashEncryptedWithBlock (RFC 2759 §8.13): 16 octets; the two DES keys are the first and second 7 octets of `block`.
  public static func hashEncrypted(_ hash: [UInt8], block: [UInt8]) -> [UInt8] {
    guard hash.count == 16, block.count >= 14 else { return [] }
    return DESBlock.encrypt(block: Array(hash[0..<8]), key: Array(block[0..<7])) + DESBlock.encrypt(block: Array(hash[8..<16]), key: Array(block[7..<14]))
  }

  /// PasswordHashEncryptedWithBlock (RFC 2433 §A.9), for Change-Password version 1: both halves under the first 7 octets of the challenge.
  public static func hashEncrypted(_ hash: [UInt8], challenge: [UInt8]) -> [UInt8] {
    guard hash.count == 16, challenge.count >= 7 else { return [] }
    let key = Array(challenge[0..<7])
    return DESBlock.encrypt(block: Array(hash[0..<8]), key: key) + DESBlock.encrypt(block: Array(hash[8..<16]), key: key)
  }

  /// The hash in clear again. Whoever saw the challenge can do this: RFC 2433 §11 forbids version 1 where anybody listens.
  public static func hashDecrypted(_ hash: [UInt8], challenge: [UInt8]) -> [UInt8] {
    guard hash.count == 16, challenge.count >= 7 else { return [] }
    let key = Array(challenge[0..<7])
    return DESBlock.decrypt(block: Array(hash[0..<8]), key: key) + DESBlock.decrypt(block: Array(hash[8..<16]), key: key)
  }
}
