/// An ICMP message (RFC 792): echo, and the errors that quote the packet they are about.
public struct ICMPMessage: WireMessage {
  public var type: UInt8 = 8, code: UInt8 = 0, checksum: UInt16 = 0
  /// Echo: identifier and sequence number. Otherwise the four octets behind the checksum.
  public var identifier: UInt16 = 0, sequence: UInt16 = 0, data: [UInt8] = []
  public init() {}
  public var isEcho: Bool { type == 8 || type == 0 }

  static func typeName(_ t: UInt8) -> String? {
    switch t {
    case 0: "echo reply"
    case 3: "destination unreachable"
    case 4: "source quench"
    case 5: "redirect"
    case 8: "echo request"
    case 11: "time exceeded"
    case 12: "parameter problem"
    default: nil
    }
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header(&c)
    try c.rest(&data, .data, Field("icmp.data", "Data", "RFC 792", "chosen by the sender, returned as it is"))
  }

  /// All but the data, which the Observer reads itself where it quotes a packet.
  @inline(__always)
  mutating func header<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&type, Field("icmp.type", "Type", "RFC 792")) { ICMPMessage.typeName($0) }
    let kind = type
    try c.int(&code, Field("icmp.code", "Code", "RFC 792")) { [kind] v in
      guard kind == 3 else { return nil }
      switch v {
      case 0: return "network unreachable"
      case 1: return "host unreachable"
      case 2: return "protocol unreachable"
      case 3: return "port unreachable"
      case 4: return "fragmentation needed"
      case 13: return "administratively prohibited"
      default: return nil
      }
    }
    try c.int(&checksum, Field("icmp.checksum", "Checksum", "RFC 792", "over the whole message"))
    if isEcho {
      try c.int(&identifier, Field("icmp.ident", "Identifier", "RFC 792", "which ping this belongs to"))
      try c.int(&sequence, Field("icmp.seq", "Sequence number", "RFC 792", "which of its echoes"))
    } else {
      try c.int(&identifier, Field("icmp.rest_high", "Unused or gateway", "RFC 792"))
      try c.int(&sequence, Field("icmp.rest_low", "Unused, MTU or gateway", "RFC 1191 §4"))
    }
  }

  /// The message with its checksum, as octets.
  public func sealed() -> [UInt8] {
    var m = self
    m.checksum = 0
    var octets = m.encoded()
    let sum = InternetChecksum.compute(octets)
    octets[2] = UInt8(sum >> 8)
    octets[3] = UInt8(sum & 255)
    return octets
  }
}
