/// The package's own files, for tests of how it is built.
public enum SourceTree {
  public struct File: Sendable {
    public var path: String
    public var lines: [String]
    /// The lines without comments and without the text of string literals; what is interpolated into them stays.
    public var code: [String]
    /// The words, numbers and signs of each line of code.
    public var tokens: [[String]]

    public init(_ path: String, _ text: String) {
      self.path = path
      lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      code = SourceTree.code(of: text)
      tokens = code.map(SourceTree.tokens)
    }
  }

  /// Every file below `folder` (relative to the package's folder) with one of these endings, sorted.
  public static func files(_ folder: String, endings: [String] = [".swift"]) -> [File] {
    paths(folder).filter { p in endings.contains { p.hasSuffix($0) } }.compactMap { p in
      Material.text(Material.root + "/" + p).map { File(p, $0) }
    }
  }

  /// Every path below `folder` but what is built or belongs to git; `""` is the whole tree.
  public static func paths(_ folder: String) -> [String] {
    var out: [String] = []
    for name in Material.names(in: Material.root + "/" + folder) where !name.hasPrefix(".build") && name != ".git" && name != "dist" {
      let path = folder.isEmpty ? name : folder + "/" + name
      if Material.isFolder(Material.root + "/" + path) { out += paths(path) } else { out.append(path) }
    }
    return out
  }

  /// Lines in which one of the words is a whole word: `path:line: word`.
  public static func uses(of words: [String], in files: [File]) -> [String] { uses(of: words.map { [$0] }, in: files) }

  /// Lines in which one of the sequences of tokens is (`["write", "(", "1"]`).
  public static func uses(of sequences: [[String]], in files: [File]) -> [String] {
    var out: [String] = []
    for f in files {
      for (i, line) in f.tokens.enumerated() where !line.isEmpty {
        for s in sequences where contains(line, s) { out.append("\(f.path):\(i + 1): \(s.joined())") }
      }
    }
    return out
  }

  public static func contains(_ line: [String], _ sequence: [String]) -> Bool {
    guard let first = sequence.first, line.count >= sequence.count else { return false }
    return (0...(line.count - sequence.count)).contains { line[$0] == first && line[$0..<($0 + sequence.count)].elementsEqual(sequence) }
  }

  /// Words and numbers whole, every other sign by itself.
  public static func tokens(_ line: String) -> [String] {
    var out: [String] = []
    var word = ""
    for c in line.unicodeScalars {
      if c == "_" || c.properties.isAlphabetic || c.properties.numericType != nil {
        word.unicodeScalars.append(c)
        continue
      }
      if !word.isEmpty { out.append(word) }
      word = ""
      if c != " " && c != "\t" { out.append(String(c)) }
    }
    if !word.isEmpty { out.append(word) }
    return out
  }

