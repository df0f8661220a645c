@testable import ProtocolEngines

/// Two hosts that see what a test hands them, and what they say.
struct HostWire {
  static let addresses = [IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2)]
  static let macs = [MACAddress(0x0200_0000_0001), MACAddress(0x0200_0000_0002)]
  var hosts: [HostStack]
  var now = Instant()
  var frames: [[[UInt8]]] = [[], []]
  var datagrams: [[(octets: [UInt8], from: UInt16, to: UInt16)]] = [[], []]
  var packets: [[(proto: IPProtocol, octets: [UInt8])]] = [[], []]
  var notes: [Note] = []

  init(mtu: Int = 1500, seed: UInt64 = 1) {
    var dice = Dice(seed: seed)
    hosts = (0..<2).map { i in
      var h = HostStack(
        mac: Self.macs[i], address: Self.addresses[i], neighbours: [.init(Self.addresses[1 - i], Self.macs[1 - i])], dice: dice.split())
      h.mtu = mtu
      return h
    }
  }

  /// Takes what a host has made; its frames wait in `frames`.
  mutating func drain(_ i: Int) {
    while let o = hosts[i].poll() {
      switch o {
      case .frame(let f): frames[i].append(f)
      case .udp(let octets, from: _, sourcePort: let from, let to): datagrams[i].append((octets, from, to))
      case .ip(let proto, let octets, from: _): packets[i].append((proto, octets))
      case .note(let n): notes.append(n)
      case .tcp: break
      }
    }
  }

  mutating func send(
    _ octets: [UInt8], from i: Int = 0, port: UInt16 = 4000, to other: UInt16 = 5000, checksum: Bool = true, df: Bool = false
  ) {
    hosts[i].send(udp: octets, from: port, to: Self.addresses[1 - i], port: other, hasChecksum: checksum, dontFragment: df)
    drain(i)
  }

  mutating func hand(_ frame: [UInt8], to i: Int = 1) {
    hosts[i].receive(frame, at: now)
    drain(i)
  }

  /// All frames of both to the other, until none is left.
  mutating func settle() {
    while let i = frames.firstIndex(where: { !$0.isEmpty }) { hand(frames[i].removeFirst(), to: 1 - i) }
  }

  mutating func pass(_ time: Delay) {
    now = now + time
    for i in 0..<2 {
      hosts[i].tick(at: now)
      drain(i)
    }
  }

  func state(_ i: Int, _ path: String) -> StateTree.Value? {
    var tree = StateTree()
    hosts[i].inspect(&tree)
    return tree[path]
  }

  func says(_ words: String, _ kind: Note.Kind? = nil) -> Bool {
    notes.contains { $0.text.contains(words) && (kind == nil || $0.kind == kind) }
  }

  /// A packet of the first host for the second.
  static func frame(
    _ proto: IPProtocol, _ payload: [UInt8], id: UInt16 = 7, at offset: Int = 0, more: Bool = false, from source: IPv4Address = addresses[0]
  ) -> [UInt8] {
    var out = EthernetHeader(destination: macs[1], source: macs[0], type: .ipv4).encoded()
    IPv4Header.append(
      to: &out, from: source, to: addresses[1], proto, id: id, flagsAndOffset: IPv4Header.place(offset, more: more), payload)
    return out
  }

  /// A part of a datagram's data.
  static func fragment(_ whole: [UInt8], _ range: Range<Int>, id: UInt16 = 7, more: Bool? = nil, proto: IPProtocol = .udp) -> [UInt8] {
    frame(proto, Array(whole[range]), id: id, at: range.lowerBound, more: more ?? (range.upperBound < whole.count))
  }

  /// UDP from port 4000 to 5000 with its checksum, without an IP header.
  static func datagram(_ data: [UInt8]) -> [UInt8] {
    var h = UDPHeader()
    (h.sourcePort, h.destinationPort) = (4000, 5000)
    return h.datagram(from: addresses[0], to: addresses[1], data)
  }

  /// Type and code of an ICMP message in a frame, and what it quotes.
  static func icmp(_ frame: [UInt8]) -> (type: UInt8, code: UInt8, quoted: [UInt8])? {
    guard frame.count > 34, case .success(let (h, payload)) = IPv4Header.open(Array(frame[14...])), h.proto == .icmp,
      InternetChecksum.compute(Array(payload)) == 0, let m = try? ICMPMessage(parsing: Array(payload))
    else { return nil }
    return (m.type, m.code, m.data)
  }
}
