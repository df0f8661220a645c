/// The option negotiation automaton (RFC 1661 §4): states, events, actions, and the table that joins them.
///
/// The engines of LCP, CCP, IPCP and IPV6CP take every step from `table`; so do the drawings of it.
public enum PPPAutomaton {
  /// RFC 1661 §4.2; the raw values are the RFC's numbers.
  public enum State: UInt8, Sendable, CaseIterable {
    case initial, starting, closed, stopped, closing, stopping, reqSent, ackRcvd, ackSent, opened
    public var name: String {
      switch self {
      case .initial: "initial"
      case .starting: "starting"
      case .closed: "closed"
      case .stopped: "stopped"
      case .closing: "closing"
      case .stopping: "stopping"
      case .reqSent: "req-sent"
      case .ackRcvd: "ack-rcvd"
      case .ackSent: "ack-sent"
      case .opened: "opened"
      }
    }
    /// The Restart timer runs in the states that have time-out events (RFC 1661 §4.1).
    public var restartTimerRuns: Bool { rawValue >= Self.closing.rawValue && self != .opened }
  }

  /// RFC 1661 §4.3, in the order of the table.
  public enum Event: UInt8, Sendable, CaseIterable {
    case up, down, open, close, timeoutPlus, timeoutMinus
    case configureRequestGood, configureRequestBad, configureAck, configureNak
    case terminateRequest, terminateAck, unknownCode, rejectGood, rejectBad, echo
    /// As the RFC's table spells it.
    public var name: String {
      switch self {
      case .up: "Up"
      case .down: "Down"
      case .open: "Open"
      case .close: "Close"
      case .timeoutPlus: "TO+"
      case .timeoutMinus: "TO-"
      case .configureRequestGood: "RCR+"
      case .configureRequestBad: "RCR-"
      case .configureAck: "RCA"
      case .configureNak: "RCN"
      case .terminateRequest: "RTR"
      case .terminateAck: "RTA"
      case .unknownCode: "RUC"
      case .rejectGood: "RXJ+"
      case .rejectBad: "RXJ-"
      case .echo: "RXR"
      }
    }
    public var about: String {
      switch self {
      case .up: "the lower layer is ready to carry packets"
      case .down: "the lower layer carries no packets any more"
      case .open: "the administrator allows the link"
      case .close: "the administrator forbids the link"
      case .timeoutPlus: "the restart timer ran out, and there are tries left"
      case .timeoutMinus: "the restart timer ran out for the last time"
      case .configureRequestGood: "a Configure-Request came that is acceptable"
      case .configureRequestBad: "a Configure-Request came that is not acceptable"
      case .configureAck: "a Configure-Ack came"
      case .configureNak: "a Configure-Nak or Configure-Reject came"
      case .terminateRequest: "a Terminate-Request came"
      case .terminateAck: "a Terminate-Ack came"
      case .unknownCode: "a packet with an unknown code came"
      case .rejectGood: "a Code-Reject or Protocol-Reject came that does no harm"
      case .rejectBad: "a Code-Reject or Protocol-Reject came that makes going on impossible"
      case .echo: "an Echo-Request, Echo-Reply or Discard-Request came"
      }
    }
  }

  /// RFC 1661 §4.4.
  public enum Action: UInt8, Sendable, CaseIterable {
    case thisLayerUp = 1, thisLayerDown, thisLayerStarted, thisLayerFinished, initRestartCount, zeroRestartCount
    case sendConfigureRequest, sendConfigureAck, sendConfigureNak, sendTerminateRequest, sendTerminateAck, sendCodeReject, sendEchoReply
    /// As the RFC's table spells it.
    public var name: String {
      switch self {
      case .thisLayerUp: "tlu"
      case .thisLayerDown: "tld"
      case .thisLayerStarted: "tls"
      case .thisLayerFinished: "tlf"
      case .initRestartCount: "irc"
      case .zeroRestartCount: "zrc"
      case .sendConfigureRequest: "scr"
      case .sendConfigureAck: "sca"
      case .sendConfigureNak: "scn"
      case .sendTerminateRequest: "str"
      case .sendTerminateAck: "sta"
      case .sendCodeReject: "scj"
      case .sendEchoReply: "ser"
      }
    }
  }

