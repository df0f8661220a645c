import ProtocolEngines

/// A whole laboratory: the world now, and how it came to be.
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

  public init(settings: LabSettings) {
    self.settings = settings
    worlds = [World()]
  }

  /// The virtual clock's zero: 2026-01-01T00:00:00Z, in seconds since 1970.
  public static let epoch: Int64 = 1_767_225_600

  public var world: World { worlds[current] }
  /// Node names, the eavesdropper not counted.
  public var nodeNames: [String] { ["client", "server"] }
  /// Step n (from 1), or nil.
  public func record(_ n: Int) -> StepRecord? { n >= 1 && n <= records.count ? records[n - 1] : nil }

  // MARK: Moving

  /// Does what is due next; nil when nothing is left to happen.
  public mutating func step() -> StepRecord? { nil }
  /// Undoes up to `n` steps; gives how many.
  @discardableResult public mutating func back(_ n: Int = 1) -> Int { 0 }
  /// Moves to the world after step `n`, back or forward; false when that step cannot be reached.
  public mutating func goto(_ n: Int) -> Bool { false }
  /// What could happen next, in the order in which it is due.
  public func choices() -> [Choice] { [] }
  /// Makes choice `n` (from 1) happen now.
  public mutating func pick(_ n: Int) -> StepRecord? { nil }
  public mutating func perform(_ c: LabCommand) -> Result<StepRecord, UsageError> { .failure(UsageError("")) }
  /// Steps until the expression holds, a breakpoint, a watch, quiet, or the limit. `interrupted` is asked between steps.
  public mutating func run(until: Expression? = nil, limit: Int = 10_000, interrupted: () -> Bool = { false }) -> RunEnd {
    RunEnd(reason: .quiet, steps: 0, reached: false, why: [])
  }
  /// Steps to the reply to the request just sent, or its time-out.
  public mutating func next(limit: Int = 10_000) -> RunEnd { run() }
  /// Lets this much virtual time pass.
  public mutating func advance(_ d: Delay, limit: Int = 10_000) -> RunEnd { run() }
  /// Sends an echo request through the tunnel and runs to its answer or time-out; the reply, or nil.
  public mutating func ping(from node: String = "client", to: String? = nil) -> (reply: PingReply?, end: RunEnd) { (nil, run()) }

  // MARK: Asking

  public func holds(_ m: Milestone) -> Bool { false }
  /// All variables of a node after step `step`, by paths relative to the node (`lcp.state`).
  public func stateTree(node: String, at step: Int) -> StateTree { StateTree() }
  /// `"server.ccp.state"` now.
  public func value(of path: String) -> StateTree.Value? { nil }
  /// One per frame of the record, by an Observer that has seen all frames before.
  public func dissections(of step: Int) -> [Dissection] { [] }
  /// What the Observer would say about a packet still on its way.
  public func dissection(of flight: Flight) -> Dissection { Dissection(number: 0, buffers: []) }

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
  /// Gives the current step a name; an older mark of that name moves.
  public mutating func mark(_ name: String) {
    marks.removeAll { $0.name == name }
    marks.append(Mark(name: name, step: current))
  }

  // MARK: Out and in

  /// A small text file: the `new` line and every choice since, readable and replayable.
  public func saved() -> String { "" }
  /// The lab such a file describes. Errors name the line.
  public static func load(_ text: String) -> Result<Lab, UsageError> { .failure(UsageError("")) }
  /// The steps up to `current` as pcapng octets: wire, PPP inside, user IP.
  public func pcapng() -> [UInt8] { [] }
}
