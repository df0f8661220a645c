/// PPP and what it negotiates.
extension ProtocolInfo {
  static let hdlc = ProtocolInfo(
    "hdlc", "HDLC", letter: "H", .coral, .tunnel,
    glossary: hdlcWords)

  private static let hdlcWords: [GlossaryEntry] = [
    .init(
      "HDLC", "High-Level Data Link Control",
      """
      The framing PPP uses on serial lines: a flag octet 7E between frames, escapes and a checksum. None of it exists inside GRE, \
      where IP gives the frame its borders.
      """,
      "RFC 1662 §3", see: ["FCS", "ACCM"]),
    .init("FCS", "Frame Check Sequence", "The checksum at the end of an HDLC frame. Left out in PPTP.", "RFC 1662 §3.1", see: ["HDLC"]),
  ]

  static let ppp = ProtocolInfo(
    "ppp", "PPP", letter: "F", .mustard, .inside,
    summary: .parts([.field("carries", ["ppp.protocol"])]),
    machines: [Machine("ppp.phase", PPPPhase.self)],
    fields: [
      .code(PPPProtocol.self, "ppp.protocol"),
      .words("ppp.direction") { PPPDirectionHeader.directionName(UInt8(truncatingIfNeeded: $0)) },
    ],
    glossary: pppWords)

  private static let pppWords: [GlossaryEntry] = [
    .init(
      "PPP", "Point-to-Point Protocol",
      """
      Carries packets of several network protocols over a link with two ends. Its phases: establish the link (LCP), authenticate, then \
      configure each network protocol (NCPs).
      """,
      "RFC 1661 §3", see: ["LCP", "NCP", "phase"]),
    .init("phase", "", "Where a PPP link stands: Dead, Establish, Authenticate, Network, Terminate.", "RFC 1661 §3.2", see: ["PPP"]),
    .init(
      "automaton", "option negotiation automaton", also: ["state machine", "fsm"],
      """
      The table of ten states and sixteen events by which LCP, CCP and all NCPs negotiate. The command automaton draws it with the \
      present states.
      """,
      "RFC 1661 §4.1", see: ["opened"]),
    .init(
      "opened", "", "The state in which a Configure-Ack has been both sent and received: the protocol may be used.", "RFC 1661 §4.2",
      see: ["automaton"]),
    .init(
      "option", "",
      """
      One thing that is negotiated: type, length, value. Each end asks for what it wants to do itself or wants to be sent; no option \
      in a request means the default.
      """,
      "RFC 1661 §6", see: ["Configure-Request"]),
    .init(
      "Configure-Request", "", also: ["confreq", "rcr"],
      """
      Lists the options the sender wants. The answer is Ack (all of it), Nak (other values, please) or Reject (such options are not \
      for me).
      """,
      "RFC 1661 §5.1", see: ["Configure-Ack", "Configure-Nak", "Configure-Reject"]),
    .init(
      "Configure-Ack", "", also: ["confack"], "“Yes” to every option of a Configure-Request, repeating all of them unchanged.",
      "RFC 1661 §5.2", see: ["Configure-Request"]),
    .init(
      "Configure-Nak", "", also: ["confnak", "nak"],
      "“I know these options but want other values”: the options concerned stand in it with the values wanted.", "RFC 1661 §5.3",
      see: ["Configure-Reject"]),
    .init(
      "Configure-Reject", "", also: ["confrej", "reject"],
      "“I do not know these options, or they are not to be negotiated”: the sender must ask again without them.", "RFC 1661 §5.4",
      see: ["Configure-Nak"]),
    .init(
      "restart timer", "", also: ["restart"],
      """
      Runs while an answer is awaited; when it runs out, the request is sent again. By default three seconds, and ten \
      Configure-Requests at most.
      """,
      "RFC 1661 §4.6", see: ["automaton"]),
  ]

