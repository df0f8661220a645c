import ProtocolEngines

/// Accounts in the format of pppd's `chap-secrets` (pppd(8), AUTHENTICATION): client, server, secret, addresses.
public struct ChapSecrets: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public var client: String
    public var server: String
    public var secret: String
    /// What this client may have inside the tunnel; none where the line ends after the secret, as for pppd.
    public var addresses: Account.Addresses
  }
  public var lines: [Line] = []

  public struct Fault: Error, Sendable, Equatable {
    public var line: Int
    public var text: String
  }

  /// Words are separated by spaces; quotes keep spaces, `\` takes the next character as it is, `#` begins a comment.
  public static func parse(_ text: String) -> Result<ChapSecrets, Fault> {
    var out = ChapSecrets()
    for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words: [String]
      switch cut(Array(line.utf8)) {
      case .success(let w): words = w
      case .failure(let f): return .failure(Fault(line: i + 1, text: f.text))
      }
      if words.isEmpty { continue }
      guard words.count >= 3 else {
        return .failure(Fault(line: i + 1, text: "an account is NAME SERVER SECRET [ADDRESS …], with * for any server"))
      }
      if words[2].hasPrefix("@") {
        return .failure(Fault(line: i + 1, text: "a secret in a file of its own (@…) is not read; put it here"))
      }
      switch addresses(words.dropFirst(3)) {
      case .success(let a): out.lines.append(Line(client: words[0], server: words[1], secret: words[2], addresses: a))
      case .failure(let f): return .failure(Fault(line: i + 1, text: f.text))
      }
    }
    return .success(out)
  }

  /// `*` any, `-` (and nothing) none, or a list of addresses. What else pppd knows is refused rather than read as something wider.
  private static func addresses(_ words: ArraySlice<String>) -> Result<Account.Addresses, Fault> {
    guard let first = words.first, first != "-" else {
      guard words.count <= 1 else { return .failure(Fault(line: 0, text: "“-” allows no address, so nothing may follow it")) }
      return .success(.none)
    }
    if words.count == 1, first == "*" { return .success(.any) }
    var list: [IPv4Address] = []
    for w in words {
      guard let a = IPv4Address(w), a != .any else {
        return .failure(
          Fault(line: 0, text: "“\(w)” is no address this server can allow: * for any, - for none, or addresses such as 10.88.0.5"))
      }
      list.append(a)
    }
    return .success(.only(list))
  }

  private static func cut(_ text: [UInt8]) -> Result<[String], Fault> {
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var i = 0
    while i < text.count {
      let c = text[i]
      if c == UInt8(ascii: "\\"), i + 1 < text.count {
        i += 1
        word = (word ?? []) + [text[i]]
      } else if let q = quote {
        if c == q { quote = nil } else { word = (word ?? []) + [c] }
      } else if c == UInt8(ascii: "\"") || c == UInt8(ascii: "'") {
        quote = c
        word = word ?? []
      } else if c == 32 || c == 9 || c == 13 {
        if let w = word { words.append(String(decoding: w, as: UTF8.self)) }
        word = nil
      } else if c == UInt8(ascii: "#"), word == nil {
        break
      } else {
        word = (word ?? []) + [c]
      }
      i += 1
    }
    if quote != nil { return .failure(Fault(line: 0, text: "a quote is never closed")) }
    if let w = word { words.append(String(decoding: w, as: UTF8.self)) }
    return .success(words)
  }

  /// The accounts for a server of this name, in the order of the file.
  public func accounts(server: String) -> [Account] {
    lines.filter { $0.server == "*" || $0.server == server }.map { Account(name: $0.client, password: $0.secret, addresses: $0.addresses) }
  }
}
