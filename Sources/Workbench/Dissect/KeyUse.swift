import ProtocolEngines

/// Which lines of the key files opened something. A wrong password or call ID shows in no other place but in the packets that stay closed.
struct KeyUse {
  private struct Line {
    var name: String
    /// How a field's meaning begins where this line opened it, or where a login shows that it is right.
    var signs: [String]
    var used = false
  }
  private var lines: [Line]
  /// The first packet that stayed closed for want of a key, and why.
  private var closed: (frame: Int, why: String)?

  init(_ keyring: Keyring) {
    lines = keyring.users.map { u in
      Line(
        name: "user \(u.name)",
        signs: [
          "opened with the password of \(u.name)", "opened with the new password of \(u.name)",
          "made with the key file's password of \(u.name)",
        ])
    }
    lines += keyring.mppe.map { Line(name: "mppe \($0.callID.map { String($0) } ?? "*")", signs: ["opened with \($0.source)"]) }
    lines += [("psk", keyring.psk.count), ("secret", keyring.secrets.count), ("ikev1", keyring.ikev1.count), ("esp", keyring.esp.count)]
      .flatMap { kind, n in
        [Line](repeating: Line(name: kind, signs: []), count: n)
      }
  }

  mutating func add(_ d: Dissection) {
    guard !lines.isEmpty else { return }
    let isLogin = d.proto == "CHAP"
    if closed == nil, let p = d.problems.first(where: { $0.field == "mppe.ciphertext" && $0.text.hasPrefix("the key from ") }) {
      closed = (d.number, p.text)
    }
    for b in d.buffers {
      for n in b.notes where n.kind == .ciphertext || isLogin && n.kind == .leaf {
        guard let meaning = n.meaning else { continue }
        if n.kind == .ciphertext, n.opens < 0, n.inFrame <= 0, closed == nil, meaning.hasPrefix("no key") { closed = (d.number, meaning) }
        for i in lines.indices where !lines[i].used && lines[i].signs.contains(where: { Self.begins(meaning, $0) }) { lines[i].used = true }
      }
    }
  }

  /// The name may be the beginning of a different one: "bob" is not "bobby".
  private static func begins(_ meaning: String, _ sign: String) -> Bool {
    guard meaning.hasPrefix(sign) else { return false }
    return meaning.dropFirst(sign.count).first.map { ";,( ".contains($0) } ?? true
  }

  /// One line, or nil where every key line was of use, or none was wanting: one key file may serve many captures.
  var text: String? {
    guard let closed else { return nil }
    var names: [String] = []
    for l in lines where !l.used && !names.contains(l.name) { names.append(l.name) }
    guard !names.isEmpty else { return nil }
    return "of the key file, \(Say.list(names)) opened nothing; frame \(closed.frame) stays closed: \(closed.why)"
  }
}
