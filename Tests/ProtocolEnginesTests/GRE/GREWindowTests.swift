import Testing

@testable import ProtocolEngines

/// One end of a GRE session under test.
struct GREBench {
  var gre: GREWindow
  var now = Instant()
  var out: [GREHeader] = []
  var got: [[UInt8]] = []
  var notes: [Note] = []

  init(
    peerWindow: UInt16 = 8, ownWindow: UInt16 = 64, delay: UInt16 = 0, reorder: GREReorder = .hold(packets: 3, for: .milliseconds(200)),
    enforced: Bool = true
  ) {
    gre = GREWindow(
      GREWindow.Limits(
        localID: 7, peerID: 9, peerWindow: peerWindow, ownWindow: ownWindow, peerDelay: delay, ackDelay: .milliseconds(100),
        reorder: reorder,
        minimumTimeout: .milliseconds(500), maximumTimeout: .seconds(10), enforced: enforced))
  }
  mutating func drain() {
    while let o = gre.poll() {
      switch o {
      case .transmit(let p): if let q = try? GREPacket(parsing: p) { out.append(q.header) }
      case .deliver(let f): got.append(f)
      case .note(let n): notes.append(n)
      }
    }
  }
  mutating func sends(_ n: Int = 1) {
    for i in 0..<n { gre.send([UInt8(truncatingIfNeeded: i)], at: now) }
    drain()
  }
  mutating func hears(_ sequence: UInt32?, ack: UInt32? = nil, id: UInt16 = 7, _ change: (inout [UInt8]) -> Void = { _ in }) {
    let payload: [UInt8] = sequence.map { [UInt8(truncatingIfNeeded: $0)] } ?? []
    var o = GREHeader(callID: id, payloadLength: payload.count, sequence: sequence, acknowledgement: ack).encoded() + payload
    change(&o)
    gre.receive(o, at: now)
    drain()
  }
  mutating func waits(_ d: Delay) {
    let end = now + d
    while let due = gre.nextTimeout, due <= end {
      precondition(due >= now)
      now = due
      gre.tick(at: now)
      drain()
    }
    now = end
  }
  var order: [UInt8] { got.map { $0[0] } }
}

@Suite struct GREWindows {
  @Test func adaptiveTimeoutByHand() {
    // §4.4.1 with alpha 1/8, beta 1/4, chi 4, worked out with a pencil.
    var t = GRETimeout(seed: .milliseconds(0), minimum: .milliseconds(1), maximum: .seconds(10))
    #expect(t.timeout.micros == 1000)
    t.sample(.milliseconds(80))  // DIFF 80; DEV 0 + 80/4 = 20; RTT 0 + 80/8 = 10; ATO 10 + 4*20 = 90
    #expect(t.rtt.micros == 10_000 && t.deviation.micros == 20_000 && t.timeout.micros == 90_000)
    t.sample(.milliseconds(50))  // DIFF 40; DEV 20 + (40-20)/4 = 25; RTT 10 + 5 = 15; ATO 15 + 100 = 115
    #expect(t.rtt.micros == 15_000 && t.deviation.micros == 25_000 && t.timeout.micros == 115_000)
    t.sample(.milliseconds(7))  // DIFF -8; DEV 25 + (8-25)/4 = 20.75; RTT 15 - 1 = 14; ATO 14 + 83 = 97
    #expect(t.rtt.micros == 14_000 && t.deviation.micros == 20_750 && t.timeout.micros == 97_000)
    t.backOff()  // §4.4.2: RTT 28; DEV stays; ATO 28 + 83 = 111
    #expect(t.rtt.micros == 28_000 && t.deviation.micros == 20_750 && t.timeout.micros == 111_000)
    for _ in 0..<40 { t.backOff() }
    #expect(t.timeout == .seconds(10) && t.rtt == .seconds(10))
    for _ in 0..<200 { t.sample(.milliseconds(0)) }
    #expect(t.timeout.micros >= 1000 && t.timeout.micros < 2000)
    // The peer's processing delay seeds RTT.
    #expect(GRETimeout(seed: .milliseconds(600), minimum: .milliseconds(500), maximum: .seconds(10)).timeout == .milliseconds(600))
  }

  @Test func windowStartsAtHalfAndNeverBelowOne() {
    for (offered, start) in [(UInt16(0), 1), (1, 1), (2, 1), (3, 1), (4, 2), (64, 32), (65535, 128)] {
      #expect(GREBench(peerWindow: offered).gre.window == start)
    }
  }

