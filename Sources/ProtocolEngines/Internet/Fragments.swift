/// Puts packets together that were cut into fragments (RFC 791 §3.2, RFC 8200 §4.5). It serves hosts and the Observer.
///
/// Fragments may come in any order and more than once (RFC 815). It is bounded in datagrams, fragments and octets: the oldest
/// datagrams go first. `Tag` is what the owner keeps of each fragment: where it was seen, or what an error must quote.
struct Reassembler<Tag: Sendable>: Sendable {
  /// What the fragments of one datagram have in common.
  struct Key: Hashable, Sendable {
    var source, destination: HostAddress
    var proto: UInt8
    var identification: UInt32
  }
  /// A fragment: `octets` belong at `offset` of the datagram's data; `more` follow.
  struct Fragment: Sendable {
    var offset: Int
    var more: Bool
    var octets: [UInt8]
    var tag: Tag
    var end: Int { offset + octets.count }
    /// Its octets in a range of the datagram's data.
    func part(_ range: Range<Int>) -> ArraySlice<UInt8> { octets[range.lowerBound - offset..<range.upperBound - offset] }
  }
  struct Datagram: Sendable {
    let key: Key
    /// When its first fragment came.
    let began: Instant
    /// By offset.
    var fragments: [Fragment] = []
    /// Octets of its data, once the last fragment is there.
    var total: Int?
    /// Octets of all fragments.
    var size = 0
    /// What came is not all that was sent: the capture cut a fragment, or it is a copy of a fragment of a whole datagram.
    var isPartial = false
    /// Its fragments contradict each other: none of them counts any more.
    var isRefused = false

    /// The tag of the fragment that begins the datagram.
    var first: Tag? { fragments.first.flatMap { $0.offset == 0 ? $0.tag : nil } }
  }
  struct Whole {
    var octets: [UInt8]
    /// Of all its fragments, by offset.
    var tags: [Tag]
  }
  enum Outcome {
    /// It waits for others, or it is a copy.
    case kept
    case whole(Whole)
    case refused(FragmentFault)
  }
  /// Two fragments that share octets.
  enum Overlap: Sendable {
    /// The octets of the fragment with the lower offset count: for one that only watches.
    case keepsEarlier
    /// Where they are the same in both they count once: a datagram that was sent twice may be cut differently (RFC 791 §3.2). Otherwise
    /// the datagram is given up: no sender makes such fragments, but attackers do (RFC 1858 §4).
    case refusesDatagram
  }
  struct Limits: Sendable, Equatable {
    var datagrams: Int
    /// Of one datagram.
    var fragments: Int
    /// Of all datagrams together; at least two of the longest.
    var octets: Int
  }

  private(set) var datagrams: [Datagram] = []
  /// Octets of all fragments that wait.
  private(set) var held = 0
  /// The datagrams that were whole last: a copy of a fragment begins nothing new.
  private var done: [Key] = []
  private let limits: Limits
  private let overlap: Overlap

  init(_ limits: Limits, overlap: Overlap) {
    self.limits = limits
    self.overlap = overlap
  }

  /// A datagram that has to go before a fragment of `key` with so many octets has room: the oldest.
  mutating func makeRoom(for key: Key, octets: Int) -> Datagram? {
    let isNew = !datagrams.contains { $0.key == key }
    guard isNew && datagrams.count >= limits.datagrams || held + octets > limits.octets,
      let i = datagrams.firstIndex(where: { $0.key != key })
    else { return nil }
    return take(i)
  }

  /// Takes a fragment that came at `now`; gives the datagram's data once all of it is there. `isCut`: the capture has not all of it.
  mutating func add(_ f: Fragment, to key: Key, isCut: Bool = false, at now: Instant) -> Outcome {
    guard f.end <= IPv4Header.mostOctets else { return .refused(.tooLong) }
    while makeRoom(for: key, octets: f.octets.count) != nil {}
    var i = datagrams.firstIndex { $0.key == key } ?? -1
    if i < 0 {
      datagrams.append(Datagram(key: key, began: now, isPartial: done.contains(key)))
      i = datagrams.count - 1
    }
    if datagrams[i].isRefused { return .refused(.ofRefused) }
    if isCut { datagrams[i].isPartial = true }
    if overlap == .refusesDatagram, let fault = datagrams[i].fault(of: f) {
      // The place stays taken until the time-out: what is still under way must not begin the datagram again.
      held -= datagrams[i].size
      datagrams[i] = Datagram(key: key, began: datagrams[i].began, isRefused: true)
      return .refused(fault)
    }
    if !f.more { datagrams[i].total = f.end }
    // The same fragment twice (a duplicate) counts once.
    if !datagrams[i].fragments.contains(where: { $0.offset == f.offset && $0.octets.count >= f.octets.count }) {
      guard datagrams[i].fragments.count < limits.fragments, datagrams[i].size + f.octets.count <= 2 * IPv4Header.mostOctets else {
        _ = take(i)
        return .refused(.tooMany)
      }
      held += f.octets.count
      datagrams[i].size += f.octets.count
      let place = datagrams[i].fragments.firstIndex { $0.offset > f.offset } ?? datagrams[i].fragments.count
      datagrams[i].fragments.insert(f, at: place)
    }
    guard let octets = datagrams[i].joined() else { return .kept }
    let tags = take(i).fragments.map(\.tag)
    if done.count == limits.datagrams { done.removeFirst() }
    done.append(key)
    return .whole(Whole(octets: octets, tags: tags))
  }

