import HexViews
import ProtocolEngines

let stopCommands: [Command] = [
  Command(
    "break", .stop, "break", "break EXPRESSION", "break delete N|all", summary: "stop runs where an expression holds",
    examples: [
      ("break lcp.code == nak", "at every packet with that field"),
      ("break server.ccp.state == opened", "when the variable has that value"),
      ("break", "list them"), ("break delete 1", "take the first away"),
    ],
    arguments: [[.expression, .words(["delete"])], [.expression]], run: StopCommands.breaks
  ).restoring(StopCommands.restoreBreak),
  Command(
    "watch", .stop, "watch", "watch PATH", "watch delete PATH|all", summary: "stop runs where a variable changes",
    examples: [
      ("watch server.lcp.state", "every change of the server's LCP"), ("watch", "list them"), ("watch delete all", "none any more"),
    ],
    arguments: [[.path, .words(["delete"])], [.path]], run: StopCommands.watch
  ).restoring(StopCommands.restoreWatch),
  Command(
    "display", .stop, "display", "display COMMAND", "display delete N|all", summary: "a command to do after every move",
    examples: [
      ("display state lcp", "LCP's variables after each step"), ("display layers", "the onion of each packet"),
      ("display delete 1", "the first no more"),
    ],
    arguments: [[.command, .words(["delete"])], [.path]], run: StopCommands.display),
  Command(
    "mark", .stop, "mark", "mark NAME", summary: "name the step where you are, for goto",
    examples: [("mark before-auth", "then: goto before-auth"), ("mark", "list them")], run: StopCommands.mark
  ).restoring(StopCommands.restoreMark),
]

enum StopCommands {
  static func breaks(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let texts = words.texts
    if texts.isEmpty {
      return list(
        "No breakpoints.", lab.breakpoints.map { ("\($0.number)", $0.text) }, hint: "break EXPRESSION sets one: break lcp.code == nak")
    }
    if texts[0] == "delete" {
      let numbers = lab.breakpoints.map(\.number)
      guard texts.count == 2, let which = chosen(texts[1], numbers) else {
        return .usage("break delete takes a breakpoint's number or all.", next: numbers.isEmpty ? "There are none." : "break lists them.")
      }
      for n in which { session.lab?.removeBreakpoint(n) }
      return .done("\(Say.count(which.count, "breakpoint")) taken away.")
    }
    let text = words.raw(from: 0)
    switch lab.expression(text) {
    case .failure(let e): return .usage(e, in: "“\(text)”", help: "expressions")
    case .success(let e):
      guard let b = session.lab?.addBreakpoint(e) else { return .noLab }
      return .done("Breakpoint \(b.number): \(strong: b.text)")
    }
  }

  static func restoreBreak(_ session: inout Session, _ words: Words) throws(UsageError) {
    let e = try Expression.parse(words.raw(from: 0), fields: session.lab?.settings.fields).get()
    session.lab?.addBreakpoint(e)
  }

  static func restoreWatch(_ session: inout Session, _ words: Words) throws(UsageError) {
    session.lab?.addWatch(try words.only("watch", "a path"))
  }

  static func restoreMark(_ session: inout Session, _ words: Words) throws(UsageError) {
    let name = try words.only("mark", "a name")
    if let e = Lab.refusal(ofMark: name) { throw e }
    session.lab?.mark(name)
  }

  static func watch(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let texts = words.texts
    if texts.isEmpty {
      return list(
        "Nothing is watched.", lab.watches.map { ($0, lab.value(of: $0)?.text ?? "") }, hint: "watch PATH: watch server.lcp.state")
    }
    if texts[0] == "delete" {
      guard texts.count == 2, texts[1] == "all" || lab.watches.contains(texts[1]) else {
        return .usage(
          "watch delete takes a path that is watched, or all.",
          next: lab.watches.isEmpty ? "There are none." : "Watched: \(Say.list(lab.watches))")
      }
      let which = texts[1] == "all" ? lab.watches : [texts[1]]
      for w in which { session.lab?.removeWatch(w) }
      return .done("\(Say.count(which.count, "path")) no longer watched.")
    }
    let path = texts[0]
    guard texts.count == 1 else { return .usage("watch takes one path.", next: "watch \(path)") }
    if let e = lab.refusal(ofState: path) {
      let near = e.suggestion.map { " Did you mean “\($0)”?" } ?? ""
      return .usage("There is no variable “\(path)”.\(near)", next: "state lists them; put the end before the path: watch server.lcp.state")
    }
    session.lab?.addWatch(path)
    return .done("Watching \(strong: path), now \(lab.value(of: path)?.text ?? "without a value").")
  }

  static func display(_ session: inout Session, _ words: Words) -> CommandResult {
    let texts = words.texts
    if texts.isEmpty {
      return list(
        "Nothing is displayed after moves.", session.displays.map { ("\($0.number)", $0.line) }, hint: "display COMMAND: display state lcp")
    }
    if texts[0] == "delete" {
      guard texts.count == 2, let which = chosen(texts[1], session.displays.map(\.number)) else {
        return .usage("display delete takes a number or all.", next: "display lists them.")
      }
      session.displays.removeAll { which.contains($0.number) }
      return .done("\(Say.count(which.count, "display")) taken away.")
    }
    let line = words.raw(from: 0)
    switch CommandTable.find(texts[0]) {
    case .found(let c) where [.look, .world, .why].contains(c.group) || ["timers", "queue", "events"].contains(c.name):
      guard session.displays.count < 20 else { return .usage("There are twenty displays already.", next: "display delete all") }
      session.displays.append(.init(number: (session.displays.last?.number ?? 0) + 1, line: line))
      return .done("After every move: \(command: line)")
    case .found(let c):
      return .usage(
        "“\(c.name)” cannot be displayed: only commands that look can.", next: "display state lcp, display layers, display timers …")
    default: return .usage("There is no command “\(texts[0])”.", next: "display state lcp, display layers, display timers …")
    }
  }

  static func mark(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let texts = words.texts
    if texts.isEmpty {
      return list("No marks.", lab.marks.map { ($0.name, "step \($0.step)") }, hint: "mark NAME names the step where you are.")
    }
    if let e = texts.count == 1 ? Lab.refusal(ofMark: texts[0]) : UsageError("A mark is one word") {
      return .usage(e.text + ".", next: "mark before-auth")
    }
    session.lab?.mark(texts[0])
    return .done("Step \(lab.current) is now called \(strong: texts[0]).")
  }

  private static func chosen(_ word: String, _ numbers: [Int]) -> [Int]? {
    if word == "all" { return numbers }
    guard let n = Int(word), numbers.contains(n) else { return nil }
    return [n]
  }

  private static func list(_ none: String, _ rows: [(String, String)], hint: String) -> CommandResult {
    if rows.isEmpty { return CommandResult(Document([.paragraph(StyledText(none)), .callout(.hint, StyledText(hint))], json: [])) }
    return CommandResult(
      Document(
        [.keyValues(rows.map { KeyValue(StyledText($0.0, .strong), StyledText($0.1)) })],
        json: rows.map { .object([.init("name", .string($0.0)), .init("text", .string($0.1))]) }))
  }
}
