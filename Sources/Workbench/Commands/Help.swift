import HexViews
import ProtocolEngines

/// The help system: everything in it comes from the command table and the lists that the parsers use.
enum Help {
  static func overview() -> Document {
    var d = Document()
    d.add(
      .paragraph(
        """
        vpnlab steps through a VPN connection one event at a time. Begin with \(command: "new pptp"), then \(command: "step"); Enter \
        repeats.
        """
      ))
    for group in Command.Group.allCases {
      let rows = CommandTable.all.filter { $0.group == group }
      if rows.isEmpty { continue }
      d.add(.heading(2, StyledText(group.rawValue)))
      // One column for the names of all groups.
      let widest = CommandTable.all.map { $0.name.utf8.count }.max() ?? 0
      d.add(
        .indented([
          .keyValues(
            rows.map { c in
              KeyValue(
                StyledText(c.name, .command) + StyledText(String(repeating: " ", count: widest - c.name.utf8.count)), StyledText(c.summary))
            })
        ]))
    }
    d.add(.blank)
    d.add(
      .paragraph(
        """
        \(command: "help step") tells more about one command, \(command: "help new") lists the settings, \(command: "help tell") what \
        an end can be told, \(command: "help expressions") the language of breakpoints, \(command: "apropos WORD") searches.
        """
      ))
    d.add(
      .paragraph(
        "Commands may be shortened as long as they stay unique. Some single letters have a meaning of their own: \(Say.list(letters))."))
    d.json = CommandTable.all.map { c in
      .object([
        .init("command", .string(c.name)), .init("group", .string(c.group.rawValue)), .init("summary", .string(c.summary)),
        .init("synopsis", .array(c.synopsis.map { .string($0) })),
      ])
    }
    return d
  }

  /// "s is step", for every letter that is short for a command, unique or not.
  static var letters: [String] {
    CommandTable.shortcuts.filter { $0.0.utf8.count == 1 && $0.0 != "?" }.map { "\($0.0) is \($0.1)" }
  }

  static func command(_ c: Command) -> Document {
    var d = Document()
    d.add(.heading(1, StyledText("\(c.name): \(c.summary)")))
    d.add(.keyValues(c.examples.map { KeyValue(StyledText($0.line, .command), StyledText($0.about)) }))
    d.add(.blank)
    d.add(.heading(2, "All forms"))
    d.add(.code(c.synopsis.map { StyledText($0, .command) }))
    if !c.details.isEmpty || c.repeatable { d.add(.blank) }
    for p in c.details { d.add(.paragraph(StyledText(p))) }
    if c.name == "new" { settings(&d) }
    if c.name == "tell" { tell(&d) }
    if c.name == "set" { preferences(&d) }
    if c.repeatable { d.add(.paragraph("Enter on an empty line does it again.")) }
    d.json = [
      .object([
        .init("command", .string(c.name)), .init("summary", .string(c.summary)), .init("synopsis", .array(c.synopsis.map { .string($0) })),
        .init("examples", .array(c.examples.map { .object([.init("line", .string($0.line)), .init("about", .string($0.about))]) })),
        .init("details", .array(c.details.map { .string($0) })),
      ])
    ]
    return d
  }

  private static func settings(_ d: inout Document) {
    var groups: [String] = []
    // A key with one value has nothing to choose in this version.
    let keys = LabSettings.keys.filter { $0.values.count != 1 }
    for k in keys where !groups.contains(k.group) { groups.append(k.group) }
    for g in groups {
      d.add(.blank)
      d.add(.heading(2, StyledText(g)))
      d.add(
        .keyValues(
          keys.filter { $0.group == g }.map { k in
            KeyValue(
              StyledText(k.name + "=" + (k.values.isEmpty ? k.form : k.values.joined(separator: "|")), .command), StyledText(k.about))
          }))
    }
    d.add(.blank)
    d.add(
      .paragraph(
        """
        The first value is the default. Where the two ends may differ, put \(command: "client.") or \(command: "server.") before the \
        key: \(command: "new pptp client.mppe=off server.mppe=128").
        """
      ))
  }

