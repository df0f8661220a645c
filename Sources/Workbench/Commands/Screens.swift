import HexViews
import ProtocolEngines

/// The few screens that belong to the commands themselves.
enum Screens {
  /// After `new` and `load`.
  static func opening(_ lab: Lab, _ text: String = "") -> CommandResult {
    let words = lab.settings.words.joined(separator: " ")
    let what: StyledText = text.isEmpty ? "A fresh lab: \(strong: words.isEmpty ? "pptp" : words)." : StyledText(text)
    return CommandResult(
      Document(
        [
          .paragraph(what),
          .callout(.hint, "\(command: "step") does the first thing, \(command: "run until tunnel.up") everything up to the tunnel."),
        ],
        json: [.object([.init("lab", .string(words)), .init("seed", .number(lab.settings.seed)), .init("step", .number(lab.current))])]))
  }

  static func position(_ lab: Lab, _ text: String) -> CommandResult {
    var d = Document()
    if !text.isEmpty { d.add(.paragraph(StyledText(text))) }
    if lab.current == 0 {
      d.add(.paragraph("You are at the beginning: nothing has happened yet."))
    } else {
      d.add(
        .paragraph(
          "You are behind step \(strong: String(lab.current))\(lab.records.count > lab.current ? " of \(lab.records.count)" : ""):"))
      let brief = Views.brief(lab, lab.current)
      d.blocks += brief.blocks
    }
    d.json = [.object([.init("step", .number(lab.current)), .init("known", .number(lab.records.count))])]
    return CommandResult(d)
  }

  static func nothingLeft(_ lab: Lab?) -> CommandResult {
    .failure(
      "Nothing is left to happen: no packet is on its way and no timer is set.",
      next: lab?.records.isEmpty == false ? "ping, hangup, tell, or back" : "new pptp")
  }

  /// The steps of a run in one line each (the middle left out of long ones), then how it ended.
  static func run(_ lab: Lab, from: Int, _ end: RunEnd, goal: String?) -> Document {
    var d = Document()
    let first = from + 1
    if lab.current >= first {
      let count = lab.current - first + 1
      for n in first...lab.current {
        if count > 200, n == first + 40 { d.add(.paragraph("… \(count - 100) steps more; \(command: "timeline") lists them …")) }
        if count > 200, n >= first + 40, n < lab.current - 59 {
          d.appendValues(of: Views.brief(lab, n))
          continue
        }
        d.append(Views.brief(lab, n))
      }
    }
    d.append(Views.runEnd(lab, end, goal: goal))
    return d
  }
}
