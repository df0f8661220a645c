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
  }
  private var packets: [Packet] = []

  static let mostPackets = 64, mostOctets = 65_535, mostPieces = 128

  /// Takes a fragment; gives the packet's data once all of it is there.
  mutating func add(_ key: Key, _ at: Int, more: Bool, _ octets: [UInt8], _ origin: AnnotatedBuffer.Origin) -> Whole? {
    guard at + octets.count <= Self.mostOctets else { return nil }
    var i = packets.firstIndex { $0.key == key } ?? -1
    if i < 0 {
      if packets.count >= Self.mostPackets { packets.removeFirst() }
      packets.append(Packet(key: key))
      i = packets.count - 1
    }
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
    return Whole(octets: Array(whole.prefix(total)), origins: origins)
  }
}
