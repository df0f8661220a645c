/// An IPv4 address (RFC 791 §2.3).
public struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
  public var raw: UInt32
  public init(_ raw: UInt32) { self.raw = raw }
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    raw = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }
  /// `"10.0.0.1"`; nil unless it is four decimal numbers of at most 255.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var v: UInt32 = 0
    for p in parts {
      guard (1...3).contains(p.utf8.count), p.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let n = UInt32(p), n <= 255 else { return nil }
      v = v << 8 | n
    }
    raw = v
  }
  public var octets: [UInt8] { [UInt8(raw >> 24), UInt8(raw >> 16 & 255), UInt8(raw >> 8 & 255), UInt8(raw & 255)] }
  public var description: String {
    // At most 15 octets: the string needs no storage of its own.
    String(unsafeUninitializedCapacity: 15) { p in
      var n = 0
      for i in 0..<4 {
        let v = UInt8(truncatingIfNeeded: raw >> UInt32(24 - 8 * i))
        if i > 0 {
          p[n] = 0x2e
          n += 1
        }
        if v >= 100 {
          p[n] = 0x30 + v / 100
          n += 1
        }
        if v >= 10 {
          p[n] = 0x30 + v / 10 % 10
          n += 1
        }
        p[n] = 0x30 + v % 10
        n += 1
      }
      return n
    }
  }
  public static let any = IPv4Address(0)
  public var isMulticast: Bool { raw >> 28 == 0xe }
  /// An address that a packet may come from: no network, no group, no broadcast, and not the loop in a host (RFC 1122 §3.2.1.3).
  public var isOneHost: Bool { raw >> 24 != 0 && raw >> 24 != 127 && raw >> 28 < 0xe }
}

/// An IPv6 address (RFC 4291), printed as RFC 5952 asks.
public struct IPv6Address: Hashable, Sendable, CustomStringConvertible {
  public var high: UInt64
  public var low: UInt64
  public init(high: UInt64 = 0, low: UInt64 = 0) {
    self.high = high
    self.low = low
  }
  /// Reads the forms of RFC 4291 §2.2, the one with dots included; no zone, no prefix length.
  public init?(_ text: String) {
    func groups(_ part: Substring) -> [UInt16]? {
      if part.isEmpty { return [] }
      var out: [UInt16] = []
      let words = part.split(separator: ":", omittingEmptySubsequences: false)
      for (i, w) in words.enumerated() {
        if i == words.count - 1, w.contains("."), let v4 = IPv4Address(String(w)) {
          out += [UInt16(truncatingIfNeeded: v4.raw >> 16), UInt16(truncatingIfNeeded: v4.raw)]
        } else {
          guard (1...4).contains(w.utf8.count), w.allSatisfy(\.isHexDigit), let v = UInt16(w, radix: 16) else { return nil }
          out.append(v)
        }
      }
      return out
    }
    var all: [UInt16]
    var parts: [Substring] = []
    var rest = text[...]
    while let i = rest.indices.first(where: { rest[$0...].hasPrefix("::") }), parts.count < 2 {
      parts.append(rest[..<i])
      rest = rest[rest.index(i, offsetBy: 2)...]
    }
    parts.append(rest)
    switch parts.count {
    case 1:
      guard let g = groups(parts[0]) else { return nil }
      all = g
    case 2:
      // "::" stands for one group of zeros at least.
      guard !parts[0].contains("."), let a = groups(parts[0]), let b = groups(parts[1]), a.count + b.count < 8 else { return nil }
      all = a + [UInt16](repeating: 0, count: 8 - a.count - b.count) + b
    default: return nil
    }
    guard all.count == 8 else { return nil }
    high = all[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = all[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }
  /// fe80::/64 with the given interface identifier (RFC 5072 §5).
  public static func linkLocal(_ identifier: UInt64) -> Self { Self(high: 0xfe80_0000_0000_0000, low: identifier) }
  public var octets: [UInt8] {
    var out: [UInt8] = []
    for word in [high, low] { for i in 0..<8 { out.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * i))) } }
    return out
  }
  public var description: String {
    var groups: [UInt16] = []
    for word in [high, low] { for i in 0..<4 { groups.append(UInt16(truncatingIfNeeded: word >> UInt64(48 - 16 * i))) } }
    var best = 0..<0
    var i = 0
    while i < 8 {
      guard groups[i] == 0 else {
        i += 1
        continue
      }
      var j = i
      while j < 8, groups[j] == 0 { j += 1 }
      if j - i > best.count, j - i > 1 { best = i..<j }
      i = j
    }
    func text(_ r: Range<Int>) -> String { groups[r].map { String($0, radix: 16) }.joined(separator: ":") }
    return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}

