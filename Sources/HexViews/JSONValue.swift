/// JSON to write: keys are in the order given, so that output is the same everywhere.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case string(String)
  case array([JSONValue])
  case object([Member])
  /// Text that is JSON already.
  case raw(String)

  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: JSONValue
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value under `key` of an object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// One line, without white space.
  public var text: String {
    var writer = JSONWriter()
    writer.value(self)
    return writer.text
  }

  public static func number(_ n: some BinaryInteger) -> JSONValue {
    if let n = Int64(exactly: n) { return .int(n) }
    if let n = UInt64(exactly: n) { return .uint(n) }
    return .string(String(n))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral s: String) { self = .string(s) }
  public init(integerLiteral n: Int64) { self = .int(n) }
  public init(booleanLiteral b: Bool) { self = .bool(b) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}

/// Writes JSON straight into octets, for callers that write much of it: no value has to be built first.
///
/// The caller opens and closes; commas are put in by the writer.
public struct JSONWriter: Sendable {
  public private(set) var utf8: [UInt8] = []
  private var needsComma = false

  public init(reserving n: Int = 0) { if n > 0 { utf8.reserveCapacity(n) } }

  public var text: String { String(decoding: utf8, as: UTF8.self) }

  /// Forgets what was written, keeping the memory.
  public mutating func reset() {
    utf8.removeAll(keepingCapacity: true)
    needsComma = false
  }

  public mutating func beginObject() {
    comma()
    utf8.append(0x7b)
    needsComma = false
  }
  public mutating func endObject() {
    utf8.append(0x7d)
    needsComma = true
  }
  public mutating func beginArray() {
    comma()
    utf8.append(0x5b)
    needsComma = false
  }
  public mutating func endArray() {
    utf8.append(0x5d)
    needsComma = true
  }

  public mutating func key(_ k: StaticString) {
    comma()
    utf8.append(0x22)
    utf8.append(contentsOf: UnsafeBufferPointer(start: k.utf8Start, count: k.utf8CodeUnitCount))
    utf8.append(0x22)
    utf8.append(0x3a)
    needsComma = false
  }

  public mutating func key(_ k: String) {
    comma()
    quoted(k)
    utf8.append(0x3a)
    needsComma = false
  }

  public mutating func string(_ s: String) {
    comma()
    quoted(s)
    needsComma = true
  }

  /// Text of the program itself: nothing in it needs escaping except what `quoted` would find.
  public mutating func string(_ s: StaticString) {
    comma()
    quoted(UnsafeBufferPointer(start: s.utf8Start, count: s.utf8CodeUnitCount))
    needsComma = true
  }

  public mutating func number(_ n: some BinaryInteger) {
    comma()
    if let small = UInt64(exactly: n) { digits(small) } else { utf8.append(contentsOf: String(n).utf8) }
    needsComma = true
  }

  public mutating func bool(_ b: Bool) {
    comma()
    utf8.append(contentsOf: (b ? "true" : "false").utf8)
    needsComma = true
  }
  public mutating func null() {
    comma()
    utf8.append(contentsOf: "null".utf8)
    needsComma = true
  }

  /// The octets as one string of hexadecimal digits.
  public mutating func hex(_ octets: some Collection<UInt8>) {
    comma()
    utf8.append(0x22)
    for o in octets {
      utf8.append(Self.digit(o >> 4))
      utf8.append(Self.digit(o & 15))
    }
    utf8.append(0x22)
    needsComma = true
  }

  public mutating func value(_ v: JSONValue) {
    switch v {
    case .null: null()
    case .bool(let b): bool(b)
    case .int(let n): number(n)
    case .uint(let n): number(n)
    case .string(let s): string(s)
    case .array(let items):
      beginArray()
      for item in items { value(item) }
      endArray()
    case .raw(let text):
      comma()
      utf8.append(contentsOf: text.utf8)
      needsComma = true
    case .object(let members):
      beginObject()
      for m in members {
        key(m.key)
        value(m.value)
      }
      endObject()
    }
  }

  @inline(__always)
  private mutating func comma() { if needsComma { utf8.append(0x2c) } }

  private mutating func digits(_ n: UInt64) {
    if n < 10 {
      utf8.append(0x30 + UInt8(n))
      return
    }
    var n = n
    let start = utf8.count
    while n > 0 {
      utf8.append(0x30 + UInt8(n % 10))
      n /= 10
    }
    utf8[start...].reverse()
  }

  @inline(__always)
  private static func digit(_ v: UInt8) -> UInt8 { v < 10 ? 0x30 + v : 0x57 + v }

  private mutating func quoted(_ s: String) {
    var s = s
    s.withUTF8 { quoted($0) }
  }

  /// RFC 8259 §7: quotation mark, reverse solidus and control characters are escaped; DEL as well, for terminals.
  private mutating func quoted(_ units: UnsafeBufferPointer<UInt8>) {
    utf8.append(0x22)
    var start = 0
    for i in 0..<units.count {
      let u = units[i]
      if u >= 0x20 && u != 0x22 && u != 0x5c && u != 0x7f { continue }
      utf8.append(contentsOf: units[start..<i])
      start = i + 1
      utf8.append(0x5c)
      switch u {
      case 0x22, 0x5c: utf8.append(u)
      case 0x0a: utf8.append(0x6e)
      case 0x0d: utf8.append(0x72)
      case 0x09: utf8.append(0x74)
      default: utf8.append(contentsOf: [0x75, 0x30, 0x30, Self.digit(u >> 4), Self.digit(u & 15)])
      }
    }
    utf8.append(contentsOf: units[start..<units.count])
    utf8.append(0x22)
  }
}
