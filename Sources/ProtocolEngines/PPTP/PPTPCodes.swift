/// The octet at offset 8 and 9 of every control message: which of the fifteen it is (RFC 2637 §1.4).
public struct PPTPControlType: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let startRequest = Self(rawValue: 1), startReply = Self(rawValue: 2), stopRequest = Self(rawValue: 3),
    stopReply = Self(rawValue: 4)
  public static let echoRequest = Self(rawValue: 5), echoReply = Self(rawValue: 6)
  public static let outgoingCallRequest = Self(rawValue: 7), outgoingCallReply = Self(rawValue: 8)
  public static let incomingCallRequest = Self(rawValue: 9), incomingCallReply = Self(rawValue: 10),
    incomingCallConnected = Self(rawValue: 11)
  public static let callClearRequest = Self(rawValue: 12), callDisconnectNotify = Self(rawValue: 13)
  public static let wanErrorNotify = Self(rawValue: 14), setLinkInfo = Self(rawValue: 15)

  public static let table: CodeTable = [
    1: "Start-Control-Connection-Request",
    2: "Start-Control-Connection-Reply",
    3: "Stop-Control-Connection-Request",
    4: "Stop-Control-Connection-Reply",
    5: "Echo-Request",
    6: "Echo-Reply",
    7: "Outgoing-Call-Request",
    8: "Outgoing-Call-Reply",
    9: "Incoming-Call-Request",
    10: "Incoming-Call-Reply",
    11: "Incoming-Call-Connected",
    12: "Call-Clear-Request",
    13: "Call-Disconnect-Notify",
    14: "WAN-Error-Notify",
    15: "Set-Link-Info",
  ]

  /// How long a message of this type is, header included; nil for a type nobody has defined (RFC 2637 §2).
  public var length: Int? {
    switch rawValue {
    case 1, 2: 156
    case 3, 4, 5, 12: 16
    case 6: 20
    case 7: 168
    case 8: 32
    case 9: 220
    case 10, 15: 24
    case 11: 28
    case 13: 148
    case 14: 40
    default: nil
    }
  }
}

/// Control or management message (RFC 2637 §1.4); management messages were never defined.
public struct PPTPMessageType: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let control = Self(rawValue: 1), management = Self(rawValue: 2)
  public static let table: CodeTable = [
    1: "Control Message",
    2: "Management Message",
  ]
}

/// RFC 2637 §2.16.
public struct PPTPGeneralError: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 0), notConnected = Self(rawValue: 1), badFormat = Self(rawValue: 2), badValue = Self(rawValue: 3)
  public static let noResource = Self(rawValue: 4), badCallID = Self(rawValue: 5), pacError = Self(rawValue: 6)
  public static let table: CodeTable = [
    0: "None",
    1: "Not-Connected: no control connection exists yet for this PAC-PNS pair",
    2: "Bad-Format: length is wrong or magic cookie value is incorrect",
    3: "Bad-Value: a field was out of range or a reserved field was non-zero",
    4: "No-Resource: insufficient resources to handle this command now",
    5: "Bad-Call ID: the Call ID is invalid in this context",
    6: "PAC-Error: a generic vendor-specific error occurred in the PAC",
  ]
}

/// Start-Control-Connection-Reply (RFC 2637 §2.2).
public struct PPTPStartResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let ok = Self(rawValue: 1), generalError = Self(rawValue: 2), alreadyExists = Self(rawValue: 3)
  public static let notAuthorized = Self(rawValue: 4), badVersion = Self(rawValue: 5)
  public static let table: CodeTable = [
    1: "Successful channel establishment",
    2: "General error",
    3: "Command channel already exists",
    4: "Requester is not authorized to establish a command channel",
    5: "The protocol version of the requester is not supported",
  ]
}

/// Stop-Control-Connection-Request (RFC 2637 §2.3).
public struct PPTPStopReason: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 1), stopProtocol = Self(rawValue: 2), localShutdown = Self(rawValue: 3)
  public static let table: CodeTable = [
    1: "None: general request to clear control connection",
    2: "Stop-Protocol: can't support peer's version of the protocol",
    3: "Stop-Local-Shutdown: requester is being shut down",
  ]
}

/// Stop-Control-Connection-Reply and Echo-Reply (RFC 2637 §2.4, §2.6).
public struct PPTPResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let ok = Self(rawValue: 1), generalError = Self(rawValue: 2)
  public static let table: CodeTable = [
    1: "OK",
    2: "General Error",
  ]
}

/// Outgoing-Call-Reply (RFC 2637 §2.8).
public struct PPTPOutgoingResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let connected = Self(rawValue: 1), generalError = Self(rawValue: 2), noCarrier = Self(rawValue: 3), busy = Self(rawValue: 4)
  public static let noDialTone = Self(rawValue: 5), timeOut = Self(rawValue: 6), doNotAccept = Self(rawValue: 7)
  public static let table: CodeTable = [
    1: "Connected: call established with no errors",
    2: "General Error",
    3: "No Carrier: no carrier detected",
    4: "Busy: busy signal detected",
    5: "No Dial Tone: lack of a dial tone",
    6: "Time-out: not established within time allotted by PAC",
    7: "Do Not Accept: administratively prohibited",
  ]
}

/// Incoming-Call-Reply (RFC 2637 §2.10).
public struct PPTPIncomingResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let connect = Self(rawValue: 1), generalError = Self(rawValue: 2), doNotAccept = Self(rawValue: 3)
  public static let table: CodeTable = [
    1: "Connect: the PAC should answer the incoming call",
    2: "General Error",
    3: "Do Not Accept: the PAC should hang up or issue a busy indication",
  ]
}

/// Call-Disconnect-Notify (RFC 2637 §2.13).
public struct PPTPDisconnectResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let lostCarrier = Self(rawValue: 1), generalError = Self(rawValue: 2), adminShutdown = Self(rawValue: 3),
    request = Self(rawValue: 4)
  public static let table: CodeTable = [
    1: "Lost Carrier: call disconnected due to loss of carrier",
    2: "General Error",
    3: "Admin Shutdown: call disconnected for administrative reasons",
    4: "Request: call disconnected due to received Call-Clear-Request",
  ]
}

/// Cause codes of ISDN calls (ITU-T Q.931), as far as a virtual line meets them; 0: none given.
public struct PPTPCause: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 0), normalClearing = Self(rawValue: 16), userBusy = Self(rawValue: 17),
    noAnswer = Self(rawValue: 19)
  public static let table: CodeTable = [
    0: "none",
    1: "unallocated number (Q.931)",
    16: "normal call clearing (Q.931)",
    17: "user busy (Q.931)",
    18: "no user responding (Q.931)",
    19: "no answer from user (Q.931)",
    21: "call rejected (Q.931)",
    27: "destination out of order (Q.931)",
    31: "normal, unspecified (Q.931)",
    34: "no circuit or channel available (Q.931)",
    38: "network out of order (Q.931)",
    41: "temporary failure (Q.931)",
  ]
}

/// A version number: the high octet is the version, the low one the revision (RFC 2637 §1.4).
public struct PPTPVersion: Codepoint, Comparable, CustomStringConvertible {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let v1 = Self(rawValue: 0x0100)
  public var major: UInt8 { UInt8(rawValue >> 8) }
  public var description: String { "\(rawValue >> 8).\(rawValue & 255)" }
  public static let table: CodeTable = [0x0100: "1.0"]
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
