import HexViews

/// `lesson list|play|test|grade`, for the shell and for the REPL.
public enum LessonCommand {
  public struct Request: Sendable, Equatable {
    /// `--lessons`, in the order given.
    public var folders: [String] = []
    /// `lesson test --rewrite`.
    public var rewrite = false
    /// `lesson play --again`.
    public var again = false
    /// The verb and what it is about.
    public var words: [String] = []
    public init() {}

    /// `["play", "workbench", "--again"]`
    public init(_ arguments: [String]) throws(UsageError) {
      var i = 0
      while i < arguments.count {
        let a = arguments[i]
        i += 1
        switch a {
        case "--rewrite": rewrite = true
        case "--again": again = true
        case "--lessons":
          guard i < arguments.count else { throw UsageError("--lessons needs a folder") }
          folders.append(arguments[i])
          i += 1
        case _ where a.hasPrefix("--lessons="): folders.append(String(a.dropFirst(10)))
        case _ where a.hasPrefix("--"):
          throw UsageError("there is no option \(a) here", allowed: ["--lessons FOLDER", "--rewrite", "--again"])
        default: words.append(a)
        }
      }
    }
  }

  public static let synopsis = [
    "lesson list", "lesson play ID [--again]", "lesson test [FILE|ID|FOLDER…] [--rewrite]", "lesson grade [ID…]",
  ]

  /// Ids of the lessons that can be found, for completion.
  public static func ids(folders: [String] = []) -> [String] { found(folders).lessons.map(\.id) }

  /// Does what the words ask for. What is to be seen is shown on the terminal, as it comes.
  public static func run<Bench: LessonBench, Terminal: LessonTerminal>(
    _ request: Request, bench: Bench.Type, on t: inout Terminal
  ) -> ExitStatus {
    let rest = Array(request.words.dropFirst())
    let word = request.words.first ?? LessonVerb.list.rawValue
    switch LessonVerb(rawValue: word) {
    case .list: return list(request, on: &t)
    case .play: return play(request, rest, bench, on: &t)
    case .test: return test(request, rest, bench, on: &t)
    case .grade: return grade(request, rest, on: &t)
    case nil:
      return refuse("There is no “lesson \(word)”.", "lesson list, lesson play ID, lesson test, lesson grade", on: &t)
    }
  }

  private static func refuse(_ text: String, _ next: String, _ status: ExitStatus = .usage, on t: inout some LessonTerminal) -> ExitStatus {
    t.show(CommandResult.failure(text, next: next, status: status).document)
    return status
  }

  // MARK: Finding

  /// Every lesson of the folders, each id once, in the order of file names; and what cannot be read.
  static func found(_ folders: [String]) -> (lessons: [Lesson], errors: [LessonError]) {
    var lessons: [Lesson] = []
    var errors: [LessonError] = []
    for folder in LessonFiles.folders(asked: folders) {
      for path in LessonFiles.lessons(in: folder) {
        switch load(path) {
        case .success(let l): if !lessons.contains(where: { $0.id == l.id }) { lessons.append(l) }
        case .failure(let e): errors.append(e)
        }
      }
    }
    return (lessons, errors)
  }

  static func load(_ path: String) -> Result<Lesson, LessonError> {
    switch LessonFiles.read(path) {
    case .failure(let e): return .failure(e)
    case .success(let octets):
      do { return .success(try LessonParser.parse(octets, path: path)) } catch { return .failure(error) }
    }
  }

  /// What each word names: a folder, a file, or an id. Without words: all.
  static func named(_ words: [String], _ folders: [String]) -> (lessons: [Lesson], errors: [LessonError]) {
    if words.isEmpty { return found(folders) }
    var lessons: [Lesson] = []
    var errors: [LessonError] = []
    let known = words.allSatisfy { LessonFiles.isFolder($0) || LessonFiles.isFile($0) } ? [] : found(folders).lessons
    for word in words {
      let paths = LessonFiles.isFolder(word) ? LessonFiles.lessons(in: word) : LessonFiles.isFile(word) ? [word] : []
      for path in paths {
        switch load(path) {
        case .success(let l): lessons.append(l)
        case .failure(let e): errors.append(e)
        }
      }
      if paths.isEmpty, LessonFiles.isFolder(word) {
        errors.append(LessonError(path: word, line: 0, text: "holds no lessons (*.md)"))
      } else if paths.isEmpty {
        let fits = known.filter { $0.id == word }
        let near = fits.isEmpty ? known.filter { $0.id.hasPrefix(word) } : fits
        if near.count == 1 {
          lessons += near
        } else {
          errors.append(
            LessonError(
              path: word, line: 0,
              text: "no such lesson, file or folder"
                + (known.isEmpty ? ", and no lessons were found" : "; lessons: \(known.map(\.id).joined(separator: ", "))")))
        }
      }
    }
    return (lessons, errors)
  }

