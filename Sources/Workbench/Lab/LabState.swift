import ProtocolEngines

extension Lab {
  var fields: FieldCatalogue { settings.fields ?? .all }

  public func holds(_ m: Milestone) -> Bool { world.holds(m) }

  /// Role names become node names: `pns` is the client where the tunnel is PPTP (RFC 2637 §1.1).
  public func resolved(_ node: String) -> String {
    switch settings.kind.side(of: node) {
    case .client?: "client"
    case .server?: "server"
    case nil: node
    }
  }

  /// All variables of a node after step `step`, by paths relative to the node (`lcp.state`).
  public func stateTree(node: String, at step: Int) -> StateTree {
    var tree = StateTree()
    guard step >= 0, step <= records.count else { return tree }
    world(after: step).node(resolved(node))?.inspect(&tree)
    return tree
  }

  /// `"server.ccp.state"` now.
  public func value(of path: String) -> StateTree.Value? { value(of: path, at: current) }

  public func value(of path: String, at step: Int) -> StateTree.Value? {
    guard let dot = path.firstIndex(of: ".") else { return nil }
    return stateTree(node: String(path[..<dot]), at: step)[String(path[path.index(after: dot)...])]
  }

  /// All paths there are now, with their nodes, for completion and did-you-mean.
  public var paths: [String] {
    nodeNames.flatMap { n in stateTree(node: n, at: current).entries.map { "\(n).\($0.path)" } }
  }

  /// Reads an expression and checks its state paths, fields and values against what there is.
  public func expression(_ text: String) -> Result<Expression, UsageError> {
    Expression.parse(text, fields: settings.fields).flatMap { e in e.refusal(in: self).map { .failure($0) } ?? .success(e) }
  }

  /// What is wrong with `server.ccp.state`, or nil. Machines come and go with the call: a variable counts as known whether or
  /// not its machine runs now.
  func refusal(ofState path: String) -> UsageError? {
    let parts = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let node = resolved(parts[0])
    guard parts.count == 2, nodeNames.contains(node) else {
      return UsageError("“\(path)” is no state here", suggestion: StateVariables.withEnd(path) ?? Spelling.nearest(path, among: paths))
    }
    let tree = stateTree(node: node, at: current)
    let variables = StateVariables.of(settings.kind)
    let known = tree.entries.map(\.path) + tree.absent + variables
    if known.contains(parts[1]) || variables.contains(withoutEnd(parts[1])) { return nil }
    return UsageError("“\(path)” is no state here", suggestion: Spelling.nearest(parts[1], among: known).map { "\(parts[0]).\($0)" })
  }

  /// `client2.lcp.state` of the server is `lcp.state` of its end for that client.
  private func withoutEnd(_ path: String) -> String {
    let head = String(path.prefix { $0 != "." })
    return nodeNames.contains(head) ? String(path.dropFirst(head.utf8.count + 1)) : path
  }

  /// What is wrong with a word as the value of a variable, or nil. Where nothing is known of its values, nothing is.
  func refusal(ofState path: String, value word: String) -> UsageError? {
    let variable = withoutEnd(String(path.drop { $0 != "." }.dropFirst()))
    if let allowed = stateNames(variable) {
      if allowed.contains(where: { Symbols.matches(word, meaning: $0) }) { return nil }
      return UsageError("\(path) is never “\(word)”", allowed: allowed, suggestion: Spelling.nearest(word, among: allowed)).listing(24)
    }
    switch value(of: path) {
    case .number? where ExpressionParser.number(word) == nil && Int64(word) == nil:
      return UsageError("\(path) is a number, and “\(word)” is none")
    case .flag? where Symbols.truth(word) == nil: return UsageError("\(path) is never “\(word)”", allowed: ["yes", "no"])
    default: return nil
    }
  }

  /// What a variable that names a state can say; nil for the others.
  private func stateNames(_ variable: String) -> [String]? {
    if let m = fields.protocols.lazy.flatMap(\.machines).first(where: { $0.variable == variable }) { return m.states }
    if ["auth.method", "lcp.auth", "lcp.peer.auth"].contains(variable) { return AuthMethod.allCases.map(\.rawValue) }
    return nil
  }

  /// The machines that run RFC 1661's automaton, from LCP outwards: those whose state in a new link is one of its states.
  static let pppMachines: [String] = {
    var tree = StateTree()
    PPPLink(config: PPPConfig(side: .client), dice: Dice(seed: 0)).inspect(&tree)
    return tree.entries.compactMap { e in
      guard e.path.hasSuffix(".state"), case .text(let state) = e.value, PPPAutomaton.State.allCases.contains(where: { $0.name == state })
      else { return nil }
      return String(e.path.dropLast(6))
    }
  }()

  /// Every machine there is a state of now, and those of PPP.
  var machines: [String] {
    var out = Self.pppMachines
    for path in paths where path.hasSuffix(".state") {
      let name = String(path.drop { $0 != "." }.dropFirst().dropLast(6))
      if !out.contains(name) { out.append(name) }
    }
    return out
  }

  /// What is wrong with the name of a mark, or nil.
  static func refusal(ofMark name: String) -> UsageError? {
    if name.isEmpty || name.utf8.count > 64 || Int(name) != nil { return UsageError("A mark is one word and no number") }
    // `goto tunnel.up` goes to where it first held.
    if Milestone(rawValue: name) != nil {
      return UsageError("“\(name)” is a milestone already: goto \(name) goes to the step after which it first held")
    }
    return nil
  }
}

extension Lab: CustomStringConvertible {
  /// Short on purpose: a lab is large.
  public var description: String { "lab “\(settings.words.joined(separator: " "))” at step \(current) of \(records.count)" }
}
