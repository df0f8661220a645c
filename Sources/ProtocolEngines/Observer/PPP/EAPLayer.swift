/// EAP-TLS fragments of one end so far, and where they were (RFC 5216 §2.1.5).
struct EAPFollower: Sendable {
  var fragments = EAPFragments()
  var origins: [AnnotatedBuffer.Origin] = []
}

extension Observer {
  /// EAP; TLS messages in fragments are put together and read as a buffer of their own (RFC 5216 §2.1.5).
  mutating func eap(_ end: LinkEnd?, _ r: inout TreeReader, _ frame: inout FrameContext) throws(WireError) {
    let start = r.offset
    var p = EAPPacket()
    let faults = r.notes.problems.count
    try r.group(Field("eap", "Extensible Authentication Protocol", "RFC 3748 §4")) { coder throws(WireError) in try p.code(&coder) }
    guard frame.quoted == 0 else { return }
    frame.say("EAP")
    frame.info.add(p.summary(whole: r.notes.problems.count == faults))
    guard let end else { return }
    if p.code == .response, p.type == .identity, p.hasType { links[end.link].login.eapUser = HexText.printable(p.data) }
    if p.tlsData != nil {
      alerts(p.tls.flight, end, start..<r.offset, &frame)
      fragment(p, end, &r, &frame)
    }
    if p.code == .success { links[end].isSatisfied = true }
    if p.code == .failure {
      let user = links[end.link].login.eapUser
      var text = "EAP authentication\(user.isEmpty ? "" : " of \"\(user)\"") failed"
      if let alert = links[end.link].login.alert { text += ": \(alert)" }
      frame.problem(start..<r.offset, "eap.code", text, "RFC 3748 §4.2")
      links[end.link].login.failure = "authentication failed"
      links[end.link].causeTold = true
    }
  }

  private mutating func fragment(_ p: EAPPacket, _ end: LinkEnd, _ r: inout TreeReader, _ frame: inout FrameContext) {
    guard let leaf = r.notes.notes.lastIndex(where: { $0.field.id.equals("eap.tls.fragment") }) else {
      // A message in one piece, or an acknowledgement: whatever was begun is over.
      if !p.tls.isWhole || !p.tls.flight.records.isEmpty { links[end].eap = EAPFollower() }
      return
    }
    let range = r.notes.notes[leaf].range
    let origin = AnnotatedBuffer.Origin(frame: frame.number, buffer: frame.buffer, range: range)
    let whole = links[end].eap.fragments.take(p)
    // Where only this fragment waits, what was begun before is given up.
    if p.moreFragments ? links[end].eap.fragments.waiting == range.count : whole == nil { links[end].eap.origins = [] }
    links[end].eap.origins.append(origin)
    let octets = whole ?? p.tlsData ?? []
    r.notes.notes[leaf].meaning = "fragment: \(p.moreFragments ? links[end].eap.fragments.waiting : octets.count) octets so far"
    guard !p.moreFragments else { return }
    let origins = links[end].eap.origins
    links[end].eap = EAPFollower()
    var flight = TLSFlight()
    let buffer = openBuffer(.eap, from: origins, octets, &frame) { _, r, frame throws(WireError) in
      try r.group(Field("tls", "Transport Layer Security", "RFC 5246 §6.2")) { coder throws(WireError) in try flight.code(&coder) }
    }
    frame.info.add(", ")
    frame.info.add(flight.summary)
    r.notes.notes[leaf].opens = Int32(truncatingIfNeeded: buffer)
    r.notes.notes[leaf].inFrame = Int32(truncatingIfNeeded: frame.number)
    alerts(flight, end, range, &frame)
  }

  /// A fatal alert says why a TLS handshake failed.
  private mutating func alerts(_ flight: TLSFlight, _ end: LinkEnd, _ range: Range<Int>, _ frame: inout FrameContext) {
    for record in flight.records where record.form == .alert && record.level == 2 {
      let text = "\(links[end.link].name(end.side)) breaks TLS off: \(Self.plain(record.alert))"
      links[end.link].login.alert = Self.plain(record.alert)
      frame.problem(range, "tls.alert_message.desc", text, "RFC 5246 §7.2.2")
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
