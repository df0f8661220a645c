/// Challenge, Response, verdict (RFC 1994 §4): what CHAP and MS-CHAP have in common. It decides which packets count, and repeats what
/// may be lost. How a Response is made and judged is the machine's.
struct CHAPExchange: Sendable, Equatable {
  let algorithm: CHAPAlgorithm
  /// Octets of a challenge of ours.
  let challengeSize: Int
  /// The authenticator's challenge that counts now.
  var challenge: [UInt8] = []
  /// For duplicates. Peer: its last Response or Change-Password packet. Authenticator: its last verdict.
  private var answer: [UInt8] = []
  /// Authenticator: the identifier of what that verdict answers.
  private var answered: UInt8?

  init(_ algorithm: CHAPAlgorithm, challengeSize: Int) {
    self.algorithm = algorithm
    self.challengeSize = challengeSize
  }

  // MARK: both ends

  mutating func start(_ x: inout AuthContext) {
    switch x.role {
    case .peer:
      x.go(
        to: .waiting, because: "LCP is open and \(algorithm.meaning) agreed: the other end has to send a Challenge.", ref: "RFC 1994 §4.1")
      x.awaitOtherEnd()
    case .authenticator:
      x.identifier = UInt8(truncatingIfNeeded: x.dice.next())
      x.transmissions = 0
      sendChallenge(&x, because: "LCP is open and \(algorithm.meaning) agreed.")
    }
  }

  /// Nil with a note for what is no packet.
  func parse(_ octets: [UInt8], _ x: inout AuthContext) -> CHAPPacket? {
    var p = CHAPPacket(algorithm)
    do throws(WireError) {
      try octets.reading { r throws(WireError) in try p.code(&r) }
    } catch {
      x.note(.ignored, "Not a well-formed CHAP packet: \(error).", ref: error.ref.string)
      return nil
    }
    return p
  }

  func ignore(_ p: CHAPPacket, _ x: inout AuthContext) {
    x.note(.ignored, "\(p.code.meaning) is nothing for the end that \(x.deed) the proof: dropped.", ref: "RFC 1994 §4")
  }

  mutating func timeout(_ x: inout AuthContext) {
    switch x.state {
    case .challenged:
      guard x.hasTries else { return x.fail(.noAnswer, "\(x.transmissions) Challenges, and no answer", ref: "RFC 1994 §4.1") }
      x.note(.timer, "No Response within \(x.config.restart.text): a new Challenge, with a new identifier.", ref: "RFC 1994 §4.1")
      sendChallenge(&x, because: "")
    case .waiting: x.fail(.noAnswer, "no Challenge came within \(x.patience.text)", ref: "RFC 1994 §4.1")
    case .responded, .changing:
      guard x.hasTries else {
        return x.fail(.noAnswer, "the proof was sent \(x.transmissions) times, and no verdict came", ref: "RFC 1994 §4.1")
      }
      x.note(
        .timer, "No verdict within \(x.config.restart.text): the same packet again, as Response or verdict may be lost.",
        ref: "RFC 1994 §4.1")
      x.transmissions += 1
      x.send(.chap, answer)
      awaitVerdict(&x)
    default: break
    }
  }

  // MARK: the authenticator

  mutating func rechallenge(_ x: inout AuthContext) {
    x.transmissions = 0
    sendChallenge(&x, because: "Proof is wanted again, to see that the other end is still the same.")
  }

  private mutating func sendChallenge(_ x: inout AuthContext, because why: Sentence) {
    x.identifier &+= 1
    x.transmissions += 1
    answered = nil
    challenge = x.dice.octets(challengeSize)
    if x.state != .challenged {
      x.go(to: .challenged, because: "\(why) A Challenge of \(challenge.count) random octets goes out.", ref: "RFC 1994 §4.1")
    }
    x.send(
      .chap, CHAPPacket.challenge(algorithm, id: x.identifier, value: challenge, name: Array(x.config.serverName.utf8)).encoded())
    x.awaitAnswer(again: "send a new Challenge", last: "give up: no Response")
  }

