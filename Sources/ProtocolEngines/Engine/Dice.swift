/// All chance in an engine: a stored value, so that identifiers and challenges rewind with everything else.
///
/// The lab seeds it (SplitMix64). A live endpoint hands in the system's generator as `source`; engines cannot tell.
public struct Dice: Sendable, Equatable {
  private var state: UInt64
  private let source: (@Sendable (_ count: Int) -> [UInt8])?

  public init(seed: UInt64) {
    state = seed
    source = nil
  }

  /// For live endpoints only: every octet comes from `source`.
  public init(source: @escaping @Sendable (_ count: Int) -> [UInt8]) {
    state = 0
    self.source = source
  }

  public var isSeeded: Bool { source == nil }

  public static func == (a: Self, b: Self) -> Bool { a.state == b.state && a.isSeeded == b.isSeeded }

  public mutating func next() -> UInt64 {
    if let source { return source(8).reduce(0) { $0 << 8 | UInt64($1) } }
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  public mutating func octets(_ count: Int) -> [UInt8] {
    if let source { return source(count) }
    var out: [UInt8] = []
    out.reserveCapacity(count)
    while out.count < count {
      var v = next()
      for _ in 0..<min(8, count - out.count) {
        out.append(UInt8(truncatingIfNeeded: v))
        v >>= 8
      }
    }
    return out
  }

  public mutating func uint16() -> UInt16 { UInt16(truncatingIfNeeded: next() >> 16) }
  public mutating func uint32() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 16) }
  /// A number below `bound` (which is at least 1).
  public mutating func below(_ bound: UInt64) -> UInt64 { bound <= 1 ? 0 : next() % bound }
  /// True with a chance of `perMille` in a thousand.
  public mutating func chance(perMille: Int) -> Bool { Int(below(1000)) < perMille }

  /// Independent dice, so that how much one user draws changes nothing for another.
  public mutating func split() -> Dice {
    if let source { return Dice(source: source) }
    return Dice(seed: next() ^ 0x5851_f42d_4c95_7f2d)
  }
}
