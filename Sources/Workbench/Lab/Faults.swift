import ProtocolEngines

extension World {
  // MARK: Firewall

  /// The first of the middleboxes that is a firewall.
  var firewall: Firewall {
    get {
      for case .firewall(let w) in middleboxes { return w }
      return Firewall()
    }
    set {
      let i = middleboxes.firstIndex { if case .firewall = $0 { true } else { false } }
      if let i { middleboxes[i] = .firewall(newValue) } else { middleboxes.append(.firewall(newValue)) }
    }
  }

  /// Adds a rule before the others; it also meets what is on its way.
  mutating func add(_ rule: FirewallRule) {
    firewall.add(rule)
    for i in flights.indices where flights[i].lost == nil { flights[i].lost = blocked(flights[i]) }
  }

  // MARK: Faults

  /// How the wire looks at packets: with an Observer that has seen all before them.
  struct Sight {
    /// Does a fault's expression fit this packet?
    var matches: (Expression, Flight) -> Bool
    var dissection: (Flight) -> Dissection
  }

  /// Sets a fault up: it meets what is on its way first, then what will be sent. Gives the packets it met.
  mutating func add(_ fault: Fault, _ sight: Sight) throws(UsageError) -> [Int] {
    let order = flights.sorted { $0.due == $1.due ? $0.packet < $1.packet : $0.due < $1.due }.filter { $0.lost == nil }
    if case .packet(let n) = fault.which {
      guard let f = order.first(where: { $0.packet == n }) else {
        throw UsageError("No packet \(n) is on its way", allowed: order.map { "\($0.packet)" })
      }
      if case .poke(let poke) = fault.action { _ = try poke.applied(to: f.octets, sight.dissection(f)) }
      apply(fault.action, to: n, sight)
      return [n]
    }
    guard faults.count < Self.faultLimit else {
      throw UsageError("There are already \(Self.faultLimit) faults; `faults clear` removes them")
    }
    var waiting = fault
    var met: [Int] = []
    for f in order {
      switch waiting.which {
      case .nth(let n) where n < 1: break
      case .chance: break
      default: if meets(&waiting, f, sight) { met.append(f.packet) }
      }
    }
    if case .nth(let n) = waiting.which, n < 1 { return met }
    faults.append(waiting)
    return met
  }

  /// Lets the waiting faults meet packets just sent.
  mutating func meetFaults(_ packets: [Int], _ sight: Sight) {
    guard !faults.isEmpty else { return }
    for p in packets {
      guard let f = flights.first(where: { $0.packet == p }), f.lost == nil else { continue }
      var list = faults
      for i in list.indices { _ = meets(&list[i], f, sight) }
      faults = list
      faults.removeAll { if case .nth(let n) = $0.which { n < 1 } else { false } }
    }
  }

  /// Counts the packet against the fault and applies it when it is its turn.
  private mutating func meets(_ fault: inout Fault, _ f: Flight, _ sight: Sight) -> Bool {
    if let e = fault.match, !sight.matches(e, f) { return false }
    // Only packets that have the field count.
    if case .poke(let poke) = fault.action, !poke.occurs(in: sight.dissection(f)) { return false }
    switch fault.which {
    case .packet: return false
    case .nth(let n):
      guard n >= 1 else { return false }
      fault.which = .nth(n - 1)
      guard n == 1 else { return false }
    case .every: break
    case .chance(let p): guard dice.chance(perMille: p) else { return false }
    }
    apply(fault.action, to: f.packet, sight)
    return true
  }

  /// Puts a frame that was seen before on the wire once more; gives its new number.
  mutating func replay(_ old: LabFrame, of step: Int, origin: Int) -> Int {
    packetCount += 1
    var f = Flight(
      packet: packetCount, due: clock + (link(old.from, old.to)?.latency ?? .milliseconds(10)), from: old.from, to: old.to,
      octets: old.octets,
      medium: old.medium, origin: origin,
      tampered: Reason(WireReason.replayed, "the packet of step \(step) once more"), pureAck: FrameFacts(old.octets).isPureAck)
    f.lost = blocked(f)
    flights.append(f)
    return packetCount
  }

  private mutating func apply(_ action: Fault.Action, to packet: Int, _ sight: Sight) {
    guard let i = flights.firstIndex(where: { $0.packet == packet }) else { return }
    switch action {
    case .drop: flights[i].lost = Reason(WireReason.dropped, "dropped on the wire")
    case .dup:
      packetCount += 1
      var copy = flights[i]
      copy.packet = packetCount
      copy.tampered = Reason(WireReason.duplicate, "a duplicate of packet \(packet)")
      copy.waitsForNext = false
      flights.append(copy)
    case .delay(let d):
      flights[i].due = flights[i].due + d
      flights[i].tampered = Reason(WireReason.delayed, "delayed by \(d.text)")
    case .swap:
      let from = flights[i].from
      let due = flights[i].due
      flights[i].tampered = Reason(WireReason.swapped, "made to change places with the packet behind it")
      if let behind = flights.filter({ $0.from == from && ($0.due > due || ($0.due == due && $0.packet > packet)) }).map(\.due).min() {
        flights[i].due = behind + .microseconds(1)
      } else {
        flights[i].due = due + Self.swapPatience
        flights[i].waitsForNext = true
      }
    case .poke(let poke):
      do throws(UsageError) {
        let done = try poke.applied(to: flights[i].octets, sight.dissection(flights[i]))
        flights[i].octets = done.frame
        flights[i].tampered = Reason(WireReason.poked, Sentence(verbatim: done.said))
        flights[i].pureAck = FrameFacts(done.frame).isPureAck
      } catch { flights[i].tampered = Reason(WireReason.unchanged, "not changed: \(error.text)") }
    case .truncate(let to):
      let count = flights[i].octets.count
      let facts = FrameFacts(flights[i].octets)
      let range = facts.payload.isEmpty ? 0..<count : facts.payload
      let drawn = range.lowerBound + Int(dice.below(UInt64(range.count)))
      let end = to ?? drawn
      guard end < count else {
        flights[i].tampered = Reason(WireReason.unchanged, "not truncated: it has only \(count) octets")
        return
      }
      flights[i].octets.removeSubrange(end...)
      flights[i].tampered = Reason(WireReason.truncated, "cut off after octet \(end) of \(count)")
      flights[i].pureAck = FrameFacts(flights[i].octets).isPureAck
    case .corrupt(let offset, let xor):
      let count = flights[i].octets.count
      guard count > 0 else { return }
      let facts = FrameFacts(flights[i].octets)
      // Without an offset: after the IP header, where it is worth looking.
      let range = facts.payload.isEmpty ? 0..<count : facts.payload
      let drawn = range.lowerBound + Int(dice.below(UInt64(range.count)))
      let bits = UInt8(1 + dice.below(255))
      let at = offset ?? drawn
      let mask = xor ?? bits
      guard at < count else {
        flights[i].tampered = Reason(WireReason.unchanged, "not corrupted: octet \(at) is beyond its end")
        return
      }
      let before = flights[i].octets[at]
      flights[i].octets[at] = before ^ mask
      flights[i].tampered = Reason(
        WireReason.corrupted, "octet \(at) changed from \(HexText.number(before, width: 2)) to \(HexText.number(before ^ mask, width: 2))")
      flights[i].pureAck = FrameFacts(flights[i].octets).isPureAck
    }
  }
}
