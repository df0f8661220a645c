import HexViews

/// Plays one lesson to one learner: text, commands, questions, tasks. Between the lesson's own commands any other may be
/// typed; what these do to the lab is undone before the lesson goes on.
struct LessonPlayer<Bench: LessonBench, Terminal: LessonTerminal> {
  let lesson: Lesson
  var bench = Bench()
  var progress: LessonProgress
  /// Nil: progress is not kept.
  let stateFolder: String?

  enum Turn { case on, back, quit }
  /// What a line typed at a lesson's prompt asks for.
  enum Reply: Equatable {
    /// Enter, or the very command that is suggested.
    case go
    case hint, goal, skip, back, quit, help
    case line(String)
  }

  init(_ lesson: Lesson, progress: LessonProgress, stateFolder: String?) {
    self.lesson = lesson
    self.progress = progress
    self.stateFolder = stateFolder
  }

  /// True when the lesson was played to its end.
  mutating func play(on t: inout Terminal) -> Bool {
    bench.preferences.look(like: t.preferences)
    let start = progress.done ? 0 : lesson.blocks.firstIndex { $0.id == progress.at } ?? 0
    /// The bench as it stood before each block: what `back` returns to.
    var before: [Bench] = []
    for block in lesson.blocks[..<start] {
      before.append(bench)
      replay(block)
    }
    // Commands of this block that are done already.
    var done = progress.done || start >= lesson.blocks.count ? 0 : progress.commands
    greet(start, done, on: &t)
    var i = start
    while i < lesson.blocks.count {
      if t.interrupted { return false }
      let block = lesson.blocks[i]
      if progress.at != block.id, !progress.done {
        progress.at = block.id
        progress.commands = 0
        progress.save(lesson.id, in: stateFolder)
      }
      if before.count == i { before.append(bench) }
      putBack(before[i])
      let turn = turn(block, i, after: done, on: &t)
      done = 0
      switch turn {
      case .on: i += 1
      case .back:
        i = place(before: i)
        before.removeSubrange((i + 1)...)
      case .quit:
        t.show(.text(farewell(kept: progress.save(lesson.id, in: stateFolder), interactive: t.interactive)))
        return false
      }
    }
    finish(on: &t)
    return true
  }

  /// For a learner who leaves before the end: what was promised is there next time.
  private func farewell(kept: Bool, interactive: Bool) -> StyledText {
    let again: StyledText = "\(command: "lesson play \(lesson.id)")"
    if kept { return "You can go on here later: \(again)" }
    let why =
      !interactive
      ? "only a lesson played at a terminal is recorded"
      : stateFolder.map { "\($0) cannot be written" } ?? "neither XDG_STATE_HOME nor HOME names a folder"
    return "Your place is not kept: \(why). Once more: \(again)"
  }

  /// The block to which `back` goes: the one before this that asks something of the learner, with the text above it.
  private func place(before i: Int) -> Int {
    func asks(_ b: LessonBlock) -> Bool {
      switch b.content {
      case .session, .predict: true
      default: false
      }
    }
    var k = i - 1
    while k >= 0, !asks(lesson.blocks[k]) { k -= 1 }
    while k > 0, case .text = lesson.blocks[k - 1].content { k -= 1 }
    return max(0, k)
  }

  /// What the command does is shown; what it `set` holds from here on.
  private mutating func perform(_ line: String, on t: inout Terminal) -> BenchAnswer {
    let answer = bench.perform(line)
    t.preferences = bench.preferences
    t.show(answer.document)
    return answer
  }

  /// The lab as it was; how things look is the learner's own choice and stays.
  private mutating func putBack(_ earlier: Bench) {
    let now = bench.preferences
    bench = earlier
    bench.preferences.look(like: now)
  }

  private mutating func replay(_ block: LessonBlock) {
    guard case .session(let exchanges, _) = block.content else { return }
    for e in exchanges { _ = bench.perform(lesson.complete(e.command)) }
  }

  // MARK: Blocks

  private mutating func turn(_ block: LessonBlock, _ i: Int, after done: Int, on t: inout Terminal) -> Turn {
    switch block.content {
    case .text(let lines):
      // The title is above already.
      let repeated = i == 0 && lines.first?.hasPrefix("# ") == true
      var d = LessonMarkdown.document(repeated ? Array(lines.dropFirst()) : lines)
      d.add(.blank)
      t.show(d)
      return .on
    case .hint: return .on
    case .check(let checks):
      // Behind a task the checks have already been asked.
      if i > 0, case .session(_, task: true) = lesson.blocks[i - 1].content { return .on }
      show(checks, on: &t)
      return .on
    case .predict(let p): return ask(p, Hints(behind: i, in: lesson), on: &t)
    case .session(let exchanges, let task):
      let hints = Hints(behind: i, in: lesson)
      return task && t.interactive ? solve(block, exchanges, i, hints, on: &t) : run(exchanges, after: task ? 0 : done, hints, on: &t)
    }
  }

