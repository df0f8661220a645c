import ProtocolEngines

/// A whole laboratory: the world now, and how it came to be. A value; copies go their own ways.
public struct Lab: Sendable {
  public let settings: LabSettings
  /// `worlds[n]` is the world after step n; `worlds[0]` the beginning.
  public private(set) var worlds: [World]
  /// All steps known, also those after `current` when one has gone back.
  public private(set) var records: [StepRecord] = []
  /// The step we stand behind; 0 is the beginning.
  public private(set) var current = 0
  public private(set) var marks: [Mark] = []
  public private(set) var breakpoints: [Breakpoint] = []
  /// State paths whose change ends a run.
  public private(set) var watches: [String] = []
  /// `set tcp-acks show`: pure acknowledgements are steps of their own.
  public var showAcks = false
  private var cache: DissectionCache

  public init(settings: LabSettings) {
    self.settings = settings
    worlds = [World(settings)]
    cache = DissectionCache(keyring: settings.keyring)
  }

  /// The virtual clock's zero: 2026-01-01T00:00:00Z, in seconds since 1970.
  public static let epoch: Int64 = 1_767_225_600
  /// A moment of the lab in nanoseconds since 1970.
  public static func nanoseconds(_ t: Instant) -> Int64 { epoch &* 1_000_000_000 &+ t.micros &* 1_000 }

  public var world: World { worlds[current] }
  /// Node names, the eavesdropper not counted.
  public var nodeNames: [String] { world.nodes.map(\.name) }
  /// Step n (from 1), or nil.
  public func record(_ n: Int) -> StepRecord? { n >= 1 && n <= records.count ? records[n - 1] : nil }

  // MARK: Moving

  /// Does what is due next; nil when nothing is left to happen.
  @discardableResult public mutating func step() -> StepRecord? {
    // What was done before by plain stepping is what would happen again.
    if current < records.count, records[current].choice == .next, records[current].acksShown == showAcks {
      current += 1
      return records[current - 1]
    }
    guard let next = world.nextEvent() else { return nil }
    return happen(next.event, due: next.due, .next)
  }

  /// Undoes up to `n` steps; gives how many. They stay known until something else is done.
  @discardableResult public mutating func back(_ n: Int = 1) -> Int {
    let count = min(max(n, 0), current)
    current -= count
    return count
  }

  /// Moves to the world after step `n`, back, or forward by stepping on: at most `runLimit` steps. False, and nothing has
  /// changed, when that step cannot be reached.
  @discardableResult public mutating func goto(_ n: Int) -> Bool {
    guard n >= 0, n - records.count <= Self.runLimit else { return false }
    let before = self
    current = min(n, records.count)
    while current < n {
      guard step() != nil else {
        self = before
        return false
      }
    }
    return true
  }

  /// What could happen next, in the order in which it is due.
  public func choices() -> [Choice] {
    world.events().enumerated().map { i, e in
      // What was passed over happens when it is its turn, which is now and never in the past.
      let due = max(e.due, world.clock)
      switch e.event {
      case .opening(let n):
        return Choice(index: i + 1, kind: .opening, due: due, node: world.nodes[n].name, from: "", text: "\(world.nodes[n].name) opens the control connection", keepalive: false)
      case .timer(let n, let t):
        return Choice(index: i + 1, kind: .timer(t.name), due: due, node: world.nodes[n].name, from: "", text: "\(t.name): \(t.purpose)", keepalive: t.keepalive)
      case .packet(let p):
        let f = world.flights.first { $0.packet == p }
        let d = f.map { dissection(of: $0) }
        let what = d.map { $0.summary.isEmpty ? "\($0.proto.isEmpty ? "frame" : $0.proto), \(f?.octets.count ?? 0) octets" : $0.summary } ?? ""
        let text = f?.lost.map { "\(what): \($0)" } ?? what
        return Choice(index: i + 1, kind: .packet(p), due: due, node: f?.to ?? "", from: f?.from ?? "", text: text, keepalive: false)
      }
    }
  }

  /// Makes choice `n` (from 1) happen now.
  @discardableResult public mutating func pick(_ n: Int) -> StepRecord? {
    let events = world.events()
    guard n >= 1, n <= events.count else { return nil }
    if n == 1 { return step() }
    return happen(events[n - 1].event, due: events[n - 1].due, .pick(n))
  }

  public mutating func perform(_ c: LabCommand) -> Result<StepRecord, UsageError> {
    var w = world
    var r = w.blank(.command(c), acksShown: showAcks)
    r.cause = .command(c.text)
    r.node = "wire"
    do throws(UsageError) { try obey(c, &w, &r) } catch { return .failure(error) }
    return .success(finish(w, r))
  }

