/// The 49 octets of MS-CHAPv2's Response (RFC 2759 §4), which CHAP and EAP carry alike under field ids of their own.
enum MSCHAPv2Response {
  struct IDs {
    var peerChallenge, reserved, ntResponse, flags: StaticString
    static var chap: IDs {
      IDs(
        peerChallenge: "chap.mschapv2.peer_challenge", reserved: "chap.mschapv2.reserved", ntResponse: "chap.mschapv2.nt_response",
        flags: "chap.mschapv2.flags")
    }
    static var eap: IDs {
      IDs(
        peerChallenge: "eap.ms_chap_v2.peer_challenge", reserved: "eap.ms_chap_v2.reserved", ntResponse: "eap.ms_chap_v2.nt_response",
        flags: "eap.ms_chap_v2.flags")
    }
  }

  @inline(__always)
  static func code<C: WireCoder>(
    _ c: inout C, _ ids: IDs, peerChallenge: inout [UInt8], reserved: inout [UInt8], ntResponse: inout [UInt8], flags: inout UInt8
  ) throws(WireError) {
    try c.bytes(
      &peerChallenge, count: 16,
      Field(ids.peerChallenge, "Peer-Challenge", "RFC 2759 §4", "the client's random octets: the server has to prove itself too"))
    try c.bytes(&reserved, count: 8, Field(ids.reserved, "Reserved", "RFC 2759 §4", "must be zero"))
    try c.bytes(
      &ntResponse, count: 24,
      Field(ids.ntResponse, "NT-Response", "RFC 2759 §4", "the hash of both challenges and the name, encrypted with the password's hash"))
    try c.int(&flags, Field(ids.flags, "Flags", "RFC 2759 §4", "must be zero"))
  }
}
