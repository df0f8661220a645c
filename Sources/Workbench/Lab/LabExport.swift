import ProtocolEngines

extension Lab {
  /// The steps up to `current` as pcapng octets, on three interfaces: the wire; PPP as it is inside the tunnel, decrypted
  /// where the lab can; the users' IP packets. Every packet carries a comment: step, summary, and what its receiver did.
  public func pcapng() -> [UInt8] {
    var w = PcapngWriter(comment: "new \(settings.words.joined(separator: " ")), \(current) steps")
    let wire = w.interface(.ethernet, name: "wire", description: "between client and server")
    let ppp = w.interface(.ppp, name: "ppp", description: "PPP inside the tunnel, after decryption")
    let user = w.interface(.rawIP, name: "user", description: "IP packets of the tunnel's users")
    w.names([
      (LabSettings.clientAddress, "client"), (LabSettings.serverAddress, "server"),
      (TunnelSettings.clientInside, "client-inside"), (TunnelSettings.serverInside, "server-inside"),
    ])
    for i in 1..<max(settings.clients, 1) {
      let name = LabSettings.clientName(i)
      w.names([(LabSettings.clientAddress(i), name), (settings.ppp(.server, client: i).peerAddress, "\(name)-inside")])
    }
    // Comments point at packets by the numbers they have in this file, which are those that Wireshark shows.
    var packets = 0
    for n in stride(from: 1, through: current, by: 1) {
      let record = records[n - 1]
      for (f, d) in zip(record.frames, dissections(of: n)) {
        let direction: PcapngWriter.Direction = f.from == "server" ? .inbound : .outbound
        let time = Self.nanoseconds(f.time)
        w.packet(interface: wire, time: time, f.octets, direction: direction, comment: comment(record, f, d))
        packets += 1
        let outer = packets
        guard let inner = TunnelPayload(d) else { continue }
        let opened = inner.opened ? ", decrypted" : ""
        w.packet(interface: ppp, time: time, inner.pppFrame, direction: direction, comment: "step \(n): PPP of frame \(outer)\(opened)")
        packets += 1
        if let packet = inner.ipPacket {
          w.packet(
            interface: user, time: time, packet, direction: direction, comment: "step \(n): user's packet of frame \(outer)\(opened)")
          packets += 1
        }
      }
    }
    return w.octets
  }

  private func comment(_ r: StepRecord, _ f: LabFrame, _ d: Dissection) -> String {
    var lines = ["step \(r.number): \(d.summary.isEmpty ? "\(f.octets.count) octets" : d.summary)"]
    if let t = f.tampered { lines.append("on the wire: \(t)") }
    if let lost = f.lost { lines.append("lost: \(lost)") }
    if f.number == r.frame?.number {
      for n in r.notes where !n.note.ref.isEmpty && n.note.kind != .key { lines.append("\(n.node): \(n.note.text) (\(n.note.ref))") }
    }
    return lines.joined(separator: "\n")
  }
}

/// What a frame carries through the tunnel: its PPP frame in the long spelling, and the IP packet in it.
struct TunnelPayload {
  var pppFrame: [UInt8]
  var ipPacket: [UInt8]?
  /// It was encrypted and could be opened.
  var opened = false

  init?(_ d: Dissection) {
    guard let wire = d.buffers.first else { return nil }
    let start = wire.notes.first { $0.field.id.string.prefix { $0 != "." } == ProtocolInfo.linkLayer }?.range.lowerBound
    let limit = FrameFacts(wire.octets).payload.upperBound
    guard let end = start, end < limit, limit <= wire.octets.count else { return nil }
    var frame = Array(wire.octets[end..<limit])
    if let b = d.buffers.first(where: { $0.source == .mppe }) {
      frame = b.octets
      opened = true
    }
    if frame.count >= 2, frame[0] == 0xff, frame[1] == 0x03 { frame.removeFirst(2) }
    // One octet of Protocol is odd (RFC 1661 §2): written long here, as every reader understands it.
    if let first = frame.first, first & 1 == 1 { frame.insert(0, at: 0) }
    guard frame.count >= 2 else { return nil }
    pppFrame = [0xff, 0x03] + frame
    let proto = PPPProtocol(rawValue: UInt16(frame[0]) << 8 | UInt16(frame[1]))
    if proto == .ipv4 || proto == .ipv6 { ipPacket = Array(frame[2...]) }
  }
}
