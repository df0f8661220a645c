import ProtocolEngines

/// The text of the commands that change the lab: what one types, what `save` writes and `load` reads.
extension LabCommand {
  static let faultNames = ["drop", "dup", "delay", "swap", "corrupt", "truncate", "poke"]

  /// Reads a line such as `drop next if gre`.
  public static func parse(_ line: String) -> Result<LabCommand, UsageError> {
    do throws(UsageError) { return parse(try Words.commands(line).first ?? Words(line: line, words: [])) } catch { return .failure(error) }
  }

  /// The same, cut into words; the first is the command's whole name. `fields`: those of the lab; nil for those of all kinds of tunnel.
  static func parse(_ words: Words, fields: FieldCatalogue? = nil) -> Result<LabCommand, UsageError> {
    do throws(UsageError) { return .success(try read(words, fields)) } catch { return .failure(error) }
  }

  private static func read(_ words: Words, _ fields: FieldCatalogue?) throws(UsageError) -> LabCommand {
    guard let name = words.texts.first else { throw UsageError("there is no command") }
    var rest = Array(words.texts.dropFirst())
    switch name {
    case _ where faultNames.contains(name):
      if rest == ["clear"] { return .clearFaults }
      return .fault(try fault(name, &rest, words, fields))
    case "faults":
      guard rest == ["clear"] else { throw UsageError("faults takes clear", allowed: ["clear"]) }
      return .clearFaults
    case "replay":
      guard rest.count == 1, let n = number(rest[0]), n >= 1 else {
        throw UsageError("replay needs a step's number", suggestion: "replay 17")
      }
      return .replay(step: n)
    case "firewall": return try firewall(rest)
    case "loop":
      guard rest.count == 1 else { throw UsageError("loop takes an end or clear", allowed: ["loop client", "loop server", "loop clear"]) }
      return .loop(node: rest[0] == "clear" ? nil : rest[0])
    case "tell":
      guard rest.count >= 2 else {
        throw UsageError("tell needs an end and what to tell it", allowed: ["tell client stop", "tell server echo"])
      }
      return .tell(node: rest[0], action: rest[1], arguments: Array(rest.dropFirst(2)))
    case "send": return try send(&rest)
    case "hangup":
      guard rest.count <= 1 else { throw UsageError("hangup takes one end, not “\(rest.joined(separator: " "))”") }
      return .hangup(node: rest.first ?? "client")
    case "advance", "wait":
      guard rest.count == 1, let d = Delay(word: rest[0]) else {
        throw UsageError("advance needs a time", suggestion: "advance 2s")
      }
      return .wait(d)
    default: throw UsageError("“\(name)” does nothing to the lab")
    }
  }

  private static func fault(
    _ name: String, _ rest: inout [String], _ words: Words, _ fields: FieldCatalogue?
  ) throws(UsageError) -> Fault {
    var match: Expression?
    if let at = rest.firstIndex(where: { $0 == "if" || $0 == "where" }) {
      // As typed, so that the expression keeps its own quotes; a whole expression in quotes is taken too.
      let text = rest.count == at + 2 ? rest[at + 1] : words.raw(from: at + 2)
      guard !text.isEmpty else { throw UsageError("“\(rest[at])” needs an expression behind it", suggestion: "\(name) next if gre") }
      match = try Expression.parse(text, fields: fields).get()
      rest.removeSubrange(at...)
    }
    let action: Fault.Action
    switch name {
    case "poke":
      guard let first = rest.first else {
        throw UsageError("poke needs FIELD=VALUE first", suggestion: "poke pptp.magic_cookie=0x1234 next")
      }
      rest.removeFirst()
      action = .poke(try Poke(first, fields: fields ?? .all))
    case "dup": action = .dup
    case "swap": action = .swap
    case "delay":
      guard let first = rest.first, let d = Delay(word: first) else {
        throw UsageError("delay needs a time first", suggestion: "delay 1s next")
      }
      rest.removeFirst()
      action = .delay(d)
    case "corrupt":
      let offset = try option("at", &rest, most: 65535)
      let xor = try option("xor", &rest, most: 255)
      action = .corrupt(offset: offset, xor: xor.map { UInt8($0) })
    case "truncate": action = .truncate(to: try option("to", &rest, most: 65535))
    default: action = .drop
    }
    let which = try which(name, rest)
    if case .packet(let n) = which, match != nil {
      throw UsageError(
        "packet \(n) is one packet already, and “if” chooses among several: take one of them",
        allowed: ["\(name) \(n)", "\(name) next if …"])
    }
    return Fault(action: action, which: which, match: match)
  }

