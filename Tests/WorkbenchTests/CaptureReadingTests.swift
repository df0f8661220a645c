import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// Captures put together by hand: every byte order, time unit and block kind, and what is wrong with broken ones.
@Suite struct CaptureReadingTests {
  struct Maker {
    var big: Bool
    var octets: [UInt8] = []
    init(big: Bool) { self.big = big }
    mutating func u16(_ v: UInt16) { octets += big ? [UInt8(v >> 8), UInt8(v & 255)] : [UInt8(v & 255), UInt8(v >> 8)] }
    mutating func u32(_ v: UInt32) {
      let b = (0..<4).map { UInt8(truncatingIfNeeded: v >> UInt32(24 - 8 * $0)) }
      octets += big ? b : b.reversed()
    }
    mutating func u64(_ v: UInt64) {
      let b = (0..<8).map { UInt8(truncatingIfNeeded: v >> UInt64(56 - 8 * $0)) }
      octets += big ? b : b.reversed()
    }
    mutating func block(_ type: UInt32, _ body: (inout Maker) -> Void) {
      var inner = Maker(big: big)
      body(&inner)
      while inner.octets.count % 4 != 0 { inner.octets.append(0) }
      u32(type)
      u32(UInt32(inner.octets.count + 12))
      octets += inner.octets
      u32(UInt32(inner.octets.count + 12))
    }
    mutating func section() {
      block(0x0a0d_0d0a) { m in
        m.u32(0x1a2b_3c4d)
        m.u16(1)
        m.u16(0)
        m.u64(.max)
      }
    }
    mutating func interface(_ link: UInt16, resolution: UInt8? = nil, offset: UInt64? = nil) {
      block(1) { m in
        m.u16(link)
        m.u16(0)
        m.u32(0)
        if let resolution {
          m.u16(9)
          m.u16(1)
          m.octets += [resolution, 0, 0, 0]
        }
        if let offset {
          m.u16(14)
          m.u16(8)
          m.u64(offset)
        }
        if resolution != nil || offset != nil {
          m.u16(0)
          m.u16(0)
        }
      }
    }
    mutating func packet(_ interface: UInt32, _ stamp: UInt64, _ data: [UInt8], wire: Int? = nil) {
      block(6) { m in
        m.u32(interface)
        m.u32(UInt32(stamp >> 32))
        m.u32(UInt32(stamp & 0xffff_ffff))
        m.u32(UInt32(data.count))
        m.u32(UInt32(wire ?? data.count))
        m.octets += data
      }
    }
  }

  func frames(_ octets: [UInt8]) throws -> [CapturedFrame] {
    var reader = try CaptureReader(octets: octets)
    var out: [CapturedFrame] = []
    while let f = try reader.next() { out.append(f) }
    return out
  }

  func failure(_ octets: [UInt8]) -> CaptureError? {
    do throws(CaptureError) {
      var reader = try CaptureReader(octets: octets)
      while try reader.next() != nil {}
      return nil
    } catch { return error }
  }

  func pcap(big: Bool, magic: UInt32, link: UInt32 = 1, fraction: UInt32 = 5) -> [UInt8] {
    var m = Maker(big: big)
    m.u32(magic)
    m.u16(2)
    m.u16(4)
    m.u32(0)
    m.u32(0)
    m.u32(65535)
    m.u32(link)
    for data in [[1, 2, 3], [4, 5, 6, 7]] as [[UInt8]] {
      m.u32(100)
      m.u32(fraction)
      m.u32(UInt32(data.count))
      m.u32(60)
      if magic == 0xa1b2_cd34 {
        m.u32(0)
        m.u32(0)
      }
      m.octets += data
    }
    return m.octets
  }

  @Test func pcapInEveryOrder() throws {
    for big in [true, false] {
      for (magic, time) in [(UInt32(0xa1b2_c3d4), Int64(100_000_005_000)), (0xa1b2_3c4d, 100_000_000_005), (0xa1b2_cd34, 100_000_005_000)] {
        let f = try frames(pcap(big: big, magic: magic))
        #expect(f.map(\.octets) == [[1, 2, 3], [4, 5, 6, 7]])
        #expect(f.map(\.number) == [1, 2] && f[0].time == time && f[0].originalLength == 60 && f[1].link == .ethernet)
      }
    }
  }

  @Test func pcapngSectionsInterfacesAndUnits() throws {
    var octets: [UInt8] = []
    for big in [true, false] {
      var m = Maker(big: big)
      m.section()
      m.interface(1)
      m.interface(9, resolution: 9)
      m.interface(101, resolution: 0x80 | 10, offset: 7)
      m.block(0x0bad) { $0.u32(1) }
      m.packet(0, 1_500_000, [1])
      m.packet(1, 1_500_000_000, [2, 3], wire: 99)
      m.packet(2, 1024 + 512, [4])
      // The old packet block: interface and drop count in sixteen bits.
      m.block(2) { m in
        m.u16(0)
        m.u16(0)
        m.u32(0)
        m.u32(3)
        m.u32(1)
        m.u32(1)
        m.octets += [5]
      }
      m.block(3) { m in
        m.u32(2)
        m.octets += [6, 7]
      }
      octets += m.octets
    }
    let f = try frames(octets)
    #expect(f.count == 10 && f.last?.number == 10)
    for half in [f[0..<5], f[5..<10]] {
      let h = Array(half)
      #expect(h.map(\.octets) == [[1], [2, 3], [4], [5], [6, 7]])
      #expect(h.map(\.time) == [1_500_000_000, 1_500_000_000, 8_500_000_000, 3000, 0])
      #expect(h.map(\.link) == [.ethernet, .ppp, .rawIP, .ethernet, .ethernet])
      #expect(h[1].originalLength == 99)
    }
  }

