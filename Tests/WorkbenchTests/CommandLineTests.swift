import Glibc
import HexViews
import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

@Suite struct WordsTests {
  private func texts(_ line: String) throws -> [[String]] { try Words.commands(line).map(\.texts) }

  @Test func separatesWordsAndCommands() throws {
    #expect(try texts("new pptp; run until tunnel.up ;ping") == [["new", "pptp"], ["run", "until", "tunnel.up"], ["ping"]])
    #expect(try texts("  ;; ; ") == [])
    #expect(try texts("") == [])
    #expect(try texts("\tstep\t3 \r") == [["step", "3"]])
  }

  @Test func quotesKeepWhatIsInThem() throws {
    #expect(try texts(#"new pptp password="a b;c #d" user='x "y'"#) == [["new", "pptp", "password=a b;c #d", #"user=x "y"#]])
    #expect(try texts(#"say "a \"b\" \\ \n""#) == [["say", #"a "b" \ \n"#]])
    #expect(try texts(#"say """#) == [["say", ""]])
  }

  @Test func commentsBeginAtAWord() throws {
    #expect(try texts("step 2 # two; steps") == [["step", "2"]])
    #expect(try texts("queue a#b") == [["queue", "a#b"]])
    #expect(try texts("# nothing") == [])
  }

  @Test func anOpenQuoteIsAnErrorWithItsPlace() {
    #expect(throws: UsageError("the quote opened at column 5 is never closed", position: 4)) { try Words.commands("say \"abc") }
    let result = {
      var s = Session()
      return s.execute("mark \"x")
    }()
    #expect(result.status == .usage)
  }

  @Test func rawTextKeepsQuotes() throws {
    let w = try Words.commands("x; break a == \"b c\" and d  # why")[1]
    #expect(w.raw(from: 1) == "a == \"b c\" and d")
    #expect(w.raw(from: 9) == "")
  }
}

@Suite struct SpellingTests {
  @Test func nearWordsAreFound() {
    #expect(Spelling.nearest("stpe", among: ["step", "state", "show"]) == "step")
    #expect(Spelling.nearest("setp", among: ["set", "step"]) == "step")
    #expect(Spelling.nearest("nack", among: ["ack", "nak"]) == "nak")
    #expect(Spelling.nearest("tiemline", among: ["timers", "timeline"]) == "timeline")
    #expect(Spelling.nearest("xyzzy", among: ["step", "state"]) == nil)
    #expect(Spelling.nearest("mscahpv2", among: ["mschap", "mschapv2", "pap"]) == "mschapv2")
    #expect(Spelling.nearest("", among: ["step"]) == nil)
  }
  @Test func distances() {
    #expect(Spelling.distance("abc", "abc", limit: 3) == 0)
    #expect(Spelling.distance("abc", "acb", limit: 3) == 1)
    #expect(Spelling.distance("", "ab", limit: 3) == 2)
    #expect(Spelling.distance("ab", "", limit: 3) == 2)
    #expect(Spelling.distance("abcdef", "x", limit: 2) == 3)
  }
}

@Suite struct CommandTableTests {
  /// house.md §4 and the list of the version: no command may get lost.
  static let promised = """
    new step back goto run next advance events pick timers queue break watch display mark show hex fields layers bits view state automaton \
    keys timeline why explain drop truncate dup delay swap corrupt poke replay faults firewall loop tell ping send hangup set save load \
    export help apropos quit lesson
    """.split(separator: " ").map(String.init)

