import CSystem
import Glibc
import HexViews

@testable import ProtocolEngines
@testable import Workbench

/// A machine whose other end is an endpoint too, whose clock jumps to whatever happens next, and that can be told to fail.
final class FakeSystem: LiveSystem {
  struct Stream {
    var incoming: [UInt8] = []
    var ended = false
    /// Octets taken from the program under test until the peer reads again.
    var room = Int.max
    var finished = false, closed = false
    var sent = 0
  }
  static let here = IPv4Address(127, 0, 0, 1), there = IPv4Address(127, 0, 0, 2)

  var clock: Int64 = 0
  var streams: [Int32: Stream] = [:]
  var accepts: [(fd: Int32, peer: SocketName)] = []
  var packets: [[UInt8]] = []
  var sentRaw = 0
  var closed: [Int32] = []
  /// When Ctrl-C is pressed.
  var signals: [Int64] = []
  /// Things to do at their time.
  var script: [(at: Int64, (FakeSystem) -> Void)] = []
  // What fails.
  var chance: Int32 = 0, rawError: Int32 = 0, acceptError: Int32 = 0, waitError: Int32 = 0, connectError: Int32 = 0
  /// The other end hears nothing and says nothing any more.
  var silent = false
  /// Nothing was left to happen, and the program would have slept for ever.
  var stuck = false
  private var waits = 0
  var spawned: [String] = []
  /// How a command ends.
  var commandEnds: Int32 = 0

  /// Other ends that are reached by TCP and GRE, with the host inside each one's end of the tunnel.
  struct PPTPPeer {
    var name: SocketName
    var endpoint: PPTPEndpoint
    var host = PingHost(dice: Dice(seed: 6))
    var stream: Int32 = -1
  }
  var pptpPeers: [PPTPPeer] = []
  /// The first of them.
  var peer: PPTPEndpoint? {
    get { pptpPeers.first?.endpoint }
    set { if let newValue { pptpPeers[0].endpoint = newValue } }
  }
  /// Other ends that are reached by UDP, and what they have sent.
  struct UDPPeer {
    var name: SocketName
    var side: PPPSide
    var endpoint: Endpoint
    var host = PingHost(dice: Dice(seed: 6))
  }
  var udpPeers: [UDPPeer] = []
  private var datagrams: [(from: SocketName, octets: [UInt8])] = []
  var datagramsSent = 0
  private var lastSeen = 0
  private var nextFD: Int32 = 10
  private var random = Dice(seed: 5)

  var allClosed: Bool { !streams.values.contains { !$0.closed } }
  var nothingSent: Bool { !streams.values.contains { $0.sent > 0 } }

  var now: ProtocolEngines.Instant { .init(micros: clock) }
  func at(_ seconds: Double, _ act: @escaping (FakeSystem) -> Void) { script.append((Int64(seconds * 1_000_000), act)) }

  // MARK: The other end

  /// A server (for `connect` under test) or a client that begins at once (for `serve`).
  func other(_ config: PPTPConfig, seed: UInt64 = 9) {
    if !pptpPeers.isEmpty { pptpPeers.removeFirst() }
    add(config, seed: seed, at: SocketName(address: Self.there, port: 4000), place: 0)
  }
  /// One more client.
  func another(_ config: PPTPConfig, seed: UInt64, at name: SocketName) {
    add(config, seed: seed, at: name, place: pptpPeers.count)
  }

  private func add(_ config: PPTPConfig, seed: UInt64, at name: SocketName, place: Int) {
    pptpPeers.insert(
      PPTPPeer(name: name, endpoint: PPTPEndpoint(config: config, dice: Dice(seed: seed))),
      at: place)
    pptpPeers[place].endpoint.command(config.ppp.side == .client ? .open : .listen, at: now)
    pump()
  }

  /// A TCP connection without an endpoint.
  func knock(_ octets: [UInt8] = [], room: Int = .max, from address: IPv4Address = FakeSystem.there) -> Int32 {
    let fd = open()
    streams[fd]?.incoming = octets
    streams[fd]?.room = room
    accepts.append((fd, SocketName(address: address, port: 5000)))
    return fd
  }

