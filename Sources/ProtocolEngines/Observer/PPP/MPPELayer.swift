extension Observer {
  /// CCP has acknowledged what `end` may send: its cipher starts.
  mutating func startMPPE(_ end: LinkEnd, _ bits: MPPEBits, _ frame: inout FrameContext) {
    links[end].mppe.start(bits, startKeys(end, bits.strength ?? .b128))
    let opened = links[end].mppe.takeEarly()
    if !opened.isEmpty { showHeld(opened, end, &frame) }
  }

  /// Packets of earlier frames that could not be opened before this one: their content is explained here, and their own frames
  /// say so where that is still possible.
  private mutating func showHeld(_ opened: [(MPPEReader.Held, [UInt8])], _ end: LinkEnd, _ frame: inout FrameContext) {
    let (info, proto, source, destination, sourceText, destinationText) = (
      frame.info, frame.proto, frame.source, frame.destination, frame.sourceText, frame.destinationText
    )
    for (h, plain) in opened {
      // The head's first octet has bit C.
      let bitC = h.body.first.map { UInt16($0) << 8 & MPPEHeader.compressedBit != 0 } ?? false
      let compressed = bitC && isCompressed(end, plain)
      _ = openBuffer(.mppe, from: [h.origin], plain, &frame) { me, r, frame throws(WireError) in try me.opened(compressed, end, &r, &frame)
      }
    }
    (frame.info, frame.proto, frame.source, frame.destination, frame.sourceText, frame.destinationText) = (
      info, proto, source, destination, sourceText, destinationText
    )
    frame.info.add("; opens frame")
    if opened.count > 1 { frame.info.add("s") }
    for (i, o) in opened.enumerated() {
      frame.info.add(i == 0 ? " " : i == opened.count - 1 ? " and " : ", ")
      frame.info.add(o.0.origin.frame)
    }
  }

  /// Whether CCP agreed on MPPC in what `end` sends; nil where CCP was not seen.
  private func agreesMPPC(_ end: LinkEnd?) -> Bool? {
    guard let agreed = end.flatMap({ links[$0.peer].ccp.receives }), agreed.isMPPE else { return nil }
    return agreed.bits.contains(.mppc)
  }

  /// Bit C is set in the head of what became `plain`. It is MPPC's (RFC 3078 §3.1); without CCP to ask, the octets tell.
  private func isCompressed(_ end: LinkEnd, _ plain: [UInt8]) -> Bool {
    agreesMPPC(end) ?? !MPPEReader.isPlausible(plain, strictly: true)
  }

  /// Bits B and C where CCP did not agree on MPPC.
  private func meansNothing(_ r: inout TreeReader) {
    for i in r.notes.notes.indices.suffix(8) where r.notes.notes[i].number == 1 {
      let id = r.notes.notes[i].field.id
      if id.equals("mppe.b") || id.equals("mppe.c") { r.notes.notes[i].meaning = "means nothing: CCP did not agree on MPPC" }
    }
  }

  /// What MPPE decrypted.
  private mutating func opened(_ compressed: Bool, _ end: LinkEnd, _ r: inout TreeReader, _ frame: inout FrameContext)
    throws(WireError)
  {
    if compressed {
      frame.say("MPPC")
      frame.info.add("compressed packet")
      r.restLeaf(.compressed, Field("mppc.compressed", "Compressed data", "RFC 2118 §3", "protocol field and packet"))
      return
    }
    var proto = PPPProtocol.ipv4
    var short = false
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { coder throws(WireError) in
      try PPPHeader.proto(&proto, &short, &coder)
    }
    evenProtocol(proto, note, &r, frame)
    try pppPayload(proto, end, &r, &frame)
  }

  /// The start keys that may be those of `end`: from the key file, and from the authentication seen.
  private func startKeys(_ end: LinkEnd, _ strength: MPPEStrength) -> [(key: [UInt8], source: Keyring.Source)] {
    var out: [(key: [UInt8], source: Keyring.Source)] = []
    let call = callID(end)
    for k in keyring.mppe where k.fits(call) { out.append((k.key, k.source)) }
    if let proof = links[end.link].login.proof {
      out.append((proof.keys.startKey(sending: end.side == proof.authenticator, strength), proof.source))
    }
    return out
  }

  /// The Call ID in packets from `end`: what an `mppe` line of the key file may name.
  private func callID(_ end: LinkEnd) -> UInt16? {
    links[end.link].key.numbers[end.peer.side].map { UInt16(truncatingIfNeeded: $0) }
  }

  mutating func remember(_ notes: [KeyNote]) {
    keyNotes += notes
    if keyNotes.count > 256 { keyNotes.removeFirst(keyNotes.count - 256) }
  }

  /// A compressed datagram (protocol 00fd): MPPE, or whatever CCP agreed on.
  mutating func compressedDatagram(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext)
    throws(WireError)
  {
    let agreed = end.flatMap { links[$0.peer].ccp.receives }
    switch agreed?.type {
    case .some(.mppe): try mppe(end, &r, &frame)
    case .some(.deflate), .some(.deflateOld):
      var p = DeflatePacket()
      frame.say("Deflate")
      try r.group(Field("deflate", "PPP Deflate", "RFC 1979 §2")) { coder throws(WireError) in try p.code(&coder) }
      frame.info.add("compressed packet ")
      frame.info.add(p.sequence)
    case .some(.bsd):
      var p = BSDCompressPacket()
      frame.say("BSD comp")
      try r.group(Field("bsdcomp", "PPP BSD Compression", "RFC 1977 §2")) { coder throws(WireError) in try p.code(&coder) }
      frame.info.add("compressed packet ")
      frame.info.add(p.sequence)
    case .none where (r.octet(0) ?? 0) & 0x10 != 0: try mppe(end, &r, &frame)
    default:
      frame.say("PPP comp")
      frame.info.add("compressed datagram")
      r.restLeaf(.compressed, Field("ppp.compressed", "Compressed datagram", "RFC 1962 §2"), agreed?.type.meaning)
    }
  }

  private mutating func mppe(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    let last = r.limit
    let note = r.notes.notes.count
    let mppc = agreesMPPC(end)
    var p = MPPEPacket(mayBeCompressed: mppc ?? true)
    try r.group(Field("mppe", "Microsoft Point-to-Point Encryption", "RFC 3078 §3.1")) { coder throws(WireError) in try p.code(&coder) }
    if mppc == false, p.header.isMPPCs { meansNothing(&r) }
    guard frame.quoted == 0 else { return }
    frame.say("MPPE")
    frame.info.add(p.header.encrypted ? "encrypted packet, coherency count " : "packet in clear, coherency count ")
    frame.info.add(p.header.coherency)
    if let end, p.header.encrypted { links[end.link].phase(mppe: p.header, from: end.side, at: note, &r, frame) }
    guard let end, p.header.encrypted, let leaf = r.notes.notes.lastIndex(where: { $0.kind == .ciphertext }) else { return }
    let ready = links[end].mppe.isReady
    if !ready { guess(end, p.header) }
    let body = [UInt8](r.base[start..<last])
    let whole = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: r.notes.notes[leaf].range)
    let plain: [UInt8]
    let meaning: String
    var then: [(MPPEReader.Held, [UInt8])] = []
    switch links[end].mppe.open(body, p.header, whole, copy: frame.isCopy) {
    case .closed:
      if frame.isCopy { return }
      let negotiating = links[end].ccp.identifier != nil || links[end.peer].ccp.identifier != nil
      if !ready, negotiating, links[end].mppe.keepEarly(body, p.header, whole) {
        r.notes.notes[leaf].meaning = "came before CCP has agreed on MPPE"
        r.notes.notes[leaf].inFrame = FieldNote.later
      } else {
        let why = whyClosed(end)
        keyLog.stays(closed: frame.number, why)
        r.notes.notes[leaf].meaning = why
      }
      return
    case .noise(let text, let ref):
      keyLog.stays(closed: frame.number, text)
      frame.problems.append(Problem(buffer: frame.buffer, range: start..<last, field: "mppe.ciphertext", text: text, ref: ref))
      return
    case .failed(let text, let ref):
      frame.problems.append(Problem(buffer: frame.buffer, range: start..<last, field: "mppe.ciphertext", text: text, ref: ref))
      return
    case .waits(let text, let ref):
      frame.problems.append(Problem(buffer: frame.buffer, range: start..<last, field: "mppe.ciphertext", text: text, ref: ref))
      r.notes.notes[leaf].meaning = "opens when the packets before it come"
      r.notes.notes[leaf].inFrame = FieldNote.later
      return
    case .opened(let octets, let source, let flush):
      if let flush {
        r.notes.mean(
          id: "mppe.head",
          flush == .linux
            ? "FLUSHED is read as Linux does: the key changes first"
            : "FLUSHED is read as RFC 3078 §8.2 says: RC4 begins anew with the current key")
      }
      keyLog.use(source)
      (plain, meaning) = (octets, "opened with \(source.text)")
    case .late(let octets, let source, let due, let waited):
      (plain, then) = (octets, waited)
      keyLog.use(source)
      meaning = frame.isCopy ? "opened with \(source.text)" : "opened with \(source.text); it comes late, \(due) is due"
    }
    r.notes.notes[leaf].meaning = meaning
    let buffer = openBuffer(.mppe, from: [whole], plain, &frame) { me, r, frame throws(WireError) in
      try me.opened(p.header.compressed && me.isCompressed(end, plain), end, &r, &frame)
    }
    r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
    if !then.isEmpty { showHeld(then, end, &frame) }
  }

  /// Why there is no key.
  private func whyClosed(_ end: LinkEnd) -> String {
    let login = links[end.link].login
    if login.mismatch { return "no key: the login was made with another password than the key file's" }
    if login.eapUser != "" { return "no key: after EAP-TLS an mppe line of the key file opens it" }
    if login.response == nil { return "no key: the login was not captured; an mppe line of the key file opens it" }
    if let name = login.response?.name {
      let name = HexText.printable(name)
      return keyring == Keyring()
        ? "no key; give one with --keys FILE and a line: user \(name) PASSWORD" : "no key: the key file has no password of \(name)"
    }
    return "no key"
  }

  /// A capture that begins behind CCP, with an `mppe` line for the call: strength and mode are tried.
  private mutating func guess(_ end: LinkEnd, _ head: MPPEHeader) {
    let keys = callID(end).map { call in keyring.mppe.filter { $0.fits(call) } } ?? []
    guard !keys.isEmpty else { return }
    var reader = MPPEReader()
    reader.bits = head.flushed ? .stateless : []
    for key in keys {
      for strength in [MPPEStrength.b128, .b56, .b40] {
        for flush in head.flushed ? [MPPEFlush.rfc] : [.linux, .rfc] {
          reader.add(MPPECipher(startKey: key.key, strength: strength, stateless: head.flushed, flush: flush), key.source)
        }
      }
    }
    links[end].mppe = reader
  }
}
