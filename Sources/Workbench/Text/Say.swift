/// Sentences put together.
enum Say {
  /// "a", "a and b", "a, b or c".
  static func list(_ words: [String], or: Bool = false) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + (or ? " or " : " and ") + last
  }

  static func count(_ n: Int, _ thing: String) -> String { n == 1 ? "1 \(thing)" : "\(n) \(thing)s" }
}
