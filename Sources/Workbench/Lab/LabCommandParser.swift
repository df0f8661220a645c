import ProtocolEngines

extension LabCommand {
  /// The words that begin such a command.
  public static let verbs = ["drop", "dup", "delay", "swap", "corrupt", "faults", "firewall", "tell", "send", "hangup", "wait"]

  /// Reads a command line such as `drop next gre`, `firewall block tcp 1723`, `tell server rekey`.
  public static func parse(_ line: String) -> Result<LabCommand, UsageError> {
    var p = LabCommandParser(line)
    do throws(UsageError) { return .success(try p.parse()) } catch { return .failure(error) }
  }

  /// The same from words; those with spaces are put in quotes again.
  public static func parse(words: [String]) -> Result<LabCommand, UsageError> {
    parse(words.map { $0.isEmpty || $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " "))
  }

  /// The command as one types it; `parse` gives it back.
  public var text: String {
    switch self {
    case .fault(let f): return f.text
    case .clearFaults: return "faults clear"
    case .firewall(let r): return "firewall \(r.text)"
    case .clearFirewall: return "firewall clear"
    case .tell(let node, let action, let arguments): return (["tell", node, action] + arguments.map { $0.contains(" ") ? "\"\($0)\"" : $0 }).joined(separator: " ")
    case .sendPing(let node, let to): return "send ping" + (to.map { " \($0)" } ?? "") + (node == "client" ? "" : " from \(node)")
    case .sendUDP(let node, let text): return "send udp \"\(text)\"" + (node == "client" ? "" : " from \(node)")
    case .hangup(let node): return node == "client" ? "hangup" : "hangup \(node)"
    case .wait(let d): return "wait \(d.word)"
    }
  }
}

extension Fault {
  public var text: String {
    var words: [String] = []
    switch action {
    case .drop: words.append("drop")
    case .dup: words.append("dup")
    case .delay: words.append("delay")
    case .swap: words.append("swap")
    case .corrupt: words.append("corrupt")
    }
    switch which {
    case .packet(let n): words.append("\(n)")
    case .nth(1): words.append("next")
    case .nth(let n): words.append("nth \(n)")
    case .every: words.append("every")
    case .chance(let p): words.append(p % 10 == 0 ? "\(p / 10)%" : "\(p / 10).\(p % 10)%")
    }
    if let match { words.append(match.text) }
    switch action {
    case .delay(let d): words.append("by \(d.word)")
    case .corrupt(let offset, let xor):
      if let offset { words.append("at \(offset)") }
      if let xor { words.append("xor \(HexText.number(xor, width: 2))") }
    default: break
    }
    return words.joined(separator: " ")
  }
}

extension FirewallRule {
  public var text: String {
    var words = [block ? "block" : "allow"]
    switch proto {
    case nil: words.append("all")
    case .gre?: words.append("gre")
    case .tcp?: words.append("tcp")
    case .udp?: words.append("udp")
    case .icmp?: words.append("icmp")
    case .esp?: words.append("esp")
    case let p?: words.append("\(p.rawValue)")
    }
    if let port { words.append("\(port)") }
    if let from { words.append("from \(from)") }
    return words.joined(separator: " ")
  }
}

extension Delay {
  /// `"500ms"`, `"2s"`, `"1.5s"`, `"20us"`, `"1m"`; a bare number is seconds.
  public init?(word: some StringProtocol) {
    let w = word.lowercased()
    let digits = w.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit: Int64
    switch w.dropFirst(digits.count) {
    case "us", "µs": unit = 1
    case "ms": unit = 1_000
    case "", "s", "sec": unit = 1_000_000
    case "m", "min": unit = 60_000_000
    case "h": unit = 3_600_000_000
    default: return nil
    }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]), whole <= 1_000_000 else { return nil }
    var micros = whole * unit
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].count <= 6, let f = Int64(parts[1]) else { return nil }
      var scale: Int64 = 1
      for _ in 0..<parts[1].count { scale *= 10 }
      micros += f * unit / scale
    }
    self.init(micros: micros)
  }

  /// As `init(word:)` reads it.
  public var word: String {
    if micros % 1_000_000 == 0 { return "\(micros / 1_000_000)s" }
    if micros % 1_000 == 0 { return "\(micros / 1_000)ms" }
    return "\(micros)us"
  }
}

private struct LabCommandParser {
  private static let nodes = ["client", "server"]
  private let line: String
  private var words: [String]
  private var next = 0

  init(_ line: String) {
    self.line = line
    words = Self.split(line)
  }

