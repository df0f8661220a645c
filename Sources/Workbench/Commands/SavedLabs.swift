import ProtocolEngines

extension Lab {
  /// The lab that such a file describes (`saved()`). Its lines go through the table of commands, in a session of its own that takes only
  /// commands with a form for saved labs, each by its whole name. Errors name the line. `kinds`: the kinds of tunnel there are.
  public static func load(_ text: String, kinds: [TunnelKind] = TunnelKind.all) -> Result<Lab, UsageError> {
    var session = Session()
    session.kinds = kinds
    for (i, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.hasSuffix("\r") ? String(raw.dropLast()) : String(raw)
      do throws(UsageError) {
        for words in try Words.commands(line) { try session.restore(words) }
      } catch {
        var e = error
        e.text = "line \(i + 1): \(e.text)"
        return .failure(e)
      }
    }
    guard let lab = session.lab else { return .failure(UsageError("There is no `new` line in this file")) }
    return .success(lab)
  }
}

extension Session {
  fileprivate mutating func restore(_ words: Words) throws(UsageError) {
    let name = words.texts[0]
    guard lab != nil || name == "new" else { throw UsageError("A lab file begins with a `new` line") }
    guard case .found(let command) = CommandTable.find(name), command.name == name, let restore = command.restore else {
      throw UsageError("“\(name)” does nothing to the lab")
    }
    var rest = words
    rest.words.removeFirst()
    try restore(&self, rest)
  }
}
