import Testing

@testable import ProtocolEngines

@Suite struct PPPLayoutTests {
  static func lcp(_ options: [LCPOption]) -> LCPPacket { LCPPacket(.configureRequest, id: 7, options).sealed() }

  /// Every option the LCP RFCs define, with a value of each shape.
  static let lcpOptions: [[UInt8]] = [
    [1, 4, 5, 0x78], [2, 6, 0, 0, 0, 0], [3, 4, 0xc0, 0x23], [3, 5, 0xc2, 0x23, 0x81], [3, 5, 0xc2, 0x23, 5], [3, 4, 0xc2, 0x27],
    [3, 6, 0xc2, 0x23, 5, 9],
    [4, 4, 0xc0, 0x25], [4, 8, 0xc0, 0x25, 0, 0, 3, 0xe8], [5, 6, 1, 2, 3, 4], [7, 2], [8, 2], [9, 3, 6], [10, 3, 4], [11, 4, 8, 3],
    [12, 4, 1, 2],
    [13, 3, 6], [13, 6, 3, 0x34, 0x39, 0x31], [14, 4, 0, 60], [15, 2], [16, 2], [17, 4, 6, 0x4e], [18, 2], [19, 3, 0],
    [19, 9, 3, 0, 1, 2, 3, 4, 5],
    [23, 4, 0, 1], [0, 6, 0, 0, 0x0c, 1], [0, 8, 0, 0, 0x0c, 1, 9, 9], [77, 4, 1, 2], [1, 2], [1, 6, 0, 0, 0, 0], [5, 4, 1, 2], [7, 3, 1],
  ]
  static let ccpOptions: [[UInt8]] = [
    [18, 6, 1, 0, 0, 0x40], [18, 6, 1, 0, 0, 0xe1], [18, 4, 1, 0], [21, 3, 0x2f], [24, 4, 0x78, 0], [26, 4, 0x78, 0], [1, 2], [2, 2],
    [17, 5, 0, 1, 4],
    [17, 6, 0, 1, 4, 9], [23, 6, 0, 1, 4, 1], [0, 6, 0, 0x80, 0x5f, 3], [0, 8, 0, 0x80, 0x5f, 3, 1, 2], [200, 3, 9],
  ]
  static let ipcpOptions: [[UInt8]] = [
    [3, 6, 10, 0, 0, 1], [1, 10, 10, 0, 0, 1, 10, 0, 0, 2], [2, 6, 0, 0x2d, 15, 1], [2, 4, 0, 0x37],
    [2, 14, 0, 0x61, 0, 16, 0, 16, 1, 0, 0, 5, 0, 168],
    [4, 6, 10, 1, 1, 1], [129, 6, 0, 0, 0, 0], [130, 6, 0, 0, 0, 0], [131, 6, 1, 2, 3, 4], [132, 6, 0, 0, 0, 0], [3, 4, 1, 2],
    [99, 5, 1, 2, 3],
  ]
  static let ipv6cpOptions: [[UInt8]] = [
    [1, 10, 2, 0, 0, 0xff, 0xfe, 0, 0, 1], [1, 4, 1, 2], [2, 4, 0, 0x61], [2, 6, 0, 0x61, 1, 2], [9, 2],
  ]

  static func packet(_ code: UInt8, _ body: [UInt8], padding: [UInt8] = []) -> [UInt8] {
    [code, 5, UInt8((body.count + 4) >> 8), UInt8((body.count + 4) & 255)] + body + padding
  }

