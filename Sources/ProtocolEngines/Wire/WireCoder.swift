/// What a message's `code` is given: a `Reader` parses, a `Writer` emits, and a reader with a `FieldTree` annotates.
///
/// A layout visits its fields once, in wire order; conditions are ordinary `if`. Rules:
/// values are faithful (what was on the wire is kept, wrong or reserved or not); length fields are ordinary fields,
/// computed by the message's own `sealed()`; `meaning` closures see the value only and never touch `self`.
protocol WireCoder {
  /// Octets read or written so far, from the start of the buffer.
  var offset: Int { get }
  /// Octets left in the innermost `within` (a writer: `Int.max`).
  var remaining: Int { get }

  mutating func int<T: FixedWidthInteger & UnsignedInteger>(
    _ v: inout T, _ f: @autoclosure () -> Field, _ meaning: (T) -> String?, bits: (inout BitNotes) -> Void) throws(WireError)
  /// An integer of 1 to 8 octets. `octetString`: the value is shown as hex, not as a number (addresses).
  mutating func uint(
    _ v: inout UInt64, octets: Int, octetString: Bool, _ f: @autoclosure () -> Field, _ meaning: (UInt64) -> String?,
    bits: (inout BitNotes) -> Void) throws(WireError)
  /// Sixteen octets as one leaf.
  mutating func octets16(_ high: inout UInt64, _ low: inout UInt64, _ f: @autoclosure () -> Field, _ meaning: (UInt64, UInt64) -> String?)
    throws(WireError)
  /// `count` octets as one leaf. A negative count is `badLength`.
  mutating func bytes(
    _ v: inout [UInt8], count: Int, _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?)
    throws(WireError)
  /// All octets up to the end of the innermost `within`.
  mutating func rest(_ v: inout [UInt8], _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?)
    throws(WireError)
  /// Lowers the end to `count` octets from here. Silent: too short or left over throws. With notes: the resync point —
  /// the fault is recorded, the rest of the part is `unexplained`, and the next sibling is read.
  mutating func within(_ count: Int, _ f: @autoclosure () -> Field, _ body: (inout Self) throws(WireError) -> Void) throws(WireError)
  /// A heading over what `body` reads. `summary` is asked afterwards.
  mutating func group(_ f: @autoclosure () -> Field, _ summary: () -> String?, _ body: (inout Self) throws(WireError) -> Void)
    throws(WireError)
  /// Elements up to the end of the innermost `within`, each under its own heading.
  mutating func list<E: WireMessage>(_ v: inout [E], each f: @autoclosure () -> Field, _ summary: (E) -> String?) throws(WireError)
  /// A length that counts the `head` octets before this place too: how many it leaves. One that is too small is a fault of the
  /// length field, whose last octet lies `back` octets before this place (0: just before it) and which has `size` octets. It
  /// throws; with notes and `goOn` the fault is recorded, and the answer is `Int.min`, of which `within` makes nothing.
  mutating func left(_ length: Int, head: Int, size: Int, back: Int, goOn: Bool, _ f: @autoclosure () -> Field) throws(WireError) -> Int
  /// Lets a reader find out what the writer knows already (a short form, a case, a count from the end).
  mutating func learn<V>(_ v: inout V, _ look: (Ahead) -> V)
}

extension WireCoder {
  @inline(__always)
  mutating func int<T: FixedWidthInteger & UnsignedInteger>(_ v: inout T, _ f: @autoclosure () -> Field) throws(WireError) {
    try int(&v, f(), { _ in nil }, bits: { _ in })
  }
  @inline(__always)
  mutating func int<T: FixedWidthInteger & UnsignedInteger>(_ v: inout T, _ f: @autoclosure () -> Field, _ meaning: (T) -> String?)
    throws(WireError)
  {
    try int(&v, f(), meaning, bits: { _ in })
  }
  @inline(__always)
  mutating func int<T: FixedWidthInteger & UnsignedInteger>(_ v: inout T, _ f: @autoclosure () -> Field, bits: (inout BitNotes) -> Void)
    throws(WireError)
  {
    try int(&v, f(), { _ in nil }, bits: bits)
  }
  /// A code point: its label is the meaning.
  @inline(__always)
  mutating func code<P: Codepoint>(_ v: inout P, _ f: @autoclosure () -> Field) throws(WireError) {
    try int(&v.rawValue, f(), { P(rawValue: $0).meaning }, bits: { _ in })
  }
  @inline(__always)
  mutating func uint(_ v: inout UInt64, octets: Int, _ f: @autoclosure () -> Field, _ meaning: (UInt64) -> String? = { _ in nil })
    throws(WireError)
  {
    try uint(&v, octets: octets, octetString: false, f(), meaning, bits: { _ in })
  }
  @inline(__always)
  mutating func uint(_ v: inout UInt64, octets: Int, octetString: Bool, _ f: @autoclosure () -> Field, _ meaning: (UInt64) -> String?)
    throws(WireError)
  {
    try uint(&v, octets: octets, octetString: octetString, f(), meaning, bits: { _ in })
  }
  @inline(__always)
  mutating func bytes(_ v: inout [UInt8], count: Int, _ f: @autoclosure () -> Field) throws(WireError) {
    try bytes(&v, count: count, .leaf, f(), { _ in nil })
  }
  @inline(__always)
  mutating func bytes(_ v: inout [UInt8], count: Int, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?) throws(WireError) {
    try bytes(&v, count: count, .leaf, f(), meaning)
  }
  @inline(__always)
  mutating func bytes(_ v: inout [UInt8], count: Int, _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field) throws(WireError) {
    try bytes(&v, count: count, kind, f(), { _ in nil })
  }
  @inline(__always)
  mutating func rest(_ v: inout [UInt8], _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field) throws(WireError) {
    try rest(&v, kind, f(), { _ in nil })
  }
  @inline(__always)
  mutating func rest(_ v: inout [UInt8], _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String? = { _ in nil }) throws(WireError) {
    try rest(&v, .leaf, f(), meaning)
  }
  @inline(__always)
  mutating func left(_ length: Int, head: Int, size: Int = 1, _ f: @autoclosure () -> Field) throws(WireError) -> Int {
    try left(length, head: head, size: size, back: 0, goOn: false, f())
  }
  @inline(__always)
  mutating func left(_ length: Int, head: Int, size: Int = 1, goOn: Bool, _ f: @autoclosure () -> Field) throws(WireError) -> Int {
    try left(length, head: head, size: size, back: 0, goOn: goOn, f())
  }
  @inline(__always)
  mutating func list<E: WireMessage>(_ v: inout [E], each f: @autoclosure () -> Field) throws(WireError) {
    try list(&v, each: f(), { _ in nil })
  }
  @inline(__always)
  mutating func group(_ f: @autoclosure () -> Field, _ body: (inout Self) throws(WireError) -> Void) throws(WireError) {
    try group(f(), { nil }, body)
  }
}

/// A look at octets not yet read, up to the innermost `within`.
struct Ahead {
  let base: UnsafeRawBufferPointer
  let offset: Int
  let limit: Int
  @inline(__always) var count: Int { limit - offset }
  @inline(__always) func octet(_ i: Int) -> UInt8? { i >= 0 && i < count ? base[offset + i] : nil }
  /// `fromEnd: 1` is the last octet.
  @inline(__always) func octet(fromEnd i: Int) -> UInt8? { i >= 1 && i <= count ? base[limit - i] : nil }
  @inline(__always) func uint16(_ i: Int) -> UInt16? {
    guard let a = octet(i), let b = octet(i + 1) else { return nil }
    return UInt16(a) << 8 | UInt16(b)
  }
}
