/// What a command has to say: blocks for people and, beside them, values for programs.
///
/// Every screen is one `Document`; how it looks is decided by `render` alone.
public struct Document: Sendable, Equatable {
  public var blocks: [Block]
  private var values: [Values]

  /// Most documents are only looked at: what is costly to make is made when it is asked for.
  private enum Values: Sendable {
    case made([JSONValue])
    case later(@Sendable () -> [JSONValue])
  }

  /// One value per line of `--json` output. What was given as a closure is made anew every time one asks.
  public var json: [JSONValue] {
    get {
      values.flatMap {
        switch $0 {
        case .made(let list): list
        case .later(let make): make()
        }
      }
    }
    set { values = newValue.isEmpty ? [] : [.made(newValue)] }
  }

  public init(_ blocks: [Block] = [], json: [JSONValue] = []) {
    self.blocks = blocks
    values = json.isEmpty ? [] : [.made(json)]
  }

  /// The values are made by `later`, when they are asked for. What the closure holds lives as long as the document.
  public init(_ blocks: [Block], later: @escaping @Sendable () -> [JSONValue]) {
    self.blocks = blocks
    values = [.later(later)]
  }

  public static func == (a: Self, b: Self) -> Bool { a.blocks == b.blocks && a.json == b.json }

  /// One paragraph.
  public static func text(_ t: StyledText, json: [JSONValue] = []) -> Document { Document([.paragraph(t)], json: json) }

  public var isEmpty: Bool { blocks.isEmpty }

  public mutating func add(_ block: Block) { blocks.append(block) }
  public mutating func append(_ other: Document) {
    blocks += other.blocks
    appendValues(of: other)
  }

  /// The values of `other` without its blocks.
  public mutating func appendValues(of other: Document) { values += other.values }

  /// The `--json` form: one line a value.
  public var jsonLines: String { json.map { $0.text + "\n" }.joined() }
}

/// One part of a document. Texts may come from outside; renderers make control characters harmless.
public indirect enum Block: Sendable, Equatable {
  /// Level 1 names a screen, level 2 a part of it.
  case heading(Int, StyledText)
  case paragraph(StyledText)
  /// Text with a first line hanging out: `label` then the text, wrapped beneath itself.
  case labelled(StyledText, StyledText)
  /// Exactly one line: what does not fit is cut off with a mark (screen readers get all of it).
  case line(StyledText)
  case keyValues([KeyValue])
  case list(ListStyle, [StyledText])
  case table(Table)
  case hex(HexGrid)
  case fields(FieldListing)
  case bits(BitBoxes)
  case onion(Onion)
  case ladder(Ladder)
  /// Text that must keep its lines: output of a command, a formula. Longer lines are continued with a mark.
  case code([StyledText])
  case callout(CalloutKind, StyledText)
  case indented([Block])
  case rule
  case blank
}

public enum ListStyle: Sendable, Equatable { case bullets, numbers }

public enum CalloutKind: String, Sendable, Equatable {
  /// Something is wrong with the octets or the command.
  case problem
  /// What to type next, or what to look at.
  case hint
  case note
  /// A goal was reached.
  case success
}

/// One line of facts: name, value, and an aside that may be left out when the screen is narrow.
public struct KeyValue: Sendable, Equatable {
  public var key: StyledText
  public var value: StyledText
  public var aside: StyledText
  public init(_ key: StyledText, _ value: StyledText, _ aside: StyledText = "") {
    self.key = key
    self.value = value
    self.aside = aside
  }
}

/// Rows and columns. A column with a `priority` above 0 is left out when the screen is too narrow, highest first;
/// the others wrap inside their cells.
public struct Table: Sendable, Equatable {
  public enum Alignment: Sendable, Equatable { case left, right }
  public struct Column: Sendable, Equatable {
    public var title: String
    public var alignment: Alignment
    public var priority: Int
    /// Columns narrower than this do not wrap.
    public var minimum: Int
    public init(_ title: String, _ alignment: Alignment = .left, priority: Int = 0, minimum: Int = 8) {
      self.title = title
      self.alignment = alignment
      self.priority = priority
      self.minimum = minimum
    }
  }
  public var columns: [Column]
  public var rows: [[StyledText]]
  /// Index of the row that is "here"; marked with a sign and not only with colour.
  public var current: Int?
  public init(_ columns: [Column], _ rows: [[StyledText]] = [], current: Int? = nil) {
    self.columns = columns
    self.rows = rows
    self.current = current
  }
}

/// Octets with the layers and fields they belong to.
public struct HexGrid: Sendable, Equatable {
  /// A run of octets shown together: one layer. Sections follow one another without gaps.
  public struct Section: Sendable, Equatable {
    public var range: Range<Int>
    /// Stands at every row of the section, in every message the same for the same layer.
    public var letter: Character
    public var tint: Tint
    public var title: String
    public var summary: String
    /// Fields marked below their octets.
    public var marks: [Mark]
    public init(_ range: Range<Int>, letter: Character, tint: Tint, title: String, summary: String = "", marks: [Mark] = []) {
      self.range = range
      self.letter = letter
      self.tint = tint
      self.title = title
      self.summary = summary
      self.marks = marks
    }
  }
  public struct Mark: Sendable, Equatable {
    public var range: Range<Int>
    /// One column: the letter that the field has in the listing.
    public var label: Character
    /// Payload without inner structure: may be squeezed.
    public var isData: Bool
    public init(_ range: Range<Int>, _ label: Character, isData: Bool = false) {
      self.range = range
      self.label = label
      self.isData = isData
    }
  }
  public var octets: [UInt8]
  public var sections: [Section]
  public var problems: [Range<Int>]
  /// Show every octet, also of long payloads.
  public var complete: Bool
  /// Only these octets are drawn; nil: all.
  public var window: Range<Int>?
  public init(octets: [UInt8], sections: [Section] = [], problems: [Range<Int>] = [], complete: Bool = false, window: Range<Int>? = nil) {
    self.window = window
    self.octets = octets
    self.sections = sections
    self.problems = problems
    self.complete = complete
  }
}

