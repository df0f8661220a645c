/// One key of `new`, as help, completion and the reader of settings know it.
public struct SettingKey: Sendable {
  /// What is wrong with a value.
  public enum Fault: Error, Sendable, Equatable {
    /// It is none of the values allowed.
    case unknown
    /// A later version of vpnlab knows it: what the user typed.
    case notYet(String)
    case wrong(String)
  }
  /// Takes a value for one end, or for both where the end is nil. `value` is as typed.
  public typealias Setter = @Sendable (inout TunnelSettings, _ value: String, PPPSide?) throws(Fault) -> Void

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
  public var later: [String] { Later.values(of: name) }
  /// The one end that it is about, where the other has no such thing.
  public var only: PPPSide?
  /// nil: a key of the lab itself, which it takes.
  public var set: Setter?

  public init(
    _ name: String, _ group: String, _ values: [String], _ about: String, form: String = "", perNode: Bool = true, isList: Bool = false,
    only: PPPSide? = nil, set: Setter? = nil
  ) {
    self.name = name
    self.group = group
    self.values = values
    self.form = form
    self.about = about
    self.perNode = perNode
    self.isList = isList
    self.only = only
    self.set = set
  }

  // MARK: The keys that every tunnel with a PPP link has

  public static let link: [SettingKey] = [
    SettingKey("mtu", "lab", [], "largest packet an end takes inside the tunnel (1400)", form: "128 to 1500") { s, v, end throws(Fault) in
      guard let n = UInt16(v), (128...1500).contains(n) else { throw .unknown }
      s.change(end) { $0.mtu = n }
    },
    SettingKey("ipv6", "lab", ["on", "off"], "IPv6 inside the tunnel beside IPv4") { s, v, end throws(Fault) in
      let on = isOn(v)
      s.change(end) { $0.ipv6 = on }
    },
  ]

  public static let start = SettingKey(
    "start", "call", ["client", "server", "both"], "who opens the control connection; both at once collide", perNode: false
  ) { s, v, _ throws(Fault) in s.start = TunnelSettings.Start(rawValue: v.lowercased()) ?? .client }

  public static let authentication: [SettingKey] = [
    SettingKey(
      "auth", "PPP", ["mschapv2", "mschap", "chap", "pap", "spap", "none"], "how the client proves who it is", isList: true, set: setAuth),
    SettingKey("user", "PPP", [], "name of the account (\(TunnelSettings.demoUser))", form: "NAME") { s, v, end throws(Fault) in
      try fits("user", v, from: 1)
      s.change(end) { $0.user = v }
    },
    SettingKey(
      "password", "PPP", [], "its password (\(TunnelSettings.demoPassword)); make the ends differ and see", form: "TEXT"
    ) { s, v, end throws(Fault) in
      try fits("password", v, from: 0)
      s.change(end) { $0.password = v }
    },
    SettingKey(
      "expired", "PPP", ["off", "on"], "the password is right but too old; only MS-CHAP has words for it", only: .server
    ) { s, v, end throws(Fault) in
      let on = isOn(v)
      s.change(end) { $0.expired = on }
    },
    SettingKey(
      "new-password", "PPP", [], "what the client changes an expired password to", form: "TEXT", only: .client
    ) { s, v, end throws(Fault) in
      try fits("new-password", v, from: 1)
      s.change(end) { $0.newPassword = v }
    },
    SettingKey(
      "reading", "PPP", MSCHAP.PasswordReading.allCases.map(\.rawValue),
      "MS-CHAP with a password beyond ASCII: hash it as UTF-16, as the RFC says, or octet by octet, as pppd does"
    ) { s, v, end throws(Fault) in
      let reading = MSCHAP.PasswordReading(rawValue: v.lowercased()) ?? .unicode
      s.change(end) { $0.reading = reading }
    },
    SettingKey(
      "rogue", "PPP", ["off", "on"], "a server that does not know the password and pretends", only: .server
    ) { s, v, end throws(Fault) in
      let on = isOn(v)
      s.change(end) { $0.rogue = on }
    },
  ]

  public static let compression = SettingKey("compress", "PPP", ["off"], "compression inside the tunnel") {
    _, _, _ throws(Fault) in
  }

  public static let encryption: [SettingKey] = [
    SettingKey(
      "mppe", "MPPE", ["128", "56", "40", "off"],
      "encryption: key length; 128 where the authentication yields keys, otherwise off", isList: true, set: setMPPE),
    SettingKey(
      "mppe-mode", "MPPE", ["stateless", "stateful"], "a new key for every packet, or every 256 packets"
    ) { s, v, end throws(Fault) in
      let stateful = v.lowercased() == "stateful"
      s.change(end) { $0.stateful = stateful }
    },
    SettingKey(
      "mppe-flush", "MPPE", ["rfc", "linux"], "on FLUSHED: start RC4 again with the key as it is, or change the key first"
    ) { s, v, end throws(Fault) in
      let flush = v.lowercased() == "linux" ? MPPEFlush.linux : .rfc
      s.change(end) { $0.flush = flush }
    },
  ]

  private static func isOn(_ v: String) -> Bool { v.lowercased() == "on" }

  /// Octets of a text that goes into one octet of length.
  private static func fits(_ name: String, _ value: String, from least: Int) throws(Fault) {
    guard (least...255).contains(value.utf8.count) else {
      throw .wrong("\(name)= takes \(least == 0 ? "at most" : "1 to") 255 octets, not \(value.utf8.count)")
    }
  }

  private static let setAuth: Setter = { s, v, end throws(Fault) in
    var methods: [AuthMethod] = []
    let known = ["mschapv2", "mschap", "chap", "pap", "spap", "none"]
    for part in v.lowercased().split(separator: ",") {
      if Later.values(of: "auth").contains(String(part)) { throw .notYet("auth=\(part)") }
      guard let m = AuthMethod(rawValue: String(part)), known.contains(m.rawValue) else { throw .unknown }
      methods.append(m)
    }
    guard !methods.isEmpty else { throw .unknown }
    s.change(end) { $0.auth = methods }
  }

  private static let setMPPE: Setter = { s, v, end throws(Fault) in
    var strengths: [MPPEStrength] = []
    let v = v.lowercased()
    for part in v.split(separator: ",") where part != "off" {
      guard let n = Int(part), let strength = MPPEStrength(rawValue: n) else { throw .unknown }
      strengths.append(strength)
    }
    guard v == "off" || !strengths.isEmpty else { throw .unknown }
    s.change(end) { $0.mppe = strengths }
  }
}
