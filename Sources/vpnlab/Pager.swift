import CSystem
import Glibc

/// Long output at a terminal, a screen at a time.
enum Pager {
  private static let question = "-- more: Space for a screen, Enter for a line, q for no more --"

  /// Lines of the terminal; 0 where nobody knows.
  private static var rows: Int {
    var size = winsize()
    return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_row) : 0
  }

  /// Writes the text; what is higher than the screen in parts, where somebody is there to ask.
  static func write(_ text: String, to out: inout Output) {
    let rows = rows
    let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    guard rows >= 5, lines.count > rows, isatty(0) == 1, isatty(1) == 1, environment("TERM") != "dumb" else { return out.write(text) }
    var shown = 0
    var next = rows - 1
    while shown < lines.count {
      let end = min(shown + next, lines.count)
      for (i, line) in lines[shown..<end].enumerated() {
        out.write(String(decoding: line, as: UTF8.self))
        // Behind the last line break there is nothing.
        if shown + i < lines.count - 1 { out.write("\n") }
      }
      shown = end
      out.flush()
      if out.broken || shown >= lines.count - 1 { continue }
      out.write(question)
      out.flush()
      let key = key()
      out.write("\r\u{1b}[K")
      switch key {
      case UInt8(ascii: " "), UInt8(ascii: "f"): next = rows - 1
      case 10, 13, UInt8(ascii: "j"): next = 1
      case nil, UInt8(ascii: "q"), UInt8(ascii: "Q"), 4, 27: return out.flush()
      default: next = 0
      }
    }
  }

  /// One key, without Enter behind it; nil at Ctrl-C or when the terminal is gone.
  private static func key() -> UInt8? {
    var before = termios()
    guard tcgetattr(0, &before) == 0 else { return nil }
    var now = before
    now.c_lflag &= ~tcflag_t(ICANON | ECHO)
    // VMIN and VTIME: wait for one octet, as long as it takes.
    now.c_cc.6 = 1
    now.c_cc.5 = 0
    tcsetattr(0, TCSANOW, &now)
    defer { tcsetattr(0, TCSANOW, &before) }
    var octet: UInt8 = 0
    while true {
      let n = read(0, &octet, 1)
      if n == 1 { return octet }
      if n == 0 || errno != EINTR || lab_interrupts() > 0 { return nil }
    }
  }
}
