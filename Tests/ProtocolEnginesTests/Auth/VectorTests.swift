import Testing

@testable import ProtocolEngines

private func hex(_ s: String) -> [UInt8] { HexText.octets(s)! }

/// Published values: RFC 2433 §B, RFC 2759 §9.2, RFC 3079 §2.5 and §3.5, RFC 1994 tuples of John the Ripper.
@Suite struct CryptoVectorTests {
  @Test func digests() {
    #expect(Digests.md4([]) == hex("31d6cfe0d16ae931b73c59d7e0c089c0"))
    #expect(Digests.md4(Array("abc".utf8)) == hex("a448017aaf21d8525fc10ae87aa6729d"))
    #expect(Digests.md5(Array("a".utf8), Array("bc".utf8)) == hex("900150983cd24fb0d6963f7d28e17f72"))
    #expect(Digests.sha1(Array("abc".utf8)) == hex("a9993e364706816aba3e25717850c26c9cd0d89d"))
  }
  @Test func desParity() {
    #expect(DESBlock.withParity(hex("fc156af7edcd6c")) == hex("fd0b5b5e7f6e34d9"))
    #expect(DESBlock.withParity(hex("0edde3337d427f")) == hex("0e6e796737ea08fe"))
    let block = hex("0123456789abcdef")
    let key = hex("133457799bbcdff1")
    #expect(DESBlock.encrypt(block: block, key: key) == hex("85e813540f0ab405"))
    #expect(DESBlock.decrypt(block: hex("85e813540f0ab405"), key: key) == block)
  }
  @Test func rc4() {
    #expect(RC4State.once(key: Array("Key".utf8), Array("Plaintext".utf8)) == hex("bbf316e8d940af0ad3"))
    var a = RC4State(key: [1, 2, 3])
    var whole = RC4State(key: [1, 2, 3])
    let text = [UInt8](0..<200)
    let first = a.process(Array(text[..<77]))
    var copy = a
    #expect(first + a.process(Array(text[77...])) == whole.process(text))
    #expect(first + copy.process(Array(text[77...])) == Array(RC4State.once(key: [1, 2, 3], text)))
    #expect(a == copy)
  }
  @Test func constantTime() {
    #expect(ConstantTime.equal([1, 2], [1, 2]))
    #expect(!ConstantTime.equal([1, 2], [1, 3]))
    #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
  }
}

