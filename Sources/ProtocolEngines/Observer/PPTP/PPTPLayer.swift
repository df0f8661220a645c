extension Observer {
  /// A segment of a PPTP control connection: whole messages are annotated in place, messages in pieces as a buffer of
  /// their own once their last piece is here.
  mutating func pptpSegment(_ h: TCPHeader, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let key = TCPStream.Key(
      source: frame.source, destination: frame.destination, sourcePort: h.sourcePort, destinationPort: h.destinationPort)
    if h.has(TCPHeader.rst) {
      // The connection is over; what a reset carries is no part of the stream.
      _ = pptp.streams.take(key)
      r.restLeaf(
        .data, Field("tcp.reset.data", "Data of a reset", "RFC 9293 §3.5.3", "may say why the connection was reset; no part of the stream"))
      return
    }
    guard h.has(TCPHeader.syn) || r.remaining > 0 else { return }
    var s = pptp.streams.take(key)
    defer { pptp.streams.put(s) }
    let sequence = h.has(TCPHeader.syn) ? h.sequence &+ 1 : h.sequence
    if h.has(TCPHeader.syn) { s.restart(at: sequence, .inStep) }
    if s.next == nil { s.restart(at: sequence, frame.elsewhere != nil && PPTPFollower.isStart(r) ? .inStep : .unknown) }
    guard r.remaining > 0 else { return }
    frame.knowsQuestions = h.has(TCPHeader.ack) && pptp.streams.hasRead(answering: key, h.acknowledgement)
    // A segment damaged on the way is sent again: what it spoils is not kept.
    let before = s
    defer { if s.place == .lost, before.place != .lost, r.notes.problems.contains(where: { $0.field == "tcp.checksum" }) { s = before } }
    let ahead = Int32(bitPattern: sequence &- (s.next ?? sequence))
    frame.isInTurn = s.isWhole && ahead <= 0
    if ahead > 0 { return early(sequence, gap: Int(ahead), &s, &r, &frame) }
    if ahead < 0 { retransmitted(min(Int(-Int64(ahead)), r.remaining), &r, &frame) }
    inOrder(&s, &r, &frame)
    release(&s, &frame)
    if s.early.isEmpty { s.sinceGap = 0 }
  }

  /// The octets that are due, up to the end of the segment.
  private mutating func inOrder(_ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let outer = r.limit
    while r.offset < outer {
      guard let next = s.next else { break }
      // A run that was explained when it came early is not due a second time.
      let known = s.early.first {
        $0.isExplained && Int32(bitPattern: $0.end &- next) > 0
          && Int32(bitPattern: $0.sequence &- next) < Int32(clamping: outer - r.offset)
      }
      let due = known.map { max(0, Int(Int32(bitPattern: $0.sequence &- next))) } ?? outer - r.offset
      if due > 0 {
        r.limit = min(r.offset + due, outer)
        s.next = next &+ UInt32(truncatingIfNeeded: r.remaining)
        messages(&s, &r, &frame)
        r.limit = outer
      }
      guard let known, let at = s.next, r.offset < outer else { continue }
      skip(to: known, &s, &frame)
      let count = min(Int(known.end &- at), outer - r.offset)
      retransmitted(count, &r, &frame)
      s.next = at &+ UInt32(truncatingIfNeeded: count)
    }
    r.limit = outer
  }

  /// The stream stands before a run of messages that is explained already.
  private func skip(to known: TCPStream.Early, _ s: inout TCPStream, _ frame: inout FrameContext) {
    if s.place == .inStep, !s.pending.isEmpty { breaksOff(&s, &frame) }
    s.forget()
    s.place = .inStep
  }

  private func breaksOff(_ s: inout TCPStream, _ frame: inout FrameContext) {
    frame.problem(
      frame.headRange, "pptp.length", "a control message breaks off behind \(s.pending.count) octet\(s.pending.count == 1 ? "" : "s")",
      "RFC 2637 §1.4")
    s.forget()
  }

  /// Octets seen before: whole messages are explained again, without effect on what we follow.
  private mutating func retransmitted(_ count: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let outer = r.limit
    r.limit = r.offset + count
    frame.info.add(" (retransmission)")
    let line = frame.info
    let proto = frame.proto
    while let length = wholeMessage(r) {
      frame.quoted += 1
      let mark = r.notes.open(r.offset, Field("pptp.again", "Sent again", "RFC 9293 §3.8", "octets that came before in another segment"))
      pptpMessage(length, &r, &frame)
      r.notes.close(mark, r.offset, nil)
      frame.quoted -= 1
    }
    (frame.info, frame.proto) = (line, proto)
    guard r.remaining > 0 else {
      r.limit = outer
      return
    }
    r.restLeaf(
      .leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "octets that came before in another segment"), "sent again")
    r.notes.notes[r.notes.notes.count - 1].inFrame = FieldNote.again
    r.limit = outer
  }

  /// The length of the message at the reader, if all of it is there.
  private func wholeMessage(_ r: TreeReader) -> Int? {
    guard r.framing().isMarked, let n = length(r), PPTPFraming.isLength(n), n <= r.remaining else { return nil }
    return n
  }

  /// How many octets the message at the reader takes: what it says, unless it is of a kind that has another length; then what
  /// follows the one and the other tells which is right.
  private func length(_ r: TreeReader) -> Int? {
    let head = r.framing()
    guard let said = head.said else { return nil }
    guard head.isMarked, let right = head.right, right != said else { return said }
    func ends(_ n: Int) -> Bool { n == r.remaining || r.framing(at: n).isMarked }
    return PPTPFraming.isLength(said) && ends(said) && !ends(right) ? said : right
  }

  /// How far on the next message begins, as length and cookie show.
  private func boundary(_ r: TreeReader) -> Int? {
    guard r.remaining >= 8 else { return nil }
    for i in 0...r.remaining - 8 where r.uint32(i + 4) == PPTPHeader.magicCookie && r.framing(at: i).isStart { return i }
    return nil
  }

  // MARK: Before its turn

  /// A segment that came before its turn. Where length and cookie show that messages begin in it they are explained at once;
  /// only parts of messages wait. When too much has come the gap is taken for a loss of the capture.
  private mutating func early(_ sequence: UInt32, gap: Int, _ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    if s.has(sequence, r.remaining) {
      retransmitted(r.remaining, &r, &frame)
      return
    }
    s.sinceGap += 1
    let waiting = s.early.reduce(0) { $0 + $1.octets.count }
    if gap > 1 << 20 || s.sinceGap > TCPStream.mostEarly || s.early.count > 2 * TCPStream.mostEarly
      || waiting + r.remaining > TCPStream.mostEarlyOctets
    {
      giveUp(before: sequence, &s, &r, &frame)
      return
    }
    let start = r.offset
    func at(_ offset: Int) -> UInt32 { sequence &+ UInt32(truncatingIfNeeded: offset - start) }
    let missing = s.missing(before: sequence)
    wait(for: boundary(r) ?? r.remaining, at: at(r.offset), missing: missing, &s, &r, &frame)
    let first = r.offset
    while let length = wholeMessage(r) { pptpMessage(length, &r, &frame) }
    s.keep(
      TCPStream.Early(
        sequence: at(first), count: r.offset - first, octets: [],
        origin: .init(frame: frame.number, buffer: frame.buffer, range: first..<r.offset))
    )
    wait(for: r.remaining, at: at(r.offset), missing: missing, &s, &r, &frame)
    frame.info.add(" (out of order)")
  }

  /// The next `count` octets, which follow others that have not come: kept until those are here.
  private func wait(
    for count: Int, at sequence: UInt32, missing: Int, _ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext
  ) {
    guard count > 0 else { return }
    let range = r.offset..<r.offset + count
    s.keep(
      TCPStream.Early(
        sequence: sequence, count: count, octets: [UInt8](r.base[range]),
        origin: .init(frame: frame.number, buffer: frame.buffer, range: range)))
    r.leaf(
      count, .leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "explained when the octets before it have come"),
      "came before its turn: \(missing) octet\(missing == 1 ? "" : "s") missing before it")
  }

  /// What is missing will not come: the parts that waited for it are explained as far as they go, then this segment.
  private mutating func giveUp(before sequence: UInt32, _ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let range = r.offset..<r.limit
    var missing = 0
    func jump(_ to: UInt32, _ s: inout TCPStream, _ frame: inout FrameContext) {
      let gap = Int(Int32(bitPattern: to &- (s.next ?? to)))
      guard gap > 0 else { return }
      missing += gap
      if s.place == .inStep, !s.pending.isEmpty { breaksOff(&s, &frame) }
      s.forget()
      s.place = .unknown
      s.next = to
    }
    while let e = s.early.first {
      jump(e.sequence, &s, &frame)
      release(&s, &frame)
      // Whatever `release` could not take.
      if s.early.first?.sequence == e.sequence { s.early.removeFirst() }
    }
    s.sinceGap = 0
    s.isWhole = false
    jump(sequence, &s, &frame)
    if missing > 0 {
      frame.problem(
        range, "tcp.seq",
        "\(missing) octet\(missing == 1 ? "" : "s") of this control connection \(missing == 1 ? "is" : "are") missing from the capture",
        "RFC 9293 §3.4")
    }
    let old = Int(Int32(bitPattern: (s.next ?? sequence) &- sequence))
    if old > 0 { retransmitted(min(old, r.remaining), &r, &frame) }
    inOrder(&s, &r, &frame)
  }

  /// Segments whose turn has come now that the gap before them is filled; their octets stand in earlier frames.
  private mutating func release(_ s: inout TCPStream, _ frame: inout FrameContext) {
    while let next = s.next, let e = s.early.first, Int32(bitPattern: e.sequence &- next) <= 0 {
      s.early.removeFirst()
      let old = Int(next &- e.sequence)
      guard old < e.count else { continue }
      s.next = e.end
      if e.isExplained {
        skip(to: e, &s, &frame)
        continue
      }
      // Read as a buffer: its message is explained in the frame that filled the gap.
      let origin = AnnotatedBuffer.Origin(
        frame: e.origin.frame, buffer: e.origin.buffer, range: e.origin.range.lowerBound + old..<e.origin.range.upperBound)
      var stream = s
      _ = openBuffer(.tcp, from: [origin], Array(e.octets[old...]), &frame) { me, r, frame throws(WireError) in
        me.messages(&stream, &r, &frame)
      }
      s = stream
    }
  }

  // MARK: Messages

  /// Whole messages at the reader; what is left over begins or continues a pending one.
  private mutating func messages(_ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    while r.remaining > 0 {
      if s.place != .inStep {
        findPlace(&s, &r, &frame)
        continue
      }
      if s.pending.isEmpty {
        let length = length(r)
        if let length, !PPTPFraming.isLength(length) || r.framing().isStrange {
          broken(&s, &r)
          continue
        }
        if let length, length <= r.remaining {
          pptpMessage(length, &r, &frame)
          continue
        }
      }
      piece(&s, &r, &frame)
    }
  }

  /// Out of step: up to where length and cookie show the next message.
  private func findPlace(_ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    if let i = boundary(r), s.pending.isEmpty || i == 0 {
      s.forget()
      rest(i, s.place, &r, &frame)
      s.place = .inStep
      return
    }
    // The boundary may lie across segments: the last seven octets are kept.
    let old = s.pending.count
    let seam = s.pending + r.base[r.offset..<min(r.limit, r.offset + 7)]
    if old > 0,
      let i = (0..<old).first(where: { PPTPFraming(seam[$0...]).isStart })
    {
      for _ in 0..<i { dropFirst(&s) }
      s.place = .inStep
      return
    }
    if let i = boundary(r) {
      s.forget()
      rest(i, s.place, &r, &frame)
      s.place = .inStep
      return
    }
    for i in max(r.offset, r.limit - 7)..<r.limit {
      s.pending.append(r.base[i])
      s.origins.append(.init(frame: frame.number, buffer: frame.buffer, range: i..<i + 1))
    }
    while s.pending.count > 7 { dropFirst(&s) }
    rest(r.remaining, s.place, &r, &frame)
  }

  /// While out of step every pending octet has an origin of its own.
  private func dropFirst(_ s: inout TCPStream) {
    s.pending.removeFirst()
    s.origins.removeFirst()
  }

  private func rest(_ count: Int, _ place: TCPStream.Place, _ r: inout TreeReader, _ frame: inout FrameContext) {
    guard count > 0 else { return }
    if place == .lost {
      r.leaf(count, .data, Field("pptp.data", "Not a control message", "RFC 2637 §1.4", "octets on PPTP's port that are no PPTP"))
    } else {
      r.leaf(
        count, .leaf, Field("pptp.rest", "Rest of an earlier message", "RFC 2637 §1.4", "its beginning was not captured"),
        "\(count) octet\(count == 1 ? "" : "s")")
    }
  }

  /// A message whose length or cookie cannot be: explained up to there. The RFC ends the connection here; we look for the next one.
  private func broken(_ s: inout TCPStream, _ r: inout TreeReader) {
    let mark = r.notes.open(r.offset, Field("pptp", "Point-to-Point Tunneling Protocol", "RFC 2637 §2"))
    let start = r.offset
    var length: UInt16 = 0
    var type = PPTPMessageType.control
    var cookie = PPTPHeader.magicCookie
    // What is not there any more ends the reading.
    try? PPTPHeader.codeHead(&length, &type, &cookie, &r)
    if !PPTPFraming.isLength(Int(length)) {
      r.notes.problem(start..<min(start + 2, r.limit), "pptp.length", "a control message cannot have \(length) octets", "RFC 2637 §1.4")
    }
    if r.offset == start + 8, cookie != PPTPHeader.magicCookie {
      r.notes.problem(
        start + 4..<start + 8, "pptp.magic_cookie",
        "the magic cookie is \(HexText.number(cookie, width: 8)), not 0x1a2b3c4d: this is no PPTP control message", "RFC 2637 §1.4")
    }
    r.leaf(
      boundary(r) ?? r.remaining, .data,
      Field("pptp.data", "Not a control message", "RFC 2637 §1.4", "octets on PPTP's port that are no PPTP"))
    r.notes.close(mark, r.offset, nil)
    s.forget()
    s.place = .lost
    s.isWhole = false
  }

  private mutating func piece(_ s: inout TCPStream, _ r: inout TreeReader, _ frame: inout FrameContext) {
    // Eight octets tell length and cookie, ten the type; until then every octet is a part.
    let probe = PPTPFraming(s.pending + r.base[r.offset..<min(r.limit, r.offset + max(0, PPTPFraming.octets - s.pending.count))])
    var take = r.remaining
    if let n = probe.right ?? probe.said {
      let fits = PPTPFraming.isLength(n) && !probe.isStrange
      take = min(max((fits ? n : PPTPHeader.fixed) - s.pending.count, 1), r.remaining)
    }
    let range = r.offset..<r.offset + take
    s.pending += r.base[range]
    s.origins.append(.init(frame: frame.number, buffer: frame.buffer, range: range))
    let index = r.notes.notes.count
    r.leaf(
      take, .leaf, Field("pptp.segment", "Part of a message", "RFC 2637 §2", "a control message that did not fit one TCP segment"),
      "\(s.pending.count) octets so far")
    let head = PPTPFraming(s.pending)
    guard let n = head.right ?? head.said else { return }
    let fault = !PPTPFraming.isLength(n) || head.isStrange
    guard fault || s.pending.count >= n else { return }
    let (octets, origins) = (s.pending, s.origins)
    s.forget()
    var stream = s
    let buffer = openBuffer(.tcp, from: origins, octets, &frame) { me, r, frame throws(WireError) in
      if fault { me.broken(&stream, &r) } else { me.pptpMessage(n, &r, &frame) }
    }
    s = stream
    r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[index].inFrame = Int32(truncatingIfNeeded: frame.number)
  }
}

extension Reader where Notes == FieldTree {
  /// What the octets `at` octets further on tell of a control message that begins there.
  @inline(__always)
  func framing(at: Int = 0) -> PPTPFraming { PPTPFraming(remaining - at) { base[offset + at + $0] } }
}
