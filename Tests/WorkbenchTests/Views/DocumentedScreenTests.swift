import HexViews
import TestSupport
import Testing

@testable import Workbench

/// Screens in `docs/screens` at 120 columns (those at 80 are checked beside the lessons): program output, never typed by hand.
@Suite struct DocumentedScreenTests {
  @Test(arguments: [120])
  func screensInTheManualAreTheProgramsOwn(_ width: Int) throws {
    let lab = try #require(ScreenLab.run())
    var behindLCP = lab
    let there = behindLCP.goto(11)
    #expect(there)
    let ping = try #require(lab.records.last { !$0.pings.isEmpty }?.number)
    let screens: [(String, String, Document)] = [
      ("step", "step 11", Views.step(behindLCP, 11)), ("show", "show 11", Views.show(lab, 11)),
      ("layers", "layers \(ping)", Views.layers(lab, ping)),
      ("automaton", "automaton lcp", Views.automaton(behindLCP)), ("timeline", "timeline", Views.timeline(lab)),
      ("keys", "keys", Views.keys(lab)), ("why", "why 11", Views.why(lab, 11)),
    ]
    for (name, command, document) in screens {
      #expect(Golden.fault("> \(command)\n" + document.render(RenderOptions(width: width)), "docs/screens/\(name)-\(width).txt") == nil)
    }
  }

  /// A screen as a screen reader speaks it and as ASCII, for comparison.
  @Test func otherLooks() throws {
    let lab = try #require(ScreenLab.run(ping: false))
    #expect(
      Golden.fault("> step 4\n" + Views.step(lab, 4).render(RenderOptions(width: 80, reader: true)), "docs/screens/step-reader.txt") == nil)
    #expect(
      Golden.fault("> timeline\n" + Views.timeline(lab).render(RenderOptions(width: 80, ascii: true)), "docs/screens/timeline-ascii.txt")
        == nil)
  }
}
