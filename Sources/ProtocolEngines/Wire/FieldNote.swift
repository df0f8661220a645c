/// One line of an annotated message: where, what, and what it means.
///
/// Notes are a flat list in wire order, parents before children (`depth` tells the nesting).
public struct FieldNote: Sendable {
  public enum Kind: UInt8, Sendable {
    /// A heading over the notes below it (a header, an option). Covers their octets.
    case group
    /// Octets with one meaning. The leaves of a buffer cover it exactly once, in order.
    case leaf
    /// Some bits of the leaf above; `bits` says which.
    case bits
    /// Payload that is nobody's protocol here: ping octets, an application's TCP stream.
    case data
    /// Encrypted and not opened (no key), or opened as another buffer (`opens`).
    case ciphertext
    /// Compressed, and there is no decoder.
    case compressed
    /// Should have been explained.
    case unexplained
  }

  public var lower: UInt32
  public var upper: UInt32
  public var depth: UInt8
  public var kind: Kind
  /// First and last bit as numbered in the RFC's figure (0 = most significant of the group); only for `.bits`.
  public var firstBit: UInt8 = 0
  public var lastBit: UInt8 = 0
  /// True when `value` holds the integer; otherwise the value is the octets themselves.
  public var hasValue: Bool = false
  /// Index of the buffer this leaf was opened into, or -1.
  public var opens: Int32 = -1
  /// The number of the frame that completes the message of which this leaf is a part, or where it is opened; or 0, or `later`.
  public var inFrame: Int32 = 0
  /// In `inFrame`: ciphertext that a later frame may open.
  public static let later: Int32 = -1
  /// In `inFrame`: octets that came before, so that nothing waits for the rest.
  public static let again: Int32 = -2
  public var value: UInt64 = 0
  public var field: Field
  public var meaning: String?

  @inline(__always)
  init(
    _ lower: Int, _ upper: Int, depth: Int, kind: Kind, field: Field, value: UInt64? = nil, firstBit: Int = 0, lastBit: Int = 0,
    meaning: consuming String? = nil
  ) {
    // Everything at once: a note made in steps would be copied on its way into the list, and there are sixty a packet.
    self.hasValue = value != nil
    self.value = value ?? 0
    self.firstBit = UInt8(truncatingIfNeeded: firstBit)
    self.lastBit = UInt8(truncatingIfNeeded: lastBit)
    self.lower = UInt32(truncatingIfNeeded: lower)
    self.upper = UInt32(truncatingIfNeeded: upper)
    self.depth = UInt8(truncatingIfNeeded: depth)
    self.kind = kind
    self.field = field
    self.meaning = meaning
  }

  public var range: Range<Int> { Int(lower)..<Int(upper) }
  public var number: UInt64? { hasValue ? value : nil }
  /// True for the notes that together tile the buffer.
  public var tiles: Bool { kind != .group && kind != .bits }
}

/// Something wrong with the octets: what, where, and which rule is broken.
public struct Problem: Sendable, Equatable {
  public var buffer: Int = 0
  public var range: Range<Int>
  /// The dotted id of the field concerned, or "".
  public var field: String
  public var text: String
  public var ref: String

  public init(buffer: Int = 0, range: Range<Int>, field: String, text: String, ref: String) {
    self.buffer = buffer
    self.range = range
    self.field = field
    self.text = text
    self.ref = ref
  }
}

/// One run of octets with its notes: the frame itself, or what was reassembled, decrypted or unhidden from it.
public struct AnnotatedBuffer: Sendable {
  /// Where the octets come from; the raw values are part of the JSON contract.
  public enum Source: String, Sendable, CaseIterable {
    case wire, tcp, ip, hdlc, eap, chap, mppe, isakmp, esp, avp, mppc
  }
  /// Part of an earlier buffer (of this or an earlier frame) these octets were made from.
  public struct Origin: Sendable, Equatable {
    public var frame: Int
    public var buffer: Int
    public var range: Range<Int>
    public init(frame: Int, buffer: Int, range: Range<Int>) {
      self.frame = frame
      self.buffer = buffer
      self.range = range
    }
  }
  public var source: Source
  public var origins: [Origin]
  public var octets: [UInt8]
  public var notes: [FieldNote]
  public init(source: Source, origins: [Origin] = [], octets: [UInt8], notes: [FieldNote] = []) {
    self.source = source
    self.origins = origins
    self.octets = octets
    self.notes = notes
  }
}

/// Everything the Observer says about one frame. Buffer 0 is the frame as it was on the wire.
public struct Dissection: Sendable {
  public var number: Int
  public var buffers: [AnnotatedBuffer]
  public var problems: [Problem]
  /// `"10.0.0.1"`; empty where there is no such layer.
  public var source: String = ""
  public var destination: String = ""
  /// The innermost protocol understood: `"LCP"`.
  public var proto: String = ""
  /// One line: `"Configure-Request id 1, MRU 1400, magic 0x1234abcd"`.
  public var summary: String = ""
  public init(number: Int, buffers: [AnnotatedBuffer], problems: [Problem] = []) {
    self.number = number
    self.buffers = buffers
    self.problems = problems
  }
}

/// Receives what a `Reader` learns. `Silent` leaves no trace in the machine code.
protocol FieldNotes {
  static var keeps: Bool { get }
  mutating func leaf(_ lower: Int, _ upper: Int, _ kind: FieldNote.Kind, _ f: Field, value: UInt64?, meaning: String?)
  mutating func bits(_ lower: Int, _ upper: Int, value: UInt64, width: Int, _ body: (inout BitNotes) -> Void)
  mutating func open(_ at: Int, _ f: Field) -> Int
  mutating func close(_ mark: Int, _ at: Int, _ meaning: String?)
  mutating func problem(_ e: WireError)
  var openDepth: Int { get }
  mutating func closeDown(to depth: Int, _ at: Int)
}

