import TestSupport
import Testing

/// The rules of ARCHITECTURE.md, each as a test that fails where the rule is broken. A rule is a function from files to
/// what breaks it; it is asked about the sources, and about planted files in which it has to find something.
@Suite struct InvariantTests {
  typealias File = SourceTree.File
  static let sources = SourceTree.files("Sources", endings: [".swift", ".c", ".h"])
  static let swift = sources.filter { $0.path.hasSuffix(".swift") }

  func hold(
    _ rule: ([SourceTree.File]) -> [String], in files: [SourceTree.File] = Self.sources, finds planted: [(path: String, text: String)],
    not harmless: [(path: String, text: String)] = [],
    at place: SourceLocation = #_sourceLocation
  ) {
    for found in rule(files) { Issue.record("\(found)", sourceLocation: place) }
    for p in planted { #expect(!rule([File("Sources/" + p.path, p.text)]).isEmpty, "not found: \(p.text)", sourceLocation: place) }
    for p in harmless { #expect(rule([File("Sources/" + p.path, p.text)]) == [], "taken for a fault: \(p.text)", sourceLocation: place) }
  }

  private static func below(_ folder: String, _ files: [SourceTree.File]) -> [SourceTree.File] {
    files.filter { $0.path.hasPrefix("Sources/\(folder)/") }
  }

  /// Lines in which `test` finds something, as `path:line: what`.
  private static func lines(of files: [SourceTree.File], _ test: (_ tokens: [String], _ line: String) -> String?) -> [String] {
    files.flatMap { f in
      f.tokens.indices.compactMap { i in f.tokens[i].isEmpty ? nil : test(f.tokens[i], f.code[i]).map { "\(f.path):\(i + 1): \($0)" } }
    }
  }

  @Test func theSourcesAreFound() {
    #expect(Self.swift.count > 150 && Self.sources.count > Self.swift.count, "the sources were not found below \(Material.root)")
    let f = File(
      "x",
      """
      let a = \"text \\(call(\"inner\", b)) \\\" more\" // print\nlet c = #\"raw \\(no) \\#(yes)\"#\n/* clock\n */ \"\"\"\n long \
      \\(time(nil)) \"quoted\"\n\"\"\"
      """
    )
    #expect(f.tokens.map { $0.joined(separator: " ") } == ["let a = call ( , b )", "let c = yes", "", "", "time ( nil )", ""])
    #expect(File("x.c", "if (c == '\"') puts(\"a\"); /* \" */ x();").tokens[0].contains("x"))
  }

  /// The arrows between the targets. What is not listed may not be imported. `wrong`: an import that is none of them.
  static let arrows: [(target: String, allowed: [String], wrong: String)] = [
    ("ProtocolEngines", ["COpenSSL"], "Foundation"),
    ("HexViews", [], "ProtocolEngines"),
    ("Workbench", ["ProtocolEngines", "HexViews", "CSystem", "Glibc", "Synchronization"], "struct Foundation.Date"),
    ("vpnlab", ["Workbench", "HexViews", "ProtocolEngines", "CReadline", "CSystem", "Glibc"], "Foundation"),
  ]

  @Test(arguments: arrows) func importsFollowTheArrows(target: String, allowed: [String], wrong: String) {
    hold(
      { files in
        Self.below(target, files).flatMap { f in SourceTree.imports(f).filter { !allowed.contains($0) }.map { "\(f.path) imports \($0)" } }
      }, finds: [("\(target)/X.swift", "import \(wrong)"), ("\(target)/X.swift", "@testable public import \(wrong)")],
      not: allowed.map { ("\(target)/X.swift", "import \($0)") })
  }

  /// A target that depends on another in the manifest could import it tomorrow.
  @Test func packageFollowsTheArrows() throws {
    let manifest = try #require(Material.text(Material.root + "/Package.swift"))
    #expect(Self.dependencies(in: manifest).count == Self.arrows.count, "not every target of the arrows is in Package.swift")
    hold(
      { $0.flatMap { f in Self.againstTheArrows(Self.dependencies(in: f.lines.joined(separator: "\n"))) } },
      in: [File("Package.swift", manifest)],
      finds: [
        ("X", ".target(name: \"HexViews\", dependencies: [\"ProtocolEngines\"]),"),
        ("X", ".target(name: \"HexViews\", dependencies: [x]),"),
      ],
      not: [("X", ".target(name: \"HexViews\"),"), ("X", ".target(name: \"Workbench\", dependencies: [\"HexViews\"]),")])
  }

  private static func againstTheArrows(_ dependencies: [(target: String, on: [String])]) -> [String] {
    dependencies.flatMap { d in
      d.on.filter { on in !arrows.contains { $0.target == d.target && $0.allowed.contains(on) } }.map { "\(d.target) depends on \($0)" }
    }
  }

  /// What each target of the arrows depends on, as its line in the manifest lists it.
  private static func dependencies(in manifest: String) -> [(target: String, on: [String])] {
    manifest.split(separator: "\n").compactMap { line in
      guard line.contains("arget(name: "), let target = arrows.first(where: { line.contains("(name: \"\($0.target)\"") })?.target else {
        return nil
      }
      guard let list = line.firstRange(of: "dependencies: [") else { return (target, []) }
      let names = line[list.upperBound...].prefix { $0 != "]" }.split(separator: ",")
      return (target, names.map { String($0.filter { $0 != "\"" && $0 != " " }) })
    }
  }

  @Test func enginesReadNoClockAndDrawNoUnseededRandomness() {
    let words = [
      "SystemRandomNumberGenerator", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "arc4random", "getrandom",
      "RAND_bytes", "shuffled", "randomElement", "Date", "Hasher", "hashValue",
    ]
    // `time` and `random` are also good names: only a call counts.
    let sequences = words.map { [$0] } + [["time", "(", "nil"], [".", "random", "("], [".", "shuffle", "("]]
    hold(
      { SourceTree.uses(of: sequences, in: Self.below("ProtocolEngines", $0)) },
      finds: [
        ("ProtocolEngines/X.swift", "let t = \"at \\(clock_gettime(0, &s))\""),
        ("ProtocolEngines/X.swift", "let n = Int.random(in: 0..<4)"), ("ProtocolEngines/X.swift", "let t = time(nil)"),
        ("ProtocolEngines/X.swift", "for o in options.shuffled() {"),
      ], not: [("ProtocolEngines/X.swift", "func tick(time: Instant) { say(\"time(nil) Date\") } // shuffled")])
  }

  /// What a set or a dictionary is gone through in depends on the process. Engines and lab have none, but for a few that
  /// are only asked what is in them.
  @Test func enginesAndLabGoThroughNothingUnordered() {
    let asked: [String: [String]] = [
      "Sources/Workbench/Lab/DissectionCache.swift": ["rungs", "blocks"], "Sources/Workbench/Lab/LabVerdict.swift": ["shapes"],
      "Sources/ProtocolEngines/Observer/Core/Dispatch.swift": ["table", "udpServices"],
      "Sources/Workbench/Query/FieldCatalogue.swift": ["known", "out", "layers", "later"],
    ]
    // Taking away from some key on, the largest of them, and counting different things are the same in every order.
    let harmless = [
      "for b in s.rungs.keys where b >= k { s.rungs[b] = nil }", "for b in s.blocks.keys where b >= k { s.blocks[b] = nil }",
      "let best = s.rungs.keys.filter { $0 <= k }.max()", "for r in s.rungs.keys {",
    ]
    let rooms = ["ProtocolEngines", "Workbench/Lab", "Workbench/Query"]
    hold(
      { files in
        rooms.flatMap { Self.below($0, files) }.flatMap { f in
          Self.lines(of: [f]) { t, line in
            if harmless.contains(where: { line.contains($0) }) { return nil }
            if SourceTree.contains(t, ["Set", "("]), SourceTree.contains(t, [")", ".", "count"]) { return nil }
            let names = asked[f.path] ?? []
            for k in t.indices where names.contains(t[k]) && !["tree", "out"].contains(t[k]) {
              if k > 0, t[k - 1] == "in" { return line }
              if k + 2 < t.count, t[k + 1] == ".",
                !["insert", "contains", "count", "isEmpty", "removeAll", "removeValue", "withLock"].contains(t[k + 2])
              {
                return line
              }
            }
            let unordered =
              t.contains("Set") || t.contains("Dictionary") || t.contains("NSDictionary")
              || t.indices.contains { k in
                // `[Name: …`: a type as key makes a dictionary's type.
                k + 2 < t.count && t[k] == "[" && t[k + 1].first?.isUppercase == true
                  && t[(k + 2)...].first { $0 != "." && $0.first?.isLetter != true } == ":"
              }
            return unordered && !names.contains { t.contains($0) } ? line : nil
          }
        }
      },
      finds: [
        ("ProtocolEngines/X.swift", "var calls: Set<UInt16> = []"), ("ProtocolEngines/X.swift", "var calls: [UInt16: Call] = [:]"),
        ("Workbench/Lab/X.swift", "let d = Dictionary(grouping: a) { $0.node }"),
        ("Workbench/Lab/X.swift", "var m = [Lab.Node.ID: Int]()"),
        ("Workbench/Lab/DissectionCache.swift", "for (k, v) in rungs { use(k) }"),
        ("Workbench/Lab/LabVerdict.swift", "let list = shapes.sorted()"),
      ],
      not: [
        ("Workbench/Lab/LabVerdict.swift", "var shapes: [String: Int] = [:]"), ("ProtocolEngines/X.swift", "f([.init(a: 1), Note(b: 2)])"),
        ("ProtocolEngines/X.swift", "let a = [Field(\"x\"), Field(b: 1)]"),
      ])
  }

  @Test func enginesAreValues() {
    hold(
      { SourceTree.uses(of: ["class", "actor", "async", "await", "Task", "DispatchQueue"], in: Self.below("ProtocolEngines", $0)) },
      finds: [("ProtocolEngines/X.swift", "final class Engine {"), ("ProtocolEngines/X.swift", "say(\"\\(await next())\")")],
      not: [("ProtocolEngines/X.swift", "b(1...2, Field(\"x\", \"class\")) // actor")])
  }

  @Test func viewsKnowNoProtocol() {
    // Everything that ProtocolEngines declares outside Wire is beyond the reach of HexViews.
    var names: [String] = []
    for f in Self.below("ProtocolEngines", Self.swift) where !f.path.hasPrefix("Sources/ProtocolEngines/Wire/") {
      for t in f.tokens where t.contains("public") {
        if let i = t.firstIndex(where: { ["struct", "enum", "protocol", "typealias"].contains($0) }), i + 1 < t.count {
          names.append(t[i + 1])
        }
      }
    }
    #expect(names.count > 40)
    // Nested names that mean something harmless elsewhere.
    let common: Set<String> = [
      "Kind", "Key", "Item", "Cause", "Value", "Entry", "State", "Options", "Line", "Row", "Event", "Output", "Side", "Role", "Error",
      "Note",
    ]
    let types = names.filter { !common.contains($0) }
    let words: Set<String> = [
      "PPTP", "GRE", "PPP", "LCP", "IPCP", "IPV6CP", "CCP", "MPPE", "PAP", "CHAP", "EAP", "TCP", "UDP", "IP", "IPv4", "IPv6", "ICMP",
      "L2TP", "L2F", "ESP", "AH", "IKE", "ISAKMP", "NAT", "RFC",
    ]
    hold(
      { files in
        let views = Self.below("HexViews", files)
        // By name also in texts: whatever a view says of a protocol, the Workbench has to put into the document.
        return SourceTree.uses(of: types, in: views)
          + views.flatMap { f in
            f.lines.indices.compactMap { i in
              f.lines[i].drop { $0 == " " }.hasPrefix("//")
                ? nil : SourceTree.tokens(f.lines[i]).first { words.contains($0) }.map { "\(f.path):\(i + 1) names \($0)" }
            }
          }
      },
      finds: [
        ("HexViews/X.swift", "let title = \"PPP frame\""), ("HexViews/X.swift", "if layer == \"TCP\" {"),
        ("HexViews/X.swift", "var o: Observer"),
      ], not: [("HexViews/X.swift", "/// As RFC 1661 draws it, for PPP")])
  }

  @Test func nothingPrintsByItself() {
    let prints = [
      "print", "debugPrint", "puts", "fputs", "fprintf", "printf", "putchar", "dump", "perror", "NSLog", "fwrite", "vprintf", "FileHandle",
      "STDOUT_FILENO", "STDERR_FILENO", "stdout", "stderr",
    ]
    // What writes octets to a descriptor: Output to the terminal, the others to files that they have opened.
    let writers = [
      "Sources/vpnlab/Output.swift", "Sources/Workbench/Live/LiveCapture.swift", "Sources/Workbench/Lessons/LessonFiles.swift",
      "Sources/Workbench/Captures/Files.swift", "Sources/CSystem/CSystem.c", "Sources/CSystem/include/CSystem.h",
    ]
    // Readline draws its own line, and says ^C.
    let readline = "Sources/CReadline/CReadline.c"
    hold(
      { files in
        SourceTree.uses(of: prints, in: files.filter { $0.path != readline })
          + SourceTree.uses(of: ["lab_write_all", "writev", "dprintf"], in: files.filter { !writers.contains($0.path) })
          + Self.lines(of: files) { t, line in
            // `write(1, …)`, from wherever: `Glibc.write(fd, …)` only in the writers.
            guard let k = t.firstIndex(of: "write"), k + 2 < t.count, t[k + 1] == "(" else { return nil }
            if ["1", "2"].contains(t[k + 2]) { return line }
            return k >= 2 && t[k - 1] == "." && t[k - 2] == "Glibc" && !line.contains("fd") ? line : nil
          }
          + Self.lines(of: files) { t, line in
            SourceTree.contains(t, ["lab_write_all", "(", "1"]) || SourceTree.contains(t, ["lab_write_all", "(", "2"]) ? line : nil
          }
      },
      finds: [
        ("Workbench/X.swift", "let s = \"\\(print(1))\""), ("Workbench/X.swift", "_ = Glibc.write(1, p, n)"),
        ("Workbench/X.swift", "write(2, p, n)"), ("Workbench/X.swift", "lab_write_all(fd, p, n)"),
        ("Workbench/Live/LiveCapture.swift", "lab_write_all(1, p, n)"), ("CSystem/X.c", "printf(\"x\");"),
        ("CSystem/CSystem.c", "write(1, p, count);"), ("HexViews/X.swift", "fputs(s, stdout)"),
      ],
      not: [
        ("Workbench/X.swift", "display.write(document, to: &out) // print"),
        ("CSystem/CSystem.c", "ssize_t n = write(fd, p, count); snprintf(why, room, \"print\");"),
      ])
  }

  /// Numbers that mean one thing wherever they are: how they may be written, and in which file.
  static let numbers: [(what: String, spellings: [String], home: String, elsewhere: [String])] = [
    ("PPTP's port", ["1723"], "ProtocolEngines/PPTP/PPTPConfig.swift", []),
    ("GRE's type of PPP", ["0x880b"], "ProtocolEngines/Internet/Ethernet.swift", []),
    // 0x0800 is also the strict-source-route bit of GRE version 0, 0x800 half of MPPE's 4096 counts.
    ("IPv4's EtherType", ["0x0800"], "ProtocolEngines/Internet/Ethernet.swift", ["ProtocolEngines/GRE/GREHeader.swift"]),
    // … and a signature scheme of TLS.
    ("ARP's EtherType", ["0x0806"], "ProtocolEngines/Internet/Ethernet.swift", ["ProtocolEngines/PPP/EAP/TLSNames.swift"]),
    ("IPv6's EtherType", ["0x86dd"], "ProtocolEngines/Internet/Ethernet.swift", []),
    ("bridging's EtherType", ["0x6558"], "ProtocolEngines/Internet/Ethernet.swift", []),
    ("PPPoE's EtherTypes", ["0x8863", "0x8864"], "ProtocolEngines/Internet/Ethernet.swift", []),
    // pcapng's byte-order mark is the same number, kept with its format.
    (
      "the magic cookie", ["0x1a2b3c4d", "0x1a2b_3c4d"], "ProtocolEngines/PPTP/PPTPControlLayouts.swift",
      ["Workbench/Captures/PcapngFormat.swift", "Workbench/Captures/PcapngWriter.swift", "Workbench/Captures/CaptureReader.swift"]
    ),
    // The loop in C that changes keys has its own pads beside it.
    ("MPPE's SHSpad", ["0xf2"], "ProtocolEngines/PPP/MPPE/MPPEKeys.swift", ["COpenSSL/COpenSSL.c"]),
    ("LCP's number", ["0xc021"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("PAP's number", ["0xc023"], "ProtocolEngines/PPP/PPPProtocol.swift", ["ProtocolEngines/PPP/EAP/TLSNames.swift"]),
    ("CHAP's number", ["0xc223"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("EAP's number", ["0xc227"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("IPCP's number", ["0x8021"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("IPV6CP's number", ["0x8057"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("CCP's numbers", ["0x80fd", "0x80fb"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("a datagram's numbers in PPP", ["0x0021", "0x0057", "0x00fd"], "ProtocolEngines/PPP/PPPProtocol.swift", []),
    ("a TLS alert", ["116", "109", "112"], "ProtocolEngines/PPP/EAP/TLSRecord.swift", []),
  ]

  @Test func aProtocolNumberIsWrittenOnce() {
    // Decimal numbers of IP protocols mean other things as well: they count where the line is about IP protocols.
    let ipProtocols: Set<String> = ["1", "6", "17", "47", "50", "51", "58", "115"]
    hold(
      { files in
        let files = files.filter { !$0.path.contains("/Bench/") }
        return Self.lines(of: files) { t, line in
          // `pseudo(a, b, proto: 6`, `proto == 47`, `lab_raw_socket(47)`, `h.proto.rawValue = 17`, `IPPROTO_TCP`.
          if t.contains(where: { $0.hasPrefix("IPPROTO_") && !["IPPROTO_TCP", "IPPROTO_IP", "IPPROTO_IPV6"].contains($0) }) { return line }
          for k in t.indices where ipProtocols.contains(t[k]) && k > 0 {
            let before = t[..<k].filter { ![":", "(", "=", ".", "!", "rawValue", ","].contains($0) }.last ?? ""
            if ["proto", "pseudo", "nextHeader", "lab_raw_socket", "ipProtocol"].contains(before) { return line }
          }
          return nil
        }
          // A table of codes belongs to the type whose codes they are: no other file chooses by their numbers.
          + files.filter { f in !f.tokens.contains { $0.contains("Codepoint") } }.flatMap { f in
            Self.lines(of: [f]) { t, line in
              guard let k = t.firstIndex(of: "switch"), t.count > k + 3, let v = t.firstIndex(of: "rawValue"), t[v - 1] == "." else {
                return nil
              }
              return line
            }
          }
          + Self.numbers.flatMap { n in
            // As a word of its own, in either case.
            Self.lines(of: files.filter { f in f.path != "Sources/" + n.home && !n.elsewhere.contains { f.path == "Sources/" + $0 } }) {
              t, line in
              t.contains { word in n.spellings.contains(word.lowercased()) } ? "\(n.what): \(line)" : nil
            }
          }
      },
      finds: [
        ("Workbench/X.swift", "var port: UInt16 = 1723"), ("Workbench/X.swift", "say(\"port \\(1723)\")"),
        ("Workbench/X.swift", "raw = lab_raw_socket(47)"), ("CSystem/X.c", "s.sin_port = htons(1723);"),
        ("ProtocolEngines/X.swift", "case 0x86DD: try anyIP()"),
        ("ProtocolEngines/X.swift", "pseudo(h.source, h.destination, proto: 58, length: n)"), ("ProtocolEngines/X.swift", "pseudo(17, n)"),
        ("ProtocolEngines/X.swift", "switch alert.rawValue { case 42: \"bad\" }"),
        ("ProtocolEngines/X.swift", "if h.proto.rawValue == 47 {"),
        ("ProtocolEngines/PPP/MPPE/X.swift", "let pad = [UInt8](repeating: 0xF2, count: 40)"),
      ], not: [("ProtocolEngines/X.swift", "let n = proto == .tcp ? 6 : 17 // 1723"), ("Workbench/X.swift", "text(\"TCP port 1723\")")])
    // A home is where the number is.
    for n in Self.numbers {
      let home = Self.sources.first { $0.path == "Sources/" + n.home }
      for s in n.spellings where !s.contains("_") && s != "0x1a2b3c4d" {
        #expect(home?.tokens.contains { $0.contains { $0.lowercased() == s } } == true, "\(n.what), \(s), is not in \(n.home)")
      }
    }
  }

  /// Octets are put together to numbers by the readers of Wire. Who peeks by hand is named here, with the reason.
  static let peeks: [String: String] = [
    "Workbench/Lab/FrameFacts.swift": "addresses and ports for faults and firewall, of every packet",
    "Workbench/Lab/LabExport.swift": "the protocol field for the second interface",
    "ProtocolEngines/PPP/PPPHeader.swift": "the protocol field alone, on the way of every packet",
    "ProtocolEngines/PPTP/PPTPFraming.swift": "where a message ends before it is all there",
    "ProtocolEngines/PPTP/PPTPStream.swift": "the type of a message whose length is wrong",
    "ProtocolEngines/Observer/PPP/MPPEReader.swift": "does this plaintext make sense: which key fits",
    "ProtocolEngines/PPP/Auth/MSCHAP/PasswordChange.swift": "a length that stands low octet first, behind what it measures",
    "Workbench/Lab/Poke.swift": "checksums mended in place", "Workbench/Query/Symbols.swift": "candidates for numbers in words",
    "Workbench/Live/LiveRunner.swift": "whose packet it is, before anything else looks at it",
    "ProtocolEngines/Observer/Internet/TransportLayer.swift": "the checksum as found, beside the right one",
    "ProtocolEngines/Observer/Core/FrameContext.swift": "the reader's own look ahead",
    "ProtocolEngines/PPP/MPPE/MPPECipher.swift": "the head of a packet that is decrypted in place",
    "ProtocolEngines/PPP/EAP/DERElement.swift": "an INTEGER of any length",
    "ProtocolEngines/Internet/Addresses.swift": "an address from four numbers, and from text",
    "ProtocolEngines/PPP/Options/NetworkOptions.swift": "two octets of an option into one property",
    "ProtocolEngines/Engine/Dice.swift": "random octets", "Workbench/Captures/CaptureReader.swift": "the magic number of a capture file",
    "Workbench/Captures/ByteSource.swift": "numbers of capture files, in either order",
    "Workbench/Dissect/OutputBuffer.swift": "our own output, eight octets at a time",
    "ProtocolEngines/Internet/ICMP.swift": "the rest of the header, of which a pointer is the first octet",
  ]

  @Test func oneParserPerFormat() {
    let rooms = ["ProtocolEngines/Wire/", "ProtocolEngines/Crypto/", "ProtocolEngines/Bench/"]
    hold(
      { files in
        let looked = files.filter { f in
          f.path.hasSuffix(".swift") && Self.peeks[String(f.path.dropFirst("Sources/".count))] == nil
            && !rooms.contains { f.path.hasPrefix("Sources/" + $0) }
        }
        return Self.lines(of: looked) { t, line in
          // `… << 8 | …` makes a number of octets; `frame[12] ==`, `octets[14] >> 4` look at one at a fixed place.
          if SourceTree.contains(t, ["<", "<", "8", "|"]) || SourceTree.contains(t, ["<", "<", "24", "|"]) || t.contains("bigEndian")
            || t.contains("loadUnaligned")
          {
            return line
          }
          for k in t.indices.dropLast(4)
          where t[k] == "[" && UInt(t[k + 1]) ?? 0 > 1 && t[k + 2] == "]" && k > 0
            && ["frame", "octets", "packet", "f", "p", "o"].contains(t[k - 1])
          {
            if ["=", "&", ">"].contains(t[k + 3]), t[k + 3] == t[k + 4] || t[k + 3] == "&" { return line }
          }
          return nil
        }
      },
      finds: [
        ("Workbench/Views/X.swift", "let type = UInt16(frame[12]) << 8 | UInt16(frame[13])"),
        ("ProtocolEngines/Host/X.swift", "guard packet[9] == 6 else { return }"), ("Workbench/X.swift", "let length = octets[14] & 15"),
      ], not: [("ProtocolEngines/Host/X.swift", "octets[16] = UInt8(sum >> 8)"), ("Workbench/X.swift", "let v = flags << 8")])
    for (path, _) in Self.peeks { #expect(Self.swift.contains { $0.path == "Sources/" + path }, "\(path) is not there any more") }
  }

  @Test func noFileIsTooLong() {
    hold(
      { $0.filter { $0.lines.count > 601 }.map { "\($0.path) has \($0.lines.count) lines; 600 is the limit" } },
      in: Self.sources + SourceTree.files("Tests"), finds: [("X.swift", String(repeating: "\n", count: 601))],
      not: [("X.swift", String(repeating: "\n", count: 600))])
  }

  @Test func noLineIsTooLong() {
    hold(
      { files in
        files.flatMap { f in
          f.lines.enumerated().compactMap { i, line in
            line.count > 140 ? "\(f.path):\(i + 1) has \(line.count) columns; 140 is the limit" : nil
          }
        }
      },
      in: Self.sources + SourceTree.files("Tests"), finds: [("X.swift", String(repeating: "x", count: 141))],
      not: [("X.swift", String(repeating: "é", count: 140))])
  }

  @Test func mainIsNotAsync() {
    // Only a process with one thread can enter a namespace, whatever starts the second.
    let words = ["async", "await", "Task", "TaskGroup", "Thread", "pthread_create", "thrd_create", "DispatchQueue", "MainActor", "clone"]
    hold(
      { SourceTree.uses(of: words, in: $0) },
      finds: [
        ("vpnlab/X.swift", "Task { await run() }"), ("Workbench/X.swift", "say(\"\\(await f())\")"),
        ("CSystem/X.c", "pthread_create(&t, 0, run, 0);"),
      ],
      not: [("Workbench/X.swift", "text(\"await\")")])
  }

  @Test func liveEndsHaveNoSeed() {
    hold(
      { files in
        let live = Self.below("Workbench/Live", files) + Self.below("vpnlab", files)
        // The one place that makes dice for a live end takes them from the system, and every end gets these.
        return SourceTree.uses(of: [["Dice", "(", "seed"]], in: live)
          + SourceTree.uses(
            of: [["settings", ".", "seed"], ["Dice", "{"], ["Dice", "("]],
            in: live.filter { !["Sources/Workbench/Live/LivePlan.swift", "Sources/Workbench/Live/LiveSystem.swift"].contains($0.path) })
      },
      finds: [
        ("Workbench/Live/X.swift", "var dice = Dice(seed: 1)"), ("Workbench/Live/LivePlan.swift", "return Dice(seed: 1)"),
        ("vpnlab/X.swift", "e = PPTPEndpoint(c, dice: Dice(seed: UInt64(settings.seed)))"),
        ("Workbench/Live/X.swift", "var d = Dice { count in [UInt8](repeating: 4, count: count) }"),
      ],
      not: [("Workbench/Live/LivePlan.swift", "Dice { count in octets(count) }"), ("Workbench/Live/X.swift", "var dice = LivePlan.dice()")])
  }

  /// The whole tree: sources, tests, documents, scripts, lessons.
  @Test func nothingPointsAtOneMachine() {
    let parts = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["/tmp", "/wt"], ["/tmp", "/plan"]].map { $0.joined() }
    let texts = SourceTree.paths("").filter { p in ![".pcap", ".pcapng", ".bin"].contains { p.hasSuffix($0) } }.compactMap { p in
      Material.text(Material.root + "/" + p).map { (p, $0) }
    }
    #expect(
      texts.count > 250 && [".ci/run", "Makefile", "README.md", "lessons/02-lcp.md"].allSatisfy { p in texts.contains { $0.0 == p } })
    func faults(_ text: String) -> [String] {
      // A path begins where no name goes on before it.
      parts.filter { p in
        var rest = text[...]
        while let r = rest.firstRange(of: p) {
          if r.lowerBound == text.startIndex
            || !(text[text.index(before: r.lowerBound)].isLetter || "})_.-~".contains(text[text.index(before: r.lowerBound)]))
          {
            return true
          }
          rest = rest[r.upperBound...]
        }
        return false
      }
    }
    for (path, text) in texts { for p in faults(text) { Issue.record("\(path): \(p)") } }
    #expect(
      faults("see \(parts[0])main") == [parts[0]] && faults("cd \"\(parts[2])me\"") == [parts[2]] && faults("a frame\(parts[0])x") == [])
  }
}
