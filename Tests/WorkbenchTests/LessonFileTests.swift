import TestSupport
import Testing

import HexViews
import ProtocolEngines
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
      guard case .session(var exchanges, let task) = block.content, let k = exchanges.firstIndex(where: { !$0.expected.isEmpty && $0.expected.last != "..." }) else { continue }
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
    // Where every right answer has the same letter, nobody has to think.
    #expect(Set(l.predictions.map { $0.choices.firstIndex(where: \.right) }).count > 1)
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
