import ProtocolEngines

/// What an expression is made of.
indirect enum Clause: Sendable {
  case or(Clause, Clause)
  case and(Clause, Clause)
  case not(Clause)
  case compare(Operand, Comparison, Operand)
  /// A name alone: a milestone, or "there is such a field or layer".
  case present(Operand)
}

enum Comparison: String, Sendable {
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case contains
  static let all: [Comparison] = [.equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .contains]
}

enum Operand: Sendable {
  case number(UInt64, text: String)
  case string(String)
  /// A bare word on the right of a comparison: matched against meanings.
  case symbol(String)
  case milestone(Milestone)
  /// `server.ccp.state`
  case state(node: String, path: String)
  /// `from`, `step`, `cause` …
  case record(RecordField)
  case field(id: String, scope: Scope)

  enum Scope: Sendable { case any, outer, inner }

  /// `inner.ip.ttl` is `ip.ttl` of what the tunnel carries.
  static func fieldName(_ text: String) -> (id: String, scope: Scope) {
    if text.hasPrefix("outer.") { return (String(text.dropFirst(6)), .outer) }
    return text.hasPrefix("inner.") ? (String(text.dropFirst(6)), .inner) : (text, .any)
  }
}

/// What can be asked about a step beside its fields.
enum RecordField: String, CaseIterable, Sendable {
  case from, to, node, step, cause, timer, lost, note, problem, summary, proto
  var about: String {
    switch self {
    case .from: "the node that sent the frame"
    case .to: "the node it is for"
    case .node: "the node that acted"
    case .step: "number of the step"
    case .cause: "command, delivered, lost or timer"
    case .timer: "name of the timer that fired"
    case .lost: "the frame did not arrive; compared: why"
    case .note: "a sentence of the step's notes"
    case .problem: "something is wrong with the frame; compared: what"
    case .summary: "the frame's one-line summary"
    case .proto: "the innermost protocol understood"
    }
  }

  /// What a step's cause can be.
  static let causes = ["command", "delivered", "lost", "timer"]

  /// What is wrong with a word as its value, or nil.
  func refusal(_ word: String, in lab: some QueryLab) -> UsageError? {
    let allowed: [String]
    switch self {
    case .from, .to: allowed = lab.nodeNames
    // Steps of the wire, the firewall and the clock belong to no node.
    case .node: allowed = lab.nodeNames + ["wire", "firewall", "clock"]
    case .cause: allowed = Self.causes
    default: return nil
    }
    if allowed.contains(lab.resolved(word.lowercased())) { return nil }
    return UsageError("\(rawValue) is never “\(word)”", allowed: allowed, suggestion: Spelling.nearest(word, among: allowed))
  }
}

struct ExpressionParser {
  enum Token: Equatable {
    case word(String)
    case string(String)
    case op(String)
    case open, close, end
  }
  static let nodes = ["client", "server", "client2", "nat", "firewall", "eve"]
  static let roles = ["pns", "pac", "lac", "lns"]

  private let text: [UInt8]
  private let fields: FieldCatalogue?
  private var tokens: [(token: Token, at: Int)] = []
  private var next = 0
  private var depth = 0

  /// `fields`: nil for those of all kinds of tunnel.
  init(_ text: String, fields: FieldCatalogue? = nil) {
    self.text = Array(text.utf8)
    self.fields = fields
  }

  // MARK: Words

  private mutating func lex() throws(UsageError) {
    var i = 0
    func isWord(_ u: UInt8) -> Bool {
      (u >= 0x30 && u <= 0x39) || (u | 0x20 >= 0x61 && u | 0x20 <= 0x7a) || u == 0x5f || u == 0x2e || u == 0x3a || u == 0x2d || u >= 0x80
    }
    while i < text.count {
      let u = text[i]
      let two = i + 1 < text.count ? String(decoding: text[i...i + 1], as: UTF8.self) : ""
      switch u {
      case 0x20, 0x09, 0x0a, 0x0d: i += 1
      case 0x28:
        tokens.append((.open, i))
        i += 1
      case 0x29:
        tokens.append((.close, i))
        i += 1
      case _ where ["==", "!=", "<=", ">=", "&&", "||"].contains(two):
        tokens.append((.op(two), i))
        i += 2
      case 0x3c:
        tokens.append((.op("<"), i))
        i += 1
      case 0x3e:
        tokens.append((.op(">"), i))
        i += 1
      case 0x21:
        tokens.append((.op("!"), i))
        i += 1
      case 0x3d: throw UsageError("A single = compares nothing; write ==", suggestion: "==", position: i)
      case 0x22, 0x27:
        var j = i + 1
        while j < text.count, text[j] != u { j += 1 }
        guard j < text.count else { throw UsageError("This quotation mark is never closed", position: i) }
        tokens.append((.string(String(decoding: text[i + 1..<j], as: UTF8.self)), i))
        i = j + 1
      case _ where isWord(u):
        var j = i
        while j < text.count, isWord(text[j]) { j += 1 }
        tokens.append((.word(String(decoding: text[i..<j], as: UTF8.self)), i))
        i = j
      default: throw UsageError("“\(String(decoding: [u], as: UTF8.self))” means nothing here", position: i)
      }
    }
    tokens.append((.end, text.count))
  }

