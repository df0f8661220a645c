/// PAP (RFC 1334 §2): name and password in clear, once.
extension AuthEngine {
  mutating func sendRequest(at now: Instant, _ why: String) {
    identifier &+= 1
    transmissions += 1
    if state != .requested { go(.requested, why, "RFC 1334 §2.2.1") }
    note(.sent, "The password travels in clear: everybody on the way can read it.", "RFC 1334 §2")
    send(.pap, PAPPacket.request(id: identifier, name: user, password: Array(password.utf8)).encoded())
    deadline = now + config.restart
  }

  mutating func receivePAP(_ octets: [UInt8], at now: Instant) {
    let p: PAPPacket
    do throws(WireError) { p = try PAPPacket(parsing: octets) } catch {
      return note(.ignored, "Not a well-formed PAP packet: \(error).", error.ref.string)
    }
    switch (p.code, role) {
    case (.request, .authenticator): judgeRequest(p)
    case (.ack, .peer), (.nak, .peer):
      guard state == .requested else { return note(.ignored, "\(p.code.meaning) without a request under way: dropped.", "RFC 1334 §2.2.2") }
      guard p.identifier == identifier else {
        return note(.ignored, "\(p.code.meaning) has identifier \(p.identifier), the request \(identifier): dropped.", "RFC 1334 §2.2.2")
      }
      let said = p.message.isEmpty ? "" : " and says \"\(HexText.printable(p.message))\""
      if p.code == .ack {
        go(.authenticated, "The server accepts the password\(said).", "RFC 1334 §2.2.2")
        succeed(keys: nil)
      } else {
        fail("the server refuses name or password\(said)", "RFC 1334 §2.2.2")
      }
    default:
      note(
        .ignored, "\(p.code.meaning) is nothing for the end that \(role == .peer ? "gives" : "demands") the proof: dropped.",
        "RFC 1334 §2.2")
    }
  }

  private mutating func judgeRequest(_ p: PAPPacket) {
    switch state {
    case .authenticated, .failed:
      // Its Ack or Nak was lost: the same verdict again, whatever the password is now (RFC 1334 §2.2.1).
      let ok = state == .authenticated
      note(.received, "The request again: its answer was lost. The same verdict goes back.", "RFC 1334 §2.2.1")
      return send(.pap, PAPPacket.reply(ok ? .ack : .nak, id: p.identifier, message: ok ? "Login ok" : "Login incorrect").encoded())
    case .waiting: break
    default: return note(.ignored, "An Authenticate-Request before its time: dropped.", "RFC 1334 §2.2.1")
    }
    user = p.peerID
    if config.rogue {
      note(
        .fact,
        "This server does not know the password. It accepts whatever comes, and has now read it: \"\(HexText.printable(p.password))\".",
        "RFC 1334 §2")
    } else if let account = account(of: p.peerID) {
      guard account.hashes == nil else {
        return refuse(p, "of the password of \"\(userText)\" only its MS-CHAP hashes are known, since it was changed")
      }
      guard ConstantTime.equal(Array(account.password.utf8), p.password) else {
        return refuse(p, "the password of \"\(userText)\" is wrong")
      }
    } else {
      return refuse(p, "there is no account \"\(userText)\"")
    }
    send(.pap, PAPPacket.reply(.ack, id: p.identifier, message: "Login ok").encoded())
    go(.authenticated, "Name and password of \"\(userText)\" are those of an account.", "RFC 1334 §2.2.2")
    succeed(keys: nil)
  }

  private mutating func refuse(_ p: PAPPacket, _ reason: String) {
    send(.pap, PAPPacket.reply(.nak, id: p.identifier, message: "Login incorrect").encoded())
    fail(reason, "RFC 1334 §2.2.2")
  }
}