  private static func tell(_ d: inout Document) {
    d.add(.blank)
    d.add(.heading(2, "What an end can be told"))
    d.add(
      .keyValues(
        TellAction.all.map { a in
          KeyValue(
            StyledText(([a.name] + a.arguments.map { "[\($0.name)=…]" }).joined(separator: " "), .command), StyledText(a.about),
            StyledText(a.ref, .faint))
        }))
  }

  private static func preferences(_ d: inout Document) {
    d.add(
      .keyValues(
        SetCommand.keys.map { KeyValue(StyledText("\($0.name) \($0.values.joined(separator: "|"))", .command), StyledText($0.about)) }))
  }

  private static let askings: [(String, StyledText)] = [
    ("run until tunnel.up", "a milestone"),
    ("break lcp.code == nak and from == client", "a field of the packet, by its printed meaning or its number"),
    ("break server.ccp.state == opened", "a variable of an end, as \(command: "state") lists them"),
    ("break ppp.protocol", "the packet has that field at all"),
    ("drop next if gre", "the packet has that layer"),
  ]

  static func expressions() -> Document {
    var d = Document()
    d.add(.heading(1, "Expressions: questions about a packet and the world"))
    d.add(.paragraph("They stand in \(command: "run until"), \(command: "break"), \(command: "drop … if") and in the checks of lessons."))
    d.add(.keyValues(askings.map { KeyValue(StyledText($0.0, .command), $0.1) }))
    d.add(
      .paragraph(
        """
        Comparisons: == != < <= > >=; joined with and, or, not and parentheses. A field that occurs several times fits when any of \
        them fits; \(command: "outer.") and \(command: "inner.") narrow it. \(command: "from") and \(command: "to") name ends; \
        \(command: "pns") and \(command: "pac") name them by their part.
        """
      ))
    d.add(.blank)
    d.add(.heading(2, "Milestones"))
    d.add(.keyValues(Milestone.allCases.map { KeyValue(StyledText($0.rawValue, .command), StyledText($0.about)) }))
    d.json = [
      .object([
        .init("topic", "expressions"),
        .init("examples", .array(askings.map { .object([.init("line", .string($0.0)), .init("about", .string($0.1.string))]) })),
        .init("comparisons", .array(Comparison.all.map { .string($0.rawValue) })),
        .init(
          "milestones",
          .array(Milestone.allCases.map { .object([.init("milestone", .string($0.rawValue)), .init("about", .string($0.about))]) })),
      ])
    ]
    return d
  }

  static func topic(_ word: String) -> CommandResult {
    if "expressions".hasPrefix(word), word.utf8.count >= 4 { return CommandResult(expressions()) }
    if "milestones".hasPrefix(word), word.utf8.count >= 4 { return CommandResult(expressions()) }
    switch CommandTable.find(word) {
    case .found(let c): return CommandResult(command(c))
    case .ambiguous(let names): return .usage("“\(word)” could be \(Say.list(names, or: true)).", next: "help \(names[0])")
    case .later(let what): return .usage(UsageError.notYet(what).text + ".", next: "help lists what there is.")
    case .unknown:
      if let k = LabSettings.keys.first(where: { $0.name == word }) {
        let values = k.values.isEmpty ? k.form : k.values.joined(separator: " | ")
        return CommandResult(
          Document(
            [
              .heading(1, StyledText("\(k.name)=: a setting of “new”")), .paragraph(StyledText(k.about)),
              .keyValues([KeyValue("Values, default first", StyledText(values))]),
            ],
            json: [
              .object([
                .init("setting", .string(k.name)), .init("values", .array(k.values.map { .string($0) })), .init("about", .string(k.about)),
              ])
            ]))
      }
      if let a = TellAction.all.first(where: { $0.name == word }) {
        return CommandResult(
          Document(
            [
              .heading(1, StyledText("tell … \(a.name): \(a.about)")),
              .code([StyledText((["tell", "NODE", a.name] + a.arguments.map { "[\($0.name)=…]" }).joined(separator: " "), .command)]),
              .keyValues(a.arguments.map { KeyValue(StyledText($0.name, .strong), StyledText("\($0.about); \($0.fallback) if left out")) }),
              .paragraph(StyledText(a.ref, .faint)),
            ], json: [.object([.init("action", .string(a.name)), .init("about", .string(a.about)), .init("ref", .string(a.ref))])]))
      }
      let found = search(word)
      if !found.isEmpty { return CommandResult(apropos(word, found)) }
      let topics = CommandTable.all.map(\.name) + LabSettings.keys.map(\.name) + ["expressions"]
      let near = Spelling.nearest(word, among: topics)
      return .usage(
        "There is no help on “\(word)”.\(near.map { " Did you mean “\($0)”?" } ?? "")",
        next: near.map { "help \($0)" } ?? "help lists all commands.")
    }
  }

