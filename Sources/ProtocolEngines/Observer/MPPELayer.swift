/// What opens the MPPE packets of one end.
struct MPPEReader: Sendable {
  struct Key: Sendable {
    var cipher: MPPECipher
    /// `"the password of vpnuser"`.
    var source: String
  }
  /// What was agreed; nil until CCP is up in this direction.
  var bits: MPPEBits?
  /// Ciphers that have opened everything so far. More than one only where a FLUSHED packet can be read in two ways.
  var keys: [Key] = []
  /// The frame where packets were found missing; until a FLUSHED one, RC4 has no place to go on from.
  var lostAt: Int?
  /// A packet has been opened whose content leaves no doubt about the key.
  var trusted = false
  var isReady: Bool { bits != nil }

  mutating func stop() { self = MPPEReader() }

  mutating func start(_ bits: MPPEBits, _ startKeys: [(key: [UInt8], source: String)]) {
    self = MPPEReader()
    self.bits = bits
    guard let strength = bits.strength else { return }
    let stateless = bits.contains(.stateless)
    for k in startKeys {
      for flush in stateless ? [MPPEFlush.rfc] : [.linux, .rfc] {
        keys.append(Key(cipher: MPPECipher(startKey: k.key, strength: strength, stateless: stateless, flush: flush), source: k.source))
      }
    }
  }

  enum Outcome {
    /// No key at hand.
    case closed
    case opened([UInt8], source: String, flush: MPPEFlush?)
    case failed(String, ref: String)
  }

  /// Opens what follows protocol 00fd in frame `number`.
  mutating func open(_ body: [UInt8], frame number: Int, flushed: Bool) -> Outcome {
    guard !keys.isEmpty else { return .closed }
    var kept: [Key] = []
    var plain: [UInt8]?
    var fault: MPPEFault?
    let before = keys
    var tried: [Key] = []
    for var k in keys {
      let result = k.cipher.decrypt(body)
      tried.append(k)
      switch result {
      case .success(let p):
        guard Self.isPlausible(p, strictly: !trusted) else { continue }
        plain = plain ?? p
        kept.append(k)
      case .failure(let f):
        fault = fault ?? f
        kept.append(k)
      }
    }
    if let plain {
      let settled = before.count > 1 && Set(kept.map(\.cipher.flush)).count == 1 && flushed && !(bits?.contains(.stateless) ?? true)
      // Where several fitted, the fault of another candidate no longer matters.
      keys = kept
      lostAt = nil
      trusted = trusted || Self.isPlausible(plain, strictly: true)
      return .opened(plain, source: kept[0].source, flush: settled ? kept[0].cipher.flush : nil)
    }
    if let fault {
      keys = kept
      switch fault {
      case .outOfSync, .discarding:
        let at = lostAt ?? number
        lostAt = at
        return .failed("RC4 state lost at frame \(at)", ref: fault.ref)
      default: return .failed(fault.text, ref: fault.ref)
      }
    }
    // Nothing fitted. The ciphers go on counting, in case it was this packet alone.
    keys = tried
    return .failed("the key from \(keys[0].source) does not open this packet: what comes out is no PPP packet", ref: "RFC 3078 §3.1")
  }

  /// A wrong key gives noise: what was encrypted begins with a protocol number that may stand there, and a packet that fits.
  /// `strictly`: only content that chance does not bring forth, for a key not yet proven.
  static func isPlausible(_ p: [UInt8], strictly: Bool) -> Bool {
    guard let first = p.first else { return false }
    let short = first & 1 == 1
    guard short || p.count >= 2 else { return false }
    let proto = PPPProtocol(rawValue: short ? UInt16(first) : UInt16(first) << 8 | UInt16(p[1]))
    let at = short ? 1 : 2
    switch proto {
    case .ipv4:
      guard p.count >= at + 20, p[at] >> 4 == 4, p[at] & 15 >= 5, Int(p[at + 2]) << 8 | Int(p[at + 3]) <= p.count - at else { return false }
      let header = Int(p[at] & 15) * 4
      return !strictly || (p.count >= at + header && p.withUnsafeBytes { InternetChecksum.fold(InternetChecksum.sum($0, at..<at + header)) } == 0xffff)
    case .ipv6:
      return p.count >= at + 40 && p[at] >> 4 == 6 && Int(p[at + 4]) << 8 | Int(p[at + 5]) == p.count - at - 40
    default:
      guard proto.label != nil, p.count >= at + 4 else { return false }
      // Control protocols: code, identifier and a length that fits.
      if proto.rawValue >= 0x8000 {
        let length = Int(p[at + 2]) << 8 | Int(p[at + 3])
        return (1...16).contains(p[at]) && length >= 4 && (strictly ? length == p.count - at : length <= p.count - at)
      }
      return !strictly && proto.isNetwork
    }
  }
}

extension Observer {
  /// CCP has acknowledged what end `side` may send: its cipher starts.
  mutating func startMPPE(_ c: Int, from side: Int, _ bits: MPPEBits, _ x: inout FrameContext) {
    conversations[c][side].mppe.start(bits, startKeys(c, side, bits.strength ?? .b128))
  }

  /// The start keys that may be those of end `side`: from the key file, and from the authentication seen.
  private func startKeys(_ c: Int, _ side: Int, _ strength: MPPEStrength) -> [(key: [UInt8], source: String)] {
    var out: [(key: [UInt8], source: String)] = []
    let call = conversations[c].key.numbers[1 - side & 1]
    for k in keyring.mppe where call == UInt32(k.callID) { out.append((k.key, "the key file's mppe line for call \(k.callID)")) }
    if let proof = conversations[c].login.proof {
      out.append((proof.keys.startKey(sending: side == proof.authenticator, strength), "the password of \(proof.user)"))
    }
    return out
  }

