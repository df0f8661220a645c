// Hostile worlds: labs made from seeds, with faults on the wire, stepped to their end while invariants are watched.
// vpnlab-sim [--worlds N] [--seed FIRST] [--loss PERCENT | --clean | --mixed] [--verbose]
// Without a kind of fault: N worlds of mixed faults, and a tenth of N each with none, with 5 % and with 100 % loss.
// A violation or a world without end prints the seed that shows it again, and ends with 1.
import Glibc
import ProtocolEngines
import Workbench

struct Options {
  var worlds = 1000, first: UInt64 = 1, verbose = false
}

enum Faults: Equatable, CustomStringConvertible {
  /// Packets lost, in percent, and nothing else.
  case loss(Int)
  /// Loss, duplication, delay, reordering, truncation and flips, each as often as the seed says.
  case mixed
  var description: String {
    switch self {
    case .loss(let percent): "\(percent) % loss"
    case .mixed: "mixed faults"
    }
  }
}

/// What one world came to.
enum End: Hashable, Comparable, CustomStringConvertible {
  case pinged, upButMute
  case gaveUp(String)
  case endless(String)
  var description: String {
    switch self {
    case .pinged: "tunnel up, ping answered, hung up"
    case .upButMute: "tunnel up, no ping answered"
    case .gaveUp(let why): "never up: \(why)"
    case .endless(let what): "without end: \(what)"
    }
  }
  static func < (a: End, b: End) -> Bool { a.description < b.description }
}

struct Violation: Error { var text: String }

/// What the invariants remember from one step to the next.
struct Watch {
  var clock = Instant()
  var encrypted: Bool

  mutating func check(_ lab: Lab, _ record: StepRecord) throws(Violation) {
    guard lab.world.clock >= clock else { throw Violation(text: "the clock went back at step \(record.number)") }
    clock = lab.world.clock
    guard lab.world.flights.count <= 512 else {
      throw Violation(text: "\(lab.world.flights.count) packets on the wire at step \(record.number)")
    }
    for c in lab.choices() where c.wasDue < clock {
      // A packet can be late by what another event of the same moment took; a timer in the past would fire for ever.
      if case .timer(let name) = c.kind { throw Violation(text: "timer \(name) of \(c.node) is due before now at step \(record.number)") }
    }
    if encrypted {
      for f in record.frames where f.tampered == nil {
        if let proto = pppProtocol(f.octets), proto == 0x0021 || proto == 0x0057 {
          throw Violation(text: "a network packet went in clear at step \(record.number)")
        }
      }
    }
    if lab.holds(.tunnelUp), !lab.holds(.lcpOpened) { throw Violation(text: "tunnel.up without lcp.opened at step \(record.number)") }
  }

  /// The PPP protocol of a GRE frame that is whole, by the fixed layout of the lab's frames.
  private func pppProtocol(_ f: [UInt8]) -> UInt16? {
    guard f.count > 46, f[12] == 0x08, f[13] == 0, f[14] == 0x45, f[23] == 47 else { return nil }
    var at = 34 + 8
    if f[34] & 0x10 != 0 { at += 4 } else { return nil }
    if f[35] & 0x80 != 0 { at += 4 }
    guard f.count > at + 4 else { return nil }
    if f[at] == 0xff, f[at + 1] == 3 { at += 2 }
    return f[at] & 1 == 1 ? UInt16(f[at]) : UInt16(f[at]) << 8 | UInt16(f[at + 1])
  }
}