  private func open() -> Int32 {
    nextFD += 1
    streams[nextFD] = Stream()
    return nextFD
  }

  private func pump() { for i in pptpPeers.indices { pumpPPTP(i) } }

  private func pumpPPTP(_ i: Int) {
    while let o = pptpPeers[i].endpoint.poll() {
      if silent { continue }
      let name = pptpPeers[i].name
      switch o {
      case .open:
        pptpPeers[i].stream = open()
        accepts.append((pptpPeers[i].stream, name))
      case .send(let octets, on: .tcp): streams[pptpPeers[i].stream]?.incoming += octets
      case .close: streams[pptpPeers[i].stream]?.ended = true
      case .send(let octets, _):
        packets.append(IPv4Header.packet(from: name.address, to: Self.here, .gre, id: 1, octets))
      case .deliver(_, let packet):
        pptpPeers[i].host.address = pptpPeers[i].endpoint.ppp?.localAddress
        pptpPeers[i].host.address6 = pptpPeers[i].endpoint.ppp?.localInterfaceID.map {
          .linkLocal($0)
        }
        pptpPeers[i].host.receive(packet, at: now)
        pumpHost(i)
      case .listen, .refuse, .event, .note: break
      }
    }
  }
  private func pumpHost(_ i: Int) {
    while let h = pptpPeers[i].host.poll() {
      switch h {
      case .send(let six, let p):
        pptpPeers[i].endpoint.command(.send(six ? .ipv6 : .ipv4, p), at: now)
      case .reply(let r): replies.append(r)
      default: break
      }
    }
  }
  /// Answers to what `ping` sent.
  var replies: [PingReply] = []
  /// One of the PPTP ends pings through its tunnel.
  func ping(_ i: Int, _ address: IPv4Address) {
    pptpPeers[i].host.address = pptpPeers[i].endpoint.ppp?.localAddress
    pptpPeers[i].host.ping(address, at: now)
    pumpHost(i)
    pumpPPTP(i)
  }
  func hangup(pptp i: Int) {
    pptpPeers[i].endpoint.command(.hangup, at: now)
    pumpPPTP(i)
  }

  private func tell(_ e: (ControlTCP) -> TransportEvent, _ i: Int) {
    guard !silent else { return }
    pptpPeers[i].endpoint.transport(
      e(pptpPeers[i].endpoint.config.role == .pns ? .own : .peers), at: now)
    pumpPPTP(i)
  }
  private func owner(of fd: Int32) -> Int? { pptpPeers.firstIndex { $0.stream == fd } }

  /// Another end of the same kind of tunnel, over UDP; a client begins at once.
  func other(_ endpoint: Endpoint, _ side: PPPSide, at name: SocketName) {
    udpPeers.append(UDPPeer(name: name, side: side, endpoint: endpoint))
    let i = udpPeers.count - 1
    udpPeers[i].endpoint.command(side == .client ? .open : .listen, at: now)
    pump(i)
  }
  /// A datagram of no endpoint.
  func post(_ octets: [UInt8], from name: SocketName) { datagrams.append((name, octets)) }

  /// One of the UDP ends pings through its tunnel.
  func ping(udp i: Int, _ address: IPv4Address) {
    udpPeers[i].host.address = udpPeers[i].endpoint.insideAddress
    udpPeers[i].host.ping(address, at: now)
    pumpHost(udp: i)
    pump(i)
  }
  private func pumpHost(udp i: Int) {
    while let h = udpPeers[i].host.poll() {
      switch h {
      case .send(let six, let p):
        udpPeers[i].endpoint.command(.send(six ? .ipv6 : .ipv4, p), at: now)
      case .reply(let r): replies.append(r)
      default: break
      }
    }
  }
  /// One of the UDP ends hangs up.
  func hangup(_ i: Int) {
    udpPeers[i].endpoint.command(.hangup, at: now)
    pump(i)
  }

