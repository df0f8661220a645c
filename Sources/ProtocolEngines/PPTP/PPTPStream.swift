/// Why a control connection's stream cannot be read on (RFC 2637 §1.4: the connection is closed at once).
public struct PPTPStreamFault: Error, Sendable, Equatable {
  /// Octets of the stream before the faulty message.
  public var offset: Int
  public var text: String
  public var ref: String
}

/// Cuts the octets of a TCP stream into control messages, however TCP has cut them (RFC 2637 §1.4).
///
/// Faults are found as early as the octets allow: an impossible length at the second octet, a wrong cookie at the eighth.
public struct PPTPStream: Sendable, Equatable {
  /// Longer than any message there is; room for those that others may define.
  public static let longest = 1024
  private var buffer: [UInt8] = []
  private var start = 0
  /// Octets of the stream that have been made into messages.
  public private(set) var consumed = 0
  public private(set) var fault: PPTPStreamFault?

  public init() {}

  /// Octets waiting for the rest of their message.
  public var waiting: Int { buffer.count - start }

  public mutating func append(_ octets: [UInt8]) {
    guard fault == nil else { return }
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: octets)
  }

  /// The next whole message; nil when more octets are needed or the stream is broken (see `fault`).
  public mutating func next() -> PPTPMessage? {
    guard fault == nil, let length = check() else { return nil }
    let octets = Array(buffer[start..<start + length])
    do throws(WireError) {
      let message = try PPTPMessage(parsing: octets)
      start += length
      consumed += length
      if start == buffer.count {
        buffer.removeAll(keepingCapacity: true)
        start = 0
      }
      return message
    } catch {
      fail("octet \(error.at) of the message: \(error)", error.ref.string)
      return nil
    }
  }

  /// The length of the message at the front when all of it is there.
  private mutating func check() -> Int? {
    let have = waiting
    func octet(_ i: Int) -> Int { Int(buffer[start + i]) }
    guard have >= 2 else { return nil }
    let length = octet(0) << 8 | octet(1)
    guard length >= PPTPHeader.octets, length <= Self.longest else {
      fail("a control message cannot be \(length) octets long", "RFC 2637 §1.4")
      return nil
    }
    guard have >= 8 else { return nil }
    let cookie = octet(4) << 24 | octet(5) << 16 | octet(6) << 8 | octet(7)
    guard cookie == Int(PPTPHeader.magicCookie) else {
      fail(
        """
          the magic cookie is \(HexText.number(UInt32(cookie), width: 8)) and not \(HexText.number(PPTPHeader.magicCookie, width: 8)): \
          sender and receiver do not agree where a message begins
          """,
        "RFC 2637 §1.4")
      return nil
    }
    guard have >= 10 else { return nil }
    let type = PPTPControlType(rawValue: UInt16(octet(8) << 8 | octet(9)))
    if octet(3) == 1, octet(2) == 0, let right = type.length, right != length {
      fail("a \(type.meaning) is \(right) octets long, this one says \(length)", "RFC 2637 §2.16")
      return nil
    }
    return have >= length ? length : nil
  }

  private mutating func fail(_ text: String, _ ref: String) {
    fault = PPTPStreamFault(offset: consumed, text: text, ref: ref)
    buffer = []
    start = 0
  }
}
