@testable import ProtocolEngines

/// A PPTP call as somebody between the ends sees it: PPP packets in GRE, numbered in each direction.
struct WatchedLink {
  var w = ObserverTests.Watcher()
  private var next: [UInt32] = [0, 0]

  init(_ users: [(String, String)] = []) {
    var ring = Keyring()
    ring.users = users.map { Keyring.User(name: $0.0, password: $0.1) }
    w.observer = Observer(keyring: ring)
  }

  /// The frame of one PPP packet, under the next number.
  mutating func frame(_ proto: PPPProtocol, _ payload: [UInt8], fromServer: Bool = false) -> [UInt8] {
    let sequence = next[fromServer ? 1 : 0]
    next[fromServer ? 1 : 0] += 1
    let ppp: [UInt8] = [0xff, 3, UInt8(proto.rawValue >> 8), UInt8(proto.rawValue & 255)] + payload
    return ObserverTests.ip(
      .gre, GREHeader(callID: fromServer ? 7 : 9, payloadLength: ppp.count, sequence: sequence, acknowledgement: nil).encoded() + ppp,
      back: fromServer)
  }
  @discardableResult
  mutating func see(_ proto: PPPProtocol, _ payload: [UInt8], fromServer: Bool = false) -> Dissection {
    w.see(frame(proto, payload, fromServer: fromServer))
  }

  /// What the server demands in LCP, then everything the two ends of an authentication say. Gives what was seen of it.
  mutating func login(_ s: inout AuthSimulation, _ method: AuthMethod) -> [Dissection] {
    var said: [(Bool, [UInt8])] = []
    let log = Log()
    s.change = { fromServer, octets in
      log.said.append((fromServer, octets))
      return octets
    }
    s.run()
    said = log.said
    see(.lcp, [1, 1, 0, 9, 3, 5, 0xc2, 0x23, CHAPAlgorithm(method)?.rawValue ?? 5], fromServer: true)
    return said.map { see(.chap, $0.1, fromServer: $0.0) }
  }
  private final class Log { var said: [(Bool, [UInt8])] = [] }

  /// The server may receive MPPE: request and acknowledgement of CCP.
  mutating func agree(_ bits: MPPEBits) {
    see(.ccp, CCPPacket(.configureRequest, id: 1, [.mppe(bits)]).sealed().encoded(), fromServer: true)
    see(.ccp, Self.ack(bits))
  }
  static func ack(_ bits: MPPEBits) -> [UInt8] { CCPPacket(.configureAck, id: 1, [.mppe(bits)]).sealed().encoded() }

  /// A ping as MPPE encrypts it: protocol field and packet.
  static func ping(_ n: Int, size: Int = 40) -> [UInt8] {
    var m = ICMPMessage()
    m.type = 8
    m.sequence = UInt16(n)
    m.data = [UInt8](repeating: UInt8(n & 255), count: size)
    return [0, 0x21] + IPv4Header.packet(from: ObserverTests.a, to: ObserverTests.b, .icmp, id: UInt16(n), m.sealed())
  }

  static let user = ("vpnuser", "vpnpass")
  /// A call with login and CCP, and the cipher its client sends with.
  static func ready(stateless: Bool, agreed: Bool = true) throws -> (WatchedLink, MPPECipher) {
    var link = WatchedLink([user])
    var s = AuthSimulation(.mschapv2)
    _ = link.login(&s, .mschapv2)
    guard let keys = AuthSimulation.keys(s.clientEnd) else { throw Missing() }
    if agreed { link.agree(stateless ? [.b128, .stateless] : [.b128]) }
    return (link, keys.sender(.b128, stateless: stateless, flush: .rfc))
  }
  struct Missing: Error {}
}

extension Dissection {
  /// What MPPE hid, buffer by buffer: the frame each came in, and the number of its ping.
  var pings: [[Int]] {
    buffers.filter { $0.source == .mppe }.map { b in
      [b.origins.first?.frame ?? 0]
        + b.notes.filter { $0.field.id.equals("icmp.seq") || $0.field.name.equals("Sequence number") }.compactMap {
          $0.number.map { Int($0) }
        }
    }
  }
  func meaning(_ id: StaticString) -> String? { buffers.flatMap(\.notes).first { $0.field.id.equals(id) }?.meaning }
}
