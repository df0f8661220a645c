import CSystem
import Glibc
import HexViews
import ProtocolEngines
import Workbench

/// One figure: how much of what in a second of processor time.
private struct Figure {
  var name: String
  var about: String
  var unit: String
  /// Does `rounds` rounds and says how many things that were.
  var run: (_ rounds: Int) -> Int
}

func bench(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  let options = Display.common + [Option("-h", nil, "this help")]
  let parsed = try Parsed.parse(arguments, options: options, tool: "bench")
  let figures = allFigures()
  if parsed.has("--help") || parsed.has("-h") {
    return toolHelp(
      "vpnlab bench [NAME …]", "Figures of this machine: medians of interleaved rounds, in processor time.", options,
      examples: figures.map { ("vpnlab bench \($0.name)", $0.about) })
  }
  let display = try Display(parsed)
  for w in parsed.words where !figures.contains(where: { $0.name.hasPrefix(w) }) {
    throw UsageError("There is no figure “\(w)”. Figures: \(figures.map(\.name).joined(separator: ", ")).")
  }
  let chosen = figures.filter { f in parsed.words.isEmpty || parsed.words.contains { f.name.hasPrefix($0) } }
  // Rounds enough for about 60 ms each; then seven of them, taking turns, so that a busy moment hits all alike.
  var rounds: [Int] = []
  for f in chosen {
    var n = 1
    while true {
      let t = lab_cpu_micros()
      _ = f.run(n)
      let spent = lab_cpu_micros() - t
      if spent > 20_000 || n > 1 << 24 {
        n = max(1, Int(Int64(n) * 60_000 / max(1, spent)))
        break
      }
      n *= 4
    }
    rounds.append(n)
  }
  var rates = [[Double]](repeating: [], count: chosen.count)
  for _ in 0..<7 {
    for (i, f) in chosen.enumerated() {
      let t = lab_cpu_micros()
      let things = f.run(rounds[i])
      rates[i].append(Double(things) * 1e6 / Double(max(1, lab_cpu_micros() - t)))
      if lab_interrupts() > 0 { return 130 }
    }
  }
  let medians = rates.map { $0.sorted()[3] }
  func rate(_ name: String) -> Double? { chosen.firstIndex { $0.name == name }.map { medians[$0] } }
  var table = Table([
    .init("figure", minimum: 15), .init("a second", .right, minimum: 16), .init("each", .right, minimum: 9),
    .init("spread", .right, priority: 2, minimum: 6), .init("what", priority: 1),
  ])
  var json: [JSONValue] = []
  for (i, f) in chosen.enumerated() {
    let m = medians[i]
    let low = rates[i].min() ?? m
    let high = rates[i].max() ?? m
    let spread = Int((high - low) * 100 / max(m, 1))
    table.rows.append([
      StyledText(f.name, .strong), StyledText("\(short(m)) \(f.unit)"), StyledText("\(Int(1e9 / max(m, 1))) ns"), "\(spread) %",
      StyledText(f.about),
    ])
    json.append(
      .object([
        .init("figure", .string(f.name)), .init("per_second", .int(Int64(m))), .init("unit", .string(f.unit)),
        .init("spread_percent", .number(spread)), .init("about", .string(f.about)),
      ]))
  }
  var document = Document([.table(table)], json: json)
  func ratio(_ a: String, _ b: String, _ text: String) {
    guard let x = rate(a), let y = rate(b), y > 0 else { return }
    let hundredths = Int(x * 100 / y + 0.5)
    let part = String(hundredths % 100)
    let number = "\(hundredths / 100).\(part.count == 1 ? "0" : "")\(part)"
    document.add(.paragraph("\(text): \(strong: number)"))
    document.json.append(
      .object([.init("ratio", .string("\(a)/\(b)")), .init("hundredths", .number(hundredths)), .init("about", .string(text))]))
  }
  ratio("header-hand", "header-parse", "Header parse: time of the layouts, as a multiple of the parser written by hand (aim: within 1.3)")
  ratio("steps-kept", "steps-views", "A step without any view is so many times quicker than one with its screen")
  document.add(.paragraph("Peak memory \(Int(lab_peak_kilobytes())) KB."))
  var out = Output(1)
  display.write(document, to: &out)
  out.flush()
  return 0
}

