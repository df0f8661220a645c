import CSystem
import Glibc
import ProtocolEngines

/// A capture file of raw IP packets, written as they come.
struct LiveCapture {
  private let fd: Int32
  private var writer = PcapngWriter(comment: "A live tunnel. GRE packets as they were; the segments of the control connection are put together from its octets.", nanoseconds: true)

  /// nil with errno set when the file cannot be made.
  init?(_ path: String) {
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if fd < 0 { return nil }
    writer.interface(.rawIP, name: "live")
    put()
  }

  mutating func add(_ packet: LiveWire.Packet, nanoseconds: Int64) {
    writer.packet(interface: 0, time: nanoseconds, packet.octets, direction: packet.fromUs ? .outbound : .inbound)
    put()
  }

  private mutating func put() {
    let octets = writer.take()
    _ = octets.withUnsafeBytes { lab_write_all(fd, $0.baseAddress, $0.count) }
  }
  func close() { _ = Glibc.close(fd) }
}
