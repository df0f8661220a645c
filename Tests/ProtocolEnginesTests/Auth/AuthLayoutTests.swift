import Testing

@testable import ProtocolEngines

@Suite struct AuthLayoutTests {
  @Test func pap() {
    WireProperties.check(PAPPacket.request(id: 3, name: Array("vpnuser".utf8), password: Array("vpnpass".utf8)))
    WireProperties.check(PAPPacket.reply(.ack, id: 3, message: "Login ok"))
    WireProperties.check(PAPPacket.self, octets: [3, 1, 0, 4])
    WireProperties.check(PAPPacket.self, octets: [2, 1, 0, 5, 0, 9, 9])
    WireProperties.check(PAPPacket.self, octets: [9, 1, 0, 6, 1, 2])
  }

  @Test func chap() {
    for a: CHAPAlgorithm in [.unknown, .md5, .mschap, .mschapv2] {
      let context = CHAPPacket(a)
      WireProperties.check(CHAPPacket.challenge(a, id: 9, value: [1, 2, 3, 4, 5, 6, 7, 8], name: Array("server".utf8)), context: context)
      for text in [
        "S=407A5589115FD0D6209F510FE9C04566932CDA56 M=Access granted", "S=407A5589115FD0D6209F510FE9C04566932CDA56M=x", "S=12",
        "E=691 R=1 C=89A84A95C7CEB7803DC5E79D6D6DC0FF V=3 M=Access denied",
        "E=691 R=0", "E= R= C= V= M=", "Access granted", "", "  E=1",
      ] {
        for code: CHAPCode in [.success, .failure] {
          let o = CHAPPacket.text(a, code, id: 1, text).encoded()
          WireProperties.check(CHAPPacket.self, octets: o, context: context, mutants: 200)
          WireProperties.check(CHAPPacket.self, octets: o + [0, 1], context: context, mutants: 50)
        }
      }
      for n in [16, 49, 48, 0] {
        for last: UInt8 in [0, 1] {
          var o: [UInt8] = [2, 7, 0, UInt8(4 + 1 + n + 3), UInt8(n)] + [UInt8](repeating: 0, count: n) + Array("abc".utf8)
          if n == 49 { o[4 + n] = last }
          WireProperties.check(CHAPPacket.self, octets: o, context: context, mutants: 200)
        }
      }
      for (code, n) in [(5, 68), (6, 1114), (7, 582), (12, 3)] as [(UInt8, Int)] {
        WireProperties.check(
          CHAPPacket.self, octets: [code, 1, UInt8((n + 4) >> 8), UInt8((n + 4) & 255)] + [UInt8](repeating: 5, count: n), context: context,
          mutants: 60)
      }
    }
  }

  @Test func text() throws {
    var p = CHAPPacket(.mschapv2)
    p = try CHAPPacket(
      parsing: CHAPPacket.text(.mschapv2, .failure, id: 1, "E=691 R=1 C=89A84A95C7CEB7803DC5E79D6D6DC0FF V=3 M=Access denied").encoded())
    let t = p.text
    #expect(t.error == .authenticationFailure && t.retry && t.version == 3)
    #expect(t.challenge == HexText.octets("89a84a95c7ceb7803dc5e79d6d6dc0ff"))
    #expect(String(decoding: t.message, as: UTF8.self) == "Access denied")
    let notes = CHAPPacket.annotate(p.encoded()).annotation.notes
    #expect(notes.contains { $0.field.id.equals("chap.message.e") && $0.meaning == "authentication failure" })
    let s = try CHAPPacket(
      parsing: CHAPPacket.text(.mschapv2, .success, id: 1, "S=407A5589115FD0D6209F510FE9C04566932CDA56M=Hallo").encoded()
    ).text
    #expect(s.authenticator?.count == 20 && String(decoding: s.message, as: UTF8.self) == "Hallo")
  }

  /// Without LCP the two MS-CHAPs are told apart by their octets.
  @Test func formByLooking() throws {
    func response(_ middle: UInt8, _ flag: UInt8) -> [UInt8] {
      [2, 1, 0, 57, 49] + [UInt8](repeating: 3, count: 16) + [UInt8](repeating: middle, count: 8) + [UInt8](repeating: 4, count: 24) + [
        flag
      ] + Array("abc".utf8)
    }
    #expect(try CHAPPacket(parsing: response(0, 0)).form == .mschapv2)
    #expect(try CHAPPacket(parsing: response(9, 1)).form == .mschap)
  }
}
