extension Observer {
  /// EAP; TLS messages in fragments are put together and read as a buffer of their own (RFC 5216 §2.1.5).
  mutating func eap(_ c: Int?, _ side: Int, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    let start = r.offset
    var p = EAPPacket()
    let faults = r.notes.problems.count
    try r.group(Field("eap", "Extensible Authentication Protocol", "RFC 3748 §4")) { c throws(WireError) in try p.code(&c) }
    guard x.quoted == 0 else { return }
    x.say("EAP")
    x.info.add(p.summary(whole: r.notes.problems.count == faults))
    guard let c else { return }
    if p.code == .response, p.type == .identity, p.hasType { conversations[c].login.eapUser = HexText.printable(p.data) }
    if p.tlsData != nil {
      alerts(p.tls.flight, c, side, start..<r.offset, &x)
      fragment(p, c, side, &r, &x)
    }
    if p.code == .success { conversations[c][side].isSatisfied = true }
    if p.code == .failure {
      let user = conversations[c].login.eapUser
      var text = "EAP authentication\(user.isEmpty ? "" : " of \"\(user)\"") failed"
      if let alert = conversations[c].login.alert { text += ": \(alert)" }
      x.problem(start..<r.offset, "eap.code", text, "RFC 3748 §4.2")
      conversations[c].login.failure = "authentication failed"
      conversations[c].causeTold = true
    }
  }

  private mutating func fragment(_ p: EAPPacket, _ c: Int, _ side: Int, _ r: inout TreeReader, _ x: inout FrameContext) {
    guard let leaf = r.notes.notes.lastIndex(where: { $0.field.id.equals("eap.tls.fragment") }) else {
      // A message in one piece, or an acknowledgement: whatever was begun is over.
      if !p.tls.isWhole || !p.tls.flight.records.isEmpty { forget(c, side) }
      return
    }
    let range = r.notes.notes[leaf].range
    let origin = AnnotatedBuffer.Origin(frame: x.number, buffer: x.buffer, range: range)
    let whole = conversations[c][side].eap.take(p)
    // Where only this fragment waits, what was begun before is given up.
    if p.moreFragments ? conversations[c][side].eap.waiting == range.count : whole == nil { conversations[c][side].eapOrigins = [] }
    conversations[c][side].eapOrigins.append(origin)
    let octets = whole ?? p.tlsData ?? []
    r.notes.notes[leaf].meaning = "fragment: \(p.moreFragments ? conversations[c][side].eap.waiting : octets.count) octets so far"
    guard !p.moreFragments else { return }
    let origins = conversations[c][side].eapOrigins
    forget(c, side)
    var flight = TLSFlight()
    let buffer = openBuffer(.eap, from: origins, octets, &x) { _, r, x throws(WireError) in
      try r.group(Field("tls", "Transport Layer Security", "RFC 5246 §6.2")) { c throws(WireError) in try flight.code(&c) }
    }
    x.info.add(", ")
    x.info.add(flight.summary)
    r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[leaf].inFrame = Int32(truncatingIfNeeded: x.number)
    alerts(flight, c, side, range, &x)
  }

  private mutating func forget(_ c: Int, _ side: Int) {
    conversations[c][side].eap = EAPFragments()
    conversations[c][side].eapOrigins = []
  }

  /// A fatal alert says why a TLS handshake failed.
  private mutating func alerts(_ flight: TLSFlight, _ c: Int, _ side: Int, _ range: Range<Int>, _ x: inout FrameContext) {
    for record in flight.records where record.form == .alert && record.level == 2 {
      let text = "\(conversations[c].name(side)) breaks TLS off: \(Self.plain(record.alert))"
      conversations[c].login.alert = Self.plain(record.alert)
      x.problem(range, "tls.alert_message.desc", text, "RFC 5246 §7.2.2")
    }
  }

  private static func plain(_ alert: TLSAlert) -> String {
    switch alert {
    case .badCertificate: "bad certificate"
    case .certificateExpired: "the certificate has expired"
    case .unknownCA: "unknown CA: it does not trust who signed the other end's certificate"
    case .certificateRequired: "a certificate is required"
    default: String(alert.meaning.map { $0 == "_" ? " " : $0 })
    }
  }
}
