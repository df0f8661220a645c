import Testing

@testable import ProtocolEngines

/// GRE packets out of order: a receiver may put them back (RFC 2637 §4.3), so what it can open is opened here.
@Suite struct ObserverOrderTests {
  /// Frames of pings 0, 1, 2, … as their sender numbered them.
  static func pings(_ n: Int, _ link: inout WatchedLink, _ cipher: inout MPPECipher) -> [[UInt8]] {
    (0..<n).map { i in link.frame(.compressed, cipher.encrypt(WatchedLink.ping(i, size: 30 + i))) }
  }

  @Test func statelessKeysAreKept() throws {
    var (link, cipher) = try WatchedLink.ready(stateless: true)
    let frames = Self.pings(200, &link, &cipher)
    for i in [0, 2, 1, 5, 4, 3, 6] {
      let d = link.w.see(frames[i])
      #expect(d.problems.isEmpty && d.pings == [[d.number, i]], "ping \(i): \(d.problems)")
    }
    let copy = link.w.see(frames[6])
    #expect(
      copy.problems.isEmpty && copy.pings.map(\.last) == [6] && copy.summary.hasSuffix("(a copy of frame \(copy.number - 1))"),
      "\(copy.summary)")
    // The bound: 64 packets back, not more.
    _ = link.w.see(frames[100])
    #expect(link.w.see(frames[40]).pings.map(\.last) == [40])
    let gone = link.w.see(frames[30])
    #expect(gone.pings.isEmpty && gone.problems.first?.text == "packet 30 comes late (101 is due): its key is gone")
    #expect(link.w.see(frames[101]).pings.map(\.last) == [101])
  }

  @Test func statefulPacketsWait() throws {
    for order in [[0, 2, 3, 1, 4], [1, 0, 2, 3, 4], [0, 3, 2, 1, 4], [2, 1, 0, 3, 4], [0, 3, 1, 2, 4]] {
      var (link, cipher) = try WatchedLink.ready(stateless: false)
      let frames = Self.pings(5, &link, &cipher)
      var opened: [Int: Int] = [:]
      var numbers: [Int: Int] = [:]
      for i in order {
        let d = link.w.see(frames[i])
        numbers[i] = d.number
        for p in d.pings {
          #expect(opened[p[1]] == nil, "ping \(p[1]) twice")
          opened[p[1]] = p[0]
        }
        // Its own packet stands first, and names the line.
        if d.pings.first?[0] == d.number { #expect(d.summary.hasPrefix("echo request id 0 seq \(i)"), "\(d.summary)") }
        let waits = d.buffers[0].notes.contains { $0.inFrame == FieldNote.later }
        #expect(waits == d.pings.isEmpty)
        #expect(d.problems.isEmpty == !waits, "\(d.problems)")
        for p in d.problems {
          #expect(
            p.text.hasPrefix("RC4 state lost at frame ") && p.text.hasSuffix(" missing") || p.text.contains("comes late"), "\(p.text)")
        }
      }
      #expect(opened == numbers, "order \(order)")
    }
  }

  /// RC4 begins anew behind the gap; what was missing still comes.
  @Test func statefulGapBehindAFlushedPacket() throws {
    var (link, cipher) = try WatchedLink.ready(stateless: false)
    var frames = Self.pings(3, &link, &cipher)
    cipher.flushNext()
    frames += (3..<6).map { i in link.frame(.compressed, cipher.encrypt(WatchedLink.ping(i))) }
    #expect(link.w.see(frames[0]).pings.count == 1)
    #expect(link.w.see(frames[2]).pings.isEmpty)
    #expect(link.w.see(frames[3]).pings.map(\.last) == [3])
    #expect(link.w.see(frames[5]).pings.isEmpty)
    #expect(link.w.see(frames[1]).pings.map(\.last) == [1, 2])
    let last = link.w.see(frames[4])
    #expect(
      last.pings.map(\.last) == [4, 5] && last.problems.isEmpty && last.summary.hasSuffix("; opens frame \(last.number - 2)"),
      "\(last.summary)")
  }

  /// What waits is bounded, and so is what comes after.
  @Test func waitingIsBounded() throws {
    var (link, cipher) = try WatchedLink.ready(stateless: false)
    let frames = Self.pings(200, &link, &cipher)
    for i in 0..<200 where i != 7 {
      let d = link.w.see(frames[i])
      #expect(d.pings.count == (i < 7 ? 1 : 0))
    }
    let d = link.w.see(frames[7])
    #expect(d.pings.count == 1 + MPPEReader.mostHeld)
    #expect(d.pings.map(\.last).first == 7 && d.pings.map(\.last).last == 7 + MPPEReader.mostHeld)
  }

  /// The first encrypted packet overtakes the Configure-Ack that allows it.
  @Test(arguments: [true, false]) func encryptedBeforeCCPIsUp(stateless: Bool) throws {
    var (link, cipher) = try WatchedLink.ready(stateless: stateless, agreed: false)
    let bits: MPPEBits = stateless ? [.b128, .stateless] : [.b128]
    link.see(.ccp, CCPPacket(.configureRequest, id: 1, [.mppe(bits)]).sealed().encoded(), fromServer: true)
    let ack = link.frame(.ccp, WatchedLink.ack(bits))
    let frames = Self.pings(3, &link, &cipher)
    for i in [0, 1] {
      let early = link.w.see(frames[i])
      #expect(early.pings.isEmpty && early.buffers[0].notes.contains { $0.inFrame == FieldNote.later })
    }
    let d = link.w.see(ack)
    #expect(d.pings.map(\.last) == [0, 1] && d.summary.hasPrefix("Configure-Ack"), "\(d.summary)")
    // A copy of the Ack does not start the keys again.
    let copy = link.w.see(ack)
    #expect(copy.summary.hasSuffix("(a copy of frame \(d.number))"))
    #expect(link.w.see(frames[2]).pings.map(\.last) == [2])
  }

  /// A lost packet that never comes: everything up to the next FLUSHED one stays closed, under the packet and the frame where it began.
  @Test func aLossIsTold() throws {
    var (link, cipher) = try WatchedLink.ready(stateless: false)
    let frames = Self.pings(4, &link, &cipher)
    _ = link.w.see(frames[0])
    let first = link.w.see(frames[2])
    #expect(first.problems.map(\.text) == ["RC4 state lost at frame \(first.number): packet 1 is missing"])
    #expect(link.w.see(frames[3]).problems.map(\.text) == ["RC4 state lost at frame \(first.number): packet 1 is missing"])
  }
}
