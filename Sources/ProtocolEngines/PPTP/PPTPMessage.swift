/// A whole control message: header and one of fifteen bodies (RFC 2637 §2).
///
/// The header is kept as it was on the wire, right or wrong; `init(_:)` and `sealed()` make it fit the body.
public struct PPTPMessage: WireMessage {
  public enum Body: Sendable, Equatable {
    case startRequest(PPTPStartRequest)
    case startReply(PPTPStartReply)
    case stopRequest(PPTPStopRequest)
    case stopReply(PPTPStopReply)
    case echoRequest(PPTPEchoRequest)
    case echoReply(PPTPEchoReply)
    case outgoingCallRequest(PPTPOutgoingCallRequest)
    case outgoingCallReply(PPTPOutgoingCallReply)
    case incomingCallRequest(PPTPIncomingCallRequest)
    case incomingCallReply(PPTPIncomingCallReply)
    case incomingCallConnected(PPTPIncomingCallConnected)
    case callClearRequest(PPTPCallClearRequest)
    case callDisconnectNotify(PPTPCallDisconnectNotify)
    case wanErrorNotify(PPTPWANErrorNotify)
    case setLinkInfo(PPTPSetLinkInfo)
    /// A type nobody has defined, or a management message.
    case other([UInt8])
  }
  public var header = PPTPHeader()
  public var body = Body.other([])
  public init() {}

  /// `body` under the right header.
  public init(_ body: Body) {
    self.body = body
    if let type = body.type { header.controlType = type }
    header.length = UInt16(clamping: type.length ?? encoded().count)
  }

  public var type: PPTPControlType { header.controlType }
  /// `"Outgoing-Call-Reply"`.
  public var name: String { type.meaning }

  /// The same with the length computed.
  public func sealed() -> Self {
    var m = self
    m.header.length = UInt16(clamping: m.encoded().count)
    return m
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header.code(&c)
    let type = header.messageType == .control ? header.controlType : PPTPControlType(rawValue: 0)
    c.learn(&body) { _ in Body(type) }
    try c.within(
      try c.left(Int(header.length), head: PPTPHeader.octets, size: 2, back: PPTPHeader.octets - 2, goOn: true, PPTPHeader.lengthField),
      Field("pptp.length", "Length", "RFC 2637 §1.4")
    ) { c throws(WireError) in
      try body.code(&c)
    }
  }
}

extension PPTPMessage.Body {
  /// An empty body of that type.
  init(_ type: PPTPControlType) {
    self =
      switch type {
      case .startRequest: .startRequest(.init())
      case .startReply: .startReply(.init())
      case .stopRequest: .stopRequest(.init())
      case .stopReply: .stopReply(.init())
      case .echoRequest: .echoRequest(.init())
      case .echoReply: .echoReply(.init())
      case .outgoingCallRequest: .outgoingCallRequest(.init())
      case .outgoingCallReply: .outgoingCallReply(.init())
      case .incomingCallRequest: .incomingCallRequest(.init())
      case .incomingCallReply: .incomingCallReply(.init())
      case .incomingCallConnected: .incomingCallConnected(.init())
      case .callClearRequest: .callClearRequest(.init())
      case .callDisconnectNotify: .callDisconnectNotify(.init())
      case .wanErrorNotify: .wanErrorNotify(.init())
      case .setLinkInfo: .setLinkInfo(.init())
      default: .other([])
      }
  }