  static let lcp = ProtocolInfo(
    "lcp", "LCP", letter: "L", .green, .inside,
    machines: [Machine("lcp.state", PPPAutomaton.State.self)],
    requests: Requests(
      .code("lcp.code"), number: "lcp.id", .negotiation("lcp.restart") + [Request(ControlCode.echoRequest, [.echoReply], "lcp.echo")]),
    fields: [
      .codes(LCPDialect.table, "lcp.code", "lcp.rejected_code"),
      .code(LCPOptionType.self, "lcp.opt.type"),
      .code(PPPProtocol.self, "lcp.opt.auth", "lcp.opt.quality"),
      .words("lcp.magic") { LCPPacket.magicName(UInt32(truncatingIfNeeded: $0)) },
    ],
    glossary: lcpWords)

  private static let lcpWords: [GlossaryEntry] = [
    .init(
      "LCP", "Link Control Protocol",
      """
      Agrees on how the PPP link itself works: largest frame, authentication method, magic number. Everything else in PPP waits until \
      LCP is Opened.
      """,
      "RFC 1661 §5", see: ["option", "automaton"]),
    .init("Protocol-Reject", "", "LCP's answer to a frame of a protocol that the receiver does not speak.", "RFC 1661 §5.7"),
    .init(
      "MRU", "Maximum Receive Unit",
      """
      The largest PPP payload the sender of the option can take. 1500 if nothing is agreed; VPNs ask for about 1400, so that the outer \
      headers still fit.
      """,
      "RFC 1661 §6.1", see: ["overhead"]),
    .init(
      "magic number", "", also: ["magic"],
      "A random number by which each end marks its LCP packets. Who gets his own number back is talking to himself: the line is looped.",
      "RFC 1661 §6.4", see: ["loop", "magic cookie"]),
    .init(
      "loop", "looped-back link", "A line on which one hears oneself. The magic number finds it out.", "RFC 1661 §6.4",
      see: ["magic number"]),
    .init(
      "ACCM", "Async-Control-Character-Map", also: ["asyncmap"],
      """
      32 bits that say which control characters must be escaped on an asynchronous serial line. In PPTP nothing is ever escaped, but \
      the option is still negotiated, mostly as 0.
      """,
      "RFC 1662 §7.1", see: ["HDLC"]),
    .init(
      "PFC", "Protocol-Field-Compression", "Allows a PPP protocol number below 256 to be sent as one octet instead of two.",
      "RFC 1661 §6.5", see: ["ACFC"]),
    .init(
      "ACFC", "Address-and-Control-Field-Compression", "Allows the octets FF 03 at the beginning of a PPP frame to be left out.",
      "RFC 1661 §6.6", see: ["PFC", "address field"]),
    .init(
      "address field", "", also: ["ff 03", "control field"],
      "The octets FF 03 at the beginning of a PPP frame: “all stations” and “unnumbered information”, from HDLC.", "RFC 1662 §3.1",
      see: ["ACFC"]),
    .init("Identification", "", "An LCP message in which an end says what it is, for people to read.", "RFC 1570 §1.1"),
  ]

  static let ccp = ProtocolInfo(
    "ccp", "CCP", letter: "C", .olive, .inside,
    machines: [Machine("ccp.state", PPPAutomaton.State.self)],
    requests: Requests(
      .code("ccp.code"), number: "ccp.id", .negotiation("ccp.restart") + [Request(ControlCode.resetRequest, [.resetAck], "ccp.reset")]),
    fields: [
      .codes(CCPDialect.table, "ccp.code", "ccp.rejected_code"),
      .code(CCPOptionType.self, "ccp.opt.type"),
    ],
    glossary: ccpWords)

  private static let ccpWords: [GlossaryEntry] = [
    .init(
      "CCP", "Compression Control Protocol", "Negotiates compression, and MPPE, which is dressed up as a compression method (option 18).",
      "RFC 1962 §2", see: ["MPPE"]),
    .init(
      "Reset-Request", "",
      """
      A CCP message: “I have lost the thread, start afresh.” MPPE answers with a FLUSHED packet and needs no Reset-Ack; pppd and Linux \
      send one all the same, and so do our ends.
      """,
      "RFC 1962 §3.1, RFC 3078 §8.2", see: ["FLUSHED"]),
  ]

