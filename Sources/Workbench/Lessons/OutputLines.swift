/// Expected output: lines as they are in a lesson, where `...` means lines left out.
enum OutputLines {
  static let wildcard = "..."
  /// Beyond this many comparisons outputs are not aligned: they only count as different.
  static let maximumCells = 4_000_000

  enum Row: Equatable {
    case same(String)
    /// Lines that `...` covers.
    case elided([String])
    case missing(String)
    case extra(String)
    /// One line in the other's place.
    case changed(expected: String, actual: String)

    var isGood: Bool {
      switch self {
      case .same, .elided: true
      default: false
      }
    }
  }

  /// Text as the program printed it, as lines; white space at the ends of lines does not count.
  static func lines(of text: String) -> [String] {
    tidy(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  static func tidy(_ lines: [String]) -> [String] {
    var out = lines.map(withoutTrailingSpace)
    while out.last == "" { out.removeLast() }
    return out
  }

  static func trimmedBlank(_ lines: [String]) -> [String] {
    Array(tidy(lines).drop { $0.isEmpty })
  }

  private static func withoutTrailingSpace(_ s: String) -> String {
    guard let last = s.utf8.lastIndex(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { return "" }
    return String(s[...last])
  }

  /// Output must not look like a command, a wildcard or the end of its block.
  static func escaped(_ line: String) -> String {
    line.hasPrefix(">") || line == wildcard || line.hasPrefix("\\") || line.hasPrefix("```") ? "\\" + line : line
  }

  private static func unescaped(_ line: String) -> String { line.hasPrefix("\\") ? String(line.dropFirst()) : line }

  /// Lays expected and actual lines beside each other with as few differences as possible.
  /// All rows are good exactly when the output is what was expected.
  static func align(expected: [String], actual: [String]) -> [Row] {
    let n = expected.count
    let m = actual.count
    guard (n + 1) * (m + 1) <= maximumCells else {
      if expected.map(unescaped) == actual { return actual.map(Row.same) }
      return expected.map(Row.missing) + actual.map(Row.extra)
    }
    let plain = expected.map { $0 == wildcard ? nil : unescaped($0) }
    // cost[i][j]: expected from i on against actual from j on.
    let width = m + 1
    var cost = [Int32](repeating: 0, count: (n + 1) * width)
    for i in stride(from: n, through: 0, by: -1) {
      for j in stride(from: m, through: 0, by: -1) {
        if i == n {
          cost[i * width + j] = Int32(m - j) * gap
          continue
        }
        var best: Int32
        if plain[i] == nil {
          best = cost[(i + 1) * width + j]
          if j < m { best = min(best, cost[i * width + j + 1]) }
        } else {
          best = cost[(i + 1) * width + j] + gap
          if j < m {
            best = min(best, cost[i * width + j + 1] + gap)
            best = min(best, cost[(i + 1) * width + j + 1] + price(plain[i] ?? "", actual[j]))
          }
        }
        cost[i * width + j] = best
      }
    }
    return walk(plain, actual, cost, width)
  }

  private static let gap: Int32 = 4

  /// What it costs to take one line for the other: nothing when equal, less when they look alike.
  private static func price(_ a: String, _ b: String) -> Int32 {
    if a == b { return 0 }
    let x = Array(a.utf8)
    let y = Array(b.utf8)
    var head = 0
    while head < min(x.count, y.count), x[head] == y[head] { head += 1 }
    var tail = 0
    while tail < min(x.count, y.count) - head, x[x.count - 1 - tail] == y[y.count - 1 - tail] { tail += 1 }
    return (head + tail) * 2 >= max(x.count, y.count) ? 2 : 7
  }

  private static func walk(_ plain: [String?], _ actual: [String], _ cost: [Int32], _ width: Int) -> [Row] {
    var rows: [Row] = []
    var i = 0
    var j = 0
    let n = plain.count
    let m = actual.count
    while i < n || j < m {
      let here = cost[i * width + j]
      guard i < n else {
        rows.append(.extra(actual[j]))
        j += 1
        continue
      }
      guard let line = plain[i] else {
        // Prefer the longest stretch a wildcard can cover.
        var gone: [String] = []
        while j < m, cost[i * width + j + 1] == here {
          gone.append(actual[j])
          j += 1
        }
        rows.append(.elided(gone))
        i += 1
        continue
      }
      if j < m, here == cost[(i + 1) * width + j + 1] + price(line, actual[j]) {
        rows.append(line == actual[j] ? .same(line) : .changed(expected: line, actual: actual[j]))
        i += 1
        j += 1
      } else if here == cost[(i + 1) * width + j] + gap {
        rows.append(.missing(line))
        i += 1
      } else {
        rows.append(.extra(actual[j]))
        j += 1
      }
    }
    return rows
  }

  static func matches(expected: [String], actual: [String]) -> Bool {
    align(expected: expected, actual: tidy(actual)).allSatisfy(\.isGood)
  }

  /// What should be in the lesson instead: the actual output, with `...` kept where it was.
  static func rewritten(expected: [String], actual: [String]) -> [String] {
    var out: [String] = []
    for row in align(expected: expected, actual: tidy(actual)) {
      switch row {
      case .same(let l), .extra(let l), .changed(_, let l): out.append(escaped(l))
      case .elided: if out.last != wildcard { out.append(wildcard) }
      case .missing: break
      }
    }
    return out
  }

  /// The differences as lines with `-` (expected) and `+` (printed), with a little of what surrounds them.
  static func difference(expected: [String], actual: [String], context: Int = 2) -> [String] {
    let rows = align(expected: expected, actual: tidy(actual))
    var keep = [Bool](repeating: false, count: rows.count)
    for (i, row) in rows.enumerated() where !row.isGood {
      for k in max(0, i - context)...min(rows.count - 1, i + context) { keep[k] = true }
    }
    var out: [String] = []
    var skipped = false
    for (row, kept) in zip(rows, keep) {
      guard kept else {
        skipped = true
        continue
      }
      if skipped, !out.isEmpty { out.append("  …") }
      skipped = false
      switch row {
      // What did not change is only there for orientation: it need not fill a second line.
      case .same(let l): out.append("  " + (l.count > 74 ? l.prefix(73) + "…" : l))
      case .elided(let l): out.append("  ... (\(l.count) \(l.count == 1 ? "line" : "lines"))")
      case .missing(let l): out.append("- " + l)
      case .extra(let l): out.append("+ " + l)
      case .changed(let e, let a): out += ["- " + e, "+ " + a]
      }
    }
    return out
  }
}
