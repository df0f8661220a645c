import Testing

@testable import ProtocolEngines

/// Control messages that are well formed and yet not what RFC 2637 allows.
@Suite struct ObserverControlTests {
  /// Both ends of a control connection, in step.
  struct Connection {
    var w = ObserverTests.Watcher()
    private var next: [UInt32] = [100, 500]
    /// `open`: the control connection is established. `alone`: only the client is seen, so that nobody knows what it has received.
    init(whole: Bool = true, open: Bool = true, alone: Bool = false) {
      guard whole else { return }
      _ = w.see(ObserverTests.tcp(99, [], flags: TCPHeader.syn))
      guard !alone else { return }
      _ = w.see(ObserverTests.tcp(499, [], flags: TCPHeader.syn | TCPHeader.ack, acknowledgement: 100, back: true))
      guard open else { return }
      _ = see(.startRequest(.init()))
      _ = see(.startReply(.init()), back: true)
    }
    mutating func see(_ octets: [UInt8], back: Bool = false) -> Dissection {
      let (own, other) = back ? (1, 0) : (0, 1)
      defer { next[own] += UInt32(octets.count) }
      return w.see(ObserverTests.tcp(next[own], octets, acknowledgement: next[other], back: back))
    }
    mutating func see(_ body: PPTPMessage.Body, back: Bool = false) -> Dissection { see(PPTPMessage(body).encoded(), back: back) }
    mutating func call(incoming: Bool = false) -> [Dissection] {
      if incoming {
        return [
          see(.incomingCallRequest(with { $0.callID = 5 }), back: true),
          see(
            .incomingCallReply(
              with {
                $0.callID = 9
                $0.peerCallID = 5
              })),
        ]
      }
      return [
        see(
          .outgoingCallRequest(
            with {
              $0.callID = 9
              $0.maximumBPS = 10
            })),
        see(
          .outgoingCallReply(
            with {
              $0.callID = 5
              $0.peerCallID = 9
            }), back: true),
      ]
    }
  }
  private static func with<M: WireMessage>(_ change: (inout M) -> Void) -> M {
    var m = M()
    change(&m)
    return m
  }
  private func with<M: WireMessage>(_ change: (inout M) -> Void) -> M { Self.with(change) }

