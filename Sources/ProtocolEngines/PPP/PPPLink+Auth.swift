extension PPPLink {
  /// RFC 1661 §3.5: after LCP, before any network protocol.
  mutating func startAuthentication() {
    let toPeer = lcp.policy.peerAuth
    let fromPeer = lcp.policy.auth
    authenticatorDone = true
    authenticateeDone = true
    x.admit(nil)
    guard toPeer != nil || fromPeer != nil else {
      enterNetwork(because: "Nobody asks for authentication.")
      return
    }
    go(to: .authenticate, because: "LCP agreed on authentication with \((fromPeer ?? toPeer)?.rawValue ?? "").", ref: "RFC 1661 §3.5")
    if let fromPeer {
      authenticatorDone = false
      authenticator = AuthEngine(method: fromPeer, role: .authenticator, config: x.config, dice: x.dice.split())
      authenticator?.start(at: x.now)
    }
    if let toPeer {
      authenticateeDone = false
      authenticatee = AuthEngine(method: toPeer, role: .peer, config: x.config, dice: x.dice.split())
      authenticatee?.start(at: x.now)
    }
    drainAuth()
  }

  /// A packet of PAP, CHAP or EAP.
  mutating func receiveAuth(_ proto: PPPProtocol, _ payload: [UInt8]) {
    let one = authenticator?.takes(proto) ?? false
    let other = authenticatee?.takes(proto) ?? false
    if one { authenticator?.receive(proto, payload, at: x.now) }
    if other { authenticatee?.receive(proto, payload, at: x.now) }
    if !one, !other {
      x.note(.ignored, "ppp", "A \(proto.shortName) packet is dropped: LCP did not agree on \(proto.shortName).", ref: "RFC 1661 §3.5")
    }
    drainAuth()
  }

  mutating func tickAuth() {
    authenticator?.tick(at: x.now)
    authenticatee?.tick(at: x.now)
    drainAuth()
  }

  mutating func drainAuth() {
    while let o = authenticator?.poll() { take(o, fromAuthenticator: true) }
    while let o = authenticatee?.poll() { take(o, fromAuthenticator: false) }
  }

  private mutating func take(_ o: AuthOutput, fromAuthenticator: Bool) {
    switch o {
    case .send(let proto, let octets): x.transmit(proto, octets)
    case .note(let n): x.note(n)
    case .changed(let account):
      x.keep(account)
      x.event(.passwordChanged(account))
    case .succeeded(let k):
      if let k {
        keys = k
        keysAsAuthenticator = fromAuthenticator
      }
      if fromAuthenticator {
        authenticatorDone = true
        if let account = authenticator?.admitted { x.admit(account) }
      } else {
        authenticateeDone = true
      }
      if phase == .authenticate, authenticatorDone, authenticateeDone { enterNetwork(because: "Authentication succeeded.") }
    case .failed(let reason):
      // pppd's words to the other side.
      fail(fromAuthenticator ? "Authentication failed" : "Failed to authenticate ourselves to peer", because: reason)
    }
  }
}
