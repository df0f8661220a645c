import ProtocolEngines

/// Making things happen.
extension Lab {
  /// Makes one thing happen to the world, in place; throws before anything has changed. What happens follows from the world,
  /// the records before it, the choice and `showAcks` alone, so that `world(after:)` can do it again.
  @discardableResult mutating func act(_ choice: StepChoice) throws(UsageError) -> StepRecord {
    var r = world.blank(choice, acksShown: showAcks)
    // Faults look at the lab as it was before the step. Where there are none, nothing is copied.
    var before = world.faults.isEmpty ? nil : self
    switch choice {
    case .next:
      guard let next = world.nextEvent() else { throw UsageError("Nothing is left to happen") }
      world.happen(next.event, due: next.due, &r)
    case .pick(let n):
      let events = world.events()
      guard n >= 1, n <= events.count else { throw UsageError("There is no choice \(n)") }
      world.happen(events[n - 1].event, due: events[n - 1].due, &r)
    case .command(let c):
      if case .fault = c { before = self }
      r.cause = .command(c.text)
      r.node = "wire"
      try obey(c, &r)
    }
    var met = 0
    func meet(_ w: inout World) {
      if let before, !w.faults.isEmpty { w.meetFaults(Array(r.sent[met...]), before.sight(r.frames)) }
      met = r.sent.count
    }
    meet(&world)
    while !showAcks, let next = world.nextPacket(), world.flights[next.index].pureAck {
      world.happen(.packet(world.flights[next.index].packet), due: next.due, &r, folded: true)
      meet(&world)
    }
    world.step = r.number
    return r
  }

  private mutating func obey(_ c: LabCommand, _ r: inout StepRecord) throws(UsageError) {
    switch c {
    case .fault(let f):
      if let e = f.match?.refusal(in: self) { throw e }
      let sight = sight()
      for p in try world.add(f, sight) {
        let fate =
          world.flights.first { $0.packet == p }.flatMap { $0.lost.map { "will be lost: \($0)" } ?? $0.tampered } ?? "will come twice"
        r.notes.append(NodeNote(node: "wire", note: Note(.fact, "wire", "Packet \(p), on its way: \(fate).")))
      }
    case .clearFaults: world.faults.removeAll()
    case .replay(let n):
      guard n >= 1, n <= current, let old = record(n) else {
        throw UsageError("There is no step \(n) behind us\(current > 0 ? ": they are 1 to \(current)" : " yet")")
      }
      guard let frame = old.frame else { throw UsageError("Step \(n) is about no packet; timeline shows which ones are") }
      let packet = world.replay(frame, of: n, origin: r.number)
      r.sent.append(packet)
      r.notes.append(
        NodeNote(node: "wire", note: Note(.fact, "wire", "The packet of step \(n) is on its way once more, as packet \(packet).")))
    case .firewall(var rule):
      if let from = rule.from { rule.from = nodeNames[try index(from)] }
      world.add(rule)
      r.node = "firewall"
    case .clearFirewall:
      world.firewall = Firewall()
      r.node = "firewall"
    case .loop(let node):
      if let node { world.loops = [try index(node)] } else { world.loops = [] }
    case .tell(let node, let action, let arguments):
      let command = try endpointCommand(action, arguments)
      let (i, end) = try end(node)
      world.act(on: i, &r) { $0.command(command, end: end, at: $1) }
    case .sendPing(let node, let to):
      let i = try index(node)
      world.act(on: i, &r) { $0.ping(to, at: $1) }
    case .sendUDP(let node, let text):
      let i = try index(node)
      world.act(on: i, &r) { $0.udp(text, at: $1) }
    case .hangup(let node):
      let (i, end) = try end(node)
      world.act(on: i, &r) { $0.command(.hangup, end: end, at: $1) }
    case .wait(let d):
      let target = world.clock + d
      guard d.micros >= 0 else { throw UsageError("Time does not run backwards here; `back` does") }
      if let next = world.nextEvent(), next.due <= target {
        throw UsageError("Something is due before that; `advance \(d.word)` steps through it")
      }
      world.clock = target
      r.time = target
      r.node = "clock"
    }
  }

  /// The ends of a server with several clients: `server.client2`.
  var endNames: [String] {
    world.nodes.filter { $0.ends.count > 1 }.flatMap { n in n.ends.indices.map { "\(n.name).\(n.ends[$0].name)" } }
  }

  /// `server` is the server and its first end, `server.client2` its end for that client.
  private func end(_ name: String) throws(UsageError) -> (node: Int, end: Int) {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let i = try index(parts[0])
    guard parts.count == 2 else { return (i, 0) }
    let names = world.nodes[i].ends.indices.map { world.nodes[i].ends[$0].name }
    guard let end = names.firstIndex(of: resolved(parts[1])) else {
      throw UsageError("“\(parts[1])” has no end at the \(world.nodes[i].name)", allowed: names.map { "\(parts[0]).\($0)" })
    }
    return (i, end)
  }

  private func index(_ node: String) throws(UsageError) -> Int {
    guard let i = world.index(resolved(node)) else { throw UsageError("“\(node)” is no node here", allowed: nodeNames) }
    return i
  }

  /// How faults look at packets. `before`: frames of the step under way, which the Observer has not seen yet.
  private func sight(_ before: [LabFrame] = []) -> World.Sight {
    let o = observer
    func look(_ f: Flight) -> Dissection {
      var o = o
      for b in before { _ = o.observe(b.octets, link: b.medium, time: Self.nanoseconds(b.time), number: b.number) }
      return o.observe(f.octets, link: f.medium, time: Self.nanoseconds(f.due), number: f.packet)
    }
    return World.Sight(
      matches: { e, f in
        e.holds(
          in: QueryScene(
            lab: self, from: f.from, to: f.to, node: f.from, facts: { StepRecord.facts($0, of: nil) }, dissection: { look(f) }))
      },
      dissection: look)
  }
}
