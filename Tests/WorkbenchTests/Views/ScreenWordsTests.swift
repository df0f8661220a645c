import HexViews
import Testing

@testable import Workbench

/// Single words of screens on which readers stumbled.
@Suite struct ScreenWordsTests {
  private func screen(_ before: String, _ command: String, width: Int = 80, reader: Bool = false) -> String {
    var session = Session()
    _ = session.execute(before)
    return session.execute(command).document.render(RenderOptions(width: width, reader: reader))
  }

  @Test func theTimelineSaysWhoseTimerItWas() {
    let lines = screen("new pptp; firewall block gre; run until lcp.opened", "timeline").split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.contains("[server timer] gre.ato") } && lines.contains { $0.contains("[client timer] gre.ato") })
    #expect(lines.contains { $0.contains("[client begins] open") })
    // What the firewall does happens at neither end.
    #expect(lines.contains { $0.hasPrefix("   1 ") && $0.contains("── firewall block gre ──") })
    // Number and time aside, timers of the two ends look different.
    let timers = lines.filter { $0.contains("timer]") }.map { String($0.dropFirst(14)) }
    #expect(Set(timers).count >= 4)
    #expect(screen("new pptp; run until tunnel.up; ping", "timeline").contains("[client told] send ping"))
    #expect(screen("new pptp; run until tunnel.up; ping", "timeline", reader: true).contains("client, told: send ping."))
  }

  @Test func paddingIsNotTheHeader() {
    let before = "new pptp; step 2"
    let step = screen(before, "step")
    #expect(step.contains("[E] Ethernet 14  [I] IP 20  [T] TCP 24  [E] padding 2"))
    let layers = screen(before + "; step", "layers")
    #expect(layers.contains("E padding") && layers.contains("    fills the frame up to 60 octets\n"))
    #expect(screen(before + "; step", "hex").contains("E padding, 2 octets at 58  fills the frame up to 60 octets"))
  }

  @Test func theBackgroundCanBeSet() {
    var session = Session()
    #expect(session.execute("set background light").status == .ok && session.preferences.background == .light)
    #expect(session.execute("set background dark").status == .ok && session.preferences.background == .dark)
    #expect(session.execute("set background blue").status == .usage && session.preferences.background == .dark)
    #expect(session.execute("set background auto").status == .ok && session.preferences.background == nil)
    #expect(session.execute("set").document.render(RenderOptions()).contains("background"))
  }
}
