import Foundation
import Testing

/// A program at a terminal of its own (util-linux's `script` makes it), spoken to as a person does: read, then type.
/// Nothing here waits for a time; it waits for words on the screen, and gives up after half a minute without them.
final class Terminal {
  static let script = "/usr/bin/script"
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: script) }

  private let process = Process(), keys = Pipe(), screen = Pipe()
  /// All that was shown, as it came.
  private(set) var shown = ""
  private var raw: [UInt8] = []
  /// How much of `raw` an `expect` has used up.
  private var used = 0

  init(_ command: String, environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: Self.script)
    // `exec`: a shell that stays would get every Ctrl-C too, and some then end as if they had been interrupted themselves.
    process.arguments = ["-qefc", "exec " + command, "/dev/null"]
    var all = ProcessInfo.processInfo.environment
    all["TERM"] = "xterm"
    all["SHELL"] = "/bin/sh"
    all["INPUTRC"] = "/dev/null"
    for (k, v) in environment { all[k] = v }
    process.environment = all
    process.standardInput = keys
    process.standardOutput = screen
    process.standardError = screen
    try process.run()
  }

  func type(_ text: String) throws { try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// Waits until `words` are shown, after everything that was expected before.
  func expect(_ words: String, at line: SourceLocation = #_sourceLocation) -> Bool {
    let wanted = Array(words.utf8)
    while true {
      if let end = find(wanted) {
        used = end
        return true
      }
      guard readMore() else {
        Issue.record("never shown: \(words.debugDescription); shown: \(shown.debugDescription)", sourceLocation: line)
        return false
      }
    }
  }

  /// The exit status, after the program has ended by itself or with its terminal.
  func end() throws -> Int32 {
    while readMore() {}
    if process.isRunning, !closed { process.terminate() }
    try? keys.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  private var closed = false

  private func readMore() -> Bool {
    let descriptor = screen.fileHandleForReading.fileDescriptor
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard !closed, poll(&waiting, 1, 30_000) > 0 else { return false }
    var octets = [UInt8](repeating: 0, count: 4096)
    let n = read(descriptor, &octets, octets.count)
    guard n > 0 else {
      closed = true
      return false
    }
    raw += octets[..<n]
    shown = String(decoding: raw, as: UTF8.self)
    return true
  }

  private func find(_ wanted: [UInt8]) -> Int? {
    guard raw.count - used >= wanted.count else { return nil }
    for i in used...(raw.count - wanted.count) where raw[i..<(i + wanted.count)].elementsEqual(wanted) { return i + wanted.count }
    return nil
  }
}
