import Foundation
import HexViews
import Testing

@testable import Workbench

/// A bench that counts: `add N`, `show`, `fail`; `count == N` holds or not.
struct Counter: LessonBench {
  var count = 0
  var preferences = Session.Preferences()
  init() {}
  mutating func perform(_ line: String) -> BenchAnswer {
    let words = line.split(separator: " ")
    switch words.first {
    case "add":
      count += words.count > 1 ? Int(words[1]) ?? 0 : 1
      return BenchAnswer(.text("now \(count)"), ok: true)
    case "set":
      preferences.pager = false
      preferences.acksShown = true
      return BenchAnswer(.text("set"), ok: true)
    case "show": return BenchAnswer(Document((0..<count).map { .paragraph("line \($0)") }), ok: true)
    case "new": return BenchAnswer(.text("\(line)"), ok: true)
    default: return BenchAnswer(.text("no such thing"), ok: false)
    }
  }
  var placeInWords: String { "at \(count)" }
  var whereabouts: Document { .text("You are at \(count).") }
  func hasMoved(since other: Counter) -> Bool { count != other.count }
  func holds(_ expression: String) -> Result<Bool, UsageError> {
    guard let n = Int(expression.split(separator: " ").last ?? "") else { return .failure(UsageError("not a number")) }
    return .success(count == n)
  }
}

/// The same, with an expression that more than one count fulfils.
struct Mod10: LessonBench {
  var inner = Counter()
  var placeInWords: String { inner.placeInWords }
  mutating func perform(_ line: String) -> BenchAnswer { inner.perform(line) }
  func hasMoved(since other: Mod10) -> Bool { inner.hasMoved(since: other.inner) }
  func holds(_ expression: String) -> Result<Bool, UsageError> { .success(inner.count % 10 == 3) }
}

/// A terminal that is fed lines and keeps what was shown.
struct Tape: LessonTerminal {
  var interactive = false
  var input: [String] = []
  var prompts: [String] = []
  var output = ""
  var json: [JSONValue] = []
  var preferences = Session.Preferences()
  mutating func show(_ d: Document) {
    output += d.render(LessonTest.options)
    json += d.json
  }
  mutating func ask(_ prompt: String) -> String? {
    prompts.append(prompt)
    return input.isEmpty ? nil : input.removeFirst()
  }
}

let small = """
  ---
  id: counting
  title: {en: "Counting", zh: "数数"}
  needs: []
  seed: 7
  minutes: 5
  goal: Count to three.
  ---
  # Counting

  Some text with `code`.

  ```vpnlab
  > add 1
  now 1
  > show
  line 0
  ```
  ```predict id=q1
  What comes next?
  - [ ] one {#a} That was before.
  - [x] two {#b} One and one.
    It goes on.

  Because *one* follows *one*.
  ```
  ```hint
  Add.
  ```
  Now do it.
  ```vpnlab task id=do
  > add 2
  now 3
  ```
  ```check
  count == 3
  ```
  ```hint
  Two more.
  ```
  The end.

  """

func parsed(_ text: String) throws -> Lesson { try LessonParser.parse(Array(text.utf8), path: "x.md") }

@Suite struct LessonParserTests {
  @Test func everyPartIsRead() throws {
    let l = try parsed(small)
    #expect(l.id == "counting" && l.title == "Counting" && l.seed == 7 && l.minutes == 5 && l.goal == "Count to three.")
    #expect(l.titles.map(\.language) == ["en", "zh"])
    #expect(l.blocks.map(\.id) == ["text1", "vpnlab1", "q1", "hint1", "text2", "do", "check1", "hint2", "text3"])
    #expect(l.blocks.map(\.line) == [9, 13, 19, 27, 30, 31, 35, 38, 41])
    let p = try #require(l.predictions.first)
    #expect(p.choices.map(\.id) == ["a", "b"] && p.choices.map(\.right) == [false, true])
    #expect(p.choices[1].feedback == "One and one. It goes on.")
    #expect(p.why == ["Because *one* follows *one*."])
    guard case .session(let e, task: true) = l.blocks[5].content else { throw LessonError(path: "", line: 0, text: "no task") }
    #expect(e == [Exchange(command: "add 2", line: 32, expected: ["now 3"])])
  }

