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
