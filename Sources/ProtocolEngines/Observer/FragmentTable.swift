/// IP packets in pieces (RFC 791 §3.2, RFC 8200 §4.5), kept until they are whole. Bounded: the oldest go first.
struct FragmentTable: Sendable {
  struct Key: Hashable, Sendable {
    var source, destination: HostAddress
    var proto: UInt8
    var identification: UInt32
  }
  struct Whole {
    var octets: [UInt8]
    var origins: [AnnotatedBuffer.Origin]
  }
  private struct Piece: Sendable {
    var at: Int
    var octets: [UInt8]
    var origin: AnnotatedBuffer.Origin
  }
  private struct Packet: Sendable {
    var key: Key
    var pieces: [Piece] = []
    var total: Int?
    var size = 0
    /// What came is not all that was sent: the capture cut a piece, or it is a copy of a packet that was whole.
    var isPartial = false
  }
  private var packets: [Packet] = []
  /// The packets that were whole last: a copy of a piece begins nothing new.
  private var done: [Key] = []

  static let mostPackets = 64, mostOctets = 65_535, mostPieces = 128

  /// Takes a fragment; gives the packet's data once all of it is there.
  mutating func add(_ key: Key, _ at: Int, more: Bool, _ octets: [UInt8], _ origin: AnnotatedBuffer.Origin, isCut: Bool = false) -> Whole? {
    guard at + octets.count <= Self.mostOctets else { return nil }
    var i = packets.firstIndex { $0.key == key } ?? -1
    if i < 0 {
      if packets.count >= Self.mostPackets { packets.removeFirst() }
      packets.append(Packet(key: key, isPartial: done.contains(key)))
      i = packets.count - 1
    }
    if isCut { packets[i].isPartial = true }
    if !more { packets[i].total = at + octets.count }
    // The same piece twice (a duplicate) counts once.
    if !packets[i].pieces.contains(where: { $0.at == at && $0.octets.count >= octets.count }) {
      guard packets[i].pieces.count < Self.mostPieces, packets[i].size + octets.count <= 2 * Self.mostOctets else {
        packets.remove(at: i)
        return nil
      }
      packets[i].size += octets.count
      let place = packets[i].pieces.firstIndex { $0.at > at } ?? packets[i].pieces.count
      packets[i].pieces.insert(Piece(at: at, octets: octets, origin: origin), at: place)
    }
    guard let total = packets[i].total else { return nil }
    var whole: [UInt8] = []
    whole.reserveCapacity(total)
    for p in packets[i].pieces {
      // Overlaps keep what came first in the packet.
      if p.at > whole.count { return nil }
      let skip = whole.count - p.at
      if skip < p.octets.count { whole += p.octets[skip...] }
    }
    guard whole.count >= total else { return nil }
    let origins = packets[i].pieces.map(\.origin)
    packets.remove(at: i)
    if done.count == Self.mostPackets { done.removeFirst() }
    done.append(key)
    return Whole(octets: Array(whole.prefix(total)), origins: origins)
  }

  /// What was never put together, one line each.
  func unfinished() -> [String] {
    packets.filter { !$0.isPartial }.map { p in
      var frames: [String] = []
      var missing: [String] = []
      var at = 0
      for piece in p.pieces {
        if frames.last != "\(piece.origin.frame)" { frames.append("\(piece.origin.frame)") }
        if piece.at > at { missing.append("\(at) to \(piece.at - 1)") }
        at = max(at, piece.at + piece.octets.count)
      }
      if p.total == nil { missing.append("from \(at) on") }
      return
        """
          \(p.key.source) to \(p.key.destination), \(IPProtocol(rawValue: p.key.proto).meaning) in IP fragments, identification \
          \(p.key.identification): octets \(missing.joined(separator: " and ")) never came; the fragment\(frames.count == 1 ? "" : "s") \
          in frame\(frames.count == 1 ? "" : "s") \(frames.joined(separator: ", ")) wait\(frames.count == 1 ? "s" : "") for them
          """
    }
  }
}
