import TestSupport
import Testing

@testable import ProtocolEngines

@Suite struct WireCatalogTests {
  /// What each type of these files conforms to, in its own declaration or in an extension.
  private static func conformances(_ files: [SourceTree.File]) -> [(type: String, generic: Bool, to: Set<String>)] {
    files.flatMap(\.tokens).compactMap { t in
      guard let k = t.firstIndex(where: { ["struct", "enum", "extension"].contains($0) }), k + 2 < t.count, !t[..<k].contains("case") else {
        return nil
      }
      var depth = 0
      var colon: Int?
      for i in (k + 1)..<t.count {
        if t[i] == "<" {
          depth += 1
        } else if t[i] == ">" {
          depth -= 1
        } else if t[i] == ":", depth == 0 {
          colon = i
          break
        } else if t[i] == "{" {
          break
        }
      }
      guard let colon else { return nil }
      return (t[k + 1], t[k + 2] == "<", Set(t[colon...].prefix { $0 != "{" && $0 != "where" }))
    }
  }

  /// What is missing among `listed`: every layout of the files, a generic one for every dialect.
  private static func missing(_ files: [SourceTree.File], _ listed: Set<String>) -> [String] {
    let all = conformances(files)
    let dialects = all.filter { $0.to.contains("ControlDialect") }.map(\.type)
    let layouts = all.filter { $0.to.contains("WireMessage") || $0.to.contains("ConfigurationOption") }
    return layouts.flatMap { l in l.generic ? dialects.map { "\(l.type)<\($0)>" } : [l.type] }.filter { !listed.contains($0) }
  }

  /// Every layout in the sources is in the catalogue, so that fuzzing and the tests below reach it.
  @Test func catalogueIsComplete() throws {
    let files = SourceTree.files("Sources/ProtocolEngines")
    let listed = Set(WireCatalog.all.map(\.name))
    #expect(Self.conformances(files).filter { $0.to.contains("WireMessage") }.count > 50)
    #expect(Self.missing(files, listed) == [])
    for (text, name) in [
      ("struct NewHeader: WireMessage {", "NewHeader"), ("public struct New: Sendable, WireMessage {", "New"),
      ("extension Old: WireMessage {", "Old"), ("struct NewOption: ConfigurationOption {", "NewOption"),
      ("enum NewDialect: ControlDialect {\nstruct ControlPacket<D: ControlDialect>: WireMessage {", "ControlPacket<NewDialect>"),
    ] { #expect(Self.missing([.init("x", text)], listed) == [name]) }
  }

  /// Octets of the dice, biased to small numbers as lengths and types are: tiled, and encoded again as they came.
  @Test func annotationTilesAndRoundTripHolds() {
    var dice = Dice(seed: 42)
    var parsed = 0
    for entry in WireCatalog.all {
      for _ in 0..<300 {
        let octets = dice.octets(Int(dice.below(120))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }
        let a = entry.annotate(octets)
        if let fault = Tiling.fault(in: a.notes, over: octets) { Issue.record("\(entry.name): \(fault) in \(HexText.string(octets))") }
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
    #expect(Tiling.fault(in: a.notes, over: octets) == nil)
    #expect(a.notes.map(\.depth).max() ?? 0 < 60)
  }
}