  /// Each with the status that the whole ends with.
  private static func show(_ errors: [LessonError], _ status: ExitStatus, on t: inout some LessonTerminal) {
    for f in errors {
      let next =
        f.line > 0
        ? "When it is mended: lesson test \(f.path)" : "lesson list names those there are; a file or a folder is named by its path."
      _ = refuse(f.description, next, status, on: &t)
    }
  }

  // MARK: The verbs

  private static func list(_ request: Request, on t: inout some LessonTerminal) -> ExitStatus {
    let (lessons, errors) = found(request.folders)
    show(errors, lessons.isEmpty ? .environment : .failed, on: &t)
    guard !lessons.isEmpty else {
      return refuse(
        "No lessons were found.", "Looked in --lessons, $VPNLAB_LESSONS, ../share/vpnlab/lessons beside the program, and ./lessons.",
        .environment, on: &t)
    }
    var table = Table([.init("lesson"), .init("title"), .init("minutes", .right, priority: 1), .init("you")])
    var json: [JSONValue] = []
    let state = LessonFiles.stateFolder()
    for l in lessons {
      let p = LessonProgress.load(l.id, in: state)
      let you = p.done ? "done" : p.at.isEmpty ? "" : "begun"
      table.rows.append([StyledText(l.id, .command), StyledText(l.title), StyledText(l.minutes.map { "\($0)" } ?? ""), StyledText(you)])
      json.append(
        .object([
          .init("id", .string(l.id)), .init("title", .string(l.title)), .init("minutes", l.minutes.map { .number($0) } ?? .null),
          .init("needs", .array(l.needs.map { .string($0) })), .init("goal", .string(l.goal)), .init("path", .string(l.path)),
          .init("you", .string(you)),
        ]))
    }
    t.show(Document([.table(table), .blank, .callout(.hint, next(lessons, state))], json: json))
    return errors.isEmpty ? .ok : .failed
  }

  /// What to do now: go on with what was begun, or begin the first one that is not done.
  static func next(_ lessons: [Lesson], _ state: String?) -> StyledText {
    let open = lessons.map { ($0.id, LessonProgress.load($0.id, in: state)) }.filter { !$0.1.done }
    if let (id, _) = open.first(where: { !$0.1.at.isEmpty }) { return "Go on with: \(command: "lesson play \(id)")" }
    if let (id, _) = open.first { return "Begin with: \(command: "lesson play \(id)")" }
    return "All are done. Once more: \(command: "lesson play \(lessons[0].id) --again")"
  }

  private static func play<Bench: LessonBench, Terminal: LessonTerminal>(
    _ request: Request, _ words: [String], _ type: Bench.Type, on t: inout Terminal
  ) -> ExitStatus {
    guard words.count == 1 else { return refuse("Which lesson?", "lesson list names them; then: lesson play ID", on: &t) }
    let (lessons, errors) = named(words, request.folders)
    show(errors, .usage, on: &t)
    guard let lesson = lessons.first, errors.isEmpty else { return .usage }
    // A lesson read through a pipe leaves no trace: no learner was asked.
    let state = t.interactive ? LessonFiles.stateFolder() : nil
    let progress = request.again ? LessonProgress() : LessonProgress.load(lesson.id, in: state)
    var player = LessonPlayer<Bench, Terminal>(lesson, progress: progress, stateFolder: state)
    _ = player.play(on: &t)
    return t.interrupted ? .interrupted : .ok
  }

