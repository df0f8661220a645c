import ProtocolEngines

/// pcapng: sections of blocks. Unknown blocks are passed over.
struct PcapngFormat: Sendable {
  static let sectionHeader: UInt32 = 0x0a0d_0d0a
  static let largest = 1 << 24
  /// A section with more interfaces than this is taken for a fault.
  static let mostInterfaces = 65_536

  struct Interface: Sendable {
    var link: LinkType
    var snapLength: Int
    /// Units of a time stamp in a second.
    var resolution: UInt64 = 1_000_000
    /// Seconds added to every time stamp.
    var offset: Int64 = 0
  }
  private var endian = Endian(big: false)
  private var interfaces: [Interface] = []
  private var inSection = false

  init() {}

  mutating func next(_ source: inout ByteSource) throws(CaptureError) -> CapturedFrame? {
    while true {
      let at = source.offset
      let have = try source.available(12)
      if have == 0 { return nil }
      guard have >= 12 else {
        throw CaptureError(
          offset: at, text: "a block has at least 12 octets, the file ends after \(have): it was cut off", ref: "pcapng §3.1")
      }
      // The type of a section header reads the same in both byte orders; its magic shows the order.
      let section = source.peek { p in Endian(big: true).u32(p, 0) } == Self.sectionHeader
      if section {
        let magic = source.peek { p in Endian(big: true).u32(p, 8) }
        switch magic {
        case 0x1a2b_3c4d: endian = Endian(big: true)
        case 0x4d3c_2b1a: endian = Endian(big: false)
        default:
          throw CaptureError(
            offset: at + 8, text: "the byte-order magic is \(HexText.number(magic, width: 8)), not 1a2b3c4d in either order",
            ref: "pcapng §4.1")
        }
        interfaces = []
        inSection = true
      }
      guard inSection else { throw CaptureError(offset: at, text: "a pcapng file begins with a section header block", ref: "pcapng §4.1") }
      let e = endian
      let (type, length) = source.peek { p in (e.u32(p, 0), Int(e.u32(p, 4))) }
      guard length >= 12, length % 4 == 0 else {
        throw CaptureError(
          offset: at + 4, text: "a block length of \(length) cannot be: it is a multiple of 4, and at least 12", ref: "pcapng §3.1")
      }
      guard length <= Self.largest else {
        throw CaptureError(
          offset: at + 4, text: "a block of \(length) octets cannot be: the largest is \(Self.largest)", ref: "pcapng §3.1")
      }
      let all = try source.available(length)
      guard all >= length else {
        throw CaptureError(
          offset: at, text: "this block has \(length) octets, the file ends after \(all) of them: it was cut off", ref: "pcapng §3.1")
      }
      let closing = source.peek { p in Int(e.u32(p, length - 4)) }
      guard closing == length else {
        throw CaptureError(
          offset: at + length - 4, text: "the block says it has \(length) octets at its beginning and \(closing) at its end",
          ref: "pcapng §3.1")
      }
      var frame: CapturedFrame?
      switch type {
      case Self.sectionHeader: try checkSection(source, at, length)
      case 1: try addInterface(source, at, length)
      case 2, 6: frame = try packet(source, at, length, old: type == 2)
      case 3: frame = try simplePacket(source, at, length)
      default: break
      }
      source.skip(length)
      if let frame { return frame }
    }
  }

  private func checkSection(_ source: borrowing ByteSource, _ at: Int, _ length: Int) throws(CaptureError) {
    guard length >= 28 else {
      throw CaptureError(offset: at + 4, text: "a section header has at least 28 octets, this one \(length)", ref: "pcapng §4.1")
    }
    let major = source.peek { p in endian.u16(p, 12) }
    guard major == 1 else {
      throw CaptureError(offset: at + 12, text: "pcapng version \(major); only version 1 exists", ref: "pcapng §4.1")
    }
  }

