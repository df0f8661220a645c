import Glibc
import ProtocolEngines

/// Octets on their way out: text is put together in one piece of memory that is used again and again, without a `String`
/// on the way. The caller asks `flush` now and then.
struct OutputBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  static let piece = 1 << 18

  init(capacity: Int = OutputBuffer.piece * 2) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }
  deinit { base.deallocate() }

  var octets: [UInt8] { [UInt8](UnsafeBufferPointer(start: base, count: count)) }

  /// Hands over everything so far once there is a good piece of it (or at the end).
  mutating func flush(_ out: (UnsafeRawBufferPointer) -> Void, always: Bool = false) {
    guard count >= Self.piece || (always && count > 0) else { return }
    out(UnsafeRawBufferPointer(start: base, count: count))
    count = 0
  }

  /// A copy of what was written since `from`.
  func tail(_ from: Int) -> [UInt8] { [UInt8](UnsafeBufferPointer(start: base + from, count: max(count - from, 0))) }
  /// Columns of the text since `from`: one for each character.
  func columns(from: Int) -> Int {
    var n = 0
    var i = from
    // Eight octets at once while they are plain ASCII.
    while i &+ 8 <= count {
      let word = UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self)
      if word & 0x8080_8080_8080_8080 == 0 {
        n &+= 8
      } else {
        for j in i..<(i &+ 8) where base[j] & 0xc0 != 0x80 { n &+= 1 }
      }
      i &+= 8
    }
    while i < count {
      if base[i] & 0xc0 != 0x80 { n &+= 1 }
      i &+= 1
    }
    return n
  }
  /// The same with escape sequences not counted.
  func styledColumns(from: Int) -> Int {
    var n = 0
    var i = from
    while i < count {
      if base[i] == 0x1b {
        while i < count, base[i] != 0x6d { i &+= 1 }
      } else if base[i] & 0xc0 != 0x80 {
        n &+= 1
      }
      i &+= 1
    }
    return n
  }
  mutating func add(_ s: ArraySlice<UInt8>) { s.withUnsafeBufferPointer { p in if let b = p.baseAddress { raw(b, p.count) } } }
  /// Cuts what was written since `from` so that it has at most `width` columns; the last of them says that something is missing.
  mutating func clip(from: Int, to width: Int) {
    guard width > 0, columns(from: from) > width else { return }
    var n = 0
    var i = from
    while i < count, n < width {
      i &+= 1
      while i < count, base[i] & 0xc0 == 0x80 { i &+= 1 }
      n &+= 1
      if n == width - 1 { break }
    }
    count = i
    text("…")
  }
  mutating func cut(to n: Int) { count = min(max(n, 0), count) }

  @inline(__always)
  private mutating func room(_ n: Int) {
    if count &+ n > capacity { grow(n) }
  }

  @inline(never)
  private mutating func grow(_ n: Int) {
    let larger = max(capacity * 2, count + n)
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    memcpy(new, base, count)
    base.deallocate()
    base = new
    capacity = larger
  }

  @inline(__always)
  mutating func byte(_ b: UInt8) {
    room(1)
    base[count] = b
    count &+= 1
  }

  @inline(__always)
  mutating func raw(_ p: UnsafePointer<UInt8>, _ n: Int) {
    room(n)
    memcpy(base + count, p, n)
    count &+= n
  }

  @inline(__always)
  mutating func text(_ s: StaticString) { raw(s.utf8Start, s.utf8CodeUnitCount) }
  /// Octets of UTF-8.
  @inline(__always)
  mutating func text(_ octets: [UInt8]) {
    if octets.isEmpty { return }
    octets.withUnsafeBufferPointer { p in if let start = p.baseAddress { raw(start, p.count) } }
  }
  @inline(__always)
  mutating func text(_ t: Text) { raw(t.utf8Start, t.utf8CodeUnitCount) }
  mutating func text(_ s: String) {
    var s = s
    s.withUTF8 { p in if let start = p.baseAddress { raw(start, p.count) } }
  }
  @inline(__always)
  mutating func spaces(_ n: Int) {
    guard n > 0 else { return }
    room(n)
    memset(base + count, 0x20, n)
    count &+= n
  }

  /// Decimal digits.
  @inline(__always)
  mutating func number(_ n: UInt64) {
    room(20)
    if n < 10 {
      base[count] = 0x30 &+ UInt8(truncatingIfNeeded: n)
      count &+= 1
      return
    }
    var digits = 1
    var t = n
    while t >= 10 {
      t /= 10
      digits &+= 1
    }
    var v = n
    var i = count &+ digits
    while i > count {
      i &-= 1
      base[i] = 0x30 &+ UInt8(truncatingIfNeeded: v % 10)
      v /= 10
    }
    count &+= digits
  }
  @inline(__always)
  mutating func number(_ n: Int) {
    if n < 0 { byte(0x2d) }
    number(UInt64(n.magnitude))
  }
  /// `0x880b`: at least so many hexadecimal digits, and at least one.
  @inline(__always)
  mutating func hexNumber(_ n: UInt64, _ digits: Int) {
    let count = max(digits, (64 &- n.leadingZeroBitCount &+ 3) >> 2, 1)
    room(count &+ 2)
    base[self.count] = 0x30
    base[self.count &+ 1] = 0x78
    var v = n
    var i = self.count &+ 2 &+ count
    self.count = i
    for _ in 0..<count {
      i &-= 1
      base[i] = HexText.digit(UInt8(truncatingIfNeeded: v & 15))
      v >>= 4
    }
  }
  /// Exactly `width` digits, zeros in front.
  mutating func padded(_ n: Int, _ width: Int) {
    room(width)
    var v = n
    var i = count + width
    while i > count {
      i -= 1
      base[i] = 0x30 &+ UInt8(truncatingIfNeeded: v % 10)
      v /= 10
    }
    count += width
  }
  /// Right-aligned in `width` columns.
  mutating func right(_ n: Int, _ width: Int) {
    let start = count
    number(n)
    let have = count - start
    guard have < width else { return }
    room(width)
    memmove(base + start + width - have, base + start, have)
    memset(base + start, 0x20, width - have)
    count = start + width
  }

  /// The four hexadecimal digits of an offset.
  @inline(__always)
  mutating func offset(_ n: Int) {
    room(8)
    if n <= 0xffff {
      HexPairs.table.withUnsafeBufferPointer { pairs in
        let to = UnsafeMutableRawPointer(base + count)
        to.storeBytes(of: pairs[n >> 8], as: UInt16.self)
        to.storeBytes(of: pairs[n & 0xff], toByteOffset: 2, as: UInt16.self)
      }
      count &+= 4
      return
    }
    let digits = 6
    for i in 0..<digits { base[count + i] = HexText.digit(UInt8(truncatingIfNeeded: n >> (4 * (digits - 1 - i)) & 15)) }
    count += digits
  }

  /// `.1..............`: bits `first...last` of `total` in their places.
  mutating func bits(_ value: UInt64, _ first: Int, _ last: Int, of total: Int) {
    room(total)
    memset(base + count, 0x2e, total)
    var v = value
    var i = last
    while i >= first {
      base[count &+ i] = 0x30 &+ UInt8(truncatingIfNeeded: v & 1)
      v >>= 1
      i &-= 1
    }
    count &+= total
  }

  /// Two hexadecimal digits an octet.
  @inline(__always)
  mutating func hex(_ octets: UnsafeRawBufferPointer) {
    room(octets.count &* 2)
    var to = base + count
    HexPairs.table.withUnsafeBufferPointer { pairs in
      for o in octets {
        UnsafeMutableRawPointer(to).storeBytes(of: pairs[Int(o)], as: UInt16.self)
        to += 2
      }
    }
    count &+= octets.count &* 2
  }

  /// A JSON string with its quotes.
  mutating func json(_ s: String) {
    var s = s
    byte(0x22)
    s.withUTF8 { p in jsonBody(p) }
    byte(0x22)
  }

  mutating func jsonBody(_ p: UnsafeBufferPointer<UInt8>) {
    guard let start = p.baseAddress else { return }
    var from = 0
    var i = 0
    while i < p.count {
      let u = p[i]
      if u >= 0x20 && u != 0x22 && u != 0x5c {
        i &+= 1
        continue
      }
      if i > from { raw(start + from, i - from) }
      byte(0x5c)
      switch u {
      case 0x22, 0x5c: byte(u)
      case 0x0a: byte(0x6e)
      case 0x0d: byte(0x72)
      case 0x09: byte(0x74)
      default:
        text("u00")
        byte(HexText.digit(u >> 4))
        byte(HexText.digit(u & 15))
      }
      i &+= 1
      from = i
    }
    if from < p.count { raw(start + from, p.count - from) }
  }

  /// `2026-11-23T14:20:24.545423000Z`.
  mutating func time(_ nanoseconds: Int64, separator: UInt8 = 0x54, digits: Int = 9, zone: Bool = true) {
    let t = Clock.Moment(nanoseconds: nanoseconds)
    padded(Int(max(t.year, 0)), 4)
    byte(0x2d)
    padded(Int(t.month), 2)
    byte(0x2d)
    padded(Int(t.day), 2)
    byte(separator)
    padded(Int(t.second / 3600), 2)
    byte(0x3a)
    padded(Int(t.second / 60 % 60), 2)
    byte(0x3a)
    padded(Int(t.second % 60), 2)
    byte(0x2e)
    if digits == 9 { padded(Int(t.fraction), 9) } else { padded(Int(t.fraction / 1000), 6) }
    if zone { byte(0x5a) }
  }
}

/// The two digits of each octet, ready to be stored at once.
enum HexPairs {
  static let table: [UInt16] = (0..<256).map { i in
    let high = UInt16(HexText.digit(UInt8(i >> 4)))
    let low = UInt16(HexText.digit(UInt8(i & 15)))
    return UInt16(littleEndian: high | low << 8)
  }
}
