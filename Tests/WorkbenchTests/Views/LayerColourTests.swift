import HexViews
import ProtocolEngines
import Testing

@testable import Workbench

/// Layers of one packet differ by their colours, also by eyes that see fewer of them.
@Suite struct LayerColourTests {
  /// Letters of layers that one packet can hold at once.
  static let together = ["EITPD", "EIGFMXDIOT", "EIGFMXDIU", "EIGFLD", "EIGFAD", "EIGFCD", "EIGFND"]

  static func tint(_ letter: Character) -> Tint? {
    (LayerKey.table.map(\.1) + [.data, .ciphertext, .compressed, .unexplained]).first { $0.letter == letter }?.tint
  }

  @Test func aLetterHasOneColour() {
    var tints: [Character: Tint] = [:]
    for k in LayerKey.table.map(\.1) + [.data, .ciphertext, .compressed, .unexplained] {
      #expect(tints[k.letter, default: k.tint] == k.tint, "\(k.letter)")
      tints[k.letter] = k.tint
      #expect(k.tint != .grey, "\(k.name): grey is for secondary text")
    }
  }

  @Test func layersOfOnePacketDiffer() {
    for set in Self.together {
      let letters = Array(Set(set)).sorted()
      for (i, a) in letters.enumerated() {
        for b in letters[(i + 1)...] { #expect(Self.tint(a) != Self.tint(b), "\(a) and \(b)") }
      }
    }
    #expect(LayerKey.ciphertext.tint != LayerKey.of("mppe.x").tint && LayerKey.data.tint != LayerKey.of("eth.x").tint)
  }
}
