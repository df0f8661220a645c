/// What this version does not have yet: the one list. Such words are refused with that reason, and help does not show them.
public enum Later {
  /// Kinds of tunnel.
  public static let kinds = ["l2tp", "l2tp-ipsec"]
  /// Keys of `new`.
  public static let keys = [
    "secret", "hidden", "proxy", "ike-auth", "psk", "mode", "ike", "esp", "ike-life", "esp-life", "dpd", "pfs", "encap",
  ]
  /// Values of keys that are there.
  public static func values(of key: String) -> [String] {
    switch key {
    case "nat": ["on"]
    case "medium": ["frame-relay", "aal5"]
    case "auth": ["eap-md5", "eap-tls", "eap-mschapv2"]
    case "compress": ["mppc"]
    default: []
    }
  }
  /// Layers that packets can be asked for.
  public static let layers = ["l2tp", "isakmp", "l2f"]
}
