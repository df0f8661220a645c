/// What a GRE session wants done.
public enum GREOutput: Sendable, Equatable {
  /// A packet for IP protocol 47.
  case transmit([UInt8])
  /// A PPP frame, in order.
  case deliver([UInt8])
  case note(Note)
}

/// The adaptive acknowledgment time-out of RFC 2637 §4.4.1, in microseconds scaled by 8, so that every gain is a shift.
public struct GRETimeout: Sendable, Equatable {
  /// RTT and DEV, times 8.
  private var rtt8: Int64
  private var dev8: Int64 = 0
  public let minimum: Delay, maximum: Delay
  /// ATO: the time-out for the next packet.
  public private(set) var timeout: Delay

  /// `seed` is the peer's Packet Processing Delay: the first RTT.
  public init(seed: Delay, minimum: Delay, maximum: Delay) {
    self.minimum = minimum
    self.maximum = maximum
    rtt8 = max(0, min(seed.micros, maximum.micros)) << 3
    timeout = minimum
    limit()
  }

  public var rtt: Delay { Delay(micros: rtt8 >> 3) }
  public var deviation: Delay { Delay(micros: dev8 >> 3) }

  /// DIFF = SAMPLE - RTT; DEV += beta (|DIFF| - DEV); RTT += alpha DIFF; alpha 1/8, beta 1/4.
  public mutating func sample(_ s: Delay) {
    let diff8 = (max(0, min(s.micros, maximum.micros << 1)) << 3) - rtt8
    dev8 += (abs(diff8) - dev8) >> 2
    rtt8 += diff8 >> 3
    limit()
  }

  /// §4.4.2: RTT = delta RTT with delta 2; DEV stays.
  public mutating func backOff() {
    rtt8 = min(rtt8 << 1, maximum.micros << 3)
    limit()
  }

  /// ATO = MAX (MinTimeOut, MIN (RTT + chi DEV, MaxTimeOut)); chi 4.
  private mutating func limit() { timeout = Delay(micros: max(minimum.micros, min((rtt8 + dev8 << 2) >> 3, maximum.micros))) }
}

/// The tunnel of one call: numbers, acknowledgements, the sliding window with its time-outs, and order on arrival (RFC 2637 §4).
///
/// User data is never sent twice: what the window is for is pace, not reliability.
public struct GREWindow: Sendable, Equatable {
  /// What both ends agreed on, and the limits set here.
  public struct Limits: Sendable, Equatable {
    /// This end's call ID (in packets it receives) and the peer's (in packets it sends).
    public var localID: UInt16, peerID: UInt16
    /// Packets the peer buffers, and this end.
    public var peerWindow: UInt16, ownWindow: UInt16
    /// The peer's processing delay in tenths of a second.
    public var peerDelay: UInt16
    public var ackDelay: Delay, reorder: GREReorder, minimumTimeout: Delay, maximumTimeout: Delay
    /// false: send at once whatever the window says, as pptpd and pptp-linux do.
    public var enforced: Bool
  }
  private struct Flight: Sendable, Equatable {
    var sequence: UInt32
    var sent: Instant
  }
  private struct Held: Sendable, Equatable {
    var sequence: UInt32
    var due: Instant
    var payload: [UInt8]
  }
  /// No more packets than this wait for the window to open (§4.2.4: then no more are accepted).
  public static let longestQueue = 64
  /// No sending window is larger, whatever the peer offers: it bounds what is remembered.
  public static let largestWindow = 256
  /// A sequence number further ahead than this is taken for damage, unless the packets after it go on from there.
  public static let reach: UInt32 = 64