  @Test func sendingStopsAtTheWindowAndGoesOnWithAcknowledgements() {
    var b = GREBench(peerWindow: 8)
    b.sends(10)
    #expect(b.out.map(\.sequence) == [0, 1, 2, 3] && b.gre.outstandingCount == 4 && b.gre.waitingCount == 6)
    #expect(b.out.allSatisfy { $0.callID == 9 && $0.flags == 0x3001 })
    // §4.2.5: one acknowledgement for several; §4.2.3: a whole window digested opens it by one.
    b.hears(nil, ack: 2)
    #expect(b.out.count == 7 && b.gre.window == 4)
    b.hears(nil, ack: 3)
    #expect(b.gre.window == 5 && b.out.count == 9)
    b.hears(nil, ack: 8)
    #expect(b.gre.window == 6 && b.gre.outstandingCount == 1)
  }

  @Test func windowGrowsToWhatWasOffered() {
    var b = GREBench(peerWindow: 6)
    for _ in 0..<60 {
      b.sends()
      b.hears(nil, ack: b.out.last?.sequence)
    }
    #expect(b.gre.window == 6)
  }

  @Test func timeoutHalvesTheWindowAndNothingIsSentAgain() {
    var b = GREBench(peerWindow: 14)
    #expect(b.gre.window == 7)
    b.sends(9)
    #expect(b.out.count == 7)
    b.waits(.milliseconds(499))
    #expect(b.gre.counts.timeouts == 0)
    b.waits(.milliseconds(1))
    // §4.2.2: half, rounded up.
    #expect(b.gre.counts.timeouts == 1 && b.gre.window == 4 && b.gre.counts.lost == 7)
    #expect(b.out.map(\.sequence) == Array(0..<9), "the waiting ones go; none goes twice")
    b.waits(.seconds(60))
    #expect(b.gre.window == 2 && b.gre.outstandingCount == 0)
    for (window, n) in [(1, 2), (1, 1)] {
      b.sends(n)
      b.waits(.seconds(60))
      #expect(b.gre.window == window)
    }
  }

  /// One-way traffic to a peer with a window of 3 that has nothing to send: it acknowledges when its own timer runs out, as pptpd
  /// does, or each packet for itself after a long way. Once the delay is known nothing counts as lost, and the window is always full.
  @Test(arguments: [50, 400, 700, 1500, 3000] as [Int64], [false, true]) func aPeerThatAcknowledgesLate(delay: Int64, each: Bool) {
    var b = GREBench(peerWindow: 3)
    var read = 0
    var acks: [(due: Instant, number: UInt32)] = []
    func carry() {
      for h in b.out[read...] where h.has(GREHeader.sequenceBit) {
        // The timer starts with the first packet that is not acknowledged, and the answer speaks for all that came.
        if each || acks.isEmpty { acks.append((b.now + .milliseconds(delay), h.sequence)) } else { acks[0].number = h.sequence }
      }
      read = b.out.count
    }
    func run(_ time: Delay) {
      let end = b.now + time
      while b.now < end {
        while b.gre.waitingCount < 10 { b.sends() }
        carry()
        let next = min(end, earliest(acks.first?.due, b.gre.nextTimeout) ?? end)
        if let a = acks.first, a.due <= next {
          b.now = max(b.now, a.due)
          acks.removeFirst()
          b.hears(nil, ack: a.number)
        } else {
          b.waits(next - b.now)
        }
      }
    }
    run(.seconds(60))
    let (sent, timeouts) = (b.gre.counts.sent, b.gre.counts.timeouts)
    #expect(timeouts <= 12, "\(delay) ms: \(timeouts) time-outs before the delay is known")
    run(.seconds(60))
    #expect(b.gre.counts.timeouts == timeouts, "\(delay) ms: \(b.gre.counts.timeouts - timeouts) time-outs although the delay is known")
    // Three packets for every delay.
    let ideal = 3 * 60_000 / Int(delay)
    #expect(b.gre.window == 3 && b.gre.counts.sent - sent >= ideal * 9 / 10, "\(delay) ms: \(b.gre.counts.sent - sent) of \(ideal)")
  }

  @Test func aSilentPeerNeverStopsThePayload() {
    // Window 1 and no acknowledgement at all: one packet a time-out, and all of them in the end.
    var b = GREBench(peerWindow: 1)
    b.sends(20)
    b.waits(.seconds(60))
    #expect(b.out.count == 20 && b.gre.waitingCount == 0)
    // Not enforced, as pptpd and pptp-linux have it: all at once.
    b = GREBench(peerWindow: 1, enforced: false)
    b.sends(20)
    #expect(b.out.count == 20)
  }

  @Test func whatWaitsIsBounded() {
    var b = GREBench(peerWindow: 1)
    b.sends(1000)
    #expect(b.gre.waitingCount == GREWindow.longestQueue && b.gre.counts.overflow == 1000 - 1 - GREWindow.longestQueue)
    b = GREBench(peerWindow: 1, enforced: false)
    b.sends(1000)
    #expect(b.gre.outstandingCount == GREWindow.largestWindow)
  }

