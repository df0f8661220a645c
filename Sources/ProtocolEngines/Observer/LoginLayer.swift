/// What an authentication has shown so far.
struct LoginWatch: Sendable {
  /// Why it failed, for people.
  var failure: String?
  /// What never came to an end.
  var unsettled: String?
}

extension Observer {
  mutating func login(_ proto: PPPProtocol, _ c: Int?, _ side: Int, _ r: inout TreeReader, _ x: inout FrameContext) throws(WireError) {
    x.say(proto == .pap ? "PAP" : proto == .chap ? "CHAP" : "EAP")
    r.restLeaf(.unexplained, .unexplained)
  }
}
