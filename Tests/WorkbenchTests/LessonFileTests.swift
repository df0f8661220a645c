import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// The lessons of this repository: what they show is what the program prints.
@Suite struct LessonFileTests {
  static let paths = LessonFiles.lessons(in: Material.root + "/lessons")

  private func lesson(_ path: String) throws -> Lesson { try LessonCommand.load(path).get() }

  @Test(arguments: paths) func everyLessonPasses(path: String) throws {
    let test = LessonTest(try lesson(path), on: Session.self)
    for f in test.failures { Issue.record("\(path):\(f.line): \(f.text)\n\(f.difference.joined(separator: "\n"))") }
  }

  @Test(arguments: paths) func oneChangedCharacterFails(path: String) throws {
    var l = try lesson(path)
    let before = LessonTest(l, on: Session.self).failures.count
    // The last line of output of the first command that prints something.
    for (i, block) in l.blocks.enumerated() {
      guard case .session(var exchanges, let task) = block.content,
        let k = exchanges.firstIndex(where: { !$0.expected.isEmpty && $0.expected.last != "..." })
      else { continue }
      exchanges[k].expected[exchanges[k].expected.count - 1] += "x"
      l.blocks[i].content = .session(exchanges, task: task)
      #expect(LessonTest(l, on: Session.self).failures.count == before + 1)
      return
    }
    Issue.record("a lesson without output")
  }

  @Test(arguments: paths) func aLessonHasWhatLessonsHave(path: String) throws {
    let l = try lesson(path)
    #expect(l.predictions.count >= 5, "three predictions and two questions at the door")
    #expect(l.checkCount >= 1)
    #expect(l.minutes != nil && !l.goal.isEmpty)
    #expect(l.predictions.suffix(2).map(\.id) == ["exit1", "exit2"])
    // Where every right answer has the same letter, no learner has to think.
    #expect(Set(l.predictions.map { $0.choices.firstIndex(where: \.right) }).count > 1)
  }

  /// What the text of a lesson says is there: lessons by their ids, and parts of screens by their words.
  @Test(arguments: paths) func theTextSpeaksOfWhatThereIs(path: String) throws {
    let l = try lesson(path)
    let ids = try Self.paths.map { try lesson($0).id }
    var texts: [String] = [l.goal]
    var screens = ""
    for b in l.blocks {
      switch b.content {
      case .text(let lines), .hint(let lines): texts.append(lines.joined(separator: " "))
      case .predict(let p): texts += [(p.question + p.why).joined(separator: " ")] + p.choices.flatMap { [$0.text, $0.feedback] }
      case .session(let e, _): screens += e.flatMap(\.expected).joined(separator: " ").lowercased() + " "
      case .check: break
      }
    }
    for t in texts {
      // A number does not show which lesson is meant: the list shows ids.
      #expect(t.firstMatch(of: /[Ll]esson [0-9]/) == nil, "\(path): \(t)")
      for m in t.matches(of: /[Ll]esson (?:play )?`?([a-z][a-z-]+)`/) where LessonVerb(rawValue: String(m.1)) == nil && m.1 != "help" {
        #expect(ids.contains(String(m.1)), "\(path): \(m.0)")
      }
      for m in t.matches(of: /`lesson play ([a-z-]+)/) { #expect(ids.contains(String(m.1)), "\(path): \(m.0)") }
      // *Next* and the like name something on a screen of this lesson.
      for m in t.matches(of: /(?:^|[^*A-Za-z])\*([A-Z][A-Za-z -]+)\*(?!\*)/)
      where !["Generic Routing Encapsulation", "Link Control Protocol"].contains(String(m.1)) {
        #expect(screens.contains(String(m.1).lowercased()) || m.1 == "RFC", "\(path): nothing on the screens is called *\(m.1)*")
      }
      // What is to be explained can be.
      for m in t.matches(of: /`explain ([^`]+)`/) { #expect(!Views.isProblem(Views.explain(String(m.1))), "\(path): \(m.0)") }
    }
  }

  @Test func lessonsNeedOnlyEarlierOnes() throws {
    var known: [String] = []
    for path in Self.paths {
      let l = try lesson(path)
      for n in l.needs { #expect(known.contains(n), "\(l.id) needs \(n)") }
      known.append(l.id)
    }
    #expect(known.count >= 3)
  }

  @Test func nothingIsLeftOut() throws {
    // The lab repeats itself to the octet, so a lesson has no reason for `...`.
    for path in Self.paths {
      for b in try lesson(path).blocks {
        if case .session(let e, _) = b.content { #expect(!e.contains { $0.expected.contains("...") }, "\(path):\(b.line)") }
      }
    }
  }
}
