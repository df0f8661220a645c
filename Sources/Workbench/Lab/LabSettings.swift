import ProtocolEngines

/// What `new KIND key=value…` decides: the kind of tunnel, its settings, and what belongs to the lab around it.
public struct LabSettings: Sendable, Equatable {
  public var kind = TunnelKind.pptp
  public var seed: UInt64 = 1
  public var clients = 1
  public var tunnel = TunnelSettings()
  /// What the tunnels of the second client and those after it are, where words such as `client2.password=wrong` make them differ;
  /// otherwise empty.
  private var others: [TunnelSettings] = []
  /// The words it was made from, as they were given: the kind, then the keys.
  public private(set) var words: [String]

  public init(_ kind: TunnelKind = .pptp) {
    self.kind = kind
    words = [kind.name]
  }

  public var client: TunnelSettings.End {
    get { tunnel.client }
    set { tunnel.client = newValue }
  }
  public var server: TunnelSettings.End {
    get { tunnel.server }
    set { tunnel.server = newValue }
  }

  // MARK: The network of the lab

  public static let clientAddress = IPv4Address(10, 0, 0, 1), serverAddress = IPv4Address(10, 0, 0, 2)
  public static let clientMAC = MACAddress(0x0200_0000_0001), serverMAC = MACAddress(0x0200_0000_0002)
  public static let mostClients = 2

  /// `"client"`, `"client2"`, …
  static func clientName(_ i: Int) -> String { i == 0 ? "client" : "client\(i + 1)" }
  /// The server has the second address, for ever; later clients come after it.
  static func clientAddress(_ i: Int) -> IPv4Address { IPv4Address(clientAddress.raw + UInt32(i == 0 ? 0 : i + 1)) }
  static func clientMAC(_ i: Int) -> MACAddress { MACAddress(clientMAC.raw + UInt64(i == 0 ? 0 : i + 1)) }

  // MARK: From words

  /// Reads `["pptp", "seed=2", "client.mppe=off"]`; the kind may be left out. `kinds`: those there are.
  public static func parse(_ words: [String], kinds: [TunnelKind] = TunnelKind.all) -> Result<LabSettings, UsageError> {
    var s = LabSettings()
    var rest = words[...]
    if let first = rest.first, !first.contains("=") {
      guard let kind = kinds.first(where: { $0.name == first }) else {
        if Later.kinds.contains(first) { return .failure(.notYet(first)) }
        let names = kinds.map(\.name)
        let suggestion = Spelling.nearest(first, among: names + Later.kinds)
        return .failure(UsageError("“\(first)” is no kind of tunnel", allowed: names, suggestion: suggestion))
      }
      s = LabSettings(kind)
      rest = rest.dropFirst()
    }
    do throws(UsageError) {
      try s.once(rest)
      // First the keys for both ends, then those for one, whatever the order.
      for w in rest { if !isPrefixed(w), laterClient(w) == nil { try s.take(w) } }
      for w in rest { if isPrefixed(w) { try s.take(w) } }
      for w in rest { if let client = laterClient(w) { try s.take(w, client) } }
    } catch { return .failure(error) }
    let keyed = s.server.auth.filter { s.client.auth.contains($0) }
    if s.server.expired, !keyed.isEmpty, !keyed.contains(where: { $0 == .mschap || $0 == .mschapv2 }) {
      return .failure(
        UsageError("expired=on needs auth=mschapv2 or auth=mschap: only they can say that a password is too old (E=648)"))
    }
    s.words = [s.kind.name] + rest
    return .success(s)
  }

  /// A key that is given twice: one of the two would be taken in silence.
  private func once(_ words: ArraySlice<String>) throws(UsageError) {
    var seen: [(name: String, word: String)] = []
    for w in words {
      guard let equals = w.firstIndex(of: "=") else { continue }
      let name = w[..<equals].lowercased()
      if let before = seen.first(where: { $0.name == name }) {
        let list = Self.keys(of: kind).first { $0.isList && ($0.name == name || name.hasSuffix("." + $0.name)) }
        let both = "\(before.word),\(w[w.index(after: equals)...])"
        let remedy = list == nil ? "" : ", or both with a comma"
        throw UsageError(
          before.word == w
            ? "“\(w)” stands twice" : "\(name)= stands twice, as “\(before.word)” and as “\(w)”: one of them is meant\(remedy)",
          suggestion: list == nil || before.word == w ? before.word : both)
      }
      seen.append((name, w))
    }
  }

  private static func isPrefixed(_ w: String) -> Bool { w.hasPrefix("client.") || w.hasPrefix("server.") }

  /// 1 for `client2.…`, where that may be a client.
  private static func laterClient(_ w: String) -> Int? { (1..<mostClients).first { w.hasPrefix(clientName($0) + ".") } }

  private mutating func take(_ word: String, _ client: Int) throws(UsageError) {
    let name = Self.clientName(client)
    guard client < clients else {
      throw UsageError("“\(word)” is about \(name), and there is none", suggestion: "clients=\(client + 1)")
    }
    if others.isEmpty { others = Array(repeating: tunnel, count: clients - 1) }
    swap(&tunnel, &others[client - 1])
    defer { swap(&tunnel, &others[client - 1]) }
    try take("client" + word.dropFirst(name.utf8.count))
  }

