import ProtocolEngines

extension Lab {
  public func holds(_ m: Milestone) -> Bool { world.holds(m) }

  /// The step after which a milestone first held on the way to `current`, or nil.
  public func firstStep(_ m: Milestone) -> Int? { (0...current).first { worlds[$0].holds(m) } }

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

  /// Reads an expression and checks its state paths and fields against what there is.
  public func expression(_ text: String) -> Result<Expression, UsageError> {
    switch Expression.parse(text) {
    case .failure(let e): return .failure(e)
    case .success(let e):
      for o in e.operands {
        if case .field(let id, _) = o, !fieldNames.contains(id), let fault = FieldCatalogue.fault(id) { return .failure(fault) }
        guard case .state(let node, let path) = o else { continue }
        let full = "\(resolved(node)).\(path)"
        // A machine that does not run yet has no variables, so only a node's wholly unknown first component is an error.
        let known = paths
        if !known.contains(full), !known.contains(where: { $0.hasPrefix(full.prefix { $0 != "." } + "." + path.prefix { $0 != "." } + ".") }), !Self.laterPaths.contains(String(path.prefix { $0 != "." })) {
          return .failure(UsageError("“\(node).\(path)” is no state here", suggestion: Spelling.nearest(full, among: known)))
        }
      }
      return .success(e)
    }
  }

  /// Machines whose variables may come only later in a run.
  private static let laterPaths = ["lcp", "auth", "ccp", "ipcp", "ipv6cp", "gre", "pptp", "call", "control", "tcp", "ping", "ppp", "mppe"]

  /// Field ids of all frames so far, in order of appearance: for completion.
  public var fieldNames: [String] {
    var seen: Set<String> = [], list: [String] = []
    for n in stride(from: 1, through: current, by: 1) {
      for d in dissections(of: n) {
        for b in d.buffers { for note in b.notes where seen.insert(note.field.id.string).inserted { list.append(note.field.id.string) } }
      }
    }
    return list
  }
}

extension Lab: CustomStringConvertible {
  /// Short on purpose: a lab is large.
  public var description: String { "lab “\(settings.words.joined(separator: " "))” at step \(current) of \(records.count)" }
}
