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
}
