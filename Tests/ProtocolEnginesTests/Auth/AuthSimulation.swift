import Testing

@testable import ProtocolEngines

/// Two engines talking, with a wire that can lose: everything they said and how it ended.
struct AuthSimulation {
  var client: AuthEngine, server: AuthEngine
  var now = Instant()
  var clientEnd: AuthOutput?, serverEnd: AuthOutput?
  /// Codes in the order sent, with who sent them: "s1 c2 s3".
  var said: [String] = []
  var notes: [Note] = []
  var changed: [Account] = []
  /// Packets by number (from 0) that never come.
  var lose: Set<Int> = []
  var change: ((_ fromServer: Bool, _ octets: [UInt8]) -> [UInt8])?
  var last: [UInt8] = []

  init(_ method: AuthMethod, seed: UInt64 = 1, _ set: (inout PPPConfig, inout PPPConfig) -> Void = { _, _ in }) {
    var c = PPPConfig(side: .client)
    var s = PPPConfig(side: .server)
    c.user = "vpnuser"
    c.password = "vpnpass"
    s.accounts = [Account(name: "other", password: "x"), Account(name: "vpnuser", password: "vpnpass")]
    set(&c, &s)
    var dice = Dice(seed: seed)
    client = AuthEngine(method: method, role: .peer, config: c, dice: dice.split())
    server = AuthEngine(method: method, role: .authenticator, config: s, dice: dice.split())
  }

  mutating func start() {
    server.start(at: now)
    client.start(at: now)
    exchange()
  }
  /// Until nobody has anything to say; timers too.
  mutating func run(_ limit: Int = 60) {
    start()
    for _ in 0..<limit {
      guard clientEnd == nil || serverEnd == nil, let due = (client.timers + server.timers).map(\.due).min() else { return }
      now = max(now, due)
      client.tick(at: now)
      server.tick(at: now)
      exchange()
    }
  }

  mutating func exchange() {
    var flying: [(Bool, PPPProtocol, [UInt8])] = []
    repeat {
      while let o = server.poll() { collect(o, true, &flying) }
      while let o = client.poll() { collect(o, false, &flying) }
      guard !flying.isEmpty else { return }
      var (fromServer, proto, octets) = flying.removeFirst()
      let number = said.count
      said.append("\(fromServer ? "s" : "c")\(octets.first ?? 0)")
      if lose.contains(number) { continue }
      if let change { octets = change(fromServer, octets) }
      last = octets
      if fromServer { client.receive(proto, octets, at: now) } else { server.receive(proto, octets, at: now) }
    } while true
  }

  private mutating func collect(_ o: AuthOutput, _ fromServer: Bool, _ flying: inout [(Bool, PPPProtocol, [UInt8])]) {
    switch o {
    case .send(let p, let octets): flying.append((fromServer, p, octets))
    case .note(let n): notes.append(n)
    case .changed(let a): changed.append(a)
    case .succeeded, .failed: if fromServer { serverEnd = o } else { clientEnd = o }
    }
  }

  static func keys(_ o: AuthOutput?) -> MPPEKeys? { if case .succeeded(let k)? = o { k } else { nil } }
  static func succeeded(_ o: AuthOutput?) -> Bool { if case .succeeded? = o { true } else { false } }
  static func reason(_ o: AuthOutput?) -> String { if case .failed(let r)? = o { r.text } else { "" } }
  var bothSucceeded: Bool { Self.succeeded(clientEnd) && Self.succeeded(serverEnd) }
  var bothFailed: Bool { !Self.reason(clientEnd).isEmpty && !Self.reason(serverEnd).isEmpty }
  var keysAgree: Bool { Self.keys(clientEnd).map { $0.mirrored } == Self.keys(serverEnd) && Self.keys(clientEnd) != nil }
}

@Suite struct AuthSimulationTests {
  static let methods: [AuthMethod] = [.pap, .chap, .mschap, .mschapv2]

