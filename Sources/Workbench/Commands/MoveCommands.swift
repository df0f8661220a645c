import HexViews
import ProtocolEngines

let moveCommands: [Command] = [
  Command(
    "step", .move, "step [N]", summary: "do what is due next: one packet, one timer",
    examples: [("step", "one event, told in full"), ("step 5", "five events; the last one in full")],
    details: ["A step is one packet delivered, one timer fired or one command obeyed. back takes back exactly what step did."],
    repeatable: true, run: MoveCommands.step
  ).restoring(MoveCommands.restoreStep),
  Command(
    "back", .move, "back [N]", summary: "take steps back",
    examples: [("back", "one step"), ("back 10", "ten steps")],
    details: ["Nothing is lost: step goes forward again into the same future, until a command makes another one."], repeatable: true,
    run: MoveCommands.back),
  Command(
    "goto", .move, "goto N", "goto MARK", summary: "the world as it was after a step",
    examples: [("goto 12", "after step 12"), ("goto 0", "the beginning"), ("goto before-auth", "a place named with mark")],
    details: ["Beyond the steps that are known it goes on as step does, as long as more than keep-alives is left to happen."],
    arguments: [[.mark]], run: MoveCommands.goto
  ).restoring(MoveCommands.restoreGoto),
  Command(
    "run", .move, "run", "run until EXPRESSION", summary: "go on until something holds, or nothing more happens",
    examples: [
      ("run until tunnel.up", "a milestone; see help expressions"), ("run until lcp.code == nak", "a packet with that field"),
      ("run until server.ccp.state == opened", "a variable of an end"), ("run", "until only keep-alives are left"),
    ],
    details: [
      "It also stops at breakpoints, at watched variables and after 10 000 steps. Where the goal is not reached it says why, and fails."
    ],
    arguments: [[.words(["until"])], [.expression]], run: MoveCommands.run),
  Command(
    "next", .move, "next", summary: "go on to the reply, or the time-out, of the request just sent",
    examples: [("next", "")],
    details: [
      """
      The newest request that somebody still waits for counts. Only the timer that sends it again or gives it up is its time-out: \
      delayed acknowledgements and keep-alives are none.
      """
    ], repeatable: true, run: MoveCommands.next),
  Command(
    "advance", .move, "advance TIME", summary: "let virtual time pass",
    examples: [("advance 3s", "three seconds"), ("advance 500ms", "half a second"), ("advance 2min", "two minutes")],
    details: ["Units: us, ms, s, min; without one it is seconds."], repeatable: true, run: MoveCommands.advance
  ).restoring(FaultCommands.restore(as: "advance")),
  Command(
    "events", .move, "events", summary: "what could happen next, in the order in which it is due",
    examples: [("events", "the list; number 1 is what step does"), ("pick 2", "make the second happen first")],
    run: { s, w in s.look(w) { CommandResult(Views.events($0)) } }),
  Command(
    "pick", .move, "pick N", summary: "make one of the events happen now, out of order",
    examples: [("pick 2", "the second line of events")], run: MoveCommands.pick
  ).restoring(MoveCommands.restorePick),
  Command(
    "timers", .move, "timers", summary: "the timers that are set, and what they will do",
    examples: [("timers", "")], run: { s, w in s.look(w) { CommandResult(Views.timers($0)) } }),
  Command(
    "queue", .move, "queue", summary: "the packets that are on their way",
    examples: [("queue", "their numbers serve drop, dup, delay, swap, corrupt, truncate and poke")],
    run: { s, w in s.look(w) { CommandResult(Views.queue($0)) } }),
]

enum MoveCommands {
  static func step(_ session: inout Session, _ words: Words) -> CommandResult {
    guard session.lab != nil else { return .noLab }
    let n: Int
    switch words.count("step", most: Lab.runLimit) {
    case .success(let c): n = c
    case .failure(let r): return r.result
    }
    var numbers: [Int] = []
    var interrupted = false
    while numbers.count < n, !interrupted, let record = session.lab?.step() {
      numbers.append(record.number)
      interrupted = session.interrupted()
    }
    // The documents are made when all steps are done: a document that holds the lab makes its next step copy it.
    var out = Document()
    if let lab = session.lab {
      for (i, number) in numbers.enumerated() {
        out.append(i == n - 1 ? Views.step(lab, number) : Views.brief(lab, number, asCurrent: true))
      }
    }
    if interrupted { return CommandResult(out, .interrupted) }
    if numbers.count < n {
      out.append(Screens.nothingLeft(session.lab).document)
      return CommandResult(out, numbers.isEmpty ? .failed : .ok)
    }
    return CommandResult(out)
  }

