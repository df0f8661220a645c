/// Numbers of one registry with the names that are printed for them, in the order of the numbers. A table is made once, from a literal,
/// and stays: to copy it copies two pointers, and a look-up neither allocates nor counts references, since it is on the way of every
/// packet that is dissected.
public struct CodeTable: @unchecked Sendable, ExpressibleByDictionaryLiteral {
  public struct Entry: Sendable {
    public let number: UInt32
    public let name: StaticString
  }
  // Both are written before the table is handed out, never again, and never freed.
  public let entries: UnsafeBufferPointer<Entry>
  /// The entry of each small number: its place counted from 1; 0 for a number without a name.
  private let small: UnsafeBufferPointer<UInt16>

  /// The numbers rise. (`CodeTableTests` asks that of every table.)
  public init(dictionaryLiteral list: (UInt32, StaticString)...) { self.init(list.map { Entry(number: $0.0, name: $0.1) }) }

  private init(_ list: [Entry]) {
    assert(zip(list, list.dropFirst()).allSatisfy { $0.number < $1.number }, "the numbers of a code table rise")
    let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: list.count)
    _ = entries.initialize(from: list)
    let small = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: min(256, list.last.map { Int($0.number) + 1 } ?? 0))
    small.initialize(repeating: 0)
    for (i, e) in list.enumerated() where e.number < small.count { small[Int(e.number)] = UInt16(truncatingIfNeeded: i + 1) }
    self.entries = UnsafeBufferPointer(entries)
    self.small = UnsafeBufferPointer(small)
  }

  /// The same table with only those numbers.
  public func only(_ keeps: (UInt32) -> Bool) -> CodeTable { CodeTable(entries.filter { keeps($0.number) }) }
  /// The same table with further numbers, which are not in it yet.
  public func with(_ more: CodeTable) -> CodeTable { CodeTable((Array(entries) + more.entries).sorted { $0.number < $1.number }) }

  /// The name of a number, if it has one.
  public subscript(_ number: UInt64) -> StaticString? {
    if number < small.count {
      let place = Int(small[Int(number)])
      return place == 0 ? nil : entries[place - 1].name
    }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let n = UInt64(entries[middle].number)
      if n == number { return entries[middle].name }
      if n < number { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}

/// An open set of numbers with names: unknown values survive a round trip.
public protocol Codepoint: RawRepresentable, Hashable, Sendable where RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  init(rawValue: RawValue)
  var rawValue: RawValue { get set }
  /// The RFC's name for each number that has one.
  static var table: CodeTable { get }
}

extension Codepoint {
  /// The RFC's name for this number, if it has one.
  public var label: StaticString? { Self.table[UInt64(rawValue)] }
  /// The label, or "unknown (N)".
  public var meaning: String { label?.string ?? "unknown (\(rawValue))" }
}