  @Test(arguments: [
    ("", 1, "front matter"), ("---\nid: a\n", 1, "closing"), ("---\ntitle: x\n---\n", 1, "lacks “id:”"),
    ("---\nid: a b\n---\n", 2, "no id"),
    ("---\nid: a\ntitle: x\nseed: ten\n---\n", 4, "number"), ("---\nid: a\ntitle: x\nlevel: 2\n---\n", 4, "not known"),
    ("---\nid: a\ntitle: {en: x}\n---\n", 3, "titles"), ("---\nid: a\ntitle: x\n---\n```vpnlab\n> a\n", 5, "never closed"),
    ("---\nid: a\ntitle: x\n---\n```vpnlab\nout\n```\n", 6, "before the first command"),
    ("---\nid: a\ntitle: x\n---\n```vpnlab slow\n> a\n```\n", 5, "does not know “slow”"),
    ("---\nid: a\ntitle: x\n---\n```predict\nWhat?\n- [x] a {#a} yes\n- [ ] b no\n```\n", 8, "needs its id"),
    ("---\nid: a\ntitle: x\n---\n```predict\nWhat?\n- [x] a {#a} yes\n- [ ] b {#a} no\n```\n", 5, "two choices"),
    ("---\nid: a\ntitle: x\n---\n```predict\nWhat?\n- [ ] a {#a} yes\n- [ ] b {#b} no\n```\n", 5, "no choice is marked"),
    ("---\nid: a\ntitle: x\n---\n```predict\nWhat?\n- [x] a {#a} yes\n- [ ] b {#b}\n```\n", 5, "no feedback"),
    ("---\nid: a\ntitle: x\n---\n```check\n\n```\n", 5, "without an expression"),
    ("---\nid: a\ntitle: x\n---\n```hint id=h\nx\n```\n```hint id=h\ny\n```\n", 8, "two blocks"),
  ]) func faultsAreNamedWithTheirLine(text: String, line: Int, part: String) {
    do {
      _ = try parsed(text)
      Issue.record("was read: \(text)")
    } catch let e as LessonError {
      #expect(e.line == line && e.text.contains(part), "\(e)")
    } catch { Issue.record("\(error)") }
  }

  @Test func anyOctetsAreReadOrRefused() {
    var x: UInt64 = 1
    var source = Array(small.utf8)
    for _ in 0..<2000 {
      x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      source[Int(x >> 33) % source.count] = UInt8(truncatingIfNeeded: x >> 20)
      _ = try? LessonParser.parse(source, path: "x.md")
    }
    #expect(throws: LessonError.self) {
      try LessonParser.parse([UInt8](repeating: 65, count: LessonParser.maximumOctets + 1), path: "x.md")
    }
  }
}

@Suite struct LessonOutputTests {
  @Test func wildcardsStandForAnyLines() {
    #expect(OutputLines.matches(expected: ["a", "...", "z"], actual: ["a", "b", "c", "z"]))
    #expect(OutputLines.matches(expected: ["a", "...", "z"], actual: ["a", "z"]))
    #expect(OutputLines.matches(expected: ["..."], actual: []))
    #expect(OutputLines.matches(expected: ["...", "b", "..."], actual: ["a", "b", "b", "c"]))
    #expect(!OutputLines.matches(expected: ["a", "...", "z"], actual: ["a", "b", "y"]))
    #expect(!OutputLines.matches(expected: ["a"], actual: ["a", "b"]))
    #expect(OutputLines.matches(expected: ["\\...", "\\> a"], actual: ["...", "> a"]))
    #expect(!OutputLines.matches(expected: ["\\..."], actual: ["b"]))
  }

  @Test func rewritingKeepsWildcards() {
    func again(_ e: [String], _ a: [String], _ want: [String]) {
      let r = OutputLines.rewritten(expected: e, actual: a)
      #expect(r == want)
      #expect(OutputLines.matches(expected: r, actual: a))
    }
    again(["state one", "...", "end 7"], ["state two", "x", "y", "end 8"], ["state two", "...", "end 8"])
    again(["..."], ["a", "b"], ["..."])
    again([], ["a", "> b", "..."], ["a", "\\> b", "\\..."])
    again(["a", "b", "c"], ["a", "c"], ["a", "c"])
    again(["a", "...", "m", "...", "z"], ["a", "1", "m", "z"], ["a", "...", "m", "...", "z"])
  }

