import CSystem
import Glibc
import ProtocolEngines

/// A TCP connection of the kernel with its own queue of octets to send. Never blocks.
struct LiveTCP {
  var fd: Int32 = -1
  var connecting = false
  /// Close once everything is sent.
  var closing = false
  private(set) var waiting: [UInt8] = []

  var isOpen: Bool { fd >= 0 }
  var wants: Int32 { Int32(LAB_READ) | (connecting || !waiting.isEmpty ? Int32(LAB_WRITE) : 0) }

  mutating func send(_ octets: [UInt8]) -> String? {
    waiting += octets
    return connecting ? nil : flush()
  }

  /// Sends what the kernel takes now; text of an error.
  mutating func flush() -> String? {
    while !waiting.isEmpty {
      let n = waiting.withUnsafeBytes { lab_send(fd, $0.baseAddress, $0.count) }
      if n == -Int(EAGAIN) { return nil }
      if n < 0 { return sentence(-n) }
      waiting.removeFirst(n)
    }
    return nil
  }

  enum Received { case octets([UInt8]), nothing, closed(String) }
  func receive() -> Received {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    let n = room.withUnsafeMutableBytes { lab_receive(fd, $0.baseAddress, $0.count) }
    if n == -Int(EAGAIN) { return .nothing }
    if n < 0 { return .closed(sentence(-n)) }
    return n == 0 ? .closed("the peer closed the connection") : .octets(Array(room[..<n]))
  }

  mutating func close() {
    if fd >= 0 { lab_close(fd) }
    self = LiveTCP()
  }
}

/// What the system says about an error number.
func sentence(_ number: Int) -> String { String(cString: strerror(Int32(truncatingIfNeeded: number))) }

struct SocketName: Equatable {
  var address = IPv4Address(0)
  var port: UInt16 = 0

  static func of(_ fd: Int32, peer: Bool) -> SocketName {
    var a: UInt32 = 0
    var p: UInt16 = 0
    _ = lab_socket_name(fd, peer ? 1 : 0, &a, &p)
    return SocketName(address: IPv4Address(a), port: p)
  }
}
