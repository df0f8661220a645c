extension PPTPControl {
  var timers: [PendingTimer] {
    var out: [PendingTimer] = []
    addTimers(&out)
    return out
  }

  func addTimers(_ out: inout [PendingTimer]) {
    if let due = replyDue {
      let what =
        switch state {
        case .waitCtlReply: "give up waiting for the Start-Control-Connection-Reply"
        case .waitStopReply: "close TCP without a Stop-Control-Connection-Reply"
        default: "give up waiting for a Start-Control-Connection-Request"
        }
      out.append(PendingTimer(name: "pptp.reply", due: due, purpose: what))
    }
    if let due = echoDue {
      out.append(
        PendingTimer(
          name: "pptp.echo", due: due,
          purpose: echoSent == nil ? "ask with an Echo-Request whether the peer lives" : "count the peer as gone without its Echo-Reply",
          keepalive: true))
    }
    if let due = rivalDue {
      out.append(PendingTimer(name: "pptp.collision", due: due, purpose: "close the connection that lost the collision"))
    }
  }

  func inspect(_ tree: inout StateTree) {
    tree.add("control.state", state.rawValue, "RFC 2637 §3.1")
    tree.add("control.up", isUp)
    tree.add("control.originator", isOriginator, "this end opened the control connection")
    tree.add("control.version", version.description, "version of PPTP in use")
    tree.add("control.peer.host", peerHost, "host name the peer gave")
    tree.add("control.peer.vendor", peerVendor, "vendor name the peer gave")
    tree.add("control.sent", sent, "control messages sent")
    tree.add("control.received", received, "control messages received")
    tree.add("control.echo.waiting", echoSent != nil, "an Echo-Request has no answer yet")
  }
}
