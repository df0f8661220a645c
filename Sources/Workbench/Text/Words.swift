/// A command line cut into words. Quotes (`"…"` with `\"` and `\\`, or `'…'`) keep spaces, `;` and `#`.
public struct Words: Sendable, Equatable {
  public struct Word: Sendable, Equatable {
    /// Without its quotes.
    public var text: String
    /// Where it is in the line, in UTF-8 octets, quotes included.
    public var range: Range<Int>
  }
  /// The line that was cut.
  public var line: String
  public var words: [Word]

  public var texts: [String] { words.map(\.text) }
  /// As typed, from word `n` to the end: an expression keeps its own quotes.
  public func raw(from n: Int) -> String {
    guard n < words.count, let last = words.last else { return "" }
    return String(decoding: Array(line.utf8)[words[n].range.lowerBound..<last.range.upperBound], as: UTF8.self)
  }

  /// With the name of a command in front: what was typed may have been short for it.
  func led(by name: String) -> Words {
    var w = self
    w.words.insert(Word(text: name, range: 0..<0), at: 0)
    return w
  }

  /// The commands of a line, cut at `;`; a `#` at the beginning of a word starts a comment.
  public static func commands(_ line: String) throws(UsageError) -> [Words] {
    let text = Array(line.utf8)
    var out: [Words] = []
    var words: [Word] = []
    var word: [UInt8] = []
    var start: Int?
    var i = 0
    func close(_ end: Int) {
      if let s = start { words.append(Word(text: String(decoding: word, as: UTF8.self), range: s..<end)) }
      word = []
      start = nil
    }
    func finish() {
      if !words.isEmpty { out.append(Words(line: line, words: words)) }
      words = []
    }
    scan: while i < text.count {
      let c = text[i]
      switch c {
      case UInt8(ascii: " "), 9, 10, 13:
        close(i)
      case UInt8(ascii: ";"):
        close(i)
        finish()
      case UInt8(ascii: "#") where start == nil:
        break scan
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let opened = i
        if start == nil { start = i }
        i += 1
        while i < text.count, text[i] != c {
          if c == UInt8(ascii: "\""), text[i] == UInt8(ascii: "\\"), i + 1 < text.count,
            text[i + 1] == c || text[i + 1] == UInt8(ascii: "\\")
          {
            i += 1
          }
          word.append(text[i])
          i += 1
        }
        if i >= text.count { throw UsageError("the quote opened at column \(opened + 1) is never closed", position: opened) }
      default:
        if start == nil { start = i }
        word.append(c)
      }
      i += 1
    }
    close(min(i, text.count))
    finish()
    return out
  }
}
