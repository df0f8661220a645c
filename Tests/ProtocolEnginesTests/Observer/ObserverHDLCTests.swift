import TestSupport
import Testing

@testable import ProtocolEngines

/// Captures of a serial line: PPP in HDLC-like framing (RFC 1662), with flags, escapes and Frame Check Sequence.
@Suite struct ObserverHDLCTests {
  static func lcp(_ code: UInt8, _ id: UInt8) -> [UInt8] {
    [0xff, 3, 0xc0, 0x21, code, id, 0, 14, 1, 4, 5, 0x78, 5, 6, 0x12, 0x7e, 0x7d, 0x11]
  }
  private static func line(_ frame: [UInt8], accm: UInt32 = ~0, check: HDLCFraming.Check = .fcs16) -> [UInt8] {
    HDLCFraming.wrap(frame, accm: accm, check: check)
  }

  private func ids(_ d: Dissection, _ buffer: Int = 0) -> [String] { d.buffers[buffer].notes.map { $0.field.id.string } }
  private func see(_ octets: [UInt8], _ link: LinkType = .ppp) -> Dissection {
    var w = ObserverTests.Watcher()
    return w.see(octets, link)
  }

  @Test(arguments: [LinkType.ppp, .pppSerial]) func aFrameBetweenFlags(_ link: LinkType) {
    let d = see(Self.line(Self.lcp(1, 9), accm: 0), link)
    #expect(d.proto == "LCP" && d.summary == "Configure-Request id 9, MRU 1400, Magic-Number 0x127e7d11" && d.problems.isEmpty)
    // With nothing but flag and escape escaped: ff … 12, 7d5e, 7d5d, 11 and the FCS.
    #expect(ids(d) == ["hdlc.flag", "hdlc.octets", "hdlc.escaped", "hdlc.escaped", "hdlc.octets", "hdlc.flag"])
    #expect(d.buffers[0].notes[2].range == 16..<18 && d.buffers[0].notes[2].meaning == "stands for 0x7e")
    #expect(d.buffers[0].notes.map(\.opens) == [-1, 1, 1, 1, 1, -1])
    #expect(d.buffers[1].source == .hdlc && d.buffers[1].origins == [.init(frame: 1, buffer: 0, range: 1..<23)])
    #expect(d.buffers[1].octets.dropLast(2) == Self.lcp(1, 9)[...])
    let fcs = d.buffers[1].notes.last
    #expect(fcs?.field.id.string == "hdlc.fcs" && fcs?.range == 18..<20 && fcs?.meaning == "correct")
  }

