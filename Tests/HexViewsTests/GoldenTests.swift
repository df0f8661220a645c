import TestSupport
import Testing

@testable import HexViews

/// One document with every kind of block, as each renderer shows it.
@Suite struct GoldenTests {
  static var everything: Document {
    let gre: [UInt8] = [0x30, 0x81, 0x88, 0x0b, 0, 0x1c, 0x71, 0x27, 0, 0, 0, 1, 0, 0, 0, 2]
    let octets = gre + [0xff, 3, 0xc0, 0x21] + [UInt8](repeating: 0, count: 64) + Array("a user's text, 中".utf8)
    let grid = HexGrid(
      octets: octets,
      sections: [
        .init(
          0..<16, letter: "G", tint: .purple, title: "GRE", summary: "call 28967, sequence 1",
          marks: [.init(0..<2, "a"), .init(2..<4, "b"), .init(4..<6, "c"), .init(6..<8, "d"), .init(8..<12, "e"), .init(12..<16, "f")]),
        .init(16..<20, letter: "F", tint: .mustard, title: "PPP"),
        .init(20..<octets.count, letter: "D", tint: .grey, title: "data", marks: [.init(20..<octets.count, " ", isData: true)]),
      ], problems: [18..<20])
    let fields = FieldListing([
      .init(tint: .purple, kind: .group, range: 0..<16, name: "Generic Routing Encapsulation", meaning: "call 28967", ref: "RFC 2637 §4.1"),
      .init(
        label: "a", tint: .purple, depth: 1, range: 0..<2, octets: [0x30, 0x81], name: "Flags and version", value: "0x3081",
        ref: "RFC 2637 §4.1"),
      .init(
        tint: .purple, kind: .bits(first: 2, last: 2, of: 16, value: 1), depth: 2, range: 0..<2, name: "K", value: "1",
        about: "key present", ref: "RFC 2637 §4.1"),
      .init(
        tint: .purple, kind: .bits(first: 13, last: 15, of: 16, value: 1), depth: 2, range: 0..<2, name: "Ver", value: "1",
        meaning: "enhanced GRE, as PPTP uses it", ref: "RFC 2637 §4.1"),
      .init(
        label: "b", tint: .purple, depth: 1, range: 2..<4, octets: [0x88, 0x0b], name: "Protocol Type", value: "0x880b", meaning: "PPP",
        ref: "RFC 2637 §4.1", problems: ["octet 2: not what was expected (RFC 2637 §4.1)"]),
    ])
    let bits = BitBoxes([
      .init("C", width: 1, bits: [0]), .init("R", width: 1, bits: [0]), .init("K", width: 1, bits: [1]),
      .init("S", width: 1, bits: [1], value: "1", marked: true), .init("s", width: 1, bits: [0]),
      .init("Recur", width: 3, bits: [0, 0, 0]), .init("A", width: 1, bits: [1]), .init("Flags", width: 4, bits: [0, 0, 0, 0]),
      .init("Ver", width: 3, bits: [0, 0, 1], value: "1"),
      .init("Protocol Type", width: 16, bits: [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1]),
      .init("Host Name", width: 512, bits: [], value: "“vpnlab”"),
    ])
    let ladder = Ladder(
      [.init("client", .blue), .init("server", .vermilion)],
      [
        .init(number: "1", time: "0.000 s", .at(0, sign: "you", text: "open the control connection")),
        .init(
          number: "2", time: "0.010 s",
          .message(from: 0, to: 1, text: "Start-Control-Connection-Request, version 1.0, host and vendor", tint: .vermilion)),
        .init(number: "3", time: "0.020 s", .lost(from: 1, to: 0, text: "Start-Control-Connection-Reply", reason: "drop"), current: true),
        .init(.band("control.up")),
        .init(number: "4", time: "3.020 s", .at(1, sign: "timer", text: "lcp.restart: send it again")),
      ])
    return Document([
      .heading(1, "Step 11 · 0.080 s · server → client"),
      .paragraph(
        """
          A paragraph that is long enough to be broken at eighty columns, with \(strong: "strong"), \(command: "step") and \
          \(faint: "RFC 1661 §4.1") in it.
          """
      ),
      .callout(.problem, "the octets end too early"), .callout(.hint, "\(command: "step") goes on."),
      .callout(.note, "one acknowledgement."), .callout(.success, "tunnel.up holds."),
      .heading(2, "Facts"), .keyValues([.init("\(strong: "name")", "value", "aside"), .init("a rather long key", "another value")]),
      .list(.numbers, ["one", "two"]), .list(.bullets, ["three"]),
      .labelled("label:", "and its text"), .blank, .hex(grid), .blank, .fields(fields), .blank, .bits(bits), .blank,
      .onion(
        Onion(
          [
            .init(letter: "I", tint: .teal, name: "IP", offset: 0, own: 20, summary: "10.0.0.1 → 10.0.0.2"),
            .init(letter: "G", tint: .purple, name: "GRE", offset: 20, own: 16, summary: ""),
            .init(letter: "D", tint: .grey, name: "data", offset: 0, own: 64, summary: "", buffer: "opened (mppe)"),
          ], total: 100)),
      .blank, .ladder(ladder), .rule,
      .table(
        Table(
          [.init("event"), .init("n", .right, minimum: 3), .init("what it means to a reader", minimum: 20), .init("aside", priority: 1)],
          [["RCR+", "8", "a Configure-Request came that is acceptable", "extra"], ["TO-", "12", "日本語のとても長い文章がここにあります", "more"]], current: 1)
      ),
      .code(["MD4(password)", "SHA1(PasswordHashHash, NT-Response, Magic1) cut to sixteen octets and nothing else at all, ever"]),
      .indented([.paragraph("indented")]), .line("one line that is far too long for a narrow screen and is therefore cut off at its end"),
    ])
  }

  @Test(arguments: [
    ("plain-80", RenderOptions(width: 80)), ("plain-120", RenderOptions(width: 120)), ("plain-40", RenderOptions(width: 40)),
    ("ascii-80", RenderOptions(width: 80, ascii: true)), ("colour-80", RenderOptions(width: 80, color: true)),
    ("reader-80", RenderOptions(width: 80, reader: true)),
  ])
  func everyBlock(_ name: String, _ options: RenderOptions) {
    #expect(Golden.fault(Self.everything.render(options), "Tests/Fixtures/views/blocks-\(name).txt") == nil)
  }
}

/// Boxes too narrow for their names have letters of them, each another.
@Test func narrowBoxesAreKnownByTheirLetters() {
  #expect(String(Renderer.labels(["H, stateless", "M, 56 bit", "S, 128 bit", "L, 40 bit", "D, obsolete", "C, MPPC"])) == "HMSLDC")
  #expect(String(Renderer.labels(["AE", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"]).dropFirst()) == "CEUAPRSF")
  let many = Renderer.labels((0..<60).map { "flag \($0)" })
  #expect(Set(many).count == many.count)
}
