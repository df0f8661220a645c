import Testing

@testable import ProtocolEngines

/// Two hosts on a wire of 10 ms; `wire` may lose or change frames.
private struct Pair {
  static let addresses = [IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2)]
  static let macs = [MACAddress(0x0200_0000_0001), MACAddress(0x0200_0000_0002)]
  var hosts: [HostStack]
  var now = Instant()
  var flying: [(due: Instant, to: Int, frame: [UInt8])] = []
  var frames: [[UInt8]] = []
  var events: [[HostStack.TCPEvent]] = [[], []]
  var notes: [Note] = []
  /// Answers everything with the same octets, when set.
  var echo = false
  /// Connection number a host saw last.
  var connection = [0, 0]

  init(seed: UInt64 = 1) {
    var dice = Dice(seed: seed)
    hosts = (0..<2).map { i in
      HostStack(
        mac: Pair.macs[i], address: Pair.addresses[i], neighbours: [.init(Pair.addresses[1 - i], Pair.macs[1 - i])], dice: dice.split())
    }
  }

  mutating func open() -> Int { hosts[0].connect(to: Pair.addresses[1], port: 1723, at: now) ?? -1 }

  mutating func drain(_ i: Int, lose: (Int) -> Bool) {
    while let o = hosts[i].poll() {
      switch o {
      case .frame(let f):
        frames.append(f)
        if !lose(frames.count) { flying.append((now + .milliseconds(10), 1 - i, f)) }
      case .tcp(let c, let e):
        connection[i] = c
        events[i].append(e)
        if echo, case .received(let data) = e { hosts[i].send(data, on: c, at: now) }
        // A server closes when the other end has.
        if case .finished = e { hosts[i].close(c, at: now) }
      case .udp, .ip: break
      case .note(let n): notes.append(n)
      }
    }
  }

  mutating func settle(_ i: Int, lose: (Int) -> Bool = { _ in false }) {
    drain(i, lose: lose)
    hosts[i].settle()
    drain(i, lose: lose)
  }

  mutating func run(until limit: Instant, keepalives: Bool = false, lose: (Int) -> Bool = { _ in false }) {
    for i in 0..<2 { settle(i, lose: lose) }
    for _ in 0..<10_000 {
      let packet = flying.indices.min { flying[$0].due < flying[$1].due }
      var timer: (Int, Instant)?
      for i in 0..<2 {
        for t in hosts[i].timers where (keepalives || !t.keepalive) && (timer == nil || t.due < timer!.1) { timer = (i, t.due) }
      }
      if let p = packet, timer == nil || flying[p].due <= timer!.1 {
        let f = flying.remove(at: p)
        guard f.due <= limit else { return }
        now = max(now, f.due)
        hosts[f.to].receive(f.frame, at: now)
        settle(f.to, lose: lose)
      } else if let t = timer {
        guard t.1 <= limit else { return }
        now = t.1
        hosts[t.0].tick(at: now)
        settle(t.0, lose: lose)
      } else {
        return
      }
    }
    Issue.record("never ends")
  }
}

private func tcp(_ frame: [UInt8]) -> TCPHeader? {
  guard frame.count > 34, frame[23] == 6 else { return nil }
  return try? TCPHeader.prefix(of: frame, from: 34).message
}

private func received(_ e: [HostStack.TCPEvent]) -> [UInt8] {
  e.flatMap { if case .received(let d) = $0 { d } else { [UInt8]() } }
}

@Suite struct HostTests {
  /// More than the other end can be owed: the stream ends with a reason, it never goes on with a hole in it.
  @Test func whatCannotBeSentEndsTheConnection() {
    var p = Pair()
    p.hosts[1].listen(1723)
    let c = p.open()
    p.run(until: Instant(micros: 1_000_000))
    // The other end is cut off; octets wait.
    for _ in 0..<66 { p.hosts[0].send([UInt8](repeating: 7, count: 1000), on: c, at: p.now) }
    p.settle(0) { _ in true }
    #expect(p.events[0].contains { $0.reason == "the other end does not read what is sent to it" })
    #expect(p.notes.contains { $0.text.contains("\(TCPConnection.sendLimit) octets wait") })
    // After the end it is said, and nothing goes.
    var q = Pair()
    q.hosts[1].listen(1723)
    let d = q.open()
    q.run(until: Instant(micros: 1_000_000))
    q.hosts[0].close(d, at: q.now)
    q.hosts[0].send([1, 2, 3], on: d, at: q.now)
    q.settle(0)
    #expect(q.notes.contains { $0.kind == .ignored && $0.text.contains("3 octets to send after") })
  }

