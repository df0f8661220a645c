import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// A capture of a serial line from the file to the screen, and beside tshark.
@Suite struct HDLCCaptureTests {
  private static func capture(_ link: UInt8, _ records: [[UInt8]]) -> [UInt8] {
    func u32(_ v: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: v >> (8 * $0)) } }
    return [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0] + u32(0) + u32(0) + u32(65535) + u32(Int(link))
      + records.enumerated().flatMap { i, r in u32(100 + i) + u32(0) + u32(r.count) + u32(r.count) + r }
  }

  private static let frames: [[UInt8]] = (1...4).map { [0xff, 3, 0xc0, 0x21, 1, $0, 0, 14, 1, 4, 5, 0x78, 5, 6, 0x12, 0x7e, 0x7d, 0x11] }
  private static let whole = frames.map { HDLCFraming.wrap($0) }

  private func dissect(_ octets: [UInt8], _ format: DissectFormat) throws -> (text: String, status: Int32) {
    var options = DissectOptions(file: "made")
    options.format = format
    var reader = try CaptureReader(octets: octets)
    var out = ""
    let status = DissectCommand.run(&reader, Keyring(), options, out: { out += String(decoding: $0, as: UTF8.self) }, err: { out += $0 })
    return (out, status)
  }

  @Test func partsSayWhereTheFrameIsWhole() throws {
    let line = Self.whole[0]
    let (text, status) = try dissect(Self.capture(9, [Array(line[..<9]), Array(line[9...]), Self.whole[1]]), .text)
    #expect(status == 0)
    #expect(
      text.contains("Part of a frame, whole in frame 2") && text.contains("Part of a frame: ends the frame that frame 1 began, see\n"))
    #expect(text.contains("Buffer 1, HDLC-like framing undone, 20 octets, from frame 1 octets 1-8, frame 2\n  octets 0-25"))
    // The leaves that make a buffer name it once.
    #expect(text.components("see buffer 1") == 1)
    let json = try dissect(Self.capture(50, [line]), .json).text
    #expect(json.contains("{\"id\":1,\"source\":\"hdlc\",\"from\":[{\"frame\":1,\"buffer\":0,\"range\":[1,35]}],\"length\":20}"))
    let cut = try dissect(Self.capture(50, [Array(line[..<9])]), .summary).text
    #expect(
      cut.contains("! the PPP frame that frame 1 began has no end: 8 octets without a closing flag\n") && cut.contains("problems 1\n"))
  }

  /// tshark reads such octets where an option asks for it: what it finds in them is what we find.
  @Test func tsharkFindsTheSameFrames() throws {
    guard Material.output(of: "tshark --version 2>/dev/null")?.starts(with: "TShark".utf8) == true else {
      print("skipped: no tshark on this machine")
      return
    }
    let records = [Self.whole[0], Self.whole[1], Self.whole[2] + Self.whole[3].dropFirst()]
    let name = try #require(Material.output(of: "mktemp")).filter { $0 != 10 }
    let file = String(decoding: name, as: UTF8.self)
    defer { _ = Material.output(of: "rm -f '\(file)'") }
    guard case .success = Files.write(Self.capture(147, records), to: file) else {
      Issue.record("\(file) cannot be written")
      return
    }
    let uat = "uat:user_dlts:\"User 0 (DLT=147)\",\"ppp_raw_hdlc\",\"0\",\"\",\"0\",\"\""
    let told = String(
      decoding: Material.output(of: "tshark -o '\(uat)' -r '\(file)' -T fields -e ppp.protocol -e lcp.opt.magic_number 2>/dev/null") ?? [],
      as: UTF8.self)
    var observer = Observer()
    var ours = ""
    for (i, r) in records.enumerated() {
      let d = observer.observe(r, link: .ppp, time: 0, number: i + 1)
      func all(_ id: StaticString, _ width: Int) -> String {
        d.buffers.flatMap(\.notes).filter { $0.field.id.equals(id) }.compactMap(\.number).map { HexText.number($0, width: width) }.joined(
          separator: ",")
      }
      ours += all("ppp.protocol", 4) + "\t" + all("lcp.opt.magic", 8) + "\n"
    }
    #expect(told == ours && told.contains("0xc021,0xc021\t0x127e7d11,0x127e7d11"))
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int {
    var n = 0
    var rest = self[...]
    while let r = rest.firstRange(of: part) {
      n += 1
      rest = rest[r.upperBound...]
    }
    return n
  }
}
