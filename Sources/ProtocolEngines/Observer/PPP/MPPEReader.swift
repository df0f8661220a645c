/// What opens the MPPE packets of one end.
///
/// A receiver may put packets back into the order of their GRE numbers (RFC 2637 §4.3), so what came too early or too late
/// is opened here too: in stateless mode by keys that are kept, in stateful mode by holding packets until RC4 can go on.
struct MPPEReader: Sendable {
  struct Key: Sendable {
    var cipher: MPPECipher
    var source: Keyring.Source
  }
  /// An encrypted packet that came before its turn, and where it stands.
  struct Held: Sendable {
    var count: UInt16
    var body: [UInt8]
    var origin: AnnotatedBuffer.Origin
  }
  /// Stateful mode: packets are missing from `keys`' coherency count on.
  struct Gap: Sendable {
    /// The ciphers as they were before it.
    var keys: [Key]
    /// What came behind it, by coherency count.
    var held: [Held] = []
    /// The count at which a FLUSHED packet began RC4 anew; nil while RC4 waits.
    var end: UInt16?
    var next: UInt16 { keys.first?.cipher.coherency ?? 0 }
  }
  /// What was agreed; nil until CCP is up in this direction.
  var bits: MPPEBits?
  /// Ciphers that have opened everything so far. More than one only where a FLUSHED packet can be read in two ways.
  var keys: [Key] = []
  /// The frame where packets were found missing; until a FLUSHED one, RC4 has no place to go on from.
  var lostAt: Int?
  /// The coherency counts of the first and the last packet that were missing there.
  private var missing: (UInt16, UInt16)?
  /// A packet has been opened whose content leaves no doubt about the key.
  var trusted = false
  private var gaps: [Gap] = []
  /// Packets that overtook the Configure-Ack of CCP.
  private var early: [Held] = []
  var isReady: Bool { bits != nil }
  private var mppc: Bool { bits?.contains(.mppc) ?? false }

  static let mostGaps = 4, mostHeld = 32, mostHeldOctets = 1 << 16, mostEarly = 8

  mutating func stop() { self = MPPEReader() }

  mutating func start(_ bits: MPPEBits, _ startKeys: [(key: [UInt8], source: Keyring.Source)]) {
    let before = early
    self = MPPEReader()
    early = before
    self.bits = bits
    guard let strength = bits.strength else { return }
    let stateless = bits.contains(.stateless)
    for k in startKeys {
      for flush in stateless ? [MPPEFlush.rfc] : [.linux, .rfc] {
        add(MPPECipher(startKey: k.key, strength: strength, stateless: stateless, flush: flush), k.source)
      }
    }
  }

  mutating func add(_ cipher: MPPECipher, _ source: Keyring.Source) {
    var cipher = cipher
    cipher.keepKeys()
    keys.append(Key(cipher: cipher, source: source))
  }

  enum Outcome {
    /// No key at hand.
    case closed
    case opened([UInt8], source: Keyring.Source, flush: MPPEFlush?)
    /// The same, behind its turn; with it the packets that waited for it.
    case late([UInt8], source: Keyring.Source, due: UInt16, then: [(Held, [UInt8])])
    /// Came before its turn and may be opened when what is missing comes.
    case waits(String, ref: String)
    case failed(String, ref: String)
    /// The key at hand gives no PPP packet.
    case noise(String, ref: String)
  }