  /// The hints of one block, one after the other.
  struct Hints {
    let all: [[String]]
    private var given = 0
    init(behind i: Int, in lesson: Lesson) {
      var found: [[String]] = []
      scan: for block in lesson.blocks[(i + 1)...] {
        switch block.content {
        case .hint(let lines): found.append(lines)
        case .check: continue
        default: break scan
        }
      }
      all = found
    }
    var isEmpty: Bool { all.isEmpty }
    /// The next one; the last one again when there are no more.
    mutating func next() -> [String]? {
      guard !all.isEmpty else { return nil }
      given = min(given + 1, all.count)
      return all[given - 1]
    }
  }

  private mutating func run(_ exchanges: [Exchange], after done: Int, _ hints: Hints, on t: inout Terminal) -> Turn {
    var skipping = false
    var hints = hints
    for (k, e) in exchanges.enumerated() {
      if k < done {
        _ = bench.perform(lesson.complete(e.command))
        continue
      }
      if t.interactive, !skipping {
        let before = bench
        asking: while true {
          switch reply(t.ask("[Enter: \(e.command)\(hints.isEmpty ? "" : "; or hint")] lesson> "), suggested: e.command) {
          case .go: break asking
          case .skip:
            skipping = true
            break asking
          case .back: return .back
          case .quit: return .quit
          case .hint: show(&hints, on: &t)
          case .goal: showGoal(on: &t)
          case .help: showHelp(hints, on: &t)
          case .line(let line):
            if perform(line, on: &t).ends { return .quit }
          }
        }
        undo(to: before, on: &t)
      } else {
        t.show(Document([.paragraph("> \(command: e.command)")]))
      }
      _ = perform(lesson.complete(e.command), on: &t)
      t.show(Document([.blank]))
      progress.commands = k + 1
    }
    return .on
  }

  /// Takes back what was typed between the lesson's own commands, and says so where it had an effect.
  private mutating func undo(to before: Bench, on t: inout Terminal) {
    let moved = bench.hasMoved(since: before)
    putBack(before)
    if moved {
      t.show(
        Document([.callout(.note, "what you tried is undone\(bench.placeInWords.isEmpty ? "" : "; you are \(bench.placeInWords) again").")])
      )
    }
  }

  /// The learner finds the commands; the checks after the block decide when it is done.
  private mutating func solve(_ block: LessonBlock, _ exchanges: [Exchange], _ i: Int, _ hints: Hints, on t: inout Terminal) -> Turn {
    var checks: [Check] = []
    if i + 1 < lesson.blocks.count, case .check(let c) = lesson.blocks[i + 1].content { checks = c }
    let before = bench
    var hints = hints
    let how: StyledText =
      """
      type commands. The lesson goes on by itself when it is done; \
      \(hints.isEmpty ? "" : "\(command: "hint") helps, ")\(command: "skip") shows how.
      """
    t.show(Document([.callout(.note, how)]))
    while true {
      switch reply(t.ask("[your turn\(hints.isEmpty ? "" : "; or hint")] lesson> "), suggested: nil) {
      case .go:
        var d = lastWords(above: i, most: 1)
        d.add(.callout(.note, how))
        t.show(d)
      case .skip:
        putBack(before)
        if !progress.skipped.contains(block.id) { progress.skipped.append(block.id) }
        for e in exchanges {
          t.show(Document([.paragraph("> \(command: e.command)")]))
          _ = perform(lesson.complete(e.command), on: &t)
        }
        return .on
      case .back: return .back
      case .quit: return .quit
      case .hint: show(&hints, on: &t)
      case .goal: showGoal(on: &t)
      case .help: showHelp(hints, on: &t)
      case .line(let line):
        if perform(lesson.complete(line), on: &t).ends { return .quit }
        guard checks.allSatisfy({ (try? bench.holds($0.text).get()) == true }) else { continue }
        if !progress.solved.contains(block.id), !progress.skipped.contains(block.id) { progress.solved.append(block.id) }
        // The lesson goes on from its own solution, so that what it shows next is what it says.
        let own = bench
        putBack(before)
        for e in exchanges { _ = bench.perform(lesson.complete(e.command)) }
        var d = Document([.callout(.success, "that is it.")])
        if own.hasMoved(since: bench) {
          let place = bench.placeInWords.isEmpty ? "" : ", \(bench.placeInWords)"
          let moved = own.placeInWords.isEmpty || own.placeInWords == bench.placeInWords ? "" : " (you were \(own.placeInWords))"
          d.add(
            .callout(
              .note,
              """
              the lesson goes on from its own place\(place)\(moved). \
              It came here with: \(command: exchanges.map(\.command).joined(separator: "; "))
              """
            ))
        }
        d.add(.blank)
        t.show(d)
        return .on
      }
    }
  }

