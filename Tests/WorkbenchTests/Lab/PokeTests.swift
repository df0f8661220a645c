import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct PokeTests {
  private func refusal(_ lab: Lab, _ line: String) -> UsageError? {
    var lab = lab
    do {
      _ = try lab.perform(line)
      return nil
    } catch { return error as? UsageError }
  }

  /// RFC 2637 §3: a message with another cookie has lost its synchronisation, and the control connection is closed.
  @Test func aWrongCookieClosesTheControlConnection() throws {
    var lab = try makeLab()
    _ = try lab.perform("poke pptp.magic_cookie=0x1234 next if from == client")
    let end = try lab.run("control.up")
    #expect(!end.reached)
    let hit = try #require(lab.records.first { $0.frame?.tampered != nil })
    #expect(hit.frame?.tampered?.text == "pptp.magic_cookie changed from 0x1a2b3c4d to 0x00001234")
    #expect(hit.notes.contains { $0.node == "server" && $0.note.kind == .problem && $0.note.text.contains("ookie") }, "\(hit.notes)")
    // TCP took it: its checksum is right again.
    let d = try #require(lab.dissections(of: hit.number).first)
    #expect(!d.problems.contains { $0.field.contains("checksum") }, "\(d.problems)")
    #expect(lab.holds(.down))
  }

  @Test func onlyTheFieldAndTheChecksumsChange() throws {
    var lab = try makeLab()
    try lab.run("pptp and from == client")
    let plain = try #require(lab.record(lab.current)?.frame)
    lab.back()
    _ = try lab.perform("poke pptp.length=157 \(plain.packet)")
    lab.step()
    let poked = try #require(lab.record(lab.current)?.frame)
    // PPTP's length is the first field after the headers; TCP's checksum is 16 octets into its header.
    let changed = plain.octets.indices.filter { plain.octets[$0] != poked.octets[$0] }
    #expect(Set(changed).isSubset(of: [50, 51, 54, 55]) && changed.contains(55), "\(changed)")
  }

  @Test func everyKindOfValueIsSet() throws {
    for (word, goal, shown) in [
      ("lcp.code=echo-request", "lcp", "lcp.code == 9"), ("lcp.opt.magic=0xdeadbeef", "lcp", "lcp.opt.magic == 0xdeadbeef"),
      ("gre.key.call_id=7", "gre", "gre.key.call_id == 7"),
      ("ip.src=10.9.8.7", "gre", "ip.src == 10.9.8.7"), ("pptp.host_name=stranger", "pptp", "pptp.host_name == stranger"),
      ("gre.flags.sequence_number=0", "gre.flags.sequence_number == 1", "gre.flags.sequence_number == 0"),
      ("eth.dst=02:00:00:00:00:09", "gre", "eth.dst == 02:00:00:00:00:09"), ("tcp.checksum=1", "pptp", "tcp.checksum == wrong"),
      ("ip.checksum=1", "gre", "ip.checksum == wrong"), ("ip.ttl=3", "pptp", "ip.ttl == 3"),
    ] {
      var lab = try makeLab()
      _ = try lab.perform("poke \(word) next if \(goal)")
      for _ in 0..<200 where !lab.records.contains(where: { $0.frame?.tampered != nil }) { lab.step() }
      #expect(try lab.expression(shown).get().holds(in: lab), "\(word): \(lab.record(lab.current)?.frame?.tampered?.text ?? "nothing")")
      if !word.contains("checksum") {
        #expect(lab.dissections(of: lab.current).first?.problems.contains { $0.field.contains("checksum") } == false, "\(word)")
      }
      // Gone again with `back`, and there again with `step`.
      let frame = lab.record(lab.current)?.frame
      lab.back()
      lab.step()
      #expect(lab.record(lab.current)?.frame == frame)
    }
  }

  @Test func ciphertextIsRefusedWithTheReason() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = try lab.perform("send ping")
    let packet = try #require(lab.world.flights.first?.packet)
    let e = try #require(refusal(lab, "poke icmp.type=8 \(packet)"))
    #expect(e.text.contains("ciphertext") && e.text.contains("RFC 3078"), "\(e)")
    // In front of the packet it can only be said when it comes.
    _ = try lab.perform("poke icmp.type=0 next")
    lab.step()
    #expect(lab.record(lab.current)?.frame?.tampered?.text.contains("ciphertext") == true)
  }

  @Test func whatCannotBeIsRefused() throws {
    let lab = try makeLab()
    for (line, words) in [
      ("poke lcp.cod=1", "lcp.cod"), ("poke lcp=1", "layer"), ("poke lcp.code=256", "8 bits"), ("poke lcp.code=bogus", "bogus"),
      ("poke gre.flags.sequence_number=2", "bit"), ("poke nothing.at.all=1", "nothing"),
      ("poke lcp.code=1 next if lcp.code == bogus", "bogus"), ("poke 5", "FIELD=VALUE"), ("replay 1", "step 1"),
    ] { #expect(refusal(lab, line)?.text.contains(words) == true, "\(line): \(refusal(lab, line)?.text ?? "taken")") }
  }

  @Test func aReplayIsTheSamePacketOnceMore() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = lab.ping()
    let old = try #require(
      lab.records.last { $0.from == "client" && $0.cause == .delivered && FrameFacts($0.frame?.octets ?? []).proto == .gre })
    let known = lab.current
    _ = try lab.perform("replay \(old.number)")
    for _ in 0..<5 where lab.record(lab.current)?.frame?.tampered == nil { lab.step() }
    let again = try #require(lab.record(lab.current))
    #expect(again.frame?.octets == old.frame?.octets && again.to == old.to)
    #expect(again.frame?.tampered?.text == "the packet of step \(old.number) once more")
    // RFC 2637 §4.3: what is not above the last number delivered is discarded.
    #expect(
      again.notes.contains { $0.node == "server" && $0.note.ref.contains("2637") && [.ignored, .problem].contains($0.note.kind) },
      "\(again.notes)")
    lab.goto(known)
    #expect(refusal(lab, "replay \(known + 1)") != nil, "a step that was taken back is no past")
    let timer = try #require(lab.records.first { if case .timer = $0.cause { true } else { $0.frame == nil } })
    #expect(refusal(lab, "replay \(timer.number)")?.text.contains("no packet") == true)
  }

  /// After a hang-up the tunnel can be made again, by either end.
  @Test(arguments: ["client", "server"]) func aTunnelCanBeOpenedAgain(_ node: String) throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    _ = try lab.perform("tell \(node) open")
    #expect(lab.record(lab.current)?.notes.contains { $0.note.kind == .ignored } == true, "there is one already")
    _ = try lab.perform("hangup")
    try lab.run("down")
    #expect(lab.holds(.down))
    _ = try lab.perform("tell \(node) open")
    let end = try lab.run("tunnel.up")
    #expect(end.reached, "\(end)")
    let reply = lab.ping().reply
    #expect(reply != nil)
  }
}
