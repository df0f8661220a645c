/// A Link-Quality-Report (RFC 1989 §2.6): what each end has counted, so that the other can tell how much was lost.
///
/// Its own end's counters come first as the last report told them, then those of the end that sends it.
public struct LinkQualityReport: WireMessage {
  public var magic: UInt32 = 0
  public var lastOutLQRs: UInt32 = 0, lastOutPackets: UInt32 = 0, lastOutOctets: UInt32 = 0
  public var peerInLQRs: UInt32 = 0, peerInPackets: UInt32 = 0, peerInDiscards: UInt32 = 0, peerInErrors: UInt32 = 0,
    peerInOctets: UInt32 = 0
  public var peerOutLQRs: UInt32 = 0, peerOutPackets: UInt32 = 0, peerOutOctets: UInt32 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(
      &magic,
      Field("ppp.lqr.magic", "Magic-Number", "RFC 1989 §2.6", "the sender's: shows a line that is looped back; 0 where none was agreed"))
    try c.int(&lastOutLQRs, Field("ppp.lqr.last_out_lqrs", "LastOutLQRs", "RFC 1989 §2.6", "PeerOutLQRs of the last report received"))
    try c.int(
      &lastOutPackets, Field("ppp.lqr.last_out_packets", "LastOutPackets", "RFC 1989 §2.6", "PeerOutPackets of the last report received"))
    try c.int(
      &lastOutOctets, Field("ppp.lqr.last_out_octets", "LastOutOctets", "RFC 1989 §2.6", "PeerOutOctets of the last report received"))
    try c.int(
      &peerInLQRs,
      Field(
        "ppp.lqr.peer_in_lqrs", "PeerInLQRs", "RFC 1989 §2.6",
        "reports its sender has received; 0: none yet, and what comes before means nothing"))
    try c.int(&peerInPackets, Field("ppp.lqr.peer_in_packets", "PeerInPackets", "RFC 1989 §2.6", "packets its sender has received"))
    try c.int(
      &peerInDiscards, Field("ppp.lqr.peer_in_discards", "PeerInDiscards", "RFC 1989 §2.6", "packets its sender has received and dropped"))
    try c.int(&peerInErrors, Field("ppp.lqr.peer_in_errors", "PeerInErrors", "RFC 1989 §2.6", "packets that reached its sender damaged"))
    try c.int(&peerInOctets, Field("ppp.lqr.peer_in_octets", "PeerInOctets", "RFC 1989 §2.6", "octets its sender has received"))
    try c.int(
      &peerOutLQRs, Field("ppp.lqr.peer_out_lqrs", "PeerOutLQRs", "RFC 1989 §2.6", "reports its sender has sent, this one included"))
    try c.int(
      &peerOutPackets,
      Field("ppp.lqr.peer_out_packets", "PeerOutPackets", "RFC 1989 §2.6", "packets its sender has sent, this one included"))
    try c.int(
      &peerOutOctets, Field("ppp.lqr.peer_out_octets", "PeerOutOctets", "RFC 1989 §2.6", "octets its sender has sent, this report included")
    )
  }
}