  private func obey(_ c: LabCommand, _ w: inout World, _ r: inout StepRecord) throws(UsageError) {
    func index(_ node: String) throws(UsageError) -> Int {
      guard let i = w.index(resolved(node)) else { throw UsageError("“\(node)” is no node here", allowed: nodeNames) }
      return i
    }
    switch c {
    case .fault(let f):
      if let e = f.match?.refusal(in: self) { throw e }
      let met = try w.add(f, sight(observer))
      for p in met { r.notes.append(NodeNote(node: "wire", note: Note(.fact, "wire", "Packet \(p) on its way is met by it."))) }
    case .clearFaults: w.faults.removeAll()
    case .replay(let n):
      guard n >= 1, n <= current, let old = record(n) else { throw UsageError("There is no step \(n) behind us\(current > 0 ? ": they are 1 to \(current)" : " yet")") }
      guard let frame = old.frame else { throw UsageError("Step \(n) is about no packet; timeline shows which ones are") }
      let packet = w.replay(frame, of: n, origin: r.number)
      r.sent.append(packet)
      r.notes.append(NodeNote(node: "wire", note: Note(.fact, "wire", "The packet of step \(n) is on its way once more, as packet \(packet).")))
    case .firewall(var rule):
      if let from = rule.from { rule.from = w.nodes[try index(from)].name }
      w.add(rule)
      r.node = "firewall"
    case .clearFirewall:
      w.firewall.removeAll()
      r.node = "firewall"
    case .loop(let node):
      if let node { w.loops = [try index(node)] } else { w.loops = [] }
    case .tell(let node, let action, let arguments):
      let command = try endpointCommand(action, arguments)
      w.act(on: try index(node), &r) { $0.command(command, at: $1) }
    case .sendPing(let node, let to): w.act(on: try index(node), &r) { $0.ping(to, at: $1) }
    case .sendUDP(let node, let text): w.act(on: try index(node), &r) { $0.udp(text, at: $1) }
    case .hangup(let node): w.act(on: try index(node), &r) { $0.command(.hangup, at: $1) }
    case .wait(let d):
      let target = w.clock + d
      guard d.micros >= 0 else { throw UsageError("Time does not run backwards here; `back` does") }
      if let next = w.nextEvent(), next.due <= target { throw UsageError("Something is due before that; `advance \(d.word)` steps through it") }
      w.clock = target
      r.time = target
      r.node = "clock"
    }
  }

  private mutating func happen(_ event: World.Event, due: Instant, _ choice: StepChoice) -> StepRecord {
    var w = world
    var r = w.blank(choice, acksShown: showAcks)
    w.happen(event, due: due, &r)
    return finish(w, r)
  }

  /// Lets faults meet what was sent, folds acknowledgements in, and keeps the step.
  private mutating func finish(_ world: World, _ record: StepRecord) -> StepRecord {
    var w = world, r = record
    let o = w.faults.isEmpty ? nil : observer
    var met = 0
    func meet() {
      if let o, !w.faults.isEmpty { w.meetFaults(Array(r.sent[met...]), sight(o, r.frames)) }
      met = r.sent.count
    }
    meet()
    while !showAcks, let next = w.nextPacket(), w.flights[next.index].pureAck {
      w.happen(.packet(w.flights[next.index].packet), due: next.due, &r, folded: true)
      meet()
    }
    w.step = r.number
    keep(w, r)
    return r
  }

  /// Drops the steps after `current`: from here on things go another way.
  mutating func forgetFuture() {
    guard records.count > current else { return }
    cache = cache.copy(keeping: current)
    records.removeSubrange(current...)
    worlds.removeSubrange((current + 1)...)
    marks.removeAll { $0.step > current }
  }

  private mutating func keep(_ w: World, _ r: StepRecord) {
    forgetFuture()
    if !isKnownUniquelyReferenced(&cache) { cache = cache.copy(keeping: current) }
    records.append(r)
    worlds.append(w)
    current += 1
  }

  // MARK: Asking

  private var observer: Observer { cache.observer(after: current, records) }

  /// One per frame of the record, by an Observer that has seen all frames before.
  public func dissections(of step: Int) -> [Dissection] { cache.dissections(of: step, records) }

  /// What the Observer would say about a packet still on its way.
  public func dissection(of flight: Flight) -> Dissection {
    var o = observer
    return o.observe(flight.octets, link: .ethernet, time: Self.nanoseconds(flight.due), number: world.frameCount + 1)
  }

  /// `before`: frames of the step under way, which the Observer has not seen yet.
  private func sight(_ o: Observer, _ before: [LabFrame] = []) -> World.Sight {
    func look(_ f: Flight) -> Dissection {
      var o = o
      for b in before { _ = o.observe(b.octets, link: .ethernet, time: Self.nanoseconds(b.time), number: b.number) }
      return o.observe(f.octets, link: .ethernet, time: Self.nanoseconds(f.due), number: f.packet)
    }
    return World.Sight(
      matches: { e, f in e.holds(in: Scene(lab: self, from: f.from, to: f.to, node: f.from, record: nil, dissection: { look(f) })) }, dissection: look)
  }

  // MARK: Stops and habits

  @discardableResult public mutating func addBreakpoint(_ e: Expression) -> Breakpoint {
    let b = Breakpoint(number: (breakpoints.last?.number ?? 0) + 1, expression: e)
    breakpoints.append(b)
    return b
  }
  @discardableResult public mutating func removeBreakpoint(_ n: Int) -> Bool {
    guard let i = breakpoints.firstIndex(where: { $0.number == n }) else { return false }
    breakpoints.remove(at: i)
    return true
  }
  public mutating func addWatch(_ path: String) { if !watches.contains(path) { watches.append(path) } }
  @discardableResult public mutating func removeWatch(_ path: String) -> Bool {
    guard let i = watches.firstIndex(of: path) else { return false }
    watches.remove(at: i)
    return true
  }
  /// Gives a step (the current one) a name; an older mark of that name moves.
  public mutating func mark(_ name: String, at step: Int? = nil) {
    marks.removeAll { $0.name == name }
    marks.append(Mark(name: name, step: step ?? current))
  }
}