  static let mppe = ProtocolInfo(
    "mppe", "MPPE", letter: "M", .violet, .inside,
    fields: [
      .words("mppe.flushed") { MPPEHeader.flushedName($0) },
      .words("mppe.b") { MPPEHeader.movedName($0) },
      .words("mppe.c") { MPPEHeader.compressedName($0) },
      .words("mppe.encrypted") { MPPEHeader.encryptedName($0) },
    ],
    glossary: mppeWords)

  private static let mppeWords: [GlossaryEntry] = [
    .init(
      "MPPE", "Microsoft Point-to-Point Encryption",
      """
      Encrypts PPP payloads with RC4 and 40, 56 or 128-bit keys. It protects neither LCP nor the other control protocols, and it has \
      no integrity check: flipped bits go unnoticed.
      """,
      "RFC 3078 §1, §9", see: ["CCP", "coherency count", "stateless"]),
    .init(
      "coherency count", "", also: ["coherency"],
      "The 12-bit packet counter in the MPPE header. The receiver tells by it whether packets were lost and which key belongs to this one.",
      "RFC 3078 §3.1", see: ["FLUSHED", "stateless"]),
    .init(
      "FLUSHED", "", also: ["flushed bit", "bit a"],
      """
      Bit A of the MPPE header: RC4 was started afresh before this packet. Set on every packet in stateless mode; in stateful mode \
      after a key change or a Reset-Request, and by RFC 3078 on the first packet too (Linux leaves it off there).
      """,
      "RFC 3078 §3.1, §8", see: ["coherency count", "Reset-Request"]),
    .init(
      "stateless", "stateless mode",
      "MPPE changes its key before every packet, so that a lost packet harms no other. Bit H of the CCP option.", "RFC 3078 §7.1",
      see: ["stateful"]),
    .init(
      "stateful", "stateful mode", also: ["historyful"],
      """
      MPPE keeps one RC4 stream over many packets and changes the key every 256. After a loss nothing can be read until the sender \
      flushes.
      """,
      "RFC 3078 §7.2", see: ["stateless", "Reset-Request"]),
    .init(
      "session key", "", also: ["master key", "start key", "mppe key"],
      """
      The key RC4 is started with. It is derived from the authentication's secrets, one for each direction with MS-CHAPv2, and changed \
      as MPPE goes on. The command keys shows every step.
      """,
      "RFC 3079 §3", see: ["MPPE"]),
    .init(
      "RC4", "",
      """
      The stream cipher of MPPE: it makes a stream of octets from a key, and the text is XORed with it. Two texts under the same \
      stream give away their difference.
      """,
      "RFC 3078 §5", see: ["MPPE"]),
  ]

  static let mppc = ProtocolInfo(
    "mppc", "MPPC", letter: "Z", .khaki, .inside,
    summary: .none,
    glossary: mppcWords)

  private static let mppcWords: [GlossaryEntry] = [
    .init(
      "MPPC", "Microsoft Point-to-Point Compression", "Compression negotiated with the same CCP option as MPPE (bit C).", "RFC 2118 §2",
      see: ["CCP"])
  ]

  static let ipcp = ProtocolInfo(
    "ipcp", "IPCP", letter: "N", .cyan, .inside,
    machines: [Machine("ipcp.state", PPPAutomaton.State.self)],
    requests: Requests(
      .code("ipcp.code"), number: "ipcp.id", .negotiation("ipcp.restart")),
    fields: [
      .codes(IPCPDialect.table, "ipcp.code", "ipcp.rejected_code"),
      .code(IPCPOptionType.self, "ipcp.opt.type"),
      .code(PPPProtocol.self, "ipcp.opt.compression"),
    ],
    glossary: ipcpWords)

