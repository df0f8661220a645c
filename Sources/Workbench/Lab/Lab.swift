import ProtocolEngines

/// A whole laboratory: the world now, and how it came to be. A value; copies go their own ways.
public struct Lab: Sendable {
  public let settings: LabSettings
  /// Everything there is now: the world after step `current`.
  public internal(set) var world: World
  /// All steps known, also those after `current` when one has gone back.
  public private(set) var records: [StepRecord] = []
  /// The step after which the world is; 0 is the beginning.
  public internal(set) var current = 0
  /// Of the worlds before this one every 32nd is kept; `world(after:)` makes the others again.
  var past: Past
  public private(set) var marks: [Mark] = []
  public private(set) var breakpoints: [Breakpoint] = []
  /// State paths whose change ends a run.
  public private(set) var watches: [String] = []
  /// `set tcp-acks show`: pure acknowledgements are steps of their own.
  public var showAcks = false
  private var cache: DissectionCache

  public init(settings: LabSettings) {
    self.settings = settings
    world = World(settings)
    past = Past(beginning: world)
    cache = DissectionCache(Observer(keyring: settings.keyring, tunnels: [(settings.port, settings.kind)]))
  }

  /// The virtual clock's zero: 2026-01-01T00:00:00Z, in seconds since 1970.
  public static let epoch: Int64 = 1_767_225_600
  /// A moment of the lab in nanoseconds since 1970.
  public static func nanoseconds(_ t: Instant) -> Int64 { epoch &* 1_000_000_000 &+ t.micros &* 1_000 }

  /// Node names, the eavesdropper not counted.
  public var nodeNames: [String] { world.nodes.map(\.name) }
  /// Step n (from 1), or nil.
  public func record(_ n: Int) -> StepRecord? { n >= 1 && n <= records.count ? records[n - 1] : nil }

  // MARK: Moving

  /// Does what is due next; nil when nothing is left to happen.
  @discardableResult public mutating func step() -> StepRecord? {
    // What was done before by plain stepping is what would happen again.
    if current < records.count, records[current].choice == .next, records[current].acksShown == showAcks {
      restore(after: current + 1)
      return records[current - 1]
    }
    guard let r = try? act(.next) else { return nil }
    keep(r)
    return r
  }

  /// Undoes up to `n` steps; gives how many. They stay known until something else is done.
  @discardableResult public mutating func back(_ n: Int = 1) -> Int {
    let count = min(max(n, 0), current)
    if count > 0 { restore(after: current - count) }
    return count
  }

  /// Moves to the world after step `n`, back, or forward by stepping on: at most `runLimit` steps. False, and nothing has
  /// changed, when that step cannot be reached.
  @discardableResult public mutating func goto(_ n: Int) -> Bool {
    guard n >= 0, n - records.count <= Self.runLimit else { return false }
    let before = self
    let known = min(n, records.count)
    if known != current { restore(after: known) }
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
        return Choice(
          index: i + 1, kind: .opening, due: due, wasDue: e.due, node: world.nodes[n].name, from: "",
          text: "\(world.nodes[n].name) opens the control connection", keepalive: false)
      case .timer(let n, let t):
        return Choice(
          index: i + 1, kind: .timer(t.name), due: due, wasDue: e.due, node: world.nodes[n].name, from: "", text: "\(t.name): \(t.purpose)",
          keepalive: t.keepalive)
      case .packet(let p):
        let f = world.flights.first { $0.packet == p }
        let d = f.map { dissection(of: $0) }
        let what =
          d.map { $0.summary.isEmpty ? "\($0.proto.isEmpty ? "frame" : $0.proto), \(f?.octets.count ?? 0) octets" : $0.summary } ?? ""
        let text = f?.lost.map { "\(what): \($0.text)" } ?? what
        return Choice(
          index: i + 1, kind: .packet(p), due: due, wasDue: e.due, node: f?.to ?? "", from: f?.from ?? "", text: text, keepalive: false)
      }
    }
  }

  /// Makes choice `n` (from 1) happen now.
  @discardableResult public mutating func pick(_ n: Int) -> StepRecord? {
    if n == 1 { return step() }
    guard let r = try? act(.pick(n)) else { return nil }
    keep(r)
    return r
  }

  public mutating func perform(_ c: LabCommand) -> Result<StepRecord, UsageError> {
    do throws(UsageError) {
      let r = try act(.command(c))
      keep(r)
      return .success(r)
    } catch { return .failure(error) }
  }

  // MARK: History

  /// Drops the steps after `current`: from here on things go another way.
  mutating func forgetFuture() {
    guard records.count > current else { return }
    cache = cache.copy(keeping: current)
    records.removeSubrange(current...)
    past.forget(after: current)
    marks.removeAll { $0.step > current }
  }

  private mutating func keep(_ r: StepRecord) {
    forgetFuture()
    if !isKnownUniquelyReferenced(&cache) { cache = cache.copy(keeping: current) }
    records.append(r)
    current += 1
    past.keep(world, after: current)
  }

  // MARK: Asking

  var observer: Observer { cache.observer(after: current, records) }

  /// One per frame of the record, by an Observer that has seen all frames before.
  public func dissections(of step: Int) -> [Dissection] { cache.dissections(of: step, records) }

  /// What the Observer would say about a packet still on its way.
  public func dissection(of flight: Flight) -> Dissection {
    cache.dissection(of: flight, number: world.frameCount + 1, after: current, records)
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
