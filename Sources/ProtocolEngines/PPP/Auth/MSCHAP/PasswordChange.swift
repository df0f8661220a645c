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
    return DESBlock.encrypt(block: Array(hash[0..<8]), key: Array(block[0..<7]))
      + DESBlock.encrypt(block: Array(hash[8..<16]), key: Array(block[7..<14]))
  }

  /// The old hash, out of what `hashEncrypted(_:block:)` gave.
  public static func hashDecrypted(_ hash: [UInt8], block: [UInt8]) -> [UInt8] {
    guard hash.count == 16, block.count >= 14 else { return [] }
    return DESBlock.decrypt(block: Array(hash[0..<8]), key: Array(block[0..<7]))
      + DESBlock.decrypt(block: Array(hash[8..<16]), key: Array(block[7..<14]))
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

/// A PWBLOCK in clear (RFC 2433 §A.11, §A.12): random octets, the password at their end, and its length.
struct PasswordBlock: WireMessage {
  var filling: [UInt8] = [], password: [UInt8] = []
  /// Four octets, low one first.
  var length: [UInt8] = []
  init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    var count = filling.count
    c.learn(&count) { a in
      guard a.octet(fromEnd: 1) == 0, a.octet(fromEnd: 2) == 0, let high = a.octet(fromEnd: 3), let low = a.octet(fromEnd: 4) else {
        return a.count - 4
      }
      return a.count - 4 - (Int(high) << 8 | Int(low))
    }
    var size = password.count
    c.learn(&size) { $0.count - 4 - count }
    try c.bytes(
      &filling, count: count,
      Field("chap.block.filling", "Random octets", "RFC 2433 §A.12", "fill the block, so that its length tells nothing"))
    try c.bytes(&password, count: size, Field("chap.block.password", "New password", "RFC 2433 §A.12", "UTF-16, low octet first")) {
      "\"\(HexText.printable(Array(PasswordBlock.text($0).utf8)))\""
    }
    try c.bytes(&length, count: 4, Field("chap.block.length", "PasswordLength", "RFC 2433 §A.12", "low octet first")) {
      $0.count == 4 ? "\(Int($0[1]) << 8 | Int($0[0])) octets" : nil
    }
  }

  /// What UTF-16 octets say.
  static func text(_ octets: [UInt8]) -> String {
    var units: [UInt16] = []
    for i in stride(from: 0, to: octets.count - 1, by: 2) { units.append(UInt16(octets[i]) | UInt16(octets[i + 1]) << 8) }
    return String(decoding: units, as: UTF16.self)
  }
}
