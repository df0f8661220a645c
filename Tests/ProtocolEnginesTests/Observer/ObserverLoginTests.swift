import Testing

@testable import ProtocolEngines

/// Authentications that take more than one try, and what follows from them.
@Suite struct ObserverLoginTests {
  /// A password changed on the way: whoever has the old or the new one can read on (RFC 2433 §9, §10; RFC 2759 §7).
  @Test(arguments: [(AuthMethod.mschapv2, 3), (.mschap, 2), (.mschap, 1)], ["old", "new"]) func changedPassword(
    _ how: (AuthMethod, Int), known: String
  ) throws {
    let (method, version) = how
    let new = "neu"
    var s = AuthSimulation(method) { c, s in
      s.accounts[1].expired = true
      c.newPassword = new
    }
    s.server.choices.changeVersion = version
    s.client.choices.sendsChangeVersion1 = true
    var link = WatchedLink([("vpnuser", known == "old" ? "vpnpass" : new)])
    let seen = link.login(&s, method)
    let keys = try #require(AuthSimulation.keys(s.serverEnd))
    #expect(s.bothSucceeded && seen.count == 5)
    let proof = try #require(link.w.observer.links[0].login.proof)
    #expect(proof.keys == keys && proof.user == "vpnuser")
    let change = seen[3]
    if version > 1 {
      let block = try #require(change.buffers.first { $0.source == .chap && $0.octets.count == 516 })
      #expect(block.notes.contains { $0.field.id.equals("chap.block.password") && $0.meaning == "\"neu\"" })
      #expect(
        change.buffers.last?.octets.count == 516
          && change.buffers.contains { $0.source == .chap && $0.octets == MSCHAP.ntPasswordHash("vpnpass") })
    } else {
      #expect(change.buffers.contains { $0.source == .chap && $0.octets == MSCHAP.ntPasswordHash(new) })
    }
    if method == .mschapv2 { #expect(seen[4].meaning("chap.message.s") == "correct: the server knows the password") }
    #expect(seen[4].problems.isEmpty)
    for strength in [MPPEStrength.b128, .b40] {
      var on = link
      on.agree([.stateless, MPPEBits(strength)])
      var cipher = keys.mirrored.sender(strength, stateless: true, flush: .rfc)
      let d = on.see(.compressed, cipher.encrypt(WatchedLink.ping(3)))
      #expect(d.pings == [[d.number, 3]] && d.problems.isEmpty, "\(strength): \(d.problems)")
    }
  }

  /// Nobody's password: said, and nothing invented.
  @Test func unknownChange() throws {
    var s = AuthSimulation(.mschapv2) { c, s in
      s.accounts[1].expired = true
      c.newPassword = "neu"
    }
    var link = WatchedLink([("vpnuser", "something else")])
    let seen = link.login(&s, .mschapv2)
    #expect(link.w.observer.links[0].login.proof == nil)
    #expect(seen[3].buffers.count == 1 && seen[3].meaning("chap.change.password") == "neither the old password nor the new one is at hand")
    // The octets of the new password that were changed under way fit no response.
    var broken = WatchedLink([WatchedLink.user])
    broken.see(.chap, [1, 1, 0, 5, 0], fromServer: true)
    var p = CHAPPacket(.mschapv2)
    p.code = .changePassword
    p.change.encryptedPassword = [UInt8](repeating: 7, count: 516)
    p.change.encryptedHash = [UInt8](repeating: 7, count: 16)
    p.change.peerChallenge = [UInt8](repeating: 7, count: 16)
    p.change.reserved = [UInt8](repeating: 0, count: 8)
    p.change.ntResponse = [UInt8](repeating: 7, count: 24)
    let d = broken.see(.chap, p.sealed().encoded())
    #expect(d.buffers.count == 1 && d.problems.isEmpty)
  }

  /// Without C= the next try answers the last challenge plus 23 (RFC 2433 §8), however often the packets come again.
  @Test(arguments: [true, false]) func impliedChallenge(repeated: Bool) throws {
    var s = AuthSimulation(.mschap) { c, _ in c.password = "wrong" }
    s.client.choices.retryPasswords = ["again wrong", "vpnpass"]
    s.server.choices.sendsNewChallenge = false
    var link = WatchedLink([WatchedLink.user])
    if repeated {
      // Each Response and each Failure twice, as after a loss behind the place of the capture.
      var doubled = WatchedLink([WatchedLink.user])
      let seen = link.login(&s, .mschap)
      doubled.see(.lcp, [1, 1, 0, 9, 3, 5, 0xc2, 0x23, 0x80], fromServer: true)
      for d in seen {
        let chap = Array(d.buffers[0].octets.drop { _ in false }.dropFirst(50))
        let fromServer = d.source == "10.0.0.2"
        for _ in 0..<(chap[0] == 1 || chap[0] == 3 ? 1 : 2) { doubled.see(.chap, chap, fromServer: fromServer) }
        if chap[0] == 4 {
          // Response, Failure, Response again, Failure again.
          let last = seen[(seen.firstIndex { $0.number == d.number } ?? 1) - 1]
          doubled.see(.chap, Array(last.buffers[0].octets.dropFirst(50)))
          doubled.see(.chap, chap, fromServer: true)
        }
      }
      #expect(doubled.w.observer.links[0].login.proof?.keys == AuthSimulation.keys(s.serverEnd))
      return
    }
    let seen = link.login(&s, .mschap)
    #expect(s.bothSucceeded && seen.count == 7)
    #expect(link.w.observer.links[0].login.proof?.keys == AuthSimulation.keys(s.serverEnd))
    #expect(seen[5].meaning("chap.mschap.nt_response") == "made with the password of vpnuser")
  }
}
