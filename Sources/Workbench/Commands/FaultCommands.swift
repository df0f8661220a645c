import HexViews
import ProtocolEngines

let faultCommands: [Command] = [
  FaultCommands.make(
    "drop", "drop", "lose packets",
    [
      ("drop next", "the next packet"), ("drop next if gre.sequence_number == 3", "the next one that fits"),
      ("drop 20% if gre", "one of five, by the lab's dice"),
    ]),
  FaultCommands.make(
    "dup", "dup", "deliver packets twice", [("dup next if gre", "the next GRE packet comes twice"), ("dup 14", "packet 14 of the queue")]),
  FaultCommands.make(
    "delay", "delay TIME", "hold packets back",
    [("delay 4s next if lcp", "longer than LCP's restart timer"), ("delay 50ms every", "a long way")]),
  FaultCommands.make(
    "swap", "swap", "let a packet change places with the next one", [("swap next if gre", "two GRE packets in the wrong order")],
    more: ["A packet with none behind it waits half a second for one; if none comes it goes on alone."]),
  FaultCommands.make(
    "corrupt", "corrupt", "change an octet on the way",
    [
      ("corrupt next if gre", "an octet that the dice choose"),
      ("corrupt next at 54 xor 0x01 if gre", "this bit of this octet of the frame"),
    ], more: ["at OFFSET counts from the frame's first octet; xor VALUE says which bits turn over."], form: "[at OFFSET] [xor VALUE] "),
  FaultCommands.make(
    "truncate", "truncate", "cut a packet short on the way",
    [
      ("truncate next if gre", "somewhere the dice choose"), ("truncate next to 60 if lcp", "the frame ends after 60 octets"),
    ], more: ["to OCTETS counts from the frame's first octet."], form: "[to OCTETS] "),
  FaultCommands.make(
    "poke", "poke FIELD=VALUE", "set a field of a packet on the way",
    [
      ("poke pptp.magic_cookie=0x1234 next", "the next packet that has the field"),
      ("poke lcp.code=9 next if from == client", "another code: an echo instead of what the client sent"),
      ("poke gre.key.call_id=7 every", "all of them"),
    ],
    more: [
      """
      Packets without the field do not count. VALUE is a number (decimal, or after 0x), a meaning as fields prints it, an address, \
      octets after 0x, or text. The checksums of the outer IP, TCP and UDP headers are made right again, so that the receiver takes \
      the packet; what lies in ciphertext cannot be set.
      """
    ], arguments: [.field]),
  Command(
    "replay", .fault, "replay N", summary: "put the packet of a step on the wire once more",
    examples: [("replay 17", "the packet of step 17, octet for octet, from and to the same ends")],
    details: ["It goes its way like any other: firewall and faults meet it, queue lists it, step delivers it."],
    run: { session, words in FaultCommands.perform(&session, words.led(by: "replay")) }
  ).restoring(FaultCommands.restore(as: "replay")),
  Command(
    "faults", .fault, "faults", "faults clear", summary: "the faults that are set up, of all kinds",
    examples: [("faults", "the list"), ("faults clear", "none any more: the wire carries everything")],
    arguments: [[.words(["clear"])]],
    run: { session, words in
      guard let lab = session.lab else { return .noLab }
      return words.texts.isEmpty ? FaultCommands.list(lab) : FaultCommands.perform(&session, words.led(by: "faults"))
    }
  ).restoring(FaultCommands.restore(as: "faults")),
  Command(
    "firewall", .fault, "firewall", "firewall block|allow gre|tcp|udp|icmp|all [PORT] [from NODE]", "firewall clear",
    summary: "a firewall between the ends",
    examples: [
      ("firewall block gre", "the classic: the control connection comes up, PPP does not"), ("firewall block tcp 1723", "nothing comes up"),
      ("firewall", "the rules"), ("firewall clear", "no rules any more"),
    ],
    details: [
      "The newest rule that fits decides: each new rule stands in front of the others, as firewall lists them. What no rule fits passes."
    ],
    arguments: [
      [.words(["block", "allow", "clear"])], [.words(LabCommand.firewallProtocols.map(\.name))], [.words(["from", "1723"])], [.node],
    ],
    run: FaultCommands.firewall
  ).restoring(FaultCommands.restore(as: "firewall")),
  Command(
    "loop", .fault, "loop client|server", "loop clear", summary: "an end hears its own GRE packets, as on a line that is joined to itself",
    examples: [
      ("loop client", "what LCP's magic number is for: the client meets itself"), ("loop clear", "the wire leads to the other end again"),
    ],
    details: ["PPTP's control connection is left alone; GRE packets of that end come back to it with the call ID made its own."],
    arguments: [[.words(["client", "server", "clear"])]],
    run: { session, words in FaultCommands.perform(&session, words.led(by: "loop")) }
  ).restoring(FaultCommands.restore(as: "loop")),
]

