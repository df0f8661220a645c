import TestSupport
import Testing

@testable import ProtocolEngines

/// Frames put together with our own writers, seen by the Observer.
@Suite struct ObserverTests {
  static let a = IPv4Address(10, 0, 0, 1), b = IPv4Address(10, 0, 0, 2)

  static func ethernet(_ type: EtherType, _ payload: [UInt8]) -> [UInt8] {
    EthernetHeader(destination: MACAddress(0x0200_0000_0001), source: MACAddress(0x0200_0000_0002), type: type).encoded() + payload
  }
  static func ip(_ proto: IPProtocol, _ payload: [UInt8], back: Bool = false) -> [UInt8] {
    ethernet(.ipv4, IPv4Header.packet(from: back ? b : a, to: back ? a : b, proto, id: 1, payload))
  }
  static func tcp(_ sequence: UInt32, _ data: [UInt8], flags: UInt16 = TCPHeader.ack, acknowledgement: UInt32 = 0, back: Bool = false)
    -> [UInt8]
  {
    var h = TCPHeader()
    h.sourcePort = back ? 1723 : 50000
    h.destinationPort = back ? 50000 : 1723
    h.sequence = sequence
    h.acknowledgement = acknowledgement
    h.offsetAndFlags |= flags
    h.window = 1000
    return ip(.tcp, h.segment(from: back ? b : a, to: back ? a : b, data), back: back)
  }
  static func udp(_ data: [UInt8]) -> [UInt8] {
    var h = UDPHeader()
    h.sourcePort = 9
    h.destinationPort = 9000
    h.length = UInt16(8 + data.count)
    var octets = h.encoded() + data
    let sum = InternetChecksum.compute(octets, pseudo: InternetChecksum.pseudo(a, b, proto: 17, length: octets.count))
    octets[6] = UInt8(sum >> 8)
    octets[7] = UInt8(sum & 255)
    return octets
  }

  struct Watcher {
    var observer = Observer()
    var number = 0
    mutating func see(_ octets: [UInt8], _ link: LinkType = .ethernet) -> Dissection {
      number += 1
      let d = observer.observe(octets, link: link, time: 1_700_000_000_000_000_000, number: number)
      #expect(Tiling.fault(in: d) == nil)
      return d
    }
  }

  func ids(_ d: Dissection, _ buffer: Int = 0) -> [String] { d.buffers[buffer].notes.map { $0.field.id.string } }

  @Test func aWrongChecksumNamesTheRightOne() {
    var w = Watcher()
    var frame = Self.ip(.udp, Self.udp([1, 2, 3]))
    #expect(w.see(frame).problems.isEmpty)
    let right = HexText.number(UInt16(frame[24]) << 8 | UInt16(frame[25]), width: 4)
    frame[24] ^= 0x55
    let d = w.see(frame)
    #expect(d.problems.count == 1 && d.problems[0].field == "ip.checksum" && d.problems[0].text.hasSuffix("it should be \(right)"))
    frame[24] ^= 0x55
    frame[44] ^= 1
    #expect(w.see(frame).problems.first?.field == "udp.checksum")
  }

  @Test func padding80211AndVLAN() {
    var w = Watcher()
    let packet = Self.ip(.udp, Self.udp([1]))
    let padded = packet + [UInt8](repeating: 0, count: 60 - packet.count) + [9, 9]
    #expect(ids(w.see(padded)).suffix(2) == ["eth.padding", "eth.trailer"])
    var tag = VLANTag()
    tag.control = 0x2005
    let tagged = Self.ethernet(.vlan, tag.encoded() + Array(packet.dropFirst(14)))
    let d = w.see(tagged)
    #expect(d.problems.isEmpty && ids(d).contains("vlan.id") && d.proto == "UDP")
    let llc = Self.ethernet(EtherType(rawValue: 4), [0x42, 0x42, 3, 0])
    #expect(ids(w.see(llc)).contains("llc.dsap"))
  }

