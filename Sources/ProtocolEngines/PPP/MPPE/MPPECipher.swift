import COpenSSL

/// Why an MPPE packet was not opened.
public enum MPPEFault: Error, Sendable, Equatable {
  /// Packets are missing: in stateful mode send a CCP Reset-Request (RFC 3078 §8.2).
  case outOfSync(frameCoherency: UInt16, expected: UInt16)
  /// Waiting for a FLUSHED packet; `outOfSync` asked for it before.
  case discarding(frameCoherency: UInt16)
  /// Older than what was decrypted last: its key is gone.
  case ancient(frameCoherency: UInt16, expected: UInt16)
  /// So far ahead that it would cost more key changes than a lost packet is worth; believed when others follow it.
  case farAhead(frameCoherency: UInt16, expected: UInt16)
  /// Bit D is clear (RFC 3078 §3.1).
  case notEncrypted
  /// FLUSHED is missing where it must be: on every stateless packet (RFC 3078 §3.1).
  case notFlushed
  case tooShort

  /// The peer has to be asked to begin RC4 anew.
  public var needsReset: Bool { if case .outOfSync = self { true } else { false } }

  public var text: String {
    switch self {
    case .outOfSync(let frame, let expected):
      "packet \(frame) came where \(expected) was due: what is between is lost, and RC4 has lost its place with it"
    case .discarding(let frame): "packet \(frame) is dropped: RC4 has lost its place until a FLUSHED packet comes"
    case .ancient(let frame, let expected): "packet \(frame) comes late (\(expected) is due): its key is gone"
    case .farAhead(let frame, let expected):
      """
      packet \(frame) is \((frame &- expected) & 0xfff) ahead of the one due (\(expected)): taken for damage, unless the packets after \
      it go on from there
      """
    case .notEncrypted: "the packet is not encrypted (bit D is clear)"
    case .notFlushed: "FLUSHED is not set, as it must be on every packet in stateless mode"
    case .tooShort: "the packet ends inside its MPPE head"
    }
  }
  public var ref: String {
    switch self {
    case .outOfSync, .discarding: "RFC 3078 §8.2"
    case .ancient, .farAhead: "RFC 3078 §8.1"
    case .notEncrypted, .notFlushed, .tooShort: "RFC 3078 §3.1"
    }
  }
}

/// MPPE in one direction (RFC 3078): a sender's or a receiver's keys and counters.
public struct MPPECipher: Sendable, Equatable {
  public let strength: MPPEStrength
  public let stateless: Bool
  public let flush: MPPEFlush
  /// 8 octets, or 16 for 128 bits.
  public let startKey: [UInt8]
  public private(set) var sessionKey: [UInt8]
  /// Sender: the count of the next packet. Receiver: the count expected next.
  public private(set) var coherency: UInt16 = 0
  /// How often the key has changed since the start.
  public private(set) var keyChanges = 0
  /// Receiver, stateful: packets are thrown away until one is FLUSHED.
  public private(set) var discarding = false
  /// Sender: the next packet goes out FLUSHED.
  public private(set) var flushPending: Bool
  private var rc4: RC4State?
  private var changesNoted = 0
  /// Receiver, stateless, where asked for: the keys of the last packets.
  private var kept: MPPEKeyRing?
  /// The session key when last asked for notes.
  private var keyNoted: [UInt8]
  /// Receiver, stateless: the last count that was too far ahead to believe, and how many came like it.
  private var strange: UInt16 = 0, strangeRun = 0
  /// A gap of so many packets is bridged at once: a key change costs a SHA-1 and an RC4 set-up, and anybody can forge a count.
  static let reach: UInt16 = 256

  /// `startKey` is cut to 8 octets for 40 and 56 bits, and filled with zeros on the left if short (RFC 3079 §4.1).
  public init(startKey: [UInt8], strength: MPPEStrength, stateless: Bool, flush: MPPEFlush) {
    let count = strength == .b128 ? 16 : 8
    let start = startKey.count >= count ? Array(startKey.prefix(count)) : [UInt8](repeating: 0, count: count - startKey.count) + startKey
    self.strength = strength
    self.stateless = stateless
    self.flush = flush
    self.startKey = start
    sessionKey = start
    lab_mppe_change(start, &sessionKey, count, Int32(strength.rawValue), 1)
    keyNoted = sessionKey
    // The tables are fresh, so RFC 3078 §3.1 sets FLUSHED on the first packet. Linux leaves it off: there FLUSHED means a key change.
    flushPending = flush == .rfc
    if !stateless { rc4 = RC4State(key: sessionKey) }
  }

  /// The initial session key, before any change.
  public var initialSessionKey: [UInt8] {
    var key = startKey
    lab_mppe_change(startKey, &key, startKey.count, Int32(strength.rawValue), 1)
    return key
  }

  /// A Reset-Request has come: the next packet goes out FLUSHED. (In stateless mode every packet does.)
  public mutating func flushNext() { flushPending = true }

  /// GetNewKeyFromSHA and the steps behind it (RFC 3078 §7.3).
  private mutating func changeKey() {
    lab_mppe_change(startKey, &sessionKey, startKey.count, Int32(strength.rawValue), 0)
    keyChanges &+= 1
  }

