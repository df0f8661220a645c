import HexViews
import ProtocolEngines

/// What the states of the machines mean, for `explain`.
enum StateWords {
  struct Entry: Sendable, Equatable {
    /// `"req-sent"`, as screens spell it.
    var state: String
    /// `"LCP, CCP and the NCPs"`.
    var machine: String
    var text: String
    var ref: String
  }

  /// In the order in which `explain` names the machines of a state that several have.
  static func all(_ protocols: [ProtocolInfo]) -> [Entry] {
    of(PPPAutomaton.State.self) + of(PPPPhase.self) + tunnels(protocols) + of(TCPConnection.State.self) + of(AuthEngine.State.self)
  }

  /// The machines of the tunnels themselves.
  private static func tunnels(_ protocols: [ProtocolInfo]) -> [Entry] {
    protocols.filter { $0.place == .tunnel }.flatMap(\.machines).flatMap { m in
      m.words.map { Entry(state: $0.name, machine: m.machine, text: $0.about, ref: $0.ref.string) }
    }
  }

  private static func of<S: MachineState>(_ states: S.Type) -> [Entry] {
    S.allCases.map { Entry(state: $0.name, machine: S.machine, text: $0.about, ref: $0.ref.string) }
  }

  /// What comes before notes, and what it means.
  static let notes: [(kind: Note.Kind, text: String)] = [
    (.transition, "A machine went from one state to another; the reason stands below it."),
    (.key, "A key was computed; the command keys shows how."),
    (.sent, "An end has sent something."), (.received, "An end has taken something in."),
    (.refused, "An end understands what was asked and does not want it."),
    (.ignored, "An end drops what came, as the rule named beside it demands."),
    (.timer, "A timer was set or ran out."), (.fact, "Something worth knowing that changes nothing by itself."),
    (.problem, "Something is wrong; the rule that is broken stands beside it."),
  ]
}