  @Test func otherLinks() {
    var w = Watcher()
    let packet = Array(Self.ip(.udp, Self.udp([1, 2])).dropFirst(14))
    var sll = CookedHeader()
    sll.packetType = 4
    #expect(w.see(sll.encoded() + packet, .sll).proto == "UDP")
    #expect(w.see(CookedHeader2().encoded() + packet, .sll2).proto == "UDP")
    #expect(w.see([2, 0, 0, 0] + packet, .null).proto == "UDP")
    #expect(w.see([0, 0, 0, 2] + packet, .loop).proto == "UDP")
    #expect(w.see(packet, .rawIP).proto == "UDP")
    #expect(w.see([0xff, 3, 0, 0x21] + packet, .ppp).proto == "UDP")
    #expect(w.see([1, 0x21] + packet, .pppWithDirection).proto == "UDP")
    var pppoe = PPPoEHeader()
    pppoe.length = UInt16(2 + packet.count)
    #expect(w.see(Self.ethernet(.pppoeSession, pppoe.encoded() + [0, 0x21] + packet)).proto == "UDP")
    #expect(w.see([1, 2, 3], LinkType(rawValue: 4711)).buffers[0].notes.last?.kind == .data)
  }

  @Test func fragmentsComeTogether() {
    var w = Watcher()
    let whole = Self.udp([UInt8](repeating: 7, count: 3000))
    func piece(_ at: Int, _ count: Int, more: Bool) -> [UInt8] {
      var h = IPv4Header()
      h.source = Self.a
      h.destination = Self.b
      h.identification = 77
      h.flagsAndOffset = UInt16(at / 8) | (more ? 0x2000 : 0)
      return Self.ethernet(.ipv4, h.sealed(payload: count).encoded() + whole[at..<at + count])
    }
    #expect(w.see(piece(1480, 1480, more: true)).buffers.count == 1)
    #expect(w.see(piece(2960, 48, more: false)).buffers.count == 1)
    let d = w.see(piece(0, 1480, more: true))
    #expect(d.buffers.count == 2 && d.buffers[1].source == .ip && d.buffers[1].octets == whole && d.problems.isEmpty)
    #expect(d.buffers[1].origins.map(\.frame) == [3, 1, 2])
    #expect(d.buffers[0].notes.contains { $0.opens == 1 && $0.inFrame == 3 })
  }

  @Test func anErrorQuotesAPacket() {
    var w = Watcher()
    var m = ICMPMessage()
    m.type = 3
    m.code = 2
    m.data = Array(IPv4Header.packet(from: Self.b, to: Self.a, .gre, id: 9, [0x30, 1, 0x88, 0x0b, 0, 9, 0, 7, 0, 0, 0, 1]).prefix(28))
    let d = w.see(Self.ip(.icmp, m.sealed()))
    #expect(d.problems.isEmpty && d.proto == "ICMP" && d.summary == "destination unreachable, protocol unreachable")
    #expect(ids(d).contains("icmp.quoted") && ids(d).contains("gre.key.call_id"))
    #expect(d.source == "10.0.0.1")
  }

  @Test func controlMessagesInPieces() {
    var w = Watcher()
    let request = PPTPMessage(.startRequest(.init())).encoded()
    let echo = PPTPMessage(.echoRequest(.init())).encoded()
    #expect(request.count == 156)
    _ = w.see(Self.tcp(99, [], flags: TCPHeader.syn))
    // One octet, the middle, the end with a whole message behind it.
    #expect(w.see(Self.tcp(100, Array(request[..<1]))).buffers.count == 1)
    #expect(w.see(Self.tcp(101, Array(request[1..<100]))).buffers.count == 1)
    let last = w.see(Self.tcp(200, Array(request[100...]) + echo))
    #expect(last.buffers.count == 2 && last.buffers[1].source == .tcp && last.buffers[1].octets == request && last.problems.isEmpty)
    #expect(last.buffers[1].origins.map(\.frame) == [2, 3, 4])
    #expect(ids(last).contains("pptp.magic_cookie") && ids(last, 1).contains("pptp.host_name"))
    // Sent again: explained, without a second effect.
    let again = w.see(Self.tcp(256, echo))
    #expect(again.summary.contains("retransmission") && again.problems.isEmpty && ids(again).contains("pptp.again"))
    // Before its turn, then the gap filled.
    let early = w.see(Self.tcp(UInt32(256 + 2 * echo.count), echo))
    #expect(early.summary.contains("out of order"))
    let filled = w.see(Self.tcp(UInt32(256 + echo.count), echo))
    #expect(filled.buffers.count == 1 && filled.problems.isEmpty && ids(early).contains("pptp.identifier"))
    // What is no PPTP is said to be none.
    let noise = w.see(Self.tcp(UInt32(256 + 3 * echo.count), Array("GET / HTTP/1.0\r\n\r\n".utf8)))
    #expect(noise.problems.first?.ref == "RFC 2637 §1.4" && noise.buffers[0].notes.last?.kind == .data)
  }

