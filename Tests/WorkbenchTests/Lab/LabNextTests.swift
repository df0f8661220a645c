import ProtocolEngines
import Testing

@testable import Workbench

/// `next`: to the reply of the newest open request, or to the timer that says that none came.
@Suite struct LabNextTests {
  private static func lab(_ lines: String...) throws -> Lab {
    var s = Session()
    for line in ["new pptp"] + lines { _ = s.execute(line) }
    return try #require(s.lab)
  }

  @Test func itStopsAtTheReply() throws {
    var lab = try Self.lab("run until call.up")
    var seen: [String] = []
    while true {
      let (request, end) = lab.next()
      guard let q = request else {
        #expect(end.reason == .noRequest && end.steps == 0)
        break
      }
      #expect(end.reason == .reached && end.reached)
      let reply = try #require(lab.dissections(of: lab.current).first)
      #expect(lab.record(lab.current)?.frame?.to == q.asker)
      seen.append("\(q.title): \(reply.summary.prefix { $0 != " " })")
    }
    #expect(
      seen == [
        "LCP Configure-Request: Configure-Ack", "CHAP Challenge: Response", "CCP Configure-Request: Configure-Ack",
        "IPV6CP Configure-Request: Configure-Ack", "IPV6CP Configure-Request: Configure-Ack", "IPCP Configure-Request: Configure-Ack",
      ])
    #expect(lab.holds(.tunnelUp))
  }

  @Test func theOpeningMovesComeFirst() throws {
    var lab = try Self.lab()
    #expect(lab.next().request?.title == "TCP SYN")
    #expect(lab.current == 3)
    #expect(lab.next().request?.title == "PPTP Start-Control-Connection-Request")
  }

  /// Neither a delayed acknowledgement nor a keep-alive waits for a reply; the restart timer does.
  @Test func onlyTheRequestsOwnTimerEndsIt() throws {
    var lab = try Self.lab("drop next 2 if lcp", "run until call.up")
    let (request, end) = lab.next()
    #expect(request?.asker == "client" && !end.reached)
    #expect(end.why.first?.text == "no reply to the LCP Configure-Request so far: its timer lcp.restart ran out")
    #expect(lab.record(lab.current)?.cause == .timer(name: "lcp.restart", purpose: "send the Configure-Request again"))
    // What is sent again is a new request.
    #expect(lab.next().end.reached)
  }

  /// Messages are known by their numbers: each has a name that its field prints, and the number that joins reply and request is a field.
  @Test func requestsAndRepliesHaveNamesThatArePrinted() {
    #expect(OpenRequest.kinds.count >= 10)
    for (layer, r) in OpenRequest.kinds {
      for q in r.list {
        for code in [q.code] + q.replies {
          switch r.kind {
          case .code(let id):
            let printed = FieldCatalogue.all.values(of: id.string)?.printed.compactMap { $0.text(code) } ?? []
            #expect(printed.count == 1 && !printed[0].hasPrefix("unknown"), "\(layer) \(code)")
          case .flags(let first, let second, let names):
            #expect(
              names[code] != nil && FieldCatalogue.all.refusal(first.string) == nil && FieldCatalogue.all.refusal(second.string) == nil)
          }
        }
      }
      if let number = r.number { #expect(FieldCatalogue.all.refusal(number.string) == nil, "\(number)") }
    }
  }

  @Test func withoutARequestItSaysSo() throws {
    var s = Session()
    for line in ["new pptp", "run until tunnel.up"] { _ = s.execute(line) }
    let told = s.execute("next").document.plain
    #expect(told.contains("no request is open: nobody waits for a reply"))
    #expect(s.lab?.current == 29)
    _ = s.execute("tell client echo")
    #expect(s.execute("next").document.plain.contains("That is the reply to the PPTP Echo-Request which the client sent in step 30."))
  }
}
