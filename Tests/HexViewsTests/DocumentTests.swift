import Synchronization
import Testing

@testable import HexViews

@Suite struct DocumentTests {
  private final class Count: Sendable {
    let made = Mutex(0)
    func values(_ text: String) -> [JSONValue] {
      made.withLock { $0 += 1 }
      return [.string(text)]
    }
    var number: Int { made.withLock { $0 } }
  }

  /// Values that are given as a closure cost nothing where only the blocks are looked at.
  @Test func valuesAreMadeWhenTheyAreAskedFor() {
    let count = Count()
    var d = Document([.paragraph("one")]) { count.values("later") }
    d.append(Document([.paragraph("two")], json: ["made"]))
    d.appendValues(of: Document([.paragraph("three")]) { count.values("last") })
    #expect(d.render(RenderOptions()) == "one\ntwo\n")
    #expect(count.number == 0)
    #expect(d.jsonLines == "\"later\"\n\"made\"\n\"last\"\n")
    #expect(count.number == 2)
    d.json = ["new"]
    #expect(d.json == ["new"] && count.number == 2)
  }

  @Test func documentsAreEqualWhenWhatTheySayIs() {
    let count = Count()
    let later = Document([.blank]) { count.values("x") }
    #expect(later == Document([.blank], json: ["x"]))
    #expect(later != Document([.blank], json: ["y"]) && later != Document([.rule], json: ["x"]))
  }
}
