// What goes into an end of a tunnel and comes out of it. The lab's node and the live runner know these and no protocol.

/// Which TCP connection: there are two only while a start collision (RFC 2637 §3.1.3) is being settled.
public enum ControlTCP: String, Sendable, CaseIterable {
  /// The one this end opened.
  case own
  /// The one the peer opened.
  case peers
}

/// What reaches an endpoint from outside.
public enum TransportEvent: Sendable, Equatable {
  /// The connection asked for by `tcpOpen` stands.
  case tcpConnected
  /// The peer has connected to the control port.
  case tcpAccepted
  /// `on`: nil where there is only one connection.
  case tcpReceived([UInt8], on: ControlTCP? = nil)
  case tcpClosed(Reason, on: ControlTCP? = nil)
  /// The connection asked for by `tcpOpen` did not come about.
  case tcpFailed(Reason)
  /// An IP packet of protocol 47: GRE header and what follows.
  case gre([UInt8])
}

/// What a person can make an endpoint do.
public enum EndpointCommand: Sendable, Equatable {
  /// Connect to the peer and place the call.
  case open
  /// Be ready to be connected to.
  case listen
  /// End politely: LCP Terminate, Call-Clear or Call-Disconnect, Stop, TCP close.
  case hangup
  /// End the control connection at once (Stop-Control-Connection-Request), and every call with it.
  case stop
  /// One of `TellAction.all`, with words such as `accm=0`.
  case tell(String, [String])
  /// A packet of a network protocol into the tunnel.
  case send(PPPProtocol, [UInt8])
}

public enum EndpointEvent: Sendable, Equatable {
  case controlUp
  /// GRE carries PPP now.
  case callUp(localID: UInt16, peerID: UInt16)
  case ppp(PPPEvent)
  /// Network packets may go (and are encrypted where encryption is required).
  case tunnelUp
  case callDown(Reason)
  /// Nothing is left: no call, no control connection.
  case down(Reason)
}

public enum EndpointOutput: Sendable, Equatable {
  case tcpOpen(port: UInt16)
  case tcpListen(port: UInt16)
  case tcpSend([UInt8], on: ControlTCP)
  /// Close after everything sent has gone (FIN).
  case tcpClose(on: ControlTCP)
  /// The connection that `tcpAccepted` told of is one too many: reset it. Nothing of it may be handed in.
  case tcpRefuse
  /// A packet for IP protocol 47: GRE header and what follows.
  case gre([UInt8])
  case deliver(PPPProtocol, [UInt8])
  case event(EndpointEvent)
  case note(Note)
}
