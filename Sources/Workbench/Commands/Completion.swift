import CSystem
import Glibc
import ProtocolEngines

/// What can be at a place of a line. Works from the command table and the lists that the parsers use.
public enum Completion {
  /// Candidates for the word of `line` that begins at octet `start` (readline also breaks words at `=`), each a whole replacement for
  /// `line[start..<end]`.
  public static func candidates(_ session: Session, line: String, start: Int, end: Int) -> [String] {
    let text = Array(line.utf8)
    guard start >= 0, end >= start, end <= text.count else { return [] }
    // Only the command in which the cursor is counts.
    let from = (text[..<start].lastIndex(of: UInt8(ascii: ";")) ?? -1) + 1
    let before = String(decoding: text[from..<start], as: UTF8.self)
    let part = String(decoding: text[start..<end], as: UTF8.self)
    guard let words = (try? Words.commands(before))?.first?.texts, let name = words.first else {
      return fit(CommandTable.all.map(\.name), part)
    }
    guard case .found(let command) = CommandTable.find(name) else { return [] }
    let place = words.count - 1
    if command.name == "poke", place == 1, before.hasSuffix("="), let field = words.last {
      return fit(ExpressionWords.values(of: String(field.dropLast()), session), part)
    }
    if ExpressionWords.stands(in: command, words) {
      if let name = ExpressionWords.compared(in: before) { return fit(ExpressionWords.values(of: name, session), part) }
      // Readline takes an opening parenthesis for a part of the word.
      let open = part.prefix { $0 == "(" }
      return fit(
        ExpressionWords.names(session, String(part.dropFirst(open.count))).map { open + $0 } + ExpressionWords.others(command, place), part)
    }
    if start > 0, text[start - 1] == UInt8(ascii: "="), let key = words.last { return fit(values(of: key, session), part) }
    guard !command.arguments.isEmpty else { return [] }
    if ["display", "help"].contains(command.name), place >= 1 {
      if command.name == "help" { return [] }
      let inner = String(decoding: text[from...], as: UTF8.self).drop { $0 == " " }.drop { $0 != " " }
      let shift = text.count - inner.utf8.count
      return candidates(session, line: String(inner), start: start - shift, end: end - shift)
    }
    if command.name == "set", place >= 1 { return place == 1 ? fit(SetCommand.values(of: words[1]), part) : [] }
    let kinds = command.arguments[min(place, command.arguments.count - 1)]
    return fit(kinds.flatMap { list($0, session, part, command: command.name) }, part)
  }

  private static func fit(_ all: [String], _ part: String) -> [String] {
    var out: [String] = []
    for word in all where word.hasPrefix(part) && !out.contains(word) { out.append(word) }
    return Array(out.sorted().prefix(400))
  }

  private static func list(_ kind: Command.Argument, _ session: Session, _ part: String, command: String) -> [String] {
    switch kind {
    case .words(let w): return w
    case .node: return (session.lab?.nodeNames ?? ["client", "server"]) + (takesEnds(command) ? session.lab?.endNames ?? [] : [])
    case .tellAction: return TellAction.all(of: session.kinds).map(\.name)
    case .kind: return session.kinds.map(\.name)
    case .settings: return settings(part, session)
    case .machine: return session.lab?.machines ?? Lab.pppMachines
    case .path: return session.lab.map { paths($0, bare: command == "state" || command == "display") } ?? []
    case .expression: return ExpressionWords.names(session, part)
    case .field: return session.lab.map { fields($0) } ?? []
    case .file: return files(part)
    case .command: return CommandTable.all.map(\.name)
    case .topic: return ["expressions"] + LabSettings.keys(of: session.kinds).map(\.name)
    case .mark: return (session.lab?.marks.map(\.name) ?? []) + Milestone.allCases.map(\.rawValue)
    case .lesson: return session.lessonIDs()
    case .preference: return SetCommand.keys.map(\.name)
    case .term: return Views.terms(session.kinds)
    }
  }

  /// The command may be about one of the server's ends.
  private static func takesEnds(_ command: String) -> Bool { command == "tell" || command == "hangup" }

  private static func settings(_ part: String, _ session: Session) -> [String] {
    var prefix = ""
    for node in ["client.", "server.", "client2."] where part.hasPrefix(node) { prefix = node }
    let keys = LabSettings.keys(of: session.kinds).filter { k in
      prefix.isEmpty || k.perNode && (k.only.map { prefix.hasPrefix($0.rawValue) } ?? true)
    }.map { prefix + $0.name + "=" }
    return prefix.isEmpty ? keys + ["client.", "server."] : keys
  }

  private static func values(of key: String, _ session: Session) -> [String] {
    var name = key
    if name.hasSuffix("=") { name.removeLast() }
    for node in ["client.", "server.", "client2."] where name.hasPrefix(node) { name.removeFirst(node.utf8.count) }
    return LabSettings.keys(of: session.kinds).first { $0.name == name }?.values ?? []
  }

  /// All paths of state, with the end before them; `bare` without it as well.
  static func paths(_ lab: Lab, bare: Bool = false) -> [String] {
    var out: [String] = []
    for node in lab.nodeNames {
      for e in lab.stateTree(node: node, at: lab.current).entries {
        if bare { if !out.contains(e.path) { out.append(e.path) } } else { out.append("\(node).\(e.path)") }
      }
    }
    if bare {
      for p in out {
        if let dot = p.firstIndex(of: "."), !out.contains(String(p[..<dot])) { out.append(String(p[..<dot])) }
      }
    }
    return out
  }

  /// The field ids of the packet at hand and of the few before it.
  static func fields(_ lab: Lab) -> [String] {
    guard lab.current > 0 else { return [] }
    var out: [String] = []
    for n in max(1, lab.current - 3)...lab.current {
      for d in lab.dissections(of: n) {
        for buffer in d.buffers {
          for note in buffer.notes {
            let id = "\(note.field.id)"
            if !out.contains(id) { out.append(id) }
          }
        }
      }
    }
    return out
  }

  /// File names below the folder that is typed so far; folders end in `/`.
  static func files(_ part: String) -> [String] {
    let slash = part.lastIndex(of: "/")
    let folder = slash.map { String(part[...$0]) } ?? ""
    guard let d = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(d) }
    var out: [String] = []
    while let entry = readdir(d), out.count < 2000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { p in
        p.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." || name.hasPrefix(".") && !part.hasSuffix(".") { continue }
      out.append(folder + name + (entry.pointee.d_type == UInt8(DT_DIR) ? "/" : ""))
    }
    return out
  }
}