  /// The types that a file declares, each with whether it is inside another or an extension.
  public static func types(in f: File) -> [(name: String, isNested: Bool)] {
    var out: [(String, Bool)] = []
    var depth = 0
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "actor"]
    for line in f.tokens where !line.contains("import") {
      for k in line.indices {
        if line[k] == "{" { depth += 1 }
        if line[k] == "}" { depth -= 1 }
        if kinds.contains(line[k]), k + 1 < line.count, line[k + 1].first?.isUppercase == true { out.append((line[k + 1], depth > 0)) }
      }
    }
    return out
  }

  /// What a file adds to types that it extends: `"Clock.iso"`.
  public static func members(in f: File) -> [String] {
    var out: [String] = []
    var depth = 0
    var type: String?
    for line in f.tokens {
      for k in line.indices {
        if depth == 0, line[k] == "extension", k + 1 < line.count { type = line[k + 1] }
        if line[k] == "{" { depth += 1 }
        if line[k] == "}" {
          depth -= 1
          if depth == 0 { type = nil }
        }
        if depth == 1, let type, ["func", "var", "let"].contains(line[k]), k + 1 < line.count { out.append("\(type).\(line[k + 1])") }
      }
    }
    return out
  }

  /// The functions, initialisers and subscripts that a file declares, each with how many parameters have no label.
  public static func functions(in f: File) -> [(name: String, line: Int, unlabelled: Int)] {
    let all = f.tokens.enumerated().flatMap { i, line in line.map { (token: $0, line: i + 1) } }
    var out: [(String, Int, Int)] = []
    for k in all.indices where ["func", "init", "subscript"].contains(all[k].token) {
      // `self.init(…)` is a call.
      if k > 0, all[k - 1].token == "." { continue }
      // After the name, which may be an operator, comes what a generic function is generic in.
      var at = k + (all[k].token == "func" ? 2 : 1)
      var angles = 0
      while at < all.count, all[at].token != "(" || angles > 0, all[at].token != "{" {
        if all[at].token == "<" { angles += 1 }
        if all[at].token == ">" { angles -= 1 }
        at += 1
      }
      guard at < all.count, all[at].token == "(" else { continue }
      var depth = 1
      var begins = true
      var count = 0
      while depth > 0, at + 1 < all.count {
        at += 1
        let t = all[at].token
        if depth == 1, begins, t == "_" { count += 1 }
        // An attribute comes before the label.
        begins = depth == 1 && (t == "," || begins && (t == "@" || all[at - 1].token == "@"))
        if ["(", "[", "{"].contains(t) { depth += 1 }
        if [")", "]", "}"].contains(t) { depth -= 1 }
      }
      out.append((all[k].token == "func" ? all[k + 1].token : all[k].token, all[k].line, count))
    }
    return out
  }

  /// What each line imports: `import struct Foundation.Date` names its module too.
  public static func imports(_ f: File) -> [String] {
    f.tokens.compactMap { t in
      guard let i = t.firstIndex(of: "import"), i + 1 < t.count, !t[..<i].contains("(") else { return nil }
      let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
      return kinds.contains(t[i + 1]) && i + 2 < t.count ? t[i + 2] : t[i + 1]
    }
  }

  /// Swift and C alike: comments and the text of literals go, line breaks stay.
  static func code(of text: String) -> [String] {
    enum Mode { case code(brackets: Int), string(long: Bool, hashes: Int) }
    let u = Array(text.utf8)
    var out: [UInt8] = []
    var stack: [Mode] = [.code(brackets: 0)]
    var i = 0
    func at(_ k: Int) -> UInt8 { k < u.count ? u[k] : 0 }
    func hashes(_ k: Int) -> Int {
      var n = 0
      while at(k + n) == UInt8(ascii: "#") { n += 1 }
      return n
    }
    let quote = UInt8(ascii: "\"")
    let slash = UInt8(ascii: "/")
    let star = UInt8(ascii: "*")
    let newline = UInt8(ascii: "\n")
    let back = UInt8(ascii: "\\")
    while i < u.count {
      let c = u[i]
      switch stack[stack.count - 1] {
      case .code(let brackets):
        if c == slash, at(i + 1) == slash {
          while i < u.count, u[i] != newline { i += 1 }
          continue
        }
        if c == slash, at(i + 1) == star {
          var depth = 0
          repeat {
            if at(i) == slash, at(i + 1) == star {
              depth += 1
              i += 2
            } else if at(i) == star, at(i + 1) == slash {
              depth -= 1
              i += 2
            } else {
              if at(i) == newline { out.append(newline) }
              i += 1
            }
          } while depth > 0 && i < u.count
          continue
        }
        let n = hashes(i)
        if at(i + n) == quote {
          let long = at(i + n + 1) == quote && at(i + n + 2) == quote
          i += n + (long ? 3 : 1)
          out.append(UInt8(ascii: " "))
          stack.append(.string(long: long, hashes: n))
          continue
        }
        // A character of C: '"' opens no string.
        if c == UInt8(ascii: "'") {
          let end = i + (at(i + 1) == back ? 3 : 2)
          if at(end) == c {
            i = end + 1
            out.append(UInt8(ascii: " "))
            continue
          }
        }
        if c == UInt8(ascii: "(") { stack[stack.count - 1] = .code(brackets: brackets + 1) }
        if c == UInt8(ascii: ")") {
          if brackets == 0, stack.count > 1 {
            stack.removeLast()
            out.append(UInt8(ascii: " "))
            i += 1
            continue
          }
          stack[stack.count - 1] = .code(brackets: brackets - 1)
        }
        out.append(c)
        i += 1
      case .string(let long, let n):
        if c == back, hashes(i + 1) >= n, at(i + 1 + n) == UInt8(ascii: "(") {
          stack.append(.code(brackets: 0))
          i += n + 2
        } else if c == back, n == 0 {
          if at(i + 1) == newline { out.append(newline) }
          i += 2
        } else if c == quote, !long || at(i + 1) == quote && at(i + 2) == quote, hashes(i + (long ? 3 : 1)) >= n {
          stack.removeLast()
          i += n + (long ? 3 : 1)
        } else {
          if c == newline {
            out.append(c)
            // A string of one line ends with it; then this was no string.
            if !long { stack.removeLast() }
          }
          i += 1
        }
      }
    }
    return String(decoding: out, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
