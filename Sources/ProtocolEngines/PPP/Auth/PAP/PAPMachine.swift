/// PAP (RFC 1334 §2): name and password in clear, once. It has no state of its own.
struct PAPMachine: AuthMachine {
  func start(_ x: inout AuthContext) {
    switch x.role {
    case .peer:
      x.identifier = UInt8(truncatingIfNeeded: x.dice.next())
      sendRequest(&x)
    case .authenticator:
      x.go(to: .waiting, because: "LCP is open and PAP agreed: the client has to begin.", ref: "RFC 1334 §2")
      x.awaitOtherEnd()
    }
  }

  func receive(_ octets: [UInt8], _ x: inout AuthContext) {
    let p: PAPPacket
    do throws(WireError) { p = try PAPPacket(parsing: octets) } catch {
      return x.note(.ignored, "Not a well-formed PAP packet: \(error).", ref: error.ref.string)
    }
    switch (p.code, x.role) {
    case (.request, .authenticator): judge(p, &x)
    case (.ack, .peer), (.nak, .peer): hear(p, &x)
    default: x.note(.ignored, "\(p.code.meaning) is nothing for the end that \(x.deed) the proof: dropped.", ref: "RFC 1334 §2.2")
    }
  }

  func timeout(_ x: inout AuthContext) {
    guard x.role == .peer else {
      return x.fail(.noAnswer, "no Authenticate-Request came within \(x.patience.text)", ref: "RFC 1334 §2.2.1")
    }
    guard x.hasTries else { return x.fail(.noAnswer, "\(x.transmissions) Authenticate-Requests, and no answer", ref: "RFC 1334 §2.2.1") }
    x.note(.timer, "No answer within \(x.config.restart.text): the request again, with a new identifier.", ref: "RFC 1334 §2.2.1")
    sendRequest(&x)
  }

  // MARK: the peer

  private func sendRequest(_ x: inout AuthContext) {
    x.identifier &+= 1
    x.transmissions += 1
    if x.state != .requested {
      x.go(to: .requested, because: "LCP is open and PAP agreed: the client sends name and password.", ref: "RFC 1334 §2.2.1")
    }
    x.note(.sent, "The password travels in clear: everybody on the way can read it.", ref: "RFC 1334 §2")
    x.send(.pap, PAPPacket.request(id: x.identifier, name: x.user, password: Array(x.config.password.utf8)).encoded())
    x.awaitAnswer(again: "send the Authenticate-Request again", last: "give up: no answer")
  }

  /// The server's verdict.
  private func hear(_ p: PAPPacket, _ x: inout AuthContext) {
    guard x.state == .requested else {
      return x.note(.ignored, "\(p.code.meaning) without a request under way: dropped.", ref: "RFC 1334 §2.2.2")
    }
    guard p.identifier == x.identifier else {
      return x.note(
        .ignored, "\(p.code.meaning) has identifier \(p.identifier), the request \(x.identifier): dropped.", ref: "RFC 1334 §2.2.2")
    }
    let said: Sentence = p.message.isEmpty ? "" : " and says \"\(HexText.printable(p.message))\""
    guard p.code == .ack else { return x.fail(.refused, "the server refuses name or password\(said)", ref: "RFC 1334 §2.2.2") }
    x.go(to: .authenticated, because: "The server accepts the password\(said).", ref: "RFC 1334 §2.2.2")
    x.succeed()
  }

  // MARK: the authenticator

  private func judge(_ p: PAPPacket, _ x: inout AuthContext) {
    switch x.state {
    case .authenticated, .failed:
      // Its Ack or Nak was lost: the same verdict again, whatever the password is now (RFC 1334 §2.2.1).
      x.note(.received, "The request again: its answer was lost. The same verdict goes back.", ref: "RFC 1334 §2.2.1")
      return reply(x.state == .authenticated ? .ack : .nak, to: p, &x)
    case .waiting: break
    default: return x.note(.ignored, "An Authenticate-Request before its time: dropped.", ref: "RFC 1334 §2.2.1")
    }
    x.user = p.peerID
    if x.config.rogue {
      x.note(
        .fact,
        "This server does not know the password. It accepts whatever comes, and has now read it: \"\(HexText.printable(p.password))\".",
        ref: "RFC 1334 §2")
    } else if let account = x.account(of: p.peerID) {
      guard account.hashes == nil else {
        return refuse(p, "of the password of \"\(x.userText)\" only its MS-CHAP hashes are known, since it was changed", &x)
      }
      guard ConstantTime.equal(Array(account.password.utf8), p.password) else {
        return refuse(p, "the password of \"\(x.userText)\" is wrong", &x)
      }
    } else {
      return refuse(p, "there is no account \"\(x.userText)\"", &x)
    }
    reply(.ack, to: p, &x)
    x.go(to: .authenticated, because: "Name and password of \"\(x.userText)\" are those of an account.", ref: "RFC 1334 §2.2.2")
    x.succeed()
  }

  private func refuse(_ p: PAPPacket, _ reason: Sentence, _ x: inout AuthContext) {
    reply(.nak, to: p, &x)
    x.fail(.denied, reason, ref: "RFC 1334 §2.2.2")
  }

  private func reply(_ code: PAPCode, to p: PAPPacket, _ x: inout AuthContext) {
    x.send(.pap, PAPPacket.reply(code, id: p.identifier, message: code == .ack ? "Login ok" : "Login incorrect").encoded())
  }
}