  public let limits: Limits
  public let maximum: Int
  /// The sending window now (§4.2.1: half the peer's to begin with).
  public private(set) var window: Int
  public private(set) var nextSequence: UInt32 = 0
  public private(set) var ackReceived: UInt32?
  /// The highest sequence number received: what acknowledgements say.
  public private(set) var highest: UInt32?
  /// The last sequence number delivered; nothing at or before it is ever delivered again.
  public private(set) var delivered: UInt32?
  public private(set) var ackSent: UInt32?
  public private(set) var adaptive: GRETimeout
  public private(set) var counts = Counts()
  private var outstanding: [Flight] = []
  /// Packets whose time-out has passed. An acknowledgement that comes after all is a sample like any other (§4.4: "the actual
  /// amount of time incurred"); without it a peer that acknowledges late would run into the same time-out for ever.
  private var overdue: [Flight] = []
  private var waiting = Fifo<[UInt8]>()
  private var held: [Held] = []
  private var unacked = 0
  private var ackDue: Instant?
  private var timeoutDue: Instant?
  /// Packets acknowledged since the window last changed.
  private var digested = 0
  /// The last number that was too far ahead to believe, and how many came like it.
  private var strange: UInt32 = 0, strangeRun = 0
  private var queue = Fifo<GREOutput>()

  /// What went through and what did not.
  public struct Counts: Sendable, Equatable {
    public var sent = 0, received = 0, delivered = 0, lost = 0, timeouts = 0, late = 0, duplicates = 0, held = 0, missing = 0, refused = 0,
      overflow = 0
  }

  public init(_ limits: Limits) {
    self.limits = limits
    maximum = min(max(Int(limits.peerWindow), 1), Self.largestWindow)
    window = max(1, maximum / 2)
    adaptive = GRETimeout(
      seed: .milliseconds(Int64(limits.peerDelay) * 100), minimum: limits.minimumTimeout, maximum: limits.maximumTimeout)
  }

  public mutating func poll() -> GREOutput? { queue.next() }
  public var outstandingCount: Int { outstanding.count }
  public var waitingCount: Int { waiting.count }
  public var heldCount: Int { held.count }

  // MARK: Sending

  /// A PPP frame for the peer: sent now, or when the window opens.
  public mutating func send(_ frame: [UInt8], at now: Instant) {
    if canSend, waiting.isEmpty {
      transmit(frame, at: now)
    } else if waiting.count < Self.longestQueue {
      waiting.append(frame)
    } else {
      counts.overflow += 1
      note(.problem, "\(Self.longestQueue) frames wait for the window already: this one is thrown away.", "RFC 2637 §4.2.4")
    }
  }

  private var canSend: Bool { !limits.enforced || outstanding.count < window }

  private mutating func transmit(_ frame: [UInt8], at now: Instant) {
    let sequence = nextSequence
    nextSequence &+= 1
    counts.sent += 1
    emit(frame, sequence: sequence)
    if outstanding.count >= Self.largestWindow { outstanding.removeFirst() }
    outstanding.append(Flight(sequence: sequence, sent: now))
    if timeoutDue == nil { timeoutDue = now + adaptive.timeout }
  }

  private mutating func emit(_ frame: [UInt8], sequence: UInt32?) {
    // The newest acknowledgement rides on the packet when it says anything new.
    let ack = unacked > 0 || sequence == nil ? highest : nil
    var header = GREHeader(callID: limits.peerID, payloadLength: frame.count, sequence: sequence, acknowledgement: ack)
    var w = Writer()
    // A Writer never throws.
    try? header.code(&w)
    w.octets.append(contentsOf: frame)
    queue.append(.transmit(w.octets))
    if let ack {
      ackSent = ack
      unacked = 0
      ackDue = nil
    }
  }

  private mutating func drain(at now: Instant) {
    while canSend, let frame = waiting.next() { transmit(frame, at: now) }
  }

  /// An acknowledgement without data, now.
  public mutating func acknowledge() {
    guard highest != nil else { return }
    emit([], sequence: nil)
  }

  // MARK: Receiving

