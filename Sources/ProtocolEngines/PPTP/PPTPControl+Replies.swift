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

/// A message in which an end says who it is.
protocol PPTPIntroduction: WireMessage {
  var version: PPTPVersion { get set }
  var framing: UInt32 { get set }
  var bearer: UInt32 { get set }
  var maximumChannels: UInt16 { get set }
  var firmware: UInt16 { get set }
  var hostName: [UInt8] { get set }
  var vendor: [UInt8] { get set }
}
extension PPTPStartRequest: PPTPIntroduction {}
extension PPTPStartReply: PPTPIntroduction {}

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
    var m: PPTPStartReply = introduction(version)
    m.result = result
    send(.startReply(m), on: side)
  }

  /// Who we are, as request and reply tell it alike (RFC 2637 §2.1, §2.2).
  func introduction<M: PPTPIntroduction>(_ version: PPTPVersion) -> M {
    var m = M()
    m.version = version
    m.framing = config.framing
    m.bearer = config.bearer
    m.maximumChannels = config.role == .pac ? config.maximumChannels : 0
    m.firmware = config.firmware
    m.hostName = PPTPText.padded(config.hostName)
    m.vendor = PPTPText.padded(config.vendor)
    return m
  }
}
