/// A word of a protocol or of the program, in one to three sentences.
public struct GlossaryEntry: Sendable {
  /// As people write it; further spellings stand in `also`.
  public let term: String
  /// Written out: "PPTP Network Server"; may be empty.
  public let long: String
  public let also: [String]
  public let text: String
  public let ref: String
  public let see: [String]

  public init(_ term: String, _ long: String = "", also: [String] = [], _ text: String, _ ref: String, see: [String] = []) {
    self.term = term
    self.long = long
    self.also = also
    self.text = text
    self.ref = ref
    self.see = see
  }

  public var names: [String] { [term] + (long.isEmpty ? [] : [long]) + also }
}
