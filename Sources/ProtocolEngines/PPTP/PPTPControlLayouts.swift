extension WireCoder {
  /// Two octets that must be 0.
  @inline(__always)
  mutating func reserved(_ v: inout UInt16, _ f: @autoclosure () -> Field) throws(WireError) {
    try int(&v, f()) { PPTPMeaning.reserved(UInt64($0)) }
  }
  @inline(__always)
  mutating func framing(_ v: inout UInt32, _ f: @autoclosure () -> Field) throws(WireError) {
    try int(
      &v, f(), { PPTPMeaning.framing($0) },
      bits: { b in
        b(0...29, Field("pptp.framing.reserved", "Reserved", "RFC 2637 §2.1", "0 when sent")) { PPTPMeaning.reserved($0) }
        b(30, Field("pptp.framing.sync", "Synchronous framing", "RFC 2637 §2.1", "frames in bit-synchronous HDLC"))
        b(31, Field("pptp.framing.async", "Asynchronous framing", "RFC 2637 §2.1", "frames in octet-stuffed HDLC, as a modem sends them"))
      })
  }
  @inline(__always)
  mutating func bearer(_ v: inout UInt32, _ f: @autoclosure () -> Field) throws(WireError) {
    try int(
      &v, f(), { PPTPMeaning.bearer($0) },
      bits: { b in
        b(0...29, Field("pptp.bearer.reserved", "Reserved", "RFC 2637 §2.1", "0 when sent")) { PPTPMeaning.reserved($0) }
        b(30, Field("pptp.bearer.digital", "Digital access", "RFC 2637 §2.1", "ISDN"))
        b(31, Field("pptp.bearer.analog", "Analog access", "RFC 2637 §2.1", "a telephone line with a modem"))
      })
  }
  @inline(__always)
  mutating func text64(_ v: inout [UInt8], _ f: @autoclosure () -> Field) throws(WireError) {
    try bytes(&v, count: 64, f()) { PPTPText.meaning($0) }
  }
}

/// The twelve octets every control message begins with (RFC 2637 §1.4, §2).
public struct PPTPHeader: WireMessage {
  /// RFC 2637 §1.4: lets a receiver see that it has not lost its place in the stream.
  public static let magicCookie: UInt32 = 0x1a2b_3c4d
  public static let octets = 12
  /// Length, type and cookie: the same in messages of any type.
  static let fixed = 8
  public var length: UInt16 = 12, messageType = PPTPMessageType.control, cookie = PPTPHeader.magicCookie
  public var controlType = PPTPControlType(rawValue: 0), reserved0: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try Self.codeHead(&length, &messageType, &cookie, &c)
    try c.code(
      &controlType, Field("pptp.control_message_type", "Control Message Type", "RFC 2637 §1.4", "which of the fifteen messages this is"))
    try c.reserved(&reserved0, Field("pptp.reserved0", "Reserved0", "RFC 2637 §2", "0 when sent"))
  }

  static var lengthField: Field { Field("pptp.length", "Length", "RFC 2637 §1.4", "octets of this message, header included") }

  /// The fixed eight octets of every message, also of those that are none of ours (RFC 2637 §1.4).
  @inline(__always)
  static func codeHead<C: WireCoder>(_ length: inout UInt16, _ type: inout PPTPMessageType, _ cookie: inout UInt32, _ c: inout C)
    throws(WireError)
  {
    try c.int(&length, lengthField)
    try c.code(&type, Field("pptp.type", "PPTP Message Type", "RFC 2637 §1.4", "1 for control messages; no other kind is used"))
    try c.int(
      &cookie,
      Field(
        "pptp.magic_cookie", "Magic Cookie", "RFC 2637 §1.4",
        "always 0x1a2b3c4d: shows that sender and receiver agree where a message begins")
    ) { PPTPMeaning.cookie($0) }
  }
}

