/// One direction of a TCP connection that carries control messages, followed so that messages cut by segments come together.
struct TCPStream: Sendable {
  struct Key: Hashable, Sendable {
    var source, destination: HostAddress
    var sourcePort, destinationPort: UInt16
  }
  /// Octets that came before their turn: a part of a message that waits, or a run of messages explained already.
  struct Early: Sendable {
    var sequence: UInt32
    var count: Int
    /// What waits; empty where the octets are explained.
    var octets: [UInt8]
    var origin: AnnotatedBuffer.Origin
    var isExplained: Bool { octets.isEmpty }
    var end: UInt32 { sequence &+ UInt32(truncatingIfNeeded: count) }
  }
  /// Where the next octet stands in relation to messages.
  enum Place: Sendable {
    /// At the beginning of a message, or in the one that `pending` begins.
    case inStep
    /// The beginning of the stream was not seen: in the middle of something.
    case unknown
    /// Behind something that is no message.
    case lost
  }
  var key: Key
  /// Sequence number of the next octet; nil until known.
  var next: UInt32?
  var place = Place.unknown
  /// Followed from its SYN on, and nothing was missing so far.
  var isWhole = false
  /// The beginning of a message whose end has not come; while not in step the last octets, where one might begin.
  var pending: [UInt8] = []
  var origins: [AnnotatedBuffer.Origin] = []
  /// What came before its turn, by sequence number.
  var early: [Early] = []
  /// Segments since the first of them.
  var sinceGap = 0
  var used: UInt64 = 0

  static let mostEarly = 16, mostEarlyOctets = 1 << 16

  mutating func restart(at sequence: UInt32, _ place: Place) {
    next = sequence
    self.place = place
    isWhole = place == .inStep
    early = []
    sinceGap = 0
    forget()
  }

  /// What is pending will not become a message.
  mutating func forget() {
    pending = []
    origins = []
  }

  /// Puts octets that came before their turn in their place; explained runs that touch become one.
  mutating func keep(_ e: Early) {
    guard e.count > 0 else { return }
    var at = early.count
    while at > 0, Int32(bitPattern: early[at - 1].sequence &- e.sequence) > 0 { at -= 1 }
    if e.isExplained, at > 0, early[at - 1].isExplained, Int32(bitPattern: e.sequence &- early[at - 1].end) <= 0 {
      early[at - 1].count = max(early[at - 1].count, Int(e.end &- early[at - 1].sequence))
    } else {
      early.insert(e, at: at)
    }
  }

  /// True where the octets at `sequence` came before their turn already.
  func has(_ sequence: UInt32, _ count: Int) -> Bool {
    var at = sequence
    for e in early where Int32(bitPattern: e.sequence &- at) <= 0 && Int32(bitPattern: e.end &- at) > 0 { at = e.end }
    return Int(Int32(bitPattern: at &- sequence)) >= count
  }

  /// Octets missing in what came early, or before `sequence`.
  func missing(before sequence: UInt32? = nil) -> Int {
    guard var at = next else { return 0 }
    var n = 0
    for e in early {
      if let sequence, Int32(bitPattern: e.sequence &- sequence) >= 0 { break }
      n += max(0, Int(Int32(bitPattern: e.sequence &- at)))
      if Int32(bitPattern: e.end &- at) > 0 { at = e.end }
    }
    return n + max(0, sequence.map { Int(Int32(bitPattern: $0 &- at)) } ?? 0)
  }
}

/// The streams followed. Bounded: the one unused longest goes first.
struct StreamTable: Sendable {
  static let most = 256
  private(set) var streams: [TCPStream] = []
  private var clock: UInt64 = 0

  /// Takes the stream out for reading; `put` it back. The table holds no second copy meanwhile.
  mutating func take(_ key: TCPStream.Key) -> TCPStream {
    clock += 1
    if let i = streams.firstIndex(where: { $0.key == key }) {
      var s = streams.remove(at: i)
      s.used = clock
      return s
    }
    if streams.count >= Self.most { streams.removeFirst() }
    return TCPStream(key: key, used: clock)
  }

  /// Whether everything was read that the other end of `key` had sent and its sender acknowledges with `acknowledgement`.
  func hasRead(answering key: TCPStream.Key, _ acknowledgement: UInt32) -> Bool {
    let other = TCPStream.Key(
      source: key.destination, destination: key.source, sourcePort: key.destinationPort, destinationPort: key.sourcePort)
    guard let s = streams.first(where: { $0.key == other }), s.isWhole, s.pending.isEmpty, s.early.isEmpty, let next = s.next else {
      return false
    }
    return Int32(bitPattern: next &- acknowledgement) >= 0
  }

  /// Whether all control connections between two hosts were followed from their beginning without a gap, in both directions.
  func areWhole(_ a: HostAddress, _ b: HostAddress) -> Bool {
    var both = (false, false)
    for s in streams where (s.key.source == a && s.key.destination == b) || (s.key.source == b && s.key.destination == a) {
      guard s.isWhole, s.pending.isEmpty, s.early.isEmpty else { return false }
      if s.key.source == a { both.0 = true } else { both.1 = true }
    }
    return both.0 && both.1
  }

  /// The most recently used stands last.
  mutating func put(_ s: TCPStream) { streams.append(s) }
}

extension Observer {
  /// What the capture ended without, one line each: octets of control connections, and IP fragments, that others wait for.
  public func unfinished() -> [String] {
    unfinishedFrames() + fragments.unfinished()
      + pptp.streams.streams.compactMap { s in
        let missing = s.missing()
        guard missing > 0 else { return nil }
        var waiting: [Int] = []
        for e in s.early where !e.isExplained && waiting.last != e.origin.frame { waiting.append(e.origin.frame) }
        var text =
          """
          \(s.key.source) to \(s.key.destination), control connection: \(missing) octet\(missing == 1 ? "" : "s") from sequence number \
          \(s.next ?? 0) on never came
          """
        if !waiting.isEmpty {
          text +=
            """
            ; parts of messages wait for them in frame\(waiting.count == 1 ? "" : "s") \
            \(waiting.map { String($0) }.joined(separator: ", "))
            """
        }
        return text
      }
  }
}
