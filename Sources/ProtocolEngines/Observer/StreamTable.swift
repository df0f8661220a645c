/// One direction of a TCP connection that carries control messages, followed so that messages cut by segments come together.
struct TCPStream: Sendable {
  struct Key: Hashable, Sendable {
    var source, destination: HostAddress
    var sourcePort, destinationPort: UInt16
  }
  struct Early: Sendable {
    var sequence: UInt32
    var octets: [UInt8]
    var origin: AnnotatedBuffer.Origin
  }
  var key: Key
  /// Sequence number of the next octet; nil until known.
  var next: UInt32?
  /// The beginning of a message whose end has not come.
  var pending: [UInt8] = []
  var origins: [AnnotatedBuffer.Origin] = []
  /// Segments that came before their turn.
  var early: [Early] = []
  var used: UInt64 = 0

  static let mostEarly = 16, mostEarlyOctets = 1 << 16

  mutating func restart(at sequence: UInt32) {
    next = sequence
    pending = []
    origins = []
    early = []
  }
}

/// The streams followed. Bounded: the one unused longest goes first.
struct StreamTable: Sendable {
  static let most = 256
  private var streams: [TCPStream] = []
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

  /// The most recently used stands last.
  mutating func put(_ s: TCPStream) { streams.append(s) }
}
