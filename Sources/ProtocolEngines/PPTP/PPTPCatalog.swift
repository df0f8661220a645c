extension WireCatalog {
  /// Control messages, each body by itself, and GRE.
  static let pptp: [Entry] = [
    entry(PPTPMessage.self), entry(PPTPHeader.self), entry(PPTPStartRequest.self), entry(PPTPStartReply.self), entry(PPTPStopRequest.self),
    entry(PPTPStopReply.self), entry(PPTPEchoRequest.self), entry(PPTPEchoReply.self), entry(PPTPOutgoingCallRequest.self),
    entry(PPTPOutgoingCallReply.self),
    entry(PPTPIncomingCallRequest.self), entry(PPTPIncomingCallReply.self), entry(PPTPIncomingCallConnected.self),
    entry(PPTPCallClearRequest.self),
    entry(PPTPCallDisconnectNotify.self), entry(PPTPWANErrorNotify.self), entry(PPTPSetLinkInfo.self), entry(GREHeader.self),
    entry(GREPacket.self), entry(GRERoute.self),
  ]
}
