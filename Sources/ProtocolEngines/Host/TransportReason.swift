/// Why a transport below a tunnel ends: TCP, or what the system says of a socket.
public enum TransportReason: String, ReasonCodes {
  /// The other end closed the connection.
  case closedByPeer = "transport.closed-by-peer"
  /// The other end refused or reset the connection.
  case reset = "transport.reset"
  /// Nothing was acknowledged in time.
  case timedOut = "transport.timed-out"
  /// This end gave it up.
  case aborted = "transport.aborted"
  /// The system reports an error.
  case system = "transport.system"
}
