/// What IPV6CP asks for and takes: two interface identifiers that differ (RFC 5072 §4.1).
struct IPV6CPPolicy: ControlPolicy {
  typealias Dialect = IPV6CPDialect
  static var machine: String { "ipv6cp" }
  static var restartTimer: String { "ipv6cp.restart" }

  var fatal: Fatal?
  /// This end's identifier; nil once the peer rejects the option.
  private(set) var identifier: UInt64?
  private(set) var peerIdentifier: UInt64 = 0
  private var lastNak: UInt64?

  /// A random identifier: not zero, and the "u" bit 0, because no hardware maker gave it.
  static func draw(_ x: inout LinkContext) -> UInt64 {
    let n = x.dice.next() & ~0x0200_0000_0000_0000
    return n == 0 ? 1 : n
  }

  mutating func reset(_ x: inout LinkContext) {
    self = Self()
    identifier = Self.draw(&x)
  }

  mutating func request(_ x: inout LinkContext) -> [IPV6CPOption] { identifier.map { [.interfaceID($0)] } ?? [] }

  mutating func judge(_ o: IPV6CPOption, _ x: inout LinkContext) -> OptionVerdict<IPV6CPOption> {
    guard o.type == .interfaceID, o.length == 10 else {
      return .reject(
        because: o.type == .compression ? "IPv6 headers are not compressed here" : "this option is not known", ref: "RFC 5072 §4")
    }
    if o.number != 0, o.number != identifier { return .accept }
    if o.number == 0, identifier == 0 { return .reject(because: "neither end has an identifier", ref: "RFC 5072 §4.1") }
    let other = Self.draw(&x)
    lastNak = other
    return .nak(
      .interfaceID(other), because: o.number == 0 ? "zero asks for an identifier" : "both ends have the same identifier",
      ref: "RFC 5072 §4.1", always: o.number != 0)
  }

  mutating func agree(_ options: [IPV6CPOption], _ x: inout LinkContext) {
    peerIdentifier = options.first { $0.type == .interfaceID }?.number ?? 0
  }

  mutating func nakked(_ options: [IPV6CPOption], _ x: inout LinkContext) -> Bool {
    for o in options where o.type == .interfaceID && o.length == 10 && identifier != nil {
      if o.number == 0 || o.number == lastNak { identifier = Self.draw(&x) } else { identifier = o.number }
    }
    return true
  }

  mutating func rejected(_ options: [IPV6CPOption], _ x: inout LinkContext) -> Bool {
    if options.contains(where: { $0.type == .interfaceID }) { identifier = nil }
    return true
  }
}
