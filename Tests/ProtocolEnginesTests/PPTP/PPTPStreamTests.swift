import Testing

@testable import ProtocolEngines

@Suite struct PPTPStreams {
  static let messages: [PPTPMessage] = PPTPLayouts.bodies.map { PPTPMessage($0) }

  @Test func anyCutGivesTheSameMessages() {
    let octets = Self.messages.flatMap { $0.encoded() }
    var dice = Dice(seed: 7)
    for round in 0..<60 {
      var s = PPTPStream()
      var out: [PPTPMessage] = []
      var at = 0
      while at < octets.count {
        let n = round == 0 ? 1 : round == 1 ? octets.count : 1 + Int(dice.below(300))
        s.append(Array(octets[at..<min(at + n, octets.count)]))
        at += n
        while let m = s.next() { out.append(m) }
        #expect(s.waiting <= PPTPFraming.longest)
      }
      #expect(out == Self.messages && s.fault == nil && s.waiting == 0 && s.consumed == octets.count)
    }
  }

  @Test func wrongCookieIsFoundAtTheEighthOctet() {
    var s = PPTPStream()
    s.append(Self.messages[4].encoded())
    #expect(s.next() != nil)
    s.append([0, 16, 0, 1, 0x1a, 0x2b, 0x3c])
    #expect(s.next() == nil && s.fault == nil)
    s.append([0x4e])
    #expect(s.next() == nil)
    #expect(s.fault?.offset == 16 && s.fault?.ref == "RFC 2637 §1.4" && s.fault?.text.contains("0x1a2b3c4e") == true)
    s.append(Self.messages[4].encoded())
    #expect(s.next() == nil && s.waiting == 0)
  }

  @Test(arguments: [(0, 0), (0, 11), (4, 1), (255, 255)]) func impossibleLengthIsFoundAtTheSecondOctet(high: UInt8, low: UInt8) {
    var s = PPTPStream()
    s.append([high])
    #expect(s.next() == nil && s.fault == nil)
    s.append([low])
    #expect(s.next() == nil && s.fault != nil)
  }

  @Test func wrongLengthForTheTypeIsFound() {
    var o = Self.messages[0].encoded()
    o[1] = 155
    var s = PPTPStream()
    s.append(Array(o[..<10]))
    #expect(s.next() == nil && s.fault?.text.contains("156") == true)
  }

  @Test func unknownTypesPass() {
    var s = PPTPStream()
    var m = PPTPMessage(.other([1, 2, 3, 4]))
    m.header.controlType = PPTPControlType(rawValue: 77)
    m = m.sealed()
    s.append(m.encoded())
    #expect(s.next() == m)
  }
}
