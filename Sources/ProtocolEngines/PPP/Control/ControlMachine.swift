/// One option negotiation automaton at work (RFC 1661 §4): LCP, CCP, IPCP and IPV6CP are this with different policies.
/// Every step is a square of `PPPAutomaton`'s table.
struct ControlMachine<Policy: ControlPolicy>: Sendable, Equatable {
  typealias Packet = ControlPacket<Policy.Dialect>
  typealias State = PPPAutomaton.State

  /// What the layers around have to hear (RFC 1661 §4.4: tlu, tld, tls, tlf).
  struct Signals: OptionSet, Sendable {
    var rawValue: UInt8
    static var up: Self { Self(rawValue: 1) }
    static var down: Self { Self(rawValue: 2) }
    static var started: Self { Self(rawValue: 4) }
    static var finished: Self { Self(rawValue: 8) }
  }

  private(set) var state = State.initial
  var policy: Policy
  /// When the Restart timer runs out; nil while it is stopped.
  private(set) var deadline: Instant?
  /// Tries left (RFC 1661 §4.6).
  private(set) var restartCount = 0
  /// Configure-Naks sent since the last Configure-Ack (RFC 1661 §4.6, Max-Failure).
  private(set) var naksSent = 0
  /// The options of our last Configure-Request, its Identifier, and whether it still waits for a valid reply.
  private(set) var asked: [Policy.Option] = []
  private(set) var askedID: UInt8 = 0
  private(set) var waits = false
  /// What ended it: our reason, or the text of the peer's Terminate-Request.
  private(set) var peerReason: String?
  /// The peer rejected what this protocol cannot do without.
  private(set) var rejected: Reason?
  private var lastID: UInt8 = 0
  private var terminateText: [UInt8] = []
  private var signals = Signals()

  init(_ policy: Policy) { self.policy = policy }

  var isOpened: Bool { state == .opened }
  /// Between the first Configure-Request and Opened, or there.
  var isAlive: Bool { state.rawValue >= State.reqSent.rawValue }

  var hasSignals: Bool { !signals.isEmpty }
  mutating func takeSignals() -> Signals {
    defer { signals = [] }
    return signals
  }
  mutating func nextID() -> UInt8 {
    lastID &+= 1
    return lastID
  }

  // MARK: events from around

  mutating func up(_ x: inout LinkContext, because text: @autoclosure () -> Sentence) { step(.up, &x, because: text()) }
  mutating func down(_ x: inout LinkContext, because text: @autoclosure () -> Sentence) { step(.down, &x, because: text()) }
  mutating func open(_ x: inout LinkContext, because text: @autoclosure () -> Sentence) { step(.open, &x, because: text()) }
  /// `message` goes into the Terminate-Request.
  mutating func close(_ x: inout LinkContext, message: String, because text: @autoclosure () -> Sentence) {
    terminateText = Array(message.utf8)
    step(.close, &x, because: text())
  }
  /// Ready to answer, with nothing to ask for: waits in Stopped for the peer's Configure-Request, as the
  /// passive option of RFC 1661 §4.2 waits.
  mutating func openPassively(_ x: inout LinkContext, because text: Sentence) {
    guard state == .closed else { return }
    go(to: .stopped, &x, because: text, ref: "RFC 1661 §4.2")
  }
  /// The peer does not have this protocol, or not a code it cannot do without.
  mutating func refusedByPeer(_ x: inout LinkContext, because text: @autoclosure () -> Sentence) { step(.rejectBad, &x, because: text()) }

  mutating func tick(_ x: inout LinkContext) {
    guard let due = deadline, due <= x.now else { return }
    let what = state == .closing || state == .stopping ? "Terminate" : "Configure"
    if restartCount > 0 {
      x.note(
        .timer, Policy.machine,
        """
        No answer to our \(what)-Request within \(x.config.restart.text): it goes again, \(restartCount) \
        \(restartCount == 1 ? "try" : "tries") left.
        """,
        ref: "RFC 1661 §4.6")
      step(.timeoutPlus, &x, because: "the restart timer ran out")
    } else {
      deadline = nil
      let pause = state == .stopping && terminateText.isEmpty
      step(
        .timeoutMinus, &x,
        because: pause
          ? "the pause after the peer's Terminate-Request is over" : "no answer to the last \(what)-Request, and no tries are left")
    }
  }

