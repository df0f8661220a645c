import ProtocolEngines

/// The conversation as IP packets: packets of raw sockets as they are, and for a control connection and for datagrams, whose headers
/// only the kernel sees, segments and datagrams that carry the same octets. For captures and for `--step`; the Observer reads them like
/// any other packets.
struct LiveWire {
  struct Packet {
    var octets: [UInt8]
    var fromUs: Bool
  }
  private var ours = SocketName(), theirs = SocketName()
  private var ourSequence: UInt32 = 1000, theirSequence: UInt32 = 5000
  private var identification: UInt16 = 0
  /// Largest piece of a stream in one made-up segment.
  private static let piece = 1400

  /// What a capture of these packets says of itself.
  static func comment(_ kind: TunnelKind) -> String {
    let raw = kind.protocols.isEmpty ? "" : "\(kind.protocols.map(\.meaning).joined(separator: " and ")) packets as they were; "
    // Which of the two it is follows from what the kind's port is a port of.
    let made =
      kind.transport == "UDP"
      ? "the headers of the datagrams are put together for their data."
      : "the segments of the control connection are put together from its octets."
    return "A live tunnel. \(raw.isEmpty ? made.prefix(1).uppercased() + made.dropFirst() : raw + made)"
  }

  /// The names of the two ends are known.
  mutating func between(ours: SocketName, theirs: SocketName) {
    self.ours = ours
    self.theirs = theirs
  }

  /// The three packets of the handshake.
  mutating func opened(ours: SocketName, theirs: SocketName, byUs: Bool) -> [Packet] {
    between(ours: ours, theirs: theirs)
    ourSequence = 1000
    theirSequence = 5000
    var out = [segment(byUs, TCPHeader.syn, [])]
    out.append(segment(!byUs, TCPHeader.syn | TCPHeader.ack, []))
    out.append(segment(byUs, TCPHeader.ack, []))
    return out
  }

  mutating func data(_ octets: [UInt8], fromUs: Bool) -> [Packet] {
    var out: [Packet] = []
    var rest = octets[...]
    while !rest.isEmpty {
      out.append(segment(fromUs, TCPHeader.psh | TCPHeader.ack, Array(rest.prefix(Self.piece))))
      rest = rest.dropFirst(Self.piece)
    }
    return out
  }

  mutating func closed(byUs: Bool) -> [Packet] {
    let a = segment(byUs, TCPHeader.fin | TCPHeader.ack, [])
    let b = segment(!byUs, TCPHeader.fin | TCPHeader.ack, [])
    return [a, b, segment(byUs, TCPHeader.ack, [])]
  }

  /// A packet that we sent through a raw socket.
  mutating func raw(_ proto: IPProtocol, _ octets: [UInt8]) -> Packet {
    identification &+= 1
    return Packet(octets: IPv4Header.packet(from: ours.address, to: theirs.address, proto, id: identification, octets), fromUs: true)
  }

  /// A datagram (RFC 768) between ports of the two ends.
  mutating func datagram(_ octets: [UInt8], ourPort: UInt16, theirPort: UInt16, fromUs: Bool) -> Packet {
    let (from, to) = fromUs ? (ours.address, theirs.address) : (theirs.address, ours.address)
    var h = UDPHeader()
    (h.sourcePort, h.destinationPort) = fromUs ? (ourPort, theirPort) : (theirPort, ourPort)
    identification &+= 1
    let packet = IPv4Header.packet(from: from, to: to, .udp, id: identification, h.datagram(from: from, to: to, octets))
    return Packet(octets: packet, fromUs: fromUs)
  }

  private mutating func segment(_ fromUs: Bool, _ flags: UInt16, _ data: [UInt8]) -> Packet {
    let (from, to) = fromUs ? (ours, theirs) : (theirs, ours)
    var h = TCPHeader()
    h.sourcePort = from.port
    h.destinationPort = to.port
    h.sequence = fromUs ? ourSequence : theirSequence
    h.acknowledgement = flags & TCPHeader.ack == 0 ? 0 : fromUs ? theirSequence : ourSequence
    h.offsetAndFlags = flags
    h.window = 65535
    let counts = UInt32(data.count) &+ (flags & (TCPHeader.syn | TCPHeader.fin) == 0 ? 0 : 1)
    if fromUs { ourSequence &+= counts } else { theirSequence &+= counts }
    identification &+= 1
    let packet = IPv4Header.packet(
      from: from.address, to: to.address, .tcp, id: identification, h.segment(from: from.address, to: to.address, data))
    return Packet(octets: packet, fromUs: fromUs)
  }
}