func play(_ seed: UInt64, _ kind: Faults, verbose: Bool = false) throws(Violation) -> End {
  var dice = Dice(seed: seed &* 0x9e37_79b9)
  let auth = ["mschapv2", "mschap", "chap", "pap", "none"][Int(dice.below(5))]
  var words = ["seed=\(seed)", "auth=\(auth)"]
  var encrypted = false
  if auth == "mschapv2" || auth == "mschap" {
    let mppe = ["128", "40", "56", "off"][Int(dice.below(4))]
    encrypted = mppe != "off"
    words.append("mppe=\(mppe)")
    if encrypted, dice.chance(perMille: 500) { words.append("mppe-mode=stateful") }
  }
  if dice.chance(perMille: 250) { words.append("call=incoming") }
  guard case .success(let settings) = LabSettings.parse(words) else { throw Violation(text: "the lab refuses \(words)") }
  var lab = Lab(settings: settings)

  var faults: [Fault] = []
  switch kind {
  case .loss(let percent):
    if percent > 0 { faults.append(Fault(action: .drop, which: .chance(perMille: percent * 10))) }
  case .mixed:
    let kinds: [Fault.Action] = [
      .drop, .dup, .delay(.milliseconds(Int64(1 + dice.below(2000)))), .swap, .corrupt(offset: nil, xor: nil), .truncate(to: nil),
    ]
    for action in kinds { faults.append(Fault(action: action, which: .chance(perMille: Int(dice.below(80))))) }
  }
  for f in faults { _ = lab.perform(.fault(f)) }

  var watch = Watch(encrypted: encrypted)
  var up = false
  var answered = false
  var steps = 0
  func record(_ r: StepRecord) throws(Violation) {
    do throws(Violation) { try watch.check(lab, r) } catch {
      // What `load` takes, to look at it in the workbench.
      if verbose { print(lab.saved()) }
      throw error
    }
    if !r.pings.isEmpty { answered = true }
  }
  // Up, or quiet: an hour of virtual time is more than every give-up timer.
  let deadline = Instant() + .seconds(3600)
  while steps < 4000, lab.world.clock < deadline {
    steps += 1
    guard let r = lab.step() else { break }
    try record(r)
    if lab.holds(.tunnelUp) {
      up = true
      break
    }
    if lab.holds(.down), lab.world.flights.isEmpty, steps > 4 { break }
  }
  if steps >= 4000 { return .endless("4000 steps and neither up nor down") }
  if !up, lab.world.clock >= deadline, !lab.holds(.down) { return .endless("an hour and neither up nor down") }
  guard up else { return end(of: lab) }
  for _ in 0..<5 where lab.holds(.tunnelUp) {
    if case .success(let r) = lab.perform(.sendPing(node: "client", to: nil)) { try record(r) }
    let until = lab.world.clock + .seconds(5)
    while steps < 4000, lab.world.clock < until {
      steps += 1
      guard let r = lab.step() else { break }
      try record(r)
    }
  }
  if case .success(let r) = lab.perform(.hangup(node: "client")) { try record(r) }
  let until = lab.world.clock + .seconds(600)
  while steps < 6000, lab.world.clock < until, !lab.holds(.down) {
    steps += 1
    guard let r = lab.step() else { break }
    try record(r)
  }
  if steps >= 6000 { return .endless("6000 steps and still not down") }
  if !lab.holds(.down) { return .endless("ten minutes after the hang-up, and still not down") }
  return answered ? .pinged : .upButMute
}

/// Why it never came up: what the ends say, without numbers.
func end(of lab: Lab) -> End {
  let words = lab.world.nodes.compactMap { $0.endpoint.failure?.text }.first ?? ""
  let plain = String(words.prefix(while: { $0 != ":" && $0 != "(" }).prefix(60))
  return plain.isEmpty ? .gaveUp("no reason given") : .gaveUp(plain)
}

/// Plays the worlds of one kind; false where one of its demands is not met.
func run(_ kind: Faults, worlds: Int, _ o: Options) -> Bool {
  var ends: [End: Int] = [:]
  var faulty = 0
  for i in 0..<worlds {
    let seed = o.first &+ UInt64(i)
    do throws(Violation) {
      let e = try play(seed, kind, verbose: o.verbose)
      ends[e, default: 0] += 1
      if o.verbose { print(seed, e) }
      if case .endless = e { throw Violation(text: e.description) }
    } catch {
      faulty += 1
      print("seed \(seed), \(kind): \(error.text)")
      if faulty >= 10 { break }
    }
  }
  print("\(worlds) worlds from seed \(o.first), \(kind):")
  for (e, n) in ends.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) { print("  \(n)  \(e)") }
  let up = (ends[.pinged] ?? 0) + (ends[.upButMute] ?? 0)
  print("up: \(up) of \(worlds)")
  var good = true
  func demand(_ holds: Bool, _ text: String) {
    guard !holds else { return }
    print("FAILED, \(kind): \(text)")
    good = false
  }
  demand(faulty == 0, "\(faulty) worlds broke an invariant or did not end")
  switch kind {
  case .loss(0): demand(ends[.pinged] == worlds, "without faults all must come up and answer")
  case .loss(5): demand(up * 100 >= worlds * 95, "with 5 % loss at least 95 % must come up")
  case .loss(100): demand(up == 0, "with 100 % loss none may come up")
  default: break
  }
  return good
}

func main() -> Int32 {
  var o = Options()
  var only: Faults?
  var words = CommandLine.arguments.dropFirst()[...]
  while let w = words.popFirst() {
    func number() -> Int? { words.popFirst().flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
    var given: Int? = 0
    switch w {
    case "--worlds":
      given = number()
      o.worlds = given ?? 0
    case "--seed":
      given = number()
      o.first = UInt64(given ?? 0)
    case "--loss":
      given = number().flatMap { $0 <= 100 ? $0 : nil }
      only = .loss(given ?? 0)
    case "--clean": only = .loss(0)
    case "--mixed": only = .mixed
    case "--verbose": o.verbose = true
    default: given = nil
    }
    guard given != nil else {
      print("vpnlab-sim [--worlds N] [--seed FIRST] [--loss PERCENT | --clean | --mixed] [--verbose]")
      return 2
    }
  }
  if let only { return run(only, worlds: o.worlds, o) ? 0 : 1 }
  var good = true
  for kind in [Faults.loss(0), .loss(5), .loss(100)] where !run(kind, worlds: max(o.worlds / 10, 1), o) { good = false }
  if !run(.mixed, worlds: o.worlds, o) { good = false }
  return good ? 0 : 1
}

exit(main())
