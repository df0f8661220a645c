import ProtocolEngines

/// The little that the wire itself needs to know of a frame: fixed places in Ethernet, IPv4 and TCP.
struct FrameFacts {
  /// nil: not IPv4.
  var proto: IPProtocol?
  var sourcePort: UInt16?, destinationPort: UInt16?
  var isPureAck = false
  /// Where the payload of IP begins, and where the packet ends (before padding).
  var payload = 0..<0

  /// A GRE frame sent back to where it came from: addresses exchanged, the call ID made the sender's own, so that it is taken
  /// for the peer's. The IP checksum does not change when addresses change places. Nil: not GRE of version 1.
  static func reflected(_ frame: [UInt8], callID: UInt16) -> [UInt8]? {
    let facts = FrameFacts(frame)
    let at = facts.payload.lowerBound
    guard facts.proto == .gre, facts.payload.count >= 8, frame[at + 1] & 7 == 1 else { return nil }
    var f = frame
    for i in 0..<6 { f.swapAt(i, i + 6) }
    for i in 26..<30 { f.swapAt(i, i + 4) }
    f[at + 6] = UInt8(callID >> 8)
    f[at + 7] = UInt8(callID & 255)
    return f
  }

  init(_ f: [UInt8]) {
    guard f.count >= 34, f[12] == 0x08, f[13] == 0x00, f[14] >> 4 == 4 else { return }
    let header = Int(f[14] & 15) * 4
    let length = Int(f[16]) << 8 | Int(f[17])
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
