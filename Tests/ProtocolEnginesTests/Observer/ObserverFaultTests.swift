import Testing

@testable import ProtocolEngines

/// What breaks a rule is told, and what was not read is not.
@Suite struct ObserverFaultTests {
  private func gre(_ change: (inout GREHeader) -> Void) -> Dissection {
    var w = ObserverTests.Watcher()
    let ppp: [UInt8] = [0xff, 3, 0xc0, 0x21, 9, 1, 0, 8, 0, 0, 0, 0]
    var h = GREHeader(callID: 9, payloadLength: ppp.count, sequence: 0, acknowledgement: nil)
    change(&h)
    return w.see(ObserverTests.ip(.gre, h.encoded() + ppp))
  }

  /// RFC 2637 §4.1: C, R, s, Recur and Flags are 0, K is 1.
  @Test func illegalHeaders() {
    #expect(gre { _ in }.problems.isEmpty)
    for (bits, field) in [
      (0x0800, "gre.flags.strict_source_route"), (0x0200, "gre.flags.recursion_control"), (0x0008, "gre.flags.reserved"),
      (0x8000, "gre.flags.checksum"),
    ] as [(UInt16, String)] {
      let d = gre { $0.flags |= bits }
      #expect(d.problems.contains { $0.field == field && $0.ref == "RFC 2637 §4.1" && $0.range == 34..<36 }, "\(field): \(d.problems)")
      var h = GREHeader(callID: 9, payloadLength: 0, sequence: nil, acknowledgement: nil)
      h.flags |= bits
      #expect(GREWindow.refusal(h, 9, left: 0)?.hasPrefix("The GRE header is not PPTP's") == true, "\(field)")
    }
    #expect(gre { $0.flags &= ~GREHeader.keyBit }.problems.contains { $0.field == "gre.flags.key" })
    #expect(GREWindow.refusal(GREHeader(callID: 9, payloadLength: 0, sequence: nil, acknowledgement: nil), 9, left: 0) == nil)
  }

  private func ppp(_ proto: PPPProtocol, _ octets: [UInt8]) -> Dissection {
    var link = WatchedLink()
    return link.see(proto, octets)
  }

  /// A length that its type does not allow is a fault of the length octet (RFC 1661 §6.1 to §6.6, RFC 3078 §2 and the like).
  @Test(
    arguments: [
      (PPPProtocol.lcp, [1, 3, 5], "Maximum-Receive-Unit is 3, it should be 4", "RFC 1661 §6.1"),
      (.lcp, [1, 6, 5, 220, 0, 0], "Maximum-Receive-Unit is 6, it should be 4", "RFC 1661 §6.1"),
      (.lcp, [3, 3, 1], "Authentication-Protocol is 3, it should be at least 4", "RFC 1661 §6.2"),
      (.lcp, [7, 3, 0], "Protocol-Field-Compression is 3, it should be 2", "RFC 1661 §6.5"),
      (.ccp, [18, 5, 1, 0, 0], "MPPE/MPPC is 5, it should be 6", "RFC 3078 §2"),
      (.ipcp, [3, 4, 0, 0], "IP-Address is 4, it should be 6", "RFC 1332 §3.3"),
      (.ipv6cp, [1, 4, 0, 0], "Interface-Identifier is 4, it should be 10", "RFC 5072 §4.1"),
    ] as [(PPPProtocol, [UInt8], String, String)]) func wrongOptionLength(
      _ proto: PPPProtocol, _ option: [UInt8], _ text: String, _ ref: String
    )
  {
    // A second option, which is right, is read all the same.
    let d = ppp(proto, [1, 1, 0, UInt8(4 + option.count + (proto == .lcp ? 2 : 0))] + option + (proto == .lcp ? [8, 2] : []))
    #expect(d.problems.map(\.text) == ["the length of \(text)"] && d.problems.first?.ref == ref, "\(d.problems)")
    #expect(d.problems.first?.range == 55..<56)
  }

  @Test func linesHoldOnlyWhatIsThere() {
    #expect(ppp(.lcp, [8, 1, 0, 5, 0x80]).summary == "Protocol-Reject id 1")
    #expect(ppp(.lcp, [8, 1, 0, 6, 0x80, 0x57]).summary == "Protocol-Reject id 1, IPV6CP")
    #expect(ppp(.lcp, [13, 1, 0, 8, 0, 0, 0, 0]).summary == "Time-Remaining id 1")
    #expect(ppp(.pap, [1, 1, 0, 8, 64, 0x75, 0x75, 0x75]).summary == "Authenticate-Request id 1")
    #expect(ppp(.pap, [1, 1, 0, 10, 2, 0x75, 0x76, 64, 0, 0]).summary == "Authenticate-Request id 1, user \"uv\"")
    // A method's own code that was not read is not told, neither are flags or a name.
    #expect(ppp(.eap, [1, 1, 0, 5, 26]).summary == "Request id 1, EAP-MS-CHAPv2")
    #expect(ppp(.eap, [2, 1, 0, 9, 13, 0x80, 0, 0, 0]).summary == "Response id 1, EAP-TLS")
    #expect(ppp(.eap, [2, 1, 0, 9, 3, 13, 26]).summary == "Response id 1, Nak")
    #expect(ppp(.eap, [2, 1, 0, 7, 3, 13, 26]).summary == "Response id 1, Nak, wants EAP-TLS, wants EAP-MS-CHAPv2")
    #expect(ppp(.pap, [1, 1, 0, 6, 0, 0]).summary == "Authenticate-Request id 1, user \"\", password \"\"")
  }

  /// 0x9100 is an outer VLAN tag of older equipment.
  @Test(arguments: [EtherType.vlan, .qinq, .qinqOld]) func outerTags(_ outer: EtherType) {
    var w = ObserverTests.Watcher()
    var tag = VLANTag()
    var inner = VLANTag()
    tag.control = 0x2005
    tag.type = .vlan
    inner.control = 7
    let d = w.see(
      ObserverTests.ethernet(outer, tag.encoded() + inner.encoded() + ObserverTests.ip(.udp, ObserverTests.udp([1])).dropFirst(14)))
    #expect(d.proto == "UDP" && d.problems.isEmpty && d.buffers[0].notes.count { $0.field.id.equals("vlan.id") } == 2)
    #expect(outer.rawValue != 0x9100 || outer == .qinqOld)
  }
}
