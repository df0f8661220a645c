/// One thing `tell NODE ACTION` can make an end do.
public struct TellAction: Sendable, Equatable {
  public struct Argument: Sendable, Equatable {
    /// What the value may be.
    public enum Form: Sendable, Equatable {
      /// Decimal, or hexadecimal after 0x; at most so much.
      case number(most: UInt64)
      case words([String])
      /// One of these, or a number.
      case wordsOrNumber([String], most: UInt64)
      case text
    }
    public var name: String
    /// `"32 bits in hex, such as 0x00000000"`.
    public var about: String
    public var fallback: String
    public var form = Form.number(most: UInt64(UInt32.max))
  }
  public var name: String
  public var arguments: [Argument]
  /// One line for people.
  public var about: String
  public var ref: String
  /// It ends the call or the control connection.
  public var isFarewell = false

  /// The actions of all kinds of tunnel, each name once.
  public static let all: [TellAction] = all(of: TunnelKind.all)

  /// Those of some kinds.
  public static func all(of kinds: [TunnelKind]) -> [TellAction] {
    var out: [TellAction] = []
    for kind in kinds { for a in kind.actions where !out.contains(where: { $0.name == a.name }) { out.append(a) } }
    return out
  }

  /// What is wrong with these words, or nil. `actions`: those of the kind of tunnel.
  public static func check(_ name: String, _ words: [String], among actions: [TellAction]) -> String? {
    guard let action = actions.first(where: { $0.name == name }) else {
      return "there is no action \"\(name)\": " + actions.map(\.name).joined(separator: ", ")
    }
    for w in words {
      let key = String(w.prefix { $0 != "=" })
      guard w.contains("="), let argument = action.arguments.first(where: { $0.name == key }) else {
        return "\(name) does not take \"\(w)\""
          + (action.arguments.isEmpty ? "" : ": " + action.arguments.map { "\($0.name)=\($0.about)" }.joined(separator: "; "))
      }
      if let allowed = argument.refusal(of: words) { return "\(name): \(w) cannot be: \(key) is \(allowed)" }
    }
    return nil
  }

  /// The value of `key=…` among the words.
  static func value(_ key: String, in words: [String]) -> String? {
    for w in words where w.hasPrefix(key + "=") { return String(w.dropFirst(key.count + 1)) }
    return nil
  }

  /// A number in decimal or, after 0x, in hexadecimal.
  static func number(_ key: String, in words: [String]) -> UInt64? {
    guard let v = value(key, in: words) else { return nil }
    if v.hasPrefix("0x") || v.hasPrefix("0X") { return UInt64(v.dropFirst(2), radix: 16) }
    return UInt64(v)
  }
}

extension TellAction.Argument {
  /// What the value may be, where it is something else.
  fileprivate func refusal(of words: [String]) -> String? {
    guard let v = TellAction.value(name, in: words) else { return nil }
    let number = TellAction.number(name, in: words)
    func list(_ names: [String], _ last: String? = nil) -> String {
      let all = names + (last.map { [$0] } ?? [])
      return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
    }
    switch form {
    case .text: return nil
    case .words(let names): return names.contains(v) ? nil : list(names)
    case .wordsOrNumber(let names, let most):
      return names.contains(v) || number.map { $0 <= most } ?? false ? nil : list(names, "a number up to \(most)")
    case .number(let most):
      return number.map { $0 <= most } ?? false ? nil : "a number up to \(most), in decimal or after 0x in hexadecimal"
    }
  }
}