  private mutating func ask(_ p: Prediction, _ hints: Hints, on t: inout Terminal) -> Turn {
    let before = bench
    var hints = hints
    show(p, on: &t)
    let ids = p.choices.map(\.id).joined(separator: ", ")
    let help: StyledText =
      """
      \(Say.list(p.choices.map(\.id), or: true)) answers the question. Any command may be typed \
      before\(hints.isEmpty ? "" : "; \(command: "hint") helps"); \(command: "skip") goes on without an answer.
      """
    while true {
      guard let typed = t.ask("Your prediction (\(ids)\(hints.isEmpty ? "" : "; or hint")): ") else {
        if t.interactive { return .quit }
        undo(to: before, on: &t)
        reveal(p, nil, on: &t)
        return .on
      }
      if let chosen = p.choices.first(where: { $0.id.lowercased() == typed.trimmed.lowercased() }) {
        progress.answer(p.id, chosen.id)
        undo(to: before, on: &t)
        reveal(p, chosen, on: &t)
        return .on
      }
      switch reply(typed, suggested: nil, asking: true) {
      case .skip:
        undo(to: before, on: &t)
        reveal(p, nil, on: &t)
        return .on
      case .back: return .back
      case .quit: return .quit
      case .hint: show(&hints, on: &t)
      case .goal: showGoal(on: &t)
      case .help: showHelp(hints, on: &t)
      case .go:
        if !t.interactive {
          undo(to: before, on: &t)
          reveal(p, nil, on: &t)
          return .on
        }
        t.show(Document([.callout(.hint, help)]))
      case .line(let line):
        // To look at the packet once more before answering is what one should do.
        let answer = bench.perform(line)
        t.preferences = bench.preferences
        // A single letter that is no command was meant as an answer.
        if answer.ok || line.count > 1 { t.show(answer.document) }
        if answer.ends { return .quit }
        if !answer.ok { t.show(Document([.callout(.hint, help)])) }
        // The question may have left the screen.
        if answer.ok {
          t.show(Document([.blank]))
          show(p, on: &t)
        }
      }
    }
  }

  private func show(_ p: Prediction, on t: inout Terminal) {
    var d = LessonMarkdown.document(p.question)
    for c in p.choices { d.add(.labelled("  \(strong: c.id)) ", LessonMarkdown.inline(c.text))) }
    t.show(d)
  }

  private func reveal(_ p: Prediction, _ chosen: Prediction.Choice?, on t: inout Terminal) {
    var d = Document()
    if let chosen {
      let head: StyledText = chosen.right ? StyledText("Right. ", .good) : StyledText("Not this one. ", .warning)
      d.add(.paragraph(head + LessonMarkdown.inline(chosen.feedback)))
    }
    if chosen?.right != true {
      for c in p.choices where c.right {
        d.add(
          .paragraph(
            """
            The answer is \(strong: c.id): \(LessonMarkdown.inline(c.text))\(c.text.hasSuffix(".") ? "" : ".") \
            \(LessonMarkdown.inline(c.feedback))
            """
          ))
      }
    }
    if !p.why.isEmpty { d.append(LessonMarkdown.document(p.why)) }
    d.add(.blank)
    t.show(d)
  }

  private func show(_ checks: [Check], on t: inout Terminal) {
    var d = Document()
    for c in checks {
      switch bench.holds(c.text) {
      case .success(true): d.add(.paragraph("Checked: \(strong: c.text)"))
      case .success(false): d.add(.callout(.problem, "does not hold: \(c.text)"))
      case .failure(let e): d.add(.callout(.problem, "cannot be read: \(c.text): \(e.text)"))
      }
    }
    d.add(.blank)
    t.show(d)
  }

  // MARK: Around the blocks

  func reply(_ typed: String?, suggested: String?, asking: Bool = false) -> Reply {
    guard let typed else { return .quit }
    let words = typed.trimmed.split(separator: " ").map(String.init)
    let line = words.joined(separator: " ")
    if line.isEmpty || line == suggested { return .go }
    // `back` undoes a step of the lab where commands are typed: the lesson's own words may then be said in full.
    let word = words.count == 2 && words[0] == "lesson" ? words[1] : words.count == 1 ? words[0] : ""
    switch word {
    case "hint": return .hint
    case "goal": return .goal
    case "skip": return .skip
    case "quit", "exit", "q": return .quit
    case "help" where words.count == 2: return .help
    case "back" where words.count == 2 || asking: return .back
    default: return suggested == nil && line == "?" ? .help : .line(typed.trimmed)
    }
  }

