import ProtocolEngines

/// Whether a word that somebody typed is what a meaning says: `nak` is "Configure-Nak", `sccrq` is "Start-Control-Connection-Request".
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

  static func matches(_ symbol: String, meaning: String) -> Bool {
    if symbol.lowercased() == meaning.lowercased() { return true }
    let s = normal(symbol)
    guard !s.isEmpty else { return false }
    if s == normal(meaning) { return true }
    // "MS-CHAPv2 (0x81)": the part before the parenthesis or comma is the name.
    let head = meaning.prefix { $0 != "(" && $0 != "," && $0 != ":" }
    if s == normal(head) { return true }
    let words = head.split { !($0.isLetter || $0.isNumber) }.map { normal($0) }
    guard words.count > 1, let first = words.first, let last = words.last else { return false }
    // `ack` is Configure-Ack or Authenticate-Ack, but never Terminate-Ack.
    if s == last, first == "configure" || first == "authenticate" { return true }
    return abbreviations(words).contains(s)
  }

  /// SCCRQ, OCRP, ICCN, StopCCRQ: the short names everybody uses.
  private static func abbreviations(_ words: [String]) -> [String] {
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
