import HexViews
import TestSupport
import Testing

@Suite struct JSONTests {
  @Test func keysKeepTheirOrder() {
    let v: JSONValue = ["step": 3, "a": [1, true, nil], "b": "x"]
    #expect(v.text == #"{"step":3,"a":[1,true,null],"b":"x"}"#)
  }

  @Test func escapes() throws {
    let nasty = "a\"b\\c\n\r\t\u{0}\u{1b}[31m\u{7f}é中🙂"
    let text = JSONValue.string(nasty).text
    #expect(text == "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001b[31m\\u007fé中🙂\"")
    #expect(try JSONReader.read(text) == .string(nasty))
  }

  @Test func numbersAtTheEdges() {
    #expect(JSONValue.number(UInt64.max).text == "18446744073709551615")
    #expect(JSONValue.number(Int64.min).text == "-9223372036854775808")
    #expect(JSONValue.number(0).text == "0")
    #expect(JSONValue.number(1_000_000_007).text == "1000000007")
  }

  @Test func writerAndValueAgree() {
    var w = JSONWriter()
    w.beginObject()
    w.key("a" as StaticString)
    w.number(1)
    w.key("b" as String)
    w.beginArray()
    w.string("x" as String)
    w.hex([0xde, 0xad] as [UInt8])
    w.bool(false)
    w.null()
    w.endArray()
    w.key("c" as StaticString)
    w.beginObject()
    w.endObject()
    w.key("d" as StaticString)
    w.value(.raw("[1,2]"))
    w.endObject()
    #expect(w.text == #"{"a":1,"b":["x","dead",false,null],"c":{},"d":[1,2]}"#)
  }

  @Test func randomValuesComeBack() throws {
    var dice = Die(7)
    for _ in 0..<500 {
      let v = Self.random(&dice, 4)
      #expect(try JSONReader.read(v.text) == v)
    }
  }

  static func random(_ d: inout Die, _ depth: Int) -> JSONValue {
    switch d.below(depth > 0 ? 7 : 5) {
    case 0: return .null
    case 1: return .bool(d.below(2) == 0)
    case 2: return .int(Int64(truncatingIfNeeded: d.next()))
    case 3: return .number(d.next() | 1 << 63)
    case 4: return .string(d.text(12))
    case 5: return .array((0..<d.below(4)).map { _ in random(&d, depth - 1) })
    default: return .object((0..<d.below(4)).map { _ in .init(d.text(6), random(&d, depth - 1)) })
    }
  }
}
