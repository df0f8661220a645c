import Glibc
import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// tshark's fields for `octets` as a capture file; nil where tshark is not installed.
func tshark(_ octets: [UInt8], _ arguments: String) -> String? {
  guard access("/usr/bin/tshark", X_OK) == 0 else { return nil }
  var template = Array("/tmp/vpnlab-test-XXXXXX".utf8CString)
  let fd = mkstemp(&template)
  guard fd >= 0 else { return nil }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unlink(path) }
  var at = 0
  while at < octets.count {
    let n = octets[at...].withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
    guard n > 0 else { break }
    at += n
  }
  close(fd)
  return Material.output(of: "/usr/bin/tshark -r \(path) \(arguments) 2>/dev/null").map { String(decoding: $0, as: UTF8.self) }
}

@Suite struct PcapngWriterTests {
  private func sample() -> [UInt8] {
    var w = PcapngWriter(comment: "a section")
    let wire = w.interface(.ethernet, name: "wire", description: "outside")
    let user = w.interface(.rawIP, name: "user")
    w.names([(IPv4Address(10, 0, 0, 1), "client"), (IPv4Address(10, 0, 0, 2), "server")])
    var m = ICMPMessage()
    m.data = Array("abcdefg".utf8)
    let packet = IPv4Header.packet(from: IPv4Address(10, 0, 0, 1), to: IPv4Address(10, 0, 0, 2), .icmp, id: 1, m.sealed())
    let frame = EthernetHeader(destination: MACAddress(2), source: MACAddress(1), type: .ipv4).encoded() + packet
    w.packet(interface: wire, time: Lab.epoch * 1_000_000_000 + 1_500_000_000, frame, direction: .outbound, comment: "step 1: ping")
    w.packet(interface: user, time: Lab.epoch * 1_000_000_000 + 2_000_000_000, packet, comment: "step 2: grüezi")
    return w.octets
  }

  @Test func blocksAreWellFormed() throws {
    let o = sample()
    var at = 0
    var types: [UInt32] = []
    while at < o.count {
      func u32(_ i: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(o[i + $1]) << UInt32(8 * $1) } }
      let length = Int(u32(at + 4))
      try #require(length >= 12 && length % 4 == 0 && at + length <= o.count)
      #expect(u32(at + length - 4) == UInt32(length))
      types.append(u32(at))
      at += length
    }
    #expect(types == [0x0a0d_0d0a, 1, 1, 4, 6, 6])
  }

  @Test func tsharkReadsItBack() throws {
    let fields =
      """
        -N n -T fields -E separator=';' -e frame.interface_name -e frame.time_epoch -e frame.comment -e ip.src_host -e icmp.type -e \
        frame.packet_flags_direction
        """
    guard let text = tshark(sample(), fields) else { return print("tshark is not installed: skipped") }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("wire;1767225601.500000000;step 1: ping;client;8;") == true)
    #expect(lines.last?.hasPrefix("user;1767225602.000000000;step 2: grüezi;client;8;") == true)
  }
}
