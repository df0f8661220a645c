/// The tunnel itself.
extension ProtocolInfo {
  static let pptp = ProtocolInfo(
    "pptp", "PPTP", letter: "P", .vermilion, .tunnel,
    machines: [Machine("control.state", PPTPControlState.self), Machine("call.state", PPTPCallState.self)],
    requests: Requests(
      .code("pptp.control_message_type"),
      [
        Request(PPTPControlType.startRequest, [.startReply], "pptp.reply", "tcp.retransmit"),
        Request(PPTPControlType.stopRequest, [.stopReply], "pptp.reply", "tcp.retransmit"),
        Request(PPTPControlType.echoRequest, [.echoReply], "pptp.echo", "tcp.retransmit"),
        Request(PPTPControlType.outgoingCallRequest, [.outgoingCallReply], "pptp.call", "tcp.retransmit"),
        Request(PPTPControlType.incomingCallRequest, [.incomingCallReply], "pptp.call", "tcp.retransmit"),
        Request(PPTPControlType.incomingCallReply, [.incomingCallConnected], "pptp.call", "tcp.retransmit"),
        Request(PPTPControlType.callClearRequest, [.callDisconnectNotify], "pptp.call", "tcp.retransmit"),
      ]),
    fields: [
      .code(PPTPMessageType.self, "pptp.type"),
      .code(PPTPControlType.self, "pptp.control_message_type"),
      .code(PPTPStartResult.self, "pptp.control_result"),
      .code(PPTPStopReason.self, "pptp.reason"),
      .code(PPTPResult.self, "pptp.stop_result", "pptp.echo_result"),
      .code(PPTPOutgoingResult.self, "pptp.out_result"),
      .code(PPTPIncomingResult.self, "pptp.in_result"),
      .code(PPTPDisconnectResult.self, "pptp.disc_result"),
      .code(PPTPGeneralError.self, "pptp.error"),
      .code(PPTPCause.self, "pptp.cause"),
      .words("pptp.magic_cookie") { PPTPMeaning.cookie(UInt32(truncatingIfNeeded: $0)) },
      .words("pptp.protocol_version") { PPTPMeaning.version(UInt16(truncatingIfNeeded: $0)) },
      .words("pptp.framing_capabilities", "pptp.framing_type") { PPTPMeaning.framing(UInt32(truncatingIfNeeded: $0)) },
      .words("pptp.bearer_capabilities", "pptp.bearer_type") { PPTPMeaning.bearer(UInt32(truncatingIfNeeded: $0)) },
      .words("pptp.reserved0", "pptp.reserved1", "pptp.reserved2", "pptp.framing.reserved", "pptp.bearer.reserved") {
        PPTPMeaning.reserved($0)
      },
      .words("pptp.connect_speed", "pptp.minimum_bps", "pptp.maximum_bps") { PPTPMeaning.speed(UInt32(truncatingIfNeeded: $0)) },
      .words("pptp.packet_receive_window_size") { PPTPMeaning.window(UInt16(truncatingIfNeeded: $0)) },
      .words("pptp.packet_processing_delay") { PPTPMeaning.delay(UInt16(truncatingIfNeeded: $0)) },
      .words("pptp.send_accm", "pptp.receive_accm") { PPTPMeaning.accm(UInt32(truncatingIfNeeded: $0)) },
    ],
    glossary: pptpWords)

