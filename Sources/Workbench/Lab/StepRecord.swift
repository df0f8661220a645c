import ProtocolEngines

/// Why a step happened.
public enum Cause: Sendable, Equatable {
  /// A command was obeyed: its text as one would type it.
  case command(String)
  /// A packet arrived.
  case delivered
  /// A packet did not arrive: dropped by a fault, blocked by the firewall.
  case lost(String)
  case timer(name: String, purpose: String)
}

/// One frame as it went over the wire.
public struct LabFrame: Sendable, Equatable {
  /// Counts all frames of the lab from 1, in the order in which they arrived or were lost. The number in exports.
  public var number: Int
  /// Counts all packets ever put on the wire from 1: the number `queue` shows.
  public var packet: Int
  public var octets: [UInt8]
  /// What the octets begin with: the link it was seen on.
  public var medium = LinkType.ethernet
  /// When it arrived or would have.
  public var time: Instant
  public var from: String
  public var to: String
  /// The step that sent it.
  public var origin: Int
  /// Why it never arrived, or nil.
  public var lost: String?
  /// What the wire did to it beside carrying it: "duplicate", "corrupted at octet 54", "delayed by 1 s".
  public var tampered: String?
  /// A loop sent it back to its sender.
  public var isTurnedRound = false
}

public struct NodeNote: Sendable, Equatable {
  public var node: String
  public var note: Note
  public init(node: String, note: Note) {
    self.node = node
    self.note = note
  }
}

/// How the step was chosen, so that it can be done again.
public enum StepChoice: Sendable, Equatable {
  /// The event that was due next.
  case next
  /// This entry of `choices()`, counted from 1.
  case pick(Int)
  case command(LabCommand)
}

/// One event and everything it did. Every screen, breakpoint, check and export is a view of this.
public struct StepRecord: Sendable, Equatable {
  /// From 1.
  public var number: Int
  public var time: Instant
  public var cause: Cause
  /// The node that acted.
  public var node: String
  /// Nodes between which the frame went; empty where there is none.
  public var from: String
  public var to: String
  /// Of a step about a packet `frames[0]` is that packet; folded TCP acknowledgements follow it (of a timer or command: alone).
  public var frames: [LabFrame]
  public var notes: [NodeNote]
  /// The step that sent `frames[0]`, or 0.
  public var origin: Int
  /// Packets this step put on the wire (their `packet` numbers).
  public var sent: [Int]
  public var choice: StepChoice
  /// Pure acknowledgements were steps of their own when this step was made.
  public var acksShown: Bool
  /// Answers to pings that came in with this step.
  public var pings: [PingReply]

  /// The frame this step is about.
  public var frame: LabFrame? {
    switch cause {
    case .delivered, .lost: frames.first
    case .command, .timer: nil
    }
  }
  /// Pure acknowledgements that went with it.
  public var folded: ArraySlice<LabFrame> { frame == nil ? frames[...] : frames.dropFirst() }
  public var transitions: [NodeNote] { notes.filter { $0.note.kind == .transition } }
}

/// Something that can happen next.
public struct Choice: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The packet with this number arrives (or is lost).
    case packet(Int)
    case timer(String)
    /// An end begins by itself (the lab's opening move).
    case opening
  }
  /// From 1, in the order in which things are due; 1 is what `step` does.
  public var index: Int
  public var kind: Kind
  /// When it happens: what was passed over is due now.
  public var due: Instant
  /// When it was due.
  public var wasDue: Instant
  /// Where it happens.
  public var node: String
  public var from: String
  public var text: String
  public var keepalive: Bool
}

/// A packet on its way.
public struct Flight: Sendable, Equatable {
  /// The packet's number on the wire, from 1.
  public var packet: Int
  public var due: Instant
  public var from: String
  public var to: String
  public var octets: [UInt8]
  /// What the octets begin with.
  public var medium = LinkType.ethernet
  /// The step that sent it.
  public var origin: Int
  /// Why it will not arrive, or nil.
  public var lost: String?
  public var tampered: String?
  /// A loop sends it back to its sender.
  public var isTurnedRound = false
  /// Nothing but a TCP acknowledgement.
  public var pureAck: Bool
  /// Held back until the same sender's next packet has passed.
  var waitsForNext = false
}

/// Why a run ended.
public enum RunReason: Sendable, Equatable {
  /// What was asked for holds.
  case reached
  /// Only keep-alives are left and nothing has changed for 60 virtual seconds, or nothing is left at all.
  case quiet
  /// The breakpoint with this number.
  case breakpoint(Int)
  case watch(path: String, before: String, after: String)
  /// `next`, and no end waits for a reply.
  case noRequest
  /// The limit of steps.
  case limit
  case interrupted
}

/// A fact that explains why something did not come.
public struct RunHint: Sendable, Equatable {
  public var step: Int
  public var node: String
  public var text: String
  public var ref: String
  /// How often it was said, with other numbers in it.
  public var count = 1
  /// An end's own word for why it failed.
  public var isFailure = false
  /// Of the reason, where there is one.
  public var code: ReasonCode?
  /// The machine that gave up; empty in other hints.
  var machine = ""
}

extension [RunHint] {
  /// The one to ask `why` about: what the first end that failed says, else what came first.
  public var telling: RunHint? { first { $0.isFailure } ?? first { $0.step > 0 } }
}

public struct RunEnd: Sendable, Equatable {
  public var reason: RunReason
  /// How many steps were taken.
  public var steps: Int
  /// What was asked for holds now (true also where nothing was asked for).
  public var reached: Bool
  /// Where it was asked for and did not come: why, in the order of the steps: the cause first.
  public var why: [RunHint]
}

public struct Breakpoint: Sendable {
  public var number: Int
  public var expression: Expression
  public var text: String { expression.text }
}

public struct Mark: Sendable, Equatable {
  public var name: String
  public var step: Int
}
