/// The words of these protocols, each in one to three sentences.
struct GlossaryEntry: Sendable {
  /// As people write it; further spellings stand in `also`.
  let term: String
  /// Written out: "PPTP Network Server"; may be empty.
  let long: String
  let also: [String]
  let text: String
  let ref: String
  let see: [String]

  init(_ term: String, _ long: String = "", also: [String] = [], _ text: String, _ ref: String, see: [String] = []) {
    self.term = term
    self.long = long
    self.also = also
    self.text = text
    self.ref = ref
    self.see = see
  }

  var names: [String] { [term] + (long.isEmpty ? [] : [long]) + also }
}

enum Glossary {
  static let entries: [GlossaryEntry] = basics + tunnel + ppp + authentication + encryption + network

  private static let tunnel: [GlossaryEntry] = [
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
    .init(
      "collision", "",
      """
        Both ends send Start-Control-Connection-Request at the same time. The connection of the end with the higher IP address wins and \
        the other is closed.
        """,
      "RFC 2637 §3.1.3"),
    .init(
      "encapsulation", "",
      "Putting a whole packet of one protocol behind the header of another. The command layers shows what each header adds.", "RFC 1661 §2",
      see: ["overhead"]),
    .init("overhead", "", "Octets sent that are not the user's: headers, trailers, padding.", "", see: ["encapsulation"]),
    .init(
      "L2TP", "Layer Two Tunneling Protocol",
      """
        The successor of PPTP: control messages and data share one UDP port, 1701. It encrypts nothing; with IPsec beneath it, it is the \
        usual “L2TP VPN”.
        """,
      "RFC 2661 §3.0", see: ["LAC", "LNS"]),
    .init(
      "LAC", "L2TP Access Concentrator",
      "The end of an L2TP tunnel at which the user's call arrives; it hands the PPP frames on. A VPN client is its own LAC.",
      "RFC 2661 §1.2", see: ["LNS"]),
    .init(
      "LNS", "L2TP Network Server", "The end of an L2TP tunnel where the PPP link ends: the VPN server.", "RFC 2661 §1.2", see: ["LAC"]),
  ]

  private static let ppp: [GlossaryEntry] = [
    .init(
      "PPP", "Point-to-Point Protocol",
      """
        Carries packets of several network protocols over a link with two ends. Its phases: establish the link (LCP), authenticate, then \
        configure each network protocol (NCPs).
        """,
      "RFC 1661 §3", see: ["LCP", "NCP", "phase"]),
    .init("phase", "", "Where a PPP link stands: Dead, Establish, Authenticate, Network, Terminate.", "RFC 1661 §3.2", see: ["PPP"]),
    .init(
      "LCP", "Link Control Protocol",
      """
        Agrees on how the PPP link itself works: largest frame, authentication method, magic number. Everything else in PPP waits until \
        LCP is Opened.
        """,
      "RFC 1661 §5", see: ["option", "automaton"]),
    .init(
      "NCP", "Network Control Protocol", "The protocol that configures one network protocol on the link: IPCP for IPv4, IPV6CP for IPv6.",
      "RFC 1661 §3.6", see: ["IPCP", "IPV6CP"]),
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
    .init("Protocol-Reject", "", "LCP's answer to a frame of a protocol that the receiver does not speak.", "RFC 1661 §5.7"),
    .init(
      "restart timer", "", also: ["restart"],
      """
        Runs while an answer is awaited; when it runs out, the request is sent again. By default three seconds, and ten \
        Configure-Requests at most.
        """,
      "RFC 1661 §4.6", see: ["automaton"]),
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
    .init(
      "HDLC", "High-Level Data Link Control",
      """
        The framing PPP uses on serial lines: a flag octet 7E between frames, escapes and a checksum. None of it exists inside GRE, \
        where IP gives the frame its borders.
        """,
      "RFC 1662 §3", see: ["FCS", "ACCM"]),
    .init("FCS", "Frame Check Sequence", "The checksum at the end of an HDLC frame. Left out in PPTP.", "RFC 1662 §3.1", see: ["HDLC"]),
    .init("Identification", "", "An LCP message in which an end says what it is, for people to read.", "RFC 1570 §1.1"),
  ]

