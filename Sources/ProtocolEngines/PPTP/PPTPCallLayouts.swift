/// Outgoing-Call-Request (RFC 2637 §2.7): the PNS asks the PAC to dial.
public struct PPTPOutgoingCallRequest: WireMessage {
  public var callID: UInt16 = 0, serial: UInt16 = 0, minimumBPS: UInt32 = 0, maximumBPS: UInt32 = 0, bearer: UInt32 = 3, framing: UInt32 = 3
  public var window: UInt16 = 0, processingDelay: UInt16 = 0, phoneNumberLength: UInt16 = 0, reserved1: UInt16 = 0
  public var phoneNumber = PPTPText.padded(""), subaddress = PPTPText.padded("")
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.7", "the PNS's number for this call: the PAC puts it into its GRE headers"))
    try c.int(&serial, Field("pptp.call_serial_number", "Call Serial Number", "RFC 2637 §2.7", "for logs: the same at both ends"))
    try c.int(&minimumBPS, Field("pptp.minimum_bps", "Minimum BPS", "RFC 2637 §2.7", "lowest acceptable line speed")) {
      PPTPMeaning.speed($0)
    }
    try c.int(&maximumBPS, Field("pptp.maximum_bps", "Maximum BPS", "RFC 2637 §2.7", "highest acceptable line speed")) {
      PPTPMeaning.speed($0)
    }
    try c.bearer(
      &bearer, Field("pptp.bearer_type", "Bearer Type", "RFC 2637 §2.7", "the kind of telephone line wanted; in a VPN it means nothing"))
    try c.framing(
      &framing,
      Field("pptp.framing_type", "Framing Type", "RFC 2637 §2.7", "the kind of PPP framing wanted; over IP it makes no difference"))
    try c.int(
      &window,
      Field(
        "pptp.packet_receive_window_size", "Packet Recv. Window Size", "RFC 2637 §2.7", "data packets the PNS will buffer for this call")
    ) { PPTPMeaning.window($0) }
    try c.int(
      &processingDelay,
      Field(
        "pptp.packet_processing_delay", "Packet Processing Delay", "RFC 2637 §2.7, §4.4",
        "in tenths of a second: seeds the adaptive time-out")
    ) { PPTPMeaning.delay($0) }
    try c.int(
      &phoneNumberLength, Field("pptp.phone_number_length", "Phone Number Length", "RFC 2637 §2.7", "octets of the phone number that count")
    )
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.7", "0 when sent"))
    try c.text64(&phoneNumber, Field("pptp.phone_number", "Phone Number", "RFC 2637 §2.7", "the number to dial; empty in a VPN"))
    try c.text64(&subaddress, Field("pptp.subaddress", "Subaddress", "RFC 2637 §2.7", "more to dial behind the number; empty in a VPN"))
  }
}

