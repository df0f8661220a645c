/// The outer network stack of one lab node: Ethernet and IPv4 around TCP and GRE, with what a real host answers by itself
/// (RST for a closed port, ICMP unreachable, echo replies). Neighbours are known in advance; nobody asks with ARP.
public struct HostStack: Sendable, Equatable {
  public enum TCPEvent: Sendable, Equatable {
    case connected, accepted
    case received([UInt8])
    case finished
    /// nil: in good order.
    case closed(Reason?)
  }
  public enum Output: Sendable, Equatable {
    /// A whole Ethernet frame.
    case frame([UInt8])
    case tcp(connection: Int, TCPEvent)
    /// From the GRE header on.
    case gre([UInt8], from: IPv4Address)
    case note(Note)
  }
  public struct Neighbour: Sendable, Equatable {
    public var address: IPv4Address
    public var mac: MACAddress
    public init(_ address: IPv4Address, _ mac: MACAddress) {
      self.address = address
      self.mac = mac
    }
  }
  private struct Entry: Sendable, Equatable {
    var id: Int
    var tcp: TCPConnection
  }
  private static let connectionLimit = 16

  public let mac: MACAddress
  public let address: IPv4Address
  public let neighbours: [Neighbour]
  /// True: somebody takes GRE packets. Otherwise they are answered with "protocol unreachable".
  public var takesGRE = true
  private var listening: [UInt16] = []
  private var connections: [Entry] = []
  private var nextConnection = 1
  private var nextPort: UInt16
  private var identification: UInt16
  private var dice: Dice
  private var outputs = Fifo<Output>()

  public init(mac: MACAddress, address: IPv4Address, neighbours: [Neighbour], dice: Dice) {
    self.mac = mac
    self.address = address
    self.neighbours = neighbours
    self.dice = dice
    // Ephemeral ports as RFC 6335 §6 has them.
    nextPort = 49152 + UInt16(self.dice.below(8192))
    identification = self.dice.uint16()
  }

  /// Nothing is left to `poll`.
  public var isSilent: Bool { outputs.isEmpty }
  /// Some connection owes an acknowledgement that `settle` would send.
  public var owesAck: Bool { connections.indices.contains { connections[$0].tcp.ackDue } }
  public mutating func poll() -> Output? { outputs.next() }
  public var nextTimeout: Instant? {
    var first: Instant?
    for i in connections.indices { first = earliest(first, connections[i].tcp.nextTimeout) }
    return first
  }
  public var timers: [PendingTimer] {
    var list: [PendingTimer] = []
    for c in connections { list += c.tcp.timers }
    return list.count > 1 ? list.sorted { $0.due < $1.due } : list
  }

  /// Who a TCP connection is with; nil where there is none of this number.
  public func remote(of connection: Int) -> IPv4Address? { connections.first { $0.id == connection }?.tcp.ends.remote }

  // MARK: The application's calls

  public mutating func listen(_ port: UInt16) { if !listening.contains(port) { listening.append(port) } }

  /// Opens a connection; its number, or nil when there are too many.
  public mutating func connect(to remote: IPv4Address, port: UInt16, at now: Instant) -> Int? {
    guard connections.count < Self.connectionLimit else { return nil }
    let ends = TCPConnection.Ends(local: address, localPort: nextPort, remote: remote, remotePort: port)
    nextPort = nextPort == 65535 ? 49152 : nextPort + 1
    // The initial sequence number must not be guessable (RFC 9293 §3.4.1): from the dice.
    return add(TCPConnection(connect: ends, initialSequence: dice.uint32(), at: now))
  }

  /// Octets that the connection cannot take are never left out silently: a stream with a hole in it is no stream, so it ends.
  public mutating func send(_ octets: [UInt8], on connection: Int, at now: Instant) {
    with(connection) { tcp in
      guard !tcp.send(octets, at: now) else { return }
      if tcp.takesOctets {
        tcp.abort(
          at: now, because: "the other end does not read what is sent to it",
          "\(TCPConnection.sendLimit) octets wait for an acknowledgement already: no more are taken.", "RFC 9293 §3.10.2")
      } else {
        tcp.ignored("\(octets.count) octets to send after the connection was closed", "RFC 9293 §3.10.2")
      }
    }
  }
  public mutating func close(_ connection: Int, at now: Instant) { with(connection) { $0.close(at: now) } }
  public mutating func abort(_ connection: Int, at now: Instant) { with(connection) { $0.abort(at: now) } }

