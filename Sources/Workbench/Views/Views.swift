import HexViews
import ProtocolEngines

/// Every screen of the workbench: lab data in, a `Document` out. Nothing here changes the lab, and nothing prints.
///
/// A view that needs a step takes its number; commands pass `lab.current` where the user gave none.
/// A wrong number or name gives a document with a `.problem` callout; `isProblem` tells so.
public enum Views {
  /// What happened in step `n`: cause, packet, state change, what can come next.
  public static func step(_ lab: Lab, _ n: Int) -> Document { missing(n, lab) ?? Document() }
  /// One line a step, for `run`.
  public static func brief(_ lab: Lab, _ n: Int) -> Document { missing(n, lab) ?? Document() }
  /// A whole packet: all layers, all octets, all fields of the innermost ones.
  public static func show(_ lab: Lab, _ n: Int, complete: Bool = false) -> Document { missing(n, lab) ?? Document() }
  public static func hex(_ lab: Lab, _ n: Int, complete: Bool = false) -> Document { missing(n, lab) ?? Document() }
  public static func fields(_ lab: Lab, _ n: Int) -> Document { missing(n, lab) ?? Document() }
  /// The onion: what each layer adds.
  public static func layers(_ lab: Lab, _ n: Int) -> Document { missing(n, lab) ?? Document() }
  /// The RFC's box figure with live bits around the field with this id or name.
  public static func bits(_ lab: Lab, _ n: Int, field: String) -> Document { missing(n, lab) ?? Document() }
  /// `wire`, `mppe` or `inner`.
  public static func view(_ lab: Lab, _ n: Int, _ what: String) -> Document { missing(n, lab) ?? Document() }
  /// Both nodes side by side; with a prefix only paths below it (`"lcp"`).
  public static func state(_ lab: Lab, prefix: String = "") -> Document { Document() }
  /// The automaton of a machine (`"lcp"`, `"ccp"`, `"ipcp"`, `"pptp.control"`, …) with the present state marked.
  public static func automaton(_ lab: Lab, machine: String = "lcp") -> Document { Document() }
  /// Every key derived so far: name, octets, formula, inputs, section.
  public static func keys(_ lab: Lab) -> Document { Document() }
  /// The ladder of steps `range` (all up to `current` when nil).
  public static func timeline(_ lab: Lab, _ range: ClosedRange<Int>? = nil) -> Document { Document() }
  /// Why step `n` happened and did what it did.
  public static func why(_ lab: Lab, _ n: Int) -> Document { missing(n, lab) ?? Document() }
  public static func events(_ lab: Lab) -> Document { Document() }
  public static func timers(_ lab: Lab) -> Document { Document() }
  public static func queue(_ lab: Lab) -> Document { Document() }
  public static func ping(_ lab: Lab, _ reply: PingReply?, _ end: RunEnd) -> Document { Document() }
  /// How a run ended; `goal` is what was asked for, as typed.
  public static func runEnd(_ lab: Lab, _ end: RunEnd, goal: String? = nil) -> Document { Document() }
  /// The glossary's entry, or near ones; an empty term lists all.
  public static func explain(_ term: String) -> Document { Document() }
  /// One frame of a capture, as `dissect` shows it.
  public static func frame(_ d: Dissection, complete: Bool = false) -> Document { Document() }

  /// Terms `explain` knows, for completion.
  public static var terms: [String] { [] }

  /// A refusal as a document.
  public static func problem(_ text: StyledText, hint: StyledText? = nil) -> Document {
    var d = Document([.callout(.problem, text)], json: [["error": .string(text.string)]])
    if let hint { d.add(.callout(.hint, hint)) }
    return d
  }

  public static func isProblem(_ d: Document) -> Bool {
    if case .callout(.problem, _)? = d.blocks.first, case .object(let m)? = d.json.first, m.first?.key == "error" { return true }
    return false
  }

  private static func missing(_ n: Int, _ lab: Lab) -> Document? {
    if lab.record(n) != nil { return nil }
    if n == 0 { return problem("Nothing has happened yet.", hint: "Type \(command: "step") to let the first thing happen.") }
    return problem("There is no step \(n).", hint: "Steps known: 1 to \(lab.records.count).")
  }
}
