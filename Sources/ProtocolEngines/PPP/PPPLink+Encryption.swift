extension PPPLink {
  mutating func receiveCCP(_ payload: [UInt8]) {
    guard let p = ccp.receive(payload, &x) else { return }
    guard ccp.isOpened else {
      x.note(.ignored, "ccp", "\(p.code.meaning) dropped: CCP is not Opened.", ref: "RFC 1962 §3")
      return
    }
    switch p.code {
    case .resetRequest:
      if sendCipher != nil {
        sendCipher?.flushNext()
        x.note(
          .fact, "ccp", "The peer lost track of our RC4 stream: it begins anew, and our next packet says so (FLUSHED).",
          ref: "RFC 3078 §8.2")
      }
      // RFC 1962 §3 asks for the Ack, RFC 3078 §8.2 does without; pppd sends it.
      var ack = CCPPacket(.resetAck, id: p.identifier)
      ack.data = []
      ccp.send(ack, &x)
    case .resetAck:
      resetDeadline = nil
      resetWanted = false
      x.note(
        .fact, "ccp", "The peer has begun RC4 anew: its next packet is FLUSHED, and can be read without those that were lost.",
        ref: "RFC 3078 §8.2")
    default: break
    }
  }

  /// CCP is Opened: are both directions encrypted, as agreed?
  mutating func ccpUp() {
    let receive = ccp.policy.wanted
    let send = ccp.policy.peerBits
    if let keys, let r = receive.strength, let s = send.strength {
      sendCipher = keys.sender(s, stateless: send.contains(.stateless), flush: x.config.flush)
      receiveCipher = keys.receiver(r, stateless: receive.contains(.stateless), flush: x.config.flush)
      x.note(
        .fact, "ccp", receive == send ? "MPPE is on: \(send.text)." : "MPPE is on: we send \(send.text), and receive \(receive.text).",
        ref: "RFC 3078 §3")
      noteStartKeys()
      x.event(.encryptionUp)
      startNetwork(because: "CCP is Opened: packets go encrypted")
    } else if encryptionRequired {
      let side: Sentence = send.strength == nil ? "the peer does not ask for MPPE" : "the peer does not send MPPE"
      fail(CCPPolicy.failedMessage, because: Reason(MPPEReason.notAsked, "MPPE is required, and \(side)", ref: "RFC 3078 §2"))
    } else {
      oneWayEncryption(receive, send)
    }
  }

  /// Without a requirement one direction may be encrypted and the other not (RFC 1962 §4: each is agreed by itself).
  private mutating func oneWayEncryption(_ receive: MPPEBits, _ send: MPPEBits) {
    guard let keys, receive.strength != nil || send.strength != nil else {
      x.note(.fact, "ccp", "CCP is Opened without any compression or encryption.", ref: "RFC 1962 §4")
      return
    }
    if let s = send.strength { sendCipher = keys.sender(s, stateless: send.contains(.stateless), flush: x.config.flush) }
    if let r = receive.strength { receiveCipher = keys.receiver(r, stateless: receive.contains(.stateless), flush: x.config.flush) }
    noteStartKeys()
    x.event(.encryptionUp)
  }

  mutating func ccpDown() {
    forgetEncryption()
    guard encryptionRequired, phase == .network else { return }
    if ccp.state == .stopping || ccp.state == .closing {
      fail("MPPE disabled", because: Reason(MPPEReason.closedByPeer, "MPPE is required, and the peer closed CCP", ref: "RFC 3078 §9"))
    } else {
      x.note(.fact, "ppp", "Network packets wait until CCP is Opened again.", ref: "RFC 3078 §9")
    }
  }

  mutating func ccpFinished() {
    guard encryptionRequired, phase == .network, !ccp.isAlive else { return }
    fail(CCPPolicy.failedMessage, because: Reason(MPPEReason.notOpened, "MPPE is required, and CCP does not open", ref: "RFC 3078 §2"))
  }

  mutating func forgetEncryption() {
    sendCipher = nil
    receiveCipher = nil
    resetDeadline = nil
    resetWanted = false
  }

  /// The keys each direction begins with.
  private mutating func noteStartKeys() {
    let ref = (keys?.origin ?? .msCHAPv2).ref
    if let c = sendCipher {
      x.note(
        Note(.key, "mppe", "What we send is encrypted beginning with this session key.", ref: ref, key: c.startNote(way(sending: true))))
    }
    if let c = receiveCipher {
      x.note(
        Note(.key, "mppe", "What we receive is decrypted beginning with this session key.", ref: ref, key: c.startNote(way(sending: false)))
      )
    }
  }

  /// The direction by the parts that the ends had in the authentication: the keys of MS-CHAPv2 and EAP-TLS go by these.
  private func way(sending: Bool) -> StaticString { sending == keysAsAuthenticator ? "authenticator to peer" : "peer to authenticator" }

  // MARK: packets

  /// What stands in front of the MPPE head, in the spelling the peer takes.
  private static let heads: [[UInt8]] = [(false, false), (true, false), (false, true), (true, true)].map {
    PPPFrame.octets(.compressed, [], pfc: $0.0, acfc: $0.1)
  }
  private static let ipv4: [UInt8] = [0, UInt8(truncatingIfNeeded: PPPProtocol.ipv4.rawValue)],
    ipv6: [UInt8] = [0, UInt8(truncatingIfNeeded: PPPProtocol.ipv6.rawValue)]

  /// The inner protocol field stays two octets, as RFC 3078 §3.1 shows it.
  mutating func transmitEncrypted(_ proto: PPPProtocol, _ payload: [UInt8]) {
    let head = Self.heads[(x.pfc ? 1 : 0) | (x.acfc ? 2 : 0)]
    guard let frame = sendCipher?.seal(head: head, proto == .ipv4 ? Self.ipv4 : Self.ipv6, payload) else { return }
    if x.config.notesPacketKeys {
      let way = way(sending: true)
      if let n = sendCipher?.takeNote(way) { x.note(n) }
    }
    x.emit(.transmit(frame))
  }

  /// `frame` with the MPPE head at `start`.
  mutating func receiveEncrypted(_ frame: [UInt8], _ start: Int) {
    guard let result = receiveCipher?.open(frame, from: start) else { return }
    if x.config.notesPacketKeys {
      let way = way(sending: false)
      if let n = receiveCipher?.takeNote(way) { x.note(n) }
    }
    switch result {
    case .success(let plain):
      resetDeadline = nil
      resetWanted = false
      dispatchInner(plain)
    case .failure(let fault): undecryptable(fault)
    }
  }

  private mutating func undecryptable(_ fault: MPPEFault) {
    switch fault {
    case .outOfSync(let got, let expected):
      x.note(
        .problem, "mppe", "Packet \(got) came, \(expected) was due: RC4 is out of step, and the packet cannot be read.",
        ref: "RFC 3078 §8.2")
      askForReset()
    case .discarding(let got):
      x.note(.ignored, "mppe", "Packet \(got) is dropped: the peer has to begin RC4 anew first (FLUSHED).", ref: "RFC 3078 §8.2")
      askForReset()
    case .ancient(let got, let expected):
      x.note(.ignored, "mppe", "Packet \(got) is dropped: it is older than packet \(expected), and its key is gone.", ref: "RFC 3078 §8.1")
    case .farAhead:
      x.note(.problem, "mppe", ("\(fault.text)" as Sentence).asSentence, ref: fault.ref)
    case .notEncrypted:
      x.note(.refused, "mppe", "The packet's D bit says it is not encrypted: refused.", ref: "RFC 3078 §3.1")
    case .notFlushed:
      x.note(.problem, "mppe", "A stateless packet without FLUSHED is dropped.", ref: "RFC 3078 §3.1")
    case .tooShort:
      x.note(.ignored, "mppe", "The packet is too short for MPPE.", ref: "RFC 3078 §3.1")
    }
  }

  /// One Reset-Request a second at most, as pppd does.
  private mutating func askForReset() {
    if resetDeadline == nil { sendResetRequest() } else { resetWanted = true }
  }

  mutating func sendResetRequest() {
    resetWanted = false
    resetDeadline = x.now + .seconds(1)
    ccp.send(CCPPacket(.resetRequest, id: ccp.nextID()), &x)
  }

  mutating func tickReset() {
    guard let due = resetDeadline, due <= x.now else { return }
    resetDeadline = nil
    if resetWanted, ccp.isOpened, receiveCipher != nil { sendResetRequest() }
  }
}
