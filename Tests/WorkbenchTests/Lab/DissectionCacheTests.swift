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
