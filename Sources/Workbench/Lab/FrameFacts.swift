import ProtocolEngines

/// The little that the wire itself needs to know of a frame: fixed places in Ethernet, IPv4 and TCP.
struct FrameFacts {
  /// nil: not IPv4.
  var proto: IPProtocol?
  var sourcePort: UInt16?, destinationPort: UInt16?
  var isPureAck = false
  /// Where the payload of IP begins, and where the packet ends (before padding).
  var payload = 0..<0

  init(_ f: [UInt8]) {
    guard f.count >= 34, f[12] == 0x08, f[13] == 0x00, f[14] >> 4 == 4 else { return }
    let header = Int(f[14] & 15) * 4, length = Int(f[16]) << 8 | Int(f[17])
    guard header >= 20, length >= header, 14 + length <= f.count else { return }
    proto = IPProtocol(rawValue: f[23])
    payload = 14 + header..<14 + length
    guard proto == .tcp || proto == .udp, payload.count >= 8 else { return }
    let p = payload.lowerBound
    sourcePort = UInt16(f[p]) << 8 | UInt16(f[p + 1])
    destinationPort = UInt16(f[p + 2]) << 8 | UInt16(f[p + 3])
    guard proto == .tcp, payload.count >= 20 else { return }
    isPureAck = f[p + 13] & 0x3f == 0x10 && payload.count == Int(f[p + 12] >> 4) * 4
  }
}
