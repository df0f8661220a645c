import ProtocolEngines
import Testing

@testable import Workbench

@Suite struct LabSettingsTests {
  private func settings(_ words: String...) -> LabSettings? { try? LabSettings.parse(words).get() }
  private func fault(_ words: String...) -> UsageError? { if case .failure(let e) = LabSettings.parse(words) { e } else { nil } }

  @Test func defaults() {
    let s = settings("pptp")
    #expect(s?.seed == 1 && s?.ppp(.server).mppe == [.b128] && s?.ppp(.server).auth == [.mschapv2])
    #expect(s?.ppp(.server).accounts == [Account(name: "student", password: "lesson")])
    #expect(s?.ppp(.client).localAddress == .any && s?.ppp(.server).peerAddress == TunnelSettings.clientInside)
    #expect(settings()?.words == ["pptp"])
  }

  @Test func prefixesMakeTheEndsDiffer() {
    let s = settings("client.mppe=off", "mppe=128", "server.password=other", "seed=7")
    #expect(s?.ppp(.client).mppe == [] && s?.ppp(.server).mppe == [.b128])
    #expect(s?.ppp(.client).password == "lesson" && s?.ppp(.server).accounts.first?.password == "other")
    #expect(s?.seed == 7)
  }

  @Test func encryptionFollowsTheAuthentication() {
    for (auth, on) in [("mschapv2", true), ("mschap", true), ("chap", false), ("pap", false), ("none", false)] {
      #expect(settings("auth=\(auth)")?.ppp(.server).mppe.isEmpty == !on, "\(auth)")
      #expect(settings("auth=\(auth)", "mppe=40")?.ppp(.server).mppe == [.b40], "\(auth)")
    }
  }

  @Test func mistakesAreExplained() {
    #expect(fault("mpe=128")?.suggestion == "mppe")
    #expect(fault("mppe=129")?.allowed.contains("128") == true)
    #expect(fault("auth=mschapv3")?.suggestion == "mschapv2")
    #expect(fault("ptpp")?.suggestion == "pptp")
    #expect(fault("seed=x") != nil && fault("seed") != nil && fault("client.seed=2") != nil)
    for later in ["l2tp", "nat=on", "auth=eap-tls", "psk=x", "compress=mppc"] {
      #expect(fault(later)?.text.contains("does not have") == true, "\(later)")
    }
  }

  @Test func aKeyIsGivenOnce() {
    #expect(
      fault("auth=pap", "auth=chap")
        == UsageError(
          "auth= stands twice, as “auth=pap” and as “auth=chap”: one of them is meant, or both with a comma", suggestion: "auth=pap,chap"))
    #expect(fault("seed=1", "SEED=2")?.text.contains("stands twice") == true && fault("seed=1", "seed=1")?.text == "“seed=1” stands twice")
    #expect(fault("client.mppe=off", "client.mppe=40")?.suggestion == "client.mppe=off,40")
    #expect(settings("mppe=off", "client.mppe=128", "server.mppe=40") != nil)
  }

  @Test func rangesAreShown() {
    for bad in ["-1", "x", "18446744073709551616"] {
      #expect(fault("seed=\(bad)")?.text == "seed= takes a number from 0 to 18446744073709551615, not “\(bad)”")
    }
    #expect(settings("seed=18446744073709551615")?.seed == .max)
    #expect(fault("mtu=100")?.allowed == ["128 to 1500"] && fault("user=")?.text == "user= takes 1 to 255 octets, not 0")
    #expect(fault("password=" + String(repeating: "x", count: 256))?.text == "password= takes at most 255 octets, not 256")
  }

  @Test func aListCutShortSaysSo() {
    let e = UsageError("wrong", allowed: ["a", "b", "c", "d"])
    #expect(e.allowedText == "a, b, c or d" && e.listing(4) == e && e.listing(2).allowedText == "a, b and 2 more")
    let field = FieldCatalogue.all.refusal("pptp.zzzzzzzzzzzz")
    #expect(
      field?.allowed.count == 12
        && field.map { $0.allowedText.hasSuffix(" and \(FieldCatalogue.all.within("pptp").count - 12) more") } == true)
  }

  @Test(arguments: TunnelKind.all) func everyKeyAndValueIsTaken(_ kind: TunnelKind) {
    for k in LabSettings.keys(of: kind) {
      let values = k.values.isEmpty ? ["200"] : k.values
      for v in values { #expect((try? LabSettings.parse([kind.name, "\(k.name)=\(v)"]).get()) != nil, "\(k.name)=\(v)") }
      for v in k.later { #expect((try? LabSettings.parse([kind.name, "\(k.name)=\(v)"]).get()) == nil, "\(k.name)=\(v)") }
    }
  }
}
