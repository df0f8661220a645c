import HexViews
import ProtocolEngines

let beginCommands: [Command] = [
  Command(
    "new", .begin, "new \(NewCommand.kinds.joined(separator: "|")) [KEY=VALUE …]",
    summary: "a fresh lab: a client, a server, a wire between them",
    examples: [
      ("new pptp", "MS-CHAPv2 and MPPE-128, everything as usual"),
      ("new pptp seed=7 auth=pap mppe=off", "other dice, a password in clear, no encryption"),
      ("new pptp client.mppe=off server.mppe=128", "the ends differ: this must fail, and why tells how"),
    ],
    details: ["The same settings give the same octets, on every machine. A lab that was open before is gone; save keeps it."],
    arguments: [[.kind], [.settings]], run: NewCommand.run
  ).restoring(NewCommand.restore),
  Command(
    "lesson", .begin, "lesson", "lesson play ID [--again]", "lesson test [FILE|ID|FOLDER …]", "lesson grade [ID …]",
    summary: "lessons: read, predict, try, check",
    examples: [
      ("lesson", "which there are"), ("lesson play pptp", "one of them; it has a lab of its own"), ("lesson grade", "how far you are"),
    ],
    arguments: [[.words(LessonVerb.allCases.map(\.rawValue))], [.lesson]],
    run: { _, w in .wish(.lesson(w.texts)) }),
]

/// What `lesson` can ask for; Lessons does it.
public enum LessonVerb: String, CaseIterable, Sendable { case list, play, test, grade }

enum NewCommand {
  static let kinds = TunnelKind.all.map(\.name)

  static func restore(_ session: inout Session, _ words: Words) throws(UsageError) {
    session.lab = Lab(settings: try LabSettings.parse(words.texts, kinds: session.kinds).get())
  }

  static func run(_ session: inout Session, _ words: Words) -> CommandResult {
    let texts = words.texts
    guard let kind = texts.first else {
      return .usage("What kind of lab?", next: "new pptp")
    }
    if Later.kinds.contains(kind) || kind == "ipsec" {
      return .usage(UsageError.notYet(kind).text + ".", next: "new pptp")
    }
    guard session.kinds.contains(where: { $0.name == kind }) else {
      let hint = kind.utf8.contains(UInt8(ascii: "=")) ? "The kind of lab comes first." : "There is no kind of lab called “\(kind)”."
      return .usage(hint, next: "new pptp" + (kind.utf8.contains(UInt8(ascii: "=")) ? " " + texts.joined(separator: " ") : ""))
    }
    switch LabSettings.parse(texts, kinds: session.kinds) {
    case .failure(let e): return .usage(e, in: "the settings", help: "new")
    case .success(let settings):
      var lab = Lab(settings: settings)
      lab.showAcks = session.preferences.acksShown
      session.lab = lab
      return Screens.opening(lab)
    }
  }
}
