// What goes into an end of a tunnel and comes out of it. The lab's node and the live runner know these and no protocol.

/// Which TCP connection: there are two only while a start collision (RFC 2637 §3.1.3) is being settled.
public enum ControlTCP: String, Sendable, CaseIterable {
  /// The one this end opened.
  case own
  /// The one the peer opened.
  case peers
}

/// A way on which the ends of a tunnel reach each other.
public enum Channel: Hashable, Sendable {
  /// The octets of a control connection.
  case tcp(ControlTCP)
  /// Packets of an IP protocol, from the header after IP on.
  case ip(IPProtocol)
  /// Datagrams. `local`: nil where the host chooses the port. `remote`: the peer's port.
  case udp(local: UInt16?, remote: UInt16)
}

/// What reaches an endpoint from outside.
public enum TransportEvent: Sendable, Equatable {
  /// The connection asked for by `open` is established.
  case connected
  /// The peer has connected to the control port.
  case accepted
  case received([UInt8], on: Channel)
  /// A TCP connection has ended.
  case closed(Reason, on: Channel)
  /// The connection asked for by `open` did not come about.
  case failed(Reason)
}

/// What a person can make an endpoint do.
public enum EndpointCommand: Sendable, Equatable {
  /// Reach the peer and bring the tunnel up.
  case open
  /// Be ready to be reached.
  case listen
  /// End politely, from the inside out.
  case hangup
  /// End the control connection at once, and everything in it.
  case stop
  /// One of the kind's `tell` actions, with words such as `accm=0`.
  case tell(String, [String])
  /// A packet of a network protocol into the tunnel.
  case send(PPPProtocol, [UInt8])
}

public enum EndpointEvent: Sendable, Equatable {
  /// The control connection is established.
  case controlUp
  /// The call or session carries PPP now; the numbers are those that the two ends gave it.
  case callUp(localID: UInt16, peerID: UInt16)
  case ppp(PPPEvent)
  /// Network packets may go (and are encrypted where encryption is required).
  case tunnelUp
  case callDown(Reason)
  /// Nothing is left: no call, no control connection.
  case down(Reason)
}

/// A way that an endpoint asks for.
public enum ChannelRequest: Sendable, Equatable {
  case tcp(port: UInt16)
  case udp(port: UInt16)
}

public enum EndpointOutput: Sendable, Equatable {
  /// Make it possible to send to the peer's port: connect, or choose a port of one's own.
  case open(ChannelRequest)
  /// Take what comes to this port.
  case listen(ChannelRequest)
  case send([UInt8], on: Channel)
  /// Close after everything sent has gone (FIN).
  case close(on: Channel)
  /// The connection that `accepted` was about is one too many: reset it. Nothing of it may be handed in.
  case refuse
  case deliver(PPPProtocol, [UInt8])
  case event(EndpointEvent)
  case note(Note)
}
