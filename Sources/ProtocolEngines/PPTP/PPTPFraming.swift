/// Where a control message ends, as its first octets tell: the one rule of the engines' stream and of the Observer (RFC 2637 §1.4, §2).
struct PPTPFraming {
  /// Longer than any message there is (an Incoming-Call-Request has 220 octets); room for those that others may define.
  static let longest = 1024
  /// As many octets as the length, the cookie and the type take.
  static let octets = 10

  /// What Length says, once two octets are there.
  let said: Int?
  /// Once eight octets are there.
  let cookie: UInt32?
  /// How long a control message of that type is; nil for other messages, and before ten octets are there.
  let right: Int?

  /// `count`: how many octets are there; `octet(i)`: one of them.
  @inline(__always)
  init(_ count: Int, _ octet: (Int) -> UInt8) {
    func word(_ i: Int) -> UInt16? { count >= i + 2 ? UInt16(octet(i)) << 8 | UInt16(octet(i + 1)) : nil }
    said = word(0).map(Int.init)
    cookie = count >= 8 ? UInt32(word(4) ?? 0) << 16 | UInt32(word(6) ?? 0) : nil
    right = word(2) == PPTPMessageType.control.rawValue ? word(8).flatMap { PPTPControlType(rawValue: $0).length } : nil
  }

  init(_ octets: some RandomAccessCollection<UInt8>) {
    self.init(octets.count) { octets[octets.index(octets.startIndex, offsetBy: $0)] }
  }

  static func isLength(_ n: Int) -> Bool { n >= PPTPHeader.octets && n <= longest }

  /// The cookie is there and right.
  var isMarked: Bool { cookie == PPTPHeader.magicCookie }
  /// The cookie is there and wrong.
  var isStrange: Bool { cookie.map { $0 != PPTPHeader.magicCookie } ?? false }
  /// The cookie is right and the length possible: a message begins here.
  var isStart: Bool { isMarked && said.map(Self.isLength) ?? false }
}
