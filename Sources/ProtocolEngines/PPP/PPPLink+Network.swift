extension PPPLink {
  /// RFC 1661 §3.6. With MPPE required, the network protocols wait for CCP: nothing of theirs may go in clear.
  mutating func enterNetwork(because text: Sentence) {
    go(to: .network, because: text, ref: "RFC 1661 §3.6")
    x.event(.authenticated)
    ccp.policy = CCPPolicy()
    ccp.policy.hasKeys = keys != nil
    let why: Sentence = "the link has reached the network phase"
    ccp.up(&x, because: why)
    ipcp.up(&x, because: why)
    if x.config.ipv6 { ipv6cp.up(&x, because: why) }
    if x.config.mppe.isEmpty {
      ccp.openPassively(&x, because: "MPPE is off here: CCP only answers.")
    } else if keys == nil {
      let text: Sentence =
        if let method = lcp.policy.auth ?? lcp.policy.peerAuth {
          "MPPE needs keys, and authentication with \(method.rawValue) gives none"
        } else if let declined = lcp.policy.declinedAuth {
          "MPPE needs keys, and there are none: the peer wanted \(declined), which this end refused, so nobody has authenticated"
        } else {
          "MPPE needs keys, and there are none: nobody has authenticated"
        }
      if encryptionRequired {
        fail("MPPE required but not available", because: Reason(MPPEReason.noKeys, text, ref: "RFC 3078 §4"))
        return
      }
      x.note(.fact, "ccp", "\(text): the link goes on in clear.", ref: "RFC 3078 §4")
      ccp.openPassively(&x, because: "There are no keys for MPPE: CCP only answers.")
    } else {
      ccp.open(&x, because: "encryption is negotiated first")
    }
    if encryptionRequired {
      x.note(.fact, "ppp", "IPCP and IPV6CP wait until CCP is Opened: MPPE is required.", ref: "RFC 3078 §9")
    } else {
      startNetwork(because: "the network phase has begun")
    }
  }

  mutating func startNetwork(because text: Sentence) {
    guard !networkStarted, phase == .network else { return }
    networkStarted = true
    ipcp.open(&x, because: text)
    if x.config.ipv6 { ipv6cp.open(&x, because: text) }
  }

  mutating func ipcpUp() {
    if ipcp.policy.address ?? .any == .any {
      x.note(.problem, "ipcp", "This end has no address, and the peer gives none.", ref: "RFC 1332 §3.3")
      ipcp.close(&x, message: "Could not determine local IP address", because: "this end has no address")
      return
    }
    let peer = ipcp.policy.peerAddress
    guard x.peerAddresses.allow(peer) else {
      x.note(
        .refused, "ipcp",
        """
        The client's account allows it \(x.peerAddresses == .none ? "no address at all" : "other addresses than \(peer)"): there is no \
        IPv4 for it.
        """,
        ref: "RFC 1332 §3.3")
      // pppd's words.
      ipcp.close(&x, message: "Unauthorized remote IP address", because: "the account does not allow \(peer)")
      return
    }
    x.event(.networkUp(.ipv4))
  }

  mutating func ipv6cpUp() {
    guard let id = ipv6cp.policy.identifier, id != 0, ipv6cp.policy.peerIdentifier != 0 else {
      x.note(.problem, "ipv6cp", "An end has no interface identifier.", ref: "RFC 5072 §4.1")
      ipv6cp.close(&x, message: "No interface identifier", because: "an end has no interface identifier")
      return
    }
    x.event(.networkUp(.ipv6))
  }

  /// A link without any network protocol is of no use (pppd ends it with these words).
  mutating func networkFinished() {
    guard phase == .network, networkStarted, !ipcp.isAlive, !ipv6cp.isAlive else { return }
    fail("No network protocols running", because: Reason(PPPReason.noNetwork, "no network protocol is left", ref: "RFC 1661 §3.7"))
  }

  // MARK: frames

  mutating func dispatch(_ proto: PPPProtocol, _ frame: [UInt8], _ start: Int) {
    if proto == .lcp { return receiveLCP(Array(frame[start...])) }
    guard lcp.isOpened else {
      x.note(.ignored, "ppp", "A \(proto.shortName) packet is dropped: LCP is not Opened.", ref: "RFC 1661 §3.4")
      return
    }
    switch proto {
    case .pap, .chap, .eap, .spap: return receiveAuth(proto, Array(frame[start...]))
    case .lqr:
      x.note(.ignored, "ppp", "A Link Quality Report is dropped: none was agreed on.", ref: "RFC 1661 §6.3")
      return
    default: break
    }
    guard phase == .network else {
      x.note(.ignored, "ppp", "A \(proto.shortName) packet is dropped: authentication comes first.", ref: "RFC 1661 §3.5")
      return
    }
    switch proto {
    case .ccp: receiveCCP(Array(frame[start...]))
    case .ipcp: _ = ipcp.receive(Array(frame[start...]), &x)
    case .ipv6cp where x.config.ipv6: _ = ipv6cp.receive(Array(frame[start...]), &x)
    case .compressed where ccp.isOpened && receiveCipher != nil: receiveEncrypted(frame, start)
    case .compressed:
      x.note(.ignored, "ppp", "A compressed datagram is dropped: CCP is not Opened.", ref: "RFC 3078 §3")
    case .ipv4, .ipv6:
      guard receiveCipher == nil, !encryptionRequired else {
        x.note(
          .refused, "ppp", "A \(proto.shortName) packet in clear is refused: encryption is \(encryptionRequired ? "required" : "on").",
          ref: "RFC 3078 §9")
        return
      }
      deliver(proto, frame[start...])
    default: unknown(proto, frame[start...])
    }
  }

  private mutating func unknown(_ proto: PPPProtocol, _ information: ArraySlice<UInt8>, encrypted: Bool = false) {
    let text: Sentence = proto.label == nil ? "Protocol \(proto.shortName) is not known here" : "\(proto.shortName) is not run here"
    x.note(
      .refused, "lcp", "\(text): Protocol-Reject.\(encrypted ? " It came out of MPPE: \(differingKeys)." as Sentence : "")",
      ref: encrypted ? "RFC 1661 §5.7, RFC 3078 §3" : "RFC 1661 §5.7")
    rejectProtocol(proto, information)
  }

  mutating func deliver(_ proto: PPPProtocol, _ packet: ArraySlice<UInt8>) {
    guard proto == .ipv4 ? ipcp.isOpened : ipv6cp.isOpened else {
      if proto == .ipv6, !x.config.ipv6 { return unknown(proto, packet) }
      x.note(
        .ignored, "ppp", "An \(proto.shortName) packet is dropped: \(proto == .ipv4 ? "IPCP" : "IPV6CP") is not Opened.",
        ref: "RFC 1661 §3.6")
      return
    }
    x.emit(.deliver(proto, Array(packet)))
  }

  /// What it may mean that something unexpected comes out of MPPE.
  private var differingKeys: Sentence {
    guard keys?.origin == .msCHAP else { return "perhaps the keys differ" }
    return
      """
      perhaps the keys differ, as they do with a server that does not know the password; MS-CHAP cannot unmask it, as RFC 2433 has no \
      mutual authentication
      """
  }

  /// What was inside an MPPE packet: protocol field and packet.
  mutating func dispatchInner(_ plain: [UInt8]) {
    guard let (proto, start) = PPPFrame.open(plain), plain[0] != 0xff else {
      x.note(.problem, "ppp", "An MPPE packet holds no protocol field: \(differingKeys).", ref: "RFC 3078 §3")
      return
    }
    switch proto {
    case .ipv4, .ipv6: deliver(proto, plain[start...])
    case _ where !proto.isEncryptedByMPPE:
      x.note(
        .problem, "ppp", "An MPPE packet holds protocol \(proto.shortName), which is never encrypted: \(differingKeys).", ref: "RFC 3078 §3"
      )
      if proto.label == nil { rejectProtocol(proto, plain[start...]) }
    default: unknown(proto, plain[start...], encrypted: true)
    }
  }

  /// Sends a network packet; false, with a note that says why, when it may not go yet.
  public mutating func send(_ proto: PPPProtocol, _ payload: [UInt8], at now: Instant) -> Bool {
    x.now = now
    guard phase == .network else { return refuseToSend(proto, "the link is in phase \(phase.rawValue)", "RFC 1661 §3.6") }
    guard proto == .ipv4 ? ipcp.isOpened : proto == .ipv6 && ipv6cp.isOpened else {
      return refuseToSend(proto, "its control protocol is not Opened", "RFC 1661 §3.6")
    }
    guard sendCipher != nil || !encryptionRequired else {
      return refuseToSend(proto, "encryption is required, and CCP is not Opened", "RFC 3078 §9")
    }
    // Encrypted, the MPPE header and the inner protocol field count too (RFC 3078 §3).
    guard payload.count + (sendCipher == nil ? 0 : 4) <= x.peerMRU else {
      return refuseToSend(proto, "its \(payload.count) octets are more than the peer takes (MRU \(x.peerMRU))", "RFC 1661 §6.1")
    }
    if sendCipher != nil { transmitEncrypted(proto, payload) } else { x.transmit(proto, payload) }
    return true
  }

  private mutating func refuseToSend(_ proto: PPPProtocol, _ why: Sentence, _ ref: String) -> Bool {
    x.note(.refused, "ppp", "The \(proto.shortName) packet may not go: \(why).", ref: ref)
    return false
  }
}
