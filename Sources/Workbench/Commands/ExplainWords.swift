import HexViews
import ProtocolEngines

/// What `explain` knows beside the glossary: everything that already has a name and a meaning elsewhere, asked for there.
enum ExplainWords {
  /// Every field that has a name, in the order in which layers stack. One for each id, name and meaning: a Call ID means one thing in a
  /// request and another in its reply.
  static let fields = fields(.all)

  private static func fields(_ all: FieldCatalogue) -> [Field] {
    let order = all.protocols.map(\.layer)
    func place(_ f: Field) -> Int { order.firstIndex(of: String(f.id.string.prefix { $0 != "." })) ?? order.count }
    let named = all.entries.filter { !$0.field.name.isEmpty }.map { (place($0.field), $0.field) }
    return order.indices.flatMap { i in named.filter { $0.0 == i }.map(\.1) } + named.filter { $0.0 == order.count }.map(\.1)
  }

  private static func named(_ all: FieldCatalogue) -> [Field] { all.kinds == TunnelKind.all ? fields : fields(all) }

  /// Variables and timers of labs of each kind that were once up and once blocked.
  static let (variables, timers): ([(path: String, about: String)], [(name: String, purpose: String)]) = {
    var paths: [(String, String)] = []
    var names: [(String, String)] = []
    for (kind, words) in TunnelKind.all.flatMap({ k in sampleLabs.map { (k, $0) } }) {
      // A kind is asked for what it has.
      let known = words.filter { w in LabSettings.keys(of: kind).contains { w.hasPrefix($0.name + "=") } }
      guard let settings = try? LabSettings.parse([kind.name] + known).get() else { continue }
      var lab = Lab(settings: settings)
      if words == ["auth=none"], let block = try? LabCommand.parse("firewall block \(kind.terms.carrier.lowercased())").get() {
        _ = lab.perform(block)
      }
      while lab.current < 80, lab.step() != nil {
        for c in lab.choices() {
          if case .timer(let name) = c.kind, !names.contains(where: { $0.0 == name }) {
            names.append((name, c.text.hasPrefix(name + ": ") ? String(c.text.dropFirst(name.utf8.count + 2)) : c.text))
          }
        }
      }
      for node in lab.nodeNames {
        for e in lab.stateTree(node: node, at: lab.current).entries where !paths.contains(where: { $0.0 == e.path }) {
          paths.append((e.path, e.about))
        }
      }
    }
    return (paths.map { ($0.0, $0.1) }, names.map { ($0.0, $0.1) })
  }()

  private static let sampleLabs = [["auth=mschapv2"], ["auth=pap", "mppe=off", "call=incoming"], ["auth=none"]]

  /// All there is under this name; empty where there is nothing. Beside a glossary entry only what carries the name itself.
  static func blocks(_ term: String, beside found: GlossaryEntry?, _ all: FieldCatalogue) -> Document {
    var d = Document()
    func put(_ part: Document) {
      if part.blocks.isEmpty { return }
      if !d.blocks.isEmpty { d.add(.blank) }
      d.append(part)
    }
    put(states(term, all))
    put(fields(term, beside: found, all))
    if found == nil {
      put(variable(term))
      put(others(term, all))
    }
    return d
  }

  private static func fields(_ term: String, beside found: GlossaryEntry?, _ all: FieldCatalogue) -> Document {
    let wanted = term.lowercased()
    let name = Views.normal(term)
    let fields = named(all)
    let byId = fields.filter { $0.id.string == wanted }
    // A layer is no field; where the glossary has it, that is enough.
    let fits = (byId.isEmpty ? fields.filter { Views.normal($0.name.string) == name } : byId).filter {
      found == nil || $0.id.string.contains(".")
    }
    guard let first = fits.first else { return Document() }
    var d = Document()
    if fits.count == 1 {
      d.add(.heading(1, "\(first.name.string) · a field of \(layer(first))"))
      if !first.about.isEmpty { d.add(.paragraph(StyledText(first.about.string.asSentence))) }
      var facts = [KeyValue("\(faint: "id")", StyledText(first.id.string))]
      if !first.ref.isEmpty { facts.append(KeyValue("\(faint: "read")", StyledText(first.ref.string))) }
      d.add(.keyValues(facts))
    } else {
      d.add(.heading(1, "\(first.name.string) · a field of \(Say.list(unique(fits.map(layer))))"))
      d.add(
        .table(
          Table(
            [.init("id", minimum: 16), .init("means", minimum: 20), .init("read", priority: 1, minimum: 12)],
            fits.prefix(most).map {
              [
                StyledText($0.id.string), StyledText($0.about.isEmpty ? "a field of \(layer($0))" : $0.about.string),
                StyledText($0.ref.string, .faint),
              ]
            })))
      if fits.count > most { d.add(.callout(.note, "\(fits.count - most) more have this name.")) }
    }
    d.json = fits.map {
      ["field": .string($0.id.string), "name": .string($0.name.string), "text": .string($0.about.string), "ref": .string($0.ref.string)]
    }
    return d
  }
  private static let most = 40