  @Test func bothDirectionsOfACallAreOneLink() {
    var w = Watcher()
    func gre(_ call: UInt16, _ sequence: UInt32, _ frame: [UInt8], back: Bool) -> Dissection {
      w.see(
        Self.ip(
          .gre, GREHeader(callID: call, payloadLength: frame.count, sequence: sequence, acknowledgement: nil).encoded() + frame, back: back)
      )
    }
    // A capture that begins in the middle: one call is enough to join both directions.
    _ = gre(7, 0, [0xff, 3, 0xc0, 0x21, 1, 1, 0, 9, 3, 5, 0xc2, 0x23, 0x81], back: true)
    _ = gre(9, 0, [0xff, 3, 0xc0, 0x21, 2, 1, 0, 9, 3, 5, 0xc2, 0x23, 0x81], back: false)
    #expect(w.observer.links.all.count == 1)
    #expect(w.observer.links[0].key.numbers.contains(9))
    let nak = gre(9, 1, [0xc0, 0x21, 3, 1, 0, 8, 3, 4, 0xc0, 0x23], back: false)
    #expect(nak.summary == "Configure-Nak id 1, auth PAP")
    let end = gre(7, 1, [0xc0, 0x21, 5, 2, 0, 4], back: true)
    #expect(end.problems.first?.text == "10.0.0.2 ends the link; no common authentication: MS-CHAPv2 is demanded, 10.0.0.1 offers PAP")
    // Another call between the same two ends is another link.
    _ = gre(70, 0, [0xff, 3, 0xc0, 0x21, 1, 1, 0, 4], back: true)
    #expect(w.observer.links.all.count == 2)
  }

  @Test func tablesStayBounded() {
    // The tables keep theirs to themselves: counted from outside.
    func count(_ table: Any, _ name: String) -> Int {
      Mirror(reflecting: table).descendant(name).map { Mirror(reflecting: $0).children.count } ?? -1
    }
    var w = Watcher()
    var dice = Dice(seed: 3)
    var most = (fragments: 0, streams: 0, conversations: 0)
    for i in 0..<700 {
      var h = IPv4Header()
      h.source = IPv4Address(UInt32(0x0a00_0000 + i))
      h.destination = Self.b
      h.identification = UInt16(i)
      h.flagsAndOffset = 0x2000
      _ = w.see(Self.ethernet(.ipv4, h.sealed(payload: 16).encoded() + dice.octets(16)))
      _ = w.see(
        Self.ip(.gre, GREHeader(callID: UInt16(i), payloadLength: 4, sequence: 0, acknowledgement: nil).encoded() + [0xc0, 0x21, 9, 1]))
      var t = TCPHeader()
      t.sourcePort = UInt16(20_000 + i)
      t.destinationPort = PPTPPort.control
      t.sequence = 1
      t.offsetAndFlags |= TCPHeader.ack
      _ = w.see(Self.ip(.tcp, t.segment(from: Self.a, to: Self.b, [0, 156, 0, 1])))
      most.fragments = max(most.fragments, count(w.observer.fragments, "datagrams"))
      most.streams = max(most.streams, count(w.observer.pptp.streams, "streams"))
      most.conversations = max(most.conversations, w.observer.links.all.count)
    }
    // Each has been full, and never fuller.
    #expect(most.fragments == FragmentTable.mostPackets && most.streams == StreamTable.most && most.conversations == LinkTable.most)
    // One stream with a gap at its beginning, and all of it after that.
    for i in 1..<200 { _ = w.see(Self.tcp(UInt32(1 + 100 * i), [UInt8](repeating: 1, count: 50))) }
    let stream = w.observer.pptp.streams.take(
      .init(source: HostAddress(Self.a), destination: HostAddress(Self.b), sourcePort: 50000, destinationPort: PPTPPort.control))
    #expect(stream.early.count <= TCPStream.mostEarly && stream.pending.count <= TCPStream.mostEarlyOctets)
  }
}

extension IPv4Header {
  /// The lengths and the checksum as they must be for `payload` octets behind the header.
  fileprivate func sealed(payload: Int) -> Self {
    var h = self
    let options = self.options.reduce(0) { $0 + $1.encoded().count }
    h.versionAndLength = (versionAndLength & 0xf0) | UInt8((20 + options + 3) / 4)
    h.totalLength = UInt16(truncatingIfNeeded: 20 + options + payload)
    h.checksum = 0
    h.checksum = InternetChecksum.compute(h.encoded())
    return h
  }
}
