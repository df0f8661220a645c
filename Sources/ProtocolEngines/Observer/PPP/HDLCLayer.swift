/// The beginning of a frame on a serial line whose closing flag is in a later record of the capture.
struct CutFrame: Sendable {
  var side: Int
  /// As they came, with escapes.
  var octets: [UInt8]
  var origins: [AnnotatedBuffer.Origin]
  /// No frame is longer, all of it escaped: what goes on without a flag beyond this is something else.
  static let most = 1 << 17
}

/// The frames of a serial line whose end has not come.
struct LineFollower: Sendable {
  /// At most one for each direction.
  private(set) var cut: [CutFrame] = []

  mutating func keep(_ f: CutFrame) { cut.append(f) }
  mutating func take(_ side: Int) -> CutFrame? { cut.firstIndex { $0.side == side }.map { cut.remove(at: $0) } }
  func isWaiting(_ side: Int) -> Bool { cut.contains { $0.side == side } }
}

/// PPP in HDLC-like framing (RFC 1662 §4), as captures of a serial line hold it: flags, escapes, Frame Check Sequence. Only a
/// record that begins with a flag is read like this, and one that goes on where such a record broke off. Everything else of the
/// link types 9 and 50 is a frame without flags and escapes, as systems hand it to capture programs.
extension Observer {
  func isFramed(_ r: TreeReader, _ side: Int) -> Bool {
    guard let first = r.octet(0) else { return false }
    if first == HDLCFraming.flag { return true }
    // Address and Control in clear begin a frame of their own.
    let header = first == 0xff && r.octet(1) == 0x03
    return !header && line.isWaiting(side)
  }

  /// A record of the line: flags, and what stands between them.
  mutating func framed(_ side: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    frame.say("HDLC")
    var cut = line.take(side)
    var frames = 0
    if let begun = cut, r.octet(0) == HDLCFraming.flag {
      frames = endsAtOnce(begun, &r, &frame) ? 1 : 0
      cut = nil
    }
    while r.remaining > 0 {
      var end = r.offset
      while end < r.limit, r.base[end] == HDLCFraming.flag { end += 1 }
      let flags = end - r.offset
      if flags > 0 {
        r.leaf(
          flags, .leaf, Field("hdlc.flag", "Flag", "RFC 1662 §4.1", "stands between frames"),
          flags > 1 ? "\(flags) in a row: nothing between them" : nil)
        continue
      }
      while end < r.limit, r.base[end] != HDLCFraming.flag { end += 1 }
      let line = (frame.proto, frame.info)
      if frames > 0 { frame.info.clear() }
      if let begun = cut {
        goesOn(begun, to: end, &r, &frame)
        cut = nil
      } else {
        between(r.offset..<end, side, &r, &frame)
      }
      frames += 1
      // The first frame names the record; the others follow in its line.
      if frames > 1 {
        let (proto, info) = (frame.proto, frame.info)
        (frame.proto, frame.info) = line
        frame.info.add("; ")
        frame.info.add(proto)
        frame.info.add(" ")
        frame.info.add(info.string)
      }
    }
    if frames == 0 { frame.info.add("only flags") }
  }

