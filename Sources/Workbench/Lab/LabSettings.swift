import ProtocolEngines

/// What `new pptp key=value…` decides; `connect` and `serve` take the same words.
public struct LabSettings: Sendable, Equatable {
  public enum Start: String, Sendable, CaseIterable { case client, server, both }

  /// What may differ between the ends.
  public struct End: Sendable, Equatable {
    public var auth: [AuthMethod] = [.mschapv2]
    public var user = LabSettings.demoUser
    public var password = LabSettings.demoPassword
    public var expired = false
    public var newPassword: String?
    public var reading = MSCHAP.PasswordReading.unicode
    public var rogue = false
    /// nil: 128 where the authentication yields keys, otherwise off.
    public var mppe: [MPPEStrength]?
    public var stateful = false
    public var flush = MPPEFlush.rfc
    public var mtu: UInt16 = 1400
    public var ipv6 = true
  }

  public var seed: UInt64 = 1
  public var incoming = false
  public var start = Start.client
  public var client = End()
  public var server = End()
  /// The words it was made from, as they were given: `pptp`, then the keys.
  public private(set) var words: [String] = ["pptp"]

  public init() {}

  // Recognisable in every dump, and obviously nobody's real secret.
  public static let demoUser = "student", demoPassword = "lesson"
  public static let serverName = "vpnlab"
  public static let clientAddress = IPv4Address(10, 0, 0, 1), serverAddress = IPv4Address(10, 0, 0, 2)
  public static let clientMAC = MACAddress(0x0200_0000_0001), serverMAC = MACAddress(0x0200_0000_0002)
  public static let serverInside = IPv4Address(192, 168, 77, 1), clientInside = IPv4Address(192, 168, 77, 10)

  // MARK: From words

  /// Reads `["pptp", "seed=2", "client.mppe=off"]`; the protocol may be left out.
  public static func parse(_ words: [String]) -> Result<LabSettings, UsageError> {
    var s = LabSettings()
    var rest = words[...]
    if let first = rest.first, !first.contains("=") {
      guard first == "pptp" else {
        if ["l2tp", "l2tp-ipsec"].contains(first) { return .failure(.notYet(first)) }
        return .failure(
          UsageError(
            "“\(first)” is no kind of tunnel", allowed: ["pptp"],
            suggestion: Spelling.nearest(first, among: ["pptp", "l2tp", "l2tp-ipsec"])))
      }
      rest = rest.dropFirst()
    }
    do throws(UsageError) {
      try once(rest)
      // First the keys for both ends, then those for one, whatever the order.
      for w in rest { if !isPrefixed(w) { try s.take(w) } }
      for w in rest { if isPrefixed(w) { try s.take(w) } }
    } catch { return .failure(error) }
    let keyed = s.server.auth.filter { s.client.auth.contains($0) }
    if s.server.expired, !keyed.isEmpty, !keyed.contains(where: { $0 == .mschap || $0 == .mschapv2 }) {
      return .failure(UsageError("expired=on needs auth=mschapv2 or auth=mschap: only they can say that a password is too old (E=648)"))
    }
    s.words = ["pptp"] + rest
    return .success(s)
  }

  /// A key that stands twice: one of the two would be taken in silence.
  private static func once(_ words: ArraySlice<String>) throws(UsageError) {
    var seen: [(name: String, word: String)] = []
    for w in words {
      guard let equals = w.firstIndex(of: "=") else { continue }
      let name = w[..<equals].lowercased()
      if let before = seen.first(where: { $0.name == name }) {
        let list = keys.first { $0.isList && ($0.name == name || name.hasSuffix("." + $0.name)) }
        let both = "\(before.word),\(w[w.index(after: equals)...])"
        throw UsageError(
          before.word == w
            ? "“\(w)” stands twice"
            : """
            \(name)= stands twice, as “\(before.word)” and as “\(w)”: one of them is \
            meant\(list == nil ? "" : ", or both with a comma")
            """,
          suggestion: list == nil || before.word == w ? before.word : both)
      }
      seen.append((name, w))
    }
  }

  private static func isPrefixed(_ w: String) -> Bool { w.hasPrefix("client.") || w.hasPrefix("server.") }

  private mutating func take(_ word: String) throws(UsageError) {
    guard let equals = word.firstIndex(of: "=") else {
      throw UsageError(
        "“\(word)” is not key=value", allowed: Self.choices,
        suggestion: Spelling.nearest(word, among: Self.keys.map(\.name)).map { "\($0)=" })
    }
    var name = String(word[..<equals]).lowercased()
    let value = String(word[word.index(after: equals)...])
    var node: String?
    if Self.isPrefixed(name) {
      node = String(name.prefix(6))
      name = String(name.dropFirst(7))
    }
    guard let key = Self.keys.first(where: { $0.name == name }) else {
      if Self.laterKeys.contains(name) { throw .notYet("\(name)=") }
      let names = Self.choices
      throw UsageError("“\(name)” is no key of `new`", allowed: names, suggestion: Spelling.nearest(name, among: names))
    }
    if let side = key.only, let node, node != side {
      throw UsageError("\(name)= is about the \(side); the \(node) has no such thing", suggestion: "\(name)=\(value)")
    }
    guard node == nil || key.perNode else {
      throw UsageError("\(name)= is one for the whole lab, so it takes no “\(node ?? "").”", suggestion: "\(name)=\(value)")
    }
    if key.later.contains(value.lowercased()) { throw .notYet("\(name)=\(value)") }
    try set(key, value, node)
  }

