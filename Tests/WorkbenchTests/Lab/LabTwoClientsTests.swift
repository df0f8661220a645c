import Glibc
import HexViews
import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// `new pptp clients=2`: two clients, one server, two wires.
@Suite struct LabTwoClientsTests {
  private func session(_ lines: String...) throws -> Session {
    var s = Session()
    for line in lines { try run(&s, line) }
    return s
  }
  @discardableResult private func run(_ s: inout Session, _ line: String) throws -> String {
    let r = s.execute(line)
    let text = r.document.render(RenderOptions(width: 100))
    try #require(r.status == .ok, "\(line): \(text)")
    return text
  }
  private func lab(_ lines: String...) throws -> Lab {
    var s = try session("new pptp clients=2")
    for line in lines { try run(&s, line) }
    return try #require(s.lab)
  }

  @Test func bothComeUpApart() throws {
    let l = try lab(
      "run until tunnel.up", "ping", "ping from client2", "ping 192.168.77.10 from server",
      "ping 192.168.77.11 from server")
    #expect(
      l.nodeNames == ["client", "server", "client2"]
        && l.endNames == ["server.client", "server.client2"])
    for path in [
      "client.ccp.state", "client2.ccp.state", "server.ccp.state", "server.client2.ccp.state",
    ] {
      #expect(l.value(of: path) == .text("opened"), "\(path)")
    }
    func ipcp(_ path: String) -> String? { l.value(of: path)?.text }
    #expect(
      ipcp("client.ipcp.local") == "192.168.77.10" && ipcp("client2.ipcp.local") == "192.168.77.11")
    #expect(
      ipcp("server.ipcp.peer") == "192.168.77.10"
        && ipcp("server.client2.ipcp.peer") == "192.168.77.11")
    let calls = ["client.call.id", "client2.call.id", "server.call.id", "server.client2.call.id"]
      .map { l.value(of: $0) }
    #expect(!calls.contains(nil) && calls[0] != calls[1] && calls[2] != calls[3], "\(calls)")
    #expect(
      l.value(of: "client.call.peer.id") == calls[2]
        && l.value(of: "client2.call.peer.id") == calls[3])
    // No packet goes to the wrong client, and none is dropped.
    for r in l.records {
      for f in r.frames {
        guard let h = try? IPv4Header.prefix(of: f.octets, from: 14).message else {
          Issue.record("step \(r.number) has a frame without IPv4")
          continue
        }
        let (server, client) = f.from == "server" ? (h.source, h.destination) : (h.destination, h.source)
        #expect(server == LabSettings.serverAddress)
        #expect(client == LabSettings.clientAddress((f.from == "server" ? f.to : f.from) == "client" ? 0 : 1), "step \(r.number)")
      }
      #expect(
        !r.notes.contains { $0.note.kind == .ignored || $0.note.kind == .problem },
        "step \(r.number): \(r.notes.map(\.note.text))")
      for d in l.dissections(of: r.number) {
        #expect(d.problems.isEmpty, "step \(r.number): \(d.problems)")
        #expect(
          Tiling.fault(in: d) == nil
            && !d.buffers.flatMap(\.notes).contains { $0.kind == .unexplained })
      }
    }
  }

  @Test func expressionsReachEachEnd() throws {
    for (text, stop) in [
      ("client2.ccp.state == opened", ["client2.ccp.state"]),
      ("server.client2.ccp.state == opened", ["server.client2.ccp.state"]),
      ("server.client2.lcp.state == opened and from == client2", ["server.client2.lcp.state"]),
    ] {
      for line in ["run until \(text)", "break \(text); run"] {
        let l = try lab(line)
        #expect(l.current > 10 && stop.allSatisfy { l.value(of: $0) == .text("opened") }, "\(line)")
        #expect(try l.expression(text).get().holds(in: l))
      }
    }
    let l = try lab("run until from == client2 and gre")
    #expect(l.record(l.current)?.from == "client2")
    for wrong in [
      "client3.ccp.state == opened", "client2.ccp.stat == opened",
      "server.client2.ccp.stat == opened", "client2.client.ccp.state == opened",
      "server.client2.ccp.state == shut", "from == client3",
    ] {
      guard case .failure = l.expression(wrong) else {
        Issue.record("\(wrong) was taken")
        continue
      }
    }
    // With one client there is no second one to ask about.
    let one = try #require(try session("new pptp").lab)
    for text in [
      "client2.ccp.state == opened", "server.client2.ccp.state == opened", "from == client2",
    ] {
      guard case .failure = one.expression(text) else {
        Issue.record("\(text) was taken")
        continue
      }
    }
    var s = try session("new pptp clients=2", "watch server.client2.lcp.state", "run")
    #expect(s.lab?.value(of: "server.client2.lcp.state") != .text("initial"))
    try run(&s, "display state client2.lcp; step")
  }

  @Test func namesAreCompleted() throws {
    let s = try session("new pptp clients=2", "run until tunnel.up")
    func at(_ line: String) -> [String] {
      let start = (Array(line.utf8).lastIndex(of: UInt8(ascii: " ")) ?? -1) + 1
      return Completion.candidates(s, line: line, start: start, end: line.utf8.count)
    }
    #expect(at("tell ") == ["client", "client2", "server", "server.client", "server.client2"])
    #expect(at("hangup server.") == ["server.client", "server.client2"])
    #expect(at("ping from c") == ["client", "client2"])
    #expect(at("break client2.ccp.st").contains("client2.ccp.state"))
    #expect(at("break server.client2.ccp.st").contains("server.client2.ccp.state"))
    #expect(at("run until from == c") == ["client", "client2"])
    #expect(
      at("watch server.client2.gre").allSatisfy { $0.hasPrefix("server.client2.gre.") }
        && !at("watch server.client2.gre").isEmpty)
    let one = try session("new pptp")
    #expect(Completion.candidates(one, line: "tell ", start: 5, end: 5) == ["client", "server"])
  }

  @Test func everyViewRenders() throws {
    var s = try session("new pptp clients=2", "run until tunnel.up", "ping from client2")
    let last = try #require(s.lab).current
    for line in [
      "show", "hex", "fields", "layers", "bits gre.call_id", "view wire", "view mppe", "view inner",
      "state", "state client2",
      "state server.client2", "state server.client2.lcp", "state ccp", "automaton lcp",
      "automaton ccp", "automaton pptp.control", "keys",
      "timeline", "timeline \(last - 9) \(last)", "why", "events", "timers", "queue", "faults",
      "firewall", "next", "explain client2",
    ] {
      for width in [60, 100] {
        var copy = s
        let r = copy.execute(line)
        let text = r.document.render(RenderOptions(width: width))
        #expect(r.status == .ok && !text.isEmpty || line == "explain client2", "\(line): \(text)")
        #expect(
          !text.split(separator: "\n").contains { $0.count > max(width, 80) },
          "\(line) at \(width): \(text)")
      }
    }
    #expect(try run(&s, "state server.client2.ccp").contains("opened"))
    let ladder = try run(&s, "timeline \(last - 9) \(last)")
    for name in ["client", "server", "client2"] { #expect(ladder.contains(name), "\(ladder)") }
    #expect(try run(&s, "timers").contains("client2"))
    #expect(try run(&s, "keys").contains("client2"))
    // Every step of the run.
    for n in 1...last {
      let text = Views.step(try #require(s.lab), n).render(RenderOptions(width: 80))
      #expect(!text.isEmpty)
    }
  }

  // MARK: Commands

  @Test func oneHangsUpAndTheOtherStays() throws {
    for line in [
      "hangup client2", "hangup server.client2", "tell client2 hangup", "tell server.client2 stop",
    ] {
      let l = try lab("run until tunnel.up", line, "run", "ping")
      #expect(
        l.value(of: "client2.down") == .flag(true)
          && l.value(of: "server.client2.down") == .flag(true), "\(line)")
      #expect(
        l.value(of: "client.tunnel.up") == .flag(true)
          && l.value(of: "server.tunnel.up") == .flag(true), "\(line)")
      #expect(l.value(of: "client.ping.answered") == .number(1), "\(line)")
    }
    // And the other way round: the first end leaves, the second keeps its place and name.
    let l = try lab("run until tunnel.up", "hangup", "run", "ping from client2")
    #expect(
      l.value(of: "client.down") == .flag(true)
        && l.value(of: "server.client2.tunnel.up") == .flag(true))
    #expect(l.value(of: "client2.ping.answered") == .number(1))
    var s = try session(
      "new pptp clients=2", "run until tunnel.up", "hangup client2", "run", "tell client2 open",
      "run until tunnel.up")
    try run(&s, "ping from client2")
  }

  @Test func endsAreNamedOrRefused() throws {
    var s = try session("new pptp clients=2", "run until tunnel.up")
    for (line, allowed) in [
      ("tell server.client3 echo", "server.client2"),
      ("tell client2.client echo", "client2.server"), ("hangup client3", "client2"),
      ("tell client3 echo", "client2"),
    ] {
      let r = s.execute(line)
      let text = r.document.render(RenderOptions(width: 200))
      #expect(r.status == .usage && text.contains(allowed), "\(line): \(text)")
    }
    // An Echo-Request of one end goes to its own client and no other (RFC 2637 §2.5).
    let before = try #require(s.lab).current
    try run(&s, "tell server.client2 echo; run")
    let l = try #require(s.lab)
    let frames = l.records[before...].flatMap(\.frames)
    #expect(frames.count >= 2 && frames.allSatisfy { $0.from == "client2" || $0.to == "client2" })
    #expect(l.records[before].node == "server")
  }

  @Test func faultsOnOneWireOnly() throws {
    // The first client's authentication is lost time and again, the second's is not.
    for (line, lost) in [
      ("drop every if chap and to == client2", "client2"),
      ("firewall block gre from client2", "client2"),
    ] {
      var s = try session("new pptp clients=2", line)
      _ = s.execute("run until tunnel.up")
      let l = try #require(s.lab)
      #expect(!l.holds(.tunnelUp), "\(line)")
      #expect(
        l.value(of: "client.ccp.state") == .text("opened")
          && l.value(of: "server.ccp.state") == .text("opened"), "\(line)")
      #expect(l.value(of: "\(lost).ccp.state") != .text("opened"), "\(line)")
      let lostFrames = l.records.flatMap(\.frames).filter { $0.lost != nil }
      #expect(
        !lostFrames.isEmpty && lostFrames.allSatisfy { $0.from == lost || $0.to == lost }, "\(line)"
      )
      try run(&s, "why")
    }
    let l = try lab(
      "swap next if gre and from == client2", "dup next if gre and from == client2", "loop client2",
      "step 40", "loop clear")
    #expect(
      l.records.flatMap(\.frames).filter(\.isTurnedRound).allSatisfy {
        $0.from == "client2" && $0.to == "client2"
      })
  }

  // MARK: Settings

  @Test func settingsOfOneClient() throws {
    var s = try session("new pptp clients=2 client2.password=wrong")
    let r = s.execute("run until tunnel.up")
    let text = r.document.render(RenderOptions(width: 100))
    var l = try #require(s.lab)
    #expect(r.status == .failed && text.contains("client2") && text.contains("password"), "\(text)")
    try run(&s, "run until client.tunnel.up; ping")
    l = try #require(s.lab)
    #expect(
      l.value(of: "client.tunnel.up") == .flag(true)
        && l.value(of: "client.ping.answered") == .number(1))
    #expect(l.value(of: "client2.tunnel.up") != .flag(true))
    // The order of the words makes no difference; what is said of all clients is said of the second too, unless it has its own.
    let a = try LabSettings.parse([
      "pptp", "client2.auth=pap", "client.auth=chap", "clients=2", "mppe=off",
    ]).get()
    #expect(
      a.ppp(.client).auth == [.chap] && a.ppp(.client, client: 1).auth == [.pap]
        && a.ppp(.client, client: 1).mppe.isEmpty)
    let b = try LabSettings.parse(["pptp", "clients=2", "client.auth=chap"]).get()
    #expect(b.ppp(.client, client: 1).auth == [.chap])
    #expect(
      try LabSettings.parse(["clients=2", "client2.user=bob", "client2.password=x"]).get().keyring
        .users.contains { $0.name == "bob" })
    let again = try Lab.load(l.saved()).get()
    #expect(again.world == l.world && again.settings == l.settings)
    for (words, part) in [
      (["client2.password=x"], "there is none"),
      (["clients=2", "client2.seed=1"], "one for the whole lab"),
      (["clients=2", "client2.rogue=on"], "is about the server"),
      (["clients=2", "client2.nothing=1"], "is no key"),
      (["clients=2", "client2.auth=pap", "client2.auth=chap"], "twice"),
      (["clients=3"], "does not know"),
      (["clients=2", "client3.auth=pap"], "is no key"), (["clients=0"], "does not know"),
    ] {
      guard case .failure(let e) = LabSettings.parse(words) else {
        Issue.record("\(words) was taken")
        continue
      }
      #expect(e.text.contains(part), "\(words): \(e.text)")
    }
  }

  // MARK: Time and files

  @Test func timeGoesBackAndFilesKeepAll() throws {
    let l = try lab(
      "drop next if gre and from == client2", "run until tunnel.up", "ping from client2",
      "tell server.client2 echo", "step 3", "mark here",
      "hangup client2", "run", "back 5")
    let again = try Lab.load(l.saved()).get()
    #expect(again.world == l.world && again.records == l.records && again.current == l.current)
    var forth = l
    for n in [0, 33, 7, l.records.count, 64] { #expect(forth.goto(n) && forth.current == n) }
    #expect(
      forth.goto(l.records.count) && forth.records == l.records
        && forth.world == again.world(after: l.records.count))
    // The same seed, the same octets; another seed, others.
    func trace(_ words: String) throws -> [[UInt8]] {
      var s = try session("new pptp clients=2 \(words)", "run until tunnel.up")
      try run(&s, "ping from client2")
      return try #require(s.lab).trace
    }
    #expect(try trace("seed=3") == trace("seed=3"))
    #expect(try trace("seed=3") != trace("seed=4"))
  }

  /// One client is what it always was, and the second takes nothing of the first's chance.
  @Test func oneClientIsAsBefore() throws {
    for more in ["", " auth=pap mppe=off", " start=both seed=9"] {
      let plain = try #require(try session("new pptp\(more)", "run until tunnel.up", "ping").lab)
      let one = try #require(
        try session("new pptp clients=1\(more)", "run until tunnel.up", "ping").lab)
      #expect(one.records == plain.records && one.world == plain.world)
      #expect(
        (1...one.current).map { Views.step(one, $0).jsonLines }
          == (1...one.current).map { Views.step(plain, $0).jsonLines })
    }
    // The first client's opening octets are the same with a second one beside it.
    func first(_ words: String) throws -> [[UInt8]] {
      try #require(try session("new pptp \(words)", "run until tunnel.up").lab).records.flatMap(
        \.frames
      ).filter { $0.from == "client" }
        .map(\.octets).prefix(6).map { Array($0) }
    }
    #expect(try first("clients=2") == first(""))
  }

  // MARK: Export

  @Test func exportsHaveBoth() throws {
    let path = "/tmp/vpnlab-two-\(getpid())"
    defer {
      unlink(path + ".json")
      unlink(path + ".pcapng")
    }
    var s = try session("new pptp clients=2", "run until tunnel.up", "ping", "ping from client2")
    try run(&s, "export json \(path).json")
    let lines = try #require(Material.text(path + ".json")).split(separator: "\n")
    let l = try #require(s.lab)
    #expect(lines.count == l.current)
    for line in lines { _ = try JSONReader.read(String(line)) }
    #expect(lines.contains { $0.contains("\"client2\"") })

    try run(&s, "export pcapng \(path).pcapng")
    // With the keys, all of it is read again, and the pings of both are in it.
    var reader = try CaptureReader(path: path + ".pcapng")
    var observer = Observer(keyring: l.settings.keyring)
    var pings: [String: Int] = [:]
    var wire = 0
    while let f = try reader.next() {
      let d = observer.observe(f.octets, link: f.link, time: f.time, number: f.number)
      #expect(d.problems.isEmpty, "\(f.number): \(d.problems)")
      guard f.link == .ethernet else { continue }
      wire += 1
      let inside = d.buffers.last?.notes.filter { $0.field.id.equals("ip.src") }.last?.meaning ?? ""
      if d.summary.contains("echo request") { pings[inside, default: 0] += 1 }
    }
    #expect(wire == l.records.flatMap(\.frames).count)
    #expect(pings == ["192.168.77.10": 1, "192.168.77.11": 1], "\(pings)")
    // What a client sends is outbound, whichever client it is; both have their names.
    let octets = l.pcapng()
    for name in ["client2", "client2-inside", "server", "client"] {
      let wanted = Array(name.utf8) + [0]
      #expect(
        (0..<octets.count - wanted.count).contains {
          octets[$0..<$0 + wanted.count].elementsEqual(wanted)
        }, "\(name)")
    }
  }
}
