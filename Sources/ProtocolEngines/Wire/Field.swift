/// What one field of a message is. Its text lives in the binary's read-only data, so a `Field` is trivial to copy.
///
/// `id` is stable: filters, breakpoints, lesson checks, JSON and translations refer to it (`"pptp.cookie"`).
public struct Field: Sendable {
  public let id: StaticString
  /// The name people read, spelled as in the RFC.
  public let name: StaticString
  /// Where it is defined: `"RFC 2637 §2.1"`.
  public let ref: StaticString
  /// One line of meaning for a newcomer; may be empty.
  public let about: StaticString

  @inline(__always)
  public init(_ id: StaticString, _ name: StaticString, _ ref: StaticString, _ about: StaticString = "") {
    self.id = id
    self.name = name
    self.ref = ref
    self.about = about
  }

  /// Octets that should have been explained and were not.
  public static var unexplained: Field {
    Field("wire.unexplained", "Unexplained octets", "", "the layout ended before the octets did, or a length is wrong")
  }
}

extension StaticString {
  /// Compares text with text, without making a `String`.
  @inline(__always)
  public func equals(_ other: StaticString) -> Bool {
    let n = utf8CodeUnitCount
    guard n == other.utf8CodeUnitCount else { return false }
    let a = utf8Start, b = other.utf8Start
    if a == b { return true }
    for i in 0..<n where a[i] != b[i] { return false }
    return true
  }

  /// The text as a `String`. Short or long, no octet is copied for a literal.
  public var string: String { description }
}