  /// Words with their quotation marks, so that an expression keeps them.
  static func split(_ line: String) -> [String] {
    var words: [String] = [], word = "", quote: Character?
    for c in line {
      if let q = quote {
        word.append(c)
        if c == q { quote = nil }
      } else if c == " " || c == "\t" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        if c == "\"" || c == "'" { quote = c }
        word.append(c)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private var peek: String? { next < words.count ? words[next] : nil }
  private mutating func take() -> String? {
    guard let w = peek else { return nil }
    next += 1
    return w
  }
  private var rest: ArraySlice<String> { words[next...] }

  private static func bare(_ w: String) -> String {
    guard w.count >= 2, let q = w.first, q == "\"" || q == "'", w.last == q else { return w }
    return String(w.dropFirst().dropLast())
  }

  mutating func parse() throws(UsageError) -> LabCommand {
    guard let verb = take()?.lowercased() else { throw UsageError("A command is missing", allowed: LabCommand.verbs) }
    switch verb {
    case "drop", "dup", "delay", "swap", "corrupt": return .fault(try fault(verb))
    case "faults":
      try expect(["clear"])
      return .clearFaults
    case "firewall": return try firewall()
    case "tell": return try tell()
    case "send": return try send()
    case "hangup":
      let node = try optionalNode() ?? "client"
      try end()
      return .hangup(node: node)
    case "wait":
      guard let w = take(), let d = Delay(word: w) else { throw UsageError("wait needs a time, such as 500ms or 2s") }
      try end()
      return .wait(d)
    default: throw UsageError("“\(verb)” does nothing to the lab", allowed: LabCommand.verbs, suggestion: Suggestion.nearest(to: verb, among: LabCommand.verbs))
    }
  }

  private mutating func expect(_ allowed: [String]) throws(UsageError) {
    let w = take() ?? ""
    guard allowed.contains(w.lowercased()) else {
      throw UsageError(w.isEmpty ? "A word is missing" : "“\(w)” is not expected here", allowed: allowed, suggestion: Suggestion.nearest(to: w, among: allowed))
    }
  }

  private func end() throws(UsageError) {
    if let w = peek { throw UsageError("“\(w)” is one word too many") }
  }

  private mutating func optionalNode() throws(UsageError) -> String? {
    guard let w = take() else { return nil }
    return try node(w)
  }

  private func node(_ w: String) throws(UsageError) -> String {
    switch w.lowercased() {
    case "client", "pns": return "client"
    case "server", "pac": return "server"
    default: throw UsageError("“\(w)” is no node here", allowed: Self.nodes, suggestion: Suggestion.nearest(to: w, among: Self.nodes))
    }
  }

  // MARK: Faults

  private mutating func fault(_ verb: String) throws(UsageError) -> Fault {
    var tail = Array(rest)
    next = words.count
    var action: Fault.Action
    switch verb {
    case "drop": action = .drop
    case "dup": action = .dup
    case "swap": action = .swap
    case "delay":
      guard let last = tail.popLast(), let d = Delay(word: last) else { throw UsageError("delay needs a time at its end, such as “delay next gre by 500ms”") }
      if tail.last?.lowercased() == "by" { tail.removeLast() }
      action = .delay(d)
    default:
      var offset: Int?, xor: UInt8?
      while tail.count >= 2, ["at", "xor"].contains(tail[tail.count - 2].lowercased()) {
        let w = tail.removeLast()
        let isOffset = tail.removeLast().lowercased() == "at"
        guard let n = ExpressionParser.number(w) else { throw UsageError("“\(w)” is no number") }
        if isOffset {
          guard n < 65536 else { throw UsageError("Octet \(n) is beyond any frame") }
          offset = Int(n)
        } else {
          guard (1...255).contains(n) else { throw UsageError("xor takes 1 to 255", allowed: ["0x01 … 0xff"]) }
          xor = UInt8(n)
        }
      }
      action = .corrupt(offset: offset, xor: xor)
    }
    guard let first = tail.first else {
      throw UsageError("\(verb) what? A packet's number in the queue, next, nth N, every, N%, or an expression", allowed: ["NUMBER", "next [EXPR]", "nth N [EXPR]", "every [EXPR]", "N% [EXPR]", "EXPR"])
    }
    var which = Fault.Which.nth(1)
    switch first.lowercased() {
    case "next": tail.removeFirst()
    case "every":
      which = .every
      tail.removeFirst()
    case "nth":
      guard tail.count >= 2, let n = Int(tail[1]), (1...100_000).contains(n) else { throw UsageError("nth needs a number from 1", allowed: ["nth 2 gre"]) }
      which = .nth(n)
      tail.removeFirst(2)
    case let w where w.hasSuffix("%"):
      guard let p = Self.perMille(w.dropLast()) else { throw UsageError("“\(w)” is no share of a hundred", allowed: ["0.1% … 100%"]) }
      which = .chance(perMille: p)
      tail.removeFirst()
    case let w:
      if tail.count == 1, let n = Int(w.hasPrefix("#") ? String(w.dropFirst()) : w) {
        which = .packet(n)
        tail.removeFirst()
      }
    }
    guard !tail.isEmpty else { return Fault(action: action, which: which) }
    switch Expression.parse(tail.joined(separator: " ")) {
    case .success(let e): return Fault(action: action, which: which, match: e)
    case .failure(let e): throw e
    }
  }

  private static func perMille(_ w: some StringProtocol) -> Int? {
    let parts = w.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int(parts[0]), (0...100).contains(whole) else { return nil }
    guard parts.count == 2 else { return whole * 10 }
    guard parts[1].count == 1, let tenth = Int(parts[1]) else { return nil }
    return whole * 10 + tenth <= 1000 ? whole * 10 + tenth : nil
  }

  // MARK: The rest

  private mutating func firewall() throws(UsageError) -> LabCommand {
    let verbs = ["block", "allow", "clear"]
    let verb = take()?.lowercased() ?? ""
    if verb == "clear" {
      try end()
      return .clearFirewall
    }
    guard verbs.contains(verb) else {
      throw UsageError(verb.isEmpty ? "firewall what?" : "firewall does not know “\(verb)”", allowed: verbs, suggestion: Suggestion.nearest(to: verb, among: verbs))
    }
    let names = ["gre", "tcp", "udp", "icmp", "esp", "all"]
    let name = take()?.lowercased() ?? ""
    var proto: IPProtocol?
    switch name {
    case "gre": proto = .gre
    case "tcp": proto = .tcp
    case "udp": proto = .udp
    case "icmp": proto = .icmp
    case "esp": proto = .esp
    case "all": proto = nil
    default:
      guard let n = UInt8(name) else {
        throw UsageError(name.isEmpty ? "firewall \(verb) what?" : "“\(name)” is no protocol", allowed: names + ["NUMBER"], suggestion: Suggestion.nearest(to: name, among: names))
      }
      proto = IPProtocol(rawValue: n)
    }
    var port: UInt16?
    if let w = peek, w.lowercased() != "from" {
      guard proto == .tcp || proto == .udp, let n = UInt16(w) else { throw UsageError("“\(w)” is no port of TCP or UDP") }
      port = n
      next += 1
    }
    var from: String?
    if peek?.lowercased() == "from" {
      next += 1
      from = try node(take() ?? "")
    }
    try end()
    return .firewall(FirewallRule(block: verb == "block", proto: proto, port: port, from: from))
  }

  private mutating func tell() throws(UsageError) -> LabCommand {
    guard let w = take() else { throw UsageError("tell whom?", allowed: Self.nodes) }
    let node = try node(w)
    guard let action = take() else { throw UsageError("tell \(node) to do what? `help tell` lists what it can do") }
    let arguments = rest.map(Self.bare)
    return .tell(node: node, action: action.lowercased(), arguments: arguments)
  }

  private mutating func send() throws(UsageError) -> LabCommand {
    let kinds = ["ping", "udp"]
    let kind = take()?.lowercased() ?? ""
    var tail = Array(rest)
    next = words.count
    var from = "client"
    if tail.count >= 2, tail[tail.count - 2].lowercased() == "from" {
      from = try node(tail[tail.count - 1])
      tail.removeLast(2)
    }
    switch kind {
    case "ping":
      guard tail.count <= 1 else { throw UsageError("“\(tail[1])” is one word too many") }
      if let a = tail.first, IPv4Address(a) == nil, a.lowercased() != "ipv6" { throw UsageError("“\(a)” is no IPv4 address", allowed: ["ADDRESS", "ipv6"]) }
      return .sendPing(node: from, to: tail.first?.lowercased())
    case "udp":
      let text = tail.map(Self.bare).joined(separator: " ")
      return .sendUDP(node: from, text: text.isEmpty ? "hello" : text)
    default:
      throw UsageError(kind.isEmpty ? "send what?" : "send does not know “\(kind)”", allowed: kinds, suggestion: Suggestion.nearest(to: kind, among: kinds))
    }
  }
}
