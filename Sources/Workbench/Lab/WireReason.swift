import ProtocolEngines

/// Why a packet is lost on its way, or comes other than it was sent.
public enum WireReason: String, ReasonCodes {
  case dropped = "wire.dropped"
  case blocked = "wire.blocked"
  case duplicate = "wire.duplicate"
  case delayed = "wire.delayed"
  case swapped = "wire.swapped"
  /// Held to change places, and no packet came.
  case heldInVain = "wire.held"
  case corrupted = "wire.corrupted"
  case truncated = "wire.truncated"
  case poked = "wire.poked"
  /// A fault that met a packet it cannot change.
  case unchanged = "wire.unchanged"
  case replayed = "wire.replayed"
  /// A loop sends it back to its sender.
  case turnedRound = "wire.turned-round"
}