  private mutating func take(_ word: String) throws(UsageError) {
    let keys = Self.keys(of: kind)
    let choices = keys.filter(\.hasChoice).map(\.name)
    guard let equals = word.firstIndex(of: "=") else {
      throw UsageError(
        "“\(word)” is not key=value", allowed: choices, suggestion: Spelling.nearest(word, among: keys.map(\.name)).map { "\($0)=" })
    }
    var name = String(word[..<equals]).lowercased()
    let value = String(word[word.index(after: equals)...])
    var node: PPPSide?
    if Self.isPrefixed(name) {
      node = PPPSide(rawValue: String(name.prefix(6)))
      name = String(name.dropFirst(7))
    }
    guard let key = keys.first(where: { $0.name == name }) else {
      if Later.keys.contains(name) { throw .notYet("\(name)=") }
      if let other = TunnelKind.all.first(where: { k in k.keys.contains { $0.name == name } }) {
        throw UsageError("\(name)= is a key of \(other.name); \(kind.name) has no such thing", allowed: choices)
      }
      throw UsageError("“\(name)” is no key of `new`", allowed: choices, suggestion: Spelling.nearest(name, among: choices))
    }
    if let side = key.only, let node, node != side {
      throw UsageError(
        "\(name)= is about the \(side.rawValue); the \(node.rawValue) has no such thing", suggestion: "\(name)=\(value)")
    }
    guard node == nil || key.perNode else {
      throw UsageError(
        "\(name)= is one for the whole lab, so it takes no “\(node?.rawValue ?? "").”", suggestion: "\(name)=\(value)")
    }
    if key.later.contains(value.lowercased()) { throw .notYet("\(name)=\(value)") }
    try set(key, value, node)
  }

  private mutating func set(_ key: SettingKey, _ value: String, _ node: PPPSide?) throws(UsageError) {
    func wrong() -> UsageError {
      UsageError(
        "\(key.name)= does not know “\(value)”", allowed: key.values.isEmpty ? [key.form] : key.values,
        suggestion: Spelling.nearest(value, among: key.values))
    }
    let v = value.lowercased()
    if !key.values.isEmpty, !key.isList, !key.values.contains(v) { throw wrong() }
    if let set = key.set {
      do throws(SettingKey.Fault) { try set(&tunnel, value, node) } catch {
        switch error {
        case .unknown: throw wrong()
        case .notYet(let what): throw .notYet(what)
        case .wrong(let text): throw UsageError(text)
        }
      }
      return
    }
    switch key.name {
    case "seed":
      guard let n = UInt64(value) else { throw UsageError("seed= takes a number from 0 to \(UInt64.max), not “\(value)”") }
      seed = n
    case "clients": clients = Int(v) ?? 1
    // nat=off, medium=udp: the only values there are so far, and they change nothing.
    default: break
    }
  }

  /// The fields of a lab whose kind of tunnel is none of the program's own; nil: those of all kinds.
  var fields: FieldCatalogue? { TunnelKind.all.contains(kind) ? nil : .of(TunnelKind.all + [kind]) }

  // MARK: To plans

  public func ppp(_ side: PPPSide, client number: Int = 0) -> PPPConfig { tunnel(of: number).ppp(side, client: number, of: kind) }

  private func tunnel(of client: Int) -> TunnelSettings { client == 0 || client > others.count ? tunnel : others[client - 1] }

  /// The port that the server of this lab has.
  public var port: UInt16 { tunnel.port ?? kind.port }

  /// One end of a tunnel of this lab. `number`: which client's, from 0.
  func plan(_ side: PPPSide, client number: Int) -> EndpointPlan {
    var p = EndpointPlan(side: side, settings: tunnel(of: number), ppp: ppp(side, client: number), port: port)
    let client = Self.clientAddress(number)
    p.localAddress = side == .client ? client : Self.serverAddress
    p.remoteAddress = side == .client ? Self.serverAddress : client
    return p
  }

  /// What an eavesdropper with the passwords could open.
  public var keyring: Keyring {
    var k = Keyring()
    for e in [server, client] + others.map(\.client) where !k.users.contains(where: { $0.name == e.user && $0.password == e.password }) {
      k.users.append(.init(name: e.user, password: e.password))
    }
    for e in [server, client] + others.map(\.client) { if let p = e.newPassword { k.users.append(.init(name: e.user, password: p)) } }
    return k
  }
}

extension SettingKey {
  /// A key with a single value has nothing to choose in this version.
  var hasChoice: Bool { values.count != 1 }
}

extension LabSettings {
  /// Keys of the lab itself, whatever the tunnel.
  private static let seedKey = SettingKey(
    "seed", "lab", [], "same seed, same octets; another seed, others (1)", form: "NUMBER", perNode: false)
  private static let worldKeys: [SettingKey] = [
    SettingKey("clients", "lab", (1...mostClients).map { "\($0)" }, "how many clients", perNode: false),
    SettingKey("nat", "lab", ["off"], "a router that translates addresses", perNode: false),
    SettingKey("medium", "lab", ["udp"], "what carries L2TP", perNode: false),
  ]

  /// The keys of `new` for a kind of tunnel, in the order in which help shows them.
  public static func keys(of kind: TunnelKind) -> [SettingKey] {
    [seedKey] + kind.keys.filter { $0.group == seedKey.group } + worldKeys + kind.keys.filter { $0.group != seedKey.group }
  }

  /// The keys of all kinds, each name once.
  public static let keys: [SettingKey] = keys(of: TunnelKind.all)

  /// Those of some kinds.
  static func keys(of kinds: [TunnelKind]) -> [SettingKey] {
    var out: [SettingKey] = []
    for kind in kinds { for k in keys(of: kind) where !out.contains(where: { $0.name == k.name }) { out.append(k) } }
    return out
  }
}
