import CSystem
import Glibc
import HexViews
import Workbench

private let workbenchOptions: [Option] =
  Display.common + [
    Option("-c", "COMMANDS", "do these commands, separated by ;"),
    Option("-f", "FILE", "do the commands of a file, one a line"),
    Option("--version", nil, "the version"),
    Option("-h", nil, "this help"),
  ]

private let tools = ["dissect", "lesson", "connect", "serve", "bench", "doctor"]

func unknownTool(_ word: String) -> String {
  if let near = Spelling.nearest(word, among: tools) { return "There is no “vpnlab \(word)”. Did you mean “vpnlab \(near)”?" }
  if case .found(let c) = CommandTable.find(word) {
    return "“\(word)” is a command of the workbench: vpnlab -c '\(c.name)', or start vpnlab and type it there."
  }
  return "There is no “vpnlab \(word)”. See vpnlab --help."
}

private func behindTool(_ tool: String) -> UsageError {
  UsageError("Options stand behind the tool: vpnlab \(tool) …, and then --json and the like.")
}

/// The tool named in the line, where the options in front of it are the workbench's.
private func toolAfterOptions(_ arguments: ArraySlice<String>) -> String? {
  var rest = arguments
  while let a = rest.popFirst() {
    if tools.contains(a) { return a }
    guard a.hasPrefix("-"), let option = workbenchOptions.first(where: { $0.name == a.prefix { $0 != "=" } }) else { return nil }
    if option.value != nil, !a.contains("=") { _ = rest.popFirst() }
  }
  return nil
}

/// The REPL, or commands from `-c`, `-f` or standard input.
func workbench(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  // An option of the tool in front of it, or one that only the tool has: the order is what is wrong.
  let parsed: Parsed
  do throws(UsageError) { parsed = try Parsed.parse(arguments, options: workbenchOptions, tool: "") } catch {
    guard let tool = toolAfterOptions(arguments) else { throw error }
    throw behindTool(tool)
  }
  if parsed.has("--help") || parsed.has("-h") { return say(usageText) }
  if parsed.has("--version") { return sayVersion(json: parsed.has("--json")) }
  if let word = parsed.words.first {
    if tools.contains(word) { throw behindTool(word) }
    throw UsageError(unknownTool(word))
  }
  let display = try Display(parsed)
  lab_catch_sigint()
  var session = newSession()
  session.interrupted = { lab_interrupts() > 0 }
  let texts = parsed.all("-c")
  let files = parsed.all("-f")
  if texts.isEmpty && files.isEmpty {
    if isatty(0) == 1 { return REPL.run(session, display) }
    return batch(&session, display, LineSource(fd: 0), name: "standard input").status
  }
  for file in files {
    let source: LineSource
    switch readFile(file) {
    case .success(let octets): source = LineSource(octets: octets)
    case .failure(let fault): throw fault
    }
    let end = batch(&session, display, source, name: file)
    if end.status != 0 || end.byWish { return end.status }
  }
  for (i, text) in texts.enumerated() {
    let end = batch(&session, display, LineSource(octets: Array(text.utf8)), name: nil, behind: texts[(i + 1)...])
    if end.status != 0 || end.byWish { return end.status }
  }
  return 0
}

func newSession() -> Session {
  var session = Session()
  session.lessonIDs = { LessonCommand.ids() }
  return session
}

/// How a batch ended.
private struct BatchEnd {
  var status: Int32
  /// `quit` was among the commands: what follows the batch is not run.
  var byWish = false
}

/// Spaces and comments only.
private func isEmpty(_ line: String) -> Bool { (try? Words.commands(line).isEmpty) == true }

/// Each line in turn; the first command that fails ends it, and standard error says which. Without a name the lines are those
/// of one `-c`, `behind` those of the next ones. Output is flushed whenever more input has to be waited for.
private func batch(_ session: inout Session, _ display: Display, _ source: LineSource, name: String?, behind: ArraySlice<String> = [])
  -> BatchEnd
{
  var source = source
  var out = Output(1)
  defer { out.flush() }
  var number = 0
  var done = 0
  while let whole = source.next(beforeWaiting: { out.flush() }) {
    number += 1
    let commands = Session.commands(of: whole)
    for (k, line) in commands.enumerated() {
      if !isEmpty(line) { done += 1 }
      func end(_ status: ExitStatus) -> BatchEnd {
        out.flush()
        if let name {
          complain("vpnlab: \(name): line \(number) ended it: \(line)")
        } else {
          var left = Array(commands[(k + 1)...])
          while let more = source.next(beforeWaiting: {}) { left += Session.commands(of: more) }
          for text in behind { left += text.split(separator: "\n").flatMap { Session.commands(of: String($0)) } }
          left.removeAll(where: isEmpty)
          if let first = left.first {
            complain(
              "vpnlab: -c: command \(done) ended it: \(line); not run: \(first)\(left.count > 1 ? ", and \(left.count - 1) more" : "")")
          }
        }
        return BatchEnd(status: status.rawValue)
      }
      let result = session.execute(line)
      let now = display.applying(session.preferences)
      if !now.json, result.status == .usage || result.status == .environment {
        // Complaints stay out of a pipe that expects results.
        out.flush()
        var err = Output(2)
        now.write(result, to: &err)
        err.flush()
      } else {
        now.write(result, to: &out)
      }
      if out.broken { return BatchEnd(status: out.status) }
      if let words = result.lesson {
        out.flush()
        var screen = LessonScreen(display: display, preferences: session.preferences, paged: words.first == "play")
        let status = LessonCommand.run(words, on: &screen)
        screen.out.flush()
        if status != .ok { return end(status) }
      }
      if result.status != .ok { return end(result.status) }
      if lab_interrupts() > 0 { return BatchEnd(status: 130) }
      if result.ends { return BatchEnd(status: 0, byWish: true) }
    }
  }
  out.flush()
  return BatchEnd(status: out.status)
}

/// Lines out of octets or of a descriptor, the last one also without a line end.
struct LineSource {
  private let fd: Int32?
  private var buffer: [UInt8]
  private var position = 0
  private var ended: Bool

  init(fd: Int32) {
    self.fd = fd
    buffer = []
    ended = false
  }
  init(octets: [UInt8]) {
    fd = nil
    buffer = octets
    ended = true
  }

  mutating func next(beforeWaiting: () -> Void) -> String? {
    while true {
      if let end = buffer[position...].firstIndex(of: 10) {
        defer { position = end + 1 }
        return String(decoding: buffer[position..<end], as: UTF8.self)
      }
      if ended {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return String(decoding: buffer[position...], as: UTF8.self)
      }
      buffer.removeFirst(position)
      position = 0
      beforeWaiting()
      var chunk = [UInt8](repeating: 0, count: 1 << 14)
      let n = read(fd ?? 0, &chunk, chunk.count)
      if n > 0 { buffer.append(contentsOf: chunk[..<n]) } else if n == 0 || errno != EINTR || lab_interrupts() > 0 { ended = true }
    }
  }
}