  @Test func optionsOfLCP() {
    for o in Self.lcpOptions { WireProperties.check(LCPPacket.self, octets: Self.packet(1, o), mutants: 120) }
    WireProperties.check(LCPPacket.self, octets: Self.packet(1, Self.lcpOptions.flatMap { $0 }), mutants: 1500)
  }
  @Test func optionsOfCCP() {
    for o in Self.ccpOptions { WireProperties.check(CCPPacket.self, octets: Self.packet(1, o), mutants: 120) }
    WireProperties.check(CCPPacket.self, octets: Self.packet(2, Self.ccpOptions.flatMap { $0 }), mutants: 800)
  }
  @Test func optionsOfIPCPAndIPV6CP() {
    for o in Self.ipcpOptions { WireProperties.check(IPCPPacket.self, octets: Self.packet(3, o), mutants: 120) }
    for o in Self.ipv6cpOptions { WireProperties.check(IPV6CPPacket.self, octets: Self.packet(4, o), mutants: 120) }
    WireProperties.check(IPCPPacket.self, octets: Self.packet(1, Self.ipcpOptions.flatMap { $0 }), mutants: 800)
    WireProperties.check(IPV6CPPacket.self, octets: Self.packet(1, Self.ipv6cpOptions.flatMap { $0 }), mutants: 400)
  }

  @Test func everyCode() {
    let magic: [UInt8] = [1, 2, 3, 4]
    for (code, body) in [
      (0, magic + [0, 0, 0x0c, 1, 9]), (1, []), (5, Array("User request".utf8)), (6, []), (7, [99, 1, 0, 6, 1, 2]), (7, [99, 1]),
      (8, [0x80, 0x57, 1, 1, 0, 4]),
      (9, magic), (10, magic + [7, 7]), (11, magic + [0]), (12, magic + Array("MSRASV5.20".utf8)),
      (13, magic + [0, 0, 0, 60] + Array("bye".utf8)), (14, []), (15, [1]), (200, [1, 2]),
    ] as [(UInt8, [UInt8])] {
      WireProperties.check(LCPPacket.self, octets: Self.packet(code, body))
      WireProperties.check(LCPPacket.self, octets: Self.packet(code, body, padding: [0, 0, 0]))
      if code != 0, code < 8 || code > 13 { WireProperties.check(CCPPacket.self, octets: Self.packet(code, body)) }
    }
  }

  /// A length that reaches behind the end, or is below four, is a fault; the octets stay covered.
  @Test func badLengths() {
    for octets: [UInt8] in [
      [1, 1, 0, 3], [1, 1, 0, 0], [1, 1, 0, 9, 1, 4, 5], [1, 1, 0, 8, 1, 1, 5, 0x78], [1, 1, 0, 8, 1, 5, 5, 0x78], [1, 1, 0, 6, 1, 0], [1],
      [],
    ] {
      #expect(WireProperties.fault(octets, LCPPacket()) == nil, "\(octets)")
      #expect(WireProperties.parse(octets, LCPPacket()) == nil, "\(octets)")
    }
  }

  /// The four spellings of a frame's head, and the odd ones.
  @Test func heads() {
    for octets: [UInt8] in [
      [0xff, 3, 0xc0, 0x21, 1], [0xff, 3, 0, 0x21, 1], [0xff, 3, 0x21, 1], [0, 0x21, 1], [0x21, 1], [0xfd, 0x90], [0xff, 4, 1],
      [0x80, 0x22, 1], [0xff, 3, 0xff, 3],
    ] {
      WireProperties.check(PPPFrame.self, octets: octets, mutants: 200)
      let f = WireProperties.parse(octets, PPPFrame())!
      let quick = PPPFrame.open(octets)
      #expect(quick?.proto == f.header.proto && quick.map { Array(octets[$0.start...]) } == f.payload)
    }
    #expect(PPPFrame.octets(.lcp, [1], pfc: true, acfc: true) == [0xff, 3, 0xc0, 0x21, 1])
    #expect(PPPFrame.octets(.ipv4, [1], pfc: true, acfc: true) == [0x21, 1])
    #expect(PPPFrame.octets(.ipv4, [1], pfc: false, acfc: true) == [0, 0x21, 1])
    #expect(PPPFrame.octets(.ipcp, [1], pfc: true, acfc: false) == [0xff, 3, 0x80, 0x21, 1])
    #expect(PPPFrame.open([0xff, 3]) == nil && PPPFrame.open([]) == nil && PPPFrame.open([0]) == nil)
  }

