import ProtocolEngines
import Testing

@testable import Workbench

/// The lab's captures in another program's eyes.
@Suite struct LabExportTests {
  static let scenarios: [[String]] = [
    [], ["mppe-mode=stateful"], ["mppe=40"], ["auth=mschap"], ["auth=chap"], ["auth=pap"], ["auth=none"], ["call=incoming"], ["start=both"],
    ["start=server"],
    ["client.password=wrong"], ["rogue=on"], ["client.mppe=off"], ["auth=pap", "mppe=128"], ["expired=on", "new-password=better"],
    ["mtu=576", "ipv6=off"],
  ]
  static let faulty =
    """
      -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -Y '_ws.malformed || _ws.expert.severity>=error || \
      ip.checksum.status==0 || tcp.checksum.status==0 || udp.checksum.status==0'
      """

  static func play(_ words: [String], _ commands: [String] = []) throws -> Lab {
    var lab = Lab(settings: try LabSettings.parse(words).get())
    for c in commands { try lab.perform(c) }
    try lab.run("tunnel.up")
    if lab.holds(.tunnelUp) {
      for _ in 0..<3 { _ = lab.ping() }
      _ = lab.ping(from: "server")
      _ = lab.ping(to: "ipv6")
      try lab.perform("send udp hello")
      lab.run()
      for t in [
        "tell client echo", "tell server lcp-echo", "tell client identify text=lab", "tell server wan-error crc=3",
        "tell client set-link-info accm=0", "tell client rekey",
      ] {
        try lab.perform(t)
        lab.run()
      }
      try lab.perform("hangup")
    }
    lab.run()
    return lab
  }

  @Test(arguments: scenarios) func nothingIsMalformed(_ words: [String]) throws {
    let lab = try Self.play(words)
    guard let text = tshark(lab.pcapng(), Self.faulty) else { return print("tshark is not installed: skipped") }
    #expect(text.isEmpty, "\(words): \(text)")
  }

  @Test func aBrokenChecksumIsSeen() throws {
    for fault in ["corrupt next at 60 xor 0x01 if pptp", "corrupt next at 24 xor 0x10 if gre"] {
      let lab = try Self.play([], [fault])
      guard let text = tshark(lab.pcapng(), Self.faulty) else { return print("tshark is not installed: skipped") }
      #expect(!text.isEmpty, "\(fault)")
    }
  }

  @Test func threeInterfacesWithCommentsAndNames() throws {
    let lab = try Self.play([])
    guard
      let text = tshark(
        lab.pcapng(),
        """
          -N n -T fields -E separator=';' -E occurrence=f -e frame.interface_name -e _ws.col.Protocol -e frame.comment -e ip.src_host -e \
          frame.packet_flags_direction
          """
      )
    else {
      return print("tshark is not installed: skipped")
    }
    let lines = text.split(separator: "\n").map(String.init)
    let frames = lab.records.reduce(0) { $0 + $1.frames.count }
    #expect(lines.filter { $0.hasPrefix("wire;") }.count == frames)
    #expect(lines.contains { $0.hasPrefix("ppp;PPP LCP;") } && lines.contains { $0.hasPrefix("ppp;PPP IPCP;") })
    // Three pings of the client's and its answer to the server's.
    #expect(lines.filter { $0.hasPrefix("user;ICMP;") && ($0.contains(";192.168.77.10;") || $0.contains(";client-inside;")) }.count >= 4)
    #expect(lines.contains { $0.hasPrefix("user;ICMPv6;") })
    #expect(lines.contains { $0.hasPrefix("user;ECHO;") || $0.hasPrefix("user;UDP;") })
    #expect(lines.allSatisfy { $0.contains("step ") })
    #expect(lines.contains { $0.contains(";client;") } && lines.contains { $0.contains(";server;") })
  }

  /// Comments point at packets by their numbers in the file: of a decrypted packet, the frame on the wire that carried it.
  @Test func commentsPointAtTheRightPackets() throws {
    let lab = try Self.play([], ["dup next if gre", "drop next if lcp"])
    let packets = Self.packets(lab.pcapng())
    var wire: [Int: Int] = [:]
    var pointing = 0
    for (i, p) in packets.enumerated() {
      let step = try #require(p.comment.firstMatch(of: /^step (\d+):/).flatMap { Int($0.1) }, "\(p.comment)")
      if p.interface == 0 {
        wire[i + 1] = step
        continue
      }
      let frame = try #require(
        p.comment.firstMatch(of: /^step \d+: (?:PPP|user's packet) of frame (\d+)(?:, decrypted)?$/).flatMap { Int($0.1) }, "\(p.comment)")
      #expect(wire[frame] == step && frame == wire.keys.max(), "packet \(i + 1): \(p.comment)")
      pointing += 1
    }
    #expect(pointing > 40 && wire.count == lab.records.reduce(0) { $0 + $1.frames.count })
  }

  /// Interface and comment of every packet block of a little-endian pcapng.
  static func packets(_ o: [UInt8]) -> [(interface: Int, comment: String)] {
    func number(_ at: Int, _ n: Int) -> Int { (0..<n).reduce(0) { $0 | Int(o[at + $1]) << (8 * $1) } }
    var out: [(Int, String)] = []
    var at = 0
    while at + 12 <= o.count {
      let length = number(at + 4, 4)
      if number(at, 4) == 6 {
        var option = at + 28 + (number(at + 20, 4) + 3) / 4 * 4
        var comment = ""
        while option + 4 <= at + length - 4, number(option, 2) != 0 {
          let n = number(option + 2, 2)
          if number(option, 2) == 1 { comment = String(decoding: o[option + 4..<option + 4 + n], as: UTF8.self) }
          option += 4 + (n + 3) / 4 * 4
        }
        out.append((number(at + 8, 4), comment))
      }
      at += length
    }
    return out
  }
}
