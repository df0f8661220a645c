import Glibc
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

@Suite struct FieldCatalogueTests {
  /// The table is what the sources say. After a wanted change: VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests.
  @Test func theTableHasEveryFieldOfTheSources() {
    #expect(FieldTableMaker.written.ids.count > 700)
    for part in FieldTableMaker.parts { #expect(Golden.fault(FieldTableMaker.text(part), FieldTableMaker.path(part.name)) == nil) }
    if Material.rewrites { return }
    #expect(FieldCatalogue.all.names == FieldTableMaker.written.ids)
  }

  /// Nothing that a layout shows is unknown here.
  @Test func theCatalogueOfLayoutsIsInIt() {
    let known = Set(FieldCatalogue.all.names)
    var dice = Dice(seed: 5)
    var seen = 0
    for entry in WireCatalog.all {
      for _ in 0..<20 {
        let octets = dice.octets(Int(dice.below(80))).map { $0 & 0xc0 == 0 ? $0 & 7 : $0 }
        for n in entry.annotate(octets).notes {
          seen += 1
          if !known.contains(n.field.id.string) { Issue.record("\(entry.name): \(n.field.id)") }
        }
      }
    }
    #expect(seen > 1000)
  }

  @Test func everyLayerCanBeAskedForAndHasItsLetter() {
    for layer in ["igmp", "vjc", "mp", "chdlc", "pppoe", "lcp", "tls"] { #expect(FieldCatalogue.all.layers.contains(layer)) }
    for layer in FieldCatalogue.all.layers {
      if case .failure(let e) = Expression.parse(layer) { Issue.record("\(layer): \(e.text)") }
      #expect(LayerKey.table.contains { $0.0 == layer }, "\(layer) has no letter and colour")
    }
  }

  private static let lab = Lab(settings: LabSettings())
  private func refusal(_ text: String) -> UsageError? { if case .failure(let e) = Self.lab.expression(text) { e } else { nil } }

  @Test func whatCanNeverBeIsRefused() throws {
    let bogus = try #require(refusal("lcp.code == bogus"))
    #expect(bogus.allowed.contains("Configure-Request") && !bogus.allowed.contains { $0.hasPrefix("unknown") })
    #expect(refusal("lcp.code == configure-rejct")?.suggestion == "Configure-Reject")
    for (text, words) in [
      ("gre.key.call_id == nak", "16 bits"), ("lcp.code == 256", "8 bits"), ("lcp.code != bogus", "bogus"),
      ("gre.flags.sequence_number == perhaps", "perhaps"), ("ip.proto == grr", "grr"),
      ("gre.ack_number == nak", "32 bits"), ("from == clinet", "clinet"), ("cause == chance", "chance"),
      ("not (tcp.checksum == strange)", "strange"), ("lcp.cod == 1", "lcp.cod"), ("ppp.protocol == nonsense", "nonsense"),
      ("client.lpc.state == opened", "lpc"), ("server.lcp.state == client.lpc.state", "lpc"),
    ] { #expect(refusal(text)?.text.contains(words) == true, "\(text): \(refusal(text)?.text ?? "taken")") }
    #expect(refusal("l2tp.ns == 3")?.text.contains("yet") == true)
    #expect(refusal("from == clinet")?.suggestion == "client")
  }

  @Test(arguments: [
    "lcp.code == nak", "lcp.code == Configure-Nak", "lcp.code == 9", "pptp.control_message_type == sccrq", "gre.key.call_id == 7",
    "gre.key.call_id == abcd", "gre.flags.sequence_number == set", "tcp.checksum == wrong",
    "ip.checksum == correct", "ip.src == 10.0.0.1", "ip.proto == gre", "ppp.protocol == lcp", "pptp.host_name == vpnlab",
    "lcp.magic == deadbeef", "from == pns", "cause == timer", "node == firewall", "chap.name == student",
    "igmp", "vjc", "mp", "chdlc", "pppoe", "inner.ip.ttl == 64", "lcp.code contains onfigure", "gre.flags", "server.gre.window > 1",
    "client.call.state == established",
  ]) func whatCanBeIsTaken(_ text: String) { #expect(refusal(text) == nil, "\(refusal(text)?.text ?? "")") }

  /// No value that is ever printed is refused: asked of every field of many labs and of captures of other people's daemons.
  @Test func whatIsPrintedIsNeverRefused() throws {
    var asked: Set<String> = []
    func ask(_ d: Dissection) {
      for b in d.buffers {
        for n in b.notes where n.kind != .group {
          let id = n.field.id.string
          if let e = FieldCatalogue.all.refusal(id) { Issue.record("\(id): \(e.text)") }
          guard let m = n.meaning, asked.insert(id + " " + m).inserted else { continue }
          if let e = FieldCatalogue.all.refusal(id, symbol: m) { Issue.record("\(id) == “\(m)”: \(e.text)") }
          if let number = n.number, let e = FieldCatalogue.all.refusal(id, number: number) { Issue.record("\(id) == \(number): \(e.text)") }
        }
      }
    }
    for lines in LabReplayTests.lives {
      var s = Session()
      for line in lines { _ = s.execute(line) }
      let lab = try #require(s.lab)
      for n in 1...lab.records.count { for d in lab.dissections(of: n) { ask(d) } }
    }
    let folder = Material.captures
    for name in LessonFiles.names(in: folder) where name.hasSuffix(".pcap") || name.hasSuffix(".pcapng") {
      var reader = try CaptureReader(path: folder + "/" + name)
      var observer = Observer(keyring: Keyring())
      while let f = try reader.next() {
        ask(observer.observe(f.octets, link: f.link, time: f.time, number: f.number, wireLength: f.originalLength))
      }
    }
    #expect(asked.count > 300)
  }

  /// Examples in the help ask for fields that there are.
  @Test func examplesNameRealFields() {
    for c in CommandTable.all where ["run", "break", "drop", "dup", "delay", "swap", "corrupt", "truncate", "poke"].contains(c.name) {
      for e in c.examples where e.line.contains("if ") || e.line.contains("until ") || e.line.contains("==") {
        let text = e.line.components(" if ").last.flatMap { String($0).components("until ").last }.map(String.init) ?? ""
        let expression = text.hasPrefix("break ") ? String(text.dropFirst(6)) : text
        #expect(refusal(expression) == nil, "\(e.line): \(refusal(expression)?.text ?? "")")
      }
    }
    for (line, id) in [("bits", "gre.flags"), ("bits", "ccp.opt.mppe.bits")] {
      guard case .found(let c) = CommandTable.find(line) else { return }
      #expect(c.examples.contains { $0.line.contains(id) } && FieldCatalogue.all.refusal(id) == nil)
    }
  }
}
