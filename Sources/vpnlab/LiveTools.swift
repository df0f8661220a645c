import CSystem
import Glibc
import HexViews
import ProtocolEngines
import Workbench

/// "TCP port (1723)"; of each kind where they differ.
private let ports: String = {
  let all = TunnelKind.all.map { "\($0.transport) port (\($0.port))" }
  return TunnelKind.all.count == 1 ? all[0] : zip(TunnelKind.all, all).map { "\($0.name): \($1)" }.joined(separator: "; ")
}()
private let kinds = TunnelKind.all.map(\.name).joined(separator: "|")

private let liveOptions: [Option] =
  Display.common + [
    Option("--port", "N", ports),
    Option("--ping", "ADDRESS", "ping through the tunnel, then hang up; an IPv4 or IPv6 address, or peer: the other end's IPv4 address"),
    Option("--count", "N", "how many pings (5)"),
    Option("--capture", "FILE", "write all packets as pcapng"),
    Option("--step", nil, "show each event and wait for Enter"),
    Option("--verbose", nil, "tell every note of the engines"),
    Option("-h", nil, "this help"),
  ]

private let connectOptions: [Option] =
  liveOptions + [
    Option("--user", "NAME", "the account"),
    Option("--password-file", "FILE", "its password, the first line of a file (- for standard input)"),
    Option(
      "--run", "COMMAND",
      "run this while the tunnel is up, then hang up and end with its status; $VPNLAB_LOCAL and $VPNLAB_PEER are the addresses"),
  ]

private let serveOptions: [Option] =
  liveOptions + [
    Option("--listen", "ADDRESS", "where to listen (0.0.0.0)"),
    Option(
      "--accounts", "FILE",
      "who may come in, in pppd's chap-secrets format: NAME SERVER SECRET ADDRESSES, where * is any and - (or nothing) no address"),
    Option("--local", "ADDRESS", "our address inside the tunnel (10.88.0.1)"),
    Option("--pool", "FROM-TO", "addresses for clients (10.88.0.10-10.88.0.50)"),
    Option("--max-clients", "N", "how many clients at a time (16); more are turned away"),
    Option("--once", nil, "end after the first client"),
  ]

private let laterOptions: [Option] = [
  Option("--tun", "NAME", ""), Option("--psk-file", "FILE", ""), Option("--cert", "FILE", ""), Option("--key", "FILE", ""),
  Option("--ca", "FILE", ""),
  Option("--secret-file", "FILE", ""),
]

/// What needs privileges: of the kind that is named its raw packets, otherwise the kinds that have such packets.
private func privilege(_ parsed: Parsed) -> String {
  let named = parsed.words.first.flatMap { TunnelKind.named($0) }
  let needy = named.map { $0.protocols.map(\.meaning) } ?? TunnelKind.all.filter { !$0.protocols.isEmpty }.map(\.name)
  guard let first = needy.first else { return "" }
  return needy.count == 1 ? " (\(first) needs root or CAP_NET_RAW)" : " (\(needy.joined(separator: " and ")) need root or CAP_NET_RAW)"
}

/// Words and options that both ends share; nil when help was asked for and given.
private func begin(
  _ arguments: ArraySlice<String>, _ tool: String, _ options: [Option]
) throws(UsageError) -> (parsed: Parsed, kind: TunnelKind) {
  let parsed = try Parsed.parse(arguments, options: options + laterOptions, tool: tool)
  for o in laterOptions where parsed.has(o.name) { throw UsageError(UsageError.notYet(o.name).text + ".") }
  if parsed.has("--help") || parsed.has("-h") { return (parsed, .pptp) }
  guard let name = parsed.words.first else {
    throw UsageError(
      "\(tool) what? vpnlab \(tool) \(kinds)\(tool == "connect" ? " HOST --user NAME --password-file FILE" : " --accounts FILE")")
  }
  if Later.kinds.contains(name) { throw UsageError(UsageError.notYet("\(tool) \(name)").text + ".") }
  guard let kind = TunnelKind.named(name) else {
    let allowed = TunnelKind.all.map(\.name).joined(separator: ", ")
    throw UsageError("“\(name)” is no kind of tunnel. Allowed: \(allowed). vpnlab \(tool) --help shows the whole line.")
  }
  return (parsed, kind)
}

