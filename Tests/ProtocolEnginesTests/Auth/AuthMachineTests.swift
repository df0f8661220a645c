import Testing

@testable import ProtocolEngines

private func hex(_ s: String) -> [UInt8] { HexText.octets(s)! }

/// One machine with its context, and no link: packets in, what comes out.
private struct Alone<Machine: AuthMachine> {
  var x: AuthContext
  var machine: Machine
  var sent: [[UInt8]] = []
  var notes: [Note] = []
  var ends: [AuthOutput] = []
  var changed: [Account] = []

  /// `drawn`: the octets that every draw of chance begins with.
  init(_ role: AuthEngine.Role, drawn: [UInt8]? = nil, _ set: (inout PPPConfig) -> Void, machine: (PPPConfig) -> Machine) {
    var config = PPPConfig(side: role == .peer ? .client : .server)
    set(&config)
    let dice =
      if let drawn { Dice { n in Array((drawn + [UInt8](repeating: 0, count: n)).prefix(n)) } } else { Dice(seed: 5) }
    x = AuthContext(role: role, config: config, dice: dice)
    self.machine = machine(config)
    self.machine.start(&x)
    collect()
  }

  mutating func receive(_ octets: [UInt8]) {
    machine.receive(octets, &x)
    collect()
  }
  /// To the time of the timer, which runs out.
  mutating func pass() {
    guard let due = x.timer?.due, x.takeTimeout(at: due) else { return }
    machine.timeout(&x)
    collect()
  }
  private mutating func collect() {
    while let o = x.poll() {
      switch o {
      case .send(_, let octets): sent.append(octets)
      case .note(let n): notes.append(n)
      case .changed(let a): changed.append(a)
      case .succeeded, .failed: ends.append(o)
      }
    }
  }

  var reason: String { if case .failed(let r)? = ends.last { r.text } else { "" } }
  var keys: MPPEKeys? { if case .succeeded(let k)? = ends.last { k } else { nil } }
  var isIn: Bool { if case .succeeded? = ends.last { x.state == .authenticated } else { false } }
}

extension Alone where Machine == MSCHAPMachine {
  /// `vpnuser` with an expired password at one end, or a new one at the other.
  static func end(_ role: AuthEngine.Role, _ version: MSCHAPVersion, _ set: (inout PPPConfig) -> Void = { _ in }) -> Self {
    Self(
      role,
      {
        ($0.user, $0.password, $0.newPassword) = ("vpnuser", "vpnpass", "neu")
        $0.accounts = [Account(name: "vpnuser", password: "vpnpass", expired: true)]
        set(&$0)
      }, machine: { MSCHAPMachine(version, $0) })
  }
}

@Suite struct PAPMachineTests {
  private func end(_ role: AuthEngine.Role, password: String = "vpnpass") -> Alone<PAPMachine> {
    Alone(
      role, drawn: [6],
      {
        ($0.user, $0.password) = ("vpnuser", password)
        $0.accounts = [Account(name: "vpnuser", password: password)]
      }, machine: { _ in PAPMachine() })
  }

  @Test func bothEnds() {
    var client = end(.peer)
    var server = end(.authenticator)
    #expect(client.x.state == .requested && server.x.state == .waiting && server.sent.isEmpty)
    #expect(client.sent == [[1, 1, 0, 20, 7] + Array("vpnuser".utf8) + [7] + Array("vpnpass".utf8)])
    server.receive(client.sent[0])
    #expect(server.isIn && server.keys == nil && server.x.timer == nil && server.x.admitted?.name == "vpnuser")
    client.receive(server.sent[0])
    #expect(client.isIn && client.x.timer == nil)
    // The request again: the same verdict, and nothing happens anew.
    server.receive(client.sent[0])
    #expect(server.sent.count == 2 && server.sent[0] == server.sent[1] && server.ends.count == 1)
  }

