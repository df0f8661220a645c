import Testing

@testable import ProtocolEngines

/// Notes that say what holds, with the section that says so.
@Suite struct PPPTextTests {
  /// RFC 1661 §6.4: a magic number of 0 is Nak'd always, however often it comes.
  @Test func magicNumberZeroIsNeverRejected() {
    var pair = PPPPair()
    pair.client.lowerUp(at: pair.now)
    pair.drain()
    for i in 0..<12 { pair.client.receive([0xff, 3, 0xc0, 0x21, 1, UInt8(i), 0, 10, 5, 6, 0, 0, 0, 0], at: pair.now) }
    pair.drain()
    let answers = pair.talk(LCPDialect.self).filter { !$0.contains("Configure-Request") }
    #expect(answers.count == 12 && answers.allSatisfy { $0.hasPrefix("> Configure-Nak") }, "\(answers)")
  }

  /// The initial session key's section is that of the authentication (RFC 3079 §2, §3).
  @Test(arguments: [(AuthMethod.mschap, "RFC 3079 §2"), (.mschapv2, "RFC 3079 §3")]) func sectionOfTheFirstKey(
    _ method: AuthMethod, _ ref: String
  ) {
    var pair = PPPPair { c, s in
      for p in [\PPPConfig.auth] {
        c[keyPath: p] = [method]
        s[keyPath: p] = [method]
      }
      c.mppe = [.b128]
      s.mppe = [.b128]
    }
    pair.run(timers: false)
    let first = pair.clientNotes.filter { $0.text.contains("beginning with this session key") }
    #expect(first.count == 2 && first.allSatisfy { $0.ref == ref }, "\(first.map(\.ref))")
    #expect(MPPEKeys.eapTLS(msk: [UInt8](repeating: 1, count: 64), authenticator: true)?.origin.ref == "RFC 3079 §4")
  }

  /// Whatever comes out of MPPE and should not: the keys may differ; after MS-CHAP that is how a rogue server shows.
  @Test(arguments: [AuthMethod.mschap, .mschapv2]) func strangeProtocolsOutOfMPPE(_ method: AuthMethod) {
    var pair = PPPPair { c, s in
      c.auth = [method]
      s.auth = [method]
      c.mppe = [.b128]
      s.mppe = [.b128]
    }
    pair.run(timers: false)
    for plain in [[0x00, 0x2b, 1, 2], [0xc0, 0x21, 1, 1, 0, 4], [0x00, 0x25, 7], [0x02]] as [[UInt8]] {
      let before = pair.clientNotes.count
      pair.client.dispatchInner(plain)
      pair.drain()
      let said = pair.clientNotes[before...].map(\.text)
      #expect(said.contains { $0.contains("perhaps the keys differ") }, "\(plain): \(said)")
      #expect(said.contains { $0.contains("RFC 2433 has no mutual authentication") } == (method == .mschap), "\(said)")
    }
  }

  /// What closes with LCP opens again only if LCP does.
  @Test func nothingIsPromisedThatDoesNotCome() {
    var pair = PPPPair()
    pair.run(timers: false)
    pair.client.terminate(because: .test("that is all"), at: pair.now)
    pair.drain()
    pair.settle(timers: false)
    let all = (pair.clientNotes + pair.serverNotes).map(\.text)
    #expect(all.contains { $0.contains("should LCP be negotiated again") })
    #expect(!all.contains { $0.contains("opens again after") })
  }
}
