extension Observer {
  /// A segment of a PPTP control connection: whole messages are annotated in place, messages in pieces as a buffer of
  /// their own once their last piece is here.
  mutating func pptpSegment(_ h: TCPHeader, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let key = TCPStream.Key(source: x.source, destination: x.destination, sourcePort: h.sourcePort, destinationPort: h.destinationPort)
    guard h.has(TCPHeader.syn) || r.remaining > 0 else { return }
    var s = streams.take(key)
    defer { streams.put(s) }
    if h.has(TCPHeader.syn) {
      s.restart(at: h.sequence &+ 1)
      guard r.remaining > 0 else { return }
    }
    let sequence = h.has(TCPHeader.syn) ? h.sequence &+ 1 : h.sequence
    if s.next == nil { s.restart(at: sequence) }
    let ahead = Int32(bitPattern: sequence &- (s.next ?? sequence))
    if ahead < 0 {
      let old = min(Int(-Int64(ahead)), r.remaining)
      Self.retransmitted(old, &self, &r, &x)
      guard r.remaining > 0 else { return }
    } else if ahead > 0 {
      early(sequence, Int(ahead), &s, &r, &x)
      return
    }
    let count = UInt32(truncatingIfNeeded: r.remaining)
    s.next = (s.next ?? sequence) &+ count
    try messages(&s, &r, &x)
    release(&s, &x)
  }

  /// Octets seen before: whole messages are explained again, without effect on what we follow.
  private static func retransmitted(_ count: Int, _ me: inout Observer, _ r: inout TreeReader, _ x: inout FrameContext) {
    let outer = r.limit
    r.limit = r.offset + count
    x.info.add(" (retransmission)")
    let line = x.info, proto = x.proto
    while let length = r.uint16(0), Int(length) >= 12, Int(length) <= r.remaining, r.uint32(4) == pptpCookie {
      x.quoted += 1
      let mark = r.notes.open(r.offset, Field("pptp.again", "Sent again", "RFC 9293 §3.8", "octets that came before in another segment"))
      me.pptpMessage(Int(length), &r, &x)
      r.notes.close(mark, r.offset, nil)
      x.quoted -= 1
    }
    (x.info, x.proto) = (line, proto)
    r.restLeaf(.leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "octets that came before in another segment"), "sent again")
    r.limit = outer
  }

  /// A segment that came before its turn waits; too many of them, and the gap is taken for a loss of the capture.
  private mutating func early(_ sequence: UInt32, _ gap: Int, _ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    let range = r.offset..<r.limit
    let waiting = s.early.reduce(0) { $0 + $1.octets.count }
    if gap > 1 << 20 || s.early.count >= TCPStream.mostEarly || waiting + range.count > TCPStream.mostEarlyOctets {
      x.problem(range, "tcp.seq", "\(gap) octets of this control connection are missing from the capture", "RFC 9293 §3.4")
      s.restart(at: sequence &+ UInt32(truncatingIfNeeded: range.count))
      try? messages(&s, &r, &x)
      return
    }
    s.early.append(TCPStream.Early(sequence: sequence, octets: [UInt8](r.base[range]), origin: .init(frame: x.number, buffer: x.buffer, range: range)))
    x.info.add(" (out of order)")
    r.restLeaf(.leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "explained when the octets before it have come"), "came before its turn: \(gap) octet\(gap == 1 ? "" : "s") missing before it")
  }

  /// Whole messages at the reader; what is left over begins or continues a pending one.
  private mutating func messages(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    while r.remaining > 0 {
      if s.pending.isEmpty {
        let length = r.uint16(0).map(Int.init)
        if let length, length < 12 || length > Self.longestMessage || (r.uint32(4) ?? pptpCookie) != pptpCookie {
          notPPTP(length, &r, &x)
          return
        }
        if let length, length <= r.remaining {
          pptpMessage(length, &r, &x)
          continue
        }
      }
      try piece(&s, &r, &x)
    }
  }

  /// A control message has at most 220 octets (ICRQ); room for what later versions may add.
  private static let longestMessage = 4096

  private mutating func notPPTP(_ length: Int?, _ r: inout TreeReader, _ x: inout FrameContext) {
    let cookie = r.uint32(4)
    if let cookie, cookie != pptpCookie {
      r.notes.problem(r.offset + 4..<r.offset + 8, "pptp.magic_cookie", "the magic cookie is \(HexText.number(cookie, width: 8)), not 0x1a2b3c4d: this is no PPTP control message", "RFC 2637 §2.1")
    } else {
      r.notes.problem(r.offset..<min(r.offset + 2, r.limit), "pptp.length", "a control message cannot have \(length ?? 0) octets", "RFC 2637 §1.4")
    }
    r.restLeaf(.data, Field("pptp.data", "Not a control message", "RFC 2637 §2", "octets on PPTP's port that are no PPTP"))
  }

  private mutating func piece(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    // Two octets tell the length; until then every octet is a part.
    var take = r.remaining
    if s.pending.count + r.remaining >= 2 {
      let high = s.pending.first ?? r.octet(0) ?? 0
      let low = s.pending.count > 1 ? s.pending[1] : r.octet(1 - s.pending.count) ?? 0
      let length = Int(high) << 8 | Int(low)
      take = min(max(length - s.pending.count, 1), r.remaining)
      if length < 12 || length > Self.longestMessage { take = r.remaining }
    }
    let range = r.offset..<r.offset + take
    s.pending += r.base[range]
    s.origins.append(.init(frame: x.number, buffer: x.buffer, range: range))
    let index = r.notes.notes.count
    r.leaf(take, .leaf, Field("pptp.segment", "Part of a message", "RFC 2637 §2", "a control message that did not fit one TCP segment"), "\(s.pending.count) octets so far")
    guard s.pending.count >= 2 else { return }
    let length = Int(s.pending[0]) << 8 | Int(s.pending[1])
    guard length >= 12, length <= Self.longestMessage else {
      x.problem(range, "pptp.length", "a control message cannot have \(length) octets", "RFC 2637 §1.4")
      s.pending = []
      s.origins = []
      return
    }
    guard s.pending.count >= length else { return }
    let (octets, origins) = (s.pending, s.origins)
    s.pending = []
    s.origins = []
    let buffer = openBuffer(.tcp, from: origins, octets, &x) { me, r, x throws(WireError) in me.pptpMessage(length, &r, &x) }
    r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[index].inFrame = Int32(truncatingIfNeeded: x.number)
  }

  /// Segments whose turn has come now that the gap before them is filled; their octets stand in earlier frames.
  private mutating func release(_ s: inout TCPStream, _ x: inout FrameContext) {
    while let next = s.next, let i = s.early.firstIndex(where: { Int32(bitPattern: $0.sequence &- next) <= 0 }) {
      let e = s.early.remove(at: i)
      let skip = Int(next &- e.sequence)
      guard skip < e.octets.count else { continue }
      s.next = e.sequence &+ UInt32(truncatingIfNeeded: e.octets.count)
      // Read as a buffer: its message is explained in the frame that filled the gap.
      let rest = Array(e.octets[skip...])
      let lower = e.origin.range.lowerBound + skip
      let origin = AnnotatedBuffer.Origin(frame: e.origin.frame, buffer: e.origin.buffer, range: lower..<e.origin.range.upperBound)
      var stream = s
      _ = openBuffer(.tcp, from: [origin], rest, &x) { me, r, x throws(WireError) in try me.messages(&stream, &r, &x) }
      s = stream
    }
  }
}

/// RFC 2637 §2.1.
let pptpCookie = PPTPHeader.magicCookie
