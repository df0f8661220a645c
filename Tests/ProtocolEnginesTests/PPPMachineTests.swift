import Testing

@testable import ProtocolEngines

/// The machine against the table: whatever is thrown at it, it makes no move that RFC 1661 §4.1 does not have.
@Suite struct PPPMachineTests {
  typealias Machine = ControlMachine<IPV6CPPolicy>
  typealias Packet = IPV6CPPacket

  static func event(_ n: Int, _ m: inout Machine, _ x: inout LinkContext, _ dice: inout Dice) -> [PPPAutomaton.Event] {
    func give(_ p: Packet) { _ = m.receive(p.sealed().encoded(), &x) }
    let other = IPV6CPOption.interfaceID(0x1234)
    switch n {
    case 0:
      guard m.state == .initial || m.state == .starting else { return [] }
      m.up(&x, because: "up")
      return [.up]
    case 1:
      guard m.state != .initial, m.state != .starting else { return [] }
      m.down(&x, because: "down")
      return [.down]
    case 2:
      m.open(&x, because: "open")
      return [.open]
    case 3:
      m.close(&x, message: "close", because: "close")
      return [.close]
    case 4:
      guard let due = m.deadline else { return [] }
      x.now = due
      let event: PPPAutomaton.Event = m.restartCount > 0 ? .timeoutPlus : .timeoutMinus
      m.tick(&x)
      return [event]
    case 5:
      give(Packet(.configureRequest, id: 9, [other]))
      return [.configureRequestGood]
    case 6:
      give(Packet(.configureRequest, id: 9, [.interfaceID(0)]))
      return [.configureRequestBad, .configureRequestGood]
    case 7:
      let valid = m.waits
      give(Packet(.configureAck, id: m.askedID, m.asked))
      return valid ? [.configureAck] : []
    case 8:
      let valid = m.waits
      give(Packet(.configureNak, id: m.askedID, [.interfaceID(0x5678)]))
      return valid ? [.configureNak] : []
    case 9:
      give(Packet(.terminateRequest, id: 3, text: [1]))
      return [.terminateRequest]
    case 10:
      give(Packet(.terminateAck, id: 3))
      return [.terminateAck]
    case 11:
      give(Packet(ControlCode(rawValue: 77), id: 3))
      return [.unknownCode]
    case 12:
      var p = Packet(.codeReject, id: 3)
      p.data = [77, 1, 0, 4]
      give(p)
      return [.rejectGood]
    case 13:
      guard m.state.rawValue >= 2 else { return [] }
      m.refusedByPeer(&x, because: "Protocol-Reject")
      return [.rejectBad]
    default:
      give(Packet(.configureAck, id: m.askedID &+ 1, m.asked))
      return []
    }
  }

  @Test func noMoveOutsideTheTable() {
    var seen = Set<String>()
    for seed in 0..<150 as Range<UInt64> {
      var dice = Dice(seed: seed)
      var m = Machine(IPV6CPPolicy())
      var x = LinkContext(config: PPPConfig(side: .client), dice: Dice(seed: seed))
      for _ in 0..<400 {
        let before = m.state
        let events = Self.event(Int(dice.below(15)), &m, &x, &dice)
        var sent = 0
        while let o = x.poll() {
          if case .transmit = o { sent += 1 }
          if case .note(let n) = o { #expect(n.kind != .problem || !n.text.contains("cannot happen"), "\(n.text)") }
        }
        let packetTooEarly = before.rawValue < 2 && events.allSatisfy { $0.rawValue >= PPPAutomaton.Event.configureRequestGood.rawValue }
        let allowed = events.compactMap { PPPAutomaton.transition(before, $0) }
        if packetTooEarly || allowed.isEmpty {
          #expect(m.state == before && sent == 0)
        } else {
          #expect(allowed.contains { $0.next == m.state }, "\(before.name) \(events.map(\.name)) -> \(m.state.name)")
          let most = allowed.map { $0.actions.filter { $0.name.first == "s" }.count }.max() ?? 0
          #expect(sent <= most, "\(before.name) \(events.map(\.name)) sent \(sent)")
          for e in events { seen.insert("\(before.name) \(e.name)") }
        }
        #expect((m.deadline != nil) == m.state.restartTimerRuns, "the Restart timer in \(m.state.name)")
        #expect(m.restartCount <= 10)
        _ = m.takeSignals()
      }
    }
    #expect(seen.count > 100, "most squares of the table were tried: \(seen.count)")
  }

  /// RFC 1661 §4.4, §4.6: Max-Terminate is 2.
  @Test func terminateGoesTwice() {
    var m = Machine(IPV6CPPolicy())
    var x = LinkContext(config: PPPConfig(side: .client), dice: Dice(seed: 1))
    m.open(&x, because: "")
    m.up(&x, because: "")
    _ = m.receive(Packet(.configureRequest, id: 9, [.interfaceID(5)]).sealed().encoded(), &x)
    _ = m.receive(Packet(.configureAck, id: m.askedID, m.asked).sealed().encoded(), &x)
    #expect(m.isOpened && m.takeSignals().contains(.up))
    while x.poll() != nil {}
    m.close(&x, message: "bye", because: "")
    var sent = 0
    while let due = m.deadline {
      x.now = due
      m.tick(&x)
    }
    while let o = x.poll() { if case .transmit = o { sent += 1 } }
    #expect(sent == 2 && m.state == .closed && x.now.micros == 6_000_000)
  }

  /// RFC 5072 §4.1: equal identifiers are nakked, zero gets a suggestion, two zeros are rejected.
  @Test func collidingInterfaceIdentifiers() throws {
    var p = IPV6CPPolicy()
    var x = LinkContext(config: PPPConfig(side: .client), dice: Dice(seed: 1))
    p.reset(&x)
    let own = try #require(p.identifier)
    #expect(own & 0x0200_0000_0000_0000 == 0, "the u bit is 0")
    if case .nak(let o, _, _, _, _) = p.judge(.interfaceID(own), &x) {
      #expect(o.number != own && o.number != 0)
      _ = p.nakked([o], &x)
      #expect(p.identifier != own && p.identifier != o.number, "our own suggestion came back: a third number")
    } else {
      Issue.record("an equal identifier must be nakked")
    }
    if case .nak = p.judge(.interfaceID(0), &x) {} else { Issue.record("zero must be nakked") }
    if case .accept = p.judge(.interfaceID(77), &x) {} else { Issue.record("another number must be taken") }
    _ = p.nakked([.interfaceID(99)], &x)
    #expect(p.identifier == 99)
  }
}
