import Dispatch
import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Run {
    var status: Int32
    var out: String
    var err: String
  }

  static let path: String? = {
    let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    for p in [here + "/vpnlab", root + "/.build/debug/vpnlab", root + "/.build/release/vpnlab"]
    where FileManager.default.isExecutableFile(atPath: p) { return p }
    return nil
  }()

  static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:], tool: String? = nil) throws -> Run {
    let p = Process()
    p.executableURL = URL(fileURLWithPath: try #require(tool ?? path))
    p.arguments = arguments
    var env = ProcessInfo.processInfo.environment
    env["TERM"] = "xterm"
    for (k, v) in environment { env[k] = v }
    p.environment = env
    let stdin = Pipe()
    let out = Pipe()
    let err = Pipe()
    p.standardInput = stdin
    p.standardOutput = out
    p.standardError = err
    try p.run()
    // Whatever it waits for: no run takes minutes.
    let watch = DispatchSource.makeTimerSource()
    watch.schedule(deadline: .now() + 120)
    watch.setEventHandler { if p.isRunning { kill(p.processIdentifier, SIGKILL) } }
    watch.resume()
    defer { watch.cancel() }
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let o = out.fileHandleForReading.readDataToEndOfFile()
    let e = err.fileHandleForReading.readDataToEndOfFile()
    p.waitUntilExit()
    return Run(
      status: p.terminationReason == .exit ? p.terminationStatus : 128 + p.terminationStatus, out: String(decoding: o, as: UTF8.self),
      err: String(decoding: e, as: UTF8.self))
  }
}

