/// Every message type there is, for tests that must hold for all of them (tiling, round trip, fuzzing).
public enum WireCatalog {
  public struct Entry: Sendable {
    public let name: String
    public let annotate: @Sendable ([UInt8]) -> Annotation
    /// Nil where the octets are not such a message; otherwise what the parsed message is as octets again.
    public let reencode: @Sendable ([UInt8]) -> [UInt8]?
  }

  static func entry<M: WireMessage>(_ type: M.Type) -> Entry {
    Entry(
      name: "\(type)", annotate: { M.annotate($0).annotation },
      reencode: { octets in (try? M(parsing: octets)).map { $0.encoded() } })
  }

  public static let all: [Entry] = internet + pptp + ppp + auth + eap + TunnelKind.all.flatMap(\.messages)

  private static let internet: [Entry] = [
    entry(EthernetHeader.self), entry(VLANTag.self), entry(LLCHeader.self), entry(CookedHeader.self), entry(CookedHeader2.self),
    entry(PPPoEHeader.self), entry(PPPoETag.self), entry(CiscoHDLCHeader.self), entry(LoopbackHeader.self), entry(PPPDirectionHeader.self),
    entry(ARPPacket.self), entry(IPv4Header.self), entry(IPv4Option.self), entry(ICMPMessage.self), entry(IGMPMessage.self),
    entry(IGMPRecord.self), entry(IGMPSource.self),
    entry(IPv6Header.self), entry(IPv6Extension.self), entry(IPv6Fragment.self), entry(IPv6Option.self), entry(IPv6Source.self),
    entry(AHHeader.self), entry(ESPPacket.self),
    entry(ICMPv6Header.self), entry(ICMPv6Body.self), entry(MLDRecord.self), entry(NDOption.self), entry(NDServer.self),
    entry(UDPHeader.self), entry(TCPHeader.self), entry(TCPOption.self), entry(TCPBlock.self),
  ]
  private static let ppp: [Entry] = [
    entry(PPPHeader.self), entry(PPPFrame.self), entry(LinkQualityReport.self), entry(MultilinkHeader.self), entry(OtherOption.self),
    entry(VJHeader.self), entry(DeflatePacket.self), entry(BSDCompressPacket.self), entry(LCPOption.self), entry(CCPOption.self),
    entry(IPCPOption.self), entry(IPV6CPOption.self),
    entry(ControlPacket<LCPDialect>.self), entry(ControlPacket<CCPDialect>.self), entry(ControlPacket<IPCPDialect>.self),
    entry(ControlPacket<IPV6CPDialect>.self),
    entry(ControlPacket<OtherDialect>.self),
  ]
  private static let auth: [Entry] = [
    entry(PAPPacket.self), entry(CHAPPacket.self), entry(CHAPTextPart.self), entry(PasswordBlock.self), entry(MPPEHeader.self),
    entry(MPPEPacket.self),
  ]
  private static let eap: [Entry] = [
    entry(EAPPacket.self), entry(EAPDesiredType.self), entry(TLSFlight.self), entry(TLSRecord.self), entry(TLSHandshake.self),
    entry(TLSCertificate.self), entry(TLSDistinguishedName.self),
    entry(TLSExtension.self), entry(TLSCipherSuite.self), entry(TLSSignatureScheme.self), entry(TLSGroup.self), entry(DERElement.self),
  ]

  /// What is wrong with an annotation of `octets`, or nil: the leaves must cover every octet once, in order, inside their groups.
  public static func fault(in notes: [FieldNote], over octets: [UInt8]) -> String? {
    var at = 0
    var groups: [Range<Int>] = []
    for n in notes {
      if n.range.upperBound > octets.count { return "\(n.field.id) ends at \(n.range.upperBound), the buffer at \(octets.count)" }
      while groups.count > Int(n.depth) { groups.removeLast() }
      if let g = groups.last, n.kind != .bits, n.range.lowerBound < g.lowerBound || n.range.upperBound > g.upperBound {
        return "\(n.field.id) at \(n.range) leaves its group at \(g)"
      }
      if n.kind == .group { groups.append(n.range) }
      guard n.tiles else { continue }
      if n.range.lowerBound != at { return "\(n.field.id) begins at \(n.range.lowerBound), the leaf before ended at \(at)" }
      at = n.range.upperBound
    }
    return at == octets.count ? nil : "the leaves end at \(at), the buffer at \(octets.count)"
  }
}
