/// What one end of a PPP link has said that matters for reading what follows.
struct PPPEnd: Sendable {
  /// Its last Configure-Request of LCP: identifier, and the authentication it demands of the other end.
  var lcpIdentifier: UInt8?
  var demands: String?
  /// The CHAP algorithm it demands; 0 while unknown.
  var algorithm: CHAPAlgorithm = .unknown
  /// Its last Configure-Request of CCP: identifier, and what it is ready to receive.
  var ccpIdentifier: UInt8?
  var ccpRequest: CCPOption?
  /// That request once the other end has acknowledged it: it rules what this end receives.
  var receives: CCPOption?
  /// When that was, in nanoseconds since 1970.
  var receivesSince: Int64 = 0
  /// It has sent an encrypted packet since.
  var encrypts = false
  /// The other end has acknowledged its last Configure-Request of LCP.
  var lcpTaken = false
  /// The proof it demands has come, and it has said so.
  var isSatisfied = false
  /// EAP-TLS fragments so far.
  var eap = EAPFragments()
  var eapOrigins: [AnnotatedBuffer.Origin] = []
  /// What opens this end's MPPE packets.
  var mppe = MPPEReader()
  /// The GRE packets it sent last.
  var order = GREOrder()
  /// Its last Configure-Requests.
  var requests = RequestLog()
}

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

/// One PPP link, seen from outside: a PPTP call, a PPPoE session, or what a capture of a bare line holds.
struct PPPConversation: Sendable {
  var key: SessionKey
  /// Always two.
  var sides = [PPPEnd(), PPPEnd()]
  var login = LoginWatch()
  /// What one end refused the other: named when the link comes down.
  var refusal: String?
  var refusalRef: StaticString = ""
  var causeTold = false
  /// How its numbers are known: not judged yet; from control messages; from nothing but GRE, whose control messages were perhaps not
  /// seen; or from nothing but GRE although every control message was.
  enum Origin: Sendable { case unknown, allocated, unseen, stray }
  var origin = Origin.unknown
  /// Which end is the PNS of a PPTP call; nil where its control messages were not seen.
  var pns: Int?
  /// LCP or CCP has ended or begun again once both were done: packets of before may still be on their way.
  var isNegotiatedAgain = false
  /// A network packet has passed: a later end is no failure to come up.
  var worked = false

  init(_ key: SessionKey) { self.key = key }

  subscript(side: Int) -> PPPEnd {
    get { sides[side & 1] }
    _modify { yield &sides[side & 1] }
  }

  func name(_ side: Int) -> String {
    if key.carrier == .line { return "one end" }
    return key.ends[side & 1].description
  }
}

/// The links followed. Bounded: the one unused longest goes first.
struct ConversationTable: Sendable {
  static let most = 64
  private(set) var all: [PPPConversation] = []
  /// Last use of each, counted in packets.
  private var used: [UInt64] = []
  private var clock: UInt64 = 0

  subscript(i: Int) -> PPPConversation {
    _read { yield all[i] }
    _modify { yield &all[i] }
  }

  private mutating func touch(_ i: Int) {
    clock += 1
    used[i] = clock
  }

  private mutating func add(_ c: PPPConversation) -> Int {
    clock += 1
    if all.count < Self.most {
      all.append(c)
      used.append(clock)
      return all.count - 1
    }
    // The table's order is its own: replacing keeps every other index.
    var oldest = 0
    for i in used.indices where used[i] < used[oldest] { oldest = i }
    all[oldest] = c
    used[oldest] = clock
    return oldest
  }

  /// The link of a packet from `source` to `destination` that carries `number`, and which end sent it. One whose control messages
  /// were not captured begins with its first packet; the other direction joins it when there is just one such link between the two.
  mutating func packet(_ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32) -> (
    Int, side: Int
  ) {
    if let (i, side) = known(carrier, source, destination, number) {
      touch(i)
      return (i, side)
    }
    let open = all.indices.last { i in all[i].key.sender(carrier, source, destination).map { all[i].key.numbers[1 - $0] == nil } ?? false }
    if let i = open, let side = all[i].key.sender(carrier, source, destination) {
      all[i].key.numbers[1 - side] = number
      touch(i)
      return (i, side)
    }
    return (add(PPPConversation(SessionKey(carrier, source, destination, toB: number))), 0)
  }

  /// The same where it is known already; nothing changes.
  func known(_ carrier: SessionKey.Carrier, _ source: HostAddress, _ destination: HostAddress, _ number: UInt32) -> (Int, side: Int)? {
    for i in all.indices {
      guard let side = all[i].key.sender(carrier, source, destination) else { continue }
      // Both ends on one host: only the number tells them apart.
      if source == destination, all[i].key.numbers[side] == number { return (i, 1 - side) }
      if all[i].key.numbers[1 - side] == number { return (i, side) }
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
  func calls(_ source: HostAddress, _ destination: HostAddress, _ fits: (PPPConversation, Int) -> Bool) -> [(index: Int, side: Int)] {
    source == destination
      ? []
      : all.indices.compactMap { i in
        guard let side = all[i].key.sender(.pptp, source, destination), fits(all[i], side) else { return nil }
        return (i, side)
      }
  }

  mutating func line() -> Int {
    if let i = all.firstIndex(where: { $0.key.carrier == .line }) {
      touch(i)
      return i
    }
    return add(PPPConversation(SessionKey(.line)))
  }
}