  @Test func timers() {
    var client = end(.peer)
    #expect(client.x.timer?.purpose == "send the Authenticate-Request again")
    for _ in 0..<9 { client.pass() }
    #expect(client.sent.count == 10 && Set(client.sent.map { $0[1] }).count == 10, "each with an identifier of its own")
    #expect(client.x.timer?.purpose == "give up: no answer")
    client.pass()
    #expect(client.reason == "10 Authenticate-Requests, and no answer" && client.x.timer == nil)
    var server = end(.authenticator)
    server.pass()
    #expect(server.reason.hasPrefix("no Authenticate-Request came within"))
  }

  @Test func hostile() {
    let request = end(.peer).sent[0]
    var server = end(.authenticator, password: "other")
    Hostile.check(server, seeds: [request, PAPPacket.reply(.ack, id: 1, message: "").encoded()])
    server.receive(request)
    #expect(server.reason == "the password of \"vpnuser\" is wrong" && server.sent.map { $0[0] } == [3])
    // A verdict for another identifier, and packets of the wrong end.
    var client = end(.peer)
    for p in [PAPPacket.reply(.ack, id: 9, message: "Login ok").encoded(), request, [2, 1], [], [9, 1, 0, 4]] { client.receive(p) }
    #expect(client.x.state == .requested && client.notes.filter { $0.kind == .ignored }.count == 5)
  }
}

@Suite struct CHAPMachineTests {
  /// A tuple of John the Ripper's tests for RFC 1994 §4.1: Identifier 0.
  private static let challenge = hex("cc7e5247514551acdcbf782c4027bfb1"), response = hex("fdfdad5277812ae40956a66f3db23308")
  private func end(_ role: AuthEngine.Role, password: String = "password", drawn: [UInt8] = challenge) -> Alone<CHAPMachine> {
    Alone(
      role, drawn: drawn,
      {
        ($0.user, $0.password, $0.serverName) = ("User", password, "s")
        $0.accounts = [Account(name: "User", password: password)]
      }, machine: { _ in CHAPMachine() })
  }
  private static func packet(_ code: UInt8, id: UInt8, _ value: [UInt8], _ name: String) -> [UInt8] {
    [code, id, 0, UInt8(5 + value.count + name.utf8.count), UInt8(value.count)] + value + Array(name.utf8)
  }

  @Test func peer() {
    var client = end(.peer)
    #expect(client.x.state == .waiting && client.sent.isEmpty)
    client.receive(Self.packet(1, id: 0, Self.challenge, "s"))
    #expect(client.sent == [Self.packet(2, id: 0, Self.response, "User")] && client.x.state == .responded)
    client.receive(Self.packet(1, id: 0, Self.challenge, "s"))
    #expect(client.sent.count == 2 && client.sent[0] == client.sent[1], "a Challenge that comes twice has one Response")
    client.receive([3, 0, 0, 4])
    #expect(client.isIn && client.keys == nil)
  }

  @Test func authenticator() {
    // The identifier is drawn first; the one after it is sent.
    var server = end(.authenticator)
    let id = server.sent[0][1]
    #expect(server.sent == [Self.packet(1, id: id, Self.challenge, "s")] && server.x.state == .challenged)
    let right = Digests.md5([id], Array("password".utf8), Self.challenge)
    server.receive(Self.packet(2, id: id &+ 1, right, "User"))
    #expect(server.x.state == .challenged, "another identifier")
    server.receive(Self.packet(2, id: id, right, "User"))
    #expect(server.isIn && server.sent.last?[0] == 3 && server.x.admitted?.name == "User")
    #expect(server.machine.rechallenge(&server.x) && server.x.state == .challenged && server.x.identifier == id &+ 1)
    server.receive(Self.packet(2, id: id, right, "User"))
    #expect(server.x.state == .challenged, "the proof for an older Challenge proves nothing")
  }

