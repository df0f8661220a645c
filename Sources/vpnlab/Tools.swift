import Glibc
import HexViews
import Workbench

private let dissectOptions: [Option] =
  Display.common + [
    Option("--keys", "FILE", "passwords and keys (may be repeated)"),
    Option("--frame", "N", "only this frame, with onion and octets"),
    Option("--format", "FORMAT", "text, summary or json"),
    Option("-h", nil, "this help"),
  ]

/// `vpnlab TOOL --help`.
func toolHelp(_ synopsis: String, _ about: String, _ options: [Option], examples: [(String, String)]) -> Int32 {
  var text = about + "\n\n  " + synopsis + "\n\n"
  for e in examples { text += "  " + e.0 + (e.1.isEmpty ? "" : "\n      " + e.1) + "\n" }
  text += "\n"
  for o in options where o.name != "-h" {
    let head = o.name + (o.value.map { " " + $0 } ?? "")
    text += "  " + head + String(repeating: " ", count: max(1, 24 - head.unicodeScalars.count)) + o.about + "\n"
  }
  return say(text)
}

func dissect(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let parsed = try Parsed.parse(arguments, options: dissectOptions, tool: "dissect")
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp(
      "vpnlab dissect FILE|- [--keys FILE]… [--frame N] [--format text|summary|json]",
      "Explains every octet of a capture (pcap or pcapng).", dissectOptions,
      examples: [
        ("vpnlab dissect pptp.pcap", ""),
        ("vpnlab dissect pptp.pcap --keys keys.txt --frame 39", "keys.txt: user NAME PASSWORD opens MPPE"),
      ])
  }
  guard let file = parsed.words.first else { throw UsageError("dissect which file? vpnlab dissect FILE, or - for standard input.") }
  guard parsed.words.count == 1 else { throw UsageError("dissect takes one file, not \(parsed.words.count): vpnlab dissect \(file)") }
  // JSON and the summary have no columns to fill.
  let hasColumns = !parsed.has("--json") && parsed.value("--format") ?? "text" == "text"
  let display = try Display(parsed, least: hasColumns ? DissectOptions.leastWidth : 40)
  var options = DissectOptions(file: file)
  options.keyFiles = parsed.all("--keys")
  options.frame = try parsed.number("--frame", in: 1...Int(Int32.max))
  options.width = display.options.width
  if parsed.has("--width") { options.summaryWidth = display.options.width }
  options.color = display.options.color
  options.ascii = display.options.ascii
  options.background = display.options.background
  if display.json { options.format = .json }
  if let name = parsed.value("--format") {
    guard let f = DissectFormat(rawValue: name) else { throw UsageError("--format takes text, summary or json, not “\(name)”.") }
    if display.json && f != .json { throw UsageError("--json and --format \(name) contradict each other.") }
    options.format = f
  }
  var out = Output(1)
  let status = DissectCommand.run(options, out: { out.write($0) }, err: { complain($0) })
  out.flush()
  return status
}
