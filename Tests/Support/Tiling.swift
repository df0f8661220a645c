import ProtocolEngines

/// The one check of annotations: what every buffer of every message has to be.
public enum Tiling {
  /// What is wrong, or nil. The leaves cover `octets` exactly once and in order, notes lie inside their groups and have
  /// names, bits inside their octets, and the last component of a leaf's id is its kind exactly where the kind is special.
  public static func fault(in notes: [FieldNote], over octets: [UInt8]) -> String? {
    for n in notes {
      let id = n.field.id.string
      if n.range.isEmpty { return "\(id) has no octets" }
      if n.field.name.isEmpty { return "\(id) has no name" }
      if n.kind == .bits, Int(n.lastBit) >= 8 * n.range.count || n.firstBit > n.lastBit {
        return "\(id): bits \(n.firstBit) to \(n.lastBit) of \(n.range.count) octets"
      }
      if n.tiles {
        let last = id.split(separator: ".").last ?? ""
        let word: Substring? =
          switch n.kind {
          case .data: "data"
          case .ciphertext: "ciphertext"
          case .compressed: "compressed"
          case .unexplained: "unexplained"
          default: nil
          }
        if let word, last != word { return "\(id) is of kind \(word) and does not say so" }
        if word == nil, ["data", "ciphertext", "compressed", "unexplained"].contains(last) {
          return "\(id) is an ordinary leaf and says otherwise"
        }
      }
    }
    // Who takes every note without notes inside it for a leaf counts no octet twice.
    for (i, n) in notes.enumerated() where n.kind == .group && (i + 1 == notes.count || notes[i + 1].depth <= n.depth) {
      return "the group \(n.field.id) at \(n.range) holds nothing"
    }
    return WireCatalog.fault(in: notes, over: octets)
  }

  /// The same of all buffers, and that nothing points outside of what there is.
  public static func fault(in d: Dissection) -> String? {
    for (i, b) in d.buffers.enumerated() {
      if let fault = fault(in: b.notes, over: b.octets) { return "frame \(d.number) buffer \(i): \(fault)" }
      for n in b.notes where n.opens >= 0 && (Int(n.opens) >= d.buffers.count || Int(n.opens) <= i) {
        return "frame \(d.number) buffer \(i): \(n.field.id) opens buffer \(n.opens) of \(d.buffers.count)"
      }
    }
    for p in d.problems where p.buffer < 0 || p.buffer >= d.buffers.count || p.range.upperBound > d.buffers[p.buffer].octets.count {
      return "frame \(d.number): problem “\(p.text)” lies at \(p.range) of buffer \(p.buffer)"
    }
    return nil
  }
}
