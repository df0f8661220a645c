import HexViews

/// What a line of commands came to.
public struct BenchAnswer: Sendable {
  public var document: Document
  /// Unless it could not be done or a goal was missed.
  public var ok: Bool
  /// `quit` was among the commands.
  public var ends: Bool
  public init(_ document: Document, ok: Bool, ends: Bool = false) {
    self.document = document
    self.ok = ok
    self.ends = ends
  }
}

/// What a lesson is played on: the workbench's command language, as one value that can be put back.
public protocol LessonBench: Sendable {
  init()
  /// Does a line of commands.
  mutating func perform(_ line: String) -> BenchAnswer
  /// Does the expression hold now? The failure says what is wrong with it.
  func holds(_ expression: String) -> Result<Bool, UsageError>
  /// "behind step 4"; empty where there is no such thing as a place.
  var placeInWords: String { get }
  /// Where the learner is, on coming back.
  var whereabouts: Document { get }
  /// Something has happened in the lab that had not happened in the other.
  func hasMoved(since other: Self) -> Bool
  /// What `set` chose.
  var preferences: Session.Preferences { get set }
}

extension LessonBench {
  public var placeInWords: String { "" }
  public var whereabouts: Document { Document() }
  public var preferences: Session.Preferences {
    get { Session.Preferences() }
    set {}
  }
}

/// Where a lesson is played: a terminal, a pipe, a test.
public protocol LessonTerminal {
  /// A learner is there to answer; otherwise nothing is asked with a prompt.
  var interactive: Bool { get }
  mutating func show(_ document: Document)
  /// A line without its end; nil when there are no more.
  mutating func ask(_ prompt: String) -> String?
  /// Ctrl-C was typed: the lesson ends.
  var interrupted: Bool { get }
  /// How things are shown: what was `set` before the lesson, then what is `set` in it.
  var preferences: Session.Preferences { get set }
}

extension LessonTerminal {
  public var interrupted: Bool { false }
  public var preferences: Session.Preferences {
    get { Session.Preferences() }
    set {}
  }
}

extension Lesson {
  /// The command as it is given to the bench: `new` gets the lesson's seed where it names none.
  func complete(_ command: String) -> String {
    let words = command.split(separator: " ")
    guard seed != 1, words.count > 1, words[0] == "new", !command.contains("seed="), !command.contains(";") else { return command }
    return "\(command) seed=\(seed)"
  }
}

extension Session: LessonBench {
  public mutating func perform(_ line: String) -> BenchAnswer {
    let result = execute(line)
    if result.lesson != nil {
      let refusal = CommandResult.usage("You are in a lesson already: quit it first.", next: "quit")
      return BenchAnswer(refusal.document, ok: false, ends: result.ends)
    }
    return BenchAnswer(result.document, ok: result.status == .ok, ends: result.ends)
  }

  public func holds(_ expression: String) -> Result<Bool, UsageError> {
    guard let lab else { return Expression.parse(expression).flatMap { _ in .failure(UsageError("there is no lab yet")) } }
    return lab.expression(expression).map { $0.holds(in: lab) }
  }

  public var placeInWords: String {
    guard let lab else { return "" }
    return lab.current == 0 ? "at the beginning, before the first step" : "behind step \(lab.current)"
  }

  public var whereabouts: Document { lab.map { Screens.position($0, "").document } ?? Document() }

  public func hasMoved(since other: Session) -> Bool {
    guard let lab, let before = other.lab else { return lab != nil || other.lab != nil }
    return lab.current != before.current || lab.settings.words != before.settings.words
      || lab.record(lab.current) != before.record(before.current)
  }
}

extension LessonCommand {
  /// On a `Session` of its own; the caller's lab is not touched.
  public static func run<Terminal: LessonTerminal>(_ arguments: [String], on t: inout Terminal) -> ExitStatus {
    do {
      return run(try Request(arguments), bench: Session.self, on: &t)
    } catch {
      t.show(CommandResult.usage(error, in: "the line", help: "lesson").document)
      return .usage
    }
  }
}
