import HexViews

/// One command of the workbench: everything the REPL, scripts, lessons, help and completion know of it.
public struct Command: Sendable {
  public enum Group: String, CaseIterable, Sendable {
    case begin = "Begin"
    case move = "Move"
    case stop = "Stops and habits"
    case look = "Look at a packet"
    case world = "Look at the world"
    case why = "Ask why"
    case fault = "Break things"
    case act = "Make an end act"
    case file = "Keep and share"
    case rest = "The rest"
  }
  public struct Example: Sendable {
    public var line: String
    public var about: String
  }
  /// What can be at a place of the line, for completion.
  public enum Argument: Sendable {
    case words([String])
    case node
    case tellAction
    case kind
    case settings
    case path
    case expression
    case field
    case file
    case command
    case topic
    case machine
    case mark
    case lesson
    case preference
    case term
  }

  public var name: String
  public var group: Group
  public var synopsis: [String]
  public var summary: String
  public var examples: [Example]
  /// Paragraphs below the examples.
  public var details: [String]
  /// Enter on an empty line does it again.
  public var repeatable: Bool
  /// By position; the last one holds for all further words.
  public var arguments: [[Argument]]
  public var run: @Sendable (inout Session, Words) -> CommandResult
  /// The same as a line of a saved lab, without a screen; nil for what is never in one. `load` knows nothing but these.
  var restore: Restoring?
  typealias Restoring = @Sendable (inout Session, Words) throws(UsageError) -> Void

  public init(
    _ name: String, _ group: Group, _ synopsis: String..., summary: String, examples: [(String, String)], details: [String] = [],
    repeatable: Bool = false, arguments: [[Argument]] = [], run: @escaping @Sendable (inout Session, Words) -> CommandResult
  ) {
    restore = nil
    self.name = name
    self.group = group
    self.synopsis = synopsis
    self.summary = summary
    self.examples = examples.map { Example(line: $0.0, about: $0.1) }
    self.details = details
    self.repeatable = repeatable
    self.arguments = arguments
    self.run = run
  }

  func restoring(_ restore: @escaping Restoring) -> Command {
    var c = self
    c.restore = restore
    return c
  }
}

/// The one table for REPL, batch, lessons, help and completion.
public enum CommandTable {
  public static let all: [Command] =
    beginCommands + moveCommands + stopCommands + lookCommands + worldCommands + whyCommands + faultCommands + actCommands + fileCommands
    + restCommands

  public enum Lookup: Sendable {
    case found(Command)
    case ambiguous([String])
    /// Known to the design, not to this version.
    case later(String)
    case unknown(nearest: String?)
  }

  /// By name, by unique prefix, or by one of the usual one-letter abbreviations.
  public static func find(_ word: String) -> Lookup {
    if let c = all.first(where: { $0.name == word }) { return .found(c) }
    if let name = shortcuts.first(where: { $0.0 == word })?.1, let c = all.first(where: { $0.name == name }) { return .found(c) }
    let fits = all.filter { $0.name.hasPrefix(word) }
    if fits.count == 1 { return .found(fits[0]) }
    if fits.count > 1 { return .ambiguous(fits.map(\.name)) }
    if let l = later.first(where: { $0.0 == word }) { return .later(l.1) }
    return .unknown(nearest: Spelling.nearest(word, among: all.map(\.name)))
  }

  /// Debuggers have these in people's fingers; all else follows from unique prefixes.
  static let shortcuts: [(String, String)] = [
    ("s", "step"), ("b", "back"), ("n", "next"), ("r", "run"), ("q", "quit"), ("exit", "quit"), ("h", "help"), ("?", "help"),
    ("l", "layers"), ("f", "fields"),
  ]

  static let later: [(String, String)] = [
    ("nat", "Middleboxes with address translation"), ("overhead", "Counting the overhead"), ("eavesdropper", "The eavesdropper's view"),
    ("whynot", "“whynot”"), ("trace", "Tracing an octet to its origin"),
    ("fork", "Forking the lab"), ("diff", "Comparing worlds"), ("compare", "Comparing worlds"), ("quiz", "The quiz"),
    ("live", "Live tunnels from the REPL"),
  ]
}