  @Test func everyPromisedCommandIsThereOnce() {
    let names = CommandTable.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(Self.promised).subtracting(names).isEmpty)
    #expect(Set(names).subtracting(Self.promised).isEmpty)
  }

  @Test func uniquePrefixesAreEnough() {
    for c in CommandTable.all {
      guard case .found(let f) = CommandTable.find(c.name), f.name == c.name else {
        Issue.record("\(c.name) is not found by its own name")
        continue
      }
      for n in 1..<c.name.count {
        let prefix = String(c.name.prefix(n))
        let fits = CommandTable.all.filter { $0.name.hasPrefix(prefix) }.map(\.name)
        switch CommandTable.find(prefix) {
        case .found(let f): #expect(fits == [f.name] || CommandTable.shortcuts.contains { $0.0 == prefix } || f.name == prefix)
        case .ambiguous(let names): #expect(names == fits && fits.count > 1)
        default: Issue.record("“\(prefix)” finds nothing")
        }
      }
    }
  }

  @Test func helpIsCompleteAndBeginsWithExamples() {
    let overview = Help.overview()
    let listed = overview.json.compactMap { j -> String? in if case .string(let s)? = j["command"] { s } else { nil } }
    #expect(Set(listed) == Set(CommandTable.all.map(\.name)))
    for c in CommandTable.all {
      #expect(!c.examples.isEmpty, "\(c.name) has no example")
      #expect(!c.synopsis.isEmpty)
      #expect(c.summary.first?.isUppercase == false && !c.summary.hasSuffix("."), "\(c.name)")
      let d = Help.command(c)
      guard d.blocks.count > 1, case .keyValues(let first) = d.blocks[1] else {
        Issue.record("help \(c.name) does not begin with examples")
        continue
      }
      #expect(first.first?.key.string == c.examples[0].line)
      #expect(c.examples[0].line.hasPrefix(c.name))
      var s = Session()
      #expect(s.execute("help \(c.name)").status == .ok)
      #expect(s.execute("\(c.name) --help").status == .ok)
    }
  }

  @Test func examplesAreUnderstood() {
    // Every example is a line that works, once there is a lab with a tunnel and with what an example may take away again.
    var base = Session()
    for line in [
      "new pptp", "run until lcp.opened", "mark before-auth", "run until tunnel.up", "ping", "break chap", "watch client.lcp.state",
      "display timers",
    ] {
      #expect(base.execute(line).status == .ok, "\(line)")
    }
    #expect(base.lab?.holds(.tunnelUp) == true)
    // (Not those that read and write files.)
    for c in CommandTable.all where !["load", "save", "export", "lesson"].contains(c.name) {
      for e in c.examples {
        func result(at step: Int?) -> CommandResult {
          var s = base
          if let step { _ = s.execute("goto \(step)") }
          return s.execute(e.line)
        }
        let r = result(at: nil)
        // `dup 14` is for a packet that is under way: at some step it is.
        let works = r.status != .usage || (1..<(base.lab?.current ?? 1)).contains { result(at: $0).status == .ok }
        #expect(works, "\(e.line): \(r.document.json.map(\.text))")
      }
    }
  }

  @Test func whatIsToComeSaysSo() {
    for line in ["nat on", "overhead", "fork a", "new l2tp", "new l2tp-ipsec", "export html x", "view esp"] {
      var s = Session()
      if line.hasPrefix("export") || line.hasPrefix("view") { _ = s.execute("new pptp") }
      let r = s.execute(line)
      #expect(r.status == .usage, "\(line)")
      #expect(r.document.jsonLines.contains("this version"), "\(line): \(r.document.jsonLines)")
    }
    for (name, _) in CommandTable.later { #expect(!CommandTable.all.contains { $0.name == name }) }
  }

  @Test func wrongCommandsSayWhatToTypeInstead() {
    var s = Session()
    for line in [
      "stpe", "s t e p", "step 3", "new", "new foo", "new pptp auth=foo", "new pptp athu=pap", "goto", "run til x", "advance",
      "advance 3parsecs", "bits", "set", "set foo bar", "ping x", "tell", "send", "explain", "apropos", "help nothing-of-it",
    ] {
      let r = s.execute(line)
      if line == "set" || line == "explain" { continue }
      #expect(r.status != .ok, "\(line)")
      #expect(r.document.jsonLines.contains("\"hint\""), "\(line) has no hint")
    }
    #expect(s.execute("stpe").document.jsonLines.contains("Did you mean “step”"))
  }

  /// Words too many are refused wherever a command does not take free text.
  @Test func surplusWordsAreRefused() {
    for c in CommandTable.all where !["explain", "lesson", "display"].contains(c.name) {
      for head in c.name == "send"
        ? ["send ping"] : c.name == "help" ? ["help step", "help new auth", "help tell echo"] : [c.name, c.examples[0].line]
      {
        var s = Session()
        _ = s.execute("new pptp; run until tunnel.up")
        let r = s.execute(head + " zzz \"zz z\" zzz")
        #expect(r.status == .usage && !r.ends, "\(head): \(r.document.jsonLines)")
        #expect(r.document.json.first?["hint"] != nil, "\(head)")
      }
    }
    var s = Session()
    for line in ["step back", "quit 3", "help step back", "help auth new", "apropos key pap"] {
      #expect(s.execute("new pptp; \(line)").status == .usage, "\(line)")
    }
    for line in ["help new auth", "help tell echo"] { #expect(s.execute(line).status == .ok, "\(line)") }
  }

  @Test func everyHelpIsJSONToo() throws {
    var s = Session()
    for line in ["help", "help expressions", "help milestones", "help new", "help auth", "help tell", "help set", "apropos key"] {
      #expect(!s.execute(line).document.json.isEmpty, "\(line)")
    }
    let d = try JSONReader.read(s.execute("help expressions").document.jsonLines)
    #expect(d["topic"] == "expressions")
    guard case .array(let examples)? = d["examples"], case .array(let milestones)? = d["milestones"] else {
      Issue.record("no lists")
      return
    }
    #expect(
      examples.count == 5 && examples.allSatisfy { $0["line"] != nil && $0["about"] != nil } && milestones.count == Milestone.allCases.count
    )
  }

  /// What a view refuses has the same members as what a command refuses.
  @Test func refusalsHaveOneForm() {
    var s = Session()
    _ = s.execute("new pptp; step")
    for line in ["view mppe", "show 99", "fields", "bits lcp.code", "explain zzzzz", "automaton zzz", "set foo bar", "step x"] {
      let r = s.execute(line)
      guard case .object(let m)? = r.document.json.first else {
        Issue.record("\(line): no object")
        continue
      }
      #expect(
        m.map(\.key) == ["error", "hint", "status"] && m[2].value == .int(Int64(r.status.rawValue)) && r.status == .usage, "\(line): \(m)")
    }
  }

  /// Three columns, each of which begins in one place.
  @Test func settingsStandInColumns() {
    var s = Session()
    _ = s.execute("set color always")
    let rows = s.execute("set").document.render(RenderOptions(width: 120)).split(separator: "\n").dropFirst().map(Array.init)
    #expect(rows.count == SetCommand.keys.count)
    let begins = zip(rows, SetCommand.keys).map { row, key in
      String(row).firstRange(of: key.about).map { String(row).distance(from: String(row).startIndex, to: $0.lowerBound) }
    }
    #expect(begins.allSatisfy { $0 != nil && $0 == begins[0] }, "\(begins)")
  }

  /// A letter that is short for a command though others begin with it too is named in the help, with its command.
  @Test func helpNamesTheLettersWithAMeaningOfTheirOwn() {
    var s = Session()
    let help = s.execute("help").document.render(RenderOptions(width: 1000))
    var found = 0
    for letter in "abcdefghijklmnopqrstuvwxyz".map(String.init) {
      guard case .found(let c) = CommandTable.find(letter), CommandTable.all.count(where: { $0.name.hasPrefix(letter) }) > 1 else {
        continue
      }
      found += 1
      #expect(help.contains("\(letter) is \(c.name)"), "\(letter)")
    }
    #expect(found >= 5)
  }

  @Test func theFirstFailureEndsTheLine() {
    var s = Session()
    let r = s.execute("set width 100; foo; set width 50")
    #expect(r.status == .usage)
    #expect(s.preferences.width == 100)
  }

  @Test func aMarkIsNoMilestone() {
    var s = Session()
    _ = s.execute("new pptp; step 3")
    for name in ["tunnel.up", "down", "12", "\"\""] {
      let r = s.execute("mark \(name)")
      #expect(r.status == .usage, "\(name)")
    }
    #expect(s.execute("mark tunnel.up").document.jsonLines.contains("milestone"))
    #expect(s.execute("mark \"the third\"; step; goto \"the third\"").status == .ok)
    #expect(s.lab?.current == 3 && s.lab?.marks.count == 1)
    if case .success = Lab.load("new pptp\nmark down\n") { Issue.record("a mark called down was loaded") }
  }

  @Test func machinesComeFromTheLab() {
    #expect(Lab.pppMachines == ["lcp", "ccp", "ipcp", "ipv6cp"])
    var s = Session()
    _ = s.execute("new pptp; run until tunnel.up")
    for machine in s.lab?.machines ?? [] { #expect(s.execute("automaton \(machine)").status == .ok, "\(machine)") }
    #expect(s.lab?.machines.contains("control") == true && s.lab?.machines.contains("auth") == true)
  }

  @Test func enterRepeatsOnlyStepLikeCommands() {
    var s = Session()
    #expect(s.repeatLast() == nil)
    _ = s.execute("new pptp; step 2")
    #expect(s.repeatable == "step 2")
    _ = s.execute("timers")
    #expect(s.repeatable == nil)
  }
}

