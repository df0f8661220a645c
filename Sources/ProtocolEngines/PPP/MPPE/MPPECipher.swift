/// Why an MPPE packet was not opened.
public enum MPPEFault: Error, Sendable, Equatable {
  /// Packets are missing: in stateful mode send a CCP Reset-Request (RFC 3078 §8.2).
  case outOfSync(frameCoherency: UInt16, expected: UInt16)
  /// Waiting for a FLUSHED packet; the Reset-Request has been sent already.
  case discarding(frameCoherency: UInt16)
  /// Older than what was decrypted last: its key is gone.
  case ancient(frameCoherency: UInt16, expected: UInt16)
  /// Bit D is clear (RFC 3078 §3.1).
  case notEncrypted
  /// FLUSHED is missing where it must be: on every stateless packet (RFC 3078 §3.1).
  case notFlushed
  case tooShort

  /// The peer has to be asked to begin RC4 anew.
  public var needsReset: Bool { if case .outOfSync = self { true } else { false } }
}

/// MPPE in one direction (RFC 3078): a sender's or a receiver's keys and counters.
public struct MPPECipher: Sendable, Equatable {
  public let strength: MPPEStrength
  public let stateless: Bool
  public let flush: MPPEFlush
  /// 8 octets, or 16 for 128 bits.
  public let startKey: [UInt8]
  public private(set) var sessionKey: [UInt8]
  /// Sender: the count of the next packet. Receiver: the count expected next.
  public private(set) var coherency: UInt16 = 0
  /// How often the key has changed since the start.
  public private(set) var keyChanges = 0

  public init(startKey: [UInt8], strength: MPPEStrength, stateless: Bool, flush: MPPEFlush) {
    self.strength = strength
    self.stateless = stateless
    self.flush = flush
    self.startKey = startKey
    sessionKey = startKey
  }

  /// `plain`: protocol field and payload. The result begins with bits A to D and the coherency count.
  public mutating func encrypt(_ plain: [UInt8]) -> [UInt8] { plain }
  /// `body`: what follows protocol 0x00fd.
  public mutating func decrypt(_ body: [UInt8]) -> Result<[UInt8], MPPEFault> { .failure(.tooShort) }
  /// A Reset-Request has come: the next packet goes out FLUSHED.
  public mutating func flushNext() {}
  /// Key changes since last asked.
  public mutating func takeNotes() -> [Note] { [] }
}
