/// Text in a field of fixed length: the text, then zeros.
public enum PPTPText {
  /// `text` cut or filled with zeros to `count` octets.
  public static func padded(_ text: String, _ count: Int = 64) -> [UInt8] {
    var o = Array(text.utf8.prefix(count))
    o.append(contentsOf: repeatElement(0, count: count - o.count))
    return o
  }

  /// What stands before the first zero, printable; octets that are not are shown as `\xNN`.
  public static func text(_ octets: [UInt8]) -> String {
    var out: [UInt8] = []
    for o in octets.prefix(while: { $0 != 0 }) {
      if o >= 0x20, o < 0x7f, o != 0x5c {
        out.append(o)
      } else {
        out.append(contentsOf: [0x5c, 0x78, HexText.digit(o >> 4), HexText.digit(o & 15)])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The text in quotes; says when octets follow where the RFC wants zeros.
  static func meaning(_ octets: [UInt8]) -> String {
    let text = text(octets)
    let junk = octets.drop(while: { $0 != 0 }).count { $0 != 0 }
    return (text.isEmpty ? "empty" : "\"\(text)\"") + (junk == 0 ? "" : ", then \(junk) octet\(junk == 1 ? "" : "s") that should be 0")
  }
}

/// The texts that several layouts share.
enum PPTPMeaning {
  static func reserved(_ v: UInt64) -> String? { v == 0 ? nil : "must be 0" }
  static func cookie(_ v: UInt32) -> String { v == PPTPHeader.magicCookie ? "correct" : "must be 0x1a2b3c4d" }
  static func version(_ v: UInt16) -> String { "version \(PPTPVersion(rawValue: v))" }
  static func delay(_ v: UInt16) -> String { v == 0 ? "no delay" : Delay.milliseconds(Int64(v) * 100).text }
  static func speed(_ v: UInt32) -> String { "\(v) bit/s" }
  static func window(_ v: UInt16) -> String { v == 1 ? "1 packet" : "\(v) packets" }
  static func accm(_ v: UInt32) -> String {
    switch v {
    case 0: "no octet is escaped"
    case .max: "all octets below 0x20 are escaped"
    default: "\(v.nonzeroBitCount) of the octets below 0x20 are escaped"
    }
  }
  static func framing(_ v: UInt32) -> String {
    switch v & 3 {
    case 1: "asynchronous"
    case 2: "synchronous"
    case 3: "asynchronous or synchronous"
    default: "none"
    }
  }
  static func bearer(_ v: UInt32) -> String {
    switch v & 3 {
    case 1: "analog"
    case 2: "digital"
    case 3: "analog or digital"
    default: "none"
    }
  }
}
