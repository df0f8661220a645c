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

  public static let table: CodeTable = [
    0: "null/loopback",
    1: "Ethernet",
    9: "PPP",
    12: "raw IP",
    14: "raw IP",
    50: "PPP in HDLC-like framing",
    51: "PPPoE",
    101: "raw IP",
    108: "loopback",
    113: "Linux cooked capture",
    204: "PPP with direction",
    228: "raw IPv4",
    229: "raw IPv6",
    276: "Linux cooked capture v2",
  ]
}
