import CSystem
import Glibc
import ProtocolEngines

/// A TCP connection of the system with its own queue of octets to send. Never blocks, and never keeps more than `limit` octets.
struct LiveTCP {
  var fd: Int32 = -1
  var connecting = false
  /// Close once everything is sent.
  var closing = false
  private var queue: [UInt8] = []
  private var head = 0
  /// A control connection has a few hundred octets under way. Who asks and never reads would otherwise fill our memory.
  static let limit = 1 << 16

  init(fd: Int32 = -1, connecting: Bool = false) {
    self.fd = fd
    self.connecting = connecting
  }

  var isOpen: Bool { fd >= 0 }
  /// Octets that the system has not taken yet.
  var waiting: Int { queue.count - head }
  var wants: Int32 { Int32(LAB_READ) | (connecting || waiting > 0 ? Int32(LAB_WRITE) : 0) }

  /// nil, or why the connection cannot go on.
  mutating func send(_ octets: [UInt8], _ system: any LiveSystem) -> Reason? {
    guard waiting + octets.count <= Self.limit else {
      return Reason(TransportReason.aborted, "the peer does not read what is sent to it: \(waiting) octets wait")
    }
    queue += octets
    return connecting ? nil : flush(system)
  }

  /// Sends what the system takes now; nil, or the error.
  mutating func flush(_ system: any LiveSystem) -> Reason? {
    defer {
      // What has gone is thrown away when it is all, or more than half: each octet moves once at most.
      if head > queue.count / 2 {
        queue.removeFirst(head)
        head = 0
      }
    }
    while waiting > 0 {
      let n = system.send(fd, queue[head...])
      if n == -Int(EAGAIN) { return nil }
      if n < 0 { return systemReason(-n) }
      head += n
    }
    return nil
  }

  enum Received {
    case octets([UInt8])
    case nothing
    case closed(Reason)
  }
  func receive(_ system: any LiveSystem, _ room: inout [UInt8]) -> Received {
    let n = system.receive(fd, into: &room)
    if n == -Int(EAGAIN) { return .nothing }
    if n < 0 { return .closed(systemReason(-n)) }
    return n == 0 ? .closed(Reason(TransportReason.closedByPeer, "the peer closed the connection")) : .octets(Array(room[..<n]))
  }

  mutating func close(_ system: any LiveSystem) {
    if fd >= 0 { system.close(fd) }
    self = LiveTCP()
  }
}

/// What the system says about an error number.
func sentence(_ number: Int) -> String { String(cString: strerror(Int32(truncatingIfNeeded: number))) }

/// The same as a reason.
func systemReason(_ number: Int) -> Reason { Reason(TransportReason.system, Sentence(verbatim: sentence(number))) }

struct SocketName: Equatable {
  var address = IPv4Address(0)
  var port: UInt16 = 0
}
