import Testing

@testable import ProtocolEngines

private func hex(_ s: String) -> [UInt8] { HexText.octets(s)! }

@Suite struct MPPEVectorTests {
  static let lm = MSCHAP.lmPasswordHash("clientPass"), nt = MSCHAP.ntPasswordHash("clientPass")

  @Test func fromMSCHAPv1() {
    #expect(Self.lm == hex("76a152936096d7830e2390227404afd2"))
    var notes: [KeyNote] = []
    let k = MPPEKeys.msCHAPv1(challenge: hex("102db5df085d3041"), ntHash: Self.nt, lmHash: Self.lm, notes: &notes)
    #expect(k.sender(.b40, stateless: true, flush: .rfc).initialSessionKey == hex("d1269e538cec4a08"))
    #expect(k.sender(.b56, stateless: true, flush: .rfc).initialSessionKey == hex("d10801538cec4a08"))
    // RFC 3079 §2.5.3 prints "ca" as the eighth octet of the start key in step 3, and "c1" in step 4; c1 it is.
    #expect(k.send == hex("a8947850cfc0acc1d1789fb62ddcddb0"))
    #expect(k.sender(.b128, stateless: true, flush: .rfc).initialSessionKey == hex("59d159bc09f76f1da2a86a28ffec0b1e"))
    #expect(k.send == k.receive)
    #expect(notes.count == 3)
  }

  @Test func fromMSCHAPv2() {
    var notes: [KeyNote] = []
    let k = MPPEKeys.msCHAPv2(
      passwordHashHash: MSCHAP.ntPasswordHashHash(Self.nt), ntResponse: hex("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"),
      authenticator: true, notes: &notes)
    #expect(notes[0].octets == hex("fdece3717a8c838cb388e527ae3cdd31"))
    #expect(k.send == hex("8b7cdc149b993a1ba118cb153f56dccb"))
    #expect(k.receive == hex("d5f0e9521e3ea9589645e86051c82226"))
    let message = Array("test message".utf8)
    for (bits, key, cipher) in [
      (.b40, "d1269ec49fa62e3e", "929137917e5803d668d75898"),
      // RFC 3079 §3.5.2 prints "58" as the last octet of the ciphertext; RC4 with the printed key gives b8.
      (.b56, "d15c00c49fa62e3e", "3f106833fa448da842bc57b8"), (.b128, "405cb2247a7956e6e211007ae27b22d4", "81848317df68846272fb5abe"),
    ] as [(MPPEStrength, String, String)] {
      var c = k.sender(bits, stateless: false, flush: .rfc)
      #expect(c.sessionKey == hex(key))
      let sent = c.encrypt(message)
      #expect(Array(sent[2...]) == hex(cipher))
      #expect(sent[0] == 0x90, "the first packet is FLUSHED (RFC 3078 §3.1)")
      var linux = k.sender(bits, stateless: false, flush: .linux)
      #expect(linux.encrypt(message)[0] == 0x10, "Linux leaves FLUSHED off its first packet")
    }
    #expect(k.receiver(.b128, stateless: true, flush: .rfc).initialSessionKey == hex("49d11d0f0cc6befba2a9b4b688f91eee"))
    #expect(k.mirrored.send == k.receive)
  }

  @Test func keyChanges() {
    let start = hex("8b7cdc149b993a1ba118cb153f56dccb")
    var c = MPPECipher(startKey: start, strength: .b128, stateless: true, flush: .rfc)
    _ = c.encrypt([1])
    #expect(c.sessionKey == hex("726f10500e2b54135b1b74d7682f0471"))
    _ = c.encrypt([1])
    #expect(c.sessionKey == hex("2805bc7869bec825573a7803e95a3acd"))
    var weak = MPPECipher(startKey: start, strength: .b40, stateless: true, flush: .rfc)
    _ = weak.encrypt([1])
    #expect(weak.sessionKey == hex("d1269ece4d98d181"))
    var middle = MPPECipher(startKey: start, strength: .b56, stateless: true, flush: .rfc)
    _ = middle.encrypt([1])
    #expect(middle.sessionKey == hex("d16182a2ab481407"))
    #expect(c.takeNote("")?.key != nil)
    #expect(c.takeNote("") == nil)
  }
}

@Suite struct MPPECipherTests {
  static let key = HexText.octets("8b7cdc149b993a1ba118cb153f56dccb")!
  static func pair(_ strength: MPPEStrength, _ stateless: Bool, _ flush: MPPEFlush) -> (MPPECipher, MPPECipher) {
    let c = MPPECipher(startKey: key, strength: strength, stateless: stateless, flush: flush)
    return (c, c)
  }
  static func text(_ i: Int) -> [UInt8] { [0, 0x21, UInt8(i & 255), UInt8(i >> 8)] + [UInt8](repeating: 7, count: i % 60) }

  @Test(arguments: MPPEStrength.allCases, [true, false]) func nineThousandPackets(strength: MPPEStrength, stateless: Bool) {
    for flush in MPPEFlush.allCases {
      var (s, r) = Self.pair(strength, stateless, flush)
      for i in 0..<9000 where r.decrypt(s.encrypt(Self.text(i))) != .success(Self.text(i)) {
        Issue.record("packet \(i)")
        return
      }
      #expect(s.coherency == UInt16(9000 % 4096))
      #expect(s.keyChanges == (stateless ? 9000 : 35))
    }
  }

