import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// Whole runs as JSON, as digests kept beside the commands that make them: the same seed gives the same text, debug or
/// release, on every machine. (`.ci/digests` asks the release program.)
/// After a wanted change: VPNLAB_REWRITE=1 swift test --filter LabDigestTests, and look at the difference.
@Suite struct LabDigestTests {
  static let path = "Tests/Fixtures/lab-digests.txt"

  /// The digest of the steps after these commands, every one of which must succeed.
  static func run(_ commands: Substring) -> String {
    var session = Session()
    for c in commands.split(separator: ";") {
      let r = session.execute(String(c))
      #expect(r.status == .ok, "\(commands): \(c): \(r.document.jsonLines)")
    }
    guard let lab = session.lab, lab.current > 0 else { return "no steps" }
    return SHA256.hex(Array((1...lab.current).map { Views.step(lab, $0).jsonLines }.joined().utf8))
  }

  @Test func runsAreTheSameEverywhere() throws {
    let kept = try #require(Material.text(Material.root + "/" + Self.path)).split(separator: "\n")
    let runs = kept.filter { !$0.hasPrefix("#") }.map { $0.drop { $0 != " " }.dropFirst() }
    #expect(runs.count == 18)
    let digests = runs.map(Self.run)
    #expect(
      Golden.fault(
        kept.filter { $0.hasPrefix("#") }.joined(separator: "\n") + "\n" + zip(digests, runs).map { "\($0) \($1)\n" }.joined(), Self.path)
        == nil)
    // Twice in one process, and another seed is another run.
    #expect(Self.run(runs[0]) == digests[0])
    #expect(Set(digests).count == digests.count)
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
  /// The first 32 bits after the point of a prime's square or cube root, by whole numbers.
  private static func fraction(of p: UInt64, root: Int) -> UInt32 {
    // The largest r with r^root <= p * 2^(32 * root).
    let goal = UInt128(p) << UInt128(32 * root)
    var low: UInt128 = 0
    var high: UInt128 = 1 << 37
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
        let a = w[i - 15]
        let b = w[i - 2]
        let s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
        let s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
        w.append(w[i - 16] &+ s0 &+ w[i - 7] &+ s1)
      }
      var v = h
      for i in 0..<64 {
        let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
        let choose = (v[4] & v[5]) ^ (~v[4] & v[6])
        let t1 = v[7] &+ s1 &+ choose &+ k[i] &+ w[i]
        let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
        let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
        v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
      }
      for i in 0..<8 { h[i] = h[i] &+ v[i] }
    }
    return h.map { v in (0..<8).map { String(v >> UInt32(28 - 4 * $0) & 15, radix: 16) }.joined() }.joined()
  }
}
