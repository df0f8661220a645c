import ProtocolEngines

/// The ids of fields that can turn up in a lab, for completion and did-you-mean. Found by running a few labs once, so that
/// no list has to be kept in step with the layouts.
public enum FieldCatalogue {
  /// In order of first appearance.
  public static let names: [String] = fields.map(\.id.string)

  static let fields: [Field] = {
    let lives: [([String], [String])] = [
      ([], ["tell client echo", "tell server lcp-echo", "tell client identify", "tell server wan-error", "tell client set-link-info", "tell client discard", "send udp hello"]),
      (["auth=pap", "call=incoming"], []), (["auth=chap"], ["tell server call-disconnect"]), (["auth=mschap", "mppe-mode=stateful"], ["tell client ccp-reset", "tell client time-remaining"]),
      (["client.password=wrong"], []), (["client.mppe=off"], []), (["expired=on", "new-password=better"], []), (["auth=none", "start=both"], ["tell client stop"]),
    ]
    var seen: Set<String> = [], list: [Field] = []
    for (words, commands) in lives {
      guard let settings = try? LabSettings.parse(words).get() else { continue }
      var lab = Lab(settings: settings)
      while lab.current < 200, !lab.holds(.tunnelUp), lab.step() != nil {}
      _ = lab.ping()
      _ = lab.ping(to: "ipv6")
      for c in commands + ["hangup"] {
        guard let command = try? LabCommand.parse(Words.commands(c).first?.texts ?? []).get() else { continue }
        _ = lab.perform(command)
        for _ in 0..<8 { _ = lab.step() }
      }
      for n in stride(from: 1, through: lab.current, by: 1) {
        for note in lab.dissections(of: n).flatMap({ $0.buffers.flatMap(\.notes) }) where seen.insert(note.field.id.string).inserted { list.append(note.field) }
      }
    }
    return list
  }()

  /// What is wrong with a field id, or nil. A layer no lab has shown is taken on trust.
  static func fault(_ id: String) -> UsageError? {
    let prefix = id + "."
    if names.contains(where: { $0 == id || $0.hasPrefix(prefix) }) { return nil }
    let layer = id.prefix { $0 != "." } + "."
    let near = names.filter { $0.hasPrefix(layer) }
    guard !near.isEmpty, id.contains(".") else { return nil }
    // The last component alone may be right: pptp.message_type is meant to be pptp.control_message_type.
    let last = id.split(separator: ".").last.map(String.init) ?? id
    let suggestion = Spelling.nearest(id, among: near) ?? near.first { $0.hasSuffix(last) }
    return UsageError("“\(id)” is no field here", allowed: suggestion == nil ? Array(near.prefix(12)) : [], suggestion: suggestion)
  }
}
