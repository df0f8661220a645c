/// Follows links from outside: frames in, annotated layers and opened buffers out.
///
/// It is the only dissector; lab, live and import share it. All its tables are bounded, so memory stays flat however long
/// a capture is. A value: copy it to keep the state before a frame.
public struct Observer: Sendable {
  public private(set) var keyring: Keyring
  /// Kinds of tunnel whose datagrams are read, with the ports of their servers.
  let tunnels: [(port: UInt16, kind: TunnelKind)]
  var fragments = FragmentTable()
  var pptp = PPTPFollower()
  var links = LinkTable()
  var line = LineFollower()
  /// What the keyring was good for so far.
  public internal(set) var keyLog = KeyLog()
  /// How the keys found so far came to be, the latest last; at most 256.
  public internal(set) var keyNotes: [KeyNote] = []

  /// `tunnels`: where a tunnel's server has a port of its own; the others are looked for at their kinds' ports.
  public init(keyring: Keyring = .init(), tunnels: [(port: UInt16, kind: TunnelKind)] = []) {
    self.keyring = keyring
    self.tunnels = tunnels.filter { $0.kind.datagrams != nil } + Self.usualTunnels
  }

  private static let usualTunnels: [(port: UInt16, kind: TunnelKind)] = TunnelKind.all.filter { $0.datagrams != nil }.map {
    ($0.port, $0)
  }

  /// Another account, such as one whose password has just been changed.
  public mutating func learn(_ user: Keyring.User) { if !keyring.users.contains(user) { keyring.users.append(user) } }

  /// Annotates one frame. `time` is in nanoseconds since 1970; `number` counts from 1 and goes up.
  /// `wireLength`: how long the frame was, where the capture kept only its beginning.
  public mutating func observe(_ octets: [UInt8], link: LinkType, time: Int64, number: Int, wireLength: Int? = nil) -> Dissection {
    var frame = FrameContext(number: number, time: time, wireLength: max(wireLength ?? 0, octets.count), captured: octets.count)
    frame.buffers.append(AnnotatedBuffer(source: .wire, octets: octets))
    let tree = octets.annotating { r throws(WireError) in try self.link(link, &r, &frame) }
    frame.buffers[0].notes = tree.notes
    var d = Dissection(number: number, buffers: frame.buffers, problems: tree.problems)
    if frame.captured < frame.wireLength {
      d.problems.append(
        Problem(
          range: 0..<frame.captured, field: "",
          text: "the capture kept only \(frame.captured) of the \(frame.wireLength) octets of this frame",
          ref: "pcap §5"))
    }
    if !frame.problems.isEmpty { d.problems += frame.problems }
    d.source = frame.sourceText
    d.destination = frame.destinationText
    d.proto = frame.proto.string
    d.summary = frame.info.string
    return d
  }

  /// Reads octets that were not on the wire as they are (put together, decrypted) as a buffer of their own; gives its index.
  mutating func openBuffer(
    _ source: AnnotatedBuffer.Source, from origins: [AnnotatedBuffer.Origin], _ octets: [UInt8], _ frame: inout FrameContext,
    _ body: (inout Observer, inout TreeReader, inout FrameContext) throws(WireError) -> Void
  ) -> Int {
    let index = frame.buffers.count
    frame.buffers.append(AnnotatedBuffer(source: source, origins: origins, octets: octets))
    let outer = frame.buffer
    frame.buffer = index
    let tree = octets.annotating { r throws(WireError) in try body(&self, &r, &frame) }
    frame.buffer = outer
    frame.buffers[index].notes = tree.notes
    for var p in tree.problems {
      p.buffer = index
      frame.problems.append(p)
    }
    return index
  }
}
