import Glibc

/// Octets of a file, a pipe or an array, read in pieces: never more of the file in memory than one record needs.
struct ByteSource: ~Copyable {
  private var descriptor: Int32
  private let owned: Bool
  private var buffer: [UInt8]
  private var start = 0
  private var end: Int
  private var atEnd: Bool
  /// Offset in the file of the octet that comes next.
  private(set) var offset = 0

  private static let chunk = 1 << 18

  /// `-` is standard input.
  init(path: String) throws(CaptureError) {
    if path == "-" {
      descriptor = 0
      owned = false
    } else {
      let fd = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      guard fd >= 0 else { throw CaptureError(text: "\(path): \(String(cString: strerror(errno)))", ref: "") }
      var status = stat()
      if fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        Glibc.close(fd)
        throw CaptureError(text: "\(path) is a folder, not a capture file", ref: "")
      }
      descriptor = fd
      owned = true
    }
    buffer = Self.zeros(Self.chunk)
    end = 0
    atEnd = false
  }

  /// By memset: a debug build takes a third of a second for 256 KiB otherwise.
  private static func zeros(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { p, n in
      if let base = p.baseAddress { memset(base, 0, count) }
      n = count
    }
  }

  init(octets: [UInt8]) {
    descriptor = -1
    owned = false
    buffer = octets
    end = octets.count
    atEnd = true
  }

  deinit { if owned { Glibc.close(descriptor) } }

  /// Octets at hand after trying to have `count` of them: fewer only at the end of the file.
  mutating func available(_ count: Int) throws(CaptureError) -> Int {
    if end - start >= count || atEnd { return end - start }
    if start > 0 {
      buffer.withUnsafeMutableBytes { b in
        if end > start { memmove(b.baseAddress!, b.baseAddress! + start, end - start) }
      }
      end -= start
      start = 0
    }
    if buffer.count < count { buffer += Self.zeros(count - buffer.count) }
    while end < count, !atEnd {
      let (from, room, fd) = (end, buffer.count - end, descriptor)
      let n = buffer.withUnsafeMutableBytes { Glibc.read(fd, $0.baseAddress! + from, room) }
      if n < 0 {
        if errno == EINTR { continue }
        throw CaptureError(offset: offset + end, text: "reading failed: \(String(cString: strerror(errno)))", ref: "")
      }
      if n == 0 { atEnd = true }
      end += n
    }
    return end - start
  }

  /// Looks at octets at hand.
  @inline(__always)
  func peek<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
    buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
  }

  mutating func skip(_ count: Int) {
    let n = min(count, end - start)
    start += n
    offset += n
  }

  /// The next `count` octets, which must be at hand.
  mutating func take(_ count: Int) -> [UInt8] {
    let out = [UInt8](buffer[start..<start + count])
    skip(count)
    return out
  }
}

/// Reads integers of either byte order out of octets at hand.
struct Endian: Sendable {
  var big: Bool
  func u16(_ p: UnsafeRawBufferPointer, _ at: Int) -> UInt16 {
    let v = p.loadUnaligned(fromByteOffset: at, as: UInt16.self)
    return big ? UInt16(bigEndian: v) : UInt16(littleEndian: v)
  }
  func u32(_ p: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    let v = p.loadUnaligned(fromByteOffset: at, as: UInt32.self)
    return big ? UInt32(bigEndian: v) : UInt32(littleEndian: v)
  }
  func u64(_ p: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    let v = p.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    return big ? UInt64(bigEndian: v) : UInt64(littleEndian: v)
  }
}
