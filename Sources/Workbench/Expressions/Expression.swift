import ProtocolEngines

/// A question about a step and the lab: breakpoints, faults, checks and `run until` (display-filter style).
public struct Expression: Sendable, Equatable {
  /// As it was typed.
  public let text: String

  public static func == (a: Self, b: Self) -> Bool { a.text == b.text }

  /// The error's position is a character offset in `text`.
  public static func parse(_ text: String) -> Result<Expression, UsageError> { .success(Expression(text: text)) }

  /// Does it hold at the lab's current step? Fields are those of the current step's first frame.
  public func holds(in lab: Lab) -> Bool { false }
}
