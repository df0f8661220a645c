extension Observer {
  /// CCP has acknowledged what end `side` may send: its cipher starts.
  mutating func startMPPE(_ c: Int, from side: Int, _ bits: MPPEBits, _ callID: UInt16?, _ x: inout FrameContext) {
    conversations[c][side].mppe.start(bits, startKeys(c, side, bits.strength ?? .b128))
    let opened = conversations[c][side].mppe.takeEarly()
    if !opened.isEmpty { showHeld(opened, c, side, callID, &x) }
  }

  /// Packets of earlier frames that could not be opened before this one: their content is explained here, and their own frames
  /// say so where that is still possible.
  private mutating func showHeld(_ opened: [(MPPEReader.Held, [UInt8])], _ c: Int, _ side: Int, _ callID: UInt16?, _ x: inout FrameContext)
  {
    let (info, proto, source, destination, sourceText, destinationText) = (
      x.info, x.proto, x.source, x.destination, x.sourceText, x.destinationText
    )
    for (h, plain) in opened {
      // The head's first octet has bit C.
      let bitC = h.body.first.map { UInt16($0) << 8 & MPPEHeader.compressedBit != 0 } ?? false
      let compressed = bitC && isCompressed(c, side, plain)
      _ = openBuffer(.mppe, from: [h.origin], plain, &x) { me, r, x throws(WireError) in try me.opened(compressed, c, side, callID, &r, &x)
      }
    }
    (x.info, x.proto, x.source, x.destination, x.sourceText, x.destinationText) = (
      info, proto, source, destination, sourceText, destinationText
    )
    x.info.add("; opens frame")
    if opened.count > 1 { x.info.add("s") }
    for (i, o) in opened.enumerated() {
      x.info.add(i == 0 ? " " : i == opened.count - 1 ? " and " : ", ")
      x.info.add(o.0.origin.frame)
    }
  }

  /// Whether CCP agreed on MPPC in what end `side` sends; nil where CCP was not seen.
  private func agreesMPPC(_ c: Int?, _ side: Int) -> Bool? {
    guard let agreed = c.flatMap({ conversations[$0][1 - side].receives }), agreed.isMPPE else { return nil }
    return agreed.bits.contains(.mppc)
  }

  /// Bit C is set in the head of what became `plain`. It is MPPC's (RFC 3078 §3.1); without CCP to ask, the octets tell.
  private func isCompressed(_ c: Int, _ side: Int, _ plain: [UInt8]) -> Bool {
    agreesMPPC(c, side) ?? !MPPEReader.isPlausible(plain, strictly: true)
  }

  /// Bits B and C where CCP did not agree on MPPC.
  private func meansNothing(_ r: inout TreeReader) {
    for i in r.notes.notes.indices.suffix(8) where r.notes.notes[i].number == 1 {
      let id = r.notes.notes[i].field.id
      if id.equals("mppe.b") || id.equals("mppe.c") { r.notes.notes[i].meaning = "means nothing: CCP did not agree on MPPC" }
    }
  }

  /// What MPPE decrypted.
  private mutating func opened(_ compressed: Bool, _ c: Int, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext)
    throws(WireError)
  {
    if compressed {
      x.say("MPPC")
      x.info.add("compressed packet")
      r.restLeaf(.compressed, Field("mppc.compressed", "Compressed data", "RFC 2118 §3", "protocol field and packet"))
      return
    }
    var proto = PPPProtocol.ipv4
    var short = false
    let note = r.notes.notes.count
    try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { c throws(WireError) in try PPPHeader.proto(&proto, &short, &c) }
    evenProtocol(proto, note, &r, x)
    try pppPayload(proto, c, side, callID, &r, &x)
  }

  /// The start keys that may be those of end `side`: from the key file, and from the authentication seen.
  private func startKeys(_ c: Int, _ side: Int, _ strength: MPPEStrength) -> [(key: [UInt8], source: String)] {
    var out: [(key: [UInt8], source: String)] = []
    let call = conversations[c].key.numbers[1 - side & 1].map { UInt16(truncatingIfNeeded: $0) }
    for k in keyring.mppe where k.fits(call) { out.append((k.key, k.source)) }
    if let proof = conversations[c].login.proof {
      out.append((proof.keys.startKey(sending: side == proof.authenticator, strength), proof.source))
    }
    return out
  }

  mutating func remember(_ notes: [KeyNote]) {
    keyNotes += notes
    if keyNotes.count > 256 { keyNotes.removeFirst(keyNotes.count - 256) }
  }

  /// A compressed datagram (protocol 00fd): MPPE, or whatever CCP agreed on.
  mutating func compressedDatagram(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext)
    throws(WireError)
  {
    let agreed = c.flatMap { conversations[$0][1 - side].receives }
    switch agreed?.type {
    case .some(.mppe): try mppe(c, side, callID, &r, &x)
    case .some(.deflate), .some(.deflateOld):
      try numbered(
        "Deflate", Field("deflate", "PPP Deflate", "RFC 1979 §2"), Field("deflate.seq", "Sequence number", "RFC 1979 §2.1"),
        Field("deflate.compressed", "Compressed data", "RFC 1979 §2.1", "protocol field and packet, compressed by zlib"), &r, &x)
    case .some(.bsd):
      try numbered(
        "BSD comp", Field("bsdcomp", "PPP BSD Compression", "RFC 1977 §2"), Field("bsdcomp.seq", "Sequence number", "RFC 1977 §2.1"),
        Field("bsdcomp.compressed", "Compressed data", "RFC 1977 §2.1", "protocol field and packet, compressed like Unix compress"), &r, &x)
    case .none where (r.octet(0) ?? 0) & 0x10 != 0: try mppe(c, side, callID, &r, &x)
    default:
      x.say("PPP comp")
      x.info.add("compressed datagram")
      r.restLeaf(.compressed, Field("ppp.compressed", "Compressed datagram", "RFC 1962 §2"), agreed?.type.meaning)
    }
  }

  private func numbered(
    _ name: StaticString, _ group: Field, _ number: Field, _ data: Field, _ r: inout TreeReader, _ x: inout FrameContext
  ) throws(WireError) {
    var sequence: UInt16 = 0
    x.say(name)
    try r.group(group) { c throws(WireError) in
      try c.int(&sequence, number)
      c.restLeaf(.compressed, data)
    }
    x.info.add("compressed packet ")
    x.info.add(sequence)
  }

  private mutating func mppe(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    let end = r.limit
    let note = r.notes.notes.count
    let mppc = agreesMPPC(c, side)
    var p = MPPEPacket(mayBeCompressed: mppc ?? true)
    try r.group(Field("mppe", "Microsoft Point-to-Point Encryption", "RFC 3078 §3.1")) { c throws(WireError) in try p.code(&c) }
    if mppc == false, p.header.isMPPCs { meansNothing(&r) }
    guard x.quoted == 0 else { return }
    x.say("MPPE")
    x.info.add(p.header.encrypted ? "encrypted packet, coherency count " : "packet in clear, coherency count ")
    x.info.add(p.header.coherency)
    if let c, p.header.encrypted { phase(mppe: p.header, c, side, note, &r, x) }
    guard let c, p.header.encrypted, let leaf = r.notes.notes.lastIndex(where: { $0.kind == .ciphertext }) else { return }
    let ready = conversations[c][side].mppe.isReady
    if !ready { guess(c, side, callID, p.header) }
    let body = [UInt8](r.base[start..<end])
    let whole = AnnotatedBuffer.Origin(frame: x.number, buffer: x.buffer, range: r.notes.notes[leaf].range)
    let plain: [UInt8]
    let meaning: String
    var then: [(MPPEReader.Held, [UInt8])] = []
    switch conversations[c][side].mppe.open(body, p.header, whole, copy: x.isCopy) {
    case .closed:
      if x.isCopy { return }
      let negotiating = conversations[c].sides[0].ccpIdentifier != nil || conversations[c].sides[1].ccpIdentifier != nil
      if !ready, negotiating, conversations[c][side].mppe.keepEarly(body, p.header, whole) {
        r.notes.notes[leaf].meaning = "came before CCP has agreed on MPPE"
        r.notes.notes[leaf].inFrame = FieldNote.later
      } else {
        r.notes.notes[leaf].meaning = whyClosed(c)
      }
      return
    case .failed(let text, let ref):
      x.problems.append(Problem(buffer: x.buffer, range: start..<end, field: "mppe.ciphertext", text: text, ref: ref))
      return
    case .waits(let text, let ref):
      x.problems.append(Problem(buffer: x.buffer, range: start..<end, field: "mppe.ciphertext", text: text, ref: ref))
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
      (plain, meaning) = (octets, "opened with \(source)")
    case .late(let octets, let source, let due, let waited):
      (plain, then) = (octets, waited)
      meaning = x.isCopy ? "opened with \(source)" : "opened with \(source); it comes late, \(due) is due"
    }
    r.notes.notes[leaf].meaning = meaning
    let buffer = openBuffer(.mppe, from: [whole], plain, &x) { me, r, x throws(WireError) in
      try me.opened(p.header.compressed && me.isCompressed(c, side, plain), c, side, callID, &r, &x)
    }
    r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
    if !then.isEmpty { showHeld(then, c, side, callID, &x) }
  }

  /// Why there is no key.
  private func whyClosed(_ c: Int) -> String {
    let login = conversations[c].login
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
  private mutating func guess(_ c: Int, _ side: Int, _ callID: UInt16?, _ head: MPPEHeader) {
    let keys = callID.map { call in keyring.mppe.filter { $0.fits(call) } } ?? []
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
    conversations[c][side].mppe = reader
  }
}