  /// One square of the table: what is done, and where it leads.
  public struct Transition: Sendable, Equatable {
    /// Up to four actions, four bits each, the first in the lowest.
    let packed: UInt16
    public let next: State
    /// The letter of a footnote (`p` passive option, `r` restart option, `x` crossed connection), or nil.
    public let footnote: Character?

    public var actions: [Action] { (0..<4).compactMap { action($0) } }
    @inline(__always)
    func action(_ i: Int) -> Action? { Action(rawValue: UInt8(packed >> UInt16(4 * i) & 15)) }
    /// As in the RFC: `"irc,scr/6"`.
    public var text: String {
      let a = actions.map(\.name).joined(separator: ",")
      return (a.isEmpty ? "" : a + "/") + String(next.rawValue) + (footnote.map { String($0) } ?? "")
    }
  }

  /// RFC 1661 §4.1, square for square. Columns: the states 0 to 9. `-`: cannot happen.
  // swift-format-ignore
  static let text: [(Event, StaticString)] = [
    //                       0     1         2         3             4     5     6         7         8         9
    (.up,                   "2     irc,scr/6 -         -             -     -     -         -         -         -"),
    (.down,                 "-     -         0         tls/1         0     1     1         1         1         tld/1"),
    (.open,                 "tls/1 1         irc,scr/6 3r            5r    5r    6         7         8         9r"),
    (.close,                "0     tlf/0     2         2             4     4     irc,str/4 irc,str/4 irc,str/4 tld,irc,str/4"),
    (.timeoutPlus,          "-     -         -         -             str/4 str/5 scr/6     scr/6     scr/8     -"),
    (.timeoutMinus,         "-     -         -         -             tlf/2 tlf/3 tlf/3p    tlf/3p    tlf/3p    -"),
    (.configureRequestGood, "-     -         sta/2     irc,scr,sca/8 4     5     sca/8     sca,tlu/9 sca/8     tld,scr,sca/8"),
    (.configureRequestBad,  "-     -         sta/2     irc,scr,scn/6 4     5     scn/6     scn/7     scn/6     tld,scr,scn/6"),
    (.configureAck,         "-     -         sta/2     sta/3         4     5     irc/7     scr/6x    irc,tlu/9 tld,scr/6x"),
    (.configureNak,         "-     -         sta/2     sta/3         4     5     irc,scr/6 scr/6x    irc,scr/8 tld,scr/6x"),
    (.terminateRequest,     "-     -         sta/2     sta/3         sta/4 sta/5 sta/6     sta/6     sta/6     tld,zrc,sta/5"),
    (.terminateAck,         "-     -         2         3             tlf/2 tlf/3 6         6         8         tld,scr/6"),
    (.unknownCode,          "-     -         scj/2     scj/3         scj/4 scj/5 scj/6     scj/7     scj/8     scj/9"),
    (.rejectGood,           "-     -         2         3             4     5     6         6         8         9"),
    (.rejectBad,            "-     -         tlf/2     tlf/3         tlf/2 tlf/3 tlf/3     tlf/3     tlf/3     tld,irc,str/5"),
    (.echo,                 "-     -         2         3             4     5     6         7         8         ser/9"),
  ]

  private static let table: [Transition?] = {
    var out: [Transition?] = []
    for (_, row) in text { for square in row.string.split(separator: " ") { out.append(read(String(square))) } }
    return out
  }()

  /// What `event` does in `state`; nil where the table has a dash.
  @inline(__always)
  public static func transition(_ state: State, _ event: Event) -> Transition? {
    table[Int(event.rawValue) &* State.allCases.count &+ Int(state.rawValue)]
  }

  private static func read(_ text: String) -> Transition? {
    guard text != "-" else { return nil }
    let parts = text.split(separator: "/")
    guard let last = parts.last, let digit = last.first?.wholeNumberValue, let next = State(rawValue: UInt8(digit)) else {
      preconditionFailure("table square \(text)")
    }
    var packed: UInt16 = 0
    if parts.count == 2 {
      for (i, name) in parts[0].split(separator: ",").enumerated() {
        guard let action = Action.allCases.first(where: { $0.name == name }) else { preconditionFailure("table action \(name)") }
        packed |= UInt16(action.rawValue) << UInt16(4 * i)
      }
    }
    return Transition(packed: packed, next: next, footnote: last.count == 2 ? last.last : nil)
  }
}