  /// `at 54`, `xor 0x80`.
  private static func option(_ name: String, _ rest: inout [String], most: Int) throws(UsageError) -> Int? {
    guard let at = rest.firstIndex(of: name) else { return nil }
    guard at + 1 < rest.count, let n = number(rest[at + 1]), n >= 0, n <= most else {
      throw UsageError("“\(name)” needs a number from 0 to \(most)")
    }
    rest.removeSubrange(at...(at + 1))
    return n
  }

  static func number(_ text: String) -> Int? {
    ExpressionParser.number(text).flatMap { Int(exactly: $0) }
  }

  private static func which(_ name: String, _ rest: [String]) throws(UsageError) -> Fault.Which {
    let wrong = UsageError(
      "which packets? “\(rest.joined(separator: " "))” does not say",
      allowed: ["a packet's number from queue", "next", "next 3", "every", "20%"])
    guard let first = rest.first else { return .nth(1) }
    switch first {
    case "next":
      if rest.count == 1 { return .nth(1) }
      guard rest.count == 2, let n = Int(rest[1]), n >= 1, n <= 100_000 else { throw wrong }
      return .nth(n)
    case "every", "all":
      guard rest.count == 1 else { throw wrong }
      return .every
    default:
      guard rest.count == 1 else { throw wrong }
      if first.hasSuffix("%") { return .chance(perMille: try perMille(first.dropLast(), wrong)) }
      guard let n = Int(first.hasPrefix("#") ? String(first.dropFirst()) : first), n >= 1 else { throw wrong }
      return .packet(n)
    }
  }

  private static func perMille(_ text: Substring, _ wrong: UsageError) throws(UsageError) -> Int {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int(parts[0]), (0...100).contains(whole) else { throw wrong }
    var n = whole * 10
    if parts.count == 2 {
      guard parts[1].utf8.count == 1, let tenth = Int(parts[1]), tenth >= 0 else { throw wrong }
      n += tenth
    }
    guard n <= 1000 else { throw wrong }
    guard n > 0 else { throw UsageError("\(text)% is no packet at all: take 0.1% to 100%") }
    return n
  }

  static let firewallProtocols: [(name: String, proto: IPProtocol?)] = [
    ("gre", .gre), ("tcp", .tcp), ("udp", .udp), ("icmp", .icmp), ("all", nil),
  ]

  private static func firewall(_ words: [String]) throws(UsageError) -> LabCommand {
    var rest = words
    guard let verb = rest.first, ["block", "allow", "clear"].contains(verb) else {
      throw UsageError(
        "firewall is told to block, allow or clear", allowed: ["firewall block gre", "firewall allow tcp 1723", "firewall clear"])
    }
    rest.removeFirst()
    if verb == "clear" {
      guard rest.isEmpty else { throw UsageError("firewall clear takes all rules away; nothing stands behind it") }
      return .clearFirewall
    }
    guard let name = rest.first else { throw UsageError("\(verb) what?", allowed: firewallProtocols.map(\.name)) }
    rest.removeFirst()
    var proto: IPProtocol?
    if let known = firewallProtocols.first(where: { $0.name == name }) {
      proto = known.proto
    } else if let n = number(name), (0...255).contains(n) {
      proto = IPProtocol(rawValue: UInt8(n))
    } else {
      throw UsageError(
        "“\(name)” is no protocol here", allowed: firewallProtocols.map(\.name),
        suggestion: Spelling.nearest(name, among: firewallProtocols.map(\.name)))
    }
    var rule = FirewallRule(block: verb == "block", proto: proto)
    if let p = rest.first, p != "from" {
      guard let port = UInt16(p), port > 0, proto == .tcp || proto == .udp else {
        throw UsageError(proto == .tcp || proto == .udp ? "“\(p)” is no port" : "only tcp and udp have ports; \(name) has none")
      }
      rule.port = port
      rest.removeFirst()
    }
    if rest.first == "from" {
      guard rest.count == 2 else { throw UsageError("from which end?", allowed: ["client", "server"]) }
      rule.from = rest[1]
      rest = []
    }
    guard rest.isEmpty else { throw UsageError("“\(rest.joined(separator: " "))” does not belong here", allowed: ["PORT", "from NODE"]) }
    return .firewall(rule)
  }

