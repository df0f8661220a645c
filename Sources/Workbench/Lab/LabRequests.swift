import ProtocolEngines

/// A message that waits for a reply, as seen on the wire.
struct OpenRequest: Equatable {
  /// Who asks, in which step, with which packet.
  var asker: String
  var step: Int
  var packet: Int
  /// `lcp`, `pptp`: the first component of its fields' ids.
  var layer: String
  /// As printed: “Configure-Request”.
  var name: String
  /// What reply and request share, where the protocol has such a number.
  var id: UInt64?

  /// The kinds of requests, the replies to each, and the timer that sends it again or gives it up. By their printed meanings.
  static let kinds: [(request: String, replies: [String], timer: String)] = [
    ("Configure-Request", ["Configure-Ack", "Configure-Nak", "Configure-Reject"], "*.restart"),
    ("Terminate-Request", ["Terminate-Ack"], "*.restart"),
    ("Echo-Request", ["Echo-Reply"], "*.echo"),
    ("Reset-Request", ["Reset-Ack"], "ccp.reset"),
    ("Authenticate-Request", ["Authenticate-Ack", "Authenticate-Nak"], "auth.restart"),
    ("Challenge", ["Response"], "auth.restart"),
    ("Response", ["Success", "Failure"], "auth.restart"),
    ("Change-Password", ["Success", "Failure"], "auth.restart"),
    ("Start-Control-Connection-Request", ["Start-Control-Connection-Reply"], "pptp.reply"),
    ("Stop-Control-Connection-Request", ["Stop-Control-Connection-Reply"], "pptp.reply"),
    ("Outgoing-Call-Request", ["Outgoing-Call-Reply"], "pptp.call"),
    ("Incoming-Call-Request", ["Incoming-Call-Reply"], "pptp.call"),
    ("Incoming-Call-Reply", ["Incoming-Call-Connected"], "pptp.call"),
    ("Call-Clear-Request", ["Call-Disconnect-Notify"], "pptp.call"),
    ("echo request", ["echo reply"], "ping.timeout"),
    ("SYN", ["SYN ACK"], "tcp.retransmit"),
  ]

  /// “LCP Configure-Request”.
  var title: String { "\(layer.uppercased()) \(name)" }

  /// The timers that mean that no reply has come.
  var timers: [String] {
    let own = Self.kinds.first { $0.request == name }?.timer ?? ""
    let named = own.hasPrefix("*") ? layer + own.dropFirst() : own
    return layer == "pptp" ? [named, "tcp.retransmit"] : [named]
  }

  func isAnswered(by m: (layer: String, name: String, id: UInt64?)) -> Bool {
    m.layer == layer && m.id == id && Self.kinds.contains { $0.request == name && $0.replies.contains(m.name) }
  }

  static func isRequest(_ name: String) -> Bool { kinds.contains { $0.request == name } }

  /// The messages in a frame that ask or reply.
  static func messages(in d: Dissection) -> [(layer: String, name: String, id: UInt64?)] {
    var out: [(layer: String, name: String, id: UInt64?)] = []
    var syn = false
    // What an error message quotes, nobody says.
    var quoted = Int.max
    for b in d.buffers {
      for n in b.notes {
        let id = n.field.id.string
        if n.kind == .group, id.hasSuffix(".rejected_packet") || id.hasSuffix(".quoted") { quoted = n.range.upperBound }
        if quoted != .max, n.range.upperBound <= quoted, n.kind != .group { continue }
        quoted = .max
        switch id {
        case "tcp.flags.syn": syn = n.number == 1
        case "lcp.code", "ccp.code", "ipcp.code", "ipv6cp.code", "ncp.code", "chap.code", "pap.code", "pptp.control_message_type",
          "icmp.type":
          if let m = n.meaning { out.append((String(id.prefix { $0 != "." }), m, nil)) }
        case "lcp.id", "ccp.id", "ipcp.id", "ipv6cp.id", "ncp.id", "chap.identifier", "pap.identifier", "icmp.seq":
          if let last = out.indices.last, id.hasPrefix(out[last].layer + ".") { out[last].id = n.number }
        default: break
        }
      }
    }
    if syn {
      out.append(
        ("tcp", d.buffers.first?.notes.contains { $0.field.id.equals("tcp.flags.ack") && $0.number == 1 } == true ? "SYN ACK" : "SYN", nil))
    }
    return out
  }
}

