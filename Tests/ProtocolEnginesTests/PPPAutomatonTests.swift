import Testing
@testable import ProtocolEngines

#if canImport(Glibc)
import Glibc
#endif

/// Where the shared material lies: `VPNLAB_SHARED`, or `../shared` beside the package.
enum SharedMaterial {
  static let folder: String? = {
    if let e = getenv("VPNLAB_SHARED") { return String(cString: e) }
    var parts = #filePath.split(separator: "/").map(String.init)
    parts.removeLast(3)
    for candidate in ["/" + parts.dropLast().joined(separator: "/") + "/shared"] where access(candidate, R_OK) == 0 { return candidate }
    return nil
  }()

  /// The octets of a shared file; nil, with a line that says what is skipped, where it is absent.
  static func octets(_ path: String) -> [UInt8]? {
    guard let folder, let f = fopen(folder + "/" + path, "r") else {
      print("skipped: \(path) is not here (set VPNLAB_SHARED to the folder of shared material)")
      return nil
    }
    defer { fclose(f) }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let n = fread(&chunk, 1, chunk.count, f)
      if n == 0 { return out }
      out.append(contentsOf: chunk[..<n])
    }
  }

  static func text(_ path: String) -> String? { octets(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Names of files in a shared folder, sorted.
  static func files(_ path: String) -> [String] {
    guard let folder, let d = opendir(folder + "/" + path) else {
      print("skipped: \(path) is not here (set VPNLAB_SHARED to the folder of shared material)")
      return []
    }
    defer { closedir(d) }
    var names: [String] = []
    while let e = readdir(d) {
      names.append(withUnsafePointer(to: &e.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } })
    }
    return names.sorted()
  }
}

@Suite struct PPPAutomatonTests {
  /// The table of RFC 1661 §4.1 read out of the RFC's own text: a second transcription by machine.
  static func tableOfTheRFC(_ rfc: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    var inside = false
    for line in rfc.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("4.1.  State Transition Table") { inside = true; continue }
      if line.hasPrefix("4.2.  States") { break }
      guard inside, let bar = line.firstIndex(of: "|") else { continue }
      let name = line[..<bar].filter { $0 != " " }
      guard PPPAutomaton.Event.allCases.contains(where: { $0.name == name }) else { continue }
      rows[name, default: []] += line[line.index(after: bar)...].split(separator: " ").map(String.init)
    }
    return rows
  }

  @Test func tableIsTheRFCs() throws {
    guard let rfc = SharedMaterial.text("rfc/rfc1661.txt") else { return }
    let rows = Self.tableOfTheRFC(rfc)
    #expect(rows.count == 16)
    for event in PPPAutomaton.Event.allCases {
      let row = try #require(rows[event.name])
      #expect(row.count == 10, "\(event.name)")
      for (state, square) in zip(PPPAutomaton.State.allCases, row) {
        #expect(PPPAutomaton.transition(state, event)?.text ?? "-" == square, "\(event.name) in \(state.name)")
      }
    }
  }

  /// RFC 1661 §4.1: the Restart timer runs exactly in the states that have time-out events.
  @Test func timerStates() {
    for state in PPPAutomaton.State.allCases {
      #expect(state.restartTimerRuns == (PPPAutomaton.transition(state, .timeoutPlus) != nil), "\(state.name)")
      #expect(state.restartTimerRuns == (PPPAutomaton.transition(state, .timeoutMinus) != nil), "\(state.name)")
    }
  }

  @Test func rowsStandInTheirOrder() {
    #expect(PPPAutomaton.text.map(\.0) == PPPAutomaton.Event.allCases)
    #expect(PPPAutomaton.text.allSatisfy { $0.1.count == 10 })
  }
}