  private func show(_ hints: inout Hints, on t: inout Terminal) {
    guard let hint = hints.next() else {
      t.show(Document([.callout(.hint, "There is no hint here. \(command: "skip") goes on, \(command: "goal") says what this is about.")]))
      return
    }
    t.show(LessonMarkdown.document(hint))
  }

  /// The last paragraphs above block `i`: what the learner was reading, questions with their answers among it. Headings do not count.
  private func lastWords(above i: Int, most: Int) -> Document {
    var found: [Block] = []
    search: for block in lesson.blocks[..<i].reversed() {
      var here: [Block] = []
      switch block.content {
      case .text(let lines):
        here = LessonMarkdown.document(lines).blocks.filter { if case .heading = $0 { false } else { $0 != .blank } }
      case .predict(let p):
        here =
          LessonMarkdown.document(p.question).blocks.filter { $0 != .blank }
          + p.choices.filter(\.right).map { .paragraph("\(strong: $0.id): \(LessonMarkdown.inline($0.text))") }
      case .session: if !found.isEmpty { break search }
      case .check, .hint: break
      }
      found = here + found
      if found.count >= most { break }
    }
    var d = Document()
    for b in found.suffix(most) {
      if !d.blocks.isEmpty { d.add(.blank) }
      d.add(b)
    }
    return d
  }

  /// The heading of the part that block `i` is in; nil in the first part.
  private func part(of i: Int) -> String? {
    for block in lesson.blocks[..<i].reversed() {
      guard case .text(let lines) = block.content, let head = lines.last(where: { $0.hasPrefix("## ") }) else { continue }
      return String(head.dropFirst(3))
    }
    return nil
  }

  private func showGoal(on t: inout Terminal) {
    t.show(Document([.callout(.note, lesson.goal.isEmpty ? StyledText(lesson.title) : StyledText(lesson.goal))]))
  }

  private func showHelp(_ hints: Hints, on t: inout Terminal) {
    t.show(
      Document([
        .list(
          .bullets,
          [
            "Enter does the command in brackets; at a question, the letter of an answer",
            "any other command may be typed too, also at a question: what it does to the lab is undone before the lesson goes on",
            """
            \(hints.isEmpty ? "" : "\(command: "hint") helps here; ")\(command: "goal") says what the lesson is about; \
            \(command: "skip") goes on without
            """,
            "\(command: "lesson back") goes one question or command back",
            stateFolder == nil ? "\(command: "quit") ends the lesson" : "\(command: "quit") keeps your place",
          ])
      ]))
  }

  private func greet(_ start: Int, _ done: Int, on t: inout Terminal) {
    var d = Document([.heading(1, StyledText(lesson.title))])
    if !lesson.goal.isEmpty { d.add(.paragraph(StyledText(lesson.goal))) }
    if t.interactive {
      d.add(
        .paragraph(
          """
          At each prompt: Enter, any command, \(command: "skip"), \(command: "goal"), \(command: "lesson back") or \(command: "quit"); \
          \(command: "lesson help") explains.
          """
        ))
      if start > 0 || done > 0 { resume(start, done, &d) }
    }
    d.add(.blank)
    t.show(d)
  }

  /// Where the learner is, on coming back: the part, the text just above, and the lab.
  private func resume(_ start: Int, _ done: Int, _ d: inout Document) {
    let part = part(of: start).map { ", in “\($0)”" } ?? ""
    d.add(.callout(.note, "Going on where you stopped\(part). From the beginning: \(command: "lesson play \(lesson.id) --again")"))
    var now = bench
    if case .session(let exchanges, task: false) = lesson.blocks[start].content {
      for e in exchanges.prefix(done) { _ = now.perform(lesson.complete(e.command)) }
    }
    // As it was the first time: the text speaks of what the commands above it showed; commands done below it come after it.
    let words = lastWords(above: start, most: 3)
    let place = now.whereabouts
    for part in done > 0 ? [words, place] : [place, words] where !part.blocks.isEmpty {
      d.add(.blank)
      d.append(part)
    }
  }

  private mutating func finish(on t: inout Terminal) {
    progress.done = true
    let kept = progress.save(lesson.id, in: stateFolder)
    let all = lesson.predictions
    let right = progress.rightAnswers(of: lesson)
    var d = Document([.callout(.success, "The end of “\(lesson.title)”.")])
    if !progress.answers.isEmpty { d.add(.paragraph("Predictions right at the first try: \(right) of \(all.count).")) }
    if !kept, t.interactive, stateFolder != nil {
      d.add(.callout(.hint, "Your progress could not be kept: \(stateFolder ?? "") cannot be written."))
    }
    t.show(d)
  }
}

extension LessonProgress {
  func rightAnswers(of lesson: Lesson) -> Int {
    lesson.predictions.count { p in
      answers.contains { a in a.question == p.id && p.choices.contains { $0.id == a.choice && $0.right } }
    }
  }
}
