/// What the states of the machines mean, each in one sentence.

extension PPPAutomaton.State: MachineState {
  public static var machine: String { "LCP, CCP, IPCP, IPV6CP" }
  public var ref: StaticString { "RFC 1661 §4.2" }
  public var about: String {
    switch self {
    case .initial: "Nothing below carries packets yet, and nobody has asked for the link."
    case .starting: "The link is wanted, but nothing below carries packets yet."
    case .closed: "Packets could go, but nobody wants the link."
    case .stopped: "It has ended or failed, and waits for the layer below to go down or for the peer to begin anew."
    case .closing: "A Terminate-Request is out because the link is no longer wanted; its Ack has not come."
    case .stopping: "A Terminate-Request is out, or one was answered, though the link is still wanted; it begins anew afterwards."
    case .reqSent: "A Configure-Request is out. No Configure-Ack has come for it, and none was sent for the peer's."
    case .ackRcvd: "Our Configure-Request is acknowledged; we have not acknowledged the peer's yet."
    case .ackSent: "We have acknowledged the peer's Configure-Request; ours is not acknowledged yet."
    case .opened: "Both requests are acknowledged: the protocol may be used."
    }
  }
}

extension PPPPhase: MachineState {
  public static var machine: String { "the PPP link (its phase)" }
  public var ref: StaticString {
    switch self {
    case .dead: "RFC 1661 §3.3"
    case .establish: "RFC 1661 §3.4"
    case .authenticate: "RFC 1661 §3.5"
    case .network: "RFC 1661 §3.6"
    case .terminate: "RFC 1661 §3.7"
    }
  }
  public var about: String {
    switch self {
    case .dead: "There is no link: nothing below carries packets."
    case .establish: "LCP negotiates how the link is to work."
    case .authenticate: "LCP is Opened; one end or both must prove who they are."
    case .network: "Authentication is done: the NCPs configure the network protocols, and then packets may go."
    case .terminate: "LCP takes the link down."
    }
  }
}

extension PPTPControlState: MachineState {
  public static var machine: String { "PPTP's control connection" }
  public var ref: StaticString { "RFC 2637 §3.1" }
  public var about: String {
    switch self {
    case .idle: "There is no control connection; the TCP connection may be on its way."
    case .waitCtlReply: "The Start-Control-Connection-Request is out; the Reply has not come."
    case .established: "Request and Reply fit: calls can be set up."
    case .waitStopReply: "A Stop-Control-Connection-Request is out; the Reply has not come."
    }
  }
}

extension PPTPCallState: MachineState {
  public static var machine: String { "PPTP's call" }
  public var ref: StaticString { "RFC 2637 §3.2" }
  public var about: String {
    switch self {
    case .idle: "There is no call."
    case .waitReply: "An Outgoing-Call-Request or Incoming-Call-Request is out; the Reply has not come."
    case .waitAnswer: "The PAC is making the call that was asked for."
    case .waitConnect: "The PNS has accepted an incoming call and waits for Incoming-Call-Connected."
    case .established: "The call is up: GRE carries PPP."
    case .waitDisconnect: "A Call-Clear-Request is out; the Call-Disconnect-Notify has not come."
    }
  }
}

extension TCPConnection.State: MachineState {
  public static var machine: String { "TCP" }
  public var ref: StaticString { "RFC 9293 §3.3.2" }
  public var about: String {
    switch self {
    case .closed: "There is no connection."
    case .listen: "A port waits for connections that others open."
    case .synSent: "Our SYN is out; the other end's has not come."
    case .synReceived: "Both SYNs were sent; ours is not acknowledged yet."
    case .established: "The connection is open: data can go both ways."
    case .finWait1: "We have said that we send no more (FIN); that is not acknowledged yet."
    case .finWait2: "Our FIN is acknowledged; the other end may still send."
    case .closeWait: "The other end has said that it sends no more; we may still send."
    case .closing: "Both ends sent FIN at the same time; ours is not acknowledged yet."
    case .lastAck: "The other end had finished first; our FIN waits for its acknowledgement."
    case .timeWait: "All is over; late segments are waited for, so that none disturbs a new connection."
    }
  }
}

extension AuthEngine.State: MachineState {
  public static var machine: String { "authentication" }
  public var ref: StaticString { self == .changing ? "RFC 2759 §7" : "RFC 1994 §2" }
  public var about: String {
    switch self {
    case .initial: "Authentication has not begun."
    case .waiting: "The other end has to send first: the Challenge, or with PAP the request."
    case .requested: "Name and password are out (PAP); the answer has not come."
    case .challenged: "The Challenge is out; the Response has not come."
    case .responded: "The Response is out; the verdict has not come."
    case .retry: "The Response was wrong or the password has expired; another try is allowed."
    case .changing: "A new password is on its way, because the old one has expired."
    case .authenticated: "The proof was right."
    case .failed: "The proof was wrong, or none came."
    }
  }
}
