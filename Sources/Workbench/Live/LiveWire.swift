import ProtocolEngines

/// The conversation as IP packets: GRE packets as they are, and for the control connection, whose segments only the kernel sees,
/// segments that carry the same octets. For captures and for `--step`; the Observer reads them like any other packets.
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

  /// The three packets of the handshake.
  mutating func opened(ours: SocketName, theirs: SocketName, byUs: Bool) -> [Packet] {
    self.ours = ours
    self.theirs = theirs
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

  mutating func gre(_ octets: [UInt8]) -> Packet {
    identification &+= 1
    return Packet(octets: IPv4Header.packet(from: ours.address, to: theirs.address, .gre, id: identification, octets), fromUs: true)
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
