/// What every part of a link shares: its settings, the time, its dice, what goes out, and how frames are spelled.
struct LinkContext: Sendable, Equatable {
  let config: PPPConfig
  var dice: Dice
  var now = Instant()
  /// The peer takes one-octet protocol fields, and frames without address and control.
  var pfc = false, acfc = false
  /// The largest information field the peer takes (RFC 1661 §6.1: 1500 until agreed otherwise).
  var peerMRU = 1500
  private var queue: [PPPOutput] = []
  private var head = 0

  init(config: PPPConfig, dice: Dice) {
    self.config = config
    self.dice = dice
  }

  mutating func transmit(_ proto: PPPProtocol, _ payload: some Collection<UInt8>) {
    queue.append(.transmit(PPPFrame.octets(proto, payload, pfc: pfc, acfc: acfc)))
  }
  mutating func note(_ n: Note) { queue.append(.note(n)) }
  mutating func note(_ kind: Note.Kind, _ machine: String, _ text: String, ref: String = "") { queue.append(.note(Note(kind, machine, text, ref: ref))) }
  mutating func emit(_ o: PPPOutput) { queue.append(o) }
  mutating func event(_ e: PPPEvent) { queue.append(.event(e)) }

  mutating func poll() -> PPPOutput? {
    guard head < queue.count else { return nil }
    let o = queue[head]
    head += 1
    if head == queue.count {
      queue.removeAll(keepingCapacity: queue.capacity <= 64)
      head = 0
    }
    return o
  }
}