  /// Opens what follows protocol 00fd, `body`, which stands at `origin`. `copy`: the GRE packet has come before.
  mutating func open(_ body: [UInt8], _ head: MPPEHeader, _ origin: AnnotatedBuffer.Origin, copy: Bool) -> Outcome {
    guard !keys.isEmpty else { return .closed }
    // Numbers only: a copy of the cipher would make it copy its tables with every packet.
    let stateless = keys[0].cipher.stateless
    let discarding = keys[0].cipher.discarding
    let expected = keys[0].cipher.coherency
    let ahead = (head.coherency &- expected) & MPPEHeader.countMask
    if copy || ahead >= 0x800 {
      if let outcome = openLate(body, head, origin, expected, copy: copy) { return outcome }
      if copy { return .closed }
    } else if ahead > 0, !stateless, !discarding {
      if gaps.count >= Self.mostGaps { gaps.removeFirst() }
      gaps.append(Gap(keys: keys))
    }
    let settles = keys.count > 1 && head.flushed && !stateless
    switch Self.decrypt(&keys, body, strictly: !trusted, mppc: mppc) {
    case .opened(let plain):
      if discarding || ahead > 0, !stateless, !gaps.isEmpty, gaps[gaps.count - 1].end == nil { gaps[gaps.count - 1].end = head.coherency }
      (lostAt, missing) = (nil, nil)
      trusted = trusted || Self.isPlausible(plain, strictly: true)
      let settled = settles && Set(keys.map(\.cipher.flush)).count == 1
      return .opened(plain, source: keys[0].source, flush: settled ? keys[0].cipher.flush : nil)
    case .fault(let fault):
      switch fault {
      case .outOfSync, .discarding:
        let at = lostAt ?? origin.frame
        lostAt = at
        if case .outOfSync(let frame, let expected) = fault { missing = (expected, (frame &- 1) & MPPEHeader.countMask) }
        let text =
          "RC4 state lost at frame \(at)"
          + (missing.map { ": \($0 == $1 ? "packet \($0) is" : "packets \($0) to \($1) are") missing" } ?? "")
        return hold(body, head, origin) ? .waits(text, ref: fault.ref) : .failed(text, ref: fault.ref)
      default: return .failed(fault.text, ref: fault.ref)
      }
    case .noise:
      return .noise("the key from \(keys[0].source.text) does not open this packet: what comes out is no PPP packet", ref: "RFC 3078 §3.1")
    }
  }

  private enum Attempt {
    case opened([UInt8])
    case fault(MPPEFault)
    /// No key gives a PPP packet.
    case noise
  }

  /// Lets every cipher go on by one packet; those that gave noise are dropped, unless all of them did.
  private static func decrypt(_ keys: inout [Key], _ body: [UInt8], strictly: Bool, mppc: Bool) -> Attempt {
    if keys.count == 1 {
      // In place: nothing is copied.
      switch keys[0].cipher.decrypt(body) {
      case .success(let p): return isPlausible(p, of: body, strictly: strictly, mppc: mppc) ? .opened(p) : .noise
      case .failure(let f): return .fault(f)
      }
    }
    var kept: [Key] = []
    var plain: [UInt8]?
    var fault: MPPEFault?
    for i in keys.indices {
      switch keys[i].cipher.decrypt(body) {
      case .success(let p):
        guard isPlausible(p, of: body, strictly: strictly, mppc: mppc) else { continue }
        plain = plain ?? p
        kept.append(keys[i])
      case .failure(let f):
        fault = fault ?? f
        kept.append(keys[i])
      }
    }
    // Nothing fitted: it may be this packet alone, so the ciphers stay.
    guard !kept.isEmpty else { return .noise }
    keys = kept
    if let plain { return .opened(plain) }
    return fault.map { .fault($0) } ?? .noise
  }

  // MARK: Order

  private mutating func hold(_ body: [UInt8], _ head: MPPEHeader, _ origin: AnnotatedBuffer.Origin) -> Bool {
    guard !gaps.isEmpty, gaps[gaps.count - 1].end == nil else { return false }
    return hold(body, head, origin, in: gaps.count - 1)
  }

  private mutating func hold(_ body: [UInt8], _ head: MPPEHeader, _ origin: AnnotatedBuffer.Origin, in g: Int) -> Bool {
    var packets = 0
    var octets = body.count
    for gap in gaps {
      packets += gap.held.count
      for h in gap.held { octets += h.body.count }
    }
    guard packets < Self.mostHeld, octets <= Self.mostHeldOctets else { return false }
    let next = gaps[g].next
    func place(_ count: UInt16) -> UInt16 { (count &- next) & MPPEHeader.countMask }
    var at = gaps[g].held.count
    while at > 0, place(gaps[g].held[at - 1].count) >= place(head.coherency) {
      if gaps[g].held[at - 1].count == head.coherency { return false }
      at -= 1
    }
    gaps[g].held.insert(Held(count: head.coherency, body: body, origin: origin), at: at)
    return true
  }

