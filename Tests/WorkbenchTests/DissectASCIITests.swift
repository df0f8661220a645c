import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// `--ascii` holds for `dissect` too: not one octet above 0x7f, and no line wider than before.
@Test(arguments: [DissectFormat.text, .summary]) func dissectInASCII(format: DissectFormat) {
  func output(_ ascii: Bool) -> [UInt8] {
    var o = DissectOptions(file: Material.captures + "/pptp-mppe128-stateless.pcap")
    o.format = format
    o.ascii = ascii
    var out: [UInt8] = []
    #expect(DissectCommand.run(o, out: { out.append(contentsOf: $0) }, err: { Issue.record("\($0)") }) == 0)
    return out
  }
  let plain = output(true)
  let usual = output(false)
  #expect(plain.count > 1000 && plain.allSatisfy { $0 < 0x80 })
  let widths = { (o: [UInt8]) in String(decoding: o, as: UTF8.self).split(separator: "\n").map(\.count) }
  #expect(widths(plain) == widths(usual))
}

/// One frame in full is ASCII too, and JSON stays the same JSON.
@Test func dissectedFrameAndJSONInASCII() {
  func output(_ ascii: Bool, _ format: DissectFormat, frame: Int?) -> String {
    var o = DissectOptions(file: "Tests/Fixtures/captures/pptp-mppe128-stateless.pcap")
    o.format = format
    o.ascii = ascii
    o.frame = frame
    var out: [UInt8] = []
    #expect(DissectCommand.run(o, out: { out.append(contentsOf: $0) }, err: { Issue.record("\($0)") }) == 0)
    return String(decoding: out, as: UTF8.self)
  }
  for format in [DissectFormat.text, .json] {
    let plain = output(true, format, frame: 14)
    #expect(plain.utf8.count > 1000 && plain.utf8.allSatisfy { $0 < 0x80 })
  }
  let json = output(false, .json, frame: 14)
  #expect(json.contains("§") && output(true, .json, frame: 14).replacing("\\u00a7", with: "§") == json)
}
