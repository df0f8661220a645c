import CSystem
import Glibc
import ProtocolEngines

/// What a live end asks of the machine: sockets, time, signals, processes. The kernel's is `LiveKernel`; tests have one of their own.
/// Numbers below zero are errors, as in `CSystem.h`: `-errno`.
protocol LiveSystem {
  /// Microseconds of a clock that only goes forward, and the time of day in nanoseconds.
  func micros() -> Int64
  func wallNanos() -> Int64
  func dice() -> Dice
  /// 0, or the error with which the generator that `dice` uses has failed.
  func chanceFault() -> Int32
  /// From now on signals to stop are counted and do not end the process.
  func countInterrupts()
  func interrupts() -> Int
  /// Sleeps until something of `watches` is ready or the time is up (below zero: for ever).
  func wait(_ watches: inout [lab_watch], micros: Int64) -> Int32

  func rawSocket(_ proto: IPProtocol) -> Int32
  /// Hears only this peer from now on.
  func tie(_ raw: Int32, local: IPv4Address, peer: IPv4Address) -> Int32
  func sendRaw(_ raw: Int32, local: IPv4Address, peer: IPv4Address, _ octets: [UInt8]) -> Int
  func listen(_ address: IPv4Address, port: UInt16) -> Int32
  func accept(_ listener: Int32) -> (fd: Int32, peer: SocketName)
  /// A connection under way.
  func connect(_ address: IPv4Address, port: UInt16) -> Int32
  /// 0, or the error with which a connection failed.
  func connected(_ fd: Int32) -> Int32
  func name(_ fd: Int32, peer: Bool) -> SocketName
  func send(_ fd: Int32, _ octets: ArraySlice<UInt8>) -> Int
  func receive(_ fd: Int32, into room: inout [UInt8]) -> Int
  /// FIN.
  func finish(_ fd: Int32)
  func close(_ fd: Int32)

  /// A socket for the datagrams of all peers to this port.
  func bindUDP(_ address: IPv4Address, port: UInt16) -> Int32
  /// A socket with a port of the system's choice, for datagrams of this address and port only.
  func connectUDP(_ address: IPv4Address, port: UInt16) -> Int32
  func receiveDatagram(_ fd: Int32, into room: inout [UInt8]) -> ReceivedDatagram
  /// `local`: the address that it is sent from; the system chooses where it is 0.0.0.0.
  func sendDatagram(_ fd: Int32, local: IPv4Address, to peer: SocketName, _ octets: [UInt8]) -> Int

  func spawn(_ command: String, local: String, peer: String) -> Int32
  /// The status of a process that has ended.
  func reap(_ process: Int32) -> Int32?
  func terminate(_ process: Int32)
}

/// `count`: octets of the datagram, or below zero an error. `local`: the address that it was sent to.
struct ReceivedDatagram {
  var count: Int
  var peer = SocketName()
  var local = IPv4Address.any
}

/// The kernel of this machine.
struct LiveKernel: LiveSystem {
  func micros() -> Int64 { lab_monotonic_micros() }
  func wallNanos() -> Int64 { lab_wall_nanos() }
  func dice() -> Dice { LivePlan.dice() }
  func chanceFault() -> Int32 { lab_random_fault() }
  func countInterrupts() { lab_count_interrupts() }
  func interrupts() -> Int { Int(lab_interrupts()) }
  func wait(_ watches: inout [lab_watch], micros: Int64) -> Int32 {
    watches.withUnsafeMutableBufferPointer { lab_wait($0.baseAddress, Int32(clamping: $0.count), micros) }
  }

  func rawSocket(_ proto: IPProtocol) -> Int32 { lab_raw_socket(Int32(proto.rawValue)) }
  func tie(_ raw: Int32, local: IPv4Address, peer: IPv4Address) -> Int32 { lab_raw_bind(raw, local.raw, peer.raw) }
  func sendRaw(_ raw: Int32, local: IPv4Address, peer: IPv4Address, _ octets: [UInt8]) -> Int {
    octets.withUnsafeBytes { lab_send_from(raw, local.raw, peer.raw, $0.baseAddress, $0.count) }
  }
  func listen(_ address: IPv4Address, port: UInt16) -> Int32 { lab_tcp_listen(address.raw, port) }
  func accept(_ listener: Int32) -> (fd: Int32, peer: SocketName) {
    var address: UInt32 = 0
    var port: UInt16 = 0
    let fd = lab_tcp_accept(listener, &address, &port)
    return (fd, SocketName(address: IPv4Address(address), port: port))
  }
  func connect(_ address: IPv4Address, port: UInt16) -> Int32 { lab_tcp_connect(address.raw, port) }
  func connected(_ fd: Int32) -> Int32 { lab_tcp_connected(fd) }
  func name(_ fd: Int32, peer: Bool) -> SocketName {
    var a: UInt32 = 0
    var p: UInt16 = 0
    _ = lab_socket_name(fd, peer ? 1 : 0, &a, &p)
    return SocketName(address: IPv4Address(a), port: p)
  }
  func send(_ fd: Int32, _ octets: ArraySlice<UInt8>) -> Int { octets.withUnsafeBytes { lab_send(fd, $0.baseAddress, $0.count) } }
  func receive(_ fd: Int32, into room: inout [UInt8]) -> Int { room.withUnsafeMutableBytes { lab_receive(fd, $0.baseAddress, $0.count) } }
  func finish(_ fd: Int32) { lab_finish_sending(fd) }
  func close(_ fd: Int32) { lab_close(fd) }

  func bindUDP(_ address: IPv4Address, port: UInt16) -> Int32 { lab_udp_bind(address.raw, port) }
  func connectUDP(_ address: IPv4Address, port: UInt16) -> Int32 { lab_udp_connect(address.raw, port) }
  func receiveDatagram(_ fd: Int32, into room: inout [UInt8]) -> ReceivedDatagram {
    var a: UInt32 = 0
    var p: UInt16 = 0
    var l: UInt32 = 0
    let n = room.withUnsafeMutableBytes { lab_udp_receive(fd, $0.baseAddress, $0.count, &a, &p, &l) }
    return ReceivedDatagram(count: n, peer: SocketName(address: IPv4Address(a), port: p), local: IPv4Address(l))
  }
  func sendDatagram(_ fd: Int32, local: IPv4Address, to peer: SocketName, _ octets: [UInt8]) -> Int {
    octets.withUnsafeBytes { lab_udp_send(fd, local.raw, peer.address.raw, peer.port, $0.baseAddress, $0.count) }
  }

  func spawn(_ command: String, local: String, peer: String) -> Int32 { lab_spawn(command, local, peer) }
  func reap(_ process: Int32) -> Int32? {
    var status: Int32 = 0
    return lab_reap(process, &status) == 0 ? nil : status
  }
  func terminate(_ process: Int32) { kill(process, SIGTERM) }
}
