import CSystem
import Glibc
import HexViews
import Workbench

/// How to show things: the options every tool takes, and what the terminal says.
struct Display {
  var json = false
  var options = RenderOptions()
  var terminal = false

  static let common: [Option] = [
    Option("--json", nil, "one JSON object a line instead of text"),
    Option("--color", "WHEN", "auto, always or never (NO_COLOR and TERM=dumb are respected)"),
    Option("--width", "N", "columns of output (the terminal's, else 80)"),
    Option("--ascii", nil, "no characters beyond ASCII"),
    Option("--help", nil, "this help"),
  ]

  init(_ parsed: Parsed) throws(UsageFault) {
    json = parsed.has("--json")
    terminal = isatty(1) == 1
    options.width = try parsed.number("--width", in: 40...1000) ?? Self.columns()
    options.ascii = parsed.has("--ascii")
    switch parsed.value("--color") ?? "auto" {
    case "always": options.color = true
    case "never": options.color = false
    case "auto": options.color = terminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    case let other: throw UsageFault(text: "--color takes auto, always or never, not “\(other)”.")
    }
  }

  static func columns() -> Int {
    let n = Int(lab_terminal_columns(1))
    if n >= 40 { return min(n, 1000) }
    return 80
  }

  /// One result as text or as lines of JSON.
  func write(_ document: Document, to out: inout Output) {
    if json {
      for value in document.json { out.line(value.text) }
    } else {
      out.write(document.render(options))
    }
  }
}

func environment(_ name: String) -> String? {
  guard let p = getenv(name) else { return nil }
  return String(cString: p)
}

/// A whole file (or standard input for `-`) of at most `limit` octets, or why not.
func readFile(_ path: String, limit: Int = 16 << 20) -> Result<[UInt8], UsageFault> {
  let fd = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
  guard fd >= 0 else { return .failure(UsageFault(text: "“\(path)” cannot be read: \(String(cString: strerror(errno))).")) }
  defer { if fd != 0 { close(fd) } }
  var out: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let n = read(fd, &chunk, chunk.count)
    if n < 0 {
      if errno == EINTR { continue }
      return .failure(UsageFault(text: "“\(path)” cannot be read: \(String(cString: strerror(errno))).")) }
    if n == 0 { return .success(out) }
    out.append(contentsOf: chunk[..<n])
    if out.count > limit { return .failure(UsageFault(text: "“\(path)” is larger than \(limit >> 20) MB.")) }
  }
}