/// Fields as lines: where, how many octets, name, value, meaning, section.
public struct FieldListing: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case group, leaf
      case bits(first: Int, last: Int, of: Int, value: UInt64)
    }
    public var label: Character?
    public var tint: Tint
    public var kind: Kind
    public var depth: Int
    public var range: Range<Int>
    public var octets: [UInt8]
    public var name: String
    public var value: String
    public var meaning: String
    public var about: String
    public var ref: String
    /// Texts of problems at this field.
    public var problems: [String]
    public init(
      label: Character? = nil, tint: Tint = .grey, kind: Kind = .leaf, depth: Int = 0, range: Range<Int>, octets: [UInt8] = [],
      name: String,
      value: String = "", meaning: String = "", about: String = "", ref: String = "", problems: [String] = []
    ) {
      self.label = label
      self.tint = tint
      self.kind = kind
      self.depth = depth
      self.range = range
      self.octets = octets
      self.name = name
      self.value = value
      self.meaning = meaning
      self.about = about
      self.ref = ref
      self.problems = problems
    }
  }
  public var lines: [Line]
  public init(_ lines: [Line]) { self.lines = lines }
}

/// The box figure of an RFC, with the live bits in the boxes.
public struct BitBoxes: Sendable, Equatable {
  public struct Box: Sendable, Equatable {
    public var name: String
    /// Number of bits.
    public var width: Int
    /// The value of the box, most significant bit first, 0 or 1; empty for a box whose bits are not shown.
    public var bits: [UInt8]
    public var value: String
    public var tint: Tint
    /// The field asked for.
    public var marked: Bool
    public init(_ name: String, width: Int, bits: [UInt8], value: String = "", tint: Tint = .grey, marked: Bool = false) {
      self.name = name
      self.width = width
      self.bits = bits
      self.value = value
      self.tint = tint
      self.marked = marked
    }
  }
  public var boxes: [Box]
  /// Bits in one row of the figure: 32 in most RFCs.
  public var rowBits: Int
  public init(_ boxes: [Box], rowBits: Int = 32) {
    self.boxes = boxes
    self.rowBits = rowBits
  }
}

/// Layers from the outermost in, with what each adds.
public struct Onion: Sendable, Equatable {
  public struct Layer: Sendable, Equatable {
    public var letter: Character
    public var tint: Tint
    public var name: String
    public var offset: Int
    /// Octets of this layer's own header and trailer.
    public var own: Int
    public var summary: String
    /// A new buffer begins here: what was decrypted or put together (`"mppe"`), or "".
    public var buffer: String
    public init(letter: Character, tint: Tint, name: String, offset: Int, own: Int, summary: String, buffer: String = "") {
      self.letter = letter
      self.tint = tint
      self.name = name
      self.offset = offset
      self.own = own
      self.summary = summary
      self.buffer = buffer
    }
  }
  public var layers: [Layer]
  public var total: Int
  public init(_ layers: [Layer], total: Int) {
    self.layers = layers
    self.total = total
  }
}

/// Who said what to whom, downwards in time.
public struct Ladder: Sendable, Equatable {
  public struct Lifeline: Sendable, Equatable {
    public var name: String
    public var tint: Tint
    public init(_ name: String, _ tint: Tint) {
      self.name = name
      self.tint = tint
    }
  }
  public enum Event: Sendable, Equatable {
    case message(from: Int, to: Int, text: String, tint: Tint)
    /// A message that did not arrive, and why.
    case lost(from: Int, to: Int, text: String, reason: String)
    /// A timer fired, a command was obeyed, a state was reached at one lifeline.
    case at(Int, sign: String, text: String)
    /// Concerns everybody: a mark, a phase.
    case band(String)
  }
  public struct Row: Sendable, Equatable {
    public var number: String
    public var time: String
    public var event: Event
    public var current: Bool
    public init(number: String = "", time: String = "", _ event: Event, current: Bool = false) {
      self.number = number
      self.time = time
      self.event = event
      self.current = current
    }
  }
  public var lifelines: [Lifeline]
  public var rows: [Row]
  public init(_ lifelines: [Lifeline], _ rows: [Row] = []) {
    self.lifelines = lifelines
    self.rows = rows
  }
}

/// How a document is to look. `reader` is for screen readers and braille: sentences instead of drawings and columns.
public struct RenderOptions: Sendable, Equatable {
  /// Columns; renderers never exceed it. At least 40.
  public var width: Int
  /// ANSI colours.
  public var color: Bool
  /// What they have to be read on.
  public var background: Background
  /// Only ASCII characters.
  public var ascii: Bool
  public var reader: Bool
  public init(width: Int = 80, color: Bool = false, background: Background = .unknown, ascii: Bool = false, reader: Bool = false) {
    self.width = max(40, min(width, 1000))
    self.color = color
    self.background = background
    self.ascii = ascii
    self.reader = reader
  }
}
