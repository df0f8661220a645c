import ProtocolEngines

/// Everything there is at one moment, as one value. Nothing in it grows without bound; the log is beside it in `Lab`.
public struct World: Sendable, Equatable {
  public internal(set) var clock = Instant()
  /// The number of the last step.
  public internal(set) var step = 0
  /// When something last changed that is more than a keep-alive.
  public internal(set) var lastChange = Instant()
  public internal(set) var nodes: [Node]
  /// Packets on their way, oldest first.
  public internal(set) var flights: [Flight] = []
  /// What packets pass on every link, in this order.
  var middleboxes: [Middlebox] = [.firewall(Firewall())]
  /// Between each client and the server.
  public internal(set) var links: [Link]
  /// Faults still waiting for their packet.
  public internal(set) var faults: [Fault] = []
  /// Nodes whose GRE packets come back to them.
  var loops: [Int] = []
  /// Frames that have arrived or were lost; packets ever put on the wire.
  var frameCount = 0, packetCount = 0
  /// Chance on the wire, apart from the ends' own.
  var dice: Dice

  /// How long a packet that is to change places waits for the next one.
  static let swapPatience = Delay.milliseconds(500)
  static let faultLimit = 64

  init(_ settings: LabSettings) {
    var all = Dice(seed: settings.seed)
    // In this order for ever: saved labs depend on it.
    var server: Node
    nodes = [Node(.client, client: 0, settings, dice: &all)]
    server = Node(.server, client: 0, settings, dice: &all)
    nodes.append(server)
    links = [Link(client: "client", server: "server")]
    dice = all.split()
    for i in 1..<max(settings.clients, 1) {
      nodes.append(Node(.client, client: i, settings, dice: &all))
      server.addEnd(client: i, settings, dice: &all)
      links.append(Link(client: LabSettings.clientName(i), server: "server"))
    }
    nodes[1] = server
  }

  public func node(_ name: String) -> Node? { nodes.first { $0.name == name } }
  func index(_ name: String) -> Int? { nodes.firstIndex { $0.name == name } }

  // MARK: What could happen

  enum Event: Equatable {
    case opening(node: Int)
    case packet(Int)
    case timer(node: Int, PendingTimer)
  }

  /// All events in the order in which they are due. Ties: opening moves, packets by number, timers by node.
  func events() -> [(due: Instant, event: Event)] {
    var list: [(due: Instant, rank: Int, event: Event)] = []
    for (i, n) in nodes.enumerated() where n.opens { list.append((Instant(), i, .opening(node: i))) }
    for f in flights { list.append((f.due, 1_000 + f.packet, .packet(f.packet))) }
    for (i, n) in nodes.enumerated() {
      for (j, t) in n.timers.enumerated() { list.append((t.due, Int.max / 2 + 1_000 * i + j, .timer(node: i, t))) }
    }
    list.sort { $0.due == $1.due ? $0.rank < $1.rank : $0.due < $1.due }
    return list.map { ($0.due, $0.event) }
  }

  /// The first of `events()`, without making the list.
  func nextEvent() -> (due: Instant, event: Event)? {
    // By index: a node taken out of the array would be copied with everything in it.
    for i in nodes.indices where nodes[i].opens { return (Instant(), .opening(node: i)) }
    if let p = nextPacket() { return (p.due, .packet(flights[p.index].packet)) }
    var timer: (due: Instant, node: Int)?
    for i in nodes.indices {
      guard let due = nodes[i].due else { continue }
      if timer.map({ due < $0.due }) ?? true { timer = (due, i) }
    }
    guard let t = timer else { return nil }
    var first: PendingTimer?
    for one in nodes[t.node].timers where first.map({ one.due < $0.due }) ?? true { first = one }
    return first.map { ($0.due, .timer(node: t.node, $0)) }
  }

  /// The packet that is due next, when no timer and no opening move comes before it.
  func nextPacket() -> (due: Instant, index: Int)? {
    guard !flights.isEmpty else { return nil }
    var best = 0
    for i in flights.indices.dropFirst() {
      let due = flights[i].due
      let first = flights[best].due
      if due < first || (due == first && flights[i].packet < flights[best].packet) { best = i }
    }
    let due = flights[best].due
    for i in nodes.indices { if nodes[i].opens || (nodes[i].due.map { $0 < due } ?? false) { return nil } }
    return (due, best)
  }

  /// Nothing is left but keep-alives.
  var onlyKeepalives: Bool {
    flights.isEmpty && nodes.indices.allSatisfy { i in !nodes[i].opens && nodes[i].timers.allSatisfy { $0.keepalive } }
  }

  // MARK: Making it happen

  /// The beginnings of a record; `finish` fills in the rest.
  func blank(_ choice: StepChoice, acksShown: Bool) -> StepRecord {
    StepRecord(
      number: step + 1, time: clock, cause: .command(""), node: "", from: "", to: "", frames: [], notes: [], origin: 0, sent: [],
      choice: choice, acksShown: acksShown, pings: [])
  }

