/// The TCP connections below a control connection: one, or two while both ends have begun at once (RFC 2637 §3.1.3).
extension PPTPControl {
  mutating func tcpConnected(at now: Instant) {
    guard opening else {
      // The peer was quicker, or we were told to stop: nothing was said on this connection.
      queue.append(.close(on: .own))
      return
    }
    opening = false
    ownStream = PPTPStream()
    rival = tcp
    rivalDue = rival.map { _ in now + config.replyTimeout }
    tcp = .own
    isOriginator = true
    send(.startRequest(introduction(config.version)))
    go(to: .waitCtlReply, because: "The TCP connection stands: a Start-Control-Connection-Request went out.", ref: "RFC 2637 §3.1.1")
    replyDue = now + config.replyTimeout
  }

  /// A TCP connection of the peer would be taken. There is one control connection between two ends, and while both begin at
  /// once two TCP connections, one opened by each (RFC 2637 §3.1.3); a second one of the peer's is none of these.
  var takesConnection: Bool { tcp != .peers && rival != .peers }

  mutating func tcpAccepted(at now: Instant) {
    guard takesConnection else {
      note(
        .refused, "The peer has opened another TCP connection beside its first one: it is refused, and the first goes on.",
        "RFC 2637 §3.1.3")
      queue.append(.refuse)
      return
    }
    peersStream = PPTPStream()
    if tcp == nil {
      tcp = .peers
      isOriginator = false
      stopping = nil
      replyDue = now + config.replyTimeout
      note(.fact, "A peer has connected: waiting for its Start-Control-Connection-Request.", "RFC 2637 §3.1.2")
    } else {
      rival = .peers
      rivalDue = now + config.replyTimeout
      note(.fact, "The peer has opened a TCP connection as well.", "RFC 2637 §3.1.3")
    }
  }

  mutating func tcpReceived(_ octets: [UInt8], on which: ControlTCP?, at now: Instant) {
    guard let side = which ?? tcp, side == tcp || side == rival else { return }
    if side == .own { ownStream.append(octets) } else { peersStream.append(octets) }
    while side == tcp || side == rival {
      guard let m = side == .own ? ownStream.next() : peersStream.next() else { break }
      received += 1
      if side == tcp { receive(m, at: now) } else { receiveRival(m, at: now) }
    }
    guard side == tcp || side == rival, let fault = side == .own ? ownStream.fault : peersStream.fault else { return }
    note(.problem, "Octet \(fault.offset) of the control connection: \(fault.text). The connection is closed.", fault.ref)
    if side == rival {
      closeRival()
    } else {
      abandon(
        because: Reason(PPTPReason.notControl, "the peer sent what is no control message (octet \(fault.offset))", ref: fault.ref),
        wanted: false)
    }
  }

  mutating func tcpClosed(_ reason: Reason, on which: ControlTCP?, at now: Instant) {
    guard let side = which ?? tcp else {
      opening = false
      return
    }
    if side == rival {
      rival = nil
      rivalDue = nil
      note(.fact, "The other TCP connection is closed: \(reason.sentence).", "RFC 2637 §3.1.3")
      return
    }
    guard side == tcp else {
      if side == .own, opening { tcpFailed(reason) }
      return
    }
    queue.append(.close(on: side))
    finish(
      because: "The TCP connection has ended (\(reason.sentence)).", ref: "RFC 2637 §3",
      reason: stopping ?? Reason(PPTPReason.tcpEnded, "the TCP connection ended: \(reason.sentence)", ref: "RFC 2637 §3"),
      wanted: stopping != nil)
  }

  mutating func tcpFailed(_ reason: Reason) {
    guard opening else { return }
    opening = false
    let failure = Reason(
      PPTPReason.noTCP, "no TCP connection to port \(PPTPPort.control): \(reason.sentence)", ref: "RFC 2637 §3.1.1")
    queue.append(.note(Note(.problem, "pptp.control", failure.sentence.asSentence, ref: failure.ref, code: failure.code)))
    if tcp == nil { queue.append(.down(failure, wanted: false)) }
  }

  // MARK: Collision

  /// A message on the TCP connection that is not ours to use (RFC 2637 §3.1.3).
  mutating func receiveRival(_ m: PPTPMessage, at now: Instant) {
    guard case .startRequest(let r) = m.body, rival == .peers else {
      note(.ignored, "A \(m.name) came on the connection that lost the collision.", "RFC 2637 §3.1.3")
      return
    }
    let mine = config.localAddress.raw
    let theirs = config.remoteAddress.raw
    let wins = mine == theirs ? config.role == .pns : mine > theirs
    let measure = mine == theirs ? "addresses are unknown, so the PNS wins" : "\(config.localAddress) against \(config.remoteAddress)"
    guard state == .waitCtlReply else {
      if isOriginator, wins {
        note(
          .ignored,
          """
          The peer's own Start-Control-Connection-Request comes late: the collision is decided for our connection (\(measure)), and \
          the winner says nothing on the other.
          """,
          "RFC 2637 §3.1.3")
        return
      }
      replyToStart(.alreadyExists, version: config.version, on: .peers)
      note(.refused, "There is a control connection already: the peer's second one is refused.", "RFC 2637 §2.2")
      closeRival()
      return
    }
    if wins {
      note(
        .fact,
        """
        Collision: both ends sent a Start-Control-Connection-Request. We win (\(measure)): we wait for the reply on our connection and \
        for the end of the other.
        """,
        "RFC 2637 §3.1.3")
      return
    }
    note(
      .fact,
      """
      Collision: both ends sent a Start-Control-Connection-Request. We lose (\(measure)): our connection is closed, the peer's request \
      is answered.
      """,
      "RFC 2637 §3.1.3")
    queue.append(.close(on: .own))
    tcp = .peers
    rival = nil
    rivalDue = nil
    isOriginator = false
    go(to: .idle, because: "The collision is lost: the peer's connection is the one.", ref: "RFC 2637 §3.1.3")
    startRequest(r, at: now)
  }

  mutating func closeRival() {
    guard let side = rival else { return }
    rival = nil
    rivalDue = nil
    queue.append(.close(on: side))
  }
}
