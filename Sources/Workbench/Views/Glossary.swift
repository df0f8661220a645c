import ProtocolEngines

/// The words that `explain` knows: those beneath all protocols, those of each protocol, those of the lab.
enum Glossary {
  static let entries = basics + ProtocolInfo.all.flatMap(\.glossary) + lab

  /// Those of a program with these kinds of tunnel.
  static func entries(of kinds: [TunnelKind]) -> [GlossaryEntry] {
    kinds == TunnelKind.all ? entries : basics + ProtocolInfo.all(of: kinds).flatMap(\.glossary) + lab
  }

  private static let lab: [GlossaryEntry] = [
    .init(
      "encapsulation", "",
      "Putting a whole packet of one protocol behind the header of another. The command layers shows what each header adds.", "RFC 1661 §2",
      see: ["overhead"]),
    .init("overhead", "", "Octets sent that are not the user's: headers, trailers, padding.", "", see: ["encapsulation"]),
    .init(
      "milestone", "",
      "A named state of the whole lab: control.up, call.up, lcp.opened, auth.done, ccp.opened, tunnel.up, down. Use it with run until.", "",
      see: ["step"]),
    .init(
      "step", "", "One event: a packet arrives or is lost, a timer runs out, or a command is obeyed. back undoes exactly one.", "",
      see: ["milestone"]),
    .init(
      "seed", "", "The number all chance in the lab comes from. The same seed gives the same octets on every machine.", "", see: ["step"]),
  ]
}
