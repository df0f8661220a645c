/// Octets and numbers as text, without Foundation.
public enum HexText {
  /// The lower-case hexadecimal digit of a number below 16.
  @inline(__always)
  public static func digit(_ v: UInt8) -> UInt8 { v < 10 ? 0x30 + v : 0x57 + v }

  /// `"1a2b3c"`.
  public static func string(_ octets: some Collection<UInt8>, separator: String = "") -> String {
    var out: [UInt8] = []
    out.reserveCapacity(octets.count * (2 + separator.utf8.count))
    var first = true
    for o in octets {
      if !first { out.append(contentsOf: separator.utf8) }
      first = false
      out.append(digit(o >> 4))
      out.append(digit(o & 15))
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `"0x001f"`: at least `width` digits.
  public static func number(_ v: some FixedWidthInteger, width: Int = 0) -> String {
    let s = String(v, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, width - s.utf8.count)) + s
  }

  /// The octets of `"1a2b 3c"`, or nil. White space and `:` between octets are skipped, and so is a leading `0x`.
  public static func octets(_ text: some StringProtocol) -> [UInt8]? {
    var out: [UInt8] = []
    var half: UInt8?
    var units = Array(text.utf8)
    if units.count >= 2, units[0] == 0x30, units[1] | 0x20 == 0x78 { units.removeFirst(2) }
    for u in units {
      let v: UInt8
      switch u {
      case 0x30...0x39: v = u - 0x30
      case 0x61...0x66: v = u - 0x61 + 10
      case 0x41...0x46: v = u - 0x41 + 10
      case 0x20, 0x09, 0x0a, 0x0d, 0x3a:
        if half != nil { return nil }
        continue
      default: return nil
      }
      if let h = half {
        out.append(h << 4 | v)
        half = nil
      } else {
        half = v
      }
    }
    return half == nil ? out : nil
  }

  /// Printable text with everything else as `\xNN`, at most `limit` characters. Trailing zero octets are left out.
  public static func printable(_ octets: some Collection<UInt8>, limit: Int = 80) -> String {
    var units = Array(octets)
    while units.last == 0 { units.removeLast() }
    var out: [UInt8] = []
    for u in units.prefix(limit) {
      if u >= 0x20 && u < 0x7f && u != 0x5c {
        out.append(u)
      } else {
        out.append(contentsOf: "\\x".utf8)
        out.append(digit(u >> 4))
        out.append(digit(u & 15))
      }
    }
    return String(decoding: out, as: UTF8.self) + (units.count > limit ? "…" : "")
  }
}
