import ProtocolEngines

/// What `new pptp key=value…` decides; also for `connect` and `serve`.
public struct LabSettings: Sendable, Equatable {
  /// One key as help and completion show it.
  public struct Key: Sendable {
    public var name: String
    public var group: String
    /// Default first. Empty: free text.
    public var values: [String]
    public var about: String
    /// May carry `client.` or `server.`.
    public var perNode: Bool
  }

  public var seed: UInt64 = 1
  /// The words it was made from.
  public var words: [String] = []

  public init() {}

  public static var keys: [Key] { [] }
  public static func parse(_ words: [String]) -> Result<LabSettings, UsageError> { .success(LabSettings()) }
}
