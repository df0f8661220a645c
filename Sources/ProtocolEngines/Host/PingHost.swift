/// An answer to an echo request.
public struct PingReply: Sendable, Equatable {
  /// `"192.168.77.1"` or an IPv6 address.
  public var from: String
  public var sequence: UInt16
  /// Octets of ICMP data that came back.
  public var size: Int
  public var ttl: UInt8
  public var rtt: Delay
}

/// The IP end inside the tunnel: answers echo requests, makes them and matches the replies, handles a little UDP.
public struct PingHost: Sendable, Equatable {
  public enum Output: Sendable, Equatable {
    /// An IP packet to be sent through the tunnel.
    case send(ipv6: Bool, [UInt8])
    case reply(PingReply)
    /// No answer came in time.
    case timeout(sequence: UInt16, to: String)
    /// The other end says that it cannot deliver.
    case unreachable(from: String, String)
    /// A UDP datagram arrived.
    case datagram(from: String, port: UInt16, [UInt8])
    case note(Note)
  }
  private struct Waiting: Sendable, Equatable {
    var sequence: UInt16
    var to: String
    var sent: Instant
    var data: [UInt8]
  }

  /// How long an echo request is waited for.
  public static let patience = Delay.seconds(5)
  /// The echo service (RFC 862): datagrams to it come back.
  public static let echoPort: UInt16 = 7
  private static let waitingLimit = 64

  public var address: IPv4Address?
  public var address6: IPv6Address?
  private var identifier: UInt16
  private var sequence: UInt16 = 0
  private var identification: UInt16
  private var port: UInt16
  private var waiting: [Waiting] = []
  private var outputs = Fifo<Output>()
  public private(set) var sent = 0, answered = 0

  public init(dice: Dice) {
    var dice = dice
    identifier = dice.uint16()
    identification = dice.uint16()
    port = 49152 + UInt16(dice.below(16384))
  }

  /// Nothing is left to `poll`.
  public var isSilent: Bool { outputs.isEmpty }
  public mutating func poll() -> Output? { outputs.next() }

  /// The oldest request runs out first.
  public var nextTimeout: Instant? { waiting.first.map { $0.sent + Self.patience } }

  public var timers: [PendingTimer] {
    waiting.map {
      PendingTimer(name: "ping.timeout", due: $0.sent + Self.patience, purpose: "give up waiting for the answer to ping \($0.sequence)")
    }
  }

  public mutating func tick(at now: Instant) {
    while let i = waiting.firstIndex(where: { $0.sent + Self.patience <= now }) {
      let w = waiting.remove(at: i)
      outputs.append(.note(Note(.timer, "ping", "No answer to ping \(w.sequence) within \(Self.patience.text).")))
      outputs.append(.timeout(sequence: w.sequence, to: w.to))
    }
  }

  // MARK: Sending

  /// Sends an echo request with `size` octets of data (RFC 792); gives its sequence number.
  @discardableResult public mutating func ping(_ to: IPv4Address, size: Int = 56, at now: Instant) -> UInt16 {
    var m = ICMPMessage()
    (m.identifier, m.sequence, m.data) = request("\(to)", size, now)
    send4(.icmp, m.sealed(), to: to)
    return m.sequence
  }

  /// The same over IPv6 (RFC 4443 §4.1).
  @discardableResult public mutating func ping(_ to: IPv6Address, size: Int = 56, at now: Instant) -> UInt16 {
    var m = ICMPv6Body()
    (m.identifier, m.sequence, m.data) = request("\(to)", size, now)
    send6(.echoRequest, m, to: to)
    return m.sequence
  }

  private mutating func request(_ to: String, _ size: Int, _ now: Instant) -> (identifier: UInt16, sequence: UInt16, data: [UInt8]) {
    sequence &+= 1
    sent += 1
    let data = (0..<min(max(size, 0), 1400)).map { UInt8(truncatingIfNeeded: 0x61 + $0 % 23) }
    if waiting.count >= Self.waitingLimit { waiting.removeFirst() }
    waiting.append(Waiting(sequence: sequence, to: to, sent: now, data: data))
    return (identifier, sequence, data)
  }

  /// Sends one datagram (RFC 768). To port 7 it comes back.
  public mutating func sendUDP(to: IPv4Address, port destination: UInt16 = PingHost.echoPort, _ data: [UInt8], at now: Instant) {
    udp(from: port, to: to, destination, data)
  }

