import TestSupport
import Testing

@testable import ProtocolEngines

/// The properties every message has, whatever it says: parse and emit undo each other, notes cover each octet exactly once,
/// silent and annotating reader agree, and no mutation or truncation breaks any of that (or traps).
///
///     @Test func echo() { WireProperties.check(EchoRequest(), seeds: [[…], […]]) }
///
/// `context` is the message as the reader starts from it, for layouts that need something known from elsewhere.
enum WireProperties {
  static func check<M: WireMessage>(_ message: M, context: M = M(), mutants: Int = 400, at place: SourceLocation = #_sourceLocation) {
    let octets = message.encoded()
    #expect(
      parse(octets, context) == message, "parsing what was emitted gives another message: \(HexText.string(octets))", sourceLocation: place)
    check(M.self, octets: octets, context: context, mutants: mutants, at: place)
  }

  /// `octets` must parse. Checks them, all their prefixes, and `mutants` seeded mutations of them.
  static func check<M: WireMessage>(
    _ type: M.Type, octets: [UInt8], context: M = M(), mutants: Int = 400, at place: SourceLocation = #_sourceLocation
  ) {
    guard let m = parse(octets, context) else {
      Issue.record("does not parse: \(HexText.string(octets))", sourceLocation: place)
      return
    }
    #expect(
      m.encoded() == octets, "emitting what was parsed gives other octets than \(HexText.string(octets)): \(HexText.string(m.encoded()))",
      sourceLocation: place)
    if let fault = fault(octets, context) { Issue.record("\(fault): \(HexText.string(octets))", sourceLocation: place) }
    for n in 0..<octets.count {
      if let fault = fault(Array(octets[..<n]), context) {
        Issue.record("cut after \(n): \(fault): \(HexText.string(octets))", sourceLocation: place)
      }
    }
    var dice = Dice(seed: 0x5eed)
    for _ in 0..<mutants {
      let mutant = mutate(octets, &dice)
      if let fault = fault(mutant, context) {
        Issue.record("mutant: \(fault): \(HexText.string(mutant))", sourceLocation: place)
        return
      }
    }
  }

  /// What is wrong with how `M` treats these octets, well formed or not; nil if nothing.
  static func fault<M: WireMessage>(_ octets: [UInt8], _ context: M = M()) -> String? {
    let silent = parse(octets, context)
    if let silent, silent.encoded() != octets { return "parses, but is emitted as \(HexText.string(silent.encoded()))" }
    let (annotated, a) = M.annotate(octets, into: context)
    if let silent {
      if let p = a.problems.first { return "parses, but the annotating reader complains: \(p.text)" }
      if silent != annotated { return "silent and annotating reader read different messages" }
    } else if a.problems.isEmpty {
      return "does not parse, but the annotating reader has no complaint"
    }
    for p in a.problems where p.range.lowerBound < 0 || p.range.upperBound > max(octets.count, p.range.lowerBound + 1) {
      return "problem outside the octets: \(p)"
    }
    return Tiling.fault(in: a.notes, over: octets)
  }

  static func parse<M: WireMessage>(_ octets: [UInt8], _ context: M) -> M? {
    var m = context
    do throws(WireError) {
      try octets.reading { r throws(WireError) in
        try m.code(&r)
        guard r.offset == r.limit else { throw WireError(.leftover, at: r.offset, need: 1, have: 1, .unexplained) }
      }
      return m
    } catch { return nil }
  }

  /// One to three small wounds: bits, octets, lengths (small numbers), cuts, insertions.
  static func mutate(_ octets: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var o = octets
    for _ in 0...Int(dice.below(3)) {
      guard !o.isEmpty else { return [UInt8(dice.below(256))] }
      let i = Int(dice.below(UInt64(o.count)))
      switch dice.below(6) {
      case 0: o[i] ^= 1 << UInt8(dice.below(8))
      case 1: o[i] = UInt8(dice.below(256))
      case 2: o[i] = UInt8(dice.below(8))
      case 3: o.remove(at: i)
      case 4: o.insert(UInt8(dice.below(256)), at: i)
      default: o.removeLast(min(o.count, 1 + Int(dice.below(4))))
      }
    }
    return o
  }
}
