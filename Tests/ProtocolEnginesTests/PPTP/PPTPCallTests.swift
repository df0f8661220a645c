import Testing

@testable import ProtocolEngines

struct CallBench {
  var call: PPTPCall
  var now = Instant()
  var sent: [PPTPMessage] = []
  var ups: [(local: UInt16, peer: UInt16, window: UInt16)] = []
  var downs: [String] = []
  var gaveUp = 0
  var notes: [Note] = []

  init(_ role: PPTPRole, _ change: (inout PPTPConfig) -> Void = { _ in }) {
    var c = PPTPConfig(ppp: PPPConfig(side: role == .pns ? .client : .server))
    c.callID = 7
    c.window = 5
    change(&c)
    call = PPTPCall([c], dice: Dice(seed: 1))
  }
  mutating func does(_ act: (inout PPTPCall, Instant) -> Void) {
    act(&call, now)
    while let o = call.poll() {
      switch o {
      case .send(let b): sent.append(PPTPMessage(b))
      case .up(let l, let p, let w, _): ups.append((l, p, w))
      case .down(let r, _): downs.append(r.text)
      case .giveUp: gaveUp += 1
      case .note(let n): notes.append(n)
      }
    }
  }
  mutating func hears(_ body: PPTPMessage.Body) { does { $0.receive(PPTPMessage(body), at: $1) } }
  mutating func waits(_ d: Delay) {
    now = now + d
    does { $0.tick(at: $1) }
  }
  var last: String { sent.last?.name ?? "nothing" }

  static func outgoingReply(_ result: PPTPOutgoingResult = .connected, peer: UInt16 = 7) -> PPTPMessage.Body {
    var r = PPTPOutgoingCallReply()
    r.callID = 9
    r.peerCallID = peer
    r.result = result
    r.window = 3
    return .outgoingCallReply(r)
  }
  static func outgoingRequest(_ id: UInt16 = 9) -> PPTPMessage.Body {
    var r = PPTPOutgoingCallRequest()
    r.callID = id
    r.window = 3
    return .outgoingCallRequest(r)
  }
  static func incomingRequest(_ id: UInt16 = 9) -> PPTPMessage.Body {
    var r = PPTPIncomingCallRequest()
    r.callID = id
    return .incomingCallRequest(r)
  }
  static func incomingReply(_ result: PPTPIncomingResult = .connect, peer: UInt16 = 7) -> PPTPMessage.Body {
    var r = PPTPIncomingCallReply()
    r.callID = 9
    r.peerCallID = peer
    r.result = result
    r.window = 3
    return .incomingCallReply(r)
  }
  static func connected(peer: UInt16 = 7) -> PPTPMessage.Body {
    var r = PPTPIncomingCallConnected()
    r.peerCallID = peer
    r.window = 3
    return .incomingCallConnected(r)
  }
  static func clear(_ id: UInt16 = 9) -> PPTPMessage.Body {
    var r = PPTPCallClearRequest()
    r.callID = id
    return .callClearRequest(r)
  }
  static func notify(_ id: UInt16 = 9, _ result: PPTPDisconnectResult = .lostCarrier) -> PPTPMessage.Body {
    var r = PPTPCallDisconnectNotify()
    r.callID = id
    r.result = result
    return .callDisconnectNotify(r)
  }

  /// A call that has come to `state`.
  static func at(_ state: PPTPCallState, _ role: PPTPRole, incoming: Bool) -> Self {
    var b = Self(role)
    guard state != .idle else { return b }
    if incoming == (role == .pac) { b.does { $0.place(at: $1) } } else { b.hears(incoming ? incomingRequest() : outgoingRequest()) }
    switch state {
    case .established:
      switch (role, incoming) {
      case (.pns, false): b.hears(outgoingReply())
      case (.pns, true): b.hears(connected())
      case (.pac, true): b.hears(incomingReply())
      default: break
      }
    case .waitDisconnect: b.does { $0.clear(because: .test("test"), at: $1) }
    default: break
    }
    return b
  }
}

