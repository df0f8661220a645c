extension PPPLink {
  /// The variables of the link as people and expressions see them.
  public func inspect(_ tree: inout StateTree) {
    tree.add("ppp.phase", phase.rawValue, "RFC 1661 §3")
    tree.add("ppp.failure", optional: failure.map { .text($0.text) }, "why the link ended")
    let l = lcp.policy
    tree.add("lcp.state", lcp.state.name)
    tree.add("lcp.mru", l.mru ?? 1500, "largest information field this end takes")
    tree.add("lcp.peer.mru", l.peerMRU, "largest information field the peer takes")
    tree.add("lcp.magic", HexText.number(l.magic ?? 0, width: 8), "this end's magic number")
    tree.add("lcp.peer.magic", HexText.number(l.peerMagic, width: 8))
    tree.add("lcp.accm", HexText.number(l.accm ?? ~0, width: 8), "control octets to be escaped towards this end")
    tree.add("lcp.pfc", x.pfc, "one-octet protocol fields may be sent")
    tree.add("lcp.acfc", x.acfc, "frames may be sent without address and control")
    tree.add("lcp.auth", l.auth?.rawValue ?? "none", "how the peer has to prove who it is")
    tree.add("lcp.peer.auth", l.peerAuth?.rawValue ?? "none", "how this end has to prove who it is")
    tree.add("lcp.loops", l.loops, "times our own magic number came back")
    tree.add("lcp.restart.count", max(lcp.restartCount, 0), "tries left")
    tree.add("lcp.naks", lcp.naksSent, "Configure-Naks sent since the last Configure-Ack")
    tree.add("lcp.id", lcp.askedID, "identifier of our last Configure-Request")
    tree.add("lcp.echo.unanswered", echo.unanswered)
    if let a = authenticator ?? authenticatee {
      a.inspect(&tree)
    } else {
      tree.add("auth.state", phase == .network ? "done" : "idle")
      tree.add("auth.method", "none")
      tree.add("auth.result", phase == .network ? "not asked" : "open")
    }
    let c = ccp.policy
    tree.add("ccp.state", ccp.state.name)
    tree.add("ccp.mppe.bits", sendCipher?.strength.rawValue ?? 0, "key length of what this end sends; 0: in clear")
    tree.add("ccp.mppe.stateless", sendCipher?.stateless ?? false, "the key changes with every packet")
    tree.add("ccp.mppe.required", encryptionRequired)
    tree.add("ccp.wanted", c.wanted.isEmpty ? "nothing" : c.wanted.text, "what this end asks to receive")
    tree.add("ccp.peer.wanted", c.peerBits.isEmpty ? "nothing" : c.peerBits.text, "what the peer asked to receive")
    for (way, cipher, count) in [("send", sendCipher, "count of the next packet"), ("receive", receiveCipher, "count expected next")] {
      tree.add("ccp.\(way).coherency", optional: cipher.map { .number(Int64($0.coherency)) }, count)
      tree.add("ccp.\(way).key", optional: cipher.map { .octets($0.sessionKey) }, "session key now")
      tree.add("ccp.\(way).changes", optional: cipher.map { .number(Int64($0.keyChanges)) }, "key changes so far")
    }
    tree.add("ccp.id", ccp.askedID)
    let i = ipcp.policy
    tree.add("ipcp.state", ipcp.state.name)
    tree.add("ipcp.local", (i.address ?? .any).description, "this end's address in the tunnel")
    tree.add("ipcp.peer", i.peerAddress.description, "the peer's address in the tunnel")
    tree.add("ipcp.dns1", optional: i.dns1.map { .text($0.description) })
    tree.add("ipcp.dns2", optional: i.dns2.map { .text($0.description) })
    tree.add("ipcp.id", ipcp.askedID)
    tree.add("ipv6cp.state", ipv6cp.state.name)
    tree.add("ipv6cp.local", IPv6Address.linkLocal(ipv6cp.policy.identifier ?? 0).description)
    tree.add("ipv6cp.peer", IPv6Address.linkLocal(ipv6cp.policy.peerIdentifier).description)
    tree.add("ipv6cp.id", ipv6cp.askedID)
  }
}
