/// Parses; with `FieldTree`, annotates. The one file that reads raw memory: it lives only inside `withUnsafeBytes`,
/// and `take` is the only bounds check.
struct Reader<Notes: FieldNotes>: WireCoder {
  let base: UnsafeRawBufferPointer
  var offset: Int
  var limit: Int
  var notes: Notes

  @inline(__always)
  init(_ base: UnsafeRawBufferPointer, from offset: Int = 0, to limit: Int? = nil, _ notes: Notes) {
    self.base = base
    self.offset = offset
    self.limit = min(limit ?? base.count, base.count)
    self.notes = notes
  }

  @inline(__always) var remaining: Int { limit &- offset }

  @inline(__always)
  private mutating func take(_ n: Int, _ f: @autoclosure () -> Field) throws(WireError) -> Int {
    // One compare for both "too short" and "negative": `limit - offset` is never negative.
    guard UInt(bitPattern: n) <= UInt(bitPattern: limit &- offset) else {
      throw WireError.short(at: offset, need: n, have: limit &- offset, f())
    }
    let at = offset
    offset = at &+ n
    return at
  }

  /// The big-endian number in `count` octets at `at`, which `take` has checked. With a constant count one or two loads.
  @inline(__always)
  private func number(_ at: Int, _ count: Int) -> UInt64 {
    switch count {
    case 1: return UInt64(base.load(fromByteOffset: at, as: UInt8.self))
    case 2: return UInt64(UInt16(bigEndian: base.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
    case 4: return UInt64(UInt32(bigEndian: base.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    case 6: return number(at, 2) << 32 | number(at &+ 2, 4)
    case 8: return UInt64(bigEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    default:
      var x: UInt64 = 0
      for i in 0..<count { x = x << 8 | UInt64(base[at &+ i]) }
      return x
    }
  }

  @inline(__always)
  mutating func int<T: FixedWidthInteger & UnsignedInteger>(
    _ v: inout T, _ f: @autoclosure () -> Field, _ meaning: (T) -> String?, bits: (inout BitNotes) -> Void
  ) throws(WireError) {
    let at = try take(MemoryLayout<T>.size, f())
    let x = T(bigEndian: base.loadUnaligned(fromByteOffset: at, as: T.self))
    v = x
    if Notes.keeps {
      notes.leaf(at, offset, .leaf, f(), value: UInt64(truncatingIfNeeded: x), meaning: meaning(x))
      notes.bits(at, offset, value: UInt64(truncatingIfNeeded: x), width: T.bitWidth, bits)
    }
  }

  @inline(__always)
  mutating func uint(
    _ v: inout UInt64, octets: Int, octetString: Bool, _ f: @autoclosure () -> Field, _ meaning: (UInt64) -> String?,
    bits: (inout BitNotes) -> Void
  ) throws(WireError) {
    let at = try take(octets, f())
    let x = number(at, octets)
    v = x
    if Notes.keeps {
      notes.leaf(at, offset, .leaf, f(), value: octetString ? nil : x, meaning: meaning(x))
      notes.bits(at, offset, value: x, width: 8 * octets, bits)
    }
  }

  @inline(__always)
  mutating func octets16(_ high: inout UInt64, _ low: inout UInt64, _ f: @autoclosure () -> Field, _ meaning: (UInt64, UInt64) -> String?)
    throws(WireError)
  {
    let at = try take(16, f())
    high = UInt64(bigEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    low = UInt64(bigEndian: base.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
    if Notes.keeps { notes.leaf(at, offset, .leaf, f(), value: nil, meaning: meaning(high, low)) }
  }

  @inline(__always)
  mutating func bytes(
    _ v: inout [UInt8], count: Int, _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?
  ) throws(WireError) {
    let at = try take(count, f())
    v = [UInt8](base[at..<offset])
    if Notes.keeps { notes.leaf(at, offset, kind, f(), value: nil, meaning: meaning(v)) }
  }

  @inline(__always)
  mutating func rest(_ v: inout [UInt8], _ kind: FieldNote.Kind, _ f: @autoclosure () -> Field, _ meaning: ([UInt8]) -> String?)
    throws(WireError)
  {
    try bytes(&v, count: limit &- offset, kind, f(), meaning)
  }

  @inline(__always)
  mutating func within(_ count: Int, _ f: @autoclosure () -> Field, _ body: (inout Self) throws(WireError) -> Void) throws(WireError) {
    let outer = limit
    if Notes.keeps {
      // `left` has told it already.
      if count == .min { return }
      var end = offset &+ count
      if count < 0 {
        notes.problem(WireError(.badLength, at: offset, need: count, have: 0, f()))
        end = offset
      } else if count > outer &- offset {
        notes.problem(WireError(.truncated, at: offset, need: count, have: outer &- offset, f()))
        end = outer
      }
      limit = end
      let depth = notes.openDepth
      do throws(WireError) { try body(&self) } catch {
        notes.problem(error)
        // Inside the group that was being read: a group without leaves would pass for one.
        if offset < limit {
          notes.leaf(offset, limit, .unexplained, .unexplained, value: nil, meaning: nil)
          offset = limit
        }
        notes.closeDown(to: depth, limit)
      }
      if offset < limit {
        notes.problem(WireError(.leftover, at: offset, need: limit &- offset, have: limit &- offset, f()))
        notes.leaf(offset, limit, .unexplained, .unexplained, value: nil, meaning: nil)
        offset = limit
      }
      limit = outer
    } else {
      guard count >= 0 else { throw WireError(.badLength, at: offset, need: count, have: 0, f()) }
      guard count <= outer &- offset else { throw WireError(.truncated, at: offset, need: count, have: outer &- offset, f()) }
      limit = offset &+ count
      try body(&self)
      guard offset == limit else { throw WireError(.leftover, at: offset, need: limit &- offset, have: limit &- offset, f()) }
      limit = outer
    }
  }

  @inline(__always)
  mutating func group(_ f: @autoclosure () -> Field, _ summary: () -> String?, _ body: (inout Self) throws(WireError) -> Void)
    throws(WireError)
  {
    if Notes.keeps {
      let mark = notes.open(offset, f())
      try body(&self)
      notes.close(mark, offset, summary())
    } else {
      try body(&self)
    }
  }

  @inline(__always)
  mutating func list<E: WireMessage>(_ v: inout [E], each f: @autoclosure () -> Field, _ summary: (E) -> String?) throws(WireError) {
    if !v.isEmpty { v.removeAll(keepingCapacity: true) }
    // Lists are short: one allocation instead of three.
    if offset < limit, v.capacity < 4 { v.reserveCapacity(4) }
    while offset < limit {
      let start = offset
      if !Notes.keeps {
        // Built in its place: no copy of the element.
        v.append(E())
        try v[v.count &- 1].code(&self)
        guard offset > start else { throw WireError(.badLength, at: start, need: 0, have: 1, f()) }
        continue
      }
      var e = E()
      let mark = notes.open(offset, f())
      try e.code(&self)
      notes.close(mark, offset, summary(e))
      // A list whose element takes no octets would never end.
      guard offset > start else { throw WireError(.badLength, at: start, need: 0, have: 1, f()) }
      v.append(e)
    }
  }

  @inline(__always)
  mutating func left(_ length: Int, head: Int, size: Int, back: Int, goOn: Bool, _ f: @autoclosure () -> Field) throws(WireError) -> Int {
    guard length < head else { return length &- head }
    let error = WireError.tooSmall(at: offset &- back &- size, length, least: head, size: size, f())
    guard Notes.keeps, goOn else { throw error }
    notes.problem(error)
    return .min
  }

  @inline(__always)
  mutating func learn<V>(_ v: inout V, _ look: (Ahead) -> V) {
    v = look(Ahead(base: base, offset: offset, limit: limit))
  }
}
