import Testing

@testable import Workbench

/// The package's own files, for tests of how it is built.
enum SourceTree {
  /// The package root, from where this file was compiled.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  struct File {
    var path: String
    var lines: [String]
    /// The lines without comments and without the contents of string literals.
    var code: [String]
  }

  static func text(_ path: String) -> String? {
    guard case .success(let octets) = LessonFiles.read(root + "/" + path, limit: 4 << 20) else { return nil }
    return String(decoding: octets, as: UTF8.self)
  }

  /// Every Swift file below `folder` (relative to the root), sorted.
  static func swift(_ folder: String) -> [File] {
    var out: [File] = []
    for name in LessonFiles.names(in: root + "/" + folder) where !name.hasPrefix(".") {
      let path = folder + "/" + name
      if LessonFiles.isFolder(root + "/" + path) {
        out += swift(path)
      } else if name.hasSuffix(".swift"), let text = text(path) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        out.append(File(path: path, lines: lines, code: stripped(lines)))
      }
    }
    return out
  }

  private static func stripped(_ lines: [String]) -> [String] {
    var inLongString = false
    return lines.map { line in
      if line.contains("\"\"\"") {
        // A line that both opens and closes one is rare enough to be left alone.
        if line.components("\"\"\"").count == 2 { inLongString.toggle() }
        return ""
      }
      if inLongString { return "" }
      var out = ""
      var quoted = false
      var escaped = false
      var previous: Character = " "
      for c in line {
        if quoted {
          if escaped { escaped = false } else if c == "\\" { escaped = true } else if c == "\"" { quoted = false }
          continue
        }
        if c == "\"" {
          quoted = true
          continue
        }
        if c == "/", previous == "/" {
          out.removeLast()
          return out
        }
        out.append(c)
        previous = c
      }
      return out
    }
  }

  /// Lines in which one of the words stands as a whole word: `path:line: text`.
  static func uses(of words: [String], in files: [File]) -> [String] {
    var out: [String] = []
    for f in files {
      for (i, line) in f.code.enumerated() where !line.isEmpty {
        let found = tokens(line)
        for w in words where found.contains(w) { out.append("\(f.path):\(i + 1): \(w)") }
      }
    }
    return out
  }

  static func tokens(_ line: String) -> Set<String> {
    Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
  }

  static func imports(_ f: File) -> [String] {
    f.code.compactMap { (line: String) -> String? in
      let w = line.split(separator: " ").map(String.init)
      guard let i = w.firstIndex(of: "import"), i + 1 < w.count, !w[0].contains("(") else { return nil }
      // `import struct Foundation.Date` names its module too.
      return w.last.flatMap { $0.split(separator: ".").first.map(String.init) }
    }
  }
}
