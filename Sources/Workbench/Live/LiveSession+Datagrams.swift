import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// A client's UDP socket: a port of the system's choice, tied to one port of the server.
struct LiveUDP {
  let fd: Int32
  /// The server's port.
  let remote: UInt16
  /// The port of this end.
  let local: UInt16
  /// It has been said that the server's host takes nothing at that port.
  var refused = false
}

extension LiveSession {
  /// A client's socket is there, and with it the addresses.
  mutating func udpIsReady(_ fd: Int32, _ port: UInt16, _ live: inout LiveShared) {
    guard !udp.contains(where: { $0.fd == fd }) else { return }
    let ours = live.system.name(fd, peer: false)
    if udp.isEmpty { know(ours, live.system.name(fd, peer: true), &live) }
    udp.append(LiveUDP(fd: fd, remote: port, local: ours.port))
  }

  /// A server's session begins with a datagram. False: nothing begins, and what the answer needed has been sent.
  mutating func begin(with octets: [UInt8], from theirs: SocketName, at name: SocketName, _ live: inout LiveShared) -> Bool {
    know(name, theirs, &live)
    keep(octets, ourPort: name.port, theirPort: theirs.port, fromUs: false, &live)
    endpoint.command(.listen, at: live.now)
    endpoint.transport(.received(octets, on: .udp(local: name.port, remote: theirs.port)), at: live.now)
    // Obeyed only when it is clear what they are: a stranger's datagram has no lines of its own.
    var outputs: [EndpointOutput] = []
    while let o = endpoint.poll() { outputs.append(o) }
    guard live.system.chanceFault() == 0 else { return false }
    if endpoint.down {
      for o in outputs { if case .send(let answer, on: .udp(let local, let remote)) = o { send(answer, from: local, to: remote, &live) } }
      return false
    }
    live.show(LiveReport.line("\(strong: peer.description) has sent its first datagram.", "accepted", at: live.now))
    for o in outputs { obey(o, &live) }
    live.event("datagram from \(peer)")
    return true
  }

  /// A datagram for a server's session.
  mutating func receive(_ octets: [UInt8], from theirs: SocketName, at port: UInt16, _ live: inout LiveShared) {
    keep(octets, ourPort: port, theirPort: theirs.port, fromUs: false, &live)
    endpoint.transport(.received(octets, on: .udp(local: port, remote: theirs.port)), at: live.now)
    live.event("")
    drain(&live)
  }

  /// What has come to a client's socket.
  mutating func serveUDP(_ fd: Int32, _ live: inout LiveShared) {
    for _ in 0..<(live.steps.on ? 1 : 64) {
      guard let i = udp.firstIndex(where: { $0.fd == fd }), ended == nil else { return }
      let d = live.system.receiveDatagram(fd, into: &live.room)
      guard d.count >= 0 else {
        if d.count != -Int(EAGAIN) { failed(i, d.count, &live) }
        return
      }
      let octets = Array(live.room[..<d.count])
      keep(octets, ourPort: udp[i].local, theirPort: udp[i].remote, fromUs: false, &live)
      endpoint.transport(.received(octets, on: .udp(local: nil, remote: udp[i].remote)), at: live.now)
      live.event("")
      drain(&live)
    }
  }

  /// To this port of the peer, from the socket for it.
  mutating func send(_ octets: [UInt8], from local: UInt16?, to remote: UInt16, _ live: inout LiveShared) {
    let own = udp.firstIndex { $0.remote == remote }
    let port = live.ports.first { $0.isUDP && (local == nil || $0.number == local) }
    guard let fd = own.map({ udp[$0].fd }) ?? port?.fd else {
      return problem("A datagram could not be sent: there is no socket for UDP port \(remote).", &live)
    }
    let to = SocketName(address: peer.address, port: remote)
    var n = live.system.sendDatagram(fd, local: ours.address, to: to, octets)
    if let own, n == -Int(ECONNREFUSED) {
      // That was about an earlier datagram, and this one has not been sent.
      failed(own, n, &live)
      n = live.system.sendDatagram(fd, local: ours.address, to: to, octets)
    }
    if n < 0, ![EAGAIN, ENOBUFS, ECONNREFUSED].contains(Int32(-n)) { problem("A datagram could not be sent: \(sentence(-n)).", &live) }
    keep(octets, ourPort: own.map { udp[$0].local } ?? port?.number ?? 0, theirPort: remote, fromUs: true, &live)
  }

  /// The system has heard something about a client's socket. An ICMP message may be forged, and a server may come back: the endpoint
  /// goes on and gives up by its own timers.
  private mutating func failed(_ i: Int, _ n: Int, _ live: inout LiveShared) {
    guard !udp[i].refused else { return }
    udp[i].refused = true
    problem("\(plan.host), UDP port \(udp[i].remote): \(sentence(-n)).", &live)
  }

  private mutating func keep(_ octets: [UInt8], ourPort: UInt16, theirPort: UInt16, fromUs: Bool, _ live: inout LiveShared) {
    guard live.keeps else { return }
    live.keep([wire.datagram(octets, ourPort: ourPort, theirPort: theirPort, fromUs: fromUs)], received: !fromUs)
  }
}
