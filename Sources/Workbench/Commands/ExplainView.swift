import HexViews
import ProtocolEngines

extension Views {
  /// Terms `explain` knows, for completion.
  public static func terms(_ kinds: [TunnelKind] = TunnelKind.all) -> [String] { Glossary.entries(of: kinds).map(\.term) + ["letters"] }

  /// The glossary's entry; else what a field, a state, a variable, a timer, a milestone, a kind of note or a command of that name is;
  /// else near
  /// words. An empty term lists all. `kinds`: the kinds of tunnel there are.
  public static func explain(_ term: String, kinds: [TunnelKind] = TunnelKind.all) -> Document {
    let wanted = normal(term)
    let entries = Glossary.entries(of: kinds)
    if wanted.isEmpty { return all(entries) }
    if ["letters", "letter", "legend", "colours", "colors", "layerletters"].contains(wanted) { return letters() }
    if let e = PPPAutomaton.Event.allCases.first(where: { $0.name.lowercased() == term.lowercased() }) { return event([e]) }
    let found = entries.first { e in e.names.contains { normal($0) == wanted } }
    let others = ExplainWords.blocks(term, beside: found, .of(kinds))
    if found != nil || !others.blocks.isEmpty {
      var d = found.map(entry) ?? Document()
      if found != nil, !others.blocks.isEmpty { d.add(.blank) }
      d.append(others)
      return d
    }
    // RXJ+ and RXJ-, asked for without the sign.
    let signed = PPPAutomaton.Event.allCases.filter { $0.name.dropLast().lowercased() == wanted && "+-".contains($0.name.suffix(1)) }
    if !signed.isEmpty { return event(signed) }
    let near = entries.filter { e in
      e.names.contains { normal($0).hasPrefix(wanted) || (wanted.utf8.count >= 3 && normal($0).contains(wanted)) }
    }
    if near.count == 1, let e = near.first { return entry(e) }
    let inText = near.isEmpty && wanted.utf8.count >= 3 ? entries.filter { normal($0.text).contains(wanted) } : []
    var offers = (near + inText).prefix(6).map(\.term)
    if offers.count < 6 { offers += ExplainWords.near(term, .of(kinds)).filter { !offers.contains($0) }.prefix(6 - offers.count) }
    if offers.isEmpty, let name = Spelling.nearest(term, among: entries.flatMap(\.names)) { offers = [name] }
    return problem(
      "Nothing here is called “\(term)”.",
      hint: offers.isEmpty ? "\(command: "explain") lists all words it knows." : "Perhaps: \(offers.joined(separator: ", ")).")
  }

  /// `RCR+`, as the automaton's table has it.
  private static func event(_ all: [PPPAutomaton.Event]) -> Document {
    var d = Document([.heading(1, "\(Say.list(all.map(\.name))) · \(all.count == 1 ? "an event" : "events") of the automaton")])
    for e in all { d.add(.paragraph("\(all.count == 1 ? "It happens" : "\(e.name) happens") when \(e.about).")) }
    d.add(.keyValues([KeyValue("\(faint: "read")", "RFC 1661 §4.3"), KeyValue("\(faint: "see")", "\(command: "explain automaton")")]))
    d.json = all.map { ["term": .string($0.name), "text": .string($0.about), "ref": "RFC 1661 §4.3"] }
    return d
  }

  private static func entry(_ e: GlossaryEntry) -> Document {
    var d = Document([.heading(1, StyledText(e.long.isEmpty ? e.term : "\(e.term) · \(e.long)")), .paragraph(StyledText(e.text))])
    var facts: [KeyValue] = []
    if !e.ref.isEmpty { facts.append(KeyValue("\(faint: "read")", StyledText(e.ref))) }
    if !e.see.isEmpty { facts.append(KeyValue("\(faint: "see")", e.see.map { "\(command: "explain \($0)")" }.joined())) }
    if !facts.isEmpty { d.add(.keyValues(facts)) }
    d.json = [
      .object([
        .init("term", .string(e.term)), .init("long", .string(e.long)), .init("text", .string(e.text)), .init("ref", .string(e.ref)),
        .init("see", .array(e.see.map(JSONValue.string))),
      ])
    ]
    return d
  }

  /// The legend of all screens.
  private static func letters() -> Document {
    var groups: [(key: LayerKey, names: [String])] = []
    for key in LayerKey.table.map(\.1) + [.data, .ciphertext, .compressed, .unexplained] {
      if let i = groups.firstIndex(where: { $0.key.letter == key.letter }) {
        if !groups[i].names.contains(key.name) { groups[i].names.append(key.name) }
      } else {
        groups.append((key, [key.name]))
      }
    }
    var d = Document([
      .heading(1, "The letters of the layers"),
      .paragraph(
        """
        Each layer has its letter and its colour, the same on every screen and in every packet. Small letters stand for the fields of \
        one packet and join octets and list.
        """
      ),
    ])
    d.add(
      .table(
        Table(
          [.init(""), .init("", minimum: 20)],
          groups.map { ["\(String($0.key.letter), .strongTint($0.key.tint))", StyledText($0.names.joined(separator: ", "))] })))
    d.json = groups.map { ["letter": .string(String($0.key.letter)), "layers": .array($0.names.map(JSONValue.string))] }
    return d
  }

  private static func all(_ entries: [GlossaryEntry]) -> Document {
    let sorted = entries.sorted { $0.term.lowercased() < $1.term.lowercased() }
    var d = Document([
      .heading(1, "Words vpnlab explains"),
      .table(Table([.init("", minimum: 10), .init("", minimum: 16)], sorted.map { ["\(strong: $0.term)", StyledText(short($0))] })),
    ])
    d.blocks += [
      .blank,
      .paragraph(
        """
        Beside these it knows the names and ids of all fields, the states of the machines, the variables of \(command: "state"), \
        timers, milestones and commands.
        """
      ),
    ]
    d.json = sorted.map { ["term": .string($0.term), "long": .string($0.long)] }
    return d
  }

  /// What the word means, in a few words.
  static func short(_ e: GlossaryEntry) -> String { e.long.isEmpty ? firstSentence(e.text) : e.long }

  private static func firstSentence(_ s: String) -> String {
    var end = s.endIndex
    for i in s.indices where ".:;".contains(s[i]) {
      let next = s.index(after: i)
      // “802.3” and “client.” go on.
      guard next == s.endIndex || s[next] == " " || s[next] == "”" else { continue }
      // “In the lab: …” has hardly begun.
      if s[i] == ":", s[..<i].utf8.count < 16 { continue }
      end = i
      break
    }
    return String(s[..<end])
  }

  /// Capitals, hyphens and blanks make no difference.
  static func normal(_ s: String) -> String { String(s.lowercased().filter { $0 != "-" && $0 != " " && $0 != "_" && $0 != "," }) }
}