@Suite struct MSCHAPVectorTests {
  @Test func version1() {
    let hash = MSCHAP.ntPasswordHash("MyPw")
    let challenge = hex("102db5df085d3041")
    #expect(MSCHAP.passwordOctets("MyPw") == hex("4d00790050007700"))
    #expect(hash == hex("fc156af7edcd6c0edde3337d427f4eac"))
    #expect(MSCHAP.challengeResponse(challenge: challenge, passwordHash: hash) == hex("4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61"))
    #expect(MSCHAP.lmPasswordHash("MyPw") == hex("75ba30198e6d1975aad3b435b51404ee"))
    #expect(
      MSCHAP.challengeResponse(challenge: challenge, passwordHash: MSCHAP.lmPasswordHash("MyPw"))
        == hex("91881d0152ab0c33c524135ec24a95ee64e23cdc2d33347d"))
  }
  @Test func version2() {
    let a = hex("5b5d7c7d7b3f2f3e3c2c602132262628")
    let p = hex("21402324255e262a28295f2b3a337c7e")
    let user = Array("User".utf8)
    let hash = MSCHAP.ntPasswordHash("clientPass")
    let c = MSCHAP.challengeHash(peerChallenge: p, authenticatorChallenge: a, user: user)
    #expect(c == hex("d02e4386bce91226"))
    #expect(MSCHAP.challengeHash(peerChallenge: p, authenticatorChallenge: a, user: Array("BIGCO\\User".utf8)) == c)
    #expect(hash == hex("44ebba8d5312b8d611474411f56989ae"))
    #expect(MSCHAP.ntPasswordHashHash(hash) == hex("41c00c584bd2d91c4017a2a12fa59f3f"))
    let r = MSCHAP.generateNTResponse(authenticatorChallenge: a, peerChallenge: p, user: user, passwordHash: hash)
    #expect(r == hex("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"))
    let proof = MSCHAP.authenticatorResponse(passwordHashHash: MSCHAP.ntPasswordHashHash(hash), ntResponse: r, challengeHash: c)
    #expect(MSCHAP.authenticatorText(proof) == "S=407A5589115FD0D6209F510FE9C04566932CDA56")
  }
  @Test(arguments: [
    (
      "4c092fd3fd98236502e8591100046326", "6a4915d0ce61d42be533640a75391925", "1111", "2222",
      "b912ce522524d33123a982cf330a57f8e953fa7974042b5d"
    ),
    (
      "d07054459a1fdbc266a006f0220e6fac", "3545cb1d89b507a5de104435e81b14a4", "testuser1", "Cricket8",
      "33c8331a9b03b7e003f09dd253d740a2bead544143cc8bde"
    ),
    (
      "56d64cbe7bad61349a0b752335100eaf", "7f8a466cff2a6bf0c80218bbf56d76bc", "fred", "OMG!BBQ!11!one",
      "d7d829d9545cef1d631b4e568ffb7586050fa3a4d02dbc0b"
    ),
    (
      "b3c42db475b881d3c52ff3923d7b3bf8", "6321f8649b971bd11ce8d5cb22a4a738", "bOb", "asdblahblahblahblahblahblahblahblah",
      "f07c7a4eb391f5debe32d814679a5a69661b86b33227c4f8"
    ),
    (
      "d94e7c7972b2376b28c268583e162de7", "0677ca7318fd7f65ae1b4f58c9f4f400", "lameuser", "",
      "eba25a3b04d2c7085d01f842e2befc91745c40db0f792356"
    ),
    (
      "95a87fa62ebcd2e3c8b09e1b448a6c72", "e2ae0995eaac6ceff0d9757428b51509", "lulu", "password",
      "ed8cc90fd40faa2d6bcd0abd0b1f562fd777df6c5609c98b"
    ),
  ]) func tuples(_ t: (String, String, String, String, String)) {
    #expect(
      MSCHAP.generateNTResponse(
        authenticatorChallenge: hex(t.0), peerChallenge: hex(t.1), user: Array(t.2.utf8), passwordHash: MSCHAP.ntPasswordHash(t.3))
        == hex(t.4))
  }
  @Test(
    arguments: [
      (0, "cc7e5247514551acdcbf782c4027bfb1", "fdfdad5277812ae40956a66f3db23308", "password"),
      (0, "81a49cb700e8c2ee9bc3852a506406c3", "8876e228962a999637eecc2423f55f07", "password"),
      (0, "e270954e7d84f99535dce2e5d7340a7d", "4d64f587c7b5248406b939e1e9abeb74", "bar"),
      (2, "d7ec2fff2ada437f9dcd4e3b0df44d50", "1ffc6c2659bc5bb94144fd01eb756e37", "beaVIs"),
    ] as [(UInt8, String, String, String)]) func md5(_ t: (UInt8, String, String, String))
  {
    #expect(Digests.md5([t.0], Array(t.3.utf8), hex(t.1)) == hex(t.2))
  }
  @Test func changeBlocks() {
    let old = MSCHAP.ntPasswordHash("old")
    let new = MSCHAP.passwordOctets("neu und lang genug für alle")
    var dice = Dice(seed: 3)
    let block = MSCHAP.encryptedPasswordBlock(new, passwordHash: old, filling: dice.octets(512))
    #expect(block.count == 516)
    #expect(MSCHAP.openPasswordBlock(block, passwordHash: old) == new)
    #expect(MSCHAP.openPasswordBlock(block, passwordHash: MSCHAP.ntPasswordHash("other")) == nil)
    let c = hex("102db5df085d3041")
    #expect(MSCHAP.hashDecrypted(MSCHAP.hashEncrypted(old, challenge: c), challenge: c) == old)
  }
  /// pppd widens octets: the two readings differ beyond ASCII only (capture pptp-nonascii-password).
  @Test func readings() {
    #expect(MSCHAP.readings(of: "plain") == [.unicode])
    #expect(MSCHAP.readings(of: "pässwörd") == [.unicode, .widened])
    let r = MSCHAP.generateNTResponse(
      authenticatorChallenge: hex("408e3c7d6a45dddb893b5609664f3314"), peerChallenge: hex("19cd1a29372879e29d91c37be27669c8"),
      user: Array("vpnuser".utf8), passwordHash: MSCHAP.ntPasswordHash("pässwörd", .widened))
    #expect(r == hex("8c931d92d546ee3294930f989e12505d5078554f7977e131"))
  }
}
