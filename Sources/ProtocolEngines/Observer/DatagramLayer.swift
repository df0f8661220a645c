extension Observer {
  /// A datagram of a tunnel over UDP: its header, and the PPP frame that follows where there is one.
  mutating func datagram(
    _ reader: DatagramReader, port: UInt16, _ r: inout TreeReader, _ x: inout FrameContext
  ) throws(WireError) {
    let content = try reader.read(&r)
    guard x.quoted == 0 else { return r.restLeaf(.data, Field("udp.data", "Payload", "RFC 768", "what the application sent")) }
    x.say(reader.name)
    x.info.add(content.summary)
    guard let session = content.session else { return }
    let (i, side) = conversations.packet(.udp(port), x.source, x.destination, session)
    try ppp(i, side, nil, &r, &x)
  }
}