  /// Lets one event happen and writes it into `record`. `folded`: the event is an acknowledgement that belongs to the record already made.
  mutating func happen(_ event: Event, due: Instant, _ record: inout StepRecord, folded: Bool = false) {
    clock = max(clock, due)
    switch event {
    case .opening(let i):
      record.cause = .command("\(nodes[i].name): open the control connection")
      record.node = nodes[i].name
      take(nodes[i].open(at: clock), from: i, &record)
    case .timer(let i, let t):
      record.cause = .timer(name: t.name, purpose: t.purpose)
      record.node = nodes[i].name
      take(nodes[i].tick(at: clock), from: i, &record)
    case .packet(let p): arrive(p, &record, folded: folded)
    }
    if !folded { record.time = clock }
  }

  private mutating func arrive(_ packet: Int, _ record: inout StepRecord, folded: Bool) {
    guard let at = flights.firstIndex(where: { $0.packet == packet }) else { return }
    var f = flights.remove(at: at)
    if f.waitsForNext {
      f.tampered = Reason(WireReason.heldInVain, "held for \(Self.swapPatience.text) to change places; no packet came behind it")
    }
    frameCount += 1
    record.frames.append(
      LabFrame(
        number: frameCount, packet: f.packet, octets: f.octets, medium: f.medium, time: clock, from: f.from, to: f.to, origin: f.origin,
        lost: f.lost,
        tampered: f.tampered))
    if !folded {
      record.cause = f.lost.map { .lost($0) } ?? .delivered
      record.node = f.lost == nil ? f.to : "wire"
      record.from = f.from
      record.to = f.to
      record.origin = f.origin
    }
    if f.lost == nil, let i = index(f.to) { take(nodes[i].receive(f.octets, at: clock), from: i, &record) }
  }

  /// Puts what a node made on the wire and into the record.
  mutating func take(_ turn: Node.Turn, from i: Int, _ record: inout StepRecord) {
    let name = nodes[i].name
    for n in turn.notes { record.notes.append(NodeNote(node: name, note: n)) }
    record.pings += turn.pings
    for f in turn.frames { launch(f, from: name, to: nodes[i].receiver(of: f), &record) }
    if turn.notes.contains(where: { $0.kind == .transition }) { lastChange = clock }
  }

  private mutating func launch(_ octets: [UInt8], from: String, to: String, _ record: inout StepRecord) {
    packetCount += 1
    var f = Flight(
      packet: packetCount, due: clock + latency(from, to), from: from, to: to, octets: octets, medium: link(from, to)?.medium ?? .ethernet,
      origin: record.number,
      pureAck: FrameFacts(octets).isPureAck)
    if let i = index(from), loops.contains(i), let back = FrameFacts.reflected(octets, callID: nodes[i].ends[0].endpoint.localCallID) {
      f.octets = back
      f.to = from
      f.tampered = Reason(WireReason.turnedRound, "turned round by the loop")
    }
    f.lost = blocked(f)
    // Two packets of one sender that are to change places: the waiting one comes right after this one.
    for i in flights.indices where flights[i].waitsForNext && flights[i].from == from {
      flights[i].waitsForNext = false
      flights[i].due = f.due + .microseconds(1)
    }
    flights.append(f)
    record.sent.append(packetCount)
  }

  /// A command that acts on a node.
  mutating func act(on i: Int, _ record: inout StepRecord, _ body: (inout Node, Instant) -> Node.Turn) {
    let now = clock
    record.node = nodes[i].name
    record.time = now
    lastChange = now
    take(body(&nodes[i], now), from: i, &record)
  }

  func link(_ a: String, _ b: String) -> Link? { links.first { $0.joins(a, b) } }
  private func latency(_ a: String, _ b: String) -> Delay { link(a, b)?.latency ?? Delay.milliseconds(10) }

  /// What stops a packet on its way; nil: nothing does.
  func blocked(_ f: Flight) -> Reason? {
    for box in middleboxes { if let why = box.blocks(f) { return why } }
    return nil
  }

  // MARK: Milestones

  func holds(_ m: Milestone) -> Bool {
    // By index: a node taken out would be copied.
    guard nodes.indices.allSatisfy({ nodes[$0].holds(m) }) else { return false }
    return switch m {
    case .down: nodes.indices.allSatisfy { !nodes[$0].opens }
    case .tunnelUp: links.allSatisfy { carries($0) }
    default: true
    }
  }

  /// Both ends of a link carry the same network protocol.
  private func carries(_ link: Link) -> Bool {
    guard let c = index(link.client), let s = index(link.server) else { return false }
    let a = nodes[c].end(link.server)
    let b = nodes[s].end(link.client)
    return nodes[c].ends[a].endpoint.carriesIPv4 && nodes[s].ends[b].endpoint.carriesIPv4
      || nodes[c].ends[a].endpoint.carriesOnlyIPv6 && nodes[s].ends[b].endpoint.carriesOnlyIPv6
  }
}
