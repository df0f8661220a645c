import ProtocolEngines

/// Octets by what became of them, over a whole capture.
public struct OctetCounts: Sendable, Equatable {
  public var frames = 0
  public var octets = 0
  public var data = 0
  /// Encrypted and not opened.
  public var ciphertext = 0
  public var compressed = 0
  public var unexplained = 0
  /// Buffers opened by decryption.
  public var opened = 0
  public var problems = 0

  public init() {}

  public mutating func add(_ d: Dissection) {
    frames += 1
    octets += d.buffers.first?.octets.count ?? 0
    problems += d.problems.count
    for b in d.buffers {
      if b.source == .mppe { opened += 1 }
      b.notes.withUnsafeBufferPointer { notes in
        for i in notes.indices {
          switch notes[i].kind {
          case .group, .leaf, .bits: continue
          case .data: data += Int(notes[i].upper - notes[i].lower)
          case .ciphertext: if notes[i].opens < 0, notes[i].inFrame <= 0 { ciphertext += Int(notes[i].upper - notes[i].lower) }
          case .compressed: if notes[i].opens < 0 { compressed += Int(notes[i].upper - notes[i].lower) }
          case .unexplained: unexplained += Int(notes[i].upper - notes[i].lower)
          }
        }
      }
    }
  }
}

/// One line a frame.
struct DissectionSummary {
  private var start: Int64?
  /// Columns of the line; nil: as long as it gets.
  private let width: Int?

  init(width: Int? = nil) { self.width = width }

  /// Number, seconds since the first frame, source, destination, protocol, what it says.
  mutating func write(_ d: Dissection, time: Int64, ascii: Bool, _ out: inout OutputBuffer) {
    let line = out.count
    let begin = start ?? time
    start = begin
    out.right(d.number, 5)
    out.byte(0x20)
    let since = (time - begin) / 1000
    let seconds = Int(since.magnitude / 1_000_000)
    if since < 0 {
      out.spaces(3 - String(seconds).utf8.count)
      out.byte(0x2d)
      out.number(seconds)
    } else {
      out.right(seconds, 4)
    }
    out.byte(0x2e)
    out.padded(Int(since.magnitude % 1_000_000), 6)
    out.byte(0x20)
    column(d.source, Self.address, &out)
    out.byte(0x20)
    column(d.destination, Self.address, &out)
    out.byte(0x20)
    column(d.proto, 8, &out)
    out.byte(0x20)
    out.text(d.summary)
    if let p = d.problems.first {
      out.text(d.problems.count == 1 ? "  ! " : "  !! ")
      out.text(p.text)
    }
    if let width { out.clip(from: line, to: width) }
    out.byte(0x0a)
  }

  /// A hardware address has as many columns; of a longer IPv6 address the middle is left out.
  private static let address = 17

  private func column(_ s: String, _ width: Int, _ out: inout OutputBuffer) {
    let count = s.utf8.count
    guard count > width else {
      out.text(s)
      return out.spaces(width - count)
    }
    out.text(String(s.prefix(width / 2)))
    out.text("…")
    out.text(String(s.suffix(width - width / 2 - 1)))
  }

  func last(_ c: OctetCounts, _ out: inout OutputBuffer) {
    out.number(c.frames)
    out.text(c.frames == 1 ? " frame, " : " frames, ")
    out.number(c.octets)
    out.text(" octets: data ")
    out.number(c.data)
    out.text(", ciphertext ")
    out.number(c.ciphertext)
    out.text(", compressed ")
    out.number(c.compressed)
    out.text(", unexplained ")
    out.number(c.unexplained)
    out.text("; problems ")
    out.number(c.problems)
    out.byte(0x0a)
  }
}
