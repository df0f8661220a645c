import ProtocolEngines

/// Completion inside expressions: names where a question begins, and the values a name can have after a comparison.
enum ExpressionWords {
  /// Whether the cursor is in an expression: after `if` in faults, after `until`, after `break`.
  static func stands(in command: Command, _ words: [String]) -> Bool {
    switch command.name {
    case "break": words.count == 1 || words[1] != "delete"
    case "run": words.count >= 2
    default: LabCommand.faultNames.contains(command.name) && words.dropFirst().contains { $0 == "if" || $0 == "where" }
    }
  }

  /// What else can be there.
  static func others(_ command: Command, _ place: Int) -> [String] { command.name == "break" && place == 0 ? ["delete"] : [] }

  /// The name in front of a comparison that waits for its value: `lcp.code` of `break lcp.code == `; nil where none does.
  static func compared(in before: String) -> String? {
    let text = before.drop(fromEnd: " ")
    guard let op = Comparison.all.map(\.rawValue).sorted(by: { $0.utf8.count > $1.utf8.count }).first(where: { text.hasSuffix($0) }) else {
      return nil
    }
    let left = text.dropLast(op.count)
    // A word needs a blank in front of it.
    if op == Comparison.contains.rawValue, left.last != " " { return nil }
    let name = left.drop(fromEnd: " ").reversed().prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }
    return name.isEmpty ? nil : String(name.reversed())
  }

  /// What a question can begin with or go on with.
  static func names(_ session: Session, _ part: String) -> [String] {
    var out = Milestone.allCases.map(\.rawValue) + RecordField.allCases.map(\.rawValue) + ["and", "or", "not", "client", "server"]
    if let lab = session.lab { out += Completion.fields(lab) + Completion.paths(lab) }
    if part.isEmpty { return out }
    for scope in ["outer.", "inner."] where part.hasPrefix(scope) { return session.fields.names.map { scope + $0 } }
    return out + session.fields.names + ["outer.", "inner."]
  }

  /// The values of a field, a variable or a fact of the step, as one would type them.
  static func values(of name: String, _ session: Session) -> [String] {
    let lower = name.lowercased()
    switch RecordField(rawValue: lower) {
    case .from, .to, .node: return session.lab?.nodeNames ?? ["client", "server"]
    case .cause: return RecordField.causes
    case .some: return []
    case nil: break
    }
    if lower.hasSuffix(".state") {
      let machine = lower.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
      if Lab.pppMachines.contains(machine) { return PPPAutomaton.State.allCases.map(\.name) }
    }
    let id = Operand.fieldName(lower).id
    let fields = session.fields
    guard fields.refusal(id) == nil else { return [] }
    return fields.meanings(of: id).flatMap { spellings($0, of: id, fields) }
  }

  /// One word for a meaning, `configure-nak`, and its last part alone where that is enough: `nak`.
  private static func spellings(_ meaning: String, of id: String, _ fields: FieldCatalogue) -> [String] {
    let parts = meaning.prefix { !"(,:".contains($0) }.lowercased().split { !($0.isLetter || $0.isNumber) }
    guard let last = parts.last else { return [] }
    let whole = parts.joined(separator: "-")
    let number = fields.number(of: id, meaning: meaning)
    return [whole, String(last)].filter { fields.number(of: id, meaning: $0) == number }
  }
}

extension StringProtocol {
  fileprivate func drop(fromEnd c: Character) -> SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == c { end = index(before: end) }
    return self[..<end]
  }
}
