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
  mutating func udpStands(_ fd: Int32, _ port: UInt16, _ x: inout LiveShared) {
    guard !udp.contains(where: { $0.fd == fd }) else { return }
    let ours = x.system.name(fd, peer: false)
    if udp.isEmpty { know(ours, x.system.name(fd, peer: true), &x) }
    udp.append(LiveUDP(fd: fd, remote: port, local: ours.port))
  }

  /// A server's session begins with a datagram. False: nothing begins, and what the answer needed has been sent.
  mutating func begin(with octets: [UInt8], from theirs: SocketName, at name: SocketName, _ x: inout LiveShared) -> Bool {
    know(name, theirs, &x)
    keep(octets, ourPort: name.port, theirPort: theirs.port, fromUs: false, &x)
    endpoint.command(.listen, at: x.now)
    endpoint.transport(.received(octets, on: .udp(local: name.port, remote: theirs.port)), at: x.now)
    // Obeyed only when it is clear what they are: a stranger's datagram has no lines of its own.
    var outputs: [EndpointOutput] = []
    while let o = endpoint.poll() { outputs.append(o) }
    guard x.system.chanceFault() == 0 else { return false }
    if endpoint.down {
      for o in outputs { if case .send(let answer, on: .udp(let local, let remote)) = o { send(answer, from: local, to: remote, &x) } }
      return false
    }
    x.show(LiveReport.line("\(strong: peer.description) has sent its first datagram.", "accepted", at: x.now))
    for o in outputs { obey(o, &x) }
    x.event("datagram from \(peer)")
    return true
  }

  /// A datagram for a server's session.
  mutating func receive(_ octets: [UInt8], from theirs: SocketName, at port: UInt16, _ x: inout LiveShared) {
    keep(octets, ourPort: port, theirPort: theirs.port, fromUs: false, &x)
    endpoint.transport(.received(octets, on: .udp(local: port, remote: theirs.port)), at: x.now)
    x.event("")
    drain(&x)
  }

  /// What has come to a client's socket.
  mutating func serveUDP(_ fd: Int32, _ x: inout LiveShared) {
    for _ in 0..<(x.steps.on ? 1 : 64) {
      guard let i = udp.firstIndex(where: { $0.fd == fd }), ended == nil else { return }
      let d = x.system.receiveDatagram(fd, into: &x.room)
      guard d.count >= 0 else {
        if d.count != -Int(EAGAIN) { failed(i, d.count, &x) }
        return
      }
      let octets = Array(x.room[..<d.count])
      keep(octets, ourPort: udp[i].local, theirPort: udp[i].remote, fromUs: false, &x)
      endpoint.transport(.received(octets, on: .udp(local: nil, remote: udp[i].remote)), at: x.now)
      x.event("")
      drain(&x)
    }
  }

  /// To this port of the peer, from the socket for it.
  mutating func send(_ octets: [UInt8], from local: UInt16?, to remote: UInt16, _ x: inout LiveShared) {
    let own = udp.firstIndex { $0.remote == remote }
    let port = x.ports.first { $0.isUDP && (local == nil || $0.number == local) }
    guard let fd = own.map({ udp[$0].fd }) ?? port?.fd else {
      return problem("A datagram could not be sent: there is no socket for UDP port \(remote).", &x)
    }
    let to = SocketName(address: peer.address, port: remote)
    var n = x.system.sendDatagram(fd, local: ours.address, to: to, octets)
    if let own, n == -Int(ECONNREFUSED) {
      // That was about an earlier datagram, and this one has not been sent.
      failed(own, n, &x)
      n = x.system.sendDatagram(fd, local: ours.address, to: to, octets)
    }
    if n < 0, ![EAGAIN, ENOBUFS, ECONNREFUSED].contains(Int32(-n)) { problem("A datagram could not be sent: \(sentence(-n)).", &x) }
    keep(octets, ourPort: own.map { udp[$0].local } ?? port?.number ?? 0, theirPort: remote, fromUs: true, &x)
  }

  /// The system has heard something about a client's socket. An ICMP message may be forged, and a server may come back: the endpoint
  /// goes on and gives up by its own timers.
  private mutating func failed(_ i: Int, _ n: Int, _ x: inout LiveShared) {
    guard !udp[i].refused else { return }
    udp[i].refused = true
    problem("\(plan.host), UDP port \(udp[i].remote): \(sentence(-n)).", &x)
  }

  private mutating func keep(_ octets: [UInt8], ourPort: UInt16, theirPort: UInt16, fromUs: Bool, _ x: inout LiveShared) {
    guard x.keeps else { return }
    x.keep([wire.datagram(octets, ourPort: ourPort, theirPort: theirPort, fromUs: fromUs)], received: !fromUs)
  }
}