/// Outgoing-Call-Reply (RFC 2637 §2.8): how the dialling went.
public struct PPTPOutgoingCallReply: WireMessage {
  public var callID: UInt16 = 0, peerCallID: UInt16 = 0, result = PPTPOutgoingResult.connected, error = PPTPGeneralError.none,
    cause = PPTPCause.none
  public var speed: UInt32 = 0, window: UInt16 = 0, processingDelay: UInt16 = 0, physicalChannel: UInt32 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.8", "the PAC's number for this call: the PNS puts it into its GRE headers"))
    try c.int(&peerCallID, Field("pptp.peer_call_id", "Peer's Call ID", "RFC 2637 §2.8", "the Call ID of the request answered"))
    try c.code(&result, Field("pptp.out_result", "Result Code", "RFC 2637 §2.8", "whether the call is connected; 1 means yes"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.code(&cause, Field("pptp.cause", "Cause Code", "RFC 2637 §2.8", "for ISDN the cause of Q.931"))
    try c.int(
      &speed,
      Field("pptp.connect_speed", "Connect Speed", "RFC 2637 §2.8", "the speed of the line in bits a second; in a VPN a number made up")
    ) { PPTPMeaning.speed($0) }
    try c.int(
      &window,
      Field(
        "pptp.packet_receive_window_size", "Packet Recv. Window Size", "RFC 2637 §2.8", "data packets the PAC will buffer for this call")
    ) { PPTPMeaning.window($0) }
    try c.int(
      &processingDelay,
      Field(
        "pptp.packet_processing_delay", "Packet Processing Delay", "RFC 2637 §2.8, §4.4",
        "in tenths of a second: seeds the adaptive time-out")
    ) { PPTPMeaning.delay($0) }
    try c.int(&physicalChannel, Field("pptp.physical_channel_id", "Physical Channel ID", "RFC 2637 §2.8", "for logs only"))
  }
}

/// Incoming-Call-Request (RFC 2637 §2.9): the PAC's telephone rings.
public struct PPTPIncomingCallRequest: WireMessage {
  public var callID: UInt16 = 0, serial: UInt16 = 0, bearer: UInt32 = 1, physicalChannel: UInt32 = 0
  public var dialedLength: UInt16 = 0, dialingLength: UInt16 = 0
  public var dialed = PPTPText.padded(""), dialing = PPTPText.padded(""), subaddress = PPTPText.padded("")
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.9", "the PAC's number for this call: the PNS puts it into its GRE headers"))
    try c.int(&serial, Field("pptp.call_serial_number", "Call Serial Number", "RFC 2637 §2.9", "for logs: the same at both ends"))
    try c.bearer(
      &bearer,
      Field("pptp.bearer_type", "Call Bearer Type", "RFC 2637 §2.9", "the kind of telephone line wanted; in a VPN it means nothing"))
    try c.int(&physicalChannel, Field("pptp.physical_channel_id", "Physical Channel ID", "RFC 2637 §2.9"))
    try c.int(&dialedLength, Field("pptp.dialed_number_length", "Dialed Number Length", "RFC 2637 §2.9"))
    try c.int(&dialingLength, Field("pptp.dialing_number_length", "Dialing Number Length", "RFC 2637 §2.9"))
    try c.text64(&dialed, Field("pptp.dialed_number", "Dialed Number", "RFC 2637 §2.9", "the number the caller dialled"))
    try c.text64(&dialing, Field("pptp.dialing_number", "Dialing Number", "RFC 2637 §2.9", "the number of the caller"))
    try c.text64(&subaddress, Field("pptp.subaddress", "Subaddress", "RFC 2637 §2.9", "more to dial behind the number; empty in a VPN"))
  }
}

/// Incoming-Call-Reply (RFC 2637 §2.10): whether the PAC should answer the telephone.
public struct PPTPIncomingCallReply: WireMessage {
  public var callID: UInt16 = 0, peerCallID: UInt16 = 0, result = PPTPIncomingResult.connect, error = PPTPGeneralError.none
  public var window: UInt16 = 0, transmitDelay: UInt16 = 0, reserved1: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.10", "the PNS's number for this call: the PAC puts it into its GRE headers"))
    try c.int(&peerCallID, Field("pptp.peer_call_id", "Peer's Call ID", "RFC 2637 §2.10", "the Call ID of the request answered"))
    try c.code(&result, Field("pptp.in_result", "Result Code", "RFC 2637 §2.10", "whether the incoming call is accepted"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.int(
      &window,
      Field(
        "pptp.packet_receive_window_size", "Packet Recv. Window Size", "RFC 2637 §2.10", "data packets the sender will buffer for this call"
      )
    ) { PPTPMeaning.window($0) }
    try c.int(
      &transmitDelay,
      Field(
        "pptp.packet_processing_delay", "Packet Transmit Delay", "RFC 2637 §2.10, §4.4",
        "in tenths of a second: seeds the adaptive time-out")
    ) { PPTPMeaning.delay($0) }
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.10", "0 when sent"))
  }
}

/// Incoming-Call-Connected (RFC 2637 §2.11): the PAC has answered the telephone.
public struct PPTPIncomingCallConnected: WireMessage {
  public var peerCallID: UInt16 = 0, reserved1: UInt16 = 0, speed: UInt32 = 0, window: UInt16 = 0, transmitDelay: UInt16 = 0,
    framing: UInt32 = 1
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&peerCallID, Field("pptp.peer_call_id", "Peer's Call ID", "RFC 2637 §2.11", "the Call ID of the Incoming-Call-Reply"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.11", "0 when sent"))
    try c.int(
      &speed,
      Field("pptp.connect_speed", "Connect Speed", "RFC 2637 §2.11", "the speed of the line in bits a second; in a VPN a number made up")
    ) { PPTPMeaning.speed($0) }
    try c.int(
      &window,
      Field(
        "pptp.packet_receive_window_size", "Packet Recv. Window Size", "RFC 2637 §2.11", "data packets the PAC will buffer for this call")
    ) { PPTPMeaning.window($0) }
    try c.int(
      &transmitDelay,
      Field(
        "pptp.packet_processing_delay", "Packet Transmit Delay", "RFC 2637 §2.11, §4.4",
        "in tenths of a second: seeds the adaptive time-out")
    ) { PPTPMeaning.delay($0) }
    try c.framing(
      &framing,
      Field("pptp.framing_type", "Framing Type", "RFC 2637 §2.11", "the kind of PPP framing wanted; over IP it makes no difference"))
  }
}

/// Call-Clear-Request (RFC 2637 §2.12): the PNS wants the call ended.
public struct PPTPCallClearRequest: WireMessage {
  public var callID: UInt16 = 0, reserved1: UInt16 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.12", "the PNS's own number: it may not know the PAC's yet"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.12", "0 when sent"))
  }
}

