/// IP packets in fragments, as the Observer follows them: each fragment keeps where it was seen. Nothing is given up after a time: a
/// capture may be cut or slow.
typealias FragmentTable = Reassembler<AnnotatedBuffer.Origin>

extension FragmentTable {
  static var mostPackets: Int { 64 }
  static var mostFragments: Int { 128 }

  init() {
    let most = Self.mostPackets
    // A datagram is bounded for itself already: the sum says no more.
    self.init(Limits(datagrams: most, fragments: Self.mostFragments, octets: most * 2 * IPv4Header.mostOctets), overlap: .keepsEarlier)
  }

  /// What was never put together, one line each.
  func unfinished() -> [String] {
    datagrams.filter { !$0.isPartial }.map { d in
      var frames: [String] = []
      for f in d.fragments where frames.last != "\(f.tag.frame)" { frames.append("\(f.tag.frame)") }
      return
        """
        \(d.key.source) to \(d.key.destination), \(IPProtocol(rawValue: d.key.proto).meaning) in IP fragments, identification \
        \(d.key.identification): octets \(d.missing().joined(separator: " and ")) never came; the fragment\(frames.count == 1 ? "" : "s") \
        in frame\(frames.count == 1 ? "" : "s") \(frames.joined(separator: ", ")) wait\(frames.count == 1 ? "s" : "") for them
        """
    }
  }
}
