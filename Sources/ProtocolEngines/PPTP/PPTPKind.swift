extension TunnelKind {
  public static let pptp = TunnelKind(
    name: "pptp", title: "PPTP", about: "PPP in enhanced GRE, set up over TCP (RFC 2637)", port: PPTPPort.control, transport: "TCP",
    protocols: [.gre], roles: [("pns", .client), ("pac", .server)],
    keys: keys,
    actions: PPTPEndpoint.actions, encryptsByDefault: true, machines: "pptp.", layers: [.gre, .pptp],
    inspectWithin: { tree in
      let config = PPTPConfig(ppp: PPPConfig(side: .client))
      GREWindow(
        GREWindow.Limits(
          localID: 1, peerID: 1, peerWindow: 1, ownWindow: 1, peerDelay: 0, ackDelay: config.ackDelay, reorder: config.reorder,
          minimumTimeout: config.minimumTimeout, maximumTimeout: config.maximumTimeout, enforced: true)
      ).inspect(&tree)
    }, terms: TunnelTerms(session: "call", number: "call ID", carrier: "GRE"), hint: blocked,
    tellingFailures: [ReasonCode(PPTPReason.noGRE)], make: { plan, dice in Endpoint(PPTPEndpoint(config: PPTPConfig(plan), dice: dice)) })

  private static let call = SettingKey(
    "call", "call", ["outgoing", "incoming"], "who asks for the call: the PNS (outgoing) or the PAC (incoming)", perNode: false
  ) { s, v, _ throws(SettingKey.Fault) in s.incoming = v.lowercased() == "incoming" }

  private static let keys: [SettingKey] = {
    var keys: [SettingKey] = SettingKey.link
    keys.append(call)
    keys.append(.start)
    keys.append(contentsOf: SettingKey.authentication)
    keys.append(.compression)
    keys.append(contentsOf: SettingKey.encryption)
    return keys
  }()

  @Sendable private static func blocked(_ reason: Reason) -> String? {
    guard reason.code == PPPReason.noAnswer else { return nil }
    return "The control connection stands but PPP gets no answer: often a firewall that stops IP protocol 47 (GRE)."
  }
}

extension PPTPConfig {
  /// The client is the PNS, the server the PAC (RFC 2637 §1.1).
  init(_ plan: EndpointPlan) {
    self.init(ppp: plan.ppp, role: plan.side == .client ? .pns : .pac)
    incoming = plan.settings.incoming
    localAddress = plan.localAddress
    remoteAddress = plan.remoteAddress
    port = plan.port
  }
}

extension PPTPEndpoint {
  /// What a person can make an end do, in the order in which help shows it.
  public static let actions: [TellAction] = own + PPPLink.actions + [acknowledge]

  private static let own: [TellAction] = [
    TellAction(
      name: "open", arguments: [], about: "open a control connection and place the call, where there is none", ref: "RFC 2637 §3.1.1"),
    TellAction(
      name: "echo", arguments: [.init(name: "id", about: "the identifier, a number", fallback: "the next one")],
      about: "send an Echo-Request on the control connection", ref: "RFC 2637 §2.5"),
    TellAction(
      name: "set-link-info",
      arguments: [.init(name: "accm", about: "which control characters to escape, 32 bits, such as 0 or 0xffffffff", fallback: "0")],
      about: "send a Set-Link-Info (only a PNS does so)", ref: "RFC 2637 §2.15"),
    TellAction(
      name: "wan-error",
      arguments: [
        .init(name: "crc", about: "frames with a wrong checksum", fallback: "1"),
        .init(name: "framing", about: "badly framed packets", fallback: "0"),
      ], about: "send a WAN-Error-Notify with counters (only a PAC does so)", ref: "RFC 2637 §2.14"),
    TellAction(
      name: "call-clear", arguments: [], about: "send a Call-Clear-Request (only a PNS does so)", ref: "RFC 2637 §2.12",
      isFarewell: true),
    TellAction(
      name: "call-disconnect",
      arguments: [
        .init(
          name: "result", about: "lost-carrier, admin or a number", fallback: "admin",
          form: .wordsOrNumber(["lost-carrier", "admin"], most: 255))
      ],
      about: "drop the call with a Call-Disconnect-Notify (only a PAC does so)", ref: "RFC 2637 §2.13", isFarewell: true),
    TellAction(
      name: "stop",
      arguments: [
        .init(name: "reason", about: "none, protocol or shutdown", fallback: "shutdown", form: .words(["none", "protocol", "shutdown"]))
      ],
      about: "send a Stop-Control-Connection-Request", ref: "RFC 2637 §2.3", isFarewell: true),
    TellAction(
      name: "tcp-close", arguments: [], about: "close the control connection without a word, as a crash does", ref: "RFC 2637 §3",
      isFarewell: true),
    TellAction(
      name: "hangup", arguments: [], about: "end politely: LCP, call, control connection, TCP", ref: "RFC 2637 §3", isFarewell: true),
  ]
  private static let acknowledge = TellAction(
    name: "gre-ack", arguments: [], about: "send an acknowledgement without data now", ref: "RFC 2637 §4.1")
}