  @Test func differenceShowsOnlyWhatChanged() {
    let d = OutputLines.difference(expected: (0..<20).map { "line \($0)" }, actual: (0..<20).map { $0 == 10 ? "line X" : "line \($0)" })
    #expect(d == ["  line 8", "  line 9", "- line 10", "+ line X", "  line 11", "  line 12"])
  }
}

@Suite struct LessonPlayTests {
  @Test func aTrueLessonPasses() throws {
    #expect(LessonTest(try parsed(small), on: Counter.self).failures == [])
  }

  @Test func oneChangedCharacterOfOutputFails() throws {
    // Every character of every expected line, one after the other.
    let source = small.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (n, line) in source.enumerated() where line.hasPrefix("now ") || line.hasPrefix("line ") {
      for k in line.indices {
        var changed = source
        changed[n] = String(line[..<k]) + "#" + line[line.index(after: k)...]
        let failures = LessonTest(try parsed(changed.joined(separator: "\n")), on: Counter.self).failures
        #expect(failures.count == 1 && failures[0].difference.contains("- " + changed[n]) && failures[0].difference.contains("+ " + line))
      }
    }
  }

  @Test func checksAndTasksAreTested() throws {
    let wrong = LessonTest(try parsed(small.replacing("count == 3", with: "count == 4")), on: Counter.self)
    #expect(wrong.failures.map(\.line) == [36])
    let before = LessonTest(
      try parsed(
        small.replacing("> add 2\n  now 3", with: "> add 0\n  now 1").replacing("> add 2\nnow 3", with: "> add 0\nnow 1")
          .replacing("count == 3", with: "count == 1")), on: Counter.self)
    #expect(before.failures.map(\.text) == ["these checks hold before the task is done"])
  }

  @Test func rewritingGivesAPassingLesson() throws {
    let stale = small.replacing("now 1\n", with: "was 1\n").replacing("line 0", with: "...")
    let test = LessonTest(try parsed(stale), on: Counter.self)
    #expect(test.failures.count == 1)
    let source = stale.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let again = test.rewritten(source).joined(separator: "\n")
    #expect(again == small.replacing("line 0", with: "..."))
    #expect(LessonTest(try parsed(again), on: Counter.self).failures == [])
  }

  @Test func seedOfTheLessonIsUsed() throws {
    let l = try parsed(small)
    #expect(l.complete("new pptp") == "new pptp seed=7")
    #expect(l.complete("new pptp seed=3") == "new pptp seed=3")
    #expect(l.complete("step") == "step")
  }

  private func play(_ input: [String], interactive: Bool = true, progress: LessonProgress = LessonProgress(), folder: String? = nil)
    throws -> (Tape, LessonPlayer<Counter, Tape>, Bool)
  {
    var tape = Tape(interactive: interactive, input: input)
    var player = LessonPlayer<Counter, Tape>(try parsed(small), progress: progress, stateFolder: folder)
    let end = player.play(on: &tape)
    return (tape, player, end)
  }

  @Test func fromAPipeItPlaysThrough() throws {
    let (tape, player, end) = try play([], interactive: false)
    #expect(end && tape.output.contains("now 3") && tape.output.contains("The answer is b"))
    #expect(player.progress.answers.isEmpty)
    let (answered, p2, _) = try play(["a"], interactive: false)
    #expect(answered.output.contains("That was before.") && p2.progress.answers == [.init(question: "q1", choice: "a")])
  }

