import COpenSSL

/// The keys MPPE begins with at one end (RFC 3079): before they are cut to 8 octets and weakened for 40 and 56 bits.
public struct MPPEKeys: Sendable, Equatable {
  /// Sixteen octets each: the start keys ("master send key", "master receive key") of this end.
  public var send, receive: [UInt8]
  /// Eight octets for 40 and 56 bits where these do not come from `send` and `receive`: after MS-CHAPv1 (RFC 3079 §2.1).
  public var short: [UInt8]?

  public init(send: [UInt8], receive: [UInt8], short: [UInt8]? = nil) {
    self.send = Self.sixteen(send)
    self.receive = Self.sixteen(receive)
    self.short = short
  }

  /// Too short is filled with zeros on the left, too long is cut (RFC 3079 §4.3).
  private static func sixteen(_ k: [UInt8]) -> [UInt8] {
    k.count == 16 ? k : k.count > 16 ? Array(k.prefix(16)) : [UInt8](repeating: 0, count: 16 - k.count) + k
  }

  public func startKey(sending: Bool, _ strength: MPPEStrength) -> [UInt8] {
    let key = sending ? send : receive
    return strength == .b128 ? key : short ?? Array(key.prefix(8))
  }

  public func sender(_ strength: MPPEStrength, stateless: Bool, flush: MPPEFlush) -> MPPECipher {
    MPPECipher(startKey: startKey(sending: true, strength), strength: strength, stateless: stateless, flush: flush)
  }
  public func receiver(_ strength: MPPEStrength, stateless: Bool, flush: MPPEFlush) -> MPPECipher {
    MPPECipher(startKey: startKey(sending: false, strength), strength: strength, stateless: stateless, flush: flush)
  }

  /// The same keys seen from the other end.
  public var mirrored: MPPEKeys { MPPEKeys(send: receive, receive: send, short: short) }
}
