extension Observer {
  /// A segment of a PPTP control connection: whole messages are annotated in place, messages in pieces as a buffer of
  /// their own once their last piece is here.
  mutating func pptpSegment(_ h: TCPHeader, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let key = TCPStream.Key(source: x.source, destination: x.destination, sourcePort: h.sourcePort, destinationPort: h.destinationPort)
    if h.has(TCPHeader.rst) {
      // The connection is over; what a reset carries is no part of the stream.
      _ = streams.take(key)
      r.restLeaf(
        .data, Field("tcp.reset.data", "Data of a reset", "RFC 9293 §3.5.3", "may say why the connection was reset; no part of the stream"))
      return
    }
    guard h.has(TCPHeader.syn) || r.remaining > 0 else { return }
    var s = streams.take(key)
    defer { streams.put(s) }
    let sequence = h.has(TCPHeader.syn) ? h.sequence &+ 1 : h.sequence
    if h.has(TCPHeader.syn) { s.restart(at: sequence, .inStep) }
    if s.next == nil { s.restart(at: sequence, x.elsewhere != nil && Self.isStart(r) ? .inStep : .unknown) }
    guard r.remaining > 0 else { return }
    x.knowsQuestions = h.has(TCPHeader.ack) && streams.hasRead(answering: key, h.acknowledgement)
    // A segment damaged on the way is sent again: what it spoils is not kept.
    let before = s
    defer { if s.place == .lost, before.place != .lost, r.notes.problems.contains(where: { $0.field == "tcp.checksum" }) { s = before } }
    let ahead = Int32(bitPattern: sequence &- (s.next ?? sequence))
    x.isInTurn = s.isWhole && ahead <= 0
    if ahead > 0 { return early(sequence, Int(ahead), &s, &r, &x) }
    if ahead < 0 { retransmitted(min(Int(-Int64(ahead)), r.remaining), &r, &x) }
    inOrder(&s, &r, &x)
    release(&s, &x)
    if s.early.isEmpty { s.sinceGap = 0 }
  }

  /// A control message has at most 220 octets (ICRQ); room for what later versions may add.
  private static let longestMessage = 4096
  private static func isLength(_ n: Int) -> Bool { (PPTPHeader.octets...longestMessage).contains(n) }