  private mutating func set(_ key: Key, _ value: String, _ node: String?) throws(UsageError) {
    func wrong() -> UsageError {
      UsageError(
        "\(key.name)= does not know “\(value)”", allowed: key.values.isEmpty ? [key.form] : key.values,
        suggestion: Spelling.nearest(value, among: key.values))
    }
    let v = value.lowercased()
    if !key.values.isEmpty, !key.isList, !key.values.contains(v) { throw wrong() }
    /// Octets of a text that goes into one octet of length.
    func fits(from least: Int) throws(UsageError) {
      guard (least...255).contains(value.utf8.count) else {
        throw UsageError("\(key.name)= takes \(least == 0 ? "at most" : "1 to") 255 octets, not \(value.utf8.count)")
      }
    }
    func ends(_ change: (inout End) -> Void) {
      if node != "server" { change(&client) }
      if node != "client" { change(&server) }
    }
    switch key.name {
    case "seed":
      guard let n = UInt64(value) else { throw UsageError("seed= takes a number from 0 to \(UInt64.max), not “\(value)”") }
      seed = n
    case "mtu":
      guard let n = UInt16(value), (128...1500).contains(n) else { throw wrong() }
      ends { $0.mtu = n }
    case "ipv6": ends { $0.ipv6 = v == "on" }
    case "call": incoming = v == "incoming"
    case "start": start = Start(rawValue: v) ?? .client
    case "auth":
      var methods: [AuthMethod] = []
      for part in v.split(separator: ",") {
        if key.later.contains(String(part)) { throw .notYet("auth=\(part)") }
        guard let m = AuthMethod(rawValue: String(part)), key.values.contains(m.rawValue) else { throw wrong() }
        methods.append(m)
      }
      guard !methods.isEmpty else { throw wrong() }
      ends { $0.auth = methods }
    case "mppe":
      var strengths: [MPPEStrength] = []
      for part in v.split(separator: ",") where part != "off" {
        guard let n = Int(part), let s = MPPEStrength(rawValue: n) else { throw wrong() }
        strengths.append(s)
      }
      guard v == "off" || !strengths.isEmpty else { throw wrong() }
      ends { $0.mppe = strengths }
    case "mppe-mode": ends { $0.stateful = v == "stateful" }
    case "mppe-flush": ends { $0.flush = v == "linux" ? .linux : .rfc }
    case "user":
      try fits(from: 1)
      ends { $0.user = value }
    case "password":
      try fits(from: 0)
      ends { $0.password = value }
    case "new-password":
      try fits(from: 1)
      ends { $0.newPassword = value }
    case "expired": ends { $0.expired = v == "on" }
    case "reading": ends { $0.reading = MSCHAP.PasswordReading(rawValue: v) ?? .unicode }
    case "rogue": ends { $0.rogue = v == "on" }
    // clients=1, nat=off, medium=udp, compress=off: the only values there are so far, and they change nothing.
    default: break
    }
  }

  // MARK: To configurations

  public func end(_ side: PPPSide) -> End { side == .client ? client : server }

  /// The strengths an end allows, the default worked out.
  public func mppe(_ side: PPPSide) -> [MPPEStrength] {
    let e = end(side)
    if let m = e.mppe { return m }
    let keyed: [AuthMethod] = [.mschap, .mschapv2, .eapTLS, .eapMSCHAPv2]
    return e.auth.contains { keyed.contains($0) } ? [.b128] : []
  }

  public func ppp(_ side: PPPSide) -> PPPConfig {
    let e = end(side)
    var c = PPPConfig(side: side)
    c.auth = e.auth
    c.user = e.user
    c.password = e.password
    c.serverName = Self.serverName
    c.accounts = side == .server ? [Account(name: e.user, password: e.password, expired: e.expired)] : []
    c.expired = side == .server && e.expired
    c.newPassword = side == .client ? e.newPassword : nil
    c.reading = e.reading
    c.rogue = side == .server && e.rogue
    c.mppe = mppe(side)
    c.mppeRequired = !c.mppe.isEmpty
    c.stateful = e.stateful
    c.flush = e.flush
    c.mru = e.mtu
    c.ipv6 = e.ipv6
    c.localAddress = side == .server ? Self.serverInside : .any
    c.peerAddress = side == .server ? Self.clientInside : .any
    c.dns = side == .server ? [Self.serverInside] : []
    return c
  }

