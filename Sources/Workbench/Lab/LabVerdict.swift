import ProtocolEngines

/// Why something did not come about: what the ends say themselves, what was refused, what was lost.
extension Lab {
  /// Why the ends that have failed did so, the first cause first. They look at the whole past: a cause does not go away
  /// because one has stepped on since.
  public var failures: [RunHint] {
    var list: [RunHint] = []
    for i in world.nodes.indices {
      for e in world.nodes[i].ends.indices {
        guard let failure = world.nodes[i].ends[e].endpoint.failure else { continue }
        var begun = current
        worldsBack(from: current) { n, w in
          guard w.nodes[i].ends[e].endpoint.knows(failure) else { return false }
          begun = max(n, 1)
          return n > 1
        }
        list.append(hint(failure, world.nodes[i].name, begun: begun))
      }
    }
    // What came first is the cause; what the other end says later is mostly its echo.
    return list.sorted { $0.step < $1.step }
  }

  /// The user asked an end to end it, before any end found a reason of its own.
  public var wasGivenUp: Bool {
    let first = failures.map(\.step).min() ?? .max
    return records.prefix(min(current, first)).contains { r in
      switch r.choice {
      case .command(.hangup): true
      case .command(.tell(_, let action, _)): settings.kind.actions.contains { $0.name == action && $0.isFarewell }
      default: false
      }
    }
  }

  /// The last step up to here after which the milestone held.
  public func lastHeld(_ m: Milestone) -> Int? {
    var found: Int?
    worldsBack(from: current) { n, w in
      if w.holds(m) { found = n }
      return found == nil
    }
    return found
  }

  /// The failure with the step and the section that show it best: of the note with the same code, or else of the step in which the
  /// end gave up.
  private func hint(_ failure: Reason, _ node: String, begun: Int) -> RunHint {
    func found(_ step: Int, _ ref: String) -> RunHint {
      RunHint(step: step, node: node, text: failure.text, ref: ref, isFailure: true, code: failure.code)
    }
    var step = begun
    while step >= 1, begun - step < 64 {
      for n in records[step - 1].notes where n.node == node && n.note.code == failure.code && n.note.isRefusal {
        return found(step, n.note.ref)
      }
      step -= 1
    }
    let notes = record(begun)?.notes.filter { $0.node == node && !$0.note.ref.isEmpty }.map(\.note) ?? []
    // A note that has the reason shows it best. TCP only carries out what others have decided; and where the control connection moved
    // first, PPP only says after it that its line is gone.
    let holding = notes.filter { $0.code == failure.code }
    let moves = notes.filter { $0.kind == .transition && $0.machine != "tcp" }
    let control = moves.first.flatMap { m in
      m.isOfTunnel(settings.kind) ? holding.first { $0.isOfTunnel(settings.kind) } ?? m : nil
    }
    let telling = control ?? holding.first ?? notes.first { $0.kind == .problem || $0.kind == .refused } ?? moves.first ?? notes.first
    return found(begun, telling?.ref ?? "")
  }

  /// Why the tunnel failed or ended; empty where no end has failed.
  public var verdict: [RunHint] { failures.isEmpty ? [] : hints(from: current) }

  /// The first step of the time in which the tunnel was up last, and the last; zeros where it never was.
  private var lastUp: (first: Int, last: Int) {
    guard let last = lastHeld(.tunnelUp) else { return (0, 0) }
    var first = last
    worldsBack(from: last) { n, w in
      guard w.holds(.tunnelUp) else { return false }
      first = n
      return true
    }
    return (first, last)
  }

  /// Why something did not come: what the ends say, problems and refusals, and what the wire did, of the steps since `start`; where
  /// an end has failed, or the tunnel was never up, of all that may have led to it. At most eight, in the order of the steps: what
  /// came first is the cause, the rest mostly its consequence.
  func hints(from start: Int) -> [RunHint] {
    let failures = self.failures
    let up = lastUp
    let isOver = !failures.isEmpty || up.last == 0
    // What wore a tunnel down happened while it was still up.
    let first = isOver ? up.first : start
    let steps = records[min(isOver ? up.last : start, current)..<current]
    let carried = records[min(first, current)..<current]
    var list = failures
    for l in losses(carried.map(\.number)) + changes(carried) where list.count < 8 { list.append(l) }
    for r in steps {
      for h in givenUp(r) {
        if let at = list.firstIndex(where: { $0.node == h.node && $0.machine == h.machine }) {
          list[at].count += 1
        } else if list.count < 8 {
          list.append(h)
        }
      }
    }
    // What an end notes in the step in which it fails is why it fails: one reason, not two.
    func told(_ n: NodeNote, _ step: Int) -> Bool {
      failures.contains { $0.node == n.node && ($0.step == step || $0.code == n.note.code) }
    }
    for kind in [Note.Kind.problem, .refused, .ignored] {
      // What an end takes no notice of explains something only where nothing but the wire does.
      if kind == .ignored, list.contains(where: { $0.node != "wire" }) { break }
      var shapes: [String: Int] = [:]
      for r in steps {
        for n in r.notes where n.note.kind == kind && !told(n, r.number) && !isSettled(n, r) {
          // Ten refusals that differ in a number are one reason.
          let shape = n.node + Self.shape(n.note.text)
          if let at = shapes[shape] {
            list[at].count += 1
            continue
          }
          guard list.count < 8 else { continue }
          shapes[shape] = list.count
          list.append(RunHint(step: r.number, node: n.node, text: n.note.text, ref: n.note.ref))
        }
      }
    }
    if let flush = flushReadings, list.contains(where: { !$0.isFailure && $0.node != "wire" }) || !failures.isEmpty { list.append(flush) }
    if list.isEmpty {
      let standing = holds(.tunnelUp) ? "the tunnel is up, and " : ""
      return [
        RunHint(
          step: 0, node: "",
          text: isQuiet ? standing + "nothing is left to happen that could bring it" : standing + "it did not come in these steps", ref: "")
      ]
    }
    // Within a step, what the wire did comes before what an end made of it, and its conclusion last.
    func place(_ at: (offset: Int, element: RunHint)) -> (Int, Int, Int) {
      (at.element.step, at.element.node == "wire" ? 0 : at.element.isFailure ? 2 : 1, at.offset)
    }
    return list.enumerated().sorted { place($0) < place($1) }.map(\.element)
  }