@Suite struct ProgramTests {
  @Test func versionAndHelp() throws {
    let v = try Program.run(["--version"])
    #expect(v.status == 0 && v.out.hasPrefix("vpnlab ") && v.err.isEmpty)
    for arguments in [["--json", "--version"], ["--version", "--json"]] {
      let j = try Program.run(arguments)
      #expect(j.status == 0 && j.out == "{\"program\":\"vpnlab\",\"version\":\"\(v.out.dropFirst(7).dropLast())\"}\n")
    }
    let h = try Program.run(["--help"])
    #expect(h.status == 0)
    for word in ["dissect", "lesson", "connect", "serve", "bench", "doctor", "-c", "-f"] { #expect(h.out.contains(word)) }
    for tool in ["dissect", "lesson", "connect", "serve", "bench", "doctor"] {
      let r = try Program.run([tool, "--help"])
      #expect(r.status == 0 && r.out.contains("vpnlab \(tool)"), "\(tool)")
    }
    // Privileges are for kinds with raw packets only.
    for tool in ["connect", "serve"] {
      #expect(try Program.run([tool, "--help"]).out.contains("(pptp needs root or CAP_NET_RAW)"))
      #expect(try Program.run([tool, "pptp", "--help"]).out.contains("(GRE needs root or CAP_NET_RAW)"))
      #expect(try !Program.run([tool, "hello", "--help"]).out.contains("CAP_NET_RAW"))
    }
  }

  /// With `--ascii` nothing beyond ASCII comes out, wherever the option is: help, complaints, screens, JSON.
  @Test(arguments: [
    ["--help"], ["dissect", "--help"], ["lesson", "--help"], ["connect", "--help"], ["serve", "--help"], ["bench", "--help"],
    ["doctor", "--help"], ["doctor"], ["lesson", "list"],
    ["nonsense"], ["--colour"], ["-c", "foo"], ["-c", "help"], ["-c", "new pptp; run until tunnel.up; keys; state; timeline; automaton"],
    ["--json", "-c", "new pptp; step"], ["-c", "explain"],
    ["connect", "pptp"], ["serve", "l2tp"], ["dissect", "/nonexistent"],
  ]) func asciiMeansASCII(arguments: [String]) throws {
    for all in [["--ascii"] + arguments, arguments + ["--ascii"]]
    where !(all[0] == "--ascii" && ["dissect", "lesson", "connect", "serve", "bench", "doctor", "nonsense"].contains(all[1])) {
      let r = try Program.run(all)
      #expect(!(r.out + r.err).isEmpty)
      #expect((r.out + r.err).utf8.allSatisfy { $0 < 0x80 }, "\(all): \((r.out + r.err).unicodeScalars.filter { !$0.isASCII }.prefix(5))")
    }
  }

  @Test func coloursForTheBackground() throws {
    func codes(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Set<String> {
      let out = try Program.run(["--color", "always"] + arguments + ["-c", "new pptp; step 2; layers"], environment: environment).out
      return Set(out.matches(of: /38;5;([0-9]+)m/).map { String($0.1) })
    }
    let dark = try codes(["--background", "dark"])
    let light = try codes(["--background", "light"])
    let neither = try codes([])
    #expect(dark.count > 3 && dark.isDisjoint(with: light) && dark.isDisjoint(with: neither) && light.isDisjoint(with: neither))
    #expect(try codes([], ["COLORFGBG": "0;15"]) == light && codes([], ["COLORFGBG": "15;0"]) == dark)
    #expect(try codes(["--background", "dark"], ["COLORFGBG": "0;15"]) == dark)
    #expect(try Program.run(["--background", "red", "-c", "help"]).status == 2)
    let set = try Program.run(["--color", "always", "-c", "set background light; new pptp; step 2; layers"]).out
    #expect(Set(set.matches(of: /38;5;([0-9]+)m/).map { String($0.1) }).isSuperset(of: light))
  }

  static let endings: [(arguments: [String], status: Int32)] = [
    (["-c", "help"], 0), (["-c", "foo"], 2), (["-c", "new pptp auth=foo"], 2), (["-c", "step"], 2), (["-c", "new l2tp"], 2),
    (["-c", "new pptp; back"], 1),
    (["nonsense"], 2), (["--nonsense"], 2), (["-c"], 2), (["-f", "/nonexistent/file"], 2), (["--color", "sometimes", "-c", "help"], 2),
    (["--width", "7", "-c", "help"], 2),
    (["connect"], 2), (["connect", "pptp"], 2), (["connect", "l2tp", "h"], 2), (["serve", "pptp"], 2),
    (["connect", "pptp", "127.0.0.1", "--user", "a", "--password-file", "/nonexistent"], 2),
    (["connect", "pptp", "127.0.0.1", "--tun", "tun0"], 2), (["dissect"], 2), (["bench", "nonsense"], 2), (["doctor", "x"], 2),
    (["live", "pptp"], 2), (["-c", "help; quit; foo"], 0),
  ]

  @Test(arguments: endings)
  func exitCodes(_ ending: (arguments: [String], status: Int32)) throws {
    let (arguments, status) = ending
    let r = try Program.run(arguments)
    #expect(r.status == status, "\(arguments): \(r.err)")
    if status == 2 {
      #expect(!r.err.isEmpty, "\(arguments) says nothing")
      #expect(r.out.isEmpty || arguments.contains("-c"), "\(arguments)")
    }
  }

  @Test func scriptsFromAFileAndFromAPipe() throws {
    let file = NSTemporaryDirectory() + "vpnlab-script-\(ProcessInfo.processInfo.processIdentifier)"
    try "# a comment\n\nset width 90 ; set ascii on\nhelp step\nfoo\nset\n".write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let f = try Program.run(["-f", file])
    #expect(f.status == 2)
    #expect(f.err.contains("line 5") && f.err.contains("foo"))
    let p = try Program.run([], input: "set width 90\nset")
    #expect(p.status == 0 && p.out.contains("90"))
    #expect(!p.out.contains("vpnlab>") && !p.out.contains("\u{1b}"), "no prompt and no colour without a terminal")
  }

  @Test func jsonIsOneObjectALine() throws {
    let r = try Program.run(["--json", "-c", "help; set; new pptp; foo"])
    #expect(r.status == 2)
    let lines = r.out.split(separator: "\n")
    #expect(lines.count > 40)
    for l in lines { #expect(try JSONSerialization.jsonObject(with: Data(l.utf8)) is [String: Any], "\(l)") }
    #expect(lines.last?.contains("\"error\"") == true)
  }

  @Test func coloursOnlyWhereWanted() throws {
    #expect(!(try Program.run(["-c", "help"])).out.contains("\u{1b}["))
    #expect(try Program.run(["--color", "always", "-c", "help"]).out.contains("\u{1b}["))
    #expect(!(try Program.run(["--color=never", "-c", "help"])).out.contains("\u{1b}["))
    let ascii = try Program.run(["--ascii", "-c", "help; help new; help expressions"])
    #expect(ascii.out.utf8.allSatisfy { $0 < 128 })
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let path = try #require(Program.path)
    let r = try Program.run(
      [
        "-c",
        """
        set -o pipefail; '\(path)' -c 'help; help; help; help; help; help; help; help; help; help; help; help; help; help; help; help; \
        help; help' | head -1; exit ${PIPESTATUS[0]}
        """,
      ], tool: "/bin/bash")
    #expect(r.status == 0, "\(r.status) \(r.err)")
    #expect(!r.out.isEmpty)
  }

  @Test func lines() throws {
    // Nothing wider than asked for, at both usual widths.
    for width in [80, 120] {
      let r = try Program.run(["--width", "\(width)", "-c", "help; help new; help step; help tell; help expressions; help drop; set"])
      for l in r.out.split(separator: "\n") { #expect(l.count <= width, "\(l)") }
    }
  }
}

/// What `dissect` refuses.
@Suite struct DissectWidthTests {
  @Test func tooFewColumnsAreRefusedWithTheLeast() throws {
    let file =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/captures/pptp-echo.pcap"
    let narrow = try Program.run(["dissect", "--width", "59", file])
    #expect(narrow.status == 2 && narrow.err.contains("60") && narrow.out.isEmpty, "\(narrow.err)")
    let least = try Program.run(["dissect", "--width", "60", "--frame", "1", file])
    #expect(least.status == 0 && least.out.split(separator: "\n").allSatisfy { $0.count <= 60 }, "\(least.out)")
    // Where there are no columns, nothing has to fit.
    #expect(try Program.run(["dissect", "--width", "59", "--json", "--frame", "1", file]).status == 0)
  }
}

/// The workbench at a terminal.
@Suite struct TerminalTests {
  /// Ctrl-C at a lesson's prompt ends it as an interrupted program ends.
  @Test func aLessonInterrupted() throws {
    guard Terminal.exists else {
      print("skipped: \(Terminal.script) is not installed")
      return
    }
    let path = try #require(Program.path)
    let lessons =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/lessons"
    let state = NSTemporaryDirectory() + "vpnlab-lesson-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: state) }
    let t = try Terminal("'\(path)' lesson play workbench --lessons '\(lessons)'", environment: ["XDG_STATE_HOME": state])
    guard t.expect("lesson> ") else { return }
    try t.type("\u{3}")
    _ = t.expect("^C")
    #expect(try t.end() == 130, "\(t.shown)")
  }

  @Test func atATerminal() throws {
    guard Terminal.exists else {
      print("skipped: \(Terminal.script) is not installed")
      return
    }
    let path = try #require(Program.path)
    let state = NSTemporaryDirectory() + "vpnlab-state-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: state) }
    let t = try Terminal("'\(path)'", environment: ["XDG_STATE_HOME": state])
    func line(_ keys: String, shows words: String) throws {
      guard t.expect("vpnlab> ") else { return }
      try t.type(keys)
      _ = t.expect(words)
    }
    // Completion; a line given up; the same line twice, and one that history must not keep.
    try line("new pptp pass\t", shows: "new pptp password=")
    try t.type("x")
    _ = t.expect("x")
    try t.type("\u{3}")
    _ = t.expect("^C")
    try line("set width 1", shows: "width 1")
    try t.type("\u{3}")
    _ = t.expect("^C")
    try line("help ste\t\r", shows: "step 5")
    try line(" set\r", shows: "width")
    try line("set\r", shows: "width")
    try line("set\r", shows: "width")
    try line("quit\r", shows: "quit")
    let status = try t.end()
    #expect(status == 0, "\(t.shown)")
    // Readline ends bracketed paste with a carriage return; what comes right after it would be on the prompt.
    #expect(!t.shown.contains("\u{1b}[?2004l\r^C") && !t.shown.contains("\r^C"), "\(t.shown)")
    let history = try String(contentsOfFile: state + "/vpnlab/history", encoding: .utf8)
    #expect(history == "help step\nset\nquit\n", "\(history)")
    let attributes = try FileManager.default.attributesOfItem(atPath: state + "/vpnlab/history")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }
}

/// Two processes, real sockets, loopback. Needs leave to open raw sockets.
@Suite(.serialized) struct LiveProgramTests {
  static func mayOpenRawSockets() -> Bool {
    guard let r = try? Program.run(["doctor", "--json"]) else { return false }
    return r.out.contains("\"what\":\"raw sockets\",\"ok\":true")
  }

  /// A port of 127.0.0.2 that the kernel says is free.
  static func freePort() throws -> Int {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(fd) }
    var a = sockaddr_in()
    a.sin_family = sa_family_t(AF_INET)
    a.sin_addr.s_addr = UInt32(0x7f00_0002).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port =
      withUnsafeMutablePointer(to: &a) { p in
        p.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, size) == 0 && getsockname(fd, $0, &size) == 0 }
      } ? Int(UInt16(bigEndian: a.sin_port)) : 0
    return try #require(port > 0 ? port : nil)
  }

  /// The status of a server that should have ended with its client; one that has not within the time is killed.
  static func status(of server: Process, within seconds: Int = 30) -> Int32? {
    for _ in 0..<(seconds * 20) where server.isRunning { usleep(50_000) }
    guard server.isRunning else { return server.terminationStatus }
    kill(server.processIdentifier, SIGKILL)
    server.waitUntilExit()
    return nil
  }

  private func server(_ port: Int, _ accounts: String, _ more: [String]) throws -> Process {
    let p = Process()
    p.executableURL = URL(fileURLWithPath: try #require(Program.path))
    p.arguments = ["serve", "pptp", "--listen", "127.0.0.2", "--port", "\(port)", "--accounts", accounts, "--once", "--json"] + more
    let out = Pipe()
    p.standardOutput = out
    p.standardError = FileHandle.standardError
    p.standardInput = FileHandle.nullDevice
    try p.run()
    // It says that it listens before anything else; what follows is read and forgotten, so that it never waits for us.
    _ = out.fileHandleForReading.availableData
    out.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
    return p
  }

  @Test func bothEndsOverLoopback() throws {
    guard Self.mayOpenRawSockets() else {
      print("skipped: no leave to open raw sockets")
      return
    }
    let folder = NSTemporaryDirectory() + "vpnlab-live-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "alice * wonderland *\n".write(toFile: folder + "/accounts", atomically: true, encoding: .utf8)
    try "wonderland\n".write(toFile: folder + "/right", atomically: true, encoding: .utf8)
    try "wrong\n".write(toFile: folder + "/wrong", atomically: true, encoding: .utf8)
    var calls: [String] = []
    for _ in 0..<2 {
      let port = try Self.freePort()
      let s = try server(port, folder + "/accounts", ["--ping", "peer", "--count", "2"])
      let c = try Program.run([
        "connect", "pptp", "127.0.0.2", "--port", "\(port)", "--user", "alice", "--password-file", folder + "/right", "--ping", "peer",
        "--count", "3", "--json",
        "--capture", folder + "/c.pcapng", "--run", "test -n \"$VPNLAB_LOCAL\" && sleep 1",
      ])
      #expect(c.status == 0, "\(c.out) \(c.err)")
      #expect(Self.status(of: s) == 0)
      #expect(c.out.contains("\"answered\":3"))
      calls += c.out.split(separator: "\n").filter { $0.contains("\"call.up\"") }.map(String.init)
    }
    // Call IDs come from the system's generator: two runs cannot be the same.
    #expect(calls.count == 2 && calls[0] != calls[1])
    let d = try Program.run(["dissect", folder + "/c.pcapng", "--format", "summary"])
    #expect(d.status == 0, "\(d.err)")
    for (password, more, words) in [("wrong", [], "691"), ("right", ["mppe=off"], "MPPE")] as [(String, [String], String)] {
      let port = try Self.freePort()
      let s = try server(port, folder + "/accounts", [])
      let c = try Program.run(
        ["connect", "pptp", "127.0.0.2", "--port", "\(port)", "--user", "alice", "--password-file", folder + "/" + password] + more)
      #expect(c.status == 1 && c.out.contains(words), "\(c.out)")
      #expect(Self.status(of: s) == 1)
    }
    // The command's own exit status is that of `connect`.
    let port = try Self.freePort()
    let s = try server(port, folder + "/accounts", [])
    let failing = try Program.run([
      "connect", "pptp", "127.0.0.2", "--port", "\(port)", "--user", "alice", "--password-file", folder + "/right", "--run", "exit 7",
    ])
    #expect(failing.status == 7 && failing.out.contains("The command ended with 7."), "\(failing.out)")
    #expect(Self.status(of: s) == 0)
    // A server whose client never comes does not hold the tests up.
    #expect(Self.status(of: try server(try Self.freePort(), folder + "/accounts", []), within: 1) == nil)
    let nobody = try Program.run(["connect", "pptp", "127.0.0.2", "--port", "1", "auth=none"])
    #expect(nobody.status == 1 && nobody.out.contains("port 1"), "\(nobody.out)")
  }
}