/// Start-Control-Connection-Request (RFC 2637 §2.1): who I am, and which version I speak.
public struct PPTPStartRequest: WireMessage {
  public var version = PPTPVersion.v1, reserved1: UInt16 = 0, framing: UInt32 = 3, bearer: UInt32 = 3, maximumChannels: UInt16 = 0,
    firmware: UInt16 = 0
  public var hostName = PPTPText.padded(""), vendor = PPTPText.padded("")
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &version.rawValue,
      Field("pptp.protocol_version", "Protocol Version", "RFC 2637 §2.1", "version in the high octet, revision in the low")
    ) { PPTPMeaning.version($0) }
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.1", "0 when sent"))
    try c.framing(
      &framing,
      Field(
        "pptp.framing_capabilities", "Framing Capabilities", "RFC 2637 §2.1",
        "the kinds of PPP framing the sender can provide; over IP it makes no difference"))
    try c.bearer(
      &bearer, Field("pptp.bearer_capabilities", "Bearer Capabilities", "RFC 2637 §2.1", "the kinds of telephone lines the sender can use"))
    try c.int(
      &maximumChannels,
      Field("pptp.maximum_channels", "Maximum Channels", "RFC 2637 §2.1", "PPP sessions this PAC can support; a PNS says 0"))
    try c.int(&firmware, Field("pptp.firmware_revision", "Firmware Revision", "RFC 2637 §2.1", "the version of the sender's software"))
    try c.text64(&hostName, Field("pptp.host_name", "Host Name", "RFC 2637 §2.1", "the name of the sender, filled with zeros to 64 octets"))
    try c.text64(
      &vendor, Field("pptp.vendor_name", "Vendor Name", "RFC 2637 §2.1", "who made the sender's software, filled with zeros to 64 octets"))
  }
}

/// Start-Control-Connection-Reply (RFC 2637 §2.2).
public struct PPTPStartReply: WireMessage {
  public var version = PPTPVersion.v1, result = PPTPStartResult.ok, error = PPTPGeneralError.none
  public var framing: UInt32 = 3, bearer: UInt32 = 3, maximumChannels: UInt16 = 0, firmware: UInt16 = 0
  public var hostName = PPTPText.padded(""), vendor = PPTPText.padded("")
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &version.rawValue,
      Field("pptp.protocol_version", "Protocol Version", "RFC 2637 §2.2", "version in the high octet, revision in the low")
    ) { PPTPMeaning.version($0) }
    try c.code(
      &result, Field("pptp.control_result", "Result Code", "RFC 2637 §2.2", "whether the control connection is accepted; 1 means yes"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.framing(
      &framing,
      Field(
        "pptp.framing_capabilities", "Framing Capabilities", "RFC 2637 §2.2",
        "the kinds of PPP framing the sender can provide; over IP it makes no difference"))
    try c.bearer(
      &bearer, Field("pptp.bearer_capabilities", "Bearer Capabilities", "RFC 2637 §2.2", "the kinds of telephone lines the sender can use"))
    try c.int(
      &maximumChannels,
      Field("pptp.maximum_channels", "Maximum Channels", "RFC 2637 §2.2", "PPP sessions this PAC can support; a PNS says 0"))
    try c.int(&firmware, Field("pptp.firmware_revision", "Firmware Revision", "RFC 2637 §2.2", "the version of the sender's software"))
    try c.text64(&hostName, Field("pptp.host_name", "Host Name", "RFC 2637 §2.2", "the name of the sender, filled with zeros to 64 octets"))
    try c.text64(
      &vendor, Field("pptp.vendor_name", "Vendor Name", "RFC 2637 §2.2", "who made the sender's software, filled with zeros to 64 octets"))
  }
}

/// Stop-Control-Connection-Request (RFC 2637 §2.3): ends the control connection and, with it, every call.
public struct PPTPStopRequest: WireMessage {
  public var reason = PPTPStopReason.none, reserved1: UInt8 = 0, reserved2: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&reason, Field("pptp.reason", "Reason", "RFC 2637 §2.3", "why the control connection is to be closed"))
    try c.int(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.3", "0 when sent")) { PPTPMeaning.reserved(UInt64($0)) }
    try c.reserved(&reserved2, Field("pptp.reserved2", "Reserved2", "RFC 2637 §2.3", "0 when sent"))
  }
}

/// Stop-Control-Connection-Reply (RFC 2637 §2.4).
public struct PPTPStopReply: WireMessage {
  public var result = PPTPResult.ok, error = PPTPGeneralError.none, reserved1: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&result, Field("pptp.stop_result", "Result Code", "RFC 2637 §2.4", "whether the control connection is closed"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.4", "0 when sent"))
  }
}

/// Echo-Request (RFC 2637 §2.5): are you still there?
public struct PPTPEchoRequest: WireMessage {
  public var identifier: UInt32 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&identifier, Field("pptp.identifier", "Identifier", "RFC 2637 §2.5", "the reply carries it back"))
  }
}

/// Echo-Reply (RFC 2637 §2.6).
public struct PPTPEchoReply: WireMessage {
  public var identifier: UInt32 = 0, result = PPTPResult.ok, error = PPTPGeneralError.none, reserved1: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&identifier, Field("pptp.identifier", "Identifier", "RFC 2637 §2.6", "copied from the request"))
    try c.code(&result, Field("pptp.echo_result", "Result Code", "RFC 2637 §2.6", "whether the echo was valid; 1 means yes"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.6", "0 when sent"))
  }
}