  private static let pptpWords: [GlossaryEntry] = [
    .init(
      "PPTP", "Point-to-Point Tunneling Protocol",
      """
      Carries PPP frames between two hosts over an IP network. A TCP connection to port 1723 sets calls up and down; the frames \
      themselves travel in enhanced GRE, which is IP protocol 47 and has no ports.
      """,
      "RFC 2637 §1.3", see: ["control connection", "GRE", "PNS", "PAC"]),
    .init(
      "PNS", "PPTP Network Server", also: ["pptp client"],
      """
      One of PPTP's two ends: the one where the user's PPP link ends when calls come in by telephone. In a VPN the names turn round: \
      the user's computer takes the part of the PNS and asks the server, as PAC, for an outgoing call.
      """,
      "RFC 2637 §1.2", see: ["PAC"]),
    .init(
      "PAC", "PPTP Access Concentrator", also: ["pptp server"],
      """
      The other end of PPTP: once a box with modems, today the VPN server that answers Outgoing-Call-Request. PNS and PAC are equals \
      for the control connection; either may open it.
      """,
      "RFC 2637 §1.2", see: ["PNS"]),
    .init(
      "tunnel", "",
      """
      A path between two hosts on which the packets of one network travel as the payload of another. In PPTP a pair of PNS and PAC is \
      one tunnel, and its calls share it.
      """,
      "RFC 2637 §1.2", see: ["call", "session", "encapsulation"]),
    .init("session", "", "What one user has in a tunnel: one PPP link, begun with one call.", "RFC 2637 §1.2", see: ["call"]),
    .init(
      "call", "",
      """
      What PPTP sets up for one PPP link. The word is from the telephone days; with VPNs nothing is dialled, but each end still gives \
      the call a number.
      """,
      "RFC 2637 §1.2", see: ["call ID"]),
    .init(
      "call ID", "", also: ["callid"],
      """
      A 16-bit number that each end chooses for its side of a call. GRE packets carry the number that the receiver of the packet has \
      chosen, so the two directions usually differ.
      """,
      "RFC 2637 §3.2.2", see: ["GRE", "call"]),
    .init(
      "control connection", "",
      """
      The TCP connection (server port 1723) over which the two ends set up, watch and take down calls. It is neither encrypted nor \
      authenticated.
      """,
      "RFC 2637 §1.3.1", see: ["magic cookie"]),
    .init(
      "magic cookie", "", also: ["cookie"],
      """
      The number 0x1A2B3C4D in every PPTP control message. A receiver that has lost its place in the TCP stream notices by it and must \
      close the connection. It is not PPP's magic number.
      """,
      "RFC 2637 §1.4", see: ["magic number"]),
    .init(
      "SCCRQ", "Start-Control-Connection-Request",
      "The first message on a control connection: version, capabilities, host and vendor name. Answered by Start-Control-Connection-Reply.",
      "RFC 2637 §2.1", see: ["SCCRP"]),
    .init(
      "SCCRP", "Start-Control-Connection-Reply",
      "Answers Start-Control-Connection-Request; its result code 1 means that the control connection is established.", "RFC 2637 §2.2",
      see: ["SCCRQ"]),
    .init("StopCCRQ", "Stop-Control-Connection-Request", "Closes the control connection and with it every call.", "RFC 2637 §2.3"),
    .init(
      "OCRQ", "Outgoing-Call-Request",
      """
      The PNS asks the PAC for a call; in a VPN this is how the client starts. It carries the client's call ID and how many packets it \
      will buffer.
      """,
      "RFC 2637 §2.7", see: ["OCRP", "window"]),
    .init(
      "OCRP", "Outgoing-Call-Reply", "The PAC's answer to an Outgoing-Call-Request: its own call ID, and whether the call is connected.",
      "RFC 2637 §2.8", see: ["OCRQ"]),
    .init(
      "ICRQ", "Incoming-Call-Request", "The PAC tells the PNS that a call has come in. Reply and Connected follow: three messages in all.",
      "RFC 2637 §2.9"),
    .init(
      "CCRQ", "Call-Clear-Request", "The PNS asks the PAC to end a call; the PAC answers with Call-Disconnect-Notify.", "RFC 2637 §2.12",
      see: ["CDN"]),
    .init("CDN", "Call-Disconnect-Notify", "The PAC says that a call has ended, and why.", "RFC 2637 §2.13", see: ["CCRQ"]),
    .init(
      "SLI", "Set-Link-Info",
      "The PNS tells the PAC the ACCM that LCP has agreed on. Over IP it changes nothing, since nothing is escaped there.",
      "RFC 2637 §2.15", see: ["ACCM"]),
    .init(
      "WEN", "WAN-Error-Notify", "The PAC reports the errors of a serial line: checksum errors, overruns, time-outs.", "RFC 2637 §2.14"),
    .init(
      "Echo", "Echo-Request", also: ["keep-alive", "keepalive"],
      """
      Asks whether the other end still lives. PPTP sends it on the control connection after 60 quiet seconds and gives up after 60 \
      more; LCP has an Echo of its own inside the tunnel.
      """,
      "RFC 2637 §3.1.4, RFC 1661 §5.8"),
    .init(
      "collision", "",
      """
      Both ends send Start-Control-Connection-Request at the same time. The connection of the end with the higher IP address wins and \
      the other is closed.
      """,
      "RFC 2637 §3.1.3"),
  ]

  static let gre = ProtocolInfo(
    "gre", "GRE", letter: "G", .purple, .tunnel,
    summary: .parts([
      .number("call", "gre.key.call_id"), .number("sequence", "gre.sequence_number"),
      .number("acknowledges", "gre.ack_number"),
    ]),
    fields: [
      .code(EtherType.self, "gre.proto"),
      .words("gre.flags.version") { GREHeader.versionName($0) },
      .words("gre.flags.reserved") { PPTPMeaning.reserved($0) },
      .words("gre.routing.address_family") { $0 == 0 ? "none" : nil },
      .words("gre.routing.sre_length") { $0 == 0 ? "last entry" : nil },
    ],
    glossary: greWords)

  private static let greWords: [GlossaryEntry] = [
    .init(
      "GRE", "Generic Routing Encapsulation", also: ["enhanced gre", "protocol 47"],
      """
      IP protocol 47, a header that lets one protocol carry another. PPTP uses a version of its own: version 1, protocol type 0x880B, \
      and a key split into payload length and call ID, with sequence and acknowledgement numbers.
      """,
      "RFC 2637 §4.1", see: ["sequence number", "window", "call ID"]),
    .init(
      "sequence number", "",
      """
      Counts the data packets of a session in one direction. A GRE packet that comes later than its successor is dropped; nothing is \
      ever sent again.
      """,
      "RFC 2637 §4.3", see: ["acknowledgement", "window"]),
    .init(
      "acknowledgement", "", also: ["acknowledgment", "ack"],
      """
      The highest sequence number an end has received. PPTP uses it to pace the sender and to measure the round trip, not to repair \
      losses.
      """,
      "RFC 2637 §4.2", see: ["window", "ATO"]),
    .init(
      "window", "sliding window",
      """
      How many GRE packets an end may send before an acknowledgement comes. The sender starts with half of what the receiver offered, \
      halves the window when a time-out occurs and lets it grow by one for each window of packets acknowledged in time.
      """,
      "RFC 2637 §4.2", see: ["ATO", "acknowledgement"]),
    .init(
      "ATO", "Adaptive Time-Out", also: ["adaptive acknowledgment time-out"],
      "How long a GRE sender waits for an acknowledgement; computed from the measured round-trip time and its deviation.", "RFC 2637 §4.4",
      see: ["window"]),
  ]
}
