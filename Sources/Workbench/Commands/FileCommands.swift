import HexViews
import ProtocolEngines

let fileCommands: [Command] = [
  Command(
    "save", .file, "save FILE", summary: "keep the lab: a small text of settings and choices",
    examples: [("save broken.lab", "then, on any machine: load broken.lab")],
    details: ["The file can be read and edited. An existing file is written anew."],
    arguments: [[.file]], run: FileCommands.save),
  Command(
    "load", .file, "load FILE", summary: "the lab that save kept", examples: [("load broken.lab", "")], arguments: [[.file]],
    run: FileCommands.load),
  Command(
    "export", .file, "export pcapng FILE", "export json FILE", summary: "the steps up to here for other programs",
    examples: [
      ("export pcapng pptp.pcapng", "for Wireshark: the wire, PPP inside, the user's IP"), ("export json pptp.json", "one object a step"),
    ],
    arguments: [[.words(["pcapng", "json"])], [.file]], run: FileCommands.export),
]

enum FileCommands {
  static func save(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    guard words.texts.count == 1 else { return .usage("save needs one file name.", next: "save my.lab") }
    return write(Array(lab.saved().utf8), to: words.texts[0], "The lab, with \(Say.count(lab.current, "step"))")
  }

  static func load(_ session: inout Session, _ words: Words) -> CommandResult {
    guard words.texts.count == 1 else { return .usage("load needs one file name.", next: "load my.lab") }
    let name = words.texts[0]
    switch Files.read(name, limit: 4 << 20) {
    case .failure(let e): return .failure("“\(name)” cannot be read: \(e.text).", next: "load FILE", status: .usage)
    case .success(let octets):
      switch Lab.load(String(decoding: octets, as: UTF8.self), kinds: session.kinds) {
      case .failure(let e): return .usage(e, in: "“\(name)”", help: "save")
      case .success(let lab):
        // How it was stepped belongs to the lab: the other way its next steps would be others than those saved.
        session.preferences.acksShown = lab.showAcks
        session.lab = lab
        return Screens.position(lab, "Loaded “\(name)”: \(lab.settings.words.joined(separator: " ")).")
      }
    }
  }

  static func export(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let later = ["html", "svg", "mermaid", "wireshark"]
    if let kind = words.texts.first, later.contains(kind) {
      return .usage(UsageError.notYet("export \(kind)").text + ".", next: "export pcapng FILE or export json FILE")
    }
    guard words.texts.count == 2, ["pcapng", "json"].contains(words.texts[0]) else {
      return .usage("export takes pcapng or json, and a file name.", next: "export pcapng pptp.pcapng")
    }
    guard lab.current > 0 else { return .failure("Nothing has happened yet, so there is nothing to export.", next: "run until tunnel.up") }
    let name = words.texts[1]
    if words.texts[0] == "pcapng" { return write(lab.pcapng(), to: name, "The packets of steps 1 to \(lab.current)") }
    var lines = ""
    for n in 1...lab.current { lines += Document(json: Views.stepValues(lab, n)).jsonLines }
    return write(Array(lines.utf8), to: name, "Steps 1 to \(lab.current)")
  }

  private static func write(_ octets: [UInt8], to name: String, _ what: String) -> CommandResult {
    switch Files.write(octets, to: name) {
    case .failure(let e):
      return .failure("“\(name)” cannot be written: \(e.text).", next: "Choose a folder that you may write to.", status: .environment)
    case .success:
      return .done(
        "\(what) went to \(strong: name) (\(Say.count(octets.count, "octet"))).",
        json: [.object([.init("file", .string(name)), .init("octets", .number(octets.count))])])
    }
  }
}