  func addTimers(_ list: inout [PendingTimer], _ x: LinkContext) {
    guard let deadline else { return }
    let purpose =
      switch state {
      case .closing, .stopping: restartCount > 0 ? "send the Terminate-Request again" : "stop waiting for the end"
      default: restartCount > 0 ? "send the Configure-Request again" : "give up: the last Configure-Request had no answer"
      }
    list.append(PendingTimer(name: Policy.restartTimer, due: deadline, purpose: purpose))
  }

  // MARK: packets

  /// Takes a packet of this protocol. Gives it back when its code is for the owner: LCP's 8 and above, CCP's 14 and 15.
  mutating func receive(_ octets: [UInt8], _ x: inout LinkContext) -> Packet? {
    let p: Packet
    do throws(WireError) { p = try Packet(parsing: octets) } catch {
      x.note(.ignored, Policy.machine, "A malformed \(Policy.Dialect.title) packet is dropped: \(error.description).", ref: "RFC 1661 §5")
      return nil
    }
    guard state.rawValue >= State.closed.rawValue else {
      x.note(.ignored, Policy.machine, "\(p.code.meaning) dropped: \(Policy.Dialect.title) is not up yet.", ref: "RFC 1661 §4.2")
      return nil
    }
    switch p.code {
    case .configureRequest: request(p, &x)
    case .configureAck: acknowledged(p, &x)
    case .configureNak, .configureReject: refused(p, &x)
    case .terminateRequest:
      peerReason = HexText.printable(p.data)
      terminateText = []
      step(
        .terminateRequest, &x, id: p.identifier,
        because: p.data.isEmpty
          ? "the peer's Terminate-Request asks for the end" : "the peer's Terminate-Request says \"\(HexText.printable(p.data))\"")
    case .terminateAck: step(.terminateAck, &x, because: "Terminate-Ack came")
    case .codeReject: codeRejected(p, &x)
    default:
      if Policy.Dialect.knows(p.code) { return p }
      x.note(.refused, Policy.machine, "Code \(p.code.rawValue) is not known here: Code-Reject.", ref: "RFC 1661 §5.6")
      step(.unknownCode, &x, octets: octets, because: "a packet with an unknown code came")
    }
    return nil
  }

  private mutating func request(_ p: Packet, _ x: inout LinkContext) {
    // Closed, Closing and Stopping answer without looking at the options (RFC 1661 §4.1).
    if state == .closed || state == .closing || state == .stopping {
      if state == .closed {
        x.note(
          .refused, Policy.machine, "Configure-Request answered with Terminate-Ack: \(Policy.Dialect.title) is not open here.",
          ref: "RFC 1661 §4.2")
      }
      step(.configureRequestGood, &x, id: p.identifier, because: "")
      return
    }
    if !isAlive || state == .opened {
      policy.reset(&x)
      naksSent = 0
    }
    var reply = Packet(.configureAck, id: p.identifier, p.options)
    if let refusal = judge(p.options, &x) {
      reply.code = refusal.code
      reply.options = refusal.options
      if refusal.code == .configureNak { naksSent += 1 }
      step(
        .configureRequestBad, &x, id: p.identifier, octets: reply.sealed().encoded(),
        because: "the peer's Configure-Request id \(p.identifier) is not acceptable as it is")
    } else {
      naksSent = 0
      policy.agree(p.options, &x)
      reply.length = p.length
      step(
        .configureRequestGood, &x, id: p.identifier, octets: reply.encoded(),
        because: "the peer's Configure-Request id \(p.identifier) is acceptable")
    }
  }

  private static var nak: ReasonCode { ReasonCode(PPPReason.nakked) }
  private static var reject: ReasonCode { ReasonCode(PPPReason.rejected) }

