/// The outer network stack of one lab node: Ethernet and IPv4 around TCP, UDP and other IP protocols, with what a real host answers
/// by itself (RST for a closed port, ICMP unreachable, echo replies). Neighbours are known in advance: there is no ARP.
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
    /// The data of a datagram for a port that an application listens on.
    case udp([UInt8], from: IPv4Address, sourcePort: UInt16, to: UInt16)
    /// What an IP packet carries, from the protocol's own header on.
    case ip(IPProtocol, [UInt8], from: IPv4Address)
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
  private static let udpLimit = 64
  /// Fragments of the smallest MTU may make the longest datagram.
  private static let reassemblyLimits = Reassembler<[UInt8]>.Limits(datagrams: 16, fragments: 1400, octets: 4 * IPv4Header.mostOctets)

  public let mac: MACAddress
  public let address: IPv4Address
  public let neighbours: [Neighbour]
  /// The largest packet of the link, in octets: longer ones go in fragments.
  public var mtu = 1500
  private var listening: [UInt16] = []
  private var udpPorts: [UInt16] = []
  /// Protocols that an application takes. Others are answered with "protocol unreachable".
  private var protocols: [IPProtocol] = []
  /// With each fragment that is the first of its datagram goes what an ICMP error quotes.
  private var fragments = Reassembler<[UInt8]>(Self.reassemblyLimits, overlap: .refusesDatagram)
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
    var first = fragments.nextTimeout
    for i in connections.indices { first = earliest(first, connections[i].tcp.nextTimeout) }
    return first
  }
  public var timers: [PendingTimer] {
    var list: [PendingTimer] = []
    for c in connections { list += c.tcp.timers }
    if let due = fragments.nextTimeout {
      let purpose = "give up a datagram of which fragments are missing, and report that to its sender"
      list.append(PendingTimer(name: "ip.reassembly", due: due, purpose: purpose))
    }
    return list.count > 1 ? list.sorted { $0.due < $1.due } : list
  }

  /// Who a TCP connection is with; nil where there is none of this number.
  public func remote(of connection: Int) -> IPv4Address? { connections.first { $0.id == connection }?.tcp.ends.remote }

  // MARK: The application's calls

  public mutating func listen(_ port: UInt16) { if !listening.contains(port) { listening.append(port) } }

  /// Takes datagrams to a UDP port. Without a port the host chooses one; nil when there are too many.
  @discardableResult public mutating func listen(udp port: UInt16?) -> UInt16? {
    if let port, udpPorts.contains(port) { return port }
    guard udpPorts.count < Self.udpLimit else { return nil }
    var chosen = port ?? ephemeralPort()
    while port == nil, udpPorts.contains(chosen) { chosen = ephemeralPort() }
    udpPorts.append(chosen)
    return chosen
  }

  /// Takes packets of an IP protocol: all but ICMP, TCP and UDP, which the host has itself.
  public mutating func listen(ip proto: IPProtocol) { if !protocols.contains(proto) { protocols.append(proto) } }

  /// Opens a connection; its number, or nil when there are too many.
  public mutating func connect(to remote: IPv4Address, port: UInt16, at now: Instant) -> Int? {
    guard connections.count < Self.connectionLimit else { return nil }
    let ends = TCPConnection.Ends(local: address, localPort: ephemeralPort(), remote: remote, remotePort: port)
    // The initial sequence number must not be guessable (RFC 9293 §3.4.1): from the dice.
    return add(TCPConnection(connect: ends, initialSequence: dice.uint32(), mss: mss, at: now))
  }

  private mutating func ephemeralPort() -> UInt16 {
    defer { nextPort = nextPort == 65535 ? 49152 : nextPort + 1 }
    return nextPort
  }
  /// IP and TCP headers have 20 octets each.
  private var mss: UInt16 { UInt16(min(largestPacket - 40, Int(TCPConnection.ownMSS))) }
  private var largestPacket: Int { min(max(mtu, IPv4Header.leastMTU), IPv4Header.mostOctets) }

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

  /// Sends one datagram (RFC 768). `hasChecksum` false: without one, as UDP-encapsulated ESP asks (RFC 3948 §2.1).
  /// `dontFragment`: a packet that is too large for the link is not sent at all.
  public mutating func send(
    udp octets: [UInt8], from source: UInt16, to remote: IPv4Address, port: UInt16, hasChecksum: Bool = true, dontFragment: Bool = false
  ) {
    guard octets.count <= UDPHeader.mostData else {
      return refuse(sending: "\(octets.count) octets fit no datagram: \(UDPHeader.mostData) are the most.", "RFC 768")
    }
    var h = UDPHeader()
    h.sourcePort = source
    h.destinationPort = port
    transmit(
      .udp, h.datagram(from: address, to: remote, octets, hasChecksum: hasChecksum), to: remote, dontFragment: dontFragment)
  }

  /// Sends a packet of an IP protocol: `octets` begin with the protocol's own header.
  public mutating func send(ip proto: IPProtocol, _ octets: [UInt8], to remote: IPv4Address, dontFragment: Bool = false) {
    transmit(proto, octets, to: remote, dontFragment: dontFragment)
  }

  /// Sends acknowledgements still owed: call it when the applications have had their turn.
  public mutating func settle() {
    for i in connections.indices { connections[i].tcp.settle() }
    drain()
  }

  public mutating func tick(at now: Instant) {
    giveUpFragments(at: now)
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
      let quoted = packet.prefix(h.headerLength + 8)
      if h.isFragment {
        receiveFragment(h, Array(payload), quoting: quoted, at: now)
      } else {
        deliver(h, payload, quoting: quoted, at: now)
      }
    }
  }

  /// A whole datagram's data. `quoted`: what an ICMP error has of it, the header and eight octets (RFC 792).
  private mutating func deliver(_ h: IPv4Header, _ payload: ArraySlice<UInt8>, quoting quoted: ArraySlice<UInt8>, at now: Instant) {
    switch h.proto {
    case .tcp: receiveTCP(h, payload, at: now)
    case .icmp: receiveICMP(h, Array(payload))
    case .udp: receiveUDP(h, payload, quoting: quoted)
    case let proto where protocols.contains(proto): outputs.append(.ip(proto, Array(payload), from: h.source))
    default:
      refuse(quoted, h, code: 2, "IP protocol \(h.proto.meaning) is not spoken here: ICMP protocol unreachable.", "RFC 1122 §3.2.2.1")
    }
  }

  private mutating func receiveUDP(_ ip: IPv4Header, _ payload: ArraySlice<UInt8>, quoting quoted: ArraySlice<UInt8>) {
    guard ip.source.isOneHost, ip.source != address else {
      return ignore("UDP datagram from \(ip.source), which is no other host's address.", "RFC 1122 §4.1.3.6")
    }
    switch UDPHeader.open(payload, from: ip.source, to: ip.destination) {
    case .failure(let r): ignore("\(r.text): drop the datagram.", r.ref)
    case .success(let (h, data)):
      guard udpPorts.contains(h.destinationPort) else {
        return refuse(quoted, ip, code: 3, "No program takes this UDP port: ICMP port unreachable.", "RFC 1122 §4.1.3.1")
      }
      outputs.append(.udp(data, from: ip.source, sourcePort: h.sourcePort, to: h.destinationPort))
    }
  }

  // MARK: Fragments

  private mutating func receiveFragment(_ h: IPv4Header, _ octets: [UInt8], quoting quoted: ArraySlice<UInt8>, at now: Instant) {
    giveUpFragments(at: now)
    if let fault = h.fault(fragmentOf: octets.count) { return ignore("Fragment dropped: \(fault.text)", fault.ref) }
    let key = Reassembler<[UInt8]>.Key(
      source: HostAddress(h.source), destination: HostAddress(h.destination), proto: h.proto.rawValue,
      identification: UInt32(h.identification))
    while let d = fragments.makeRoom(for: key, octets: octets.count) {
      ignore("Too many datagrams wait for fragments: the oldest, \(Self.name(d)), is given up.", "RFC 1122 §3.3.2")
    }
    let at = h.fragmentOffset
    let fragment = Reassembler<[UInt8]>.Fragment(
      offset: at, more: h.moreFragments, octets: octets, tag: at == 0 ? Array(quoted) : [])
    switch fragments.add(fragment, to: key, at: now) {
    case .refused(let fault): ignore("Fragment dropped: \(fault.text)", fault.ref)
    case .kept:
      note(
        .fact, "A fragment: octets \(at) to \(fragment.end - 1) of datagram \(h.identification) wait until all of it is here.",
        "RFC 791 §3.2")
    case .whole(let whole):
      note(
        .fact,
        """
        The last missing fragment of datagram \(h.identification): \(whole.tags.count) fragments make \(whole.octets.count) octets of \
        \(h.proto.meaning).
        """, "RFC 791 §3.2")
      deliver(h, whole.octets[...], quoting: whole.tags[0][...], at: now)
    }
  }

  /// RFC 1122 §3.3.2: what is not whole in time is dropped, and its sender learns of it where the first fragment came.
  private mutating func giveUpFragments(at now: Instant) {
    while let d = fragments.expire(at: now) {
      let missing = d.missing().joined(separator: " and ")
      let given: Sentence = "\(Self.name(d)) is given up: octets \(missing) did not come in \(Reassembler<[UInt8]>.timeout.text)"
      // No error answers an error, which a message of ICMP may be (RFC 1122 §3.2.2).
      guard let quoted = d.first, let h = try? IPv4Header.prefix(of: quoted).message, h.source.isOneHost, h.proto != .icmp else {
        note(.timer, Sentence("\(given).").capitalised, "RFC 1122 §3.3.2")
        continue
      }
      note(.timer, Sentence("\(given): ICMP time exceeded.").capitalised, "RFC 1122 §3.3.2")
      report(type: 11, code: 1, quoting: quoted[...], to: h.source)
    }
  }

  private static func name(_ d: Reassembler<[UInt8]>.Datagram) -> Sentence { "datagram \(d.key.identification) from \(d.key.source)" }

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
      _ = add(TCPConnection(accept: ends, syn: h, initialSequence: dice.uint32(), mss: mss, at: now))
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
    case 11 where m.code == 1:
      note(.problem, "\(ip.source) answers: fragments of a datagram did not all come.", "RFC 1122 §3.3.2")
    default: break
    }
  }

  /// Destination unreachable, quoting the header and eight octets (RFC 792).
  private mutating func refuse(_ quoted: ArraySlice<UInt8>, _ h: IPv4Header, code: UInt8, _ text: Sentence, _ ref: String) {
    outputs.append(.note(Note(.refused, "ip", text, ref: ref)))
    report(type: 3, code: code, quoting: quoted, to: h.source)
  }

  private mutating func report(type: UInt8, code: UInt8, quoting quoted: ArraySlice<UInt8>, to remote: IPv4Address) {
    var m = ICMPMessage()
    m.type = type
    m.code = code
    m.data = Array(quoted)
    transmit(.icmp, m.sealed(), to: remote)
  }

  // MARK: Sending

  private mutating func transmit(_ proto: IPProtocol, _ payload: [UInt8], to remote: IPv4Address, dontFragment: Bool = false) {
    guard let next = neighbours.first(where: { $0.address == remote }) else {
      return ignore("No route to \(remote).", "RFC 1122 §3.3.1")
    }
    if 20 + payload.count > largestPacket { return transmitInFragments(proto, payload, to: next, dontFragment) }
    let id = identification
    identification &+= 1
    var frame = EthernetHeader(destination: next.mac, source: mac, type: .ipv4).encoded()
    IPv4Header.append(to: &frame, from: address, to: remote, proto, id: id, payload)
    transmit(&frame)
  }

  private mutating func transmit(_ frame: inout [UInt8]) {
    // The data part of a frame has at least 46 octets (RFC 894).
    if frame.count < 60 { frame += [UInt8](repeating: 0, count: 60 - frame.count) }
    outputs.append(.frame(frame))
  }

  /// RFC 791 §3.2: all fragments have the same identification, and all but the last a multiple of eight octets.
  @inline(never)
  private mutating func transmitInFragments(
    _ proto: IPProtocol, _ payload: [UInt8], to next: Neighbour, _ dontFragment: Bool
  ) {
    let size = 20 + payload.count
    guard size <= IPv4Header.mostOctets else {
      return refuse(sending: "\(size) octets fit no packet: \(IPv4Header.mostOctets) are the most.", "RFC 791 §3.1")
    }
    // A router would answer with "fragmentation needed"; here the link is our own.
    guard !dontFragment else {
      return refuse(
        sending: "the packet has \(size) octets, the link takes \(largestPacket), and it must not be fragmented.", "RFC 1191 §3")
    }
    let id = identification
    identification &+= 1
    let cuts = IPv4Header.cuts(of: payload.count, mtu: largestPacket)
    note(
      .fact, "The packet has \(size) octets, the link takes \(largestPacket): it goes in \(cuts.count) fragments.", "RFC 791 §3.2")
    for cut in cuts {
      var frame = EthernetHeader(destination: next.mac, source: mac, type: .ipv4).encoded()
      let place = IPv4Header.place(cut.lowerBound, more: cut.upperBound < payload.count)
      IPv4Header.append(to: &frame, from: address, to: next.address, proto, id: id, flagsAndOffset: place, Array(payload[cut]))
      transmit(&frame)
    }
  }

  private mutating func refuse(sending text: Sentence, _ ref: String) {
    note(.problem, "Not sent: \(text)", ref)
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

  private mutating func ignore(_ text: Sentence, _ ref: String) { note(.ignored, text, ref) }
  private mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) {
    outputs.append(.note(Note(kind, "ip", text, ref: ref)))
  }

  /// The newest connection's variables, and how many there are.
  public func inspect(_ tree: inout StateTree) {
    tree.add("tcp.connections", connections.count, "TCP connections of this host")
    if let c = connections.last {
      c.tcp.inspect(&tree)
    } else {
      tree.add("tcp.state", TCPConnection.State.closed.rawValue, "RFC 9293 §3.3.2")
    }
    let waiting = fragments.waiting
    tree.add("ip.reassembly.datagrams", optional: waiting.map { .number(Int64($0.count)) }, "datagrams of which fragments are missing")
    tree.add("ip.reassembly.octets", optional: waiting.map { _ in .number(Int64(fragments.held)) }, "octets of their fragments")
    tree.add(
      "ip.reassembly.missing", optional: waiting.map { .text($0.oldest.missing().joined(separator: " and ")) },
      "octets missing of the oldest")
  }
}
