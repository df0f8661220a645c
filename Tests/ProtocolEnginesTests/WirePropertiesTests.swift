import Testing

@testable import ProtocolEngines

@Suite struct WirePropertiesOfTheFirstMessages {
  @Test func internet() {
    var udp = UDPHeader()
    udp.sourcePort = 53
    WireProperties.check(udp)
    var tcp = TCPHeader()
    tcp.options = [.mss(1460)]
    WireProperties.check(TCPHeader.self, octets: Array(tcp.segment(from: IPv4Address(10, 0, 0, 1), to: IPv4Address(10, 0, 0, 2), [])))
    WireProperties.check(ICMPMessage())
    WireProperties.check(IPv4Header())
  }
}
