import Testing

@testable import ProtocolEngines
@testable import Workbench

/// Two nodes with their tunnel, and a host with the client's address that opens a second TCP connection to the server's port.
@Suite struct LabSecondConnectionTests {
  @Test func theTunnelDoesNotNotice() throws {
    var dice = Dice(seed: 4)
    let settings = LabSettings()
    var client = Node(.client, client: 0, settings, dice: &dice)
    var server = Node(.server, client: 0, settings, dice: &dice)
    var intruder = HostStack(
      mac: LabSettings.clientMAC, address: LabSettings.clientAddress, neighbours: [.init(LabSettings.serverAddress, LabSettings.serverMAC)],
      dice: dice.split())
    var intruderPort: UInt16?
    var reset = false
    var notes: [Note] = []
    var now = Instant()

    /// Who a frame of the server is for, by its TCP port.
    func isIntruders(_ frame: [UInt8]) -> Bool {
      frame.count > 37 && frame[23] == 6 && intruderPort == UInt16(frame[36]) << 8 | UInt16(frame[37])
    }
    func run(_ frames: [[UInt8]]) {
      var toServer = frames
      var toClient: [[UInt8]] = []
      for _ in 0..<2000 where !toServer.isEmpty || !toClient.isEmpty {
        now = now + .milliseconds(1)
        if !toServer.isEmpty {
          let t = server.receive(toServer.removeFirst(), at: now)
          notes += t.notes
          for f in t.frames {
            if isIntruders(f) {
              intruder.receive(f, at: now)
              intruder.settle()
              while let o = intruder.poll() {
                if case .frame(let f) = o { toServer.append(f) }
                if case .tcp(_, .closed(let why)) = o, why?.code == ReasonCode(TransportReason.reset) { reset = true }
              }
            } else {
              toClient.append(f)
            }
          }
        } else {
          toServer += client.receive(toClient.removeFirst(), at: now).frames
        }
      }
    }
    run(client.open(at: now).frames)
    #expect(client.endpoint.holds(.tunnelUp) && server.endpoint.holds(.tunnelUp))

    _ = intruder.connect(to: LabSettings.serverAddress, port: PPTPPort.control, at: now)
    var first: [[UInt8]] = []
    while let o = intruder.poll() { if case .frame(let f) = o { first.append(f) } }
    let syn = try #require(first.first)
    intruderPort = UInt16(syn[34]) << 8 | UInt16(syn[35])
    run(first)
    #expect(reset, "the second connection is reset")
    #expect(notes.contains { $0.kind == .refused && $0.ref == "RFC 2637 §3.1.3" })
    // The first one still carries control messages, and the tunnel packets.
    run(client.command(.tell("echo", []), at: now).frames)
    #expect(client.endpoint.holds(.controlUp) && server.endpoint.holds(.controlUp))
    let before = client.inside.answered
    run(client.ping(nil, at: now).frames)
    #expect(client.inside.answered == before + 1 && server.endpoint.holds(.tunnelUp))
  }
}
