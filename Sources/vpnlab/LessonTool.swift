import CReadline
import CSystem
import Glibc
import HexViews
import Workbench

private let lessonOptions: [Option] = Display.common + [
  Option("--lessons", "FOLDER", "where lessons are (else $VPNLAB_LESSONS, beside the program, ./lessons)"),
  Option("--again", nil, "play: from the beginning"),
  Option("--rewrite", nil, "test: put the actual output into the files, to be read in the diff"),
  Option("-h", nil, "this help"),
]

func lesson(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let parsed = try Parsed.parse(arguments, options: lessonOptions, tool: "lesson")
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp("vpnlab " + LessonCommand.synopsis.joined(separator: "\n  vpnlab "), "Lessons: read, predict, try, check.", lessonOptions,
      examples: [("vpnlab lesson list", "which there are"), ("vpnlab lesson test lessons", "play them all as a test")])
  }
  var words = parsed.words
  for folder in parsed.all("--lessons") { words += ["--lessons", folder] }
  for flag in ["--again", "--rewrite"] where parsed.has(flag) { words.append(flag) }
  lab_catch_sigint()
  var screen = LessonScreen(display: try Display(parsed))
  if screen.interactive { REPL.prepare() }
  let status = LessonCommand.run(words, on: &screen)
  screen.out.flush()
  return status.rawValue
}

/// Where a lesson is played: the terminal with readline, or pipes.
struct LessonScreen: LessonTerminal {
  var display: Display
  var out = Output(1)
  private var input = LineSource(fd: 0)
  private var stopped = false

  var interrupted: Bool { stopped || lab_interrupts() > 0 }

  init(display: Display) { self.display = display }

  var interactive: Bool { isatty(0) == 1 && isatty(1) == 1 && !display.json }

  mutating func show(_ document: Document) {
    if !display.fixedWidth { display.options.width = Display.columns() }
    display.write(document, to: &out)
    if interactive { out.flush() }
  }

  mutating func ask(_ prompt: String) -> String? {
    guard interactive else {
      let line = input.next { }
      return line
    }
    out.flush()
    var typed: UnsafeMutablePointer<CChar>?
    let result = lab_readline(prompt, &typed)
    stopped = result == LAB_INTERRUPT
    guard result == LAB_LINE, let typed else { return nil }
    defer { free(typed) }
    return String(cString: typed)
  }
}
