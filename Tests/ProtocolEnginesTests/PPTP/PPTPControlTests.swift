import Testing

@testable import ProtocolEngines

/// A control connection under test: inputs in, states and messages out.
struct ControlBench {
  var control: PPTPControl
  var now = Instant()
  var sent: [PPTPMessage] = []
  var sentOn: [ControlTCP] = []
  var closed: [ControlTCP] = []
  var downs: [String] = []
  var notes: [Note] = []
  var ups = 0, opens = 0, refused = 0
  var calls: [PPTPMessage] = []

  init(_ change: (inout PPTPConfig) -> Void = { _ in }) {
    var c = PPTPConfig(ppp: PPPConfig(side: .client))
    c.localAddress = IPv4Address(192, 33, 45, 17)
    c.remoteAddress = IPv4Address(192, 33, 45, 89)
    change(&c)
    control = PPTPControl([c])
  }

  mutating func drain() {
    while let o = control.poll() {
      switch o {
      case .tcpOpen: opens += 1
      case .tcpListen: break
      case .send(let octets, let on):
        if let m = try? PPTPMessage(parsing: octets) { sent.append(m) }
        sentOn.append(on)
      case .close(let on): closed.append(on)
      case .refuse: refused += 1
      case .up: ups += 1
      case .down(let reason, _): downs.append(reason.text)
      case .call(let m): calls.append(m)
      case .note(let n): notes.append(n)
      }
    }
  }
  mutating func does(_ act: (inout PPTPControl, Instant) -> Void) {
    act(&control, now)
    drain()
  }
  mutating func hears(_ body: PPTPMessage.Body, on: ControlTCP? = nil) {
    does { $0.tcpReceived(PPTPMessage(body).encoded(), on: on, at: $1) }
  }
  mutating func waits(_ d: Delay) {
    let end = now + d
    while let due = control.nextTimeout, due <= end {
      now = due
      does { $0.tick(at: $1) }
    }
    now = end
  }
  var last: String { sent.last?.name ?? "nothing" }

  /// An originator in wait_ctl_reply.
  static func asking(_ change: (inout PPTPConfig) -> Void = { _ in }) -> Self {
    var b = Self(change)
    b.does { c, _ in c.open() }
    b.does { $0.tcpConnected(at: $1) }
    return b
  }
  static func established(originator: Bool = true, _ change: (inout PPTPConfig) -> Void = { _ in }) -> Self {
    var b = originator ? Self.asking(change) : Self(change)
    if originator {
      b.hears(.startReply(.init()))
    } else {
      b.does { $0.tcpAccepted(at: $1) }
      b.hears(.startRequest(.init()))
    }
    return b
  }
  static func stopping(originator: Bool = true) -> Self {
    var b = Self.established(originator: originator)
    b.does { $0.stop(.none, because: "test", at: $1) }
    return b
  }
}

