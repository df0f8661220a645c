/// Why octets are not a well-formed message. Trivial to copy; `description` names what, where and the rule.
public struct WireError: Error, Sendable, CustomStringConvertible {
  public enum Kind: UInt8, Sendable {
    /// The octets end before the field does.
    case truncated
    /// A length field cannot be right.
    case badLength
    /// Octets are left over inside a part whose length is given.
    case leftover
    /// A value that the layout cannot go on from.
    case badValue
  }
  public var kind: Kind
  /// Octet offset in the buffer.
  public var at: Int
  /// Octets needed (truncated), the length found (badLength), octets left (leftover), the value (badValue).
  public var need: Int
  /// Octets there were; with a length found, the least it may be.
  public var have: Int
  /// Octets of the field at `at` (badLength, badValue).
  public var size = 1
  public var field: Text
  public var name: Text
  public var ref: Text

  @inline(__always)
  public init(_ kind: Kind, at: Int, need: Int, have: Int, size: Int = 1, _ f: Field) {
    self.kind = kind
    self.at = at
    self.need = need
    self.have = have
    self.size = size
    self.field = f.id
    self.name = f.name
    self.ref = f.ref
  }

  /// Kept out of line: readers have dozens of checks, and none of them is expected to fail.
  @inline(never)
  static func tooSmall(at: Int, _ length: Int, least: Int, size: Int, _ f: Field) -> WireError {
    WireError(.badLength, at: at, need: length, have: least, size: size, f)
  }

  @inline(never)
  static func short(at: Int, need: Int, have: Int, _ f: Field) -> WireError {
    WireError(need < 0 ? .badLength : .truncated, at: at, need: need, have: need < 0 ? 0 : have, f)
  }

  public var description: String {
    let what = name.isEmpty ? "this part" : name.string
    switch kind {
    case .truncated: return "\(what) needs \(need) octet\(need == 1 ? "" : "s"), only \(have) left"
    case .badLength: return "\(what) is \(need), at least \(have) needed"
    case .leftover: return "\(need) octet\(need == 1 ? "" : "s") left over after \(what)"
    case .badValue: return "\(what) has the value \(need), which is not allowed here"
    }
  }
}

extension Problem {
  init(_ e: WireError) {
    let upper: Int
    switch e.kind {
    case .truncated: upper = e.at + max(e.have, 0)
    case .leftover: upper = e.at + max(e.need, 0)
    case .badLength, .badValue: upper = e.at + e.size
    }
    self.init(range: e.at..<max(e.at, upper), field: e.field.string, text: "octet \(e.at): \(e.description)", ref: e.ref.string)
    namesPlace = true
  }
}
