import Glibc

/// The PPTP captures of real peers as IPv4 packets, read by the few lines that classic pcap of Ethernet needs.
enum RealCaptures {
  static let folder: String = {
    if let shared = getenv("VPNLAB_SHARED") { return String(cString: shared) + "/captures/real-peers" }
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(root)/../shared/captures/real-peers"
  }()

  static var names: [String] {
    guard let dir = opendir(folder) else { return [] }
    defer { closedir(dir) }
    var out: [String] = []
    while let e = readdir(dir) {
      let name = withUnsafeBytes(of: e.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".pcap"), name.hasPrefix("pptp-") || name.hasPrefix("fail-pptp-") { out.append(name) }
    }
    return out.sorted()
  }

  static var all: [[[UInt8]]] { names.map { packets(folder + "/" + $0) } }

  private static func packets(_ path: String) -> [[UInt8]] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    func read(_ n: Int) -> [UInt8]? {
      var o = [UInt8](repeating: 0, count: n)
      return fread(&o, 1, n, file) == n ? o : nil
    }
    guard let head = read(24), head[0] == 0xd4 else { return [] }
    var out: [[UInt8]] = []
    while let h = read(16), let frame = read(Int(h[8]) | Int(h[9]) << 8) {
      if frame.count > 34, frame[12] == 8, frame[13] == 0 { out.append(Array(frame[14...])) }
    }
    return out
  }
}