  /// A place is promised only where it is kept.
  @Test func leavingSaysWhetherThePlaceIsKept() throws {
    let (pipe, _, end) = try play(["quit"], interactive: false)
    #expect(
      !end && pipe.output.contains("not kept: only a lesson played at a terminal is recorded") && !pipe.output.contains("go on here later"),
      "\(pipe.output)")
    let (homeless, _, _) = try play(["lesson help", "quit"])
    #expect(
      homeless.output.contains("not kept: neither XDG_STATE_HOME nor HOME") && homeless.output.contains("quit ends the lesson"),
      "\(homeless.output)")
    let (locked, _, _) = try play(["quit"], folder: "/dev/null/lessons")
    #expect(locked.output.contains("not kept: /dev/null/lessons cannot be written"), "\(locked.output)")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UInt64.random(in: 0...UInt64.max))").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (kept, _, _) = try play(["", "lesson help", "quit"], folder: folder)
    #expect(
      kept.output.contains("go on here later: lesson play counting") && kept.output.contains("quit keeps your place")
        && !kept.output.contains("not kept"))
    #expect(LessonProgress.load("counting", in: folder).commands == 1)
  }

  /// How things look is no part of the lab: it comes into the lesson, and what is set there is not undone with what was tried.
  @Test func settingsStay() throws {
    let (tape, player, end) = try play(["set", "add 4", "", "", "b", "skip"])
    #expect(end && tape.output.contains("what you tried is undone"))
    #expect(!tape.preferences.pager && !player.bench.preferences.pager)
    // What the steps are belongs to the lab and is undone.
    #expect(!player.bench.preferences.acksShown)
    var tape2 = Tape(interactive: true, input: ["quit"])
    tape2.preferences.width = 100
    tape2.preferences.acksShown = true
    var player2 = LessonPlayer<Session, Tape>(try parsed(small), progress: LessonProgress(), stateFolder: nil)
    _ = player2.play(on: &tape2)
    #expect(player2.bench.preferences.width == 100 && !player2.bench.preferences.acksShown)
  }

  @Test func theAnswerComesOnlyAfterThePrediction() throws {
    let (tape, player, end) = try play(["", "", "hint", "nonsense", "a", "b"])
    #expect(!end)  // input ended at the task
    let shown = tape.output
    let feedback = try #require(shown.firstRange(of: "That was before."))
    #expect(!shown[..<feedback.lowerBound].contains("One and one"))
    #expect(shown[feedback.upperBound...].contains("Because"))
    #expect(shown.contains("Add."))
    #expect(player.progress.answers == [.init(question: "q1", choice: "a")])
  }

  @Test func freeCommandsAreUndoneBeforeTheLessonGoesOn() throws {
    let (tape, player, end) = try play(["add 40", "show me", "", "", "b", "add 1", "add 1"])
    #expect(end && tape.output.contains("now 40") && !tape.output.contains("now 41") && tape.output.contains("what you tried is undone"))
    #expect(player.bench.count == 3 && player.progress.solved == ["do"])
  }

  @Test func anyCommandMayBeTypedBeforeAPrediction() throws {
    let (tape, player, _) = try play(["", "", "show", "add 5", "x", "", "b"])
    #expect(tape.output.contains("now 6") && !tape.output.contains("no such thing"))
    // What was asked is shown again below what the command showed.
    #expect(tape.output.components("What comes next?").count == 4)
    // It is undone when the answer comes, and that is said.
    #expect(player.bench.count == 1)
    #expect(tape.output.contains("what you tried is undone; you are at 1 again."))
    // Where something else is typed, or nothing, the player says what is expected.
    #expect(tape.output.components("a or b answers the question.").count == 3)
    let (quiet, _, _) = try play(["", "", "show", "b"])
    #expect(!quiet.output.contains("undone"))
  }

  @Test func hintsAreOfferedWhereThereAreSome() throws {
    let (tape, _, _) = try play(["", "", "b"])
    #expect(
      tape.prompts == [
        "[Enter: add 1] lesson> ", "[Enter: show] lesson> ", "Your prediction (a, b; or hint): ", "[your turn; or hint] lesson> ",
      ])
    let none = small.replacing("```hint\nAdd.\n```\n", with: "").replacing(
      "```hint\nTwo more.\n```\n", with: "```hint\nTwo more.\n```\n```hint\nadd 2\n```\n")
    var two = Tape(interactive: true, input: ["", "", "b", "hint", "hint", "hint"])
    var player = LessonPlayer<Counter, Tape>(try parsed(none), progress: LessonProgress(), stateFolder: nil)
    _ = player.play(on: &two)
    #expect(two.prompts[2] == "Your prediction (a, b): ")
    #expect(
      !tape.output.contains("hint skip") && two.output.components("Two more.").count == 2 && two.output.components("add 2").count == 3)
  }

  @Test func aTaskTellsNothingAwayAndAnswersEnter() throws {
    let (tape, player, _) = try play(["", "", "b", "", "add 1", "add 1", ""])
    let task = try #require(tape.output.firstRange(of: "Now do it."))
    #expect(!tape.output.contains("count == 3"))
    // Enter shows the task once more.
    #expect(tape.output[task.upperBound...].contains("Now do it.") && tape.output.components("type commands. The lesson").count == 3)
    #expect(player.progress.solved == ["do"] && !tape.output.contains("its own place"))
  }

  @Test func anotherWayThroughATaskIsSaid() throws {
    // The check holds where the learner is, but the lesson's own solution leads elsewhere.
    let lesson = try parsed(small.replacing("> add 2\nnow 3", with: "> add 12\nnow 13").replacing("count == 3", with: "count % 10 == 3"))
    var tape = Tape(interactive: true, input: ["", "", "b", "add 2"])
    var player = LessonPlayer<Mod10, Tape>(lesson, progress: LessonProgress(), stateFolder: nil)
    _ = player.play(on: &tape)
    let said = tape.output.replacing("\n", with: " ").replacing("      ", with: "")
    #expect(
      player.bench.inner.count == 13 && said.contains("its own place, at 13 (you were at 3). It came here with: add 12"), "\(tape.output)")
  }

  @Test func skippingATaskShowsItsSolution() throws {
    let (tape, player, end) = try play(["skip", "b", "add 30", "skip"])
    #expect(end && player.bench.count == 3 && player.progress.skipped == ["do"] && player.progress.solved.isEmpty)
    #expect(tape.output.contains("> add 2"))
  }

  @Test func backReturnsToTheStateBefore() throws {
    let (tape, player, end) = try play(["", "", "back", "", "", "b", "lesson back", "b", "add 2"])
    #expect(end && player.bench.count == 3)
    #expect(tape.output.components("Some text with").count == 3)
  }

  @Test func quittingAndResuming() throws {
    let (_, player, end) = try play(["", "", "b", "quit"])
    #expect(!end && player.progress.at == "do")
    let kept = LessonProgress(player.progress.text)
    #expect(kept == player.progress)
    let (tape, later, end2) = try play(["add 2"], progress: kept)
    #expect(
      end2 && later.bench.count == 3 && tape.output.contains("Going on where you stopped")
        && tape.prompts == ["[your turn; or hint] lesson> "])
    #expect(tape.output.contains("Now do it.") && tape.output.contains("You are at 1."))
    #expect(later.progress.done && later.progress.answers == kept.answers)
  }

  /// The text speaks of what is above it, so the place comes in front of it, as it came the first time; commands of the
  /// block itself were done below the text.
  @Test func whoComesBackSeesTextAndPlaceInTheirOrder() throws {
    func places(_ progress: String) throws -> (place: Int, text: Int) {
      let (tape, _, _) = try play([], progress: LessonProgress(progress))
      let place = try #require(tape.output.firstRange(of: "You are at 1."))
      let text = try #require(tape.output.firstRange(of: "Some text with code."))
      return (
        tape.output.utf8.distance(from: tape.output.startIndex, to: place.lowerBound),
        tape.output.utf8.distance(from: tape.output.startIndex, to: text.lowerBound)
      )
    }
    let begun = try places("at vpnlab1\ncommands 1\n")
    #expect(begun.text < begun.place)
    let (tape, _, _) = try play([], progress: LessonProgress("at do\n"))
    let place = try #require(tape.output.firstRange(of: "You are at 1."))
    let text = try #require(tape.output.firstRange(of: "Now do it."))
    #expect(place.lowerBound < text.lowerBound, "\(tape.output)")
  }

  @Test func aCommandThatIsDoneIsNotDoneAgain() throws {
    let (_, player, end) = try play(["", "quit"])
    #expect(!end && player.progress.at == "vpnlab1" && player.progress.commands == 1)
    let kept = LessonProgress(player.progress.text)
    #expect(kept == player.progress)
    let (tape, later, _) = try play([""], progress: kept)
    #expect(tape.prompts.first == "[Enter: show] lesson> " && later.bench.count == 1)
    #expect(tape.output.contains("Some text with code.") && tape.output.contains("You are at 1.") && !tape.output.contains("now 1"))
    // Back to before the block, as if it had been played in one go.
    let (_, again, _) = try play(["lesson back", "", ""], progress: kept)
    #expect(again.bench.count == 1)
  }

  /// Every refusal has the members of any other, and the status that the command ends with.
  @Test func refusalsHaveOneForm() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UInt64.random(in: 0...UInt64.max))").path
    try FileManager.default.createDirectory(atPath: folder + "/bad", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try small.write(toFile: folder + "/small.md", atomically: true, encoding: .utf8)
    try small.write(toFile: folder + "/bad/small.md", atomically: true, encoding: .utf8)
    try "---\nid: a\n".write(toFile: folder + "/bad/worse.md", atomically: true, encoding: .utf8)
    let none = folder + "/empty"
    let bad = folder + "/bad"
    let worse = folder + "/bad/worse.md"
    let lines: [(words: String, status: Int32)] = [
      ("nonsense", 2), ("play", 2), ("play nosuch", 2), ("play a b", 2), ("--nonsense", 2), ("--lessons", 2), ("test nosuch", 2),
      ("test \(none)", 2), ("grade nosuch", 2),
      ("list --lessons \(none)", 3), ("list --lessons \(bad)", 1), ("test \(worse)", 1), ("play \(worse)", 2),
    ]
    for (line, status) in lines {
      var tape = Tape()
      let words = line.split(separator: " ").map(String.init) + (line.contains("--lessons") ? [] : ["--lessons", folder])
      #expect(LessonCommand.run(words, on: &tape).rawValue == status, "\(words)")
      let refusals = tape.json.compactMap { v -> [JSONValue.Member]? in
        if case .object(let m) = v, m.first?.key == "error" { m } else { nil }
      }
      #expect(!refusals.isEmpty, "\(words)")
      for m in refusals {
        #expect(m.map(\.key) == ["error", "hint", "status"] && m.last?.value == .int(Int64(status)), "\(words): \(m)")
        #expect(m.count > 1 && m[1].value != .string(""), "\(words): \(m)")
      }
    }
    var session = Session()
    guard case .object(let m)? = session.perform("lesson play x").document.json.last else {
      Issue.record("no object")
      return
    }
    #expect(m.map(\.key) == ["error", "hint", "status"])
  }

  @Test func theListSaysWhatToGoOnWith() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UInt64.random(in: 0...UInt64.max))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lessons = [try parsed(small), try parsed(small.replacing("id: counting", with: "id: second"))]
    #expect(LessonCommand.next(lessons, folder).string == "Begin with: lesson play counting")
    var p = LessonProgress("at q1\n")
    p.save("second", in: folder)
    #expect(LessonCommand.next(lessons, folder).string == "Go on with: lesson play second")
    p.done = true
    p.save("second", in: folder)
    #expect(LessonCommand.next(lessons, folder).string == "Begin with: lesson play counting")
    p.save("counting", in: folder)
    #expect(LessonCommand.next(lessons, folder).string == "All are done. Once more: lesson play counting --again")
  }

  @Test func markdownBecomesADocument() {
    let d = LessonMarkdown.document([
      "# Head", "", "One *two* **three** `four` [five](six).", "still the paragraph", "- item", "  goes on", "- other", "", "1. first", "",
      "> quoted", "> too", "", "| a | b |", "|---|---|",
      "| 1 | 2 |", "", "    ", "```", "code * here", "```", "a * b * c, and `unclosed",
    ])
    let text = d.render(LessonTest.options)
    for part in [
      "One two three four five (six). still the paragraph", "item goes on", "quoted too", "code * here", "a * b * c, and `unclosed",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(LessonMarkdown.inline("*a* b").spans.first == .init("a", .strong))
  }

  @Test func progressOfAnyShapeIsRead() {
    #expect(LessonProgress("rubbish\nanswer q\nat\nat x\nfuture thing\n").at == "x")
  }
}

extension String {
  func components(_ separator: String) -> [Substring] { split(separator: separator, omittingEmptySubsequences: false) }
}
