/// What is seen beside a tunnel, and the protocols that are still to come.
extension ProtocolInfo {
  static let esp = ProtocolInfo(
    "esp", "ESP", letter: "X", .rose, .outside,
    summary: .none)

  static let ah = ProtocolInfo(
    "ah", "AH", letter: "X", .rose, .outside,
    summary: .none,
    fields: [
      .code(IPProtocol.self, "ah.next_header")
    ])

  static let l2tp = ProtocolInfo(
    "l2tp", "L2TP", letter: "P", .vermilion, .tunnel,
    summary: .none,
    glossary: l2tpWords, isToCome: true)

  private static let l2tpWords: [GlossaryEntry] = [
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

  static let isakmp = ProtocolInfo(
    "isakmp", "ISAKMP", letter: "K", .rose, .outside,
    summary: .none, isToCome: true)
}
