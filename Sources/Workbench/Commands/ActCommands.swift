import HexViews
import ProtocolEngines

let actCommands: [Command] = [
  Command(
    "tell", .act, "tell NODE ACTION [KEY=VALUE …]", summary: "make an end do something",
    examples: [
      ("tell server echo", "its keep-alive now"), ("tell client stop", "end the control connection"),
      ("tell client set-link-info accm=0", "a control message by hand"),
    ],
    arguments: [[.node], [.tellAction]],
    run: { s, w in
      if w.texts.count < 2 {
        return .usage(w.texts.isEmpty ? "Tell whom, and what?" : "Tell \(w.texts[0]) what?", next: "help tell lists it: tell client stop")
      }
      return FaultCommands.perform(&s, w.led(by: "tell"))
    }
  ).restoring(FaultCommands.restore(as: "tell")),
  Command(
    "ping", .act, "ping [N] [ADDRESS] [from NODE]", summary: "an echo through the tunnel, run to its answer",
    examples: [("ping", "one"), ("ping 5", "five"), ("ping 192.168.77.1", "to that address"), ("ping from server", "the other way")],
    details: ["It fails when an answer does not come."], arguments: [[.words(["from"])], [.node]], run: ActCommands.ping),
  Command(
    "send", .act, "send ping [ADDRESS] [from NODE]", "send udp [TEXT] [from NODE]",
    summary: "queue one packet for the tunnel, without running",
    examples: [
      ("send ping", "then step through its way"), ("send udp hello", "a datagram"), ("send udp hello from server", "the other way"),
    ],
    arguments: [[.words(["ping", "udp"])], [.words(["from"])], [.node]],
    run: { s, w in
      if w.texts.isEmpty { return .usage("Send what?", next: "send ping, or send udp hello") }
      return FaultCommands.perform(&s, w.led(by: "send"))
    }
  ).restoring(FaultCommands.restore(as: "send")),
  Command(
    "hangup", .act, "hangup [NODE]", summary: "an end closes the call and the connection, politely",
    examples: [("hangup", "the client"), ("hangup server", "the server")],
    details: ["It begins the farewell; run or step sees it through."],
    arguments: [[.node]], run: { s, w in FaultCommands.perform(&s, w.led(by: "hangup")) }
  ).restoring(FaultCommands.restore(as: "hangup")),
]

enum ActCommands {
  static func ping(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    var count = 1
    var node = "client"
    var to: String?
    var texts = words.texts[...]
    if let at = texts.lastIndex(of: "from") {
      guard at == texts.count - 2, lab.nodeNames.contains(texts[at + 1]) else {
        return .usage("from takes an end: \(Say.list(lab.nodeNames, or: true)).", next: "ping from server")
      }
      node = texts[at + 1]
      texts.removeLast(2)
    }
    for t in texts {
      if let n = Int(t) {
        guard (1...1000).contains(n) else { return .usage("ping takes 1 to 1000 echoes, not \(n).", next: "ping 5") }
        count = n
      } else if t.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }) {
        to = t
      } else {
        return .usage("ping takes a number, an address, and from NODE; “\(t)” is none of these.", next: "ping 5")
      }
    }
    var out = Document()
    var answered = 0
    for _ in 0..<count {
      let interrupted = session.interrupted
      guard let (reply, end) = session.lab?.ping(from: node, to: to, interrupted: interrupted), let now = session.lab else { return .noLab }
      out.append(Views.ping(now, reply, end))
      if reply != nil { answered += 1 }
      if end.reason == .interrupted || session.interrupted() { return CommandResult(out, .interrupted) }
      if reply == nil, !now.holds(.tunnelUp) {
        // Nothing can come of the others either.
        if !now.holds(.down) { out.add(.callout(.hint, "The tunnel is not up: \(command: "run until tunnel.up")")) }
        break
      }
    }
    return CommandResult(out, answered == count ? .ok : .failed)
  }
}