private func address(_ name: String, _ text: String) throws(UsageError) -> IPv4Address {
  guard let a = IPv4Address(text) else { throw UsageError("\(name) takes an IPv4 address such as 10.88.0.1, not “\(text)”.") }
  return a
}

private func text(of path: String) throws(UsageError) -> String {
  switch readFile(path) {
  case .success(let octets): return String(decoding: octets, as: UTF8.self)
  case .failure(let f): throw f
  }
}

private func settings(_ kind: TunnelKind, _ words: [String]) throws(UsageError) -> LabSettings {
  switch LivePlan.settings(words, of: kind) {
  case .success(let s): return s
  case .failure(let e):
    var text = e.text
    if let s = e.suggestion { text += ". Did you mean “\(s)”?" } else { text += "." }
    if !e.allowed.isEmpty { text += " Allowed: " + e.allowedText + "." }
    throw UsageError(text)
  }
}

private func common(_ plan: inout LivePlan, _ parsed: Parsed) throws(UsageError) {
  if let port = try parsed.number("--port", in: 1...65535) { plan.port = UInt16(port) }
  if let count = try parsed.number("--count", in: 1...100_000) { plan.pingCount = count }
  if let to = parsed.value("--ping") {
    if to == "peer" {
      plan.ping = .peer
    } else if let a = IPv4Address(to) {
      plan.ping = .address(a)
    } else if let a = IPv6Address(to) {
      guard plan.settings.tunnel[plan.side].ipv6 else {
        throw UsageError("--ping \(to) needs IPv6 inside the tunnel, and ipv6=off turns it off.")
      }
      plan.ping = .address6(a)
    } else {
      throw UsageError("--ping takes peer, an IPv4 address such as 10.88.0.1 or an IPv6 address such as fe80::1, not “\(to)”.")
    }
  }
  plan.capture = parsed.value("--capture")
  plan.step = parsed.has("--step")
  plan.verbose = parsed.has("--verbose")
}

private func go(_ plan: LivePlan, _ display: Display) -> Int32 {
  let screen = LiveScreen(display)
  var runner = LiveRunner(plan) { screen.show($0) }
  let status = runner.run()
  // A command that failed says more than that something did.
  if status == .failed, let command = runner.commandStatus, command != 0 { return command }
  return status.rawValue
}

/// Each event is seen at once.
private struct LiveScreen {
  let display: Display
  init(_ display: Display) { self.display = display }
  func show(_ document: Document) {
    var out = Output(1)
    display.write(document, to: &out)
    out.flush()
  }
}

