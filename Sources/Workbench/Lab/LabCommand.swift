import ProtocolEngines

/// What one can do to the lab. Each is one step; `parse` reads the command line, `text` gives it back.
public enum LabCommand: Sendable, Equatable {
  /// `drop|dup|delay|swap|corrupt|truncate|poke …`
  case fault(Fault)
  /// `faults clear`
  case clearFaults
  /// `replay N`: the frame of step N is on the wire once more.
  case replay(step: Int)
  /// `firewall block|allow …`
  case firewall(FirewallRule)
  /// `firewall clear`
  case clearFirewall
  /// `loop NODE`, `loop clear` (nil): the end's GRE packets come back to it, as on a line whose two wires touch.
  case loop(node: String?)
  /// `tell NODE ACTION [key=value…]`
  case tell(node: String, action: String, arguments: [String])
  /// `send ping [ADDRESS|ipv6] [from NODE]`
  case sendPing(node: String, to: String?)
  /// `send udp [TEXT] [from NODE]`
  case sendUDP(node: String, text: String)
  /// `hangup [NODE]`
  case hangup(node: String)
  /// `wait TIME`: lets time pass in which nothing is due (what is left of an `advance`).
  case wait(Delay)
}

/// One thing the wire does wrong.
public struct Fault: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    case drop
    case dup
    case delay(Delay)
    /// The packet changes places with the next one of the same sender.
    case swap
    /// The octet at this offset of the frame is XORed; nil: an octet of the dice's choice after the headers.
    case corrupt(offset: Int?, xor: UInt8?)
    /// The frame ends after so many octets; nil: somewhere after the headers, by the dice.
    case truncate(to: Int?)
    /// A field of the frame is set; the outer checksums are made right again.
    case poke(Poke)
  }
  public enum Which: Sendable, Equatable {
    /// The packet with this number in the queue.
    case packet(Int)
    /// The n-th packet from now that matches (1: the next).
    case nth(Int)
    case every
    /// Each matching packet with this chance in a thousand.
    case chance(perMille: Int)
  }
  public var action: Action
  public var which: Which
  /// Which packets count; nil: all. The text of an `Expression`.
  public var match: Expression?
  public init(action: Action, which: Which, match: Expression? = nil) {
    self.action = action
    self.which = which
    self.match = match
  }
}

/// `block gre`, `allow tcp 1723`: the first rule that fits decides; without one, everything passes.
public struct FirewallRule: Sendable, Equatable {
  public var block: Bool
  /// nil: every protocol.
  public var proto: IPProtocol?
  /// TCP or UDP port at either end.
  public var port: UInt16?
  /// Only packets of this node.
  public var from: String?
  public init(block: Bool, proto: IPProtocol?, port: UInt16? = nil, from: String? = nil) {
    self.block = block
    self.proto = proto
    self.port = port
    self.from = from
  }
}
