import ProtocolEngines

extension Lab {
  public func holds(_ m: Milestone) -> Bool { world.holds(m) }

  /// Role names become node names: in PPTP's lab the client is the PNS and the server the PAC (RFC 2637 §1.1).
  public func resolved(_ node: String) -> String {
    switch node {
    case "pns": "client"
    case "pac": "server"
    default: node
    }
  }

  /// All variables of a node after step `step`, by paths relative to the node (`lcp.state`).
  public func stateTree(node: String, at step: Int) -> StateTree {
    var tree = StateTree()
    guard step >= 0, step < worlds.count else { return tree }
    worlds[step].node(resolved(node))?.inspect(&tree)
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
    Expression.parse(text).flatMap { e in e.refusal(in: self).map { .failure($0) } ?? .success(e) }
  }

  /// What is wrong with `server.ccp.state`, or nil. A machine that does not run has no variables, so of what may come
  /// (or has gone) only the first component is asked for.
  func refusal(ofState path: String) -> UsageError? {
    let parts = path.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    let known = paths
    let full = parts.count > 1 ? ([resolved(String(parts[0]))] + parts.dropFirst().map(String.init)).joined(separator: ".") : path
    if known.contains(full) { return nil }
    if parts.count > 2, nodeNames.contains(resolved(String(parts[0]))) {
      let head = full.split(separator: ".").prefix(2).joined(separator: ".") + "."
      if Self.laterHeads.contains(String(parts[1])) || known.contains(where: { $0.hasPrefix(head) }) { return nil }
    }
    return UsageError("“\(path)” is no state here", suggestion: Spelling.nearest(full, among: known))
  }

  /// First components of the variables that a link and its GRE window have: they come and go with the call.
  private static let laterHeads: Set<String> = {
    var tree = StateTree()
    PPPLink(config: PPPConfig(side: .client), dice: Dice(seed: 0)).inspect(&tree)
    return Set(tree.entries.map { String($0.path.prefix { $0 != "." }) } + ["gre"])
  }()

  /// The machines that run RFC 1661's automaton, from LCP outwards: those whose state in a new link is one of its states.
  static let pppMachines: [String] = {
    var tree = StateTree()
    PPPLink(config: PPPConfig(side: .client), dice: Dice(seed: 0)).inspect(&tree)
    return tree.entries.compactMap { e in
      guard e.path.hasSuffix(".state"), case .text(let state) = e.value, PPPAutomaton.State.allCases.contains(where: { $0.name == state }) else { return nil }
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
    if Milestone(rawValue: name) != nil { return UsageError("“\(name)” is a milestone already: goto \(name) goes to the step after which it first held") }
    return nil
  }
}

extension Lab: CustomStringConvertible {
  /// Short on purpose: a lab is large.
  public var description: String { "lab “\(settings.words.joined(separator: " "))” at step \(current) of \(records.count)" }
}
