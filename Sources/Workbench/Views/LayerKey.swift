import HexViews
import ProtocolEngines

/// Letter, colour and short name of a layer: the same in every message, on every screen.
struct LayerKey: Sendable, Equatable {
  var letter: Character
  var tint: Tint
  /// As people say it: "IP", "GRE".
  var name: String

  init(_ letter: Character, _ tint: Tint, _ name: String) {
    self.letter = letter
    self.tint = tint
    self.name = name
  }

  static let data = LayerKey("D", .grey, "data")
  static let ciphertext = LayerKey("X", .violet, "ciphertext")
  static let compressed = LayerKey("Z", .grey, "compressed data")
  static let unexplained = LayerKey("?", .vermilion, "unexplained")

  /// The key for a field id; its first component names the layer.
  static func of(_ id: String) -> LayerKey {
    let head = id.prefix { $0 != "." }
    return table.first { $0.0 == head }?.1 ?? LayerKey("S", .grey, head.uppercased())
  }

  /// In the order in which layers stack. A test asks that every layer of the field catalogue has its line here.
  static let table: [(String, LayerKey)] = [
    ("eth", LayerKey("E", .grey, "Ethernet")), ("vlan", LayerKey("V", .grey, "VLAN")), ("sll", LayerKey("E", .grey, "Linux cooked")),
    ("llc", LayerKey("E", .grey, "LLC")), ("null", LayerKey("E", .grey, "Loopback")), ("arp", LayerKey("R", .olive, "ARP")),
    ("pppoe", LayerKey("E", .grey, "PPPoE")), ("ip", LayerKey("I", .teal, "IP")), ("ipv6", LayerKey("I", .teal, "IPv6")),
    ("tcp", LayerKey("T", .blue, "TCP")), ("udp", LayerKey("U", .blue, "UDP")), ("icmp", LayerKey("O", .green, "ICMP")),
    ("icmpv6", LayerKey("O", .green, "ICMPv6")), ("igmp", LayerKey("O", .green, "IGMP")), ("pptp", LayerKey("P", .vermilion, "PPTP")),
    ("gre", LayerKey("G", .purple, "GRE")), ("hdlc", LayerKey("H", .grey, "HDLC")), ("ppp", LayerKey("F", .mustard, "PPP")),
    ("lcp", LayerKey("L", .green, "LCP")), ("pap", LayerKey("A", .pink, "PAP")), ("chap", LayerKey("A", .pink, "CHAP")),
    ("eap", LayerKey("A", .pink, "EAP")), ("tls", LayerKey("S", .teal, "TLS")), ("spap", LayerKey("A", .pink, "SPAP")), ("ccp", LayerKey("C", .olive, "CCP")),
    ("mppe", LayerKey("M", .violet, "MPPE")), ("mppc", LayerKey("Z", .grey, "MPPC")), ("ipcp", LayerKey("N", .blue, "IPCP")),
    ("ipv6cp", LayerKey("N", .blue, "IPV6CP")), ("ipx", LayerKey("I", .teal, "IPX")), ("esp", LayerKey("X", .violet, "ESP")), ("ah", LayerKey("X", .violet, "AH")),
    ("pppoed", LayerKey("E", .grey, "PPPoE Discovery")), ("chdlc", LayerKey("E", .grey, "Cisco HDLC")), ("mp", LayerKey("F", .mustard, "Multilink")),
    ("vjc", LayerKey("T", .blue, "VJ TCP")), ("ncp", LayerKey("N", .blue, "NCP")), ("bsdcomp", LayerKey("Z", .grey, "BSD Compress")), ("deflate", LayerKey("Z", .grey, "Deflate")),
    ("der", LayerKey("S", .teal, "DER")), ("x509", LayerKey("S", .teal, "X.509")), ("frame", LayerKey("D", .grey, "frame")), ("wire", unexplained),
    ("l2tp", LayerKey("P", .vermilion, "L2TP")), ("isakmp", LayerKey("K", .pink, "ISAKMP")),
  ]
}

/// Colours of the ends, for ladders and columns.
enum NodeKey {
  static func tint(_ node: String) -> Tint {
    switch node {
    case "client", "client2": .blue
    case "server": .vermilion
    default: .grey
    }
  }
}
