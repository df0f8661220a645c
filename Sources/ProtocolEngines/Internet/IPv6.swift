/// An IPv6 header (RFC 8200 §3).
public struct IPv6Header: WireMessage {
  public var versionClassFlow: UInt32 = 0x6000_0000, payloadLength: UInt16 = 0, nextHeader = IPProtocol.udp, hopLimit: UInt8 = 64
  public var source = IPv6Address(), destination = IPv6Address()
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&versionClassFlow, Field("ipv6.head", "Version, class, flow", "RFC 8200 §3"), bits: { b in
      b(0...3, Field("ipv6.version", "Version", "RFC 8200 §3"))
      b(4...11, Field("ipv6.tclass", "Traffic class", "RFC 8200 §3"))
      b(12...31, Field("ipv6.flow", "Flow label", "RFC 8200 §3"))
    })
    try c.int(&payloadLength, Field("ipv6.plen", "Payload length", "RFC 8200 §3", "octets behind this header"))
    try c.code(&nextHeader, Field("ipv6.nxt", "Next header", "RFC 8200 §3", "which protocol or extension follows"))
    try c.int(&hopLimit, Field("ipv6.hlim", "Hop limit", "RFC 8200 §3", "routers left before the packet is dropped"))
    try c.ipv6(&source, Field("ipv6.src", "Source address", "RFC 8200 §3"))
    try c.ipv6(&destination, Field("ipv6.dst", "Destination address", "RFC 8200 §3"))
  }
}
