import TestSupport
import Testing

@testable import ProtocolEngines

/// What GRE, PPP and the control connection ask of each other. All of it is said only where the call was seen from its beginning.
@Suite struct ObserverCallTests {
  typealias Connection = ObserverControlTests.Connection
  private func with<M: WireMessage>(_ change: (inout M) -> Void) -> M {
    var m = M()
    change(&m)
    return m
  }
  private func expect(_ d: Dissection, _ field: String, _ text: String, _ ref: String, _ line: Int = #line) {
    let p = d.problems.first
    #expect(d.problems.count == 1 && p?.field == field && p?.text == text && p?.ref == ref, "line \(line): \(d.problems)")
  }
  /// A call whose control connection was seen: the client is the PNS and has number 7, the server 9.
  private func link(_ users: [(String, String)] = []) -> WatchedLink {
    var c = Connection()
    #expect(
      c.see(
        .outgoingCallRequest(
          with {
            $0.callID = 7
            $0.maximumBPS = 10
          })
      ).problems.isEmpty)
    #expect(
      c.see(
        .outgoingCallReply(
          with {
            $0.callID = 9
            $0.peerCallID = 7
          }), back: true
      ).problems.isEmpty)
    var link = WatchedLink(users)
    link.w = c.w
    return link
  }
  private static let lcp: [UInt8] = [0xff, 3, 0xc0, 0x21, 9, 1, 0, 8, 0, 0, 0, 0]
  private static func gre(_ h: GREHeader, _ payload: [UInt8] = lcp, back: Bool = false) -> [UInt8] {
    ObserverTests.ip(.gre, h.encoded() + payload, back: back)
  }
  private static func header(_ call: UInt16, _ sequence: UInt32?, ack: UInt32? = nil, count: Int = lcp.count) -> GREHeader {
    GREHeader(callID: call, payloadLength: count, sequence: sequence, acknowledgement: ack)
  }

  // MARK: Trees

  /// Octets that nobody explains stand inside the group that was begun: none of them is counted twice.
  @Test func unexplainedOctetsStandInsideTheirGroup() {
    var w = ObserverTests.Watcher()
    for payload in [[0x20], [0x30, 1, 0x88]] as [[UInt8]] {
      let notes = w.see(ObserverTests.ip(.gre, payload)).buffers[0].notes
      #expect(notes.last?.kind == .unexplained && notes.last?.depth == 1 && notes.contains { $0.field.id.equals("gre") })
    }
    let cut = w.see([2, 0]).buffers[0].notes
    #expect(cut.map(\.field.id.string) == ["eth", "wire.unexplained"] && cut.map(\.depth) == [0, 1])
    #expect(w.see([]).buffers[0].notes.isEmpty)
  }

  @Test func theLimitOfNestingIsNamed() {
    func frame(_ levels: Int) -> [UInt8] {
      var packet = IPv4Header.packet(from: ObserverTests.a, to: ObserverTests.b, .udp, id: 1, ObserverTests.udp([1, 2, 3]))
      for level in 0..<levels {
        let ppp: [UInt8] = [0xff, 3, 0, 0x21] + packet
        packet = IPv4Header.packet(
          from: ObserverTests.a, to: ObserverTests.b, .gre, id: 1, Self.header(9, UInt32(level), count: ppp.count).encoded() + ppp)
      }
      return ObserverTests.ethernet(.ipv4, packet)
    }
    var w = ObserverTests.Watcher()
    let five = w.see(frame(5))
    #expect(five.problems.isEmpty && five.proto == "UDP" && five.buffers[0].notes.last?.kind == .data)
    let eight = w.see(frame(8))
    #expect(
      eight.problems.count == 1 && eight.problems[0].text.hasPrefix("packets inside packets are followed 12 deep, and this is deeper: "))
    #expect(eight.buffers[0].notes.last?.kind == .unexplained && !eight.buffers[0].notes.contains { $0.kind == .data })
    #expect(w.see(frame(3)).problems.isEmpty)
    let copy = w.see(frame(3)).summary
    #expect(copy.split(separator: "(").count == 2 && copy.hasSuffix(" (a copy of frame 1)"), "\(copy)")
  }

  /// RFC 1989 §2.6: twelve numbers of four octets.
  @Test func linkQualityReports() {
    var link = WatchedLink()
    let octets: [UInt8] = (1...12).flatMap { [UInt8(0), 0, 0, UInt8($0)] }
    let d = link.see(.lqr, octets)
    #expect(d.problems.isEmpty && d.proto == "LQR" && d.summary == "Link-Quality-Report 10, sent 11 packets, received 6")
    let leaves = d.buffers[0].notes.filter { $0.field.id.string.hasPrefix("ppp.lqr.") }
    #expect(
      leaves.map(\.number) == (1...12).map { UInt64($0) }
        && leaves.map(\.field.name.string) == [
          "Magic-Number", "LastOutLQRs", "LastOutPackets", "LastOutOctets", "PeerInLQRs", "PeerInPackets", "PeerInDiscards", "PeerInErrors",
          "PeerInOctets", "PeerOutLQRs", "PeerOutPackets", "PeerOutOctets",
        ])
    #expect(link.see(.lqr, octets + [0]).buffers[0].notes.last?.field.id.string == "ppp.padding")
    #expect(link.see(.lqr, Array(octets.dropLast())).buffers[0].notes.last?.kind == .unexplained)
    var p = LinkQualityReport()
    (p.magic, p.peerOutOctets) = (0x0102_0304, 77)
    WireProperties.check(p)
  }

  // MARK: GRE

  @Test func protocolNumbersAreOdd() {
    var link = WatchedLink()
    for proto in [0x1234, 0x0022] as [UInt16] {
      expect(
        link.see(PPPProtocol(rawValue: proto), [1, 2, 3, 4]), "ppp.protocol",
        "the protocol number \(HexText.number(proto, width: 4)) ends in an even octet: no protocol can have it", "RFC 1661 §2")
    }
    #expect(link.see(PPPProtocol(rawValue: 0x4021), [1, 2, 3, 4]).problems.isEmpty)
  }

  @Test func headersThatAreNotPPTPs() {
    var link = link()
    var zero = GREHeader()
    (zero.flags, zero.proto) = (0, .ppp)
    expect(link.w.see(Self.gre(zero)), "gre.flags.version", "Ver is 0, PPTP's GRE has 1", "RFC 2637 §4.1")
    // Between others that is nobody's fault.
    var others = ObserverTests.Watcher()
    #expect(others.see(Self.gre(zero)).problems.isEmpty)
    var ip = Self.header(9, 0)
    ip.proto = .ipv4
    #expect(link.w.see(Self.gre(ip)).problems.map(\.text).first == "Protocol Type is 0x0800, enhanced GRE carries PPP: 0x880b")
    expect(
      link.w.see(Self.gre(Self.header(9, 0, count: 0), [])), "gre.flags.sequence_number",
      "a sequence number (S), but no payload that it counts", "RFC 2637 §4.1")
    #expect(link.w.see(Self.gre(Self.header(9, nil, ack: 0, count: 0), [])).problems.isEmpty)
  }

  @Test func callIDsThatNobodyGaveOut() {
    var seen = link()
    for _ in 0..<2 {
      expect(
        seen.w.see(Self.gre(Self.header(777, 1))), "gre.key.call_id", "Call ID is 777, which 10.0.0.2 has not given out; 10.0.0.2's is 9",
        "RFC 2637 §4.1")
    }
    expect(
      seen.w.see(Self.gre(Self.header(7, 1))), "gre.key.call_id", "Call ID is 7, its sender's own number for the call; 10.0.0.2's is 9",
      "RFC 2637 §4.1")
    #expect(
      seen.w.see(Self.gre(Self.header(9, 0))).problems.isEmpty && seen.w.see(Self.gre(Self.header(7, 0), back: true)).problems.isEmpty)
    // Without the control connection, before it, or with a part of it missing nobody can tell.
    var unseen = WatchedLink()
    #expect(unseen.w.see(Self.gre(Self.header(777, 1))).problems.isEmpty)
    var c = Connection()
    #expect(c.w.see(Self.gre(Self.header(777, 1))).problems.isEmpty)
    _ = c.call()
    #expect(c.w.see(Self.gre(Self.header(777, 2))).problems.isEmpty)
    var middle = Connection(whole: false)
    _ = middle.call()
    #expect(middle.w.see(Self.gre(Self.header(777, 1))).problems.isEmpty)
    var half = Connection()
    _ = half.see(
      .outgoingCallRequest(
        with {
          $0.callID = 7
          $0.maximumBPS = 10
        }))
    #expect(half.w.see(Self.gre(Self.header(777, 1))).problems.isEmpty)
  }

  @Test func numbersOfPackets() {
    var link = link()
    for i in 0..<3 { #expect(link.w.see(Self.gre(Self.header(9, UInt32(i)))).problems.isEmpty) }
    expect(
      link.w.see(Self.gre(Self.header(7, 0, ack: 99), back: true)), "gre.ack_number",
      "Acknowledgment Number is 99, but 10.0.0.1 has sent no packet beyond 2", "RFC 2637 §4.1")
    expect(
      link.w.see(Self.gre(Self.header(7, nil, ack: 99, count: 0), [], back: true)), "gre.ack_number",
      "Acknowledgment Number is 99, but 10.0.0.1 has sent no packet beyond 2", "RFC 2637 §4.1")
    // The capture may have missed a few.
    #expect(link.w.see(Self.gre(Self.header(7, 1, ack: 60), back: true)).problems.isEmpty)
    let frame = link.w.number - 3
    #expect(link.w.see(Self.gre(Self.header(9, 2))).problems.isEmpty, "a copy")
    expect(
      link.w.see(Self.gre(Self.header(9, 2), Array(Self.lcp.dropLast()) + [1])), "gre.sequence_number",
      "Sequence Number is 2, and so it was in frame \(frame), with another payload: each packet has the next number", "RFC 2637 §4.1")
    // Where the call was not seen to begin, another one may use the numbers again.
    var unseen = WatchedLink()
    #expect(
      unseen.w.see(Self.gre(Self.header(9, 0))).problems.isEmpty
        && unseen.w.see(Self.gre(Self.header(9, 0), Array(Self.lcp.dropLast()) + [1])).problems.isEmpty)
  }

  /// Both ends on one host: the numbers alone tell who is who.
  @Test func bothEndsOnOneHost() {
    func see(
      _ w: inout ObserverTests.Watcher, _ sequence: UInt32, _ ack: UInt32, _ octets: [UInt8], flags: UInt16 = TCPHeader.ack,
      back: Bool = false
    ) -> Dissection {
      var h = TCPHeader()
      (h.sourcePort, h.destinationPort) = back ? (PPTPPort.control, 50000) : (50000, PPTPPort.control)
      (h.sequence, h.acknowledgement) = (sequence, ack)
      h.offsetAndFlags |= flags
      let a = ObserverTests.a
      return w.see(ObserverTests.ethernet(.ipv4, IPv4Header.packet(from: a, to: a, .tcp, id: 1, h.segment(from: a, to: a, octets))))
    }
    var w = ObserverTests.Watcher()
    let start = ObserverStreamTests.start
    let request = PPTPMessage(
      .outgoingCallRequest(
        with {
          $0.callID = 7
          $0.maximumBPS = 10
        })
    ).encoded()
    _ = see(&w, 99, 0, [], flags: TCPHeader.syn)
    _ = see(&w, 499, 100, [], flags: TCPHeader.syn | TCPHeader.ack, back: true)
    #expect(
      see(&w, 100, 500, start).problems.isEmpty
        && see(&w, 500, 256, PPTPMessage(.startReply(.init())).encoded(), back: true).problems.isEmpty)
    #expect(see(&w, 256, 656, request).problems.isEmpty)
    #expect(
      see(
        &w, 656, 256 + 168,
        PPTPMessage(
          .outgoingCallReply(
            with {
              $0.callID = 9
              $0.peerCallID = 7
            })
        ).encoded(), back: true
      ).problems.isEmpty)
    #expect(see(&w, 688, 256 + 168, PPTPMessage(.callDisconnectNotify(with { $0.callID = 9 })).encoded(), back: true).problems.isEmpty)
    for call in [9, 7] as [UInt16] {
      #expect(
        w.see(
          ObserverTests.ethernet(
            .ipv4, IPv4Header.packet(from: ObserverTests.a, to: ObserverTests.a, .gre, id: 1, Self.header(call, 0).encoded() + Self.lcp))
        ).problems.isEmpty)
    }
    #expect(
      w.observer.links.all.map(\.key.numbers) == [[7, 9]] && w.observer.links[0].sides.allSatisfy { $0.order.last == 0 })
  }

  // MARK: Control messages

  @Test func messagesFromTheWrongEnd() {
    for incoming in [false, true] {
      var c = Connection()
      _ = c.call(incoming: incoming)
      let type = "pptp.control_message_type"
      expect(
        c.see(.callClearRequest(with { $0.callID = 9 }), back: true), type,
        "Call-Clear-Request goes from the PNS to the PAC; this one comes from the PAC", "RFC 2637 §2.12")
      expect(
        c.see(.callDisconnectNotify(with { $0.callID = 9 })), type,
        "Call-Disconnect-Notify goes from the PAC to the PNS; this one comes from the PNS", "RFC 2637 §2.13")
      expect(
        c.see(.wanErrorNotify(with { $0.peerCallID = 5 })), type,
        "WAN-Error-Notify goes from the PAC to the PNS; this one comes from the PNS", "RFC 2637 §2.14")
      // Once calls go both ways both ends are both.
      _ = c.call(incoming: !incoming)
      _ = c.see(.incomingCallRequest(with { $0.callID = 11 }))
      #expect(c.see(.callClearRequest(with { $0.callID = 9 }), back: true).problems.isEmpty)
    }
    var middle = Connection(whole: false)
    _ = middle.call()
    #expect(middle.see(.callClearRequest(with { $0.callID = 9 }), back: true).problems.isEmpty)
  }

  @Test func echoReplies() {
    var c = Connection()
    let reply: (UInt32) -> PPTPMessage.Body = { n in .echoReply(self.with { $0.identifier = n }) }
    expect(c.see(reply(99), back: true), "pptp.identifier", "10.0.0.1 has sent no Echo-Request that this could answer", "RFC 2637 §2.6")
    _ = c.see(.echoRequest(with { $0.identifier = 5 }))
    expect(
      c.see(reply(6), back: true), "pptp.identifier", "Identifier is 6, but no Echo-Request of 10.0.0.1 had that; its last had 5",
      "RFC 2637 §2.6")
    _ = c.see(.echoRequest(with { $0.identifier = 6 }))
    #expect(c.see(reply(5), back: true).problems.isEmpty && c.see(reply(6), back: true).problems.isEmpty)
    #expect(!c.see(reply(6)).problems.isEmpty, "the other direction has numbers of its own")
    var middle = Connection(whole: false)
    #expect(middle.see(reply(6), back: true).problems.isEmpty)
  }

  @Test func beforeTheControlConnection() {
    let call: PPTPMessage.Body = .outgoingCallRequest(
      with {
        $0.callID = 7
        $0.maximumBPS = 10
      })
    let early = "Outgoing-Call-Request before the control connection is established: "
    var c = Connection(open: false)
    expect(c.see(call), "pptp.control_message_type", early + "no Start-Control-Connection-Request has been sent", "RFC 2637 §3.1")
    #expect(c.see(.startRequest(.init())).problems.isEmpty)
    expect(c.see(call), "pptp.control_message_type", early + "no Start-Control-Connection-Reply has come", "RFC 2637 §3.1")
    #expect(c.see(.startReply(.init()), back: true).problems.isEmpty && c.see(call).problems.isEmpty)
    expect(
      c.see(.startRequest(.init())), "pptp.control_message_type", "a second Start-Control-Connection-Request on one control connection",
      "RFC 2637 §3.1")
    var alone = Connection(open: false)
    expect(
      alone.see(.startReply(.init()), back: true), "pptp.control_message_type",
      "a Start-Control-Connection-Reply, but 10.0.0.1 has sent no Request", "RFC 2637 §2.2")
    // A request that was refused for its length was one all the same.
    var wrong = Connection(open: false)
    var start = ObserverStreamTests.start
    start[1] = 100
    _ = wrong.see(start)
    #expect(wrong.see(.startReply(.init()), back: true).problems.isEmpty)
    // From the middle on; and with the same ports once more.
    var middle = Connection(whole: false)
    #expect(middle.see(call).problems.isEmpty && middle.see(.startReply(.init()), back: true).problems.isEmpty)
    var again = Connection()
    _ = again.w.see(ObserverTests.tcp(99, [], flags: TCPHeader.syn))
    #expect(again.w.see(ObserverTests.tcp(100, ObserverStreamTests.start)).problems.isEmpty)
    expect(
      c.see(.stopRequest(with { $0.reason = .init(rawValue: 9) })), "pptp.reason", "Reason is 9, but only 1 to 3 are defined",
      "RFC 2637 §2.3")
  }

  /// A control connection shows itself by its first octets, whatever its port.
  @Test func anyPort() {
    func tcp(_ sequence: UInt32, _ data: [UInt8], flags: UInt16 = TCPHeader.ack, back: Bool = false) -> [UInt8] {
      var h = TCPHeader()
      (h.sourcePort, h.destinationPort) = back ? (11723, 50000) : (50000, 11723)
      h.sequence = sequence
      h.acknowledgement = 1
      h.offsetAndFlags |= flags
      return ObserverTests.ip(
        .tcp, h.segment(from: back ? ObserverTests.b : ObserverTests.a, to: back ? ObserverTests.a : ObserverTests.b, data), back: back)
    }
    var w = ObserverTests.Watcher()
    #expect(w.see(tcp(50, ObserverStreamTests.echo(1))).proto == "TCP", "no beginning: that may be anybody's")
    let d = w.see(tcp(100, ObserverStreamTests.start))
    let place = "on port 11723 instead of 1723, known by its first message"
    #expect(d.proto == "PPTP" && d.problems.isEmpty && d.meaning("pptp") == place)
    let reply = w.see(tcp(500, PPTPMessage(.startReply(.init())).encoded(), back: true))
    #expect(reply.proto == "PPTP" && reply.meaning("pptp") == place)
    // In pieces, and with the same meaning for the calls.
    let call = PPTPMessage(
      .outgoingCallRequest(
        with {
          $0.callID = 7
          $0.maximumBPS = 10
        })
    ).encoded()
    #expect(w.see(tcp(256, Array(call[..<9]))).problems.isEmpty)
    #expect(w.see(tcp(265, Array(call[9...]))).proto == "PPTP" && w.observer.links.all.map(\.key.numbers[0]) == [7])
    // The ports belong to somebody else then.
    _ = w.see(tcp(900, [], flags: TCPHeader.syn))
    #expect(w.see(tcp(901, ObserverStreamTests.echo(1))).proto == "TCP")
    var plain = ObserverTests.Watcher()
    var start = ObserverStreamTests.start
    start[7] = 0
    #expect(plain.see(tcp(100, start)).proto == "TCP" && plain.see(tcp(100, Array(ObserverStreamTests.start[..<9]))).proto == "TCP")
    #expect(w.see(ObserverTests.tcp(100, ObserverStreamTests.start)).meaning("pptp") == nil)
  }

  // MARK: Phases of PPP

  private static let demand: [UInt8] = [3, 5, 0xc2, 0x23, 0x81]
  private static func control(_ code: UInt8, _ id: UInt8, _ data: [UInt8]) -> [UInt8] { [code, id, 0, UInt8(4 + data.count)] + data }
  private static let ip = Array(WatchedLink.ping(1).dropFirst(2))
  private static let mppe: [UInt8] = [0x12, 6, 1, 0, 0, 0x40]
  private static let encrypted: [UInt8] = [0x90, 0, 1, 2, 3, 4, 5, 6]

  /// LCP as far as both ends are content with it; the server demands MS-CHAPv2.
  private func opened(demand: Bool = true, _ link: inout WatchedLink) {
    let options = demand ? Self.demand : []
    link.see(.lcp, Self.control(1, 1, options), fromServer: true)
    link.see(.lcp, Self.control(2, 1, options))
    link.see(.lcp, Self.control(1, 1, []))
    link.see(.lcp, Self.control(2, 1, []), fromServer: true)
  }
  private func agree(_ link: inout WatchedLink) {
    link.see(.ccp, Self.control(1, 1, Self.mppe), fromServer: true)
    link.see(.ccp, Self.control(2, 1, Self.mppe))
    link.see(.ccp, Self.control(1, 1, Self.mppe))
    link.see(.ccp, Self.control(2, 1, Self.mppe), fromServer: true)
  }

  @Test func packetsBeforeAuthentication() {
    let text = "IPv4 before authentication is done: 10.0.0.2 demands MS-CHAPv2, and has not granted it yet"
    var link = link()
    opened(&link)
    for fromServer in [false, true] { expect(link.see(.ipv4, Self.ip, fromServer: fromServer), "ppp.protocol", text, "RFC 1661 §3.5") }
    #expect(link.see(.chap, Self.control(3, 1, []), fromServer: true).problems.contains { $0.field == "chap.length" })
    #expect(link.see(.ipv4, Self.ip).problems.isEmpty)
    var free = self.link()
    opened(demand: false, &free)
    #expect(free.see(.ipv4, Self.ip).problems.isEmpty)
    // The server's Success was lost, or the call was not seen to begin; or LCP begins anew under packets that are on their way.
    var lost = self.link()
    opened(&lost)
    _ = lost.frame(.chap, Self.control(3, 1, []), fromServer: true)
    lost.see(.ipcp, Self.control(1, 1, []), fromServer: true)
    #expect(lost.see(.ipv4, Self.ip).problems.isEmpty)
    var unseen = WatchedLink()
    opened(&unseen)
    #expect(unseen.see(.ipv4, Self.ip).problems.isEmpty)
    var anew = self.link()
    opened(demand: false, &anew)
    #expect(anew.see(.ipv4, Self.ip).problems.isEmpty)
    opened(&anew)
    #expect(anew.see(.ipv4, Self.ip).problems.isEmpty)
  }

  @Test func encryptionBeforeCCPIsOpened() {
    var link = link()
    opened(demand: false, &link)
    let rule = "RFC 3078 §3, RFC 1962 §2.1"
    expect(
      link.see(.compressed, Self.encrypted), "ppp.protocol",
      "encrypted before CCP is Opened: 10.0.0.2 has sent no Configure-Request of CCP", rule)
    link.see(.ccp, Self.control(1, 1, Self.mppe), fromServer: true)
    expect(
      link.see(.compressed, Self.encrypted), "ppp.protocol", "encrypted before CCP is Opened: 10.0.0.2 has got no Configure-Ack of CCP",
      rule)
    link.see(.ccp, Self.control(2, 1, Self.mppe))
    #expect(link.see(.compressed, Self.encrypted).problems.isEmpty)
    // It overtook the Ack.
    var order = self.link()
    opened(demand: false, &order)
    order.see(.ccp, Self.control(1, 1, Self.mppe), fromServer: true)
    let ack = order.frame(.ccp, Self.control(2, 1, Self.mppe))
    #expect(order.see(.compressed, Self.encrypted).problems.isEmpty && order.w.see(ack).problems.isEmpty)
  }

  @Test func packetsInClear() {
    let text = "IPv4 in clear, although CCP has agreed on MPPE in both directions"
    var link = link()
    opened(demand: false, &link)
    agree(&link)
    // The Ack may be on its way to the client still; the server may have sent this before it had the request.
    #expect(link.see(.ipv4, Self.ip).problems.isEmpty && link.see(.ipv4, Self.ip, fromServer: true).problems.isEmpty)
    #expect(link.see(.compressed, Self.encrypted).problems.isEmpty)
    expect(link.see(.ipv4, Self.ip), "ppp.protocol", text, "RFC 3078 §3")
    #expect(
      link.see(.ipv4, Self.ip, fromServer: true).problems.isEmpty && link.see(.lcp, Self.control(9, 1, [0, 0, 0, 0])).problems.isEmpty)
    let late = link.frame(.ipv4, Self.ip, fromServer: true)
    let d = link.w.observer.observe(late, link: .ethernet, time: 1_700_000_001_000_000_000, number: 1000)
    expect(d, "ppp.protocol", text, "RFC 3078 §3")
    // CCP ends: what goes in clear from here on may.
    link.see(.ccp, Self.control(5, 2, []), fromServer: true)
    #expect(link.see(.ipv4, Self.ip).problems.isEmpty)
  }

  @Test func statelessPacketsAreFlushed() {
    var link = link()
    opened(demand: false, &link)
    agree(&link)
    expect(
      link.see(.compressed, [0x10] + Self.encrypted.dropFirst()), "mppe.flushed",
      "FLUSHED is not set: CCP agreed on stateless, and then every encrypted packet has it", "RFC 3078 §3.1")
    #expect(link.see(.compressed, Self.encrypted).problems.isEmpty)
  }

  // MARK: CHAP

  @Test func responsesToNoChallenge() {
    var link = WatchedLink()
    link.see(.lcp, Self.control(1, 1, Self.demand), fromServer: true)
    let response = [49] + [UInt8](repeating: 1, count: 16) + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 2, count: 24) + [0, 0x75]
    // The capture may begin behind the Challenge.
    #expect(link.see(.chap, Self.control(2, 6, response)).problems.isEmpty)
    link.see(.chap, Self.control(1, 5, [16] + [UInt8](repeating: 9, count: 16)), fromServer: true)
    #expect(link.see(.chap, Self.control(2, 5, response)).problems.isEmpty)
    expect(
      link.see(.chap, Self.control(2, 6, response)), "chap.identifier", "Identifier is 6, but no Challenge had that; the last had 5",
      "RFC 1994 §4.1")
    // "The packet sequence ID is incremented on each authentication retry" (RFC 2759 §9.1.2).
    link.see(.chap, Self.control(4, 5, Array("E=691 R=1 C=\(String(repeating: "0", count: 32)) V=3".utf8)), fromServer: true)
    #expect(link.see(.chap, Self.control(2, 6, response)).problems.isEmpty)
  }

  @Test(arguments: [
    ("E=abc R=9 C=zz V=7", "; its Message is malformed: behind E= stands no decimal number, so it does not tell why", "RFC 2759 §6"),
    ("", " without a reason: most likely the server does not know this user", "RFC 1994 §4.2"),
    ("no", ": \"no\"; the password is wrong, or the name is not known", "RFC 1994 §4.2"),
  ]) func failuresThatDoNotSayWhy(_ message: String, _ text: String, _ ref: String) {
    var link = WatchedLink()
    link.see(.lcp, Self.control(1, 1, Self.demand), fromServer: true)
    let d = link.see(.chap, Self.control(4, 5, Array(message.utf8)), fromServer: true)
    expect(d, "chap.code", "CHAP authentication failed\(text)", ref)
  }

  // MARK: Fragments

  private static func fragment(_ id: UInt16, _ at: Int, _ count: Int, more: Bool) -> [UInt8] {
    var h = IPv4Header()
    (h.source, h.destination, h.proto, h.identification) = (ObserverTests.a, ObserverTests.b, .udp, id)
    h.flagsAndOffset = UInt16(at / 8) | (more ? 0x2000 : 0)
    h.totalLength = UInt16(20 + count)
    var head = h.encoded()
    let sum = InternetChecksum.compute(head, in: 0..<20)
    (head[10], head[11]) = (UInt8(sum >> 8), UInt8(sum & 255))
    return ObserverTests.ethernet(.ipv4, head + [UInt8](repeating: 7, count: count))
  }

  @Test func fragmentsThatCannotBe() {
    var w = ObserverTests.Watcher()
    expect(
      w.see(Self.fragment(1, 0, 81, more: true)), "ip.fragment", "a fragment of 81 octets that is not the last: it must be a multiple of 8",
      "RFC 791 §3.2")
    expect(
      w.see(Self.fragment(2, 65528, 16, more: false)), "ip.fragment",
      "with this fragment the packet would have 65564 octets or more: 65535 are the most", "RFC 791 §3.2")
    let empty = w.see(Self.fragment(3, 8, 0, more: true))
    #expect(empty.problems.isEmpty && empty.summary == "UDP, no octets at 8, more follow")
    #expect(w.see(Self.fragment(4, 8, 81, more: false)).problems.isEmpty)
  }

  @Test func fragmentsThatNeverCame() {
    var w = ObserverTests.Watcher()
    _ = w.see(Self.fragment(5, 0, 80, more: true))
    _ = w.see(Self.fragment(5, 160, 9, more: false))
    #expect(
      w.observer.unfinished() == [
        """
        10.0.0.1 to 10.0.0.2, UDP in IP fragments, identification 5: octets 80 to 159 never came; the fragments in frames 1, 2 wait \
        for them
        """
      ])
    _ = w.see(Self.fragment(5, 80, 80, more: true))
    #expect(w.observer.unfinished().isEmpty)
    // A copy of a piece of what was whole is missed by nobody; nor what the capture cut off itself.
    _ = w.see(Self.fragment(5, 80, 80, more: true))
    #expect(w.observer.unfinished().isEmpty)
    let cut = Self.fragment(6, 0, 80, more: true)
    _ = w.observer.observe(Array(cut.dropLast(8)), link: .ethernet, time: 0, number: 9, wireLength: cut.count)
    #expect(w.observer.unfinished().isEmpty)
    _ = w.see(Self.fragment(7, 0, 80, more: true))
    #expect(
      w.observer.unfinished().map { $0.hasSuffix("identification 7: octets from 80 on never came; the fragment in frame 5 waits for them") }
        == [true])
  }
}
