import HexViews

/// What a command asks of the program that runs the session. The session neither ends the program nor has a terminal of its own.
public enum Wish: Sendable, Equatable {
  /// `quit`
  case end
  /// `lesson …`: its words. It is played on a session of its own.
  case lesson([String])
}

public struct CommandResult: Sendable {
  public var document: Document
  public var status: ExitStatus
  /// The command that made it; empty for an empty line.
  public var command: String
  /// In the order in which the commands of the line asked.
  public var wishes: [Wish] = []
  public init(_ document: Document, _ status: ExitStatus = .ok, command: String = "") {
    self.document = document
    self.status = status
    self.command = command
  }

  /// The program is to end.
  public var ends: Bool { wishes.contains(.end) }
  /// The words of the last lesson that was asked for.
  public var lesson: [String]? {
    for case .lesson(let words) in wishes.reversed() { return words }
    return nil
  }

  static func wish(_ wish: Wish) -> CommandResult {
    var r = CommandResult(Document())
    r.wishes = [wish]
    return r
  }
}

extension CommandResult {
  /// A wrong command: what is wrong, and what to type instead.
  static func usage(_ text: String, next: String) -> CommandResult { failure(text, next: next, status: .usage) }

  static func failure(_ text: String, next: String, status: ExitStatus = .failed) -> CommandResult {
    CommandResult(
      Document(
        [.callout(.problem, StyledText(text)), .callout(.hint, StyledText(next))],
        json: [.object([.init("error", .string(text)), .init("hint", .string(next)), .init("status", .int(Int64(status.rawValue)))])]),
      status)
  }

  static func usage(_ error: UsageError, in what: String, help: String) -> CommandResult {
    var text = error.text
    if let p = error.position { text += " (at column \(p + 1) of \(what))" }
    if !text.hasSuffix(".") && !text.hasSuffix("?") && !text.hasSuffix(")") { text += "." }
    if let s = error.suggestion { text += " Did you mean “\(s)”?" }
    let allowed = error.allowed.isEmpty ? "" : "Allowed: \(error.allowedText). "
    return usage(text, next: "\(allowed)More: help \(help)")
  }

  static let noLab = CommandResult.usage("There is no lab yet.", next: "Begin with: new pptp")

  /// One line that says what was done.
  static func done(_ text: StyledText, json: [JSONValue] = []) -> CommandResult {
    CommandResult(Document([.paragraph(text)], json: json.isEmpty ? [.object([.init("did", .string(text.string))])] : json))
  }

  /// A view, which says by itself when it was asked for something that is not there.
  static func view(_ d: Document) -> CommandResult { CommandResult(d, Views.isProblem(d) ? .usage : .ok) }
}
