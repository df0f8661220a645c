import CReadline
import CSystem
import Glibc
import HexViews
import Workbench

private let lessonOptions: [Option] =
  Display.common + [
    Option("--lessons", "FOLDER", "where lessons are (else $VPNLAB_LESSONS, beside the program, ./lessons)"),
    Option("--again", nil, "play: from the beginning"),
    Option("--rewrite", nil, "test: put the actual output into the files, to be read in the diff"),
    Option("-h", nil, "this help"),
  ]

func lesson(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let parsed = try Parsed.parse(arguments, options: lessonOptions, tool: "lesson")
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp(
      "vpnlab " + LessonCommand.synopsis.joined(separator: "\n  vpnlab "), "Lessons: read, predict, try, check.", lessonOptions,
      examples: [("vpnlab lesson list", "which there are"), ("vpnlab lesson test lessons", "play them all as a test")])
  }
  var words = parsed.words
  for folder in parsed.all("--lessons") { words += ["--lessons", folder] }
  for flag in ["--again", "--rewrite"] where parsed.has(flag) { words.append(flag) }
  lab_catch_sigint()
  var screen = LessonScreen(display: try Display(parsed), paged: words.first == "play")
  if screen.interactive { REPL.prepare() }
  let status = LessonCommand.run(words, on: &screen)
  screen.out.flush()
  return status.rawValue
}

/// Where a lesson is played: the terminal with readline, or pipes.
struct LessonScreen: LessonTerminal {
  let display: Display
  var preferences: Session.Preferences
  var out = Output(1)
  private var input = LineSource(fd: 0)
  private var stopped = false
  private var pager = Pager()
  private let paged: Bool

  var interrupted: Bool { stopped || lab_interrupts() > 0 }

  /// `paged`: the user may be asked whether there shall be more.
  init(display: Display, preferences: Session.Preferences = Session.Preferences(), paged: Bool = true) {
    self.display = display
    self.preferences = preferences
    self.paged = paged
  }

  var interactive: Bool { isatty(0) == 1 && isatty(1) == 1 && !display.json }

  mutating func show(_ document: Document) {
    var now = display.applying(preferences)
    if preferences.width == nil, !display.fixedWidth { now.options.width = Display.columns() }
    guard interactive else { return now.write(document, to: &out) }
    if paged, preferences.pager {
      let early = lab_interrupts()
      // Ctrl-C while this is shown ends what is being shown, not the lesson.
      if pager.write(document.render(now.options), to: &out), early == 0 { lab_forget_interrupts() }
    } else {
      now.write(document, to: &out)
    }
    out.flush()
  }

  mutating func ask(_ prompt: String) -> String? {
    guard interactive else {
      let line = input.next {}
      return line
    }
    pager.prompt(to: &out)
    out.flush()
    var typed: UnsafeMutablePointer<CChar>?
    let result = lab_readline(prompt, &typed)
    stopped = result == LAB_INTERRUPT
    guard result == LAB_LINE, let typed else { return nil }
    defer { free(typed) }
    return String(cString: typed)
  }
}
