import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// What every dissection of a whole connection must be.
@Suite struct LeafKindTests {
  static let scenarios = [
    "new pptp; run until tunnel.up; ping; hangup; run", "new pptp mppe-mode=stateful; run until tunnel.up; ping",
    "new pptp auth=pap mppe=off; run until tunnel.up; ping",
    "new pptp auth=chap mppe=off; run until tunnel.up", "new pptp auth=mschap mppe=40; run until tunnel.up; ping",
    "new pptp server.password=other; run until tunnel.up",
    "new pptp client.mppe=off server.mppe=128; run until tunnel.up", "new pptp call=incoming; run until call.up",
  ]

  private func dissections(_ line: String) -> [(step: Int, Dissection)] {
    var session = Session()
    for command in line.split(separator: ";") { _ = session.execute(String(command)) }
    guard let lab = session.lab else { return [] }
    return lab.records.flatMap { r in lab.dissections(of: r.number).map { (r.number, $0) } }
  }

  /// One leaf for each octet, and the last component of its id is its kind: `Tiling` looks at both.
  @Test(arguments: scenarios) func leavesTileAndNameTheirKind(line: String) {
    let all = dissections(line)
    #expect(all.count > 5)
    for (step, d) in all {
      #expect(Tiling.fault(in: d) == nil, "step \(step)")
      for b in d.buffers { #expect(!b.notes.contains { $0.kind == .unexplained }, "step \(step)") }
      #expect(d.problems.allSatisfy { !$0.text.isEmpty && !$0.ref.isEmpty })
    }
  }

  @Test func leavesOfAllCapturesTileAndNameTheirKind() throws {
    var frames = 0
    for file in TestMaterial.pptpCaptures() {
      for d in try TestMaterial.dissect(file, keys: TestMaterial.keyring) {
        frames += 1
        if let fault = Tiling.fault(in: d) { Issue.record("\(TestMaterial.name(file)): \(fault)") }
      }
    }
    #expect(frames > 1500)
  }

  /// What `Tiling` must find: each of these annotations is wrong in one way.
  @Test func faultsAreFound() throws {
    var observer = Observer()
    let good = observer.observe([0x45] + [UInt8](repeating: 0, count: 40), link: .rawIP, time: 0, number: 1)
    #expect(Tiling.fault(in: good) == nil)
    let leaf = try #require(good.buffers[0].notes.firstIndex { $0.kind == .leaf })
    func broken(_ change: (inout Dissection) -> Void) -> String? {
      var d = good
      change(&d)
      return Tiling.fault(in: d)
    }
    #expect(broken { $0.buffers[0].notes[leaf].kind = .data } != nil, "data that is not called so")
    #expect(
      broken { $0.buffers[0].notes[leaf].field = Field("ip.opt.data", "Option data", "RFC 791 §3.1") } != nil, "a leaf that is called data")
    #expect(broken { $0.buffers[0].notes[leaf].upper += 1 } != nil, "an overlap")
    #expect(broken { $0.buffers[0].notes.remove(at: leaf) } != nil, "a gap")
    #expect(broken { $0.buffers[0].notes[leaf].opens = 1 } != nil, "a buffer that is not there")
    #expect(broken { $0.problems.append(Problem(buffer: 1, range: 0..<1, field: "", text: "", ref: "")) } != nil, "a problem of no buffer")
  }
}
