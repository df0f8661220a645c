import Testing

@testable import ProtocolEngines

/// Control connections with holes, without beginning, and with octets that are none of theirs.
@Suite struct ObserverStreamTests {
  static let start = PPTPMessage(.startRequest(.init())).encoded(), request = PPTPMessage(.outgoingCallRequest(.init())).encoded()
  static func echo(_ n: UInt32) -> [UInt8] {
    var m = PPTPEchoRequest()
    m.identifier = n
    return PPTPMessage(.echoRequest(m)).encoded()
  }
  static func opened() -> ObserverTests.Watcher {
    var w = ObserverTests.Watcher()
    _ = w.see(ObserverTests.tcp(99, [], flags: TCPHeader.syn))
    return w
  }

  @Test func messagesBehindAGapAreExplainedInPlace() {
    var w = Self.opened()
    _ = w.see(ObserverTests.tcp(100, Self.start))
    // The call request (168 octets) is lost.
    var at = UInt32(100 + 156 + 168)
    var told: [String] = []
    for i in 0..<40 {
      let d = w.see(ObserverTests.tcp(at, Self.echo(UInt32(i))))
      #expect(d.proto == "PPTP" && d.summary.hasPrefix("Echo-Request \(i)"), "\(d.summary)")
      told += d.problems.map(\.text)
      at += 16
    }
    #expect(told == ["168 octets of this control connection are missing from the capture"])
    #expect(w.observer.unfinished().isEmpty)
  }

