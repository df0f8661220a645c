import Testing

@testable import ProtocolEngines

@Test func ipv4HeaderThreeFaces() throws {
  let octets = IPv4Header.packet(from: IPv4Address(10, 0, 0, 1), to: IPv4Address(10, 0, 0, 2), .icmp, id: 7, [1, 2, 3])
  let (h, used) = try IPv4Header.prefix(of: octets)
  #expect(used == 20 && h.totalLength == 23)
  #expect(h.encoded() == Array(octets[..<20]))
  let a = IPv4Header.annotate(octets).annotation
  #expect(a.problems.count == 1)
  #expect(a.notes.filter(\.tiles).map(\.range).reduce(0) { $1.lowerBound == $0 ? $1.upperBound : -1 } == 23)
  #expect(a.notes.first { $0.field.id.equals("ip.ttl") }?.value == 64)
}

@Test func checksumOfRFC1071() {
  #expect(InternetChecksum.compute([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]) == ~0xddf2)
}

@Test func fieldTextSurvives() {
  let f = Field("gre.flags.c", "C", "RFC 2784 §2.1")
  #expect(f.id.string == "gre.flags.c" && f.name.string == "C" && f.about.isEmpty)
  #expect(f.id.equals("gre.flags.c") && !f.id.equals("gre.flags.k") && f.id.hasSuffix(".c"))
  #expect(MemoryLayout<FieldNote>.stride <= 96)
}

@Test func addressesAsText() {
  #expect(IPv4Address(192, 168, 0, 255).description == "192.168.0.255")
  #expect(IPv4Address("10.0.0.1") == IPv4Address(10, 0, 0, 1) && IPv4Address("10.0.0.256") == nil)
  #expect(MACAddress(0x0200_00ab_cdef).description == "02:00:00:ab:cd:ef")
  #expect(IPv6Address.linkLocal(1).description == "fe80::1")
  #expect(IPv6Address(high: 0x2001_0db8_0000_0000, low: 0x0000_0001_0000_0000).description == "2001:db8::1:0:0")
}

@Test func headersByHandAndByVisitAgree() {
  let frames = HeaderBench.frames(64)
  let visited = HeaderBench.visit(frames, rounds: 1)
  let byHand = HeaderBench.hand(frames, rounds: 1)
  #expect(visited == byHand && visited.headers == 192)
}
