import CSystem
import Glibc
import HexViews
import Workbench

/// How to show things: the options every tool takes, and what the terminal says.
struct Display {
  var json = false
  var options = RenderOptions()
  var terminal = false
  /// `--width` was given.
  var fixedWidth = false

  static let common: [Option] = [
    Option("--json", nil, "one JSON object a line instead of text"),
    Option("--color", "WHEN", "auto, always or never (NO_COLOR and TERM=dumb are respected)"),
    Option("--background", "WHAT", "auto (from COLORFGBG), light or dark: colours to be read on it"),
    Option("--width", "N", "columns of output (the terminal's, else 80)"),
    Option("--ascii", nil, "no characters beyond ASCII"),
    Option("--help", nil, "this help"),
  ]

  /// `least`: the fewest columns that the tool can do with.
  init(_ parsed: Parsed, least: Int = 40) throws(UsageError) {
    json = parsed.has("--json")
    terminal = isatty(1) == 1
    fixedWidth = parsed.has("--width")
    options.width = try parsed.number("--width", in: least...1000) ?? Self.columns()
    options.ascii = parsed.has("--ascii")
    switch parsed.value("--color") ?? "auto" {
    case "always": options.color = true
    case "never": options.color = false
    case "auto": options.color = terminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    case let other: throw UsageError("--color takes auto, always or never, not “\(other)”.")
    }
    switch parsed.value("--background") ?? "auto" {
    case "auto": options.background = Background(colorFGBG: environment("COLORFGBG"))
    case "light": options.background = .light
    case "dark": options.background = .dark
    case let other: throw UsageError("--background takes auto, light or dark, not “\(other)”.")
    }
  }

  static func columns() -> Int {
    let n = Int(lab_terminal_columns(1))
    if n >= 40 { return min(n, 1000) }
    return 80
  }

  /// What `set` chose goes before what the terminal says.
  func applying(_ p: Session.Preferences) -> Display {
    var d = self
    if let w = p.width { d.options.width = w }
    if let c = p.color { d.options.color = c }
    if let a = p.ascii { d.options.ascii = a }
    if let b = p.background { d.options.background = b }
    return d
  }

  /// One result as text or as lines of JSON. Complaints are output like any other: they belong where the command stood.
  func write(_ result: CommandResult, to out: inout Output) { write(result.document, to: &out) }

  func write(_ document: Document, to out: inout Output) {
    if json {
      for value in document.json { out.line(options.ascii ? ASCII.json(value.text) : value.text) }
    } else {
      out.write(document.render(options))
    }
  }
}

func environment(_ name: String) -> String? {
  guard let p = getenv(name) else { return nil }
  return String(cString: p)
}

/// A whole file (or standard input for `-`), or why not.
func readFile(_ path: String) -> Result<[UInt8], UsageError> {
  Files.read(path, limit: 16 << 20).mapError { UsageError("“\(path)” cannot be read: \($0.text).") }
}