  @Test func aGapThatIsFilledExplainsNothingTwice() {
    var w = Self.opened()
    let all = Self.start + Self.request + Self.echo(1) + Self.echo(2)
    // From the middle of the first message to the middle of the last.
    let early = w.see(ObserverTests.tcp(100 + 100, Array(all[100..<350])))
    #expect(
      early.summary.hasPrefix("Outgoing-Call-Request") && early.summary.hasSuffix("; Echo-Request 1 (out of order)"), "\(early.summary)")
    #expect(
      w.observer.unfinished() == [
        """
        10.0.0.1 to 10.0.0.2, control connection: 100 octets from sequence number 100 on never came; parts of messages wait for them \
        in frame 2
        """
      ])
    let again = w.see(ObserverTests.tcp(100 + 100, Array(all[100..<350])))
    #expect(again.summary.contains("retransmission"))
    let filled = w.see(ObserverTests.tcp(100, Array(all[..<100])))
    #expect(
      filled.problems.isEmpty && filled.summary.hasPrefix("Start-Control-Connection-Request") && !filled.summary.contains("Echo"),
      "\(filled.summary)")
    let last = w.see(ObserverTests.tcp(100 + 350, Array(all[350...])))
    #expect(
      last.problems.isEmpty && last.buffers.last?.octets == Self.echo(2) && last.summary.hasPrefix("Echo-Request 2"), "\(last.summary)")
    #expect(w.observer.unfinished().isEmpty)
    // One segment with everything: what was explained is shown as sent again.
    var v = Self.opened()
    _ = v.see(ObserverTests.tcp(100 + 156, Self.request))
    let whole = v.see(ObserverTests.tcp(100, all))
    #expect(
      whole.summary
        == "Start-Control-Connection-Request, version 1.0, host empty, vendor empty (retransmission); Echo-Request 1; Echo-Request 2",
      "\(whole.summary)")
    #expect(whole.problems.isEmpty && whole.buffers[0].notes.contains { $0.field.id.equals("pptp.again") })
  }

  /// The parts that waited are explained when the gap is given up.
  @Test func whatWaitedIsExplained() {
    var w = Self.opened()
    let all = Self.start + Self.request
    // The end of one message and the beginning of the next, whose end comes; then nothing but keep-alives.
    _ = w.see(ObserverTests.tcp(100 + 120, Array(all[120..<200])))
    _ = w.see(ObserverTests.tcp(100 + 200, Array(all[200...])))
    var at = UInt32(100 + all.count)
    var found: Dissection?
    for i in 0..<TCPStream.mostEarly where found == nil {
      let d = w.see(ObserverTests.tcp(at, Self.echo(UInt32(i))))
      if !d.problems.isEmpty { found = d }
      at += 16
    }
    #expect(found?.problems.map(\.text) == ["120 octets of this control connection are missing from the capture"])
    let tcp = (found?.buffers ?? []).filter { $0.source == .tcp }
    #expect(tcp.contains { $0.notes.map { $0.field.id.string } == ["pptp.rest"] && $0.octets.count == 36 })
    #expect(
      tcp.contains { $0.octets == Self.request && $0.origins.map(\.frame) == [2, 3] || $0.octets == Self.request },
      "the call request is whole")
  }

  @Test func aCaptureThatBeginsInTheMiddle() {
    let all = Self.start + Self.request + Self.echo(1) + Self.echo(2)
    for size in [1, 3, 7, 8, 50, 1000] {
      var w = ObserverTests.Watcher()
      var messages = 0
      var problems = 0
      for from in stride(from: 40, to: all.count, by: size) {
        let d = w.see(ObserverTests.tcp(100 + UInt32(from), Array(all[from..<min(from + size, all.count)])))
        problems += d.problems.count
        for b in d.buffers { messages += b.notes.count { $0.field.id.equals("pptp.control_message_type") } }
        #expect(!d.buffers[0].notes.contains { $0.kind == .data })
        if from == 40 { #expect(d.buffers[0].notes.contains { $0.field.id.equals("pptp.rest") }) }
      }
      #expect(messages == 3 && problems == 0, "segments of \(size): \(messages) messages, \(problems) problems")
    }
  }

  @Test func aFaultIsNamedAndTheNextMessageFound() {
    var wrong = Self.start
    wrong[7] = 0x4e
    var w = Self.opened()
    let cookie = w.see(ObserverTests.tcp(100, wrong + Self.echo(5)))
    #expect(cookie.problems.count == 1 && cookie.problems[0].range == 58..<62 && cookie.problems[0].ref == "RFC 2637 §1.4")
    #expect(cookie.problems[0].text.hasPrefix("the magic cookie is 0x1a2b3c4e, not 0x1a2b3c4d"))
    let ids = cookie.buffers[0].notes.filter { $0.depth == 1 && $0.field.id.string.hasPrefix("pptp") }.map { $0.field.id.string }
    #expect(ids.prefix(4) == ["pptp.length", "pptp.type", "pptp.magic_cookie", "pptp.data"], "\(ids)")
    #expect(cookie.summary == "Echo-Request 5")
    for length in [UInt8(0), 8] {
      var v = Self.opened()
      var unknown = [0, length] + Self.echo(1).dropFirst(2)
      unknown[9] = 99
      let d = v.see(ObserverTests.tcp(100, unknown + Self.echo(6)))
      #expect(d.problems.map(\.text) == ["a control message cannot have \(length) octets"] && d.summary == "Echo-Request 6", "\(d.summary)")
    }
    // In pieces.
    var u = Self.opened()
    #expect(u.see(ObserverTests.tcp(100, Array(wrong[..<5]))).problems.isEmpty)
    let second = u.see(ObserverTests.tcp(105, Array(wrong[5...]) + Self.echo(7)))
    #expect(
      second.problems.count == 1 && second.problems[0].field == "pptp.magic_cookie" && second.summary == "Echo-Request 7",
      "\(second.summary)")
  }

  /// A segment with a wrong checksum comes again, and counts then.
  @Test func aDamagedSegmentDoesNotCount() {
    var w = Self.opened()
    var frame = ObserverTests.tcp(100, Self.request)
    frame[60] ^= 0xff
    #expect(w.see(frame).problems.map(\.field) == ["tcp.checksum", "pptp.magic_cookie"])
    let again = w.see(ObserverTests.tcp(100, Self.request))
    #expect(
      again.summary.hasPrefix("Outgoing-Call-Request") && again.problems.isEmpty && w.observer.links.all.count == 1,
      "\(again.summary)")
  }

  @Test func aResetEndsTheStream() {
    var w = Self.opened()
    _ = w.see(ObserverTests.tcp(100, Array(Self.start[..<20])))
    let reset = w.see(ObserverTests.tcp(120, Array("reset".utf8), flags: TCPHeader.rst))
    #expect(
      reset.problems.isEmpty && reset.buffers[0].notes.last?.field.id.equals("tcp.reset.data") == true
        && reset.buffers[0].notes.last?.kind == .data)
  }

  @Test func everyMessageIsInTheLine() {
    var w = Self.opened()
    let d = w.see(ObserverTests.tcp(100, Self.request + Self.echo(7)))
    #expect(d.summary.hasPrefix("Outgoing-Call-Request") && d.summary.hasSuffix("; Echo-Request 7"), "\(d.summary)")
  }

  /// RFC 2637 §1.4: fifteen control messages, and no management message.
  @Test func undefinedMessagesAreProblems() {
    for (octets, text) in [
      ((8, 99), "no control message of type 99 is defined"), ((2, 2), "management messages are not defined"),
      ((2, 3), "no message type 3 is defined"),
    ] as [((Int, UInt8), String)] {
      var w = Self.opened()
      var m = Self.echo(1)
      m[octets.0 + 1] = octets.1
      let d = w.see(ObserverTests.tcp(100, m))
      #expect(d.problems.map(\.text) == [text] && d.problems[0].range == 54 + octets.0..<56 + octets.0, "\(d.problems)")
    }
  }

  /// Nothing is told of a body that is not there.
  @Test func aShortBodyHasNoValuesInTheLine() {
    var w = Self.opened()
    var m = Array(Self.echo(1)[..<12])
    m[1] = 12
    let d = w.see(ObserverTests.tcp(100, m))
    #expect(d.summary == "Echo-Request" && d.problems.map(\.text) == ["Length is 12, it should be 16 for Echo-Request"])
  }
}
