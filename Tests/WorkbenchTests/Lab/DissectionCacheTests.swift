import HexViews
import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct DissectionCacheTests {
  /// A long lab: what is said of any step is what a fresh Observer says, and few observers are kept for it.
  @Test func oldStepsAreMadeAgainFromFewObservers() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    while lab.current < 6_000 { _ = lab.ping() }
    let cache = DissectionCache(Observer(keyring: lab.settings.keyring))
    _ = cache.dissections(of: lab.current, lab.records)
    let blocks = lab.current / 32
    #expect(cache.rungCount < 32 * 5, "\(cache.rungCount) observers for \(blocks) blocks")
    var fresh = Observer(keyring: lab.settings.keyring)
    var wanted: [String] = []
    for r in lab.records { wanted.append(DissectionCache.observe(r, &fresh).map(\.summary).joined(separator: "|")) }
    func said(_ n: Int, _ c: DissectionCache) -> String { c.dissections(of: n, lab.records).map(\.summary).joined(separator: "|") }
    var dice = Dice(seed: 1)
    for _ in 0..<60 {
      let n = 1 + Int(dice.below(UInt64(lab.current)))
      #expect(said(n, cache) == wanted[n - 1], "step \(n)")
    }
    for n in 900..<1_100 { #expect(said(n, cache) == wanted[n - 1], "step \(n)") }
    // Gone back to the middle, and on again.
    let back = cache.copy(keeping: 1_234)
    for n in [1_234, 1_235, 17, 3_000, lab.current] { #expect(said(n, back) == wanted[n - 1], "step \(n)") }
    #expect(cache.rungCount < 32 * 5 + 8)
  }

  /// What is said of a packet on its way is what a fresh Observer says, whatever was done to it and to the steps before it.
  @Test(arguments: ["", "auth=pap mppe=off", "mppe-mode=stateful"]) func packetsOnTheirWayAreReadAsTheyAre(_ words: String) throws {
    var lab = Lab(settings: try LabSettings.parse(words.split(separator: " ").map(String.init)).get())
    var dice = Dice(seed: 3)
    let faults = ["corrupt next", "swap next", "delay 1s next", "dup next", "truncate next", "drop next"]
    for round in 0..<90 {
      switch dice.below(12) {
      case 0: _ = lab.pick(2)
      case 1: _ = lab.back(1 + Int(dice.below(4)))
      case 2: _ = try? lab.perform(faults[Int(dice.below(UInt64(faults.count)))])
      case 3: lab.showAcks.toggle()
      default: _ = lab.step()
      }
      var fresh = Observer(keyring: lab.settings.keyring, tunnels: [(lab.settings.port, lab.settings.kind)])
      for r in lab.records[..<lab.current] {
        let wanted = DissectionCache.observe(r, &fresh)
        guard r.number == lab.current else { continue }
        #expect(lab.dissections(of: r.number).map(Self.text) == wanted.map(Self.text), "round \(round), step \(r.number)")
      }
      for f in lab.world.flights {
        var o = fresh
        let wanted = o.observe(f.octets, link: f.medium, time: Lab.nanoseconds(f.due), number: lab.world.frameCount + 1)
        #expect(Self.text(lab.dissection(of: f)) == Self.text(wanted), "round \(round), packet \(f.packet)")
      }
    }
    #expect(lab.current > 20)
  }

  private static func text(_ d: Dissection) -> String { String(decoding: DissectionJSON.object(d, time: 0), as: UTF8.self) }

  /// However many screens show a packet, it is read once until the next frame comes, and its own step reads it no more.
  @Test func packetsOnTheirWayAreReadOnce() throws {
    var lab = try makeLab()
    let cache = DissectionCache(Observer(keyring: lab.settings.keyring, tunnels: [(lab.settings.port, lab.settings.kind)]))
    func look() {
      for f in lab.world.flights { _ = cache.dissection(of: f, number: lab.world.frameCount + 1, after: lab.current, lab.records) }
    }
    var taken = 0
    for _ in 0..<60 {
      let before = cache.readings
      look()
      #expect(cache.readings <= before + lab.world.flights.count)
      let once = cache.readings
      look()
      #expect(cache.readings == once)
      guard let r = lab.step() else { break }
      #expect(cache.dissections(of: r.number, lab.records).count == r.frames.count)
      if case .delivered = r.cause {
        taken += 1
        #expect(cache.readings == once + r.frames.count - 1, "step \(r.number)")
      }
    }
    #expect(taken > 30)
  }

  /// The values of `step 5` are those that five single steps give, although they are made after the last of them.
  @Test func valuesOfSeveralStepsAreThoseOfEach() throws {
    var session = Session()
    _ = session.execute("new pptp; run until lcp.opened")
    var lab = try #require(session.lab)
    var wanted = ""
    for i in 1...5 {
      let record = lab.step()
      let n = try #require(record).number
      wanted += (i < 5 ? Views.brief(lab, n) : Views.step(lab, n)).jsonLines
    }
    #expect(session.execute("step 5").document.jsonLines == wanted && wanted.split(separator: "\n").count == 5)
    let text = Document(json: Views.stepValues(lab, lab.current)).jsonLines
    #expect(text == Views.step(lab, lab.current).jsonLines && text.contains("\"next\":["))
  }

  /// The keys of a stateless tunnel, one a packet: each once in the JSON with all its owners, and on the screen the first and
  /// the last of each kind.
  @Test func manyKeysAreListedOnce() throws {
    var lab = try makeLab()
    try lab.run("tunnel.up")
    for _ in 0..<300 { _ = lab.ping() }
    let d = Views.keys(lab)
    var seen: Set<String> = []
    for k in d.json {
      guard let text = k["key"]?.text else { continue }
      #expect(seen.insert(text).inserted, "\(text)")
    }
    #expect(seen.count > 500)
    let owners = d.json.compactMap { k -> Int? in if case .array(let list)? = k["owners"] { list.count } else { nil } }
    #expect(owners.contains(2), "both ends derive the same session keys")
    #expect(d.render(RenderOptions(width: 80)).split(separator: "\n").count < 200)
  }
}
