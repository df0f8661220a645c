/// Who proves what to whom.
extension ProtocolInfo {
  static let pap = ProtocolInfo(
    "pap", "PAP", letter: "A", .pink, .inside,
    machines: [.authentication],
    requests: Requests(
      .code("pap.code"), number: "pap.identifier", [Request(PAPCode.request, [.ack, .nak], "auth.restart")]),
    fields: [
      .code(PAPCode.self, "pap.code")
    ],
    glossary: papWords)

  private static let papWords: [GlossaryEntry] = [
    .init(
      "PAP", "Password Authentication Protocol", "Sends name and password as they are; anyone on the way can read them.", "RFC 1334 §2",
      see: ["CHAP"])
  ]

  static let chap = ProtocolInfo(
    "chap", "CHAP", letter: "A", .pink, .inside,
    machines: [.authentication],
    requests: Requests(
      .code("chap.code"), number: "chap.identifier",
      [
        Request(CHAPCode.challenge, [.response], "auth.restart"), Request(CHAPCode.response, [.success, .failure], "auth.restart"),
        Request(CHAPCode.changePassword, [.success, .failure], "auth.restart"),
      ]),
    fields: [
      .code(CHAPCode.self, "chap.code")
    ],
    glossary: chapWords)

  private static let chapWords: [GlossaryEntry] = [
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
  ]

  static let eap = ProtocolInfo(
    "eap", "EAP", letter: "A", .pink, .inside,
    fields: [
      .code(EAPCode.self, "eap.code"),
      .code(EAPType.self, "eap.type", "eap.desired_type"),
    ],
    glossary: eapWords)

  private static let eapWords: [GlossaryEntry] = [
    .init(
      "EAP", "Extensible Authentication Protocol",
      "A frame for authentication methods, each with a type number; the method is chosen after LCP, not in it.", "RFC 3748 §2",
      see: ["EAP-TLS"]),
    .init(
      "EAP-TLS", "",
      "Authentication with certificates: a TLS handshake carried in EAP, in fragments. MPPE's keys come out of the TLS secret.",
      "RFC 5216 §2", see: ["EAP", "MPPE"]),
  ]

  static let tls = ProtocolInfo(
    "tls", "TLS", letter: "S", .indigo, .inside,
    summary: .none,
    fields: [
      .code(TLSContentType.self, "tls.record.content_type"),
      .code(TLSVersion.self, "tls.record.version", "tls.handshake.version"),
      .code(TLSHandshakeType.self, "tls.handshake.type"),
      .code(TLSExtensionType.self, "tls.handshake.extension.type"),
      .words("tls.handshake.ciphersuite") { TLSCipherSuite.name(UInt16(truncatingIfNeeded: $0)) ?? "unknown" },
      .words("tls.handshake.extensions_supported_group") { TLSGroup.name(UInt16(truncatingIfNeeded: $0)) },
      .words("tls.handshake.sig_hash_alg") { TLSSignatureScheme.name(UInt16(truncatingIfNeeded: $0)) },
      .words("tls.handshake.comp_method") { $0 == 0 ? "none" : nil },
      .words("tls.handshake.session_ticket_lifetime_hint") { "\($0) s" },
    ])

  static let spap = ProtocolInfo(
    "spap", "SPAP", letter: "A", .pink, .inside,
    summary: .none,
    glossary: spapWords)

  private static let spapWords: [GlossaryEntry] = [
    .init(
      "SPAP", "Shiva Password Authentication Protocol",
      "An old proprietary method with a reversible encryption of the password. vpnlab knows its number and refuses it.",
      "IANA PPP numbers: 0xC027", see: ["PAP"])
  ]

  static let der = ProtocolInfo(
    "der", "DER", letter: "S", .indigo, .inside,
    summary: .none,
    fields: [
      .words("der.tag") { DERElement.tagName(UInt8(truncatingIfNeeded: $0)) },
      .words("der.length") { DERElement.lengthName(UInt8(truncatingIfNeeded: $0)) },
    ])

  static let x509 = ProtocolInfo(
    "x509", "X.509", letter: "S", .indigo, .inside,
    summary: .none)
}