  private mutating func restartRC4() { rc4 = RC4State(key: sessionKey) }

  private static let mask = MPPEHeader.countMask
  /// The packet before which a stateful sender changes its key (RFC 3078 §7.2).
  private static func isFlag(_ count: UInt16) -> Bool { count & 0xff == 0xff }

  // MARK: Sending

  /// `plain`: protocol field and payload. The result begins with bits A to D and the coherency count.
  public mutating func encrypt(_ plain: [UInt8]) -> [UInt8] { seal(head: [], plain, []) }

  /// The same in one piece: `head` as it is, then bits and count, then `first` and `second` encrypted as if joined.
  public mutating func seal(head: [UInt8], _ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    let flushed = advanceSender()
    let mark = MPPEHeader(flushed: flushed, encrypted: true, coherency: coherency).rawValue
    coherency = (coherency &+ 1) & Self.mask
    let at = head.count &+ 2
    let count = first.count &+ second.count
    return [UInt8](unsafeUninitializedCapacity: at &+ count) { out, size in
      size = at &+ count
      guard let base = out.baseAddress else { return }
      head.withUnsafeBufferPointer { if let p = $0.baseAddress { base.update(from: p, count: $0.count) } }
      base[at &- 2] = UInt8(truncatingIfNeeded: mark >> 8)
      base[at &- 1] = UInt8(truncatingIfNeeded: mark)
      let body = base + at
      first.withUnsafeBufferPointer { if let p = $0.baseAddress { body.update(from: p, count: $0.count) } }
      second.withUnsafeBufferPointer { if let p = $0.baseAddress { (body + first.count).update(from: p, count: $0.count) } }
      if stateless {
        lab_rc4(sessionKey, sessionKey.count, body, body, count)
      } else {
        rc4?.run(UnsafeBufferPointer(start: body, count: count), body)
      }
    }
  }

  /// Brings keys and tables to the packet about to go; true if it is FLUSHED.
  private mutating func advanceSender() -> Bool {
    if stateless {
      changeKey()
      flushPending = false
      return true
    }
    let flag = Self.isFlag(coherency)
    let asked = flushPending
    flushPending = false
    guard flag || asked else { return false }
    if flag || flush == .linux { changeKey() }
    restartRC4()
    return true
  }

  // MARK: Receiving

  /// `body`: what follows protocol 0x00fd. The result begins with the protocol field.
  public mutating func decrypt(_ body: [UInt8]) -> Result<[UInt8], MPPEFault> { open(body, from: 0) }

  /// The same with the MPPE head at `start` of `frame`.
  public mutating func open(_ frame: [UInt8], from start: Int) -> Result<[UInt8], MPPEFault> {
    guard start >= 0, frame.count &- start >= 2 else { return .failure(.tooShort) }
    var head = MPPEHeader()
    head.rawValue = UInt16(frame[start]) << 8 | UInt16(frame[start &+ 1])
    guard head.encrypted else { return .failure(.notEncrypted) }
    if let fault = stateless ? advanceStateless(head) : advanceStateful(head) { return .failure(fault) }
    let count = frame.count &- start &- 2
    return .success(
      [UInt8](unsafeUninitializedCapacity: count) { out, size in
        size = count
        guard let to = out.baseAddress else { return }
        frame.withUnsafeBufferPointer { p in
          guard let base = p.baseAddress else { return }
          let from = base + (start &+ 2)
          if stateless {
            lab_rc4(sessionKey, sessionKey.count, from, to, count)
          } else {
            rc4?.run(UnsafeBufferPointer(start: from, count: count), to)
          }
        }
      })
  }

  /// One key change for each packet since the last one, this one included (RFC 3078 §8.1). At most half the counter's
  /// range lies ahead; the other half has been.
  private mutating func advanceStateless(_ head: MPPEHeader) -> MPPEFault? {
    guard head.flushed else { return .notFlushed }
    let ahead = (head.coherency &- coherency) & Self.mask
    guard ahead < 0x800 else { return .ancient(frameCoherency: head.coherency, expected: coherency) }
    guard ahead <= Self.reach || believable(head.coherency) else { return .farAhead(frameCoherency: head.coherency, expected: coherency) }
    strangeRun = 0
    for i in 0...ahead {
      changeKey()
      kept?.put(coherency &+ i, sessionKey)
    }
    coherency = (head.coherency &+ 1) & Self.mask
    return nil
  }

  /// From here on the keys of the last 64 packets are kept, those of packets that have not come included: for who looks on
  /// from outside and knows what a receiver with a longer patience can open. Stateless mode only.
  mutating func keepKeys() { if stateless, kept == nil { kept = MPPEKeyRing() } }

  /// Opens a packet from before the one due, where its key is still kept. Nothing of the state changes.
  func reopen(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= 2, let kept else { return nil }
    var head = MPPEHeader()
    head.rawValue = UInt16(body[0]) << 8 | UInt16(body[1])
    let back = (coherency &- head.coherency) & Self.mask
    guard head.encrypted, head.flushed, back >= 1, Int(back) <= min(MPPEKeyRing.size, keyChanges) else { return nil }
    return RC4State.once(key: kept.key(head.coherency, sessionKey.count), Array(body[2...]))
  }

