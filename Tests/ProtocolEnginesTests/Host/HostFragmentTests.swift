import TestSupport
import Testing

@testable import ProtocolEngines

/// A host cuts and joins: RFC 791 §3.2, RFC 815, RFC 1122 §3.3.2.
@Suite struct HostFragmentTests {
  /// 4 * 64 octets, the last fragment a little shorter.
  private static let whole: [UInt8] = HostWire.datagram((0..<245).map { UInt8(truncatingIfNeeded: $0 &* 7) })
  private static let cuts = [0..<64, 64..<128, 128..<192, 192..<253]
  private static let data = Array(whole[8...])

  private func wire() -> HostWire {
    var w = HostWire()
    w.hosts[1].listen(udp: 5000)
    w.hosts[1].listen(ip: .gre)
    return w
  }

  @Test func everyOrderGivesTheSame() {
    func orders(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in orders(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    for order in orders([0, 1, 2, 3]) {
      var w = wire()
      for (n, i) in order.enumerated() {
        #expect(w.datagrams[1].isEmpty, "\(order)")
        w.hand(HostWire.fragment(Self.whole, Self.cuts[i]))
        // Each of them twice: a copy changes nothing.
        if n < 3 { w.hand(HostWire.fragment(Self.whole, Self.cuts[i])) }
      }
      #expect(w.datagrams[1].map(\.octets) == [Self.data], "\(order)")
      #expect(w.state(1, "ip.reassembly.datagrams") == nil && w.hosts[1].timers.isEmpty && w.frames[1].isEmpty)
    }
  }

  @Test func datagramsDoNotMix() {
    var w = wire()
    let other = HostWire.datagram(Self.data.reversed())
    for c in Self.cuts {
      w.hand(HostWire.fragment(Self.whole, c, id: 1))
      w.hand(HostWire.fragment(other, c, id: 2))
      // The same identification with another protocol is another datagram.
      w.hand(HostWire.fragment(other, c, id: 1, proto: .gre))
    }
    #expect(w.datagrams[1].map(\.octets) == [Self.data, Self.data.reversed()])
    #expect(w.packets[1].map(\.octets) == [other])
  }

  /// A datagram that was sent again with the same identification may have been cut elsewhere (RFC 791 §3.2).
  @Test func overlapsThatAgreeCountOnce() {
    for extra in [0..<72, 56..<136, 64..<120, 72..<128, 128..<253, 8..<248, 240..<253] {
      for place in 0...3 {
        var w = wire()
        var list = Self.cuts
        list.insert(extra, at: place)
        for c in list where w.datagrams[1].isEmpty { w.hand(HostWire.fragment(Self.whole, c)) }
        #expect(w.datagrams[1].map(\.octets) == [Self.data], "\(extra) at \(place): \(w.notes.map(\.text))")
      }
    }
  }

  /// RFC 1858 §4: one of the two is forged, and a host does not know which. Nothing of the datagram counts any more.
  @Test func overlapsThatDifferEndTheDatagram() {
    var forged = Self.whole
    forged[100] ^= 1
    for extra in [64..<128, 96..<104, 0..<192, 96..<253] {
      var w = wire()
      w.hand(HostWire.fragment(Self.whole, Self.cuts[1]))
      w.hand(HostWire.fragment(forged, extra))
      #expect(w.says("overlaps another one with different octets", .ignored), "\(extra)")
      for c in Self.cuts { w.hand(HostWire.fragment(Self.whole, c)) }
      #expect(w.datagrams[1].isEmpty && w.state(1, "ip.reassembly.datagrams") == nil, "\(extra)")
      #expect(w.says("its datagram was given up"))
      // After the time-out the identification may come again; the refused one had no report.
      w.pass(.seconds(61))
      #expect(w.frames[1].isEmpty)
      for c in Self.cuts { w.hand(HostWire.fragment(Self.whole, c)) }
      #expect(w.datagrams[1].map(\.octets) == [Self.data], "\(extra)")
    }
  }

  @Test func twoEndsAreOneTooMany() {
    let fragments: [([Range<Int>], Range<Int>, Bool)] = [
      ([192..<253], 192..<240, false), ([192..<253], 192..<248, false), ([192..<253], 240..<253, true), ([128..<192], 64..<128, false),
      ([128..<192], 128..<192, false), ([128..<192], 128..<184, false),
    ]
    for (before, last, more) in fragments {
      var w = wire()
      for b in before { w.hand(HostWire.fragment(Self.whole, b)) }
      var end = last
      // A fragment that is not the last has a multiple of eight octets.
      if more { end = last.lowerBound..<256 }
      w.hand(HostWire.fragment(Self.whole + [0, 0, 0], end, more: more))
      #expect(w.says("disagree on where the datagram ends", .ignored) || more && w.says("overlaps", .ignored), "\(before) \(end) \(more)")
      for c in Self.cuts { w.hand(HostWire.fragment(Self.whole, c)) }
      #expect(w.datagrams[1].isEmpty)
    }
    // The same octets once with more to follow and once without.
    var w = wire()
    w.hand(HostWire.fragment(Self.whole, 128..<192, more: false))
    w.hand(HostWire.fragment(Self.whole, 128..<192, more: true))
    #expect(w.says("disagree on where the datagram ends"))
  }

  @Test func fragmentsThatCannotBe() {
    for (octets, at, more, proto, words) in [
      (0, 8, true, .udp, "it has no octets"), (0, 0, true, .udp, "it has no octets"), (9, 0, true, .udp, "multiple of 8"),
      (16, 65_528, false, .udp, "more than 65535"), (8, 0, true, .tcp, "TCP header is cut"), (8, 8, false, .tcp, "TCP header is cut"),
    ] as [(Int, Int, Bool, IPProtocol, String)] {
      var w = wire()
      w.hand(HostWire.frame(proto, [UInt8](repeating: 1, count: octets), at: at, more: more))
      #expect(w.says(words, .ignored) && w.state(1, "ip.reassembly.datagrams") == nil, "\(words): \(w.notes.map(\.text))")
    }
  }

  /// RFC 1122 §3.3.2: 60 seconds after the first, and the sender learns of it where the first fragment has come.
  @Test func whatIsMissingTimesOut() throws {
    for first in [true, false] {
      var w = wire()
      for c in Self.cuts.dropFirst(first ? 0 : 1).dropLast() { w.hand(HostWire.fragment(Self.whole, c)) }
      #expect(w.hosts[1].timers.map(\.name) == ["ip.reassembly"] && w.hosts[1].nextTimeout == Instant() + .seconds(60))
      #expect(w.state(1, "ip.reassembly.missing") == .text(first ? "from 192 on" : "0 to 63 and from 192 on"))
      w.pass(.seconds(59))
      #expect(w.state(1, "ip.reassembly.datagrams") == .number(1) && w.frames[1].isEmpty)
      w.pass(.seconds(1))
      #expect(w.state(1, "ip.reassembly.datagrams") == nil && w.hosts[1].nextTimeout == nil)
      #expect(w.says("did not come in 60 s", .timer), "\(w.notes.map(\.text))")
      let answer = w.frames[1].first.flatMap(HostWire.icmp)
      #expect((answer != nil) == first)
      if let answer {
        let sent = HostWire.fragment(Self.whole, Self.cuts[0])
        #expect(answer.type == 11 && answer.code == 1 && answer.quoted == Array(sent[14..<42]))
        w.settle()
        #expect(w.says("fragments of a datagram did not all come", .problem))
      }
      // What comes late begins anew and makes nothing whole.
      w.hand(HostWire.fragment(Self.whole, Self.cuts[3]))
      #expect(w.datagrams[1].isEmpty && w.state(1, "ip.reassembly.datagrams") == .number(1))
    }
    // Nothing answers an ICMP message, nor an address of no host.
    var w = wire()
    w.hand(HostWire.frame(.icmp, [UInt8](repeating: 0, count: 64), more: true))
    w.hand(HostWire.frame(.udp, [UInt8](repeating: 0, count: 64), more: true, from: IPv4Address(255, 255, 255, 255)))
    w.pass(.seconds(60))
    #expect(w.frames[1].isEmpty && w.notes.count { $0.kind == .timer } == 2)
  }

  @Test func theTimerIsTheOldestsAndATickMayBeLate() {
    var w = wire()
    for id in 1...3 {
      w.hand(HostWire.fragment(Self.whole, Self.cuts[0], id: UInt16(id)))
      w.pass(.seconds(10))
    }
    #expect(w.hosts[1].nextTimeout == Instant() + .seconds(60))
    // Two are over before the next fragment; no tick was needed.
    w.now = Instant() + .seconds(75)
    w.hand(HostWire.fragment(Self.whole, Self.cuts[1], id: 3))
    #expect(w.state(1, "ip.reassembly.datagrams") == .number(1) && w.hosts[1].nextTimeout == Instant() + .seconds(80))
    #expect(w.frames[1].compactMap(HostWire.icmp).count == 2)
  }

  @Test func aDatagramToAClosedPortIsAnsweredOnce() throws {
    var w = HostWire()
    for c in Self.cuts.reversed() { w.hand(HostWire.fragment(Self.whole, c)) }
    #expect(w.frames[1].count == 1)
    let (type, code, quoted) = try #require(HostWire.icmp(w.frames[1][0]))
    #expect(type == 3 && code == 3 && Array(quoted.suffix(8)) == Array(Self.whole.prefix(8)))
  }

  // MARK: Sending

  @Test func theLongestDatagramGoesThroughTheSmallestLinks() {
    for mtu in [68, 576, 1500, 9000] {
      var w = HostWire(mtu: mtu)
      w.hosts[1].listen(udp: 5000)
      var dice = Dice(seed: UInt64(mtu))
      let data = dice.octets(UDPHeader.mostData)
      w.send(data)
      let sent = w.frames[0]
      let headers = sent.compactMap { try? IPv4Header.prefix(of: $0, from: 14).message }
      #expect(headers.count == sent.count && Set(headers.map(\.identification)).count == 1)
      #expect(headers.allSatisfy { Int($0.totalLength) <= mtu && $0.flagsAndOffset & 0x4000 == 0 })
      #expect(headers.count { !$0.moreFragments } == 1 && headers.last?.moreFragments == false)
      #expect(headers.dropLast().allSatisfy { ($0.totalLength - 20) % 8 == 0 && Int($0.totalLength) > mtu - 8 })
      // The same from the last to the first.
      w.frames[0] = sent.reversed()
      w.settle()
      #expect(w.datagrams[1].map(\.octets) == [data], "\(mtu)")
    }
  }

  @Test func identificationsDiffer() {
    var w = HostWire(mtu: 576)
    for _ in 0..<5 { w.send([UInt8](repeating: 3, count: 1000)) }
    let ids = w.frames[0].compactMap { try? IPv4Header.prefix(of: $0, from: 14).message.identification }
    #expect(ids.count == 10 && Set(ids).count == 5)
    // Echo replies are cut as well.
    var m = ICMPMessage()
    m.type = 8
    m.data = [UInt8](repeating: 5, count: 1000)
    w.frames = [[], []]
    w.hosts[0].send(ip: .icmp, m.sealed(), to: HostWire.addresses[1])
    w.drain(0)
    w.hosts[1].mtu = 576
    w.settle()
    #expect(w.says("The packet has 1028 octets, the link takes 576: it goes in 2 fragments"), "\(w.notes.map(\.text))")
  }

  // MARK: Bounds

  @Test func floodsStayBounded() {
    var w = wire()
    // More datagrams than there is room for: the oldest go, and what is complete comes through.
    for id in 0..<500 { w.hand(HostWire.fragment(Self.whole, Self.cuts[0], id: UInt16(id))) }
    #expect(w.state(1, "ip.reassembly.datagrams") == .number(16) && w.says("Too many datagrams wait"))
    for c in Self.cuts.dropFirst() { w.hand(HostWire.fragment(Self.whole, c, id: 499)) }
    #expect(w.datagrams[1].map(\.octets) == [Self.data])
    // More octets than there is room for.
    let big = [UInt8](repeating: 1, count: 60_000)
    for id in 1000..<1010 { w.hand(HostWire.frame(.udp, big, id: UInt16(id), more: true)) }
    guard case .number(let held)? = w.state(1, "ip.reassembly.octets") else { return #expect(Bool(false)) }
    #expect(held <= 4 * 65_535)
    // One datagram in more pieces than are kept.
    var many = wire()
    for i in 0..<1500 { many.hand(HostWire.frame(.gre, [UInt8](repeating: 1, count: 8), at: 16 * i, more: true)) }
    #expect(many.says("in more pieces than this host keeps"))
    guard case .number(let few)? = many.state(1, "ip.reassembly.octets") else { return #expect(Bool(false)) }
    #expect(few <= 1400 * 8)
  }

  @Test func randomFragmentsNeverTrap() {
    var dice = Dice(seed: 11)
    for _ in 0..<40 {
      var w = wire()
      for _ in 0..<300 {
        let count = Int(dice.below(4)) == 0 ? Int(dice.below(1480)) : 8 * Int(dice.below(12))
        let proto = [IPProtocol.udp, .tcp, .gre, .icmp][Int(dice.below(4))]
        let at = dice.below(3) == 0 ? 8 * Int(dice.below(8192)) : 8 * Int(dice.below(20))
        let data = dice.below(2) == 0 ? [UInt8](repeating: 0, count: count) : dice.octets(count)
        var f = HostWire.frame(proto, data, id: UInt16(dice.below(20)), at: at, more: dice.below(3) > 0)
        if dice.below(8) == 0 { f[14 + Int(dice.below(UInt64(f.count - 14)))] = UInt8(truncatingIfNeeded: dice.next()) }
        w.hand(f)
        if dice.below(20) == 0 { w.pass(.seconds(Int64(dice.below(40)))) }
        if let due = w.hosts[1].nextTimeout { #expect(due > w.now || due == w.now) }
        if case .number(let n)? = w.state(1, "ip.reassembly.datagrams") { #expect(n <= 16) }
        if case .number(let n)? = w.state(1, "ip.reassembly.octets") { #expect(n <= 4 * 65_535) }
      }
      w.pass(.seconds(61))
      #expect(w.state(1, "ip.reassembly.datagrams") == nil && w.hosts[1].nextTimeout == nil)
    }
  }

  @Test func hostileFramesNeverTrap() {
    var dice = Dice(seed: 12)
    var w = wire()
    let models = [
      HostWire.frame(.udp, HostWire.datagram([1, 2, 3])), HostWire.fragment(Self.whole, Self.cuts[0]),
      HostWire.fragment(Self.whole, Self.cuts[3]),
    ]
    for _ in 0..<4000 {
      var f = models[Int(dice.below(3))]
      for _ in 0..<dice.below(5) { f[Int(dice.below(UInt64(f.count)))] = UInt8(truncatingIfNeeded: dice.next()) }
      if f.count > 34, dice.below(2) == 0 {
        // A header checksum that is right, so that what is wrong lies deeper.
        (f[24], f[25]) = (0, 0)
        let sum = InternetChecksum.compute(f, in: 14..<min(f.count, 14 + Int(f[14] & 15) * 4))
        (f[24], f[25]) = (UInt8(sum >> 8), UInt8(sum & 255))
      }
      w.hand(Array(f.prefix(Int(dice.below(UInt64(f.count + 1))))))
      w.hand(f)
      w.frames = [[], []]
    }
    if case .number(let n)? = w.state(1, "ip.reassembly.datagrams") { #expect(n <= 16) }
  }

  @Test func sameFragmentsSameHost() {
    func run() -> HostWire {
      var w = HostWire(mtu: 300, seed: 3)
      w.hosts[1].listen(udp: 5000)
      w.send(Self.data + Self.data)
      w.frames[0].removeFirst()
      w.settle()
      return w
    }
    let (a, b) = (run(), run())
    #expect(a.hosts == b.hosts && a.state(1, "ip.reassembly.datagrams") == .number(1))
    var c = run()
    c.hand(HostWire.fragment(Self.whole, Self.cuts[1]))
    #expect(c.hosts[1] != a.hosts[1])
  }
}

/// The same table as the Observer has it: it only watches, so nothing is refused and nothing times out.
@Suite struct ObserverFragmentTests {
  /// A capture of L2TP whose packets are cut in two (its README says what is right). L2TP itself is not read yet.
  @Test func aCaptureWithFragments() throws {
    guard let shared = Material.shared, let file = Material.octets(shared + "/cases/l2tp/137-fragmented.pcap") else { return }
    func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) } }
    var observer = Observer()
    var at = 24
    var seen: [Int: Dissection] = [:]
    let link = LinkType(rawValue: UInt32(number(20)))
    while at + 16 <= file.count {
      let count = number(at + 8)
      let n = seen.count + 1
      let d = observer.observe(Array(file[at + 16..<at + 16 + count]), link: link, time: Int64(number(at)) * 1_000_000_000, number: n)
      #expect(Tiling.fault(in: d) == nil && d.problems.isEmpty, "frame \(n): \(d.problems)")
      seen[n] = d
      at += 16 + count
    }
    // 13 and 14 together are one datagram; 15 and 16 too, and there the last piece comes first.
    for (n, whole) in [(13, false), (14, true), (15, false), (16, true), (17, false), (18, false), (19, false)] {
      let opened = seen[n]?.buffers.filter { $0.source == .ip } ?? []
      #expect(opened.count == (whole ? 1 : 0), "frame \(n)")
      for b in opened {
        #expect(b.notes.first { $0.field.id.equals("udp.length") }?.number == UInt64(b.octets.count), "frame \(n)")
        #expect(b.notes.contains { $0.field.id.equals("udp.dstport") && $0.number == 1701 })
        #expect(Set(b.origins.map(\.frame)) == [n - 1, n])
      }
    }
    // Two packets are lost, and neither is a broken one.
    let lost = observer.unfinished()
    #expect(lost.count == 2 && lost[0].contains("the fragment in frame 17 waits") && lost[1].contains("octets 0 to"), "\(lost)")
  }

  @Test func theEarlierOctetsCount() {
    var w = ObserverTests.Watcher()
    let whole = HostWire.datagram((0..<80).map { UInt8($0) })
    var forged = whole
    forged[70] ^= 0xff
    _ = w.see(HostWire.fragment(whole, 64..<72, more: true))
    _ = w.see(HostWire.fragment(forged, 64..<88))
    let d = w.see(HostWire.fragment(whole, 0..<64))
    #expect(d.buffers.count == 2)
    #expect(d.buffers.last?.octets == Array(whole[..<72]) + Array(forged[72...]), "\(d.buffers.count)")
  }
}
