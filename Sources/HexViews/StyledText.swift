/// How a piece of text is meant, never how it looks: renderers decide that. No meaning may rest on a style alone.
public enum Style: Sendable, Hashable {
  case plain
  case strong
  /// Secondary: offsets, units, sections of an RFC.
  case faint
  /// A command that can be typed as it is.
  case command
  case good
  case warning
  case bad
  /// A tint of `Tint`'s palette: a layer, a node.
  case tint(Tint)
  case strongTint(Tint)
}

extension Style {
  /// The escape sequence with which the style begins, for those who write lines themselves; empty for plain text.
  public func begin(on background: Background) -> String {
    let sgr = Palette.sgr(self, on: background)
    return sgr.isEmpty ? "" : "\u{1b}[\(sgr)m"
  }
  public static let end = "\u{1b}[0m"
}

/// The colours by which layers are known; each reads on its background, also for colour-blind eyes. Grey is for secondary text only.
public enum Tint: UInt8, Sendable, Hashable, CaseIterable {
  case grey, slate, khaki, coral, teal, blue, indigo, azure, vermilion, purple, mustard, green, pink, olive, violet, cyan, brown, rose, red
}

/// What text is shown on.
public enum Background: String, Sendable, Hashable, CaseIterable {
  case dark, light
  /// Not known; colours that can be read on either are taken.
  case unknown

  /// From `$COLORFGBG` (`"15;0"`, `"0;default;15"`): the last number is the background's, of the sixteen colours of old.
  /// Unknown without it and where it says nothing that can be used.
  public init(colorFGBG text: String?) {
    guard let last = text?.utf8.split(separator: 0x3b, omittingEmptySubsequences: false).last,
      let n = Int(String(decoding: last, as: UTF8.self)), (0...15).contains(n)
    else {
      self = .unknown
      return
    }
    // 7 is light grey and 9 to 15 are the bright colours; 8 is dark grey.
    self = n == 7 || n >= 9 ? .light : .dark
  }
}

/// Text with meaning: `"state \(strong: name)"` or `StyledText("…", .faint) + "…"`.
public struct StyledText: Sendable, Equatable, ExpressibleByStringInterpolation {
  public struct Span: Sendable, Equatable {
    public var text: String
    public var style: Style
    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }
  public var spans: [Span]

  public init(spans: [Span] = []) { self.spans = spans }
  public init(_ text: String, _ style: Style = .plain) { spans = text.isEmpty ? [] : [Span(text, style)] }
  public init(stringLiteral text: String) { self.init(text) }
  public init(stringInterpolation i: Interpolation) { spans = i.spans }

  public struct Interpolation: StringInterpolationProtocol {
    var spans: [Span] = []
    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ s: String) { if !s.isEmpty { spans.append(Span(s)) } }
    public mutating func appendInterpolation(_ s: String) { appendLiteral(s) }
    public mutating func appendInterpolation(_ n: some BinaryInteger) { appendLiteral(String(n)) }
    public mutating func appendInterpolation(_ t: StyledText) { spans += t.spans }
    public mutating func appendInterpolation(_ s: String, _ style: Style) { if !s.isEmpty { spans.append(Span(s, style)) } }
    public mutating func appendInterpolation(strong s: String) { appendInterpolation(s, .strong) }
    public mutating func appendInterpolation(faint s: String) { appendInterpolation(s, .faint) }
    public mutating func appendInterpolation(command s: String) { appendInterpolation(s, .command) }
    public mutating func appendInterpolation(bad s: String) { appendInterpolation(s, .bad) }
  }

  public var isEmpty: Bool { spans.allSatisfy { $0.text.isEmpty } }
  /// The words without their styles.
  public var string: String { spans.map(\.text).joined() }

  public static func + (a: Self, b: Self) -> Self { Self(spans: a.spans + b.spans) }
  public static func += (a: inout Self, b: Self) { a.spans += b.spans }
}

extension [StyledText] {
  public func joined(_ separator: StyledText = ", ") -> StyledText {
    var out = StyledText()
    for (i, t) in enumerated() {
      if i > 0 { out += separator }
      out += t
    }
    return out
  }
}
