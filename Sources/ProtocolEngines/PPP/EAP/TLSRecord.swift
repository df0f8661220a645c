/// TLS record types (RFC 5246 §6.2.1).
struct TLSContentType: Codepoint {
  var rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  static let changeCipherSpec = Self(rawValue: 20), alert = Self(rawValue: 21), handshake = Self(rawValue: 22),
    applicationData = Self(rawValue: 23)
  static let table: CodeTable = [
    20: "Change Cipher Spec",
    21: "Alert",
    22: "Handshake",
    23: "Application Data",
    24: "Heartbeat",
  ]
}

/// Protocol versions as two octets (RFC 5246 §E.1, RFC 8446 §4.1.2).
struct TLSVersion: Codepoint {
  var rawValue: UInt16
  init(rawValue: UInt16) { self.rawValue = rawValue }
  static let table: CodeTable = [
    0x0300: "SSL 3.0",
    0x0301: "TLS 1.0",
    0x0302: "TLS 1.1",
    0x0303: "TLS 1.2",
    0x0304: "TLS 1.3",
  ]
}

/// TLS alerts (RFC 5246 §7.2, RFC 8446 §6).
struct TLSAlert: Codepoint {
  var rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  static let badCertificate = Self(rawValue: 42), certificateExpired = Self(rawValue: 45), unknownCA = Self(rawValue: 48),
    certificateRequired = Self(rawValue: 116)
  static let table: CodeTable = [
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
  ]
}

/// TLS records one after the other: what one end says before it is the other's turn.
public struct TLSFlight: WireMessage {
  var records: [TLSRecord] = []
  public init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.list(&records, each: Field("tls.record", "TLS Record", "RFC 5246 §6.2")) { $0.summary }
  }

  /// True if records fill the octets exactly: then they are a whole message and no fragment.
  static func fills(_ a: Ahead) -> Bool {
    var at = 0
    while at < a.count {
      guard let type = a.octet(at), (20...24).contains(type), a.octet(at + 1) == 3, let n = a.uint16(at + 3) else { return false }
      at += 5 + Int(n)
    }
    return at == a.count
  }

  var summary: String { records.map(\.summary).joined(separator: ", ") }
}

/// One TLS record (RFC 5246 §6.2.1).
struct TLSRecord: WireMessage {
  enum Form: UInt8, Sendable { case handshake, alert, opaque }
  var type = TLSContentType.handshake, version = TLSVersion(rawValue: 0x0303), length: UInt16 = 0
  var form = Form.opaque
  var handshake: [TLSHandshake] = []
  var level: UInt8 = 0, alert = TLSAlert(rawValue: 0)
  var data: [UInt8] = []
  init() {}

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("tls.record.content_type", "Content Type", "RFC 5246 §6.2.1"))
    try c.code(&version, Field("tls.record.version", "Version", "RFC 5246 §6.2.1"))
    try c.int(&length, Field("tls.record.length", "Length", "RFC 5246 §6.2.1"))
    try c.within(Int(length), Field("tls.record.fragment", "Fragment", "RFC 5246 §6.2.1")) { c throws(WireError) in try body(&c) }
  }

  private mutating func body<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&form) { [type] a in
      switch type {
      case .handshake: TLSHandshake.fills(a) ? .handshake : .opaque
      case .alert: a.count == 2 ? .alert : .opaque
      default: .opaque
      }
    }
    switch (form, type) {
    case (.handshake, _): try c.list(&handshake, each: Field("tls.handshake", "Handshake", "RFC 5246 §7.4")) { $0.type.meaning }
    case (.alert, _):
      try c.int(&level, Field("tls.alert_message.level", "Level", "RFC 5246 §7.2")) { $0 == 1 ? "warning" : $0 == 2 ? "fatal" : nil }
      try c.code(&alert, Field("tls.alert_message.desc", "Description", "RFC 5246 §7.2", "why"))
    case (_, .changeCipherSpec):
      try c.rest(&data, Field("tls.change_cipher_spec", "Change Cipher Spec", "RFC 5246 §7.1", "what follows from this end is encrypted"))
    case (_, .handshake):
      try c.rest(
        &data, .ciphertext,
        Field("tls.handshake.ciphertext", "Encrypted Handshake Message", "RFC 5246 §7.4.9", "after Change Cipher Spec: Finished"))
    case (_, .alert):
      try c.rest(&data, .ciphertext, Field("tls.alert_message.ciphertext", "Encrypted Alert", "RFC 5246 §7.2"))
    default:
      try c.rest(&data, .ciphertext, Field("tls.app_data.ciphertext", "Encrypted Data", "RFC 5246 §10"))
    }
  }

  var summary: String {
    switch (form, type) {
    case (.handshake, _): handshake.map { $0.type.meaning }.joined(separator: ", ")
    case (.alert, _): "Alert \(alert.meaning)"
    case (_, .handshake): "Encrypted Handshake Message"
    default: type.meaning
    }
  }
}
