/// What IPCP asks for and takes (RFC 1332, RFC 1877).
struct IPCPPolicy: ControlPolicy {
  typealias Dialect = IPCPDialect
  static var machine: String { "ipcp" }
  static var restartTimer: String { "ipcp.restart" }

  var fatal: Fatal?
  /// This end's address, 0.0.0.0 while it asks for one; nil once the peer rejects the option.
  private(set) var address: IPv4Address?
  /// Name servers asked for (clients) and, once Opened, given.
  private(set) var dns1: IPv4Address?, dns2: IPv4Address?
  private(set) var peerAddress = IPv4Address.any
  private var hasPrompted = false

  mutating func reset(_ x: inout LinkContext) {
    self = Self()
    address = x.config.localAddress
    if x.config.side == .client, x.config.asksDNS {
      dns1 = .any
      dns2 = .any
    }
  }

  mutating func request(_ x: inout LinkContext) -> [IPCPOption] {
    var out: [IPCPOption] = []
    if let address { out.append(IPCPOption(.address, address)) }
    if let dns1 { out.append(IPCPOption(.dns1, dns1)) }
    if let dns2 { out.append(IPCPOption(.dns2, dns2)) }
    return out
  }

  mutating func judge(_ o: IPCPOption, _ x: inout LinkContext) -> OptionVerdict<IPCPOption> {
    switch (o.type, o.length) {
    case (.address, 6):
      let given = x.givenAddress
      if given != .any {
        if o.address == given { return .accept }
        if case .only(let list) = x.peerAddresses, list.contains(o.address) { return .accept }
        return .nak(
          IPCPOption(.address, given), because: o.address == .any ? "0.0.0.0 asks for an address" : "this end assigns the addresses",
          ref: "RFC 1332 §3.3")
      }
      return o.address == .any ? .reject(because: "it asks for an address, and there is none to give here", ref: "RFC 1332 §3.3") : .accept
    case (.dns1, 6), (.dns2, 6):
      guard x.config.side == .server, let first = x.config.dns.first else {
        return .reject(because: "there is no name server to tell", ref: o.type == .dns2 ? "RFC 1877 §1.3" : "RFC 1877 §1.1")
      }
      let server = o.type == .dns2 && x.config.dns.count > 1 ? x.config.dns[1] : first
      return o.address == server
        ? .accept
        : .nak(
          IPCPOption(o.type, server), because: "this is the name server to use", ref: o.type == .dns2 ? "RFC 1877 §1.3" : "RFC 1877 §1.1")
    case (.nbns1, 6), (.nbns2, 6): return .reject(because: "there is no NetBIOS name server here", ref: "RFC 1877 §1.2")
    case (.compression, _): return .reject(because: "TCP headers are not compressed here", ref: "RFC 1332 §3.2")
    case (.addresses, _): return .reject(because: "this option is replaced by IP-Address", ref: "RFC 1332 §3.1")
    default:
      return .reject(because: o.type.label == nil ? "this option is not known" : "this option is not used here", ref: "RFC 1661 §5.4")
    }
  }

  mutating func missing(_ options: [IPCPOption], _ x: inout LinkContext) -> [IPCPOption] {
    guard !hasPrompted, x.givenAddress != .any, !options.contains(where: { $0.type == .address }) else { return [] }
    hasPrompted = true
    return [IPCPOption(.address, x.givenAddress)]
  }

  mutating func agree(_ options: [IPCPOption], _ x: inout LinkContext) {
    peerAddress = options.first { $0.type == .address }?.address ?? x.givenAddress
  }

  mutating func nakked(_ options: [IPCPOption], _ x: inout LinkContext) -> Bool {
    for o in options where o.length == 6 {
      switch o.type {
      case .address:
        guard address != nil else { break }
        if x.config.localAddress == .any, o.address != .any {
          address = o.address
          x.note(.fact, Self.machine, "The peer gives us the address \(o.address).", ref: "RFC 1332 §3.3")
        } else {
          x.note(.refused, Self.machine, "The peer suggests the address \(o.address) for us; ours is fixed.", ref: "RFC 1332 §3.3")
        }
      case .dns1: if dns1 != nil { dns1 = o.address }
      case .dns2: if dns2 != nil { dns2 = o.address }
      default: break
      }
    }
    return true
  }

  mutating func rejected(_ options: [IPCPOption], _ x: inout LinkContext) -> Bool {
    for o in options {
      switch o.type {
      case .address: address = nil
      case .dns1: dns1 = nil
      case .dns2: dns2 = nil
      default: break
      }
    }
    return true
  }
}
