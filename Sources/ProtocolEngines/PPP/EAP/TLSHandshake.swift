/// TLS handshake types (RFC 5246 §7.4, RFC 8446 §4).
struct TLSHandshakeType: Codepoint {
  var rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  static let table: CodeTable = [
    0: "Hello Request",
    1: "Client Hello",
    2: "Server Hello",
    4: "New Session Ticket",
    5: "End Of Early Data",
    8: "Encrypted Extensions",
    11: "Certificate",
    12: "Server Key Exchange",
    13: "Certificate Request",
    14: "Server Hello Done",
    15: "Certificate Verify",
    16: "Client Key Exchange",
    20: "Finished",
    22: "Certificate Status",
    24: "Key Update",
  ]
}

/// One certificate of a chain, its DER opened as type, length, contents.
struct TLSCertificate: WireMessage {
  var length: UInt64 = 0
  var elements: [DERElement] = []
  init() {}
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.uint(&length, octets: 3, Field("tls.handshake.certificate_length", "Certificate Length", "RFC 5246 §7.4.2"))
    try c.within(Int(length), Field("tls.handshake.certificate", "Certificate", "RFC 5280 §4.1")) { c throws(WireError) in
      try c.list(&elements, each: Field("x509.certificate", "X.509 Certificate", "RFC 5280 §4.1")) { $0.summary }
    }
  }
}

/// A name of a certification authority the server trusts.
struct TLSDistinguishedName: WireMessage {
  var length: UInt16 = 0
  var elements: [DERElement] = []
  init() {}
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&length, Field("tls.handshake.dname_len", "Distinguished Name Length", "RFC 5246 §7.4.4"))
    try c.within(Int(length), Field("tls.handshake.dname", "Distinguished Name", "RFC 5246 §7.4.4")) { c throws(WireError) in
      try c.list(&elements, each: Field("x509.name", "Name", "RFC 5280 §4.1.2.4")) { $0.summary }
    }
  }
}

/// A handshake message (RFC 5246 §7.4). The fields used depend on the type, and, where TLS makes the layout depend on
/// what was negotiated before, on a look at the octets (`variant`).
struct TLSHandshake: WireMessage {
  var type = TLSHandshakeType(rawValue: 0), length: UInt64 = 0
  var version = TLSVersion(rawValue: 0x0303), random: [UInt8] = []
  var shortLength: UInt8 = 0, short: [UInt8] = []
  var suitesLength: UInt16 = 0, suites: [TLSCipherSuite] = []
  var suite = TLSCipherSuite()
  var compressionLength: UInt8 = 0, compressions: [UInt8] = []
  var compression: UInt8 = 0
  var hasExtensions = false, extensionsLength: UInt16 = 0, extensions: [TLSExtension] = []
  var listLength: UInt64 = 0
  var certificates: [TLSCertificate] = []
  var names: [TLSDistinguishedName] = []
  var algorithmsLength: UInt16 = 0, algorithms: [TLSSignatureScheme] = [], algorithm = TLSSignatureScheme()
  var namesLength: UInt16 = 0
  var curveType: UInt8 = 0, curve = TLSGroup()
  var p: [UInt8] = [], g: [UInt8] = [], ys: [UInt8] = [], pLength: UInt16 = 0, gLength: UInt16 = 0, ysLength: UInt16 = 0
  var signatureLength: UInt16 = 0, signature: [UInt8] = []
  var lifetime: UInt32 = 0
  var variant: UInt8 = 0
  var data: [UInt8] = []
  init() {}

