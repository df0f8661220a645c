import Testing

@testable import ProtocolEngines

/// UDP of a host: RFC 768, RFC 1122 §4.1.
@Suite struct HostUDPTests {
  @Test func datagramsGoBothWays() {
    var w = HostWire()
    w.hosts[1].listen(udp: 5000)
    let port = w.hosts[0].listen(udp: nil) ?? 0
    // RFC 6335 §6.
    #expect(port >= 49152)
    w.send([1, 2, 3], port: port)
    #expect(w.frames[0].first?.count == 60)
    w.settle()
    w.send([], from: 1, port: 5000, to: port)
    w.send([9], from: 1, port: 5000, to: port)
    w.settle()
    #expect(w.datagrams[1].count == 1 && w.datagrams[1][0] == ([1, 2, 3], port, 5000))
    #expect(w.datagrams[0].map(\.octets) == [[], [9]] && w.datagrams[0].allSatisfy { $0.from == 5000 && $0.to == port })
    #expect(w.notes.isEmpty)
    // The octets on the wire, by hand.
    w.send(Array("hi".utf8), port: 4000, to: 5000)
    let f = w.frames[0].removeFirst()
    #expect(f[12...13] == [8, 0] && f[23] == 17 && Array(f[34..<40]) == [0x0f, 0xa0, 0x13, 0x88, 0, 10] && f[42...43] == [0x68, 0x69])
    #expect(f[14] == 0x45 && f[16...17] == [0, 30] && f[20...21] == [0x40, 0])
  }

  @Test func portsAreChosenOnceAndBounded() {
    var w = HostWire()
    var ports = Set<UInt16>()
    var refused = 0
    for _ in 0..<100 { if let p = w.hosts[0].listen(udp: nil) { ports.insert(p) } else { refused += 1 } }
    #expect(ports.count == 64 && refused == 36)
    // A port that is taken is given again to its owner.
    #expect(w.hosts[0].listen(udp: ports.min()) == ports.min() && w.hosts[0].listen(udp: 5000) == nil)
  }

  /// RFC 768: 0 means that there is none; RFC 1122 §4.1.3.4: a wrong one is dropped without a word on the wire.
  @Test func checksums() {
    var w = HostWire()
    w.hosts[1].listen(udp: 5000)
    w.send([1, 2, 3, 4, 5], checksum: false)
    var plain = w.frames[0].removeFirst()
    #expect(plain[40...41] == [0, 0])
    w.hand(plain)
    #expect(w.datagrams[1].map(\.octets) == [[1, 2, 3, 4, 5]])
    // Without a checksum nothing notices a changed octet.
    plain[42] ^= 0xff
    w.hand(plain)
    #expect(w.datagrams[1].last?.octets == [0xfe, 2, 3, 4, 5])
    w.send([1, 2, 3, 4, 5])
    let good = w.frames[0].removeFirst()
    for at in 34..<47 {
      var bad = good
      bad[at] ^= 1
      w.hand(bad)
      #expect(w.datagrams[1].count == 2, "octet \(at)")
    }
    #expect(w.says("UDP checksum is wrong", .ignored) && w.frames[1].isEmpty)
    w.hand(good)
    #expect(w.datagrams[1].count == 3)
    // Data whose sum is 0 goes as 0xffff.
    let sum = HostWire.datagram([0, 0])
    let data = [sum[6], sum[7]]
    let zero = HostWire.datagram(data)
    #expect(zero[6...7] == [0xff, 0xff])
    w.hand(HostWire.frame(.udp, zero))
    #expect(w.datagrams[1].last?.octets == data)
  }

  /// RFC 1122 §4.1.3.1; RFC 792: the header and the first eight octets come back.
  @Test func aClosedPortIsAnswered() throws {
    var w = HostWire()
    w.send([1, 2, 3], to: 9)
    let sent = w.frames[0][0]
    w.hand(w.frames[0].removeFirst())
    let (type, code, quoted) = try #require(HostWire.icmp(w.frames[1][0]))
    #expect(type == 3 && code == 3 && quoted == Array(sent[14..<42]))
    #expect(w.says("port unreachable", .refused))
    w.settle()
    #expect(w.says("10.0.0.2 answers: port unreachable", .problem))
    // No error answers an error, or there would be no end.
    #expect(w.frames == [[], []])
    // Nor what can be no host's (RFC 1122 §3.2.2, §4.1.3.6), nor a wrong checksum.
    w.notes = []
    for source in [IPv4Address(224, 0, 0, 1), IPv4Address(255, 255, 255, 255), IPv4Address(0, 0, 0, 0), IPv4Address(127, 0, 0, 1)] {
      w.hand(HostWire.frame(.udp, HostWire.datagram([1]), from: source))
    }
    w.hand(HostWire.frame(.udp, HostWire.datagram([1]), from: HostWire.addresses[1]))
    var bad = HostWire.datagram([1])
    bad[6] ^= 1
    w.hand(HostWire.frame(.udp, bad))
    #expect(w.frames == [[], []] && w.notes.count == 6 && w.notes.allSatisfy { $0.kind == .ignored })
  }

  @Test func lengthsThatLie() {
    var w = HostWire()
    w.hosts[1].listen(udp: 5000)
    func length(_ n: UInt16, _ extra: [UInt8] = []) -> [UInt8] {
      var d = HostWire.datagram([1, 2, 3])
      (d[4], d[5], d[6], d[7]) = (UInt8(n >> 8), UInt8(n & 255), 0, 0)
      return HostWire.frame(.udp, d + extra)
    }
    for n in [UInt16(0), 7, 12, 0xffff] { w.hand(length(n)) }
    #expect(w.datagrams[1].isEmpty && w.notes.count == 4 && w.notes.allSatisfy { $0.text.contains("UDP length") })
    w.hand(HostWire.frame(.udp, [0x0f, 0xa0, 0x13, 0x88, 0, 8, 0]))
    #expect(w.says("UDP header is cut short"))
    // Shorter than the packet: the rest is no part of it.
    w.hand(length(8))
    w.hand(length(11, [9, 9]))
    #expect(w.datagrams[1].map(\.octets) == [[], [1, 2, 3]])
  }

  @Test func whatDoesNotFitIsNotSent() {
    var w = HostWire(mtu: 576)
    w.send([UInt8](repeating: 1, count: 548))
    w.send([UInt8](repeating: 1, count: 549), df: true)
    #expect(w.frames[0].count == 1 && w.says("must not be fragmented", .problem))
    w.send([UInt8](repeating: 1, count: UDPHeader.mostData + 1))
    #expect(w.frames[0].count == 1 && w.says("fit no datagram", .problem))
    w.hosts[0].send(ip: .gre, [UInt8](repeating: 1, count: 65_516), to: HostWire.addresses[1])
    w.drain(0)
    #expect(w.frames[0].count == 1 && w.says("fit no packet", .problem))
    w.hosts[0].send(udp: [1], from: 1, to: IPv4Address(10, 9, 9, 9), port: 2)
    w.drain(0)
    #expect(w.frames[0].count == 1 && w.says("No route to 10.9.9.9"))
  }
}
