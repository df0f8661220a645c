import HexViews
import ProtocolEngines

let lookCommands: [Command] = [
  Command(
    "show", .look, "show [N] [all]", summary: "one packet: layers, octets, fields",
    examples: [
      ("show", "the packet of the step where you are"), ("show 12", "of step 12"), ("show 12 all", "every octet, also of long payloads"),
    ],
    arguments: [[.words(["all"])]], run: { s, w in LookCommands.packet(s, w, "show") { Views.show($0, $1, complete: $2) } }),
  Command(
    "hex", .look, "hex [N] [all]", summary: "the octets, layer by layer",
    examples: [("hex", ""), ("hex 12 all", "every octet of step 12's packet")], arguments: [[.words(["all"])]],
    run: { s, w in LookCommands.packet(s, w, "hex") { Views.hex($0, $1, complete: $2) } }),
  Command(
    "fields", .look, "fields [N]", summary: "every field: octets, value, meaning, section of the RFC",
    examples: [("fields", ""), ("fields 12", "of step 12")],
    run: { s, w in LookCommands.packet(s, w, "fields") { l, n, _ in Views.fields(l, n) } }),
  Command(
    "layers", .look, "layers [N]", summary: "the onion: what each layer adds",
    examples: [("layers", ""), ("layers 12", "of step 12")],
    run: { s, w in LookCommands.packet(s, w, "layers") { l, n, _ in Views.layers(l, n) } }),
  Command(
    "bits", .look, "bits FIELD [N]", summary: "the RFC's box figure with the live bits in it",
    examples: [("bits gre.flags", "the flags of the GRE header"), ("bits ccp.opt.mppe.bits 16", "of step 16's packet")],
    arguments: [[.field]], run: LookCommands.bits),
  Command(
    "view", .look, "view wire|mppe|inner [N]", summary: "the same packet from outside, decrypted, or as the user's",
    examples: [
      ("view wire", "what anyone on the way sees"), ("view mppe", "behind the encryption of MPPE"), ("view inner", "the user's packet"),
    ],
    arguments: [[.words(Views.faces)]], run: LookCommands.view),
]

let worldCommands: [Command] = [
  Command(
    "state", .world, "state [PATH]", summary: "all variables of both ends",
    examples: [("state", "all of them"), ("state lcp", "only LCP's"), ("state gre", "the window and its clock")], arguments: [[.path]],
    run: { s, w in LookCommands.one(s, w, "state") { Views.state($0, prefix: $1) } }),
  Command(
    "automaton", .world, "automaton [MACHINE]", summary: "a state machine's table with the present state marked",
    examples: [("automaton", "LCP's"), ("automaton pptp.control", "the control connection's")],
    arguments: [[.machine]],
    run: { s, w in LookCommands.one(s, w, "automaton") { Views.automaton($0, machine: $1.isEmpty ? "lcp" : $1) } }),
  Command(
    "keys", .world, "keys", summary: "every key so far: octets, formula, inputs, section",
    examples: [("keys", "")], details: ["With MPPE they end in the session keys of its encryption."],
    run: { s, w in s.look(w) { .view(Views.keys($0)) } }),
  Command(
    "timeline", .world, "timeline [FROM [TO]]", summary: "the ladder: who said what to whom",
    examples: [("timeline", "all steps up to here"), ("timeline 10 20", "steps 10 to 20")], run: LookCommands.timeline),
]

let whyCommands: [Command] = [
  Command(
    "why", .why, "why [N]", summary: "why a step happened, and why it did what it did",
    examples: [("why", "after a failure: what went wrong; else the step where you are"), ("why 17", "step 17")],
    run: { s, w in
      w.texts.isEmpty ? s.look(w) { .view(Views.why($0)) } : LookCommands.packet(s, w, "why") { l, n, _ in Views.why(l, n) }
    }),
  Command(
    "explain", .why, "explain TERM", summary: "what a word means",
    examples: [
      ("explain MPPE", "a word"), ("explain magic cookie", "a field, by its name"), ("explain lcp.code", "or by its id"),
      ("explain req-sent", "a state"), ("explain", "all words it knows"),
    ],
    arguments: [[.term]],
    run: { s, w in .view(Views.explain(w.texts.joined(separator: " "), kinds: s.kinds)) }),
]

