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

extension Observer {
  /// Whether a segment belongs to a control connection: one of its ports is PPTP's, or the connection has begun with the message that
  /// only a control connection begins with.
  mutating func isControl(_ h: TCPHeader, _ r: TreeReader, _ x: inout FrameContext) -> Bool {
    let source = ControlWatch.End(host: x.source, port: h.sourcePort)
    let destination = ControlWatch.End(host: x.destination, port: h.destinationPort)
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
    if controls[i].isElsewhere { x.elsewhere = controls[i].ends[1].port }
    (x.control, x.controlSide) = (i, side)
    if h.has(TCPHeader.rst) { controls.remove(source, destination) }
    return true
  }

  /// Length, message type, magic cookie and control message type of a Start-Control-Connection-Request or its Reply (RFC 2637 §2.1, §2.2).
  static func isStart(_ r: TreeReader) -> Bool {
    guard r.uint32(4) == pptpCookie, r.uint16(2) == PPTPMessageType.control.rawValue,
      let type = r.uint16(8).map(PPTPControlType.init(rawValue:))
    else { return false }
    return (type == .startRequest || type == .startReply) && r.uint16(0).map(Int.init) == type.length
  }

  /// What a message means for those behind it, and whether it comes at its time (RFC 2637 §3.1). A fault is told only where everything
  /// that the sender had received, and everything it had sent before, was seen.
  mutating func followControl(_ m: PPTPMessage, isRead: Bool, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    guard let c = x.control, controls.all.indices.contains(c), m.header.messageType == .control else { return }
    let side = x.controlSide
    let other = 1 - side
    let isKnown = isRead && x.isInTurn && x.knowsQuestions && controls[c].isWhole
    switch m.header.controlType {
    case .startRequest:
      if isKnown, controls[c].requested[side] {
        r.fault(note, "pptp.control_message_type", "a second Start-Control-Connection-Request on one control connection", "RFC 2637 §3.1")
      }
      controls[c].requested[side] = true
    case .startReply:
      if isKnown, !controls[c].requested[other] {
        r.fault(
          note, "pptp.control_message_type", "a Start-Control-Connection-Reply, but \(x.destination) has sent no Request", "RFC 2637 §2.2")
      }
      controls[c].replied[side] = true
    // Whatever comes behind it is no part of this.
    case .stopRequest, .stopReply: controls[c].isWhole = false
    default:
      if isKnown, controls[c].replied == [false, false], m.header.controlType.length != nil {
        let why =
          controls[c].requested == [false, false]
          ? "no Start-Control-Connection-Request has been sent" : "no Start-Control-Connection-Reply has come"
        r.fault(note, "pptp.control_message_type", "\(m.name) before the control connection is established: \(why)", "RFC 2637 §3.1")
      }
      echo(m, c, isKnown, note, &r, x)
    }
  }

  private mutating func echo(_ m: PPTPMessage, _ c: Int, _ isKnown: Bool, _ note: Int, _ r: inout TreeReader, _ x: FrameContext) {
    switch m.body {
    case .echoRequest(let b):
      if controls[c].echoes[x.controlSide].count == ControlWatch.mostEchoes { controls[c].echoes[x.controlSide].removeFirst() }
      controls[c].echoes[x.controlSide].append(b.identifier)
    case .echoReply(let b):
      let asked = controls[c].echoes[1 - x.controlSide]
      guard isKnown, !asked.contains(b.identifier) else { return }
      let text =
        asked.last.map { "Identifier is \(b.identifier), but no Echo-Request of \(x.destination) had that; its last had \($0)" }
        ?? "\(x.destination) has sent no Echo-Request that this could answer"
      r.fault(note, "pptp.identifier", text, "RFC 2637 §2.6")
    default: break
    }
  }

  /// True, and told, where a message comes from the end that must not send it: from the PAC (`pac`), or from the PNS.
  mutating func isFromTheWrongEnd(
    pac: Bool, _ name: StaticString, _ note: Int, _ ref: StaticString, _ r: inout TreeReader, _ x: FrameContext
  ) -> Bool {
    let calls = conversations.calls(x.source, x.destination) { c, _ in c.origin == .allocated }
    guard x.isInTurn, !calls.isEmpty, calls.allSatisfy({ conversations[$0.index].pns == (pac ? 1 - $0.side : $0.side) }) else {
      return false
    }
    let (right, wrong) = pac ? ("PNS", "PAC") : ("PAC", "PNS")
    r.fault(note, "pptp.control_message_type", "\(name) goes from the \(right) to the \(wrong); this one comes from the \(wrong)", ref)
    return true
  }
}