  @Test func hostile() {
    let server = end(.authenticator)
    let response = Self.packet(2, id: server.sent[0][1], Self.response, "User")
    Hostile.check(server, seeds: [response, Self.packet(2, id: server.sent[0][1], [], "User"), [7, server.sent[0][1], 0, 4]])
    var wrong = server
    wrong.receive(response)
    #expect(wrong.reason == "the Response of \"User\" is not what the password gives" && wrong.sent.last?[0] == 4)
    var client = end(.peer)
    for p in [[3, 0, 0, 4], response, [1, 0], [], Self.packet(7, id: 0, [], "")] { client.receive(p) }
    #expect(client.x.state == .waiting && client.notes.filter { $0.kind == .ignored }.count == 5)
    client.receive(Self.packet(1, id: 0, [], "s"))
    #expect(client.reason == "the Challenge is empty")
  }
}

@Suite struct MSCHAPMachineTests {
  static let challenge1 = hex("102db5df085d3041")
  static let challenge2 = hex("5b5d7c7d7b3f2f3e3c2c602132262628"), peerChallenge = hex("21402324255e262a28295f2b3a337c7e")
  static let response2 = hex("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df")

  private func vector(_ role: AuthEngine.Role, _ version: MSCHAPVersion, _ password: String, drawn: [UInt8]) -> Alone<MSCHAPMachine> {
    Alone(
      role, drawn: drawn,
      {
        ($0.user, $0.password) = ("User", password)
        $0.accounts = [Account(name: "User", password: password)]
      }, machine: { MSCHAPMachine(version, $0) })
  }
  private func response(id: UInt8, _ fields: [UInt8]) -> [UInt8] {
    [2, id, 0, 58, 49] + fields + Array("User".utf8)
  }

  /// RFC 2433 §B, and the keys of RFC 3079 §2.
  @Test func version1() {
    let nt = hex("4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61")
    let lm = hex("91881d0152ab0c33c524135ec24a95ee64e23cdc2d33347d")
    let none = [UInt8](repeating: 0, count: 24)
    for sendsLM in [false, true] {
      var client = vector(.peer, .v1, "MyPw", drawn: [])
      client.machine.choices.sendsLMResponse = sendsLM
      client.receive(CHAPPacket.challenge(.mschap, id: 4, value: Self.challenge1, name: []).encoded())
      #expect(client.sent == [response(id: 4, (sendsLM ? lm : none) + nt + [1])])
      client.receive([3, 4, 0, 4])
      #expect(client.isIn && client.keys?.origin == .msCHAP)
      #expect(client.keys?.short == hex("75ba30198e6d1975"), "LmPasswordHash cut to 8")
      // The flag says which of the two counts.
      for (fields, right) in [(none + nt + [1], true), (lm + none + [0], true), (none + nt + [0], false), (lm + none + [1], false)] {
        var server = vector(.authenticator, .v1, "MyPw", drawn: Self.challenge1)
        #expect(Array(server.sent[0][5..<13]) == Self.challenge1 && server.sent[0][4] == 8)
        server.receive(response(id: server.x.identifier, fields))
        #expect(server.isIn == right && server.x.state == (right ? .authenticated : .retry))
        if right { #expect(server.keys == client.keys) }
      }
    }
  }

  /// RFC 2759 §9.2, and the keys of RFC 3079 §3.5.
  @Test func version2() {
    let fields = Self.peerChallenge + [UInt8](repeating: 0, count: 8) + Self.response2 + [0]
    var client = vector(.peer, .v2, "clientPass", drawn: Self.peerChallenge)
    client.receive(CHAPPacket.challenge(.mschapv2, id: 4, value: Self.challenge2, name: []).encoded())
    #expect(client.sent == [response(id: 4, fields)])
    let impostor = client
    var server = vector(.authenticator, .v2, "clientPass", drawn: Self.challenge2)
    let id = server.x.identifier
    server.receive(response(id: id, fields))
    let text = "S=407A5589115FD0D6209F510FE9C04566932CDA56 M=Access granted"
    #expect(server.sent.last.map { String(decoding: $0[4...], as: UTF8.self) } == text)
    #expect(server.isIn && server.keys?.send == hex("8b7cdc149b993a1ba118cb153f56dccb"))
    client.receive(CHAPPacket.text(.mschapv2, .success, id: 4, text).encoded())
    #expect(client.isIn && client.keys == server.keys?.mirrored)
    for wrong in ["S=407A5589115FD0D6209F510FE9C04566932CDA57", "S=407A", "", "M=Access granted"] {
      var client = impostor
      client.receive(CHAPPacket.text(.mschapv2, .success, id: 4, wrong).encoded())
      #expect(client.x.state == .failed && client.reason.contains("S="), "\(wrong)")
    }
  }

  /// The two proofs by themselves, for whatever carries them.
  @Test func proofs() {
    var x = AuthContext(role: .peer, config: PPPConfig(side: .client), dice: Dice(seed: 1))
    let hash = MSCHAP.ntPasswordHash("clientPass")
    let proof = MSCHAPv2Proof(authenticatorChallenge: Self.challenge2, peerChallenge: Self.peerChallenge, user: Array("DOM\\User".utf8))
    #expect(proof.challengeHash == hex("d02e4386bce91226"))
    #expect(proof.ntResponse(named: "a", passwordHash: hash, &x) == Self.response2)
    let hashHash = MSCHAP.ntPasswordHashHash(hash)
    #expect(
      proof.authenticatorResponse(named: "b", hashHash: hashHash, ntResponse: Self.response2, &x)
        == hex("407a5589115fd0d6209f510fe9c04566932cda56"))
    var names: [String] = []
    while case .note(let n)? = x.poll() { names.append(n.key?.name ?? "") }
    #expect(names == ["ChallengeHash", "a", "b"])
  }

