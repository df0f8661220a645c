import HexViews
import ProtocolEngines

/// Dissections for people: a tree of fields with the octets beside them.
///
/// Columns: offset in the buffer, the octets (for bits: which ones), then name, value, meaning, and where there is room the
/// section that says so. Fits any width from 60 columns on.
struct DissectionText {
  let width: Int
  let color: Bool
  /// What begins each style; empty without colour.
  private let strong, faint, bad, end: [UInt8]

  init(width: Int = 80, color: Bool = false, background: Background = .unknown) {
    self.width = width
    self.color = color
    func begin(_ s: Style) -> [UInt8] { color ? Array(s.begin(on: background).utf8) : [] }
    strong = begin(.strong)
    faint = begin(.faint)
    bad = begin(.bad)
    end = color ? Array(Style.end.utf8) : []
  }

  /// Octets shown beside a field; longer ones end in "…".
  private static let shown = 8
  private static let left = 4 + 1 + 2 * shown + 1

  func write(_ d: Dissection, time: Int64, _ out: inout OutputBuffer) {
    out.text(strong)
    out.text("Frame ")
    out.number(d.number)
    out.text(", ")
    out.time(time, separator: 0x20, digits: 6, zone: false)
    out.text(", ")
    out.number(d.buffers.first?.octets.count ?? 0)
    out.text(" octets")
    out.text(end)
    out.byte(0x0a)
    var line = d.source
    if !d.destination.isEmpty { line += " > " + d.destination }
    if !d.proto.isEmpty { line += (line.isEmpty ? "" : ", ") + d.proto }
    if !d.summary.isEmpty { line += ": " + d.summary }
    wrapped(line, at: 0, indent: 2, &out)
    for p in d.problems {
      out.text(bad)
      let place =
        p.range.isEmpty ? "" : p.buffer == 0 ? "octet \(p.range.lowerBound): " : "buffer \(p.buffer), octet \(p.range.lowerBound): "
      wrapped("! " + place + p.text + (p.ref.isEmpty ? "" : " (\(p.ref))"), at: 0, indent: 2, &out)
      out.text(end)
    }
    for i in d.buffers.indices {
      if i > 0 { title(d.buffers[i], i, &out) }
      d.buffers[i].octets.withUnsafeBytes { octets in
        d.buffers[i].notes.withUnsafeBufferPointer { notes in
          // By pointer: a note handed over as a value would be copied.
          guard let first = notes.baseAddress else { return }
          for j in 0..<notes.count {
            note(first + j, isFirst: j == 0, hasBits: j &+ 1 < notes.count && (first + (j &+ 1)).pointee.kind == .bits, octets, &out)
          }
        }
      }
    }
    out.byte(0x0a)
  }

  private func title(_ b: AnnotatedBuffer, _ index: Int, _ out: inout OutputBuffer) {
    out.text(strong)
    var s = "Buffer \(index), \(Self.name(b.source)), \(b.octets.count) octets"
    if !b.origins.isEmpty {
      s +=
        ", from "
        + b.origins.prefix(4).map { "frame \($0.frame) octets \($0.range.lowerBound)-\($0.range.upperBound - 1)" }.joined(separator: ", ")
      if b.origins.count > 4 { s += " and \(b.origins.count - 4) more" }
    }
    wrapped(s, at: 0, indent: 2, &out)
    out.text(end)
  }

  private static func name(_ s: AnnotatedBuffer.Source) -> String {
    switch s {
    case .wire: "as on the wire"
    case .tcp: "put together from TCP segments"
    case .ip: "put together from IP fragments"
    case .hdlc: "HDLC-like framing undone"
    case .eap: "put together from EAP fragments"
    case .chap: "out of a change of password"
    case .mppe: "decrypted by MPPE"
    case .isakmp: "decrypted by ISAKMP"
    case .esp: "decrypted by ESP"
    case .avp: "an AVP unhidden"
    case .mppc: "expanded by MPPC"
    }
  }

  @inline(__always)
  private func note(
    _ n: UnsafePointer<FieldNote>, isFirst: Bool, hasBits: Bool, _ octets: UnsafeRawBufferPointer, _ out: inout OutputBuffer
  ) {
    let range = n.pointee.range.clamped(to: 0..<octets.count)
    out.offset(Int(n.pointee.lower))
    out.byte(0x20)
    switch n.pointee.kind {
    case .group: out.spaces(2 * Self.shown)
    case .bits: bits(n, &out)
    default:
      let count = min(range.count, Self.shown)
      out.hex(UnsafeRawBufferPointer(rebasing: octets[range.lowerBound..<range.lowerBound + count]))
      if range.count > Self.shown {
        out.cut(to: out.count - 2)
        out.text("..")
      }
      out.spaces(2 * (Self.shown - count))
    }
    out.byte(0x20)
    out.spaces(2 * Int(n.pointee.depth))
    let indent = Self.left + 2 * Int(n.pointee.depth)
    let content = out.count
    if n.pointee.kind == .group { out.text(strong) } else if n.pointee.kind == .unexplained { out.text(bad) }
    out.text(n.pointee.field.name)
    value(n, hasBits: hasBits, range, &out)
    if n.pointee.kind == .group || n.pointee.kind == .unexplained { out.text(end) }
    // Leaves side by side that make one buffer: the first of them says so.
    if n.pointee.opens >= 0, isFirst || (n - 1).pointee.opens != n.pointee.opens {
      out.text(", see buffer ")
      out.number(Int(n.pointee.opens))
    } else if n.pointee.opens < 0, n.pointee.inFrame > 0 {
      out.text(n.pointee.kind == .ciphertext ? ", opened in frame " : ", whole in frame ")
      out.number(Int(n.pointee.inFrame))
    }
    let used = indent + (color ? out.styledColumns(from: content) : out.columns(from: content))
    let ref = n.pointee.field.ref
    if used > width {
      fold(from: content, indent: indent + 2, room: width - indent, &out)
    } else if !ref.isEmpty, n.pointee.kind != .bits, used + 2 + Self.columns(ref.utf8) <= width {
      out.spaces(width - used - Self.columns(ref.utf8))
      out.text(faint)
      out.text(ref)
      out.text(end)
    }
    out.byte(0x0a)
  }