/// Call-Disconnect-Notify (RFC 2637 §2.13): the PAC tells that the call has ended, and why.
public struct PPTPCallDisconnectNotify: WireMessage {
  public var callID: UInt16 = 0, result = PPTPDisconnectResult.request, error = PPTPGeneralError.none, cause = PPTPCause.none,
    reserved1: UInt16 = 0
  public var statistics = PPTPText.padded("", 128)
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&callID, Field("pptp.call_id", "Call ID", "RFC 2637 §2.13", "the PAC's own number: the PNS may not know it yet"))
    try c.code(&result, Field("pptp.disc_result", "Result Code", "RFC 2637 §2.13", "why the call has ended"))
    try c.code(&error, Field("pptp.error", "Error Code", "RFC 2637 §2.16", "says more where the result code means a general error"))
    try c.code(&cause, Field("pptp.cause", "Cause Code", "RFC 2637 §2.13", "for ISDN the cause of Q.931"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.13", "0 when sent"))
    try c.bytes(
      &statistics, count: 128,
      Field("pptp.call_statistics", "Call Statistics", "RFC 2637 §2.13", "whatever the vendor wants to have logged")
    ) { PPTPText.meaning($0) }
  }
}

/// WAN-Error-Notify (RFC 2637 §2.14): counters of what went wrong on the PAC's line since the call began.
public struct PPTPWANErrorNotify: WireMessage {
  public var peerCallID: UInt16 = 0, reserved1: UInt16 = 0
  public var crcErrors: UInt32 = 0, framingErrors: UInt32 = 0, hardwareOverruns: UInt32 = 0, bufferOverruns: UInt32 = 0,
    timeouts: UInt32 = 0, alignmentErrors: UInt32 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&peerCallID, Field("pptp.peer_call_id", "Peer's Call ID", "RFC 2637 §2.14", "the PNS's number for this call"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.14", "0 when sent"))
    try c.int(&crcErrors, Field("pptp.crc_errors", "CRC Errors", "RFC 2637 §2.14"))
    try c.int(&framingErrors, Field("pptp.framing_errors", "Framing Errors", "RFC 2637 §2.14"))
    try c.int(&hardwareOverruns, Field("pptp.hardware_overruns", "Hardware Overruns", "RFC 2637 §2.14"))
    try c.int(&bufferOverruns, Field("pptp.buffer_overruns", "Buffer Overruns", "RFC 2637 §2.14"))
    try c.int(&timeouts, Field("pptp.timeout_errors", "Time-out Errors", "RFC 2637 §2.14"))
    try c.int(&alignmentErrors, Field("pptp.alignment_errors", "Alignment Errors", "RFC 2637 §2.14"))
  }
}

/// Set-Link-Info (RFC 2637 §2.15): the PNS tells the PAC what LCP has agreed for the line.
public struct PPTPSetLinkInfo: WireMessage {
  public var peerCallID: UInt16 = 0, reserved1: UInt16 = 0, sendACCM: UInt32 = .max, receiveACCM: UInt32 = .max
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&peerCallID, Field("pptp.peer_call_id", "Peer's Call ID", "RFC 2637 §2.15", "the PAC's number for this call"))
    try c.reserved(&reserved1, Field("pptp.reserved1", "Reserved1", "RFC 2637 §2.15", "0 when sent"))
    try c.int(&sendACCM, Field("pptp.send_accm", "Send ACCM", "RFC 2637 §2.15", "control characters to escape in outgoing frames")) {
      PPTPMeaning.accm($0)
    }
    try c.int(&receiveACCM, Field("pptp.receive_accm", "Receive ACCM", "RFC 2637 §2.15", "control characters to drop from incoming frames"))
    { PPTPMeaning.accm($0) }
  }
}