  @Test(arguments: methods) func rightPassword(method: AuthMethod) {
    var s = AuthSimulation(method)
    s.run()
    #expect(s.bothSucceeded)
    #expect(s.said == (method == .pap ? ["c1", "s2"] : ["s1", "c2", "s3"]))
    #expect(s.keysAgree == (method == .mschap || method == .mschapv2))
    #expect(s.client.state == .authenticated && s.server.state == .authenticated)
    #expect(s.client.timers.isEmpty && s.server.timers.isEmpty)
    #expect(HexText.printable(s.server.user) == "vpnuser")
    var tree = StateTree()
    s.server.inspect(&tree)
    #expect(tree["auth.state"] == .text("authenticated"))
    var again = AuthSimulation(method)
    again.run()
    #expect(again.client == s.client && again.last == s.last, "the same seed, the same octets")
  }

  @Test(arguments: methods) func wrongPassword(method: AuthMethod) {
    var s = AuthSimulation(method) { c, _ in c.password = "wrong" }
    s.run()
    #expect(s.bothFailed)
    let r = AuthSimulation.reason(s.clientEnd)
    #expect(method == .pap || method == .chap || r.contains("691"), "\(r)")
    #expect(s.notes.allSatisfy { !$0.text.isEmpty && !$0.ref.isEmpty })
  }
  @Test(arguments: methods) func unknownUser(method: AuthMethod) {
    var s = AuthSimulation(method) { c, _ in c.user = "nobody" }
    s.run()
    #expect(s.bothFailed)
    #expect(AuthSimulation.reason(s.serverEnd).contains("no account") || method == .mschap || method == .mschapv2)
  }
  @Test func domains() {
    for (client, account) in [("LAB\\vpnuser", "vpnuser"), ("LAB\\vpnuser", "LAB\\vpnuser"), ("vpnuser", "*")] {
      var s = AuthSimulation(.mschapv2) { c, s in
        c.user = client
        s.accounts = [Account(name: account, password: "vpnpass")]
      }
      s.run()
      #expect(s.bothSucceeded && s.keysAgree)
    }
  }

  /// The wrong one first, then the right one (RFC 2759 §9.1.4).
  @Test(arguments: [AuthMethod.mschap, .mschapv2], [true, false]) func retry(method: AuthMethod, newChallenge: Bool) {
    var s = AuthSimulation(method) { c, _ in c.password = "wrong" }
    s.client.choices.retryPasswords = ["again wrong", "vpnpass"]
    s.server.choices.sendsNewChallenge = newChallenge
    s.run()
    #expect(s.bothSucceeded && s.keysAgree)
    #expect(s.said == ["s1", "c2", "s4", "c2", "s4", "c2", "s3"])
    var t = AuthSimulation(method) { c, _ in c.password = "wrong" }
    t.client.choices.retryPasswords = ["1", "2", "vpnpass"]
    t.run()
    #expect(t.bothFailed && t.said.count == 7, "three tries, no more")
  }

