import HexViews
import ProtocolEngines

/// One user's sitting at the workbench: a lab, habits, and the command language. The same for the REPL, scripts and lessons.
public struct Session: Sendable {
  public var lab: Lab?
  /// The kinds of tunnel that `new` and `load` make.
  public var kinds = TunnelKind.all
  /// Commands whose output follows every move (`display`).
  public var displays: [Display] = []
  /// The last step-like line; Enter repeats it.
  public private(set) var repeatable: String?
  public var preferences = Preferences()
  /// Asked between the steps of long runs.
  public var interrupted: @Sendable () -> Bool = { false }
  /// Ids of the lessons that can be found, for completion.
  public var lessonIDs: @Sendable () -> [String] = { [] }
  /// How deep `execute` is nested (`display`, `load`).
  var depth = 0

  public struct Display: Sendable, Equatable {
    public var number: Int
    public var line: String
  }

  /// What `set` changes. Nil leaves the choice to the terminal.
  public struct Preferences: Sendable, Equatable {
    public var width: Int?
    public var color: Bool?
    public var ascii: Bool?
    public var background: Background?
    public var acksShown = false
    /// At a terminal, output that is higher than the screen comes in parts.
    public var pager = true

    public init() {}

    /// Looks like `other` from now on; what the steps of the lab are stays.
    mutating func look(like other: Preferences) {
      let acks = acksShown
      self = other
      acksShown = acks
    }
  }

  public init() {}

  /// The fields that packets of these kinds may have.
  var fields: FieldCatalogue { .of(kinds) }

  /// Does every command of the line (they are separated by `;`) until one fails.
  public mutating func execute(_ line: String) -> CommandResult {
    let commands: [Words]
    do { commands = try Words.commands(line) } catch {
      return .usage("The line cannot be read: \(error.text).", next: "Put the other quote, or take this one away.")
    }
    var result = CommandResult(Document(), .ok)
    for words in commands {
      let one = execute(words)
      result.document.append(one.document)
      result.status = one.status
      result.command = one.command
      result.wishes += one.wishes
      if one.status != .ok || one.ends { break }
    }
    return result
  }

  /// The commands of a line, each as it was written. A line that cannot be read stays whole: `execute` says what is wrong.
  public static func commands(of line: String) -> [String] {
    guard let all = try? Words.commands(line), all.count > 1 else { return [line] }
    return all.map { $0.raw(from: 0) }
  }

  /// What Enter on an empty line does; nil when there is nothing to repeat.
  public mutating func repeatLast() -> CommandResult? {
    guard let line = repeatable else { return nil }
    return execute(line)
  }

  mutating func execute(_ words: Words) -> CommandResult {
    guard let name = words.words.first?.text else { return CommandResult(Document(), .ok) }
    switch CommandTable.find(name) {
    case .found(let command):
      var rest = words
      rest.words.removeFirst()
      if rest.texts == ["--help"] || rest.texts == ["-h"] { return CommandResult(Help.command(command), .ok, command: "help") }
      let before = position
      var result = command.run(&self, rest)
      result.command = command.name
      if depth == 0 {
        repeatable = command.repeatable ? words.raw(from: 0) : nil
        let moved = before != nil && position != nil && before != position
        if moved && (result.status == .ok || result.status == .failed) { addDisplays(to: &result) }
      }
      return result
    case .ambiguous(let names):
      return .usage("“\(name)” could be \(Say.list(names, or: true)).", next: "Type one letter more, or: help \(names[0])")
    case .later(let what):
      return .usage(UsageError.notYet(what).text + ".", next: "help lists what there is.")
    case .unknown(let near):
      if let near { return .usage("There is no command “\(name)”. Did you mean “\(near)”?", next: "help \(near)") }
      return .usage("There is no command “\(name)”.", next: "help lists all commands; apropos WORD searches them.")
    }
  }

  // Out of line: inlined into `execute`, the optimiser of Swift 6.3.1 fails on the borrow of `self`.
  @inline(never) private func place() -> Int? { lab?.current }
  var position: Int? { place() }

  @inline(never)
  private mutating func addDisplays(to result: inout CommandResult) {
    depth += 1
    defer { depth -= 1 }
    for d in displays {
      let shown = execute(d.line)
      result.document.append(shown.document)
    }
  }
}
