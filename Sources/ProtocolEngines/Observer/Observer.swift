/// Follows conversations from outside: frames in, annotated layers and opened buffers out.
///
/// It is the only dissector; lab, live and import share it. All its tables are bounded, so memory stays flat however long
/// a capture is. A value: copy it to keep the state before a frame.
public struct Observer: Sendable {
  public private(set) var keyring: Keyring
  /// Kinds of tunnel whose datagrams are read, with the ports of their servers.
  let tunnels: [(port: UInt16, kind: TunnelKind)]
  var fragments = FragmentTable()
  var streams = StreamTable()
  var controls = ControlTable()
  var conversations = ConversationTable()
  /// Frames on a serial line whose end has not come, at most one for each direction.
  var cutFrames: [CutFrame] = []
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
  public mutating func observe(_ frame: [UInt8], link: LinkType, time: Int64, number: Int, wireLength: Int? = nil) -> Dissection {
    var x = FrameContext(number: number, time: time, wireLength: max(wireLength ?? 0, frame.count), captured: frame.count)
    x.buffers.append(AnnotatedBuffer(source: .wire, octets: frame))
    let tree = frame.annotating { r throws(WireError) in try self.link(link, &r, &x) }
    x.buffers[0].notes = tree.notes
    var d = Dissection(number: number, buffers: x.buffers, problems: tree.problems)
    if x.captured < x.wireLength {
      d.problems.append(
        Problem(
          range: 0..<x.captured, field: "", text: "the capture kept only \(x.captured) of the \(x.wireLength) octets of this frame",
          ref: "pcap §5"))
    }
    if !x.problems.isEmpty { d.problems += x.problems }
    d.source = x.sourceText
    d.destination = x.destinationText
    d.proto = x.proto.string
    d.summary = x.info.string
    return d
  }

  /// Reads octets that were not on the wire as they are (put together, decrypted) as a buffer of their own; gives its index.
  mutating func openBuffer(
    _ source: AnnotatedBuffer.Source, from origins: [AnnotatedBuffer.Origin], _ octets: [UInt8], _ x: inout FrameContext,
    _ body: (inout Observer, inout TreeReader, inout FrameContext) throws(WireError) -> Void
  ) -> Int {
    let index = x.buffers.count
    x.buffers.append(AnnotatedBuffer(source: source, origins: origins, octets: octets))
    let outer = x.buffer
    x.buffer = index
    let tree = octets.annotating { r throws(WireError) in try body(&self, &r, &x) }
    x.buffer = outer
    x.buffers[index].notes = tree.notes
    for var p in tree.problems {
      p.buffer = index
      x.problems.append(p)
    }
    return index
  }
}