  private static let wrongHash = "the old hash, encrypted with the new one, is not what it should be"
  private static let closed = "the password block does not open with the old hash"

  /// Change-Password packets: codes 5 and 6 (RFC 2433 §9, §10), code 7 (RFC 2759 §7).
  @Test(arguments: [5, 6, 7] as [UInt8]) func change(code: UInt8) throws {
    let version: MSCHAPVersion = code == 7 ? .v2 : .v1
    var server = Alone.end(.authenticator, version)
    var client = Alone.end(.peer, version)
    server.machine.choices.changeVersion = code == 5 ? 1 : nil
    client.machine.choices.sendsChangeVersion1 = true
    client.receive(server.sent[0])
    server.receive(client.sent[0])
    #expect(server.x.state == .retry && server.machine.expiredHash == MSCHAP.ntPasswordHash("vpnpass"))
    client.receive(server.sent[1])
    #expect(client.x.state == .changing && client.sent[1][0] == code)
    // One octet changed on the way: refused with error 709, and no other try.
    let untouched = server
    let places: [(Int, String)] =
      switch code {
      case 5: [(40, "the old hash is wrong"), (71, "the packet carries no Windows NT hashes")]
      case 6: [(512, Self.wrongHash), (525, Self.wrongHash), (519, Self.closed), (1100, "the response with the new password is wrong")]
      default: [(512, Self.wrongHash), (525, Self.wrongHash), (519, Self.closed), (570, "the response with the new password is wrong")]
      }
    for (at, why) in places {
      var broken = client.sent[1]
      broken[at] ^= 1
      server = untouched
      server.receive(broken)
      #expect(server.reason == "the password could not be changed: \(why)" && server.changed.isEmpty, "octet \(at)")
      #expect(String(decoding: server.sent[2], as: UTF8.self).contains("E=709 R=0"))
    }
    if code == 5 {
      // Nothing protects the new hash of version 1.
      var broken = client.sent[1]
      broken[60] ^= 1
      server = untouched
      server.receive(broken)
      #expect(server.isIn && server.changed[0].hashes?.nt != MSCHAP.ntPasswordHash("neu"))
    }
    server = untouched
    server.receive(client.sent[1])
    client.receive(server.sent[2])
    #expect(server.isIn && client.isIn && server.keys?.mirrored == client.keys)
    #expect(client.changed.map(\.password) == ["neu"] && server.changed.map(\.expired) == [false])
    #expect(server.changed == [try #require(server.x.changedAccount)])
    if code == 5 {
      #expect(server.changed[0].hashes?.nt == MSCHAP.ntPasswordHash("neu"))
    } else {
      #expect(server.changed[0].password == "neu")
    }
  }

