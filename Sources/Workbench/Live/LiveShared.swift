import CSystem
import Glibc
import HexViews
import ProtocolEngines

/// A port of this machine that clients reach, and its socket: a TCP listener, or a UDP socket that serves all clients.
struct LivePort {
  var request: ChannelRequest
  var fd: Int32

  var isUDP: Bool { if case .udp = request { true } else { false } }
  var number: UInt16 { request.number }
}

extension ChannelRequest {
  var number: UInt16 {
    switch self {
    case .tcp(let port), .udp(let port): port
    }
  }
  /// `"TCP port 5000"`.
  var text: String {
    switch self {
    case .tcp(let port): "TCP port \(port)"
    case .udp(let port): "UDP port \(port)"
    }
  }
}

/// What all sessions of a run have in common: the machine, raw sockets, a server's ports, the clock, and where things are shown and
/// kept.
struct LiveShared {
  let system: any LiveSystem
  let show: (Document) -> Void
  let started: Int64
  let verbose: Bool
  /// One raw socket for each IP protocol of the kind of tunnel.
  var raws: [(proto: IPProtocol, fd: Int32)] = []
  /// The ports that clients reach; a client has none.
  var ports: [LivePort] = []
  /// There are several sessions, so that a line has to say which it is about.
  var several = false
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

  /// There is a use for packets.
  var keeps: Bool { capture != nil || steps.on }

  /// Into the capture, and through the Observer when steps are shown.
  mutating func keep(_ packets: [LiveWire.Packet], received: Bool = false) {
    guard keeps else { return }
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