extension Lab {
  /// The newest request that somebody still waits for; nil where nobody waits.
  var openRequest: OpenRequest? {
    var open: [OpenRequest] = []
    func ask(_ m: (layer: String, name: String, id: UInt64?), _ from: String, _ packet: Int, _ step: Int) {
      guard OpenRequest.isRequest(m.name) else { return }
      open.removeAll { $0.asker == from && $0.layer == m.layer && $0.name == m.name && $0.packet < packet }
      open.append(OpenRequest(asker: from, step: step, packet: packet, layer: m.layer, name: m.name, id: m.id))
    }
    for r in records[max(0, current - 400)..<current] {
      guard let f = r.frame, let d = dissections(of: r.number).first else { continue }
      for m in OpenRequest.messages(in: d) {
        // A reply that came twice answers nothing newer.
        if f.lost == nil { open.removeAll { $0.asker == f.to && $0.isAnswered(by: m) && $0.packet < f.packet } }
        ask(m, f.from, f.packet, f.origin)
      }
    }
    for f in world.flights where !f.pureAck {
      for m in OpenRequest.messages(in: dissection(of: f)) { ask(m, f.from, f.packet, f.origin) }
    }
    return open.sorted { $0.packet < $1.packet }.last { isAwaited($0) }
  }

  /// The request is on its way, or its reply, or a timer will tell that none came.
  func isAwaited(_ q: OpenRequest) -> Bool {
    if world.flights.contains(where: { $0.packet == q.packet }) { return true }
    if let n = world.nodes.first(where: { $0.name == q.asker }), n.timers.contains(where: { q.timers.contains($0.name) }) { return true }
    return world.flights.contains { f in
      f.to == q.asker && !f.pureAck && OpenRequest.messages(in: dissection(of: f)).contains { q.isAnswered(by: $0) }
    }
  }

  /// Steps to the reply to the newest request that is open, or to the timer that says that none came. In the beginning the
  /// opening moves are made first.
  mutating func next(limit: Int = 1_000, interrupted: () -> Bool = { false }) -> (request: OpenRequest?, end: RunEnd) {
    let start = current
    func end(_ reason: RunReason, reached: Bool = false, _ why: [RunHint] = []) -> RunEnd {
      RunEnd(reason: reason, steps: current - start, reached: reached, why: why)
    }
    while openRequest == nil, choices().first?.kind == .opening { step() }
    guard let q = openRequest else { return (nil, end(.noRequest)) }
    while current - start < limit {
      if interrupted() { return (q, end(.interrupted)) }
      let before = watchValues()
      guard let r = step() else { break }
      if r.cause == .delivered, r.frame?.to == q.asker, let d = dissections(of: r.number).first,
        OpenRequest.messages(in: d).contains(where: { q.isAnswered(by: $0) })
      {
        return (q, end(.reached, reached: true))
      }
      if case .timer(let name, _) = r.cause, r.node == q.asker, q.timers.contains(name) {
        return (
          q,
          end(
            .reached,
            [RunHint(step: r.number, node: q.asker, text: "no reply to the \(q.title) so far: its timer \(name) ran out", ref: "")])
        )
      }
      if let stop = stopAfterStep(before) { return (q, end(stop)) }
      if !isAwaited(q) {
        return (
          q,
          end(
            .reached,
            [RunHint(step: r.number, node: q.asker, text: "the \(q.asker) waits no longer for a reply to its \(q.title)", ref: "")])
        )
      }
    }
    return (q, end(current - start >= limit ? .limit : .quiet))
  }
}
