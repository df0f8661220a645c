import ProtocolEngines

/// Reads a pcap or pcapng capture frame by frame, in memory that does not grow with the file.
///
/// Rules: draft-ietf-opsawg-pcap (classic) and draft-ietf-opsawg-pcapng.
public struct CaptureReader: ~Copyable {
  private enum Format {
    case pcap(PcapFormat)
    case pcapng(PcapngFormat)
  }
  private var source: ByteSource
  private var format: Format
  private var number = 0

  /// Opens a file (`-`: standard input) and reads its head.
  public init(path: String) throws(CaptureError) {
    try self.init(ByteSource(path: path), name: path)
  }

  /// A capture already in memory.
  public init(octets: [UInt8]) throws(CaptureError) {
    try self.init(ByteSource(octets: octets), name: "FILE")
  }

  private init(_ source: consuming ByteSource, name: String) throws(CaptureError) {
    var source = source
    let have = try source.available(24)
    let head = source.peek { p in [UInt8](p.prefix(8)) }
    if let trouble = Self.foreign(head, name) { throw trouble }
    guard have >= 8 else {
      throw CaptureError(
        offset: 0, text: have == 0 ? "the file is empty" : "a capture begins with at least 24 octets, here are \(have)", ref: "pcap §4")
    }
    let magic = head[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    if magic == PcapngFormat.sectionHeader {
      format = .pcapng(PcapngFormat())
    } else if let pcap = PcapFormat.Kind(magic: magic) {
      format = .pcap(try PcapFormat(pcap, &source))
    } else {
      throw CaptureError(
        offset: 0,
        text:
          """
            the file begins with \(HexText.string(head[0..<4])), which is neither pcap (a1b2c3d4, a1b23c4d, in either byte order) nor \
            pcapng (0a0d0d0a)
            """,
        ref: "pcap §4")
    }
    self.source = source
  }

  /// The next frame; nil at the end. After an error there is nothing more to read.
  public mutating func next() throws(CaptureError) -> CapturedFrame? {
    switch format {
    case .pcap(let pcap):
      guard var frame = try pcap.next(&source) else { return nil }
      number += 1
      frame.number = number
      return frame
    case .pcapng(var ng):
      // Taken out and put back: the interface list is copied only when a section changes it.
      format = .pcapng(PcapngFormat())
      defer { format = .pcapng(ng) }
      guard var frame = try ng.next(&source) else { return nil }
      number += 1
      frame.number = number
      return frame
    }
  }

  /// File kinds that people hand us by mistake, each with the way out.
  private static func foreign(_ head: [UInt8], _ name: String) -> CaptureError? {
    func starts(_ s: [UInt8]) -> Bool { head.starts(with: s) }
    let shown = name == "-" ? "FILE" : name.contains(" ") ? "'\(name)'" : name
    if starts([0x1f, 0x8b]) {
      return CaptureError(offset: 0, text: "this capture is compressed with gzip; try: zcat \(shown) | vpnlab dissect -", ref: "")
    }
    if starts([0x28, 0xb5, 0x2f, 0xfd]) {
      return CaptureError(offset: 0, text: "this capture is compressed with zstd; try: zstdcat \(shown) | vpnlab dissect -", ref: "")
    }
    if starts([0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
      return CaptureError(offset: 0, text: "this capture is compressed with xz; try: xzcat \(shown) | vpnlab dissect -", ref: "")
    }
    if starts(Array("GMBU".utf8)) || starts(Array("RTSS".utf8)) {
      return CaptureError(
        offset: 0, text: "this is a Microsoft Network Monitor capture; try: editcap -F pcap \(shown) - | vpnlab dissect -", ref: "")
    }
    if starts(Array("snoop".utf8)) {
      return CaptureError(
        offset: 0, text: "this is a snoop capture (RFC 1761); try: editcap -F pcap \(shown) - | vpnlab dissect -", ref: "")
    }
    return nil
  }
}

/// The classic format: one header, then records.
struct PcapFormat: Sendable {
  struct Kind: Sendable {
    var endian: Endian
    var nano = false
    /// Kuznetzov's variant: eight more octets in each record header.
    var modified = false

    /// `magic` as the four octets are in the file.
    init?(magic: UInt32) {
      switch magic {
      case 0xa1b2_c3d4: endian = Endian(big: true)
      case 0xd4c3_b2a1: endian = Endian(big: false)
      case 0xa1b2_3c4d:
        endian = Endian(big: true)
        nano = true
      case 0x4d3c_b2a1:
        endian = Endian(big: false)
        nano = true
      case 0xa1b2_cd34:
        endian = Endian(big: true)
        modified = true
      case 0x34cd_b2a1:
        endian = Endian(big: false)
        modified = true
      default: return nil
      }
    }
  }
  let kind: Kind
  let link: LinkType
  /// No record is larger than this, whatever the header says (libpcap's own limit is 262144).
  static let largest = 1 << 20

  init(_ kind: Kind, _ source: inout ByteSource) throws(CaptureError) {
    let have = try source.available(24)
    guard have >= 24 else {
      throw CaptureError(offset: have, text: "the file header has 24 octets, the file ends after \(have)", ref: "pcap §4")
    }
    let (major, minor, type) = source.peek { p in (kind.endian.u16(p, 4), kind.endian.u16(p, 6), kind.endian.u32(p, 20)) }
    guard major == 2 else { throw CaptureError(offset: 4, text: "pcap version \(major).\(minor); only version 2 exists", ref: "pcap §4") }
    self.kind = kind
    // The upper half holds the length of a frame check sequence and reserved bits.
    link = LinkType(rawValue: type & 0xffff)
    source.skip(24)
  }

  func next(_ source: inout ByteSource) throws(CaptureError) -> CapturedFrame? {
    let head = kind.modified ? 24 : 16
    let have = try source.available(head)
    if have == 0 { return nil }
    guard have >= head else {
      throw CaptureError(
        offset: source.offset, text: "a packet record begins with \(head) octets, the file ends after \(have): it was cut off",
        ref: "pcap §5")
    }
    let e = kind.endian
    let (seconds, fraction, captured, original) = source.peek { p in (e.u32(p, 0), e.u32(p, 4), Int(e.u32(p, 8)), Int(e.u32(p, 12))) }
    guard captured <= Self.largest else {
      throw CaptureError(
        offset: source.offset + 8, text: "a packet of \(captured) octets cannot be: the largest is \(Self.largest)", ref: "pcap §5")
    }
    let all = try source.available(head + captured)
    guard all >= head + captured else {
      throw CaptureError(
        offset: source.offset, text: "this packet record has \(captured) octets, the file ends after \(all - head) of them: it was cut off",
        ref: "pcap §5")
    }
    source.skip(head)
    let time = Int64(seconds) * 1_000_000_000 + Int64(fraction) * (kind.nano ? 1 : 1000)
    return CapturedFrame(number: 0, time: time, link: link, octets: source.take(captured), originalLength: original, interface: 0)
  }
}
