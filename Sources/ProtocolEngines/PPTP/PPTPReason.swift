/// Why a PPTP control connection or call ends: the codes that decisions read.
public enum PPTPReason: String, ReasonCodes {
  /// No TCP connection came about.
  case noTCP = "pptp.no-tcp"
  /// The TCP connection ended without a word of PPTP.
  case tcpEnded = "pptp.tcp-ended"
  /// What came is no control message (RFC 2637 §3).
  case notControl = "pptp.not-control"
  /// A control message that has no place in this state (RFC 2637 §3).
  case outOfPlace = "pptp.out-of-place"
  /// The versions of the two ends do not meet.
  case version = "pptp.version"
  /// The peer refuses the control connection.
  case refused = "pptp.refused"
  /// A reply did not come in time (RFC 2637 §3.1.4).
  case noReply = "pptp.no-reply"
  /// No Echo-Reply came (RFC 2637 §3.1.4).
  case peerSilent = "pptp.peer-silent"
  /// The peer stops the control connection.
  case peerStopped = "pptp.peer-stopped"
  /// This end was told to stop.
  case stopped = "pptp.stopped"
  /// The call makes no progress (RFC 2637 §3.2.1).
  case callStuck = "pptp.call-stuck"
  /// The peer does not place or take the call.
  case callRefused = "pptp.call-refused"
  /// The call could not be completed here.
  case callIncomplete = "pptp.call-incomplete"
  /// The peer clears or disconnects the call.
  case callCleared = "pptp.call-cleared"
  /// There is no call left.
  case noCall = "pptp.no-call"
  /// The PPP link in the call has ended.
  case linkEnded = "pptp.link-ended"
  /// GRE packets went out, and none ever came in.
  case noGRE = "pptp.no-gre"
}
