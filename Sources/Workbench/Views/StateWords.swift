import HexViews
import ProtocolEngines

/// What the states of the machines mean, for `explain`.
enum StateWords {
  struct Entry: Sendable, Equatable {
    /// `"req-sent"`, as screens spell it.
    var state: String
    /// `"LCP, CCP and the NCPs"`.
    var machine: String
    var text: String
    var ref: String
  }

  static let all: [Entry] =
    PPPAutomaton.State.allCases.map { .init(state: $0.name, machine: "LCP, CCP, IPCP, IPV6CP", text: text($0), ref: "RFC 1661 §4.2") }
    + PPPPhase.allCases.map { .init(state: $0.rawValue, machine: "the PPP link (its phase)", text: text($0), ref: ref($0)) }
    + PPTPControlState.allCases.map {
      .init(state: $0.rawValue, machine: "PPTP's control connection", text: text($0), ref: "RFC 2637 §3.1")
    }
    + PPTPCallState.allCases.map { .init(state: $0.rawValue, machine: "PPTP's call", text: text($0), ref: "RFC 2637 §3.2") }
    + TCPConnection.State.allCases.map { .init(state: $0.rawValue, machine: "TCP", text: text($0), ref: "RFC 9293 §3.3.2") }
    + AuthEngine.State.allCases.map {
      .init(state: $0.rawValue, machine: "authentication", text: text($0), ref: $0 == .changing ? "RFC 2759 §7" : "RFC 1994 §2")
    }

  private static func text(_ s: PPPAutomaton.State) -> String {
    switch s {
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
  private static func text(_ p: PPPPhase) -> String {
    switch p {
    case .dead: "There is no link: nothing below carries packets."
    case .establish: "LCP negotiates how the link is to work."
    case .authenticate: "LCP is Opened; one end or both must prove who they are."
    case .network: "Authentication is done: the NCPs configure the network protocols, and then packets may go."
    case .terminate: "LCP takes the link down."
    }
  }
  private static func ref(_ p: PPPPhase) -> String {
    switch p {
    case .dead: "RFC 1661 §3.3"
    case .establish: "RFC 1661 §3.4"
    case .authenticate: "RFC 1661 §3.5"
    case .network: "RFC 1661 §3.6"
    case .terminate: "RFC 1661 §3.7"
    }
  }
  private static func text(_ s: PPTPControlState) -> String {
    switch s {
    case .idle: "There is no control connection; the TCP connection may be on its way."
    case .waitCtlReply: "The Start-Control-Connection-Request is out; the Reply has not come."
    case .established: "Request and Reply fit: calls can be set up."
    case .waitStopReply: "A Stop-Control-Connection-Request is out; the Reply has not come."
    }
  }
  private static func text(_ s: PPTPCallState) -> String {
    switch s {
    case .idle: "There is no call."
    case .waitReply: "An Outgoing-Call-Request or Incoming-Call-Request is out; the Reply has not come."
    case .waitAnswer: "The PAC is making the call that was asked for."
    case .waitConnect: "The PNS has accepted an incoming call and waits for Incoming-Call-Connected."
    case .established: "The call is up: GRE carries PPP."
    case .waitDisconnect: "A Call-Clear-Request is out; the Call-Disconnect-Notify has not come."
    }
  }
  private static func text(_ s: TCPConnection.State) -> String {
    switch s {
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
  private static func text(_ s: AuthEngine.State) -> String {
    switch s {
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

  /// What stands in front of notes, and what it tells.
  static let notes: [(kind: Note.Kind, text: String)] = [
    (.transition, "A machine went from one state to another; the reason stands below it."),
    (.key, "A key was computed; the command keys shows how."),
    (.sent, "An end has sent something."), (.received, "An end has taken something in."),
    (.refused, "An end understands what was asked and does not want it."),
    (.ignored, "An end drops what came, as the rule named beside it demands."),
    (.timer, "A timer was set or ran out."), (.fact, "Something worth knowing that changes nothing by itself."),
    (.problem, "Something is wrong; the rule that is broken stands beside it."),
  ]
}
