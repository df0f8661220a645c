import ProtocolEngines
import Testing

@testable import Workbench

/// A line joined to itself: the magic number finds it out (RFC 1661 §6.4).
@Test(arguments: ["client", "server"]) func aLoopedEndFindsItselfOut(node: String) throws {
  var lab = Lab(settings: try LabSettings.parse([]).get())
  let command = try LabCommand.parse("loop \(node)").get()
  #expect(command.text == "loop \(node)")
  _ = try lab.perform(command).get()
  let end = lab.run(until: try Expression.parse("tunnel.up").get())
  #expect(!end.reached && end.reason == .quiet)
  #expect(end.why.contains { $0.node == node && $0.text.contains("our own magic number came back") })
  // Once the wire is mended, a new lab of the same seed comes up.
  var mended = Lab(settings: try LabSettings.parse([]).get())
  _ = try mended.perform(command).get()
  _ = try mended.perform(LabCommand.parse("loop clear").get()).get()
  #expect(mended.run(until: try Expression.parse("tunnel.up").get()).reached)
  if case .success = LabCommand.parse("loop") { Issue.record("loop without an end was taken") }
}