  /// A packet of IP protocol 47.
  public mutating func receive(_ octets: [UInt8], at now: Instant) {
    let header: GREHeader
    let used: Int
    do throws(WireError) { (header, used) = try GREHeader.prefix(of: octets) } catch {
      return refuse("The GRE header is broken: octet \(error.at): \(error.description).", error.ref.string)
    }
    if let why = Self.refusal(header, limits.localID, left: octets.count - used) { return refuse("\(why)", "RFC 2637 §4.1") }
    counts.received += 1
    if header.has(GREHeader.ackBit) { acknowledged(header.acknowledgement, at: now) }
    guard header.has(GREHeader.sequenceBit) else { return }
    data(header.sequence, octets, used..<used + Int(header.payloadLength), at: now)
  }

  /// Why a packet with this header is not for this session, or nil.
  static func refusal(_ h: GREHeader, _ localID: UInt16, left: Int) -> String? {
    guard h.version == 1 else { return "GRE version \(h.version) is not the enhanced GRE of PPTP." }
    guard h.proto == .ppp else { return "The payload is \(h.proto.meaning) and not PPP." }
    if let fault = h.fault { return "The GRE header is not PPTP's: \(fault.text)." }
    guard h.callID == localID else { return "Call ID \(h.callID) is not ours (\(localID))." }
    guard Int(h.payloadLength) <= left else { return "The header says \(h.payloadLength) octets of payload, there are \(left)." }
    guard h.has(GREHeader.sequenceBit) || h.payloadLength == 0 else { return "A payload without a sequence number." }
    return nil
  }

  private mutating func acknowledged(_ number: UInt32, at now: Instant) {
    // Only what has been sent can be acknowledged; an older acknowledgement says nothing new.
    guard nextSequence &- 1 &- number < UInt32(clamping: min(counts.sent, 0x7fff_ffff)) else {
      return note(.ignored, "Packet \(number) is acknowledged, which was never sent.", "RFC 2637 §4.1")
    }
    if let last = ackReceived, number &- last >= 0x8000_0000 || number == last { return }
    ackReceived = number
    // §4.2.5: everything up to the number is acknowledged; the time of the highest one is the sample.
    var n = 0
    while n < outstanding.count, number &- outstanding[n].sequence < 0x8000_0000 { n += 1 }
    let late = overdue.last { number &- $0.sequence < 0x8000_0000 }
    overdue.removeAll { number &- $0.sequence < 0x8000_0000 }
    guard n > 0 else {
      if let late { adaptive.sample(now - late.sent) }
      return
    }
    adaptive.sample(now - outstanding[n - 1].sent)
    outstanding.removeFirst(n)
    timeoutDue = outstanding.first.map { max(now, $0.sent + adaptive.timeout) }
    // §4.2.3: one more for every window's worth digested without a time-out.
    digested += n
    if digested >= window, window < maximum {
      digested = 0
      window += 1
      if window == maximum { note(.fact, "The sending window is fully open: \(window) packets.", "RFC 2637 §4.2.3") }
    }
    drain(at: now)
  }

  private mutating func data(_ sequence: UInt32, _ octets: [UInt8], _ range: Range<Int>, at now: Instant) {
    // Numbers begin at 0 (§4.1); pptp-linux begins at 1, so the first packet seen is not waited for.
    let begun = delivered != nil
    let last = delivered ?? .max
    let ahead = sequence &- last
    if begun, ahead == 0 || ahead >= 0x8000_0000 {
      if ahead == 0 { counts.duplicates += 1 } else { counts.late += 1 }
      return note(
        .ignored,
        ahead == 0
          ? "Packet \(sequence) came twice: the second one is discarded."
          : "Packet \(sequence) comes too late, \(last) was delivered already: discarded.", "RFC 2637 §4.3")
    }
    if ahead == 0 || ahead > Self.reach, !believable(sequence) {
      counts.refused += 1
      return note(
        .ignored,
        """
        Sequence number \(sequence) is \(ahead) ahead of the last one, more than is believed here at once (\(Self.reach); the RFC sets \
        no limit): discarded, unless the next ones go on from there.
        """,
        "RFC 2637 §4.3")
    }
    raiseHighest(sequence, at: now)
    if ahead == 1 || !begun {
      deliver(sequence, Array(octets[range]))
      return releaseInOrder()
    }
    guard case .hold(let packets, let time) = limits.reorder, packets > 0, ahead <= Self.reach else {
      if !held.isEmpty { release(upTo: sequence) }
      gap(before: sequence)
      return deliver(sequence, Array(octets[range]))
    }
    hold(sequence, Array(octets[range]), packets, until: now + time)
  }

