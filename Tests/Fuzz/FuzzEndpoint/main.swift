// Two ends of a tunnel, of PPTP or of hello as the first octet says, and a hostile network that the input writes: it says who they are,
// lets honest packets pass for a while, and then drops, wounds, repeats and invents, lets time pass, and gives commands. After every
// event the ends must still be bounded, and no timer may stand in the past.
import Glibc
import ProtocolEngines

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _: UnsafeMutablePointer<CInt>, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The input, read from the front; zeros once it is used up.
struct Script {
  var octets: [UInt8], at = 0
  var isEmpty: Bool { at >= octets.count }
  mutating func next() -> UInt8 {
    guard at < octets.count else { return 0 }
    defer { at += 1 }
    return octets[at]
  }
  mutating func next(_ below: Int) -> Int { Int(next()) % below }
  mutating func take(_ n: Int) -> [UInt8] {
    let end = min(octets.count, at + n)
    defer { at = end }
    return Array(octets[at..<end])
  }
}

struct World {
  enum Parcel {
    case connect, connected
    case tcp([UInt8], ControlTCP)
    case close(ControlTCP)
    case gre([UInt8])
  }

  var ends: [PPTPEndpoint] = []
  var queues: [[Parcel]] = [[], []]  // what each end is to receive
  var now = Instant()

