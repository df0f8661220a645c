import ProtocolEngines

/// A message that waits for a reply, as seen on the wire.
struct OpenRequest: Equatable {
  /// Who asks, in which step, with which packet.
  var asker: String
  var step: Int
  var packet: Int
  /// `lcp`, `pptp`: the first component of its fields' ids.
  var layer: String
  /// The number that says what it is, and what is printed for it: “Configure-Request”.
  var code: UInt64
  var name: String
  /// What reply and request share, where the protocol has such a number.
  var id: UInt64?

  /// A message that asks or replies, as its fields show it.
  struct Message {
    var layer: String
    var code: UInt64
    var name: String
    var id: UInt64?
  }

  /// The kinds of requests, by layer.
  static let kinds: [(layer: String, requests: Requests)] = ProtocolInfo.all.compactMap { p in p.requests.map { (p.layer, $0) } }

  private static func kind(_ layer: String, _ code: UInt64) -> Request? { kinds.first { $0.layer == layer }?.requests.request(code) }

  /// “LCP Configure-Request”.
  var title: String { "\(layer.uppercased()) \(name)" }

  /// The timers that mean that no reply has come.
  var timers: [String] { Self.kind(layer, code)?.timers ?? [] }

  func isAnswered(by m: Message) -> Bool {
    m.layer == layer && m.id == id && Self.kind(layer, code)?.replies.contains(m.code) == true
  }

  static func isRequest(_ m: Message) -> Bool { kind(m.layer, m.code) != nil }

  /// The messages in a frame that ask or reply.
  static func messages(in d: Dissection) -> [Message] {
    var out: [Message] = []
    var flagged = [Bool](repeating: false, count: kinds.count)
    // What an error message quotes is no message of its own.
    var quoted = Int.max
    for b in d.buffers {
      for n in b.notes {
        let id = n.field.id
        if n.kind == .group, id.hasSuffix(".rejected_packet") || id.hasSuffix(".quoted") { quoted = n.range.upperBound }
        if quoted != .max, n.range.upperBound <= quoted, n.kind != .group { continue }
        quoted = .max
        for (i, k) in kinds.enumerated() {
          if case .code(let type) = k.requests.kind, id.equals(type), let code = n.number, let name = n.meaning {
            out.append(Message(layer: k.layer, code: code, name: name))
          } else if case .flags(let first, _, _) = k.requests.kind, id.equals(first) {
            flagged[i] = n.number == 1
          } else if let number = k.requests.number, id.equals(number), let last = out.indices.last, out[last].layer == k.layer {
            out[last].id = n.number
          }
        }
      }
    }
    for (i, k) in kinds.enumerated() where flagged[i] {
      guard case .flags(_, let second, let names) = k.requests.kind else { continue }
      let code: UInt64 = d.buffers.first?.notes.contains { $0.field.id.equals(second) && $0.number == 1 } == true ? 3 : 1
      out.append(Message(layer: k.layer, code: code, name: names[code]?.string ?? ""))
    }
    return out
  }
}

extension Lab {
  /// The newest request whose reply an end still waits for; nil where no end waits.
  var openRequest: OpenRequest? {
    var open: [OpenRequest] = []
    func ask(_ m: OpenRequest.Message, _ from: String, _ packet: Int, _ step: Int) {
      guard OpenRequest.isRequest(m) else { return }
      open.removeAll { $0.asker == from && $0.layer == m.layer && $0.code == m.code && $0.packet < packet }
      open.append(OpenRequest(asker: from, step: step, packet: packet, layer: m.layer, code: m.code, name: m.name, id: m.id))
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

  /// The request is on its way, or its reply, or a timer will show that none came.
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
