extension AuthMethod {
  /// The LCP option that asks for this method; nil for `none` (RFC 1661 §6.2, RFC 1994 §3, RFC 2433 §2, RFC 2759 §3, RFC 3748 §2).
  var option: LCPOption? {
    switch self {
    case .none: nil
    case .pap: .auth(.pap)
    case .chap, .mschap, .mschapv2: .auth(.chap, algorithm: CHAPAlgorithm(self))
    case .spap: .auth(.spap)
    case .eapMD5, .eapTLS, .eapMSCHAPv2: .auth(.eap)
    }
  }

  /// The first of `methods` that this option asks for. (EAP agrees on its kind later, inside EAP.)
  static func asked(by o: LCPOption, among methods: [AuthMethod]) -> AuthMethod? {
    methods.first { m in
      guard let own = m.option else { return false }
      return own.number == o.number && (own.number != UInt64(PPPProtocol.chap.rawValue) || (own.second == o.second && o.length == 5))
    }
  }
}
