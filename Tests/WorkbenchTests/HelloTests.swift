import Glibc
import HexViews
import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// The smallest tunnel on every screen, and on a machine made for tests.
@Suite struct HelloTests {
  private func session(_ lines: String...) -> (session: Session, text: String, ok: Bool) {
    var s = Session()
    var text = ""
    var ok = true
    for line in lines {
      let r = s.execute(line)
      text += r.document.render(RenderOptions(width: 100)) + "\n"
      ok = ok && r.status == .ok
    }
    return (s, text, ok)
  }

  @Test func itIsSteppedDrawnAndExplained() throws {
    let (s, text, ok) = session(
      "new hello", "step 2", "layers", "fields", "bits hello.number", "run until tunnel.up", "timeline", "state client", "automaton lcp",
      "ping", "keys")
    #expect(ok, "\(text)")
    for word in ["Hello tunnel", "Welcome number", "hello.state", "hello §2", "Configure-Request"] {
      #expect(text.contains(word), "\(word)")
    }
    let lab = try #require(s.lab)
    #expect(lab.holds(.tunnelUp))
    // No octet of any frame is unexplained, and each is covered once.
    for n in 1...lab.records.count {
      for d in lab.dissections(of: n) {
        #expect(d.problems.isEmpty, "step \(n): \(d.problems)")
        for b in d.buffers { #expect(WireCatalog.fault(in: b.notes, over: b.octets) == nil, "step \(n)") }
        #expect(!d.buffers.flatMap(\.notes).contains { $0.kind == .unexplained }, "step \(n)")
      }
    }
    for line in ["explain hello", "explain hello.number", "explain asking", "explain bye", "help new", "tell client greet"] {
      var copy = s
      let r = copy.execute(line)
      #expect(r.status == .ok, "\(line): \(r.document.render(RenderOptions(width: 80)))")
    }
    #expect(Completion.candidates(s, line: "new he", start: 4, end: 6) == ["hello"])
    #expect(Completion.candidates(s, line: "break hello.ty", start: 6, end: 14).contains("hello.type"))
  }

  @Test func expressionsKnowIt() throws {
    let (s, _, _) = session("new hello", "break hello.type == welcome", "run")
    let lab = try #require(s.lab)
    #expect(lab.current == 3)
    #expect(try lab.expression("hello.type == welcome").get().holds(in: lab))
    guard case .failure(let e) = lab.expression("hello.type == farewell") else { return #expect(Bool(false)) }
    #expect(e.allowed.contains("Bye"))
    // `inner.` begins with PPP.
    var more = s
    _ = more.execute("run until tunnel.up; ping")
    let up = try #require(more.lab)
    #expect(try up.expression("inner.icmp and outer.udp.dstport == 61701 or outer.udp.srcport == 61701").get().holds(in: up))
    #expect(try !up.expression("inner.hello").get().holds(in: up))
  }

  @Test func itIsSavedLoadedAndTakenBack() throws {
    let (s, _, _) = session("new hello port=7000 auth=pap", "drop next if hello.type == hello", "run until tunnel.up", "ping", "back 3")
    let lab = try #require(s.lab)
    let again = try Lab.load(lab.saved()).get()
    #expect(again.world == lab.world && again.records == lab.records && again.current == lab.current)
    #expect(lab.records.contains { if case .lost = $0.cause { true } else { false } })
    var forth = lab
    for n in [0, 5, lab.records.count] { #expect(forth.goto(n) && forth.current == n) }
    #expect(forth.records == lab.records)
    let ports = lab.records.compactMap(\.frame).map { FrameFacts($0.octets) }
    #expect(ports.allSatisfy { $0.sourcePort == 7000 || $0.destinationPort == 7000 } && !ports.isEmpty)
  }

  /// The exported file has PPP and the users' packets beside the wire, and a reader finds all of it.
  @Test func itIsExported() throws {
    let (s, _, _) = session("new hello", "run until tunnel.up", "ping")
    let octets = try #require(s.lab).pcapng()
    let path = "/tmp/vpnlab-hello.pcapng"
    defer { unlink(path) }
    #expect(Material.write(octets, to: path))
    var reader = try CaptureReader(path: path)
    var links: [LinkType: Int] = [:]
    var observer = Observer()
    var words = ""
    while let f = try reader.next() {
      links[f.link, default: 0] += 1
      words += observer.observe(f.octets, link: f.link, time: f.time, number: f.number).summary + "\n"
    }
    #expect((links[.ethernet] ?? 0) > 10 && (links[.ppp] ?? 0) > 8 && links[.rawIP] == 2)
    #expect(words.contains("Welcome number") && words.contains("echo request"))
  }

  @Test func whatFailsHasAReason() {
    for (line, word) in [
      ("new hello client.version=2", "unknown version"), ("new hello room=no", "no room"), ("new hello client.password=wrong", "password"),
      ("new hello; firewall block udp", "no answer to 5 Hellos"),
    ] {
      let (_, text, ok) = session(line, "run until tunnel.up")
      #expect(!ok && text.contains(word), "\(line): \(text)")
    }
    let (_, text, _) = session("new hello mppe=128")
    #expect(text.contains("mppe= is a key of pptp"))
  }

  @Test func twoClientsShareOneServer() throws {
    let (s, text, ok) = session(
      "new hello clients=2", "run until tunnel.up", "ping", "send ping from client2", "run", "hangup client2", "run")
    #expect(ok, "\(text)")
    let lab = try #require(s.lab)
    #expect(lab.nodeNames == ["client", "server", "client2"])
    #expect(lab.value(of: "client2.ping.answered") == .number(1))
    #expect(lab.value(of: "server.client2.hello.state") == .text("idle") && lab.value(of: "server.hello.state") == .text("up"))
    #expect(lab.value(of: "client.hello.number") == lab.value(of: "server.hello.number"))
  }
}
