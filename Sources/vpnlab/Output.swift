import CSystem
import Glibc
import HexViews

/// Standard output and standard error as buffers over write(2). A reader that goes away ends the program quietly, as for any filter.
struct Output {
  private let fd: Int32
  private var buffer: [UInt8] = []
  private(set) var broken = false
  /// 0, also where the reader went away; 3 where the octets could not be written for another reason (a full disk).
  private(set) var status: Int32 = 0

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
      if !broken, lab_write_all(fd, octets.baseAddress, octets.count) < 0 { fail() }
    } else {
      buffer.append(contentsOf: octets)
      if buffer.count > 1 << 16 { flush() }
    }
  }

  private mutating func fail() {
    let reason = errno
    broken = true
    guard reason != EPIPE else { return }
    status = 3
    if fd == 1 { complain("vpnlab: the output cannot be written: \(String(cString: strerror(reason)))") }
  }

  mutating func flush() {
    guard !buffer.isEmpty else { return }
    if !broken, buffer.withUnsafeBytes({ lab_write_all(fd, $0.baseAddress, $0.count) }) < 0 { fail() }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// A message on standard error, at once.
func complain(_ text: String) {
  var err = Output(2)
  err.line(inWantedCharacters(text))
  err.flush()
}

/// `--ascii` holds for help and complaints too, which come before options are read.
func inWantedCharacters(_ text: String) -> String {
  CommandLine.arguments.dropFirst().prefix { $0 != "--" }.contains("--ascii") ? ASCII.text(text) : text
}
