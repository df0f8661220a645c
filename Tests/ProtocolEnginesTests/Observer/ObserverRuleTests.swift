import Testing

@testable import ProtocolEngines

/// PPP packets that are well formed and yet not what their RFC allows, and some that only look so. A PPP packet begins at octet 54,
/// or at 50 where GRE carries no acknowledgement; these do not.
@Suite struct ObserverRuleTests {
  private func expect(_ d: Dissection, _ field: String, _ range: Range<Int>, _ text: String, _ ref: String, _ line: Int = #line) {
    let p = d.problems.first
    #expect(
      d.problems.count == 1 && p?.field == field && p?.range == range && p?.text == text && p?.ref == ref, "line \(line): \(d.problems)")
  }
  /// The octet of a PPP packet's Code in these frames.
  private let at = 50

  /// A Protocol-Reject holds another protocol's packet: LCP's options are none of its business (RFC 1661 §5.7).
  @Test func rejectedPackets() {
    var link = WatchedLink()
    let ipv6cp: [UInt8] = [1, 1, 0, 14, 1, 10, 1, 2, 3, 4, 5, 6, 7, 8]
    let d = link.see(.lcp, [8, 1, 0, 20, 0x80, 0x57] + ipv6cp)
    #expect(d.problems.isEmpty && d.buffers[0].notes.contains { $0.field.id.equals("ipv6cp.opt.length") })
    // CCP's option 1 (Predictor) and IPCP's address in the same place.
    #expect(link.see(.lcp, [8, 2, 0, 12, 0x80, 0xfd, 1, 1, 0, 6, 1, 2]).problems.isEmpty)
    #expect(link.see(.lcp, [8, 3, 0, 16, 0x80, 0x21, 1, 1, 0, 10, 3, 6, 10, 0, 0, 1]).problems.isEmpty)
  }

  @Test(
    arguments: [
      (PPPProtocol.lcp, 15, "lcp.code", "LCP has no code 15: its codes are 0 to 13", "RFC 1661 §5, RFC 1570 §1, RFC 2153 §1"),
      (.ipcp, 9, "ipcp.code", "IPCP has no code 9: its codes are 1 to 7", "RFC 1332 §2"),
      (.ipv6cp, 12, "ipv6cp.code", "IPV6CP has no code 12: its codes are 1 to 7", "RFC 5072 §3"),
      (.ccp, 9, "ccp.code", "CCP has no code 9: its codes are 1 to 7, 14 and 15", "RFC 1962 §2"),
    ] as [(PPPProtocol, UInt8, String, String, String)]) func codesOfOtherProtocols(
      _ proto: PPPProtocol, _ code: UInt8, _ field: String, _ text: String, _ ref: String
    )
  {
    var link = WatchedLink()
    let d = link.see(proto, [code, 1, 0, 4])
    expect(d, field, at..<at + 1, text, ref)
    #expect(
      d.summary == "unknown (\(code)) id 1"
        && d.buffers[0].notes.contains { $0.field.id.string == field && $0.meaning == "unknown (\(code))" })
    // Whoever has that code is not blamed, and Vendor-Specific is everybody's (RFC 2153 §1.1).
    #expect(link.see(.lcp, [9, 1, 0, 8, 0, 0, 0, 0]).problems.isEmpty && link.see(.ccp, [14, 1, 0, 4]).summary == "Reset-Request id 1")
    #expect(link.see(.ipcp, [0, 1, 0, 12, 0, 0, 0, 0, 1, 2, 3, 4]).problems.isEmpty)
    // A Code-Reject names what its protocol does not have.
    #expect(link.see(.ipcp, [7, 1, 0, 8, 9, 1, 0, 4]).summary == "Code-Reject id 1, unknown (9)")
  }

  /// The fault is the length's, with the value that stands there.
  @Test(
    arguments: [
      (PPPProtocol.lcp, [1, 1, 0, 3], 2..<4, "lcp.length", "octet 52: Length is 3, at least 4 needed", "RFC 1661 §5"),
      (.pap, [1, 1, 0, 2], 2..<4, "pap.length", "octet 52: Length is 2, at least 4 needed", "RFC 1334 §2.2"),
      (.chap, [1, 1, 0, 0], 2..<4, "chap.length", "octet 52: Length is 0, at least 4 needed", "RFC 1994 §4"),
      (.eap, [1, 1, 0, 1], 2..<4, "eap.len", "octet 52: Length is 1, at least 4 needed", "RFC 3748 §4"),
      (.lcp, [1, 1, 0, 6, 1, 0], 5..<6, "lcp.opt.length", "octet 55: Length is 0, at least 2 needed", "RFC 1661 §6"),
      (.ccp, [1, 1, 0, 6, 18, 1], 5..<6, "ccp.opt.length", "octet 55: Length is 1, at least 2 needed", "RFC 1962 §4"),
      (.ipcp, [1, 1, 0, 6, 3, 0], 5..<6, "ipcp.opt.length", "octet 55: Length is 0, at least 2 needed", "RFC 1332 §3"),
      (.ipv6cp, [1, 1, 0, 6, 1, 1], 5..<6, "ipv6cp.opt.length", "octet 55: Length is 1, at least 2 needed", "RFC 5072 §4"),
    ] as [(PPPProtocol, [UInt8], Range<Int>, String, String, String)]) func lengthsThatAreTooSmall(
      _ proto: PPPProtocol, _ octets: [UInt8], _ range: Range<Int>, _ field: String, _ text: String, _ ref: String
    )
  {
    var link = WatchedLink()
    let d = link.see(proto, octets)
    let mine = d.problems.filter { !$0.text.hasPrefix("the length of") }
    #expect(
      mine.count == 1 && mine.first?.field == field && mine.first?.range == at + range.lowerBound..<at + range.upperBound
        && mine.first?.text == text && mine.first?.ref == ref, "\(d.problems)")
  }

  @Test func headersWhoseLengthIsTooSmall() {
    var w = ObserverTests.Watcher()
    func ip(_ i: Int, _ v: UInt8, _ proto: IPProtocol = .udp, _ payload: [UInt8] = ObserverTests.udp([1, 2])) -> Dissection {
      var frame = ObserverTests.ip(proto, payload)
      frame[i] = v
      // The checksum is not what this is about.
      frame[24] = 0
      frame[25] = 0
      return w.see(frame)
    }
    expect(ip(17, 16), "ip.len", 16..<18, "octet 16: Total length is 16, at least 20 needed", "RFC 791 §3.1")
    expect(ip(14, 0x44), "ip.hdr_len", 14..<15, "octet 14: Header length is 4, at least 5 needed", "RFC 791 §3.1")
    expect(ip(39, 7), "udp.length", 38..<40, "octet 38: Length is 7, at least 8 needed", "RFC 768")
    var segment = TCPHeader().segment(from: ObserverTests.a, to: ObserverTests.b, [])
    segment[12] = 0x40
    expect(w.see(ObserverTests.ip(.tcp, segment)), "tcp.hdr_len", 46..<47, "octet 46: Data offset is 4, at least 5 needed", "RFC 9293 §3.1")
    // What an engine says of the same octets.
    #expect(throws: WireError.self) { try LCPPacket(parsing: [1, 1, 0, 3]) }
    do { _ = try LCPPacket(parsing: [1, 1, 0, 3]) } catch { #expect("\(error)" == "Length is 3, at least 4 needed") }
  }

  // MARK: Negotiation

  private static func request(_ id: UInt8, _ options: [LCPOption]) -> [UInt8] {
    LCPPacket(.configureRequest, id: id, options).sealed().encoded()
  }
  private static func ack(_ id: UInt8, _ options: [LCPOption]) -> [UInt8] { LCPPacket(.configureAck, id: id, options).sealed().encoded() }
  private let mru = LCPOption(.mru, length: 4, number: 1400), other = LCPOption(.mru, length: 4, number: 1500), pfc = LCPOption(.pfc)

  @Test func acknowledgements() {
    var link = WatchedLink()
    link.see(.lcp, Self.request(1, [pfc, mru]))
    #expect(link.see(.lcp, Self.ack(1, [pfc, mru]), fromServer: true).problems.isEmpty)
    let unchanged = "the options are not those of Configure-Request 1: an Ack gives them back unchanged"
    expect(link.see(.lcp, Self.ack(1, [pfc, other]), fromServer: true), "lcp.option", at + 6..<at + 10, unchanged, "RFC 1661 §5.2")
    expect(link.see(.lcp, Self.ack(1, [pfc]), fromServer: true), "lcp.option", at + 4..<at + 6, unchanged, "RFC 1661 §5.2")
    expect(
      link.see(.lcp, Self.ack(1, [pfc, mru, LCPOption(.acfc)]), fromServer: true), "lcp.option", at + 10..<at + 12, unchanged,
      "RFC 1661 §5.2")
    expect(link.see(.lcp, Self.ack(1, []), fromServer: true), "lcp.option", at + 2..<at + 4, unchanged, "RFC 1661 §5.2")
    for (code, ref) in [(ControlCode.configureAck, "RFC 1661 §5.2"), (.configureNak, "RFC 1661 §5.3"), (.configureReject, "RFC 1661 §5.4")]
    {
      let octets = LCPPacket(code, id: 9, [mru]).sealed().encoded()
      expect(
        link.see(.lcp, octets, fromServer: true), "lcp.id", at + 1..<at + 2,
        "Identifier is 9, but no Configure-Request had that; the last had 1", ref)
    }
    // An answer to the first request that crosses the second, and one of another protocol.
    link.see(.lcp, Self.request(2, [mru]))
    #expect(
      link.see(.lcp, Self.ack(1, [pfc, mru]), fromServer: true).problems.isEmpty
        && link.see(.lcp, Self.ack(2, [mru]), fromServer: true).problems.isEmpty)
    #expect(link.see(.ipcp, [2, 7, 0, 4], fromServer: true).problems.isEmpty)
  }

  /// Where the request may have passed unseen there is nothing to say.
  @Test func requestsThatWereNotSeen() {
    var link = WatchedLink()
    link.see(.lcp, Self.request(1, [mru]))
    _ = link.frame(.lcp, Self.request(2, [mru]))
    link.see(.ipcp, [1, 1, 0, 4])
    #expect(link.see(.lcp, Self.ack(2, [mru]), fromServer: true).problems.isEmpty)
    var many = WatchedLink()
    for i in 1...20 { many.see(.lcp, Self.request(UInt8(i), [mru])) }
    #expect(many.see(.lcp, Self.ack(1, [mru]), fromServer: true).problems.isEmpty)
  }

  @Test func optionsMoreThanOnce() {
    var link = WatchedLink()
    expect(
      link.see(.lcp, Self.request(1, [mru, pfc, other])), "lcp.opt.type", at + 10..<at + 11,
      "Maximum-Receive-Unit stands here more than once", "RFC 1661 §6")
    let proprietary = LCPOption(LCPOptionType(rawValue: 20))
    #expect(link.see(.lcp, Self.request(2, [proprietary, proprietary, mru, pfc])).problems.isEmpty)
    // A Nak may list an option several times: values to choose from (RFC 1661 §5.3).
    #expect(link.see(.lcp, LCPPacket(.configureNak, id: 2, [mru, other]).sealed().encoded(), fromServer: true).problems.isEmpty)
  }

  @Test func encryptionThatAsksForNothing() {
    func see(_ bits: UInt32, _ code: ControlCode = .configureRequest) -> Dissection {
      var link = WatchedLink()
      return link.see(.ccp, CCPPacket(code, id: 1, [.mppe(MPPEBits(rawValue: bits))]).sealed().encoded())
    }
    for bits in [0x0100_0040, 0x20, 0xe0, 0x0100_00f1, 1, 0x10] as [UInt32] { #expect(see(bits).problems.isEmpty) }
    let octets = at + 6..<at + 10
    expect(see(0x0200_0040), "ccp.opt.mppe.bits", octets, "reserved bits are set: 0x02000000", "RFC 3078 §2")
    expect(see(0x0100_0042, .configureNak), "ccp.opt.mppe.bits", octets, "reserved bits are set: 0x00000002", "RFC 3078 §2")
    expect(
      see(0x0100_0000), "ccp.opt.mppe.bits", octets, "no key length is asked for, and no compression either: there is nothing to agree on",
      "RFC 3078 §2.1")
    #expect(see(0, .configureNak).problems.isEmpty)
  }

  // MARK: MPPE

  /// Bit C says something only where CCP agreed on MPPC (RFC 3078 §3.1, RFC 2118 §3).
  @Test(arguments: [true, false]) func bitC(agreed: Bool) throws {
    var (link, cipher) = try WatchedLink.ready(stateless: true, agreed: false)
    link.agree(agreed ? [.b128, .stateless, .mppc] : [.b128, .stateless])
    var octets = cipher.encrypt(WatchedLink.ping(1))
    octets[0] |= 0x20
    let d = link.see(.compressed, octets)
    #expect(d.problems.isEmpty)
    if agreed {
      #expect(d.proto == "MPPC" && d.buffers.last?.notes.map { $0.field.id.string } == ["mppc.compressed"])
      // What MPPC made looks like noise; that is no fault of the key.
      var noise = cipher.encrypt([9, 7, 5, 3, 1])
      noise[0] |= 0x20
      #expect(link.see(.compressed, noise).problems.isEmpty)
    } else {
      #expect(d.pings == [[d.number, 1]] && d.meaning("mppe.c") == "means nothing: CCP did not agree on MPPC")
    }
    // Not encrypted either.
    let clear = link.see(.compressed, [0x60, 3, 0, 0x21, 1, 2])
    #expect(clear.buffers[0].notes.last?.field.id.string == (agreed ? "mppe.compressed" : "mppe.data"))
    #expect(clear.meaning("mppe.b") == (agreed ? "packet moved to front" : "means nothing: CCP did not agree on MPPC"))
  }

  // MARK: CHAP

  private func login(_ algorithm: CHAPAlgorithm, _ packets: [(Bool, CHAPPacket)]) -> [Dissection] {
    var link = WatchedLink()
    link.see(.lcp, [1, 1, 0, 9, 3, 5, 0xc2, 0x23, algorithm.rawValue], fromServer: true)
    return packets.map { link.see(.chap, $0.1.encoded(), fromServer: $0.0) }
  }
  private func response(_ change: (inout CHAPPacket) -> Void = { _ in }) -> CHAPPacket {
    var p = CHAPPacket(.mschapv2)
    p.code = .response
    p.form = .mschapv2
    p.identifier = 3
    (p.peerChallenge, p.reserved, p.ntResponse) = (
      [UInt8](repeating: 1, count: 16), [UInt8](repeating: 0, count: 8), [UInt8](repeating: 2, count: 24)
    )
    p.name = Array("u".utf8)
    change(&p)
    return p.sealed()
  }
  private static let proof = "S=" + String(repeating: "0A", count: 20)

  @Test func packetsOfMSCHAPv2() {
    func challenge(_ n: Int) -> CHAPPacket { .challenge(.mschapv2, id: 3, value: [UInt8](repeating: 7, count: n), name: []) }
    #expect(
      login(.mschapv2, [(true, challenge(16)), (false, response()), (true, .text(.mschapv2, .success, id: 3, Self.proof + " M=ok"))])
        .flatMap(\.problems).isEmpty)
    expect(
      login(.mschapv2, [(true, challenge(15))])[0], "chap.value_size", at + 4..<at + 5,
      "Value-Size is 15, a challenge of MS-CHAPv2 has 16 octets", "RFC 2759 §3")
    expect(
      login(.mschap, [(true, challenge(16))])[0], "chap.value_size", at + 4..<at + 5,
      "Value-Size is 16, a challenge of MS-CHAP has 8 octets", "RFC 2433 §5")
    #expect(login(.md5, [(true, challenge(15))])[0].problems.isEmpty)
    expect(
      login(.mschapv2, [(false, response { $0.reserved[2] = 1 })])[0], "chap.mschapv2.reserved", at + 21..<at + 29, "Reserved is not zero",
      "RFC 2759 §4")
    expect(
      login(.mschapv2, [(false, response { $0.flags = 7 })])[0], "chap.mschapv2.flags", at + 53..<at + 54, "Flags is 7, it must be 0",
      "RFC 2759 §4")
    var short = challenge(48)
    short.code = .response
    expect(
      login(.mschapv2, [(false, short)])[0], "chap.value_size", at + 4..<at + 5, "Value-Size is 48, a response of MS-CHAPv2 has 49 octets",
      "RFC 2759 §4")
  }

  @Test func verdicts() {
    func verdict(_ p: CHAPPacket, _ change: (inout CHAPPacket) -> Void = { _ in }) -> Dissection {
      login(.mschapv2, [(false, response(change)), (true, p)])[1]
    }
    expect(
      verdict(.text(.mschapv2, .success, id: 7, Self.proof)), "chap.identifier", at + 1..<at + 2,
      "Identifier is 7, but what it answers has 3", "RFC 1994 §4.2")
    #expect(
      verdict(.text(.mschapv2, .failure, id: 4, "E=691 R=0 C=00 V=3")).problems.contains {
        $0.field == "chap.identifier" && $0.ref == "RFC 1994 §4.2"
      })
    let none = "the Message has no S=: the client cannot tell whether the server knows the password"
    for text in ["welcome", "X=0A0A M=ok", ""] {
      #expect(verdict(.text(.mschapv2, .success, id: 3, text)).problems.map(\.text) == [none], "\(text)")
    }
    expect(
      verdict(.text(.mschapv2, .success, id: 3, "S=XY" + Self.proof.dropFirst(4))), "chap.message.s", at + 4..<at + 46,
      "S= is not followed by 40 hexadecimal digits", "RFC 2759 §5")
    expect(
      verdict(.text(.mschapv2, .success, id: 3, "S=" + Self.proof.dropFirst(2).lowercased())), "chap.message.s", at + 4..<at + 46,
      "the hexadecimal digits behind S= must be uppercase", "RFC 2759 §5")
    #expect(login(.md5, [(true, .text(.md5, .success, id: 3, "welcome"))])[0].problems.isEmpty)
    // Later tries have other identifiers; what was not captured is not held against anybody.
    #expect(
      login(
        .mschapv2, [(false, response()), (false, response { $0.identifier = 4 }), (true, .text(.mschapv2, .success, id: 3, Self.proof))])[2]
        .problems.isEmpty)
    #expect(login(.mschapv2, [(true, .text(.mschapv2, .success, id: 3, Self.proof))])[0].problems.isEmpty)
  }

  /// The parts of a Failure are cited from the version they belong to.
  @Test func failuresAreCitedByVersion() {
    func refs(_ algorithm: CHAPAlgorithm) -> [String] {
      login(algorithm, [(true, .text(algorithm, .failure, id: 3, "E=691 R=0 C=0000 V=3"))])[0].buffers[0].notes.filter {
        $0.field.id.string.hasPrefix("chap.message")
      }.map { $0.field.ref.string }
    }
    #expect(Set(refs(.mschap)) == ["RFC 2433 §8"] && refs(.mschap).count == 8)
    #expect(Set(refs(.mschapv2)) == ["RFC 2759 §6"])
  }
}
