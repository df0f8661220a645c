/// Two octets that name a cipher suite (IANA "TLS Cipher Suites").
struct TLSCipherSuite: WireMessage {
  var rawValue: UInt16 = 0
  init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &rawValue, Field("tls.handshake.ciphersuite", "Cipher Suite", "RFC 5246 §A.5", "key exchange, signature, cipher and hash together")
    ) { Self.name($0) ?? "unknown" }
  }
  var meaning: String { Self.name(rawValue) ?? HexText.number(rawValue, width: 4) }

  static func name(_ n: UInt16) -> String? {
    switch n {
    case 0x0004: "TLS_RSA_WITH_RC4_128_MD5"
    case 0x0005: "TLS_RSA_WITH_RC4_128_SHA"
    case 0x000a: "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
    case 0x0016: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"
    case 0x002f: "TLS_RSA_WITH_AES_128_CBC_SHA"
    case 0x0033: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"
    case 0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA"
    case 0x0039: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"
    case 0x003c: "TLS_RSA_WITH_AES_128_CBC_SHA256"
    case 0x003d: "TLS_RSA_WITH_AES_256_CBC_SHA256"
    case 0x0067: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"
    case 0x006b: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"
    case 0x009c: "TLS_RSA_WITH_AES_128_GCM_SHA256"
    case 0x009d: "TLS_RSA_WITH_AES_256_GCM_SHA384"
    case 0x009e: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
    case 0x009f: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"
    case 0x00ff: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"
    case 0x1301: "TLS_AES_128_GCM_SHA256"
    case 0x1302: "TLS_AES_256_GCM_SHA384"
    case 0x1303: "TLS_CHACHA20_POLY1305_SHA256"
    case 0x1304: "TLS_AES_128_CCM_SHA256"
    case 0x5600: "TLS_FALLBACK_SCSV"
    case 0xc009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
    case 0xc00a: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
    case 0xc013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
    case 0xc014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
    case 0xc023: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
    case 0xc024: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"
    case 0xc027: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
    case 0xc028: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"
    case 0xc02b: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    case 0xc02c: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
    case 0xc02f: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    case 0xc030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    case 0xcca8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    case 0xcca9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    case 0xccaa: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    default: nil
    }
  }
}

/// A signature algorithm with its hash (RFC 5246 §7.4.1.4.1, RFC 8446 §4.2.3).
struct TLSSignatureScheme: WireMessage {
  var rawValue: UInt16 = 0
  init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&rawValue, Field("tls.handshake.sig_hash_alg", "Signature Algorithm", "RFC 8446 §4.2.3")) { Self.name($0) }
  }
  var meaning: String { Self.name(rawValue) }

  static func name(_ n: UInt16) -> String {
    switch n {
    case 0x0804: return "rsa_pss_rsae_sha256"
    case 0x0805: return "rsa_pss_rsae_sha384"
    case 0x0806: return "rsa_pss_rsae_sha512"
    case 0x0807: return "ed25519"
    case 0x0808: return "ed448"
    case 0x0809: return "rsa_pss_pss_sha256"
    case 0x080a: return "rsa_pss_pss_sha384"
    case 0x080b: return "rsa_pss_pss_sha512"
    default: break
    }
    let hash =
      switch n >> 8 {
      case 1: "md5"
      case 2: "sha1"
      case 3: "sha224"
      case 4: "sha256"
      case 5: "sha384"
      case 6: "sha512"
      default: "hash \(n >> 8)"
      }
    let signature =
      switch n & 255 {
      case 1: "rsa_pkcs1"
      case 2: "dsa"
      case 3: "ecdsa"
      default: "signature \(n & 255)"
      }
    return "\(signature)_\(hash)"
  }
}

/// A group for the Diffie-Hellman exchange (RFC 8446 §4.2.7).
struct TLSGroup: WireMessage {
  var rawValue: UInt16 = 0
  init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&rawValue, Field("tls.handshake.extensions_supported_group", "Group", "RFC 8446 §4.2.7")) { Self.name($0) }
  }
  var meaning: String { Self.name(rawValue) }
  static func name(_ n: UInt16) -> String {
    switch n {
    case 0x0017: "secp256r1"
    case 0x0018: "secp384r1"
    case 0x0019: "secp521r1"
    case 0x001d: "x25519"
    case 0x001e: "x448"
    case 0x0100: "ffdhe2048"
    case 0x0101: "ffdhe3072"
    case 0x0102: "ffdhe4096"
    case 0x0103: "ffdhe6144"
    case 0x0104: "ffdhe8192"
    default: HexText.number(n, width: 4)
    }
  }
}

struct TLSExtensionType: Codepoint {
  var rawValue: UInt16
  init(rawValue: UInt16) { self.rawValue = rawValue }
  static let table: CodeTable = [
    0: "server_name",
    1: "max_fragment_length",
    5: "status_request",
    10: "supported_groups",
    11: "ec_point_formats",
    13: "signature_algorithms",
    14: "use_srtp",
    15: "heartbeat",
    16: "application_layer_protocol_negotiation",
    18: "signed_certificate_timestamp",
    21: "padding",
    22: "encrypt_then_mac",
    23: "extended_master_secret",
    28: "record_size_limit",
    35: "session_ticket",
    41: "pre_shared_key",
    42: "early_data",
    43: "supported_versions",
    44: "cookie",
    45: "psk_key_exchange_modes",
    47: "certificate_authorities",
    49: "post_handshake_auth",
    50: "signature_algorithms_cert",
    51: "key_share",
    65281: "renegotiation_info",
  ]
}

/// A hello extension (RFC 5246 §7.4.1.4): type, length, data; the two lists that people look for are opened.
struct TLSExtension: WireMessage {
  enum Form: UInt8, Sendable { case groups, algorithms, opaque }
  var type = TLSExtensionType(rawValue: 0), length: UInt16 = 0
  var form = Form.opaque
  var listLength: UInt16 = 0
  var groups: [TLSGroup] = [], algorithms: [TLSSignatureScheme] = []
  var data: [UInt8] = []
  init() {}

  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("tls.handshake.extension.type", "Type", "RFC 5246 §7.4.1.4"))
    try c.int(&length, Field("tls.handshake.extension.len", "Length", "RFC 5246 §7.4.1.4"))
    try c.within(Int(length), Field("tls.handshake.extension.content", "Data", "RFC 5246 §7.4.1.4")) { c throws(WireError) in
      c.learn(&form) { [type] a in
        guard let n = a.uint16(0), Int(n) + 2 == a.count, n & 1 == 0 else { return .opaque }
        return switch type.rawValue {
        case 10: .groups
        case 13, 50: .algorithms
        default: .opaque
        }
      }
      switch form {
      case .groups:
        try c.int(&listLength, Field("tls.handshake.extensions_supported_groups_length", "Groups Length", "RFC 8446 §4.2.7"))
        try c.list(&groups, each: Field("tls.handshake.extensions_supported_groups", "Supported Group", "RFC 8446 §4.2.7")) { $0.meaning }
      case .algorithms:
        try c.int(&listLength, Field("tls.handshake.sig_hash_alg_len", "Signature Algorithms Length", "RFC 8446 §4.2.3"))
        try c.list(&algorithms, each: Field("tls.handshake.sig_hash_algs", "Signature Algorithm", "RFC 8446 §4.2.3")) { $0.meaning }
      case .opaque:
        try c.rest(&data, Field("tls.handshake.extension.content", "Data", "RFC 5246 §7.4.1.4"))
      }
    }
  }
}
