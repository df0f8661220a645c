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

extension PPPLink {
  /// The milestones of the link itself; the others are the tunnel's.
  func holds(_ m: Milestone) -> Bool {
    switch m {
    case .lcpOpened: lcpOpened
    case .authDone: authDone
    case .ccpOpened: ccpOpened
    default: false
    }
  }
  /// A network protocol is open, and encryption is on where it is required.
  var carries: Bool { (ipcpOpened || ipv6cpOpened) && (encrypting || !encryptionRequired) }
}
