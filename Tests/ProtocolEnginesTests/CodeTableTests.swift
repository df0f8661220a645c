import TestSupport
import Testing

@testable import ProtocolEngines

@Suite struct CodeTableTests {
  private struct Entry: Sendable {
    var type: String
    var table: CodeTable
    var most: UInt64
    var label: @Sendable (UInt64) -> StaticString?
  }
  private static func entry<P: Codepoint>(_ type: P.Type) -> Entry {
    Entry(
      type: "\(type)", table: P.table, most: UInt64(P.RawValue.max), label: { P(rawValue: P.RawValue(truncatingIfNeeded: $0)).label })
  }
  private static let all: [Entry] = [
    entry(PPTPControlType.self), entry(PPTPMessageType.self), entry(PPTPGeneralError.self), entry(PPTPStartResult.self),
    entry(PPTPStopReason.self), entry(PPTPResult.self), entry(PPTPOutgoingResult.self), entry(PPTPIncomingResult.self),
    entry(PPTPDisconnectResult.self), entry(PPTPCause.self), entry(PPTPVersion.self), entry(IPProtocol.self), entry(ICMPv6Type.self),
    entry(NDOptionType.self), entry(EtherType.self), entry(LinkType.self), entry(OtherOption.Kind.self), entry(TLSContentType.self),
    entry(TLSVersion.self), entry(TLSAlert.self), entry(EAPCode.self), entry(EAPType.self), entry(EAPMSCHAPCode.self),
    entry(TLSHandshakeType.self), entry(TLSExtensionType.self), entry(LCPOptionType.self), entry(IPCPOptionType.self),
    entry(IPV6CPOptionType.self), entry(CCPOptionType.self), entry(PAPCode.self), entry(CHAPCode.self), entry(CHAPAlgorithm.self),
    entry(MSCHAPError.self), entry(ControlCode.self), entry(PPPProtocol.self), entry(HelloType.self),
    entry(HelloGoodbye.self),
  ]

  /// No type of code points is missing above.
  @Test func allTypesAreAsked() {
    var declared: [String] = []
    for f in SourceTree.files("Sources/ProtocolEngines") {
      for t in f.tokens where t.contains("Codepoint") {
        if let i = t.firstIndex(of: "struct"), i + 3 < t.count, t[i + 2] == ":", t[i + 3] == "Codepoint" { declared.append(t[i + 1]) }
      }
    }
    #expect(declared.sorted() == Self.all.map(\.type).sorted())
  }

  @Test func numbersRiseAndFitTheirType() {
    for t in Self.all {
      for (a, b) in zip(t.table.entries, t.table.entries.dropFirst()) { #expect(a.number < b.number, "\(t.type): \(a.name), \(b.name)") }
      for e in t.table.entries { #expect(UInt64(e.number) <= t.most, "\(t.type): \(e.name)") }
    }
  }

  /// What is found for a number is what stands beside it, and between two numbers there is nothing.
  @Test func everyNumberIsFoundAndNoOther() {
    for t in Self.all {
      for e in t.table.entries { #expect(t.label(UInt64(e.number))?.string == e.name.string, "\(t.type) \(e.number)") }
      let known: [UInt64] = t.table.entries.map { UInt64($0.number) }
      let near: [UInt64] = known.map { $0 &- 1 } + known.map { $0 &+ 1 } + [0, 255, 256, t.most]
      for n in near where n <= t.most && !known.contains(n) { #expect(t.label(n) == nil, "\(t.type) \(n)") }
    }
    #expect(PPTPControlType.table[UInt64.max] == nil && PPTPControlType(rawValue: 99).meaning == "unknown (99)")
  }

  @Test func tablesAreMadeFromTables() {
    let two: CodeTable = [1: "one", 300: "many"]
    let three = two.with([0: "none", 40: "some"])
    #expect(three.entries.map(\.number) == [0, 1, 40, 300] && three[40]?.string == "some" && three[300]?.string == "many")
    #expect(three.only { $0 > 1 }.entries.map(\.number) == [40, 300] && three.only { $0 > 1 }[1] == nil)
  }
}
