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

  /// Labs that an earlier version saved are what they were.
  @Test func savedLabsOfEarlierVersionsLoad() throws {
    let folder = Material.root + "/Tests/Fixtures/saved/"
    let kept = try #require(Material.text(folder + "digests.txt")).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(kept.count == Material.names(in: folder).filter { $0.hasSuffix(".lab") }.count && !kept.isEmpty)
    for line in kept {
      let words = line.split(separator: " ")
      let lab = try Lab.load(#require(Material.text(folder + words[1]))).get()
      #expect(lab.current > 20)
      #expect(SHA256.hex(Array((1...lab.current).map { Views.step(lab, $0).jsonLines }.joined().utf8)) == words[0], "\(words[1])")
    }
  }

  @Test func digestIsRight() {
    #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex([UInt8](repeating: 0x61, count: 119)) == "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb")
  }
}
