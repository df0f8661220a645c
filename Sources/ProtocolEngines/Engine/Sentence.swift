/// A text that keeps its template and its arguments apart, so that another language can say the same in its own order.
///
/// It is written as a string literal where the thing happens: `"Packet \(n) comes too late: discarded."`. The literal parts stay in
/// the binary; text is made only when it is read. The English template with `%1 %2` is the key of a translation (`key`).
public struct Sentence: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  public enum Argument: Sendable, Equatable {
    case number(Int64)
    case text(String)
    case sentence(Sentence)
    case octets([UInt8])

    var text: String {
      switch self {
      case .number(let n): String(n)
      case .text(let t): t
      case .sentence(let s): s.text
      case .octets(let o): HexText.string(o)
      }
    }
  }
  fileprivate enum Piece: Sendable {
    case literal(Text)
    case argument(Argument)
  }
  // A plain literal is the common case and needs no memory of its own.
  private enum Content: Sendable {
    case literal(Text)
    case pieces([Piece])
  }
  private let content: Content
  private enum Form: Sendable { case asWritten, capital, full }
  /// How it is shown: a reason, as a machine's note has it, begins with a capital.
  private var form = Form.asWritten

  public init(stringLiteral s: StaticString) { content = .literal(Text(s)) }
  public init(stringInterpolation s: StringInterpolation) { content = .pieces(s.pieces) }
  /// Words of the peer, of the system or of a person: they have no translation.
  public init(verbatim text: String) { content = .pieces([.argument(.text(text))]) }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(2 * interpolationCount + 1) }
    public mutating func appendLiteral(_ s: StaticString) { if s.utf8CodeUnitCount > 0 { pieces.append(.literal(Text(s))) } }
    public mutating func appendInterpolation(_ n: some BinaryInteger) { pieces.append(.argument(.number(Int64(truncatingIfNeeded: n)))) }
    public mutating func appendInterpolation(_ text: String) { pieces.append(.argument(.text(text))) }
    public mutating func appendInterpolation(_ text: StaticString) { pieces.append(.argument(.text(text.string))) }
    public mutating func appendInterpolation(_ s: Sentence) { pieces.append(.argument(.sentence(s))) }
    public mutating func appendInterpolation(_ octets: [UInt8]) { pieces.append(.argument(.octets(octets))) }
    public mutating func appendInterpolation(_ c: Character) { pieces.append(.argument(.text(String(c)))) }
    public mutating func appendInterpolation(_ v: some CustomStringConvertible) { pieces.append(.argument(.text(v.description))) }
  }

  /// The values in it, in the order of the English text.
  public var arguments: [Argument] {
    guard case .pieces(let pieces) = content else { return [] }
    return pieces.compactMap { if case .argument(let a) = $0 { a } else { nil } }
  }

  /// The English template: `"Packet %1 comes too late: discarded."`. What other languages are looked up by.
  public var key: String {
    switch content {
    case .literal(let t): return t.string
    case .pieces(let pieces):
      var out = ""
      var n = 0
      for p in pieces {
        switch p {
        case .literal(let t): out += t.string
        case .argument:
          n += 1
          out += "%\(n)"
        }
      }
      return out
    }
  }

  /// The text in the language of `translate`, which gives the template for a key or nil; in English without one. A template may
  /// leave arguments out and have them in another order (`%1` to `%9`).
  public func text(_ translate: (_ key: String) -> String?) -> String {
    let words: String
    if let template = translate(key) {
      let values = arguments
      var out = ""
      var percent = false
      for c in template {
        if percent, let n = c.wholeNumberValue, n >= 1, n <= values.count {
          if case .sentence(let s) = values[n - 1] { out += s.text(translate) } else { out += values[n - 1].text }
          percent = false
          continue
        }
        if percent { out += "%" }
        percent = c == "%"
        if !percent { out.append(c) }
      }
      words = percent ? out + "%" : out
    } else {
      switch content {
      case .literal(let t): words = t.string
      case .pieces(let pieces):
        var out = ""
        for p in pieces {
          switch p {
          case .literal(let t): out += t.string
          case .argument(.sentence(let s)): out += s.text(translate)
          case .argument(let a): out += a.text
          }
        }
        words = out
      }
    }
    switch form {
    case .asWritten: return words
    case .capital: return words.prefix(1).uppercased() + words.dropFirst()
    case .full: return words.asSentence
    }
  }

  public var text: String { text { _ in nil } }
  public var description: String { text }
  public var isEmpty: Bool {
    switch content {
    case .literal(let t): t.isEmpty
    case .pieces(let p): p.isEmpty || text.isEmpty
    }
  }

  /// With a capital and a full stop.
  public var asSentence: Sentence { shown(.full) }
  /// With a capital.
  public var capitalised: Sentence { shown(.capital) }
  private func shown(_ form: Form) -> Sentence {
    var s = self
    s.form = form
    return s
  }
}

extension Sentence: Equatable {
  /// The same text from the same values. Places of equal literals may differ.
  public static func == (a: Sentence, b: Sentence) -> Bool {
    guard a.form == b.form else { return false }
    switch (a.content, b.content) {
    case (.literal(let x), .literal(let y)): return x.equals(y)
    case (.pieces(let x), .pieces(let y)): return x == y
    case (.literal(let x), .pieces(let y)), (.pieces(let y), .literal(let x)):
      if y.isEmpty { return x.isEmpty }
      return y == [.literal(x)]
    }
  }
}

extension Sentence.Piece: Equatable {
  static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.literal(let x), .literal(let y)): x.equals(y)
    case (.argument(let x), .argument(let y)): x == y
    default: false
    }
  }
}

extension String {
  /// With a capital and a full stop: a reason as the notes of machines have it.
  public var asSentence: String { isEmpty ? self : prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".") }
}