  /// Stateless: what is lost stays lost, what comes opens; late and repeated packets do not (RFC 3078 §8.1).
  @Test func lossStateless() {
    var (s, r) = Self.pair(.b128, true, .rfc)
    var dice = Dice(seed: 5)
    for i in 0..<9000 {
      let p = s.encrypt(Self.text(i))
      if dice.chance(perMille: 300) { continue }
      #expect(r.decrypt(p) == .success(Self.text(i)))
      if i % 100 == 0 { #expect(r.decrypt(p) == .failure(.ancient(frameCoherency: UInt16(i & 4095), expected: r.coherency))) }
    }
    let old = r
    #expect(r.decrypt([0x10, 0, 1, 2]) == .failure(.notFlushed))
    #expect(r.decrypt([0x80, 0, 1, 2]) == .failure(.notEncrypted))
    #expect(r.decrypt([0x90]) == .failure(.tooShort))
    #expect(r == old)
  }

  /// Stateful: a gap asks for a reset; everything is dropped until FLUSHED comes (§8.2), over lost flag packets too.
  @Test(arguments: MPPEFlush.allCases) func lossStateful(flush: MPPEFlush) {
    var (s, r) = Self.pair(.b128, false, flush)
    var dice = Dice(seed: 9)
    var opened = 0
    var resets = 0
    var i = 0
    while i < 20000 {
      let p = s.encrypt(Self.text(i))
      let asked = r.discarding
      i += 1
      // A FLUSHED packet that is lost is fatal under Linux's reading (a key change nobody learns of), so it is spared.
      if p[0] & 0x80 == 0, dice.chance(perMille: 20) { continue }
      switch r.decrypt(p) {
      case .success(let t):
        #expect(t == Self.text(i - 1))
        opened += 1
      case .failure(let f):
        if f.needsReset {
          #expect(!asked)
          resets += 1
          s.flushNext()
        } else {
          #expect(asked)
        }
      }
      if opened == 0, i > 300 {
        Issue.record("nothing opens")
        return
      }
    }
    #expect(resets > 100 && opened > 15000)
  }

  @Test func hundredsLost() {
    var (s, r) = Self.pair(.b40, false, .rfc)
    for _ in 0..<700 { _ = s.encrypt([1]) }
    #expect(r.decrypt(s.encrypt([2])) == .failure(.outOfSync(frameCoherency: 700, expected: 0)))
    #expect(r.keyChanges == 2)
    #expect(r.decrypt(s.encrypt([3])) == .failure(.discarding(frameCoherency: 701)))
    s.flushNext()
    #expect(r.decrypt(s.encrypt([4])) == .success([4]))
    #expect(r.decrypt(s.encrypt([5])) == .success([5]))
  }

  /// The two readings of FLUSHED do not understand each other: that is why there is a setting.
  @Test func readingsDiffer() {
    var s = MPPECipher(startKey: Self.key, strength: .b128, stateless: false, flush: .rfc)
    var r = MPPECipher(startKey: Self.key, strength: .b128, stateless: false, flush: .linux)
    #expect(r.decrypt(s.encrypt([1, 2, 3, 4])) != .success([1, 2, 3, 4]))
  }

  @Test func oneBufferWithItsHead() {
    var (s, r) = Self.pair(.b128, true, .rfc)
    let frame = s.seal(head: [0xff, 3, 0, 0xfd], [0, 0x21], [9, 8, 7])
    #expect(frame.count == 11 && frame.starts(with: [0xff, 3, 0, 0xfd, 0x90, 0]))
    #expect(r.open(frame, from: 4) == .success([0, 0x21, 9, 8, 7]))
    #expect(r.open(frame, from: 40) == .failure(.tooShort))
    #expect(s.seal(head: [], [], []).count == 2)
  }

  @Test func layout() {
    WireProperties.check(MPPEPacket.self, octets: [0x90, 0x07, 1, 2, 3])
    WireProperties.check(MPPEPacket.self, octets: [0xa0, 0x07, 1, 2, 3])
    WireProperties.check(MPPEPacket.self, octets: [0x00, 0x07, 1, 2, 3])
    WireProperties.check(MPPEHeader.self, octets: [0x9f, 0xff])
  }

  /// A forged count may cost one key change a packet, not two thousand; a real gap is bridged all the same.
  @Test func theJumpIsBounded() throws {
    let key = [UInt8](1...16)
    var sender = MPPECipher(startKey: key, strength: .b128, stateless: true, flush: .rfc)
    var receiver = sender
    func packet() -> [UInt8] { sender.encrypt([0, 0x21, 0x45]) }
    func lose(_ n: Int) { for _ in 0..<n { _ = packet() } }
    #expect(try receiver.decrypt(packet()).get() == [0, 0x21, 0x45])
    // As far as the reach: at once.
    lose(256)
    #expect(try receiver.decrypt(packet()).get() == [0, 0x21, 0x45])
    #expect(receiver.keyChanges == 258)
    // Forged counts of every distance that come alone, between packets that are real.
    for jump in [258, 700, 1500, 2046] {
      var forged = packet()
      #expect(try receiver.decrypt(forged).get() == [0, 0x21, 0x45])
      let before = receiver.keyChanges
      let count = (UInt16(forged[0] & 0xf) << 8 | UInt16(forged[1])) &+ UInt16(jump)
      forged[0] = forged[0] & 0xf0 | UInt8(count >> 8 & 0xf)
      forged[1] = UInt8(truncatingIfNeeded: count)
      guard case .failure(.farAhead(let got, let due)) = receiver.decrypt(forged) else { return #expect(Bool(false), "\(jump)") }
      #expect(got == count & 0xfff && due == receiver.coherency && receiver.keyChanges == before)
      #expect(MPPEFault.farAhead(frameCoherency: got, expected: due).text.contains("\(jump - 1) ahead"))
    }
    // A thousand lost: two more are, then it goes on.
    lose(1000)
    for i in 0..<4 {
      let result = receiver.decrypt(packet())
      if i < 2 { #expect((try? result.get()) == nil) } else { #expect(try result.get() == [0, 0x21, 0x45]) }
    }
  }
}