  private func pump(_ i: Int) {
    while let o = udpPeers[i].endpoint.poll() {
      switch o {
      case .open: udpPeers[i].endpoint.transport(.connected, at: now)
      case .send(let octets, on: .udp): datagrams.append((udpPeers[i].name, octets))
      case .deliver(_, let packet):
        udpPeers[i].host.address = udpPeers[i].endpoint.insideAddress
        udpPeers[i].host.receive(packet, at: now)
        pumpHost(udp: i)
      default: break
      }
    }
  }
  private func tickPeers() {
    for i in udpPeers.indices where udpPeers[i].endpoint.nextTimeout.map({ $0 <= now }) ?? false {
      udpPeers[i].endpoint.tick(at: now)
      pump(i)
    }
  }

  func bindUDP(_ address: IPv4Address, port: UInt16) -> Int32 { 3 }
  func connectUDP(_ address: IPv4Address, port: UInt16) -> Int32 { connectError == 0 ? 4 : connectError }
  func receiveDatagram(_ fd: Int32, into room: inout [UInt8]) -> ReceivedDatagram {
    guard !datagrams.isEmpty else { return ReceivedDatagram(count: -Int(EAGAIN)) }
    let d = datagrams.removeFirst()
    room.replaceSubrange(0..<d.octets.count, with: d.octets)
    return ReceivedDatagram(count: d.octets.count, peer: d.from, local: Self.here)
  }
  func sendDatagram(_ fd: Int32, local: IPv4Address, to peer: SocketName, _ octets: [UInt8]) -> Int {
    datagramsSent += 1
    guard let i = udpPeers.firstIndex(where: { $0.side == .server || $0.name == peer }), !silent else { return octets.count }
    let channel: Channel = udpPeers[i].side == .client ? .udp(local: nil, remote: 5) : .udp(local: peer.port, remote: 4000)
    udpPeers[i].endpoint.transport(.received(octets, on: channel), at: now)
    pump(i)
    return octets.count
  }

  // MARK: LiveSystem

  func micros() -> Int64 { clock }
  func wallNanos() -> Int64 { clock * 1000 }
  func dice() -> Dice { random.split() }
  func chanceFault() -> Int32 { chance }
  func countInterrupts() {}
  func interrupts() -> Int { signals.count { $0 <= clock } }

  func wait(_ watches: inout [lab_watch], micros: Int64) -> Int32 {
    if waitError != 0 {
      waits += 1
      return waits > 1000 ? -EPERM : waitError
    }
    let limit = micros < 0 ? Int64.max : clock + micros
    while true {
      var ready: Int32 = 0
      for i in watches.indices {
        let fd = watches[i].fd
        if fd == 1 {
          watches[i].got = packets.isEmpty ? 0 : Int32(LAB_READ)
        } else if fd == 2 {
          watches[i].got = accepts.isEmpty && acceptError == 0 ? 0 : Int32(LAB_READ)
        } else if fd == 3 || fd == 4 {
          watches[i].got = datagrams.isEmpty ? 0 : Int32(LAB_READ)
        } else if let s = streams[fd] {
          watches[i].got =
            (s.incoming.isEmpty && !s.ended ? 0 : Int32(LAB_READ))
            | (watches[i].want & Int32(LAB_WRITE) != 0 && s.room > 0 ? Int32(LAB_WRITE) : 0)
        }
        if watches[i].got != 0 { ready += 1 }
      }
      if interrupts() > lastSeen {
        lastSeen = interrupts()
        return -EINTR
      }
      if ready > 0 { return ready }
      let due =
        [
          limit, silent ? nil : pptpPeers.compactMap { $0.endpoint.nextTimeout?.micros }.min(),
          silent ? nil : udpPeers.compactMap { $0.endpoint.nextTimeout?.micros }.min(),
          signals.first { $0 > clock }, script.map(\.at).min(),
        ].compactMap { $0 }.min()
        ?? limit
      if due == .max {
        stuck = true
        return -EDEADLK
      }
      clock = max(clock, due)
      for (i, s) in script.enumerated().reversed() where s.at <= clock {
        script.remove(at: i)
        s.1(self)
      }
      for i in pptpPeers.indices
      where !silent && pptpPeers[i].endpoint.nextTimeout.map({ $0 <= now }) ?? false {
        pptpPeers[i].endpoint.tick(at: now)
      }
      if !silent { tickPeers() }
      pump()
      if due == limit { return 0 }
    }
  }

