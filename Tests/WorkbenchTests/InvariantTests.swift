import Testing

import HexViews
import ProtocolEngines
@testable import Workbench

/// The rules of ARCHITECTURE.md, each as a test that fails where the rule is broken.
@Suite struct InvariantTests {
  private static let sources = SourceTree.swift("Sources")
  private func files(_ folder: String) -> [SourceTree.File] { Self.sources.filter { $0.path.hasPrefix("Sources/\(folder)/") } }

  @Test func theSourcesAreFound() {
    #expect(Self.sources.count > 30, "the sources were not found below \(SourceTree.root)")
  }

  /// The arrows between the rooms. What is not listed may not be imported.
  @Test(arguments: [
    ("ProtocolEngines", ["COpenSSL"]),
    ("HexViews", ["ProtocolEngines"]),
    ("Workbench", ["ProtocolEngines", "HexViews", "CSystem", "Glibc", "Synchronization"]),
    ("vpnlab", ["Workbench", "HexViews", "ProtocolEngines", "CReadline", "CSystem", "Glibc"]),
  ]) func importsFollowTheArrows(target: String, allowed: [String]) {
    for f in files(target) {
      for i in SourceTree.imports(f) where !allowed.contains(i) { Issue.record("\(f.path) imports \(i)") }
    }
  }

  @Test func enginesReadNoClockAndDrawNoUnseededRandomness() {
    let forbidden = [
      "SystemRandomNumberGenerator", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "time", "arc4random", "getrandom", "RAND_bytes",
      "shuffled", "randomElement", "Date",
    ]
    // `time` is also a good name for a parameter: only a call counts.
    let found = SourceTree.uses(of: forbidden.filter { $0 != "time" }, in: files("ProtocolEngines"))
    #expect(found == [])
    for f in files("ProtocolEngines") {
      for (i, line) in f.code.enumerated() where line.contains(" time(nil)") || line.contains("Hasher()") || line.contains(".random(") { Issue.record("\(f.path):\(i + 1): \(line)") }
    }
  }

  @Test func enginesAreValues() {
    let found = SourceTree.uses(of: ["class", "actor", "async", "await", "Task"], in: files("ProtocolEngines"))
    #expect(found == [], "an engine that is no value cannot be rewound by copying it")
  }

  @Test func viewsKnowNoProtocol() {
    // Everything that ProtocolEngines declares outside Wire is beyond the reach of HexViews.
    var names: [String] = []
    for f in files("ProtocolEngines") where !f.path.hasPrefix("Sources/ProtocolEngines/Wire/") {
      for line in f.code {
        let w = line.split { $0 == " " || $0 == ":" || $0 == "<" || $0 == "{" }.map(String.init)
        if let i = w.firstIndex(where: { ["struct", "enum", "protocol", "typealias"].contains($0) }), i + 1 < w.count, i > 0 || line.first != " ",
          w.contains("public")
        {
          names.append(w[i + 1])
        }
      }
    }
    #expect(names.count > 40)
    // Nested names that mean something harmless elsewhere.
    let common: Set<String> = ["Kind", "Key", "Item", "Cause", "Value", "Entry", "State", "Options", "Line", "Row", "Event", "Output", "Side", "Role", "Error", "Note"]
    let found = SourceTree.uses(of: names.filter { !common.contains($0) }, in: files("HexViews"))
    #expect(found == [])
    let words = ["PPTP", "GRE", "LCP", "IPCP", "CCP", "MPPE", "CHAP", "EAP", "L2TP", "ESP", "IKE"]
    for f in files("HexViews") {
      for (i, line) in f.lines.enumerated() where !line.trimmed.hasPrefix("//") {
        let t = SourceTree.tokens(line)
        for w in words where t.contains(w) { Issue.record("\(f.path):\(i + 1) names \(w)") }
      }
    }
  }

  @Test func nothingPrintsByItself() {
    let found = SourceTree.uses(of: ["print", "debugPrint", "puts", "fputs", "fprintf", "putchar", "dump"], in: Self.sources)
    #expect(found == [], "only the program's Output writes to the terminal")
  }

  @Test func aProtocolNumberStandsOnce() {
    // What it is, and how it may be written. (0x1a2b3c4d happens to be the byte-order mark of pcapng as well.)
    let numbers = [
      ("GRE's protocol type", ["0x880b", "0x880B"]), ("the magic cookie", ["0x1a2b3c4d", "0x1A2B3C4D", "0x1a2b_3c4d"]), ("PPTP's port", ["1723"]),
      ("MPPE's SHSpad", ["0xf2", "0xF2"]),
    ]
    for (what, spellings) in numbers {
      let found = SourceTree.uses(of: spellings, in: files("ProtocolEngines").filter { !$0.path.contains("/Bench/") })
      #expect(found.count <= 1, "\(what) stands in \(found)")
    }
  }

  @Test func noFileIsTooLong() {
    for f in Self.sources where f.lines.count > 501 { Issue.record("\(f.path) has \(f.lines.count) lines; 500 is the limit") }
  }

  @Test func mainIsNotAsync() {
    // Only a process with one thread can enter a namespace.
    #expect(SourceTree.uses(of: ["async", "await", "Task", "Thread", "pthread_create"], in: files("vpnlab")) == [])
  }

  @Test func nothingPointsAtOneMachine() {
    let parts = [["/wo", "rk/"], ["/ro", "ot/"], ["/tmp", "/wt"], ["/tmp", "/plan"]].map { $0.joined() }
    for f in Self.sources + SourceTree.swift("Tests") {
      for (i, line) in f.lines.enumerated() {
        for p in parts where line.contains(p) { Issue.record("\(f.path):\(i + 1): \(p)") }
      }
    }
  }
}
