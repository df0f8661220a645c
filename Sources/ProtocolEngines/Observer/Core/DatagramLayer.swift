extension Observer {
  /// A datagram of a tunnel over UDP: its header, and the PPP frame that follows where there is one.
  mutating func datagram(
    _ reader: DatagramReader, port: UInt16, _ r: inout TreeReader, _ frame: inout FrameContext
  ) throws(WireError) {
    let content = try reader.read(&r)
    guard frame.quoted == 0 else { return r.restLeaf(.data, Field("udp.data", "Payload", "RFC 768", "what the application sent")) }
    frame.say(reader.name)
    frame.info.add(content.summary)
    guard let session = content.session else { return }
    try ppp(links.packet(.udp(port), frame.source, frame.destination, session), &r, &frame)
  }
}