  /// RFC 1661 §5.3, §5.4: what cannot be negotiated is rejected; only when nothing is, are values nakked.
  private mutating func judge(_ options: [Policy.Option], _ x: inout LinkContext) -> (code: ControlCode, options: [Policy.Option])? {
    var naks: [Policy.Option] = []
    var rejects: [Policy.Option] = []
    var seen = TypeSet()
    let exhausted = naksSent >= x.config.maxFailure
    for o in options {
      guard seen.insert(o.type.rawValue) else {
        rejects.append(o)
        x.note(
          .refused, Policy.machine, "Configure-Reject: \(o.type.meaning) stands in the request twice.", ref: "RFC 1661 §6",
          code: Self.reject)
        continue
      }
      switch policy.judge(o, &x) {
      case .accept: break
      case .nak(let other, let because, let ref, let code, let always):
        if exhausted && !always {
          rejects.append(o)
          x.note(
            .refused, Policy.machine, "Configure-Reject: \(o.text): \(because). After \(naksSent) Naks without agreement it is rejected.",
            ref: "RFC 1661 §4.6", code: Self.reject)
        } else {
          naks.append(other)
          x.note(
            .refused, Policy.machine, "Configure-Nak: \(o.text): \(because); suggested: \(other.text).", ref: ref,
            code: ReasonCode(code))
        }
      case .reject(let because, let ref):
        rejects.append(o)
        x.note(.refused, Policy.machine, "Configure-Reject: \(o.text): \(because).", ref: ref, code: Self.reject)
      }
    }
    if !rejects.isEmpty { return (.configureReject, rejects) }
    if !exhausted {
      for o in policy.missing(options, &x) {
        naks.append(o)
        x.note(
          .refused, Policy.machine, "Configure-Nak: the peer is asked to negotiate \(o.text) too.", ref: "RFC 1661 §5.3", code: Self.nak)
      }
    }
    return naks.isEmpty ? nil : (.configureNak, naks)
  }

  /// True if this answers our outstanding Configure-Request; otherwise it is dropped with a note (RFC 1661 §5.2 to §5.4).
  private mutating func answersOurs(_ p: Packet, _ x: inout LinkContext) -> Bool {
    guard waits, p.identifier == askedID else {
      let why =
        waits
        ? "its identifier is \(p.identifier), our Configure-Request has \(askedID)" : "no Configure-Request of ours waits for an answer"
      x.note(
        .ignored, Policy.machine, "\(p.code.meaning) dropped: \(why).", ref: p.code == .configureAck ? "RFC 1661 §5.2" : "RFC 1661 §5.3")
      return false
    }
    return true
  }

  private mutating func acknowledged(_ p: Packet, _ x: inout LinkContext) {
    guard answersOurs(p, &x) else { return }
    guard p.options == asked else {
      x.note(
        .ignored, Policy.machine, "Configure-Ack id \(p.identifier) dropped: its options are not exactly those we asked for.",
        ref: "RFC 1661 §5.2")
      return
    }
    waits = false
    step(.configureAck, &x, because: "the peer acknowledged our Configure-Request id \(p.identifier)")
  }

  private mutating func refused(_ p: Packet, _ x: inout LinkContext) {
    guard answersOurs(p, &x) else { return }
    let goOn: Bool
    if p.code == .configureReject {
      guard isSubset(p.options) else {
        x.note(
          .ignored, Policy.machine,
          "Configure-Reject id \(p.identifier) dropped: it does not list options of our request, unchanged and in order.",
          ref: "RFC 1661 §5.4")
        return
      }
      waits = false
      goOn = policy.rejected(p.options, &x)
    } else {
      waits = false
      goOn = policy.nakked(p.options, &x)
    }
    guard goOn else { return }
    step(.configureNak, &x, because: "the peer's \(p.code.meaning) id \(p.identifier) wants another request")
  }

  private func isSubset(_ options: [Policy.Option]) -> Bool {
    guard !options.isEmpty else { return false }
    var i = 0
    for o in options {
      while i < asked.count, asked[i] != o { i += 1 }
      guard i < asked.count else { return false }
      i += 1
    }
    return true
  }

  private mutating func codeRejected(_ p: Packet, _ x: inout LinkContext) {
    let code = p.hasRejectedHead ? p.rejectedCode : ControlCode(rawValue: p.data.first ?? 0)
    let fatal = (1...7).contains(code.rawValue)
    if fatal {
      terminateText = Array("fundamental code rejected".utf8)
      rejected = Reason(
        PPPReason.codeRejected, "the peer rejects \(code.meaning), without which there is no \(Policy.Dialect.title)", ref: "RFC 1661 §5.6")
    }
    x.note(
      .problem, Policy.machine,
      fatal
        ? "The peer rejects \(code.meaning), without which there is no \(Policy.Dialect.title)."
        : "The peer does not know \(code.meaning); we go on without it.", ref: "RFC 1661 §5.6")
    step(fatal ? .rejectBad : .rejectGood, &x, because: "Code-Reject of \(code.meaning) came")
  }

