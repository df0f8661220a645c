/// One TCP connection as a value (RFC 9293): small but whole, so that captures of the lab are whole and loss can be shown.
///
/// No congestion control and no Nagle delay: control connections carry a few hundred octets. The retransmission time-out
/// starts at the lower bound of RFC 6298 §2 (rule 2.4) and doubles; measuring round trips would never raise it on these wires.
public struct TCPConnection: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case closed = "CLOSED"
    case listen = "LISTEN"
    case synSent = "SYN-SENT"
    case synReceived = "SYN-RECEIVED"
    case established = "ESTABLISHED"
    case finWait1 = "FIN-WAIT-1"
    case finWait2 = "FIN-WAIT-2"
    case closeWait = "CLOSE-WAIT"
    case closing = "CLOSING"
    case lastAck = "LAST-ACK"
    case timeWait = "TIME-WAIT"
  }
  public enum Output: Sendable, Equatable {
    /// A segment with its checksum, for the other end.
    case segment([UInt8])
    case connected, accepted
    case received([UInt8])
    /// The other end will send no more (FIN).
    case finished
    /// The connection is gone; nil: in good order.
    case closed(Reason?)
    case note(Note)
  }
  public struct Ends: Sendable, Equatable {
    public var local: IPv4Address, localPort: UInt16, remote: IPv4Address, remotePort: UInt16
    public init(local: IPv4Address, localPort: UInt16, remote: IPv4Address, remotePort: UInt16) {
      self.local = local
      self.localPort = localPort
      self.remote = remote
      self.remotePort = remotePort
    }
  }

  public static let initialTimeout = Delay.seconds(1), longestTimeout = Delay.seconds(60)
  /// Seven attempts after the first make 183 s: RFC 9293 §3.8.3 asks for 100 s, and for 3 minutes where it is a SYN.
  public static let attempts = 7
  /// Twice the maximum segment lifetime of 2 minutes (RFC 9293 §3.4.2).
  public static let timeWaitTime = Delay.seconds(240)
  public static let receiveWindow: UInt16 = 16384
  public static let ownMSS: UInt16 = 1460
  /// So many octets wait for acknowledgement at most.
  public static let sendLimit = 65536

  public let ends: Ends
  /// What this end takes in one segment (RFC 9293 §3.7.1); it sends no more either, for its own link is as narrow.
  private let receiveMSS: UInt16
  public private(set) var state = State.closed
  private let passive: Bool
  // RFC 9293 §3.3.1 names them SND.UNA, SND.NXT, SND.WND, ISS, RCV.NXT, IRS.
  private var sendUnacked: UInt32, sendNext: UInt32, sendWindow: UInt32 = 0, initialSend: UInt32
  private var receiveNext: UInt32 = 0, initialReceive: UInt32 = 0
  private var windowUpdateSequence: UInt32 = 0, windowUpdateAck: UInt32 = 0
  private var mss: Int
  /// Octets not yet acknowledged; the first has the number `dataStart`.
  private var unacked: [UInt8] = []
  private var dataStart: UInt32
  private var closing = false
  private var finSent = false
  private var early: [Early] = []
  private var retransmitAt: Instant?
  private var timeout = TCPConnection.initialTimeout
  private var tries = 0
  private var timeWaitUntil: Instant?
  /// An acknowledgement is owed: data carries it, or `settle` sends it.
  public private(set) var ackDue = false
  private var outputs = Fifo<Output>()

  private struct Early: Sendable, Equatable {
    var sequence: UInt32
    var octets: [UInt8]
  }

  /// Opens actively: a SYN goes out at once.
  public init(connect ends: Ends, initialSequence: UInt32, mss: UInt16 = TCPConnection.ownMSS, at now: Instant) {
    self.init(ends, initialSequence, mss, passive: false)
    go(.synSent, "The application opens the connection: send a SYN with our initial sequence number.", "RFC 9293 §3.10.1")
    sendSYN(ack: false)
    arm(now)
  }

  /// Opens passively: `syn` came to a port that listens.
  public init(
    accept ends: Ends, syn: TCPHeader, initialSequence: UInt32, mss: UInt16 = TCPConnection.ownMSS, at now: Instant
  ) {
    self.init(ends, initialSequence, mss, passive: true)
    state = .listen
    take(syn: syn)
    go(.synReceived, "A SYN came to a port that listens: answer with SYN and ACK.", "RFC 9293 §3.10.7.2")
    sendSYN(ack: true)
    arm(now)
  }

  private init(_ ends: Ends, _ iss: UInt32, _ mss: UInt16, passive: Bool) {
    self.ends = ends
    receiveMSS = mss
    self.mss = min(536, Int(mss))
    self.passive = passive
    initialSend = iss
    sendUnacked = iss
    sendNext = iss &+ 1
    dataStart = iss &+ 1
  }

  public var timers: [PendingTimer] {
    var list: [PendingTimer] = []
    if let t = retransmitAt {
      list.append(
        PendingTimer(
          name: "tcp.retransmit", due: t,
          purpose: tries < Self.attempts ? "send the unacknowledged segment again" : "give the connection up"))
    }
    if let t = timeWaitUntil { list.append(PendingTimer(name: "tcp.time-wait", due: t, purpose: "forget the connection", keepalive: true)) }
    return list
  }

  public var nextTimeout: Instant? { earliest(retransmitAt, timeWaitUntil) }

  public mutating func poll() -> Output? { outputs.next() }

  // MARK: The application's calls

  /// Open for the application to send on.
  public var takesOctets: Bool {
    switch state {
    case .synSent, .synReceived, .established, .closeWait: !closing
    default: false
    }
  }

  /// Queues octets. False when the connection takes no more: it is closed, or `sendLimit` octets wait.
  @discardableResult public mutating func send(_ octets: [UInt8], at now: Instant) -> Bool {
    guard takesOctets, unacked.count + octets.count <= Self.sendLimit else { return false }
    unacked += octets
    push(now)
    return true
  }

  /// No more octets from us: FIN once everything is sent (RFC 9293 §3.10.4).
  public mutating func close(at now: Instant) {
    guard !closing else { return }
    switch state {
    case .synSent:
      closing = true
      end(nil, "The application closes before the other end answered.", "RFC 9293 §3.10.4")
    case .synReceived, .established, .closeWait:
      closing = true
      push(now)
    default: break
    }
  }

  public mutating func abort(
    at now: Instant, because reason: Sentence = "aborted", _ text: Sentence = "The application gives the connection up.",
    _ ref: String = "RFC 9293 §3.10.5"
  ) {
    if state != .closed, state != .synSent, state != .timeWait { reset(sequence: sendNext) }
    end(Reason(TransportReason.aborted, reason, ref: ref), text, ref)
  }

  /// Sends the acknowledgement that is owed, unless data has carried it. Called when the application had its turn.
  public mutating func settle() {
    guard ackDue else { return }
    ackDue = false
    emit(TCPHeader.ack, [])
  }

  // MARK: Time

  public mutating func tick(at now: Instant) {
    if let t = timeWaitUntil, t <= now {
      timeWaitUntil = nil
      end(nil, "Twice the segment lifetime has passed.", "RFC 9293 §3.10.8")
    }
    guard let t = retransmitAt, t <= now else { return }
    guard tries < Self.attempts else {
      retransmitAt = nil
      let silent = state == .synSent || state == .synReceived
      end(
        Reason(TransportReason.timedOut, silent ? "no answer to the SYN" : "no acknowledgement", ref: "RFC 9293 §3.8.3"),
        "\(Self.attempts) retransmissions went unanswered.", "RFC 9293 §3.8.3")
      return
    }
    tries += 1
    timeout = min(timeout * 2, Self.longestTimeout)
    outputs.append(
      .note(
        Note(
          .timer, "tcp",
          """
          Nothing acknowledged in time: send again from \(sendUnacked &- initialSend) (attempt \(tries) of \(Self.attempts)), then \
          wait \(timeout.text).
          """,
          ref: "RFC 6298 §5")))
    switch state {
    case .synSent: sendSYN(ack: false)
    case .synReceived: sendSYN(ack: true)
    default: resend()
    }
    retransmitAt = now + timeout
  }

  private mutating func arm(_ now: Instant) {
    if retransmitAt == nil { retransmitAt = now + timeout }
  }

  // MARK: A segment arrives (RFC 9293 §3.10.7)

  public mutating func receive(_ h: TCPHeader, _ data: ArraySlice<UInt8>, at now: Instant) {
    switch state {
    case .closed, .listen: break
    case .synSent: receiveInSynSent(h, at: now)
    default: receiveInSequence(h, data, at: now)
    }
  }

  private mutating func receiveInSynSent(_ h: TCPHeader, at now: Instant) {
    if h.has(TCPHeader.ack), h.acknowledgement != initialSend &+ 1 {
      if !h.has(TCPHeader.rst) { reset(sequence: h.acknowledgement) }
      ignored("acknowledges what was never sent", "RFC 9293 §3.10.7.3")
      return
    }
    if h.has(TCPHeader.rst) {
      guard h.has(TCPHeader.ack) else { return ignored("RST without ACK in SYN-SENT", "RFC 9293 §3.10.7.3") }
      end(
        Reason(TransportReason.reset, "connection refused", ref: "RFC 9293 §3.10.7.3"),
        "The other end answers the SYN with RST: nobody listens on port \(ends.remotePort).", "RFC 9293 §3.10.7.3")
      return
    }
    guard h.has(TCPHeader.syn) else { return }
    take(syn: h)
    if h.has(TCPHeader.ack) {
      sendUnacked = h.acknowledgement
      acknowledged(at: now)
      update(window: h)
      go(.established, "The SYN is acknowledged and the other end's SYN is here.", "RFC 9293 §3.10.7.3")
      emit(TCPHeader.ack, [])
      outputs.append(.connected)
      push(now)
    } else {
      go(.synReceived, "Both ends opened at once: the SYNs crossed.", "RFC 9293 §3.10.7.3")
      sendSYN(ack: true)
    }
  }

  private mutating func receiveInSequence(_ h: TCPHeader, _ data: ArraySlice<UInt8>, at now: Instant) {
    let length = UInt32(truncatingIfNeeded: data.count) &+ (h.has(TCPHeader.syn) ? 1 : 0) &+ (h.has(TCPHeader.fin) ? 1 : 0)
    let first = Int32(bitPattern: h.sequence &- receiveNext)
    let last = Int32(bitPattern: h.sequence &+ length &- receiveNext)
    let window = Int32(Self.receiveWindow)
    // First, the sequence number (RFC 9293 §3.10.7.4).
    guard first < window, length == 0 ? first >= 0 : last > 0 else {
      if !h.has(TCPHeader.rst) { emit(TCPHeader.ack, []) }
      if state == .timeWait, h.has(TCPHeader.fin) { timeWaitUntil = now + Self.timeWaitTime }
      return ignored("segment outside the window (a repetition?): acknowledge again", "RFC 9293 §3.10.7.4")
    }
    if h.has(TCPHeader.rst) {
      guard first == 0 else {
        emit(TCPHeader.ack, [])
        return ignored("RST not at the next octet: challenge it", "RFC 9293 §3.10.7.4")
      }
      end(
        Reason(TransportReason.reset, "reset by the other end", ref: "RFC 9293 §3.10.7.4"), "RST arrived.", "RFC 9293 §3.10.7.4")
      return
    }
    if h.has(TCPHeader.syn) {
      emit(TCPHeader.ack, [])
      return ignored("SYN inside a connection: challenge it", "RFC 9293 §3.10.7.4")
    }
    guard h.has(TCPHeader.ack) else { return ignored("no ACK flag", "RFC 9293 §3.10.7.4") }
    guard takeAck(h, at: now) else { return }
    takeData(h, data, at: now)
  }

  /// False when the segment is to be dropped.
  private mutating func takeAck(_ h: TCPHeader, at now: Instant) -> Bool {
    let advance = Int32(bitPattern: h.acknowledgement &- sendUnacked)
    let beyond = Int32(bitPattern: h.acknowledgement &- sendNext)
    if state == .synReceived {
      guard advance > 0, beyond <= 0 else {
        reset(sequence: h.acknowledgement)
        ignored("acknowledges what was never sent", "RFC 9293 §3.10.7.4")
        return false
      }
      update(window: h)
      go(.established, "Our SYN is acknowledged.", "RFC 9293 §3.10.7.4")
      outputs.append(passive ? .accepted : .connected)
    }
    guard beyond <= 0 else {
      emit(TCPHeader.ack, [])
      ignored("acknowledges what was never sent", "RFC 9293 §3.10.7.4")
      return false
    }
    guard advance >= 0 else { return true }
    if advance > 0 {
      sendUnacked = h.acknowledgement
      acknowledged(at: now)
    }
    update(window: h)
    if finSent, sendUnacked == sendNext {
      switch state {
      case .finWait1: go(.finWait2, "Our FIN is acknowledged.", "RFC 9293 §3.10.7.4")
      case .closing: waitOut(now)
      case .lastAck:
        end(nil, "Our FIN is acknowledged; both directions are closed.", "RFC 9293 §3.10.7.4")
        return false
      default: break
      }
    }
    push(now)
    return true
  }

  private mutating func takeData(_ h: TCPHeader, _ data: ArraySlice<UInt8>, at now: Instant) {
    switch state {
    case .established, .finWait1, .finWait2: break
    default: return
    }
    let skip = Int(Int32(bitPattern: receiveNext &- h.sequence))
    let finAt = h.sequence &+ UInt32(truncatingIfNeeded: data.count)
    if skip < 0 {
      // Ahead of its turn: keep a little, and say at once what is missing (RFC 9293 §3.10.7.4).
      if early.count < 8, !data.isEmpty { early.append(Early(sequence: h.sequence, octets: Array(data))) }
      ackDue = false
      emit(TCPHeader.ack, [])
      return ignored("a segment before this one is missing: keep it and acknowledge what came before", "RFC 9293 §3.10.7.4")
    }
    if skip < data.count {
      deliver(Array(data.dropFirst(skip)))
      while let i = early.firstIndex(where: { Int32(bitPattern: $0.sequence &- receiveNext) <= 0 }) {
        let e = early.remove(at: i)
        let known = Int(Int32(bitPattern: receiveNext &- e.sequence))
        if known < e.octets.count { deliver(Array(e.octets.dropFirst(known))) }
      }
    }
    guard h.has(TCPHeader.fin), finAt == receiveNext else { return }
    receiveNext &+= 1
    ackDue = true
    switch state {
    case .established: go(.closeWait, "FIN arrived: the other end sends no more.", "RFC 9293 §3.10.7.4")
    case .finWait1: go(.closing, "FIN arrived before ours was acknowledged.", "RFC 9293 §3.10.7.4")
    case .finWait2: waitOut(now)
    default: break
    }
    outputs.append(.finished)
  }

  private mutating func deliver(_ octets: [UInt8]) {
    receiveNext &+= UInt32(truncatingIfNeeded: octets.count)
    ackDue = true
    outputs.append(.received(octets))
  }

  private mutating func take(syn h: TCPHeader) {
    initialReceive = h.sequence
    receiveNext = h.sequence &+ 1
    sendWindow = UInt32(h.window)
    windowUpdateSequence = h.sequence
    // Without the option the other end takes 536 octets (RFC 9293 §3.7.1).
    if let o = h.options.first(where: { $0.kind == 2 && $0.length == 4 }) { mss = min(max(Int(o.number), 64), Int(receiveMSS)) }
  }

  private mutating func update(window h: TCPHeader) {
    let newer = Int32(bitPattern: h.sequence &- windowUpdateSequence)
    guard newer > 0 || (newer == 0 && Int32(bitPattern: h.acknowledgement &- windowUpdateAck) >= 0) else { return }
    sendWindow = UInt32(h.window)
    windowUpdateSequence = h.sequence
    windowUpdateAck = h.acknowledgement
  }

  private mutating func acknowledged(at now: Instant) {
    let octets = min(max(0, Int(Int32(bitPattern: sendUnacked &- dataStart))), unacked.count)
    unacked.removeFirst(octets)
    dataStart &+= UInt32(truncatingIfNeeded: octets)
    tries = 0
    timeout = Self.initialTimeout
    retransmitAt = sendUnacked == sendNext ? nil : now + timeout
  }

  // MARK: Sending

  /// Sends what the window allows, and FIN behind the last octet.
  private mutating func push(_ now: Instant) {
    guard state == .established || state == .closeWait else { return }
    while true {
      let sent = Int(Int32(bitPattern: sendNext &- dataStart))
      guard sent >= 0, sent < unacked.count else { break }
      let room = Int(sendWindow) - sent
      // A closed window is probed with one octet (RFC 9293 §3.8.6.1); the retransmission timer repeats it.
      let count = min(mss, unacked.count - sent, sent == 0 ? max(room, 1) : room)
      guard count > 0 else { break }
      let piece = Array(unacked[sent..<sent + count])
      sendNext &+= UInt32(truncatingIfNeeded: count)
      emit(TCPHeader.ack | TCPHeader.psh, piece, at: sendNext &- UInt32(truncatingIfNeeded: count))
      arm(now)
    }
    guard closing, !finSent, Int(Int32(bitPattern: sendNext &- dataStart)) == unacked.count else { return }
    finSent = true
    emit(TCPHeader.ack | TCPHeader.fin, [])
    sendNext &+= 1
    arm(now)
    go(state == .established ? .finWait1 : .lastAck, "We have no more to send: FIN.", "RFC 9293 §3.10.4")
  }

  /// The oldest unacknowledged segment once more.
  private mutating func resend() {
    let octets = Array(unacked.prefix(min(mss, max(Int(sendWindow), 1), Int(truncatingIfNeeded: sendNext &- dataStart))))
    let rest = unacked.count - octets.count
    if !octets.isEmpty { emit(TCPHeader.ack | TCPHeader.psh, octets, at: dataStart) }
    if finSent, rest == 0, octets.isEmpty { emit(TCPHeader.ack | TCPHeader.fin, [], at: sendNext &- 1) }
  }

  private mutating func sendSYN(ack: Bool) {
    var h = header(TCPHeader.syn | (ack ? TCPHeader.ack : 0), at: initialSend)
    if !ack { h.acknowledgement = 0 }
    h.options = [.mss(receiveMSS)]
    outputs.append(.segment(h.segment(from: ends.local, to: ends.remote, [])))
  }

  private func header(_ flags: UInt16, at sequence: UInt32) -> TCPHeader {
    var h = TCPHeader()
    h.sourcePort = ends.localPort
    h.destinationPort = ends.remotePort
    h.sequence = sequence
    h.acknowledgement = flags & TCPHeader.ack != 0 ? receiveNext : 0
    h.offsetAndFlags = flags
    h.window = Self.receiveWindow
    return h
  }

  private mutating func emit(_ flags: UInt16, _ data: [UInt8], at sequence: UInt32? = nil) {
    if flags & TCPHeader.ack != 0 { ackDue = false }
    outputs.append(.segment(header(flags, at: sequence ?? sendNext).segment(from: ends.local, to: ends.remote, data)))
  }

  private mutating func reset(sequence: UInt32) { emit(TCPHeader.rst, [], at: sequence) }

  // MARK: States

  private mutating func waitOut(_ now: Instant) {
    retransmitAt = nil
    timeWaitUntil = now + Self.timeWaitTime
    go(.timeWait, "Both FINs are through; wait so that late segments die out.", "RFC 9293 §3.6.1")
  }

  private mutating func end(_ reason: Reason?, _ because: Sentence, _ ref: String) {
    retransmitAt = nil
    timeWaitUntil = nil
    ackDue = false
    guard state != .closed else { return }
    go(.closed, because, ref)
    outputs.append(.closed(reason))
  }

  private mutating func go(_ to: State, _ because: Sentence, _ ref: String) {
    outputs.append(.note(.transition("tcp", from: state.rawValue, to: to.rawValue, because: because, ref: ref)))
    state = to
  }

  mutating func ignored(_ text: Sentence, _ ref: String) {
    outputs.append(.note(Note(.ignored, "tcp", "TCP: \(text).", ref: ref)))
  }

  public func inspect(_ tree: inout StateTree) {
    tree.add("tcp.state", state.rawValue, "RFC 9293 §3.3.2")
    tree.add("tcp.localPort", ends.localPort)
    tree.add("tcp.remotePort", ends.remotePort)
    tree.add("tcp.sendNext", sendNext, "SND.NXT: next octet we send")
    tree.add("tcp.sendUnacked", sendUnacked, "SND.UNA: oldest octet not acknowledged")
    tree.add("tcp.receiveNext", receiveNext, "RCV.NXT: next octet expected")
    tree.add("tcp.window", sendWindow, "octets the other end is ready to take")
    tree.add("tcp.retransmissions", tries, "of the segment now waiting")
  }
}