  private mutating func addInterface(_ source: borrowing ByteSource, _ at: Int, _ length: Int) throws(CaptureError) {
    guard length >= 20 else {
      throw CaptureError(offset: at + 4, text: "an interface description has at least 20 octets, this one \(length)", ref: "pcapng §4.2")
    }
    guard interfaces.count < Self.mostInterfaces else {
      throw CaptureError(offset: at, text: "more than \(Self.mostInterfaces) interfaces in one section", ref: "pcapng §4.2")
    }
    let e = endian
    interfaces.append(
      source.peek { p in
        var i = Interface(link: LinkType(rawValue: UInt32(e.u16(p, 8))), snapLength: Int(e.u32(p, 12)))
        var o = 16
        while o + 4 <= length - 4 {
          let (code, n) = (e.u16(p, o), Int(e.u16(p, o + 2)))
          if code == 0 || o + 4 + n > length - 4 { break }
          if code == 9, n >= 1 { i.resolution = Self.resolution(p[o + 4]) }
          if code == 14, n >= 8 { i.offset = Int64(bitPattern: e.u64(p, o + 4)) }
          o += 4 + (n + 3) & ~3
        }
        return i
      })
  }

  /// `if_tsresol`: the negative power of 10, or of 2 where the highest bit is set.
  private static func resolution(_ v: UInt8) -> UInt64 {
    if v & 0x80 != 0 { return 1 << UInt64(min(v & 0x7f, 63)) }
    var r: UInt64 = 1
    for _ in 0..<min(v, 19) { r *= 10 }
    return r
  }

  private static func nanoseconds(_ stamp: UInt64, _ i: Interface) -> Int64 {
    let seconds = stamp / i.resolution
    let rest = (stamp % i.resolution).multipliedFullWidth(by: 1_000_000_000)
    let fraction = i.resolution.dividingFullWidth(rest).quotient
    let whole = Int64(truncatingIfNeeded: seconds) &+ i.offset
    return whole &* 1_000_000_000 &+ Int64(truncatingIfNeeded: fraction)
  }

  private func interface(_ index: Int, _ at: Int) throws(CaptureError) -> Interface {
    guard index < interfaces.count else {
      throw CaptureError(
        offset: at + 8, text: "the packet names interface \(index), but the section has described \(interfaces.count)", ref: "pcapng §4.3")
    }
    return interfaces[index]
  }

  /// An enhanced packet block, or the old packet block it replaced.
  private func packet(_ source: borrowing ByteSource, _ at: Int, _ length: Int, old: Bool) throws(CaptureError) -> CapturedFrame {
    let ref = old ? "pcapng appendix A" : "pcapng §4.3"
    guard length >= 32 else {
      throw CaptureError(offset: at + 4, text: "a packet block has at least 32 octets, this one \(length)", ref: ref)
    }
    let e = endian
    let (index, stamp, captured, original) = source.peek { p in
      (old ? Int(e.u16(p, 8)) : Int(e.u32(p, 8)), UInt64(e.u32(p, 12)) << 32 | UInt64(e.u32(p, 16)), Int(e.u32(p, 20)), Int(e.u32(p, 24)))
    }
    guard captured <= length - 32 else {
      throw CaptureError(
        offset: at + 20, text: "the packet says it has \(captured) octets, its block has room for \(length - 32)", ref: ref)
    }
    let i = try interface(index, at)
    let octets = source.peek { p in [UInt8](p[28..<28 + captured]) }
    return CapturedFrame(
      number: 0, time: Self.nanoseconds(stamp, i), link: i.link, octets: octets, originalLength: original, interface: index)
  }

  /// A simple packet block: interface 0, no time.
  private func simplePacket(_ source: borrowing ByteSource, _ at: Int, _ length: Int) throws(CaptureError) -> CapturedFrame {
    guard length >= 16 else {
      throw CaptureError(offset: at + 4, text: "a simple packet block has at least 16 octets, this one \(length)", ref: "pcapng §4.4")
    }
    let i = try interface(0, at)
    let original = source.peek { p in Int(endian.u32(p, 8)) }
    let captured = min(length - 16, original, i.snapLength == 0 ? Int.max : i.snapLength)
    let octets = source.peek { p in [UInt8](p[12..<12 + captured]) }
    return CapturedFrame(number: 0, time: 0, link: i.link, octets: octets, originalLength: original, interface: 0)
  }
}
