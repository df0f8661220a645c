import TestSupport
import Testing

@testable import Workbench

@Suite struct GlossaryTests {
  @Test func entriesAreWhole() {
    var names = Set<String>()
    #expect(Glossary.entries.count >= 60)
    for e in Glossary.entries {
      #expect(e.text.hasSuffix("."), "\(e.term): a sentence ends with a full stop")
      #expect(e.text.count > 30 && e.text.count < 420, "\(e.term): one to three sentences")
      #expect(e.long.count < 60, "\(e.term): the long form is a name")
      for s in e.see { #expect(Glossary.entries.contains { $0.term == s }, "\(e.term) sends the reader to “\(s)”, which is not there") }
      for n in e.names { #expect(names.insert(n.lowercased()).inserted, "“\(n)” is there twice") }
      #expect(!Views.isProblem(Views.explain(e.term)))
    }
  }

  @Test func spellingIsForgiving() {
    for word in ["ms-chap v2", "MSCHAPV2", "magic-number", "Call ID", "accm", "lns", "flushed"] {
      #expect(!Views.isProblem(Views.explain(word)), "\(word)")
    }
  }

  /// Every section named exists in its RFC.
  @Test func sectionsExist() {
    guard let folder = Material.shared, Material.sharedText("rfc/rfc2637.txt") != nil else { return }
    for e in Glossary.entries {
      var rfc = ""
      for word in e.ref.split(whereSeparator: { $0 == " " || $0 == "," }) {
        if word == "RFC" { continue }
        if word.first != "§" {
          rfc = String(word)
          continue
        }
        guard let text = Material.text("\(folder)/rfc/rfc\(rfc).txt") else { continue }
        let section = String(word.dropFirst())
        let found = text.split(separator: "\n").contains { line in
          let t = line.drop { $0 == " " }
          return t.hasPrefix(section + ". ") || t.hasPrefix(section + " ") || t.hasPrefix(section + ".0 ")
        }
        #expect(found, "\(e.term): RFC \(rfc) has no section \(section)")
      }
    }
  }
}
