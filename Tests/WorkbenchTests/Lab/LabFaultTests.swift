import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct LabFaultTests {
  @Test func aLostControlMessageIsSentAgain() throws {
    var lab = try makeLab()
    _ = try lab.perform("drop next if pptp")
    let end = try lab.run("tunnel.up")
    #expect(end.reached)
    #expect(lab.records.contains { if case .lost = $0.cause { true } else { false } })
    #expect(lab.records.contains { if case .timer("tcp.retransmit", _) = $0.cause { true } else { false } })
  }

  @Test func queueNumbersAndCounts() throws {
    var lab = try makeLab()
    lab.step()
    let packet = try #require(lab.world.flights.first?.packet)
    if case .success = lab.perform(.fault(Fault(action: .drop, which: .packet(999)))) { Issue.record("there is no packet 999") }
    _ = try lab.perform("drop \(packet)")
    #expect(lab.world.flights.first?.lost != nil)
    check(lab.step()?.cause == .lost(Reason(WireReason.dropped, "dropped on the wire")))
    _ = try lab.perform("drop next 2 if tcp.flags.syn == 1")
    let end = try lab.run("tunnel.up")
    #expect(end.reached)
    #expect(lab.records.filter { if case .lost = $0.cause { true } else { false } }.count == 2)
    #expect(lab.world.faults.isEmpty)
  }

  @Test(arguments: [
    "dup every", "swap every if gre", "delay 300ms every if gre", "swap next 3 if gre", "corrupt next 2 if gre", "corrupt next if pptp",
    "10%", "corrupt 5%", "dup 20%",
  ])
  func theTunnelComesUpAllTheSame(_ fault: String) throws {
    for seed in 1...3 {
      for mode in ["stateless", "stateful"] {
        var lab = try makeLab("seed=\(seed)", "mppe-mode=\(mode)")
        _ = try lab.perform(fault.hasSuffix("%") && !fault.contains(" ") ? "drop \(fault)" : fault)
        let end = try lab.run("tunnel.up")
        #expect(end.reached, "\(fault), seed \(seed), \(mode): \(end)")
      }
    }
  }

  @Test func aBrokenChecksumIsSeen() throws {
    var lab = try makeLab()
    _ = try lab.perform("corrupt next at 60 xor 0x01 if pptp")
    let end1 = try lab.run("control.up")
    #expect(end1.reached)
    #expect(lab.records.contains { $0.notes.contains { $0.note.text.contains("checksum") } })
    let hit = try #require(lab.records.first { $0.frame?.tampered != nil })
    #expect(lab.dissections(of: hit.number).first?.problems.isEmpty == false)
  }

  @Test func blockedGREEndsInLCPsPatience() throws {
    var lab = try makeLab()
    _ = try lab.perform("firewall block gre")
    let end = try lab.run("tunnel.up")
    #expect(!end.reached)
    #expect(lab.lastHeld(.controlUp) != nil && lab.lastHeld(.callUp) != nil && lab.lastHeld(.lcpOpened) == nil)
    #expect(end.why.contains { $0.text.contains("firewall block gre") }, "\(end.why)")
    #expect(end.why.contains { $0.ref.contains("1661") }, "\(end.why)")
  }

  @Test func blockedPortEndsInTCPsPatience() throws {
    var lab = try makeLab()
    _ = try lab.perform("firewall block tcp 1723")
    let end = try lab.run("control.up")
    #expect(!end.reached)
    #expect(end.why.contains { $0.text.contains("firewall block tcp 1723") })
  }

  @Test func breakpointsWatchesAndNext() throws {
    var lab = try makeLab()
    let b = lab.addBreakpoint(try lab.expression("pptp.control_message_type == sccrp").get())
    check(lab.run().reason == .breakpoint(b.number))
    #expect(lab.record(lab.current)?.from == "server")
    lab.removeBreakpoint(b.number)
    lab.addWatch("client.lcp.state")
    guard case .watch(let path, _, _) = lab.run().reason else {
      Issue.record("no watch")
      return
    }
    #expect(path == "client.lcp.state")
    lab.removeWatch(path)
    var other = try makeLab()
    try other.run("control.up")
    let reply = other.next().end
    #expect(reply.reached, "\(reply)")
    let clock = other.world.clock
    check(other.advance(.seconds(7)).reached)
    #expect(other.world.clock == clock + .seconds(7))
  }

  @Test func expressionsSeeFieldsAndStates() throws {
    var lab = try makeLab()
    let end2 = try lab.run("lcp.code == request and from == client")
    #expect(end2.reached)
    let end3 = try lab.run("ppp and to == client")
    #expect(end3.reached)
    let end4 = try lab.run("server.lcp.state == opened")
    #expect(end4.reached)
    // The packet that opened the server's LCP: GRE outside, LCP inside, and neither the other way round.
    for (text, holds) in [
      ("inner.lcp", true), ("outer.gre", true), ("lcp", true), ("outer.lcp", false), ("inner.gre", false), ("chap", false),
      ("chap or inner.lcp", true), ("chap and inner.lcp", false),
    ] {
      #expect(try lab.expression(text).get().holds(in: lab) == holds, "\(text)")
    }
    #expect(try lab.expression("outer.ip.ttl == 64 and ip.src == 10.0.0.1 or ip.src == \"10.0.0.2\"").get().holds(in: lab))
    if case .failure(let e) = lab.expression("client.lpc.state == opened") {
      #expect(e.suggestion?.contains("lcp.state") == true)
    } else {
      Issue.record("no error")
    }
  }
}
