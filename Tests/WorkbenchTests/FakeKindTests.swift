import Glibc
import HexViews
import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// A kind of tunnel that no file of the program names goes through all of the workbench: what is known of a kind comes from its value.
@Suite struct FakeKindTests {
  private func session(_ lines: String...) throws -> Session {
    var s = Session()
    s.kinds = TunnelKind.all + [.fake]
    for line in lines { try run(&s, line) }
    return s
  }
  @discardableResult private func run(_ s: inout Session, _ line: String) throws -> String {
    let r = s.execute(line)
    let text = r.document.render(RenderOptions(width: 100))
    try #require(r.status == .ok, "\(line): \(text)")
    return text
  }

  @Test func itIsMadeSteppedAndDrawn() throws {
    var s = try session("new fake patience=5", "break fake.type == frame", "run")
    #expect(s.lab?.current == 4)
    try run(&s, "break delete all; run until tunnel.up; ping; send ping from server; run")
    for (line, words) in [
      ("goto 2; layers", ["Fake tunnel", "fake §1"]), ("fields", ["Fake type", "Open", "fake §2"]), ("bits fake.tag", ["Tag"]),
      ("timeline", ["Open 0"]), ("state client", ["fake.state", "opening"]), ("goto 60; state client fake", ["open"]),
      ("automaton lcp", ["opened"]), ("why", []), ("next", []), ("timers", []), ("stack", []),
    ] {
      var copy = s
      let r = copy.execute(line)
      let text = r.document.render(RenderOptions(width: 100))
      #expect(r.status == .ok || line == "goto 60; state client fake", "\(line): \(text)")
      for w in words where r.status == .ok { #expect(text.contains(w), "\(line): \(text)") }
    }
    let lab = try #require(s.lab)
    #expect(lab.holds(.tunnelUp) && lab.value(of: "client.ping.answered") == .number(1))
    // Every octet of every frame is explained, once.
    var tags = Set<UInt64>()
    for n in 1...lab.records.count {
      for d in lab.dissections(of: n) {
        #expect(d.problems.isEmpty, "step \(n): \(d.problems)")
        for b in d.buffers {
          #expect(WireCatalog.fault(in: b.notes, over: b.octets) == nil && !b.notes.contains { $0.kind == .unexplained }, "step \(n)")
          tags.formUnion(b.notes.filter { $0.field.id.equals("fake.tag") }.compactMap(\.number))
        }
      }
    }
    #expect(tags.count == 2 && tags.contains(0))
  }

  @Test func otherSessionsDoNotKnowIt() {
    var s = Session()
    #expect(s.execute("new fake").status == .usage && s.lab == nil)
    #expect(s.execute("explain fake.type").status == .usage || !FieldCatalogue.all.layers.contains("fake"))
    #expect(!Completion.candidates(s, line: "new f", start: 4, end: 5).contains("fake"))
    guard case .failure = Lab.load("new fake\n") else { return #expect(Bool(false), "a saved lab of an unknown kind was loaded") }
  }

  @Test func itIsCompletedAndExplained() throws {
    let s = try session("new fake")
    func at(_ line: String) -> [String] {
      let text = Array(line.utf8)
      let start = (text.lastIndex { [UInt8(ascii: " "), UInt8(ascii: "=")].contains($0) } ?? -1) + 1
      return Completion.candidates(s, line: line, start: start, end: text.count)
    }
    #expect(at("new ") == ["fake", "hello", "pptp"])
    #expect(at("new fake pat") == ["patience="])
    #expect(at("tell client sho") == ["shout"])
    #expect(at("break fake.t") == ["fake.tag", "fake.type"])
    #expect(at("drop next if fake.type == ") == ["frame", "open"])
    #expect(at("state client fake.").contains("fake.tag"))
    #expect(at("explain fake") == ["fake tunnel"])
    for (term, word) in [
      ("fake tunnel", "at the least"), ("fake.type", "which of the two messages"), ("Fake type", "fake.type"), ("opening", "no tunnel yet"),
      ("patience", "Opens without an answer"), ("shout", "no one needs"),
    ] {
      var copy = s
      #expect(try run(&copy, "explain \(term)").contains(word), "explain \(term)")
    }
  }

  @Test func expressionsAndPokesKnowItsFieldsAndStates() throws {
    var s = try session("new fake", "run until fake.type == frame")
    let lab = try #require(s.lab)
    for (text, holds) in [
      ("fake.type == frame", true), ("fake.type == open", false), ("outer.fake and inner.lcp", true), ("server.fake.state == open", true),
      ("client.fake.tag == server.fake.tag", true),
    ] {
      #expect(try lab.expression(text).get().holds(in: lab) == holds, "\(text)")
    }
    for (text, allowed) in [("fake.type == shut", "Open"), ("client.fake.state == shut", "opening")] {
      guard case .failure(let e) = lab.expression(text) else { return #expect(Bool(false), "\(text)") }
      #expect(e.allowed.contains(allowed), "\(text): \(e)")
    }
    #expect(s.execute("break fake.tipe == open").status == .usage && s.execute("poke fake.type=shut next").status == .usage)
    // A word for a value is set as its number, and the end takes the packet for what it is now.
    try run(&s, "poke fake.type=open next if fake.type == frame")
    _ = s.execute("run until tunnel.up")
    let poked = try #require(s.lab).records.compactMap(\.frame).first { $0.tampered != nil }
    #expect(poked?.tampered?.hasPrefix("fake.type changed from 0x09 to 0x07") == true)
  }

  @Test func itIsSavedLoadedAndTakenBack() throws {
    var s = try session(
      "new fake patience=4 auth=pap client.ipv6=off", "drop next if fake.type == open and from == server",
      "run until tunnel.up", "break fake.tag > 7", "ping", "mark here", "tell client shout", "step 2", "back 3")
    let lab = try #require(s.lab)
    #expect(lab.records.contains { if case .lost = $0.cause { true } else { false } })
    let again = try Lab.load(lab.saved(), kinds: s.kinds).get()
    #expect(again.world == lab.world && again.records == lab.records && again.current == lab.current)
    #expect(again.breakpoints.map(\.text) == ["fake.tag > 7"] && again.marks.map(\.name) == ["here"])
    var forth = lab
    for n in [0, 9, lab.records.count] { #expect(forth.goto(n) && forth.current == n) }
    #expect(forth.records == lab.records)
    // By file, as people do it.
    let path = "/tmp/vpnlab-fake-\(getpid()).lab"
    defer { unlink(path) }
    try run(&s, "save \(path)")
    var other = try session("load \(path)")
    #expect(other.lab?.world == lab.world)
    var stranger = Session()
    #expect(stranger.execute("load \(path)").status == .usage)
    try run(&other, "run until tunnel.up")
  }

  @Test func itsExportIsDissected() throws {
    let path = "/tmp/vpnlab-fake-\(getpid()).pcapng"
    defer { unlink(path) }
    _ = try session("new fake", "run until tunnel.up", "ping", "export pcapng \(path)")
    func dissect(_ kinds: [TunnelKind], _ format: DissectFormat) -> String {
      var o = DissectOptions(file: path)
      (o.kinds, o.format) = (kinds, format)
      var out: [UInt8] = []
      let status = DissectCommand.run(o, out: { out += $0 }, err: { Issue.record("\($0)") })
      #expect(status == 0)
      return String(decoding: out, as: UTF8.self)
    }
    let text = dissect([.fake], .summary)
    for word in ["Fake", "Open 0", "Frame ", "Configure-Request", "echo request"] { #expect(text.contains(word), "\(word): \(text)") }
    #expect(dissect([.fake], .json).contains("\"fake.tag\""))
    #expect(!dissect([], .summary).contains("Open 0"))
  }

  @Test func whatFailsIsSaid() throws {
    for (line, word) in [("firewall block udp", "no answer to 3 Opens"), ("loop clear", "")] {
      var s = try session("new fake", line)
      let r = s.execute("run until tunnel.up")
      #expect((r.status == .ok) == word.isEmpty && (word.isEmpty || r.document.render(RenderOptions(width: 100)).contains(word)))
    }
    var s = try session()
    for line in ["new fake patience=0", "new fake mppe=128", "new fake version=1"] { #expect(s.execute(line).status == .usage, "\(line)") }
    s = try session("new fake client.password=wrong")
    let r = s.execute("run until tunnel.up")
    #expect(r.status != .ok && r.document.render(RenderOptions(width: 100)).contains("password"))
  }

  @Test func twoClientsShareOneServer() throws {
    let s = try session("new fake clients=2", "run until tunnel.up", "ping", "send ping from client2", "run", "hangup client2", "run")
    let lab = try #require(s.lab)
    #expect(lab.value(of: "client2.ping.answered") == .number(1) && lab.value(of: "client.ping.answered") == .number(1))
    #expect(lab.value(of: "server.client2.fake.state") == .text("idle") && lab.value(of: "server.fake.state") == .text("open"))
  }
}

/// The same over the machine made for tests.
@Suite struct FakeKindLiveTests {
  private static let clientAt = SocketName(address: FakeSystem.there, port: 5001)
  private static let secondAt = SocketName(address: IPv4Address(127, 0, 0, 3), port: 5001)

  private func plan(_ side: PPPSide, _ change: (inout LivePlan) -> Void = { _ in }) throws -> LivePlan {
    var p = LivePlan(side: side, address: FakeSystem.there, host: "test", settings: try LivePlan.settings([], of: .fake).get())
    if side == .server { p.accounts = [Account(name: "student", password: "lesson")] }
    change(&p)
    return p
  }
  private func other(_ side: PPPSide, seed: UInt64 = 9) throws -> Endpoint {
    var plan = try LivePlan.settings([], of: .fake).get().plan(side, client: 0)
    if side == .server { plan.ppp.peerAddress = IPv4Address(10, 88, 0, 20) }
    return TunnelKind.fake.make(plan, Dice(seed: seed))
  }
  private func run(_ plan: LivePlan, _ system: FakeSystem) -> (Workbench.ExitStatus, String) {
    var said = ""
    var runner = LiveRunner(plan, system) { said += $0.render(RenderOptions(width: 500)) + "\n" }
    let status = runner.run()
    #expect(!system.stuck, "\(said)")
    return (status, said)
  }

  @Test func aClientConnectsPingsAndHangsUp() throws {
    let system = FakeSystem()
    system.other(try other(.server), .server, at: Self.clientAt)
    let (status, said) = run(
      try plan(.client) {
        $0.ping = .peer
        $0.pingCount = 2
      }, system)
    #expect(status == .ok, "\(said)")
    #expect(said.contains("UDP port 61888") && said.contains("Answer from 192.168.77.1") && said.contains("Hung up"), "\(said)")
    #expect(system.udpPeers[0].endpoint.down)
  }

  @Test func aServerThatIsNotThereIsSaid() throws {
    let system = FakeSystem()
    let (status, said) = run(try plan(.client), system)
    #expect(status == .failed && said.contains("no answer to 3 Opens") && said.contains("Look whether the fake server runs."), "\(said)")
  }

  @Test func twoClientsAreServed() throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(try! self.other(.client), .client, at: Self.clientAt) }
    system.at(2) { s in s.other(try! self.other(.client, seed: 10), .client, at: Self.secondAt) }
    var inside: [IPv4Address?] = []
    var after: [Bool] = []
    system.at(8) { s in
      inside = s.udpPeers.map(\.endpoint.insideAddress)
      s.hangup(0)
    }
    system.at(15) { s in after = s.udpPeers.map { $0.endpoint.holds(.tunnelUp) } }
    system.signals = [20_000_000]
    let (status, said) = run(try plan(.server), system)
    #expect(status == .ok && inside == [IPv4Address(10, 88, 0, 10), IPv4Address(10, 88, 0, 11)] && after == [false, true], "\(said)")
  }
}
