import CSystem
import Glibc
import HexViews
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// `serve` with several clients at a time, over the machine made for tests.
@Suite struct LiveTwoClientsTests {
  private static let server = IPv4Address(10, 88, 0, 1)
  private static func inside(_ last: UInt8) -> IPv4Address { IPv4Address(10, 88, 0, last) }
  private static let first = SocketName(address: FakeSystem.there, port: 4000)
  private static let second = SocketName(address: IPv4Address(127, 0, 0, 3), port: 4000)

  private func plan(_ kind: TunnelKind, _ change: (inout LivePlan) -> Void = { _ in }) throws
    -> LivePlan
  {
    var p = LivePlan(
      side: .server, address: FakeSystem.here, host: "test",
      settings: try LivePlan.settings([], of: kind).get())
    p.accounts = [Account(name: "student", password: "lesson")]
    change(&p)
    return p
  }
  private func client(_ words: [String] = []) -> PPTPConfig {
    PPTPConfig(try! LivePlan.settings(words, of: .pptp).get().plan(.client, client: 0))
  }
  private func hello(_ seed: UInt64) -> Endpoint {
    TunnelKind.hello.make(
      try! LivePlan.settings([], of: .hello).get().plan(.client, client: 0), Dice(seed: seed))
  }
  private func run(_ plan: LivePlan, _ system: FakeSystem) -> (
    status: Workbench.ExitStatus, lines: [String], all: Comment
  ) {
    var lines: [String] = []
    var runner = LiveRunner(plan, system) {
      lines += $0.render(RenderOptions(width: 500)).split(separator: "\n").map(String.init)
    }
    let status = runner.run()
    let all = Comment(rawValue: lines.joined(separator: "\n"))
    #expect(!system.stuck && runner.sessions.isEmpty == (status == .ok), all)
    return (status, lines, all)
  }

  // MARK: PPTP: TCP and GRE

