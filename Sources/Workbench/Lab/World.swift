import ProtocolEngines

/// Everything there is at one moment, as one value. Nothing in it grows without bound; the log stands beside it in `Lab`.
public struct World: Sendable, Equatable {
  public internal(set) var clock = Instant()
  /// The number of the last step.
  public internal(set) var step = 0
  public internal(set) var flights: [Flight] = []
  public internal(set) var firewall: [FirewallRule] = []
  public internal(set) var faults: [Fault] = []
}
