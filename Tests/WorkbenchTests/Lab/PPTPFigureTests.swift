import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct PPTPFigureTests {
  /// Every move that control connections and calls make in many lives is an arrow of the RFC's figures. Only one more is allowed:
  /// back to idle from anywhere, when something fails (§3, §3.1.4).
  @Test(arguments: [
    ["start=client"], ["start=server"], ["start=both"], ["call=incoming"], ["call=incoming", "start=server"], ["client.password=wrong"],
    ["client.mppe=off"],
  ]) func movesAreArrows(_ settings: [String]) throws {
    var used: Set<String> = []
    for command in [
      "hangup client", "hangup server", "tell client stop", "tell server stop", "tell client clear", "tell server disconnect", "drop every",
      "firewall block gre",
    ] {
      var lab = try Lab(settings: LabSettings.parse(settings).get())
      try lab.run("tunnel.up")
      // Not every end can do everything; then the life is simply without it.
      if let c = try? LabCommand.parse(command).get() { _ = lab.perform(c) }
      lab.run()
      for n in lab.records.flatMap(\.notes) where n.note.kind == .transition && n.note.machine.hasPrefix("pptp.") {
        let figures: [PPTPFigure] =
          n.note.machine == "pptp.control"
          ? [.controlOriginator, .controlReceiver] : [.pacIncoming, .pnsIncoming, .pacOutgoing, .pnsOutgoing]
        let isArrow = figures.contains { $0.arrows.contains { $0.from == n.note.from && $0.to == n.note.to } }
        #expect(isArrow || n.note.to == "idle", "\(settings) \(command): \(n.note)")
        used.insert("\(n.note.machine) \(n.note.from) \(n.note.to)")
      }
    }
    #expect(used.count >= 4, "\(used)")
  }

  @Test func statesOfTheFiguresAreStatesOfTheMachines() {
    let control = Set(PPTPControlState.allCases.map(\.rawValue))
    let call = Set(PPTPCallState.allCases.map(\.rawValue))
    for f in PPTPFigure.allCases {
      let names = Set(f.arrows.flatMap { [$0.from, $0.to] })
      #expect(names.isSubset(of: f == .controlOriginator || f == .controlReceiver ? control : call), "\(f)")
      #expect(f.arrows.contains { $0.from == "idle" } && f.arrows.contains { $0.to == "established" })
    }
  }

  @Test func theScreenMarksWhereTheEndIs() throws {
    var lab = try makeLab()
    try lab.run("call.up")
    let text = Views.automaton(lab, machine: "pptp.call").render(.init(width: 100))
    #expect(text.contains("Outgoing call at the PNS: the client") && text.contains("Outgoing call at the PAC: the server"))
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("▶") && $0.contains("established") && $0.contains("Call-Clear-Request") })
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("▶") && $0.contains("a call is wanted") })
  }
}