  private static func send(_ rest: inout [String]) throws(UsageError) -> LabCommand {
    guard let kind = rest.first, ["ping", "udp"].contains(kind) else { throw UsageError("send what?", allowed: ["ping", "udp"]) }
    rest.removeFirst()
    var node = "client"
    if let at = rest.lastIndex(of: "from") {
      guard at == rest.count - 2 else { throw UsageError("from which end?", allowed: ["client", "server"]) }
      node = rest[at + 1]
      rest.removeLast(2)
    }
    if kind == "udp" { return .sendUDP(node: node, text: rest.isEmpty ? "hello" : rest.joined(separator: " ")) }
    guard rest.count <= 1 else { throw UsageError("send ping takes one address, not “\(rest.joined(separator: " "))”") }
    return .sendPing(node: node, to: rest.first)
  }

  // MARK: Back to text

  /// As one would type it; `parse` of its words gives the same command.
  public var text: String {
    switch self {
    case .fault(let f): return f.text
    case .clearFaults: return "faults clear"
    case .replay(let n): return "replay \(n)"
    case .firewall(let r): return r.text
    case .clearFirewall: return "firewall clear"
    case .loop(let node): return "loop \(node ?? "clear")"
    case .tell(let node, let action, let arguments): return (["tell", node, action] + arguments.map(Self.quoted)).joined(separator: " ")
    case .sendPing(let node, let to): return "send ping" + (to.map { " \($0)" } ?? "") + (node == "client" ? "" : " from \(node)")
    case .sendUDP(let node, let text): return "send udp \(Self.quoted(text))" + (node == "client" ? "" : " from \(node)")
    case .hangup(let node): return node == "client" ? "hangup" : "hangup \(node)"
    case .wait(let d): return "advance \(d.word)"
    }
  }

  static func quoted(_ word: String) -> String {
    let special: [UInt8] = Array(" ;#\"'\t".utf8)
    if !word.isEmpty, !word.utf8.contains(where: { special.contains($0) }) { return word }
    return "\""
      + word.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\").split(
        separator: "\"", omittingEmptySubsequences: false
      ).joined(separator: "\\\"") + "\""
  }
}

extension Fault {
  public var text: String {
    var out: String
    switch action {
    case .drop: out = "drop"
    case .dup: out = "dup"
    case .swap: out = "swap"
    case .delay(let d): out = "delay " + d.word
    case .poke(let p): out = "poke " + p.text
    case .corrupt: out = "corrupt"
    case .truncate: out = "truncate"
    }
    switch which {
    case .packet(let n): out += " \(n)"
    case .nth(let n): out += n == 1 ? " next" : " next \(n)"
    case .every: out += " every"
    case .chance(let p): out += p % 10 == 0 ? " \(p / 10)%" : " \(p / 10).\(p % 10)%"
    }
    if case .corrupt(let offset, let xor) = action {
      if let offset { out += " at \(offset)" }
      if let xor { out += " xor 0x" + String(xor, radix: 16) }
    }
    if case .truncate(let to?) = action { out += " to \(to)" }
    return out + (match.map { " if \($0.text)" } ?? "")
  }
}

extension FirewallRule {
  public var text: String {
    let name = LabCommand.firewallProtocols.first { $0.proto == proto }?.name ?? proto.map { String($0.rawValue) } ?? "all"
    return "firewall \(block ? "block" : "allow") \(name)" + (port.map { " \($0)" } ?? "") + (from.map { " from \($0)" } ?? "")
  }
}
