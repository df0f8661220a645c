import Glibc
import Testing
@testable import ProtocolEngines

@Suite struct WireCatalogTests {
  /// Every layout in the sources is in the catalogue, so that fuzzing and the tests below reach it.
  @Test func catalogueIsComplete() throws {
    let listed = Set(WireCatalog.all.map { String($0.name.prefix { $0 != "<" }) })
    var found: [String] = []
    guard let p = popen("grep -rhoE 'struct [A-Za-z0-9<>: ]+: (WireMessage|ConfigurationOption) ' Sources/ProtocolEngines", "r") else { return }
    defer { pclose(p) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, 512, p) != nil {
      let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      found.append(String(text.dropFirst(7).prefix { $0 != ":" && $0 != "<" }))
    }
    #expect(found.count > 50)
    for name in found { #expect(listed.contains(name), "\(name) is missing in WireCatalog") }
  }

  /// Octets of the dice, biased to small numbers as lengths and types are: tiled, and encoded again as they came.
  @Test func annotationTilesAndRoundTripHolds() {
    var dice = Dice(seed: 42)
    var parsed = 0
    for entry in WireCatalog.all {
      for _ in 0..<300 {
        let octets = dice.octets(Int(dice.below(120))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }
        let a = entry.annotate(octets)
        if let fault = WireCatalog.fault(in: a.notes, over: octets) { Issue.record("\(entry.name): \(fault) in \(HexText.string(octets))") }
        for n in a.notes {
          let id = n.field.id
          switch n.kind {
          case .data: #expect(id.hasSuffix("data"), "\(id)")
          case .ciphertext: #expect(id.hasSuffix("ciphertext"), "\(id)")
          case .compressed: #expect(id.hasSuffix("compressed"), "\(id)")
          case .unexplained: #expect(id.hasSuffix("unexplained"), "\(id)")
          case .group, .leaf, .bits: break
          }
        }
        if let again = entry.reencode(octets) {
          parsed += 1
          #expect(again == octets, "\(entry.name): \(HexText.string(octets)) came back as \(HexText.string(again))")
          #expect(a.problems.isEmpty, "\(entry.name): accepted silently, but annotated with \(a.problems.first?.text ?? "")")
        }
      }
    }
    #expect(parsed > 1000)
  }

  /// Constructed elements inside each other without end must not exhaust the stack.
  @Test func deepNestingStops() {
    var octets: [UInt8] = []
    for i in stride(from: 4000, to: 0, by: -4) { octets += [0x30, 0x82, UInt8(i >> 8), UInt8(i & 255)] }
    let a = DERElement.annotate(octets).annotation
    #expect(WireCatalog.fault(in: a.notes, over: octets) == nil)
    #expect(a.notes.map(\.depth).max() ?? 0 < 60)
  }
}