  static func restoreStep(_ session: inout Session, _ words: Words) throws(UsageError) {
    for _ in 0..<(try words.number("step", 1...1_000_000)) {
      if session.lab?.step() == nil { throw UsageError("Nothing is left to happen at step \(session.position ?? 0)") }
    }
  }

  static func restoreGoto(_ session: inout Session, _ words: Words) throws(UsageError) {
    if session.lab?.goto(try words.number("goto", 0...1_000_000)) != true { throw UsageError("There is no such step") }
  }

  static func restorePick(_ session: inout Session, _ words: Words) throws(UsageError) {
    if session.lab?.pick(try words.number("pick", 1...100_000)) == nil {
      throw UsageError("There is no such choice at step \(session.position ?? 0)")
    }
  }

  static func back(_ session: inout Session, _ words: Words) -> CommandResult {
    guard session.lab != nil else { return .noLab }
    let n: Int
    switch words.count("back", most: 1_000_000) {
    case .success(let c): n = c
    case .failure(let r): return r.result
    }
    let undone = session.lab?.back(n) ?? 0
    guard let lab = session.lab else { return .noLab }
    if undone == 0 { return .failure("This is the beginning: there is nothing to take back.", next: "step") }
    return Screens.position(lab, "Took back \(Say.count(undone, "step")).\(undone < n ? " There were no more." : "")")
  }

  static func goto(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let last = lab.records.count
    guard words.texts.count == 1, let word = words.texts.first else {
      return .usage("goto needs a step's number or a mark.", next: "goto 0 is the beginning; timeline lists all steps.")
    }
    var n = Int(word)
    if n == nil { n = lab.marks.first { $0.name == word }?.step }
    if n == nil, Milestone(rawValue: word) != nil { return milestone(&session, word) }
    guard let n else {
      let near =
        Spelling.nearest(word, among: lab.marks.map(\.name) + Milestone.allCases.map(\.rawValue)).map { " Did you mean “\($0)”?" } ?? ""
      return .usage(
        "There is no mark “\(word)”.\(near)",
        next: lab.marks.isEmpty ? "mark NAME names the step where you are." : "Marks: \(Say.list(lab.marks.map(\.name)))")
    }
    if n > last, n - last <= Lab.runLimit, let r = walk(&session, to: n) { return r }
    guard n >= 0, session.lab?.goto(n) == true, let now = session.lab else {
      let more =
        n > last + Lab.runLimit
        ? "; one command goes at most \(Lab.runLimit) steps further" : n > last ? ", and nothing more happens after it" : ""
      return .usage(
        "There is no step \(n): this lab has \(last == 0 ? "no steps yet" : "steps 1 to \(last)")\(more).",
        next: last == 0 ? "step" : "goto \(last)")
    }
    return Screens.position(now, "")
  }

  /// To a step that is not known yet, as long as something happens; what is wrong, or nil. Without it nothing has changed.
  private static func walk(_ session: inout Session, to n: Int) -> CommandResult? {
    guard var lab = session.lab else { return .noLab }
    _ = lab.goto(lab.records.count)
    while lab.current < n {
      if session.interrupted() { return CommandResult(Document(), .interrupted) }
      if lab.isQuiet, !lab.choices().isEmpty {
        return .usage(
          "There is no step \(n) yet: after step \(lab.current) only keep-alives are left, and nothing changes any more.",
          next: "goto \(lab.current); from there step or advance 2min goes on.")
      }
      guard lab.step() != nil else { return nil }
    }
    session.lab = lab
    return nil
  }

  /// The first step after which the milestone held, among the steps known.
  private static func milestone(_ session: inout Session, _ word: String) -> CommandResult {
    guard var lab = session.lab, let m = Milestone(rawValue: word) else { return .noLab }
    for n in 0...lab.records.count {
      guard lab.goto(n) else { break }
      if lab.holds(m) {
        session.lab = lab
        return Screens.position(lab, "")
      }
    }
    return .failure("None of the steps so far reached \(word).", next: "run until \(word)")
  }