extension CommandResult: Equatable {
  public static func == (a: CommandResult, b: CommandResult) -> Bool { a.status == b.status && a.document == b.document }
}

@Suite struct HistoryRuleTests {
  @Test func secretsAndRepeatsStayOut() {
    #expect(HistoryRule.keeps("new pptp", after: nil))
    #expect(HistoryRule.keeps("new pptp", after: "step"))
    #expect(!HistoryRule.keeps("step", after: "step"))
    #expect(!HistoryRule.keeps(" step", after: nil))
    #expect(!HistoryRule.keeps("", after: nil))
    for secret in ["new pptp password=x", "new pptp client.PASSWORD=x", "new pptp new-password=x", "new l2tp secret=x", "new l2tp psk=x"] {
      #expect(!HistoryRule.keeps(secret, after: nil))
    }
  }
  @Test func progressLiesBesideTheHistory() {
    let old = LessonFiles.environment("XDG_STATE_HOME")
    setenv("XDG_STATE_HOME", "relative", 1)
    defer { if let old { setenv("XDG_STATE_HOME", old, 1) } else { unsetenv("XDG_STATE_HOME") } }
    #expect(LessonFiles.stateFolder()?.hasPrefix("/") != false, "a relative XDG_STATE_HOME is ignored")
  }
  @Test func folderFollowsXDG() {
    #expect(HistoryRule.folder(stateHome: "/s", home: "/h") == "/s/vpnlab")
    #expect(HistoryRule.folder(stateHome: "relative", home: "/h") == "/h/.local/state/vpnlab")
    #expect(HistoryRule.folder(stateHome: nil, home: nil) == nil)
  }
}

