/// A wrong word on a command line: what is wrong, what is allowed, what was probably meant.
public struct UsageError: Error, Sendable, Equatable {
  public var text: String
  public var allowed: [String]
  public var suggestion: String?
  /// Character offset in the text that was parsed, where that helps.
  public var position: Int?
  /// Words allowed beside `allowed`, too many to list.
  public var more = 0
  public init(_ text: String, allowed: [String] = [], suggestion: String? = nil, position: Int? = nil) {
    self.text = text
    self.allowed = allowed
    self.suggestion = suggestion
    self.position = position
  }

  /// With at most `most` of the words that are allowed; how many more there are is said.
  func listing(_ most: Int) -> UsageError {
    guard allowed.count > most else { return self }
    var e = self
    (e.allowed, e.more) = (Array(allowed.prefix(most)), allowed.count - most)
    return e
  }

  /// "a, b or c"; "a, b and 12 more".
  public var allowedText: String {
    let or = more == 0
    return Say.list(or ? allowed : allowed + ["\(more) more"], or: or)
  }

  /// The one wording for what later versions will have.
  public static func notYet(_ what: String) -> UsageError { UsageError("\(what): this version of vpnlab does not have it yet") }
}