  @Test func acknowledgementsRideOrGoAloneAfterAWhile() {
    var b = GREBench()
    b.hears(0)
    #expect(b.out.isEmpty)
    b.sends()
    #expect(b.out.last?.flags == 0x3081 && b.out.last?.acknowledgement == 0)
    b.sends()
    #expect(b.out.last?.flags == 0x3001, "nothing new to acknowledge")
    b.hears(1)
    b.waits(.milliseconds(99))
    #expect(b.out.count == 2)
    b.waits(.milliseconds(1))
    #expect(b.out.last?.flags == 0x2081 && b.out.last?.acknowledgement == 1 && b.out.last?.payloadLength == 0)
    #expect(!(b.gre.timers.contains { $0.name == "gre.ack" }))
    // Eight at once, or half a small window, are acknowledged at once.
    let n = b.out.count
    for s in 2..<10 { b.hears(UInt32(s)) }
    #expect(b.out.count == n + 1 && b.out.last?.acknowledgement == 9)
    b = GREBench(ownWindow: 1)
    b.hears(0)
    #expect(b.out.last?.acknowledgement == 0)
  }

  @Test func orderLossAndDuplicates() {
    var b = GREBench()
    b.hears(0)
    b.hears(2)
    #expect(b.order == [0] && b.gre.heldCount == 1)
    b.hears(2)
    b.hears(1)
    #expect(b.order == [0, 1, 2] && b.gre.heldCount == 0 && b.gre.counts.duplicates == 1)
    b.hears(1)
    b.hears(2)
    #expect(b.order == [0, 1, 2] && b.gre.counts.late == 1 && b.gre.counts.duplicates == 2)
    // Lost for good: the others wait 200 ms, no longer.
    b.hears(4)
    b.hears(6)
    b.waits(.milliseconds(199))
    #expect(b.order == [0, 1, 2])
    b.waits(.milliseconds(1))
    #expect(b.order == [0, 1, 2, 4, 6] && b.gre.counts.missing == 2)
    b.hears(5)
    b.hears(3)
    #expect(b.order == [0, 1, 2, 4, 6], "never late")
    // No room: the first that waits goes on.
    for s in [8, 10, 12, 14] { b.hears(UInt32(s)) }
    #expect(b.order.suffix(1) == [8] && b.gre.heldCount == 3)
  }

  @Test func droppingInsteadOfHolding() {
    var b = GREBench(reorder: .drop)
    for s: UInt32 in [0, 2, 1, 3] { b.hears(s) }
    #expect(b.order == [0, 2, 3] && b.gre.counts.late == 1)
    #expect(b.notes.contains { $0.ref == "RFC 2637 §4.3" })
  }

  @Test func numbersWrap() {
    var b = GREBench(reorder: .drop)
    b.hears(5)
    // Far ahead is taken for damage until three packets come from there.
    for s: UInt32 in [0xffff_fffe, 0xffff_ffff, 0] { b.hears(s) }
    #expect(b.order == [5], "these are behind 5")
    b = GREBench(reorder: .drop)
    b.hears(0)
    for s: UInt32 in [0x7000_0000, 0x7000_0001, 0x7000_0002] { b.hears(s) }
    for s: UInt32 in [0xe000_0000, 0xe000_0001, 0xe000_0002, 0xffff_fffd, 0xffff_fffe] { b.hears(s) }
    b.hears(0xffff_ffff)
    for s: UInt32 in [0, 1, 2] { b.hears(s) }
    #expect(b.order == [0, 2, 2, 0xff, 0, 1, 2] && b.gre.delivered == 2)
  }

  @Test func oneDamagedNumberDoesNotSilenceThePeer() {
    var b = GREBench()
    b.hears(0)
    b.hears(1 << 20)
    for s: UInt32 in 1..<5 { b.hears(s) }
    #expect(b.order == [0, 1, 2, 3, 4] && b.gre.counts.refused == 1)
  }

  @Test func pptpLinuxBeginsAtOne() {
    var b = GREBench()
    b.hears(1)
    b.hears(2)
    #expect(b.order == [1, 2])
  }

  @Test func foreignAndBrokenPackets() {
    var b = GREBench()
    b.hears(0, id: 8)
    b.hears(0) { $0[1] = 0x00 }
    b.hears(0) { $0[0] = 0x10 }
    b.hears(0) { $0[0] |= 0x80 }
    b.hears(0) { $0[2] = 0x08 }
    b.hears(0) { $0.removeLast() }
    b.hears(0) { $0.removeLast(8) }
    b.hears(nil, ack: 5)
    #expect(b.got.isEmpty && b.gre.counts.refused == 7 && b.gre.ackReceived == nil && b.out.isEmpty)
    b.gre.receive([], at: b.now)
    b.hears(0) { $0.append(contentsOf: [0, 0, 0]) }
    #expect(b.order == [0], "octets beyond the payload length are padding")
    b.sends()
    b.hears(nil, ack: .max)
    #expect(b.gre.outstandingCount == 1)
  }
}
