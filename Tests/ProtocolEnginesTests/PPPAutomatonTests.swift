import TestSupport
import Testing

@testable import ProtocolEngines

@Suite struct PPPAutomatonTests {
  /// The table of RFC 1661 §4.1 read out of the RFC's own text: a second transcription by machine.
  static func tableOfTheRFC(_ rfc: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    var inside = false
    for line in rfc.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("4.1.  State Transition Table") {
        inside = true
        continue
      }
      if line.hasPrefix("4.2.  States") { break }
      guard inside, let bar = line.firstIndex(of: "|") else { continue }
      let name = line[..<bar].filter { $0 != " " }
      guard PPPAutomaton.Event.allCases.contains(where: { $0.name == name }) else { continue }
      rows[name, default: []] += line[line.index(after: bar)...].split(separator: " ").map(String.init)
    }
    return rows
  }

  @Test func tableIsTheRFCs() throws {
    guard let rfc = Material.sharedText("rfc/rfc1661.txt") else { return }
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
    #expect(PPPAutomaton.text.allSatisfy { $0.1.string.split(separator: " ").count == 10 })
  }
}
