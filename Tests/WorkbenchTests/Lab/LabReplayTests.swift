import Glibc
import ProtocolEngines
import Synchronization
import TestSupport
import Testing

@testable import Workbench

/// A saved lab is a script too: `load FILE` and `vpnlab -f FILE` come to the same lab.
@Suite struct LabReplayTests {
  /// Lines as one types them; each a life with other commands in it.
  static let lives: [[String]] = [
    [
      "new pptp seed=3", "run until tunnel.up", "ping 2", "ping from server", "send udp \"two words; #1 'x'\"",
      "send ping ipv6 from server", "run", "hangup", "run",
    ],
    [
      "new pptp seed=4 auth=pap mppe=off \"password=two words\" \"user=a \\\"b\\\"\" ipv6=off mtu=1000 call=incoming start=server",
      "run until tunnel.up", "ping", "hangup server", "run",
    ],
    [
      "new pptp client.mppe=40,128 server.mppe=128 mppe-mode=stateful mppe-flush=linux start=both client.auth=mschap,mschapv2", "run",
      "ping",
    ],
    ["new pptp expired=on new-password=better seed=18446744073709551615", "run", "ping"],
    [
      "new pptp", "drop next if pptp", "dup every if lcp.code == request", "delay 1500ms next 2 if gre", "swap next if gre",
      "corrupt next 7 if gre", "corrupt 0.5%", "truncate next 9 if gre", "run until tunnel.up",
      "ping", "truncate next to 60 if gre", "corrupt next at 60 xor 0x80 if gre", "drop 5% if gre", "ping 3", "faults clear", "ping",
    ],
    [
      "new pptp", "step 2", "drop 2", "step 9", "drop clear", "run until lcp.opened", "poke lcp.code=9 next if from == client",
      "tell client lcp-echo", "run", "poke 'pptp.magic_cookie=7' every if pptp", "tell server echo", "run",
    ],
    [
      "new pptp", "run until tunnel.up", "ping", "replay 12", "run", "drop next if note contains \"two words\"",
      "drop next if summary contains 'Echo Request'", "ping",
    ],
    [
      "new pptp", "firewall block gre from pac", "firewall allow tcp 1723", "firewall block 50", "run", "firewall clear", "loop client",
      "advance 20s", "loop clear", "run",
    ],
    ["new pptp", "run until tunnel.up"]
      + [
        "echo id=9", "set-link-info accm=0xffffffff", "lcp-echo", "discard", "identify \"text=good day\"", "time-remaining seconds=5",
        "ccp-reset", "rekey", "gre-ack", "renegotiate",
      ].map { "tell client " + $0 }
      + [
        "run", "tell server wan-error crc=2", "tell server call-disconnect result=lost-carrier", "run", "tell client open",
        "run until tunnel.up", "ping", "tell client stop reason=protocol", "run",
      ],
    [
      "new pptp", "set tcp-acks show", "run until control.up", "set tcp-acks fold", "run until call.up", "set tcp-acks show", "events",
      "pick 1", "run until tunnel.up", "pick 2", "advance 90s", "ping",
    ],
    [
      "new pptp", "mark \"the start\"", "run until control.up", "mark here", "mark '#there'", "run", "back 5", "ping", "goto here",
      "tell client echo", "run", "goto 9", "break lcp.code == nak and from == client",
      "break summary contains \"two words\"", "watch server.ccp.state", "watch client.gre.window", "goto 12",
    ],
    [
      "new pptp", "break server.lcp.state == opened", "run", "hangup", "break delete 1", "run", "watch server.lcp.state",
      "break client.ccp.state == opened",
    ],
  ]

  static func live(_ lines: [String], _ session: inout Session) throws {
    for line in lines {
      let r = session.execute(line)
      #expect(r.status == .ok || r.status == .failed, "\(line): \(r.document.jsonLines)")
    }
  }

  static func digest(_ lab: Lab) -> String {
    var text = "\(lab.current) \(lab.marks) \(lab.breakpoints.map(\.text)) \(lab.watches) \(lab.showAcks) \(lab.settings.words)\n"
    for n in 0...lab.records.count where n > 0 { text += Views.step(lab, n).jsonLines }
    return SHA256.hex(Array(text.utf8))
  }