/// Three figures: `45.1 M`, `176 k`, `982`.
private func short(_ d: Double) -> String {
  func three(_ v: Double) -> String {
    if v >= 100 { return String(Int(v + 0.5)) }
    let tenths = Int(v * 10 + 0.5)
    return "\(tenths / 10).\(tenths % 10)"
  }
  return d >= 1e6 ? three(d / 1e6) + " M" : d >= 1e4 ? three(d / 1e3) + " k" : String(Int(d + 0.5))
}

/// Keeps a result alive where the optimiser would drop the work.
@inline(never) private func keep<T>(_ value: T) {}

private func allFigures() -> [Figure] {
  let frames = HeaderBench.frames(300)
  let hex = "00 9c 00 01 1a 2b 3c 4d 00 01 00 00 01 00 00 00 00 00 00 03 00 00 00 03 ff ff 00 01"
  return [
    Figure(name: "header-parse", about: "Ethernet, IPv4, TCP or UDP by the layouts", unit: "headers") {
      HeaderBench.visit(frames, rounds: $0).headers
    },
    Figure(name: "header-hand", about: "the same headers by a parser written by hand", unit: "headers") {
      HeaderBench.hand(frames, rounds: $0).headers
    },
    Figure(name: "header-annotate", about: "the same, every field noted", unit: "headers") {
      HeaderBench.annotate(frames, rounds: $0).headers
    },
    Figure(name: "hex", about: "hexadecimal text into octets", unit: "octets") { rounds in
      var n = 0
      for _ in 0..<rounds { n += HexText.octets(hex)?.count ?? 0 }
      return n
    },
    Figure(name: "dissect", about: "the Observer over a whole PPTP call with pings", unit: "frames") { rounds in
      let packets = recorded()
      var n = 0
      for _ in 0..<rounds {
        var observer = Observer(keyring: packets.keys)
        for (i, p) in packets.frames.enumerated() { keep(observer.observe(p, link: .ethernet, time: 0, number: i + 1)) }
        n += packets.frames.count
      }
      return n
    },
    Figure(name: "steps-kept", about: "lab steps with history, no views", unit: "steps") { rounds in
      var n = 0
      for _ in 0..<rounds {
        var lab = Lab(settings: LabSettings())
        let end = lab.run()
        n += end.steps
        for _ in 0..<20 { n += lab.ping().end.steps }
      }
      return n
    },
    Figure(name: "steps-views", about: "lab steps, each with its screen", unit: "steps") { rounds in
      var n = 0
      for _ in 0..<rounds {
        var lab = Lab(settings: LabSettings())
        while n < 1 << 40, let r = lab.step() {
          n += 1
          keep(Views.step(lab, r.number).render(RenderOptions(width: 80)))
          if r.number >= 60 { break }
        }
      }
      return n
    },
    Figure(name: "mppe", about: "MPPE-128 stateless, 1400 octets, encrypted and opened", unit: "packets") { rounds in
      let key = [UInt8](0..<16)
      var a = MPPECipher(startKey: key, strength: .b128, stateless: true, flush: .rfc)
      var b = a
      let plain = [UInt8](repeating: 0x21, count: 1402)
      for _ in 0..<rounds { keep(b.decrypt(a.encrypt(plain))) }
      return rounds
    },
  ]
}

/// The frames of a tunnel's life in the lab, with what opens them.
private func recorded() -> (frames: [[UInt8]], keys: Keyring) {
  var lab = Lab(settings: LabSettings())
  _ = lab.run(until: try? Expression.parse("tunnel.up").get())
  for _ in 0..<50 { _ = lab.ping() }
  return (lab.records.flatMap { $0.frames.map(\.octets) }, lab.settings.keyring)
}
