/// Why a PPP link ends, or refuses something: the codes that decisions read.
public enum PPPReason: String, ReasonCodes {
  /// The carrier is gone: the call ended, the control connection broke.
  case carrierGone = "ppp.carrier-gone"
  /// This end was told to end the link.
  case hangup = "ppp.hangup"
  /// The link ended, and no reason is known.
  case ended = "ppp.ended"
  /// The peer's Terminate-Request came (RFC 1661 §5.5).
  case peerTerminated = "lcp.peer-terminated"
  /// Configure-Requests without an answer (RFC 1661 §4.6).
  case noAnswer = "lcp.no-answer"
  /// The peer rejects a code without which there is no LCP (RFC 1661 §5.6).
  case codeRejected = "lcp.code-rejected"
  /// LCP cannot agree on what an end needs.
  case disagreement = "lcp.disagreement"
  /// The peer proves itself in no way that is allowed (RFC 1661 §6.2).
  case authRefused = "lcp.auth-refused"
  /// Echo-Requests without a reply (RFC 1661 §5.8).
  case peerSilent = "lcp.peer-silent"
  /// An end hears itself (RFC 1661 §6.4).
  case loopedBack = "lcp.looped-back"
  /// A Configure-Request with the magic number of the end that reads it, which may be its own (RFC 1661 §6.4).
  case ownMagic = "lcp.own-magic"
  /// A magic number that is neither end's (RFC 1661 §6.4).
  case strangeMagic = "lcp.strange-magic"
  /// A Configure-Nak or Configure-Reject of this end: how negotiation goes (RFC 1661 §5.3, §5.4).
  case nakked = "ppp.configure-nak"
  case rejected = "ppp.configure-reject"
  /// No network protocol is left.
  case noNetwork = "ppp.no-network"
  /// A network packet waits for the network phase (RFC 1661 §3.6).
  case notYet = "ppp.not-yet"
}

/// Why an authentication fails.
public enum AuthReason: String, ReasonCodes {
  /// The other end says nothing, or no more.
  case noAnswer = "auth.no-answer"
  /// The peer refuses the name or the proof of this end.
  case refused = "auth.refused"
  /// This end refuses those of the peer.
  case denied = "auth.denied"
  /// MS-CHAPv2: the server's own proof is not there (RFC 2759 §5).
  case noServerProof = "auth.no-server-proof"
  /// Its proof is wrong: a server without the password, or a packet that was changed on the way.
  case wrongServerProof = "auth.wrong-server-proof"
  /// An expired password stays as it is (RFC 2433 §9, RFC 2759 §7).
  case passwordNotChanged = "auth.password-not-changed"
  /// A Challenge that cannot be answered.
  case malformed = "auth.malformed"
  /// A method that is recognised and not run.
  case notRun = "auth.not-run"
}

/// Why there is no encryption where it is required (RFC 3078).
public enum MPPEReason: String, ReasonCodes {
  /// Nothing yields keys: the authentication does not, or there was none.
  case noKeys = "mppe.no-keys"
  /// The peer has no CCP, or no compressed datagrams (Protocol-Reject).
  case protocolRejected = "mppe.protocol-rejected"
  /// The ends find no key length or mode that both allow.
  case disagreement = "mppe.disagreement"
  /// The peer negotiates CCP without MPPE.
  case notAsked = "mppe.not-asked"
  /// The peer has closed CCP.
  case closedByPeer = "mppe.closed-by-peer"
  /// CCP does not open.
  case notOpened = "mppe.not-opened"
}