  mutating func remember(_ notes: [KeyNote]) {
    keyNotes += notes
    if keyNotes.count > 256 { keyNotes.removeFirst(keyNotes.count - 256) }
  }

  /// A compressed datagram (protocol 00fd): MPPE, or whatever CCP agreed on.
  mutating func compressedDatagram(_ c: Int?, _ side: Int, _ callID: UInt16?, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let agreed = c.flatMap { conversations[$0][1 - side].receives }
    switch agreed?.type {
    case .some(.mppe): try mppe(c, side, callID, &r, &x)
    case .some(.deflate), .some(.deflateOld):
      try numbered("Deflate", Field("deflate", "PPP Deflate", "RFC 1979 §2"), Field("deflate.seq", "Sequence number", "RFC 1979 §2.2"),
        Field("deflate.compressed", "Compressed data", "RFC 1979 §2.2", "protocol field and packet, compressed by zlib"), &r, &x)
    case .some(.bsd):
      try numbered("BSD comp", Field("bsdcomp", "PPP BSD Compression", "RFC 1977 §2"), Field("bsdcomp.seq", "Sequence number", "RFC 1977 §2.2"),
        Field("bsdcomp.compressed", "Compressed data", "RFC 1977 §2.2", "protocol field and packet, compressed like Unix compress"), &r, &x)
    case .none where (r.octet(0) ?? 0) & 0x10 != 0: try mppe(c, side, callID, &r, &x)
    default:
      x.say("PPP comp")
      x.info.add("compressed datagram")
      r.restLeaf(.compressed, Field("ppp.compressed", "Compressed datagram", "RFC 1962 §2"), agreed?.type.meaning)
    }
  }

  private func numbered(_ name: StaticString, _ group: Field, _ number: Field, _ data: Field, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
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
    let start = r.offset, end = r.limit
    var p = MPPEPacket()
    try r.group(Field("mppe", "Microsoft Point-to-Point Encryption", "RFC 3078 §3.1")) { c throws(WireError) in try p.code(&c) }
    guard x.quoted == 0 else { return }
    x.say("MPPE")
    x.info.add(p.header.encrypted ? "encrypted packet, coherency count " : "packet in clear, coherency count ")
    x.info.add(p.header.coherency)
    guard let c, p.header.encrypted, let leaf = r.notes.notes.lastIndex(where: { $0.kind == .ciphertext }) else { return }
    if !conversations[c][side].mppe.isReady { guess(c, side, callID, p.header) }
    switch conversations[c][side].mppe.open([UInt8](r.base[start..<end]), frame: x.number, flushed: p.header.flushed) {
    case .closed: r.notes.notes[leaf].meaning = whyClosed(c)
    case .failed(let text, let ref): x.problems.append(Problem(buffer: x.buffer, range: start..<end, field: "mppe.ciphertext", text: text, ref: ref))
    case .opened(let plain, let source, let flush):
      if let flush {
        r.notes.mean(id: "mppe.head", flush == .linux ? "FLUSHED is read as Linux does: the key changes first" : "FLUSHED is read as RFC 3078 §8.2 says: RC4 begins anew with the current key")
      }
      r.notes.notes[leaf].meaning = "opened with \(source)"
      let from = AnnotatedBuffer.Origin(frame: x.number, buffer: x.buffer, range: r.notes.notes[leaf].range)
      let buffer = openBuffer(.mppe, from: [from], plain, &x) { me, r, x throws(WireError) in
        if p.header.compressed {
          x.say("MPPC")
          x.info.add("compressed packet")
          r.restLeaf(.compressed, Field("mppc.compressed", "Compressed data", "RFC 2118 §3", "protocol field and packet"))
          return
        }
        var proto = PPPProtocol.ipv4, short = false
        try r.group(Field("ppp", "Point-to-Point Protocol", "RFC 1661 §2")) { c throws(WireError) in try PPPHeader.proto(&proto, &short, &c) }
        try me.pppPayload(proto, c, side, callID, &r, &x)
      }
      r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
    }
  }

  /// Why there is no key.
  private func whyClosed(_ c: Int) -> String {
    let login = conversations[c].login
    if login.mismatch { return "no key: the login was made with another password than the key file's" }
    if login.eapUser != "" { return "no key: after EAP-TLS an mppe line of the key file opens it" }
    if login.response == nil { return "no key: the login was not captured; an mppe line of the key file opens it" }
    if let name = login.response?.name { return "no key: the key file has no password of \(HexText.printable(name))" }
    return "no key"
  }

  /// A capture that begins behind CCP, with an `mppe` line for the call: strength and mode are tried.
  private mutating func guess(_ c: Int, _ side: Int, _ callID: UInt16?, _ head: MPPEHeader) {
    guard let callID, let key = keyring.mppe.first(where: { $0.callID == callID }) else { return }
    var reader = MPPEReader()
    reader.bits = head.flushed ? .stateless : []
    for strength in [MPPEStrength.b128, .b56, .b40] {
      for flush in head.flushed ? [MPPEFlush.rfc] : [.linux, .rfc] {
        reader.keys.append(.init(cipher: MPPECipher(startKey: key.key, strength: strength, stateless: head.flushed, flush: flush), source: "the key file's mppe line for call \(callID)"))
      }
    }
    conversations[c][side].mppe = reader
  }
}
