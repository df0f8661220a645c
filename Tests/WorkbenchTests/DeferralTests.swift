import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// What MPPE hides when packets change places or passwords, seen in whole labs and as `dissect` prints it.
@Suite struct DeferralTests {
  /// The dissections of everything on the wire, as `dissect` would print them.
  static func dissect(_ lab: Lab, _ keyring: Keyring) -> [Dissection] {
    var observer = Observer(keyring: keyring)
    var deferral = Deferral()
    var out: [Dissection] = []
    for f in lab.records.flatMap(\.frames) {
      out += deferral.add(observer.observe(f.octets, link: .ethernet, time: 1, number: f.number), time: 1).map(\.dissection)
    }
    return out + deferral.rest().map(\.dissection)
  }

  @Test(arguments: ["stateful", "stateless"]) func packetsThatChangedPlaces(_ mode: String) throws {
    var lab = try makeLab("mppe-mode=\(mode)")
    let end = try lab.run("tunnel.up")
    #expect(end.reached)
    for line in ["swap next if gre", "send ping", "send ping"] { _ = try lab.perform(line) }
    for _ in 0..<6 { lab.step() }
    let all = Self.dissect(lab, lab.settings.keyring)
    #expect(all.map(\.number) == all.map(\.number).sorted())
    var counts = OctetCounts()
    for d in all {
      #expect(Tiling.fault(in: d) == nil)
      #expect(d.problems.isEmpty, "frame \(d.number): \(d.problems)")
      counts.add(d)
    }
    #expect(counts.ciphertext == 0 && counts.opened >= 4)
    let waited = all.filter { d in d.buffers[0].notes.contains { $0.kind == .ciphertext && $0.inFrame == Int32(d.number + 1) } }
    #expect(waited.count == (mode == "stateful" ? 1 : 0))
  }

  /// In the lab: while the gap is open, what is missing; afterwards, where the packet that came early was opened.
  @Test func theLabSaysWhereAnEarlyPacketIsOpened() throws {
    var lab = try makeLab("mppe-mode=stateful")
    try lab.run("tunnel.up")
    for line in ["swap next if gre", "send ping", "send ping"] { _ = try lab.perform(line) }
    let step = lab.step()
    let early = try #require(step)
    func shown() -> String { Views.fields(lab, early.number).render(RenderOptions(width: 200)) }
    let before = shown()
    let frame = try #require(early.frame?.number)
    #expect(
      before.contains("RC4 state lost at frame \(frame): packet 0 is missing") && before.contains("opens when the packets before it come"))
    lab.step()
    let after = shown()
    #expect(after.contains("came before its turn; opened in frame \(frame + 1)") && !after.contains("is missing"), "\(after)")
    // What is known depends on the step.
    lab.back()
    #expect(shown() == before)
  }

  @Test(arguments: ["mschapv2", "mschap"]) func aPasswordThatWasChanged(_ auth: String) throws {
    var lab = try makeLab("expired=on", "new-password=newer", "auth=\(auth)")
    let end = try lab.run("tunnel.up")
    #expect(end.reached)
    _ = try lab.perform("send ping")
    for _ in 0..<4 { lab.step() }
    var other = Keyring()
    other.users = [Keyring.User(name: "student", password: "newer")]
    for keyring in [lab.settings.keyring, other] {
      let all = Self.dissect(lab, keyring)
      #expect(all.contains { d in d.buffers.contains { $0.source == .mppe } })
      #expect(!all.contains { $0.problems.contains { $0.field == "mppe.ciphertext" } })
      #expect(all.contains { d in d.buffers.contains { b in b.source == .chap && b.notes.contains { $0.meaning == "\"newer\"" } } })
    }
  }
}