  private static let authentication: [GlossaryEntry] = [
    .init(
      "PAP", "Password Authentication Protocol", "Sends name and password as they are; anyone on the way can read them.", "RFC 1334 §2",
      see: ["CHAP"]),
    .init(
      "CHAP", "Challenge-Handshake Authentication Protocol", also: ["md5"],
      """
        The authenticator sends a random challenge; the peer answers with MD5 over identifier, password and challenge. The password \
        never crosses the line, but it can be guessed at leisure from what does.
        """,
      "RFC 1994 §2", see: ["MS-CHAP", "challenge"]),
    .init("challenge", "", "Random octets sent by the authenticator, so that no answer fits twice.", "RFC 1994 §4.1", see: ["CHAP"]),
    .init(
      "MS-CHAP", "Microsoft PPP CHAP Extensions", also: ["mschap", "mschapv1", "ms-chapv1"],
      """
        Microsoft's first CHAP, algorithm 0x80: the answer comes from the MD4 hash of the password, by way of DES. Only the client \
        proves itself.
        """,
      "RFC 2433 §2", see: ["MS-CHAPv2"]),
    .init(
      "MS-CHAPv2", "Microsoft PPP CHAP Extensions, version 2", also: ["mschapv2", "ms-chap-v2"],
      """
        Algorithm 0x81: both ends prove that they know the password, and MPPE's keys follow from it. However good the password, it is at \
        most as strong as one DES key, 2^56 tries; a poor one is found sooner.
        """,
      "RFC 2759 §1, §8", see: ["MPPE", "authenticator response"]),
    .init(
      "NT hash", "NtPasswordHash", also: ["password hash"], "MD4 over the password in UTF-16LE. Who has it needs no password.",
      "RFC 2759 §8.3", see: ["MS-CHAPv2"]),
    .init(
      "authenticator response", "", also: ["s="],
      """
        The server's proof in an MS-CHAPv2 Success packet (“S=…”): only who knows the password's hash can compute it. A rogue server is \
        found out here.
        """,
      "RFC 2759 §8.7", see: ["MS-CHAPv2"]),
    .init(
      "authenticator", "", "The end that demands authentication; usually the server. The other one is called the peer.", "RFC 1994 §1.2"),
    .init(
      "SPAP", "Shiva Password Authentication Protocol",
      "An old proprietary method with a reversible encryption of the password. vpnlab knows its number and refuses it.",
      "IANA PPP numbers: 0xC027", see: ["PAP"]),
    .init(
      "EAP", "Extensible Authentication Protocol",
      "A frame for authentication methods, each with a type number; the method is chosen after LCP, not in it.", "RFC 3748 §2",
      see: ["EAP-TLS"]),
    .init(
      "EAP-TLS", "",
      "Authentication with certificates: a TLS handshake carried in EAP, in fragments. MPPE's keys come out of the TLS secret.",
      "RFC 5216 §2", see: ["EAP", "MPPE"]),
  ]

  private static let encryption: [GlossaryEntry] = [
    .init(
      "CCP", "Compression Control Protocol", "Negotiates compression, and MPPE, which is dressed up as a compression method (option 18).",
      "RFC 1962 §2", see: ["MPPE"]),
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
      "Reset-Request", "",
      """
        A CCP message: “I have lost the thread, start afresh.” MPPE answers with a FLUSHED packet and needs no Reset-Ack; pppd and Linux \
        send one all the same, and so do our ends.
        """,
      "RFC 1962 §3.1, RFC 3078 §8.2", see: ["FLUSHED"]),
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
    .init(
      "MPPC", "Microsoft Point-to-Point Compression", "Compression negotiated with the same CCP option as MPPE (bit C).", "RFC 2118 §2",
      see: ["CCP"]),
  ]

  private static let network: [GlossaryEntry] = [
    .init(
      "IPCP", "Internet Protocol Control Protocol",
      "The NCP for IPv4. A client asks for address 0.0.0.0 and is told its address by Configure-Nak.", "RFC 1332 §3.3", see: ["NCP"]),
    .init(
      "IPV6CP", "IPv6 Control Protocol",
      "The NCP for IPv6: agrees on the 64-bit interface identifiers from which the link-local addresses are made.", "RFC 5072 §4.1",
      see: ["NCP"]),
    .init(
      "NBNS", "NetBIOS Name Server", also: ["wins"], "Windows' old name service; its address is an IPCP option, as is that of DNS.",
      "RFC 1877 §1.2", see: ["IPCP"]),
    .init(
      "VJ", "Van Jacobson header compression", "Squeezes TCP/IP headers from 40 octets to a few. IPCP can agree on it; our ends reject it.",
      "RFC 1144, RFC 1332 §4", see: ["IPCP"]),
    .init(
      "milestone", "",
      "A named state of the whole lab: control.up, call.up, lcp.opened, auth.done, ccp.opened, tunnel.up, down. Use it with run until.", "",
      see: ["step"]),
    .init(
      "step", "", "One event: a packet arrives or is lost, a timer runs out, or a command is obeyed. back undoes exactly one.", "",
      see: ["milestone"]),
    .init(
      "seed", "", "The number all chance in the lab comes from. The same seed gives the same octets on every machine.", "", see: ["step"]),
  ]
}