@Suite struct PPTPCalls {
  // RFC 2637 §3.2.4.2.
  @Test func pnsOutgoing() {
    var b = CallBench.at(.waitReply, .pns, incoming: false)
    #expect(b.call.state == .waitReply && b.last == "Outgoing-Call-Request" && b.call.localID == 7)
    b.hears(CallBench.outgoingReply())
    #expect(b.call.state == .established && b.ups.first?.local == 7 && b.ups.first?.peer == 9 && b.ups.first?.window == 3)
    b.does { $0.clear(because: .test("test"), at: $1) }
    #expect(b.call.state == .waitDisconnect && b.last == "Call-Clear-Request")
    b.hears(CallBench.notify(9, .request))
    #expect(b.call.state == .idle && b.downs.count == 1)
    // Received Call-Disconnect-Notify in established.
    b = .at(.established, .pns, incoming: false)
    b.hears(CallBench.notify())
    #expect(b.call.state == .idle && b.downs.first?.contains("Lost Carrier") == true)
    // Abort in wait_reply.
    b = .at(.waitReply, .pns, incoming: false)
    b.does { $0.clear(because: .test("test"), at: $1) }
    #expect(b.call.state == .waitDisconnect && b.last == "Call-Clear-Request")
    b.hears(CallBench.outgoingReply())
    #expect(b.call.state == .waitDisconnect && b.ups.isEmpty)
    b.hears(CallBench.notify())
    #expect(b.call.state == .idle)
  }

  @Test(arguments: 2...8) func pnsOutgoingRefused(code: UInt8) {
    var b = CallBench.at(.waitReply, .pns, incoming: false)
    b.hears(CallBench.outgoingReply(PPTPOutgoingResult(rawValue: code)))
    #expect(b.call.state == .idle && b.ups.isEmpty && b.downs.first?.contains(PPTPOutgoingResult(rawValue: code).meaning) == true)
  }

  // §3.2.4.1.
  @Test func pacOutgoing() {
    var b = CallBench.at(.established, .pac, incoming: false)
    #expect(b.call.state == .established && b.last == "Outgoing-Call-Reply")
    #expect(b.notes.filter { $0.kind == .transition }.map(\.to) == ["wait_cs_ans", "established"])
    guard case .outgoingCallReply(let r)? = b.sent.last?.body else { return }
    #expect(r.callID == 7 && r.peerCallID == 9 && r.window == 5 && r.result == .connected)
    b.hears(CallBench.clear())
    guard case .callDisconnectNotify(let n)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(n.callID == 7 && n.result == .request && b.call.state == .idle)
    b = .at(.established, .pac, incoming: false)
    b.does { $0.clear(because: .test("test"), result: .lostCarrier, at: $1) }
    #expect(b.call.state == .idle && b.last == "Call-Disconnect-Notify")
    // Another request while there is a call: No-Resource.
    b = .at(.established, .pac, incoming: false)
    b.hears(CallBench.outgoingRequest(10))
    guard case .outgoingCallReply(let again)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(again.result == .generalError && again.error == .noResource && again.peerCallID == 10 && b.call.state == .established)
  }