  private mutating func udp(from source: UInt16, to: IPv4Address, _ destination: UInt16, _ data: [UInt8]) {
    guard let address else { return }
    var h = UDPHeader()
    h.sourcePort = source
    h.destinationPort = destination
    h.length = UInt16(truncatingIfNeeded: 8 + data.count)
    var octets = h.encoded() + data
    let sum = InternetChecksum.compute(
      octets, pseudo: InternetChecksum.pseudo(address, to, proto: IPProtocol.udp.rawValue, length: octets.count))
    h.checksum = sum == 0 ? 0xffff : sum
    octets.replaceSubrange(0..<8, with: h.encoded())
    send4(.udp, octets, to: to)
  }

  private mutating func send4(_ proto: IPProtocol, _ payload: [UInt8], to: IPv4Address) {
    guard let address else { return note(.problem, "No IPv4 address inside the tunnel: IPCP is not Opened.") }
    outputs.append(.send(ipv6: false, IPv4Header.packet(from: address, to: to, proto, id: identification, payload)))
    identification &+= 1
  }

  private mutating func send6(_ type: ICMPv6Type, _ body: ICMPv6Body, to: IPv6Address) {
    guard let address6 else { return note(.problem, "No IPv6 address inside the tunnel: IPV6CP is not Opened.") }
    var m = ICMPv6Header()
    var body = body
    m.type = type
    body.type = type
    let rest = body.encoded()
    let length = m.encoded().count + rest.count
    m.checksum = InternetChecksum.compute(
      m.encoded() + rest, pseudo: InternetChecksum.pseudo(address6, to, proto: IPProtocol.icmpv6.rawValue, length: length))
    var h = IPv6Header()
    h.payloadLength = UInt16(truncatingIfNeeded: length)
    h.nextHeader = .icmpv6
    h.source = address6
    h.destination = to
    outputs.append(.send(ipv6: true, h.encoded() + m.encoded() + rest))
  }

  // MARK: Receiving

  /// An IPv4 or IPv6 packet out of the tunnel.
  public mutating func receive(_ packet: [UInt8], at now: Instant) {
    switch packet.first.map({ $0 >> 4 }) {
    case 4: receive4(packet, at: now)
    case 6: receive6(packet, at: now)
    default: note(.ignored, "A packet that is neither IPv4 nor IPv6.", "RFC 791 §3.1")
    }
  }

  private mutating func receive4(_ packet: [UInt8], at now: Instant) {
    switch IPv4Header.open(packet) {
    case .failure(let r): note(.ignored, "\(r.text).", r.ref)
    case .success(let (h, payload)):
      guard let address, h.destination == address else {
        return note(.ignored, "Packet for \(h.destination), not for us.", "RFC 1122 §3.2.1.3")
      }
      guard h.fragmentOffset == 0, !h.moreFragments else {
        return note(.ignored, "A fragment; this small host does not put them together.", "RFC 791 §3.2")
      }
      switch h.proto {
      case .icmp: receiveICMP(Array(payload), h, at: now)
      case .udp: receiveUDP(packet, Array(payload), h)
      default:
        note(.refused, "IP protocol \(h.proto.meaning) is not spoken here: ICMP protocol unreachable.", "RFC 1122 §3.2.2.1")
        unreachable(packet, h, code: 2)
      }
    }
  }

  private mutating func receiveICMP(_ octets: [UInt8], _ h: IPv4Header, at now: Instant) {
    guard InternetChecksum.compute(octets) == 0, var m = try? ICMPMessage(parsing: octets) else {
      return note(.ignored, "ICMP message with a wrong checksum or cut short.", "RFC 792")
    }
    switch m.type {
    case 8:
      note(.fact, "Echo request \(m.sequence) from \(h.source): answer it.", "RFC 1122 §3.2.2.6")
      m.type = 0
      send4(.icmp, m.sealed(), to: h.source)
    case 0: matched(m.identifier, m.sequence, m.data, from: "\(h.source)", ttl: h.ttl, at: now)
    case 3:
      outputs.append(
        .unreachable(
          from: "\(h.source)", m.code == 3 ? "port unreachable" : m.code == 2 ? "protocol unreachable" : "destination unreachable"))
    default: note(.ignored, "ICMP type \(m.type) needs no answer.", "RFC 1122 §3.2.2")
    }
  }

