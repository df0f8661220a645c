/// One sentence of "why", made where the thing happens, so that explanation and behaviour cannot part.
public struct Note: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// A state machine moved: `from` and `to` are its states.
    case transition
    /// A key was derived: see `key`.
    case key
    case sent, received
    /// Something the other side asked for was refused, or ours was.
    case refused
    /// Input that the rules say to drop.
    case ignored
    case timer
    /// Neutral information.
    case fact
    /// Something is wrong.
    case problem
  }
  /// What a note says, in full.
  struct Words: Sendable, Equatable {
    var kind: Kind
    var machine: String
    var text: Sentence
    var ref: String
    var from: String
    var to: String
    var code: ReasonCode?
    var key: KeyNote?
  }
  // Behind one reference: notes go through many queues, and every packet of an encrypted link makes one.
  private indirect enum Content: Sendable {
    case words(Words)
    case late(any LateNote)
  }
  private let content: Content

  /// `code`: the reason that this note tells of, where it tells of one.
  public init(
    _ kind: Kind, _ machine: String, _ text: Sentence, ref: String = "", from: String = "", to: String = "", code: ReasonCode? = nil,
    key: KeyNote? = nil
  ) {
    content = .words(Words(kind: kind, machine: machine, text: text, ref: ref, from: from, to: to, code: code, key: key))
  }
  init(_ late: some LateNote) { content = .late(late) }

  private var words: Words {
    switch content {
    case .words(let w): w
    case .late(let l): l.words
    }
  }
  public var kind: Kind {
    switch content {
    case .words(let w): w.kind
    case .late(let l): l.kind
    }
  }
  /// The machine or layer speaking, dotted and lower case: `"lcp"`, `"pptp.control"`, `"gre"`, `"auth"`, `"tcp"`.
  public var machine: String { words.machine }
  /// What happened and why, a full sentence in plain English.
  public var text: String { words.text.text }
  /// The same with its template and values apart.
  public var sentence: Sentence { words.text }
  /// `"RFC 1661 §4.1"`.
  public var ref: String { words.ref }
  public var from: String { words.from }
  public var to: String { words.to }
  public var code: ReasonCode? { words.code }
  public var key: KeyNote? { words.key }

  /// Something was wrong or refused, and a document says so.
  public var isRefusal: Bool { (kind == .problem || kind == .refused) && !ref.isEmpty }
  /// It comes from the control machinery of this kind of tunnel.
  public func isOfTunnel(_ kind: TunnelKind) -> Bool { machine.hasPrefix(kind.machines) }

  public static func == (a: Note, b: Note) -> Bool { a.words == b.words }

  public static func transition(
    _ machine: String, from: String, to: String, because text: Sentence, ref: String, code: ReasonCode? = nil
  ) -> Note {
    Note(.transition, machine, text, ref: ref, from: from, to: to, code: code)
  }
}

/// A note whose words are made only when somebody reads them. They must follow from what it holds.
protocol LateNote: Sendable {
  var kind: Note.Kind { get }
  var words: Note.Words { get }
}

/// How a secret came to be: its octets, the formula, and the named inputs.
public struct KeyNote: Sendable, Equatable {
  public struct Input: Sendable, Equatable {
    public var name: String
    public var octets: [UInt8]
    public init(_ name: String, _ octets: [UInt8]) {
      self.name = name
      self.octets = octets
    }
  }
  /// `"MPPE master key"`.
  public var name: String
  public var octets: [UInt8]
  /// `"SHA1(NtPasswordHashHash, NT-Response, Magic1) cut to 16"`.
  public var formula: String
  public var inputs: [Input]
  public init(_ name: String, _ octets: [UInt8], formula: String, inputs: [Input] = []) {
    self.name = name
    self.octets = octets
    self.formula = formula
    self.inputs = inputs
  }
}

/// The variables of an engine as people and expressions see them: a flat list of dotted paths.
public struct StateTree: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case number(Int64)
    case text(String)
    case octets([UInt8])
    case flag(Bool)

    public var text: String {
      switch self {
      case .number(let n): String(n)
      case .text(let t): t
      case .octets(let o): HexText.string(o)
      case .flag(let b): b ? "yes" : "no"
      }
    }
  }
  public struct Entry: Sendable, Equatable {
    /// Relative to the node: `"lcp.state"`, `"gre.window"`.
    public var path: String
    public var value: Value
    /// One line for people.
    public var about: String
  }
  public private(set) var entries: [Entry] = []
  /// Paths of variables that there may be, but that have no value now.
  public private(set) var absent: [String] = []
  public init() {}
  public mutating func add(_ path: String, _ value: Value, _ about: String = "") {
    entries.append(Entry(path: path, value: value, about: about))
  }
  public mutating func add(_ path: String, _ n: some BinaryInteger, _ about: String = "") {
    add(path, .number(Int64(truncatingIfNeeded: n)), about)
  }
  public mutating func add(_ path: String, _ t: String, _ about: String = "") { add(path, .text(t), about) }
  public mutating func add(_ path: String, _ o: [UInt8], _ about: String = "") { add(path, .octets(o), about) }
  public mutating func add(_ path: String, _ b: Bool, _ about: String = "") { add(path, .flag(b), about) }
  /// A variable that has no value at times.
  public mutating func add(_ path: String, optional value: Value?, _ about: String = "") {
    if let value { add(path, value, about) } else { absent.append(path) }
  }
  /// Adds all that `body` adds, under one name: `"client2"` makes `"client2.lcp.state"`.
  public mutating func add(_ prefix: String, _ body: (inout StateTree) -> Void) {
    var inner = StateTree()
    body(&inner)
    for e in inner.entries { entries.append(Entry(path: "\(prefix).\(e.path)", value: e.value, about: e.about)) }
    for p in inner.absent { absent.append("\(prefix).\(p)") }
  }
  public subscript(path: String) -> Value? { entries.first { $0.path == path }?.value }
}