  /// RFC 1661 §5: the example of a whole Configure-Request, field by field.
  @Test func fieldsOfARequest() throws {
    let octets = Self.packet(1, [1, 4, 5, 0x78, 3, 5, 0xc2, 0x23, 0x81])
    let a = LCPPacket.annotate(octets).annotation
    #expect(a.problems.isEmpty)
    let leaves = a.notes.filter(\.tiles).map { $0.field.id.string }
    #expect(
      leaves == [
        "lcp.code", "lcp.id", "lcp.length", "lcp.opt.type", "lcp.opt.length", "lcp.opt.mru", "lcp.opt.type", "lcp.opt.length",
        "lcp.opt.auth", "lcp.opt.algorithm",
      ])
    let p = try LCPPacket(parsing: octets)
    #expect(p.summary == "Configure-Request id 5, MRU 1400, auth CHAP MS-CHAPv2")
    #expect(p.options == [.mru(1400), .auth(.chap, algorithm: .mschapv2)])
  }
}

@Suite struct PPPFramingTests {
  static let frame: [UInt8] = [0xff, 0x03, 0xc0, 0x21, 1, 1, 0, 8, 1, 4, 5, 0x78]

  /// RFC 1662 §C.2, §C.3: a frame with its FCS gives the magic remainder, and CRC-16/X.25 and CRC-32 of "123456789" are the published ones.
  @Test func checkSequences() {
    let digits = Array("123456789".utf8)
    #expect(~FCS.run16(digits) == 0x906e)
    #expect(~FCS.run32(digits) == 0xcbf4_3926)
    #expect(FCS.isGood16(Self.frame + FCS.octets16(Self.frame)))
    #expect(FCS.isGood32(Self.frame + FCS.octets32(Self.frame)))
    for i in 0..<(8 * (Self.frame.count + 2)) {
      var broken = Self.frame + FCS.octets16(Self.frame)
      broken[i / 8] ^= 1 << UInt8(i % 8)
      #expect(!FCS.isGood16(broken))
    }
  }

  /// RFC 1662 §4.2: "0x7e is encoded as 0x7d, 0x5e … 0x7d as 0x7d, 0x5d … 0x03 (ETX) as 0x7d, 0x23".
  @Test func escapes() {
    #expect(HDLCFraming.wrap([0x7e, 0x7d, 0x03, 0x41], accm: ~0, check: .none) == [0x7e, 0x7d, 0x5e, 0x7d, 0x5d, 0x7d, 0x23, 0x41, 0x7e])
    #expect(HDLCFraming.wrap([0x03, 0x11, 0x13], accm: 0x000a_0000, check: .none) == [0x7e, 0x03, 0x7d, 0x31, 0x7d, 0x33, 0x7e])
    #expect(HDLCFraming.unescape([0x7d, 0x5e, 0x41]) == .success([0x7e, 0x41]))
    #expect(HDLCFraming.unescape([0x41, 0x11, 0x42], accm: ~0) == .success([0x41, 0x42]))
    #expect(HDLCFraming.unescape([0x41, 0x7d]) == .failure(.aborted))
  }

  @Test func bothWays() {
    var dice = Dice(seed: 11)
    for n in 4..<200 {
      let frame = dice.octets(n)
      let accm = dice.uint32()
      for check in [HDLCFraming.Check.fcs16, .fcs32] {
        let line = HDLCFraming.wrap(frame, accm: accm, check: check)
        #expect(HDLCFraming.frames(in: line, accm: accm, check: check) == [.success(frame)])
        var broken = line
        broken[1 + Int(dice.below(UInt64(line.count - 2)))] ^= 0x01
        #expect(HDLCFraming.frames(in: broken, accm: accm, check: check) != [.success(frame)])
      }
    }
    #expect(HDLCFraming.frames(in: [0x7e, 0x7e, 1, 2, 0x7e]) == [.failure(.short)])
  }
}
