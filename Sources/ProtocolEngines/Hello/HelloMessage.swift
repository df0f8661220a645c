// The layouts of the hello tunnel: docs/adding-a-tunnel.md is its specification.

/// The four messages.
public struct HelloType: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let hello = Self(rawValue: 1), welcome = Self(rawValue: 2), data = Self(rawValue: 3), bye = Self(rawValue: 4)
  public static let table: CodeTable = [1: "Hello", 2: "Welcome", 3: "Data", 4: "Bye"]
}

/// Why a tunnel ends.
public struct HelloGoodbye: Codepoint {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let wish = Self(rawValue: 1), version = Self(rawValue: 2), room = Self(rawValue: 3), stranger = Self(rawValue: 4)
  public static let table: CodeTable = [1: "it was asked for", 2: "unknown version", 3: "no room", 4: "unknown number"]
}

/// What each message begins with. After a Data header the PPP frame follows.
struct HelloMessage: WireMessage {
  var type = HelloType.hello
  /// Hello and Welcome: the version spoken. Bye: why. Data: 0.
  var version: UInt8 = HelloMessage.version
  var goodbye = HelloGoodbye.wish
  var reserved: UInt8 = 0
  /// The number that the server gave the client; 0 in a first Hello.
  var number: UInt16 = 0

  static let version: UInt8 = 1

  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.code(&type, Field("hello.type", "Message type", Self.ref, "which of the four messages this is"))
    switch type {
    case .hello, .welcome:
      try c.int(&version, Field("hello.version", "Version", Self.ref, "which version of the protocol the sender speaks"))
    case .bye: try c.code(&goodbye, Field("hello.reason", "Reason", Self.ref, "why the tunnel ends"))
    default: try c.int(&reserved, Field("hello.reserved", "Reserved", Self.ref, "0 when sent, not looked at when received"))
    }
    try c.int(
      &number, Field("hello.number", "Number", Self.ref, "the number that the server gave this client; 0 while there is none")
    ) { $0 == 0 ? "none yet" : nil }
  }

  /// The document that defines the protocol is ours.
  static let ref: StaticString = "hello §2"

  var name: String { type.label?.string ?? "message of type \(type.rawValue)" }

  /// One line: `"Hello version 1"`, `"Welcome number 7"`.
  var summary: String {
    switch type {
    case .hello: number == 0 ? "Hello version \(version)" : "Hello version \(version), number \(number)"
    case .welcome: "Welcome number \(number)"
    case .data: "Data number \(number)"
    case .bye: "Bye: \(goodbye.meaning)"
    default: "Type \(type.rawValue)"
    }
  }
}

extension HelloMessage {
  /// The Bye to a Hello for which there is no room; a datagram that is none has no answer, so that no two servers talk for ever.
  static func noRoom(_ datagram: [UInt8]) -> [UInt8]? {
    guard let hello = try? HelloMessage(parsing: datagram), hello.type == .hello else { return nil }
    var bye = HelloMessage()
    bye.type = .bye
    bye.goodbye = .room
    bye.number = hello.number
    return bye.encoded()
  }

  /// Reads the header of a datagram and says what follows it.
  static let reader = DatagramReader(name: "Hello") { r throws(WireError) in
    var m = HelloMessage()
    try r.group(Field("hello", "Hello tunnel", "hello §1"), { m.summary }) { c throws(WireError) in try m.code(&c) }
    return DatagramReader.Content(session: m.type == .data ? UInt32(m.number) : nil, summary: m.summary)
  }
}
