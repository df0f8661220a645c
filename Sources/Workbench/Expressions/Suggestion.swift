/// "Did you mean …?"
public enum Suggestion {
  /// The candidate nearest to `word`, if one is near enough to be a slip of the finger. Ties go to the first.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    let w = Array(word.lowercased().utf8)
    guard !w.isEmpty, w.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for c in candidates where c != word {
      let u = Array(c.lowercased().utf8)
      guard u.count <= 64 else { continue }
      var d = distance(w, u)
      // A beginning counts as near: "statel" for "stateless".
      if w.count >= 3, u.count > w.count, u.starts(with: w) { d = min(d, 1) }
      if d < (best?.distance ?? .max) { best = (d, c) }
    }
    guard let best, best.distance <= max(1, w.count / 3) else { return nil }
    return best.name
  }

  /// Insertions, removals, changes and swaps of neighbours that lead from `a` to `b`.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var before = [Int](repeating: 0, count: b.count + 1), previous = Array(0...b.count), row = previous
    for i in 1...a.count {
      row[0] = i
      for j in 1...b.count {
        row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