  init(_ s: inout Script) {
    let auth = [AuthMethod.mschapv2, .mschap, .chap, .pap, .none][s.next(5)]
    let bits = s.next()
    var client = PPPConfig(side: .client)
    var server = PPPConfig(side: .server)
    (client.auth, server.auth) = ([auth], [auth])
    server.accounts = [Account(name: client.user, password: client.password)]
    server.localAddress = IPv4Address(10, 88, 0, 1)
    server.peerAddress = IPv4Address(10, 88, 0, 10)
    let encrypts = bits & 1 == 0 && (auth == .mschapv2 || auth == .mschap)
    let strength = [MPPEStrength.b128, .b56, .b40][s.next(3)]
    client.mppe = encrypts ? [strength] : []
    server.mppe = client.mppe
    (client.mppeRequired, server.mppeRequired) = (encrypts, encrypts)
    (client.stateful, server.stateful) = (bits & 2 != 0, bits & 2 != 0)
    if bits & 4 != 0 {
      server.expired = true
      client.newPassword = "new"
    }
    if bits & 8 != 0 { client.password = "wrong" }
    if bits & 16 != 0 { client.echoInterval = .seconds(10) }
    var c = PPTPConfig(ppp: client)
    var v = PPTPConfig(ppp: server)
    (c.incoming, v.incoming) = (bits & 32 != 0, bits & 32 != 0)
    if bits & 64 != 0 { (c.reorder, v.reorder) = (.drop, .drop) }
    if bits & 128 != 0 { (c.window, v.window) = (1, 2) }
    (c.localAddress, c.remoteAddress) = (IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2))
    (v.localAddress, v.remoteAddress) = (IPv4Address(10, 0, 0, 2), IPv4Address(10, 0, 0, 1))
    ends = [PPTPEndpoint(config: c, dice: Dice(seed: 1)), PPTPEndpoint(config: v, dice: Dice(seed: 2))]
    command(.listen, 1)
    command(.open, 0)
  }

  mutating func command(_ c: EndpointCommand, _ i: Int) {
    ends[i].command(c, at: now)
    drain(i)
  }

  mutating func put(_ p: Parcel, to i: Int) { if queues[i].count < 200 { queues[i].append(p) } }

  mutating func drain(_ i: Int) {
    var made = 0
    while let o = ends[i].poll() {
      made += 1
      if made > 5000 { fatalError("one event made more than 5000 outputs") }
      switch o {
      case .open: put(.connect, to: 1 - i)
      case .send(let octets, on: .tcp(let on)): put(.tcp(octets, on == .own ? .peers : .own), to: 1 - i)
      case .close(on: .tcp(let on)): put(.close(on == .own ? .peers : .own), to: 1 - i)
      case .send(let octets, _): put(.gre(octets), to: 1 - i)
      case .listen, .refuse, .close, .deliver, .event, .note: break
      }
    }
  }

  mutating func deliver(_ p: Parcel, to i: Int) {
    switch p {
    case .connect:
      ends[i].transport(.accepted, at: now)
      put(.connected, to: 1 - i)
    case .connected: ends[i].transport(.connected, at: now)
    case .tcp(let o, let on): ends[i].transport(.received(o, on: .tcp(on)), at: now)
    case .close(let on): ends[i].transport(.closed(Reason(TransportReason.closedByPeer, "closed by the peer"), on: .tcp(on)), at: now)
    case .gre(let o): ends[i].transport(.received(o, on: .ip(.gre)), at: now)
    }
    drain(i)
  }

  /// The next packet as it was sent; false if there is none.
  mutating func honest() -> Bool {
    for i in [0, 1] where !queues[i].isEmpty {
      deliver(queues[i].removeFirst(), to: i)
      return true
    }
    return false
  }

  mutating func tick() {
    for i in [0, 1] {
      if let due = ends[i].nextTimeout, due <= now {
        ends[i].tick(at: now)
        drain(i)
      }
    }
  }

  mutating func advance(to then: Instant) {
    // No timer is passed over: each fires when it is due.
    for _ in 0..<200 {
      guard let due = [ends[0].nextTimeout, ends[1].nextTimeout].compactMap({ $0 }).min(), due <= then else { break }
      now = max(now, due)
      tick()
    }
    now = max(now, then)
    tick()
  }

  mutating func event(_ s: inout Script) {
    let what = s.next()
    let i = Int(what & 1)
    switch what >> 1 & 15 {
    case 0, 1, 2: for _ in 0...s.next(16) { if !honest() { break } }
    case 3: if !queues[i].isEmpty { queues[i].removeFirst() }
    case 4: if let p = queues[i].first { deliver(p, to: i) }
    case 5: if queues[i].count > 1 { deliver(queues[i].remove(at: s.next(queues[i].count)), to: i) }
    case 6:
      // The next packet, with some octets changed or its end cut.
      guard !queues[i].isEmpty else { break }
      func wound(_ o: [UInt8]) -> [UInt8] {
        var o = o
        for _ in 0...s.next(3) where !o.isEmpty { o[s.next(o.count)] = s.next() }
        let cut = s.next(8)
        if cut > 4 { o.removeLast(min(o.count, s.next(32))) }
        return o
      }
      switch queues[i].removeFirst() {
      case .tcp(let o, let on): deliver(.tcp(wound(o), on), to: i)
      case .gre(let o): deliver(.gre(wound(o)), to: i)
      case let p: deliver(p, to: i)
      }
    case 7: deliver(.tcp(s.take(s.next(160)), s.next() & 1 == 0 ? .own : .peers), to: i)
    case 8:
      // A whole control message: right length, cookie and type, anything behind.
      let kind = s.next(17)
      let body = s.take(s.next(220))
      let n = 12 + body.count
      deliver(
        .tcp(
          [UInt8(n >> 8), UInt8(n & 255), 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, UInt8(kind), 0, 0] + body, s.next() & 1 == 0 ? .own : .peers),
        to: i)
    case 9: deliver(.gre(s.take(s.next(80))), to: i)
    case 10, 11:
      // GRE for the call at hand, with the sequence number that is wanted or another, around PPP of any kind.
      let id = ends[i].localCallID
      let sequence = (ends[i].gre?.highest ?? 0) &+ UInt32(truncatingIfNeeded: Int(Int8(bitPattern: s.next())) + 1)
      let proto =
        [
          [0xc0, 0x21], [0xc0, 0x23], [0xc2, 0x23], [0x80, 0xfd], [0x80, 0x21], [0x80, 0x57], [0x00, 0xfd], [0x00, 0x21], [0x21],
          [0xc2, 0x27],
        ][s.next(10)] as [UInt8]
      var body = s.take(s.next(120))
      if body.count >= 4, s.next() & 1 == 0 { (body[2], body[3]) = (UInt8(body.count >> 8), UInt8(body.count & 255)) }
      let ppp = proto + body
      let head: [UInt8] = [0x30, 0x01, 0x88, 0x0b, UInt8(ppp.count >> 8), UInt8(ppp.count & 255), UInt8(id >> 8), UInt8(id & 255)]
      deliver(.gre(head + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sequence >> $0) } + ppp), to: i)
    case 12:
      if let due = [ends[0].nextTimeout, ends[1].nextTimeout].compactMap({ $0 }).min() { advance(to: max(now, due)) }
    case 13: advance(to: now + .milliseconds(Int64(s.next()) * Int64(s.next())))
    case 14:
      switch s.next(6) {
      case 0: command(.hangup, i)
      case 1: command(.stop, i)
      case 2: command(.open, i)
      default: command(.send(s.next() & 1 == 0 ? .ipv4 : .ipv6, s.take(s.next(64))), i)
      }
    default:
      let a = PPTPEndpoint.actions[s.next(PPTPEndpoint.actions.count)]
      var words: [String] = []
      if let x = a.arguments.first, s.next() & 1 == 0 { words = ["\(x.name)=\(s.next())"] }
      if TellAction.check(a.name, words, among: PPTPEndpoint.actions) == nil { command(.tell(a.name, words), i) }
    }
  }

  func check() {
    for e in ends {
      var timers: [PendingTimer] = []
      e.addTimers(&timers)
      timers.sort { $0.due < $1.due }
      if let due = e.nextTimeout, due < now, timers.first.map({ $0.due < now }) ?? true {
        fatalError("a timer in the past: \(timers) at \(now)")
      }
      if e.nextTimeout != timers.first?.due { fatalError("nextTimeout \(String(describing: e.nextTimeout)) is not the first of \(timers)") }
      if timers.count > 16 { fatalError("\(timers.count) timers") }
      guard let g = e.gre else { continue }
      if g.waitingCount > GREWindow.longestQueue || g.heldCount > 8 || g.outstandingCount > GREWindow.largestWindow {
        fatalError("a buffer without bound")
      }
      if g.window < 1 || g.window > g.maximum { fatalError("window \(g.window) of \(g.maximum)") }
    }
  }
}

var argc = CommandLine.argc
var argv = CommandLine.unsafeArgv
exit(
  runDriver(&argc, &argv) { data, count in
    var script = Script(octets: [UInt8](UnsafeBufferPointer(start: data, count: count)))
    if script.next() & 1 == 1 {
      var world = HelloWorld(&script)
      var events = 0
      while !script.isEmpty, events < 300 {
        events += 1
        world.event(&script)
        world.check()
      }
      var tree = StateTree()
      for e in world.ends { world[e].inspect(&tree) }
      return 0
    }
    var world = World(&script)
    var events = 0
    while !script.isEmpty, events < 300 {
      events += 1
      world.event(&script)
      world.check()
    }
    for e in world.ends {
      var tree = StateTree()
      e.inspect(&tree)
    }
    return 0
  })
