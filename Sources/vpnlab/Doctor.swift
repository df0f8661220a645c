import CReadline
import CSystem
import Glibc
import HexViews
import ProtocolEngines
import Workbench

/// What this machine allows, and how to get the rest.
func doctor(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let options = Display.common + [Option("-h", nil, "this help")]
  let parsed = try Parsed.parse(arguments, options: options, tool: "doctor")
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp("vpnlab doctor", "Looks what this machine allows; nothing is changed.", options, examples: [("vpnlab doctor", "")])
  }
  if let w = parsed.words.first { throw UsageError("doctor takes nothing behind it, but there is “\(w)”.") }
  let display = try Display(parsed)
  var rows: [KeyValue] = []
  var json: [JSONValue] = []
  func row(_ name: String, _ ok: Bool?, _ text: String, fix: String = "") {
    let sign: StyledText = ok == nil ? StyledText("info", .faint) : ok == true ? StyledText("yes", .good) : StyledText("no", .warning)
    rows.append(KeyValue(StyledText(name, .strong), sign + StyledText("  " + text), StyledText(fix.isEmpty ? "" : "Fix: " + fix)))
    json.append(
      .object([
        .init("what", .string(name)), .init("ok", ok.map { .bool($0) } ?? .null), .init("text", .string(text)), .init("fix", .string(fix)),
      ]))
  }
  func why(_ r: Int32) -> String { String(cString: strerror(-r)) }

  row("the lab, lessons, dissect", true, "always work, without privilege")
  for proto in protocols {
    let raw = lab_raw_socket(Int32(proto.rawValue))
    if raw >= 0 { lab_close(raw) }
    let name = "\(proto.meaning) (IP protocol \(proto.rawValue))"
    row(
      "raw sockets", raw >= 0,
      raw >= 0 ? "connect and serve can send \(name)" : "connect and serve cannot send \(proto.meaning): \(why(raw))",
      fix: raw >= 0 ? "" : "run them with sudo, or: sudo setcap cap_net_raw+ep \(Files.program() ?? "vpnlab")")
  }
  for kind in TunnelKind.all where kind.transport == "TCP" {
    let port = lab_tcp_listen(0x7f00_0001, kind.port)
    if port >= 0 { lab_close(port) }
    row(
      "TCP port \(kind.port)", port >= 0, port >= 0 ? "is free" : "cannot be listened on: \(why(port))",
      fix: port >= 0 ? "" : "ss -ltnp shows who has it; serve also takes --port N")
  }
  let tun = lab_try_tun()
  row(
    "TUN", tun == 0,
    tun == 0 ? "/dev/net/tun can be opened (tunnels for the whole machine come with a later version)" : "/dev/net/tun: \(why(tun))",
    fix: tun == 0 ? "" : tun == -ENOENT ? "sudo modprobe tun" : "run with sudo")
  let names = lab_try_namespaces()
  row(
    "user namespaces", names == 0, names == 0 ? "a network of one's own without privilege" : "not allowed: \(why(names))",
    fix: names == 0 ? "" : "sudo sysctl kernel.unprivileged_userns_clone=1, or on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0")
  row("readline", true, "version \(String(cString: lab_readline_version()))")
  let term = environment("TERM") ?? ""
  let columns = Int(lab_terminal_columns(1))
  row(
    "terminal", nil,
    isatty(1) == 1
      ? "\(term.isEmpty ? "TERM is not set" : term), \(columns) columns, colours \(display.options.color ? "on" : "off")"
      : "output goes to a file or pipe: no colours, \(display.options.width) columns")
  let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
  let small = Spelling.lower(locale)
  let utf8 = Spelling.holds(small, "utf-8") || Spelling.holds(small, "utf8")
  row(
    "characters", utf8,
    utf8 ? "UTF-8 (\(locale))" : "the locale is \(locale.isEmpty ? "not set" : locale): boxes and arrows may look wrong",
    fix: utf8 ? "" : "export LANG=C.UTF-8, or use --ascii")
  let state = HistoryRule.folder(stateHome: environment("XDG_STATE_HOME"), home: environment("HOME"))
  row("history and progress", state != nil, state ?? "neither XDG_STATE_HOME nor HOME is set", fix: state == nil ? "export HOME" : "")
  for (tool, use) in [("tshark", "looks into exported captures"), ("wireshark", "shows exported captures")] {
    let path = inPath(tool)
    row(
      tool, path != nil ? true : nil, path.map { "\($0): \(use)" } ?? "is not installed; it only \(use)",
      fix: path == nil ? "sudo apt install \(tool)" : "")
  }
  var out = Output(1)
  display.write(Document([.heading(1, "What this machine allows"), .keyValues(rows)], json: json), to: &out)
  out.flush()
  return 0
}

/// IP protocols that some kind of tunnel needs, each once.
private var protocols: [IPProtocol] {
  var out: [IPProtocol] = []
  for kind in TunnelKind.all { for p in kind.protocols where !out.contains(p) { out.append(p) } }
  return out
}

private func inPath(_ tool: String) -> String? {
  for folder in (environment("PATH") ?? "").split(separator: ":") {
    let path = "\(folder)/\(tool)"
    if access(path, X_OK) == 0 { return path }
  }
  return nil
}