@Suite struct PPTPControlConnection {
  // RFC 2637 §3.1.1, row by row.
  /// Request and Reply say the same of who sends them (RFC 2637 §2.1, §2.2).
  @Test func bothEndsIntroduceThemselvesAlike() throws {
    func change(_ c: inout PPTPConfig) {
      c.role = .pac
      (c.framing, c.bearer, c.maximumChannels, c.firmware, c.hostName, c.vendor) = (1, 2, 77, 9, "here", "us")
    }
    var answering = ControlBench(change)
    answering.does { $0.tcpAccepted(at: $1) }
    answering.hears(.startRequest(.init()))
    guard case .startRequest(let q)? = ControlBench.asking(change).sent.last?.body, case .startReply(let r)? = answering.sent.last?.body
    else {
      Issue.record("no introduction")
      return
    }
    for (host, vendor) in [(q.hostName, q.vendor), (r.hostName, r.vendor)] {
      #expect(host == PPTPText.padded("here") && vendor == PPTPText.padded("us"))
    }
    #expect(
      [q.framing, q.bearer, UInt32(q.maximumChannels), UInt32(q.firmware)] == [1, 2, 77, 9]
        && [r.framing, r.bearer, UInt32(r.maximumChannels), UInt32(r.firmware)] == [1, 2, 77, 9])
    #expect(q.version == .v1 && r.version == .v1)
  }

  @Test func originator() {
    var b = ControlBench()
    b.does { c, _ in c.open() }
    #expect(b.opens == 1 && b.control.state == .idle && !b.control.isDown)
    b.does { $0.tcpConnected(at: $1) }
    #expect(b.control.state == .waitCtlReply && b.last == "Start-Control-Connection-Request")
    b.hears(.startReply(.init()))
    #expect(b.control.state == .established && b.ups == 1 && b.control.isOriginator)
    b.does { $0.stop(.localShutdown, because: "test", at: $1) }
    #expect(b.control.state == .waitStopReply && b.last == "Stop-Control-Connection-Request")
    b.hears(.stopReply(.init()))
    #expect(b.control.state == .idle && b.closed == [.own] && b.control.isDown && b.downs.count == 1)
  }

  // RFC 2637 §3.1.2, row by row.
  @Test func receiver() {
    var b = ControlBench.established(originator: false)
    #expect(b.control.state == .established && b.last == "Start-Control-Connection-Reply" && !b.control.isOriginator)
    b.hears(.stopRequest(.init()))
    #expect(b.control.state == .idle && b.last == "Stop-Control-Connection-Reply" && b.closed == [.peers])
    b = .stopping(originator: false)
    #expect(b.control.state == .waitStopReply)
    b.hears(.stopReply(.init()))
    #expect(b.control.state == .idle && b.closed == [.peers])
  }

  @Test func stopRequestsInEveryState() {
    for originator in [true, false] {
      var b = ControlBench.established(originator: originator)
      b.hears(.stopRequest(.init()))
      #expect(b.control.state == .idle && b.last == "Stop-Control-Connection-Reply" && b.closed.count == 1)
    }
    var b = ControlBench.asking()
    b.hears(.stopRequest(.init()))
    #expect(b.control.state == .idle && b.last == "Stop-Control-Connection-Reply")
    // Both at once: each answers the other and waits for its own answer.
    b = .stopping()
    b.hears(.stopRequest(.init()))
    #expect(b.control.state == .waitStopReply && b.last == "Stop-Control-Connection-Reply" && b.closed.isEmpty)
    b.hears(.stopReply(.init()))
    #expect(b.control.state == .idle)
  }

  @Test func versions() {
    // §3.1.2: an older version that is not spoken: reply with error 5, close TCP, stay idle.
    var old = PPTPStartRequest()
    old.version = PPTPVersion(rawValue: 0x0001)
    var b = ControlBench()
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(old))
    guard case .startReply(let r)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(r.result == .badVersion && r.version == .v1 && b.control.state == .idle && b.closed == [.peers])
    // An older one that is spoken is used.
    b = ControlBench { $0.oldestVersion = PPTPVersion(rawValue: 1) }
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(old))
    #expect(b.control.state == .established && b.control.version.rawValue == 1)
    // A newer one is answered with ours.
    var new = PPTPStartRequest()
    new.version = PPTPVersion(rawValue: 0x0200)
    b = ControlBench()
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(new))
    guard case .startReply(let n)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(n.version == .v1 && n.result == .ok && b.control.state == .established)
    // §3.1.1: a reply with an older version that is not spoken: Stop with reason 2.
    var reply = PPTPStartReply()
    reply.version = PPTPVersion(rawValue: 0x0001)
    b = .asking()
    b.hears(.startReply(reply))
    guard case .stopRequest(let s)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(s.reason == .stopProtocol && b.control.state == .waitStopReply)
    b = .asking { $0.oldestVersion = PPTPVersion(rawValue: 1) }
    b.hears(.startReply(reply))
    #expect(b.control.state == .established && b.control.version.rawValue == 1)
  }

  @Test(arguments: [PPTPStartResult.generalError, .alreadyExists, .notAuthorized, .badVersion, PPTPStartResult(rawValue: 99)])
  func refusals(result: PPTPStartResult) {
    var r = PPTPStartReply()
    r.result = result
    var b = ControlBench.asking()
    b.hears(.startReply(r))
    #expect(b.control.state == .idle && b.closed == [.own] && b.ups == 0 && b.downs.first?.contains(result.meaning) == true)
  }

  // §3.1.3, with the RFC's own addresses: .89 beats .17.
  @Test func collision() {
    for wins in [true, false] {
      var b = ControlBench { if wins { swap(&$0.localAddress, &$0.remoteAddress) } }
      b.does { c, _ in c.open() }
      b.does { $0.tcpConnected(at: $1) }
      b.does { $0.tcpAccepted(at: $1) }
      let before = b.sent.count
      b.hears(.startRequest(.init()), on: .peers)
      if wins {
        #expect(b.control.state == .waitCtlReply && b.sent.count == before && b.closed.isEmpty)
        b.does { $0.tcpClosed(.test("closed"), on: .peers, at: $1) }
        b.hears(.startReply(.init()), on: .own)
        #expect(b.control.state == .established && b.control.isOriginator && b.sentOn.allSatisfy { $0 == .own })
      } else {
        #expect(b.closed == [.own] && b.control.state == .established && !b.control.isOriginator && b.sentOn.last == .peers)
        #expect(b.last == "Start-Control-Connection-Reply")
        // What still comes on the connection given up changes nothing.
        b.hears(.startReply(.init()), on: .own)
        b.does { $0.tcpClosed(.test("closed"), on: .own, at: $1) }
        #expect(b.control.state == .established && b.ups == 1)
      }
    }
  }

  @Test func winnerClosesALoserThatDoesNot() {
    var b = ControlBench { swap(&$0.localAddress, &$0.remoteAddress) }
    b.does { c, _ in c.open() }
    b.does { $0.tcpConnected(at: $1) }
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(.init()), on: .peers)
    b.hears(.startReply(.init()), on: .own)
    b.waits(.seconds(60))
    #expect(b.closed == [.peers] && b.control.state == .established)
  }

  @Test func collisionEndToEnd() {
    let (c, s) = EndpointPair.plain()
    var p = EndpointPair(client: c, server: s)
    p.command(.listen, .client)
    p.command(.listen, .server)
    p.command(.open, .client)
    p.command(.open, .server)
    #expect(p.run { $0.bothUp }, "\(p.story)")
    #expect(p[.server].control.isOriginator && !p[.client].control.isOriginator)
    p.command(.hangup, .client)
    #expect(p.run { $0.bothDown })
  }

  @Test func secondConnectionIsRefused() {
    var b = ControlBench.established()
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(.init()), on: .peers)
    guard case .startReply(let r)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(r.result == .alreadyExists && b.sentOn.last == .peers && b.closed == [.peers] && b.control.state == .established)
  }

  // §3.1.4.
  /// §3.1.3: a collision has two connections, one opened by each end. Another one of the peer's changes nothing.
  @Test func theSecondConnectionOfThePeerIsTurnedAway() {
    var b = ControlBench.established(originator: false)
    // Half a message is under way on the connection in use.
    let echo = PPTPMessage(.echoRequest(.init())).encoded()
    b.does { $0.tcpReceived(Array(echo.prefix(5)), on: .peers, at: $1) }
    b.does { $0.tcpAccepted(at: $1) }
    #expect(b.refused == 1 && b.closed.isEmpty && b.downs.isEmpty && b.control.state == .established)
    b.does { $0.tcpReceived(Array(echo.dropFirst(5)), on: .peers, at: $1) }
    #expect(b.last == "Echo-Reply" && b.control.state == .established)
    b.waits(.seconds(59))
    #expect(b.closed.isEmpty && b.control.state == .established, "nothing is closed a minute later")
    // Before the request, too.
    b = ControlBench()
    b.does { $0.tcpAccepted(at: $1) }
    b.does { $0.tcpAccepted(at: $1) }
    b.hears(.startRequest(.init()), on: .peers)
    #expect(b.refused == 1 && b.control.state == .established && b.closed.isEmpty)
    // And beside a collision: own, the peer's, and a third.
    b = .asking()
    b.does { $0.tcpAccepted(at: $1) }
    b.does { $0.tcpAccepted(at: $1) }
    #expect(b.refused == 1 && b.control.state == .waitCtlReply && b.closed.isEmpty)
    // When it is over, the next one is welcome.
    b = .established(originator: false)
    b.hears(.stopRequest(.init()))
    b.does { $0.tcpAccepted(at: $1) }
    #expect(b.refused == 0)
  }

  @Test func keepAlive() {
    var b = ControlBench.established()
    b.waits(.seconds(59))
    #expect(b.sent.count == 1)
    b.waits(.seconds(1))
    #expect(b.last == "Echo-Request")
    guard case .echoRequest(let q)? = b.sent.last?.body else { return }
    var reply = PPTPEchoReply()
    reply.identifier = q.identifier &+ 1
    b.hears(.echoReply(reply))
    #expect(b.notes.last?.kind == .ignored)
    b.waits(.seconds(30))
    reply.identifier = q.identifier
    b.hears(.echoReply(reply))
    b.waits(.seconds(59))
    #expect(b.sent.count == 2)
    b.waits(.seconds(1))
    #expect(b.sent.count == 3 && b.control.state == .established)
    b.waits(.seconds(60))
    #expect(b.control.state == .idle && b.closed == [.own] && b.downs.first?.contains("Echo-Request") == true)
    // Any message of the peer counts as a sign of life.
    b = .established(originator: false)
    for _ in 0..<5 {
      b.waits(.seconds(40))
      b.hears(.echoRequest(.init()))
    }
    #expect(b.sent.dropFirst().allSatisfy { $0.name == "Echo-Reply" } && b.sent.count == 6)
  }

  @Test func everyWaitEndsAfterAMinute() {
    var b = ControlBench.asking()
    b.waits(.seconds(60))
    #expect(b.control.state == .idle && b.closed == [.own] && b.downs.count == 1)
    b = ControlBench()
    b.does { $0.tcpAccepted(at: $1) }
    b.waits(.seconds(60))
    #expect(b.control.isDown && b.closed == [.peers])
    b = .stopping()
    b.waits(.seconds(60))
    #expect(b.control.state == .idle && b.closed == [.own])
  }

  // §3: what does not belong closes the connection; §2.16: before the start, requests are answered with Not-Connected.
  @Test func messagesOutOfPlace() {
    for body in PPTPLayouts.bodies + [.other([1, 2])] {
      let type = body.type
      var b = ControlBench.established()
      b.hears(body)
      switch type {
      case .stopRequest: #expect(b.control.state == .idle)
      case .echoRequest, .echoReply: #expect(b.control.state == .established)
      case .startRequest, .startReply, .stopReply, nil: #expect(b.control.state == .idle && b.closed == [.own], "\(PPTPMessage(body).name)")
      default: #expect(b.control.state == .established && b.calls.count == 1)
      }
      b = .stopping()
      b.hears(body)
      #expect(b.control.state == (type == .stopReply ? .idle : .waitStopReply), "\(PPTPMessage(body).name)")
      b = .asking()
      b.hears(body)
      #expect(b.control.state == (type == .startReply ? .established : .idle), "\(PPTPMessage(body).name)")
      b = ControlBench()
      b.does { $0.tcpAccepted(at: $1) }
      b.hears(body)
      switch type {
      case .startRequest: #expect(b.control.state == .established)
      case .stopRequest, .echoRequest, .outgoingCallRequest, .incomingCallRequest:
        let answer = b.sent.last?.encoded() ?? []
        #expect(b.control.state == .idle && !b.control.isDown && answer.contains(1) && b.notes.last?.text.contains("Not-Connected") == true)
      default: #expect(b.control.isDown && b.closed == [.peers], "\(PPTPMessage(body).name)")
      }
    }
  }

  @Test func brokenStreamClosesTheConnection() {
    var b = ControlBench.established()
    b.does { $0.tcpReceived([0, 16, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 5, 0, 0], on: nil, at: $1) }
    #expect(b.control.state == .idle && b.closed == [.own])
    #expect(b.notes.contains { $0.kind == .problem && $0.ref == "RFC 2637 §1.4" && $0.text.contains("Octet 156") })
    #expect(b.last == "Start-Control-Connection-Request", "nothing is said on a stream that has lost its place")
  }

  @Test func tcpFailing() {
    var b = ControlBench()
    b.does { c, _ in c.open() }
    b.does { c, _ in c.tcpFailed(.test("refused")) }
    #expect(b.control.isDown && b.downs.first?.contains("refused") == true)
    b = .established()
    b.does { $0.tcpClosed(.test("reset"), on: nil, at: $1) }
    #expect(b.control.isDown && b.downs == ["the TCP connection ended: reset"])
    // And again from the start.
    b.does { c, _ in c.open() }
    b.does { $0.tcpConnected(at: $1) }
    b.hears(.startReply(.init()))
    #expect(b.control.isUp)
  }
}