  /// When the oldest datagram is given up (RFC 1122 §3.3.2).
  var nextTimeout: Instant? { datagrams.first { !$0.isRefused }.map { $0.began + Self.timeout } }
  /// RFC 1122 §3.3.2 recommends 60 to 120 seconds.
  static var timeout: Delay { .seconds(60) }

  /// Takes out a datagram that was not whole in time; nil when there are no more. Refused ones go without a report.
  mutating func expire(at now: Instant) -> Datagram? {
    while let d = datagrams.first, d.began + Self.timeout <= now {
      _ = take(0)
      if !d.isRefused { return d }
    }
    return nil
  }

  /// The oldest datagram of which fragments wait, and how many datagrams there are.
  var waiting: (oldest: Datagram, count: Int)? {
    datagrams.first { !$0.isRefused }.map { ($0, datagrams.count { !$0.isRefused }) }
  }

  private mutating func take(_ i: Int) -> Datagram {
    held -= datagrams[i].size
    return datagrams.remove(at: i)
  }
}

extension Reassembler.Datagram {
  /// All data in order; nil while some is missing.
  fileprivate func joined() -> [UInt8]? {
    guard let total, size >= total else { return nil }
    var whole: [UInt8] = []
    whole.reserveCapacity(total)
    for f in fragments {
      if f.offset > whole.count { return nil }
      let skip = whole.count - f.offset
      if skip < f.octets.count { whole += f.octets[skip...] }
    }
    guard whole.count >= total else { return nil }
    if whole.count > total { whole.removeLast(whole.count - total) }
    return whole
  }

  /// Why a fragment cannot belong to what is there already.
  fileprivate func fault(of f: Reassembler.Fragment) -> FragmentFault? {
    for other in fragments where other.offset < f.end && f.offset < other.end {
      let shared = max(other.offset, f.offset)..<min(other.end, f.end)
      guard other.part(shared).elementsEqual(f.part(shared)) else { return .overlap }
    }
    if let total, f.more ? f.end >= total : f.end != total { return .twoEnds }
    if !f.more, fragments.contains(where: { $0.more ? $0.end >= f.end : $0.end > f.end }) { return .twoEnds }
    return nil
  }

  /// The parts of the data that are missing: `"octets 80 to 159"`; the last has no end while the last fragment has not come.
  func missing() -> [String] {
    var missing: [String] = []
    var at = 0
    for f in fragments {
      if f.offset > at { missing.append("\(at) to \(f.offset - 1)") }
      at = max(at, f.end)
    }
    if total == nil { missing.append("from \(at) on") }
    return missing
  }
}

extension Reassembler: Equatable where Tag: Equatable {}
extension Reassembler.Datagram: Equatable where Tag: Equatable {}
extension Reassembler.Fragment: Equatable where Tag: Equatable {}

/// Why a host does not take a fragment.
enum FragmentFault: Sendable, Equatable {
  case empty, uneven, tooLong, tiny, overlap, twoEnds, tooMany
  /// An earlier fragment was the reason to give the datagram up.
  case ofRefused

  /// After "Fragment dropped: ".
  var text: Sentence {
    switch self {
    case .empty: "it has no octets."
    case .uneven: "it is not the last, and its octets are not a multiple of 8."
    case .tooLong: "the datagram would have more than \(IPv4Header.mostOctets) octets."
    case .tiny: "it is so small that the TCP header is cut, which hides it from filters."
    case .overlap: "it overlaps another one with different octets. The whole datagram is given up."
    case .twoEnds: "the fragments disagree on where the datagram ends. The whole datagram is given up."
    case .tooMany: "the datagram is in more pieces than this host keeps. The whole datagram is given up."
    case .ofRefused: "its datagram was given up."
    }
  }
  var ref: String {
    switch self {
    case .empty, .uneven, .tooLong: "RFC 791 §3.2"
    case .tiny: "RFC 1858 §3"
    case .overlap, .twoEnds: "RFC 1858 §4"
    case .tooMany, .ofRefused: "RFC 1122 §3.3.2"
    }
  }
}

extension IPv4Header {
  /// The largest packet that a length of 16 bits can tell.
  static let mostOctets = 65_535
  /// The smallest MTU there is (RFC 791 §3.2).
  static let leastMTU = 68

  public var isFragment: Bool { moreFragments || fragmentOffset > 0 }

  /// What is wrong with a fragment of so many octets, seen alone.
  func fault(fragmentOf octets: Int) -> FragmentFault? {
    if octets == 0 { return .empty }
    if moreFragments, octets % 8 != 0 { return .uneven }
    if headerLength + fragmentOffset + octets > Self.mostOctets { return .tooLong }
    // RFC 1858 §3.2, RFC 3128: the ports and flags of TCP are in the first fragment, and only there.
    if proto == .tcp, fragmentOffset == 0 ? octets < 16 : fragmentOffset < 16 { return .tiny }
    return nil
  }

  /// `flagsAndOffset` of a fragment.
  static func place(_ offset: Int, more: Bool) -> UInt16 { UInt16(truncatingIfNeeded: offset / 8) & 0x1fff | (more ? 0x2000 : 0) }

  /// The parts of so many octets of data, each of which makes a packet that fits the MTU (RFC 791 §3.2).
  static func cuts(of octets: Int, mtu: Int) -> [Range<Int>] {
    let most = (max(mtu, leastMTU) - 20) / 8 * 8
    return stride(from: 0, to: octets, by: most).map { $0..<min($0 + most, octets) }
  }
}