  /// nil for `.other`.
  public var type: PPTPControlType? {
    switch self {
    case .startRequest: .startRequest
    case .startReply: .startReply
    case .stopRequest: .stopRequest
    case .stopReply: .stopReply
    case .echoRequest: .echoRequest
    case .echoReply: .echoReply
    case .outgoingCallRequest: .outgoingCallRequest
    case .outgoingCallReply: .outgoingCallReply
    case .incomingCallRequest: .incomingCallRequest
    case .incomingCallReply: .incomingCallReply
    case .incomingCallConnected: .incomingCallConnected
    case .callClearRequest: .callClearRequest
    case .callDisconnectNotify: .callDisconnectNotify
    case .wanErrorNotify: .wanErrorNotify
    case .setLinkInfo: .setLinkInfo
    case .other: nil
    }
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    switch self {
    case .startRequest(var m):
      try m.code(&c)
      self = .startRequest(m)
    case .startReply(var m):
      try m.code(&c)
      self = .startReply(m)
    case .stopRequest(var m):
      try m.code(&c)
      self = .stopRequest(m)
    case .stopReply(var m):
      try m.code(&c)
      self = .stopReply(m)
    case .echoRequest(var m):
      try m.code(&c)
      self = .echoRequest(m)
    case .echoReply(var m):
      try m.code(&c)
      self = .echoReply(m)
    case .outgoingCallRequest(var m):
      try m.code(&c)
      self = .outgoingCallRequest(m)
    case .outgoingCallReply(var m):
      try m.code(&c)
      self = .outgoingCallReply(m)
    case .incomingCallRequest(var m):
      try m.code(&c)
      self = .incomingCallRequest(m)
    case .incomingCallReply(var m):
      try m.code(&c)
      self = .incomingCallReply(m)
    case .incomingCallConnected(var m):
      try m.code(&c)
      self = .incomingCallConnected(m)
    case .callClearRequest(var m):
      try m.code(&c)
      self = .callClearRequest(m)
    case .callDisconnectNotify(var m):
      try m.code(&c)
      self = .callDisconnectNotify(m)
    case .wanErrorNotify(var m):
      try m.code(&c)
      self = .wanErrorNotify(m)
    case .setLinkInfo(var m):
      try m.code(&c)
      self = .setLinkInfo(m)
    case .other(var o):
      try c.rest(&o, .unexplained, Field("pptp.unexplained", "Undefined message", "RFC 2637 §1.4", "no message of this type is defined"))
      self = .other(o)
    }
  }
}

extension PPTPMessage {
  public var summary: String { summary(whole: true) }

  /// One line: the name and what matters most in it. `whole`: false where not all of the body was read, so that only the name is sure.
  public func summary(whole: Bool) -> String {
    guard whole else { return name }
    return switch body {
    case .startRequest(let m): "\(name), version \(m.version), host \(PPTPText.meaning(m.hostName)), vendor \(PPTPText.meaning(m.vendor))"
    case .startReply(let m): "\(name), \(m.result.meaning)\(m.error == .none ? "" : ", \(m.error.meaning)")"
    case .stopRequest(let m): "\(name), reason \(m.reason.meaning)"
    case .stopReply(let m): "\(name), \(m.result.meaning)\(m.error == .none ? "" : ", \(m.error.meaning)")"
    case .echoRequest(let m): "\(name) \(m.identifier)"
    case .echoReply(let m): "\(name) \(m.identifier), \(m.result.meaning)"
    case .outgoingCallRequest(let m): "\(name), call ID \(m.callID), window \(m.window)"
    case .outgoingCallReply(let m):
      "\(name), call ID \(m.callID), peer's \(m.peerCallID), \(m.result.meaning)\(m.error == .none ? "" : ", \(m.error.meaning)")"
    case .incomingCallRequest(let m): "\(name), call ID \(m.callID)"
    case .incomingCallReply(let m):
      "\(name), call ID \(m.callID), peer's \(m.peerCallID), \(m.result.meaning)\(m.error == .none ? "" : ", \(m.error.meaning)")"
    case .incomingCallConnected(let m): "\(name), peer's call ID \(m.peerCallID), window \(m.window)"
    case .callClearRequest(let m): "\(name), call ID \(m.callID)"
    case .callDisconnectNotify(let m): "\(name), call ID \(m.callID), \(m.result.meaning)\(m.error == .none ? "" : ", \(m.error.meaning)")"
    case .wanErrorNotify(let m): "\(name), peer's call ID \(m.peerCallID)"
    case .setLinkInfo(let m):
      """
      \(name), peer's call ID \(m.peerCallID), send ACCM \(HexText.number(m.sendACCM, width: 8)), receive ACCM \
      \(HexText.number(m.receiveACCM, width: 8))
      """
    case .other(let o):
      """
      \(header.messageType == .control ? "message of type \(type.rawValue)" : header.messageType.meaning), \(o.count) octets nobody \
      has defined
      """
    }
  }
}
