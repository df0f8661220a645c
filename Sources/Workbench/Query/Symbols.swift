import ProtocolEngines

/// Whether a word as typed is what a meaning says: `nak` is "Configure-Nak", `sccrq` is "Start-Control-Connection-Request".
enum Symbols {
  /// Letters and digits only, small: "MS-CHAPv2" and "mschapv2" are the same.
  static func normal(_ s: some StringProtocol) -> String {
    String(
      decoding: s.utf8.compactMap { u -> UInt8? in
        switch u {
        case 0x41...0x5a: u | 0x20
        case 0x30...0x39, 0x61...0x7a: u
        case 0x80...: u
        default: nil
        }
      }, as: UTF8.self)
  }

  static func matches(_ symbol: String, meaning: String) -> Bool { Word(symbol).fits(meaning) }

  /// A word as typed, made ready to be compared with many meanings.
  struct Word {
    private let lower: String
    private let normal: String

    init(_ symbol: String) {
      lower = symbol.lowercased()
      normal = Symbols.normal(symbol)
    }

    func fits(_ meaning: String) -> Bool {
      if let first = normal.utf8.first {
        // The first letter or digit of the meaning decides most cases: only after “Configure” and “Authenticate” the last word
        // is enough.
        let start = meaning.utf8.first { Self.counts($0) }.map { Self.small($0) }
        guard start == first || start == UInt8(ascii: "c") || start == UInt8(ascii: "a") else { return false }
      }
      if lower == meaning.lowercased() { return true }
      guard !normal.isEmpty else { return false }
      if normal == Symbols.normal(meaning) { return true }
      // "MS-CHAPv2 (0x81)": the part before the parenthesis or comma is the name.
      let head = meaning.prefix { $0 != "(" && $0 != "," && $0 != ":" }
      if normal == Symbols.normal(head) { return true }
      let words = head.split { !($0.isLetter || $0.isNumber) }.map { Symbols.normal($0) }
      guard words.count > 1, let first = words.first, let last = words.last else { return false }
      // `ack` is Configure-Ack or Authenticate-Ack, but never Terminate-Ack.
      if normal == last, first == "configure" || first == "authenticate" { return true }
      return Symbols.abbreviations(words).contains(normal)
    }

    /// The numbers in the word, decimal and hexadecimal.
    var numbers: [UInt64] {
      var out: [UInt64] = []
      for part in lower.split(whereSeparator: { !($0.isHexDigit || $0 == "x") }) {
        if let n = part.hasPrefix("0x") ? UInt64(part.dropFirst(2), radix: 16) : UInt64(part) { out.append(n) }
      }
      return out
    }

    /// The numbers that such words mostly are made of: counted in other units, or from two parts.
    func likely(_ most: UInt64) -> [UInt64] {
      let found = numbers
      var out = Array(0...16) + [most]
      for n in found { out += [n, n / 4, n / 8, n / 100, n &* 10, n < 8 ? 0 : n / 8 - 1] }
      for (a, b) in zip(found, found.dropFirst()) where a <= 0xff_ffff && b < 1_000 { out += [a << 8 | b & 0xff, a * 10 + b / 100] }
      return out.filter { $0 <= most }
    }

    private static func counts(_ u: UInt8) -> Bool {
      switch u {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: true
      default: false
      }
    }
    private static func small(_ u: UInt8) -> UInt8 { (0x41...0x5a).contains(u) ? u | 0x20 : u }
  }

  /// SCCRQ, OCRP, ICCN, StopCCRQ: the short names everybody uses.
  fileprivate static func abbreviations(_ words: [String]) -> [String] {
    func short(_ w: String, last: Bool) -> String {
      guard last else { return String(w.prefix(1)) }
      switch w {
      case "request": return "rq"
      case "reply": return "rp"
      case "connected": return "cn"
      default: return String(w.prefix(1))
      }
    }
    let all = words.indices.map { short(words[$0], last: $0 == words.count - 1) }
    return [all.joined(), words[0] + all.dropFirst().joined()]
  }

  static func truth(_ symbol: String) -> Bool? {
    switch symbol.lowercased() {
    case "yes", "true", "on", "set", "1": true
    case "no", "false", "off", "clear", "0": false
    default: nil
    }
  }
}