  /// The octets that are due, up to the end of the segment.
  private mutating func inOrder(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
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
        messages(&s, &r, &x)
        r.limit = outer
      }
      guard let known, let at = s.next, r.offset < outer else { continue }
      skip(to: known, &s, &x)
      let count = min(Int(known.end &- at), outer - r.offset)
      retransmitted(count, &r, &x)
      s.next = at &+ UInt32(truncatingIfNeeded: count)
    }
    r.limit = outer
  }

  /// The stream stands before a run of messages that is explained already.
  private func skip(to known: TCPStream.Early, _ s: inout TCPStream, _ x: inout FrameContext) {
    if s.place == .inStep, !s.pending.isEmpty { breaksOff(&s, &x) }
    s.forget()
    s.place = .inStep
  }

  private func breaksOff(_ s: inout TCPStream, _ x: inout FrameContext) {
    x.problem(
      x.headRange, "pptp.length", "a control message breaks off behind \(s.pending.count) octet\(s.pending.count == 1 ? "" : "s")",
      "RFC 2637 §1.4")
    s.forget()
  }

  /// Octets seen before: whole messages are explained again, without effect on what we follow.
  private mutating func retransmitted(_ count: Int, _ r: inout TreeReader, _ x: inout FrameContext) {
    let outer = r.limit
    r.limit = r.offset + count
    x.info.add(" (retransmission)")
    let line = x.info
    let proto = x.proto
    while let length = wholeMessage(r) {
      x.quoted += 1
      let mark = r.notes.open(r.offset, Field("pptp.again", "Sent again", "RFC 9293 §3.8", "octets that came before in another segment"))
      pptpMessage(length, &r, &x)
      r.notes.close(mark, r.offset, nil)
      x.quoted -= 1
    }
    (x.info, x.proto) = (line, proto)
    r.restLeaf(
      .leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "octets that came before in another segment"), "sent again")
    r.limit = outer
  }

  /// The length of the message at the reader, if all of it is there.
  private func wholeMessage(_ r: TreeReader) -> Int? {
    guard r.uint32(4) == pptpCookie, let n = length(r), Self.isLength(n), n <= r.remaining else { return nil }
    return n
  }

  /// How many octets the message at the reader takes: what it says, unless it is of a kind that has another length; then what is
  /// behind the one and the other tells which is right.
  private func length(_ r: TreeReader) -> Int? {
    guard let said = r.uint16(0).map(Int.init) else { return nil }
    guard r.uint32(4) == pptpCookie, let right = Self.length(r.uint16(2), r.uint16(8)), right != said else { return said }
    func ends(_ n: Int) -> Bool { n == r.remaining || r.uint32(n + 4) == pptpCookie }
    return Self.isLength(said) && ends(said) && !ends(right) ? said : right
  }

  /// The length of a control message of that type (RFC 2637 §2).
  private static func length(_ message: UInt16?, _ type: UInt16?) -> Int? {
    guard message == PPTPMessageType.control.rawValue, let type else { return nil }
    return PPTPControlType(rawValue: type).length
  }

  /// How far on the next message begins, as length and cookie show.
  private func boundary(_ r: TreeReader) -> Int? {
    guard r.remaining >= 8 else { return nil }
    for i in 0...r.remaining - 8 where r.uint32(i + 4) == pptpCookie && Self.isLength(Int(r.uint16(i) ?? 0)) { return i }
    return nil
  }

  // MARK: Before its turn

  /// A segment that came before its turn. Where length and cookie show that messages begin in it they are explained at once;
  /// only parts of messages wait. When too much has come the gap is taken for a loss of the capture.
  private mutating func early(_ sequence: UInt32, _ gap: Int, _ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    if s.has(sequence, r.remaining) {
      retransmitted(r.remaining, &r, &x)
      return
    }
    s.sinceGap += 1
    let waiting = s.early.reduce(0) { $0 + $1.octets.count }
    if gap > 1 << 20 || s.sinceGap > TCPStream.mostEarly || s.early.count > 2 * TCPStream.mostEarly
      || waiting + r.remaining > TCPStream.mostEarlyOctets
    {
      giveUp(before: sequence, &s, &r, &x)
      return
    }
    let start = r.offset
    func at(_ offset: Int) -> UInt32 { sequence &+ UInt32(truncatingIfNeeded: offset - start) }
    let missing = s.missing(before: sequence)
    wait(boundary(r) ?? r.remaining, at(r.offset), missing, &s, &r, &x)
    let first = r.offset
    while let length = wholeMessage(r) { pptpMessage(length, &r, &x) }
    s.keep(
      TCPStream.Early(
        sequence: at(first), count: r.offset - first, octets: [], origin: .init(frame: x.number, buffer: x.buffer, range: first..<r.offset))
    )
    wait(r.remaining, at(r.offset), missing, &s, &r, &x)
    x.info.add(" (out of order)")
  }

  private func wait(_ count: Int, _ sequence: UInt32, _ missing: Int, _ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext)
  {
    guard count > 0 else { return }
    let range = r.offset..<r.offset + count
    s.keep(
      TCPStream.Early(
        sequence: sequence, count: count, octets: [UInt8](r.base[range]), origin: .init(frame: x.number, buffer: x.buffer, range: range)))
    r.leaf(
      count, .leaf, Field("pptp.segment", "Part of a message", "RFC 9293 §3.8", "explained when the octets before it have come"),
      "came before its turn: \(missing) octet\(missing == 1 ? "" : "s") missing before it")
  }

  /// What is missing will not come: the parts that waited for it are explained as far as they go, then this segment.
  private mutating func giveUp(before sequence: UInt32, _ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    let range = r.offset..<r.limit
    var missing = 0
    func jump(_ to: UInt32, _ s: inout TCPStream, _ x: inout FrameContext) {
      let gap = Int(Int32(bitPattern: to &- (s.next ?? to)))
      guard gap > 0 else { return }
      missing += gap
      if s.place == .inStep, !s.pending.isEmpty { breaksOff(&s, &x) }
      s.forget()
      s.place = .unknown
      s.next = to
    }
    while let e = s.early.first {
      jump(e.sequence, &s, &x)
      release(&s, &x)
      // Whatever `release` could not take.
      if s.early.first?.sequence == e.sequence { s.early.removeFirst() }
    }
    s.sinceGap = 0
    s.isWhole = false
    jump(sequence, &s, &x)
    if missing > 0 {
      x.problem(
        range, "tcp.seq",
        "\(missing) octet\(missing == 1 ? "" : "s") of this control connection \(missing == 1 ? "is" : "are") missing from the capture",
        "RFC 9293 §3.4")
    }
    let old = Int(Int32(bitPattern: (s.next ?? sequence) &- sequence))
    if old > 0 { retransmitted(min(old, r.remaining), &r, &x) }
    inOrder(&s, &r, &x)
  }

  /// Segments whose turn has come now that the gap before them is filled; their octets stand in earlier frames.
  private mutating func release(_ s: inout TCPStream, _ x: inout FrameContext) {
    while let next = s.next, let e = s.early.first, Int32(bitPattern: e.sequence &- next) <= 0 {
      s.early.removeFirst()
      let old = Int(next &- e.sequence)
      guard old < e.count else { continue }
      s.next = e.end
      if e.isExplained {
        skip(to: e, &s, &x)
        continue
      }
      // Read as a buffer: its message is explained in the frame that filled the gap.
      let origin = AnnotatedBuffer.Origin(
        frame: e.origin.frame, buffer: e.origin.buffer, range: e.origin.range.lowerBound + old..<e.origin.range.upperBound)
      var stream = s
      _ = openBuffer(.tcp, from: [origin], Array(e.octets[old...]), &x) { me, r, x throws(WireError) in me.messages(&stream, &r, &x) }
      s = stream
    }
  }

  // MARK: Messages

  /// Whole messages at the reader; what is left over begins or continues a pending one.
  private mutating func messages(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    while r.remaining > 0 {
      if s.place != .inStep {
        findPlace(&s, &r, &x)
        continue
      }
      if s.pending.isEmpty {
        let length = length(r)
        if let length, !Self.isLength(length) || (r.uint32(4) ?? pptpCookie) != pptpCookie {
          broken(&s, &r)
          continue
        }
        if let length, length <= r.remaining {
          pptpMessage(length, &r, &x)
          continue
        }
      }
      piece(&s, &r, &x)
    }
  }

  /// Out of step: up to where length and cookie show the next message.
  private func findPlace(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    if let i = boundary(r), s.pending.isEmpty || i == 0 {
      s.forget()
      rest(i, s.place, &r, &x)
      s.place = .inStep
      return
    }
    // The boundary may lie across segments: the last seven octets are kept.
    let old = s.pending.count
    let seam = s.pending + r.base[r.offset..<min(r.limit, r.offset + 7)]
    if old > 0,
      let i = (0..<old).first(where: { i in
        seam.count >= i + 8 && seam[(i + 4)..<(i + 8)].reduce(0, { $0 << 8 | UInt32($1) }) == pptpCookie
          && Self.isLength(Int(seam[i]) << 8 | Int(seam[i + 1]))
      })
    {
      for _ in 0..<i { dropFirst(&s) }
      s.place = .inStep
      return
    }
    if let i = boundary(r) {
      s.forget()
      rest(i, s.place, &r, &x)
      s.place = .inStep
      return
    }
    for i in max(r.offset, r.limit - 7)..<r.limit {
      s.pending.append(r.base[i])
      s.origins.append(.init(frame: x.number, buffer: x.buffer, range: i..<i + 1))
    }
    while s.pending.count > 7 { dropFirst(&s) }
    rest(r.remaining, s.place, &r, &x)
  }

  /// While out of step every pending octet has an origin of its own.
  private func dropFirst(_ s: inout TCPStream) {
    s.pending.removeFirst()
    s.origins.removeFirst()
  }

  private func rest(_ count: Int, _ place: TCPStream.Place, _ r: inout TreeReader, _ x: inout FrameContext) {
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
    if !Self.isLength(Int(length)) {
      r.notes.problem(start..<min(start + 2, r.limit), "pptp.length", "a control message cannot have \(length) octets", "RFC 2637 §1.4")
    }
    if r.offset == start + 8, cookie != pptpCookie {
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

  private mutating func piece(_ s: inout TCPStream, _ r: inout TreeReader, _ x: inout FrameContext) {
    // Eight octets tell length and cookie, ten the type; until then every octet is a part.
    func word(_ o: [UInt8], _ i: Int) -> UInt16? { o.count >= i + 2 ? UInt16(o[i]) << 8 | UInt16(o[i + 1]) : nil }
    func length(_ o: [UInt8]) -> Int? { Self.length(word(o, 2), word(o, 8)) ?? word(o, 0).map(Int.init) }
    var probe = s.pending
    probe += r.base[r.offset..<min(r.limit, r.offset + max(0, 10 - probe.count))]
    var take = r.remaining
    if let n = length(probe) {
      let fits = Self.isLength(n) && (probe.count < 8 || probe[4..<8].reduce(0, { $0 << 8 | UInt32($1) }) == pptpCookie)
      take = min(max((fits ? n : PPTPHeader.fixed) - s.pending.count, 1), r.remaining)
    }
    let range = r.offset..<r.offset + take
    s.pending += r.base[range]
    s.origins.append(.init(frame: x.number, buffer: x.buffer, range: range))
    let index = r.notes.notes.count
    r.leaf(
      take, .leaf, Field("pptp.segment", "Part of a message", "RFC 2637 §2", "a control message that did not fit one TCP segment"),
      "\(s.pending.count) octets so far")
    guard let n = length(s.pending) else { return }
    let cookie = s.pending.count >= 8 ? s.pending[4..<8].reduce(0) { $0 << 8 | UInt32($1) } : pptpCookie
    let fault = !Self.isLength(n) || cookie != pptpCookie
    guard fault || s.pending.count >= n else { return }
    let (octets, origins) = (s.pending, s.origins)
    s.forget()
    var stream = s
    let buffer = openBuffer(.tcp, from: origins, octets, &x) { me, r, x throws(WireError) in
      if fault { me.broken(&stream, &r) } else { me.pptpMessage(n, &r, &x) }
    }
    s = stream
    r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[index].inFrame = Int32(truncatingIfNeeded: x.number)
  }
}

/// RFC 2637 §2.1.
let pptpCookie = PPTPHeader.magicCookie
