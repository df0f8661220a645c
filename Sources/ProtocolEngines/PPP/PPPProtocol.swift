/// The PPP protocol numbers (RFC 1661 §2, IANA "PPP Numbers"): which protocol the rest of a frame belongs to.
///
/// 0xxx to 3xxx: network packets; 4xxx to 7xxx: low volume, no control protocol of their own;
/// 8xxx to bxxx: the control protocols of 0xxx to 3xxx; cxxx to fxxx: link control.
public struct PPPProtocol: Codepoint {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let padding = Self(rawValue: 0x0001)
  public static let ipv4 = Self(rawValue: 0x0021), osi = Self(rawValue: 0x0023), appleTalk = Self(rawValue: 0x0029),
    ipx = Self(rawValue: 0x002b)
  public static let vjCompressed = Self(rawValue: 0x002d), vjUncompressed = Self(rawValue: 0x002f), bridging = Self(rawValue: 0x0031)
  public static let multilink = Self(rawValue: 0x003d), netbios = Self(rawValue: 0x003f), ipv6 = Self(rawValue: 0x0057)
  public static let compressedLink = Self(rawValue: 0x00fb), compressed = Self(rawValue: 0x00fd)
  public static let mplsUnicast = Self(rawValue: 0x0281), mplsMulticast = Self(rawValue: 0x0283)
  public static let ipcp = Self(rawValue: 0x8021), osinlcp = Self(rawValue: 0x8023), atcp = Self(rawValue: 0x8029),
    ipxcp = Self(rawValue: 0x802b)
  public static let bcp = Self(rawValue: 0x8031), nbfcp = Self(rawValue: 0x803f), ecp = Self(rawValue: 0x8053),
    ipv6cp = Self(rawValue: 0x8057)
  public static let ccpLink = Self(rawValue: 0x80fb), ccp = Self(rawValue: 0x80fd), mplscp = Self(rawValue: 0x8281)
  public static let lcp = Self(rawValue: 0xc021), pap = Self(rawValue: 0xc023), lqr = Self(rawValue: 0xc025), spap = Self(rawValue: 0xc027)
  public static let cbcp = Self(rawValue: 0xc029), bacp = Self(rawValue: 0xc02b), bap = Self(rawValue: 0xc02d)
  public static let spapOld = Self(rawValue: 0xc123), chap = Self(rawValue: 0xc223), eap = Self(rawValue: 0xc227)

  /// Carries packets of a network protocol (RFC 1661 §2: 0xxx to 3xxx).
  public var isNetwork: Bool { rawValue < 0x4000 }
  /// May be sent in one octet once protocol field compression is agreed (RFC 1661 §6.5).
  public var fitsOneOctet: Bool { rawValue < 0x100 && rawValue & 1 == 1 }
  /// Encrypted by MPPE (RFC 3078 §3: "protocol numbers 0x0021-0x00fa"); all others go in clear.
  public var isEncryptedByMPPE: Bool { (0x0021...0x00fa).contains(rawValue) }