  private static func layer(_ f: Field) -> String { LayerKey.of(f.id.string).name }

  private static func states(_ term: String, _ all: FieldCatalogue) -> Document {
    let name = Views.normal(term)
    let fits = StateWords.all(all.protocols).filter { Views.normal($0.state) == name }
    guard let first = fits.first else { return Document() }
    var d = Document([.heading(1, "\(first.state) · a state of \(Say.list(unique(fits.map(\.machine))))")])
    for s in fits {
      if fits.count > 1 { d.add(.paragraph("\(strong: s.machine)")) }
      d.add(fits.count > 1 ? .indented([.paragraph("\(s.text)\(faint: "  \(s.ref)")")]) : .paragraph("\(s.text)\(faint: "  \(s.ref)")"))
    }
    d.json = fits.map { ["state": .string($0.state), "machine": .string($0.machine), "text": .string($0.text), "ref": .string($0.ref)] }
    return d
  }

  private static func variable(_ term: String) -> Document {
    var wanted = term.lowercased()
    // The node, and at the server its end for one of several clients.
    var parts = wanted.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1, parts[0] == "server" || parts[0].hasPrefix("client") { parts.removeFirst() }
    if parts.count > 1, wanted.hasPrefix("server."), parts[0].hasPrefix("client") { parts.removeFirst() }
    wanted = parts.joined(separator: ".")
    if let t = timers.first(where: { $0.name == wanted }) {
      return simple(t.name, "a timer", "When it runs out: \(t.purpose).", see: "timers")
    }
    if let v = variables.first(where: { $0.path.lowercased() == wanted }) {
      return simple(
        v.path, "a variable of each end", v.about.isEmpty ? "A value that \(v.path.prefix { $0 != "." }) keeps." : v.about.asSentence,
        see: "state \(v.path.prefix { $0 != "." })")
    }
    let inside = variables.filter { $0.path.lowercased().hasPrefix(wanted + ".") }
    if inside.isEmpty { return Document() }
    return simple(wanted, "variables of each end", "\(inside.count) of them begin so.", see: "state \(wanted)")
  }

  private static func others(_ term: String, _ all: FieldCatalogue) -> Document {
    let wanted = term.lowercased()
    if let m = Milestone.allCases.first(where: { $0.rawValue == wanted }) {
      return simple(m.rawValue, "a milestone", "It holds when \(m.about).", see: "run until \(m.rawValue)")
    }
    if let k = StateWords.notes.first(where: { StepWords.kind($0.kind) == wanted || $0.kind.rawValue == wanted }) {
      return simple(StepWords.kind(k.kind), "a kind of note", k.text, see: "why")
    }
    if let c = CommandTable.all.first(where: { $0.name == wanted }) {
      return simple(c.name, "a command", c.summary.asSentence, see: "help \(c.name)")
    }
    if let k = LabSettings.keys(of: all.kinds).first(where: { $0.name + "=" == wanted || $0.name == wanted }) {
      return simple(k.name + "=", "a setting of new", k.about.asSentence, see: "help \(k.name)")
    }
    if let a = TellAction.all(of: all.kinds).first(where: { $0.name == wanted }) {
      return simple(a.name, "something an end can be told", a.about.asSentence, see: "help \(a.name)")
    }
    if let a = PPPAutomaton.Action.allCases.first(where: { $0.name == wanted }) {
      return simple(a.name, "an action of the automaton", "\(Views.words(a)).", see: "automaton")
    }
    return Document()
  }

  private static func simple(_ name: String, _ what: String, _ text: String, see: String) -> Document {
    Document(
      [.heading(1, "\(name) · \(what)"), .paragraph(StyledText(text)), .keyValues([KeyValue("\(faint: "see")", "\(command: see)")])],
      json: [["term": .string(name), "kind": .string(what), "text": .string(text)]])
  }

  /// Names that may have been meant.
  static func near(_ term: String, _ all: FieldCatalogue) -> [String] {
    let wanted = Views.normal(term)
    guard wanted.utf8.count >= 3 else { return [] }
    let fields = named(all)
    return unique(
      fields.map(\.name.string).filter { Views.normal($0).hasPrefix(wanted) }
        + fields.map(\.id.string).filter { $0.hasPrefix(term.lowercased()) || $0.hasSuffix("." + term.lowercased()) })
  }

  private static func unique(_ list: [String]) -> [String] {
    var seen = Set<String>()
    return list.filter { seen.insert($0).inserted }
  }
}
