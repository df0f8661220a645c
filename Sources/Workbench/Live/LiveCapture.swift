import CSystem
import Glibc
import ProtocolEngines

/// A capture file of raw IP packets, written as they come.
struct LiveCapture {
  private let fd: Int32
  private var writer: PcapngWriter
  /// The errno of the write that failed; nothing is written after it, so what is in the file is whole. 0: all is well.
  private(set) var fault: Int32 = 0

  static func open(_ path: String, comment: String) -> Result<LiveCapture, FileError> {
    let fd = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if fd < 0 { return .failure(.last) }
    let capture = LiveCapture(fd: fd, comment: comment)
    guard capture.fault == 0 else {
      capture.close()
      return .failure(FileError(text: sentence(Int(capture.fault))))
    }
    return .success(capture)
  }

  /// The file is the capture's from now on.
  init(fd: Int32, comment: String) {
    self.fd = fd
    writer = PcapngWriter(comment: comment, nanoseconds: true)
    writer.interface(.rawIP, name: "live")
    put()
  }

  mutating func add(_ packet: LiveWire.Packet, nanoseconds: Int64) {
    writer.packet(interface: 0, time: nanoseconds, packet.octets, direction: packet.fromUs ? .outbound : .inbound)
    put()
  }

  private mutating func put() {
    let octets = writer.take()
    guard fault == 0 else { return }
    fault = -octets.withUnsafeBytes { lab_write_all(fd, $0.baseAddress, $0.count) }
  }
  func close() { _ = Glibc.close(fd) }
}
