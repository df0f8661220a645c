import ProtocolEngines

/// Writes dissections as JSON, one object a frame, as house rules give it. Keeps what repeats (the id, name and reference of
/// a field) ready as octets: a capture shows the same few hundred fields again and again.
public struct DissectionJSON: ~Copyable {
  var out = OutputBuffer()
  private var fields = FieldCache()

  public init() {}

  /// The object of one dissection, without line end.
  public static func object(_ d: Dissection, time: Int64) -> [UInt8] {
    var writer = DissectionJSON()
    writer.write(d, time: time)
    return writer.out.octets
  }

  public mutating func write(_ d: Dissection, time: Int64) {
    out.text("{\"frame\":")
    out.number(d.number)
    out.text(",\"time\":\"")
    out.time(time)
    out.text("\",\"length\":")
    out.number(d.buffers.first?.octets.count ?? 0)
    out.text(",\"summary\":")
    out.json(d.summary)
    out.text(",\"source\":")
    out.json(d.source)
    out.text(",\"destination\":")
    out.json(d.destination)
    out.text(",\"protocol\":")
    out.json(d.proto)
    out.text(",\"buffers\":[")
    for i in d.buffers.indices { buffer(d.buffers[i], i) }
    out.text("],\"fields\":[")
    var first = true
    for i in d.buffers.indices {
      d.buffers[i].octets.withUnsafeBytes { octets in
        d.buffers[i].notes.withUnsafeBufferPointer { notes in
          // By pointer: a note handed over as a value would be copied.
          guard let start = notes.baseAddress else { return }
          for j in 0..<notes.count {
            if !first { out.byte(0x2c) }
            first = false
            note(start + j, i, octets)
          }
        }
      }
    }
    out.text("],\"problems\":[")
    for (i, p) in d.problems.enumerated() {
      out.text(i == 0 ? "{\"buffer\":" : ",{\"buffer\":")
      out.number(p.buffer)
      out.text(",\"range\":[")
      out.number(p.range.lowerBound)
      out.byte(0x2c)
      out.number(p.range.upperBound)
      out.text("],\"field\":")
      out.json(p.field)
      out.text(",\"text\":")
      out.json(p.text)
      out.text(",\"ref\":")
      out.json(p.ref)
      out.byte(0x7d)
    }
    out.text("]}")
  }

  private mutating func buffer(_ b: AnnotatedBuffer, _ i: Int) {
    out.text(i == 0 ? "{\"id\":" : ",{\"id\":")
    out.number(i)
    out.text(",\"source\":\"")
    out.text(b.source.rawValue)
    out.byte(0x22)
    if !b.origins.isEmpty {
      out.text(",\"from\":[")
      for (k, o) in b.origins.enumerated() {
        out.text(k == 0 ? "{\"frame\":" : ",{\"frame\":")
        out.number(o.frame)
        out.text(",\"buffer\":")
        out.number(o.buffer)
        out.text(",\"range\":[")
        out.number(o.range.lowerBound)
        out.byte(0x2c)
        out.number(o.range.upperBound)
        out.text("]}")
      }
      out.byte(0x5d)
    }
    out.text(",\"length\":")
    out.number(b.octets.count)
    out.byte(0x7d)
  }

  @inline(__always)
  private mutating func note(_ n: UnsafePointer<FieldNote>, _ buffer: Int, _ octets: UnsafeRawBufferPointer) {
    let slot = fields.slot(n.pointee.field)
    fields.head(slot, &out)
    out.number(UInt64(truncatingIfNeeded: buffer))
    out.text(",\"range\":[")
    out.number(UInt64(n.pointee.lower))
    out.byte(0x2c)
    out.number(UInt64(n.pointee.upper))
    out.text("],\"depth\":")
    out.number(UInt64(n.pointee.depth))
    switch n.pointee.kind {
    case .group: out.text(",\"group\":true")
    case .bits:
      out.text(",\"bits\":[")
      out.number(UInt64(n.pointee.firstBit))
      out.byte(0x2c)
      out.number(UInt64(n.pointee.lastBit))
      out.text("],\"value\":")
      out.number(n.pointee.value)
    default:
      if n.pointee.hasValue {
        out.text(",\"value\":")
        out.number(n.pointee.value)
      } else {
        out.text(",\"value\":\"")
        let range = n.pointee.range.clamped(to: 0..<octets.count)
        out.hex(UnsafeRawBufferPointer(rebasing: octets[range]))
        out.byte(0x22)
      }
    }
    if let m = n.pointee.meaning {
      out.text(",\"meaning\":")
      out.json(m)
    }
    fields.tail(slot, &out)
    if n.pointee.opens >= 0 {
      out.text(",\"opens\":")
      out.number(Int(n.pointee.opens))
    }
    if n.pointee.inFrame > 0 {
      out.text(",\"in\":")
      out.number(Int(n.pointee.inFrame))
    }
    out.byte(0x7d)
  }
}

