/// MS-CHAP (RFC 2433) or MS-CHAPv2 (RFC 2759): CHAP with other proofs, with reasons for a refusal, other tries, and a way to change an
/// expired password. What each end does: `MSCHAPMachine+Peer`, `+Authenticator`, and `+NewPassword`, `+Change` for the last of these.
struct MSCHAPMachine: AuthMachine {
  let version: MSCHAPVersion
  var choices = MSCHAPChoices()
  var exchange: CHAPExchange
  /// The peer's random octets (version 2).
  var peerChallenge: [UInt8] = []
  /// How a password that is not ASCII is read: by the peer now, by the authenticator in the last Response that was right.
  var reading: MSCHAP.PasswordReading

  /// Peer: what it tries with now.
  var password: String
  /// Peer: the password has been tried in both readings.
  var triedBoth = false
  /// Peer: its last response, for the check of S=.
  var ntResponse: [UInt8] = []

  /// Authenticator: the account waits for a Change-Password packet; its old hash.
  var expiredHash: [UInt8]?

  init(_ version: MSCHAPVersion, _ config: PPPConfig) {
    self.version = version
    exchange = CHAPExchange(version.algorithm, challengeSize: version.challengeSize)
    reading = config.reading
    password = config.password
  }

  var challenge: [UInt8] { exchange.challenge }
  /// Version 2: both challenges and the name, over which both ends prove themselves.
  func proof(_ x: AuthContext) -> MSCHAPv2Proof {
    MSCHAPv2Proof(authenticatorChallenge: challenge, peerChallenge: peerChallenge, user: x.user)
  }

  mutating func start(_ x: inout AuthContext) { exchange.start(&x) }

  mutating func receive(_ octets: [UInt8], _ x: inout AuthContext) {
    guard let p = exchange.parse(octets, &x) else { return }
    switch (p.code, x.role) {
    case (.challenge, .peer): respond(to: p, &x)
    case (.success, .peer): accepted(p, &x)
    case (.failure, .peer): refused(p, &x)
    case (.response, .authenticator): judge(p, &x)
    case (.changePassword, .authenticator), (.changePassword1, .authenticator), (.changePassword2, .authenticator): judgeChange(p, &x)
    default: exchange.ignore(p, &x)
    }
  }

  mutating func timeout(_ x: inout AuthContext) {
    guard x.state == .retry else { return exchange.timeout(&x) }
    x.fail(.noAnswer, "the client did not use its chance to try again", ref: "RFC 2759 §6")
  }

  mutating func rechallenge(_ x: inout AuthContext) -> Bool {
    exchange.rechallenge(&x)
    return true
  }

  func inspect(_ tree: inout StateTree) { tree.addChallenges(authenticator: challenge, peer: peerChallenge) }
}

/// What a person may want otherwise with MS-CHAP.
public struct MSCHAPChoices: Sendable, Equatable {
  /// Peer: passwords to try when the first is refused and another try is allowed.
  public var retryPasswords: [String] = []
  /// Peer, MS-CHAPv1: fills in the deprecated LAN Manager response too (RFC 2433 §6).
  public var sendsLMResponse = false
  /// Peer: takes part in Change-Password version 1, which tells every listener the new hash (RFC 2433 §11).
  public var sendsChangeVersion1 = false
  /// Authenticator: how often a wrong password may be tried (RFC 2759 §9.1.5).
  public var allowedTries = 3
  /// Authenticator: the V= it announces where it is not the usual one, 2 for MS-CHAPv1 and 3 for MS-CHAPv2. With MS-CHAPv1, 1 asks for
  /// the old Change-Password packet; 0 leaves V= out.
  public var changeVersion: Int?
  /// Authenticator, MS-CHAPv1: sends C= in Failures; otherwise the next challenge is the last one plus 23 (RFC 2433 §8).
  public var sendsNewChallenge = true
  public init() {}
}

/// What differs between the versions, and the sections that say so.
enum MSCHAPVersion: Sendable {
  case v1, v2

  var algorithm: CHAPAlgorithm { self == .v1 ? .mschap : .mschapv2 }
  var form: CHAPPacket.Form { self == .v1 ? .mschap : .mschapv2 }
  /// Octets.
  var challengeSize: Int { self == .v1 ? 8 : 16 }
  /// V= of a Failure.
  var changeVersion: Int { self == .v1 ? 2 : 3 }
  var challengeRef: String { self == .v1 ? "RFC 2433 §5" : "RFC 2759 §3" }
  var responseRef: String { self == .v1 ? "RFC 2433 §6" : "RFC 2759 §4" }
  var failureRef: String { self == .v1 ? "RFC 2433 §8" : "RFC 2759 §6" }
  var keysRef: String { self == .v1 ? "RFC 3079 §2.4" : "RFC 3079 §3.4" }
}