  func rawSocket(_ proto: IPProtocol) -> Int32 { rawError == 0 ? 1 : rawError }
  func tie(_ raw: Int32, local: IPv4Address, peer: IPv4Address) -> Int32 { 0 }
  func sendRaw(_ raw: Int32, local: IPv4Address, peer: IPv4Address, _ octets: [UInt8]) -> Int {
    sentRaw += 1
    let there = pptpPeers.indices.filter {
      pptpPeers[$0].endpoint.config.ppp.side == .server || pptpPeers[$0].name.address == peer
    }
    let owner = there.first { pptpPeers[$0].endpoint.owns(octets[...], on: .ip(.gre)) }
    if let i = owner ?? there.first { tell({ _ in .received(octets, on: .ip(.gre)) }, i) }
    return octets.count
  }
  func listen(_ address: IPv4Address, port: UInt16) -> Int32 { 2 }
  func accept(_ listener: Int32) -> (fd: Int32, peer: SocketName) {
    if acceptError != 0 { return (acceptError, SocketName()) }
    guard !accepts.isEmpty else { return (-EAGAIN, SocketName()) }
    let a = accepts.removeFirst()
    if let i = owner(of: a.fd) { tell({ _ in .connected }, i) }
    return a
  }
  func connect(_ address: IPv4Address, port: UInt16) -> Int32 {
    let fd = open()
    guard !pptpPeers.isEmpty else { return fd }
    pptpPeers[0].stream = fd
    if connectError == 0 { tell({ _ in .accepted }, 0) }
    return fd
  }
  func connected(_ fd: Int32) -> Int32 { connectError }
  func name(_ fd: Int32, peer: Bool) -> SocketName {
    if peer, let i = owner(of: fd) { return pptpPeers[i].name }
    return SocketName(address: peer ? Self.there : Self.here, port: peer ? 4000 : 1723)
  }
  func send(_ fd: Int32, _ octets: ArraySlice<UInt8>) -> Int {
    guard let s = streams[fd], !s.closed else { return -Int(EPIPE) }
    let n = min(s.room, octets.count)
    guard n > 0 else { return -Int(EAGAIN) }
    streams[fd]?.sent += n
    if s.room != .max { streams[fd]?.room -= n }
    if let i = owner(of: fd) { tell({ .received(Array(octets.prefix(n)), on: .tcp($0)) }, i) }
    return n
  }
  func receive(_ fd: Int32, into room: inout [UInt8]) -> Int {
    if fd == 1 {
      guard !packets.isEmpty else { return -Int(EAGAIN) }
      let p = packets.removeFirst()
      room.replaceSubrange(0..<p.count, with: p)
      return p.count
    }
    guard let s = streams[fd] else { return -Int(EBADF) }
    guard !s.incoming.isEmpty else { return s.ended ? 0 : -Int(EAGAIN) }
    let n = min(s.incoming.count, 4096)
    room.replaceSubrange(0..<n, with: s.incoming[..<n])
    streams[fd]?.incoming.removeFirst(n)
    return n
  }
  func finish(_ fd: Int32) {
    streams[fd]?.finished = true
    if let i = owner(of: fd) {
      tell({ .closed(Reason(TransportReason.closedByPeer, "closed"), on: .tcp($0)) }, i)
    }
  }
  func close(_ fd: Int32) {
    closed.append(fd)
    guard let s = streams[fd] else { return }
    streams[fd]?.closed = true
    if let i = owner(of: fd), !s.finished {
      tell({ .closed(Reason(TransportReason.reset, "reset"), on: .tcp($0)) }, i)
    }
  }
  func spawn(_ command: String, local: String, peer: String) -> Int32 {
    spawned.append("\(command) \(local) \(peer)")
    return 77
  }
  func reap(_ process: Int32) -> Int32? { commandEnds }
  func terminate(_ process: Int32) {}
}
