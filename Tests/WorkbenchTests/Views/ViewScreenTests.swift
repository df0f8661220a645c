import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

enum ScreenLab {
  /// A lab after `new pptp WORDS`, run to where nothing moves.
  static func run(_ words: String = "", ping: Bool = true) -> Lab? {
    guard case .success(let settings) = LabSettings.parse(["pptp"] + words.split(separator: " ").map(String.init)) else { return nil }
    var lab = Lab(settings: settings)
    if case .success(let goal) = Expression.parse("tunnel.up") { _ = lab.run(until: goal) }
    if ping { _ = lab.ping() }
    return lab
  }
}

@Suite struct ViewScreenTests {
  /// Every screen there is, of every step.
  static func screens(_ lab: Lab) -> [(name: String, document: Document)] {
    var out: [(String, Document)] = []
    for n in 0...lab.records.count {
      out += [
        ("step \(n)", Views.step(lab, n)), ("brief \(n)", Views.brief(lab, n)), ("show \(n)", Views.show(lab, n)),
        ("show \(n) all", Views.show(lab, n, complete: true)), ("hex \(n)", Views.hex(lab, n)),
        ("fields \(n)", Views.fields(lab, n)), ("layers \(n)", Views.layers(lab, n)), ("why \(n)", Views.why(lab, n)),
        ("bits \(n)", Views.bits(lab, n, field: "gre.flags")),
      ]
      for what in ["wire", "mppe", "inner"] { out.append(("view \(what) \(n)", Views.view(lab, n, what))) }
    }
    for machine in ["lcp", "ccp", "ipcp", "ipv6cp", "auth", "pptp.control", "pptp.call", "nothing"] {
      out.append(("automaton \(machine)", Views.automaton(lab, machine: machine)))
    }
    for prefix in ["", "lcp", "server", "server.gre", "nothing"] { out.append(("state \(prefix)", Views.state(lab, prefix: prefix))) }
    out += [
      ("keys", Views.keys(lab)), ("timeline", Views.timeline(lab)), ("events", Views.events(lab)), ("timers", Views.timers(lab)),
      ("queue", Views.queue(lab)),
    ]
    return out
  }

  static func bare(_ s: String) -> String {
    var out = ""
    var inside = false
    for c in s.unicodeScalars {
      if c == "\u{1b}" {
        inside = true
        continue
      }
      if inside {
        if c == "m" { inside = false }
        continue
      }
      out.unicodeScalars.append(c)
    }
    return out
  }

  @Test(arguments: ["", "auth=pap mppe=off", "client.password=wrong", "client.mppe=off server.mppe=128"])
  func everyScreenFitsInEveryLook(_ words: String) throws {
    var lab = try #require(ScreenLab.run(words))
    if case .success(let c) = Self.parsed("drop next") {
      _ = lab.perform(c)
      _ = lab.ping()
    }
    for (name, d) in Self.screens(lab) {
      for width in [40, 80, 120] {
        let plain = d.render(RenderOptions(width: width))
        for line in plain.split(separator: "\n") where DisplayWidth.of(String(line)) > width {
          Issue.record("\(name) at \(width): \(line)")
        }
        if width == 80 {
          #expect(Self.bare(d.render(RenderOptions(width: width, color: true))) == plain, "\(name): colour says more than the text")
          #expect(d.render(RenderOptions(width: width, ascii: true)).utf8.allSatisfy { $0 < 0x7f }, "\(name) is not ASCII")
          #expect(!d.render(RenderOptions(width: width, reader: true)).contains("│"), "\(name) draws for a screen reader")
        }
      }
      #expect(!d.render(RenderOptions(width: 80)).isEmpty, "\(name) says nothing")
    }
  }

  private static func parsed(_ text: String) -> Result<LabCommand, UsageError> { LabCommand.parse(text) }

  @Test func everyScreenIsJSONToo() throws {
    let lab = try #require(ScreenLab.run())
    for (name, d) in Self.screens(lab) {
      for v in d.json {
        let text = v.text
        #expect(!text.contains("\n"), "\(name): one line a value")
        #expect(throws: Never.self, "\(name): \(text.prefix(200))") { try JSONReader.read(text) }
      }
    }
    let step = Views.step(lab, 4).json[0]
    for key in ["step", "time", "cause", "node", "from", "to", "frame", "notes", "state"] {
      #expect(step[key] != nil, "step has no “\(key)”")
    }
    #expect(Views.step(lab, lab.current).json[0]["next"] != nil)
  }

  /// The letters under the octets and those in front of the fields are the same, and every field's letter is in both.
  @Test func lettersJoinOctetsAndFields() throws {
    let lab = try #require(ScreenLab.run())
    for n in 1...lab.records.count {
      guard let d = lab.dissections(of: n).first else { continue }
      let p = PacketBlocks(d)
      guard let focus = p.packet.focus, let grid = p.grid(of: focus, complete: true), let window = grid.window else { continue }
      var under: [Int: Character] = [:]
      for s in grid.sections where window.overlaps(s.range) {
        for m in s.marks where m.label != " " { under[m.range.lowerBound] = m.label }
      }
      for line in p.listing(family: focus).lines {
        if let label = line.label { #expect(under[line.range.lowerBound] == label, "step \(n), \(line.name)") }
      }
    }
  }

  /// What the layers add up to is the packet, whatever was opened inside.
  @Test func theOnionAddsUp() throws {
    let lab = try #require(ScreenLab.run())
    for n in 1...lab.records.count {
      guard let d = lab.dissections(of: n).first else { continue }
      for b in d.buffers.indices {
        let layers = Packet(d).layers.filter { $0.buffer == b }
        #expect(layers.reduce(0) { $0 + $1.range.count } == d.buffers[b].octets.count, "step \(n), buffer \(b)")
      }
    }
  }

  @Test func aWrongNumberIsAProblemAndNotAScreen() throws {
    let lab = try #require(ScreenLab.run(ping: false))
    for d in [
      Views.step(lab, 9999), Views.show(lab, -1), Views.bits(lab, 4, field: "no such field"), Views.state(lab, prefix: "nothing"),
      Views.explain("xyzzy"),
    ] { #expect(Views.isProblem(d)) }
    for d in [Views.step(lab, 1), Views.state(lab), Views.explain("mppe"), Views.automaton(lab)] { #expect(!Views.isProblem(d)) }
  }
}