  /// True if known messages fill the octets exactly: otherwise they are encrypted.
  static func fills(_ a: Ahead) -> Bool {
    var at = 0
    guard a.count > 0 else { return false }
    while at < a.count {
      guard let t = a.octet(at), TLSHandshakeType(rawValue: t).label != nil, let high = a.octet(at + 1), let low = a.uint16(at + 2) else {
        return false
      }
      at += 4 + Int(high) << 16 + Int(low)
    }
    return at == a.count
  }

  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("tls.handshake.type", "Handshake Type", "RFC 5246 §7.4"))
    try c.uint(&length, octets: 3, Field("tls.handshake.length", "Length", "RFC 5246 §7.4"))
    try c.within(Int(length), Field("tls.handshake.body", "Body", "RFC 5246 §7.4")) { c throws(WireError) in
      switch type.rawValue {
      case 1: try clientHello(&c)
      case 2: try serverHello(&c)
      case 4: try ticket(&c)
      case 11: try certificate(&c)
      case 12: try serverKeyExchange(&c)
      case 13: try certificateRequest(&c)
      case 15: try signed(&c)
      case 16: try clientKeyExchange(&c)
      case 20: try c.rest(&data, Field("tls.handshake.verify_data", "Verify Data", "RFC 5246 §7.4.9", "a hash over all that was said"))
      default: try c.rest(&data, Field("tls.handshake.content", "Content", "RFC 5246 §7.4"))
      }
    }
  }

  private mutating func hello<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&version, Field("tls.handshake.version", "Version", "RFC 5246 §7.4.1.2"))
    try c.bytes(
      &random, count: 32, Field("tls.handshake.random", "Random", "RFC 5246 §7.4.1.2", "fresh random octets: the keys depend on them"))
    try c.int(&shortLength, Field("tls.handshake.session_id_length", "Session ID Length", "RFC 5246 §7.4.1.2"))
    try c.bytes(
      &short, count: Int(shortLength), Field("tls.handshake.session_id", "Session ID", "RFC 5246 §7.4.1.2", "to take up an earlier session")
    )
  }

  private mutating func clientHello<C: WireCoder>(_ c: inout C) throws(WireError) {
    try hello(&c)
    try c.int(&suitesLength, Field("tls.handshake.cipher_suites_length", "Cipher Suites Length", "RFC 5246 §7.4.1.2"))
    try c.within(Int(suitesLength), Field("tls.handshake.ciphersuites", "Cipher Suites", "RFC 5246 §7.4.1.2")) { c throws(WireError) in
      try c.list(&suites, each: Field("tls.handshake.ciphersuites", "Cipher Suite", "RFC 5246 §7.4.1.2")) { $0.meaning }
    }
    try c.int(&compressionLength, Field("tls.handshake.comp_methods_length", "Compression Methods Length", "RFC 5246 §7.4.1.2"))
    try c.bytes(
      &compressions, count: Int(compressionLength), Field("tls.handshake.comp_methods", "Compression Methods", "RFC 5246 §7.4.1.2")
    ) { $0 == [0] ? "none" : nil }
    try extensions(&c)
  }

  private mutating func serverHello<C: WireCoder>(_ c: inout C) throws(WireError) {
    try hello(&c)
    try suite.code(&c)
    try c.int(&compression, Field("tls.handshake.comp_method", "Compression Method", "RFC 5246 §7.4.1.3")) { $0 == 0 ? "none" : nil }
    try extensions(&c)
  }

  private mutating func extensions<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&hasExtensions) { $0.count > 0 }
    guard hasExtensions else { return }
    try c.int(&extensionsLength, Field("tls.handshake.extensions_length", "Extensions Length", "RFC 5246 §7.4.1.4"))
    try c.within(Int(extensionsLength), Field("tls.handshake.extensions", "Extensions", "RFC 5246 §7.4.1.4")) { c throws(WireError) in
      try c.list(&extensions, each: Field("tls.handshake.extension", "Extension", "RFC 5246 §7.4.1.4")) { $0.type.meaning }
    }
  }

  private mutating func ticket<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&lifetime, Field("tls.handshake.session_ticket_lifetime_hint", "Lifetime Hint", "RFC 5077 §3.3")) { "\($0) s" }
    try c.int(&signatureLength, Field("tls.handshake.session_ticket_length", "Session Ticket Length", "RFC 5077 §3.3"))
    try c.rest(&data, Field("tls.handshake.session_ticket", "Session Ticket", "RFC 5077 §3.3", "only the server can read it"))
  }

  private mutating func certificate<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.uint(&listLength, octets: 3, Field("tls.handshake.certificates_length", "Certificates Length", "RFC 5246 §7.4.2"))
    try c.within(Int(listLength), Field("tls.handshake.certificates", "Certificates", "RFC 5246 §7.4.2")) { c throws(WireError) in
      try c.list(&certificates, each: Field("tls.handshake.certificates", "Certificate", "RFC 5246 §7.4.2")) { $0.elements.first?.subject }
    }
  }

  /// 1: elliptic curve by name. 2: Diffie-Hellman numbers. Each with (TLS 1.2) or without (older) a signature algorithm.
  private mutating func serverKeyExchange<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&variant) { Self.keyExchange($0) }
    if variant & 3 == 1 {
      try c.int(&curveType, Field("tls.handshake.server_curve_type", "Curve Type", "RFC 8422 §5.4")) { $0 == 3 ? "named curve" : nil }
      try curve.code(&c)
      try c.int(&shortLength, Field("tls.handshake.server_point_len", "Public Key Length", "RFC 8422 §5.4"))
      try c.bytes(
        &short, count: Int(shortLength),
        Field("tls.handshake.server_point", "Public Key", "RFC 8422 §5.4", "the server's half of the Diffie-Hellman exchange"))
    } else if variant & 3 == 2 {
      try c.int(&pLength, Field("tls.handshake.p_len", "p Length", "RFC 5246 §7.4.3"))
      try c.bytes(&p, count: Int(pLength), Field("tls.handshake.p", "p", "RFC 5246 §7.4.3", "the prime"))
      try c.int(&gLength, Field("tls.handshake.g_len", "g Length", "RFC 5246 §7.4.3"))
      try c.bytes(&g, count: Int(gLength), Field("tls.handshake.g", "g", "RFC 5246 §7.4.3", "the generator"))
      try c.int(&ysLength, Field("tls.handshake.ys_len", "Ys Length", "RFC 5246 §7.4.3"))
      try c.bytes(
        &ys, count: Int(ysLength), Field("tls.handshake.ys", "Ys", "RFC 5246 §7.4.3", "the server's half of the Diffie-Hellman exchange"))
    } else {
      return try c.rest(
        &data, Field("tls.handshake.server_params", "Parameters", "RFC 5246 §7.4.3", "of a key exchange without a layout here"))
    }
    if variant & 4 != 0 { try algorithm.code(&c) }
    if variant & 12 != 0 { try signature(&c) }
    try c.rest(&data, Field("tls.handshake.server_params", "Parameters", "RFC 5246 §7.4.3"))
  }

  private static func keyExchange(_ a: Ahead) -> UInt8 {
    var at = 0
    var kind: UInt8 = 0
    if a.octet(0) == 3, let n = a.octet(3), 4 + Int(n) <= a.count {
      kind = 1
      at = 4 + Int(n)
    } else {
      for _ in 0..<3 {
        guard let n = a.uint16(at), at + 2 + Int(n) <= a.count else { return 0 }
        at += 2 + Int(n)
      }
      kind = 2
    }
    if let n = a.uint16(at + 2), at + 4 + Int(n) == a.count { return kind | 4 }
    if let n = a.uint16(at), at + 2 + Int(n) == a.count { return kind | 8 }
    return kind
  }

  private mutating func signature<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&signatureLength, Field("tls.handshake.sig_len", "Signature Length", "RFC 5246 §4.7"))
    try c.bytes(
      &signature, count: Int(signatureLength),
      Field("tls.handshake.sig", "Signature", "RFC 5246 §4.7", "made with the private key of the certificate"))
  }

  private mutating func signed<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&variant) { a in a.uint16(2).map { Int($0) + 4 == a.count } ?? false ? 1 : 0 }
    if variant == 1 { try algorithm.code(&c) }
    try signature(&c)
  }

  private mutating func certificateRequest<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&variant) { a in
      guard let types = a.octet(0), let n = a.uint16(1 + Int(types)) else { return 0 }
      return 3 + Int(types) + Int(n) == a.count ? 0 : 1
    }
    try c.int(&shortLength, Field("tls.handshake.cert_types_count", "Certificate Types Count", "RFC 5246 §7.4.4"))
    try c.bytes(&short, count: Int(shortLength), Field("tls.handshake.cert_types", "Certificate Types", "RFC 5246 §7.4.4")) {
      Self.certificateTypes($0)
    }
    if variant == 1 {
      try c.int(&algorithmsLength, Field("tls.handshake.sig_hash_alg_len", "Signature Algorithms Length", "RFC 5246 §7.4.4"))
      try c.within(Int(algorithmsLength), Field("tls.handshake.sig_hash_algs", "Signature Algorithms", "RFC 5246 §7.4.4")) {
        c throws(WireError) in
        try c.list(&algorithms, each: Field("tls.handshake.sig_hash_algs", "Signature Algorithm", "RFC 5246 §7.4.4")) { $0.meaning }
      }
    }
    try c.int(&namesLength, Field("tls.handshake.dnames_len", "Distinguished Names Length", "RFC 5246 §7.4.4"))
    try c.within(Int(namesLength), Field("tls.handshake.dnames", "Distinguished Names", "RFC 5246 §7.4.4")) { c throws(WireError) in
      try c.list(&names, each: Field("tls.handshake.dnames", "Authority", "RFC 5246 §7.4.4")) { $0.elements.first?.subject }
    }
  }

  private static func certificateTypes(_ o: [UInt8]) -> String {
    o.map {
      switch $0 {
      case 1: "RSA sign"
      case 2: "DSS sign"
      case 3: "RSA fixed DH"
      case 4: "DSS fixed DH"
      case 64: "ECDSA sign"
      default: "\($0)"
      }
    }.joined(separator: ", ")
  }

  private mutating func clientKeyExchange<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&variant) { a in
      if let n = a.octet(0), Int(n) + 1 == a.count { return 1 }
      if let n = a.uint16(0), Int(n) + 2 == a.count { return 2 }
      return 0
    }
    switch variant {
    case 1:
      try c.int(&shortLength, Field("tls.handshake.client_point_len", "Public Key Length", "RFC 8422 §5.7"))
      try c.bytes(
        &short, count: Int(shortLength),
        Field("tls.handshake.client_point", "Public Key", "RFC 8422 §5.7", "the client's half of the Diffie-Hellman exchange"))
    case 2:
      try c.int(&pLength, Field("tls.handshake.epms_len", "Length", "RFC 5246 §7.4.7"))
      try c.bytes(
        &p, count: Int(pLength),
        Field(
          "tls.handshake.epms", "Encrypted Premaster Secret or Yc", "RFC 5246 §7.4.7",
          "RSA: the secret under the server's key; Diffie-Hellman: the client's half"))
    default: try c.rest(&data, Field("tls.handshake.client_params", "Parameters", "RFC 5246 §7.4.7"))
    }
  }
}
