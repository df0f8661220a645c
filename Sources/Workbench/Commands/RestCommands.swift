import HexViews
import ProtocolEngines

let restCommands: [Command] = [
  Command(
    "set", .rest, "set", "set KEY VALUE", summary: "how the workbench behaves and looks",
    examples: [
      ("set", "all of it"), ("set tcp-acks show", "pure TCP acknowledgements are steps of their own"), ("set width 100", "columns"),
    ],
    arguments: [[.preference]], run: SetCommand.run
  ).restoring(SetCommand.restore),
  Command(
    "help", .rest, "help", "help COMMAND", "help new|tell|expressions", "help new KEY", "help tell ACTION",
    summary: "this help, or more about one thing",
    examples: [
      ("help", "all commands"), ("help step", "one command"), ("help new", "the settings of a lab"), ("help auth", "one setting"),
    ],
    arguments: [[.command, .topic]],
    run: { _, w in
      guard let word = w.texts.first else { return CommandResult(Help.overview()) }
      return w.texts.count == 1 ? Help.topic(word) : Help.topic(word, w.texts)
    }),
  Command(
    "apropos", .rest, "apropos WORD", summary: "search commands, settings, actions and words",
    examples: [("apropos key", "all that has to do with keys")], arguments: [[.term]],
    run: { _, w in
      guard w.texts.count <= 1, let word = w.texts.first else {
        return .usage(
          w.texts.isEmpty ? "apropos needs a word." : "apropos takes one word, not “\(w.raw(from: 0))”.",
          next: "apropos \(w.texts.first ?? "key")")
      }
      let hits = Help.search(word)
      if hits.isEmpty { return .failure("Nothing is about “\(word)”.", next: "help lists all commands.") }
      return CommandResult(Help.apropos(word, hits))
    }),
  Command(
    "quit", .rest, "quit", summary: "leave the workbench", examples: [("quit", "or Ctrl-D")],
    run: { _, w in
      if let r = w.none("quit") { return r }
      return .wish(.end)
    }),
]

enum SetCommand {
  struct Key: Sendable {
    var name: String
    var values: [String]
    var about: String
  }
  static let keys: [Key] = [
    Key(name: "tcp-acks", values: ["fold", "show"], about: "pure TCP acknowledgements belong to the step that caused them, or are steps"),
    Key(name: "color", values: ["auto", "always", "never"], about: "colours on the terminal"),
    Key(name: "background", values: ["auto", "light", "dark"], about: "colours that can be read on it; auto asks COLORFGBG"),
    Key(name: "width", values: ["auto", "N"], about: "columns of output"),
    Key(name: "ascii", values: ["off", "on"], about: "only ASCII characters"),
    Key(name: "pager", values: ["on", "off"], about: "at a terminal, output that is higher than the screen comes a screen at a time"),
  ]

  /// What can follow a key, for completion; a number is not among it.
  static func values(of word: String) -> [String] {
    guard let key = keys.first(where: { $0.name == word }) ?? unique(word) else { return [] }
    return key.values.filter { $0 != "N" }
  }

  static func run(_ session: inout Session, _ words: Words) -> CommandResult {
    let texts = words.texts
    if texts.isEmpty { return list(session) }
    guard let key = keys.first(where: { $0.name == texts[0] }) ?? unique(texts[0]) else {
      let near = Spelling.nearest(texts[0], among: keys.map(\.name)).map { " Did you mean “\($0)”?" } ?? ""
      return .usage(
        "There is nothing called “\(texts[0])” to set.\(near)",
        next: "set lists all keys; what a lab is made of stands behind new: help new")
    }
    guard texts.count == 2 else {
      return .usage("set \(key.name) takes \(Say.list(key.values, or: true)).", next: "set \(key.name) \(key.values[0])")
    }
    let value = texts[1]
    switch (key.name, value) {
    case ("tcp-acks", "show"), ("tcp-acks", "fold"):
      session.preferences.acksShown = value == "show"
      session.lab?.showAcks = value == "show"
    case ("color", "auto"): session.preferences.color = nil
    case ("color", "always"), ("color", "never"), ("color", "on"), ("color", "off"):
      session.preferences.color = value == "always" || value == "on"
    case ("background", "auto"): session.preferences.background = nil
    case ("background", "light"), ("background", "dark"): session.preferences.background = Background(rawValue: value)
    case ("ascii", "on"), ("ascii", "off"): session.preferences.ascii = value == "on"
    case ("pager", "on"), ("pager", "off"): session.preferences.pager = value == "on"
    case ("width", "auto"): session.preferences.width = nil
    case ("width", _):
      guard let n = Int(value), (40...1000).contains(n) else {
        return .usage("The width is a number from 40 to 1000, or auto.", next: "set width 100")
      }
      session.preferences.width = n
    default:
      return .usage("set \(key.name) takes \(Say.list(key.values, or: true)), not “\(value)”.", next: "set \(key.name) \(key.values[0])")
    }
    return .done("\(key.name) is now \(strong: value).", json: [.object([.init(key.name, .string(value))])])
  }

  /// How it was stepped belongs to the lab; how things look does not.
  static func restore(_ session: inout Session, _ words: Words) throws(UsageError) {
    guard words.texts.count == 2, words.texts[0] == "tcp-acks", ["show", "fold"].contains(words.texts[1]) else {
      throw UsageError("“set \(words.raw(from: 0))” sets nothing of a lab")
    }
    session.lab?.showAcks = words.texts[1] == "show"
  }

  private static func unique(_ word: String) -> Key? {
    let fits = keys.filter { $0.name.hasPrefix(word) }
    return fits.count == 1 ? fits[0] : nil
  }

  private static func list(_ session: Session) -> CommandResult {
    let p = session.preferences
    func always(_ b: Bool?) -> String { b.map { $0 ? "always" : "never" } ?? "auto" }
    let now = [
      "tcp-acks": p.acksShown ? "show" : "fold", "color": always(p.color), "background": p.background?.rawValue ?? "auto",
      "width": p.width.map(String.init) ?? "auto", "ascii": p.ascii == true ? "on" : "off", "pager": p.pager ? "on" : "off",
    ]
    let table = Table(
      [.init("key"), .init("now"), .init("what", minimum: 20)],
      keys.map { [StyledText($0.name, .strong), StyledText(now[$0.name] ?? ""), StyledText($0.about, .faint)] })
    return CommandResult(
      Document(
        [.table(table)],
        json: [.object(keys.map { .init($0.name, .string(now[$0.name] ?? "")) })]))
  }
}
