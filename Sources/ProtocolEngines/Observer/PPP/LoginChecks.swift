extension PPPConversation {
  /// What the RFCs ask of the packets of CHAP and MS-CHAP beyond their form. Numbers are compared; texts are made only for a fault.
  mutating func judge(_ p: CHAPPacket, from side: Int, note: Int, _ r: inout TreeReader) {
    switch p.code {
    case .challenge:
      if p.algorithm == .mschapv2, p.value.count != 16 {
        r.fault(note, "chap.value_size", "Value-Size is \(p.valueSize), a challenge of MS-CHAPv2 has 16 octets", "RFC 2759 §3")
      } else if p.algorithm == .mschap, p.value.count != 8 {
        r.fault(note, "chap.value_size", "Value-Size is \(p.valueSize), a challenge of MS-CHAP has 8 octets", "RFC 2433 §5")
      }
    case .response:
      if let last = login.challenges.last, !login.challenges.contains(p.identifier), !login.mayTryAgain,
        key.carrier == .pptp, sides[1 - side].order.last != nil
      {
        r.fault(note, "chap.identifier", "Identifier is \(p.identifier), but no Challenge had that; the last had \(last)", "RFC 1994 §4.1")
      }
      login.asked(p.identifier)
      if p.form == .plain, p.algorithm == .mschap || p.algorithm == .mschapv2 {
        r.fault(
          note, "chap.value_size", "Value-Size is \(p.valueSize), a response of \(p.algorithm.meaning) has 49 octets",
          p.algorithm == .mschap ? "RFC 2433 §6" : "RFC 2759 §4")
      }
      guard p.form == .mschapv2 else { return }
      if p.reserved.contains(where: { $0 != 0 }) { r.fault(note, "chap.mschapv2.reserved", "Reserved is not zero") }
      if p.flags != 0 { r.fault(note, "chap.mschapv2.flags", "Flags is \(p.flags), it must be 0") }
    case .changePassword1, .changePassword2, .changePassword: login.asked(p.identifier)
    case .success, .failure:
      if !login.asked.isEmpty, !login.asked.contains(p.identifier), sides[1 - side].order.isWhole {
        r.fault(
          note, "chap.identifier", "Identifier is \(p.identifier), but what it answers has \(login.asked[login.asked.count - 1])",
          "RFC 1994 §4.2")
      }
      if p.code == .success, p.algorithm == .mschapv2 || login.response?.form == .mschapv2 { proof(p, note, &r) }
    default: break
    }
  }

  /// `S=` and forty hexadecimal digits, "A-F (if present) MUST be uppercase" (RFC 2759 §5).
  private func proof(_ p: CHAPPacket, _ note: Int, _ r: inout TreeReader) {
    let s = p.parts.last { $0.letter == 0x53 }
    if p.text.authenticator == nil {
      let text =
        s == nil
        ? "the Message has no S=: the client cannot tell whether the server knows the password"
        : "S= is not followed by 40 hexadecimal digits"
      r.fault(
        note, s != nil ? "chap.message.s" : p.message.isEmpty && p.parts.isEmpty ? "chap.length" : "chap.message", text, "RFC 2759 §5")
    } else if let s, s.value.prefix(40).contains(where: { $0 >= 0x61 }) {
      r.fault(note, "chap.message.s", "the hexadecimal digits behind S= must be uppercase", "RFC 2759 §5")
    }
  }
}

extension LoginFollower {
  /// The last identifiers that a Response may have.
  mutating func challenged(_ identifier: UInt8) {
    if challenges.count == 4 { challenges.removeFirst() }
    challenges.append(identifier)
    mayTryAgain = false
  }

  /// The last identifiers that a verdict may have; more than one, for verdicts may have crossed what came later.
  mutating func asked(_ identifier: UInt8) {
    if asked.count == 4 { asked.removeFirst() }
    asked.append(identifier)
  }
}
