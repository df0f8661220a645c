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
    let frame = PPTPFraming(waiting) { buffer[start + $0] }
    guard let length = frame.said else { return nil }
    guard PPTPFraming.isLength(length) else {
      fail("a control message cannot be \(length) octets long", "RFC 2637 §1.4")
      return nil
    }
    guard let cookie = frame.cookie else { return nil }
    guard frame.isMarked else {
      fail(
        """
        the magic cookie is \(HexText.number(cookie, width: 8)) and not \(HexText.number(PPTPHeader.magicCookie, width: 8)): \
        sender and receiver do not agree where a message begins
        """,
        "RFC 2637 §1.4")
      return nil
    }
    guard waiting >= PPTPFraming.octets else { return nil }
    if let right = frame.right, right != length {
      let type = PPTPControlType(rawValue: UInt16(buffer[start + 8]) << 8 | UInt16(buffer[start + 9]))
      fail("a \(type.meaning) is \(right) octets long, this one says \(length)", "RFC 2637 §2.16")
      return nil
    }
    return waiting >= length ? length : nil
  }

  private mutating func fail(_ text: String, _ ref: String) {
    fault = PPTPStreamFault(offset: consumed, text: text, ref: ref)
    buffer = []
    start = 0
  }
}
