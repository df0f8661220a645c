import ProtocolEngines

/// The words beneath the protocols: what a newcomer meets on the first screens.
extension Glossary {
  static let basics: [GlossaryEntry] = [
    .init(
      "octet", "", also: ["byte", "octets"],
      """
      Eight bits, a number from 0 to 255; most people say byte. The standards say octet, because there were machines whose bytes had \
      nine bits.
      """,
      "", see: ["bit", "hexadecimal"]),
    .init(
      "bit", "", also: ["bits"], "A digit that is 0 or 1. In the figures of the RFCs bit 0 is the first one and has the highest value.",
      "RFC 791 §3.1", see: ["octet", "flag"]),
    .init(
      "hexadecimal", "", also: ["hex"],
      """
      Numbers to the base 16, with the digits 0 to 9 and a to f. Two digits are one octet: 9c is 9·16 + 12 = 156. In texts such \
      numbers begin with 0x.
      """,
      "", see: ["octet"]),
    .init(
      "RFC", "Request for Comments",
      """
      One of the numbered documents in which the Internet's protocols are written down. RFC 2637 §2.1 is section 2.1 of the one about \
      PPTP; all are free to read at rfc-editor.org.
      """,
      ""),
    .init(
      "protocol", "", "The rules by which two programs talk: which messages there are, how they look in octets, and who says what when.",
      "", see: ["RFC"]),
    .init(
      "packet", "",
      """
      A piece of data that travels by itself, with a header that says from whom and to whom. On the wire it is inside a frame. In the \
      lab packets are numbered in the order in which they are sent; queue shows the numbers.
      """,
      "RFC 791 §1.4", see: ["header", "payload", "frame"]),
    .init(
      "frame", "",
      """
      What goes over a link in one piece: a packet with what the link itself puts around it. Ethernet and PPP send frames. In the lab \
      frames are numbered in the order in which they arrive; in a capture, in that of the file.
      """,
      "RFC 1661 §2", see: ["packet", "Ethernet"]),
    .init("segment", "", "What TCP hands to IP: a header and a piece of the stream.", "RFC 9293 §3.1", see: ["TCP"]),
    .init("header", "", "The octets in front of a payload that say what it is, from whom and to whom.", "RFC 791 §3.1", see: ["payload"]),
    .init(
      "payload", "", also: ["data"], "What a packet carries behind its header. The payload of one layer is the whole packet of the next.",
      "", see: ["header", "layer"]),
    .init(
      "layer", "", also: ["layers", "onion"],
      """
      One protocol of those that are packed into one another: PPP in GRE in IP in Ethernet. The command layers draws them; each has \
      its letter.
      """,
      "", see: ["encapsulation"]),
    .init(
      "field", "", also: ["fields"],
      """
      A part of a header with one meaning, of one or more octets or of some bits. The command fields names all of a packet; explain \
      knows each by its name or its id.
      """,
      "", see: ["octet", "flag"]),
    .init("flag", "", also: ["flags", "not set"], "A field of a single bit: set (1) or not set (0).", "", see: ["bit"]),
    .init(
      "padding", "",
      """
      Octets without a meaning that fill something up to a fixed or least size. An Ethernet frame has at least 60 octets, so short \
      packets are padded.
      """,
      "RFC 894", see: ["Ethernet"]),
    .init(
      "checksum", "",
      """
      A number computed over octets and sent with them. The receiver computes it again and throws away what does not fit. It finds \
      accidents, not forgeries.
      """,
      "RFC 1071 §1", see: ["FCS"]),
    .init(
      "stream", "",
      """
      A long row of octets without marks. TCP is one: where a message ends must be said by the message itself, and PPTP's begin with \
      their length.
      """,
      "RFC 9293 §2.2", see: ["TCP"]),
    .init("host", "", "A computer that takes part in a network and has an address there.", "RFC 791 §1.4"),
    .init(
      "client", "",
      "In the lab: the end that wants to use the tunnel and begins. In PPTP's words it is the PNS; PPP knows no clients and servers.", "",
      see: ["server", "PNS"]),
    .init("server", "", "In the lab: the end that waits to be asked. In PPTP's words it is the PAC.", "", see: ["client", "PAC"]),
    .init(
      "peer", "", "The other end of a link or connection, seen from one of them. In authentication: the end that has to prove who it is.",
      "RFC 1661 §1.2", see: ["authenticator"]),
    .init(
      "VPN", "Virtual Private Network", "Tunnels that make distant machines members of one network, as if there were a wire between them.",
      "RFC 2637 §1", see: ["tunnel"]),
    .init(
      "firewall", "",
      """
      A box on the way that lets some packets through and swallows others. PPTP needs two things from it: TCP port 1723, and IP \
      protocol 47.
      """,
      "", see: ["GRE", "port"]),
    .init(
      "timer", "",
      """
      Something an end wants to do later if nothing happens before: send again, give up. The command timers lists those that are set; \
      step lets the first run out when its time comes.
      """,
      "", see: ["restart timer"]),
    .init(
      "retransmission", "", also: ["tcp.retransmit"],
      "Sending the same segment again because no acknowledgement came in time. TCP does it; GRE never does.", "RFC 9293 §3.8.1",
      see: ["TCP", "acknowledgement"]),
    .init(
      "timeline", "", "The ladder drawn by the command of that name: time runs downwards, each line is a step, arrows are packets.", "",
      see: ["step"]),
    .init(
      "address", "", also: ["ip address"],
      "The number by which IP finds a host: 32 bits, written 10.0.0.1, or with IPv6 128 bits, written fe80::1.", "RFC 791 §2.3",
      see: ["IP", "MAC address"]),
    .init(
      "port", "", also: ["ports"],
      "A number from 0 to 65535 by which TCP and UDP tell programs on one host apart. PPTP's is 1723. GRE has no ports.", "RFC 9293 §3.1",
      see: ["TCP", "UDP"]),
    .init(
      "MTU", "Maximum Transmission Unit",
      "The largest IP packet a link carries: 1500 octets on Ethernet, less inside a tunnel, whose headers need room too.", "RFC 791 §3.2",
      see: ["MRU", "overhead"]),
    .init(
      "DSCP", "Differentiated Services Codepoint", also: ["type of service"],
      "Six bits of the IP header that ask routers for a kind of treatment. 0 is the ordinary one.", "RFC 2474 §3", see: ["ECN"]),
    .init(
      "ECN", "Explicit Congestion Notification", also: ["cwr", "ece"],
      """
      Two bits of the IP header by which routers can say that they are overloaded, instead of dropping packets. TCP's flags ECE and \
      CWR carry the news back and the answer to it.
      """,
      "RFC 3168 §5", see: ["DSCP", "TCP"]),
    .init(
      "DNS", "Domain Name System", "Finds the address that belongs to a name. IPCP can tell a client which DNS servers to ask.",
      "RFC 1877 §1.1", see: ["IPCP"]),
    .init(
      "ID", "Identifier",
      "A number that joins an answer to its request. PPP's control protocols count it up with each new request; an answer repeats it.",
      "RFC 1661 §5", see: ["Configure-Request"]),
    .init(
      "Terminate-Request", "", also: ["terminate-ack", "rtr", "rta"],
      "Asks to close the link, or one protocol on it. The answer is a Terminate-Ack.", "RFC 1661 §5.5"),
    .init("Code-Reject", "", "The answer to a message whose code the receiver does not know.", "RFC 1661 §5.6", see: ["Protocol-Reject"]),
    .init(
      "hash", "", also: ["md4", "sha1", "digest"],
      """
      A function that makes a short number of fixed size out of any octets, and cannot be turned round: MD4 and MD5 give 16 octets, \
      SHA1 gives 20. “SHA1(a, b)” on the screens: over a, then b.
      """,
      "RFC 2759 §8", see: ["NT hash", "session key"]),
    .init(
      "DES", "Data Encryption Standard",
      """
      An old cipher for blocks of 8 octets with keys of 56 bits: seven octets, spread over eight with a parity bit in each. MS-CHAP \
      uses it under three keys made from the password's hash.
      """,
      "RFC 2759 §8.6", see: ["MS-CHAP"]),
  ]
}
