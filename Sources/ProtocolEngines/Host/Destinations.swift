extension HostStack {
  /// The neighbour that a frame of this host is for.
  public func receiver(of frame: [UInt8]) -> IPv4Address? {
    guard let (h, _) = try? EthernetHeader.prefix(of: frame) else { return nil }
    return neighbours.first { $0.mac == h.destination }?.address
  }
}

extension PingHost {
  /// Where a packet of this host goes: an IPv4 or an IPv6 address; neither for octets that are no packet.
  public static func destination(of packet: [UInt8]) -> (IPv4Address?, IPv6Address?) {
    if packet.first.map({ $0 >> 4 }) == 6 { return (nil, (try? IPv6Header.prefix(of: packet))?.message.destination) }
    guard case .success(let (h, _)) = IPv4Header.open(packet) else { return (nil, nil) }
    return (h.destination, nil)
  }
}
