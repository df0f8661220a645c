/// The messages of a protocol that wait for a reply: by the numbers that their fields have.
public struct Requests: Sendable {
  /// How a message shows what it is.
  public enum Kind: Sendable {
    /// By the value of this field.
    case code(StaticString)
    /// By two bits: a message with the first counts; its code is 1, and with the second as well 3. No field prints the names.
    case flags(StaticString, StaticString, names: CodeTable)
  }
  public var kind: Kind
  /// The field with the number that a reply shares with its request, if the protocol has one.
  public var number: StaticString?
  public var list: [Request]

  init(_ kind: Kind, number: StaticString? = nil, _ list: [Request]) {
    self.kind = kind
    self.number = number
    self.list = list
  }

  public func request(_ code: UInt64) -> Request? { list.first { $0.code == code } }
}

/// One message that waits for a reply.
public struct Request: Sendable {
  public var code: UInt64
  /// Any of these is the reply.
  public var replies: [UInt64]
  /// The timers that send it again or give it up.
  public var timers: [String]

  init(_ code: UInt64, _ replies: [UInt64], _ timers: String...) {
    self.code = code
    self.replies = replies
    self.timers = timers
  }
  init<P: Codepoint>(_ code: P, _ replies: [P], _ timers: String...) {
    self.code = UInt64(code.rawValue)
    self.replies = replies.map { UInt64($0.rawValue) }
    self.timers = timers
  }
}

extension [Request] {
  /// What every protocol that runs RFC 1661's automaton asks (§5.1 to §5.5).
  static func negotiation(_ restart: String) -> [Request] {
    [
      Request(ControlCode.configureRequest, [.configureAck, .configureNak, .configureReject], restart),
      Request(ControlCode.terminateRequest, [.terminateAck], restart),
    ]
  }
}
