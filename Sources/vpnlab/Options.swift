import Workbench

/// One option of the command line.
struct Option {
  var name: String
  /// The word for its value in the help; nil for a switch.
  var value: String?
  var about: String
  init(_ name: String, _ value: String? = nil, _ about: String) {
    self.name = name
    self.value = value
    self.about = about
  }
}

/// The words and options after a tool's name.
struct Parsed {
  var words: [String] = []
  var values: [(name: String, value: String)] = []

  func has(_ name: String) -> Bool { values.contains { $0.name == name } }
  /// The last one given holds.
  func value(_ name: String) -> String? { values.last { $0.name == name }?.value }
  func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

  func number(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let n = Int(text), range.contains(n) else {
      throw UsageError("\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not “\(text)”.")
    }
    return n
  }

  /// `--name value`, `--name=value`, short ones as `-c value`; `--` ends the options. Options and words may come in any order.
  static func parse(_ arguments: some Sequence<String>, options: [Option], tool: String) throws(UsageError) -> Parsed {
    var out = Parsed()
    var waiting: Option?
    var onlyWords = false
    for argument in arguments {
      if let option = waiting {
        out.values.append((option.name, argument))
        waiting = nil
        continue
      }
      guard !onlyWords, argument.hasPrefix("-"), argument != "-" else {
        out.words.append(argument)
        continue
      }
      if argument == "--" {
        onlyWords = true
        continue
      }
      var name = argument
      var given: String?
      if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
        name = String(argument[..<equals])
        given = String(argument[argument.index(after: equals)...])
      }
      guard let option = options.first(where: { $0.name == name }) else {
        let near = Spelling.nearest(name, among: options.map(\.name)).map { " Did you mean \($0)?" } ?? ""
        throw UsageError(
          """
            There is no option \(name)\(tool.isEmpty ? "" : " for “vpnlab \(tool)”").\(near) Options: \
            \(tool.isEmpty ? "vpnlab --help" : "vpnlab \(tool) --help").
            """
        )
      }
      if option.value == nil {
        if given != nil { throw UsageError("\(name) takes no value.") }
        out.values.append((name, ""))
      } else if let given {
        out.values.append((name, given))
      } else {
        waiting = option
      }
    }
    if let option = waiting { throw UsageError("\(option.name) needs a value: \(option.name) \(option.value ?? "")") }
    return out
  }
}