  @Test func everySpelling() {
    for accm in [0, ~0, 0x000a_0000] as [UInt32] {
      let d = see(Self.line(Self.lcp(1, 9), accm: accm, check: .fcs32))
      #expect(
        d.proto == "LCP" && d.problems.isEmpty && d.buffers[1].notes.last?.meaning == "FCS-32, correct"
          && d.buffers[1].notes.last?.range.count == 4)
    }
    // XON and XOFF that a modem put in belong to no frame; others that stand bare do.
    var noisy = Self.line(Self.lcp(1, 9), accm: 0x000a_0000)
    noisy.insert(0x11, at: 6)
    let d = see(noisy)
    #expect(d.proto == "LCP" && d.problems.isEmpty)
    #expect(d.buffers[0].notes.filter { $0.field.id.equals("hdlc.inserted") }.map(\.range) == [6..<7])
    // The flag before the next frame ends this one; the check shows that it is whole.
    #expect(see(Self.line(Self.lcp(1, 9)).dropLast()).proto == "LCP")
    // Cisco's framing has flags as well.
    #expect(ids(see(Self.line([0x8f, 0, 0x80, 0x35, 0, 0, 0, 2])), 1).first == "chdlc")
  }

  @Test func severalFramesInOneRecord() {
    let d = see([0x7e] + Self.line(Self.lcp(1, 9)) + Self.line(Self.lcp(2, 8)))
    #expect(d.proto == "LCP" && d.problems.isEmpty && d.buffers.map(\.source) == [.wire, .hdlc, .hdlc])
    #expect(
      d.summary == "Configure-Request id 9, MRU 1400, Magic-Number 0x127e7d11; LCP Configure-Ack id 8, MRU 1400, Magic-Number 0x127e7d11")
    #expect(d.buffers[0].notes.filter { $0.field.id.equals("hdlc.flag") }.map(\.range.count) == [2, 2, 1])
    #expect(see([0x7e, 0x7e, 0x7e]).summary == "only flags")
  }

  @Test func aFrameInSeveralRecords() {
    let line = Self.line(Self.lcp(1, 9))
    var w = ObserverTests.Watcher()
    let first = w.see(Array(line[..<4]), .ppp)
    let second = w.see(Array(line[4..<9]), .ppp)
    #expect(ids(first) == ["hdlc.flag", "hdlc.part"] && ids(second) == ["hdlc.part"] && first.summary == "part of a frame, 3 octets")
    #expect(w.observer.unfinished() == ["the PPP frame that frame 1 began has no end: 8 octets without a closing flag"])
    let last = w.see(Array(line[9...]) + Self.line(Self.lcp(1, 10)).dropFirst(), .ppp)
    #expect(last.proto == "LCP" && last.problems.isEmpty && last.summary.contains("id 9") && last.summary.contains("id 10"))
    #expect(
      last.buffers[1].origins.map(\.frame) == [1, 2, 3] && last.buffers[1].origins.map(\.range) == [1..<4, 0..<5, 0..<line.count - 10])
    #expect(last.buffers[0].notes[0].opens == 1 && last.buffers[0].notes[0].inFrame == 3)
    #expect(w.observer.unfinished().isEmpty)
    // The flag alone may come later, after parts of which none ended the frame.
    _ = [0..<5, 5..<20, 20..<line.count - 1].map { w.see(Array(line[$0]), .ppp) }
    let late = w.see([0x7e], .ppp)
    #expect(
      late.summary.hasPrefix("Configure-Request id 9") && late.problems.isEmpty && late.buffers[0].notes.map(\.opens) == [1]
        && late.buffers[1].origins.map(\.frame) == [4, 5, 6])
    // What goes on with a flag was no frame, and Address and Control in clear begin another.
    _ = w.see(Array(line[..<9]), .ppp)
    #expect(w.see(Self.lcp(1, 11), .ppp).summary.hasPrefix("Configure-Request id 11"))
    let broken = w.see(line, .ppp)
    #expect(
      broken.problems.map(\.text) == ["the frame that frame 8 began breaks off behind 8 octets: its check is wrong"]
        && broken.problems[0].range == 0..<1)
    #expect(broken.proto == "LCP")
  }

  @Test func whatIsWrongIsNamed() {
    var line = Self.line(Self.lcp(1, 9))
    line[11] ^= 1
    let d = see(line)
    #expect(
      d.problems.first?.field == "hdlc.fcs" && d.problems.first?.buffer == 1 && d.problems.first?.range == 18..<20
        && d.problems.first?.ref == "RFC 1662 §3.1")
    #expect(
      d.problems.first?.text.hasPrefix("the Frame Check Sequence is ") == true
        && d.problems.first?.text.hasSuffix("the receiver drops the frame") == true)
    #expect(d.summary == "frame of 20 octets, its check is wrong" && ids(d, 1).contains("lcp.code"))
    let aborted = see(Self.line(Self.lcp(1, 9)).dropLast() + [0x7d, 0x7e])
    #expect(
      aborted.problems.map(\.field) == ["hdlc.abort"] && ids(aborted).suffix(2) == ["hdlc.abort", "hdlc.flag"]
        && aborted.summary == "frame given up by its sender")
    let short = see([0x7e, 0xff, 3, 0xc0, 0x7e])
    #expect(short.problems.map(\.text) == ["the frame is shorter than four octets"] && short.problems[0].range == 1..<4)
  }

  /// A frame that its receiver drops changes nothing in what follows.
  @Test func aWrongFrameHasNoEffect() {
    var good = ObserverTests.Watcher()
    var bad = ObserverTests.Watcher()
    let request: [UInt8] = [0xff, 3, 0xc0, 0x21, 1, 1, 0, 9, 3, 5, 0xc2, 0x23, 0x81]
    _ = good.see(Self.line(request), .ppp)
    var damaged = Self.line(request)
    damaged[6] ^= 0x40
    _ = bad.see(damaged, .ppp)
    #expect(good.observer.links.all.first?.sides[0].lcp.demands != nil)
    #expect(bad.observer.links.all.first?.sides[0].lcp.demands == nil)
  }

  /// Without a flag in front nothing is undone, on any link type; neither inside PPPoE.
  @Test func otherRecordsStayAsTheyAre() {
    for link in [LinkType.ppp, .pppSerial] {
      let d = see(Self.lcp(1, 9), link)
      #expect(d.proto == "LCP" && d.buffers.count == 1 && ids(d).first == "ppp")
    }
    #expect(!ids(see(Self.line(Self.lcp(1, 9)), .pppEther)).contains("hdlc.flag"))
    // The direction octet of link type 204 keeps the two directions of a line apart.
    var w = ObserverTests.Watcher()
    let line = Self.line(Self.lcp(1, 9))
    _ = w.see([0] + line[..<9], .pppWithDirection)
    #expect(w.see([1] + line, .pppWithDirection).problems.isEmpty)
    #expect(w.see([0] + line[9...], .pppWithDirection).summary.hasPrefix("Configure-Request id 9"))
  }

  @Test func nothingTrapsAndEveryOctetIsExplained() {
    var dice = Dice(seed: 5)
    var w = ObserverTests.Watcher()
    for _ in 0..<3000 {
      var octets = dice.octets(Int(dice.below(40)))
      for i in octets.indices where dice.below(4) == 0 { octets[i] = [0x7e, 0x7d, 0x03, 0xff][Int(dice.below(4))] }
      _ = w.see([0x7e] + octets, dice.below(2) == 0 ? .ppp : .pppSerial)
      _ = w.see(octets, .ppp)
    }
    // What never ends is not kept.
    for _ in 0..<20 { _ = w.see([UInt8](repeating: 0x41, count: 10_000), .ppp) }
    #expect(w.observer.line.cut.allSatisfy { $0.octets.count <= CutFrame.most })
  }
}
