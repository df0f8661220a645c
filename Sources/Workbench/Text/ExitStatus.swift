/// The exit status of the program, and how each command ended.
public enum ExitStatus: Int32, Sendable {
  case ok = 0
  /// A check, a lesson or a goal of the protocol failed.
  case failed = 1
  case usage = 2
  /// The machine does not allow it.
  case environment = 3
  case interrupted = 130
}