  private func expect(_ d: Dissection, _ field: String, _ range: Range<Int>, _ text: String, _ ref: String, _ line: Int = #line) {
    let p = d.problems.first
    #expect(
      d.problems.count == 1 && p?.field == field && p?.range == range && p?.text == text && p?.ref == ref, "line \(line): \(d.problems)")
  }

  @Test func whatIsRightIsNoProblem() {
    var c = Connection(open: false)
    let ordinary: [(PPTPMessage.Body, back: Bool)] = [
      (.startRequest(.init()), false), (.startReply(.init()), true), (.echoRequest(.init()), false), (.echoReply(.init()), true),
      (.echoRequest(with { $0.identifier = 7 }), true),
      (.echoReply(with { $0.identifier = 7 }), false), (.outgoingCallRequest(.init()), false), (.setLinkInfo(.init()), false),
      (.wanErrorNotify(.init()), true), (.callClearRequest(.init()), false),
      (.callDisconnectNotify(with { $0.callID = 0 }), true), (.incomingCallRequest(with { $0.callID = 3 }), true),
      (.stopRequest(.init()), false), (.stopReply(.init()), true),
    ]
    for (b, back) in ordinary { #expect(c.see(b, back: back).problems.isEmpty, "\(b)") }
    for incoming in [false, true] {
      var c = Connection()
      #expect(c.call(incoming: incoming).flatMap(\.problems).isEmpty)
      #expect(c.see(.setLinkInfo(with { $0.peerCallID = 5 })).problems.isEmpty)
      #expect(c.see(.callDisconnectNotify(with { $0.callID = 5 }), back: true).problems.isEmpty)
    }
  }

  @Test func valuesThatCannotBe() {
    var c = Connection(open: false)
    var start = PPTPMessage(.startRequest(.init())).encoded()
    start[11] = 1
    expect(c.see(start), "pptp.reserved0", 64..<66, "Reserved0 is 1, it must be 0", "RFC 2637 §2")
    _ = c.see(.startReply(.init()), back: true)
    expect(
      c.see(.setLinkInfo(with { $0.reserved1 = 41366 })), "pptp.reserved1", 68..<70, "Reserved1 is 41366, it must be 0", "RFC 2637 §2.15")
    expect(c.see(.stopRequest(with { $0.reserved2 = 2 })), "pptp.reserved2", 68..<70, "Reserved2 is 2, it must be 0", "RFC 2637 §2.3")
    expect(
      c.see(
        .outgoingCallRequest(
          with {
            $0.minimumBPS = 3
            $0.maximumBPS = 2
          })), "pptp.minimum_bps", 70..<74, "Minimum BPS is 3, more than the Maximum BPS of 2", "RFC 2637 §2.7")
    expect(
      c.see(.outgoingCallRequest(with { $0.phoneNumberLength = 65 })), "pptp.phone_number_length", 90..<92,
      "Phone Number Length is 65, but the field has only 64 octets", "RFC 2637 §2.7")
    expect(
      c.see(.incomingCallRequest(with { $0.dialingLength = 99 })), "pptp.dialing_number_length", 80..<82,
      "Dialing Number Length is 99, but the field has only 64 octets", "RFC 2637 §2.9")
    expect(
      c.see(.stopReply(with { $0.result = .init(rawValue: 3) })), "pptp.stop_result", 66..<67,
      "Result Code is 3, but only 1 to 2 are defined", "RFC 2637 §2.4")
  }

  /// RFC 2637 §2.13: the Call ID is the PAC's own; four results.
  @Test func disconnectOfAnotherCall() {
    var c = Connection()
    _ = c.call()
    expect(
      c.see(.callDisconnectNotify(with { $0.callID = 7 }), back: true), "pptp.call_id", 66..<68,
      "Call ID is 7, but its sender's number for this call is 5", "RFC 2637 §2.13")
    expect(
      c.see(
        .callDisconnectNotify(
          with {
            $0.callID = 5
            $0.result = .init(rawValue: 0)
          }), back: true), "pptp.disc_result", 68..<69, "Result Code is 0, but only 1 to 4 are defined", "RFC 2637 §2.13")
    _ = c.see(.outgoingCallRequest(with { $0.callID = 10 }))
    #expect(c.see(.callDisconnectNotify(with { $0.callID = 7 }), back: true).problems.isEmpty, "a number of the second call may be 7")
    _ = c.see(
      .outgoingCallReply(
        with {
          $0.callID = 6
          $0.peerCallID = 10
        }), back: true)
    #expect(
      c.see(.callDisconnectNotify(with { $0.callID = 7 }), back: true).problems.map(\.text) == [
        "Call ID is 7, but no call of its sender has that"
      ])
  }

  @Test(arguments: [false, true]) func setLinkInfoFromThePAC(incoming: Bool) {
    var c = Connection()
    _ = c.call(incoming: incoming)
    expect(
      c.see(.setLinkInfo(with { $0.peerCallID = 9 }), back: true), "pptp.control_message_type", 62..<64,
      "Set-Link-Info goes from the PNS to the PAC; this one comes from the PAC", "RFC 2637 §2.15")
  }

  @Test func aReplyToNoRequest() {
    var c = Connection()
    _ = c.see(.outgoingCallRequest(with { $0.callID = 9 }))
    expect(
      c.see(
        .outgoingCallReply(
          with {
            $0.callID = 5
            $0.peerCallID = 8
          }), back: true), "pptp.peer_call_id", 68..<70, "Peer's Call ID is 8, but 10.0.0.1 has asked for no call with that Call ID",
      "RFC 2637 §2.8")
    #expect(c.w.observer.links.all.count == 1)
    // A capture that begins later, or misses a segment, cannot know.
    var late = Connection(whole: false)
    #expect(late.see(.outgoingCallReply(with { $0.peerCallID = 8 }), back: true).problems.isEmpty)
    var lost = Connection(open: false)
    let echo = PPTPMessage(.echoRequest(.init())).encoded()
    _ = lost.w.see(ObserverTests.tcp(100 + 168, echo))
    #expect(
      lost.w.see(
        ObserverTests.tcp(500, PPTPMessage(.outgoingCallReply(with { $0.peerCallID = 8 })).encoded(), acknowledgement: 268, back: true)
      ).problems.isEmpty)
    var unseen = Connection(open: false)
    #expect(
      unseen.w.see(
        ObserverTests.tcp(500, PPTPMessage(.outgoingCallReply(with { $0.peerCallID = 8 })).encoded(), acknowledgement: 268, back: true)
      ).problems.isEmpty)
  }

  /// The wrong length is named where it stands, and what follows is read (RFC 2637 §2.16).
  @Test(arguments: [200, 100, 8, 156 + 16]) func lengthOfAnotherMessage(_ length: Int) {
    var start = ObserverStreamTests.start
    (start[0], start[1]) = (UInt8(length >> 8), UInt8(length & 255))
    let text = "Length is \(length), it should be 156 for Start-Control-Connection-Request"
    for more in [[], ObserverStreamTests.echo(3)] {
      var c = Connection(alone: true)
      let d = c.see(start + more)
      expect(d, "pptp.length", 54..<56, text, "RFC 2637 §2.16")
      #expect(
        d.summary.hasPrefix("Start-Control-Connection-Request, version 1.0") && d.summary.hasSuffix("; Echo-Request 3") == !more.isEmpty,
        "\(d.summary)")
      #expect(c.see(ObserverStreamTests.echo(4)).summary == "Echo-Request 4")
    }
    // In two pieces; of the first one the type is there, or not even that.
    for cut in [40, 9] where length > 12 {
      var c = Connection(alone: true)
      #expect(c.see(Array(start[..<cut])).problems.isEmpty)
      let d = c.see(Array(start[cut...]) + ObserverStreamTests.echo(3))
      #expect(
        d.problems.map(\.text) == [text] && d.problems[0].buffer == 1 && d.problems[0].range == 0..<2
          && d.summary.hasSuffix("; Echo-Request 3"), "\(cut): \(d.problems) \(d.summary)")
    }
  }

  /// A longer message, with octets of its own behind those that are defined.
  @Test func moreThanIsDefined() {
    var start = ObserverStreamTests.start + [1, 2, 3, 4]
    start[1] = 160
    var c = Connection(alone: true)
    let d = c.see(start + ObserverStreamTests.echo(3))
    expect(d, "pptp.length", 54..<56, "Length is 160, it should be 156 for Start-Control-Connection-Request", "RFC 2637 §2.16")
    #expect(
      d.summary == "Start-Control-Connection-Request; Echo-Request 3"
        && d.buffers[0].notes.contains { $0.kind == .unexplained && $0.range == 210..<214 }, "\(d.summary)")
  }
}
