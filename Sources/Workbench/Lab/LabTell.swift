import ProtocolEngines

extension Lab {
  /// What `tell` makes an end do; wrong words are an error before anything happens.
  func endpointCommand(_ action: String, _ arguments: [String]) throws(UsageError) -> EndpointCommand {
    let actions = settings.kind.actions
    let names = actions.map(\.name)
    guard names.contains(action) else {
      throw UsageError("“\(action)” is nothing an end can be told", allowed: names, suggestion: Spelling.nearest(action, among: names))
    }
    if let wrong = TellAction.check(action, arguments, among: actions) { throw UsageError(wrong) }
    return .tell(action, arguments)
  }
}

extension Delay {
  /// As `wait` and `advance` read it: `"2s"`, `"500ms"`, `"20us"`.
  public var word: String {
    if micros % 1_000_000 == 0 { return "\(micros / 1_000_000)s" }
    if micros % 1_000 == 0 { return "\(micros / 1_000)ms" }
    return "\(micros)us"
  }
}
