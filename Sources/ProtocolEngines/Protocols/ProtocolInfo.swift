/// What the program has to know of a protocol beside its engine and its layouts: one literal a protocol. Legends, completion, `explain`,
/// `next` and the refusals of expressions follow from it.
public struct ProtocolInfo: Sendable {
  /// The first component of the ids of its fields: `"lcp"`.
  public var layer: String
  /// As people say it: `"LCP"`.
  public var name: String
  /// The letter of its octets on every screen; layers of one kind share it.
  public var letter: Character
  public var tint: LayerTint
  public var place: Place
  /// What a line about one of its layers says.
  public var summary: Summary
  /// What its ends keep of it, by the variable that shows the state.
  public var machines: [Machine]
  /// The messages that wait for a reply.
  public var requests: Requests?
  /// Which values of its fields have names.
  public var fields: [FieldValues]
  /// Known by name only: vpnlab does not speak it yet, and no layout reads it.
  public var isToCome: Bool
  /// Its words, its own name first.
  public var glossary: [GlossaryEntry]

  /// Where its octets are in a packet of a tunnel. What is inside begins with the first octet of PPP, in whichever buffer that is.
  public enum Place: Sendable {
    /// Carries the tunnel.
    case outside
    /// Makes the tunnel.
    case tunnel
    /// Is carried by the tunnel.
    case inside
    /// Carries the tunnel and is carried by it: what is in front of it decides.
    case either
  }

  public enum Summary: Sendable {
    /// The layout says it as the meaning of the layer's heading.
    case heading
    /// Parts made of fields; a part without its field is left out.
    case parts([Part])
    /// There is none: the octets are one field, or a piece of a message that another layer sums up.
    case none
  }
  /// A part of a summary, made of the fields with these ids; of several ids the first that is there counts. In front of it is a word, or
  /// none.
  public enum Part: Sendable {
    /// `10.0.0.1 → 10.0.0.2`: two fields as their meanings say them.
    case pair(StaticString, from: [StaticString], to: [StaticString])
    /// `port 1723 → 40000`: two fields as numbers.
    case numbers(StaticString, from: StaticString, to: StaticString)
    /// `carries GRE`
    case field(StaticString, [StaticString])
    /// `call 7`
    case number(StaticString, StaticString)
    /// The names of the bits that are set.
    case flags([(StaticString, String)])
  }

  /// One of its machines, as the ends show it.
  public struct Machine: Sendable {
    /// `"call.state"`
    public var variable: String
    /// Whose states they are, for people.
    public var machine: String
    /// The names of its states.
    public var states: [String]
    /// Each state's name, sentence and section.
    public var words: [(name: String, about: String, ref: StaticString)]

    /// Authentication is one machine, whichever method it runs. Without an exchange the link says how it is.
    static let authentication = Machine("auth.state", AuthEngine.State.self, beside: ["idle", "done"])

    /// `beside`: what the variable says while there is no machine.
    init<S: MachineState>(_ variable: String, _ states: S.Type, beside: [String] = []) {
      self.variable = variable
      self.machine = S.machine
      self.words = S.allCases.map { ($0.name, $0.about, $0.ref) }
      self.states = S.allCases.map(\.name) + beside
    }
  }

  init(
    _ layer: String, _ name: String, letter: Character, _ tint: LayerTint, _ place: Place, summary: Summary = .heading,
    machines: [Machine] = [], requests: Requests? = nil, fields: [FieldValues] = [], glossary: [GlossaryEntry] = [], isToCome: Bool = false
  ) {
    self.layer = layer
    self.name = name
    self.letter = letter
    self.tint = tint
    self.place = place
    self.summary = summary
    self.machines = machines
    self.requests = requests
    self.fields = fields
    self.glossary = glossary
    self.isToCome = isToCome
  }
}

extension ProtocolInfo {
  /// Every protocol there is, in the order in which layers stack.
  public static let all: [ProtocolInfo] = all(of: TunnelKind.all)

  /// Those that a program with these kinds of tunnel knows.
  public static func all(of kinds: [TunnelKind]) -> [ProtocolInfo] { outside + kinds.flatMap(\.layers) + inside }

  private static let outside: [ProtocolInfo] = [
    .eth, .vlan, .sll, .llc, .null, .arp, .pppoe, .ip, .ipv6, .tcp, .udp, .icmp, .icmpv6, .igmp,
  ]
  private static let inside: [ProtocolInfo] = [
    .hdlc, .ppp, .lcp, .pap, .chap, .eap, .tls, .spap, .ccp, .mppe, .mppc, .ipcp, .ipv6cp, .ipx, .esp, .ah, .l2tp, .isakmp, .pppoed,
    .chdlc, .mp, .vjc, .ncp, .bsdcomp, .deflate, .der, .x509,
  ]

  /// The layer of the link in a tunnel: what is inside begins with it.
  public static let linkLayer = ppp.layer

  public static func of(_ layer: some StringProtocol) -> ProtocolInfo? { all.first { $0.layer == layer } }
  /// What is printed for the values of a field, by its id.
  public static func values(of id: String, in protocols: [ProtocolInfo] = all) -> [FieldValues] {
    let layer = id.prefix { $0 != "." }
    guard let p = protocols.first(where: { $0.layer == layer }) else { return [] }
    var id = id
    return id.withUTF8 { wanted in p.fields.filter { $0.ids.contains { Text($0).utf8.elementsEqual(wanted) } } }
  }
}

/// The colours of layers by name; what they look like is the renderer's.
public enum LayerTint: String, CaseIterable, Sendable {
  case slate, khaki, coral, teal, blue, indigo, azure, vermilion, purple, mustard, green, pink, olive, violet, cyan, brown, rose, red
}
