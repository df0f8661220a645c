import ProtocolEngines

extension Lab {
  /// How long nothing may change, with only keep-alives left, before a run counts as quiet.
  static let quietTime = Delay.seconds(60)
  /// The most steps one command takes.
  public static let runLimit = 10_000

  /// Nothing that matters will happen before the quiet time is over.
  var isQuiet: Bool {
    guard let next = world.nextEvent() else { return true }
    return next.due - world.lastChange >= Self.quietTime && world.onlyKeepalives
  }

  /// Steps until the expression holds, a breakpoint, a watch, quiet, or the limit. `interrupted` is asked between steps.
  @discardableResult
  public mutating func run(until: Expression? = nil, limit: Int = runLimit, interrupted: () -> Bool = { false }) -> RunEnd {
    let start = current
    if let until, !until.asksAboutStep, until.holds(in: self) { return RunEnd(reason: .reached, steps: 0, reached: true, why: []) }
    var reason: RunReason?
    while reason == nil {
      if interrupted() {
        reason = .interrupted
        break
      }
      if current - start >= limit {
        reason = .limit
        break
      }
      if isQuiet {
        reason = .quiet
        break
      }
      let before = watchValues()
      guard step() != nil else {
        reason = .quiet
        break
      }
      if let until, until.holds(in: self) { return RunEnd(reason: .reached, steps: current - start, reached: true, why: []) }
      reason = stopAfterStep(before)
    }
    let end = reason ?? .quiet
    return RunEnd(reason: end, steps: current - start, reached: until == nil, why: until == nil ? verdict : hints(from: start))
  }

  func watchValues() -> [StateTree.Value?] { watches.map { value(of: $0) } }

  func stopAfterStep(_ before: [StateTree.Value?]) -> RunReason? {
    for (path, old) in zip(watches, before) {
      let new = value(of: path)
      if new != old { return .watch(path: path, before: old?.text ?? "nothing", after: new?.text ?? "nothing") }
    }
    return breakpoints.first { $0.expression.holds(in: self) }.map { .breakpoint($0.number) }
  }

  /// Lets this much virtual time pass, with everything that is due in it.
  public mutating func advance(_ d: Delay, limit: Int = runLimit, interrupted: () -> Bool = { false }) -> RunEnd {
    let start = current
    let target = world.clock + d
    while let n = world.nextEvent(), n.due <= target {
      if interrupted() { return RunEnd(reason: .interrupted, steps: current - start, reached: false, why: []) }
      if current - start >= limit { return RunEnd(reason: .limit, steps: current - start, reached: false, why: []) }
      let before = watchValues()
      _ = step()
      if let stop = stopAfterStep(before) { return RunEnd(reason: stop, steps: current - start, reached: false, why: []) }
    }
    if world.clock < target { _ = perform(.wait(target - world.clock)) }
    return RunEnd(reason: .reached, steps: current - start, reached: true, why: [])
  }

  /// Sends an echo request through the tunnel and runs to its answer or time-out; the reply, or nil.
  public mutating func ping(from node: String = "client", to: String? = nil, limit: Int = 1_000, interrupted: () -> Bool = { false }) -> (
    reply: PingReply?, end: RunEnd
  ) {
    let start = current
    guard case .success(let sent) = perform(.sendPing(node: node, to: to)), !sent.notes.contains(where: { $0.note.kind == .problem }) else {
      return (nil, RunEnd(reason: .quiet, steps: current - start, reached: false, why: hints(from: start)))
    }
    var reason = RunReason.quiet
    while true {
      if interrupted() {
        reason = .interrupted
        break
      }
      if current - start >= limit {
        reason = .limit
        break
      }
      guard let r = step() else { break }
      if r.node == node, let p = r.pings.last { return (p, RunEnd(reason: .reached, steps: current - start, reached: true, why: [])) }
      if r.node == node, case .timer("ping.timeout", _) = r.cause { break }
    }
    return (nil, RunEnd(reason: reason, steps: current - start, reached: false, why: reason == .interrupted ? [] : hints(from: start)))
  }
}
