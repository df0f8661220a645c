/// The state figures of RFC 2637 §3, arrow by arrow, for people: `PPTPControl` and `PPTPCall` behave by them, and a test holds the
/// moves they make against these arrows.
public enum PPTPFigure: Sendable, CaseIterable {
  case controlOriginator, controlReceiver, pacIncoming, pnsIncoming, pacOutgoing, pnsOutgoing

  public typealias Arrow = StateFigure.Arrow

  public var figure: StateFigure {
    StateFigure(
      title: title, section: section, arrows: arrows,
      legend: """
        A malformed message closes the control connection (RFC 2637 §3); a sound one that fits no arrow is refused or passed over, and \
        why says so.
        """)
  }

  public var title: String {
    switch self {
    case .controlOriginator: "Control connection, the end that opened it"
    case .controlReceiver: "Control connection, the end that was connected to"
    case .pacIncoming: "Incoming call at the PAC"
    case .pnsIncoming: "Incoming call at the PNS"
    case .pacOutgoing: "Outgoing call at the PAC"
    case .pnsOutgoing: "Outgoing call at the PNS"
    }
  }

  public var section: String {
    switch self {
    case .controlOriginator: "RFC 2637 §3.1.1"
    case .controlReceiver: "RFC 2637 §3.1.2"
    case .pacIncoming: "RFC 2637 §3.2.3.1"
    case .pnsIncoming: "RFC 2637 §3.2.3.2"
    case .pacOutgoing: "RFC 2637 §3.2.4.1"
    case .pnsOutgoing: "RFC 2637 §3.2.4.2"
    }
  }

  /// How an established connection ends, whoever opened it; and a call at the PNS, whoever placed it.
  private static let controlEnds = [
    Arrow("established", "the end is wanted here", "send Stop-Control-Connection-Request", "wait_stop_reply"),
    Arrow("established", "Stop-Control-Connection-Request", "send Stop-Control-Connection-Reply, close TCP", "idle"),
    Arrow("wait_stop_reply", "Stop-Control-Connection-Reply", "close TCP", "idle"),
  ]
  private static let pnsEnds = [
    Arrow("established", "Call-Disconnect-Notify", "", "idle"),
    Arrow("established", "the end is wanted here", "send Call-Clear-Request", "wait_disconnect"),
    Arrow("wait_disconnect", "Call-Disconnect-Notify", "", "idle"),
  ]

  public var arrows: [Arrow] {
    switch self {
    case .controlOriginator:
      [
        Arrow("idle", "TCP connection open", "send Start-Control-Connection-Request", "wait_ctl_reply"),
        Arrow("wait_ctl_reply", "Start-Control-Connection-Reply, version good", "", "established"),
        Arrow(
          "wait_ctl_reply", "Start-Control-Connection-Reply, version not supported", "send Stop-Control-Connection-Request",
          "wait_stop_reply"),
        Arrow("wait_ctl_reply", "collision lost (§3.1.3)", "close TCP", "idle"),
      ] + Self.controlEnds
    case .controlReceiver:
      [
        Arrow("idle", "Start-Control-Connection-Request, version good", "send Start-Control-Connection-Reply", "established"),
        Arrow(
          "idle", "Start-Control-Connection-Request, version not supported",
          "send Start-Control-Connection-Reply with the error, close TCP", "idle"),
      ] + Self.controlEnds
    case .pacIncoming:
      [
        Arrow("idle", "the telephone rings", "send Incoming-Call-Request", "wait_reply"),
        Arrow("wait_reply", "Incoming-Call-Reply, accepted", "answer the call, send Incoming-Call-Connected", "established"),
        Arrow("wait_reply", "Incoming-Call-Reply, not accepted", "", "idle"),
        Arrow("wait_reply", "the caller hangs up", "send Call-Disconnect-Notify", "idle"),
        Arrow(
          "established", "Call-Clear-Request, or the line is dropped, or the end is wanted here", "send Call-Disconnect-Notify", "idle"),
      ]
    case .pnsIncoming:
      [
        Arrow("idle", "Incoming-Call-Request, acceptable", "send Incoming-Call-Reply", "wait_connect"),
        Arrow("idle", "Incoming-Call-Request, not acceptable", "send Incoming-Call-Reply with the error", "idle"),
        Arrow("wait_connect", "Incoming-Call-Connected", "", "established"),
        Arrow("wait_connect", "Call-Disconnect-Notify", "", "idle"),
      ] + Self.pnsEnds
    case .pacOutgoing:
      [
        Arrow("idle", "Outgoing-Call-Request, in order", "off hook, dial", "wait_cs_ans"),
        Arrow("idle", "Outgoing-Call-Request, in error", "send Outgoing-Call-Reply with the error", "idle"),
        Arrow("wait_cs_ans", "the line answers", "send Outgoing-Call-Reply", "established"),
        Arrow("wait_cs_ans", "the call is not completed", "send Outgoing-Call-Reply with the error", "idle"),
        Arrow("wait_cs_ans", "Call-Clear-Request", "send Call-Disconnect-Notify", "idle"),
        Arrow(
          "established", "Call-Clear-Request, or the line is dropped, or the end is wanted here", "hang up, send Call-Disconnect-Notify",
          "idle"),
      ]
    case .pnsOutgoing:
      [
        Arrow("idle", "a call is wanted", "send Outgoing-Call-Request", "wait_reply"),
        Arrow("wait_reply", "Outgoing-Call-Reply, connected", "", "established"),
        Arrow("wait_reply", "Outgoing-Call-Reply with an error", "", "idle"),
        Arrow("wait_reply", "the end is wanted here", "send Call-Clear-Request", "wait_disconnect"),
      ] + Self.pnsEnds
    }
  }
}

extension PPTPEndpoint {
  /// The figures this end goes by now.
  public var controlFigure: PPTPFigure { control.isOriginator ? .controlOriginator : .controlReceiver }
  public var callFigure: PPTPFigure {
    switch (config.role, config.incoming) {
    case (.pac, true): .pacIncoming
    case (.pac, false): .pacOutgoing
    case (.pns, true): .pnsIncoming
    case (.pns, false): .pnsOutgoing
    }
  }
}
