/// A line of a key file that cannot be used.
public struct KeyFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var line: Int
  public var text: String
  public var description: String { "line \(line): \(text)" }
}

extension Keyring {
  /// Reads a key file: lines of `user NAME PASSWORD`, `psk TEXT`, `secret TEXT`, `ikev1 COOKIE KEY`,
  /// `esp SRC DST SPI CIPHER KEY AUTH KEY`, `mppe CALLID|* MASTERKEY`, and Wireshark's own `ikev1_decryption_table` and
  /// `esp_sa` lines. Values with spaces stand in double quotes; `#` begins a comment line.
  public static func parse(_ text: String) throws(KeyFileError) -> Keyring {
    var ring = Keyring()
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      var line = line
      if number == 1, line.hasPrefix("\u{feff}") { line = line.dropFirst() }
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      if trimmed.isEmpty || trimmed.first == "#" { continue }
      if trimmed.first == "\"" || isWiresharkIKE(trimmed) {
        try ring.wireshark(trimmed, number)
      } else {
        try ring.own(words(trimmed, number), number)
      }
    }
    return ring
  }

  /// `0123456789abcdef,KEY`: Wireshark's `ikev1_decryption_table`.
  private static func isWiresharkIKE(_ line: Substring) -> Bool {
    guard let comma = line.utf8.firstIndex(of: 0x2c) else { return false }
    let head = line[..<comma]
    return head.utf8.count == 16 && HexText.octets(head)?.count == 8
  }

  private mutating func own(_ words: [String], _ line: Int) throws(KeyFileError) {
    func need(_ n: Int, _ form: String) throws(KeyFileError) {
      guard words.count == n + 1 else {
        throw KeyFileError(
          line: line,
          text:
            """
            \(words[0]) takes \(n) value\(n == 1 ? "" : "s"), here are \(words.count - 1): \(form). A value with spaces stands in \
            double quotes.
            """
        )
      }
    }
    func hex(_ i: Int, _ what: String) throws(KeyFileError) -> [UInt8] {
      if let o = HexText.octets(words[i]) { return o }
      throw KeyFileError(line: line, text: "\(what) must be hexadecimal octets, not \"\(words[i])\"")
    }
    switch words[0] {
    case "user":
      try need(2, "user NAME PASSWORD")
      users.append(User(name: words[1], password: words[2]))
    case "psk":
      try need(1, "psk TEXT")
      psk.append(words[1])
    case "secret":
      try need(1, "secret TEXT")
      secrets.append(words[1])
    case "ikev1":
      try need(2, "ikev1 COOKIE KEY")
      try addIKE(hex(1, "the initiator cookie"), hex(2, "the key"), line)
    case "mppe":
      try need(2, "mppe CALLID MASTERKEY")
      let id = words[1].hasPrefix("0x") ? UInt16(words[1].dropFirst(2), radix: 16) : UInt16(words[1])
      guard id != nil || words[1] == "*" else {
        throw KeyFileError(
          line: line, text: "the call ID is a number up to 65535 as in the GRE header, or * for all calls, not \"\(words[1])\"")
      }
      let key = try hex(2, "the master key")
      guard key.count == 16 else { throw KeyFileError(line: line, text: "an MPPE master key has 16 octets, this one \(key.count)") }
      mppe.append(MPPEKey(callID: id, key: key))
    case "esp":
      try need(7, "esp SRC DST SPI CIPHER KEY AUTH KEY")
      try addESP(Array(words[1...]), line)
    default:
      throw KeyFileError(
        line: line,
        text:
          """
          unknown kind of key \"\(words[0])\"; known are user, psk, secret, ikev1, esp, mppe, and Wireshark's own \
          ikev1_decryption_table and esp_sa lines
          """
      )
    }
  }

  private mutating func addIKE(_ cookie: [UInt8], _ key: [UInt8], _ line: Int) throws(KeyFileError) {
    guard cookie.count == 8 else { throw KeyFileError(line: line, text: "an initiator cookie has 8 octets, this one \(cookie.count)") }
    guard !key.isEmpty else { throw KeyFileError(line: line, text: "the key is empty") }
    ikev1.append(IKEv1Key(cookie: cookie, key: key))
  }

  /// Source, destination, SPI, cipher, key, authentication, key.
  private mutating func addESP(_ v: [String], _ line: Int) throws(KeyFileError) {
    func key(_ text: String) throws(KeyFileError) -> [UInt8] {
      if text.isEmpty { return [] }
      if text.hasPrefix("0x") || text.hasPrefix("0X") {
        if let o = HexText.octets(text) { return o }
        throw KeyFileError(line: line, text: "the key \"\(text)\" begins with 0x but is not hexadecimal octets")
      }
      // Wireshark takes anything else as the characters themselves; our own lines are hex first.
      return HexText.octets(text) ?? Array(text.utf8)
    }
    esp.append(
      ESPKey(
        source: v[0], destination: v[1], spi: v[2], cipher: v[3], cipherKey: try key(v[4]), authentication: v[5],
        authenticationKey: try key(v[6])))
  }

  /// A line of Wireshark's tables: values between commas, most of them in double quotes.
  private mutating func wireshark(_ line: Substring, _ number: Int) throws(KeyFileError) {
    var values: [String] = []
    for part in Self.commaSeparated(line) { values.append(part) }
    if values.count == 2 {
      guard let cookie = HexText.octets(values[0]), let key = HexText.octets(values[1]) else {
        throw KeyFileError(
          line: number, text: "this looks like a line of Wireshark's ikev1_decryption_table, but its values are not hexadecimal")
      }
      try addIKE(cookie, key, number)
    } else if values.count >= 8 {
      func key(_ t: String) -> [UInt8] { t.hasPrefix("0x") ? HexText.octets(t) ?? [] : Array(t.utf8) }
      esp.append(
        ESPKey(
          source: values[1], destination: values[2], spi: values[3], cipher: values[4], cipherKey: key(values[5]),
          authentication: values[6], authenticationKey: key(values[7])))
    } else {
      throw KeyFileError(
        line: number,
        text:
          """
          neither a line of ours nor of Wireshark's ikev1_decryption_table (2 values) or esp_sa (8 values): \(values.count) values \
          between commas
          """
      )
    }
  }

  private static func commaSeparated(_ line: Substring) -> [String] {
    var out: [String] = []
    var current = ""
    var quoted = false
    for ch in line {
      if ch == "\"" {
        quoted.toggle()
      } else if ch == ",", !quoted {
        out.append(current)
        current = ""
      } else {
        current.append(ch)
      }
    }
    out.append(current)
    return out.map { v in String(v.drop { $0 == " " }) }
  }

  /// Splits at blanks; a value in double quotes may hold blanks, and `\"` and `\\` there.
  private static func words(_ line: Substring, _ number: Int) throws(KeyFileError) -> [String] {
    var out: [String] = []
    var current: String?
    var quoted = false
    var escaped = false
    for ch in line {
      if escaped {
        current?.append(ch)
        escaped = false
        continue
      }
      if quoted {
        if ch == "\\" { escaped = true } else if ch == "\"" { quoted = false } else { current?.append(ch) }
        continue
      }
      switch ch {
      case "\"":
        quoted = true
        current = current ?? ""
      case " ", "\t":
        if let word = current { out.append(word) }
        current = nil
      default:
        current = (current ?? "") + String(ch)
      }
    }
    if quoted { throw KeyFileError(line: number, text: "a double quote is not closed") }
    if let word = current { out.append(word) }
    return out
  }
}