  /// Client = PNS, server = PAC (RFC 2637 §1.1).
  public func pptp(_ side: PPPSide) -> PPTPConfig {
    var c = PPTPConfig(ppp: ppp(side), role: side == .client ? .pns : .pac)
    c.incoming = incoming
    c.localAddress = side == .client ? Self.clientAddress : Self.serverAddress
    c.remoteAddress = side == .client ? Self.serverAddress : Self.clientAddress
    return c
  }

  /// What an eavesdropper with the passwords could open.
  public var keyring: Keyring {
    var k = Keyring()
    for e in [server, client] where !k.users.contains(where: { $0.name == e.user && $0.password == e.password }) {
      k.users.append(.init(name: e.user, password: e.password))
    }
    for e in [server, client] { if let p = e.newPassword { k.users.append(.init(name: e.user, password: p)) } }
    return k
  }
}

extension LabSettings {
  /// One key as help and completion show it.
  public struct Key: Sendable {
    public var name: String
    public var group: String
    /// Default first. Empty: free text, described by `form`.
    public var values: [String]
    /// What a free value looks like: `"NUMBER"`.
    public var form: String
    public var about: String
    /// May carry `client.` or `server.`.
    public var perNode: Bool
    /// Takes several values with commas, best first.
    public var isList: Bool
    /// Values that a later version will know.
    var later: [String]
    /// The one end that it is about, where the other has no such thing.
    var only: String?

    init(
      _ name: String, _ group: String, _ values: [String], _ about: String, form: String = "", perNode: Bool = true, isList: Bool = false,
      later: [String] = [], only: String? = nil
    ) {
      self.name = name
      self.group = group
      self.values = values
      self.form = form
      self.about = about
      self.perNode = perNode
      self.isList = isList
      self.later = later
      self.only = only
    }
  }

  public static let keys: [Key] = [
    Key("seed", "lab", [], "same seed, same octets; another seed, others (1)", form: "NUMBER", perNode: false),
    Key("mtu", "lab", [], "largest packet an end takes inside the tunnel (1400)", form: "128 to 1500"),
    Key("ipv6", "lab", ["on", "off"], "IPv6 inside the tunnel beside IPv4"),
    Key("clients", "lab", ["1"], "how many clients", perNode: false, later: ["2"]),
    Key("nat", "lab", ["off"], "a router that translates addresses", perNode: false, later: ["on"]),
    Key("medium", "lab", ["udp"], "what carries L2TP", perNode: false, later: ["frame-relay", "aal5"]),
    Key("call", "call", ["outgoing", "incoming"], "who asks for the call: the PNS (outgoing) or the PAC (incoming)", perNode: false),
    Key("start", "call", ["client", "server", "both"], "who opens the control connection; both at once collide", perNode: false),
    Key(
      "auth", "PPP", ["mschapv2", "mschap", "chap", "pap", "spap", "none"], "how the client proves who it is", isList: true,
      later: ["eap-md5", "eap-tls", "eap-mschapv2"]),
    Key("user", "PPP", [], "name of the account (\(demoUser))", form: "NAME"),
    Key("password", "PPP", [], "its password (\(demoPassword)); make the ends differ and see", form: "TEXT"),
    Key("expired", "PPP", ["off", "on"], "the password is right but too old; only MS-CHAP has words for it", only: "server"),
    Key("new-password", "PPP", [], "what the client changes an expired password to", form: "TEXT", only: "client"),
    Key(
      "reading", "PPP", MSCHAP.PasswordReading.allCases.map(\.rawValue),
      "MS-CHAP with a password beyond ASCII: hash it as UTF-16, as the RFC says, or octet by octet, as pppd does"),
    Key("rogue", "PPP", ["off", "on"], "a server that does not know the password and pretends", only: "server"),
    Key("compress", "PPP", ["off"], "compression inside the tunnel", later: ["mppc"]),
    Key(
      "mppe", "MPPE", ["128", "56", "40", "off"], "encryption: key length; 128 where the authentication yields keys, otherwise off",
      isList: true),
    Key("mppe-mode", "MPPE", ["stateless", "stateful"], "a new key for every packet, or every 256 packets"),
    Key("mppe-flush", "MPPE", ["rfc", "linux"], "on FLUSHED: start RC4 again with the key as it is, or change the key first"),
  ]

  /// The keys with which something can be chosen: one with a single value has nothing to choose in this version.
  static let choices = keys.filter { $0.values.count != 1 }.map(\.name)

  /// Keys of the kinds of tunnel that are still to come.
  static let laterKeys = [
    "secret", "hidden", "proxy", "ike-auth", "psk", "mode", "ike", "esp", "ike-life", "esp-life", "dpd", "pfs", "encap",
  ]
}
