/// Control protocols that we recognise but do not speak: code, identifier, length and options like LCP's (RFC 1661 §5).
enum OtherDialect: ControlDialect {
  typealias Option = OtherOption
  static var title: String { "NCP" }
  static var proto: PPPProtocol { PPPProtocol(rawValue: 0) }
  static func knows(_ code: ControlCode) -> Bool { (1...7).contains(code.rawValue) }
  /// Some of them have further codes.
  static var codes: (text: StaticString, ref: StaticString)? { nil }
  static var section: StaticString { "RFC 1661 §5" }
  static var ids: ControlFieldIDs {
    ControlFieldIDs(
      code: "ncp.code", identifier: "ncp.id", length: "ncp.length", body: "ncp.body", option: "ncp.option", text: "ncp.message",
      value: "ncp.value", rejected: "ncp.rejected_packet",
      rejectedCode: "ncp.rejected_code", rejectedIdentifier: "ncp.rejected_id", rejectedLength: "ncp.rejected_length",
      padding: "ncp.padding")
  }
}

struct OtherOption: ConfigurationOption {
  struct Kind: Codepoint {
    var rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }
    static let table: CodeTable = [:]
  }
  var type = Kind(rawValue: 0), length: UInt8 = 2, data: [UInt8] = []
  init() {}
  var text: String { "option \(type.rawValue)" }
  static var lengthField: Field { Field("ncp.opt.length", "Length", "RFC 1661 §6") }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type.rawValue, Field("ncp.opt.type", "Type", "RFC 1661 §6"))
    try c.int(&length, Self.lengthField)
    try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("ncp.opt.value", "Value", "RFC 1661 §6"))
  }
}
