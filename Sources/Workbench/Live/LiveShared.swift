import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// What all sessions of a run have in common: the machine, the raw socket, the clock, and where things are shown and kept.
struct LiveShared {
  let system: any LiveSystem
  let show: (Document) -> Void
  let started: Int64
  let verbose: Bool
  /// The socket of IP protocol 47; -1 while there is none.
  var raw: Int32 = -1
  var capture: LiveCapture?
  /// A capture was asked for, and not all of it could be written.
  private(set) var captureBroke = false
  var observer: Observer
  var frames = 0
  var steps: LiveSteps
  /// For whatever is received next.
  var room = [UInt8](repeating: 0, count: 1 << 16)

  init(_ plan: LivePlan, _ system: any LiveSystem, show: @escaping (Document) -> Void) {
    self.system = system
    self.show = show
    started = system.micros()
    verbose = plan.verbose
    var keyring = plan.settings.keyring
    for a in plan.accounts { keyring.users.append(.init(name: a.name, password: a.password)) }
    observer = Observer(keyring: keyring, tunnels: [(plan.port, plan.settings.kind)])
    steps = LiveSteps(on: plan.step)
  }

  var now: ProtocolEngines.Instant { .init(micros: system.micros() - started) }

  /// Into the capture, and under the Observer's eyes when somebody looks.
  mutating func keep(_ packets: [LiveWire.Packet], received: Bool = false) {
    guard capture != nil || steps.on else { return }
    let time = system.wallNanos()
    for p in packets {
      frames += 1
      capture?.add(p, nanoseconds: time)
      if let fault = capture?.fault, fault != 0 { giveUpCapture(fault) }
      if steps.on {
        steps.packet(observer.observe(p.octets, link: .rawIP, time: time, number: frames), fromUs: p.fromUs, received: received)
      }
    }
  }

  /// The tunnel goes on without it; what was written stays.
  private mutating func giveUpCapture(_ fault: Int32) {
    capture?.close()
    capture = nil
    captureBroke = true
    show(LiveReport.problem("The capture ends here: \(sentence(Int(fault))). The tunnel goes on without it.", at: now))
  }

  mutating func event(_ what: String) { steps.event(what) }
}
