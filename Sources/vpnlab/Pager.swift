import CSystem
import Glibc

/// Long output at a terminal, a screen at a time. What is written in several parts before a prompt counts together.
struct Pager {
  /// As long as the terminal has room for: a line that wraps could not be taken away again.
  private static var question: String {
    let long = "-- more: Space for a screen, Enter for a line, q for no more --"
    let columns = Int(lab_terminal_columns(1))
    return columns == 0 || columns > long.utf8.count ? long : "-- more: Space, Enter, q --"
  }

  /// Rows written since a key was last pressed.
  private var used = 0
  /// Empty lines at the end of what was written: they come with the next line, and where the screen is full not at all.
  private var held = 0

  /// Lines of the terminal; 0 where it is not known.
  private static var rows: Int {
    var size = winsize()
    return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_row) : 0
  }

  private static var mayAsk: Bool { rows >= 5 && isatty(0) == 1 && isatty(1) == 1 && environment("TERM") != "dumb" }

  /// Writes whole lines; what no longer fits on the screen in parts, where a user is there to ask. True when a signal
  /// came meanwhile: like `q` it leaves out the rest of this text.
  @discardableResult mutating func write(_ text: String, to out: inout Output) -> Bool {
    guard Self.mayAsk else {
      out.write(text)
      return false
    }
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    // Behind the last line break there is nothing.
    if lines.last?.isEmpty == true { lines.removeLast() }
    let body = (lines.lastIndex { !$0.isEmpty } ?? -1) + 1
    guard body > 0 else {
      held += lines.count
      return false
    }
    let before = lab_interrupts()
    let all = [String](repeating: "", count: held) + lines[..<body].map { String(Substring($0)) }
    held = lines.count - body
    let rows = Self.rows
    // What fits on a screen stays in one piece, so that no question loses an answer; after the stop in front of it comes all.
    if all.count < rows, used + all.count >= rows {
      while answer(since: before, to: &out) == .unknown {}
      used = 0
    }
    var shown = 0
    var room = max(0, rows - 1 - used)
    while true {
      let end = min(shown + room, all.count)
      for line in all[shown..<end] { out.line(line) }
      used += end - shown
      shown = end
      out.flush()
      if shown == all.count || out.broken { return lab_interrupts() > before }
      switch answer(since: before, to: &out) {
      case .screen:
        used = 0
        room = rows - 1
      case .line: room = 1
      case .unknown: room = 0
      case .none:
        used = 0
        return lab_interrupts() > before
      }
    }
  }

  private enum Answer { case screen, line, none, unknown }

  /// `before`: the signals counted when the writing began.
  private func answer(since before: Int32, to out: inout Output) -> Answer {
    let key = Self.key(since: before) {
      out.write(Self.question)
      out.flush()
    }
    out.write("\r\u{1b}[K")
    out.flush()
    switch key {
    case UInt8(ascii: " "), UInt8(ascii: "f"): return .screen
    case 10, 13, UInt8(ascii: "j"): return .line
    case nil, UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4, 27: return .none
    default: return .unknown
    }
  }

  /// A prompt comes: the user who types there has seen what is above.
  mutating func prompt(to out: inout Output) {
    if used + held < Self.rows { out.write(String(repeating: "\n", count: held)) }
    used = 0
    held = 0
  }

  /// Asks, and gives one key, without Enter after it; nil when a signal came or the terminal is gone. Ctrl-C is a key here: the
  /// terminal is made ready before the user is asked, so that no key comes too early, and none is shown.
  private static func key(since before: Int32, asking: () -> Void) -> UInt8? {
    var usual = termios()
    guard tcgetattr(0, &usual) == 0 else { return nil }
    var now = usual
    now.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    // VMIN and VTIME: wait for one octet, as long as it takes.
    now.c_cc.6 = 1
    now.c_cc.5 = 0
    tcsetattr(0, TCSANOW, &now)
    defer { tcsetattr(0, TCSANOW, &usual) }
    asking()
    var octet: UInt8 = 0
    while lab_interrupts() <= before {
      let n = read(0, &octet, 1)
      if n == 1 { return octet }
      if n == 0 || errno != EINTR { return nil }
    }
    return nil
  }
}
