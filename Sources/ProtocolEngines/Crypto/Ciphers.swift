import COpenSSL

/// Single DES, one block at a time (MS-CHAP's DesEncrypt, RFC 2433 §A.4).
public enum DESBlock {
  /// `block` 8 octets, `key` 7 (without parity) or 8; anything else is cut or filled with zeros.
  public static func encrypt(block: [UInt8], key: [UInt8]) -> [UInt8] { run(block, key, decrypt: false) }
  public static func decrypt(block: [UInt8], key: [UInt8]) -> [UInt8] { run(block, key, decrypt: true) }

  /// Seven octets spread over eight: seven bits each, and odd parity in the lowest.
  public static func withParity(_ key: [UInt8]) -> [UInt8] {
    let k = sized(key, 7)
    var out: [UInt8] = []
    out.reserveCapacity(8)
    for i in 0..<8 {
      let high: UInt8 = i == 0 ? 0 : k[i - 1] << UInt8(8 - i)
      let low: UInt8 = i == 7 ? 0 : k[i] >> UInt8(i)
      let bits = (high | low) & 0xfe
      out.append(bits | (bits.nonzeroBitCount & 1 == 0 ? 1 : 0))
    }
    return out
  }

  private static func run(_ block: [UInt8], _ key: [UInt8], decrypt: Bool) -> [UInt8] {
    let k = key.count == 8 ? key : withParity(key)
    let b = sized(block, 8)
    return [UInt8](unsafeUninitializedCapacity: 8) { out, count in
      lab_des_block(k, b, out.baseAddress, decrypt ? 1 : 0)
      count = 8
    }
  }

  private static func sized(_ o: [UInt8], _ n: Int) -> [UInt8] {
    o.count == n ? o : Array(o.prefix(n)) + [UInt8](repeating: 0, count: max(0, n - o.count))
  }
}

/// RC4 as a value: a copy goes on from the same place.
public struct RC4State: Sendable, Equatable {
  // libcrypto's own tables, which are plain memory. Compared as octets: equal states came from equal keys and positions.
  private var tables: [UInt8]

  /// `key` 1 to 256 octets (an empty key counts as one zero).
  public init(key: [UInt8]) {
    let key = key.isEmpty ? [0] : key
    let size = lab_rc4_size()
    tables = [UInt8](unsafeUninitializedCapacity: size) { t, count in
      t.initialize(repeating: 0)
      lab_rc4_begin(t.baseAddress, key, min(key.count, 256))
      count = size
    }
  }

  /// Encrypts or decrypts what comes next.
  public mutating func process(_ octets: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: octets.count) { out, count in
      octets.withUnsafeBufferPointer { run($0, out.baseAddress) }
      count = octets.count
    }
  }

  /// The same into memory that is there already.
  @inline(__always)
  mutating func run(_ octets: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>?) {
    guard let from = octets.baseAddress, let out, !octets.isEmpty else { return }
    tables.withUnsafeMutableBytes { lab_rc4_run($0.baseAddress, from, out, octets.count) }
  }

  /// One run from a fresh state.
  public static func once(key: [UInt8], _ octets: [UInt8]) -> [UInt8] {
    var s = RC4State(key: key)
    return s.process(octets)
  }
}
