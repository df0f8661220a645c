import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

extension Document {
  /// On lines as long as they get.
  var plain: String { render(RenderOptions(width: 1000)) }
}

/// What the workbench answers to what a learner tries.
@Suite struct AnswerTests {
  /// What the last line says, and how it ended.
  private static func answer(_ lines: String...) -> (text: String, status: Workbench.ExitStatus) {
    var s = Session()
    var last = CommandResult(Document())
    for line in lines { last = s.execute(line) }
    return (last.document.plain, last.status)
  }
  private static let up = "new pptp; run until tunnel.up"

  @Test func aPacketsNumberAndIfExcludeEachOther() {
    let a = Self.answer("new pptp; step 5", "drop 5 if gre")
    #expect(a.status == .usage && a.text.contains("is one packet already"))
    #expect(!Help.expressions().plain.contains("drop 1 if"))
  }

  @Test func aHeadingCannotBePoked() throws {
    var s = Session()
    _ = s.execute("new pptp; poke chap.message=abc next; run until auth.done")
    let lab = try #require(s.lab)
    let said = lab.records.compactMap { $0.frame?.tampered?.text }
    #expect(said == ["not changed: chap.message is no field in this packet but the heading of several: chap.message.s, chap.message.m"])
  }

  @Test func whyBeginsWithTheCause() {
    for lines in [
      ["new pptp client.mppe=off", "run"], ["new pptp client.mppe=off", "run until tunnel.up"],
      ["new pptp; corrupt next at 80 xor 1 if chap.code == success", "run"], ["new pptp rogue=on", "run"],
      ["new pptp; firewall block gre", "run"],
    ] {
      var s = Session()
      for line in lines { _ = s.execute(line) }
      let why = s.lab.map(\.verdict) ?? []
      #expect(!why.isEmpty && why.map(\.step) == why.map(\.step).sorted(), "\(lines)")
      #expect(Set(why.map { "\($0.step) \($0.node)" }).count == why.count, "\(lines): \(why)")
      let told = s.execute("why").document.plain
      #expect(told.contains("Why step \(why.telling?.step ?? 0)?"), "\(lines)")
    }
    let corrupted = Self.answer("new pptp; corrupt next at 80 xor 1 if chap.code == success", "run").text
    #expect(corrupted.contains("step 16, wire: a packet of the server: octet 80 changed"))
    #expect(Self.answer("new pptp client.mppe=off", "run").text.contains("why 20 tells more"))
  }

  @Test func theRogueServersFarewellIsExplained() {
    let why = Self.answer("new pptp rogue=on; run", "why 15").text
    #expect(why.contains("pppd's words also where it is the server whose proof failed"))
    #expect(why.contains("does not fit: a server that does not know the password, or the packet was altered on the way"))
  }

  @Test func aCallIDIsThePNSsOrThePACs() {
    for term in ["call ID", "pptp.call_id"] {
      let text = Self.answer("explain \(term)").text
      #expect(text.contains("the PNS's number for this call") && text.contains("the PAC's number for this call"), "\(term)")
    }
  }

  @Test func shortNamesOfMachinesShowTheirWay() {
    for (short, long) in [("call", "pptp.call"), ("control", "pptp.control")] {
      #expect(Self.answer(Self.up, "automaton \(short)").text == Self.answer(Self.up, "automaton \(long)").text)
      #expect(Self.answer(Self.up, "automaton \(short)").text.contains("The client's way"))
    }
  }

