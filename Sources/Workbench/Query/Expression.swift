import ProtocolEngines

/// A question about a step and the lab: breakpoints, faults, checks and `run until` (display-filter style).
///
/// `lcp.code == nak and from == client`, `server.ccp.state == opened`, `tunnel.up`, `outer.ip.ttl < 64`. A field matches if
/// any occurrence does; `outer.` and `inner.` narrow it to what carries the tunnel and what it carries.
public struct Expression: Sendable, Equatable {
  /// As it was typed.
  public let text: String
  let clause: Clause

  public static func == (a: Self, b: Self) -> Bool { a.text == b.text }

  /// The error's position is an octet offset in `text`. `fields`: those there are; nil for those of all kinds of tunnel.
  public static func parse(_ text: String, fields: FieldCatalogue? = nil) -> Result<Expression, UsageError> {
    var p = ExpressionParser(text, fields: fields)
    do throws(UsageError) { return .success(Expression(text: text, clause: try p.parse())) } catch { return .failure(error) }
  }

  /// Asks about a frame or step, so it can only become true by a new step; otherwise it asks about the state as it is.
  public var asksAboutStep: Bool { Self.asks(clause) }

  private static func asks(_ c: Clause) -> Bool {
    switch c {
    case .or(let a, let b), .and(let a, let b): asks(a) || asks(b)
    case .not(let a): asks(a)
    case .present(let o): asks(o)
    case .compare(let a, _, let b): asks(a) || asks(b)
    }
  }
  private static func asks(_ o: Operand) -> Bool {
    switch o {
    case .field, .record: true
    default: false
    }
  }

  /// What could never be so in this lab: a field, state or value that there is not. Nil: nothing of the kind.
  func refusal(in lab: some QueryLab) -> UsageError? {
    func name(_ o: Operand) -> UsageError? {
      switch o {
      case .field(let id, let scope):
        lab.fields.refusal(id).map { e in
          // `lcp.opend` is nearer to the milestone than to any field of LCP.
          var e = e
          let near = [Spelling.nearest(id, among: Milestone.allCases.map(\.rawValue)), e.suggestion].compactMap { $0 }
          if scope == .any, let best = Spelling.nearest(id, among: near) {
            e.suggestion = best
            e.allowed = []
          }
          return e
        }
      case .state(let node, let path): lab.refusal(ofState: "\(node).\(path)")
      default: nil
      }
    }
    func value(_ a: Operand, _ op: Comparison, _ b: Operand) -> UsageError? {
      guard op == .equal || op == .unequal else { return nil }
      switch (a, b) {
      case (.field(let id, _), .symbol(let s)), (.field(let id, _), .string(let s)): return lab.fields.refusal(id, symbol: s)
      case (.field(let id, _), .number(let n, _)): return lab.fields.refusal(id, number: n)
      case (.record(let f), .symbol(let s)), (.record(let f), .string(let s)): return f.refusal(s, in: lab)
      case (.state(let node, let path), .symbol(let s)), (.state(let node, let path), .string(let s)):
        return lab.refusal(ofState: "\(lab.resolved(node)).\(path)", value: s)
      default: return nil
      }
    }
    func walk(_ c: Clause) -> UsageError? {
      switch c {
      case .or(let a, let b), .and(let a, let b): walk(a) ?? walk(b)
      case .not(let a): walk(a)
      case .present(let o): name(o)
      case .compare(let a, let op, let b): name(a) ?? name(b) ?? value(a, op, b)
      }
    }
    return walk(clause)
  }
}

extension Expression {
  func holds(in scene: QueryScene<some QueryLab>) -> Bool { Self.evaluate(clause, scene) }

  private static func evaluate(_ c: Clause, _ s: QueryScene<some QueryLab>) -> Bool {
    switch c {
    case .or(let a, let b): evaluate(a, s) || evaluate(b, s)
    case .and(let a, let b): evaluate(a, s) && evaluate(b, s)
    case .not(let a): !evaluate(a, s)
    case .present(let o): present(o, s)
    case .compare(let a, let op, let b): compare(a, op, b, s)
    }
  }

  private static func present(_ o: Operand, _ s: QueryScene<some QueryLab>) -> Bool {
    switch o {
    case .milestone(let m): return s.lab.holds(m)
    case .state(let node, let path):
      switch s.lab.value(of: s.lab.resolved(node) + "." + path) {
      case .flag(let b): return b
      case .number(let n): return n != 0
      case .text(let t): return !t.isEmpty
      case .octets(let o): return !o.isEmpty
      case nil: return false
      }
    case .record(let r): return recordValues(r, s).contains { !$0.isEmpty }
    case .field(let id, let scope):
      let prefix = id + "."
      return notes(s, scope).contains { n, _ in
        let name = n.field.id.string
        return name == id || name.hasPrefix(prefix)
      }
    case .number, .string, .symbol: return false
    }
  }

  private static func recordValues(_ f: RecordField, _ s: QueryScene<some QueryLab>) -> [String] {
    switch f {
    case .from: return [s.from]
    case .to: return [s.to]
    case .node: return [s.node]
    case .problem: return s.dissection()?.problems.map(\.text) ?? []
    case .summary: return (s.dissection()?.summary).map { [$0] } ?? []
    case .proto: return (s.dissection()?.proto).map { [$0] } ?? []
    case .step, .cause, .timer, .lost, .note: return s.facts(f)
    }
  }

