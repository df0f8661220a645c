import ProtocolEngines

/// What can stand at a place of a line. Works from the command table and the lists that the parsers use.
public enum Completion {
  /// All paths of state, with the end before them.
  static func paths(_ lab: Lab) -> [String] {
    lab.nodeNames.flatMap { node in lab.stateTree(node: node, at: lab.current).entries.map { "\(node).\($0.path)" } }
  }
}
