/// Text that lives in the binary's read-only data, as small as a pointer and a count.
public struct Text: @unchecked Sendable, CustomStringConvertible {
  // The pointer is to a literal: it never changes and never goes away.
  public let utf8Start: UnsafePointer<UInt8>
  public let utf8CodeUnitCount: Int

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, _ count: UInt16) {
    utf8Start = start
    utf8CodeUnitCount = Int(count)
  }
  @inline(__always)
  public init(_ s: StaticString) {
    utf8Start = s.utf8Start
    utf8CodeUnitCount = s.utf8CodeUnitCount
  }
  public var isEmpty: Bool { utf8CodeUnitCount == 0 }
  public var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
  public var string: String { String(decoding: utf8, as: UTF8.self) }
  public var description: String { string }

  /// Compares text with text, without making a `String`.
  public func equals(_ other: Text) -> Bool {
    let n = utf8CodeUnitCount
    guard n == other.utf8CodeUnitCount else { return false }
    if utf8Start == other.utf8Start { return true }
    for i in 0..<n where utf8Start[i] != other.utf8Start[i] { return false }
    return true
  }
  public func equals(_ other: StaticString) -> Bool { equals(Text(other)) }
  public func hasSuffix(_ s: StaticString) -> Bool {
    let n = s.utf8CodeUnitCount
    let start = utf8CodeUnitCount - n
    guard start >= 0 else { return false }
    for i in 0..<n where utf8Start[start + i] != s.utf8Start[i] { return false }
    return true
  }
}

/// What one field of a message is. Its text lives in the binary's read-only data, so a `Field` is trivial to copy
/// (40 octets: dissecting a packet copies some sixty of them).
///
/// `id` is stable: filters, breakpoints, lesson checks, JSON and translations refer to it (`"pptp.cookie"`).
public struct Field: @unchecked Sendable {
  private let idStart, nameStart, aboutStart: UnsafePointer<UInt8>
  private var refStart: UnsafePointer<UInt8>
  private let idCount, nameCount, aboutCount: UInt16
  private var refCount: UInt16

  @inline(__always)
  public init(_ id: StaticString, _ name: StaticString, _ ref: StaticString, _ about: StaticString = "") {
    idStart = id.utf8Start
    nameStart = name.utf8Start
    refStart = ref.utf8Start
    aboutStart = about.utf8Start
    idCount = UInt16(truncatingIfNeeded: id.utf8CodeUnitCount)
    nameCount = UInt16(truncatingIfNeeded: name.utf8CodeUnitCount)
    refCount = UInt16(truncatingIfNeeded: ref.utf8CodeUnitCount)
    aboutCount = UInt16(truncatingIfNeeded: about.utf8CodeUnitCount)
  }

  /// A field whose texts lie in the binary's read-only data already.
  init(id: Text, name: Text, ref: Text, about: Text) {
    idStart = id.utf8Start
    nameStart = name.utf8Start
    refStart = ref.utf8Start
    aboutStart = about.utf8Start
    idCount = UInt16(truncatingIfNeeded: id.utf8CodeUnitCount)
    nameCount = UInt16(truncatingIfNeeded: name.utf8CodeUnitCount)
    refCount = UInt16(truncatingIfNeeded: ref.utf8CodeUnitCount)
    aboutCount = UInt16(truncatingIfNeeded: about.utf8CodeUnitCount)
  }

  /// The same field under another section.
  init(_ f: Field, ref: StaticString) {
    self = f
    refStart = ref.utf8Start
    refCount = UInt16(truncatingIfNeeded: ref.utf8CodeUnitCount)
  }

  public var id: Text { Text(idStart, idCount) }
  /// The name people read, spelled as in the RFC.
  public var name: Text { Text(nameStart, nameCount) }
  /// Where it is defined: `"RFC 2637 §2.1"`.
  public var ref: Text { Text(refStart, refCount) }
  /// One line of meaning for a newcomer; may be empty.
  public var about: Text { Text(aboutStart, aboutCount) }

  /// Octets that should have been explained and were not.
  public static var unexplained: Field {
    Field("wire.unexplained", "Unexplained octets", "", "the layout ended before the octets did, or a length is wrong")
  }
}

extension StaticString {
  /// The text as a `String`.
  public var string: String { description }
}