enum FaultCommands {
  static func make(
    _ name: String, _ head: String, _ summary: String, _ examples: [(String, String)], more: [String] = [], form: String = "",
    arguments: [Command.Argument]? = nil
  ) -> Command {
    Command(
      name, .fault, "\(head) [N | next [N] | every | P%] \(form)[if EXPRESSION]", "\(name) clear", summary: summary,
      examples: examples + [(name, "what is set up"), ("\(name) clear", "all faults gone")],
      details: [
        """
        N alone is a packet's number in queue; next is the next one that fits, next 3 the third; every is all of them; 20% leaves each \
        to the lab's dice. if EXPRESSION says which packets count (help expressions).
        """
      ] + more,
      arguments: (arguments.map { [$0] } ?? []) + [
        [.words(["next", "every", "clear", "if"])], [.words(["if"]), .expression], [.expression],
      ],
      run: { session, words in
        guard let lab = session.lab else { return .noLab }
        if words.texts.isEmpty { return list(lab) }
        return perform(&session, words.led(by: name))
      }
    ).restoring(restore(as: name))
  }

  /// A lab command in a saved lab: its text, with the whole name, is what `LabCommand` reads.
  static func restore(as name: String) -> Command.Restoring {
    { session, words throws(UsageError) in
      let command = try LabCommand.parse(words.led(by: name), fields: session.lab?.settings.fields).get()
      _ = try session.lab?.perform(command).get()
    }
  }

  static func perform(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    let command: LabCommand
    switch LabCommand.parse(words, fields: session.lab?.settings.fields) {
    case .failure(let e): return .usage(e, in: "the expression", help: words.texts[0])
    case .success(let c): command = c
    }
    if let node = command.node, !lab.nodeNames.contains(lab.resolved(node)) {
      let near = Spelling.nearest(node, among: lab.nodeNames).map { " Did you mean “\($0)”?" } ?? ""
      return .usage("There is no end called “\(node)”.\(near)", next: "The ends are \(Say.list(lab.nodeNames)).")
    }
    guard let result = session.lab?.perform(command), let now = session.lab else { return .noLab }
    switch result {
    case .failure(let e): return .usage(e, in: "the line", help: words.texts[0])
    case .success(let record):
      // An end that takes no notice of a command has not done it.
      let refused: Bool
      if case .tell = command {
        refused =
          record.sent.isEmpty && record.notes.contains { $0.note.kind == .ignored || $0.note.kind == .refused }
          && record.transitions.isEmpty
      } else {
        refused = false
      }
      return CommandResult(Views.step(now, record.number), refused ? .failed : .ok)
    }
  }

  static func firewall(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    if words.texts.isEmpty {
      let rules = lab.world.firewall.rules
      if rules.isEmpty {
        return .done(
          "The firewall has no rules: everything passes. \(command: "firewall block gre") makes one.",
          json: [.object([.init("rules", .array([]))])])
      }
      return CommandResult(
        Document(
          [.list(.numbers, rules.map { StyledText($0.text) })], json: [.object([.init("rules", .array(rules.map { .string($0.text) }))])]))
    }
    return perform(&session, words.led(by: "firewall"))
  }

  static func list(_ lab: Lab) -> CommandResult {
    let faults = lab.world.faults
    if faults.isEmpty { return .done("No faults are set up: the wire carries everything.", json: [.object([.init("faults", .array([]))])]) }
    return CommandResult(
      Document(
        [.list(.numbers, faults.map { StyledText($0.text) })], json: [.object([.init("faults", .array(faults.map { .string($0.text) }))])]))
  }
}

extension LabCommand {
  /// The end that is to do it.
  var node: String? {
    switch self {
    case .tell(let n, _, _), .sendPing(let n, _), .sendUDP(let n, _), .hangup(let n): n
    case .loop(let n): n
    case .firewall(let r): r.from
    default: nil
    }
  }
}
