import ProtocolEngines

/// Holds dissections back for a moment: a part of a larger message can say in which frame the message is whole only once
/// that frame has come. Bounded; what waits too long goes out as it is.
struct Deferral {
  static let most = 128
  struct Held {
    var dissection: Dissection
    var time: Int64
  }
  private var held: [Held] = []

  /// Takes the next dissection; gives those that can go out now, in order.
  mutating func add(_ d: Dissection, time: Int64) -> [Held] {
    if held.isEmpty, !Self.waits(d) { return [Held(dissection: d, time: time)] }
    for b in d.buffers where b.source == .tcp || b.source == .ip || b.source == .hdlc || b.source == .eap || b.source == .mppe {
      for o in b.origins where o.frame != d.number { resolve(o, d.number) }
    }
    held.append(Held(dissection: d, time: time))
    var n = 0
    while n < held.count, held.count - n > Self.most || !Self.waits(held[n].dissection) { n += 1 }
    let out = Array(held[..<n])
    held.removeFirst(n)
    return out
  }

  /// `d` as later frames explain it, which `next` gives one by one; as it is where none of them does.
  static func settled(_ d: Dissection, _ next: () -> Dissection?) -> Dissection {
    guard waits(d) else { return d }
    var deferral = Deferral()
    var out = deferral.add(d, time: 0)
    while out.isEmpty, let later = next() { out = deferral.add(later, time: 0) }
    return out.first?.dissection ?? deferral.rest().first?.dissection ?? d
  }

  /// Everything that still waits.
  mutating func rest() -> [Held] {
    defer { held = [] }
    return held
  }

  private mutating func resolve(_ o: AnnotatedBuffer.Origin, _ whole: Int) {
    guard let i = held.firstIndex(where: { $0.dissection.number == o.frame }), held[i].dissection.buffers.indices.contains(o.buffer) else {
      return
    }
    for j in held[i].dissection.buffers[o.buffer].notes.indices {
      let n = held[i].dissection.buffers[o.buffer].notes[j]
      guard Self.isPart(n), n.range.overlaps(o.range) else { continue }
      held[i].dissection.buffers[o.buffer].notes[j].inFrame = Int32(truncatingIfNeeded: whole)
      guard n.kind == .ciphertext else { continue }
      // Opened after all: nothing was lost.
      held[i].dissection.buffers[o.buffer].notes[j].meaning = "came before its turn"
      held[i].dissection.problems.removeAll { $0.buffer == o.buffer && $0.field == "mppe.ciphertext" }
    }
  }

  private static func isPart(_ n: FieldNote) -> Bool {
    if n.inFrame == FieldNote.later { return true }
    return n.kind == .leaf && n.inFrame == 0 && n.opens < 0
      && (n.field.id.equals("pptp.segment") || n.field.id.equals("ip.fragment") || n.field.id.equals("eap.tls.fragment")
        || n.field.id.equals("hdlc.part"))
  }

  /// Something in it may be explained by a later frame.
  static func waits(_ d: Dissection) -> Bool {
    // Parts are rare: only frames whose last leaf is one.
    for b in d.buffers {
      if let n = b.notes.last(where: { $0.tiles && !$0.field.id.equals("eth.padding") && !$0.field.id.equals("eth.trailer") }), isPart(n) {
        return true
      }
    }
    return false
  }
}
