import Testing

@testable import ProtocolEngines

@Suite struct PPTPLayouts {
  static let bodies: [PPTPMessage.Body] = [
    .startRequest(.init()), .startReply(.init()), .stopRequest(.init()), .stopReply(.init()), .echoRequest(.init()), .echoReply(.init()),
    .outgoingCallRequest(.init()), .outgoingCallReply(.init()), .incomingCallRequest(.init()), .incomingCallReply(.init()),
    .incomingCallConnected(.init()),
    .callClearRequest(.init()), .callDisconnectNotify(.init()), .wanErrorNotify(.init()), .setLinkInfo(.init()),
  ]

  @Test func fifteenMessagesHaveTheirLengthsAndProperties() {
    #expect(Self.bodies.map { Int($0.type?.rawValue ?? 0) } == Array(1...15))
    for body in Self.bodies {
      let m = PPTPMessage(body)
      #expect(m.encoded().count == body.type?.length, "\(m.name)")
      #expect(m.sealed() == m)
      WireProperties.check(m, mutants: 150)
    }
    WireProperties.check(PPTPMessage(.other([1, 2, 3])).sealed())
  }

  @Test func everyOctetHasItsOwnLeaf() {
    // Fields of RFC 2637 §2, reserved ones included, in order.
    let leaves = [13, 14, 8, 8, 6, 9, 17, 14, 14, 12, 11, 7, 11, 13, 9]
    for (body, count) in zip(Self.bodies, leaves) {
      let notes = PPTPMessage.annotate(PPTPMessage(body).encoded()).annotation.notes.filter(\.tiles)
      #expect(notes.count == count, "\(PPTPMessage(body).name): \(notes.map(\.field.id.string))")
      #expect(!notes.contains { $0.kind == .unexplained })
    }
  }

  @Test func codesCarryTheTextsOfTheRFC() {
    var r = PPTPOutgoingCallReply()
    r.result = .busy
    r.cause = .userBusy
    let notes = PPTPMessage.annotate(PPTPMessage(.outgoingCallReply(r)).encoded()).annotation.notes
    #expect(notes.first { $0.field.id.equals("pptp.out_result") }?.meaning == "Busy: busy signal detected")
    #expect(notes.first { $0.field.id.equals("pptp.cause") }?.meaning == "user busy (Q.931)")
    #expect(PPTPOutgoingResult(rawValue: 99).meaning == "unknown (99)")
    #expect((1...7).allSatisfy { PPTPOutgoingResult(rawValue: $0).label != nil } && PPTPOutgoingResult(rawValue: 8).label == nil)
    #expect(
      (1...5).allSatisfy { PPTPStartResult(rawValue: $0).label != nil }
        && (0...6).allSatisfy { PPTPGeneralError(rawValue: $0).label != nil })
    #expect(PPTPText.text(Array("caf\u{e9}\0rest".utf8)) == "caf\\xc3\\xa9")
  }

  @Test func greHeadersOfBothVersions() {
    WireProperties.check(GREHeader(callID: 7, payloadLength: 20, sequence: 1, acknowledgement: 9))
    WireProperties.check(GREHeader(callID: 7, payloadLength: 0, sequence: nil, acknowledgement: 9))
    var zero = GREHeader()
    zero.flags = GREHeader.checksumBit | GREHeader.routingBit | GREHeader.keyBit | GREHeader.sequenceBit | GREHeader.strictBit
    zero.proto = .ipv4
    var route = GRERoute()
    route.addressFamily = 0x0800
    route.length = 4
    route.information = [10, 0, 0, 1]
    zero.routes = [route, GRERoute()]
    WireProperties.check(zero)
    WireProperties.check(GREHeader())
    var packet = GREPacket()
    packet.header = GREHeader(callID: 1, payloadLength: 3, sequence: 5, acknowledgement: nil)
    packet.payload = [1, 2, 3]
    packet.excess = [0, 0]
    WireProperties.check(packet)
    // Bit A is the acknowledgement in version 1 only.
    let bits = GREHeader.annotate([0x30, 0x81, 0x88, 0x0b, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2]).annotation.notes
    #expect(bits.first { $0.field.id.equals("gre.flags.ack") }?.value == 1)
    #expect(bits.first { $0.field.id.equals("gre.ack_number") }?.value == 2)
    #expect(!GREHeader.annotate([0x00, 0x80, 0x08, 0x00]).annotation.notes.contains { $0.field.id.equals("gre.flags.ack") })
  }

  @Test func capturesOfRealPeersSurviveTheRoundTrip() throws {
    var messages = 0
    var packets = 0
    var files = 0
    for capture in RealCaptures.all {
      files += 1
      var streams: [[UInt8]: PPTPStream] = [:]
      for ip in capture {
        guard let (h, used) = try? IPv4Header.prefix(of: ip), h.fragmentOffset == 0 else { continue }
        let payload = Array(ip[used..<min(ip.count, Int(h.totalLength))])
        if h.proto == .gre {
          guard let p = try? GREPacket(parsing: payload) else {
            Issue.record("a GRE packet that does not parse: \(HexText.string(payload))")
            continue
          }
          #expect(p.encoded() == payload)
          #expect(WireProperties.fault(payload, GREPacket()) == nil)
          packets += 1
        } else if h.proto == .tcp, let (t, n) = try? TCPHeader.prefix(of: payload), t.sourcePort == 1723 || t.destinationPort == 1723 {
          let key = h.source.octets + [UInt8(t.sourcePort >> 8), UInt8(t.sourcePort & 255)]
          let data = Array(payload[n...])
          guard !data.isEmpty else { continue }
          // One octet at a time, as the slowest TCP would.
          for o in data {
            streams[key, default: PPTPStream()].append([o])
            while let m = streams[key]?.next() {
              #expect(m.sealed() == m && WireProperties.fault(m.encoded(), PPTPMessage()) == nil)
              messages += 1
            }
          }
          #expect(streams[key]?.fault == nil)
        }
      }
    }
    if files == 0 { return print("skipped: captures of real peers are not here") }
    print("real captures: \(files) files, \(messages) control messages, \(packets) GRE packets")
    #expect(messages >= 3 * files && packets > 10 * files)
  }
}