/// The constant octets of each field: `{"id":"ip.ttl","name":"Time to Live","buffer":` and `,"ref":"RFC 791 §3.1"`.
/// Found by where the field's literals are in memory.
private struct FieldCache: ~Copyable {
  struct Slot {
    var id, name, ref: UnsafePointer<UInt8>?
    var head = 0, headCount = 0, tail = 0, tailCount = 0
  }
  private static let size = 4096
  private var slots: UnsafeMutablePointer<Slot>
  private var used = 0
  private var arena = OutputBufferArena()

  init() {
    slots = .allocate(capacity: Self.size)
    slots.initialize(repeating: Slot(), count: Self.size)
  }
  deinit { slots.deallocate() }

  @inline(__always)
  mutating func slot(_ f: Field) -> Int {
    let id = f.id.utf8Start
    let name = f.name.utf8Start
    let ref = f.ref.utf8Start
    var h = UInt(bitPattern: id) &* 31 &+ UInt(bitPattern: name) &* 17 &+ UInt(bitPattern: ref)
    h ^= h >> 13
    var i = Int(h & UInt(Self.size - 1))
    while true {
      if slots[i].id == id && slots[i].name == name && slots[i].ref == ref { return i }
      if slots[i].id == nil { return add(f, i) }
      i = (i &+ 1) & (Self.size - 1)
    }
  }

  @inline(never)
  private mutating func add(_ f: Field, _ at: Int) -> Int {
    if used >= Self.size / 2 {
      // More fields than there can be: start afresh rather than grow.
      slots.update(repeating: Slot(), count: Self.size)
      used = 0
      arena.clear()
      return slot(f)
    }
    used += 1
    var text = OutputBuffer(capacity: 256)
    text.text("{\"id\":\"")
    text.jsonBody(f.id.utf8)
    text.text("\",\"name\":\"")
    text.jsonBody(f.name.utf8)
    text.text("\",\"buffer\":")
    let headCount = text.count
    text.text(",\"ref\":\"")
    text.jsonBody(f.ref.utf8)
    text.byte(0x22)
    let start = arena.add(text.octets)
    slots[at] = Slot(
      id: f.id.utf8Start, name: f.name.utf8Start, ref: f.ref.utf8Start, head: start, headCount: headCount, tail: start + headCount,
      tailCount: text.count - headCount)
    return at
  }

  @inline(__always)
  func head(_ slot: Int, _ out: inout OutputBuffer) { out.raw(arena.base + slots[slot].head, slots[slot].headCount) }
  @inline(__always)
  func tail(_ slot: Int, _ out: inout OutputBuffer) { out.raw(arena.base + slots[slot].tail, slots[slot].tailCount) }
}

private struct OutputBufferArena: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1 << 16)
  private var capacity = 1 << 16
  private var count = 0
  deinit { base.deallocate() }
  mutating func clear() { count = 0 }
  mutating func add(_ octets: [UInt8]) -> Int {
    while count + octets.count > capacity {
      let new = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      new.update(from: base, count: count)
      base.deallocate()
      base = new
      capacity *= 2
    }
    octets.withUnsafeBufferPointer { p in if let s = p.baseAddress { (base + count).update(from: s, count: p.count) } }
    defer { count += octets.count }
    return count
  }
}
