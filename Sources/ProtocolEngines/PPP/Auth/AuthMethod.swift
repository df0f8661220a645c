/// How one end proves to the other who it is. `none`: nobody asks.
public enum AuthMethod: String, CaseIterable, Sendable {
  case none, pap, chap, mschap, mschapv2, spap
  case eapMD5 = "eap-md5"
  case eapTLS = "eap-tls"
  case eapMSCHAPv2 = "eap-mschapv2"

  /// The protocol its packets travel in; nil for `none`.
  var proto: PPPProtocol? { option.map { PPPProtocol(rawValue: UInt16(truncatingIfNeeded: $0.number)) } }

  /// Its name in notes.
  var title: String {
    switch self {
    case .none: "no authentication"
    case .pap: "PAP"
    case .chap: "CHAP with MD5"
    case .mschap: "MS-CHAP"
    case .mschapv2: "MS-CHAPv2"
    case .spap: "SPAP"
    case .eapMD5, .eapTLS, .eapMSCHAPv2: "EAP"
    }
  }
}
