import CReadline
import CSystem
import Glibc
import HexViews
import Workbench

/// The workbench at a terminal.
enum REPL {
  // The completer runs inside lab_readline, on the same thread; a C callback captures nothing.
  nonisolated(unsafe) private static var session = newSession()
  nonisolated(unsafe) private static var historyFile: String?
  nonisolated(unsafe) private static var lastLine: String?

  static func run(_ start: Session, _ display: Display) -> Int32 {
    session = start
    var out = Output(1)
    if !display.json { out.write(opening.render(display.options)) }
    out.flush()
    prepare()
    loadHistory()
    while true {
      var typed: UnsafeMutablePointer<CChar>?
      switch lab_readline(prompt, &typed) {
      case LAB_LINE: break
      case LAB_INTERRUPT: continue
      default: return 0
      }
      guard let typed else { continue }
      let line = String(cString: typed)
      free(typed)
      if obey(line, display, &out) || out.broken { return 0 }
    }
    return 0
  }

  /// Readline with completion; also for the questions of a lesson.
  static func prepare() {
    lab_readline_setup("vpnlab") { line, start, end, room, count in
      guard let line, let room else { return 0 }
      let found = Completion.candidates(REPL.session, line: String(cString: line), start: Int(start), end: Int(end))
      return REPL.put(found, into: room, count)
    }
  }

  /// Three lines: what this is, and the two ways to begin.
  private static var opening: Document {
    Document([
      .paragraph("vpnlab \(version): step through a VPN connection, one event at a time; every octet explained, every step reversible."),
      .paragraph("Begin with \(command: "new pptp"), then \(command: "step"). \(command: "help") lists the commands."),
      .paragraph("Or take a lesson: \(command: "lesson")"),
    ])
  }

  private static var prompt: String {
    guard let lab = session.lab else { return "vpnlab> " }
    return "vpnlab \(lab.current)> "
  }

  /// Whether the program is to end.
  private static func obey(_ typed: String, _ display: Display, _ out: inout Output) -> Bool {
    lab_forget_interrupts()
    // Completion leaves a space at the end.
    let line = String(typed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    let isEmpty = line.utf8.allSatisfy { $0 == 32 || $0 == 9 }
    let result: CommandResult
    if isEmpty {
      guard let again = session.repeatLast() else { return false }
      result = again
    } else {
      remember(line)
      result = session.execute(line)
    }
    var now = display.applying(session.preferences)
    if session.preferences.width == nil, !display.fixedWidth { now.options.width = Display.columns() }
    if now.json || !session.preferences.pager {
      now.write(result, to: &out)
    } else {
      var pager = Pager()
      pager.write(result.document.render(now.options), to: &out)
      pager.prompt(to: &out)
    }
    if let words = result.lesson {
      out.flush()
      var screen = LessonScreen(display: display, preferences: session.preferences)
      _ = LessonCommand.run(words, on: &screen)
      screen.out.flush()
    }
    if lab_interrupts() > 0 { out.line("(interrupted)") }
    out.flush()
    lab_forget_interrupts()
    return result.ends
  }

  private static func put(_ words: [String], into room: UnsafeMutablePointer<CChar>, _ size: Int) -> Int32 {
    var used = 0
    var n: Int32 = 0
    for w in words {
      let text = Array(w.utf8)
      guard used + text.count + 2 < size, !text.contains(10), !text.contains(0) else { continue }
      for b in text {
        room[used] = CChar(bitPattern: b)
        used += 1
      }
      room[used] = 10
      used += 1
      n += 1
    }
    room[used] = 0
    return n
  }

  // MARK: History

  private static func loadHistory() {
    guard let folder = HistoryRule.folder(stateHome: environment("XDG_STATE_HOME"), home: environment("HOME")) else { return }
    guard lab_make_folder(folder) == 0 else { return }
    let file = folder + "/history"
    lab_history_load(file, 1000)
    historyFile = file
  }

  private static func remember(_ line: String) {
    guard HistoryRule.keeps(line, after: lastLine) else {
      // The arrow keys still find what was typed just now; only the file must not.
      if line != lastLine { lab_history_add(line) }
      return
    }
    lastLine = line
    lab_history_add(line)
    if let file = historyFile {
      let text = Array((line + "\n").utf8)
      _ = text.withUnsafeBytes { lab_append_private(file, $0.baseAddress, $0.count) }
    }
  }
}
