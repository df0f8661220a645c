import ProtocolEngines

/// What a question needs of a lab: its names and its state now.
protocol QueryLab {
  var nodeNames: [String] { get }
  /// The fields that its packets may have.
  var fields: FieldCatalogue { get }
  /// The node that a role plays (`pns`); other names as they are.
  func resolved(_ node: String) -> String
  func holds(_ m: Milestone) -> Bool
  /// `"server.ccp.state"` now.
  func value(of path: String) -> StateTree.Value?
  /// What is wrong with `server.ccp.state`, or nil.
  func refusal(ofState path: String) -> UsageError?
  /// What is wrong with a word as the value of a variable, or nil.
  func refusal(ofState path: String, value word: String) -> UsageError?
}

/// What an expression is asked about: a lab, and one step of it or one packet on its way.
struct QueryScene<Subject: QueryLab> {
  var lab: Subject
  var from: String
  var to: String
  var node: String
  /// The values of a step's facts: `step`, `cause`, `timer`, `lost`, `note`.
  var facts: (RecordField) -> [String]
  /// Made only when a field is asked for.
  var dissection: () -> Dissection?
}
