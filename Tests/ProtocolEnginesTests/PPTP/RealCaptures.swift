import TestSupport

/// The PPTP captures of real peers as IPv4 packets, read by the few lines that classic pcap of Ethernet needs.
enum RealCaptures {
  static var names: [String] {
    Material.names(in: Material.captures).filter { $0.hasSuffix(".pcap") && ($0.hasPrefix("pptp-") || $0.hasPrefix("fail-pptp-")) }
  }

  static var all: [[[UInt8]]] { names.map { packets(Material.octets(Material.captures + "/" + $0) ?? []) } }

  private static func packets(_ file: [UInt8]) -> [[UInt8]] {
    var left = file[...]
    func read(_ n: Int) -> [UInt8]? {
      guard left.count >= n else { return nil }
      defer { left = left.dropFirst(n) }
      return Array(left.prefix(n))
    }
    guard let head = read(24), head[0] == 0xd4 else { return [] }
    var out: [[UInt8]] = []
    while let h = read(16), let frame = read(Int(h[8]) | Int(h[9]) << 8) {
      if frame.count > 34, frame[12] == 8, frame[13] == 0 { out.append(Array(frame[14...])) }
    }
    return out
  }
}
