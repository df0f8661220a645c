extension PPPLink {
  /// The variables of the link as people and expressions see them.
  public func inspect(_ tree: inout StateTree) {
    tree.add("ppp.phase", phase.rawValue, "RFC 1661 §3")
    if let failure { tree.add("ppp.failure", failure, "why the link ended") }
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
    if let a = authenticator ?? authenticatee { a.inspect(&tree) } else {
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
    if let s = sendCipher {
      tree.add("ccp.send.coherency", s.coherency, "count of the next packet")
      tree.add("ccp.send.key", s.sessionKey, "session key now")
      tree.add("ccp.send.changes", s.keyChanges, "key changes so far")
    }
    if let r = receiveCipher {
      tree.add("ccp.receive.coherency", r.coherency, "count expected next")
      tree.add("ccp.receive.key", r.sessionKey, "session key now")
      tree.add("ccp.receive.changes", r.keyChanges, "key changes so far")
    }
    tree.add("ccp.id", ccp.askedID)
    let i = ipcp.policy
    tree.add("ipcp.state", ipcp.state.name)
    tree.add("ipcp.local", (i.address ?? .any).description, "this end's address in the tunnel")
    tree.add("ipcp.peer", i.peerAddress.description, "the peer's address in the tunnel")
    if let d = i.dns1 { tree.add("ipcp.dns1", d.description) }
    if let d = i.dns2 { tree.add("ipcp.dns2", d.description) }
    tree.add("ipcp.id", ipcp.askedID)
    tree.add("ipv6cp.state", ipv6cp.state.name)
    tree.add("ipv6cp.local", IPv6Address.linkLocal(ipv6cp.policy.identifier ?? 0).description)
    tree.add("ipv6cp.peer", IPv6Address.linkLocal(ipv6cp.policy.peerIdentifier).description)
    tree.add("ipv6cp.id", ipv6cp.askedID)
  }
}
