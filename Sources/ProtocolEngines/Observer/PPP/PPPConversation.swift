/// What one end of a PPP link has said that matters for reading what follows: one follower a protocol.
struct PPPEnd: Sendable {
  var lcp = LCPFollower()
  var ccp = CCPFollower()
  /// The proof it demands has come, and it has said so.
  var isSatisfied = false
  var eap = EAPFollower()
  /// What opens this end's MPPE packets.
  var mppe = MPPEReader()
  /// The GRE packets it sent last.
  var order = GREOrder()
  /// Its last Configure-Requests.
  var requests = RequestLog()
}

/// One PPP link, seen from outside: a PPTP call, a PPPoE session, or what a capture of a bare line holds.
struct PPPConversation: Sendable {
  var key: SessionKey
  /// Always two.
  var sides = [PPPEnd(), PPPEnd()]
  var login = LoginFollower()
  /// What one end refused the other: named when the link comes down.
  var refusal: String?
  var refusalRef: StaticString = ""
  var causeTold = false
  /// How its numbers are known: not judged yet; from control messages; from nothing but GRE, whose control messages were perhaps not
  /// seen; or from nothing but GRE although every control message was.
  enum Origin: Sendable { case unknown, allocated, unseen, stray }
  var origin = Origin.unknown
  /// Which end is the PNS of a PPTP call; nil where its control messages were not seen.
  var pns: Int?
  /// LCP or CCP has ended or begun again once both were done: packets of before may still be on their way.
  var isNegotiatedAgain = false
  /// A network packet has passed: a later end is no failure to come up.
  var worked = false

  init(_ key: SessionKey) { self.key = key }

  subscript(side: Int) -> PPPEnd {
    get { sides[side & 1] }
    _modify { yield &sides[side & 1] }
  }

  func name(_ side: Int) -> String {
    if key.carrier == .line { return "one end" }
    return key.ends[side & 1].description
  }
}