  /// The third packet from about the same place far ahead: the peer really is there.
  private mutating func believable(_ sequence: UInt32) -> Bool {
    strangeRun = strangeRun > 0 && (1...Self.reach).contains(sequence &- strange) ? strangeRun + 1 : 1
    strange = sequence
    guard strangeRun >= 3 else { return false }
    strangeRun = 0
    release(upTo: sequence)
    return true
  }

  private mutating func raiseHighest(_ sequence: UInt32, at now: Instant) {
    if let h = highest, sequence &- h >= 0x8000_0000 || sequence == h {} else { highest = sequence }
    unacked += 1
    // Many at once are acknowledged at once: a peer whose window is small must not wait for the timer.
    if unacked >= max(1, min(Int(limits.ownWindow) / 2, 8)) { return acknowledge() }
    if ackDue == nil { ackDue = now + limits.ackDelay }
  }

  private mutating func deliver(_ sequence: UInt32, _ frame: [UInt8]) {
    delivered = sequence
    guard !frame.isEmpty else { return }
    counts.delivered += 1
    queue.append(.deliver(frame))
  }

  private mutating func gap(before sequence: UInt32) {
    guard let last = delivered else { return }
    let n = sequence &- last &- 1
    guard n > 0 else { return }
    counts.missing += Int(n)
    note(
      .fact,
      n == 1
        ? "Packet \(last &+ 1) is missing: it will not be delivered any more."
        : "Packets \(last &+ 1) to \(sequence &- 1) are missing: they will not be delivered any more.", "RFC 2637 §4.3")
  }

  // MARK: Order

  private mutating func hold(_ sequence: UInt32, _ frame: [UInt8], _ packets: Int, until due: Instant) {
    var at = held.count
    while at > 0, held[at - 1].sequence &- sequence < 0x8000_0000 {
      if held[at - 1].sequence == sequence {
        counts.duplicates += 1
        return note(.ignored, "Packet \(sequence) came twice: the second one is discarded.", "RFC 2637 §4.3")
      }
      at -= 1
    }
    held.insert(Held(sequence: sequence, due: due, payload: frame), at: at)
    counts.held += 1
    if held.count > packets {
      // RFC 2890 §2.2: no room for more, so the first goes on although something is missing before it.
      let first = held.removeFirst()
      gap(before: first.sequence)
      deliver(first.sequence, first.payload)
      releaseInOrder()
    }
  }

  private mutating func releaseInOrder() {
    while let first = held.first, let last = delivered, first.sequence == last &+ 1 {
      held.removeFirst()
      deliver(first.sequence, first.payload)
    }
  }

  /// Everything held before `sequence` goes on, gaps or not.
  private mutating func release(upTo sequence: UInt32) {
    while let first = held.first, sequence &- first.sequence < 0x8000_0000, first.sequence != sequence {
      held.removeFirst()
      gap(before: first.sequence)
      deliver(first.sequence, first.payload)
    }
  }

  // MARK: Timers

  public var timers: [PendingTimer] {
    var out: [PendingTimer] = []
    addTimers(&out)
    return out
  }

  func addTimers(_ out: inout [PendingTimer]) {
    if let due = ackDue { out.append(PendingTimer(name: "gre.ack", due: due, purpose: "acknowledge without data to ride on")) }
    if let due = timeoutDue {
      out.append(PendingTimer(name: "gre.ato", due: due, purpose: "count unacknowledged packets as lost and halve the window"))
    }
    if let due = holdDue {
      out.append(PendingTimer(name: "gre.order", due: due, purpose: "deliver what is held although packets before it are missing"))
    }
  }
  private var holdDue: Instant? { held.lazy.map(\.due).min() }
  public var nextTimeout: Instant? { earliest(earliest(ackDue, timeoutDue), held.isEmpty ? nil : holdDue) }