  // MARK: the table at work

  /// Sends one packet that is no part of the automaton's own traffic.
  mutating func send(_ p: Packet, _ x: inout LinkContext) { x.transmit(Policy.Dialect.proto, p.sealed().encoded()) }

  private mutating func step(
    _ event: PPPAutomaton.Event, _ x: inout LinkContext, id: UInt8 = 0, octets: [UInt8] = [], because text: @autoclosure () -> Sentence
  ) {
    guard let t = PPPAutomaton.transition(state, event) else {
      x.note(.problem, Policy.machine, "\(event.name) cannot happen in state \(state.name).", ref: "RFC 1661 §4.1")
      return
    }
    let old = state
    if t.next != old { go(to: t.next, &x, because: text(), ref: "RFC 1661 §4.1") }
    for i in 0..<4 {
      guard let action = t.action(i) else { break }
      perform(action, event, from: old, id: id, octets: octets, &x)
    }
    if !t.next.restartTimerRuns { deadline = nil }
  }

  private mutating func go(to next: State, _ x: inout LinkContext, because text: Sentence, ref: String) {
    x.note(.transition(Policy.machine, from: state.name, to: next.name, because: text.asSentence, ref: ref))
    state = next
  }

  private mutating func perform(
    _ action: PPPAutomaton.Action, _ event: PPPAutomaton.Event, from old: State, id: UInt8, octets: [UInt8], _ x: inout LinkContext
  ) {
    switch action {
    case .thisLayerUp: signals.insert(.up)
    case .thisLayerDown: signals.insert(.down)
    case .thisLayerStarted: signals.insert(.started)
    case .thisLayerFinished: signals.insert(.finished)
    case .initRestartCount: restartCount = event == .close || event == .rejectBad ? x.config.maxTerminate : x.config.maxConfigure
    case .zeroRestartCount:
      restartCount = 0
      deadline = x.now + x.config.restart
    case .sendConfigureRequest:
      // A request of the peer that starts negotiation has reset the policy before it was judged.
      let peerStarted = event == .configureRequestGood || event == .configureRequestBad
      sendRequest(
        again: event == .timeoutPlus && waits, fresh: !peerStarted && (old.rawValue < State.reqSent.rawValue || old == .opened), &x)
    case .sendConfigureAck, .sendConfigureNak: x.transmit(Policy.Dialect.proto, octets)
    case .sendTerminateRequest:
      // A try left from Configure-Requests does not count for these (RFC 1661 §4.6).
      restartCount = min(restartCount, x.config.maxTerminate) - 1
      send(Packet(.terminateRequest, id: event == .timeoutPlus ? lastID : nextID(), text: terminateText), &x)
      deadline = x.now + x.config.restart
    case .sendTerminateAck: send(Packet(.terminateAck, id: id), &x)
    case .sendCodeReject:
      var p = Packet(.codeReject, id: nextID())
      p.data = Array(octets.prefix(max(x.peerMRU - 4, 0)))
      send(p, &x)
    case .sendEchoReply: x.transmit(Policy.Dialect.proto, octets)
    }
  }

  /// `again`: the same packet once more, same identifier (RFC 1661 §5.1). `fresh`: negotiation begins.
  private mutating func sendRequest(again: Bool, fresh: Bool, _ x: inout LinkContext) {
    if !again {
      if fresh {
        policy.reset(&x)
        naksSent = 0
      }
      asked = policy.request(&x)
      askedID = nextID()
    }
    waits = true
    restartCount -= 1
    deadline = x.now + x.config.restart
    send(Packet(.configureRequest, id: askedID, asked), &x)
  }

  /// Echo packets and other traffic that leaves the automaton where it is.
  mutating func echo(_ reply: [UInt8], _ x: inout LinkContext) { step(.echo, &x, octets: reply, because: "") }
  mutating func rejectGood(_ x: inout LinkContext, because text: @autoclosure () -> Sentence) { step(.rejectGood, &x, because: text()) }
  mutating func rejectBad(_ x: inout LinkContext, message: String, because text: @autoclosure () -> Sentence) {
    terminateText = Array(message.utf8)
    step(.rejectBad, &x, because: text())
  }
}