  @Test func handshakeDataAndCloseBothWays() throws {
    var p = Pair()
    p.echo = true
    p.hosts[1].listen(1723)
    let c = p.open()
    p.run(until: .init(micros: 100_000))
    #expect(p.events[0] == [.connected] && p.events[1] == [.accepted])
    #expect(p.frames.count == 3)
    #expect(p.frames.compactMap { tcp($0)?.flagNames } == ["SYN", "SYN, ACK", "ACK"])
    p.echo = false
    p.hosts[0].send([1, 2, 3], on: c, at: p.now)
    p.hosts[1].send([9], on: p.connection[1], at: p.now)
    p.run(until: .init(micros: 500_000))
    #expect(received(p.events[1]) == [1, 2, 3] && received(p.events[0]) == [9])
    p.hosts[0].close(c, at: p.now)
    p.run(until: .init(micros: 900_000))
    #expect(p.events[1].suffix(2) == [.finished, .closed(nil)])
    #expect(p.events[0].last == .finished)
    p.run(until: Instant() + .seconds(500), keepalives: true)
    #expect(p.events[0].last == .closed(nil))
    #expect(p.hosts[0].timers.isEmpty && p.hosts[1].timers.isEmpty)
  }

  @Test func anAnswerCarriesTheAcknowledgement() throws {
    var p = Pair()
    p.echo = true
    p.hosts[1].listen(1723)
    let c = p.open()
    p.run(until: .init(micros: 100_000))
    p.hosts[0].send([1, 2, 3], on: c, at: p.now)
    p.echo = false
    p.echo = true
    let before = p.frames.count
    // The echo goes back and forth; each segment acknowledges the last.
    p.run(until: .init(micros: 200_000))
    let later = p.frames[before...].compactMap { tcp($0) }
    #expect(later.count >= 4 && later.allSatisfy { $0.flagNames == "PSH, ACK" })
  }

  @Test func everySegmentLostOnceIsSentAgain() throws {
    for lost in 1...8 {
      var p = Pair()
      p.hosts[1].listen(1723)
      let c = p.open()
      let lose = { (n: Int) in n == lost }
      p.run(until: Instant() + .seconds(10), lose: lose)
      p.hosts[0].send(Array(repeating: 7, count: 3000), on: c, at: p.now)
      p.run(until: Instant() + .seconds(30), lose: lose)
      p.hosts[0].close(c, at: p.now)
      p.run(until: Instant() + .seconds(900), keepalives: true, lose: lose)
      #expect(received(p.events[1]) == Array(repeating: 7, count: 3000), "frame \(lost)")
      #expect(p.events[0].last == .closed(nil) && p.events[1].last == .closed(nil), "frame \(lost)")
    }
  }

  @Test func closedPortAnswersReset() throws {
    var p = Pair()
    _ = p.hosts[0].connect(to: Pair.addresses[1], port: 9, at: p.now)
    p.run(until: Instant() + .seconds(1))
    #expect(p.events[0].map(\.reason) == ["connection refused"])
    #expect(tcp(p.frames[1])?.flagNames == "RST, ACK")
  }

  @Test func silenceEndsAfterThreeMinutes() throws {
    var p = Pair()
    _ = p.hosts[0].connect(to: Pair.addresses[1], port: 9, at: p.now)
    p.run(until: Instant() + .seconds(1000), lose: { _ in true })
    #expect(p.events[0].map(\.reason) == ["no answer to the SYN"])
    #expect(p.frames.count == 8)
    #expect(p.now - Instant() > .seconds(180))
  }

  @Test func wrongChecksumIsDropped() throws {
    var p = Pair()
    p.hosts[1].listen(1723)
    _ = p.hosts[0].connect(to: Pair.addresses[1], port: 1723, at: p.now)
    p.settle(0)
    p.flying[0].frame[40] ^= 1
    p.run(until: Instant() + .milliseconds(500))
    #expect(p.notes.contains { $0.kind == .ignored && $0.text.contains("checksum") })
    p.run(until: Instant() + .seconds(5))
    #expect(p.events[1] == [.accepted])
  }

