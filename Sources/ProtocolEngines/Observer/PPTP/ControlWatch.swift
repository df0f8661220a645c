/// What both ends of one control connection have said, as far as an answer or a next step depends on it. Bounded.
struct ControlWatch: Sendable {
  struct End: Hashable, Sendable {
    var host: HostAddress
    var port: UInt16
  }
  /// Always two.
  var ends: [End]
  /// Followed from the beginning of the TCP connection on, and not stopped.
  var isWhole: Bool
  /// By end: whether it has sent a Start-Control-Connection-Request, or the Reply.
  var requested = [false, false], replied = [false, false]
  /// By end: Identifiers of its last Echo-Requests.
  var echoes: [[UInt32]] = [[], []]
  static let mostEchoes = 64

  init(_ source: End, _ destination: End, isWhole: Bool) {
    ends = [source, destination]
    self.isWhole = isWhole
  }

  /// Neither end has PPTP's port: its first octets have shown what it is.
  var isElsewhere: Bool { ends[0].port != PPTPPort.control && ends[1].port != PPTPPort.control }

  /// Which end sends from `source` to `destination`, if these are the two.
  func sender(_ source: End, _ destination: End) -> Int? {
    ends[0] == source && ends[1] == destination ? 0 : ends[1] == source && ends[0] == destination ? 1 : nil
  }
}

/// The control connections followed. Bounded: the oldest goes first.
struct ControlTable: Sendable {
  static let most = 64
  private(set) var all: [ControlWatch] = []

  subscript(i: Int) -> ControlWatch {
    _read { yield all[i] }
    _modify { yield &all[i] }
  }

  func find(_ source: ControlWatch.End, _ destination: ControlWatch.End) -> (index: Int, side: Int)? {
    for i in all.indices { if let side = all[i].sender(source, destination) { return (i, side) } }
    return nil
  }

  mutating func put(_ w: ControlWatch) {
    remove(w.ends[0], w.ends[1])
    if all.count == Self.most { all.removeFirst() }
    all.append(w)
  }

  mutating func remove(_ source: ControlWatch.End, _ destination: ControlWatch.End) {
    all.removeAll { $0.sender(source, destination) != nil }
  }
}

/// What PPTP's control connections have shown: the octets of their streams, and what their ends have said.
struct PPTPFollower: Sendable {
  var streams = StreamTable()
  var controls = ControlTable()

  /// Whether a segment belongs to a control connection: one of its ports is PPTP's, or the connection has begun with the message that
  /// only a control connection begins with.
  mutating func isControl(_ h: TCPHeader, _ r: TreeReader, _ frame: inout FrameContext) -> Bool {
    let source = ControlWatch.End(host: frame.source, port: h.sourcePort)
    let destination = ControlWatch.End(host: frame.destination, port: h.destinationPort)
    let known = h.sourcePort == PPTPPort.control || h.destinationPort == PPTPPort.control
    if h.has(TCPHeader.syn), !h.has(TCPHeader.ack) {
      // Ports are used again: another connection begins.
      controls.remove(source, destination)
      if known { controls.put(ControlWatch(source, destination, isWhole: true)) }
    }
    let begins = !h.has(TCPHeader.rst) && Self.isStart(r)
    if controls.find(source, destination) == nil, known || begins {
      // A Request goes to the port that listens, a Reply comes from it.
      let back = begins && r.uint16(8) == PPTPControlType.startReply.rawValue
      controls.put(ControlWatch(back ? destination : source, back ? source : destination, isWhole: !known))
    }
    guard let (i, side) = controls.find(source, destination) else { return false }
    if controls[i].isElsewhere { frame.elsewhere = controls[i].ends[1].port }
    (frame.control, frame.controlSide) = (i, side)
    if h.has(TCPHeader.rst) { controls.remove(source, destination) }
    return true
  }

  /// Length, message type, magic cookie and control message type of a Start-Control-Connection-Request or its Reply (RFC 2637 §2.1, §2.2).
  static func isStart(_ r: TreeReader) -> Bool {
    guard r.uint32(4) == PPTPHeader.magicCookie else { return false }
    let head = r.framing()
    guard let right = head.right, right == head.said else { return false }
    let type = r.uint16(8).map(PPTPControlType.init(rawValue:))
    return type == .startRequest || type == .startReply
  }

  /// What a message means for those that follow it, and whether it comes at its time (RFC 2637 §3.1). A fault is reported only
  /// where everything that the sender had received, and everything it had sent before, was seen.
  mutating func follow(_ m: PPTPMessage, isRead: Bool, note: Int, _ r: inout TreeReader, _ frame: FrameContext) {
    guard let index = frame.control, controls.all.indices.contains(index), m.header.messageType == .control else { return }
    let side = frame.controlSide
    let other = 1 - side
    let isKnown = isRead && frame.isInTurn && frame.knowsQuestions && controls[index].isWhole
    switch m.header.controlType {
    case .startRequest:
      if isKnown, controls[index].requested[side] {
        r.fault(note, "pptp.control_message_type", "a second Start-Control-Connection-Request on one control connection", "RFC 2637 §3.1")
      }
      controls[index].requested[side] = true
    case .startReply:
      if isKnown, !controls[index].requested[other] {
        r.fault(
          note, "pptp.control_message_type", "a Start-Control-Connection-Reply, but \(frame.destination) has sent no Request",
          "RFC 2637 §2.2")
      }
      controls[index].replied[side] = true
    // Whatever follows it is no part of this.
    case .stopRequest, .stopReply: controls[index].isWhole = false
    default:
      if isKnown, controls[index].replied == [false, false], m.header.controlType.length != nil {
        let why =
          controls[index].requested == [false, false]
          ? "no Start-Control-Connection-Request has been sent" : "no Start-Control-Connection-Reply has come"
        r.fault(note, "pptp.control_message_type", "\(m.name) before the control connection is established: \(why)", "RFC 2637 §3.1")
      }
      echo(m, index, isKnown: isKnown, note: note, &r, frame)
    }
  }

  private mutating func echo(
    _ m: PPTPMessage, _ index: Int, isKnown: Bool, note: Int, _ r: inout TreeReader, _ frame: FrameContext
  ) {
    switch m.body {
    case .echoRequest(let b):
      if controls[index].echoes[frame.controlSide].count == ControlWatch.mostEchoes {
        controls[index].echoes[frame.controlSide].removeFirst()
      }
      controls[index].echoes[frame.controlSide].append(b.identifier)
    case .echoReply(let b):
      let asked = controls[index].echoes[1 - frame.controlSide]
      guard isKnown, !asked.contains(b.identifier) else { return }
      let text =
        asked.last.map { "Identifier is \(b.identifier), but no Echo-Request of \(frame.destination) had that; its last had \($0)" }
        ?? "\(frame.destination) has sent no Echo-Request that this could answer"
      r.fault(note, "pptp.identifier", text, "RFC 2637 §2.6")
    default: break
    }
  }
}
