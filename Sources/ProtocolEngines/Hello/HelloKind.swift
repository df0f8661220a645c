extension TunnelKind {
  /// The smallest tunnel there is: four messages over UDP, and one PPP link. `docs/adding-a-tunnel.md` walks through it.
  public static let hello = TunnelKind(
    name: "hello", title: "Hello", about: "PPP in UDP with four messages of a few octets, to learn the workbench on",
    port: HelloPort.server, transport: "UDP",
    keys: SettingKey.link + keys + SettingKey.authentication,
    actions: HelloEndpoint.actions, machines: "hello.", layers: [.hello], fields: FieldTable.hello,
    messages: [WireCatalog.entry(HelloMessage.self)], datagrams: HelloMessage.reader, turnsAway: HelloMessage.noRoom,
    make: { plan, dice in Endpoint(HelloEndpoint(plan, dice: dice)) })

  private static let keys: [SettingKey] = [
    SettingKey("port", "hello", [], "the server's UDP port (\(HelloPort.server))", form: "1 to 65535", perNode: false) {
      s, v, _ throws(SettingKey.Fault) in
      guard let n = UInt16(v), n > 0 else { throw .unknown }
      s.port = n
    },
    SettingKey("version", "hello", [], "the version an end speaks (1); make the ends differ and see", form: "1 to 255") {
      s, v, end throws(SettingKey.Fault) in
      guard let n = UInt8(v), n > 0 else { throw .unknown }
      s.change(end) { $0.set(own: "version", v) }
    },
    SettingKey("room", "hello", ["yes", "no"], "whether the server has room for one more client", only: .server) {
      s, v, _ throws(SettingKey.Fault) in s.change(.server) { $0.set(own: "room", v.lowercased()) }
    },
  ]
}

/// A port that no registry gives out (RFC 6335 §6), and that Linux does not choose by itself.
public enum HelloPort { public static let server: UInt16 = 61701 }

extension HelloEndpoint {
  /// What a person can make an end do, in the order in which help shows it.
  public static let actions: [TellAction] = own + PPPLink.actions

  private static let own: [TellAction] = [
    TellAction(name: "open", arguments: [], about: "greet the server, where there is no tunnel", ref: "hello §3"),
    TellAction(name: "greet", arguments: [], about: "say Hello again now: the keep-alive (only a client does so)", ref: "hello §4"),
    TellAction(name: "bye", arguments: [], about: "say Bye without ending PPP first", ref: "hello §5", isFarewell: true),
    TellAction(name: "hangup", arguments: [], about: "end politely: LCP, then Bye", ref: "hello §5", isFarewell: true),
  ]
}

extension ProtocolInfo {
  static let hello = ProtocolInfo(
    "hello", "Hello", letter: "P", .vermilion, .tunnel, machines: [Machine("hello.state", HelloState.self)],
    requests: Requests(
      .code("hello.type"), [Request(HelloType.hello, [.welcome, .bye], "hello.restart", "hello.keepalive")]),
    fields: [
      .code(HelloType.self, "hello.type"), .code(HelloGoodbye.self, "hello.reason"),
      .words("hello.number") { $0 == 0 ? "none yet" : nil },
    ],
    glossary: [
      .init(
        "Hello", "the hello tunnel", also: ["hello tunnel"],
        """
        The smallest tunnel of vpnlab: Hello, Welcome, Data and Bye over UDP, and one PPP link inside. It protects nothing; it is there \
        to learn the workbench on, and to show how a tunnel is added.
        """, "hello §1", see: ["Welcome", "Bye", "PPP"]),
      .init(
        "Welcome", "", "The server's answer to a Hello: the number by which it knows this client.", "hello §3", see: ["Hello"]),
      .init("Bye", "", "Either end ends the hello tunnel, and says why.", "hello §5", see: ["Hello"]),
    ])
}
