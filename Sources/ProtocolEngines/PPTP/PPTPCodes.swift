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

  public var label: StaticString? {
    switch rawValue {
    case 1: "Start-Control-Connection-Request"
    case 2: "Start-Control-Connection-Reply"
    case 3: "Stop-Control-Connection-Request"
    case 4: "Stop-Control-Connection-Reply"
    case 5: "Echo-Request"
    case 6: "Echo-Reply"
    case 7: "Outgoing-Call-Request"
    case 8: "Outgoing-Call-Reply"
    case 9: "Incoming-Call-Request"
    case 10: "Incoming-Call-Reply"
    case 11: "Incoming-Call-Connected"
    case 12: "Call-Clear-Request"
    case 13: "Call-Disconnect-Notify"
    case 14: "WAN-Error-Notify"
    case 15: "Set-Link-Info"
    default: nil
    }
  }

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
  public var label: StaticString? {
    switch rawValue {
    case 1: "Control Message"
    case 2: "Management Message"
    default: nil
    }
  }
}

/// RFC 2637 §2.16.
public struct PPTPGeneralError: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 0), notConnected = Self(rawValue: 1), badFormat = Self(rawValue: 2), badValue = Self(rawValue: 3)
  public static let noResource = Self(rawValue: 4), badCallID = Self(rawValue: 5), pacError = Self(rawValue: 6)
  public var label: StaticString? {
    switch rawValue {
    case 0: "None"
    case 1: "Not-Connected: no control connection exists yet for this PAC-PNS pair"
    case 2: "Bad-Format: length is wrong or magic cookie value is incorrect"
    case 3: "Bad-Value: a field was out of range or a reserved field was non-zero"
    case 4: "No-Resource: insufficient resources to handle this command now"
    case 5: "Bad-Call ID: the Call ID is invalid in this context"
    case 6: "PAC-Error: a generic vendor-specific error occurred in the PAC"
    default: nil
    }
  }
}

/// Start-Control-Connection-Reply (RFC 2637 §2.2).
public struct PPTPStartResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let ok = Self(rawValue: 1), generalError = Self(rawValue: 2), alreadyExists = Self(rawValue: 3)
  public static let notAuthorized = Self(rawValue: 4), badVersion = Self(rawValue: 5)
  public var label: StaticString? {
    switch rawValue {
    case 1: "Successful channel establishment"
    case 2: "General error"
    case 3: "Command channel already exists"
    case 4: "Requester is not authorized to establish a command channel"
    case 5: "The protocol version of the requester is not supported"
    default: nil
    }
  }
}

/// Stop-Control-Connection-Request (RFC 2637 §2.3).
public struct PPTPStopReason: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 1), stopProtocol = Self(rawValue: 2), localShutdown = Self(rawValue: 3)
  public var label: StaticString? {
    switch rawValue {
    case 1: "None: general request to clear control connection"
    case 2: "Stop-Protocol: can't support peer's version of the protocol"
    case 3: "Stop-Local-Shutdown: requester is being shut down"
    default: nil
    }
  }
}

/// Stop-Control-Connection-Reply and Echo-Reply (RFC 2637 §2.4, §2.6).
public struct PPTPResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let ok = Self(rawValue: 1), generalError = Self(rawValue: 2)
  public var label: StaticString? {
    switch rawValue {
    case 1: "OK"
    case 2: "General Error"
    default: nil
    }
  }
}

/// Outgoing-Call-Reply (RFC 2637 §2.8).
public struct PPTPOutgoingResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let connected = Self(rawValue: 1), generalError = Self(rawValue: 2), noCarrier = Self(rawValue: 3), busy = Self(rawValue: 4)
  public static let noDialTone = Self(rawValue: 5), timeOut = Self(rawValue: 6), doNotAccept = Self(rawValue: 7)
  public var label: StaticString? {
    switch rawValue {
    case 1: "Connected: call established with no errors"
    case 2: "General Error"
    case 3: "No Carrier: no carrier detected"
    case 4: "Busy: busy signal detected"
    case 5: "No Dial Tone: lack of a dial tone"
    case 6: "Time-out: not established within time allotted by PAC"
    case 7: "Do Not Accept: administratively prohibited"
    default: nil
    }
  }
}

/// Incoming-Call-Reply (RFC 2637 §2.10).
public struct PPTPIncomingResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let connect = Self(rawValue: 1), generalError = Self(rawValue: 2), doNotAccept = Self(rawValue: 3)
  public var label: StaticString? {
    switch rawValue {
    case 1: "Connect: the PAC should answer the incoming call"
    case 2: "General Error"
    case 3: "Do Not Accept: the PAC should hang up or issue a busy indication"
    default: nil
    }
  }
}

/// Call-Disconnect-Notify (RFC 2637 §2.13).
public struct PPTPDisconnectResult: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let lostCarrier = Self(rawValue: 1), generalError = Self(rawValue: 2), adminShutdown = Self(rawValue: 3),
    request = Self(rawValue: 4)
  public var label: StaticString? {
    switch rawValue {
    case 1: "Lost Carrier: call disconnected due to loss of carrier"
    case 2: "General Error"
    case 3: "Admin Shutdown: call disconnected for administrative reasons"
    case 4: "Request: call disconnected due to received Call-Clear-Request"
    default: nil
    }
  }
}

/// Cause codes of ISDN calls (ITU-T Q.931), as far as a virtual line meets them; 0: none given.
public struct PPTPCause: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let none = Self(rawValue: 0), normalClearing = Self(rawValue: 16), userBusy = Self(rawValue: 17),
    noAnswer = Self(rawValue: 19)
  public var label: StaticString? {
    switch rawValue {
    case 0: "none"
    case 1: "unallocated number (Q.931)"
    case 16: "normal call clearing (Q.931)"
    case 17: "user busy (Q.931)"
    case 18: "no user responding (Q.931)"
    case 19: "no answer from user (Q.931)"
    case 21: "call rejected (Q.931)"
    case 27: "destination out of order (Q.931)"
    case 31: "normal, unspecified (Q.931)"
    case 34: "no circuit or channel available (Q.931)"
    case 38: "network out of order (Q.931)"
    case 41: "temporary failure (Q.931)"
    default: nil
    }
  }
}

/// A version number: the high octet is the version, the low one the revision (RFC 2637 §1.4).
public struct PPTPVersion: Codepoint, Comparable, CustomStringConvertible {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let v1 = Self(rawValue: 0x0100)
  public var major: UInt8 { UInt8(rawValue >> 8) }
  public var description: String { "\(rawValue >> 8).\(rawValue & 255)" }
  public var label: StaticString? { self == .v1 ? "1.0" : nil }
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
