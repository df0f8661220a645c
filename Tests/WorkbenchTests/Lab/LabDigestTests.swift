import Glibc
import ProtocolEngines
import Testing
@testable import Workbench

/// Whole runs as JSON, as digests kept beside the tests: the same seed gives the same text, debug or release, on every machine.
/// After a wanted change: VPNLAB_REWRITE=1 swift test --filter LabDigestTests, and look at the difference.
@Suite struct LabDigestTests {
  static let scenarios: [(name: String, words: [String], commands: [String])] = [
    ("plain", [], []),
    ("stateful, losses", ["mppe-mode=stateful"], ["drop 5% if gre", "swap next 20 if gre"]),
    ("incoming call, chap", ["call=incoming", "auth=chap"], []),
    ("collision", ["start=both", "mppe=40"], []),
    ("wrong password", ["client.password=wrong"], []),
    ("gre blocked", [], ["firewall block gre"]),
  ]

  static func run(_ s: (name: String, words: [String], commands: [String]), seed: Int) throws -> String {
    var lab = Lab(settings: try LabSettings.parse(["seed=\(seed)"] + s.words).get())
    for c in s.commands { try lab.perform(c) }
    try lab.run("tunnel.up")
    _ = lab.ping()
    try lab.perform("hangup")
    lab.run()
    var text = ""
    for n in 1...lab.current { text += Views.step(lab, n).jsonLines }
    return SHA256.hex(Array(text.utf8))
  }

  @Test func runsAreTheSameEverywhere() throws {
    let file = String(#filePath).split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Fixtures/lab-digests.txt"
    var lines: [String] = []
    for s in Self.scenarios {
      for seed in 1...3 { lines.append("\(s.name), seed \(seed): \(try Self.run(s, seed: seed))") }
    }
    let now = lines.joined(separator: "\n") + "\n"
    if getenv("VPNLAB_REWRITE") != nil {
      guard case .success = Files.write(Array(now.utf8), to: file) else { Issue.record("cannot write \(file)"); return }
      return
    }
    let kept = String(decoding: try Files.read(file, limit: 1 << 20).get(), as: UTF8.self)
    for (a, b) in zip(kept.split(separator: "\n"), now.split(separator: "\n")) { #expect(a == b) }
    #expect(kept == now)
    // Twice in one process, and another seed is another run.
    #expect(try Self.run(Self.scenarios[0], seed: 1) == Self.run(Self.scenarios[0], seed: 1))
    #expect(Set(lines.map { $0.suffix(64) }).count == lines.count)
  }

  @Test func digestIsRight() {
    #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex([UInt8](repeating: 0x61, count: 119)) == "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb")
  }
}

/// FIPS 180-4, for these tests only.
enum SHA256 {
  private static let k: [UInt32] = primes(64).map { fraction(of: $0, root: 3) }
  private static let start: [UInt32] = primes(8).map { fraction(of: $0, root: 2) }

  private static func primes(_ n: Int) -> [UInt64] {
    var list: [UInt64] = []
    var c: UInt64 = 2
    while list.count < n {
      if list.allSatisfy({ c % $0 != 0 }) { list.append(c) }
      c += 1
    }
    return list
  }
  /// The first 32 bits behind the point of a prime's square or cube root, by whole numbers.
  private static func fraction(of p: UInt64, root: Int) -> UInt32 {
    // The largest r with r^root <= p * 2^(32 * root).
    let goal = UInt128(p) << UInt128(32 * root)
    var low: UInt128 = 0, high: UInt128 = 1 << 37
    while high - low > 1 {
      let mid = (low + high) / 2
      if (root == 2 ? mid * mid : mid * mid * mid) <= goal { low = mid } else { high = mid }
    }
    return UInt32(truncatingIfNeeded: low)
  }

  static func hex(_ message: [UInt8]) -> String {
    var m = message + [0x80]
    while m.count % 64 != 56 { m.append(0) }
    for i in (0..<8).reversed() { m.append(UInt8(truncatingIfNeeded: (message.count * 8) >> (8 * i))) }
    var h = start
    func rotate(_ v: UInt32, _ n: UInt32) -> UInt32 { v >> n | v << (32 - n) }
    for block in stride(from: 0, to: m.count, by: 64) {
      var w = (0..<16).map { i in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(m[block + 4 * i + $1]) } }
      for i in 16..<64 {
        let a = w[i - 15], b = w[i - 2]
        let s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3, s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
        w.append(w[i - 16] &+ s0 &+ w[i - 7] &+ s1)
      }
      var v = h
      for i in 0..<64 {
        let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25), choose = (v[4] & v[5]) ^ (~v[4] & v[6])
        let t1 = v[7] &+ s1 &+ choose &+ k[i] &+ w[i]
        let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22), majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
        v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
      }
      for i in 0..<8 { h[i] = h[i] &+ v[i] }
    }
    return h.map { v in (0..<8).map { String(v >> UInt32(28 - 4 * $0) & 15, radix: 16) }.joined() }.joined()
  }
}
