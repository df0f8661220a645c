extension PPTPEndpoint {
  // Asked after every input, and from another module: through `ppp` each question would copy the whole link.
  /// This end's address inside the tunnel while IPCP is Opened.
  public var insideAddress: IPv4Address? { ppp?.localAddress }
  /// This end's interface identifier while IPV6CP is Opened.
  public var insideInterface: UInt64? { ppp?.localInterfaceID }
  /// The peer's address inside the tunnel while IPCP is Opened.
  public var insidePeer: IPv4Address? { ppp?.peerAddress }
  /// The peer's interface identifier while IPV6CP is Opened.
  public var insidePeerInterface: UInt64? { ppp?.peerInterfaceID }
}
