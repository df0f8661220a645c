import TestSupport
import Testing

@testable import ProtocolEngines

private func hex(_ s: String) -> [UInt8] { HexText.octets(s)! }
private func eap(_ code: UInt8, _ body: [UInt8]) -> [UInt8] {
  [code, 9, UInt8((body.count + 4) >> 8), UInt8((body.count + 4) & 255)] + body
}

@Suite struct EAPLayoutTests {
  @Test func methods() {
    let ms: [UInt8] = [UInt8](repeating: 1, count: 16) + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 2, count: 24) + [0]
    for (code, body) in [
      (3, []), (4, []), (1, [1]), (2, [1] + Array("vpnuser".utf8)), (1, [2] + Array("hello".utf8)), (2, [3, 13, 26]), (2, [3]),
      (1, [4, 4, 1, 2, 3, 4, 0x73]),
      (1, [5, 0x78]), (1, [6]), (1, [13, 0x20]), (2, [13, 0]), (2, [13]), (1, [13, 0xc0, 0, 0, 1, 0, 9, 9, 9]), (1, [25, 0x21]),
      (1, [18, 1, 2, 3]), (3, [7]), (7, [1]),
      (1, [254, 0, 1, 0x37, 0, 0, 0, 9, 1]), (1, [26, 1, 9, 0, 25, 16] + [UInt8](repeating: 1, count: 16) + Array("srv".utf8)),
      (2, [26, 2, 9, 0, 54, 49] + ms + Array("u".utf8)),
      (1, [26, 3, 9, 0, 46] + Array("S=407A5589115FD0D6209F510FE9C04566932CDA56 M=ok".utf8)), (2, [26, 3]),
      (1, [26, 4, 1, 0, 9] + Array("E=691 R=0".utf8)), (2, [26, 4]),
      (2, [26, 7, 1, 2, 0x4a] + [UInt8](repeating: 3, count: 582)), (1, [26, 9, 1, 0, 6, 1]),
      (1, [13, 0, 21, 3, 3, 0, 2, 2, 48]), (2, [13, 0, 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 5, 9, 9, 9, 9, 9]), (2, [13, 0, 23, 3, 3, 0, 1, 7]),
    ] as [(UInt8, [UInt8])] {
      WireProperties.check(EAPPacket.self, octets: eap(code, body), mutants: 150)
      WireProperties.check(EAPPacket.self, octets: eap(code, body) + [0, 0], mutants: 20)
    }
  }

  @Test func handshakes() {
    func message(_ t: UInt8, _ body: [UInt8]) -> [UInt8] { [t, 0, UInt8(body.count >> 8), UInt8(body.count & 255)] + body }
    func record(_ o: [UInt8]) -> [UInt8] { [22, 3, 1, UInt8(o.count >> 8), UInt8(o.count & 255)] + o }
    let random = [UInt8](repeating: 7, count: 32)
    let messages: [[UInt8]] = [
      message(1, [3, 3] + random + [0, 0, 4, 0xc0, 0x2f, 0, 0xff, 1, 0, 0, 18, 0, 10, 0, 4, 0, 2, 0, 29, 0, 23, 0, 0, 0, 13, 0, 2, 0, 0]),
      message(2, [3, 1] + random + [2, 8, 8, 0, 0x35, 0]), message(14, []), message(0, []), message(20, [UInt8](repeating: 1, count: 12)),
      message(12, [3, 0, 29, 2, 5, 5, 4, 1, 0, 2, 6, 6]), message(12, [3, 0, 29, 2, 5, 5, 0, 2, 6, 6]),
      message(12, [0, 1, 23, 0, 1, 2, 0, 1, 9, 8, 4, 0, 1, 1]), message(12, [1, 2]),
      message(13, [2, 1, 64, 0, 2, 4, 1, 0, 6, 0, 4, 0x30, 2, 5, 0]), message(13, [1, 1, 0, 0]), message(15, [4, 1, 0, 1, 3]),
      message(15, [0, 1, 3]),
      message(16, [2, 5, 5]), message(16, [0, 2, 5, 5]), message(16, [9, 9, 9]), message(4, [0, 0, 1, 0, 0, 1, 8]), message(22, [1, 2]),
      message(11, [0, 0, 9, 0, 0, 6, 0x30, 4, 6, 2, 0x55, 4]), message(11, [0, 0, 0]), message(11, [0, 0, 8, 0, 0, 5, 4, 0x82, 0, 1, 7]),
    ]
    for m in messages { WireProperties.check(TLSFlight.self, octets: record(m), mutants: 200) }
    WireProperties.check(TLSFlight.self, octets: messages.flatMap(record), mutants: 300)
    WireProperties.check(TLSFlight.self, octets: record(messages.flatMap { $0 }), mutants: 300)
  }

  @Test func objects() {
    #expect(DERElement.objectName(hex("550403")) == "2.5.4.3 (commonName)")
    #expect(DERElement.objectName(hex("2a864886f70d01010b")) == "1.2.840.113549.1.1.11 (sha256WithRSAEncryption)")
    #expect(DERElement.objectName(hex("2a86")) == nil)
    #expect(DERElement.objectName([UInt8](repeating: 0xff, count: 40) + [1]) == nil)
  }

  /// Deep nesting neither recurses without end nor loses octets.
  @Test func deep() {
    var o: [UInt8] = [5, 0]
    for _ in 0..<60 { o = [0x30, o.count < 128 ? UInt8(o.count) : 0x81] + (o.count < 128 ? [] : [UInt8(o.count)]) + o }
    WireProperties.check(DERElement.self, octets: o, mutants: 200)
  }
}

@Suite struct EAPCaptureTests {
  /// The TLS handshakes of the captures: every octet has a name, fragments put together too.
  @Test(arguments: ["pptp-eaptls-mppe128", "pptp-eaptls-plain", "fail-pptp-eaptls-wrong-ca"]) func handshake(name: String) {
    guard let frames = RealPeers.frames(name) else {
      print("skipped: no shared captures (set VPNLAB_SHARED)")
      return
    }
    var parts = [EAPFragments(), EAPFragments()]
    var types: Set<String> = []
    var seen = 0
    var whole = 0
    var subjects: [String] = []
    for f in frames {
      guard let (proto, start) = PPPFrame.open(f.ppp), proto == .eap else { continue }
      let octets = Array(f.ppp[start...])
      let (packet, a) = EAPPacket.annotate(octets)
      seen += 1
      #expect(a.problems.isEmpty, "\(a.problems)")
      #expect(!a.notes.contains { $0.kind == .unexplained })
      WireProperties.check(EAPPacket.self, octets: octets, mutants: 20)
      var flights = packet.tls.isWhole ? [packet.tls.flight] : []
      if let joined = parts[f.fromServer ? 1 : 0].take(packet) {
        whole += 1
        let (flight, b) = TLSFlight.annotate(joined)
        #expect(b.problems.isEmpty, "\(b.problems.prefix(3))")
        #expect(!b.notes.contains { $0.kind == .unexplained })
        #expect(Tiling.fault(in: b.notes, over: joined) == nil)
        flights.append(flight)
      }
      for r in flights.flatMap(\.records) {
        types.insert(r.summary)
        for h in r.handshake { subjects += h.certificates.compactMap { $0.elements.first?.subject } }
      }
    }
    #expect(seen > 8 && whole >= 1, "\(name): \(seen) packets, \(whole) put together, \(types.sorted()) \(subjects)")
    if name.hasPrefix("fail") { #expect(types.contains("Alert unknown_ca"), "\(types)") }
    #expect(types.contains { $0.contains("Certificate") })
    #expect(!subjects.isEmpty)
  }
}
