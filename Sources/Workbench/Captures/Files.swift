import CSystem
import Glibc

/// What the system says of a file that cannot be used.
public struct FileError: Error, Sendable {
  public var text: String
  static var last: FileError { FileError(text: String(cString: strerror(errno))) }
}

/// Whole files, without Foundation.
public enum Files {
  /// Where the running program lies; nil where the system does not say.
  public static func program() -> String? {
    var room = [CChar](repeating: 0, count: 4096)
    let n = readlink("/proc/self/exe", &room, room.count - 1)
    return n > 0 ? String(decoding: room[..<n].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  public static func read(_ path: String, limit: Int) -> Result<[UInt8], FileError> {
    let fd = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return .failure(.last) }
    defer { if fd != 0 { close(fd) } }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = Glibc.read(fd, &chunk, chunk.count)
      if n < 0 {
        if errno == EINTR { continue }
        return .failure(.last)
      }
      if n == 0 { return .success(out) }
      out.append(contentsOf: chunk[..<n])
      if out.count > limit { return .failure(FileError(text: "it is larger than \(limit >> 20) MB")) }
    }
  }

  public static func write(_ octets: [UInt8], to path: String) -> Result<Void, FileError> {
    let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard fd >= 0 else { return .failure(.last) }
    let r = octets.withUnsafeBytes { lab_write_all(fd, $0.baseAddress, $0.count) }
    let closed = close(fd)
    if r < 0 { return .failure(FileError(text: String(cString: strerror(-r)))) }
    return closed == 0 ? .success(()) : .failure(.last)
  }
}
