import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

@Suite struct DissectTests {
  static func run(_ name: String, _ format: DissectFormat, frame: Int? = nil, width: Int = 80) -> (status: Int32, out: String, err: String)
  {
    var options = DissectOptions(file: TestMaterial.captures + "/" + name)
    options.keyFiles = [TestMaterial.captures + "/keys.txt"]
    options.format = format
    options.frame = frame
    options.width = width
    var out: [UInt8] = []
    var err = ""
    let status = DissectCommand.run(options, out: { out += $0 }, err: { err += $0 + "\n" })
    return (status, String(decoding: out, as: UTF8.self), err)
  }

  /// MPPE buffers as `NOTES.md` beside the captures counts them, each with right inner headers and checksums.
  @Test(arguments: [
    ("pptp-mppe128-stateless", 25, 0), ("pptp-mppe128-stateful", 25, 0), ("pptp-mppe128-stateful-loss", 17, 32),
    ("pptp-mppe128-stateless-loss", 66, 0),
    ("pptp-mppe40-stateless", 25, 0), ("pptp-mppe40-stateful", 28, 0), ("pptp-mschap1-mppe128", 24, 0), ("pptp-eaptls-mppe128", 23, 0),
    ("pptp-echo", 25, 0), ("pptp-nonascii-password", 23, 0), ("pptp-domain-user", 28, 0),
  ]) func openedBuffers(_ name: String, _ opened: Int, _ closed: Int) throws {
    let all = try TestMaterial.dissect(TestMaterial.captures + "/\(name).pcap", keys: TestMaterial.keyring)
    var n = 0
    var shut = 0
    for d in all {
      for (i, b) in d.buffers.enumerated() {
        for note in b.notes where note.field.id.equals("mppe.ciphertext") && note.opens < 0 { shut += 1 }
        guard b.source == .mppe else { continue }
        n += 1
        #expect(!d.problems.contains { $0.buffer == i }, "\(name) frame \(d.number): \(d.problems.first?.text ?? "")")
        for note in b.notes where note.field.id.hasSuffix(".checksum") {
          #expect(note.meaning == "correct", "\(name) frame \(d.number) \(note.field.id)")
        }
        #expect(
          b.notes.contains {
            $0.field.id.equals("ip.checksum") || $0.field.id.equals("icmpv6.checksum") || $0.field.id.equals("ipcp.code")
              || $0.field.id.equals("ipv6cp.code")
          }, "\(name) frame \(d.number): inner headers")
      }
      for p in d.problems where closed > 0 && p.field == "mppe.ciphertext" {
        #expect(p.text.hasPrefix("RC4 state lost at frame "), "\(p.text)")
      }
    }
    #expect(n == opened, "\(name)")
    #expect(shut == closed, "\(name)")
  }

  /// Each failed run's cause is named.
  @Test(arguments: [
    (
      "fail-pptp-wrong-password",
      "MS-CHAPv2 authentication of \"vpnuser\" failed, E=691 (authentication failure): the password is wrong, or the name is not known"
    ),
    (
      "fail-pptp-unknown-user",
      "MS-CHAPv2 authentication of \"nobody\" failed without a reason: most likely the server does not know this user"
    ),
    ("fail-pptp-nonascii-user", "failed without a reason: most likely the server does not know this user"),
    ("fail-pptp-pap-wrong-password", "PAP authentication of \"vpnuser\" failed: \"Login incorrect\""),
    ("fail-pptp-chapmd5-wrong-password", "CHAP authentication of \"vpnuser\" failed: \"Access denied\""),
    ("fail-pptp-auth-refused", "no common authentication: MS-CHAPv2 is demanded, 10.99.0.3 offers PAP"),
    ("fail-pptp-no-mppe", "10.99.0.3 refuses MPPE"),
    ("fail-pptp-mppe-40-against-128", "no common MPPE key length"),
    ("fail-pptp-client-wants-mppe", "10.99.0.3 ends the link"),
    ("fail-pptp-stateful-refused", "stateful"),
    ("fail-pptp-eaptls-wrong-ca", "unknown CA"),
  ]) func causesAreNamed(_ name: String, _ text: String) throws {
    let all = try TestMaterial.dissect(TestMaterial.captures + "/\(name).pcap", keys: TestMaterial.keyring)
    let problems = all.flatMap(\.problems).map(\.text)
    #expect(problems.contains { $0.contains(text) }, "\(name): \(problems)")
  }

  /// Runs that work have nothing wrong with them.
  @Test func workingRunsHaveNoProblems() throws {
    for file in TestMaterial.files(in: TestMaterial.captures, { $0.hasPrefix("pptp-") && !$0.contains("loss") && $0.hasSuffix(".pcap") }) {
      for d in try TestMaterial.dissect(file, keys: TestMaterial.keyring) {
        #expect(d.problems.isEmpty, "\(TestMaterial.name(file)) frame \(d.number): \(d.problems.first?.text ?? "")")
      }
    }
  }

  @Test func formatsAndFrames() {
    let summary = Self.run("pptp-mschapv2-plain.pcap", .summary)
    #expect(summary.status == 0 && summary.err.isEmpty)
    let lines = summary.out.split(separator: "\n")
    #expect(lines.count == 66)
    #expect(lines.last?.hasPrefix("65 frames, ") == true)
    #expect(lines[13].contains("LCP      Configure-Request id 1, MRU 1400"))
    let text = Self.run("pptp-mschapv2-plain.pcap", .text, frame: 14)
    #expect(text.out.contains("Frame 14") && text.out.contains("\n2026-11-23T14:19:05.312261Z, 74 octets\n"))
    // The views of the workbench: onion, octets under letters, every layer's fields.
    for part in ["  layer", "E Ethernet", "L LCP, ", "        a─", "a 50  +1 Code", "Time to Live", "Magic-Number"] {
      #expect(text.out.contains(part), "\(part)")
    }
    for width in [60, 80, 120] {
      for line in Self.run("pptp-mschapv2-plain.pcap", .text, frame: 14, width: width).out.split(separator: "\n") {
        #expect(line.count <= width, "\(width): \(line)")
      }
    }
    let missing = Self.run("pptp-mschapv2-plain.pcap", .json, frame: 999)
    #expect(missing.status == 1 && missing.err == "dissect: the capture has no frame 999\n")
    #expect(Self.run("no-such-file.pcap", .json).status == 2)
  }

  /// Seconds before the first frame keep their sign at the number.
  @Test(
    arguments: [
      (0, "   0.000000"), (-1_500_000_000, "  -1.500000"), (-500_000_000, "  -0.500000"),
      (-1_700_000_000_000_000_000, "-1700000000.000000"), (12_000_001_000, "  12.000001"),
    ] as [(Int64, String)])
  func relativeTimes(_ since: Int64, _ text: String) {
    var observer = Observer(keyring: Keyring())
    var summary = DissectionSummary()
    var out = OutputBuffer()
    for time in [0, since] {
      summary.write(
        observer.observe([UInt8](repeating: 0, count: 60), link: .ethernet, time: time, number: 1), time: time, ascii: false, &out)
    }
    let line = String(decoding: out.octets, as: UTF8.self).split(separator: "\n").last ?? ""
    #expect(line.hasPrefix("    1 \(text) "), "\(line)")
  }

  /// A value looks the same in the stream of `dissect`, in its view of one frame, and on the lab's screens.
  @Test func valuesHaveOneForm() throws {
    var compared = 0
    for name in ["pptp-mppe128-stateless", "pptp-mschapv2-plain", "pptp-echo", "fail-pptp-no-mppe"] {
      for d in try TestMaterial.dissect(TestMaterial.captures + "/\(name).pcap", keys: TestMaterial.keyring) {
        var out = OutputBuffer()
        DissectionText(width: 1000).write(d, time: 0, &out)
        var lines = String(decoding: out.octets, as: UTF8.self).split(separator: "\n").map(String.init)
        lines.removeFirst()
        let blocks = PacketBlocks(d)
        for (b, buffer) in d.buffers.enumerated() {
          for (i, n) in buffer.notes.enumerated() {
            guard n.number != nil, n.kind == .leaf || n.kind == .bits else { continue }
            let (value, meaning) = PacketBlocks.words(
              n, octets: blocks.packet.octets(n.range, buffer: b), hasBits: i + 1 < buffer.notes.count && buffer.notes[i + 1].kind == .bits)
            let wanted = "\(n.field.name.string): " + [value, meaning].filter { !$0.isEmpty }.joined(separator: " = ")
            #expect(
              lines.contains { $0.contains(wanted + " ") || $0.hasSuffix(wanted) || $0.contains(wanted + ",") },
              "\(name) frame \(d.number): \(wanted)")
            compared += 1
          }
        }
      }
    }
    #expect(compared > 5000)
    let text = Self.run("pptp-mschapv2-plain.pcap", .text).out
    for part in ["Protocol Type: 0x880b = PPP", "Magic Cookie: 0x1a2b3c4d = correct", "Header checksum: 0x"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.firstMatch(of: /Flags and version: 0x[0-9a-f]{4}/) != nil)
  }

  /// A key line that opens nothing is reported on standard error, with what the packets that stayed closed say.
  @Test func keyLinesWithoutUseAreNamed() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = lab.ping()
    func complaint(_ keys: String, _ format: DissectFormat = .summary) throws -> String {
      var options = DissectOptions(file: "made")
      var err = ""
      options.format = format
      var reader = try CaptureReader(octets: lab.pcapng())
      #expect(DissectCommand.run(&reader, try Keyring.parse(keys), options, out: { _ in }, err: { err += $0 + "\n" }) == 0)
      return err
    }
    for format in [DissectFormat.summary, .text] {
      let wrong = try complaint("user student wrong\nmppe 5 00112233445566778899aabbccddeeff", format)
      #expect(
        wrong.hasPrefix("dissect: of the key file, user student and mppe 5 opened nothing; frame ")
          && wrong.hasSuffix("stays closed: no key: the login was made with another password than the key file's\n"), "\(wrong)")
    }
    #expect(try complaint("user student lesson") == "" && complaint("") == "" && complaint("user student wrong", .json) == "")
    // A line for another capture is no fault where nothing stays closed.
    #expect(try complaint("user student lesson\nuser stud x") == "")
    let other = try complaint("user stud lesson\nesp * * * null \"\" null \"\"")
    #expect(
      other.hasPrefix("dissect: of the key file, user stud and esp opened nothing; frame ")
        && other.hasSuffix(": no key: the key file has no password of student\n"), "\(other)")
    #expect(try complaint("mppe * 00112233445566778899aabbccddeeff").contains("mppe * opened nothing; frame "))
  }

  @Test func formsOfValues() {
    let cases: [(UInt64, Int, Bool, Bool, String?, FieldForm)] = [
      (1400, 2, false, false, "1400 octets", .meaningOnly), (0x880b, 2, false, false, "PPP", .hex(digits: 4)),
      (1, 2, false, false, "Control Message", .decimal),
      (0x1a2b_3c4d, 4, false, false, nil, .both), (0x1a2b_3c4d, 4, false, false, "correct", .hex(digits: 8)),
      (156, 2, false, false, nil, .decimal), (0xa317_ce01, 4, false, false, "0xa317ce01", .meaningOnly),
      (12417, 2, false, true, nil, .hex(digits: 4)), (3, 4, false, true, "asynchronous or synchronous", .meaningOnly),
      (2, 1, true, false, "20 octets", .decimal), (20, 1, true, false, "20 octets", .meaningOnly),
      (0, 2, false, false, "0", .meaningOnly), (0, 2, false, false, "", .decimal), (10, 2, false, false, "100 of them", .decimal),
      (5000, 2, true, false, "x", .decimal), (0, 1, false, false, "0x", .decimal),
      (UInt64.max, 8, false, false, "18446744073709551615 of them", .meaningOnly),
      (1, 1, false, false, String(repeating: "1", count: 40), .decimal),
    ]
    for (value, octets, isBits, hasBits, meaning, wanted) in cases {
      #expect(
        FieldForm.of(value, octets: octets, isBits: isBits, hasBits: hasBits, meaning: meaning) == wanted, "\(value) \(meaning ?? "")")
    }
    var out = OutputBuffer(capacity: 64)
    for (n, digits) in [(UInt64(0), 0), (0xab, 0), (0xab, 4), (UInt64.max, 2)] {
      out.hexNumber(n, digits)
      out.byte(0x20)
    }
    #expect(String(decoding: out.octets, as: UTF8.self) == "0x0 0xab 0x00ab 0xffffffffffffffff ")
  }

  @Test func jsonIsAsTheHouseSays() throws {
    let json = Self.run("pptp-mschapv2-plain.pcap", .json, frame: 14).out
    #expect(
      json.hasPrefix(
        "{\"frame\":14,\"time\":\"2026-11-23T14:19:05.312261000Z\",\"length\":74,\"summary\":\"Configure-Request id 1, MRU 1400"))
    #expect(json.contains("\"buffers\":[{\"id\":0,\"source\":\"wire\",\"length\":74}]"))
    #expect(
      json.contains(
        "{\"id\":\"ip.ttl\",\"name\":\"Time to Live\",\"buffer\":0,\"range\":[22,23],\"depth\":1,\"value\":64,\"ref\":\"RFC 791 §3.1\"}"))
    #expect(json.contains("\"bits\":[4,7],\"value\":5,\"meaning\":\"20 octets\""))
    #expect(json.contains("\"value\":\"020000000001\",\"meaning\":\"02:00:00:00:00:01\""))
    #expect(json.hasSuffix("\"problems\":[]}\n"))
  }

  /// Octets changed, cut and lengthened at random: nothing traps, and the leaves still cover every buffer once.
  @Test func mutantsAlwaysTile() throws {
    var dice = Dice(seed: 5)
    var tried = 0
    for file in TestMaterial.files(in: TestMaterial.captures, { $0.hasSuffix(".pcap") }) {
      for _ in 0..<8 {
        var reader = try CaptureReader(path: file)
        var observer = Observer(keyring: TestMaterial.keyring)
        while let f = try reader.next() {
          // Every third frame: what comes before has to make sense for a fault to reach far.
          var octets = f.octets
          if dice.chance(perMille: 330) {
            for _ in 0...Int(dice.below(4)) where !octets.isEmpty {
              octets[Int(dice.below(UInt64(octets.count)))] = UInt8(truncatingIfNeeded: dice.next())
            }
            if dice.chance(perMille: 300) { octets = Array(octets.prefix(Int(dice.below(UInt64(octets.count + 1))))) }
            if dice.chance(perMille: 100) { octets += dice.octets(Int(dice.below(40))) }
          }
          tried += 1
          let d = observer.observe(octets, link: f.link, time: f.time, number: f.number)
          if let fault = Tiling.fault(in: d) { Issue.record("\(TestMaterial.name(file)): \(fault): \(HexText.string(octets))") }
        }
      }
    }
    #expect(tried > 12_000)
  }
}