  /// Passwords of a person, after each Failure that allows it; a person has a minute for each.
  @Test func otherTries() {
    for version in [MSCHAPVersion.v1, .v2] {
      var server = Alone.end(.authenticator, version) { $0.accounts[0].expired = false }
      var client = Alone.end(.peer, version) { $0.password = "wrong" }
      client.machine.choices.retryPasswords = ["vpnpass"]
      client.receive(server.sent[0])
      server.receive(client.sent[0])
      #expect(server.x.state == .retry && server.x.timer?.due == server.x.now + .seconds(60))
      var late = server
      late.pass()
      #expect(late.reason == "the client did not use its chance to try again")
      client.receive(server.sent[1])
      #expect(client.sent[1][1] == client.sent[0][1] &+ 1 && client.x.refusals == 1)
      server.receive(client.sent[1])
      client.receive(server.sent[2])
      #expect(server.isIn && client.isIn)
    }
  }

  @Test(arguments: [MSCHAPVersion.v1, .v2]) func hostile(version: MSCHAPVersion) {
    let server = Alone.end(.authenticator, version) { $0.accounts[0].password = "another" }
    var client = Alone.end(.peer, version)
    client.receive(server.sent[0])
    var expired = Alone.end(.authenticator, version)
    expired.receive(client.sent[0])
    #expect(expired.x.state == .retry && expired.sent.count == 2)
    for (code, n) in version == .v1 ? [(7, 582)] : [(5, 68), (6, 1114)] as [(UInt8, Int)] {
      expired.receive([code, expired.x.identifier, UInt8((n + 4) >> 8), UInt8((n + 4) & 255)] + [UInt8](repeating: 1, count: n))
      #expect(expired.notes.last.map { $0.kind == .ignored && $0.text.contains("does not belong to MS-CHAP") } == true)
    }
    #expect(expired.x.state == .retry && expired.sent.count == 2)
    let failure = CHAPPacket.text(version.algorithm, .failure, id: client.x.identifier, "E=648 R=1 C=00 V=3").encoded()
    Hostile.check(server, seeds: [client.sent[0], [2, server.x.identifier, 0, 5, 0], failure])
    // Code 7 without a body, or with one of the other version.
    var asked = server
    for n in [0, 10, 582, 1114] {
      for code in [5, 6, 7] as [UInt8] {
        let id = asked.x.identifier
        asked.receive([code, id, UInt8((n + 4) >> 8), UInt8((n + 4) & 255)] + [UInt8](repeating: 7, count: n))
      }
    }
    #expect(asked.x.state == .challenged && asked.sent.count == 1)
    // Challenges in a Failure that are of no use.
    for text in ["E=648 R=0 V=3", "E=648 R=0 C=00 V=3", "E=648", "E=691 R=1 C=", "E=691 R=1 C=zz V=9999999999", "E=x R=x C=x V=x M=x"] {
      var c = client
      c.machine.choices.retryPasswords = ["next"]
      c.receive(CHAPPacket.text(version.algorithm, .failure, id: c.x.identifier, text).encoded())
      #expect(!c.isIn && c.sent.count <= 2, "\(text)")
    }
    for n in 0..<20 where n != version.challengeSize {
      var c = Alone.end(.peer, version)
      c.receive(CHAPPacket.challenge(version.algorithm, id: 1, value: [UInt8](repeating: 3, count: n), name: []).encoded())
      #expect(c.reason.hasPrefix("the Challenge has \(n) octets"))
    }
  }
}