/// An IPv4 or IPv6 address, as the end of a conversation. IPv4 is in the lower half, after ffff.
struct HostAddress: Hashable, Sendable, CustomStringConvertible {
  var high: UInt64 = 0
  var low: UInt64 = 0
  init() {}
  init(_ a: IPv4Address) { low = 0xffff_0000_0000 | UInt64(a.raw) }
  init(_ a: IPv6Address) {
    high = a.high
    low = a.low
  }
  var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }
  var description: String {
    isIPv4 ? IPv4Address(UInt32(truncatingIfNeeded: low)).description : IPv6Address(high: high, low: low).description
  }
}

/// A 48-bit hardware address (IEEE 802).
public struct MACAddress: Hashable, Sendable, CustomStringConvertible {
  public var raw: UInt64
  public init(_ raw: UInt64) { self.raw = raw }
  public var description: String {
    String(unsafeUninitializedCapacity: 17) { p in
      for i in 0..<6 {
        let v = UInt8(truncatingIfNeeded: raw >> UInt64(40 - 8 * i))
        p[3 * i] = HexText.digit(v >> 4)
        p[3 * i + 1] = HexText.digit(v & 15)
        if i < 5 { p[3 * i + 2] = 0x3a }
      }
      return 17
    }
  }
  public static let broadcast = MACAddress(0xffff_ffff_ffff)
}

extension WireCoder {
  @inline(__always)
  mutating func ipv4(_ a: inout IPv4Address, _ f: @autoclosure () -> Field) throws(WireError) {
    var v = UInt64(a.raw)
    try uint(&v, octets: 4, octetString: true, f()) { IPv4Address(UInt32(truncatingIfNeeded: $0)).description }
    a.raw = UInt32(truncatingIfNeeded: v)
  }
  @inline(__always)
  mutating func ipv6(_ a: inout IPv6Address, _ f: @autoclosure () -> Field) throws(WireError) {
    try octets16(&a.high, &a.low, f()) { IPv6Address(high: $0, low: $1).description }
  }
  @inline(__always)
  mutating func mac(_ a: inout MACAddress, _ f: @autoclosure () -> Field) throws(WireError) {
    try mac(&a, f(), bits: { _ in })
  }
  @inline(__always)
  mutating func mac(_ a: inout MACAddress, _ f: @autoclosure () -> Field, bits: (inout BitNotes) -> Void) throws(WireError) {
    try uint(&a.raw, octets: 6, octetString: true, f(), { MACAddress($0).description }, bits: bits)
  }
}

/// The Internet checksum (RFC 1071): ones' complement of the ones' complement sum of 16-bit words.
public enum InternetChecksum {
  /// The running sum over `octets`, an odd last octet padded with zero. Add sums of even-length parts freely.
  @inline(__always)
  static func sum(_ p: UnsafeRawBufferPointer, _ range: Range<Int>, _ start: UInt64 = 0) -> UInt64 {
    var s = start
    var i = range.lowerBound
    while i &+ 1 < range.upperBound {
      s &+= UInt64(UInt16(bigEndian: p.loadUnaligned(fromByteOffset: i, as: UInt16.self)))
      i &+= 2
    }
    if i < range.upperBound { s &+= UInt64(p[i]) << 8 }
    return s
  }
  @inline(__always)
  static func fold(_ s: UInt64) -> UInt16 {
    var s = s
    while s > 0xffff { s = (s & 0xffff) &+ (s >> 16) }
    return UInt16(s)
  }
  /// The checksum of `octets` with `pseudo` (a pseudo-header sum) added; 0 over data that holds a right checksum.
  public static func compute(_ octets: [UInt8], pseudo: UInt64 = 0) -> UInt16 {
    octets.withUnsafeBytes { ~fold(sum($0, 0..<octets.count, pseudo)) }
  }
  /// The checksum of a part of `octets`.
  static func compute(_ octets: [UInt8], in range: Range<Int>) -> UInt16 {
    octets.withUnsafeBytes { ~fold(sum($0, range.clamped(to: 0..<octets.count))) }
  }
  /// The sum of the IPv4 pseudo-header (RFC 793 §3.1, RFC 768).
  public static func pseudo(_ source: IPv4Address, _ destination: IPv4Address, proto: UInt8, length: Int) -> UInt64 {
    var s = UInt64(proto) + UInt64(length & 0xffff)
    for a in [source.raw, destination.raw] { s += UInt64(a >> 16) + UInt64(a & 0xffff) }
    return s
  }
  /// The sum of the IPv6 pseudo-header (RFC 8200 §8.1).
  public static func pseudo(_ source: IPv6Address, _ destination: IPv6Address, proto: UInt8, length: Int) -> UInt64 {
    var s = UInt64(proto) + UInt64(length >> 16 & 0xffff) + UInt64(length & 0xffff)
    for w in [source.high, source.low, destination.high, destination.low] {
      s += (w >> 48) + (w >> 32 & 0xffff) + (w >> 16 & 0xffff) + (w & 0xffff)
    }
    return s
  }
}
