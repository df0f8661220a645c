/// What one option of the peer's Configure-Request is worth to us.
enum OptionVerdict<Option: ConfigurationOption>: Sendable {
  case accept
  /// Acceptable with this value instead. `always`: stays a Nak even when Max-Failure is used up.
  case nak(Option, because: Sentence, ref: String, code: PPPReason = .nakked, always: Bool = false)
  case reject(because: Sentence, ref: String)
}

/// Why negotiation cannot go on: what the peer is told in the Terminate-Request, and why in full.
struct Fatal: Sendable, Equatable {
  var message: String
  var reason: Reason
}

/// What a protocol wants and takes: the part of option negotiation that differs between LCP, CCP, IPCP and IPV6CP.
/// The rules they share (RFC 1661 §5) are `ControlMachine`'s.
protocol ControlPolicy: Sendable, Equatable {
  associatedtype Dialect: ControlDialect
  typealias Option = Dialect.Option
  /// Dotted and lower case, for notes and timers: `"lcp"`.
  static var machine: String { get }
  static var restartTimer: String { get }
  /// Set when the link cannot go on; whoever owns the machine ends LCP with it.
  var fatal: Fatal? { get set }

  /// Negotiation begins (anew): back to what the settings say, the peer's values back to their defaults.
  mutating func reset(_ x: inout LinkContext)
  /// The options of our next Configure-Request.
  mutating func request(_ x: inout LinkContext) -> [Option]
  mutating func judge(_ o: Option, _ x: inout LinkContext) -> OptionVerdict<Option>
  /// Options the peer left out and that we want to hear: appended to a Configure-Nak (RFC 1661 §5.3).
  mutating func missing(_ options: [Option], _ x: inout LinkContext) -> [Option]
  /// We acknowledge these options of the peer.
  mutating func agree(_ options: [Option], _ x: inout LinkContext)
  /// The peer wants other values for these; false: no use to go on.
  mutating func nakked(_ options: [Option], _ x: inout LinkContext) -> Bool
  /// The peer refuses these; false: no use to go on.
  mutating func rejected(_ options: [Option], _ x: inout LinkContext) -> Bool
}

extension ControlPolicy {
  mutating func missing(_ options: [Option], _ x: inout LinkContext) -> [Option] { [] }
}

/// A set of option types, without allocation.
struct TypeSet {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// True if `type` was new.
  mutating func insert(_ type: UInt8) -> Bool {
    let bit: UInt64 = 1 << UInt64(type & 63)
    switch type >> 6 {
    case 0:
      defer { words.0 |= bit }
      return words.0 & bit == 0
    case 1:
      defer { words.1 |= bit }
      return words.1 & bit == 0
    case 2:
      defer { words.2 |= bit }
      return words.2 & bit == 0
    default:
      defer { words.3 |= bit }
      return words.3 & bit == 0
    }
  }
}
