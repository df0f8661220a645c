import ProtocolEngines

/// The variables of an end, for questions that are read without a lab.
enum StateVariables {
  /// The variables that an end, its TCP connection and its host have while they are there.
  static let all: [String] = {
    var tree = StateTree()
    let ends = TunnelKind.all.flatMap(\.variables)
    TCPConnection(connect: .init(local: .any, localPort: 0, remote: .any, remotePort: 0), initialSequence: 0, at: Instant()).inspect(&tree)
    PingHost(dice: Dice(seed: 0)).inspect(&tree)
    return ends + tree.entries.map(\.path)
  }()

  /// Those of a lab with this kind of tunnel.
  static func of(_ kind: TunnelKind) -> [String] { TunnelKind.all.contains(kind) ? all : all + kind.variables }

  /// `cleint.lcp.state` and `ping.answered` with the end that was meant, or one of them; nil where the rest is no variable.
  static func withEnd(_ path: String) -> String? {
    if all.contains(path) { return "client." + path }
    let head = String(path.prefix { $0 != "." })
    let rest = String(path.dropFirst(head.count + 1))
    guard all.contains(rest),
      let end = Spelling.nearest(head, among: Array(ExpressionParser.nodes.prefix(2) + ExpressionParser.roles.prefix(2)))
    else { return nil }
    return "\(end).\(rest)"
  }
}
