import ProtocolEngines

/// How the value of a field is written for people: the one place that decides it, for the lab's screens and for `dissect`.
/// Nothing here allocates; `dissect` asks for every field of a capture.
enum FieldForm: Equatable {
  /// The meaning says it all: "1400 octets", "correct".
  case meaningOnly
  case decimal
  /// `0x880b`, zeros in front up to so many digits.
  case hex(digits: Int)
  /// `439041101 (0x1a2b3c4d)`
  case both

  /// Lengths and counters read best in decimal; what is a name for something (a protocol, a checksum, a cookie) as in the RFCs'
  /// hexadecimal. A number made of flags (`hasBits`) says nothing in decimal; its flags are below it.
  @inline(__always)
  static func of(_ value: UInt64, octets: Int, isBits: Bool, hasBits: Bool, meaning: String?) -> FieldForm {
    guard let meaning, !meaning.isEmpty else {
      return hasBits && !isBits ? .hex(digits: octets * 2) : value >= 0x10000 && octets >= 4 ? .both : .decimal
    }
    if hasBits && !isBits || says(meaning, value) { return .meaningOnly }
    if !isBits, value >= 1024 { return .hex(digits: octets * 2) }
    return value >= 0x10000 && octets >= 4 ? .both : .decimal
  }

  /// The meaning begins with the value itself, in decimal or hexadecimal.
  @inline(__always)
  private static func says(_ meaning: String, _ value: UInt64) -> Bool {
    var digits = 0
    var read: UInt64 = 0
    var base: UInt64 = 10
    for u in meaning.utf8 {
      let d: UInt64
      switch u {
      case 0x30...0x39: d = UInt64(u &- 0x30)
      case 0x61...0x66 where base == 16: d = UInt64(u &- 0x61 &+ 10)
      case 0x78 where digits == 1 && read == 0 && base == 10:
        base = 16
        digits = 0
        continue
      default: return digits > 0 && read == value
      }
      digits &+= 1
      if digits > 20 { return false }
      read = read &* base &+ d
    }
    return digits > 0 && read == value
  }
}