  private static func test<Bench: LessonBench>(
    _ request: Request, _ words: [String], _ type: Bench.Type, on t: inout some LessonTerminal
  ) -> ExitStatus {
    var (lessons, errors) = named(words, request.folders)
    if lessons.isEmpty, errors.isEmpty { return list(request, on: &t) }
    if lessons.isEmpty, errors.allSatisfy({ $0.line == 0 }) {
      // Nothing there of that name: that is no lesson that fails.
      show(errors, .usage, on: &t)
      return .usage
    }
    let known = Set((lessons + (words.isEmpty ? [] : found(request.folders).lessons)).map(\.id))
    for l in lessons {
      for n in l.needs where !known.contains(n) {
        errors.append(LessonError(path: l.path, line: 1, text: "needs “\(n)”, and there is no such lesson"))
      }
    }
    show(errors, .failed, on: &t)
    var failed = errors.count
    for lesson in lessons {
      if t.interrupted { return .interrupted }
      let result = LessonTest(lesson, on: type)
      if request.rewrite, let error = rewrite(result) {
        _ = refuse(error.description, "It stays as it was. Others were rewritten where they had to be.", .failed, on: &t)
        failed += 1
        continue
      }
      // After rewriting only the checks can still fail.
      let left = request.rewrite ? result.failures.filter { $0.difference.isEmpty } : result.failures
      failed += left.isEmpty ? 0 : 1
      t.show(report(result, left, rewritten: request.rewrite))
    }
    return failed == 0 ? .ok : .failed
  }

  private static func rewrite(_ test: LessonTest) -> LessonError? {
    switch LessonFiles.read(test.lesson.path) {
    case .failure(let e): return e
    case .success(let octets):
      let source = String(decoding: octets, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let new = test.rewritten(source)
      return new == source ? nil : LessonFiles.write(new.joined(separator: "\n"), to: test.lesson.path)
    }
  }

  private static func report(_ test: LessonTest, _ failures: [LessonTest.Failure], rewritten: Bool) -> Document {
    let l = test.lesson
    var d = Document()
    for f in failures {
      d.add(.callout(.problem, "\(l.path):\(f.line): \(f.text)"))
      if !f.difference.isEmpty { d.add(.code(f.difference.map { StyledText($0) })) }
    }
    let verdict = failures.isEmpty ? "ok" : "FAILED"
    d.add(
      .paragraph(
        """
        \(verdict)  \(l.id): \(l.commandCount) commands, \(l.predictions.count) predictions, \(l.checkCount) \
        checks\(rewritten ? "; rewritten" : "")
        """
      ))
    d.json = [
      .object([
        .init("lesson", .string(l.id)), .init("path", .string(l.path)), .init("ok", .bool(failures.isEmpty)),
        .init(
          "failures",
          .array(
            failures.map { f in
              .object([
                .init("line", .number(f.line)), .init("text", .string(f.text)),
                .init("difference", .array(f.difference.map { .string($0) })),
              ])
            })),
      ])
    ]
    return d
  }

  private static func grade(_ request: Request, _ words: [String], on t: inout some LessonTerminal) -> ExitStatus {
    let (lessons, errors) = named(words, request.folders)
    if lessons.isEmpty, errors.isEmpty { return list(request, on: &t) }
    show(errors, .usage, on: &t)
    guard !lessons.isEmpty else { return .usage }
    let state = LessonFiles.stateFolder()
    var table = Table([.init("lesson"), .init("predictions", .right), .init("tasks", .right), .init("state")])
    var json: [JSONValue] = []
    var complete = true
    for l in lessons {
      let p = LessonProgress.load(l.id, in: state)
      let tasks = l.blocks.filter { if case .session(_, task: true) = $0.content { true } else { false } }
      let solved = tasks.count { p.solved.contains($0.id) }
      let right = p.rightAnswers(of: l)
      complete = complete && p.done
      table.rows.append([
        StyledText(l.id, .command), "\(right)/\(l.predictions.count)", "\(solved)/\(tasks.count)",
        StyledText(p.done ? "done" : p.at.isEmpty ? "not begun" : "begun"),
      ])
      json.append(
        .object([
          .init("lesson", .string(l.id)), .init("right", .number(right)), .init("predictions", .number(l.predictions.count)),
          .init("solved", .number(solved)),
          .init("tasks", .number(tasks.count)), .init("done", .bool(p.done)),
          .init("answers", .array(p.answers.map { .object([.init("id", .string($0.question)), .init("choice", .string($0.choice))]) })),
        ]))
    }
    t.show(Document([.table(table)], json: json))
    return !errors.isEmpty ? .usage : complete ? .ok : .failed
  }
}
