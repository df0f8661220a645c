import ProtocolEngines

extension Lab {
  private static let header = "# vpnlab lab, version 1. Every line is a command; `vpnlab -f` plays it too."

  /// A small text file: the `new` line and every choice since, readable and replayable.
  public func saved() -> String {
    var lines = [Self.header, "new " + settings.words.map(LabCommand.quoted).joined(separator: " ")]
    var plain = 0
    var acks = false
    func flush() {
      while plain > 0 {
        let n = min(plain, Self.runLimit)
        lines.append("step \(n)")
        plain -= n
      }
    }
    func marks(at n: Int) {
      for m in self.marks where m.step == n {
        flush()
        lines.append("mark \(LabCommand.quoted(m.name))")
      }
    }
    marks(at: 0)
    for r in records {
      if r.acksShown != acks {
        flush()
        acks = r.acksShown
        lines.append("set tcp-acks \(acks ? "show" : "fold")")
      }
      switch r.choice {
      case .next: plain += 1
      case .pick(let n):
        flush()
        lines.append("pick \(n)")
      case .command(let c):
        flush()
        lines.append(c.text)
      }
      marks(at: r.number)
    }
    flush()
    if showAcks != acks { lines.append("set tcp-acks \(showAcks ? "show" : "fold")") }
    for b in breakpoints { lines.append("break \(b.text)") }
    for w in watches { lines.append("watch \(w)") }
    if current < records.count { lines.append("goto \(current)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lab such a file describes. Errors name the line.
  public static func load(_ text: String) -> Result<Lab, UsageError> {
    var lab: Lab?
    for (i, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.hasSuffix("\r") ? String(raw.dropLast()) : String(raw)
      do throws(UsageError) {
        for command in try Words.commands(line) {
          let verb = command.texts[0]
          if verb == "new" {
            lab = Lab(settings: try LabSettings.parse(Array(command.texts.dropFirst())).get())
          } else if lab != nil {
            try lab?.replay(verb, command)
          } else {
            throw UsageError("A lab file begins with a `new` line")
          }
        }
      } catch {
        var e = error
        e.text = "line \(i + 1): \(e.text)"
        return .failure(e)
      }
    }
    guard let lab else { return .failure(UsageError("There is no `new` line in this file")) }
    return .success(lab)
  }

  private mutating func replay(_ verb: String, _ read: Words) throws(UsageError) {
    let words = read.texts
    let line = read.raw(from: 0)
    func number(_ allowed: ClosedRange<Int>) throws(UsageError) -> Int {
      guard words.count == 2, let n = Int(words[1]), allowed.contains(n) else {
        throw UsageError("“\(line)” lacks a number from \(allowed.lowerBound)")
      }
      return n
    }
    switch verb {
    case "step":
      for _ in 0..<(try number(1...1_000_000)) { if step() == nil { throw UsageError("Nothing is left to happen at step \(current)") } }
    case "pick": if pick(try number(1...100_000)) == nil { throw UsageError("There is no such choice at step \(current)") }
    case "goto": if !goto(try number(0...1_000_000)) { throw UsageError("There is no such step") }
    case "mark":
      guard words.count == 2 else { throw UsageError("“\(line)” lacks a name") }
      if let e = Self.refusal(ofMark: words[1]) { throw e }
      mark(words[1])
    case "set":
      guard words.count == 3, words[1] == "tcp-acks", ["show", "fold"].contains(words[2]) else {
        throw UsageError("“\(line)” sets nothing of a lab")
      }
      showAcks = words[2] == "show"
    case "break":
      addBreakpoint(try Expression.parse(read.raw(from: 1)).get())
    case "watch":
      guard words.count == 2 else { throw UsageError("“\(line)” lacks a path") }
      addWatch(words[1])
    default:
      _ = try perform(try LabCommand.parse(read).get()).get()
    }
  }
}
