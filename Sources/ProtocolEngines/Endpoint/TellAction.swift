/// One thing `tell NODE ACTION` can make an end do.
public struct TellAction: Sendable, Equatable {
  public struct Argument: Sendable, Equatable {
    public var name: String
    /// `"32 bits in hex, such as 0x00000000"`.
    public var about: String
    public var fallback: String
  }
  public var name: String
  public var arguments: [Argument]
  /// One line for people.
  public var about: String
  public var ref: String
  /// It ends the call or the control connection.
  public var isFarewell = false

  /// All actions there are.
  public static var all: [TellAction] { pptp }

  /// All actions of a PPTP end, in the order in which help shows them.
  public static let pptp: [TellAction] = [
    TellAction(
      name: "open", arguments: [], about: "open a control connection and place the call, where there is none", ref: "RFC 2637 §3.1.1"),
    TellAction(
      name: "echo", arguments: [Argument(name: "id", about: "the identifier, a number", fallback: "the next one")],
      about: "send an Echo-Request on the control connection", ref: "RFC 2637 §2.5"),
    TellAction(
      name: "set-link-info",
      arguments: [Argument(name: "accm", about: "which control characters to escape, 32 bits, such as 0 or 0xffffffff", fallback: "0")],
      about: "send a Set-Link-Info (only a PNS does so)", ref: "RFC 2637 §2.15"),
    TellAction(
      name: "wan-error",
      arguments: [
        Argument(name: "crc", about: "frames with a wrong checksum", fallback: "1"),
        Argument(name: "framing", about: "badly framed packets", fallback: "0"),
      ], about: "send a WAN-Error-Notify with counters (only a PAC does so)", ref: "RFC 2637 §2.14"),
    TellAction(
      name: "call-clear", arguments: [], about: "send a Call-Clear-Request (only a PNS does so)", ref: "RFC 2637 §2.12", isFarewell: true),
    TellAction(
      name: "call-disconnect", arguments: [Argument(name: "result", about: "lost-carrier, admin or a number", fallback: "admin")],
      about: "drop the call with a Call-Disconnect-Notify (only a PAC does so)", ref: "RFC 2637 §2.13", isFarewell: true),
    TellAction(
      name: "stop", arguments: [Argument(name: "reason", about: "none, protocol or shutdown", fallback: "shutdown")],
      about: "send a Stop-Control-Connection-Request", ref: "RFC 2637 §2.3", isFarewell: true),
    TellAction(
      name: "tcp-close", arguments: [], about: "close the control connection without a word, as a crash does", ref: "RFC 2637 §3",
      isFarewell: true),
    TellAction(
      name: "hangup", arguments: [], about: "end politely: LCP, call, control connection, TCP", ref: "RFC 2637 §3", isFarewell: true),
    TellAction(name: "lcp-echo", arguments: [], about: "send an LCP Echo-Request", ref: "RFC 1661 §5.8"),
    TellAction(name: "discard", arguments: [], about: "send an LCP Discard-Request", ref: "RFC 1661 §5.9"),
    TellAction(
      name: "identify", arguments: [Argument(name: "text", about: "what to say", fallback: "vpnlab")], about: "send an LCP Identification",
      ref: "RFC 1570 §1.1"),
    TellAction(
      name: "time-remaining", arguments: [Argument(name: "seconds", about: "a number", fallback: "60")],
      about: "send an LCP Time-Remaining", ref: "RFC 1570 §1.2"),
    TellAction(name: "renegotiate", arguments: [], about: "negotiate LCP anew", ref: "RFC 1661 §4.3"),
    TellAction(
      name: "rechallenge", arguments: [], about: "ask for proof by CHAP again (only the end that demands it does so)", ref: "RFC 1994 §2"),
    TellAction(name: "rekey", arguments: [], about: "negotiate CCP anew: MPPE starts again with its first keys", ref: "RFC 3078 §2"),
    TellAction(name: "ccp-reset", arguments: [], about: "send a CCP Reset-Request", ref: "RFC 3078 §8"),
    TellAction(name: "gre-ack", arguments: [], about: "send an acknowledgement without data now", ref: "RFC 2637 §4.1"),
  ]

  /// What is wrong with these words, or nil.
  public static func check(_ name: String, _ words: [String]) -> String? {
    guard let action = pptp.first(where: { $0.name == name }) else {
      return "there is no action \"\(name)\": " + pptp.map(\.name).joined(separator: ", ")
    }
    for w in words {
      let key = w.prefix { $0 != "=" }
      guard w.contains("="), action.arguments.contains(where: { $0.name == key }) else {
        return "\(name) does not take \"\(w)\""
          + (action.arguments.isEmpty ? "" : ": " + action.arguments.map { "\($0.name)=\($0.about)" }.joined(separator: "; "))
      }
      if let allowed = refused(String(key), in: words) { return "\(name): \(w) cannot be: \(key) is \(allowed)" }
    }
    return nil
  }

  /// What the value of `key=…` may be, where it is something else.
  private static func refused(_ key: String, in words: [String]) -> String? {
    guard let v = value(key, in: words) else { return nil }
    let isNumber = number(key, in: words).map { $0 <= UInt32.max } ?? false
    switch key {
    case "text": return nil
    case "reason": return ["none", "protocol", "shutdown"].contains(v) ? nil : "none, protocol or shutdown"
    case "result":
      return ["lost-carrier", "admin"].contains(v) || (isNumber && number(key, in: words) ?? 256 <= 255)
        ? nil : "lost-carrier, admin or a number up to 255"
    default: return isNumber ? nil : "a number up to 4294967295, in decimal or after 0x in hexadecimal"
    }
  }

  /// The value of `key=…` among the words.
  static func value(_ key: String, in words: [String]) -> String? {
    for w in words where w.hasPrefix(key + "=") { return String(w.dropFirst(key.count + 1)) }
    return nil
  }

  /// A number in decimal or, after 0x, in hexadecimal.
  static func number(_ key: String, in words: [String]) -> UInt64? {
    guard let v = value(key, in: words) else { return nil }
    if v.hasPrefix("0x") || v.hasPrefix("0X") { return UInt64(v.dropFirst(2), radix: 16) }
    return UInt64(v)
  }
}