  public static let table: CodeTable = [
    0x0001: "Padding Protocol",
    0x0003: "ROHC small-CID",
    0x0005: "ROHC large-CID",
    0x0021: "Internet Protocol version 4",
    0x0023: "OSI Network Layer",
    0x0025: "Xerox NS IDP",
    0x0027: "DECnet Phase IV",
    0x0029: "AppleTalk",
    0x002b: "Novell IPX",
    0x002d: "Van Jacobson Compressed TCP/IP",
    0x002f: "Van Jacobson Uncompressed TCP/IP",
    0x0031: "Bridging PDU",
    0x0033: "Stream Protocol (ST-II)",
    0x0035: "Banyan Vines",
    0x003b: "CDPD Mobile Network Registration",
    0x003d: "PPP Multilink",
    0x003f: "NetBIOS Framing",
    0x0041: "Cisco Systems",
    0x0049: "Serial Data Transport Protocol",
    0x004b: "SNA over 802.2",
    0x004d: "SNA",
    0x004f: "IPv6 Header Compression",
    0x0053: "Encryption",
    0x0055: "Individual Link Encryption",
    0x0057: "Internet Protocol version 6",
    0x0059: "PPP Muxing",
    0x0061: "RTP IPHC Full Header",
    0x0063: "RTP IPHC Compressed TCP",
    0x0065: "RTP IPHC Compressed Non TCP",
    0x0067: "RTP IPHC Compressed UDP 8",
    0x0069: "RTP IPHC Compressed RTP 8",
    0x00cf: "reserved (PPP NLPID)",
    0x00fb: "Individual Link Compression",
    0x00fd: "Compressed datagram",
    0x00ff: "reserved (would look like an HDLC address)",
    0x0201: "802.1d Hello Packets",
    0x0203: "IBM Source Routing BPDU",
    0x0207: "Cisco Discovery Protocol",
    0x0281: "MPLS Unicast",
    0x0283: "MPLS Multicast",
    0x2063: "RTP IPHC Compressed TCP No Delta",
    0x2065: "RTP IPHC Context State",
    0x2067: "RTP IPHC Compressed UDP 16",
    0x2069: "RTP IPHC Compressed RTP 16",
    0x4001: "Cray Communications Control Protocol",
    0x4003: "CDPD Mobile Network Registration",
    0x4021: "Stacker LZS",
    0x8021: "Internet Protocol Control Protocol",
    0x8023: "OSI Network Layer Control Protocol",
    0x8025: "Xerox NS IDP Control Protocol",
    0x8027: "DECnet Phase IV Control Protocol",
    0x8029: "AppleTalk Control Protocol",
    0x802b: "Novell IPX Control Protocol",
    0x8031: "Bridging Control Protocol",
    0x8035: "Banyan Vines Control Protocol",
    0x803f: "NetBIOS Framing Control Protocol",
    0x8041: "Cisco Systems Control Protocol",
    0x8049: "Serial Data Control Protocol",
    0x804b: "SNA over 802.2 Control Protocol",
    0x804d: "SNA Control Protocol",
    0x804f: "IPv6 Header Compression Control Protocol",
    0x8053: "Encryption Control Protocol",
    0x8055: "Individual Link Encryption Control Protocol",
    0x8057: "IPv6 Control Protocol",
    0x8059: "PPP Muxing Control Protocol",
    0x80fb: "Individual Link Compression Control Protocol",
    0x80fd: "Compression Control Protocol",
    0x8207: "Cisco Discovery Protocol Control",
    0x8281: "MPLS Control Protocol",
    0xc021: "Link Control Protocol",
    0xc023: "Password Authentication Protocol",
    0xc025: "Link Quality Report",
    0xc027: "Shiva Password Authentication Protocol",
    0xc029: "Callback Control Protocol",
    0xc02b: "Bandwidth Allocation Control Protocol",
    0xc02d: "Bandwidth Allocation Protocol",
    0xc081: "Container Control Protocol",
    0xc123: "Shiva Password Authentication Protocol (old number)",
    0xc223: "Challenge Handshake Authentication Protocol",
    0xc225: "RSA Authentication Protocol",
    0xc227: "Extensible Authentication Protocol",
    0xc229: "Mitsubishi Security Information Exchange Protocol",
    0xc26f: "Stampede Bridging Authorization Protocol",
    0xc281: "Proprietary Authentication Protocol",
  ]

  /// The short name people use: `"LCP"`; the number in hex where there is none.
  public var shortName: String {
    switch self {
    case .ipv4: "IPv4"
    case .ipv6: "IPv6"
    case .vjCompressed: "VJ compressed TCP"
    case .vjUncompressed: "VJ uncompressed TCP"
    case .compressed: "compressed datagram"
    case .compressedLink: "link-compressed datagram"
    case .multilink: "Multilink"
    case .ipcp: "IPCP"
    case .ipv6cp: "IPV6CP"
    case .ipxcp: "IPXCP"
    case .atcp: "ATCP"
    case .bcp: "BCP"
    case .nbfcp: "NBFCP"
    case .ecp: "ECP"
    case .ccp: "CCP"
    case .ccpLink: "link CCP"
    case .mplscp: "MPLSCP"
    case .lcp: "LCP"
    case .pap: "PAP"
    case .lqr: "LQR"
    case .spap, .spapOld: "SPAP"
    case .cbcp: "CBCP"
    case .bacp: "BACP"
    case .bap: "BAP"
    case .chap: "CHAP"
    case .eap: "EAP"
    default: HexText.number(rawValue, width: 4)
    }
  }
}