  /// Octets between two flags, or between a flag and the end of the record.
  private mutating func between(_ range: Range<Int>, _ side: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let body = [UInt8](r.base[range])
    let closed = range.upperBound < r.limit
    let found = HDLCFraming.find(body)
    if !closed {
      // The last flag may have been left out; the FCS shows that the frame is whole all the same.
      var whole = false
      if case .success(let f) = found { whole = f.check != nil }
      if !whole { return part(CutFrame(side: side, octets: [], origins: []), range, &r, &frame) }
    }
    let first = r.notes.notes.count
    pieces(range, found, &r)
    let origin = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: range)
    guard let buffer = open(found, side, from: [origin], at: range, &r, &frame) else { return }
    for i in first..<r.notes.notes.count { r.notes.notes[i].opens = Int32(truncatingIfNeeded: buffer) }
  }

  /// Every octet between the flags: as it is, escaped, or put in by the line.
  private func pieces(_ range: Range<Int>, _ found: Result<HDLCFraming.Found, HDLCFraming.Fault>, _ r: inout TreeReader) {
    var accm: UInt32 = 0
    if case .success(let f) = found { accm = f.accm }
    let base = UnsafeRawBufferPointer(rebasing: r.base[range])
    let start = range.lowerBound
    var bare = start
    func plain(to end: Int, _ r: inout TreeReader) {
      if end > bare {
        r.notes.leaf(
          bare, end, .leaf, Field("hdlc.octets", "Octets", "RFC 1662 §4.2", "octets of the frame as they are"), value: nil, meaning: nil)
      }
    }
    HDLCFraming.pieces(base, accm: accm) { at, piece, octet in
      if piece == .bare { return }
      let at = start + at.lowerBound..<start + at.upperBound
      plain(to: at.lowerBound, &r)
      bare = at.upperBound
      switch piece {
      case .escaped:
        r.notes.leaf(
          at.lowerBound, at.upperBound, .leaf,
          Field("hdlc.escaped", "Escaped octet", "RFC 1662 §4.2", "7d, then the octet with bit 6 turned over"), value: nil,
          meaning: "stands for \(HexText.number(octet, width: 2))")
      case .inserted:
        r.notes.leaf(
          at.lowerBound, at.upperBound, .leaf,
          Field("hdlc.inserted", "Inserted octet", "RFC 1662 §4.2", "a control character that the sender would have escaped"), value: nil,
          meaning: "put in by the line, dropped")
      default:
        r.notes.leaf(
          at.lowerBound, at.upperBound, .leaf,
          Field("hdlc.abort", "Abort", "RFC 1662 §4.3", "an escape before the flag: the sender gave the frame up"), value: nil, meaning: nil
        )
      }
    }
    plain(to: range.upperBound, &r)
    r.offset = range.upperBound
  }

  /// The frame as a buffer of its own; nil where there is none. `at`: where the record has it, for faults.
  private mutating func open(
    _ found: Result<HDLCFraming.Found, HDLCFraming.Fault>, _ side: Int, from origins: [AnnotatedBuffer.Origin], at range: Range<Int>,
    _ r: inout TreeReader, _ frame: inout FrameContext
  ) -> Int? {
    let whole: HDLCFraming.Found
    switch found {
    case .success(let f): whole = f
    case .failure(let fault):
      frame.say("HDLC")
      frame.info.add(fault == .aborted ? "frame given up by its sender" : "frame too short")
      r.notes.problem(range, fault == .aborted ? "hdlc.abort" : "hdlc.octets", fault.text, fault.section)
      return nil
    }
    // A receiver drops a frame whose check is wrong: it is explained, but changes nothing.
    if whole.check == nil { frame.quoted += 1 }
    let buffer = openBuffer(.hdlc, from: origins, whole.octets, &frame) { me, r, frame throws(WireError) in
      if whole.check == nil { me.wrong(whole, &r) }
      try r.within(r.remaining - whole.checkOctets, Field("hdlc.frame", "Frame", "RFC 1662 §3.1")) { coder throws(WireError) in
        try me.linePacket(side, &coder, &frame)
      }
      let meaning = whole.check == .fcs32 ? "FCS-32, correct" : whole.check == nil ? "wrong" : "correct"
      r.restLeaf(
        .leaf, Field("hdlc.fcs", "Frame Check Sequence", "RFC 1662 §3.1", "over the frame before escaping, least significant octet first"),
        meaning)
    }
    if whole.check == nil {
      frame.quoted -= 1
      frame.say("HDLC")
      frame.info.add("frame of ")
      frame.info.add(whole.octets.count)
      frame.info.add(" octets, its check is wrong")
    }
    return buffer
  }

  private func wrong(_ whole: HDLCFraming.Found, _ r: inout TreeReader) {
    let content = Array(whole.octets.dropLast(whole.checkOctets))
    let end = whole.octets.count
    r.notes.problem(
      content.count..<end, "hdlc.fcs",
      """
      the Frame Check Sequence is \(HexText.string(whole.octets[content.count...])), it should be \
      \(HexText.string(FCS.octets16(content))): the receiver drops the frame
      """,
      "RFC 1662 §3.1")
  }

  // MARK: Frames in several records

  /// Octets up to the end of the record: more of the frame comes later.
  private mutating func part(_ begun: CutFrame, _ range: Range<Int>, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let lost = frame.captured < frame.wireLength
    r.notes.leaf(
      range.lowerBound, range.upperBound, .leaf, Self.partField, value: nil, meaning: lost ? "the capture did not keep the rest" : nil)
    r.offset = range.upperBound
    frame.say("HDLC")
    frame.info.add("part of a frame, ")
    frame.info.add(range.count)
    frame.info.add(" octets")
    var begun = begun
    begun.octets += r.base[range]
    begun.origins.append(AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: range))
    if begun.octets.count > CutFrame.most {
      r.notes.problem(range, "hdlc.part", "more than \(CutFrame.most) octets without a flag: no frame is that long", "RFC 1662 §4.1")
    } else if !lost, frame.quoted == 0 {
      line.keep(begun)
    }
  }

  private static var partField: Field { Field("hdlc.part", "Part of a frame", "RFC 1662 §4.1", "explained where the frame is whole") }

  /// The octets up to a flag, or to the end of the record, go on where an earlier record broke off.
  private mutating func goesOn(_ begun: CutFrame, to end: Int, _ r: inout TreeReader, _ frame: inout FrameContext) {
    let range = r.offset..<end
    // Without a flag it goes on: nothing is looked at before the frame is whole.
    guard end < r.limit else { return part(begun, range, &r, &frame) }
    let found = HDLCFraming.find(begun.octets + r.base[range])
    let index = r.notes.notes.count
    r.notes.leaf(
      range.lowerBound, range.upperBound, .leaf, Self.partField, value: nil,
      meaning: "ends the frame that frame \(begun.origins.first?.frame ?? 0) began")
    r.offset = end
    let origin = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: range)
    guard let buffer = open(found, begun.side, from: begun.origins + [origin], at: range, &r, &frame) else { return }
    r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[index].inFrame = Int32(truncatingIfNeeded: frame.number)
  }

  /// A record that begins with the flag that should end a frame: the frame is whole, or it breaks off.
  private mutating func endsAtOnce(_ begun: CutFrame, _ r: inout TreeReader, _ frame: inout FrameContext) -> Bool {
    let first = begun.origins.first?.frame ?? 0
    let range = r.offset..<r.offset + 1
    let found = HDLCFraming.find(begun.octets)
    guard case .success(let f) = found, f.check != nil else {
      r.notes.problem(
        range, "hdlc.flag",
        """
        the frame that frame \(first) began breaks off behind \(begun.octets.count) octet\(begun.octets.count == 1 ? "" : "s"): its \
        check is wrong
        """,
        "RFC 1662 §3.1")
      return false
    }
    let index = r.notes.notes.count
    r.leaf(1, .leaf, Field("hdlc.flag", "Flag", "RFC 1662 §4.1", "stands between frames"), "ends the frame that frame \(first) began")
    if let buffer = open(found, begun.side, from: begun.origins, at: range, &r, &frame) {
      r.notes.notes[index].opens = Int32(truncatingIfNeeded: buffer)
    }
    return true
  }

  func unfinishedFrames() -> [String] {
    line.cut.map {
      """
      the PPP frame that frame \($0.origins.first?.frame ?? 0) began has no end: \($0.octets.count) \
      octet\($0.octets.count == 1 ? "" : "s") without a closing flag
      """
    }
  }
}