  /// The frame's notes with the octets of their buffer.
  private static func notes(_ s: QueryScene<some QueryLab>, _ scope: Operand.Scope) -> [(FieldNote, [UInt8])] {
    guard let d = s.dissection() else { return [] }
    return d.notes(scope).map { ($0.note, d.buffers[$0.buffer].octets) }
  }

  // MARK: Comparing

  private static func compare(_ a: Operand, _ op: Comparison, _ b: Operand, _ s: QueryScene<some QueryLab>) -> Bool {
    // A state on the right becomes the value it has now.
    var right = b
    if case .state(let node, let path) = b {
      switch s.lab.value(of: s.lab.resolved(node) + "." + path) {
      case .number(let n): right = n >= 0 ? .number(UInt64(n), text: String(n)) : .string(String(n))
      case .text(let t): right = .string(t)
      case .octets(let o): right = .string(HexText.string(o))
      case .flag(let f): right = .symbol(f ? "yes" : "no")
      case nil: return false
      }
    }
    switch a {
    case .field(let id, let scope):
      return notes(s, scope).contains { n, octets in n.field.id.string == id && compare(FieldValue(n, octets), op, right) }
    case .state(let node, let path):
      guard let v = s.lab.value(of: s.lab.resolved(node) + "." + path) else { return false }
      return compare(FieldValue(v), op, right)
    case .record(let f):
      let names = [RecordField.from, .to, .node].contains(f)
      if names, case .symbol(let w) = right { right = .symbol(s.lab.resolved(w.lowercased())) }
      return recordValues(f, s).contains { compare(FieldValue(text: $0, number: f == .step ? UInt64($0) : nil), op, right) }
    case .number(let n, let t): return compare(FieldValue(text: t, number: n), op, right)
    case .string(let t), .symbol(let t): return compare(FieldValue(text: t, number: nil), op, right)
    case .milestone: return false
    }
  }

  private static func compare(_ v: FieldValue, _ op: Comparison, _ right: Operand) -> Bool {
    switch op {
    case .equal: v.equals(right)
    case .unequal: !v.equals(right)
    case .contains: v.contains(right)
    case .less: v.order(right).map { $0 < 0 } ?? false
    case .lessOrEqual: v.order(right).map { $0 <= 0 } ?? false
    case .greater: v.order(right).map { $0 > 0 } ?? false
    case .greaterOrEqual: v.order(right).map { $0 >= 0 } ?? false
    }
  }
}

/// One value with all the ways in which it may be written.
private struct FieldValue {
  var text: String?
  var number: UInt64?
  var octets: [UInt8]?
  var isBit = false

  init(text: String?, number: UInt64?) {
    self.text = text
    self.number = number
  }
  init(_ n: FieldNote, _ buffer: [UInt8]) {
    text = n.meaning
    number = n.number
    isBit = n.kind == .bits
    if n.tiles, n.range.upperBound <= buffer.count { octets = Array(buffer[n.range]) }
  }
  init(_ v: StateTree.Value) {
    switch v {
    case .number(let n):
      number = n >= 0 ? UInt64(n) : nil
      text = String(n)
    case .text(let t): text = t
    case .octets(let o): octets = o
    case .flag(let f):
      number = f ? 1 : 0
      isBit = true
    }
  }

  func equals(_ right: Operand) -> Bool {
    switch right {
    case .number(let n, let t):
      if let number { return number == n }
      if let text, text == t { return true }
      // "1a2b" typed without quotation marks may be all digits.
      return octets.map { HexText.string($0) == t || (t.hasPrefix("0x") && HexText.octets(t) == $0) } ?? false
    case .string(let s):
      if let text, text.lowercased() == s.lowercased() { return true }
      if let octets { return octets == Array(s.utf8) || trimmed(octets) == Array(s.utf8) || HexText.octets(s) == octets }
      return false
    case .symbol(let s):
      if let text, Symbols.matches(s, meaning: text) { return true }
      if isBit || number == 1 || number == 0, let truth = Symbols.truth(s), let number, isBit { return truth == (number != 0) }
      if let octets { return trimmed(octets) == Array(s.utf8) || HexText.octets(s) == octets }
      return false
    default: return false
    }
  }

  func contains(_ right: Operand) -> Bool {
    let needle: String
    switch right {
    case .number(_, let t): needle = t
    case .string(let s), .symbol(let s): needle = s
    default: return false
    }
    if let text, find(Array(needle.lowercased().utf8), in: Array(text.lowercased().utf8)) { return true }
    if let octets {
      if find(Array(needle.utf8), in: octets) { return true }
      if let hex = HexText.octets(needle), !hex.isEmpty { return find(hex, in: octets) }
    }
    return false
  }

  /// Less than, equal to or greater than a number; nil when either is none.
  func order(_ right: Operand) -> Int? {
    guard let number, case .number(let n, _) = right else { return nil }
    return number < n ? -1 : number == n ? 0 : 1
  }

  private func trimmed(_ o: [UInt8]) -> [UInt8] { Array(o.prefix { $0 != 0 }) }

  private func find(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
    guard !needle.isEmpty, needle.count <= hay.count else { return needle.isEmpty }
    return (0...hay.count - needle.count).contains { hay[$0..<$0 + needle.count].elementsEqual(needle) }
  }
}
