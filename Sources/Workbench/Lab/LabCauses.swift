import ProtocolEngines

/// What led to a step, where the step's record does not say so itself.
extension Lab {
  /// What was due before the event that was picked in step `n`, in the order in which it was due; empty where nothing was picked.
  func passedOver(_ n: Int) -> [Choice] {
    guard let r = record(n), case .pick(let index) = r.choice else { return [] }
    var before = self
    guard before.goto(n - 1) else { return [] }
    return Array(before.choices().prefix(index - 1))
  }

  /// The step that set the timer that ran out in `r`; nil where there is no timer, or it was set before the first step.
  func timerSet(_ r: StepRecord) -> Int? {
    guard case .timer(let name, _) = r.cause, let i = nodeNames.firstIndex(of: r.node) else { return nil }
    guard let due = world(after: r.number - 1).nodes[i].timers.first(where: { $0.name == name })?.due else { return nil }
    var first: Int?
    worldsBack(from: r.number - 1) { n, w in
      guard w.nodes[i].timers.contains(where: { $0.name == name && $0.due == due }) else { return false }
      first = n
      return true
    }
    return first == 0 ? nil : first
  }
}
