/// A state of a protocol's machine: it has a name, a sentence for people, and the section that defines it.
public protocol MachineState: CaseIterable, Hashable, Sendable {
  /// Whose state it is, for people: `"PPTP's call"`.
  static var machine: String { get }
  /// As variables and screens spell it: `"req-sent"`.
  var name: String { get }
  /// One sentence: what the state means.
  var about: String { get }
  var ref: StaticString { get }
}

extension MachineState where Self: RawRepresentable, RawValue == String {
  public var name: String { rawValue }
}