  @Test func sameDiceSameOctets() throws {
    func frames(_ seed: UInt64) -> [[UInt8]] {
      var p = Pair(seed: seed)
      p.hosts[1].listen(1723)
      _ = p.hosts[0].connect(to: Pair.addresses[1], port: 1723, at: p.now)
      p.run(until: Instant() + .seconds(1))
      return p.frames
    }
    #expect(frames(1) == frames(1))
    #expect(frames(1) != frames(2))
  }

  @Test func unknownProtocolsAreRefused() throws {
    var p = Pair()
    p.hosts[0].send(ip: .gre, [0x30, 0x01, 0x88, 0x0b, 0, 0, 0, 1], to: Pair.addresses[1])
    p.run(until: Instant() + .seconds(1))
    #expect(p.frames.count == 2 && p.frames[1][23] == 1 && p.frames[1][34] == 3 && p.frames[1][35] == 2)
    #expect(p.notes.contains { $0.text.contains("protocol unreachable") })
  }

  @Test func randomOctetsNeverTrap() {
    var dice = Dice(seed: 5)
    var p = Pair()
    p.hosts[1].listen(1723)
    _ = p.hosts[0].connect(to: Pair.addresses[1], port: 1723, at: p.now)
    p.run(until: Instant() + .milliseconds(100))
    let models = p.frames
    for _ in 0..<3000 {
      var f = models[Int(dice.below(UInt64(models.count)))]
      for _ in 0..<dice.below(6) { f[Int(dice.below(UInt64(f.count)))] = UInt8(truncatingIfNeeded: dice.next()) }
      f = Array(f.prefix(Int(dice.below(UInt64(f.count + 1)))))
      for i in 0..<2 {
        p.hosts[i].receive(f, at: p.now)
        p.settle(i)
      }
      p.flying.removeAll()
      p.frames.removeAll()
    }
  }
}

@Suite struct PingHostTests {
  private func pair() -> [PingHost] {
    var hosts = [PingHost(dice: Dice(seed: 1)), PingHost(dice: Dice(seed: 2))]
    hosts[0].address = IPv4Address(192, 168, 77, 10)
    hosts[1].address = IPv4Address(192, 168, 77, 1)
    hosts[0].address6 = .linkLocal(1)
    hosts[1].address6 = .linkLocal(2)
    return hosts
  }
  private func exchange(_ hosts: inout [PingHost]) -> [PingHost.Output] {
    var said: [PingHost.Output] = []
    var now = Instant(micros: 0)
    for _ in 0..<10 {
      for i in 0..<2 {
        while let o = hosts[i].poll() {
          if case .send(_, let packet) = o {
            now = now + .milliseconds(10)
            hosts[1 - i].receive(packet, at: now)
          } else if i == 0 {
            said.append(o)
          }
        }
      }
    }
    return said
  }

  @Test func echoComesBack() {
    var hosts = pair()
    hosts[0].ping(IPv4Address(192, 168, 77, 1), at: Instant())
    let said = exchange(&hosts)
    #expect(said.contains(.reply(PingReply(from: "192.168.77.1", sequence: 1, size: 56, ttl: 64, rtt: .milliseconds(20)))))
    hosts[0].ping(.linkLocal(2), at: Instant())
    #expect(exchange(&hosts).contains { if case .reply(let r) = $0 { r.from == "fe80::2" } else { false } })
    #expect(hosts[0].timers.isEmpty)
  }

  @Test func datagramsComeBackOrAreRefused() {
    var hosts = pair()
    hosts[0].sendUDP(to: IPv4Address(192, 168, 77, 1), Array("hello".utf8), at: Instant())
    #expect(exchange(&hosts).contains(.datagram(from: "192.168.77.1", port: 7, Array("hello".utf8))))
    hosts[0].sendUDP(to: IPv4Address(192, 168, 77, 1), port: 99, [1], at: Instant())
    #expect(exchange(&hosts).contains(.unreachable(from: "192.168.77.1", "port unreachable")))
  }

  @Test func silenceTimesOut() {
    var hosts = pair()
    hosts[0].ping(IPv4Address(192, 168, 77, 1), at: Instant())
    _ = hosts[0].poll()
    hosts[0].tick(at: Instant() + .seconds(5))
    var outs: [PingHost.Output] = []
    while let o = hosts[0].poll() { outs.append(o) }
    #expect(outs.contains(.timeout(sequence: 1, to: "192.168.77.1")))
  }
}

extension HostStack.TCPEvent {
  /// Why a connection ended; nil for other events and for an end in good order.
  fileprivate var reason: String? { if case .closed(let r) = self { r?.text } else { nil } }
}