  /// "Received in error": refused with an error code (RFC 2637 §3.2.4.1), and the PAC stays idle.
  @Test func pacRefusesSpeedsThatNoLineHas() {
    for (minimum, maximum, fits) in [(UInt32(300), UInt32(300), true), (301, 300, false)] {
      var b = CallBench(.pac)
      var m = CallBench.outgoingRequest()
      guard case .outgoingCallRequest(var r) = m else { return #expect(Bool(false)) }
      (r.minimumBPS, r.maximumBPS) = (minimum, maximum)
      m = .outgoingCallRequest(r)
      b.hears(m)
      guard case .outgoingCallReply(let reply)? = b.sent.last?.body else { return #expect(Bool(false)) }
      #expect((reply.result == .connected) == fits && (reply.error == .badValue) == !fits && reply.peerCallID == r.callID)
      #expect((b.call.state == .established) == fits && (b.call.state == .idle) == !fits)
    }
  }

  @Test(arguments: 2...7) func pacOutgoingIncomplete(code: UInt8) {
    var b = CallBench(.pac) { $0.outgoingResult = PPTPOutgoingResult(rawValue: code) }
    b.hears(CallBench.outgoingRequest())
    guard case .outgoingCallReply(let r)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(r.result.rawValue == code && b.call.state == .idle && b.ups.isEmpty && (r.error != .none) == (code == 2))
  }

  // §3.2.3.1.
  @Test func pacIncoming() {
    var b = CallBench.at(.waitReply, .pac, incoming: true)
    #expect(b.call.state == .waitReply && b.last == "Incoming-Call-Request")
    b.hears(CallBench.incomingReply())
    #expect(b.call.state == .established && b.last == "Incoming-Call-Connected" && b.ups.first?.peer == 9)
    b.hears(CallBench.clear())
    #expect(b.call.state == .idle && b.last == "Call-Disconnect-Notify")
    for result in [PPTPIncomingResult.generalError, .doNotAccept] {
      b = .at(.waitReply, .pac, incoming: true)
      b.hears(CallBench.incomingReply(result))
      #expect(b.call.state == .idle && b.downs.first?.contains(result.meaning) == true)
    }
    b = .at(.waitReply, .pac, incoming: true)
    b.does { $0.clear(because: .test("the caller hung up"), result: .lostCarrier, at: $1) }
    #expect(b.call.state == .idle && b.last == "Call-Disconnect-Notify")
    b = .at(.waitReply, .pac, incoming: true)
    b.hears(CallBench.clear(99))
    #expect(b.call.state == .idle, "the PNS's number is not known yet: the only call there is must be meant")
  }

  // §3.2.3.2.
  @Test func pnsIncoming() {
    var b = CallBench.at(.waitConnect, .pns, incoming: true)
    #expect(b.call.state == .waitConnect && b.last == "Incoming-Call-Reply")
    b.hears(CallBench.connected())
    #expect(b.call.state == .established && b.ups.first?.peer == 9 && b.ups.first?.window == 3)
    b.does { $0.clear(because: .test("test"), at: $1) }
    #expect(b.call.state == .waitDisconnect)
    b.hears(CallBench.notify())
    #expect(b.call.state == .idle)
    b = .at(.waitConnect, .pns, incoming: true)
    b.hears(CallBench.notify())
    #expect(b.call.state == .idle && b.downs.count == 1)
    b = CallBench(.pns) { $0.incomingResult = .doNotAccept }
    b.hears(CallBench.incomingRequest())
    guard case .incomingCallReply(let r)? = b.sent.last?.body else { return #expect(Bool(false)) }
    #expect(r.result == .doNotAccept && b.call.state == .idle)
  }

  @Test func callIDZeroIsAsGoodAsAny() {
    var b = CallBench(.pns) { $0.callID = 0 }
    b.does { $0.place(at: $1) }
    var r = PPTPOutgoingCallReply()
    r.callID = 0
    r.peerCallID = 0
    b.hears(.outgoingCallReply(r))
    #expect(b.call.isUp && b.ups.first?.peer == 0)
    b.hears(CallBench.notify(0))
    #expect(b.call.state == .idle)
  }

  /// Every message in every state of every role and direction: only what the figures show moves the machine.
  @Test func messagesOutOfPlaceMoveNothing() {
    let all: [PPTPMessage.Body] = [
      CallBench.outgoingRequest(10), CallBench.outgoingReply(), CallBench.incomingRequest(10), CallBench.incomingReply(),
      CallBench.connected(), CallBench.clear(), CallBench.notify(),
      .wanErrorNotify(.init()), .setLinkInfo(.init()),
    ]
    let moves: [String: Set<PPTPControlType>] = [
      "pns false idle": [.incomingCallRequest], "pns false wait_reply": [.outgoingCallReply, .callDisconnectNotify],
      "pns false established": [.callDisconnectNotify],
      "pns false wait_disconnect": [.callDisconnectNotify], "pns true wait_connect": [.incomingCallConnected, .callDisconnectNotify],
      "pns true established": [.callDisconnectNotify],
      "pns true wait_disconnect": [.callDisconnectNotify], "pns true idle": [.incomingCallRequest],
      "pac false idle": [.outgoingCallRequest], "pac true idle": [.outgoingCallRequest],
      "pac false established": [.callClearRequest], "pac true wait_reply": [.incomingCallReply, .callClearRequest],
      "pac true established": [.callClearRequest],
    ]
    for role in PPTPRole.allCases {
      for incoming in [false, true] {
        let states: [PPTPCallState] =
          role == .pns
          ? [.idle, incoming ? .waitConnect : .waitReply, .established, .waitDisconnect]
          : incoming ? [.idle, .waitReply, .established] : [.idle, .established]
        for state in states {
          for body in all {
            var b = CallBench.at(state, role, incoming: incoming)
            #expect(b.call.state == state)
            b.hears(body)
            let moved = b.call.state != state
            let key = "\(role) \(incoming) \(state.rawValue)"
            #expect(moved == (moves[key]?.contains(body.type ?? .echoRequest) ?? false), "\(key): \(PPTPMessage(body).name)")
          }
        }
      }
    }
  }

  @Test func wrongCallIDsAreIgnored() {
    for (role, incoming, state, body) in [
      (PPTPRole.pns, false, PPTPCallState.waitReply, CallBench.outgoingReply(peer: 8)), (.pns, false, .established, CallBench.notify(8)),
      (.pns, true, .waitConnect, CallBench.connected(peer: 8)),
      (.pac, true, .waitReply, CallBench.incomingReply(peer: 8)), (.pac, false, .established, CallBench.clear(8)),
    ] {
      var b = CallBench.at(state, role, incoming: incoming)
      b.hears(body)
      #expect(b.call.state == state && b.notes.last?.kind == .ignored)
    }
  }

  // §3.2.1.
  @Test func noProgressForAMinuteEndsTheControlConnection() {
    for (role, incoming, state) in [
      (PPTPRole.pns, false, PPTPCallState.waitReply), (.pns, true, .waitConnect), (.pns, false, .waitDisconnect), (.pac, true, .waitReply),
    ] {
      var b = CallBench.at(state, role, incoming: incoming)
      b.waits(.seconds(59))
      #expect(b.call.state == state)
      b.waits(.seconds(1))
      #expect(b.call.state == .idle && b.gaveUp == 1 && b.downs.count == 1)
    }
    for role in PPTPRole.allCases {
      let b = CallBench.at(.established, role, incoming: false)
      #expect(b.call.timers.isEmpty)
    }
  }

  // §2.14, §2.15.
  @Test func linkInfoAndErrors() {
    var pac = CallBench.at(.established, .pac, incoming: false)
    var info = PPTPSetLinkInfo()
    info.peerCallID = 7
    info.sendACCM = 0xa0000
    pac.hears(.setLinkInfo(info))
    #expect(pac.call.sendACCM == 0xa0000 && pac.call.receiveACCM == .max)
    pac.does { c, _ in c.wanError(crc: 2, framing: 0) }
    pac.does { c, _ in c.wanError(crc: 3, framing: 1) }
    guard case .wanErrorNotify(let w)? = pac.sent.last?.body else { return #expect(Bool(false)) }
    #expect(w.crcErrors == 5 && w.framingErrors == 1 && w.peerCallID == 9, "counters are cumulative")
    var pns = CallBench.at(.established, .pns, incoming: false)
    var error = w
    error.peerCallID = 7
    pns.hears(.wanErrorNotify(error))
    #expect(pns.call.wanErrors?.crcErrors == 5)
    pns.does { c, _ in c.setLinkInfo(send: 0, receive: 1) }
    guard case .setLinkInfo(let s)? = pns.sent.last?.body else { return #expect(Bool(false)) }
    #expect(s.peerCallID == 9 && s.sendACCM == 0 && s.receiveACCM == 1)
    pac.does { c, _ in c.setLinkInfo(send: 0, receive: 0) }
    #expect(pac.notes.last?.kind == .ignored)
  }
}