  @Test(arguments: [second, SocketName(address: FakeSystem.there, port: 4001)]) func twoPPTPClients(
    at second: SocketName
  ) throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(self.client()) }
    system.at(2) { s in s.another(self.client(), seed: 21, at: second) }
    var given: [IPv4Address?] = []
    var ids: [UInt16] = []
    var up: [[Bool]] = []
    func look(_ s: FakeSystem) { up.append(s.pptpPeers.map { $0.endpoint.holds(.tunnelUp) }) }
    system.at(8) { s in
      given = s.pptpPeers.map { $0.endpoint.ppp?.localAddress }
      ids = s.pptpPeers.map { $0.endpoint.localCallID }
      look(s)
      for i in 0..<2 { s.ping(i, Self.server) }
    }
    var answers = 0
    system.at(10) { s in
      answers = s.replies.count
      s.hangup(pptp: 0)
    }
    system.at(14) { s in
      look(s)
      s.ping(1, Self.server)
    }
    system.at(16) { s in
      s.another(
        self.client(), seed: 31, at: SocketName(address: IPv4Address(127, 0, 0, 4), port: 4000))
    }
    system.at(24) { s in
      look(s)
      given.append(s.pptpPeers[2].endpoint.ppp?.localAddress)
    }
    system.signals = [30_000_000]
    let (status, lines, all) = run(try plan(.pptp), system)
    #expect(status == .ok, all)
    #expect(
      given == [Self.inside(10), Self.inside(11), Self.inside(12)] && Set(ids).count == 2, all)
    #expect(
      up == [[true, true], [false, true], [false, true, true]] && answers == 2
        && system.replies.count == 3, all)
    #expect(system.replies.allSatisfy { $0.from == "10.88.0.1" })
    // Ctrl-C says goodbye to all who are there.
    #expect(system.pptpPeers.allSatisfy { $0.endpoint.down } && system.allClosed, all)
    // With several there, a line says which it is about.
    #expect(
      lines.contains {
        $0.contains("127.0.0.2") && $0.contains("Hung up")
          || $0.contains("The connection has ended")
      }, all)
    #expect(!all.rawValue.contains("Waiting for the next client."), all)
  }

  @Test func oneFailsAndTheOtherStays() throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(self.client()) }
    system.at(2) { s in s.another(self.client(["password=wrong"]), seed: 21, at: Self.second) }
    var up: [Bool] = []
    system.at(30) { s in
      up = s.pptpPeers.map { $0.endpoint.holds(.tunnelUp) }
      s.ping(0, Self.server)
    }
    system.signals = [40_000_000]
    let (status, _, all) = run(try plan(.pptp), system)
    #expect(status == .ok && up == [true, false] && system.replies.count == 1, all)
    #expect(system.pptpPeers[1].endpoint.down, all)
  }

  @Test func oneMoreThanThereIsRoomForIsTurnedAway() throws {
    for (change, why) in [
      ({ $0.maxClients = 2 }, "2 clients are here"),
      ({ $0.poolLast = Self.inside(11) }, "no address of the pool is free"),
    ] as [((inout LivePlan) -> Void, String)] {
      let system = FakeSystem()
      system.at(1) { s in s.other(self.client()) }
      system.at(2) { s in s.another(self.client(), seed: 21, at: Self.second) }
      system.at(8) { s in
        s.another(
          self.client(), seed: 31, at: SocketName(address: IPv4Address(127, 0, 0, 4), port: 4000))
      }
      var up: [[Bool]] = []
      system.at(14) { s in
        up.append(s.pptpPeers.map { $0.endpoint.holds(.tunnelUp) })
        s.hangup(pptp: 0)
      }
      // There is room again.
      system.at(20) { s in
        s.another(
          self.client(), seed: 41, at: SocketName(address: IPv4Address(127, 0, 0, 5), port: 4000))
      }
      system.at(27) { s in up.append(s.pptpPeers.map { $0.endpoint.holds(.tunnelUp) }) }
      system.signals = [30_000_000]
      let (status, lines, all) = run(try plan(.pptp, change), system)
      #expect(status == .ok && up == [[true, true, false], [false, true, false, true]], all)
      #expect(lines.count { $0.contains("127.0.0.4 turned away: \(why)") } == 1, all)
      #expect(system.pptpPeers[3].endpoint.failure == nil && system.allClosed, all)
    }
  }

  /// Packets of GRE that are no session's: of a stranger, with a number that was given to no one, or of the other client.
  @Test func strayPacketsReachNoSession() throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(self.client()) }
    system.at(2) { s in
      s.another(self.client(), seed: 21, at: SocketName(address: FakeSystem.there, port: 4001))
    }
    system.at(8) { s in
      let known = s.pptpPeers.compactMap { $0.endpoint.gre?.limits.peerID }
      for source in [FakeSystem.there, IPv4Address(9, 9, 9, 9)] {
        for id in [UInt16(0), 1, 0xffff] + known
        where source != FakeSystem.there || !known.contains(id) {
          var h = GREHeader(callID: id, payloadLength: 4, sequence: 3_000_000, acknowledgement: nil)
            .encoded()
          h += [0xc0, 0x21, 5, 1]
          s.packets.append(IPv4Header.packet(from: source, to: FakeSystem.here, .gre, id: 1, h))
        }
        for junk in [[], [0x30], [0x20, 0x81, 0x88, 0x0b, 0, 0]] as [[UInt8]] {
          s.packets.append(IPv4Header.packet(from: source, to: FakeSystem.here, .gre, id: 1, junk))
        }
      }
    }
    var up: [Bool] = []
    system.at(12) { s in
      up = s.pptpPeers.map { $0.endpoint.holds(.tunnelUp) }
      for i in 0..<2 { s.ping(i, Self.server) }
    }
    system.signals = [20_000_000]
    let (status, _, all) = run(try plan(.pptp) { $0.verbose = true }, system)
    #expect(status == .ok && up == [true, true] && system.replies.count == 2, all)
    #expect(!all.rawValue.contains("is not ours") && !all.rawValue.contains("3000000"), all)
  }

  // MARK: hello: UDP

  @Test(arguments: [second, SocketName(address: FakeSystem.there, port: 4001)])
  func twoHelloClients(at second: SocketName) throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(self.hello(9), .client, at: Self.first) }
    system.at(2) { s in s.other(self.hello(10), .client, at: second) }
    var given: [IPv4Address?] = []
    var up: [[Bool]] = []
    func look(_ s: FakeSystem) { up.append(s.udpPeers.map { $0.endpoint.holds(.tunnelUp) }) }
    system.at(8) { s in
      given = s.udpPeers.map(\.endpoint.insideAddress)
      look(s)
      for i in 0..<2 { s.ping(udp: i, Self.server) }
    }
    system.at(10) { s in s.hangup(0) }
    system.at(14) { s in
      look(s)
      s.ping(udp: 1, Self.server)
    }
    system.signals = [20_000_000]
    let (status, _, all) = run(try plan(.hello), system)
    #expect(status == .ok && given == [Self.inside(10), Self.inside(11)], all)
    #expect(up == [[true, true], [false, true]] && system.replies.count == 3, all)
    #expect(system.udpPeers.allSatisfy { $0.endpoint.down }, all)
  }

  /// A datagram costs its sender nothing, and its address may be forged: the tunnels there are live on, no more sessions begin than there
  /// is room for, no line is written for each, and after a while there is room again.
  @Test func forgedFirstDatagrams() throws {
    let system = FakeSystem()
    system.at(1) { s in s.other(self.hello(9), .client, at: Self.first) }
    system.at(2) { s in s.other(self.hello(10), .client, at: Self.second) }
    var dice = Dice(seed: 3)
    for second in 5..<9 {
      system.at(Double(second)) { s in
        for n in 0..<500 {
          let name = SocketName(
            address: IPv4Address(9, 9, UInt8(second), UInt8(n % 5)), port: UInt16(1000 + n))
          s.post(dice.below(3) == 0 ? dice.octets(Int(dice.below(20))) : [1, 1, 0, 0], from: name)
        }
      }
    }
    // The clients' own names, with numbers that are not theirs: Hello, Welcome, Data, Bye.
    system.at(10) { s in
      for name in [Self.first, Self.second] {
        for type in UInt8(0)...5 {
          for number in [UInt8(0), 1, 255] where type != 1 {
            s.post([type, 1, number, number], from: name)
          }
        }
      }
    }
    var up: [[Bool]] = []
    system.at(12) { s in
      up.append(s.udpPeers.map { $0.endpoint.holds(.tunnelUp) })
      for i in 0..<2 { s.ping(udp: i, Self.server) }
    }
    system.at(160) { s in
      s.other(self.hello(11), .client, at: SocketName(address: IPv4Address(127, 0, 0, 9), port: 9))
    }
    system.at(170) { s in up.append(s.udpPeers.map { $0.endpoint.holds(.tunnelUp) }) }
    system.signals = [180_000_000]
    let (status, lines, all) = run(try plan(.hello) { $0.maxClients = 5 }, system)
    #expect(
      status == .ok && up == [[true, true], [true, true, true]] && system.replies.count == 2, all)
    #expect(lines.count { $0.contains("has sent its first datagram") } == 2 + 3 + 1, all)
    let away = lines.filter { $0.contains("turned away") }
    #expect(
      (1...5).contains(away.count) && away.allSatisfy { $0.contains("5 clients are here") }, all)
    #expect(lines.count < 120, all)
  }

  @Test func oneHelloClientTooMany() throws {
    let system = FakeSystem()
    for i in 0..<3 {
      system.at(Double(i + 1)) { s in
        s.other(
          self.hello(UInt64(9 + i)), .client,
          at: SocketName(address: FakeSystem.there, port: UInt16(4000 + i)))
      }
    }
    var up: [[Bool]] = []
    system.at(8) { s in
      up.append(s.udpPeers.map { $0.endpoint.holds(.tunnelUp) })
      s.hangup(1)
    }
    // The third asks again and again, and gets in when one has left.
    system.at(14) { s in up.append(s.udpPeers.map { $0.endpoint.holds(.tunnelUp) }) }
    system.signals = [20_000_000]
    let (status, _, all) = run(try plan(.hello) { $0.maxClients = 2 }, system)
    #expect(status == .ok && up == [[true, true, false], [true, false, true]], all)
    #expect(all.rawValue.contains("turned away: 2 clients are here"), all)
  }
}