  @Test func theTableExplainsItsLetters() {
    let text = Self.answer(Self.up, "automaton").text
    for word in ["restart option", "passive option", "connections crossed", "Open and RXJ+ may happen too"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  /// Only LCP has Echo-Requests (RFC 1661 §5): among what moves an NCP there is none.
  @Test func ncpsHaveNoEchoes() {
    for (machine, has) in [("lcp", true), ("ccp", false), ("ipcp", false)] {
      let moves = Self.answer(Self.up, "automaton \(machine)").text.split(separator: "The whole table")[0]
      #expect(moves.contains("RXR") == has, "\(machine)")
    }
    #expect(Self.answer(Self.up, "automaton control").text.contains("A malformed message closes the control connection"))
  }

  @Test func gotoStopsWhereNothingHappens() {
    let a = Self.answer("new pptp", "goto 9999")
    #expect(a.status == .usage && a.text.contains("only keep-alives are left"))
    var s = Session()
    _ = s.execute("new pptp; goto 9999")
    #expect(s.lab?.records.isEmpty == true)
    #expect(s.execute("goto 30").status == .ok && s.lab?.current == 30)
  }

  @Test func settingsWithoutEffectAreRefused() {
    for (line, word) in [
      ("new pptp client.rogue=on", "is about the server"), ("new pptp server.new-password=x", "is about the client"),
      ("new pptp expired=on auth=pap", "E=648"),
    ] {
      let a = Self.answer(line)
      #expect(a.status == .usage && a.text.contains(word), "\(line)")
    }
    #expect(Self.answer("new pptp expired=on auth=pap,mschapv2").status == .ok)
    let unknown = Self.answer("new pptp colour=red").text
    for key in ["nat", "medium", "compress"] { #expect(!unknown.contains(key)) }
  }

  @Test func whatAnEndRefusesFails() {
    #expect(Self.answer(Self.up, "tell client rechallenge").status == .failed)
    #expect(Self.answer(Self.up, "tell client wan-error").status == .failed)
    #expect(Self.answer(Self.up, "tell server rechallenge").status == .ok)
  }

  @Test func figuresAndWordsAreRight() {
    #expect(Self.answer(Self.up, "ping", "layers 31").text.contains("40 % of what is on the wire"))
    #expect(!Self.answer(Self.up, "hangup; run", "events").text.contains("time-wait: forget the connection  (keep-alive)"))
    #expect(Self.answer(Self.up, "advance 5", "timeline").text.contains("4.910 s pass"))
    #expect(!Self.answer("new pptp", "run until lcp.code == foo").text.contains("Reset-"))
    #expect(Self.answer("new pptp", "run until ccp.code == foo").text.contains("Reset-Request"))
    let words = Self.answer("explain").text
    #expect(words.contains("IEEE 802.3") && words.contains("In the lab: the end"))
    #expect(!words.split(separator: "\n").contains { $0.hasSuffix(" In the lab") })
  }

  @Test func aproposSearchesTheGlossaryAndSettings() {
    let encryption = Self.answer("apropos encryption").text
    for word in ["explain MPPE", "mppe=", "help keys", "help view"] { #expect(encryption.contains(word), "\(word)") }
    #expect(Self.answer("apropos password").text.contains("explain MS-CHAP "))
  }

  @Test func bitsTakesNamesAndOffersFields() {
    #expect(Self.answer(Self.up, "bits Magic Cookie 4").text.contains("0x1a2b3c4d"))
    #expect(Self.answer("new pptp; step 4", "bits").text.contains("pptp."))
  }

  @Test func aLessonStartsNoSecondLesson() {
    var s = Session()
    for line in ["lesson", "lesson play lcp"] {
      let r = s.perform(line)
      #expect(!r.ok && r.document.plain.contains("quit it first"), "\(line)")
    }
    #expect(s.execute("lesson play lcp").wishes == [.lesson(["play", "lcp"])])
    var t = Tape()
    #expect(LessonCommand.run(["grade", "nope", "--lessons", "/nonexistent"], on: &t) == .usage)
    #expect(!t.output.hasSuffix("lessons:\n") && !t.output.contains("predictions"), "\(t.output)")
  }

  @Test func outsidersSeeNoPassword() {
    let wire = Self.answer(Self.up, "ping", "view wire 31").text
    #expect(!wire.contains("opened") && !wire.contains("opens as") && wire.contains("are ciphertext"))
    #expect(Self.answer(Self.up, "ping", "show 31").text.contains("opened with the password"))
  }

  @Test func timelineEndsWhereTheLabEnds() {
    #expect(Self.answer(Self.up, "timeline 20 60").text.contains("steps 20 to 29"))
    #expect(Self.answer(Self.up, "timeline 60 70").status == .usage)
    for word in ["always", "never", "on", "off"] { #expect(Self.answer("set color \(word)").status == .ok, "\(word)") }
  }
}

/// What dissect says of captures.
@Suite struct DissectAnswerTests {
  private static func run(_ file: String, keys: Bool = false, _ change: (inout DissectOptions) -> Void) -> String {
    var o = DissectOptions(file: file)
    if keys { o.keyFiles = [Material.captures + "/keys.txt"] }
    change(&o)
    var out = ""
    _ = DissectCommand.run(o, out: { out += String(decoding: $0, as: UTF8.self) }, err: { out += $0 })
    return out
  }

  @Test func withoutKeysItSaysWhatToGive() {
    let text = Self.run(Material.captures + "/pptp-echo.pcap") {
      $0.frame = 50
      $0.width = 200
    }
    #expect(text.contains("no key; give one with --keys FILE and a line: user vpnuser PASSWORD"))
  }

  @Test func aLossHasItsCause() {
    let text = Self.run(Material.captures + "/pptp-mppe128-stateful-loss.pcap", keys: true) { $0.format = .summary }
    #expect(text.contains("RC4 state lost at frame 54: packet 8 is missing"))
  }

  @Test func summaryLinesFit() {
    let text = Self.run(Material.captures + "/pptp-echo.pcap") {
      $0.format = .summary
      $0.summaryWidth = 80
    }
    let lines = text.split(separator: "\n").dropLast()
    #expect(lines.allSatisfy { $0.count <= 80 } && lines.contains { $0.count == 80 && $0.hasSuffix("…") })
    // Hardware addresses and IPv6 addresses leave the columns where they are.
    let all = Self.run(Material.captures + "/fail-pptp-auth-refused.pcap") { $0.format = .summary }
    for line in all.split(separator: "\n").dropLast() {
      #expect(Array(line).count > 54 && Array(line)[53] == " " && Array(line)[54] != " ", "\(line)")
    }
  }

  @Test func theBroadcastAddressBelongsToNoEnd() {
    var s = Session()
    #expect(s.execute("explain eth.dst.lg").document.plain.contains("the broadcast address has this bit too"))
  }

  /// UDP port 4500 (RFC 3948 §2): a keep-alive, ISAKMP after four octets 0, and ESP.
  @Test func port4500HasThreeKinds() {
    func leaf(_ payload: [UInt8]) -> String {
      let udp: [UInt8] = [0x11, 0x94, 0x11, 0x94, 0, UInt8(8 + payload.count), 0, 0] + payload
      let ip: [UInt8] = [0x45, 0, 0, UInt8(20 + udp.count), 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
      var o = Observer()
      let d = o.observe([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0] + ip + udp, link: .ethernet, time: 0, number: 1)
      #expect(Tiling.fault(in: d) == nil)
      return d.buffers[0].notes.last { $0.tiles }?.field.id.string ?? ""
    }
    #expect(leaf([0xff]) == "udp.nat_keepalive")
    #expect(leaf([0, 0, 0, 0] + [UInt8](repeating: 7, count: 28)) == "udp.unexplained")
    #expect(leaf([1, 2, 3, 4, 0, 0, 0, 1] + [UInt8](repeating: 7, count: 16)) == "esp.ciphertext")
    #expect(leaf([1, 2, 3]) == "udp.unexplained")
  }

  @Test func textsOfAFailureAreDecoded() throws {
    var s = Session()
    _ = s.execute("new pptp client.password=x; run until chap.code == failure")
    let d = try #require(s.lab.flatMap { $0.dissections(of: $0.current).first })
    let notes = d.buffers.flatMap(\.notes)
    #expect(notes.first { $0.field.id.equals("chap.message.v") }?.meaning == "3")
    #expect(notes.first { $0.field.id.equals("chap.message.c") }?.meaning?.count == 32)
  }

  /// Protocols of tunnels that this version does not read are plain payload; what ESP holds is ciphertext.
  @Test(.enabled(if: Material.shared != nil)) func tunnelsOfLaterVersionsAreNoData() {
    let folder = (Material.shared ?? "") + "/captures/public/"
    for (file, end) in [
      ("l2tp-ipsec-ikev1-natt", "data 0, ciphertext 13892, compressed 0, unexplained 1300"),
      ("l2tpv2-win-pap-full", "data 0, ciphertext 0, compressed 0, unexplained 13861"),
    ] {
      let text = Self.run(folder + file + ".pcap") { $0.format = .summary }
      #expect(text.contains(end), "\(file): \(text.split(separator: "\n").last ?? "")")
    }
  }
}
