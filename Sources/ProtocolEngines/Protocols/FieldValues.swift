/// What is printed for the numbers of some fields: named numbers, and words made of the others.
public struct FieldValues: Sendable {
  public var ids: [StaticString]
  /// The names.
  public var table: CodeTable
  /// What is printed for a number without a name.
  public var others: Others

  public enum Others: Sendable {
    /// `unknown (7)`
    case unknown
    /// A number in words: `1400 octets`; nil for one that is printed as it is.
    case words(@Sendable (UInt64) -> String?)
  }

  static let nameless: CodeTable = [:]

  private init(_ ids: [StaticString], _ table: CodeTable, _ others: Others) {
    self.ids = ids
    self.table = table
    self.others = others
  }

  /// Fields whose layout visits them as this code point.
  static func code<P: Codepoint>(_ type: P.Type, _ ids: StaticString...) -> Self { Self(ids, P.table, .unknown) }
  /// The same with another table, of the codes that the protocol has.
  static func codes(_ table: CodeTable, _ ids: StaticString...) -> Self { Self(ids, table, .unknown) }
  /// Numbers that are printed in words; those of the table by its names.
  static func words(_ ids: StaticString..., named: CodeTable = FieldValues.nameless, by text: @escaping @Sendable (UInt64) -> String?)
    -> Self
  {
    Self(ids, named, .words(text))
  }

  /// What is printed for a number as the value of such a field.
  public func text(_ number: UInt64) -> String? {
    if let name = table[number] { return name.string }
    switch others {
    case .unknown: return "unknown (\(number))"
    case .words(let text): return text(number)
    }
  }
}
