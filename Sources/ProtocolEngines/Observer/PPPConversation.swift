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
  /// EAP-TLS fragments so far.
  var eap: [UInt8] = []
  var eapOrigins: [AnnotatedBuffer.Origin] = []
  /// What opens this end's MPPE packets.
  var mppe = MPPEReader()
  /// The GRE packets it sent last.
  var order = GREOrder()
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

  /// Notes a packet; the frame it came in before, if it did.
  mutating func note(_ sequence: UInt32, _ payload: UnsafeRawBufferPointer, frame: Int) -> Int? {
    var digest: UInt32 = 0x811c_9dc5
    for o in payload.prefix(32) { digest = (digest ^ UInt32(o)) &* 0x0100_0193 }
    digest = (digest ^ UInt32(truncatingIfNeeded: payload.count)) &* 0x0100_0193
    if seen.isEmpty { seen = [Seen](repeating: Seen(sequence: 0, digest: 0, frame: 0), count: Self.size) }
    let i = Int(sequence % UInt32(Self.size))
    if seen[i].frame > 0, seen[i].frame != Int32(truncatingIfNeeded: frame), seen[i].sequence == sequence, seen[i].digest == digest { return Int(seen[i].frame) }
    seen[i] = Seen(sequence: sequence, digest: digest, frame: Int32(truncatingIfNeeded: frame))
    return nil
  }
}

/// One PPP link, seen from outside: a PPTP call, a PPPoE session, or what a capture of a bare line holds.
struct PPPConversation: Sendable {
  enum Carrier: Hashable, Sendable { case pptp, line, pppoe }
  var carrier: Carrier
  /// The two ends. `calls.0` is the call ID in packets to end 0 (RFC 2637 §4.1); nil while unknown.
  var ends: (HostAddress, HostAddress)
  var calls: (UInt16?, UInt16?)
  /// Always two.
  var sides = [PPPEnd(), PPPEnd()]
  var login = LoginWatch()
  /// What one end refused the other: named when the link comes down.
  var refusal: String?
  var refusalRef: StaticString = ""
  var causeTold = false
  /// A network packet has passed: a later end is no failure to come up.
  var worked = false

  init(carrier: Carrier, ends: (HostAddress, HostAddress), calls: (UInt16?, UInt16?)) {
    self.carrier = carrier
    self.ends = ends
    self.calls = calls
  }

  subscript(side: Int) -> PPPEnd {
    get { sides[side & 1] }
    _modify { yield &sides[side & 1] }
  }

  func name(_ side: Int) -> String {
    if carrier == .line { return "one end" }
    return (side == 0 ? ends.0 : ends.1).description
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

  /// The call of a GRE packet from `source` to `destination` whose key names `call`, and which end sent it. A call whose
  /// control messages were not captured begins with its first packet; the other direction joins it when there is just one
  /// such call between the two ends.
  mutating func gre(_ source: HostAddress, _ destination: HostAddress, _ call: UInt16) -> (Int, side: Int) {
    var open: (Int, side: Int)?
    for i in all.indices where all[i].carrier == .pptp {
      if all[i].ends.0 == source && all[i].ends.1 == destination {
        if all[i].calls.1 == call { touch(i); return (i, 0) }
        if all[i].calls.1 == nil { open = (i, 0) }
      } else if all[i].ends.1 == source && all[i].ends.0 == destination {
        if all[i].calls.0 == call { touch(i); return (i, 1) }
        if all[i].calls.0 == nil { open = (i, 1) }
      }
    }
    if let (i, side) = open {
      if side == 0 { all[i].calls.1 = call } else { all[i].calls.0 = call }
      touch(i)
      return (i, side)
    }
    return (add(PPPConversation(carrier: .pptp, ends: (source, destination), calls: (nil, call))), 0)
  }

  /// A call request: its sender has chosen the call ID for packets to itself.
  mutating func request(_ source: HostAddress, _ destination: HostAddress, _ call: UInt16) {
    let new = PPPConversation(carrier: .pptp, ends: (source, destination), calls: (call, nil))
    // Call IDs are used again: a new call with an old number is a new link.
    if let i = all.firstIndex(where: { $0.carrier == .pptp && $0.ends.0 == source && $0.ends.1 == destination && $0.calls.0 == call }) {
      all[i] = new
      touch(i)
    } else {
      _ = add(new)
    }
  }

  /// A call reply: its sender's call ID, and the one it answers.
  mutating func reply(_ source: HostAddress, _ destination: HostAddress, _ call: UInt16, to peer: UInt16) {
    for i in all.indices where all[i].carrier == .pptp && all[i].ends.0 == destination && all[i].ends.1 == source && all[i].calls.0 == peer {
      all[i].calls.1 = call
      touch(i)
      return
    }
    _ = add(PPPConversation(carrier: .pptp, ends: (destination, source), calls: (peer, call)))
  }

  mutating func line() -> Int {
    if let i = all.firstIndex(where: { $0.carrier == .line }) { touch(i); return i }
    return add(PPPConversation(carrier: .line, ends: (HostAddress(), HostAddress()), calls: (nil, nil)))
  }

  mutating func pppoe(_ source: HostAddress, _ destination: HostAddress, _ session: UInt16) -> (Int, side: Int) {
    for i in all.indices where all[i].carrier == .pppoe && all[i].calls.0 == session {
      if all[i].ends.0 == source { touch(i); return (i, 0) }
      if all[i].ends.1 == source { touch(i); return (i, 1) }
    }
    return (add(PPPConversation(carrier: .pppoe, ends: (source, destination), calls: (session, session))), 0)
  }
}
