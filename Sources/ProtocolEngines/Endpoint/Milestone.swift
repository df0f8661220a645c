/// Named states of a tunnel. In a lab each holds when it holds at both ends.
public enum Milestone: String, CaseIterable, Sendable {
  case controlUp = "control.up"
  case callUp = "call.up"
  case lcpOpened = "lcp.opened"
  case authDone = "auth.done"
  case ccpOpened = "ccp.opened"
  case tunnelUp = "tunnel.up"
  case down
  /// One line: when it holds.
  public var about: String {
    switch self {
    case .controlUp: "the control connection is established in both ends' machines"
    case .callUp: "the call is established in both ends' machines"
    case .lcpOpened: "LCP is Opened at both ends"
    case .authDone: "every authentication that LCP agreed has succeeded"
    case .ccpOpened: "CCP is Opened at both ends"
    case .tunnelUp:
      "IPCP or IPV6CP is Opened at both ends, and encryption is on where it is required; while IPCP is under way, it is waited for"
    case .down: "no call and no control connection at either end"
    }
  }
}

extension PPTPEndpoint {
  /// Whether the milestone holds at this end.
  public func holds(_ m: Milestone) -> Bool {
    switch m {
    case .controlUp: controlUp
    case .callUp: callUp
    case .lcpOpened: ppp?.lcpOpened == true
    case .authDone: ppp?.authDone == true
    case .ccpOpened: ppp?.ccpOpened == true
    case .tunnelUp: tunnelUp
    case .down: down
    }
  }

  /// IPCP is Opened here.
  public var carriesIPv4: Bool { ppp?.ipcpOpened == true }
  /// IPV6CP is Opened here, and IPCP is not under way (RFC 1661 §4.2): IPv6 alone makes a tunnel where IPCP has failed, but not
  /// while it is still to come.
  public var carriesOnlyIPv6: Bool {
    guard let ppp else { return false }
    return ppp.ipv6cpOpened && ![.reqSent, .ackRcvd, .ackSent].contains(ppp.ipcp.state)
  }
}