  /// Sends a GRE packet (from its header on).
  public mutating func gre(_ octets: [UInt8], to remote: IPv4Address) { transmit(.gre, octets, to: remote) }

  /// Sends acknowledgements still owed: call it when the applications have had their turn.
  public mutating func settle() {
    for i in connections.indices { connections[i].tcp.settle() }
    drain()
  }

  public mutating func tick(at now: Instant) {
    for i in connections.indices { connections[i].tcp.tick(at: now) }
    drain()
  }

  // MARK: Receiving

  public mutating func receive(_ frame: [UInt8], at now: Instant) {
    guard let (ethernet, used) = try? EthernetHeader.prefix(of: frame) else {
      return ignore("Frame too short for an Ethernet header.", "RFC 894")
    }
    guard ethernet.destination == mac || ethernet.destination == .broadcast else {
      return ignore("Frame for another hardware address: \(ethernet.destination).", "IEEE 802.3 §3.2")
    }
    guard ethernet.type == .ipv4 else { return ignore("EtherType \(ethernet.type.meaning) is not spoken here.", "RFC 894") }
    let packet = Array(frame[used...])
    switch IPv4Header.open(packet) {
    case .failure(let r): ignore("\(r.text).", r.ref)
    case .success(let (h, payload)):
      guard h.destination == address else { return ignore("Packet for \(h.destination), not for us.", "RFC 1122 §3.2.1.3") }
      switch h.proto {
      case .tcp: receiveTCP(h, payload, at: now)
      case .gre where takesGRE: outputs.append(.gre(Array(payload), from: h.source))
      case .icmp: receiveICMP(h, Array(payload))
      case .udp: refuse(packet, h, code: 3, "No program takes this UDP port: ICMP port unreachable.", "RFC 1122 §4.1.3.1")
      default:
        refuse(packet, h, code: 2, "IP protocol \(h.proto.meaning) is not spoken here: ICMP protocol unreachable.", "RFC 1122 §3.2.2.1")
      }
    }
  }

  private mutating func receiveTCP(_ ip: IPv4Header, _ payload: ArraySlice<UInt8>, at now: Instant) {
    let segment = Array(payload)
    let sum = InternetChecksum.compute(
      segment, pseudo: InternetChecksum.pseudo(ip.source, ip.destination, proto: IPProtocol.tcp.rawValue, length: segment.count))
    guard sum == 0 else { return ignore("TCP checksum is wrong: drop the segment as if it had never come.", "RFC 9293 §3.1") }
    guard let (h, used) = try? TCPHeader.prefix(of: segment) else { return ignore("TCP header is cut short.", "RFC 9293 §3.1") }
    let ends = TCPConnection.Ends(local: address, localPort: h.destinationPort, remote: ip.source, remotePort: h.sourcePort)
    if let i = connections.firstIndex(where: { $0.tcp.ends == ends }) {
      connections[i].tcp.receive(h, segment[used...], at: now)
    } else if h.has(TCPHeader.syn), !h.has(TCPHeader.ack), !h.has(TCPHeader.rst), listening.contains(h.destinationPort),
      connections.count < Self.connectionLimit
    {
      _ = add(TCPConnection(accept: ends, syn: h, initialSequence: dice.uint32(), at: now))
    } else if !h.has(TCPHeader.rst) {
      refuse(h, data: segment.count - used, ends)
    }
    drain()
  }

  /// RST for a segment that belongs to no connection (RFC 9293 §3.10.7.1).
  private mutating func refuse(_ h: TCPHeader, data: Int, _ ends: TCPConnection.Ends) {
    outputs.append(
      .note(
        Note(.refused, "tcp", "No connection and nobody listening on port \(ends.localPort): answer with RST.", ref: "RFC 9293 §3.10.7.1")))
    var r = TCPHeader()
    r.sourcePort = ends.localPort
    r.destinationPort = ends.remotePort
    if h.has(TCPHeader.ack) {
      r.sequence = h.acknowledgement
      r.offsetAndFlags = TCPHeader.rst
    } else {
      r.acknowledgement = h.sequence &+ UInt32(truncatingIfNeeded: data) &+ (h.has(TCPHeader.syn) ? 1 : 0) &+ (h.has(TCPHeader.fin) ? 1 : 0)
      r.offsetAndFlags = TCPHeader.rst | TCPHeader.ack
    }
    transmit(.tcp, r.segment(from: ends.local, to: ends.remote, []), to: ends.remote)
  }

