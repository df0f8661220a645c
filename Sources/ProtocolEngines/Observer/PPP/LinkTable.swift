/// One end of a link that is followed: the sender of what is read.
struct LinkEnd: Hashable, Sendable {
  /// Index in the table of links.
  var link: Int
  /// 0 or 1, as in the link's `SessionKey`.
  var side: Int
  /// The other end of the same link.
  var peer: LinkEnd { LinkEnd(link: link, side: 1 - side) }
}

/// What names a PPP link on whatever carries it: the carrier, its two ends, and the number that packets to each end carry.
struct SessionKey: Hashable, Sendable {
  enum Carrier: Hashable, Sendable {
    case line
    /// Numbers are session IDs, the same both ways (RFC 2516 §4).
    case pppoe
    /// Numbers are call IDs (RFC 2637 §4.1).
    case pptp
    /// Datagrams to and from this port of the server.
    case udp(UInt16)
  }
  var carrier: Carrier
  /// Always two.
  var ends: [HostAddress]
  /// The number in packets to end 0 and to end 1; nil while it has not been seen. 32 bits hold what later carriers have, such as
  /// the tunnel and session of L2TP (RFC 2661 §3.1).
  var numbers: [UInt32?]

  init(_ carrier: Carrier, _ a: HostAddress = HostAddress(), _ b: HostAddress = HostAddress(), toA: UInt32? = nil, toB: UInt32? = nil) {
    self.carrier = carrier
    ends = [a, b]
    numbers = [toA, toB]
  }

  /// Which end sends from `source` to `destination`, if these are the two.
  func sender(_ carrier: Carrier, _ source: HostAddress, _ destination: HostAddress) -> Int? {
    guard carrier == self.carrier else { return nil }
    return ends[0] == source && ends[1] == destination ? 0 : ends[1] == source && ends[0] == destination ? 1 : nil
  }

  /// Whether `source` is end 1, which answers end 0. Both may be on one host.
  func answers(_ carrier: Carrier, _ source: HostAddress, _ destination: HostAddress) -> Bool {
    carrier == self.carrier && ends[1] == source && ends[0] == destination
  }
}

/// The links followed. Bounded: the one unused longest goes first.
struct LinkTable: Sendable {
  static let most = 64
  private(set) var all: [PPPConversation] = []
  /// Last use of each, counted in packets.
  private var used: [UInt64] = []
  private var clock: UInt64 = 0

  subscript(i: Int) -> PPPConversation {
    _read { yield all[i] }
    _modify { yield &all[i] }
  }

  /// What that end has said.
  subscript(end: LinkEnd) -> PPPEnd {
    _read { yield all[end.link].sides[end.side] }
    _modify { yield &all[end.link].sides[end.side] }
  }

  private mutating func touch(_ i: Int) {
    clock += 1
    used[i] = clock
  }

  private mutating func add(_ new: PPPConversation) -> Int {
    clock += 1
    if all.count < Self.most {
      all.append(new)
      used.append(clock)
      return all.count - 1
    }
    // The table's order is its own: replacing keeps every other index.
    var oldest = 0
    for i in used.indices where used[i] < used[oldest] { oldest = i }
    all[oldest] = new
    used[oldest] = clock
    return oldest
  }

  /// The link of a packet from `source` to `destination` that carries `number`, and which end sent it. One whose control messages
  /// were not captured begins with its first packet; the other direction joins it when there is just one such link between the two.
  mutating func packet(_ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32) -> LinkEnd {
    if let end = known(carrier, source, destination, number) {
      touch(end.link)
      return end
    }
    let open = all.indices.last { i in all[i].key.sender(carrier, source, destination).map { all[i].key.numbers[1 - $0] == nil } ?? false }
    if let i = open, let side = all[i].key.sender(carrier, source, destination) {
      all[i].key.numbers[1 - side] = number
      touch(i)
      return LinkEnd(link: i, side: side)
    }
    return LinkEnd(link: add(PPPConversation(SessionKey(carrier, source, destination, toB: number))), side: 0)
  }

  /// The same where it is known already; nothing changes.
  func known(_ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32) -> LinkEnd? {
    for i in all.indices {
      guard let side = all[i].key.sender(carrier, source, destination) else { continue }
      // Both ends on one host: only the number tells them apart.
      if source == destination, all[i].key.numbers[side] == number { return LinkEnd(link: i, side: 1 - side) }
      if all[i].key.numbers[1 - side] == number { return LinkEnd(link: i, side: side) }
    }
    return nil
  }

  /// A request for a link: its sender has chosen the number for packets to itself.
  mutating func request(_ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32, pns: Int? = nil)
  {
    var new = PPPConversation(SessionKey(carrier, source, destination, toA: number))
    new.pns = pns
    new.origin = .allocated
    // Numbers are used again: a new link with an old number is a new link.
    if let i = all.firstIndex(where: { $0.key.sender(carrier, source, destination) == 0 && $0.key.numbers[0] == number }) {
      all[i] = new
      touch(i)
    } else {
      _ = add(new)
    }
  }

  /// The answer: its sender's number, and the one it answers.
  mutating func reply(
    _ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32, to peer: UInt32, pns: Int? = nil
  ) {
    if let i = all.firstIndex(where: { $0.key.answers(carrier, source, destination) && $0.key.numbers[0] == peer }) {
      all[i].key.numbers[1] = number
      all[i].pns = all[i].pns ?? pns
      touch(i)
    } else {
      var new = PPPConversation(SessionKey(carrier, destination, source, toA: peer, toB: number))
      new.pns = pns
      new.origin = .allocated
      _ = add(new)
    }
  }

  /// Whether a call with that number was asked for by the end to which `source` answers.
  func isAsked(_ source: HostAddress, _ destination: HostAddress, _ number: UInt32) -> Bool {
    all.contains { $0.key.answers(.pptp, source, destination) && $0.key.numbers[0] == number }
  }

  /// The PPTP calls between two ends that `fits` takes; `side` is the end at `source`. None where both are on one host: nothing
  /// tells which of them sends.
  func calls(_ source: HostAddress, _ destination: HostAddress, _ fits: (PPPConversation, Int) -> Bool) -> [LinkEnd] {
    source == destination
      ? []
      : all.indices.compactMap { i in
        guard let side = all[i].key.sender(.pptp, source, destination), fits(all[i], side) else { return nil }
        return LinkEnd(link: i, side: side)
      }
  }

  /// The link of a capture of a bare line; `side` as the capture says.
  mutating func line(_ side: Int) -> LinkEnd {
    if let i = all.firstIndex(where: { $0.key.carrier == .line }) {
      touch(i)
      return LinkEnd(link: i, side: side)
    }
    return LinkEnd(link: add(PPPConversation(SessionKey(.line))), side: side)
  }
}
