import ProtocolEngines

/// Writes pcapng (draft-ietf-opsawg-pcapng): one section, little-endian, a comment and a direction a packet, names of hosts.
///
/// Octets gather in `octets`; a caller that streams takes them out whenever it likes.
public struct PcapngWriter: Sendable {
  public enum Direction: UInt32, Sendable {
    case unknown = 0
    case inbound = 1
    case outbound = 2
  }

  public private(set) var octets: [UInt8] = []
  private var interfaces: UInt32 = 0
  /// Time stamps in nanoseconds; otherwise microseconds.
  private let nanoseconds: Bool

  public init(comment: String = "", nanoseconds: Bool = false) {
    self.nanoseconds = nanoseconds
    var options: [UInt8] = []
    if !comment.isEmpty { Self.option(1, Array(comment.utf8), &options) }
    Self.option(4, Array("vpnlab".utf8), &options)
    // Byte-order magic, version 1.0, section length not known beforehand (§4.1).
    block(0x0a0d_0d0a, Self.u32(0x1a2b_3c4d) + Self.u16(1) + Self.u16(0) + [UInt8](repeating: 0xff, count: 8), options)
  }

  /// What has been written since the last call.
  public mutating func take() -> [UInt8] {
    defer { octets.removeAll(keepingCapacity: true) }
    return octets
  }

  /// An interface (§4.2); gives its number.
  @discardableResult
  public mutating func interface(_ link: LinkType, name: String, description: String = "") -> Int {
    var options: [UInt8] = []
    Self.option(2, Array(name.utf8), &options)
    if !description.isEmpty { Self.option(3, Array(description.utf8), &options) }
    Self.option(9, [nanoseconds ? 9 : 6], &options)
    block(1, Self.u16(UInt16(truncatingIfNeeded: link.rawValue)) + Self.u16(0) + Self.u32(0), options)
    interfaces += 1
    return Int(interfaces) - 1
  }

  /// Names of addresses (§4.5).
  public mutating func names(_ list: [(address: IPv4Address, name: String)]) {
    var body: [UInt8] = []
    for n in list {
      let value = n.address.octets + Array(n.name.utf8) + [0]
      body += Self.u16(1) + Self.u16(UInt16(truncatingIfNeeded: value.count)) + Self.padded(value)
    }
    body += Self.u16(0) + Self.u16(0)
    block(4, body, [])
  }

  /// A packet (§4.3). `time` is in nanoseconds since 1970.
  public mutating func packet(interface: Int, time: Int64, _ frame: [UInt8], direction: Direction = .unknown, comment: String = "") {
    let t = UInt64(bitPattern: nanoseconds ? time : time / 1_000)
    let size = UInt32(truncatingIfNeeded: frame.count)
    var options: [UInt8] = []
    if !comment.isEmpty { Self.option(1, Array(comment.utf8.prefix(65_000)), &options) }
    if direction != .unknown { Self.option(2, Self.u32(direction.rawValue), &options) }
    var body =
      Self.u32(UInt32(truncatingIfNeeded: interface)) + Self.u32(UInt32(truncatingIfNeeded: t >> 32))
      + Self.u32(UInt32(truncatingIfNeeded: t))
    body += Self.u32(size) + Self.u32(size) + Self.padded(frame)
    block(6, body, options)
  }

  // MARK: Parts

  private mutating func block(_ type: UInt32, _ body: [UInt8], _ options: [UInt8]) {
    let tail = options.isEmpty ? [] : options + Self.u32(0)
    let length = Self.u32(UInt32(truncatingIfNeeded: 12 + body.count + tail.count))
    octets += Self.u32(type) + length + body + tail + length
  }

  private static func option(_ code: UInt16, _ value: [UInt8], _ out: inout [UInt8]) {
    out += u16(code) + u16(UInt16(truncatingIfNeeded: value.count)) + padded(value)
  }
  private static func padded(_ v: [UInt8]) -> [UInt8] { v + [UInt8](repeating: 0, count: (4 - v.count % 4) % 4) }
  private static func u16(_ v: UInt16) -> [UInt8] { [UInt8(v & 255), UInt8(v >> 8)] }
  private static func u32(_ v: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: v >> UInt32(8 * $0)) } }
}
