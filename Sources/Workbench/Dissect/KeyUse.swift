import ProtocolEngines

/// Which lines of the key files were of no use. A wrong password or call ID shows in no other place but in the packets that stay closed.
enum KeyUse {
  /// One line, or nil where every key line was of use, or none was wanting: one key file may serve many captures.
  static func text(_ observer: Observer) -> String? {
    let keyring = observer.keyring
    guard keyring != Keyring(), let closed = observer.keyLog.closed else { return nil }
    // Of some kinds no line opens anything in this version.
    var lines = keyring.users.map { (name: "user \($0.name)", secret: Keyring.Secret?.some(.user($0.name))) }
    lines += keyring.mppe.map { ("mppe \($0.callID.map { String($0) } ?? "*")", .mppe(callID: $0.callID)) }
    for (kind, isGiven) in [
      ("psk", !keyring.psk.isEmpty), ("secret", !keyring.secrets.isEmpty), ("ikev1", !keyring.ikev1.isEmpty), ("esp", !keyring.esp.isEmpty),
    ] where isGiven { lines.append((kind, nil)) }
    var names: [String] = []
    for l in lines where !names.contains(l.name) && !(l.secret.map(observer.keyLog.used.contains) ?? false) { names.append(l.name) }
    guard !names.isEmpty else { return nil }
    return "of the key file, \(Say.list(names)) opened nothing; frame \(closed.frame) stays closed: \(closed.why)"
  }
}
