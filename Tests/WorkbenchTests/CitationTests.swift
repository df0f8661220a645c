import Glibc
import TestSupport
import Testing

@testable import Workbench

/// Every section of an RFC that the sources name is in that RFC, where its text is at hand.
@Suite struct CitationTests {
  struct Citation: Hashable {
    var rfc: String, section: String
  }

  /// `RFC 2637 §1.4, §2.1`, `RFC 2433 §A.8 to A.17`: the number, then the sections that belong to it.
  static func citations(_ line: String) -> [Citation] {
    let c = Array(line)
    var out: [Citation] = []
    var i = 0
    func starts(_ word: String, _ at: Int) -> Bool { at + word.count <= c.count && String(c[at..<at + word.count]) == word }
    func section(_ at: Int) -> (String, Int)? {
      var j = at
      if j < c.count, c[j].isASCII, c[j].isUppercase, j + 1 >= c.count || !c[j + 1].isLetter { j += 1 }
      while j < c.count, c[j].isASCII, c[j].isNumber || (c[j] == "." && j + 1 < c.count && c[j + 1].isASCII && c[j + 1].isNumber) { j += 1 }
      return j > at ? (String(c[at..<j]), j) : nil
    }
    while i < c.count {
      guard starts("RFC ", i) else {
        i += 1
        continue
      }
      var j = i + 4
      while j < c.count, c[j].isASCII, c[j].isNumber { j += 1 }
      let rfc = String(c[i + 4..<j])
      guard !rfc.isEmpty, starts(" §", j), let (first, end) = section(j + 2) else {
        i = max(j, i + 1)
        continue
      }
      out.append(Citation(rfc: rfc, section: first))
      j = end
      while true {
        guard let joint = [", §", " and §", " to §", "–§", " to ", "–"].first(where: { starts($0, j) }),
          let (next, end) = section(j + joint.count)
        else { break }
        out.append(Citation(rfc: rfc, section: next))
        j = end
      }
      i = j
    }
    return out
  }

  /// The numbers of an RFC's headings, from its contents and its text.
  static func headings(_ text: String) -> Set<String> {
    var out: Set<String> = []
    for line in text.split(separator: "\n") {
      let t = line.drop { $0 == " " }
      guard line.count - t.count <= 12, let end = t.firstIndex(of: " ") else { continue }
      var number = t[..<end]
      let title = t[end...].drop { $0 == " " }
      if number.hasPrefix("Appendix") { continue }
      while number.last == "." { number = number.dropLast() }
      guard let first = number.first, first.isNumber || first.isUppercase && (number.count == 1 || number.dropFirst().first == ".") else {
        continue
      }
      guard number.allSatisfy({ $0.isNumber || $0 == "." || $0.isUppercase }),
        title.first?.isLetter == true || number.contains(".") && title.first?.isNumber == true
      else { continue }
      out.insert(String(number))
      // Some texts write 2.0 for 2.
      if number.hasSuffix(".0") { out.insert(String(number.dropLast(2))) }
    }
    return out
  }

  @Test func howTheyAreRead() {
    #expect(
      Self.citations("(RFC 2433 §A.8 to A.17, RFC 2759 §8.9)") == [
        .init(rfc: "2433", section: "A.8"), .init(rfc: "2433", section: "A.17"), .init(rfc: "2759", section: "8.9"),
      ])
    #expect(
      Self.citations("RFC 3078 §7.1, §7.3; RFC 894. RFC 1661 §5") == [
        .init(rfc: "3078", section: "7.1"), .init(rfc: "3078", section: "7.3"), .init(rfc: "1661", section: "5"),
      ])
    let text = "3.  Title\n   3.1.  Another ..... 4\n3.2 Third\nA.8 Lm()\n      of 16 octets\n2.0  Old"
    #expect(Self.headings(text) == ["3", "3.1", "3.2", "A.8", "2.0", "2"])
  }

  @Test func everySectionExists() throws {
    guard let folder = Material.shared.map({ $0 + "/rfc" }), access(folder + "/rfc2637.txt", R_OK) == 0 else {
      print("skipped: no RFC texts (set VPNLAB_SHARED)")
      return
    }
    var known: [String: Set<String>?] = [:]
    var checked = 0
    for f in SourceTree.files("Sources") {
      for (i, line) in f.lines.enumerated() where line.contains("RFC ") {
        for c in Self.citations(line) {
          if known[c.rfc] == nil {
            let path = "\(folder)/rfc\(c.rfc).txt"
            known[c.rfc] = .some(Material.text(path).map { Self.headings($0) })
          }
          guard let headings = known[c.rfc] ?? nil else { continue }
          checked += 1
          #expect(headings.contains(c.section), "\(f.path):\(i + 1): RFC \(c.rfc) has no section \(c.section)")
        }
      }
    }
    #expect(checked > 1500, "\(checked) citations")
  }
}
