/// How one end proves to the other who it is. `none`: nobody asks.
public enum AuthMethod: String, CaseIterable, Sendable {
  case none, pap, chap, mschap, mschapv2, spap
  case eapMD5 = "eap-md5"
  case eapTLS = "eap-tls"
  case eapMSCHAPv2 = "eap-mschapv2"
}