  /// Packets that came changed: one hint for each kind of change, with the first such step.
  private func changes(_ steps: ArraySlice<StepRecord>) -> [RunHint] {
    var out: [RunHint] = []
    var kinds: [String] = []
    for r in steps {
      guard let f = r.frame, f.lost == nil, let how = f.tampered, !Self.isTurnedRound(r) else { continue }
      let shape = f.from + Self.shape(how)
      if let at = kinds.firstIndex(of: shape) {
        out[at].count += 1
        continue
      }
      kinds.append(shape)
      out.append(RunHint(step: r.number, node: "wire", text: "a packet of the \(f.from): \(how)", ref: ""))
    }
    return out
  }

  /// Machines that had no answer and gave up. Of LCP the end says so itself.
  private func givenUp(_ r: StepRecord) -> [RunHint] {
    guard case .timer(let name, _) = r.cause, name.hasSuffix(".restart"), !name.hasPrefix("lcp.") else { return [] }
    let machine = name.dropLast(8)
    return r.transitions.filter { $0.note.machine == machine && $0.note.to == PPPAutomaton.State.stopped.name }.map {
      RunHint(
        step: r.number, node: $0.node, text: "\(machine.uppercased()) had no answer to its Configure-Requests and gives up",
        ref: $0.note.ref, machine: String(machine))
    }
  }

  private static func isTurnedRound(_ r: StepRecord) -> Bool { r.frame?.isTurnedRound == true }

  /// A refusal that kept nothing from coming: of a machine that is Opened now, or of one that had nothing to negotiate then and
  /// could only say so.
  private func isSettled(_ n: NodeNote, _ r: StepRecord) -> Bool {
    // An end that hears itself refuses its own demands; what tells is the magic number.
    if Self.isTurnedRound(r) {
      return ![PPPReason.loopedBack, .ownMagic, .strangeMagic].contains { n.note.code == ReasonCode($0) }
    }
    guard n.note.kind == .refused, Self.pppMachines.contains(n.note.machine) else { return false }
    // A Nak is how the network protocols give addresses (RFC 1332 §3.3).
    if n.note.machine != "lcp", n.note.machine != "ccp", n.note.code == ReasonCode(PPPReason.nakked) { return true }
    func state(_ at: Int) -> PPPAutomaton.State? {
      let name = stateTree(node: n.node, at: at)[n.note.machine + ".state"]?.text
      return PPPAutomaton.State.allCases.first { $0.name == name }
    }
    if state(current) == .opened { return true }
    return [.initial, .starting, .closed].contains(state(r.number))
  }

  /// Two readings of FLUSHED in one stateful tunnel: the ends lose each other at the first packet that carries it, and neither can
  /// say why.
  private var flushReadings: RunHint? {
    let flush = (settings.client.flush, settings.server.flush)
    guard flush.0 != flush.1, world.nodes.contains(where: { n in n.ends.indices.contains { n.ends[$0].endpoint.ppp?.encrypting == true } })
    else { return nil }
    guard stateTree(node: world.nodes[0].name, at: current)["ccp.mppe.stateless"] == .flag(false) else { return nil }
    return RunHint(
      step: 0, node: "",
      text:
        """
        the ends read FLUSHED differently (client.mppe-flush=\(flush.0.rawValue), server.mppe-flush=\(flush.1.rawValue)): their keys \
        part at the first packet that carries it
        """,
      ref: "RFC 3078 §8.2")
  }

  /// Packets that did not arrive in the given steps: one hint a reason, each with the first such step. `from`: only this node's.
  func losses(_ steps: some Sequence<Int>, from node: String? = nil) -> [RunHint] {
    var lost: [(why: String, count: Int, first: Int)] = []
    for i in steps {
      guard let r = record(i), case .lost(let why) = r.cause, node == nil || r.from == node else { continue }
      if let at = lost.firstIndex(where: { $0.why == why }) { lost[at].count += 1 } else { lost.append((why, 1, i)) }
    }
    return lost.map { RunHint(step: $0.first, node: "wire", text: "\($0.count) packet\($0.count == 1 ? "" : "s") \($0.why)", ref: "") }
  }

  /// A text with its numbers taken out.
  private static func shape(_ text: String) -> String {
    text.split(separator: " ").map { $0.utf8.contains { $0 >= 48 && $0 <= 57 } ? "#" : String($0) }.joined(separator: " ")
  }
}
