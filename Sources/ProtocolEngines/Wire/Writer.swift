/// Emits. Writes every value as it stands, right or wrong, so a faulty message can be sent on purpose.
struct Writer: WireCoder {
  var octets: [UInt8] = []
  @inline(__always) init() { octets.reserveCapacity(192) }
  /// Goes on behind `octets`.
  @inline(__always) init(behind octets: consuming [UInt8]) { self.octets = octets }

  @inline(__always) var offset: Int { octets.count }
  @inline(__always) var remaining: Int { .max }

  @inline(__always)
  mutating func int<T: FixedWidthInteger & UnsignedInteger>(
    _ v: inout T, _ f: @autoclosure () -> Field, _ meaning: (T) -> String?, bits: (inout BitNotes) -> Void
  ) throws(WireError) {
    put(v)
  }
  /// Most significant octet first. One at a time: for so few, that is less work than an append of a buffer.
  @inline(__always)
  private mutating func put<T: FixedWidthInteger & UnsignedInteger>(_ v: T) {
    var shift = T.bitWidth
    while shift > 0 {
      shift -= 8
      octets.append(UInt8(truncatingIfNeeded: v >> T(shift)))
    }
  }
  @inline(__always)
  mutating func uint(
    _ v: inout UInt64, octets n: Int, octetString: Bool, _ f: @autoclosure () -> Field, _ meaning: (UInt64) -> String?,
    bits: (inout BitNotes) -> Void
  ) throws(WireError) {
    for i in stride(from: n - 1, through: 0, by: -1) { octets.append(UInt8(truncatingIfNeeded: v >> UInt64(8 * i))) }
  }
  @inline(__always)
  mutating func octets16(_ high: inout UInt64, _ low: inout UInt64, _ f: @autoclosure () -> Field, _ meaning: (UInt64, UInt64) -> String?)
    throws(WireError)
  {
    put(high)
    put(low)
  }
  @inline(__always)
  mutating func bytes(
    _ v: inout [UInt8], count: Int, _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?
  ) throws(WireError) {
    octets.append(contentsOf: v)
  }
  @inline(__always)
  mutating func rest(_ v: inout [UInt8], _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?)
    throws(WireError)
  {
    octets.append(contentsOf: v)
  }
  @inline(__always)
  mutating func within(_ count: Int, _ f: @autoclosure () -> Field, _ body: (inout Self) throws(WireError) -> Void) throws(WireError) {
    try body(&self)
  }
  @inline(__always)
  mutating func group(_ f: @autoclosure () -> Field, _ summary: () -> String?, _ body: (inout Self) throws(WireError) -> Void)
    throws(WireError)
  {
    try body(&self)
  }
  @inline(__always)
  mutating func list<E: WireMessage>(_ v: inout [E], each f: @autoclosure () -> Field, _ summary: (E) -> String?) throws(WireError) {
    // A copy of each element: writing back would copy the array on every emit.
    for e in v {
      var e = e
      try e.code(&self)
    }
  }
  @inline(__always)
  mutating func left(_ length: Int, head: Int, size: Int, back: Int, goOn: Bool, _ f: @autoclosure () -> Field) throws(WireError) -> Int {
    0
  }
  @inline(__always)
  mutating func learn<V>(_ v: inout V, _ look: (Ahead) -> V) {}
}
