import HexViews
import ProtocolEngines
import Testing

@testable import Workbench

/// `explain` knows every word that a screen puts before a learner.
@Suite struct ExplainTests {
  private func knows(_ word: String) -> Bool { !Views.isProblem(Views.explain(word)) }

  /// The lab of each lesson after each of its commands.
  private static func labs() throws -> [(lesson: String, lab: Lab)] {
    var out: [(String, Lab)] = []
    for path in LessonFileTests.paths {
      let l = try LessonCommand.load(path).get()
      var session = Session()
      for b in l.blocks {
        guard case .session(let e, _) = b.content else { continue }
        for x in e {
          _ = session.perform(l.complete(x.command))
          if let lab = session.lab { out.append((l.id, lab)) }
        }
      }
    }
    return out
  }

  @Test func fieldsAndStatesOfTheLessonsAreExplained() throws {
    var names = Set<String>()
    var ids = Set<String>()
    var states = Set<String>()
    var timers = Set<String>()
    var paths = Set<String>()
    let labs = try Self.labs()
    // Each lab's last moment holds all its steps.
    for (i, (_, lab)) in labs.enumerated() where i + 1 == labs.count || labs[i + 1].lab.records.count <= lab.records.count {
      for r in lab.records {
        for d in lab.dissections(of: r.number) {
          for n in d.buffers.flatMap(\.notes) {
            names.insert(n.field.name.string)
            ids.insert(n.field.id.string)
          }
        }
        for n in r.transitions { states.formUnion([n.note.from, n.note.to]) }
        if case .timer(let name, _) = r.cause { timers.insert(name) }
      }
      for node in lab.nodeNames { for e in lab.stateTree(node: node, at: lab.current).entries { paths.insert(e.path) } }
    }
    #expect(names.count > 60 && ids.count > 80 && states.count > 12 && timers.count > 3 && paths.count > 40)
    for w in names.union(ids).union(states).union(timers).union(paths).sorted() { #expect(knows(w), "“\(w)”") }
  }

  /// Every abbreviation in the prose and on the screens of the lessons.
  @Test func abbreviationsOfTheLessonsAreExplained() throws {
    var found: [String: String] = [:]
    for path in LessonFileTests.paths {
      let l = try LessonCommand.load(path).get()
      for b in l.blocks {
        var lines: [String] = []
        switch b.content {
        case .text(let t), .hint(let t): lines = t
        case .predict(let p): lines = p.question + p.why + p.choices.flatMap { [$0.text, $0.feedback] }
        // Octets as characters are no words.
        case .session(let e, _):
          lines = e.flatMap(\.expected).filter {
            $0.firstMatch(of: /^[A-Z]  +[0-9]+ [ !][0-9a-f]{2}/) == nil && !$0.contains("+-+-") && !$0.hasPrefix("|")
          }
        case .check: break
        }
        for line in lines {
          for m in line.matches(of: /(?:^|[^A-Za-z0-9=\/-])([A-Z][A-Z0-9]{2,})(?![A-Za-z0-9])/) { found[String(m.1)] = "\(path): \(line)" }
        }
      }
    }
    // Layers drawn with their letters, and words that are shouted.
    let drawings = found.keys.filter { Set($0).count == 1 }
    for w in ["LOST", "NOT", "MUST"] + drawings { found[w] = nil }
    #expect(found.count > 20, "\(found.keys.sorted())")
    for (w, line) in found { #expect(knows(w), "“\(w)” in \(line)") }
  }

  @Test func everyFieldHasAName() {
    #expect(ExplainWords.fields.count > 500)
    for f in ExplainWords.fields { #expect(knows(f.id.string) && knows(f.name.string), "\(f.id) \(f.name)") }
  }

  @Test func everyStateMilestoneCommandAndSettingIsExplained() {
    for s in StateWords.all(ProtocolInfo.all) { #expect(knows(s.state) && s.text.hasSuffix("."), "\(s.state)") }
    for m in Milestone.allCases { #expect(knows(m.rawValue)) }
    for c in CommandTable.all { #expect(knows(c.name), "\(c.name)") }
    for k in LabSettings.keys { #expect(knows(k.name), "\(k.name)") }
    for a in TellAction.all { #expect(knows(a.name), "\(a.name)") }
    for e in PPPAutomaton.Event.allCases { #expect(knows(e.name)) }
    for a in PPPAutomaton.Action.allCases { #expect(knows(a.name)) }
    for k in StateWords.notes { #expect(knows(StepWords.kind(k.kind)), "\(k.kind)") }
    for t in ExplainWords.timers { #expect(knows(t.name)) }
  }

  /// What `explain` says of a field is more than its name.
  @Test func fieldsOfTheLessonsHaveAMeaning() throws {
    var fields: [String: Field] = [:]
    for (_, lab) in try Self.labs() {
      for r in lab.records {
        for n in lab.dissections(of: r.number).flatMap({ $0.buffers.flatMap(\.notes) }) { fields[n.field.id.string] = n.field }
      }
    }
    #expect(fields.count > 200)
    // Where a field has no line of its own, the glossary has the word: layers, options.
    let words = Set(Glossary.entries.flatMap(\.names).map(Views.normal))
    for f in fields.values where f.about.isEmpty { #expect(words.contains(Views.normal(f.name.string)), "\(f.id) \(f.name)") }
  }

  @Test func severalOfOneNameAreListed() {
    let text = Views.explain("result CODE").render(RenderOptions())
    #expect(text.contains("pptp.control_result") && text.contains("pptp.out_result"))
    #expect(text.split(separator: "\n").count > 4)
    let one = Views.explain("lcp.code").render(RenderOptions())
    #expect(one.contains("Code") && one.contains("RFC 1661"))
    let state = Views.explain("Req-Sent").render(RenderOptions())
    #expect(state.contains("A Configure-Request is out") && state.contains("RFC 1661 §4.2"))
    // A word of the glossary that is a field's name too shows both.
    let both = Views.explain("Call ID").render(RenderOptions())
    #expect(both.contains("A 16-bit number") && both.contains("gre."))
    #expect(Views.isProblem(Views.explain("no such thing at all")) && Views.isProblem(Views.explain("xyzzy")))
  }
}
