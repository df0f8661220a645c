/// Did you mean: the nearest of some words.
public enum Spelling {
  /// The word with the smallest distance to `word`, if it is near enough to be meant; of equals the one of the same
  /// letters (“setp” is step rather than set), then the one that begins most alike (“nack” is nak rather than ack), else the first.
  public static func nearest(_ word: String, among words: [String]) -> String? {
    let limit = word.utf8.count <= 3 ? 1 : word.utf8.count <= 6 ? 2 : 3
    var best: (word: String, distance: Int, alike: Int)?
    for w in words {
      let d = distance(word, w, limit: limit)
      guard d <= limit, d <= best?.distance ?? d else { continue }
      let alike =
        lower(word).utf8.sorted() == lower(w).utf8.sorted() ? Int.max : zip(lower(word).utf8, lower(w).utf8).prefix { $0 == $1 }.count
      if let b = best, b.distance == d, b.alike >= alike { continue }
      best = (w, d, alike)
    }
    if let best { return best.word }
    guard word.utf8.count >= 3 else { return nil }
    let longer = words.filter { $0.hasPrefix(word) }
    return longer.count == 1 ? longer[0] : nil
  }

  /// Changes, insertions, removals and neighbours swapped; `limit + 1` when it is more than `limit`.
  static func distance(_ a: String, _ b: String, limit: Int) -> Int {
    let a = Array(lower(a).utf8.prefix(64))
    let b = Array(lower(b).utf8.prefix(64))
    guard abs(a.count - b.count) <= limit else { return limit + 1 }
    var before = [Int](repeating: 0, count: b.count + 1)
    var row = Array(0...b.count)
    for i in 1..<(a.count + 1) where !a.isEmpty {
      var next = [Int](repeating: i, count: b.count + 1)
      for j in 1..<(b.count + 1) where !b.isEmpty {
        let same = a[i - 1] == b[j - 1]
        next[j] = min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { next[j] = min(next[j], before[j - 2] + 1) }
      }
      before = row
      row = next
    }
    return min(row[b.count], limit + 1)
  }

  /// ASCII letters made small: all our names are ASCII.
  public static func lower(_ s: String) -> String {
    String(decoding: s.utf8.map { $0 >= 0x41 && $0 <= 0x5a ? $0 + 32 : $0 }, as: UTF8.self)
  }

  public static func holds(_ text: String, _ part: String) -> Bool {
    let t = Array(text.utf8)
    let p = Array(part.utf8)
    guard !p.isEmpty, t.count >= p.count else { return p.isEmpty }
    return (0...(t.count - p.count)).contains { t[$0..<($0 + p.count)].elementsEqual(p) }
  }
}