  private mutating func receiveICMP(_ ip: IPv4Header, _ octets: [UInt8]) {
    guard InternetChecksum.compute(octets) == 0, var m = try? ICMPMessage(parsing: octets) else {
      return ignore("ICMP message with a wrong checksum or cut short.", "RFC 792")
    }
    switch m.type {
    case 8:
      m.type = 0
      transmit(.icmp, m.sealed(), to: ip.source)
    case 3:
      // Protocol or port unreachable for something of ours: for people to see; TCP itself ends by RST or time-out.
      let what =
        switch m.code {
        case 0: "network"
        case 1: "host"
        case 2: "protocol"
        case 3: "port"
        default: "destination"
        }
      outputs.append(.note(Note(.problem, "ip", "\(ip.source) answers: \(what) unreachable.", ref: "RFC 792")))
    default: break
    }
  }

  /// Destination unreachable, quoting the header and eight octets (RFC 792).
  private mutating func refuse(_ packet: [UInt8], _ h: IPv4Header, code: UInt8, _ text: Sentence, _ ref: String) {
    outputs.append(.note(Note(.refused, "ip", text, ref: ref)))
    var m = ICMPMessage()
    m.type = 3
    m.code = code
    m.data = Array(packet.prefix(h.headerLength + 8))
    transmit(.icmp, m.sealed(), to: h.source)
  }

  // MARK: Sending

  private mutating func transmit(_ proto: IPProtocol, _ payload: [UInt8], to remote: IPv4Address) {
    guard let next = neighbours.first(where: { $0.address == remote }) else {
      return ignore("No route to \(remote).", "RFC 1122 §3.3.1")
    }
    let id = identification
    identification &+= 1
    var frame = EthernetHeader(destination: next.mac, source: mac, type: .ipv4).encoded()
    IPv4Header.append(to: &frame, from: address, to: remote, proto, id: id, payload)
    // The data part of a frame has at least 46 octets (RFC 894).
    if frame.count < 60 { frame += [UInt8](repeating: 0, count: 60 - frame.count) }
    outputs.append(.frame(frame))
  }

  private mutating func add(_ tcp: TCPConnection) -> Int {
    let id = nextConnection
    nextConnection += 1
    connections.append(Entry(id: id, tcp: tcp))
    drain()
    return id
  }

  private mutating func with(_ id: Int, _ body: (inout TCPConnection) -> Void) {
    guard let i = connections.firstIndex(where: { $0.id == id }) else { return }
    body(&connections[i].tcp)
    drain()
  }

  private mutating func drain() {
    for i in connections.indices {
      while let o = connections[i].tcp.poll() {
        let id = connections[i].id
        switch o {
        case .segment(let s): transmit(.tcp, s, to: connections[i].tcp.ends.remote)
        case .connected: outputs.append(.tcp(connection: id, .connected))
        case .accepted: outputs.append(.tcp(connection: id, .accepted))
        case .received(let data): outputs.append(.tcp(connection: id, .received(data)))
        case .finished: outputs.append(.tcp(connection: id, .finished))
        case .closed(let reason): outputs.append(.tcp(connection: id, .closed(reason)))
        case .note(let n): outputs.append(.note(n))
        }
      }
    }
    connections.removeAll { $0.tcp.state == .closed }
  }

  private mutating func ignore(_ text: Sentence, _ ref: String) {
    outputs.append(.note(Note(.ignored, "ip", text, ref: ref)))
  }

  /// The newest connection's variables, and how many there are.
  public func inspect(_ tree: inout StateTree) {
    tree.add("tcp.connections", connections.count, "TCP connections of this host")
    if let c = connections.last {
      c.tcp.inspect(&tree)
    } else {
      tree.add("tcp.state", TCPConnection.State.closed.rawValue, "RFC 9293 §3.3.2")
    }
  }
}