  /// The third packet from about the same place: so much really was lost. (RFC 3078 §8.1 sets no limit.)
  private mutating func believable(_ count: UInt16) -> Bool {
    strangeRun = strangeRun > 0 && (1...64).contains((count &- strange) & Self.mask) ? strangeRun + 1 : 1
    strange = count
    return strangeRun >= 3
  }

  private mutating func advanceStateful(_ head: MPPEHeader) -> MPPEFault? {
    let ahead = (head.coherency &- coherency) & Self.mask
    let expected = coherency
    guard ahead < 0x800 else { return .ancient(frameCoherency: head.coherency, expected: expected) }
    let flag = Self.isFlag(head.coherency)
    // The sender changed its key before every flag packet, also before those that never came (§8.2).
    for i in 0..<ahead where Self.isFlag((expected &+ i) & Self.mask) { changeKey() }
    if flag { changeKey() }
    coherency = (head.coherency &+ 1) & Self.mask

    if head.flushed {
      // RFC 3078 §8.2: the tables begin anew with the current key. Linux changed its key first; on a flag packet that is the same change.
      if flush == .linux, !flag { changeKey() }
      discarding = false
      restartRC4()
      return nil
    }
    if discarding { return .discarding(frameCoherency: head.coherency) }
    if ahead > 0 {
      discarding = true
      return .outOfSync(frameCoherency: head.coherency, expected: expected)
    }
    if flag { restartRC4() }
    return nil
  }

  // MARK: Showing

  /// One note about the key changes since last asked, with the key in use; nothing while nothing changed.
  /// `way`: the direction in words.
  mutating func takeNote(_ way: StaticString) -> Note? {
    let n = keyChanges &- changesNoted
    guard n > 0 else { return nil }
    changesNoted = keyChanges
    let before = keyNoted
    keyNoted = sessionKey
    return Note(
      MPPEKeyChange(
        startKey: startKey, before: before, after: sessionKey, strength: strength, stateless: stateless, changes: n, total: keyChanges,
        way: way))
  }

  /// How the key came to be that the first packet starts from: GetNewKeyFromSHA with the start key in both places (RFC 3078 §7.3).
  func startNote(_ way: StaticString) -> KeyNote {
    KeyNote(
      "MPPE session key, initial, \(way)", initialSessionKey,
      formula: "SHA1(start key, 40 x 00, start key, 40 x f2) cut to \(startKey.count)\(reduction)", inputs: [.init("start key", startKey)])
  }

  private var reduction: String { strength.reduction }
}

extension MPPEStrength {
  /// What 40 and 56 bits do to a key at the end (RFC 3078 §7.3).
  fileprivate var reduction: String {
    switch self {
    case .b40: "; then the first three octets become d1269e"
    case .b56: "; then the first octet becomes d1"
    case .b128: ""
    }
  }
}

/// One or more changes of a session key, told when somebody asks: every packet of a stateless link makes one.
private struct MPPEKeyChange: LateNote {
  let startKey: [UInt8], before: [UInt8], after: [UInt8]
  let strength: MPPEStrength
  let stateless: Bool
  /// Changes from `before` to `after`, and since the start.
  let changes: Int, total: Int
  let way: StaticString

  var kind: Note.Kind { .key }

  var words: Note.Words {
    let text: Sentence =
      changes == 1
      ? "The session key changed" : "The session key changed \(changes) times, once for each packet that is missing and once for this one"
    return Note.Words(
      kind: .key, machine: "mppe", text: "\(text) (change \(total) since the start).",
      ref: stateless ? "RFC 3078 §7.1, §7.3" : "RFC 3078 §7.2, §7.3", from: "", to: "", key: key)
  }

  private var key: KeyNote {
    // Where packets are missing the keys in between were never noted.
    var last = before
    for _ in 1..<changes { lab_mppe_change(startKey, &last, startKey.count, Int32(strength.rawValue), 0) }
    let interim = Array(Digests.sha1(startKey, MPPEKeys.pad1, last, MPPEKeys.pad2).prefix(startKey.count))
    return KeyNote(
      "MPPE session key, change \(total), \(way)", after,
      formula: "RC4(K, K), where K = SHA1(start key, 40 x 00, session key before, 40 x f2) cut to \(startKey.count)\(strength.reduction)",
      inputs: [.init("start key", startKey), .init("session key before", last), .init("K", interim)])
  }
}

/// The session keys of the last packets by their coherency count, in one piece of memory.
struct MPPEKeyRing: Sendable, Equatable {
  static let size = 64
  private var octets = [UInt8](repeating: 0, count: size * 16)

  mutating func put(_ count: UInt16, _ key: [UInt8]) {
    let at = Int(count) % Self.size * 16
    for i in 0..<min(key.count, 16) { octets[at + i] = key[i] }
  }
  func key(_ count: UInt16, _ length: Int) -> [UInt8] {
    let at = Int(count) % Self.size * 16
    return Array(octets[at..<at + min(length, 16)])
  }
}
