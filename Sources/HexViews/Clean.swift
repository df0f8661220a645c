/// Text for places where only ASCII can be.
public enum ASCII {
  /// Line ends stay; what has no ASCII form becomes `\u{…}`, as under `RenderOptions.ascii`.
  public static func text(_ s: String) -> String {
    s.split(separator: "\n", omittingEmptySubsequences: false).map { Clean.text(String($0), ascii: true) }.joined(separator: "\n")
  }

  /// One ASCII character for each character, so that columns stay where they are: `s` for `§`, `.` for `…`.
  public static func columns(_ s: String) -> [UInt8] {
    s.unicodeScalars.map { c in
      if c.isASCII { return UInt8(c.value) }
      let r = Clean.replacement(c)
      return r.hasPrefix("\\") ? UInt8(ascii: "?") : r.utf8.first ?? UInt8(ascii: "?")
    }
  }

  /// The same JSON with `\uXXXX` for what is not ASCII: outside strings JSON is ASCII already (RFC 8259 §7).
  public static func json(_ s: String) -> String {
    guard s.utf8.contains(where: { $0 >= 0x80 }) else { return s }
    var out = ""
    for u in s.utf16 {
      if u < 0x80 {
        out.unicodeScalars.append(Unicode.Scalar(UInt8(u)))
      } else {
        let digits = String(u, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }
    }
    return out
  }
}

/// Makes text safe and printable: what comes from outside can neither move the cursor nor reorder a line.
enum Clean {
  /// The text with control characters as `\xNN` and invisible ones as `\u{…}`; line ends and tabs become spaces.
  /// `ascii`: what has no ASCII form becomes `\u{…}`.
  static func text(_ s: String, ascii: Bool) -> String {
    var s = s
    let plain = s.withUTF8 { p -> Bool in
      for u in p where u >= 0x7f || u < 0x20 { return false }
      return true
    }
    if plain { return s }
    var out = ""
    for scalar in s.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0a, 0x0d: out += " "
      case 0x00..<0x20, 0x7f..<0xa0: out += "\\x" + hex(scalar.value, 2)
      // Direction marks, line separators, annotations, tags, private use: nothing a reader could see.
      case 0x200b, 0x200e, 0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb, 0xe000...0xf8ff, 0xe0000...0x10ffff:
        out += "\\u{" + hex(scalar.value, 1) + "}"
      case 0x20..<0x7f: out.unicodeScalars.append(scalar)
      default:
        if ascii { out += replacement(scalar) } else { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }

  /// `RFC 1661 §4.1` with blanks that do not break.
  static func joined(_ s: String) -> String {
    guard s.utf8.contains(0x52) else { return s }  // R
    var out: [UInt8] = []
    let u = Array(s.utf8)
    var i = 0
    var inside = false
    while i < u.count {
      if u[i] == 0x20 {
        let afterRFC = i >= 3 && u[i - 1] == 0x43 && u[i - 2] == 0x46 && u[i - 3] == 0x52
        let isNumber = i + 1 < u.count && u[i + 1] >= 0x30 && u[i + 1] <= 0x39
        // The section sign is C2 A7 in UTF-8, `s.` in ASCII.
        let isSection = inside && i + 2 < u.count && (u[i + 1] == 0xc2 && u[i + 2] == 0xa7 || u[i + 1] == 0x73 && u[i + 2] == 0x2e)
        if afterRFC && isNumber || isSection {
          out += [0xc2, 0xa0]
          inside = afterRFC
          i += 1
          continue
        }
        inside = false
      }
      out.append(u[i])
      i += 1
    }
    return out.count == u.count ? s : String(decoding: out, as: UTF8.self)
  }

  fileprivate static func replacement(_ s: Unicode.Scalar) -> String {
    switch s {
    case "§": "s."
    case "→": "->"
    case "←": "<-"
    case "↔": "<->"
    case "⇒": "=>"
    case "…": "..."
    case "–", "‐", "‑", "−": "-"
    case "—": "--"
    case "·", "•": "-"
    case "×": "x"
    case "µ", "μ": "u"
    case "≤": "<="
    case "≥": ">="
    case "≠": "!="
    case "≈": "~"
    case "⊕": "xor"
    case "‖": "||"
    case "’", "‘": "'"
    case "“", "”": "\""
    case "\u{a0}": " "
    case "½": "1/2"
    case "¼": "1/4"
    default: "\\u{" + hex(s.value, 1) + "}"
    }
  }

  private static func hex(_ v: UInt32, _ width: Int) -> String {
    let s = String(v, radix: 16)
    return String(repeating: "0", count: max(0, width - s.utf8.count)) + s
  }
}
