/// The Frame Check Sequences of RFC 1662 appendix C: over the frame before escaping, least significant octet first.
public enum FCS {
  /// A frame with its FCS-16 behind it gives this (RFC 1662 §C.2).
  static let good16: UInt16 = 0xf0b8
  /// The same for FCS-32 (RFC 1662 §C.3).
  static let good32: UInt32 = 0xdebb_20e3

  private static let table16: [UInt16] = (0..<256).map { i in
    var v = UInt16(i)
    for _ in 0..<8 { v = v & 1 == 1 ? v >> 1 ^ 0x8408 : v >> 1 }
    return v
  }
  private static let table32: [UInt32] = (0..<256).map { i in
    var v = UInt32(i)
    for _ in 0..<8 { v = v & 1 == 1 ? v >> 1 ^ 0xedb8_8320 : v >> 1 }
    return v
  }
  static func run16(_ octets: some Sequence<UInt8>, from start: UInt16 = 0xffff) -> UInt16 {
    let table = table16
    var fcs = start
    for o in octets { fcs = fcs >> 8 ^ table[Int((fcs ^ UInt16(o)) & 0xff)] }
    return fcs
  }
  static func run32(_ octets: some Sequence<UInt8>, from start: UInt32 = 0xffff_ffff) -> UInt32 {
    let table = table32
    var fcs = start
    for o in octets { fcs = fcs >> 8 ^ table[Int((fcs ^ UInt32(o)) & 0xff)] }
    return fcs
  }
  /// The two octets as they follow the frame on the wire.
  public static func octets16(_ frame: [UInt8]) -> [UInt8] {
    let fcs = ~run16(frame)
    return [UInt8(truncatingIfNeeded: fcs), UInt8(fcs >> 8)]
  }
  /// The four octets as they follow the frame on the wire.
  public static func octets32(_ frame: [UInt8]) -> [UInt8] {
    let fcs = ~run32(frame)
    return (0..<4).map { UInt8(truncatingIfNeeded: fcs >> UInt32(8 * $0)) }
  }
  /// True for a frame whose last two octets are its FCS-16.
  public static func isGood16(_ frame: [UInt8]) -> Bool { frame.count >= 2 && run16(frame) == good16 }
  /// True for a frame whose last four octets are its FCS-32.
  public static func isGood32(_ frame: [UInt8]) -> Bool { frame.count >= 4 && run32(frame) == good32 }
}

/// PPP in HDLC-like framing on an asynchronous line (RFC 1662 §3, §4). Tunnels do without it; captures and vectors do not.
public enum HDLCFraming {
  public static let flag: UInt8 = 0x7e, escape: UInt8 = 0x7d
  public enum Check: Sendable { case none, fcs16, fcs32 }

  /// Must this octet be escaped? Always flag and escape; below 0x20 where the map's bit is set (RFC 1662 §4.2, §7.1).
  public static func needsEscape(_ o: UInt8, accm: UInt32) -> Bool {
    o == flag || o == escape || (o < 0x20 && accm >> UInt32(o) & 1 == 1)
  }

  /// `frame` with its FCS, escaped, between two flags. LCP always goes with every control octet escaped: pass `accm: ~0`.
  public static func wrap(_ frame: [UInt8], accm: UInt32 = ~0, check: Check = .fcs16) -> [UInt8] {
    var body = frame
    switch check {
    case .none: break
    case .fcs16: body += FCS.octets16(frame)
    case .fcs32: body += FCS.octets32(frame)
    }
    var out: [UInt8] = [flag]
    for o in body {
      if needsEscape(o, accm: accm) {
        out.append(escape)
        out.append(o ^ 0x20)
      } else {
        out.append(o)
      }
    }
    out.append(flag)
    return out
  }

  public enum Fault: Error, Sendable {
    case aborted, short, check

    var text: String {
      switch self {
      case .aborted: "the frame ends in an escape: the sender gave it up"
      case .short: "the frame is shorter than four octets"
      case .check: "the Frame Check Sequence is wrong"
      }
    }
    var section: StaticString { self == .check ? "RFC 1662 §3.1" : "RFC 1662 §4.3" }
  }