  @Test(arguments: lives) func loadAndScriptComeToTheSameLab(_ lines: [String]) throws {
    var session = Session()
    try Self.live(lines, &session)
    let lab = try #require(session.lab)
    let text = lab.saved()
    let wanted = Self.digest(lab)
    let loaded = try Lab.load(text).get()
    #expect(Self.digest(loaded) == wanted, "\(text)")
    #expect(loaded.saved() == text)
    // As `vpnlab -f` does it: every line in turn, and none may fail.
    var script = Session()
    for line in text.split(separator: "\n") {
      let r = script.execute(String(line))
      #expect(r.status == .ok, "\(line): \(r.document.jsonLines)")
    }
    #expect(Self.digest(try #require(script.lab)) == wanted, "\(text)")
  }

  /// Every command that changes a lab is in one of the lives above.
  @Test func theLivesHaveAllOfThem() {
    let typed = Set(Self.lives.joined().compactMap { (try? Words.commands($0))?.first?.texts.first })
    for c in CommandTable.all where [.fault, .act, .move].contains(c.group) && !["next", "timers", "queue", "step"].contains(c.name) {
      #expect(typed.contains(c.name), "\(c.name)")
    }
  }

  /// A file may be edited by hand: several commands a line, comments, blanks.
  @Test func aFileEditedByHandIsRead() throws {
    let lab = try Lab.load("# mine\n\n  new pptp seed=2 ; step 4  # to the first message\n\tdrop next if igmp; step 3\r\n").get()
    #expect(lab.current == 8 && lab.world.faults.count == 1 && lab.settings.seed == 2)
    guard case .failure(let e) = Lab.load("new pptp\nstep 2; fly; step 1\n") else {
      Issue.record("fly was taken")
      return
    }
    #expect(e.text.hasPrefix("line 2: "))
  }

  @Test func longRunsAreSavedInStepsThatOneMayType() throws {
    var lab = try makeLab("ipv6=off")
    for _ in 0..<(Lab.runLimit + 50) { lab.step() }
    #expect(lab.current == Lab.runLimit + 50)
    let text = lab.saved()
    var plain = 0
    for line in text.split(separator: "\n") where line.hasPrefix("step ") {
      let n = try #require(Int(line.dropFirst(5)))
      #expect((1...Lab.runLimit).contains(n))
      plain += n
    }
    #expect(plain == Lab.runLimit + 50)
    let again = try Lab.load(text).get()
    #expect(again.current == lab.current && again.world == lab.world)
  }

  /// The way acknowledgements were stepped comes with the lab; otherwise the saved future would be lost at the first step.
  @Test(arguments: ["show", "fold"]) func theSessionTakesTheLabsAcknowledgements(_ way: String) throws {
    var first = Session()
    try Self.live(["set tcp-acks \(way)", "new pptp", "run until lcp.opened"], &first)
    let lab = try #require(first.lab)
    let file = "/tmp/vpnlab-acks-\(way)-\(getpid())"
    guard case .success = Files.write(Array(lab.saved().utf8), to: file) else {
      Issue.record("cannot write \(file)")
      return
    }
    defer { remove(file) }
    var second = Session()
    try Self.live(["set tcp-acks \(way == "show" ? "fold" : "show")", "load \(file)", "goto 5", "step 2"], &second)
    #expect(second.preferences.acksShown == (way == "show"))
    let loaded = try #require(second.lab)
    #expect(loaded.current == 7 && loaded.records == lab.records)
  }
}

@Suite struct InterruptionTests {
  /// Says yes from the `n`-th time on that it is asked.
  final class Keys: Sendable {
    private let left: Mutex<Int>
    init(after n: Int) { left = Mutex(n) }
    func pressed() -> Bool {
      left.withLock {
        $0 -= 1
        return $0 < 0
      }
    }
  }

  @Test func pingAndNextCanBeInterrupted() throws {
    var s = Session()
    #expect(s.execute("new pptp; run until tunnel.up").status == .ok)
    let steps = try #require(s.lab?.current)
    for line in ["ping 3", "tell client echo; next", "ping from server"] {
      var now = s
      let keys = Keys(after: 1)
      now.interrupted = { keys.pressed() }
      #expect(now.execute(line).status == .interrupted, "\(line)")
      #expect((now.lab?.current ?? 0) <= steps + 3, "\(line)")
    }
  }

  @Test func theLimitIsReportedAsTheLimit() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    var short = lab
    let cut = short.ping(limit: 2)
    #expect(cut.reply == nil && cut.end.reason == .limit)
    var answered = lab
    let whole = answered.ping()
    #expect(whole.reply != nil && whole.end.reason == .reached)
    // No answer comes: that is the time-out, not the limit.
    _ = try lab.perform("firewall block gre")
    let lost = lab.ping()
    #expect(lost.reply == nil && lost.end.reason == .quiet)
  }
}
