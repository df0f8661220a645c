import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// `--step`: each event is shown as it happened, then Enter is waited for. The other end's clocks run on meanwhile.
struct LiveSteps {
  var on: Bool
  var wantsHangup = false
  private var number = 0
  private var what = ""
  private var happened = false
  private var arrived: [Dissection] = []
  private var left: [Dissection] = []
  private var notes: [Note] = []

  init(on: Bool) { self.on = on }

  mutating func event(_ text: String) {
    guard on else { return }
    happened = true
    if !text.isEmpty { what = text }
  }
  mutating func note(_ n: Note) { if on { notes.append(n) } }
  mutating func packet(_ d: Dissection, fromUs: Bool, received: Bool) {
    if received { arrived.append(d) } else if fromUs || !received { left.append(d) }
  }

  mutating func pause(_ show: (Document) -> Void, at now: ProtocolEngines.Instant, interrupted: () -> Bool) {
    guard on, happened else { return }
    number += 1
    var d = Document([.heading(1, StyledText("event \(number)\(what.isEmpty ? "" : ": \(what)")"))])
    for a in arrived {
      d.add(.paragraph("Received: \(a.summary)"))
      d.append(Views.frame(a))
    }
    for n in notes { d.append(LiveReport.note(n, at: now)) }
    for l in left { d.add(.paragraph("Sent: \(l.summary)")) }
    d.add(.callout(.hint, "Enter goes on, \(command: "c") goes on without stopping, \(command: "q") hangs up."))
    show(d)
    happened = false
    what = ""
    arrived = []
    left = []
    notes = []
    switch Self.answer(interrupted) {
    case "c": on = false
    case "q": wantsHangup = true
    default: break
    }
  }

  /// A line from standard input; without one (end of file) the steps end.
  private static func answer(_ interrupted: () -> Bool) -> String {
    var line: [UInt8] = []
    while true {
      var w = lab_watch(fd: 0, want: Int32(LAB_READ), got: 0)
      let n = lab_wait(&w, 1, -1)
      if interrupted() { return "" }
      if n == -EINTR { continue }
      if n < 0 { return "c" }
      var c: UInt8 = 0
      let r = read(0, &c, 1)
      if r <= 0 { return "c" }
      if c == 10 { return String(decoding: line.filter { $0 != 32 && $0 != 13 }, as: UTF8.self) }
      if line.count < 100 { line.append(c) }
    }
  }
}