  /// Another try is allowed (R=1) and none is made: the reason is told.
  @Test(arguments: [AuthMethod.mschap, .mschapv2]) func noOtherPassword(method: AuthMethod) {
    var s = AuthSimulation(method) { c, _ in c.password = "wrong" }
    s.run()
    #expect(s.bothFailed && s.said == ["s1", "c2", "s4"])
    #expect(
      s.notes.contains {
        $0.kind == .fact && $0.text.hasPrefix("The server allows another try (R=1), but there is no other password")
          && $0.ref == (method == .mschap ? "RFC 2433 §8" : "RFC 2759 §6")
      })
  }

  @Test func nonASCIIAgainstPPPD() {
    var s = AuthSimulation(.mschapv2) { c, s in
      c.password = "pässwörd"
      c.reading = .widened
      s.accounts = [Account(name: "vpnuser", password: "pässwörd")]
    }
    s.run()
    #expect(s.bothSucceeded && s.keysAgree, "the server tries both readings")
    // A server that takes one reading only, as Windows and pppd do, and gives one try.
    for reading in MSCHAP.PasswordReading.allCases {
      for wanted in MSCHAP.PasswordReading.allCases {
        var t = AuthSimulation(.mschapv2) { c, s in
          c.password = "pässwörd"
          c.reading = reading
          s.accounts = [Account(name: "vpnuser", password: "")]
          s.accounts[0].hashes = .init(nt: MSCHAP.ntPasswordHash("pässwörd", wanted))
        }
        t.server.choices.allowedTries = 1
        t.run()
        #expect(t.bothSucceeded == (reading == wanted), "\(reading) against \(wanted)")
        t = AuthSimulation(.mschapv2) { c, s in
          c.password = "pässwörd"
          c.reading = reading
          s.accounts = [Account(name: "vpnuser", password: "")]
          s.accounts[0].hashes = .init(nt: MSCHAP.ntPasswordHash("pässwörd", wanted))
        }
        t.run()
        #expect(t.bothSucceeded && t.said.count == (reading == wanted ? 3 : 5), "the other reading comes with the second try")
      }
    }
  }

  /// A password changed in the reading of pppd is the same text afterwards.
  @Test(arguments: MSCHAP.PasswordReading.allCases) func changeInBothReadings(reading: MSCHAP.PasswordReading) {
    var s = AuthSimulation(.mschapv2) { c, s in
      c.password = "pässwörd"
      c.newPassword = "grüße"
      c.reading = reading
      s.accounts = [Account(name: "vpnuser", password: "pässwörd", expired: true, addresses: .none)]
    }
    s.run()
    #expect(s.bothSucceeded)
    #expect(s.changed.map(\.password) == ["grüße", "grüße"])
    #expect(s.changed.contains(Account(name: "vpnuser", password: "grüße", addresses: .none)))
  }

  /// No accounts: nobody comes in, not even with what a configuration begins with.
  @Test(arguments: methods) func noAccounts(method: AuthMethod) {
    var s = AuthSimulation(method) { c, s in
      s.accounts = []
      (c.user, c.password) = (s.user, s.password)
    }
    s.run()
    #expect(s.bothFailed)
    #expect(s.notes.contains { $0.text.contains("no account") })
  }

  @Test(arguments: [AuthMethod.mschap, .mschapv2]) func expired(method: AuthMethod) {
    for version in method == .mschap ? [2, 1, 0] : [3] {
      var s = AuthSimulation(method) { c, s in
        s.accounts[1].expired = true
        c.newPassword = version < 2 ? "short enough" : "neues Geheimnis ä"
      }
      s.server.choices.changeVersion = version
      s.client.choices.sendsChangeVersion1 = true
      s.run()
      #expect(s.bothSucceeded && s.keysAgree, "version \(version): \(AuthSimulation.reason(s.serverEnd))")
      #expect(s.said == ["s1", "c2", "s4", method == .mschapv2 ? "c7" : version == 2 ? "c6" : "c5", "s3"])
      #expect(s.server.changedAccount?.name == "vpnuser" && s.server.changedAccount?.expired == false)
      if version >= 2 { #expect(s.server.changedAccount?.password == "neues Geheimnis ä") }
      #expect(s.changed.count == 2 && s.changed.contains { $0 == s.server.changedAccount })
      // The new password counts from now on.
      s.server.rechallenge(at: s.now)
      s.exchange()
      #expect(s.client.state == .authenticated && s.server.state == .authenticated)
    }
    var t = AuthSimulation(method) { _, s in s.expired = true }
    t.run()
    #expect(t.bothFailed && AuthSimulation.reason(t.clientEnd).contains("648"))
    var u = AuthSimulation(.mschap) { c, s in
      s.expired = true
      c.newPassword = "n"
    }
    u.server.choices.changeVersion = 1
    u.run()
    #expect(u.bothFailed && u.said.count == 3, "version 1 would give the hash away")
  }

  @Test(arguments: [AuthMethod.mschap, .mschapv2]) func damagedChange(method: AuthMethod) {
    for at in [8, 520, 560, 585] {
      var s = AuthSimulation(method) { c, s in
        s.accounts[1].expired = true
        c.newPassword = "new"
      }
      s.change = { fromServer, o in
        guard !fromServer, o[0] > 4, o.count > at, !(method == .mschap && at > 540) else { return o }
        var o = o
        o[at] ^= 1
        return o
      }
      s.run()
      let touched = !(method == .mschap && at > 540) && at != 8 && at != 585
      #expect(s.bothFailed == touched || at == 8, "octet \(at)")
      if touched { #expect(AuthSimulation.reason(s.clientEnd).contains("709")) }
    }
  }

  /// A server that does not know the password: only MS-CHAPv2's client finds out.
  @Test(arguments: methods) func rogue(method: AuthMethod) {
    var s = AuthSimulation(method) { c, s in
      s.rogue = true
      s.accounts = []
    }
    s.run()
    #expect(AuthSimulation.succeeded(s.serverEnd))
    if method == .mschapv2 {
      #expect(AuthSimulation.reason(s.clientEnd).contains("does not know the password"))
      #expect(s.notes.contains { $0.kind == .problem && $0.text.contains("rogue") && $0.ref == "RFC 2759 §8.8" })
    } else {
      #expect(AuthSimulation.succeeded(s.clientEnd))
      #expect(!s.keysAgree)
    }
  }

  /// Each packet lost once: the exchange still ends well.
  @Test(arguments: methods) func loss(method: AuthMethod) {
    for n in 0..<4 {
      var s = AuthSimulation(method)
      s.lose = [n]
      s.run()
      #expect(s.bothSucceeded, "packet \(n): \(s.said)")
    }
    var dead = AuthSimulation(method)
    dead.lose = Set(0..<100)
    dead.run()
    #expect(dead.bothFailed)
    #expect(dead.said.count == 10, "maxConfigure transmissions: \(dead.said.count)")
  }

  /// The Response again after the verdict: the same reply, octet for octet (RFC 1994 §4.1).
  @Test(arguments: methods) func duplicates(method: AuthMethod) {
    var s = AuthSimulation(method)
    var reply: [UInt8] = []
    var question: [UInt8] = []
    s.change = { fromServer, o in o }
    s.run()
    reply = s.last
    var t = AuthSimulation(method)
    t.lose = [method == .pap ? 1 : 2]
    t.start()
    question = t.last
    t.server.receive(method == .pap ? .pap : .chap, question, at: t.now)
    var sent: [[UInt8]] = []
    while let o = t.server.poll() { if case .send(_, let x) = o { sent.append(x) } }
    #expect(sent == [reply])
    // A verdict that nothing asked for changes nothing.
    s.client.receive(method == .pap ? .pap : .chap, reply, at: s.now)
    #expect(s.client.state == .authenticated)
    var foreign = reply
    foreign[1] &+= 9
    t.client.receive(method == .pap ? .pap : .chap, foreign, at: t.now)
    #expect(t.client.state != .authenticated)
  }

  /// Success texts as they are found in the field (Windows Server 2019: no blank before M=; a bare S=).
  @Test func lenientSuccess() {
    for tail in [" M=Access granted", "M=Access granted", "", " M=", " something else"] {
      var s = AuthSimulation(.mschapv2)
      s.change = { fromServer, o in
        guard fromServer, o[0] == 3 else { return o }
        var o = Array(o[..<46]) + Array(tail.utf8)
        o[3] = UInt8(o.count)
        return o
      }
      s.run()
      #expect(s.bothSucceeded, "\(tail)")
    }
    for text in ["", "Welcome", "S=123", "M=x S=00"] {
      var s = AuthSimulation(.mschapv2)
      s.change = { fromServer, o in fromServer && o[0] == 3 ? [3, o[1], 0, UInt8(4 + text.utf8.count)] + Array(text.utf8) : o }
      s.run()
      #expect(AuthSimulation.reason(s.clientEnd).contains("S="), "\(text)")
    }
  }

  @Test func notRun() {
    for m: AuthMethod in [.spap, .eapMD5, .eapTLS, .eapMSCHAPv2] {
      var s = AuthSimulation(m)
      s.run()
      #expect(s.bothFailed)
    }
    var n = AuthSimulation(.none)
    n.run()
    #expect(n.bothSucceeded)
  }

  /// Whatever comes, nothing traps, and a stranger is never let in.
  @Test(arguments: methods) func noise(method: AuthMethod) {
    var dice = Dice(seed: 77)
    for round in 0..<300 {
      var s = AuthSimulation(method, seed: UInt64(round)) { c, s in
        c.password = "wrong"
        s.expired = round % 2 == 0
        c.newPassword = "x"
      }
      var d = dice.split()
      s.change = { _, o in o }
      s.start()
      for _ in 0..<20 {
        let o = WireProperties.mutate(s.last, &d)
        s.client.receive(method == .pap ? .pap : .chap, o, at: s.now)
        s.server.receive(method == .pap ? .pap : .chap, o, at: s.now)
        s.exchange()
      }
      #expect(s.server.state != .authenticated)
      #expect(s.notes.count < 2000)
    }
  }
}
