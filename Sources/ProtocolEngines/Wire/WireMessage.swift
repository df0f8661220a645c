/// A message (or part of one) whose layout is `code`: one text, three faces (parse, emit, annotate).
protocol WireMessage: Equatable, Sendable {
  init()
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError)
}

/// What `annotate` gives: never a failure, but as much as was understood and why it stopped.
public struct Annotation: Sendable {
  public var notes: [FieldNote]
  public var problems: [Problem]
}

extension WireMessage {
  /// Parses the whole of `octets`; octets left over are an error.
  @inline(__always)
  init(parsing octets: [UInt8]) throws(WireError) {
    var message = Self()
    try octets.reading { r throws(WireError) in
      try message.code(&r)
      guard r.offset == r.limit else {
        throw WireError(.leftover, at: r.offset, need: r.limit - r.offset, have: r.limit - r.offset, .unexplained)
      }
    }
    self = message
  }

  /// Parses a prefix of `octets`; gives the message and how many octets it took.
  @inline(__always)
  static func prefix(of octets: [UInt8], from start: Int = 0) throws(WireError) -> (message: Self, used: Int) {
    var message = Self()
    var used = 0
    try octets.reading(from: start) { r throws(WireError) in
      try message.code(&r)
      used = r.offset - start
    }
    return (message, used)
  }

  func encoded() -> [UInt8] {
    var copy = self
    var w = Writer()
    // A Writer never throws.
    try? copy.code(&w)
    return w.octets
  }

  /// Reads `octets` with notes into `message`, which may hold what is known from elsewhere. Leaves cover `0..<count` exactly once.
  static func annotate(_ octets: [UInt8], into message: Self = Self()) -> (message: Self, annotation: Annotation) {
    var m = message
    let tree = octets.annotating { r throws(WireError) in try m.code(&r) }
    return (m, Annotation(notes: tree.notes, problems: tree.problems))
  }
}

extension [UInt8] {
  /// Runs `body` with a silent reader over these octets.
  @inline(__always)
  func reading(from start: Int = 0, _ body: (inout Reader<Silent>) throws(WireError) -> Void) throws(WireError) {
    var failure: WireError?
    self.withUnsafeBytes { p in
      var r = Reader(p, from: start, Silent())
      do throws(WireError) { try body(&r) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Runs `body` with an annotating reader; whatever it leaves or fails at is covered by an `unexplained` leaf.
  func annotating(_ body: (inout Reader<FieldTree>) throws(WireError) -> Void) -> FieldTree {
    self.withUnsafeBytes { p in
      var r = Reader(p, FieldTree(reserving: 48))
      do throws(WireError) {
        try body(&r)
        if r.offset < r.limit {
          r.notes.problem(WireError(.leftover, at: r.offset, need: r.limit - r.offset, have: r.limit - r.offset, .unexplained))
        }
      } catch {
        r.notes.problem(error)
      }
      // Inside the group that was being read: a group without leaves would pass for one.
      if r.offset < r.limit { r.notes.leaf(r.offset, r.limit, .unexplained, .unexplained, value: nil, meaning: nil) }
      r.notes.closeDown(to: 0, r.limit)
      return r.notes
    }
  }
}