  @Test func brokenFilesSayWhereAndWhy() {
    let good = pcap(big: true, magic: 0xa1b2_c3d4)
    for cut in 1..<good.count where cut != 24 && cut != 43 {
      let e = failure(Array(good.prefix(cut)))
      #expect(e != nil && e?.offset != nil && e?.ref.isEmpty == false, "cut to \(cut)")
    }
    #expect(
      failure(Array(good.prefix(30)))?.description
        == "octet 24 of the file: a packet record begins with 16 octets, the file ends after 6: it was cut off (pcap §5)")
    #expect(failure([])?.text == "the file is empty")
    #expect(failure([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0])?.description.contains("zcat FILE | vpnlab dissect -") == true)
    #expect(failure(Array("Hello, this is text, no capture".utf8))?.text.contains("neither pcap") == true)
    var huge = good
    huge.replaceSubrange(32..<36, with: [0x7f, 0xff, 0xff, 0xff])
    #expect(failure(huge)?.offset == 32)
    var ng = Maker(big: false)
    ng.section()
    ng.packet(0, 0, [1])
    #expect(failure(ng.octets)?.text.contains("interface 0") == true)
    var tail = Maker(big: false)
    tail.section()
    tail.interface(1)
    tail.octets[tail.octets.count - 4] ^= 4
    #expect(failure(tail.octets)?.text.contains("at its beginning") == true)
  }

  @Test func everyMutantOfACaptureFileIsReadOrRefused() throws {
    var dice = Dice(seed: 11)
    var m = Maker(big: false)
    m.section()
    m.interface(1, resolution: 6, offset: 3)
    for i in 0..<4 { m.packet(0, UInt64(i), [UInt8](repeating: UInt8(i), count: 40)) }
    for original in [m.octets, pcap(big: false, magic: 0xa1b2_3c4d)] {
      for _ in 0..<2000 {
        var o = original
        for _ in 0...Int(dice.below(3)) { o[Int(dice.below(UInt64(o.count)))] = UInt8(truncatingIfNeeded: dice.next()) }
        if dice.chance(perMille: 300) { o = Array(o.prefix(Int(dice.below(UInt64(o.count))))) }
        _ = failure(o)
      }
    }
  }
}

@Suite struct KeyFileTests {
  @Test func everyKindOfLine() throws {
    let ring = try Keyring.parse(
      """
      # accounts
      user vpnuser vpnpass
      user "LAB\\\\Zoë" "two words \\"quoted\\""\r
      psk "pre shared"
      secret tunnelsecret
      mppe 0x1f4 00112233445566778899aabbccddeeff
      mppe 17 00112233445566778899aabbccddeeff
      mppe * ffeeddccbbaa99887766554433221100
      ikev1 ab3e0f1f8bc3be8e 0102
      esp * 10.0.0.1 0x1001 "AES-CBC [RFC3602]" 0x0011 "HMAC-SHA-1-96 [RFC2404]" 0x22
      ab3e0f1f8bc3be8e,0a0b
      "IPv4","*","10.0.0.2","0x00001002","AES-CBC [RFC3602]","0x33","HMAC-SHA-1-96 [RFC2404]","plain"
      """)
    #expect(ring.users == [.init(name: "vpnuser", password: "vpnpass"), .init(name: "LAB\\Zoë", password: "two words \"quoted\"")])
    #expect(ring.psk == ["pre shared"] && ring.secrets == ["tunnelsecret"])
    #expect(ring.mppe.map(\.callID) == [500, 17, nil] && ring.mppe[0].key.count == 16)
    #expect(ring.ikev1.map(\.key) == [[1, 2], [10, 11]])
    #expect(ring.esp.map(\.cipherKey) == [[0, 0x11], [0x33]] && ring.esp[1].authenticationKey == Array("plain".utf8))
  }

  /// A key for all calls opens what the keys of the two calls open.
  @Test func aKeyForAllCallsOpensThem() throws {
    func opened(_ text: String) throws -> Int {
      var reader = try CaptureReader(path: Material.captures + "/pptp-eaptls-mppe128.pcap")
      var observer = Observer(keyring: try Keyring.parse(text))
      var n = 0
      while let f = try reader.next() {
        n += observer.observe(f.octets, link: f.link, time: f.time, number: f.number, wireLength: f.originalLength).buffers.count {
          $0.source == .mppe
        }
      }
      return n
    }
    let exact = try opened("mppe 4119 24ce4cf003d592d336f000fd7d01ae65\nmppe 0 0935c106b639ae371cf96243e45c4141")
    #expect(exact > 10)
    #expect(try opened("mppe * 0935c106b639ae371cf96243e45c4141\nmppe * 24ce4cf003d592d336f000fd7d01ae65") == exact)
    #expect(try opened("mppe * 00112233445566778899aabbccddeeff") == 0)
  }

  @Test(arguments: [
    ("user vpnuser", "line 1: user takes 2 values, here are 1"),
    ("\n\npassword x", "line 3: unknown kind of key \"password\""),
    ("mppe 70000 00", "line 1: the call ID is a number up to 65535"),
    ("mppe 7 0011", "line 1: an MPPE master key has 16 octets, this one 2"),
    ("psk \"open", "line 1: a double quote is not closed"),
    ("ikev1 00 0102", "line 1: an initiator cookie has 8 octets, this one 1"),
    ("\"IPv4\",\"*\"x", "line 1: this looks like"),
  ]) func errorsNameTheLine(_ text: String, _ start: String) {
    do throws(KeyFileError) {
      _ = try Keyring.parse(text)
      Issue.record("\(text) was taken")
    } catch { #expect(error.description.hasPrefix(start), "\(error.description)") }
  }
}