  private var token: Token { tokens[next].token }
  private var at: Int { tokens[next].at }
  private mutating func advance() { if next < tokens.count - 1 { next += 1 } }
  private mutating func takeWord(_ words: String...) -> Bool {
    switch token {
    case .word(let w) where words.contains(w.lowercased()):
      advance()
      return true
    case .op(let o) where words.contains(o):
      advance()
      return true
    default: return false
    }
  }

  // MARK: Grammar

  mutating func parse() throws(UsageError) -> Clause {
    try lex()
    guard token != .end else { throw UsageError("An expression is missing, such as “lcp.code == nak” or “tunnel.up”", position: 0) }
    let c = try disjunction()
    guard token == .end else { throw UsageError("The expression ends before this; “and” or “or” is missing", position: at) }
    return c
  }

  private mutating func disjunction() throws(UsageError) -> Clause {
    var c = try conjunction()
    while takeWord("or", "||") { c = .or(c, try conjunction()) }
    return c
  }

  private mutating func conjunction() throws(UsageError) -> Clause {
    var c = try negation()
    while takeWord("and", "&&") { c = .and(c, try negation()) }
    return c
  }

  private mutating func negation() throws(UsageError) -> Clause {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw UsageError("Too many parentheses", position: at) }
    if takeWord("not", "!") { return .not(try negation()) }
    if token == .open {
      let opened = at
      advance()
      let c = try disjunction()
      guard token == .close else { throw UsageError("This parenthesis is never closed", position: opened) }
      advance()
      return c
    }
    return try comparison()
  }

  private mutating func comparison() throws(UsageError) -> Clause {
    let start = at
    let left = try operand(right: false)
    guard let op = comparisonOperator() else {
      switch left {
      case .number, .string, .symbol: throw UsageError("A value alone is no question; compare it with a field", position: start)
      default: return .present(left)
      }
    }
    if case .milestone(let m) = left {
      throw UsageError("\(m.rawValue) holds or does not; it is not compared with anything", position: start)
    }
    return .compare(left, op, try operand(right: true))
  }

  private mutating func comparisonOperator() -> Comparison? {
    switch token {
    case .op(let o):
      guard let c = Comparison(rawValue: o) else { return nil }
      advance()
      return c
    case .word(let w) where w.lowercased() == "contains":
      advance()
      return .contains
    default: return nil
    }
  }

  private mutating func operand(right: Bool) throws(UsageError) -> Operand {
    let start = at
    switch token {
    case .string(let s):
      advance()
      return .string(s)
    case .word(let w):
      advance()
      if let n = Self.number(w) { return .number(n, text: w) }
      return right ? Self.right(w) : try left(w, start)
    case .end: throw UsageError(right ? "A value is missing behind the comparison" : "Something is missing at the end", position: start)
    default: throw UsageError("A field, a state or a value is expected here", position: start)
    }
  }

  static func number(_ w: String) -> UInt64? {
    if w.hasPrefix("0x") || w.hasPrefix("0X") { return UInt64(w.dropFirst(2), radix: 16) }
    return w.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? UInt64(w) : nil
  }

  /// On the right only `node.path` is a name; every other word is a symbol.
  private static func right(_ w: String) -> Operand {
    state(w.lowercased(), original: w) ?? .symbol(w)
  }

  private static func state(_ lower: String, original: String) -> Operand? {
    guard let dot = lower.firstIndex(of: "."), (nodes + roles).contains(String(lower[..<dot])) else { return nil }
    let path = original.drop { $0 != "." }.dropFirst()
    return path.isEmpty ? nil : .state(node: String(lower[..<dot]), path: String(path))
  }

  private func left(_ w: String, _ start: Int) throws(UsageError) -> Operand {
    let lower = w.lowercased()
    if let m = Milestone(rawValue: lower) { return .milestone(m) }
    if let r = RecordField(rawValue: lower) { return .record(r) }
    if let s = Self.state(lower, original: w) { return s }
    let (id, scope) = Operand.fieldName(lower)
    let layer = String(id.prefix { $0 != "." })
    let fields = fields ?? .all
    guard fields.layers.contains(layer) else {
      if var e = fields.notYet(layer) {
        e.position = start
        throw e
      }
      let names =
        Milestone.allCases.map(\.rawValue) + RecordField.allCases.map(\.rawValue) + Self.nodes.prefix(2) + fields.layers.sorted()
      throw UsageError(
        "“\(w)” is no field, state or milestone", suggestion: StateVariables.withEnd(w) ?? Spelling.nearest(w, among: names),
        position: start)
    }
    return .field(id: id, scope: scope)
  }
}
