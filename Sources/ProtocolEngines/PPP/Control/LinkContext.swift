/// What every part of a link shares: its settings, the time, its dice, what goes out, and how frames are spelled.
struct LinkContext: Sendable, Equatable {
  private(set) var config: PPPConfig
  /// Which addresses the peer may have, by the account it came in with.
  private(set) var peerAddresses = Account.Addresses.any
  var dice: Dice
  var now = Instant()
  /// The peer takes one-octet protocol fields, and frames without address and control.
  var pfc = false, acfc = false
  /// The largest information field the peer takes (RFC 1661 §6.1: 1500 until agreed otherwise).
  var peerMRU = 1500
  private var queue = Fifo<PPPOutput>()

  init(config: PPPConfig, dice: Dice) {
    self.config = config
    self.dice = dice
  }

  mutating func keep(_ changed: Account) { config.keep(changed) }
  mutating func admit(_ account: Account?) { peerAddresses = account?.addresses ?? .any }
  /// The address this end gives to its peer: of the account if it names some, else the configured one.
  var givenAddress: IPv4Address {
    if case .only(let list) = peerAddresses, let first = list.first, !list.contains(config.peerAddress) { return first }
    return config.peerAddress
  }

  mutating func transmit(_ proto: PPPProtocol, _ payload: some Collection<UInt8>) {
    queue.append(.transmit(PPPFrame.octets(proto, payload, pfc: pfc, acfc: acfc)))
  }
  mutating func note(_ n: Note) { queue.append(.note(n)) }
  mutating func note(_ kind: Note.Kind, _ machine: String, _ text: Sentence, ref: String = "", code: ReasonCode? = nil) {
    queue.append(.note(Note(kind, machine, text, ref: ref, code: code)))
  }
  mutating func emit(_ o: PPPOutput) { queue.append(o) }
  mutating func event(_ e: PPPEvent) { queue.append(.event(e)) }

  mutating func poll() -> PPPOutput? { queue.next() }
}