func connect(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let (parsed, kind) = try begin(arguments, "connect", connectOptions)
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp(
      "vpnlab connect \(kinds) HOST --user NAME --password-file FILE [KEY=VALUE …] [OPTION …]",
      "The client end of a tunnel, on real sockets\(privilege(parsed)).", connectOptions,
      examples: [
        ("vpnlab connect pptp 192.0.2.1 --user alice --password-file pw --ping peer", "connect, ping the server five times, hang up"),
        ("vpnlab connect pptp 192.0.2.1 --user alice --password-file pw mppe=off auth=chap", "settings as for new"),
      ])
  }
  let display = try Display(parsed)
  guard parsed.words.count > 1, !parsed.words[1].utf8.contains(UInt8(ascii: "=")) else {
    throw UsageError("connect to which host? vpnlab connect \(kind.name) HOST --user NAME --password-file FILE")
  }
  let host = parsed.words[1]
  let words = Array(parsed.words.dropFirst(2))
  for w in words where !w.utf8.contains(UInt8(ascii: "=")) { throw UsageError("“\(w)” is neither an option nor KEY=VALUE.") }
  var s = try settings(kind, words)
  if let user = parsed.value("--user") { s.client.user = user }
  if let path = parsed.value("--password-file") {
    let all = try text(of: path)
    var line = String(all.prefix { $0 != "\n" && $0 != "\r\n" })
    if line.hasSuffix("\r") { line.removeLast() }
    s.client.password = line
  }
  let needsAccount = s.client.auth != [.none]
  if needsAccount, parsed.value("--user") == nil, !words.contains(where: { $0.hasPrefix("user=") || $0.hasPrefix("client.user=") }) {
    throw UsageError("Who connects? --user NAME --password-file FILE (or auth=none).")
  }
  if needsAccount, parsed.value("--password-file") == nil,
    !words.contains(where: { $0.hasPrefix("password=") || $0.hasPrefix("client.password=") })
  {
    throw UsageError("With which password? --password-file FILE; its first line is the password.")
  }
  var found: UInt32 = 0
  var why = [CChar](repeating: 0, count: 200)
  if lab_resolve(host, &found, &why, why.count) < 0 {
    let reason = String(decoding: why.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    complain("vpnlab: “\(host)” has no IPv4 address that this machine can find: \(reason).")
    return 3
  }
  var plan = LivePlan(side: .client, address: IPv4Address(found), host: host, settings: s)
  try common(&plan, parsed)
  plan.command = parsed.value("--run")
  return go(plan, display)
}

func serve(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let (parsed, kind) = try begin(arguments, "serve", serveOptions)
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp(
      "vpnlab serve \(kinds) --accounts FILE [--listen ADDRESS] [KEY=VALUE …] [OPTION …]",
      "The server end of a tunnel, on real sockets\(privilege(parsed)).", serveOptions,
      examples: [
        ("vpnlab serve pptp --accounts chap-secrets", "a line of it: alice * secret *"),
        ("vpnlab serve pptp --accounts chap-secrets auth=pap mppe=off --capture pap.pcapng", "settings as for new"),
      ])
  }
  let display = try Display(parsed)
  let words = Array(parsed.words.dropFirst())
  for w in words where !w.utf8.contains(UInt8(ascii: "=")) {
    throw UsageError("“\(w)” is neither an option nor KEY=VALUE; the address to listen on is --listen \(w).")
  }
  let s = try settings(kind, words)
  let listen = parsed.value("--listen") ?? "0.0.0.0"
  var plan = LivePlan(side: .server, address: try address("--listen", listen), host: listen, settings: s)
  try common(&plan, parsed)
  if let path = parsed.value("--accounts") {
    switch ChapSecrets.parse(try text(of: path)) {
    case .success(let secrets): plan.accounts = secrets.accounts(server: TunnelSettings.serverName)
    case .failure(let f): throw UsageError("\(path), line \(f.line): \(f.text).")
    }
    if plan.accounts.isEmpty { throw UsageError("\(path) has no account for this server: NAME * SECRET *") }
  } else if s.server.auth != [.none] {
    throw UsageError("Who may come in? --accounts FILE, with lines of NAME * SECRET * (or auth=none).")
  }
  if let a = parsed.value("--local") { plan.local = try address("--local", a) }
  if let pool = parsed.value("--pool") {
    let parts = pool.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count) else { throw UsageError("--pool takes FROM-TO, such as 10.88.0.10-10.88.0.50.") }
    plan.poolFirst = try address("--pool", parts[0])
    plan.poolLast = try address("--pool", parts[parts.count - 1])
    guard plan.poolFirst.raw <= plan.poolLast.raw else { throw UsageError("--pool: \(parts[0]) is behind \(parts[1]).") }
  }
  if let most = try parsed.number("--max-clients", in: 1...1000) { plan.maxClients = most }
  plan.once = parsed.has("--once")
  return go(plan, display)
}