  public mutating func tick(at now: Instant) {
    if let due = ackDue, due <= now { acknowledge() }
    if let due = timeoutDue, due <= now { timedOut(at: now) }
    while let due = holdDue, due <= now, let first = held.first {
      held.removeFirst()
      gap(before: first.sequence)
      deliver(first.sequence, first.payload)
      releaseInOrder()
    }
  }

  /// §4.2.2, §4.4.2: nothing is sent again; half the window, twice the RTT, and what was under way counts as lost.
  private mutating func timedOut(at now: Instant) {
    let lost = outstanding.count
    counts.timeouts += 1
    counts.lost += lost
    let before = window
    window = max(1, (window + 1) / 2)
    digested = 0
    adaptive.backOff()
    overdue += outstanding
    if overdue.count > Self.largestWindow { overdue.removeFirst(overdue.count - Self.largestWindow) }
    outstanding.removeAll(keepingCapacity: true)
    timeoutDue = nil
    note(
      .timer,
      """
      \(lost) packet\(lost == 1 ? "" : "s") without acknowledgement in time: the window goes from \(before) to \(window), the time-out \
      to \(adaptive.timeout.text). Nothing is sent again.
      """,
      "RFC 2637 §4.4.2")
    drain(at: now)
  }

  // MARK: Machinery

  private mutating func refuse(_ text: Sentence, _ ref: String) {
    counts.refused += 1
    note(.ignored, "\(text) The packet is discarded.", ref)
  }
  private mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String) { queue.append(.note(Note(kind, "gre", text, ref: ref))) }

  public func inspect(_ tree: inout StateTree) {
    func number(_ n: UInt32?) -> Int64 { n.map(Int64.init) ?? -1 }
    tree.add("gre.local.id", Int(limits.localID), "call ID in packets received")
    tree.add("gre.peer.id", Int(limits.peerID), "call ID in packets sent")
    tree.add("gre.send.next", Int64(nextSequence), "sequence number of the next packet with data")
    tree.add("gre.ack.received", number(ackReceived), "highest number the peer has acknowledged; -1: none")
    tree.add("gre.receive.last", number(highest), "highest sequence number received; -1: none")
    tree.add("gre.delivered.last", number(delivered), "last sequence number given to PPP; -1: none")
    tree.add("gre.ack.sent", number(ackSent), "last number acknowledged; -1: none")
    tree.add("gre.ack.waiting", unacked, "packets received and not yet acknowledged")
    tree.add("gre.window", window, "packets that may be outstanding, RFC 2637 §4.2")
    tree.add("gre.window.maximum", maximum, "what the peer offered")
    tree.add("gre.outstanding", outstanding.count, "packets sent and not yet acknowledged")
    tree.add("gre.queued", waiting.count, "frames waiting for the window")
    tree.add("gre.held", held.count, "packets that came too early and wait for others")
    tree.add("gre.rtt", adaptive.rtt.micros, "RTT in microseconds, RFC 2637 §4.4.1")
    tree.add("gre.deviation", adaptive.deviation.micros, "DEV in microseconds, RFC 2637 §4.4.1")
    tree.add("gre.ato", adaptive.timeout.micros, "adaptive time-out in microseconds, RFC 2637 §4.4.1")
    tree.add("gre.sent", counts.sent, "packets with data sent")
    tree.add("gre.received", counts.received, "packets received")
    tree.add("gre.lost", counts.lost, "packets sent that were not acknowledged in time")
    tree.add("gre.timeouts", counts.timeouts, "how often the window was halved")
    tree.add("gre.missing", counts.missing, "packets of the peer that never came")
    tree.add("gre.late", counts.late, "packets discarded because they came too late")
    tree.add("gre.duplicates", counts.duplicates, "packets discarded because they came twice")
    tree.add("gre.refused", counts.refused, "packets discarded because they are not for this call, or broken")
    tree.add("gre.overflow", counts.overflow, "frames thrown away because too many waited")
  }
}
