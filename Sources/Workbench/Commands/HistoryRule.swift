/// Which lines the history file keeps.
public enum HistoryRule {
  /// Not empty ones, repeats of the line before, lines that begin with a space, or lines that hold a secret.
  public static func keeps(_ line: String, after last: String?) -> Bool {
    guard let first = line.utf8.first, first != 0x20, first != 0x09, line != last else { return false }
    guard line.utf8.allSatisfy({ $0 != 10 && $0 != 13 }) else { return false }
    let small = Spelling.lower(line)
    return !["password=", "psk=", "secret="].contains { Spelling.holds(small, $0) }
  }

  /// `$XDG_STATE_HOME/vpnlab`, or `~/.local/state/vpnlab`; nil without either variable. Relative ones are ignored, as the XDG text asks.
  public static func folder(stateHome: String?, home: String?) -> String? {
    if let s = stateHome, s.hasPrefix("/") { return s + "/vpnlab" }
    if let h = home, h.hasPrefix("/") { return h + "/.local/state/vpnlab" }
    return nil
  }
}
