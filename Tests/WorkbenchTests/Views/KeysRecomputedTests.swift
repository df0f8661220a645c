import HexViews
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// Every key can be computed again from what the screen `keys` shows: its formula is read as a student would, and its inputs are
/// the octets printed below it. Nothing of the lab is used but the text.
@Suite struct KeysRecomputedTests {
  struct Shown {
    var name: String, value: [UInt8], formula: String
    var inputs: [String: [UInt8]] = [:]
  }

  /// The keys on the screen, without the ones that are left out.
  static func shown(_ line: String) -> [Shown] {
    var session = Session()
    _ = session.execute(line)
    let text = session.execute("keys").document.render(RenderOptions(width: 1000))
    var out: [Shown] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      let words = parts.split { $0.isEmpty }.map { $0.joined(separator: " ") }
      guard words.count >= 2 else { continue }
      if !line.hasPrefix(" ") {
        if words[1].contains(" octets, ") { out.append(Shown(name: words[0], value: [], formula: "")) }
        continue
      }
      guard var k = out.popLast() else { continue }
      switch words[0] {
      case "value": k.value = HexText.octets(words[1]) ?? []
      case "=": k.formula = words[1]
      case "rule": break
      default: k.inputs[words[0]] = octets(words[1])
      }
      out.append(k)
    }
    return out
  }

  /// `6c00 “l”` or `“a sentence” (10 octets, ASCII)`.
  private static func octets(_ s: String) -> [UInt8]? {
    if s.hasPrefix("“"), let end = s.firstIndex(of: "”") { return Array(s[s.index(after: s.startIndex)..<end].utf8) }
    return HexText.octets(s.prefix { $0 != " " && $0 != "“" })
  }

  struct Fault: Error { var text: String }

  static func value(of k: Shown) throws -> [UInt8] {
    // What follows a semicolon is for people, but for one rule of MPPE's short keys.
    let parts = k.formula.split(separator: ";", maxSplits: 1)
    var names = k.inputs
    var formula = String(parts[0])
    if let r = formula.firstRange(of: ", where K = ") {
      names["K"] = try evaluate(String(formula[r.upperBound...]), k.inputs)
      #expect(names["K"] == k.inputs["K"], "\(k.name): K is shown too")
      formula = String(formula[..<r.lowerBound])
    }
    var out: [UInt8] = []
    for piece in top(formula) { out += try evaluate(piece, names) }
    if parts.count > 1, let r = parts[1].firstRange(of: " become"), parts[1].hasPrefix(" then the first ") {
      let hex = parts[1][r.upperBound...].drop { $0 == "s" || $0 == " " }
      let first = HexText.octets(hex) ?? []
      out.replaceSubrange(0..<first.count, with: first)
    }
    return out
  }

  /// Split at commas outside parentheses.
  private static func top(_ s: String) -> [String] {
    var out = [""]
    var depth = 0
    for c in s {
      if c == "(" { depth += 1 } else if c == ")" { depth -= 1 }
      if c == ",", depth == 0 { out.append("") } else { out[out.count - 1].append(c) }
    }
    return out.map(\.trimmed)
  }

  private static func evaluate(_ s: String, _ names: [String: [UInt8]]) throws -> [UInt8] {
    if let r = s.firstRange(of: " cut to "), !s[r.upperBound...].contains(")"), let n = Int(s[r.upperBound...]) {
      return Array(try evaluate(String(s[..<r.lowerBound]), names).prefix(n))
    }
    if let known = names[s] { return known }
    if let r = s.firstRange(of: " x "), let n = Int(s[..<r.lowerBound]), let octet = HexText.octets(s[r.upperBound...]), octet.count == 1 {
      return [UInt8](repeating: octet[0], count: n)
    }
    guard let open = s.firstIndex(of: "("), s.last == ")" else { throw Fault(text: "“\(s)” is not shown") }
    let inner = try top(String(s[s.index(after: open)...].dropLast())).map { try evaluate($0, names) }
    let all = inner.flatMap { $0 }
    switch s[..<open] {
    case "MD4": return Digests.md4(all)
    case "MD5": return Digests.md5(all)
    case "SHA1": return Digests.sha1(all)
    case "RC4" where inner.count == 2: return RC4State.once(key: inner[0], inner[1])
    case "DES" where inner.count == 2 && inner[0].count == 8: return DESBlock.encrypt(block: inner[1], key: inner[0])
    case "DES-decrypt" where inner.count == 2 && inner[0].count == 8: return DESBlock.decrypt(block: inner[1], key: inner[0])
    default: throw Fault(text: "no function “\(s[..<open])” of \(inner.count)")
    }
  }

  static let scenarios: [(line: String, atLeast: Int)] = [
    ("new pptp; run until tunnel.up; ping", 14), ("new pptp mppe=40 mppe-mode=stateful; run until tunnel.up; ping 3", 12),
    ("new pptp mppe=56; run until tunnel.up; ping", 14),
    ("new pptp auth=mschap mppe=40; run until tunnel.up; ping", 7), ("new pptp auth=mschap; run until tunnel.up; ping", 7),
    ("new pptp auth=chap mppe=off; run until tunnel.up", 1),
    ("new pptp expired=on new-password=better; run until tunnel.up", 16),
    ("new pptp expired=on new-password=better auth=mschap; run until tunnel.up", 8),
    ("new pptp user=HOME\\\\student; run until tunnel.up", 11), ("new pptp; run until tunnel.up; drop next 3; ping; run; ping", 14),
  ]

  @Test(arguments: scenarios.map(\.line)) func everyKeyFollowsFromWhatIsShown(line: String) throws {
    let keys = Self.shown(line)
    #expect(keys.count >= Self.scenarios.first { $0.line == line }?.atLeast ?? 0, "\(line): \(keys.map(\.name))")
    for k in keys {
      #expect(!k.value.isEmpty && !k.formula.isEmpty, "\(k.name)")
      do { #expect(try Self.value(of: k) == k.value, "\(line): \(k.name) = \(k.formula)") } catch let f as Fault {
        Issue.record("\(line): \(k.name): \(f.text)")
      }
    }
  }

  /// DES keys on the screen come from the hash on the screen.
  @Test func desKeysAreTheHashSpread() throws {
    let k = try #require(Self.shown("new pptp; run until tunnel.up").first { $0.name == "NT-Response" })
    let bits = (try #require(k.inputs["NtPasswordHash"]) + [0, 0, 0, 0, 0]).flatMap { o in (0..<8).map { o >> UInt8(7 - $0) & 1 } }
    for (n, name) in ["K1", "K2", "K3"].enumerated() {
      let key = try #require(k.inputs[name])
      #expect(key.count == 8)
      for (i, o) in key.enumerated() {
        let seven = bits[(56 * n + 7 * i)..<(56 * n + 7 * i + 7)].reduce(UInt8(0)) { $0 << 1 | $1 }
        #expect(o >> 1 == seven && o.nonzeroBitCount % 2 == 1, "\(name), octet \(i)")
      }
    }
  }

  /// No two keys look alike: each has its direction and its place in the row of changes in its name.
  @Test func namesTellKeysApart() {
    for (line, _) in Self.scenarios {
      let names = Self.shown(line).filter { $0.name.hasPrefix("MPPE session key") }.map(\.name)
      #expect(Set(names).count == names.count, "\(line): \(names)")
      for n in names { #expect(n.hasSuffix(", authenticator to peer") || n.hasSuffix(", peer to authenticator")) }
    }
  }
}