/// What holds for every method.
@Suite struct AuthMachineRuleTests {
  /// A method has a machine or a reason why not.
  @Test func everyMethod() {
    for m in AuthMethod.allCases {
      let isRun = AuthEngine.Machine(m, PPPConfig(side: .client)) != nil
      #expect(isRun == [.pap, .chap, .mschap, .mschapv2].contains(m))
      var e = AuthEngine(method: m, role: .peer, config: PPPConfig(side: .client), dice: Dice(seed: 1))
      for proto in [PPPProtocol.pap, .chap, .eap] { #expect(e.takes(proto) == (m.proto == proto)) }
      e.start(at: Instant())
      #expect(e.isOver == !isRun && (e.nextTimeout == nil) == !isRun && e.timers.count == (isRun ? 1 : 0))
      let foreign: PPPProtocol = m == .pap ? .chap : .pap
      let before = e.state
      e.receive(foreign, [1, 1, 0, 4], at: Instant())
      #expect(e.state == before)
      var last: Note?
      while let o = e.poll() { if case .note(let n) = o { last = n } }
      #expect(last?.kind == .ignored && last?.text == "A packet of \(foreign.shortName) came, and \(m.title) was agreed: dropped.")
      var tree = StateTree()
      e.inspect(&tree)
      #expect(tree.entries.count + tree.absent.count == 10)
    }
  }

  /// The account of a name, of a name with its domain, and the one for everybody.
  @Test func accounts() {
    var config = PPPConfig(side: .server)
    config.accounts = [Account(name: "a", password: "1"), Account(name: "D\\a", password: "2"), Account(name: "*", password: "3")]
    var x = AuthContext(role: .authenticator, config: config, dice: Dice(seed: 1))
    let passwords = ["a", "D\\a", "E\\a", "b"].map { x.account(of: Array($0.utf8))?.password }
    #expect(passwords == ["1", "2", "1", "3"])
    x.changed(Account(name: "a", password: "4"))
    #expect(x.account(of: Array("E\\a".utf8))?.password == "4" && x.poll() == .changed(Account(name: "a", password: "4")))
    #expect(x.poll() == nil)
  }

  /// Each way to end is reported once.
  @Test func endsOnce() {
    var x = AuthContext(role: .peer, config: PPPConfig(side: .client), dice: Dice(seed: 1))
    x.awaitOtherEnd()
    x.succeed()
    x.succeed()
    x.fail(.denied, "a reason", ref: "RFC 1994 §4.1")
    x.fail(.denied, "another", ref: "RFC 1994 §4.1")
    var ends = 0
    while let o = x.poll() {
      switch o {
      case .succeeded, .failed: ends += 1
      default: break
      }
    }
    #expect(ends == 2 && x.state == .failed && x.result == "a reason" && x.timer == nil)
  }
}

/// Octets that nobody should send: nothing traps, an authenticator lets nobody in, and one packet has at most one answer.
private enum Hostile {
  static func check<M: AuthMachine>(_ server: Alone<M>, seeds: [[UInt8]]) {
    for (i, seed) in seeds.enumerated() {
      // Every packet cut short.
      for n in 0..<min(seed.count, 60) {
        var s = server
        s.receive(Array(seed[..<n]))
        #expect(!s.isIn && s.sent.count <= server.sent.count + 1)
        if n < 4 { #expect(s.x.state == server.x.state && s.notes.last?.kind == .ignored, "\(n) octets") }
      }
      var dice = Dice(seed: UInt64(i + 1))
      for _ in 0..<40 {
        var s = server
        for _ in 0..<20 {
          let before = s.sent.count
          s.receive(WireProperties.mutate(seed, &dice))
          #expect(s.sent.count <= before + 1)
        }
        #expect(!s.isIn && s.ends.count <= 1 && s.notes.count < 400)
      }
    }
  }
}
