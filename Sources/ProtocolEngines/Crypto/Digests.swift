import COpenSSL

/// The message digests of PPP's authentication methods. The parts are hashed one after the other, as if joined.
public enum Digests {
  /// 16 octets (RFC 1320).
  public static func md4(_ parts: [UInt8]...) -> [UInt8] { run(parts, 16, lab_md4) }
  /// 16 octets (RFC 1321).
  public static func md5(_ parts: [UInt8]...) -> [UInt8] { run(parts, 16, lab_md5) }
  /// 20 octets (FIPS 180-1).
  public static func sha1(_ parts: [UInt8]...) -> [UInt8] { run(parts, 20, lab_sha1) }

  private static func run(_ parts: [[UInt8]], _ size: Int, _ f: (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?) -> Void)
    -> [UInt8]
  {
    var all = parts.first ?? []
    if parts.count > 1 {
      all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
      for p in parts.dropFirst() { all += p }
    }
    return [UInt8](unsafeUninitializedCapacity: size) { out, count in
      all.withUnsafeBufferPointer { f($0.baseAddress, $0.count, out.baseAddress) }
      count = size
    }
  }
}

/// Comparing secrets without telling by the time it takes how much of them was right.
public enum ConstantTime {
  public static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for i in 0..<a.count { difference |= a[i] ^ b[i] }
    return difference == 0
  }
}