  @inline(__always)
  private func value(_ n: UnsafePointer<FieldNote>, hasBits: Bool, _ range: Range<Int>, _ out: inout OutputBuffer) {
    switch n.pointee.kind {
    case .group:
      if let m = n.pointee.meaning, !m.isEmpty {
        out.text(": ")
        out.text(m)
      }
    case .leaf, .bits:
      if n.pointee.hasValue {
        out.text(": ")
        let v = n.pointee.value
        switch FieldForm.of(v, octets: range.count, isBits: n.pointee.kind == .bits, hasBits: hasBits, meaning: n.pointee.meaning) {
        case .meaningOnly:
          if let m = n.pointee.meaning { out.text(m) }
          return
        case .decimal: out.number(v)
        case .hex(let digits): out.hexNumber(v, digits)
        case .both:
          out.number(v)
          out.text(" (")
          out.hexNumber(v, 0)
          out.byte(0x29)
        }
        if let m = n.pointee.meaning, !m.isEmpty {
          out.text(" = ")
          out.text(m)
        }
      } else if let m = n.pointee.meaning, !m.isEmpty {
        out.text(": ")
        out.text(m)
      } else if range.count > Self.shown {
        out.text(": ")
        out.number(range.count)
        out.text(" octets")
      }
    case .data, .ciphertext, .compressed, .unexplained:
      out.text(": ")
      out.number(range.count)
      out.text(range.count == 1 ? " octet" : " octets")
      if let m = n.pointee.meaning, !m.isEmpty {
        out.text(", ")
        out.text(m)
      }
    }
  }

  /// Which bits: drawn where sixteen places suffice, otherwise in words.
  private func bits(_ n: UnsafePointer<FieldNote>, _ out: inout OutputBuffer) {
    let total = Int(n.pointee.upper - n.pointee.lower) * 8
    let first = Int(n.pointee.firstBit)
    let last = Int(n.pointee.lastBit)
    let before = out.count
    if total <= 2 * Self.shown, last < total {
      out.bits(n.pointee.value, first, last, of: total)
    } else {
      out.text(first == last ? "bit " : "bits ")
      out.number(first)
      if last > first {
        out.byte(0x2d)
        out.number(last)
      }
    }
    out.spaces(2 * Self.shown - (out.count - before))
  }

  /// A line that may be longer than the page: broken at blanks.
  private func wrapped(_ s: String, at column: Int, indent: Int, _ out: inout OutputBuffer) {
    let from = out.count
    out.text(s)
    fold(from: from, indent: indent, room: width - column, &out)
    out.byte(0x0a)
  }

  /// Breaks what was written since `from` into lines: the first has `room` columns, the next ones begin at `indent`.
  private func fold(from: Int, indent: Int, room: Int, _ out: inout OutputBuffer) {
    let text = out.tail(from)
    out.cut(to: from)
    var room = max(room, 16)
    var rest = text[...]
    while true {
      if Self.columns(rest) <= room {
        out.add(rest)
        return
      }
      // As many octets as fill the line, then back to the last blank.
      var end = rest.startIndex
      var used = 0
      while end < rest.endIndex, used < room {
        end += 1
        while end < rest.endIndex, rest[end] & 0xc0 == 0x80 { end += 1 }
        used += 1
      }
      var cut = end
      if let blank = rest[..<min(end + 1, rest.endIndex)].lastIndex(of: 0x20), blank > rest.startIndex { cut = blank }
      out.add(rest[..<cut])
      rest = rest[cut...].drop { $0 == 0x20 }
      if rest.isEmpty { return }
      out.byte(0x0a)
      out.spaces(min(indent, width / 2))
      room = max(width - min(indent, width / 2), 16)
    }
  }

  /// "§" takes two octets and one column.
  @inline(__always)
  private static func columns(_ s: some Collection<UInt8>) -> Int {
    var n = 0
    for u in s where u & 0xc0 != 0x80 { n &+= 1 }
    return n
  }
}
