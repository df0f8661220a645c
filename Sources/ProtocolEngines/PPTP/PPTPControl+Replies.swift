/// A reply that can say that the request made no sense: result 2 with a general error code (RFC 2637 §2.16).
protocol PPTPReply: WireMessage {
  associatedtype Result: PPTPReplyResult
  var result: Result { get set }
  var error: PPTPGeneralError { get set }
}
protocol PPTPReplyResult { static var generalError: Self { get } }
extension PPTPResult: PPTPReplyResult {}
extension PPTPOutgoingResult: PPTPReplyResult {}
extension PPTPIncomingResult: PPTPReplyResult {}
extension PPTPStopReply: PPTPReply {}
extension PPTPEchoReply: PPTPReply {}
extension PPTPOutgoingCallReply: PPTPReply {}
extension PPTPIncomingCallReply: PPTPReply {}

/// What is answered to requests.
extension PPTPControl {
  /// A request before the control connection is there is answered with Not-Connected (RFC 2637 §2.16).
  mutating func notConnected(_ m: PPTPMessage) {
    switch m.body {
    case .stopRequest: send(.stopReply(refused()))
    case .echoRequest(let q):
      var r: PPTPEchoReply = refused()
      r.identifier = q.identifier
      send(.echoReply(r))
    case .outgoingCallRequest(let q):
      var r: PPTPOutgoingCallReply = refused()
      r.peerCallID = q.callID
      send(.outgoingCallReply(r))
    case .incomingCallRequest(let q):
      var r: PPTPIncomingCallReply = refused()
      r.peerCallID = q.callID
      send(.incomingCallReply(r))
    default:
      invalid(m)
      return
    }
    note(.refused, "A \(m.name) came before the control connection was established: answered with Not-Connected.", "RFC 2637 §2.16")
  }

  private func refused<R: PPTPReply>() -> R {
    var r = R()
    r.result = .generalError
    r.error = .notConnected
    return r
  }

  mutating func replyToStart(_ result: PPTPStartResult, version: PPTPVersion, on side: ControlTCP? = nil) {
    var m = PPTPStartReply()
    m.version = version
    m.result = result
    m.framing = config.framing
    m.bearer = config.bearer
    m.maximumChannels = config.role == .pac ? config.maximumChannels : 0
    m.firmware = config.firmware
    m.hostName = PPTPText.padded(config.hostName)
    m.vendor = PPTPText.padded(config.vendor)
    send(.startReply(m), on: side)
  }
}
