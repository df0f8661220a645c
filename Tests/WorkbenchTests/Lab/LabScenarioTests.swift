import ProtocolEngines
import Testing

@testable import Workbench

func makeLab(_ words: String...) throws -> Lab { Lab(settings: try LabSettings.parse(words).get()) }

extension Lab {
  @discardableResult mutating func run(_ text: String) throws -> RunEnd { run(until: try expression(text).get()) }
  @discardableResult mutating func perform(_ line: String) throws -> StepRecord {
    try perform(LabCommand.parse(line).get()).get()
  }
  /// Everything that can be seen of the steps up to `current`.
  var trace: [[UInt8]] { records[..<current].flatMap { $0.frames.map(\.octets) } }
}

@Suite struct LabSkeletonTests {
  @Test func controlConnectionComesUp() throws {
    var lab = try makeLab()
    let end = try lab.run("control.up")
    #expect(end.reached, "\(end)")
    #expect(lab.value(of: "client.tcp.state") == .text("ESTABLISHED"))
  }

  @Test func tunnelComesUpAndCarriesAPing() throws {
    var lab = try makeLab()
    let end = try lab.run("tunnel.up")
    #expect(end.reached, "\(end)")
    for m in [Milestone.controlUp, .callUp, .lcpOpened, .authDone, .ccpOpened] { #expect(lab.holds(m), "\(m.rawValue)") }
    let (reply, _) = lab.ping()
    #expect(reply?.from == "192.168.77.1")
    do {
      let reply = lab.ping(from: "server").reply
      #expect(reply?.from == "192.168.77.10")
    }
    do {
      let reply = lab.ping(to: "ipv6").reply
      #expect(reply?.from.hasPrefix("fe80::") == true)
    }
    _ = try lab.perform("hangup")
    let farewell = try lab.run("down")
    #expect(farewell.reached, "\(farewell)")
    check(lab.run().reason == .quiet)
  }
}

/// `#expect` for what changes the lab as it is asked.
func check(_ holds: Bool, _ comment: Comment? = nil, at place: SourceLocation = #_sourceLocation) {
  #expect(holds, comment, sourceLocation: place)
}
