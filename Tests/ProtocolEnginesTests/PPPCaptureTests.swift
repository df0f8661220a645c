import TestSupport
import Testing

@testable import ProtocolEngines

/// PPP frames out of classic pcap files (Ethernet, IPv4, enhanced GRE), with no more understanding than that takes.
enum CapturedFrames {
  static func fixture(_ name: String) -> [UInt8]? { Material.octets(Material.captures + "/" + name) }
  static func names() -> [String] { Material.names(in: Material.captures).filter { $0.hasSuffix(".pcap") } }

  /// The PPP frames inside enhanced GRE, with the last octet of the sender's IPv4 address.
  static func ppp(_ pcap: [UInt8]) -> [(from: UInt8, frame: [UInt8])] {
    var out: [(UInt8, [UInt8])] = []
    var at = 24
    while at + 16 <= pcap.count {
      let n = Int(pcap[at + 8]) | Int(pcap[at + 9]) << 8
      let frame = Array(pcap[(at + 16)..<min(pcap.count, at + 16 + n)])
      at += 16 + n
      guard frame.count > 34, frame[12] == 8, frame[13] == 0, frame[23] == 47 else { continue }
      let total = Int(frame[16]) << 8 | Int(frame[17])
      let ip = Array(frame[14..<min(frame.count, 14 + total)])
      let gre = Array(ip[(Int(ip[0] & 15) * 4)...])
      guard gre.count >= 8, gre[1] & 7 == 1, gre[0] & 0x10 != 0 else { continue }
      let start = 8 + 4 + (gre[1] & 0x80 != 0 ? 4 : 0)
      let length = Int(gre[4]) << 8 | Int(gre[5])
      guard gre.count >= start + length else { continue }
      out.append((ip[15], Array(gre[start..<(start + length)])))
    }
    return out
  }
}

@Suite struct PPPCaptureTests {
  /// Every frame real daemons sent: parsed, emitted, the same octets; every octet explained, nothing wrong found.
  @Test func everyFrameOfRealPeers() throws {
    let names = CapturedFrames.names()
    try #require(names.count >= 20)
    var counts: [UInt16: Int] = [:]
    for name in names {
      let frames = CapturedFrames.ppp(try #require(CapturedFrames.fixture(name)))
      #expect(!frames.isEmpty, "\(name)")
      for (_, octets) in frames {
        let frame = try PPPFrame(parsing: octets)
        #expect(frame.encoded() == octets)
        #expect(WireProperties.fault(octets, PPPFrame()) == nil)
        counts[frame.header.proto.rawValue, default: 0] += 1
        let fault: String? =
          switch frame.header.proto {
          case .lcp: Self.fault(LCPPacket.self, frame.payload)
          case .ccp: Self.fault(CCPPacket.self, frame.payload)
          case .ipcp: Self.fault(IPCPPacket.self, frame.payload)
          case .ipv6cp: Self.fault(IPV6CPPacket.self, frame.payload)
          default: nil
          }
        #expect(fault == nil, "\(name): \(HexText.string(octets))")
      }
    }
    for p in [PPPProtocol.lcp, .ccp, .ipcp, .ipv6cp, .chap, .pap, .compressed] {
      #expect(counts[p.rawValue, default: 0] > 3, "\(p.shortName)")
    }
    print(
      "frames by protocol:",
      counts.sorted { $0.key < $1.key }.map { "\(PPPProtocol(rawValue: $0.key).shortName) \($0.value)" }.joined(separator: ", "))
  }

  static func fault<M: WireMessage>(_ type: M.Type, _ octets: [UInt8]) -> String? {
    guard WireProperties.parse(octets, M()) != nil else { return "does not parse" }
    let a = M.annotate(octets).annotation
    if let n = a.notes.first(where: { $0.kind == .unexplained || $0.kind == .data }) { return "not explained: \(n.field.id.string)" }
    return WireProperties.fault(octets, M())
  }

  /// The client's side of a capture played to our server up to where random numbers part the ways:
  /// each Configure-Request of pppd is answered as pppd's own server answered it.
  @Test(arguments: ["pptp-noauth-plain", "pptp-mppe128-stateless", "pptp-deflate", "pptp-vj"])
  func answersAsPppdDid(_ name: String) throws {
    let frames = CapturedFrames.ppp(try #require(CapturedFrames.fixture(name + ".pcap")))
    let server = UInt8(2)
    var configs = PPPPair.configs()
    configs.server.auth = name == "pptp-noauth-plain" ? [.none] : [.mschapv2]
    configs.server.mppe = []
    var link = PPPLink(config: configs.server, dice: Dice(seed: 5))
    link.lowerUp(at: Instant())
    while link.poll() != nil {}
    let request = try #require(frames.first { $0.from != server && $0.frame.starts(with: [0xff, 3, 0xc0, 0x21, 1]) }?.frame)
    let answer = try #require(frames.first { $0.from == server && $0.frame.starts(with: [0xff, 3, 0xc0, 0x21, 2]) }?.frame)
    link.receive(request, at: Instant(micros: 5))
    var sent: [[UInt8]] = []
    while let o = link.poll() { if case .transmit(let f) = o { sent.append(f) } }
    #expect(sent == [answer])
  }
}

/// Frames bent, cut, swapped and repeated: nothing traps, nothing grows, nothing goes on for ever.
@Suite struct PPPHostileTests {
  @Test func mutatedFramesBothWays() {
    var ends: [String: Int] = [:]
    for seed in 0..<400 as Range<UInt64> {
      var dice = Dice(seed: seed)
      var p = PPPPair(seed: seed) { c, s in
        if seed % 2 == 0 { PPPLinkTests.plain(&c, &s) }
        c.echoInterval = .seconds(20)
      }
      p.up()
      for _ in 0..<250 {
        if !p.wire.isEmpty {
          switch dice.below(12) {
          case 0: p.wire[0].frame = WireProperties.mutate(p.wire[0].frame, &dice)
          case 1: p.wire.append(p.wire[0])
          case 2: p.wire.removeFirst()
          case 3: p.wire.swapAt(0, p.wire.count - 1)
          case 4: p.wire[0].toServer.toggle()
          default: break
          }
        }
        let before = p.log.count
        guard p.step() else { break }
        #expect(p.log.count - before <= 12, "one event sends a handful of frames at most")
        #expect(p.wire.count < 400)
        if p.client.encryptionRequired, p.client.ipcpOpened { #expect(p.client.encrypting || !p.client.ccpOpened) }
      }
      ends["\(p.client.phase) \(p.server.phase)", default: 0] += 1
    }
    print("ends:", ends.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
  }

  /// Random octets as frames at every stage.
  @Test func noise() {
    var dice = Dice(seed: 9)
    var p = PPPPair { PPPLinkTests.plain(&$0, &$1) }
    p.run()
    let heads: [[UInt8]] = [
      [0xff, 3, 0xc0, 0x21], [0x80, 0x21], [0x80, 0xfd], [0x80, 0x57], [0xfd], [0x21], [0xc2, 0x23], [0xc0, 0x23], [],
    ]
    for _ in 0..<20_000 {
      let head = heads[Int(dice.below(UInt64(heads.count)))]
      var body = dice.octets(Int(dice.below(40)))
      if body.count > 4, dice.below(2) == 0 {
        body[0] = UInt8(dice.below(16))
        body[2] = 0
        body[3] = UInt8(body.count)
      }
      p.server.receive(head + body, at: p.now)
      while p.server.poll() != nil {}
    }
  }
}
