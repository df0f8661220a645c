import COpenSSL

/// The keys MPPE begins with at one end (RFC 3079): before they are cut to 8 octets and weakened for 40 and 56 bits.
public struct MPPEKeys: Sendable, Equatable {
  /// Sixteen octets each: the start keys ("master send key", "master receive key") of this end.
  public var send, receive: [UInt8]
  /// Eight octets for 40 and 56 bits where these do not come from `send` and `receive`: after MS-CHAPv1 (RFC 3079 §2.1).
  public var short: [UInt8]?
  /// The authentication that gave them.
  public var origin: Origin

  /// Each has a section of RFC 3079 to itself.
  public enum Origin: Sendable, Equatable {
    case msCHAP, msCHAPv2, eapTLS
    public var ref: String {
      switch self {
      case .msCHAP: "RFC 3079 §2"
      case .msCHAPv2: "RFC 3079 §3"
      case .eapTLS: "RFC 3079 §4"
      }
    }
  }

  public init(send: [UInt8], receive: [UInt8], short: [UInt8]? = nil, origin: Origin = .msCHAPv2) {
    self.origin = origin
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
  public var mirrored: MPPEKeys { MPPEKeys(send: receive, receive: send, short: short, origin: origin) }
}

// MARK: Where the keys come from

extension MPPEKeys {
  static let masterMagic = Array("This is the MPPE Master Key".utf8)
  static let clientSends = Array("On the client side, this is the send key; on the server side, it is the receive key.".utf8)
  static let serverSends = Array("On the client side, this is the receive key; on the server side, it is the send key.".utf8)
  static let pad1 = [UInt8](repeating: 0, count: 40), pad2 = [UInt8](repeating: 0xf2, count: 40)

  /// After MS-CHAPv1 (RFC 3079 §2): both directions begin with the same key. `lmHash` nil: 40 and 56 bits are impossible
  /// and fall back to the 128-bit start key cut short.
  public static func msCHAPv1(challenge: [UInt8], ntHash: [UInt8], lmHash: [UInt8]?, notes: inout [KeyNote]) -> MPPEKeys {
    let hashHash = MSCHAP.ntPasswordHashHash(ntHash)
    let start = Array(Digests.sha1(hashHash, hashHash, Array(challenge.prefix(8))).prefix(16))
    notes.append(KeyNote("NtPasswordHashHash", hashHash, formula: "MD4(NtPasswordHash)", inputs: [.init("NtPasswordHash", ntHash)]))
    notes.append(
      KeyNote(
        "MPPE start key, 128 bit, both directions", start, formula: "SHA1(NtPasswordHashHash, NtPasswordHashHash, Challenge) cut to 16",
        inputs: [.init("NtPasswordHashHash", hashHash), .init("Challenge", challenge)]))
    if let lmHash {
      notes.append(
        KeyNote(
          "MPPE start key, 40 and 56 bit, both directions", Array(lmHash.prefix(8)), formula: "LmPasswordHash cut to 8",
          inputs: [.init("LmPasswordHash", lmHash)]))
    }
    return MPPEKeys(send: start, receive: start, short: lmHash.map { Array($0.prefix(8)) }, origin: .msCHAP)
  }

  /// After MS-CHAPv2 (RFC 3079 §3). `authenticator`: this end demanded the proof (the RFC's server, whatever PPTP calls it).
  public static func msCHAPv2(passwordHashHash: [UInt8], ntResponse: [UInt8], authenticator: Bool, notes: inout [KeyNote]) -> MPPEKeys {
    let master = masterKey(passwordHashHash: passwordHashHash, ntResponse: ntResponse)
    notes.append(
      KeyNote(
        "MPPE master key", master, formula: "SHA1(NtPasswordHashHash, NT-Response, Magic1) cut to 16",
        inputs: [.init("NtPasswordHashHash", passwordHashHash), .init("NT-Response", ntResponse), .init("Magic1", masterMagic)]))
    let server = startKey(master: master, serverSends: true)
    let client = startKey(master: master, serverSends: false)
    // The two sentences under the RFC's names for them.
    notes.append(
      KeyNote(
        "MPPE start key, authenticator to peer", server, formula: "SHA1(master key, 40 x 00, Magic3, 40 x f2) cut to 16",
        inputs: [.init("master key", master), .init("Magic3", serverSends)]))
    notes.append(
      KeyNote(
        "MPPE start key, peer to authenticator", client, formula: "SHA1(master key, 40 x 00, Magic2, 40 x f2) cut to 16",
        inputs: [.init("master key", master), .init("Magic2", clientSends)]))
    return authenticator ? MPPEKeys(send: server, receive: client) : MPPEKeys(send: client, receive: server)
  }

  /// GetMasterKey (RFC 3079 §3.4).
  public static func masterKey(passwordHashHash: [UInt8], ntResponse: [UInt8]) -> [UInt8] {
    Array(Digests.sha1(passwordHashHash, ntResponse, masterMagic).prefix(16))
  }

  /// GetAsymmetricStartKey (RFC 3079 §3.4) at its full 16 octets.
  public static func startKey(master: [UInt8], serverSends: Bool) -> [UInt8] {
    Array(Digests.sha1(master, pad1, serverSends ? Self.serverSends : clientSends, pad2).prefix(16))
  }

  /// After EAP-TLS: the first 64 octets of the exported key (RFC 5216 §2.3); the first half of these is what the peer sends with.
  /// Only the first 16 of each half are used (RFC 3079 §4).
  public static func eapTLS(msk: [UInt8], authenticator: Bool) -> MPPEKeys? {
    guard msk.count >= 64 else { return nil }
    let peerSends = Array(msk[0..<16])
    let authenticatorSends = Array(msk[32..<48])
    return authenticator
      ? MPPEKeys(send: authenticatorSends, receive: peerSends, origin: .eapTLS)
      : MPPEKeys(send: peerSends, receive: authenticatorSends, origin: .eapTLS)
  }
}
