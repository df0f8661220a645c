import CSystem

/// Standard output and standard error as buffers over write(2). A reader that goes away ends the program quietly, as for any filter.
struct Output {
  private let fd: Int32
  private var buffer: [UInt8] = []
  private(set) var broken = false

  init(_ fd: Int32) { self.fd = fd }

  mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 16 { flush() }
  }

  mutating func line(_ text: String) {
    write(text)
    write("\n")
  }

  mutating func write(_ octets: UnsafeRawBufferPointer) {
    if octets.count > 1 << 15 {
      flush()
      if !broken, lab_write_all(fd, octets.baseAddress, octets.count) < 0 { broken = true }
    } else {
      buffer.append(contentsOf: octets)
      if buffer.count > 1 << 16 { flush() }
    }
  }

  mutating func flush() {
    guard !buffer.isEmpty else { return }
    if !broken, buffer.withUnsafeBytes({ lab_write_all(fd, $0.baseAddress, $0.count) }) < 0 { broken = true }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// A message on standard error, at once.
func complain(_ text: String) {
  var err = Output(2)
  err.line(text)
  err.flush()
}