  private static let ipcpWords: [GlossaryEntry] = [
    .init(
      "IPCP", "Internet Protocol Control Protocol",
      "The NCP for IPv4. A client asks for address 0.0.0.0 and is told its address by Configure-Nak.", "RFC 1332 §3.3", see: ["NCP"]),
    .init(
      "NBNS", "NetBIOS Name Server", also: ["wins"], "Windows' old name service; its address is an IPCP option, as is that of DNS.",
      "RFC 1877 §1.2", see: ["IPCP"]),
  ]

  static let ipv6cp = ProtocolInfo(
    "ipv6cp", "IPV6CP", letter: "N", .cyan, .inside,
    machines: [Machine("ipv6cp.state", PPPAutomaton.State.self)],
    requests: Requests(
      .code("ipv6cp.code"), number: "ipv6cp.id", .negotiation("ipv6cp.restart")),
    fields: [
      .codes(IPV6CPDialect.table, "ipv6cp.code", "ipv6cp.rejected_code"),
      .code(IPV6CPOptionType.self, "ipv6cp.opt.type"),
      .code(PPPProtocol.self, "ipv6cp.opt.compression"),
    ],
    glossary: ipv6cpWords)

  private static let ipv6cpWords: [GlossaryEntry] = [
    .init(
      "IPV6CP", "IPv6 Control Protocol",
      "The NCP for IPv6: agrees on the 64-bit interface identifiers from which the link-local addresses are made.", "RFC 5072 §4.1",
      see: ["NCP"])
  ]

  static let ipx = ProtocolInfo(
    "ipx", "IPX", letter: "I", .teal, .inside,
    summary: .none)

  static let mp = ProtocolInfo(
    "mp", "Multilink", letter: "F", .mustard, .inside,
    summary: .none)

  static let vjc = ProtocolInfo(
    "vjc", "VJ TCP", letter: "T", .blue, .inside,
    summary: .none,
    fields: [
      .words("vjc.change_mask") { VJHeader.maskName(UInt8(truncatingIfNeeded: $0)) }
    ],
    glossary: vjcWords)

  private static let vjcWords: [GlossaryEntry] = [
    .init(
      "VJ", "Van Jacobson header compression", "Squeezes TCP/IP headers from 40 octets to a few. IPCP can agree on it; our ends reject it.",
      "RFC 1144, RFC 1332 §4", see: ["IPCP"])
  ]

  static let ncp = ProtocolInfo(
    "ncp", "NCP", letter: "N", .cyan, .inside,
    requests: Requests(
      .code("ncp.code"), number: "ncp.id",
      .negotiation("ncp.restart") + [
        Request(ControlCode.echoRequest, [.echoReply], "ncp.echo"), Request(ControlCode.resetRequest, [.resetAck], "ccp.reset"),
      ]),
    fields: [
      .code(ControlCode.self, "ncp.code", "ncp.rejected_code")
    ],
    glossary: ncpWords)

  private static let ncpWords: [GlossaryEntry] = [
    .init(
      "NCP", "Network Control Protocol", "The protocol that configures one network protocol on the link: IPCP for IPv4, IPV6CP for IPv6.",
      "RFC 1661 §3.6", see: ["IPCP", "IPV6CP"])
  ]

  static let bsdcomp = ProtocolInfo(
    "bsdcomp", "BSD Compress", letter: "Z", .khaki, .inside,
    summary: .none)

  static let deflate = ProtocolInfo(
    "deflate", "Deflate", letter: "Z", .khaki, .inside,
    summary: .none)

  static let chdlc = ProtocolInfo(
    "chdlc", "Cisco HDLC", letter: "E", .slate, .outside,
    summary: .none,
    fields: [
      .words("chdlc.address") { CiscoHDLCHeader.addressName(UInt8(truncatingIfNeeded: $0)) }, .code(EtherType.self, "chdlc.protocol"),
    ])
}
