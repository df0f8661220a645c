import CSystem
import Glibc
import HexViews
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// `connect` and `serve` over a machine made for tests: everything but the kernel is what people run.
@Suite struct LiveSessionTests {
  /// What the program said.
  final class Said {
    var lines: [String] = []
    func show(_ d: Document) { lines.append(d.render(RenderOptions(width: 500))) }
    var all: String { lines.joined(separator: "\n") }
    var note: Comment { Comment(rawValue: all) }
  }

  private func plan(_ side: PPPSide, _ words: [String] = [], _ change: (inout LivePlan) -> Void = { _ in }) throws -> LivePlan {
    var p = LivePlan(side: side, address: FakeSystem.there, host: "test", settings: try LivePlan.settings(words, of: .pptp).get())
    if side == .server { p.accounts = [Account(name: "student", password: "lesson")] }
    change(&p)
    return p
  }
  /// The configuration of the other end.
  private func other(_ side: PPPSide, _ words: [String] = []) throws -> PPTPConfig {
    let settings = try LivePlan.settings(words, of: .pptp).get()
    var c = PPTPConfig(settings.plan(side, client: 0))
    if side == .server { c.ppp.peerAddress = IPv4Address(10, 88, 0, 20) }
    return c
  }
  private func run(_ plan: LivePlan, _ system: FakeSystem) -> (Workbench.ExitStatus, Said) {
    let said = Said()
    var runner = LiveRunner(plan, system) { said.show($0) }
    let status = runner.run()
    #expect(!system.stuck, said.note)
    return (status, said)
  }

  @Test func aClientPingsAndHangsUp() throws {
    let system = FakeSystem()
    system.other(try other(.server))
    let (status, said) = run(
      try plan(.client) {
        $0.ping = .peer
        $0.pingCount = 3
        $0.command = "true"
      }, system)
    #expect(status == .ok, said.note)
    #expect(said.all.contains("Hung up; nothing is left open."))
    #expect(said.lines.count { $0.contains("Answer from 192.168.77.1") } == 3)
    #expect(system.spawned == ["true 10.88.0.20 192.168.77.1"])
    #expect(system.allClosed && system.closed.contains(1))
    #expect(system.peer?.down == true)
  }

  /// `--run` ends with the command's status.
  @Test func theCommandsStatus() throws {
    let system = FakeSystem()
    let said = Said()
    system.other(try other(.server))
    system.commandEnds = 7
    var runner = LiveRunner(try plan(.client) { $0.command = "exit 7" }, system) { said.show($0) }
    #expect(runner.run() == .failed && runner.commandStatus == 7, said.note)
  }

  /// pppd gives an address and takes it back where the account allows none: that is reported, and no ping waits for an answer.
  @Test func anAddressTakenBack() throws {
    let system = FakeSystem()
    var config = try other(.server)
    config.ppp.accounts = [Account(name: "student", password: "lesson", addresses: .none)]
    system.other(config)
    let (status, said) = run(
      try plan(.client) {
        $0.ping = .peer
        $0.pingCount = 3
      }, system)
    #expect(status == .failed, said.note)
    #expect(said.all.contains("IPv4 is down again, the other end says: Unauthorized remote IP address."), said.note)
    #expect(!said.all.contains("No answer from"), said.note)
  }

  /// A capture that cannot be begun stops the run; one that breaks off is reported, and the tunnel goes on to its end.
  @Test func aCaptureThatCannotBeWrittenIsReported() throws {
    let full = FakeSystem()
    full.other(try other(.server))
    let (refused, why) = run(
      try plan(.client) {
        $0.ping = .peer
        $0.capture = "/dev/full"
      }, full)
    #expect(refused == .environment && why.all.contains("“/dev/full” cannot be written: No space left on device."), why.note)

    lab_ignore_sigpipe()
    let path = "/tmp/vpnlab-capture-\(getpid())"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let reader = open(path, O_RDWR | O_NONBLOCK)
    let system = FakeSystem()
    system.other(try other(.server))
    // The address of the peer is known then: pings are under way.
    system.at(0.2) { _ in close(reader) }
    let (status, said) = run(
      try plan(.client) {
        $0.ping = .peer
        $0.pingCount = 3
        $0.capture = path
      }, system)
    #expect(said.lines.count { $0.contains("The capture ends here: Broken pipe. The tunnel goes on without it.") } == 1, said.note)
    #expect(said.lines.count { $0.contains("Answer from") } == 3)
    #expect(status == .environment)
  }

