/// A state machine as its document draws it, arrow by arrow, for people.
public struct StateFigure: Sendable, Equatable {
  /// One arrow. Where `to` is `from`, the state stays.
  public struct Arrow: Sendable, Equatable {
    public let from: String
    public let event: String
    /// What is done; empty where nothing is sent.
    public let action: String
    public let to: String
    public init(_ from: String, _ event: String, _ action: String, _ to: String) {
      self.from = from
      self.event = event
      self.action = action
      self.to = to
    }
  }
  public var title: String
  public var section: String
  public var arrows: [Arrow]
  /// What a reader has to know of it.
  public var legend: String
  public init(title: String, section: String, arrows: [Arrow], legend: String) {
    self.title = title
    self.section = section
    self.arrows = arrows
    self.legend = legend
  }
}