  /// What stands between two flags, octet for octet of the frame.
  enum Piece: Equatable {
    /// The octet itself.
    case bare
    /// An escape and the octet, which lost bit 6.
    case escaped
    /// A control character that `accm` says to escape and that came bare: the line put it in (RFC 1662 §4.2).
    case inserted
    /// An escape with nothing behind it.
    case open
  }

  /// Goes through the octets between two flags: which of them make which octet of the frame.
  static func pieces<C: RandomAccessCollection>(_ body: C, accm: UInt32 = 0, _ each: (Range<Int>, Piece, UInt8) -> Void)
  where C.Element == UInt8, C.Index == Int {
    var i = body.startIndex
    while i < body.endIndex {
      let o = body[i]
      if o == escape {
        guard i + 1 < body.endIndex else { return each(i..<i + 1, .open, o) }
        each(i..<i + 2, .escaped, body[i + 1] ^ 0x20)
        i += 2
      } else {
        each(i..<i + 1, o < 0x20 && accm >> UInt32(o) & 1 == 1 ? .inserted : .bare, o)
        i += 1
      }
    }
  }

  /// The octets between two flags with escapes undone. Octets that `accm` says to escape and that came bare are dropped:
  /// the line put them in (RFC 1662 §4.2).
  public static func unescape(_ body: some RandomAccessCollection<UInt8>, accm: UInt32 = 0) -> Result<[UInt8], Fault> {
    var out: [UInt8] = []
    var aborted = false
    pieces(Array(body), accm: accm) { _, piece, octet in
      switch piece {
      case .bare, .escaped: out.append(octet)
      case .inserted: break
      case .open: aborted = true
      }
    }
    return aborted ? .failure(.aborted) : .success(out)
  }

  /// A frame of which nobody says with which check and which map it was sent.
  struct Found: Equatable {
    /// Escapes undone, the FCS still behind it.
    var octets: [UInt8]
    /// The check that is right; nil: none is.
    var check: Check?
    /// The control characters taken for put in by the line.
    var accm: UInt32
    /// Octets of the FCS; of a wrong one the usual two.
    var checkOctets: Int { check == .fcs32 ? 4 : 2 }
  }

  /// Opens what stands between two flags. The FCS that fits shows which one it is, and whether bare control characters belong
  /// to the frame: at first all of them are taken for its own, then for the line's, then only XON and XOFF for the line's.
  static func find(_ body: [UInt8]) -> Result<Found, Fault> {
    unescape(body).flatMap { plain in
      guard plain.count >= 4 else { return .failure(.short) }
      for accm in [0, ~0, 0x000a_0000] as [UInt32] {
        guard case .success(let o) = accm == 0 ? .success(plain) : unescape(body, accm: accm) else { continue }
        if accm != 0, o.count == plain.count { continue }
        if o.count >= 4, FCS.isGood16(o) { return .success(Found(octets: o, check: .fcs16, accm: accm)) }
        if o.count > 4, FCS.isGood32(o) { return .success(Found(octets: o, check: .fcs32, accm: accm)) }
      }
      return .success(Found(octets: plain, check: nil, accm: 0))
    }
  }

  /// Every frame between flags in `stream`, FCS checked and taken off. Empty frames are only flags in a row.
  public static func frames(in stream: [UInt8], accm: UInt32 = 0, check: Check = .fcs16) -> [Result<[UInt8], Fault>] {
    stream.split(separator: flag).map { open($0, accm: accm, check: check) }
  }

  private static func open(_ body: ArraySlice<UInt8>, accm: UInt32, check: Check) -> Result<[UInt8], Fault> {
    unescape(body, accm: accm).flatMap { o in
      guard o.count >= 4 else { return .failure(.short) }
      switch check {
      case .none: return .success(o)
      case .fcs16: return FCS.isGood16(o) ? .success(Array(o.dropLast(2))) : .failure(.check)
      case .fcs32: return o.count > 4 && FCS.isGood32(o) ? .success(Array(o.dropLast(4))) : .failure(.check)
      }
    }
  }
}
