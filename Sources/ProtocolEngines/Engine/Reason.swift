/// The reasons of one protocol: an enum, so that a misspelt code does not compile. Raw values are stable and dotted:
/// `"lcp.no-answer"`.
public protocol ReasonCodes: RawRepresentable, CaseIterable, Sendable where RawValue == String {}

/// A reason's code, whichever protocol's it is. Decisions read this; the sentence is for people.
public struct ReasonCode: Hashable, Sendable {
  public let rawValue: String
  @inline(__always) public init(_ code: some ReasonCodes) { rawValue = code.rawValue }
  /// It is a reason of that protocol.
  public func isOne<C: ReasonCodes>(of codes: C.Type) -> Bool { C(rawValue: rawValue) != nil }
  public static func == (a: ReasonCode, b: some ReasonCodes) -> Bool { a.rawValue == b.rawValue }
  public static func != (a: ReasonCode, b: some ReasonCodes) -> Bool { a.rawValue != b.rawValue }
}

/// Why something ended, failed or was refused: a stable code, the sentence for people, and the section that says so.
public struct Reason: Sendable, Equatable {
  public var code: ReasonCode
  /// A clause without capital and full stop: `"no answer to 10 Configure-Requests"`.
  public var sentence: Sentence
  /// `"RFC 1661 §4.6"`; empty where no document rules.
  public var ref: String

  public init(_ code: some ReasonCodes, _ sentence: Sentence, ref: String = "") {
    self.code = ReasonCode(code)
    self.sentence = sentence
    self.ref = ref
  }

  /// Another wording of a reason: what the peer hears of it, for instance.
  init(repeating r: Reason, as sentence: Sentence) {
    self = r
    self.sentence = sentence
  }

  public var text: String { sentence.text }
  public static func == (a: Reason, b: Reason) -> Bool { a.code == b.code && a.sentence == b.sentence }
}