  /// `--ping` takes an IPv6 address too; that of the peer comes out of IPV6CP.
  @Test func aPingOverIPv6() throws {
    var address: IPv6Address?
    for round in 0..<2 {
      let system = FakeSystem()
      system.other(try other(.server))
      system.at(3) { s in address = s.peer?.ppp?.localInterfaceID.map { .linkLocal($0) } }
      // The first round only finds out who is there: an address that no host has gets no answer.
      let target = round == 0 ? IPv6Address("fe80::1234") : address
      let six = try #require(target)
      let (status, said) = run(
        try plan(.client) {
          $0.ping = .address6(six)
          $0.pingCount = 2
        }, system)
      #expect(status == (round == 0 ? .failed : .ok), said.note)
      if round == 1 { #expect(said.lines.count { $0.contains("Answer from \(six)") } == 2) }
    }
  }

  /// One client after the other, each with an address of the pool; Ctrl-C in between ends it.
  @Test func aServerServesOneClientAfterTheOther() throws {
    let system = FakeSystem()
    var given: [IPv4Address?] = []
    for i in 0..<3 {
      system.at(Double(i) * 20 + 1) { s in s.other(try! self.other(.client)) }
      system.at(Double(i) * 20 + 5) { s in
        given.append(s.peer?.ppp?.localAddress)
        s.peer?.command(.hangup, at: s.now)
      }
    }
    system.signals = [70_000_000]
    let (status, said) = run(try plan(.server) { $0.poolLast = IPv4Address(10, 88, 0, 11) }, system)
    #expect(status == .ok, said.note)
    #expect(given == [IPv4Address(10, 88, 0, 10), IPv4Address(10, 88, 0, 11), IPv4Address(10, 88, 0, 10)])
    #expect(said.lines.count { $0.contains("Waiting for the next client.") } == 3)
    #expect(system.allClosed)
  }

  @Test(arguments: [PPPSide.client, .server]) func thePeerVanishes(side: PPPSide) throws {
    let system = FakeSystem()
    if side == .client { system.other(try other(.server)) } else { system.at(1) { s in s.other(try! self.other(.client)) } }
    system.at(6) { $0.silent = true }
    let (status, said) = run(try plan(side) { $0.once = true }, system)
    // RFC 2637 §3.1.4: a minute of silence, an Echo-Request, another minute.
    #expect(said.all.contains("did not answer the Echo-Request"), said.note)
    #expect(system.clock > 120_000_000 && system.clock < 150_000_000)
    #expect(status == .ok, "the tunnel was up, and no errand has failed")
    #expect(system.allClosed)
  }

  @Test func refusals() throws {
    var system = FakeSystem()
    system.other(try other(.server, ["password=other"]))
    var (status, said) = run(try plan(.client), system)
    #expect(status == .failed && said.all.contains("691") && said.all.contains("--password-file"), said.note)

    system = FakeSystem()
    system.at(1) { s in s.other(try! self.other(.client, ["password=other"])) }
    (status, said) = run(try plan(.server) { $0.once = true }, system)
    #expect(status == .failed && said.all.contains("--accounts"), said.note)

    system = FakeSystem()
    system.connectError = -ECONNREFUSED
    (status, said) = run(try plan(.client), system)
    #expect(status == .failed && said.all.contains("refused") && said.all.contains("Is the server running"), said.note)

    // No account at all: an empty list lets no client in.
    system = FakeSystem()
    system.at(1) { s in
      var c = try! self.other(.client)
      (c.ppp.user, c.ppp.password) = ("user", "password")
      s.other(c)
    }
    (status, said) = run(
      try plan(.server) {
        $0.once = true
        $0.accounts = []
      }, system)
    #expect(status == .failed && said.all.contains("no account"), said.note)
  }

  @Test func controlC() throws {
    // Once: a polite end.
    var system = FakeSystem()
    system.other(try other(.server))
    system.signals = [5_000_000]
    var (status, said) = run(try plan(.client), system)
    #expect(said.all.contains("Hanging up") && said.all.contains("Hung up; nothing is left open."), said.note)
    #expect(status == .ok && system.clock < 6_000_000)
    // Once, and no end answers the goodbye.
    system = FakeSystem()
    system.other(try other(.server))
    system.at(4) { $0.silent = true }
    system.signals = [5_000_000]
    (status, said) = run(try plan(.client), system)
    #expect(said.all.contains("does not answer the goodbye") || said.all.contains("Hung up"), said.note)
    #expect(system.clock < 20_000_000)
    // Twice: at once.
    system = FakeSystem()
    system.other(try other(.server))
    system.at(4) { $0.silent = true }
    system.signals = [5_000_000, 5_500_000]
    (status, said) = run(try plan(.client), system)
    #expect(status == .interrupted && said.all.contains("Stopped at once."), said.note)
    #expect(system.clock == 5_500_000 && system.allClosed)
    // While connecting.
    system = FakeSystem()
    system.connectError = 0
    system.signals = [1]
    (status, said) = run(try plan(.client), system)
    #expect(said.all.contains("Hanging up"), said.note)
  }

  /// A client that asks and never reads: 64 KiB wait for it, then it is over, and the server goes on.
  @Test func whoNeverReadsIsLeft() throws {
    let system = FakeSystem()
    let echo = PPTPMessage(.echoRequest(.init())).encoded()
    var fd: Int32 = 0
    system.at(1) { s in
      fd = s.knock(PPTPMessage(.startRequest(.init())).encoded(), room: 100)
      for i in 0..<200 { s.at(1.1 + Double(i) / 100) { $0.streams[fd]?.incoming += (0..<50).flatMap { _ in echo } } }
    }
    system.at(20) { s in s.other(try! self.other(.client)) }
    system.at(25) { s in s.peer?.command(.hangup, at: s.now) }
    system.signals = [40_000_000]
    let (status, said) = run(try plan(.server), system)
    #expect(said.all.contains("does not read what is sent to it"), said.note)
    #expect(system.streams[fd]?.closed == true && system.streams[fd]?.sent == 100)
    #expect(status == .ok && said.all.contains("The tunnel is up."))
  }

  /// A peer that reads slowly gets everything, in order.
  @Test func whoReadsSlowlyIsServed() throws {
    var tcp = LiveTCP(fd: 11)
    let system = FakeSystem()
    _ = system.knock(room: 0)
    #expect(tcp.send([UInt8](repeating: 1, count: 1000), system) == nil)
    #expect(tcp.waiting == 1000 && tcp.wants & 2 == 2)
    for i in 0..<10 {
      system.streams[11]?.room = 100
      #expect(tcp.flush(system) == nil)
      #expect(tcp.waiting == 900 - i * 100)
    }
    #expect(tcp.wants & 2 == 0)
    #expect(tcp.send([UInt8](repeating: 1, count: LiveTCP.limit), system) == nil)
    #expect(tcp.send([1], system)?.text.contains("does not read") == true)
  }

  /// A raw second TCP connection against a server in use, and GRE packets of a call that is not there.
  @Test func othersAreTurnedAway() throws {
    let system = FakeSystem()
    var second: Int32 = 0
    system.at(1) { s in s.other(try! self.other(.client)) }
    system.at(4) { s in
      second = s.knock(PPTPMessage(.startRequest(.init())).encoded())
      for id in [UInt16(0), 1, 0xffff] where id != s.peer?.gre?.limits.peerID {
        s.packets.append(
          IPv4Header.packet(
            from: FakeSystem.there, to: FakeSystem.here, .gre, id: 1,
            GREHeader(callID: id, payloadLength: 0, sequence: nil, acknowledgement: 3).encoded()))
      }
      s.packets.append(IPv4Header.packet(from: IPv4Address(9, 9, 9, 9), to: FakeSystem.here, .gre, id: 1, [0x20, 0x81, 0x88, 0x0b, 0, 0]))
      s.packets.append([1, 2, 3])
    }
    var up = false
    system.at(150) { s in
      up = s.peer?.tunnelUp == true
      s.peer?.command(.hangup, at: s.now)
    }
    let (status, said) = run(
      try plan(.server) {
        $0.once = true
        $0.verbose = true
      }, system)
    #expect(said.all.contains("turned away"), said.note)
    #expect(system.streams[second]?.closed == true && system.streams[second]?.sent == 0)
    #expect(up && status == .ok, "the tunnel lived on")
    #expect(!said.all.contains("is not ours") && !said.all.contains("never sent"))
  }

  /// Datagrams of one address may be those of several clients: what is said names the port from the first line on.
  @Test func clientsOfOneAddressAreKnownByTheirPorts() throws {
    let system = FakeSystem()
    let settings = try LivePlan.settings([], of: .hello).get()
    let ports: [UInt16] = [40_001, 40_002]
    for (i, port) in ports.enumerated() {
      system.at(Double(i) + 1) { s in
        let client = settings.kind.make(settings.plan(.client, client: i), Dice(seed: UInt64(port)))
        s.other(client, .client, at: SocketName(address: FakeSystem.there, port: port))
      }
    }
    var up: [Bool] = []
    system.at(8) { s in up = s.udpPeers.map { $0.endpoint.holds(.tunnelUp) } }
    system.signals = [10_000_000]
    var plan = LivePlan(side: .server, address: FakeSystem.here, host: "test", settings: settings)
    plan.accounts = [Account(name: "student", password: "lesson")]
    let (status, said) = run(plan, system)
    #expect(status == .ok && up == [true, true], said.note)
    for port in ports { #expect(said.lines.count { $0.contains("127.0.0.2:\(port) has sent its first datagram.") } == 1, said.note) }
    #expect(said.all.contains("127.0.0.2:40002: The tunnel is up."), said.note)
  }

  /// A password changed at a server's counts for the next client; the file is not touched, and that is said.
  @Test func aChangedPassword() throws {
    let system = FakeSystem()
    var ups: [Bool] = []
    for (i, words) in [["new-password=better"], ["password=better"], []].enumerated() {
      system.at(Double(i) * 20 + 1) { s in s.other(try! self.other(.client, words)) }
      system.at(Double(i) * 20 + 8) { s in
        ups.append(s.peer?.tunnelUp == true)
        s.peer?.command(.hangup, at: s.now)
      }
    }
    system.signals = [90_000_000]
    let (_, said) = run(try plan(.server, ["expired=on"]), system)
    #expect(ups == [true, true, false], said.note)
    #expect(said.all.contains("the accounts file is not changed"))
  }

  /// What the machine does not allow ends with exit 3 and a sentence, and not in a loop.
  @Test func theMachineRefuses() throws {
    for (what, set) in [
      ("random numbers", { $0.chance = EIO }), ("cannot be opened", { $0.rawError = -EPERM }),
      ("Waiting for the sockets failed", { $0.waitError = -EINVAL }),
      ("accepted any more", { $0.acceptError = -EMFILE }),
    ] as [(String, (FakeSystem) -> Void)] {
      for side in [PPPSide.client, .server] where what != "accepted any more" || side == .server {
        let system = FakeSystem()
        if side == .client { system.other(try other(.server)) }
        set(system)
        let (status, said) = run(try plan(side), system)
        #expect(status == .environment && said.all.contains(what), said.note)
        if what == "random numbers" { #expect(system.sentRaw == 0 && system.nothingSent) }
      }
    }
    // The generator fails while a tunnel is up: nothing more goes out.
    let system = FakeSystem()
    system.other(try other(.server))
    var before = 0
    system.at(3) { s in
      s.chance = EIO
      before = s.sentRaw
    }
    let (status, said) = run(try plan(.client), system)
    #expect(status == .environment && said.all.contains("random numbers"), said.note)
    #expect(system.sentRaw == before)
  }
}

@Suite struct IPv6TextTests {
  @Test func forms() {
    for (text, printed) in [
      ("fe80::1", "fe80::1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
      ("::ffff:129.144.52.38", "::ffff:8190:3426"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ] {
      #expect(IPv6Address(text)?.description == printed, "\(text)")
    }
    for wrong in [
      "", ":", ":::", "1", "1:2", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "fe80::1%eth0", "::1/64", "+1::",
      "1.2.3.4", "1.2.3.4::", ":1::2",
    ] {
      #expect(IPv6Address(wrong) == nil, "\(wrong)")
    }
  }
}
