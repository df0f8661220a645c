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

  static let data = LayerKey("D", .brown, "data")
  static let ciphertext = LayerKey("X", .rose, "ciphertext")
  static let compressed = LayerKey("Z", .khaki, "compressed data")
  static let unexplained = LayerKey("?", .red, "unexplained")

  /// The key for a field id; its first component names the layer.
  static func of(_ id: String) -> LayerKey {
    let head = id.prefix { $0 != "." }
    return table.first { $0.0 == head }?.1 ?? LayerKey("S", .slate, head.uppercased())
  }

  /// Padding and what else stands behind a packet without being part of it.
  static func isFiller(_ id: String) -> Bool { [".padding", ".trailer"].contains { id.hasSuffix($0) } }

  /// The same for a leaf that has no heading: padding is not the header whose letter it has.
  static func ofLeaf(_ id: String) -> LayerKey {
    var key = of(id)
    if isFiller(id), let last = id.split(separator: ".").last { key.name = String(last) }
    return key
  }

  /// In the order in which layers stack. A test asks that every layer of the field catalogue has its line here.
  static let table: [(String, LayerKey)] = [
    ("eth", LayerKey("E", .slate, "Ethernet")), ("vlan", LayerKey("V", .khaki, "VLAN")), ("sll", LayerKey("E", .slate, "Linux cooked")),
    ("llc", LayerKey("E", .slate, "LLC")), ("null", LayerKey("E", .slate, "Loopback")), ("arp", LayerKey("R", .coral, "ARP")),
    ("pppoe", LayerKey("E", .slate, "PPPoE")), ("ip", LayerKey("I", .teal, "IP")), ("ipv6", LayerKey("I", .teal, "IPv6")),
    ("tcp", LayerKey("T", .blue, "TCP")), ("udp", LayerKey("U", .indigo, "UDP")), ("icmp", LayerKey("O", .azure, "ICMP")),
    ("icmpv6", LayerKey("O", .azure, "ICMPv6")), ("igmp", LayerKey("O", .azure, "IGMP")), ("pptp", LayerKey("P", .vermilion, "PPTP")),
    ("gre", LayerKey("G", .purple, "GRE")), ("hdlc", LayerKey("H", .coral, "HDLC")), ("ppp", LayerKey("F", .mustard, "PPP")),
    ("lcp", LayerKey("L", .green, "LCP")), ("pap", LayerKey("A", .pink, "PAP")), ("chap", LayerKey("A", .pink, "CHAP")),
    ("eap", LayerKey("A", .pink, "EAP")), ("tls", LayerKey("S", .indigo, "TLS")), ("spap", LayerKey("A", .pink, "SPAP")),
    ("ccp", LayerKey("C", .olive, "CCP")),
    ("mppe", LayerKey("M", .violet, "MPPE")), ("mppc", LayerKey("Z", .khaki, "MPPC")), ("ipcp", LayerKey("N", .cyan, "IPCP")),
    ("ipv6cp", LayerKey("N", .cyan, "IPV6CP")), ("ipx", LayerKey("I", .teal, "IPX")), ("esp", LayerKey("X", .rose, "ESP")),
    ("ah", LayerKey("X", .rose, "AH")),
    ("l2tp", LayerKey("P", .vermilion, "L2TP")), ("isakmp", LayerKey("K", .rose, "ISAKMP")),
    ("pppoed", LayerKey("E", .slate, "PPPoE Discovery")), ("chdlc", LayerKey("E", .slate, "Cisco HDLC")),
    ("mp", LayerKey("F", .mustard, "Multilink")),
    ("vjc", LayerKey("T", .blue, "VJ TCP")), ("ncp", LayerKey("N", .cyan, "NCP")), ("bsdcomp", LayerKey("Z", .khaki, "BSD Compress")),
    ("deflate", LayerKey("Z", .khaki, "Deflate")),
    ("der", LayerKey("S", .indigo, "DER")), ("x509", LayerKey("S", .indigo, "X.509")), ("frame", LayerKey("D", .brown, "frame")),
    ("wire", unexplained),
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