  /// `help new auth`, `help tell echo`: a command and what belongs to it. Anything else after the first word is too much.
  static func topic(_ word: String, _ words: [String]) -> CommandResult {
    if case .found(let c) = CommandTable.find(word), words.count == 2 {
      let belongs = c.name == "new" ? LabSettings.keys.map(\.name) : c.name == "tell" ? TellAction.all.map(\.name) : []
      if belongs.contains(words[1]) { return topic(words[1]) }
    }
    return .usage(
      "help takes one word, or new and a setting, or tell and an action, not “\(words.joined(separator: " "))”.", next: "help \(word)")
  }

  typealias Hit = (line: String, about: String)

  /// Commands, settings, actions and milestones whose name or description holds the word.
  static func search(_ word: String) -> [Hit] {
    let w = Spelling.lower(word)
    func holds(_ texts: String...) -> Bool { texts.contains { Spelling.holds(Spelling.lower($0), w) } }
    var out: [Hit] = []
    for c in CommandTable.all
    where holds(c.name, c.summary, c.details.joined(separator: " "), c.examples.map { $0.line + " " + $0.about }.joined(separator: " ")) {
      out.append(("help \(c.name)", c.summary))
    }
    for k in LabSettings.keys where holds(k.name, k.about, k.values.joined(separator: " ")) {
      let kind = TunnelKind.all.first { LabSettings.keys(of: $0).contains { $0.name == k.name } }?.name ?? ""
      out.append(("new \(kind) \(k.name)=" + (k.values.isEmpty ? k.form : k.values.joined(separator: "|")), k.about))
    }
    for a in TellAction.all where holds(a.name, a.about) { out.append(("tell NODE \(a.name)", a.about)) }
    for m in Milestone.allCases where holds(m.rawValue, m.about) { out.append(("run until \(m.rawValue)", m.about)) }
    // Words that are called so, then those whose explanation speaks of it.
    let words = Glossary.entries.filter { e in e.names.contains { Spelling.holds(Spelling.lower($0), w) } || holds(e.long) }
    let told = Glossary.entries.filter { e in holds(e.text) && !words.contains { $0.term == e.term } }
    for e in words + told { out.append(("explain \(e.term)", Views.short(e))) }
    for id in FieldCatalogue.all.names where id.split(separator: ".").contains(where: { $0 == w }) {
      out.append(("explain \(id)", "a field"))
    }
    return out
  }

  static func apropos(_ word: String, _ hits: [Hit]) -> Document {
    Document(
      [.heading(2, StyledText("About “\(word)”")), .keyValues(hits.map { KeyValue(StyledText($0.line, .command), StyledText($0.about)) })],
      json: hits.map { .object([.init("line", .string($0.line)), .init("about", .string($0.about))]) })
  }
}
