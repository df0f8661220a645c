/// One end of a tunnel of any kind: what lab and live know of it.
///
/// Every input may leave outputs: `poll` until nil after each. No end reads a clock or draws chance of its own.
public protocol TunnelEndpoint: Equatable, Sendable {
  mutating func command(_ c: EndpointCommand, at now: Instant)
  mutating func transport(_ e: TransportEvent, at now: Instant)
  mutating func tick(at now: Instant)
  mutating func poll() -> EndpointOutput?
  var nextTimeout: Instant? { get }
  /// Timers that are set, in no order.
  func addTimers(_ out: inout [PendingTimer])
  func inspect(_ tree: inout StateTree)
  /// Whether the milestone holds at this end.
  func holds(_ m: Milestone) -> Bool
  /// Why it ended or could not begin; nil while nothing is wrong, and after a hang-up of its own.
  var failure: Reason? { get }
  /// The link in the tunnel; nil before there is one.
  var ppp: PPPLink? { get }
  /// A TCP connection that the peer opens now would be taken; otherwise `accepted` is answered with `refuse`.
  var takesConnection: Bool { get }
  /// The packet or datagram has a number that this end gave out. Asked only where several ends have the same peer address.
  func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool
  /// Where one of its machines is in the figure that a document draws of it; nil where there is none.
  func figure(of machine: String) -> (figure: StateFigure, state: String)?
  /// The number this end gave its call or session; 0 before there is one.
  var localCallID: UInt16 { get }
}

extension TunnelEndpoint {
  public var takesConnection: Bool { true }
  public func figure(of machine: String) -> (figure: StateFigure, state: String)? { nil }
}

/// An end of whichever kind. A value: a copy goes its own way.
public struct Endpoint: Sendable, Equatable {
  private var end: any TunnelEndpoint

  public init(_ end: some TunnelEndpoint) { self.end = end }

  public static func == (a: Endpoint, b: Endpoint) -> Bool {
    func same<T: TunnelEndpoint>(_ x: T, _ y: any TunnelEndpoint) -> Bool { (y as? T).map { $0 == x } ?? false }
    return same(a.end, b.end)
  }

  public mutating func command(_ c: EndpointCommand, at now: Instant) { end.command(c, at: now) }
  public mutating func transport(_ e: TransportEvent, at now: Instant) { end.transport(e, at: now) }
  public mutating func tick(at now: Instant) { end.tick(at: now) }
  public mutating func poll() -> EndpointOutput? { end.poll() }
  public var nextTimeout: Instant? { end.nextTimeout }
  public func inspect(_ tree: inout StateTree) { end.inspect(&tree) }
  public func holds(_ m: Milestone) -> Bool { end.holds(m) }
  public var failure: Reason? { end.failure }
  public var ppp: PPPLink? { end.ppp }
  public var takesConnection: Bool { end.takesConnection }
  public func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool { end.owns(octets, on: channel) }
  public var localCallID: UInt16 { end.localCallID }
  public func figure(of machine: String) -> (figure: StateFigure, state: String)? { end.figure(of: machine) }
  /// No call and no control connection, and none being made.
  public var down: Bool { end.holds(.down) }
  /// The failure is this one, of the end as a whole or of its link. PPP mostly knows it a little earlier.
  public func knows(_ failure: Reason) -> Bool { end.failure == failure || end.ppp?.failure == failure }

  /// Due first.
  public var timers: [PendingTimer] {
    var all: [PendingTimer] = []
    end.addTimers(&all)
    // A stable order: by time, then as listed. There are few, so by insertion.
    var i = 1
    while i < all.count {
      var j = i
      while j > 0, all[j].due < all[j - 1].due {
        all.swapAt(j, j - 1)
        j -= 1
      }
      i += 1
    }
    return all
  }

  // MARK: Inside the tunnel

  /// The addresses that IPCP and IPV6CP agreed on; nil unless the machine is Opened.
  public var insideAddress: IPv4Address? { end.ppp?.localAddress }
  public var insidePeer: IPv4Address? { end.ppp?.peerAddress }
  public var insideInterface: UInt64? { end.ppp?.localInterfaceID }
  public var insidePeerInterface: UInt64? { end.ppp?.peerInterfaceID }
  /// IPCP is Opened here.
  public var carriesIPv4: Bool { end.ppp?.ipcpOpened == true }
  /// IPV6CP is Opened here, and IPCP is not under way (RFC 1661 §4.2): IPv6 alone makes a tunnel where IPCP has failed, but not
  /// while it is still to come.
  public var carriesOnlyIPv6: Bool {
    guard let ppp = end.ppp else { return false }
    return ppp.ipv6cpOpened && ![.reqSent, .ackRcvd, .ackSent].contains(ppp.ipcp.state)
  }
}
