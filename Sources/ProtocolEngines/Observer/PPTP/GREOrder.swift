/// The last GRE packets of one direction, to tell a copy from a packet. Bounded.
struct GREOrder: Sendable {
  private struct Seen: Sendable {
    var sequence: UInt32
    /// Over length and first octets: a number may be used again by another call, the octets with it hardly.
    var digest: UInt32
    var frame: Int32
  }
  private static let size = 64
  private var seen: [Seen] = []
  private var next: UInt32 = 0
  /// From the first packet of the call on nothing was missing or out of its turn. (Linux begins at 1.)
  private(set) var isWhole = true

  /// The highest number, where nothing was missing.
  var last: UInt32? { isWhole && !seen.isEmpty ? next &- 1 : nil }

  /// Notes a packet: the frame it came in before, if it did; or the frame in which another payload had that number.
  mutating func note(_ sequence: UInt32, _ payload: UnsafeRawBufferPointer, frame: Int) -> (copy: Int?, other: Int?) {
    var digest: UInt32 = 0x811c_9dc5
    for o in payload.prefix(32) { digest = (digest ^ UInt32(o)) &* 0x0100_0193 }
    digest = (digest ^ UInt32(truncatingIfNeeded: payload.count)) &* 0x0100_0193
    if seen.isEmpty { seen = [Seen](repeating: Seen(sequence: 0, digest: 0, frame: 0), count: Self.size) }
    let i = Int(sequence % UInt32(Self.size))
    let before =
      seen[i].frame > 0 && seen[i].frame != Int32(truncatingIfNeeded: frame) && seen[i].sequence == sequence ? Int(seen[i].frame) : nil
    if let before, seen[i].digest == digest { return (before, nil) }
    seen[i] = Seen(sequence: sequence, digest: digest, frame: Int32(truncatingIfNeeded: frame))
    if sequence != next, next > 0 || sequence != 1 { isWhole = false }
    next = sequence &+ 1
    return (nil, before)
  }
}
