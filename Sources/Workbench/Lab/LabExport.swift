import ProtocolEngines

extension Lab {
  /// The steps up to `current` as pcapng octets: wire, PPP inside, user IP.
  public func pcapng() -> [UInt8] { [] }
}
