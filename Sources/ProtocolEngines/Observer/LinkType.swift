/// What a captured frame begins with (the LINKTYPE_ registry of the pcap formats).
public struct LinkType: Codepoint {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let null = Self(rawValue: 0), ethernet = Self(rawValue: 1), ppp = Self(rawValue: 9), pppSerial = Self(rawValue: 50)
  public static let pppEther = Self(rawValue: 51), rawIP = Self(rawValue: 101), loop = Self(rawValue: 108), sll = Self(rawValue: 113)
  public static let pppWithDirection = Self(rawValue: 204), ipv4 = Self(rawValue: 228), ipv6 = Self(rawValue: 229),
    sll2 = Self(rawValue: 276)
  /// Raw IP as some systems number it in their own files.
  public static let rawIPOfBSD = Self(rawValue: 12), rawIPOfOpenBSD = Self(rawValue: 14)

  public var label: StaticString? {
    switch rawValue {
    case 0: "null/loopback"
    case 1: "Ethernet"
    case 9: "PPP"
    case 12, 14, 101: "raw IP"
    case 50: "PPP in HDLC-like framing"
    case 51: "PPPoE"
    case 108: "loopback"
    case 113: "Linux cooked capture"
    case 204: "PPP with direction"
    case 228: "raw IPv4"
    case 229: "raw IPv6"
    case 276: "Linux cooked capture v2"
    default: nil
    }
  }
}
