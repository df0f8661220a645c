import Testing

@testable import ProtocolEngines
@testable import Workbench

@Suite struct LivePlanTests {
  @Test func liveEndsDrawFromTheSystem() {
    #expect(LiveKernel().chanceFault() == 0)
    var a = LivePlan.dice()
    var b = LivePlan.dice()
    #expect(!a.isSeeded)
    #expect(a.octets(32) != b.octets(32))
    #expect(a.next() != a.next())
    var c = a.split()
    #expect(!c.isSeeded)
    #expect(c.octets(16).count == 16)
    #expect(c.octets(0).isEmpty)
  }

  @Test func settingsOfTheRealWorld() throws {
    let s = try LivePlan.settings(["auth=pap", "mppe=off"], of: .pptp).get()
    #expect(s.client.flush == .linux && s.server.flush == .linux)
    #expect(try LivePlan.settings(["mppe-flush=rfc"], of: .pptp).get().client.flush == .rfc)
    for wrong in ["seed=3", "start=both", "client.rogue=on", "foo=1"] {
      #expect(throws: UsageError.self) { try LivePlan.settings([wrong], of: .pptp).get() }
    }
  }

  @Test func serverConfiguration() throws {
    var plan = LivePlan(
      side: .server, address: .any, host: "0.0.0.0", settings: try LivePlan.settings(["auth=chap", "mppe=off"], of: .pptp).get()
    )
    plan.accounts = [Account(name: "a", password: "b")]
    let c = plan.end(given: IPv4Address(10, 88, 0, 12))
    #expect(PPTPConfig(c).role == .pac)
    #expect(c.ppp.accounts == plan.accounts)
    #expect(c.ppp.peerAddress == IPv4Address(10, 88, 0, 12))
    #expect(c.ppp.auth == [.chap])
    #expect(!c.ppp.mppeRequired)
  }
}

@Suite struct LiveAccountTests {
  /// `expired=on` with an accounts file: who has changed the password comes in with it, the others still have to.
  @Test func changedPasswordsAreKeptForTheRun() throws {
    var plan = LivePlan(side: .server, address: .any, host: "0.0.0.0", settings: try LivePlan.settings(["expired=on"], of: .pptp).get())
    plan.accounts = [Account(name: "a", password: "old", addresses: .none), Account(name: "b", password: "old")]
    plan.keep(Account(name: "a", password: "new", addresses: .none))
    let c = plan.end(given: IPv4Address(10, 88, 0, 12)).ppp
    #expect(!c.expired)
    #expect(c.accounts == [Account(name: "a", password: "new", addresses: .none), Account(name: "b", password: "old", expired: true)])
  }
}

@Suite struct ChapSecretsTests {
  @Test func pppdsFormat() throws {
    let text = """
      # client  server  secret  addresses
      alice *  wonderland *
      "bob the builder"\tvpnlab 'a #b' 10.0.0.5 10.0.0.6

      carol other x\\ y -   # comment
      dave * z
      """
    let s = try ChapSecrets.parse(text).get()
    #expect(s.lines.map(\.client) == ["alice", "bob the builder", "carol", "dave"])
    #expect(s.lines[1].secret == "a #b" && s.lines[1].addresses == .only([IPv4Address(10, 0, 0, 5), IPv4Address(10, 0, 0, 6)]))
    #expect(s.lines[2].secret == "x y" && s.lines.map(\.addresses)[2...] == [.none, .none] && s.lines[0].addresses == .any)
    #expect(s.accounts(server: "vpnlab").map(\.name) == ["alice", "bob the builder", "dave"])
    #expect(s.accounts(server: "other").map(\.addresses) == [.any, .none, .none])
  }
  @Test func faultsNameTheLine() {
    #expect(
      ChapSecrets.parse("a * b\nc *\n")
        == .failure(.init(line: 2, text: "an account is NAME SERVER SECRET [ADDRESS …], with * for any server")))
    #expect(ChapSecrets.parse("a * \"b").failureLine == 1)
    #expect(ChapSecrets.parse("a * @/etc/secret").failureLine == 1)
    for wrong in ["10.0.0.0/24", "!10.0.0.5", "host.example", "0.0.0.0", "* 10.0.0.5", "10.0.0.5 *", "- 10.0.0.5", "* -- debug"] {
      #expect(ChapSecrets.parse("a * b *\nc * d \(wrong)").failureLine == 2, "\(wrong)")
    }
    #expect((try? ChapSecrets.parse("").get().lines.isEmpty) == true)
  }
}

extension Result where Failure == ChapSecrets.Fault {
  var failureLine: Int? { if case .failure(let f) = self { f.line } else { nil } }
}

@Suite struct LiveWireTests {
  @Test func theControlConnectionBecomesWholePackets() throws {
    var w = LiveWire()
    let us = SocketName(address: IPv4Address(10, 0, 0, 1), port: 40000)
    let them = SocketName(address: IPv4Address(10, 0, 0, 2), port: 1723)
    var packets = w.opened(ours: us, theirs: them, byUs: true)
    packets += w.data([UInt8](repeating: 7, count: 3000), fromUs: true)
    packets += w.data([1, 2, 3], fromUs: false)
    packets.append(w.raw(.gre, [0x30, 1, 0x88, 0x0b]))
    packets += w.closed(byUs: false)
    #expect(packets.count == 3 + 3 + 1 + 1 + 3)
    var observer = Observer()
    for (i, p) in packets.enumerated() {
      let (header, _) = try IPv4Header.open(p.octets).get()
      #expect(header.source == (p.fromUs ? us.address : them.address))
      let d = observer.observe(p.octets, link: .rawIP, time: 0, number: i + 1)
      #expect(!d.problems.contains { $0.text.contains("checksum") }, "\(i): \(d.problems)")
    }
  }
}
