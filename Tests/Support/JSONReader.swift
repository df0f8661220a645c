import HexViews

/// A small strict JSON reader (RFC 8259), so that what we write is checked by other eyes than our own writer's.
public struct JSONReader {
  public struct Failure: Error { public var at: Int }
  private let u: [UInt8]
  private var i = 0

  public static func read(_ s: String) throws -> JSONValue {
    var r = JSONReader(Array(s.utf8))
    let v = try r.value()
    r.space()
    guard r.i == r.u.count else { throw Failure(at: r.i) }
    return v
  }

  private init(_ u: [UInt8]) { self.u = u }
  private mutating func space() { while i < u.count, [0x20, 0x09, 0x0a, 0x0d].contains(u[i]) { i += 1 } }
  private mutating func take(_ c: UInt8) throws {
    guard i < u.count, u[i] == c else { throw Failure(at: i) }
    i += 1
  }
  private mutating func word(_ w: String, _ v: JSONValue) throws -> JSONValue {
    guard u[i...].starts(with: w.utf8) else { throw Failure(at: i) }
    i += w.utf8.count
    return v
  }

  private mutating func value() throws -> JSONValue {
    space()
    guard i < u.count else { throw Failure(at: i) }
    switch u[i] {
    case UInt8(ascii: "{"):
      i += 1
      var members: [JSONValue.Member] = []
      space()
      if i < u.count, u[i] == UInt8(ascii: "}") {
        i += 1
        return .object([])
      }
      while true {
        space()
        let key = try string()
        space()
        try take(UInt8(ascii: ":"))
        members.append(.init(key, try value()))
        space()
        if i < u.count, u[i] == UInt8(ascii: ",") {
          i += 1
          continue
        }
        try take(UInt8(ascii: "}"))
        return .object(members)
      }
    case UInt8(ascii: "["):
      i += 1
      var items: [JSONValue] = []
      space()
      if i < u.count, u[i] == UInt8(ascii: "]") {
        i += 1
        return .array([])
      }
      while true {
        items.append(try value())
        space()
        if i < u.count, u[i] == UInt8(ascii: ",") {
          i += 1
          continue
        }
        try take(UInt8(ascii: "]"))
        return .array(items)
      }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", true)
    case UInt8(ascii: "f"): return try word("false", false)
    case UInt8(ascii: "n"): return try word("null", nil)
    default: return try number()
    }
  }

  private mutating func number() throws -> JSONValue {
    let start = i
    if u[i] == UInt8(ascii: "-") { i += 1 }
    while i < u.count, u[i] >= 0x30, u[i] <= 0x39 { i += 1 }
    let text = String(decoding: u[start..<i], as: UTF8.self)
    let digits = text.drop { $0 == "-" }
    guard !digits.isEmpty, digits.count == 1 || digits.first != "0" else { throw Failure(at: start) }
    if let n = Int64(text) { return .int(n) }
    guard let n = UInt64(text) else { throw Failure(at: start) }
    return .uint(n)
  }

  private mutating func string() throws -> String {
    try take(UInt8(ascii: "\""))
    var out: [UInt8] = []
    while i < u.count {
      let c = u[i]
      i += 1
      if c == UInt8(ascii: "\"") { return String(decoding: out, as: UTF8.self) }
      guard c >= 0x20 else { throw Failure(at: i - 1) }
      guard c == UInt8(ascii: "\\") else {
        out.append(c)
        continue
      }
      guard i < u.count else { break }
      let e = u[i]
      i += 1
      switch e {
      case UInt8(ascii: "n"): out.append(10)
      case UInt8(ascii: "r"): out.append(13)
      case UInt8(ascii: "t"): out.append(9)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(e)
      case UInt8(ascii: "u"):
        guard i + 4 <= u.count, let v = UInt32(String(decoding: u[i..<i + 4], as: UTF8.self), radix: 16), let s = Unicode.Scalar(v) else {
          throw Failure(at: i)
        }
        out.append(contentsOf: String(s).utf8)
        i += 4
      default: throw Failure(at: i - 1)
      }
    }
    throw Failure(at: i)
  }
}
