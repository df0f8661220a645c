/// The Observer's one-line account of a frame, put together without making strings on the way.
struct InfoLine: Sendable {
  private(set) var octets: [UInt8] = []
  var isEmpty: Bool { octets.isEmpty }
  mutating func clear() { octets.removeAll(keepingCapacity: true) }
  mutating func add(_ s: StaticString) { octets.append(contentsOf: UnsafeBufferPointer(start: s.utf8Start, count: s.utf8CodeUnitCount)) }
  mutating func add(_ s: String) { octets.append(contentsOf: s.utf8) }
  mutating func add(_ n: some FixedWidthInteger) {
    var v = UInt64(truncatingIfNeeded: n.magnitude)
    if n < 0 { octets.append(0x2d) }
    var digits: (UInt64, UInt64, UInt32) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { p in
      var i = 20
      repeat {
        i -= 1
        p[i] = 0x30 + UInt8(truncatingIfNeeded: v % 10)
        v /= 10
      } while v > 0
      octets.append(contentsOf: UnsafeRawBufferPointer(rebasing: p[i..<20]))
    }
  }
  mutating func hex(_ n: some FixedWidthInteger, width: Int = 0) { add(HexText.number(n, width: width)) }
  var string: String { String(decoding: octets, as: UTF8.self) }
}

/// What the layers of one frame share while it is read.
struct FrameContext {
  let number: Int
  let time: Int64
  /// Octets the frame had on the wire, and how many of them the capture kept.
  let wireLength: Int, captured: Int
  /// Buffer 0 is the frame; the others are what was opened or put together on the way.
  var buffers: [AnnotatedBuffer] = []
  /// Problems of buffers that are done, and of links.
  var problems: [Problem] = []
  /// The buffer being read.
  var buffer = 0
  /// Tunnels in tunnels end somewhere.
  var nesting = 0
  /// Above 0 inside a packet quoted by an error: it is explained, but changes nothing that we follow.
  var quoted = 0
  /// The GRE packet being read came before: explained again, but without effect.
  var isCopy = false
  /// Control messages of PPTP named in this frame's line so far.
  var messages = 0
  /// Everything that a control message of this frame can answer has been seen.
  var knowsQuestions = false
  /// The segment being read follows what its sender sent before, of which nothing is missing from the connection's beginning on.
  var isInTurn = false
  /// The control connection being read, and which of its ends sent this segment; its port where that is not PPTP's.
  var control: Int?, controlSide = 0, elsewhere: UInt16?
  /// The addresses of the innermost IP header.
  var source = HostAddress(), destination = HostAddress()
  var sourceText = "", destinationText = "", proto: StaticString = ""
  var info = InfoLine()

  /// A tunnel of PPTP takes two of these: IP and PPP.
  static let deepest = 12

  /// Names the protocol and begins its line: inner layers replace what outer ones said.
  mutating func say(_ proto: StaticString) {
    guard quoted == 0 else { return }
    self.proto = proto
    info.clear()
  }

  /// A fault of the conversation rather than of an octet.
  mutating func problem(_ range: Range<Int>, _ field: StaticString, _ text: String, _ ref: StaticString) {
    problems.append(Problem(buffer: buffer, range: range, field: field.string, text: text, ref: ref.string))
  }
}

typealias TreeReader = Reader<FieldTree>

extension Reader where Notes == FieldTree {
  /// All octets up to the end of the innermost part, as one leaf; nothing is copied.
  mutating func restLeaf(_ kind: FieldNote.Kind, _ f: Field, _ meaning: String? = nil) {
    notes.leaf(offset, limit, kind, f, value: nil, meaning: meaning)
    offset = limit
  }

  /// The next `count` octets (at most what is there) as one leaf.
  mutating func leaf(_ count: Int, _ kind: FieldNote.Kind, _ f: Field, _ meaning: String? = nil) {
    let end = min(offset &+ max(count, 0), limit)
    notes.leaf(offset, end, kind, f, value: nil, meaning: meaning)
    offset = end
  }

  @inline(__always) func octet(_ i: Int) -> UInt8? { i >= 0 && offset + i < limit ? base[offset + i] : nil }
  @inline(__always) func uint16(_ i: Int) -> UInt16? {
    guard i >= 0, offset + i + 1 < limit else { return nil }
    return UInt16(base[offset + i]) << 8 | UInt16(base[offset + i + 1])
  }
  @inline(__always) func uint32(_ i: Int) -> UInt32? {
    guard let a = uint16(i), let b = uint16(i + 2) else { return nil }
    return UInt32(a) << 16 | UInt32(b)
  }
}

extension FieldTree {
  /// Gives the leaf that begins at `offset` its meaning: what could be known only after more was read.
  mutating func mean(_ offset: Int, _ meaning: String) {
    var i = notes.count - 1
    while i >= 0 {
      if notes[i].lower == UInt32(truncatingIfNeeded: offset), notes[i].kind == .leaf {
        notes[i].meaning = meaning
        return
      }
      i -= 1
    }
  }
}
