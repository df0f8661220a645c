extension PPTPEndpoint {
  // Ending goes from the inside out: LCP, call, control connection, TCP. Each waits for its answer, and not for ever.

  /// Ends politely.
  mutating func hangUp(because text: Sentence, at now: Instant) {
    guard !down else { return note(.ignored, "There is nothing to hang up.", "RFC 2637 §3") }
    wanted = true
    guard farewell == .none else { return }
    if call.isUp, let phase = ppp?.phase, phase != .dead {
      farewell = .ppp
      farewellDue = now + config.farewellTimeout
      if phase != .terminate { ppp?.terminate(because: Reason(PPPReason.hangup, "User request"), at: now) }
    } else {
      clearCall(because: Reason(PPTPReason.stopped, text), at: now)
    }
  }

  /// Ends the control connection without ending the call first (RFC 2637 §2.3: every call is cleared with it).
  mutating func stop(_ reason: PPTPStopReason, at now: Instant) {
    guard !down else { return note(.ignored, "There is no control connection to stop.", "RFC 2637 §2.3") }
    wanted = true
    farewell = .control
    farewellDue = nil
    control.stop(reason, because: "a stop was asked for", at: now)
    call.controlDown(because: Reason(PPTPReason.stopped, "the Stop-Control-Connection-Request clears every call", ref: "RFC 2637 §2.3"))
  }

  /// PPP has ended: so does the call.
  mutating func pppDown(_ reason: Reason, at now: Instant) {
    if !wanted, let why = ppp?.failure { fail(why) }
    guard call.isUp, farewell == .none || farewell == .ppp else { return }
    clearCall(because: Reason(PPTPReason.linkEnded, "the PPP link has ended (\(reason.sentence))"), at: now)
  }

  /// Remembers the first reason; one that silence explains better says so.
  mutating func fail(_ why: Reason) {
    guard failure == nil else { return }
    guard neverHeard else {
      failure = why
      return
    }
    failure = Reason(
      PPTPReason.noGRE,
      """
      \(why.sentence); no GRE packet ever came from the peer: something on the way may block IP protocol 47
      """, ref: why.ref)
  }

  /// We have sent GRE packets and sent them again, and none has come.
  private var neverHeard: Bool { gre.map { $0.counts.sent >= Self.unheard && $0.counts.received == 0 } ?? false }
  /// So few packets may as well have had no time to be answered.
  private static let unheard = 3

  /// What a PAC says about the end of a call (RFC 2637 §2.13): the carrier is lost when the peer cannot be heard (any more); what
  /// PPP could not agree on is an administrative reason.
  private var disconnectResult: PPTPDisconnectResult {
    neverHeard || ppp.map { $0.echo.unanswered >= config.ppp.echoFailures } ?? false ? .lostCarrier : .adminShutdown
  }

  private mutating func clearCall(because reason: Reason, at now: Instant) {
    farewell = .call
    farewellDue = nil
    guard call.state != .idle else { return stopControl(because: reason.sentence, at: now) }
    call.clear(because: reason, result: wanted ? .adminShutdown : disconnectResult, at: now, within: config.farewellTimeout)
  }

  /// The call is gone: the control connection has nothing left to do.
  mutating func goOn(at now: Instant) {
    guard control.isUp else { return }
    if control.isOriginator || wanted {
      stopControl(because: "there is no call left", at: now)
    } else if farewell != .control {
      // The one who opened the control connection ends it; if he does not, we do.
      farewell = .control
      farewellDue = now + config.farewellTimeout
    }
  }

  private mutating func stopControl(because text: Sentence, at now: Instant) {
    farewell = .control
    farewellDue = nil
    control.stop(.none, because: text, at: now, within: config.farewellTimeout)
  }

  /// An answer did not come in time.
  mutating func farewellLate(at now: Instant) {
    switch farewell {
    case .none: break
    case .ppp:
      note(.timer, "LCP did not end in time: the call is cleared without it.", "RFC 1661 §3.7")
      clearCall(because: Reason(PPTPReason.linkEnded, "LCP did not end in time", ref: "RFC 1661 §3.7"), at: now)
    case .call, .control: stopControl(because: "there is no call left", at: now)
    }
  }
}
