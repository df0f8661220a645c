extension PPTPEndpoint {
  /// One of `actions`.
  mutating func tell(_ name: String, _ words: [String], at now: Instant) {
    if let wrong = TellAction.check(name, words, among: Self.actions) { return note(.problem, "\(wrong)", "") }
    func number(_ key: String, _ fallback: UInt32) -> UInt32 { TellAction.number(key, in: words).map { UInt32(clamping: $0) } ?? fallback }
    switch name {
    case "open": open()
    case "echo": control.echo(identifier: TellAction.number("id", in: words).map { UInt32(clamping: $0) }, at: now)
    case "set-link-info":
      let accm = number("accm", 0)
      call.setLinkInfo(send: accm, receive: accm)
    case "wan-error": call.wanError(crc: number("crc", 1), framing: number("framing", 0))
    case "call-clear":
      guard config.role == .pns else { return note(.ignored, "Only a PNS sends Call-Clear-Request.", "RFC 2637 §2.12") }
      wanted = true
      call.clear(because: Reason(PPTPReason.stopped, "the call is cleared on request"), at: now)
    case "call-disconnect":
      guard config.role == .pac else { return note(.ignored, "Only a PAC sends Call-Disconnect-Notify.", "RFC 2637 §2.13") }
      let result: PPTPDisconnectResult =
        switch TellAction.value("result", in: words) {
        case "lost-carrier": .lostCarrier
        case "admin", nil: .adminShutdown
        default: PPTPDisconnectResult(rawValue: UInt8(truncatingIfNeeded: number("result", 3)))
        }
      call.clear(because: Reason(PPTPReason.stopped, "the call is disconnected on request"), result: result, at: now)
    case "stop":
      let reason: PPTPStopReason =
        switch TellAction.value("reason", in: words) {
        case "none": PPTPStopReason.none
        case "protocol": .stopProtocol
        default: .localShutdown
        }
      stop(reason, at: now)
    case "tcp-close":
      wanted = true
      control.drop(because: Reason(PPTPReason.stopped, "it was asked for", ref: "RFC 2637 §3"))
    case "hangup": hangUp(because: "a hang-up was asked for", at: now)
    case "gre-ack": gre?.acknowledge()
    default: tellPPP(name, words, at: now)
    }
  }

  private mutating func tellPPP(_ name: String, _ words: [String], at now: Instant) {
    guard let command = PPPLink.command(name, words) else { return }
    guard call.isUp, ppp != nil else { return note(.ignored, "There is no call, so there is no PPP link to tell.", "RFC 2637 §4") }
    ppp?.command(command, at: now)
  }

  public func inspect(_ tree: inout StateTree) {
    tree.add("role", config.role.rawValue, "PNS or PAC, RFC 2637 §1.2")
    tree.add("tunnel.up", tunnelUp, "a network protocol is open, and encryption is on where it is required")
    tree.add("down", down, "no call and no control connection")
    tree.add("failure", optional: failure.map { .text($0.text) }, "why it ended")
    control.inspect(&tree)
    call.inspect(&tree)
    gre?.inspect(&tree)
    ppp?.inspect(&tree)
  }
}