  static func run(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    var goal: Expression?
    if let first = words.texts.first {
      guard "until".hasPrefix(first), words.texts.count > 1 else {
        return .usage(
          words.texts.count > 1 || first != "until" ? "run is followed by until and what to wait for." : "run until what?",
          next: "run until tunnel.up")
      }
      let text = words.raw(from: 1)
      switch lab.expression(text) {
      case .failure(let e): return .usage(e, in: "“\(text)”", help: "expressions")
      case .success(let e): goal = e
      }
    }
    let from = session.lab?.current ?? 0
    let interrupted = session.interrupted
    guard let end = session.lab?.run(until: goal, interrupted: interrupted), let lab = session.lab else { return .noLab }
    return finish(lab, from: from, end, goal: goal?.text)
  }

  static func next(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let from = session.lab?.current else { return .noLab }
    if let r = words.none("next") { return r }
    let interrupted = session.interrupted
    guard let (request, end) = session.lab?.next(interrupted: interrupted), let lab = session.lab else { return .noLab }
    var result = finish(lab, from: from, end, goal: nil)
    if let q = request, end.reached {
      result.document.add(.paragraph(StyledText("That is the reply to the \(q.title) which the \(q.asker) sent in step \(q.step).")))
    }
    return result
  }

  static func advance(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let from = session.lab?.current else { return .noLab }
    guard words.texts.count == 1, let d = Delay(word: words.texts[0]) else {
      return .usage(
        words.texts.isEmpty ? "advance needs a time." : "advance needs a time, not “\(words.raw(from: 0))”.",
        next: "advance 3s, advance 500ms or advance 2min")
    }
    let interrupted = session.interrupted
    guard let end = session.lab?.advance(d, interrupted: interrupted), let lab = session.lab else { return .noLab }
    return finish(lab, from: from, end, goal: nil)
  }

  static func pick(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let many = lab.choices().count
    guard words.texts.count == 1, let n = Int(words.texts[0]) else { return .usage("pick needs a number from events.", next: "events") }
    guard n >= 1, n <= many, let record = session.lab?.pick(n), let now = session.lab else {
      return .usage("There is no event \(n): \(many == 0 ? "nothing is left to happen" : "events lists 1 to \(many)").", next: "events")
    }
    return CommandResult(Views.step(now, record.number))
  }

  static func finish(_ lab: Lab, from: Int, _ end: RunEnd, goal: String?) -> CommandResult {
    let ok = goal == nil || end.reached
    return CommandResult(Screens.run(lab, from: from, end, goal: goal), end.reason == .interrupted ? .interrupted : ok ? .ok : .failed)
  }
}

extension Words {
  struct Refusal: Error { var result: CommandResult }

  /// `[N]`, 1 when it is missing.
  func count(_ command: String, most: Int) -> Result<Int, Refusal> {
    if texts.isEmpty { return .success(1) }
    guard texts.count == 1, let n = Int(texts[0]), n >= 1, n <= most else {
      return .failure(
        Refusal(result: .usage("\(command) takes a number of steps from 1 to \(most), not “\(raw(from: 0))”.", next: "\(command) 3")))
    }
    return .success(n)
  }

  /// The one number of a line of a saved lab.
  func number(_ command: String, _ allowed: ClosedRange<Int>) throws(UsageError) -> Int {
    guard texts.count == 1, let n = Int(texts[0]), allowed.contains(n) else {
      throw UsageError("“\(saved(command))” lacks a number from \(allowed.lowerBound)")
    }
    return n
  }

  /// The one word of a line of a saved lab.
  func only(_ command: String, _ what: String) throws(UsageError) -> String {
    guard texts.count == 1 else { throw UsageError("“\(saved(command))” lacks \(what)") }
    return texts[0]
  }

  private func saved(_ command: String) -> String { texts.isEmpty ? command : "\(command) \(raw(from: 0))" }

  /// A refusal if there are words where none belong.
  func none(_ command: String) -> CommandResult? {
    texts.isEmpty ? nil : .usage("\(command) takes nothing behind it, but there is “\(raw(from: 0))”.", next: "\(command)")
  }
}

extension Session {
  /// A command that only looks and takes no arguments.
  func look(_ words: Words, _ body: (Lab) -> CommandResult) -> CommandResult {
    guard let lab else { return .noLab }
    if !words.texts.isEmpty {
      return .usage("There is nothing to say behind this command, but there is “\(words.raw(from: 0))”.", next: "help lists all commands.")
    }
    return body(lab)
  }
}