@Suite struct LabCommandTextTests {
  @Test(arguments: [
    "drop next", "drop next 3", "drop every", "drop 20%", "drop 0.5%", "drop 12", "dup next if gre", "swap next", "delay 1s next",
    "delay 1500ms every if lcp",
    "corrupt next at 54 xor 0x1", "corrupt next", "faults clear", "firewall block gre", "firewall allow tcp 1723 from client",
    "firewall block all", "firewall block 50", "firewall clear", "poke pptp.magic_cookie=0x1234 next",
    "poke \"pptp.host_name=two words\" every if pptp", "replay 3", "drop next if note contains \"two words\"",
    "tell server set-link-info accm=0", "send ping", "send ping 192.168.77.1 from server", "send udp \"two words\"", "hangup",
    "hangup server",
  ])
  func textGoesBothWays(_ line: String) throws {
    let command = try LabCommand.parse(line).get()
    #expect(command.text == line)
    #expect(try LabCommand.parse(command.text).get() == command)
  }

  @Test(arguments: [
    "drop 0", "drop -1", "drop 101%", "drop 0%", "swap 0.0%", "drop next x", "delay next", "corrupt next at 99999999",
    "corrupt next xor 256", "firewall", "firewall block", "firewall block foo", "firewall block gre 5", "firewall block tcp 0",
    "tell client", "send", "send fax", "drop next if", "hangup a b", "poke", "poke lcp", "poke lcp.code", "poke lcp.code= next",
    "poke lcp.cod=1", "poke lcp.code=300", "poke lcp.code=bogus", "replay", "replay x", "replay 0",
  ])
  func nonsenseIsRefused(_ line: String) throws {
    #expect(throws: UsageError.self) { try LabCommand.parse(line).get() }
  }
  @Test func times() {
    #expect(Delay(word: "3s") == .seconds(3))
    #expect(Delay(word: "1.5") == .milliseconds(1500))
    #expect(Delay(word: "20us") == .microseconds(20))
    #expect(Delay(word: "2min") == .seconds(120))
    for bad in ["", "s", "-1s", "1.2.3s", "99999999999999999999s", "9223372036854775807h", "1.s", "٣s"] {
      #expect(Delay(word: bad) == nil, "\(bad)")
    }
  }
}