  /// A packet from before the one due.
  private mutating func openLate(_ body: [UInt8], _ head: MPPEHeader, _ origin: AnnotatedBuffer.Origin, _ expected: UInt16, copy: Bool)
    -> Outcome?
  {
    if keys[0].cipher.stateless {
      for k in keys {
        if let plain = k.cipher.reopen(body), Self.isPlausible(plain, of: body, strictly: !trusted, mppc: mppc) {
          return .late(plain, source: k.source, due: expected, then: [])
        }
      }
      return nil
    }
    // The gap it belongs to is the last one that begins at or before it.
    guard !copy, let g = gaps.lastIndex(where: { (head.coherency &- $0.next) & MPPEHeader.countMask < 0x800 }) else { return nil }
    guard gaps[g].next == head.coherency else {
      return hold(body, head, origin, in: g)
        ? .waits(
          "packet \(head.coherency) comes late (\(expected) is due), and packet \(gaps[g].next) before it is missing still",
          ref: "RFC 3078 §8.2") : nil
    }
    var keys = gaps[g].keys
    guard case .opened(let plain) = Self.decrypt(&keys, body, strictly: !trusted, mppc: mppc) else { return nil }
    gaps[g].keys = keys
    let source = keys[0].source
    var then: [(Held, [UInt8])] = []
    while let h = gaps[g].held.first, h.count == gaps[g].next {
      gaps[g].held.removeFirst()
      guard case .opened(let p) = Self.decrypt(&gaps[g].keys, h.body, strictly: !trusted, mppc: mppc) else { break }
      then.append((h, p))
    }
    if gaps[g].end == nil, gaps[g].next == expected {
      // Nothing is missing any more: everybody goes on from here.
      self.keys = gaps[g].keys
      (lostAt, missing) = (nil, nil)
      gaps.remove(at: g)
    } else if gaps[g].next == gaps[g].end {
      gaps.remove(at: g)
    }
    return .late(plain, source: source, due: expected, then: then)
  }

  // MARK: Before CCP

  /// Keeps a packet that came before CCP was up; true if there was room.
  mutating func keepEarly(_ body: [UInt8], _ head: MPPEHeader, _ origin: AnnotatedBuffer.Origin) -> Bool {
    guard early.count < Self.mostEarly, body.count <= Self.mostHeldOctets / Self.mostEarly else { return false }
    early.append(Held(count: head.coherency, body: body, origin: origin))
    return true
  }

  /// CCP is up: opens what overtook its Configure-Ack.
  mutating func takeEarly() -> [(Held, [UInt8])] {
    let waiting = early.sorted { $0.count < $1.count }
    early = []
    var out: [(Held, [UInt8])] = []
    for h in waiting where !keys.isEmpty {
      var trial = keys
      guard case .opened(let p) = Self.decrypt(&trial, h.body, strictly: true, mppc: mppc) else { continue }
      keys = trial
      trusted = true
      out.append((h, p))
    }
    return out
  }

  /// As below, but what MPPC compressed (bit C, where it was agreed) looks like noise whatever the key.
  private static func isPlausible(_ p: [UInt8], of body: [UInt8], strictly: Bool, mppc: Bool) -> Bool {
    if mppc, let first = body.first, UInt16(first) << 8 & MPPEHeader.compressedBit != 0 { return !p.isEmpty }
    return isPlausible(p, strictly: strictly)
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
      return !strictly
        || (p.count >= at + header && p.withUnsafeBytes { InternetChecksum.fold(InternetChecksum.sum($0, at..<at + header)) } == 0xffff)
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
