/// A kind of tunnel, as everything outside its own folder knows it: one value a kind, and the list of them all.
public struct TunnelKind: Sendable, Equatable {
  /// As typed after `new`: `"pptp"`.
  public let name: String
  /// As people write it: `"PPTP"`.
  public let title: String
  /// One line for help.
  public let about: String
  /// The server's port, where no other is asked for.
  public let port: UInt16
  /// What the server's port is a port of: `"TCP"`, `"UDP"`.
  public let transport: String
  /// IP protocols that carry the tunnel beside that port.
  public let protocols: [IPProtocol]
  /// Its roles, as node names may be given: `"pns"` is the client.
  public let roles: [(name: String, side: PPPSide)]
  /// Keys of `new`, in the order in which help shows them.
  public let keys: [SettingKey]
  /// What `tell` can make an end do, in the order in which help shows it.
  public let actions: [TellAction]
  /// MPPE with 128 bits where the authentication yields keys; otherwise only where it is asked for.
  public let encryptsByDefault: Bool
  /// The machines that are the tunnel's own begin with these: `"pptp."`.
  public let machines: String
  /// Makes an end.
  public let make: @Sendable (EndpointPlan, Dice) -> Endpoint
  /// Its protocols in the order in which they stack, each with its states, requests, words and field values.
  let layers: [ProtocolInfo]
  /// The fields of its layouts, made by `FieldCatalogueTests`; nil where they are in a table of several protocols.
  let fields: StaticString?
  /// Its message types, for the properties that all have.
  let messages: [WireCatalog.Entry]
  /// How its datagrams are read, where it has a UDP port.
  let datagrams: DatagramReader?
  /// What a server without room answers to a new client's first datagram; nil: nothing.
  public let turnsAway: @Sendable (_ datagram: [UInt8]) -> [UInt8]?
  /// Adds the variables of machines that an end has only while its tunnel is up.
  let inspectWithin: @Sendable (inout StateTree) -> Void

  // What people read of it on a live network.

  /// The words for its parts.
  public let terms: TunnelTerms
  /// What to try next where it ends for this reason; nil where this kind has nothing of its own to say.
  public let hint: @Sendable (Reason) -> String?
  /// Failures of the tunnel that explain more than what PPP says at the same time; otherwise PPP is nearer to the cause.
  public let tellingFailures: [ReasonCode]

  init(
    name: String, title: String, about: String, port: UInt16, transport: String, protocols: [IPProtocol] = [],
    roles: [(name: String, side: PPPSide)] = [], keys: [SettingKey], actions: [TellAction], encryptsByDefault: Bool = false,
    machines: String, layers: [ProtocolInfo] = [], fields: StaticString? = nil, messages: [WireCatalog.Entry] = [],
    datagrams: DatagramReader? = nil, turnsAway: @escaping @Sendable ([UInt8]) -> [UInt8]? = { _ in nil }, inspectWithin: @escaping @Sendable (inout StateTree) -> Void = { _ in },
    terms: TunnelTerms = TunnelTerms(), hint: @escaping @Sendable (Reason) -> String? = { _ in nil }, tellingFailures: [ReasonCode] = [],
    make: @escaping @Sendable (EndpointPlan, Dice) -> Endpoint
  ) {
    self.name = name
    self.title = title
    self.about = about
    self.port = port
    self.transport = transport
    self.protocols = protocols
    self.roles = roles
    self.keys = keys
    self.actions = actions
    self.encryptsByDefault = encryptsByDefault
    self.machines = machines
    self.layers = layers
    self.fields = fields
    self.messages = messages
    self.datagrams = datagrams
    self.turnsAway = turnsAway
    self.inspectWithin = inspectWithin
    self.terms = terms
    self.hint = hint
    self.tellingFailures = tellingFailures
    self.make = make
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }

  public func side(of role: String) -> PPPSide? { roles.first { $0.name == role }?.side }

  /// All kinds there are. A new kind is one more name here.
  public static let all: [TunnelKind] = [.pptp, .hello]

  public static func named(_ name: String) -> TunnelKind? { all.first { $0.name == name } }

  /// The paths of all variables an end may have, whether or not the machine that has them is there.
  public var variables: [String] {
    var tree = StateTree()
    let settings = TunnelSettings()
    let link = settings.ppp(.client, of: self)
    make(EndpointPlan(side: .client, settings: settings, ppp: link, port: port), Dice(seed: 0)).inspect(&tree)
    inspectWithin(&tree)
    PPPLink(config: link, dice: Dice(seed: 0)).inspect(&tree)
    AuthEngine(method: .mschapv2, role: .peer, config: link, dice: Dice(seed: 0)).inspect(&tree)
    return tree.entries.map(\.path) + tree.absent
  }
}

/// A kind's words for its parts, as sentences about a live tunnel use them.
public struct TunnelTerms: Sendable, Equatable {
  /// What carries one PPP link: `"call"`.
  public var session = "session"
  /// The number that an end gives it: `"call ID"`.
  public var number = "session ID"
  /// What PPP frames travel in: `"GRE"`.
  public var carrier = "UDP"
}

/// How the datagrams of a kind of tunnel are read.
struct DatagramReader: Sendable {
  /// What a header says of the PPP frame that follows it.
  struct Content: Sendable, Equatable {
    /// The number that the datagram's receiver gave the session; nil: this datagram carries no PPP frame.
    var session: UInt32?
    /// One line: the message and what tells most about it.
    var summary: String
  }
  /// The protocol's name in a summary.
  var name: StaticString
  /// Reads the header, annotated; what is left of the part is the PPP frame where the content says so.
  var read: @Sendable (inout TreeReader) throws(WireError) -> Content
}