  private mutating func matched(_ id: UInt16, _ number: UInt16, _ data: [UInt8], from: String, ttl: UInt8, at now: Instant) {
    guard id == identifier, let i = waiting.firstIndex(where: { $0.sequence == number }) else {
      return note(.ignored, "Echo reply \(number) that nobody waits for.", "RFC 792")
    }
    let w = waiting.remove(at: i)
    guard w.data == data else { return note(.problem, "Echo reply \(number) does not bring back what was sent.", "RFC 792") }
    answered += 1
    outputs.append(.reply(PingReply(from: from, sequence: number, size: data.count, ttl: ttl, rtt: now - w.sent)))
    note(.fact, "Echo reply \(number) from \(from) after \((now - w.sent).text).", "RFC 792")
  }

  private mutating func receiveUDP(_ packet: [UInt8], _ octets: [UInt8], _ h: IPv4Header) {
    guard let (u, used) = try? UDPHeader.prefix(of: octets), Int(u.length) >= used, Int(u.length) <= octets.count else {
      return note(.ignored, "UDP datagram cut short.", "RFC 768")
    }
    let whole = Array(octets[..<Int(u.length)])
    let sum = InternetChecksum.compute(
      whole, pseudo: InternetChecksum.pseudo(h.source, h.destination, proto: IPProtocol.udp.rawValue, length: whole.count))
    guard u.checksum == 0 || sum == 0 else { return note(.ignored, "UDP checksum is wrong.", "RFC 1122 §4.1.3.4") }
    let data = Array(whole[used...])
    switch u.destinationPort {
    case Self.echoPort where u.sourcePort != Self.echoPort:
      note(.fact, "A datagram for the echo service: send it back.", "RFC 862")
      udp(from: Self.echoPort, to: h.source, u.sourcePort, data)
    case port: outputs.append(.datagram(from: "\(h.source)", port: u.sourcePort, data))
    default:
      note(.refused, "Nobody takes UDP port \(u.destinationPort): ICMP port unreachable.", "RFC 1122 §4.1.3.1")
      unreachable(packet, h, code: 3)
    }
  }

  private mutating func unreachable(_ packet: [UInt8], _ h: IPv4Header, code: UInt8) {
    guard !h.source.isMulticast, h.source != .any else { return }
    var m = ICMPMessage()
    m.type = 3
    m.code = code
    m.data = Array(packet.prefix(h.headerLength + 8))
    send4(.icmp, m.sealed(), to: h.source)
  }

  private mutating func receive6(_ packet: [UInt8], at now: Instant) {
    guard let (h, used) = try? IPv6Header.prefix(of: packet), Int(h.payloadLength) <= packet.count - used else {
      return note(.ignored, "IPv6 packet cut short.", "RFC 8200 §3")
    }
    guard let address6, h.destination == address6 else { return note(.ignored, "Packet for \(h.destination), not for us.", "RFC 8200 §3") }
    guard h.nextHeader == .icmpv6 else {
      return note(.ignored, "IPv6 next header \(h.nextHeader.meaning) is not spoken here.", "RFC 8200 §4")
    }
    let octets = Array(packet[used..<used + Int(h.payloadLength)])
    let sum = InternetChecksum.compute(
      octets, pseudo: InternetChecksum.pseudo(h.source, h.destination, proto: IPProtocol.icmpv6.rawValue, length: octets.count))
    guard sum == 0, let (m, head) = try? ICMPv6Header.prefix(of: octets) else {
      return note(.ignored, "ICMPv6 message with a wrong checksum or cut short.", "RFC 4443 §2.3")
    }
    guard m.type == .echoRequest || m.type == .echoReply, let (echo, _) = try? ICMPv6Body.prefix(of: octets, from: head) else {
      return note(.ignored, "ICMPv6 \(m.type.meaning) needs no answer here.", "RFC 4443 §2.1")
    }
    if m.type == .echoRequest {
      note(.fact, "Echo request \(echo.sequence) from \(h.source): answer it.", "RFC 4443 §4.2")
      send6(.echoReply, echo, to: h.source)
    } else {
      matched(echo.identifier, echo.sequence, echo.data, from: "\(h.source)", ttl: h.hopLimit, at: now)
    }
  }

  private mutating func note(_ kind: Note.Kind, _ text: Sentence, _ ref: String = "") {
    outputs.append(.note(Note(kind, "ping", text, ref: ref)))
  }

  public func inspect(_ tree: inout StateTree) {
    tree.add("ping.sent", sent, "echo requests sent through the tunnel")
    tree.add("ping.answered", answered, "of them answered")
    tree.add("ping.waiting", waiting.count, "of them still waited for")
  }
}
