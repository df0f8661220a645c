import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// What every protocol has to say of itself. One that forgets something fails here.
@Suite struct ProtocolInfoTests {
  private func glossary(_ p: ProtocolInfo) -> Bool {
    let name = Views.normal(p.name)
    return Glossary.entries.contains { $0.names.contains { Views.normal($0) == name } }
  }

  /// Layers that are only read in captures, or are parts of others: the glossary does not have their names yet.
  private static let nameless: Set<String> = [
    "vlan", "sll", "llc", "null", "pppoe", "icmpv6", "igmp", "tls", "ipx", "esp", "ah", "isakmp", "pppoed", "chdlc", "mp", "vjc", "bsdcomp",
    "deflate",
    "der", "x509",
  ]

  @Test func everyProtocolHasItsWord() {
    #expect(ProtocolInfo.all.count >= 40)
    for p in ProtocolInfo.all where !Self.nameless.contains(p.layer) { #expect(glossary(p), "\(p.name)") }
    for p in ProtocolInfo.all where Self.nameless.contains(p.layer) { #expect(!glossary(p), "\(p.name) has its word: take it off") }
  }

  @Test func layersAreThoseOfTheFields() {
    let layers = ProtocolInfo.all.map(\.layer)
    #expect(Set(layers).count == layers.count)
    for p in ProtocolInfo.all {
      #expect(FieldCatalogue.all.layers.contains(p.layer) || p.isToCome || ["spap", "ipx"].contains(p.layer), "\(p.layer) has no field")
      #expect(!p.isToCome || !FieldCatalogue.all.layers.contains(p.layer), "\(p.layer) has come")
    }
  }

  /// A protocol that our ends speak says something in one line; its parts are fields that there are.
  @Test func everyProtocolHasASummary() {
    for p in ProtocolInfo.all {
      var ids: [StaticString] = []
      switch p.summary {
      case .heading: break
      case .none: #expect(p.machines.isEmpty && p.requests == nil, "\(p.name) has machines, and no line that says what it does")
      case .parts(let parts):
        #expect(!parts.isEmpty)
        for part in parts {
          switch part {
          case .pair(_, let from, let to): ids += from + to
          case .numbers(_, let from, let to): ids += [from, to]
          case .field(_, let list): ids += list
          case .number(_, let id): ids.append(id)
          case .flags(let flags): ids += flags.map(\.0)
          }
        }
      }
      for id in ids { #expect(!FieldTable.of(id.string).isEmpty, "\(id)") }
    }
  }

  @Test func everyStateHasASentenceAndASection() {
    var machines = 0
    for p in ProtocolInfo.all {
      for m in p.machines {
        machines += 1
        #expect(m.words.count > 2 && m.variable.hasSuffix(m.variable == "ppp.phase" ? ".phase" : ".state"))
        for w in m.words {
          #expect(w.about.hasSuffix(".") && w.about.count > 15 && w.ref.string.contains("§"), "\(m.variable) \(w.name)")
          #expect(
            m.states.contains(w.name) && StateWords.all(ProtocolInfo.all).contains { $0.state == w.name && $0.text == w.about }, "\(w.name)"
          )
        }
      }
    }
    #expect(machines >= 9)
  }

  /// Every machine that the ends of a lab show is declared with the states that it can have.
  @Test func theVariablesOfALabAreDeclared() throws {
    var session = Session()
    for line in ["new pptp", "run until tunnel.up"] { _ = session.execute(line) }
    let lab = try #require(session.lab)
    let declared = ProtocolInfo.all.flatMap(\.machines)
    for node in lab.nodeNames {
      for e in lab.stateTree(node: node, at: lab.current).entries where e.path.hasSuffix(".state") || e.path == "ppp.phase" {
        guard case .text(let state) = e.value else { continue }
        let m = declared.first { $0.variable == e.path }
        #expect(m?.states.contains(state) == true, "\(e.path) = \(state)")
      }
    }
  }

  /// A request has a reply and a timer, and is none of its own replies.
  @Test func requestsHaveRepliesAndTimers() {
    let timers = Set(ExplainWords.timers.map(\.name))
    var known = 0
    for p in ProtocolInfo.all {
      guard let r = p.requests else { continue }
      #expect(!r.list.isEmpty, "\(p.name)")
      for q in r.list {
        #expect(!q.replies.isEmpty && !q.timers.isEmpty && !q.replies.contains(q.code), "\(p.name) \(q.code)")
        known += q.timers.count { timers.contains($0) }
      }
    }
    #expect(known > 10)
  }

  /// Each field with names is one that there is, and it is declared once.
  @Test func namedFieldsExist() {
    for p in ProtocolInfo.all {
      for v in p.fields {
        for id in v.ids {
          #expect(!FieldTable.of(id.string).isEmpty && id.string.hasPrefix(p.layer + "."), "\(id)")
          #expect(FieldCatalogue.all.values(of: id.string) != nil, "\(id) is no number")
        }
      }
      let ids = p.fields.flatMap { v in v.ids.map { ($0.string, v.table.entries.count) } }
      for (id, count) in ids where count > 0 { #expect(ids.count { $0.0 == id } == 1, "\(id) is declared twice") }
    }
  }

  /// What samples print is what is declared: every number with a meaning has this meaning among its names, and its meaning has the number.
  @Test func whatLayoutsPrintIsDeclared() {
    var dice = Dice(seed: 9)
    var asked: Set<String> = []
    for entry in WireCatalog.all {
      for _ in 0..<120 {
        let octets = dice.octets(Int(dice.below(64))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }
        for n in entry.annotate(octets).notes {
          let id = n.field.id.string
          guard let number = n.number, let v = FieldCatalogue.all.values(of: id),
            asked.insert("\(id) \(number) \(n.meaning ?? "")").inserted
          else { continue }
          guard let meaning = n.meaning else { continue }
          #expect(v.printed.contains { $0.text(number) == meaning }, "\(id) \(number): “\(meaning)”")
          if v.complete, v.width <= 8 { #expect(FieldCatalogue.all.number(of: id, meaning: meaning) != nil, "\(id) “\(meaning)”") }
        }
      }
    }
    #expect(asked.count > 1000)
  }

  @Test func aTintIsATint() {
    for t in LayerTint.allCases { #expect("\(Tint(t))" == t.rawValue) }
  }
}