  /// A packet that has its verdict: the same goes back. `what`: with its article.
  func repeatsVerdict(on p: CHAPPacket, what: String, _ x: inout AuthContext) -> Bool {
    guard p.identifier == answered, !answer.isEmpty else { return false }
    x.note(.received, "\(what) again: its verdict was lost. The same goes back.", ref: "RFC 1994 §4.1")
    x.send(.chap, answer)
    return true
  }

  /// True for the Response that is due; false with a note or a repeated verdict for any other. `retry`: another try is allowed.
  func isDue(response p: CHAPPacket, retry: Bool = false, _ x: inout AuthContext) -> Bool {
    if repeatsVerdict(on: p, what: "The Response", &x) { return false }
    guard x.state == .challenged || x.state == .retry && retry else {
      x.note(.ignored, "A Response while \(x.state.rawValue): dropped.", ref: "RFC 1994 §4.1")
      return false
    }
    guard p.identifier == x.identifier else {
      x.note(
        .ignored, "The Response has identifier \(p.identifier), \(x.identifier) is due: dropped.", ref: "RFC 1994 §4.1")
      return false
    }
    return true
  }

  /// A Change-Password packet that is not due.
  func ignoreChange(_ p: CHAPPacket, _ x: inout AuthContext) {
    x.note(.ignored, "A \(p.code.meaning) packet that nobody asked for: dropped.", ref: "RFC 2759 §7")
  }

  /// Success or Failure with this text.
  mutating func sendVerdict(_ code: CHAPCode, _ text: String, _ x: inout AuthContext) {
    answered = x.identifier
    answer = CHAPPacket.text(algorithm, code, id: x.identifier, text).encoded()
    x.send(.chap, answer)
  }

  // MARK: the peer

  /// True for a Challenge to be answered; false with a note for one out of time, and for one answered already: the same goes back.
  func isNew(challenge p: CHAPPacket, _ x: inout AuthContext) -> Bool {
    switch x.state {
    case .waiting, .responded, .authenticated, .changing: break
    default:
      x.note(.ignored, "A Challenge while \(x.state.rawValue): dropped.", ref: "RFC 1994 §4.1")
      return false
    }
    guard p.identifier == x.identifier, p.value == challenge, !answer.isEmpty else { return true }
    x.note(.received, "The same Challenge again: the same Response goes back.", ref: "RFC 1994 §4.1")
    x.send(.chap, answer)
    return false
  }

  /// This challenge counts from now on. The result says who sent it.
  mutating func adopt(challenge p: CHAPPacket, _ x: inout AuthContext) -> Sentence {
    x.identifier = p.identifier
    challenge = p.value
    return p.name.isEmpty ? "The other end wants proof." : "\"\(HexText.printable(p.name))\" wants proof."
  }

  /// Sends a Response or a Change-Password packet.
  mutating func submit(
    _ p: CHAPPacket, goingTo next: AuthEngine.State = .responded, because why: Sentence, ref: String = "RFC 1994 §4.1",
    _ x: inout AuthContext
  ) {
    x.go(to: next, because: why, ref: ref)
    answer = p.sealed().encoded()
    x.send(.chap, answer)
    x.transmissions = 1
    awaitVerdict(&x)
  }

  private func awaitVerdict(_ x: inout AuthContext) { x.awaitAnswer(again: "send the proof again", last: "give up: no verdict") }

  /// True for the Success or Failure that is due.
  func isDue(verdict p: CHAPPacket, _ x: inout AuthContext) -> Bool {
    if x.state == .responded || x.state == .changing, p.identifier == x.identifier { return true }
    x.note(
      .ignored, "A \(p.code.meaning) (identifier \(p.identifier)) that answers nothing under way: dropped.", ref: "RFC 1994 §4.2")
    return false
  }
}
