import HexViews
import ProtocolEngines

/// What is to be done while the tunnel is up, and how it went.
struct LiveErrand {
  var pingsLeft = 0
  var sent = 0
  var answered = 0
  /// Pings without answer or time-out yet.
  var open = 0
  var target: LivePlan.PingTarget?
  var command: String?
  var process: Int32 = 0
  var commandStatus: Int32?
  var local = "", peer = ""
  var told = false
  /// When the next thing is to be done.
  var due: ProtocolEngines.Instant?

  /// Pings are left to be sent through this protocol.
  func needs(_ p: PPPProtocol) -> Bool {
    switch target {
    case .address: p == .ipv4 && pingsLeft > 0
    case .address6: p == .ipv6 && pingsLeft > 0
    case .peer, nil: false
    }
  }

  /// There was something to do, and it is done.
  var isDone: Bool { (sent > 0 || commandStatus != nil) && pingsLeft == 0 && open <= 0 && command == nil && process == 0 }

  var summary: StyledText { sent == 0 ? "Done." : "\(strong: String(answered)) of \(sent) pings answered." }

  func status(interrupted: Bool) -> ExitStatus {
    if interrupted { return .interrupted }
    if pingsLeft > 0 || sent != answered { return .failed }
    if let s = commandStatus, s != 0 { return .failed }
    return .ok
  }

}