enum LookCommands {
  /// `COMMAND [N] [all]`.
  static func packet(_ session: Session, _ words: Words, _ name: String, _ body: (Lab, Int, Bool) -> Document) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    var n = lab.current
    var all = false
    var given = false
    for t in words.texts {
      if t == "all", ["show", "hex"].contains(name) {
        all = true
      } else if given {
        return .usage("\(name) takes one step's number; “\(t)” is one too many.", next: "\(name) \(n)")
      } else if let number = number(t, lab) {
        n = number
        given = true
      } else {
        return .usage("\(name) takes a step's number, not “\(t)”.", next: "\(name) \(max(1, lab.current))")
      }
    }
    return .view(body(lab, n, all))
  }

  private static func number(_ word: String, _ lab: Lab) -> Int? {
    if let n = Int(word) { return n }
    return lab.marks.first { $0.name == word }?.step
  }

  static func bits(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    var texts = words.texts
    var n = lab.current
    // A name may have several words; a number after it is a step's.
    if texts.count > 1, let given = texts.last.flatMap({ number($0, lab) }) {
      n = given
      texts.removeLast()
    }
    guard !texts.isEmpty else {
      let notes = lab.dissections(of: n).first?.buffers.flatMap(\.notes) ?? []
      var ids: [String] = []
      for note in notes where note.kind != .group && !ids.contains(note.field.id.string) { ids.append(note.field.id.string) }
      let some = ids.suffix(6)
      return .usage(
        "bits needs a field.",
        next: some.isEmpty
          ? "bits gre.flags"
          : "bits and the id or the name of a field of this packet, such as \(Say.list(Array(some), or: true)); Tab lists them all")
    }
    let field = texts.joined(separator: " ")
    return .view(Views.bits(lab, n, field: field))
  }

  static func view(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    guard let what = words.texts.first, let kind = Views.faces.first(where: { $0.hasPrefix(what) }), words.texts.count <= 2 else {
      if words.texts.first == "esp" {
        return .usage(UsageError.notYet("ESP").text + ".", next: Say.list(Views.faces.map { "view \($0)" }, or: true))
      }
      return .usage("view takes \(Say.list(Views.faces, or: true)).", next: "view inner")
    }
    var n = lab.current
    if words.texts.count == 2 {
      guard let given = number(words.texts[1], lab) else {
        return .usage("The second word is a step's number, not “\(words.texts[1])”.", next: "view \(kind) \(max(1, n))")
      }
      n = given
    }
    return .view(Views.view(lab, n, kind))
  }

  static func one(_ session: Session, _ words: Words, _ name: String, _ body: (Lab, String) -> Document) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    guard words.texts.count <= 1 else { return .usage("\(name) takes one word.", next: "\(name) \(words.texts[0])") }
    return .view(body(lab, words.texts.first ?? ""))
  }

  static func timeline(_ session: inout Session, _ words: Words) -> CommandResult {
    guard let lab = session.lab else { return .noLab }
    guard lab.current > 0 || !words.texts.isEmpty else { return .view(Views.timeline(lab)) }
    let numbers = words.texts.map { number($0, lab) }
    guard words.texts.count <= 2, !numbers.contains(nil) else {
      return .usage("timeline takes a first and a last step.", next: "timeline 10 20")
    }
    if numbers.isEmpty { return .view(Views.timeline(lab)) }
    let first = max(1, (numbers[0] ?? 1))
    let last = numbers.count == 2 ? (numbers[1] ?? 1) : lab.current
    // A last step beyond the end is the end.
    let end = min(last, lab.records.count)
    guard first <= end else {
      return .usage(
        first <= last
          ? "There are no steps from \(first) on: this lab has \(lab.records.count)."
          : "The first step comes first: timeline \(last) \(first).", next: "timeline")
    }
    return .view(Views.timeline(lab, first...end))
  }
}
