import HexViews
import ProtocolEngines

/// Every screen of the workbench: lab data in, a `Document` out. Nothing here changes the lab, and nothing prints.
///
/// A view that needs a step takes its number; commands pass `lab.current` where the user gave none.
/// A wrong number or name gives a document with a `.problem` callout; `isProblem` finds it.
public enum Views {
  /// A refusal as a document.
  public static func problem(_ text: StyledText, hint: StyledText? = nil) -> Document {
    // As every refusal: what is wrong, what helps, and the exit status.
    var d = Document(
      [.callout(.problem, text)],
      json: [["error": .string(text.string), "hint": .string(hint?.string ?? ""), "status": .int(Int64(ExitStatus.usage.rawValue))]])
    if let hint { d.add(.callout(.hint, hint)) }
    return d
  }

  public static func isProblem(_ d: Document) -> Bool {
    if case .callout(.problem, _)? = d.blocks.first, case .object(let m)? = d.json.first, m.first?.key == "error" { return true }
    return false
  }

  static func missing(_ n: Int, _ lab: Lab) -> Document? {
    if lab.record(n) != nil { return nil }
    if n == 0 { return problem("Nothing has happened yet.", hint: "\(command: "step") lets the first thing happen.") }
    return problem(
      "There is no step \(n).",
      hint: lab.records.isEmpty ? "\(command: "step") lets the first thing happen." : "Steps known: 1 to \(lab.records.count).")
  }

  /// The step's record and its first frame's dissection, or a document that says why there is none.
  enum Found {
    case packet(StepRecord, PacketBlocks)
    case nothing(Document)
  }

  /// The first frame of a step as the steps since then explain it: what came before its turn may have been opened by now.
  private static func settled(_ lab: Lab, _ n: Int) -> Dissection? {
    let own = lab.dissections(of: n)
    var step = n
    var rest = own.dropFirst()
    return own.first.map { d in
      Deferral.settled(d) {
        while rest.isEmpty, step < lab.current {
          step += 1
          rest = lab.dissections(of: step)[...]
        }
        return rest.popFirst()
      }
    }
  }

  static func packet(_ lab: Lab, _ n: Int) -> Found {
    if let d = missing(n, lab) { return .nothing(d) }
    guard let record = lab.record(n) else { return .nothing(Document()) }
    guard let d = settled(lab, n), !record.frames.isEmpty else {
      let near = (1..<max(1, n)).last { lab.record($0)?.frames.isEmpty == false }
      return .nothing(
        problem(
          "Step \(n) has no packet: \(StepWords.headline(record)).",
          hint: near.map { "The packet before it is that of step \($0): \(command: "show \($0)")." }
            ?? "\(command: "step") goes on; \(command: "timeline") shows which steps have packets."))
    }
    return .packet(record, PacketBlocks(d))
  }
}
