extension PPPLink {
  /// What a person can make an end of a link do, whatever carries it; in the order in which help shows them.
  public static let actions: [TellAction] = [
    TellAction(name: "lcp-echo", arguments: [], about: "send an LCP Echo-Request", ref: "RFC 1661 §5.8"),
    TellAction(name: "discard", arguments: [], about: "send an LCP Discard-Request", ref: "RFC 1661 §5.9"),
    TellAction(
      name: "identify", arguments: [.init(name: "text", about: "what to say", fallback: "vpnlab", form: .text)],
      about: "send an LCP Identification", ref: "RFC 1570 §1.1"),
    TellAction(
      name: "time-remaining", arguments: [.init(name: "seconds", about: "a number", fallback: "60")],
      about: "send an LCP Time-Remaining", ref: "RFC 1570 §1.2"),
    TellAction(name: "renegotiate", arguments: [], about: "negotiate LCP anew", ref: "RFC 1661 §4.3"),
    TellAction(
      name: "rechallenge", arguments: [], about: "ask for proof by CHAP again (only the end that demands it does so)", ref: "RFC 1994 §2"),
    TellAction(name: "rekey", arguments: [], about: "negotiate CCP anew: MPPE starts again with its first keys", ref: "RFC 3078 §2"),
    TellAction(name: "ccp-reset", arguments: [], about: "send a CCP Reset-Request", ref: "RFC 3078 §8"),
  ]

  /// The command that one of `actions` is; nil for a name that is none of them.
  static func command(_ name: String, _ words: [String]) -> PPPCommand? {
    switch name {
    case "lcp-echo": .echo
    case "discard": .discard
    case "identify": .identify(TellAction.value("text", in: words) ?? "vpnlab")
    case "time-remaining": .timeRemaining(TellAction.number("seconds", in: words).map { UInt32(clamping: $0) } ?? 60)
    case "renegotiate": .renegotiate
    case "rechallenge": .rechallenge
    case "rekey": .rekey
    case "ccp-reset": .resetRequest
    default: nil
    }
  }
}
