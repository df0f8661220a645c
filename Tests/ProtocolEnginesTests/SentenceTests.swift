import TestSupport
import Testing

@testable import ProtocolEngines

/// Sentences keep what they say apart from the values in it, so that another language can say it in its own way.
@Suite struct SentenceTests {
  private struct Shown: CustomStringConvertible { var description: String { "shown" } }

  @Test func itReadsAsItIsWritten() {
    let n = 3
    let name = "alice"
    let cases: [(Sentence, String, String)] = [
      ("Packet lost.", "Packet lost.", "Packet lost."), ("", "", ""),
      ("\(n) requests of \(name)", "3 requests of alice", "%1 requests of %2"),
      ("\(Shown()) at \([0xde, 0xad] as [UInt8])", "shown at \(HexText.string([0xde, 0xad]))", "%1 at %2"),
      ("100 % of \(n)", "100 % of 3", "100 % of %1"), (Sentence(verbatim: "so the peer says"), "so the peer says", "%1"),
    ]
    for (s, text, key) in cases {
      #expect(s.text == text && s.description == text && s.key == key)
      #expect(s.isEmpty == text.isEmpty)
    }
  }

  @Test func anotherLanguageHasItsOwnOrder() {
    let inner: Sentence = "no answer to \(10) \("Echo-Requests")"
    let s: Sentence = "The tunnel of \("client") ends: \(inner)."
    let words = [
      "The tunnel of %1 ends: %2.": "%2 – darum endet der Tunnel von %1 (%2).", "no answer to %1 %2": "keine Antwort auf %2",
    ]
    #expect(s.text { words[$0] } == "keine Antwort auf Echo-Requests – darum endet der Tunnel von client (\(inner.text { words[$0] })).")
    // What has no translation stays English, inside a translated sentence too.
    #expect(s.text { $0 == s.key ? "%2, %1" : nil } == "no answer to 10 Echo-Requests, client")
    #expect(s.arguments == [.text("client"), .sentence(inner)] && inner.arguments == [.number(10), .text("Echo-Requests")])
    // A template may leave values out, and have signs that are no places.
    #expect(s.text { $0 == s.key ? "100 %, %3 und %" : nil } == "100 %, %3 und %")
  }

  @Test func formsAndEquality() {
    let s: Sentence = "no answer to \(2) requests"
    #expect(s.asSentence.text == "No answer to 2 requests." && s.capitalised.text == "No answer to 2 requests")
    #expect(s == "no answer to \(2) requests" && s != "no answer to \(3) requests" && s != s.asSentence)
    #expect(("plain" as Sentence) == "plain" && ("plain" as Sentence) != "plain \(1)")
    #expect("done".asSentence == "Done." && "Done.".asSentence == "Done." && "".asSentence == "")
  }

  /// Reasons are the same where code and values are, whatever the section; nested reasons are arguments.
  @Test func reasonsAreComparedByCodeAndValues() {
    let a = Reason(PPPReason.noAnswer, "no answer to \(10) Configure-Requests", ref: "RFC 1661 §4.6")
    #expect(a == Reason(PPPReason.noAnswer, "no answer to \(10) Configure-Requests"))
    #expect(a != Reason(PPPReason.noAnswer, "no answer to \(9) Configure-Requests", ref: "RFC 1661 §4.6"))
    #expect(a != Reason(PPPReason.peerSilent, "no answer to \(10) Configure-Requests", ref: "RFC 1661 §4.6"))
    #expect(a.code == PPPReason.noAnswer && a.code.isOne(of: PPPReason.self) && !a.code.isOne(of: AuthReason.self))
  }

  /// Every code of every protocol is its own, dotted and small; the list is whole.
  @Test func codesAreUniqueAndDotted() throws {
    func all<C: ReasonCodes>(_: C.Type) -> (name: String, codes: [String]) { ("\(C.self)", C.allCases.map(\.rawValue)) }
    let lists = [
      all(PPPReason.self), all(AuthReason.self), all(MPPEReason.self), all(PPTPReason.self), all(HelloReason.self),
      all(TransportReason.self),
    ]
    let codes = lists.flatMap(\.codes)
    #expect(Set(codes).count == codes.count)
    for c in codes {
      #expect(c.split(separator: ".").count == 2 && c.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "." || $0 == "-" }, "\(c)")
    }
    let declared = SourceTree.files("Sources/ProtocolEngines").flatMap { f in
      f.tokens.compactMap { t -> String? in
        guard let i = t.firstIndex(of: "enum"), i + 1 < t.count, t.contains("ReasonCodes") else { return nil }
        return t[i + 1]
      }
    }
    #expect(Set(declared) == Set(lists.map(\.name)))
  }
}