struct Silent: FieldNotes {
  @inline(__always) static var keeps: Bool { false }
  @inline(__always) mutating func leaf(_ l: Int, _ u: Int, _ k: FieldNote.Kind, _ f: Field, value: UInt64?, meaning: String?) {}
  @inline(__always) mutating func bits(_ l: Int, _ u: Int, value: UInt64, width: Int, _ body: (inout BitNotes) -> Void) {}
  @inline(__always) mutating func open(_ at: Int, _ f: Field) -> Int { 0 }
  @inline(__always) mutating func close(_ mark: Int, _ at: Int, _ meaning: String?) {}
  @inline(__always) mutating func problem(_ e: WireError) {}
  @inline(__always) var openDepth: Int { 0 }
  @inline(__always) mutating func closeDown(to depth: Int, _ at: Int) {}
}

/// The collector behind every view.
struct FieldTree: FieldNotes {
  var notes: [FieldNote] = []
  var problems: [Problem] = []
  private var stack: [Int] = []

  init(reserving n: Int = 0) { if n > 0 { notes.reserveCapacity(n) } }

  @inline(__always) static var keeps: Bool { true }
  var openDepth: Int { stack.count }

  @inline(never)
  mutating func leaf(_ lower: Int, _ upper: Int, _ kind: FieldNote.Kind, _ f: Field, value: UInt64?, meaning: consuming String?) {
    guard upper > lower else { return }
    notes.append(FieldNote(lower, upper, depth: stack.count, kind: kind, field: f, value: value, meaning: meaning))
  }

  mutating func bits(_ lower: Int, _ upper: Int, value: UInt64, width: Int, _ body: (inout BitNotes) -> Void) {
    var sink = BitNotes(notes: [], lower: lower, upper: upper, depth: stack.count + 1, value: value, width: width)
    swap(&sink.notes, &notes)
    body(&sink)
    swap(&sink.notes, &notes)
  }

  mutating func open(_ at: Int, _ f: Field) -> Int {
    let index = notes.count
    notes.append(FieldNote(at, at, depth: stack.count, kind: .group, field: f))
    stack.append(index)
    return index
  }

  /// Closes the group opened as `mark`. A group without octets is taken back.
  mutating func close(_ mark: Int, _ at: Int, _ meaning: String?) {
    guard let top = stack.last, top == mark else { return }
    stack.removeLast()
    notes[top].upper = UInt32(truncatingIfNeeded: at)
    notes[top].meaning = meaning
    if notes[top].upper == notes[top].lower, notes.count == top + 1 { notes.removeLast() }
  }

  mutating func closeDown(to depth: Int, _ at: Int) {
    while stack.count > depth, let top = stack.popLast() {
      notes[top].upper = UInt32(truncatingIfNeeded: at)
      if notes[top].upper == notes[top].lower, notes.count == top + 1 { notes.removeLast() }
    }
  }

  mutating func problem(_ e: WireError) { problems.append(Problem(e)) }

  mutating func problem(_ range: Range<Int>, _ field: StaticString, _ text: String, _ ref: StaticString) {
    problems.append(Problem(range: range, field: field.string, text: text, ref: ref.string))
  }
  mutating func problem(_ range: Range<Int>, _ field: Field, _ text: String) {
    problems.append(Problem(range: range, field: field.id.string, text: text, ref: field.ref.string))
  }
}

/// Notes the bit fields of one integer.
struct BitNotes {
  fileprivate(set) var notes: [FieldNote]
  let lower: Int, upper: Int, depth: Int
  let value: UInt64
  let width: Int

  fileprivate init(notes: [FieldNote], lower: Int, upper: Int, depth: Int, value: UInt64, width: Int) {
    self.notes = notes
    self.lower = lower
    self.upper = upper
    self.depth = depth
    self.value = value
    self.width = width
  }

  /// Bits `first...last` as the RFC's figure numbers them: 0 is the most significant bit of the group.
  mutating func callAsFunction(_ range: ClosedRange<Int>, _ f: Field, _ meaning: (UInt64) -> String? = { _ in nil }) {
    let count = range.count
    let shifted = value >> UInt64(width - 1 - range.upperBound)
    let v = count >= 64 ? shifted : shifted & ((1 << UInt64(count)) - 1)
    notes.append(
      FieldNote(
        lower, upper, depth: depth, kind: .bits, field: f, value: v, firstBit: range.lowerBound, lastBit: range.upperBound,
        meaning: meaning(v)))
  }

  mutating func callAsFunction(_ bit: Int, _ f: Field, _ meaning: (UInt64) -> String? = { _ in nil }) {
    self(bit...bit, f, meaning)
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// Bit `i` as the RFC's figure numbers it (0 = most significant).
  @inline(__always)
  func bit(_ i: Int) -> Bool { (self >> Self(Self.bitWidth - 1 - i)) & 1 == 1 }

  /// Bits `first...last` of the RFC's figure as a number.
  @inline(__always)
  func bits(_ first: Int, _ last: Int) -> Self {
    let count = last - first + 1
    let shifted = self >> Self(Self.bitWidth - 1 - last)
    return count >= Self.bitWidth ? shifted : shifted & ((1 << Self(count)) - 1)
  }
}
